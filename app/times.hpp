// The times of a scenario, as a user knows them, and what each does to an answer.
#pragma once

#include <vector>

#include "app/solution.hpp"
#include "models/plant.hpp"
#include "models/symmetry.hpp"
#include "sim/slopes.hpp"

namespace ausfall::app {

/// Clocks that run by the same entry of the scenario count as one time. Of interchangeable
/// components one has rung for all: by symmetry, each has the same share in that. Sorted by what
/// they do to the unavailability, the most first.
std::vector<Slope> slopes_by_time(const models::Plant& plant, const models::Symmetry& symmetry,
                                  const Slopes& by_clock);

}  // namespace ausfall::app
