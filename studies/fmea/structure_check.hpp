// The single points of failure that were seen, beside the cut vertices of the graph of what stands
// there; and why the two differ.
#pragma once

#include "models/plant.hpp"
#include "studies/fmea/failure_effects.hpp"

namespace ausfall::studies {

/// REQUIRES: all single failures of the plant have been struck.
StructureCheck structure_check(const models::Plant& plant, const FailureAnalysis& analysis,
                               models::ServiceId service);

}  // namespace ausfall::studies
