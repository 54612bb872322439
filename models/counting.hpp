// Which services count what: filled in where a plant is completed, or is given other services.
#pragma once

#include "models/plant.hpp"

namespace ausfall::models {

/// Fills in, from the services' needs, which of them count each component and each pool, and whether
/// some ask for connected hosts. What was filled in before is forgotten.
void count_services(Plant& plant);

}  // namespace ausfall::models
