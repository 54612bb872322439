// What the invariants look at, and what they are made of: statements about one moment of one world.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/clocks.hpp"
#include "tests/properties/invariants.hpp"

namespace ausfall::test {

/// `violation` is the first statement that does not hold.
class Inspection {
 public:
  Inspection(models::Scene scene, const Clocks& clocks, Violation& violation)
      : plant_(scene.plant), world_(scene.world), clocks_(clocks), violation_(violation) {}

 protected:
  template <class... Values>
  void expect(bool holds, fmt::format_string<Values...> words, Values&&... values) {
    if (!holds && !violation_) violation_ = fmt::format(words, std::forward<Values>(values)...);
  }

  std::string name_of(models::ModeId id) const { return plant_[plant_[id].fails].name; }
  bool runs(ClockId clock) const { return clock.named() && clocks_.running(clock); }

  bool stands_still_for_a_move(models::MemberId id) const {
    return id && world_[plant_[id].group].planned >= models::PlannedStage::handing_over;
  }

  const models::Plant& plant_;
  const models::World& world_;
  const Clocks& clocks_;
  Violation& violation_;
};

// Whenever a clock has rung. `armed`: as for violated_after_a_ring().

/// Components and who repairs them, storage, networks.
void inspect_things(models::Scene scene, const Clocks& clocks, bool armed, Violation& violation);
/// Nodes, groups and what moves them; balancers, maintenance.
void inspect_clusters(models::Scene scene, const Clocks& clocks, bool armed, Violation& violation);
void inspect_memory(models::Scene scene, const Clocks& clocks, Violation& violation);

// When time passes.

/// Who takes whom for a member, and which side goes on.
void inspect_sides(models::Scene scene, const Clocks& clocks, Violation& violation);
/// Lists and counts that follow from the rest.
void inspect_lists(models::Scene scene, const Clocks& clocks, Violation& violation);

}  // namespace ausfall::test
