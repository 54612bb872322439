// Draws of what a scenario does not know: for each replication the plant that it runs on.
//
// 1. A draw is a function of the seed, the inputs' names and its number (sim/unknown.hpp). So
//    variants that do not know the same thing meet the same values, and threads do not matter.
// 2. `run` gives each draw two replications, which tells chance from not knowing
//    (sim/attribution.hpp); `compare` one, which keeps its replications independent.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/plant.hpp"
#include "scenarios/unknowns.hpp"
#include "sim/attribution.hpp"
#include "sim/unknown.hpp"

namespace ausfall::studies {

class Draws {
 public:
  /// So many draws cover every input's range evenly, and so do the next as many.
  static constexpr std::uint64_t block = 64;

  /// `each`: replications of one draw. REQUIRES: something is not known, each >= 1.
  Draws(std::shared_ptr<const scenarios::Unknowns> unknowns, std::uint64_t seed, std::uint64_t each,
        std::uint64_t of_block = block);

  [[nodiscard]] const std::vector<scenarios::UnknownInput>& inputs() const {
    return unknowns_->inputs();
  }
  [[nodiscard]] std::uint64_t each() const { return each_; }
  /// The draw that a replication belongs to.
  [[nodiscard]] std::uint64_t of(std::uint64_t replication) const { return replication / each_; }
  /// By input, in (0, 1).
  [[nodiscard]] std::vector<double> levels(std::uint64_t draw) const;
  /// Of so many draws, from this one on.
  [[nodiscard]] DrawnLevels levels(std::uint64_t first, std::uint64_t draws) const;
  /// Throws Refused where the values drawn contradict one another.
  [[nodiscard]] std::shared_ptr<const models::Plant> plant(std::uint64_t draw) const;

 private:
  std::shared_ptr<const scenarios::Unknowns> unknowns_;
  LatinHypercube cube_;
  std::uint64_t each_;
};

/// The plant with the inputs at these levels. Throws Refused, which names the values, where they
/// contradict one another.
std::shared_ptr<const models::Plant> plant_with(const scenarios::Unknowns& unknowns,
                                                const std::vector<double>& levels);

}  // namespace ausfall::studies
