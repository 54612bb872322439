// Interchangeable components: situations that differ only by which of them is which are one state
// of a Markov chain.
//
// 1. A bundle is a component with what belongs to it: a host with its links, its paths and what
//    runs on it; a switch with its links. Two bundles are interchangeable if swapping them leaves
//    the plant as it is (checked, not assumed).
// 2. What a cluster touches is never interchangeable: its nodes have an order.
// 3. Merging interchangeable bundles is exact (ordinary lumpability by a symmetry of the model).
//    Where two classes share components (links of hosts and of switches), not every equal situation
//    need be found, which costs states, not truth.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/running_clock.hpp"

namespace ausfall::models {

class Symmetry {
 public:
  /// REQUIRES: the plant outlives it.
  explicit Symmetry(const Plant& plant);

  /// Relabels interchangeable bundles into a fixed order, in the world and in the clocks that run.
  void canonicalise(World& world, std::vector<RunningClock>& running) const;

  /// Of a canonical world: clocks at the same place of equal bundles are alike, and the first of
  /// them leads. `leader` comes with each clock its own.
  void alike(const World& world, std::span<const RunningClock> running,
             std::vector<std::uint32_t>& leader) const;

  struct Bundle {
    std::vector<ComponentId> components;
    std::vector<ModeId> modes;
    std::vector<ClockId> clocks;
  };
  using Class = std::vector<Bundle>;
  [[nodiscard]] const std::vector<Class>& classes() const { return classes_; }

 private:
  void sort_bundles(const Class& bundles, World& world, std::vector<RunningClock>& running) const;
  void sort_orders(std::vector<RunningClock>& running) const;

  const Plant& plant_;
  std::vector<Class> classes_;
};

}  // namespace ausfall::models
