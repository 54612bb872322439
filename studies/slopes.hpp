// The times of a scenario, as a user knows them, and what each does to an answer.
#pragma once

#include <optional>
#include <vector>

#include "models/plant.hpp"
#include "models/symmetry.hpp"
#include "studies/solution.hpp"

namespace ausfall::studies {

/// A measure's derivatives by the logarithm of a factor on the rates of each clock; of clocks that
/// are alike, the one that rings has all of it.
struct SlopesByClock {
  std::optional<double> Slope::*measure = nullptr;
  std::vector<double> by_clock;
  double factor = 1;  ///< from their unit to that of the measure
};

/// Clocks that run by the same entry of the scenario count as one time. Of interchangeable
/// components one has rung for all: by symmetry, each has the same share in that. Sorted by what
/// they do to the first measure, the most first.
std::vector<Slope> slopes_by_time(const models::Plant& plant, const models::Symmetry& symmetry,
                                  std::vector<SlopesByClock> measures);

}  // namespace ausfall::studies
