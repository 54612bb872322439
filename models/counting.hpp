// Which services count what: filled in where a plant is completed, or is given other services.
#pragma once

#include "models/plant.hpp"

namespace ausfall::models {

/// A component serves in full or not at all, for each service that counts it.
bool all_or_nothing(const Plant& plant);

/// Fills in, from the services' needs, which of them count each component and each pool, which
/// of them ask for connected hosts, and whose parts are counted as they change. What was filled in before is forgotten.
void count_services(Plant& plant);

}  // namespace ausfall::models
