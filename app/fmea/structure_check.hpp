// The single points of failure that were seen, beside the cut vertices of the graph of what stands
// there; and why the two differ.
#pragma once

#include "app/fmea/failure_effects.hpp"
#include "models/plant.hpp"

namespace ausfall::app {

/// REQUIRES: all single failures of the plant have been struck.
StructureCheck structure_check(const models::Plant& plant, const FailureAnalysis& analysis,
                               models::ServiceId service);

}  // namespace ausfall::app
