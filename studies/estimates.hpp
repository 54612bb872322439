// What replications tell of a service: the estimates of a run, of a comparison and of a check.
//
// Where there were paths (sim/strikes.hpp), an estimate is the sum of two strata of one quantity: what
// histories gave outside rare courses, and what paths gave for these. Each has its own interval, and
// the two are put together as a sum of two that know nothing of each other. Without paths it is what
// the histories gave.
#pragma once

#include <cstddef>
#include <optional>

#include "models/plant.hpp"
#include "sim/estimate.hpp"
#include "sim/weighted_sketch.hpp"
#include "studies/replication.hpp"
#include "studies/result.hpp"

namespace ausfall::studies {

/// The weights of a service's paths went astray, as they do where times are far more irregular than what
/// paths were built for: they come to more than all of the time, or to a share of it that the histories
/// rule out, whatever its law is, but once in ten thousand.
bool astray(const Measured& measured, models::ServiceId id);

/// Of a service. Null if there were no paths, or they went astray, or neither they nor histories met an
/// outage: then the histories' bound is what is known.
const models::RareServiceTally* paths_of(const Measured& measured, models::ServiceId id);

/// As models::unavailability, and so on. REQUIRES: something was measured, 0 < confidence < 1.
Estimate unavailability(const Measured& measured, models::ServiceId id, double confidence);
Estimate outages_per_year(const Measured& measured, models::ServiceId id, double confidence);
Estimate served(const Measured& measured, models::ServiceId id, double confidence);
Estimate outage_by_horizon(const Measured& measured, models::ServiceId id, double confidence);
Estimate slo_met_per_year(const Measured& measured, models::ServiceId id, double confidence);
Estimate slo_met_per_month(const Measured& measured, models::ServiceId id, double confidence);

/// Of a service that says what interruptions are: how many, and their share of the time.
Estimate interruptions_per_year(const Measured& measured, models::ServiceId id, double confidence);
Estimate interrupted(const Measured& measured, models::ServiceId id, double confidence);

Estimate failovers_failed_per_year(const Measured& measured, models::ClusterId id,
                                   double confidence);
Estimate split_brains_per_year(const Measured& measured, models::ClusterId id, double confidence);

/// How often data of what Plant::copied has there is lost.
Estimate data_losses_per_year(const Measured& measured, std::size_t copied, double confidence);

/// Of outages begun and ended inside the span.
WeightedSketch outage_durations(const Measured& measured, models::ServiceId id);
/// The downtime of whole years.
WeightedSketch year_downtimes(const Measured& measured, models::ServiceId id);

/// Of these, in seconds; nothing where nothing was met.
std::optional<DurationSummary> outage_seconds(const Measured& measured, models::ServiceId id,
                                              double confidence);
std::optional<DurationSummary> year_downtime_seconds(const Measured& measured, models::ServiceId id,
                                                     double confidence);
/// Of complete failovers, begun inside.
WeightedSketch failover_durations(const Measured& measured, models::ClusterId id);
std::optional<DurationSummary> failover_seconds(const Measured& measured, models::ClusterId id,
                                                double confidence);

/// Of all complete failovers of the run, in one phase.
struct PhaseSeconds {
  double seconds = 0;
  double paths_at_most = 0;  ///< the upper limit of the part that paths found
};
PhaseSeconds phase_seconds(const Measured& measured, models::ClusterId id, models::Phase phase,
                           double confidence);

}  // namespace ausfall::studies
