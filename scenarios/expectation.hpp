// What a scenario expects of itself: `expect`, which the verb `check` tests.
//
//     expect:
//       services.mail.availability: {at-least: 99.9 %}
//       clusters.msc.failover.p99: {at-most: 5 min}
//
// 1. A path is the same written with dots or as mappings in one another. Dotted keys are spelled out
//    in each file before it is merged, so a variant or an override changes an expectation however it
//    was written.
// 2. A name may be a glob; each thing that it selects has an expectation of its own. What selects
//    nothing is a mistake, and so are a bound of another unit, one that holds whatever happens, and
//    one that could only be met by chance: an expectation is never met for want of a meaning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "models/facts.hpp"
#include "models/plant.hpp"
#include "scenarios/document.hpp"
#include "scenarios/section.hpp"

namespace ausfall::scenarios {

/// What is measured, of a service or a cluster.
enum class Measure : std::uint8_t {
  // of a service
  availability,
  unavailability,
  downtime,  ///< in a year, on average
  outages_per_year,
  interruptions_per_year,
  outage,  ///< how long one is
  served,
  outage_by_horizon,
  slo_met_per_year,
  slo_met_per_month,
  year_downtime,  ///< in one year
  single_points_of_failure,
  // of a cluster
  failover,  ///< how long one is
  phase,     ///< of an average failover
  failovers_per_year,
  failovers_failed_per_year,
  split_brains_per_year,
  hosts_to_spare,
};

/// It is worked out, not estimated from replications: by striking single failures, or losing hosts.
constexpr bool is_worked_out(Measure measure) {
  return measure == Measure::single_points_of_failure || measure == Measure::hosts_to_spare;
}

/// More hosts lost at once are not tried.
inline constexpr int hosts_to_spare_max = 3;

enum class Unit : std::uint8_t { share, time, number };

/// What is meant of a duration that differs from time to time.
enum class Statistic : std::uint8_t { mean, quantile, longest };

struct Expectation {
  std::string path;           ///< with the thing's name: "services.mail.outage.p99"
  models::ServiceId service;  ///< or
  models::ClusterId cluster;
  Measure measure = Measure::availability;
  Unit unit = Unit::share;
  Statistic statistic = Statistic::mean;
  double quantile = 0;  ///< in (0, 1)
  models::Phase phase = models::Phase::detect;
  /// It lies from low to high: shares, seconds, or numbers.
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  /// That something never happens, which the first time disproves and no number of replications
  /// proves: the longest of its kind, a share of 100 %, a number of 0.
  bool never = false;
  std::string words;       ///< "at least 99.9 %"
  std::string file;        ///< where it stands
  bool of_change = false;  ///< it stands in a change: `file` says what those are called
  std::size_t line = 0;
  std::size_t column = 0;

  bool operator==(const Expectation&) const = default;
};

inline constexpr std::size_t expectations_max = 1000;  ///< of a scenario

/// Dotted keys as mappings in one another. `tree` is what stands under `expect`.
Tree with_paths_spelled_out(const Tree& tree, Diagnostics& diagnostics);
/// The same of a document: in its `expect`, and in those of its variants.
Tree with_expectations_spelled_out(const Tree& document, Diagnostics& diagnostics);

/// Those of a scenario, in the order in which they are written. `document` is the whole of it; what
/// is wrong is reported and left out.
std::vector<Expectation> read_expectations(Reading& reading, Section& scenario,
                                           const Tree& document, const models::Plant& plant,
                                           Duration horizon);

}  // namespace ausfall::scenarios
