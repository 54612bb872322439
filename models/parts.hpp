// Parts of a room that share nothing: what happens in one of them tells nothing of another.
//
// 1. Components belong to one part if one stands on, or is reached over, the other, or if they
//    share a network, a storage, a crew that may be short of people, spares that may run out, a
//    common cause, a cluster, planned work, or a need that asks which of them are connected.
// 2. A service that needs two components does not join them: its needs are combined afterwards,
//    from the independent answers of the parts.
// 3. A part alone is solved as the whole plant, in which only what belongs to the part can happen.
//    So no model has to know of parts, and the ids stay the same.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/plant.hpp"

namespace ausfall::models {

class Parts {
 public:
  /// The smallest parts there are. REQUIRES: the plant outlives them.
  explicit Parts(const Plant& plant);

  /// The part that a component belongs to. Joining parts changes their names.
  using Part = std::uint32_t;

  /// The parts in which anything can happen; ascending.
  [[nodiscard]] std::vector<Part> all() const;
  /// The parts in which anything can happen and that this need asks for; ascending.
  [[nodiscard]] std::vector<Part> of(const Need& need) const;
  /// Joins these parts into one.
  void join(const std::vector<Part>& parts);

  /// The plant in which only what belongs to these parts happens. Its services are these needs, in
  /// this order.
  [[nodiscard]] Plant alone(const std::vector<Part>& parts, std::vector<Need> needs) const;

 private:
  void join(ComponentId a, ComponentId b);
  void join_all(const std::vector<ComponentId>& components);
  void join_places();
  void join_networks();
  void join_storages();
  void join_repairs();
  void join_clusters();
  void join_connected(const Need& need);
  void join_leaves(const Need& need);
  void find_events();
  [[nodiscard]] Part find(ComponentId id) const;

  const Plant& plant_;
  std::vector<Part> parent_;      // by component: nearer to the first of its part
  std::vector<bool> may_change_;  // by component: something can happen to it by itself
};

}  // namespace ausfall::models
