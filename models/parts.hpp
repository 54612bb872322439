// Parts of a room that share nothing: what happens in one of them tells nothing of another.
//
// 1. What joins components into one part: that one stands on, or is reached over, another; networks,
//    with all that is attached; storage, with its users; a crew that may be short of people; spares
//    that do not last for ever; common causes; clusters; planned work; and a need that asks which of
//    them are connected.
// 2. That the same service counts two components joins nothing: what it needs says what comes of
//    independent parts.
// 3. A part alone is the whole plant, in which nothing but what belongs to the part ever happens. So
//    no model need know of parts, and the ids stay the same.
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

  /// The name of a part: it has another after it was joined with others.
  using Part = std::uint32_t;

  /// Those in which anything can happen; ascending.
  [[nodiscard]] std::vector<Part> all() const;
  /// Of these, those that a need asks for; ascending.
  [[nodiscard]] std::vector<Part> of(const Need& need) const;
  /// Makes one part of these.
  void join(const std::vector<Part>& parts);

  /// The plant in which only what belongs to these parts happens, and in which these needs are what
  /// counts, as services in this order.
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
  void find_events();
  [[nodiscard]] Part find(ComponentId id) const;

  const Plant& plant_;
  std::vector<Part> parent_;      // by component: nearer to the first of its part
  std::vector<bool> may_change_;  // by component: something can happen to it by itself
};

}  // namespace ausfall::models
