// What an engine that looks for rare events has to know of a plant: which clocks are failures, and
// how close a world is to an outage.
//
// 1. A failure is a mode or a common cause whose law has a hazard. Modes of one name of the
//    components under one key are of a kind.
// 2. A world is the closer to a service's outage, the fewer losses are missing to it: a component
//    that serves is one, `all` need the least of their parts' losses, `any` the sum, and `at-least`
//    the sum of the least so many. Where minimal cut sets are known, what is missing to the nearest
//    of them.
// 3. A level is how many losses have been made on the way to the nearest outage of a service since
//    good health; no estimate's mean depends on it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/hazard.hpp"
#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/rare_clocks.hpp"

namespace ausfall::models {

/// Hazards that together bring a service down.
using HazardSet = std::vector<Hazard>;

class Rarity {
 public:
  /// `cut_sets`, by service, may be empty; of a service without any, its needs tell. REQUIRES: the
  /// plant outlives this.
  explicit Rarity(const Plant& plant, std::vector<std::vector<HazardSet>> cut_sets = {});

  [[nodiscard]] std::span<const FailureClock> failures() const { return failures_; }
  /// There are failures that cannot be forced, since they have no hazard.
  [[nodiscard]] bool some_without_hazard() const { return some_without_hazard_; }

  /// REQUIRES: settled.
  [[nodiscard]] std::size_t level(const World& world) const;
  /// Losses to an outage in good health, the most of any service; 0 without services.
  [[nodiscard]] std::size_t levels() const;

 private:
  [[nodiscard]] std::size_t missing(const World& world, std::size_t service) const;
  [[nodiscard]] std::size_t missing(const World& world, const Need& need) const;
  [[nodiscard]] std::size_t missing(const World& world, const HazardSet& set) const;

  const Plant& plant_;
  std::vector<FailureClock> failures_;
  bool some_without_hazard_ = false;
  std::vector<std::vector<HazardSet>> cut_sets_;  // by service
  std::vector<std::size_t> in_good_health_;       // by service: how many are missing
};

}  // namespace ausfall::models
