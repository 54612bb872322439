// What a service's outages are put down to: how many a year each cause brings, and how much downtime.
#pragma once

#include <optional>
#include <vector>

#include "models/plant.hpp"
#include "studies/replication.hpp"
#include "studies/result.hpp"

namespace ausfall::studies {

/// The largest share of the downtime first; of equal ones, in the order of the plant.
/// REQUIRES: something was measured, 0 < confidence < 1.
std::vector<CauseResult> causes_of(const models::Plant& plant, const Measured& measured,
                                   models::ServiceId id, double confidence);

/// Of the downtime: while the repair of its cause waited for its crew's hours. Where crews have any.
std::optional<double> waiting_share(const models::Plant& plant, const Measured& measured,
                                    models::ServiceId id);

/// Causes whose outages last about as long, together; between two kinds lies a factor of ten at least.
/// The shortest first. Empty where all outages are of one kind.
std::vector<OutageKind> kinds_of_outages(const std::vector<CauseResult>& causes);

}  // namespace ausfall::studies
