// Variants of one scenario against one another, on common random numbers.
//
// 1. Replication r of every variant meets the same random numbers: streams are named after the
//    components, and the n-th time that a clock is started takes the n-th draw of its stream. So
//    each component meets the same lifetimes and repair times in the same order, whatever the
//    strategy, and what the variants owe to the same bad luck is not in their difference.
// 2. Each difference is judged twice: its interval has the confidence of the run, each for itself;
//    its verdict rests on a wider one, so that with that confidence all verdicts of a comparison
//    are right at once (Bonferroni: of m differences each has the confidence 1 - (1 - c)/m).
// 3. A verdict is about downtime, and is `not separable` where hardly any replication differs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "sim/estimate.hpp"
#include "studies/experiment.hpp"
#include "studies/result.hpp"

namespace ausfall::studies {

/// Of the variant b, against a.
enum class Verdict : std::uint8_t { better, worse, not_separable };

/// "better", "worse", "not separable".
std::string_view name_of(Verdict verdict);

/// What is put down to one cause in b and not in a: a share of the time, without an interval.
struct CauseDifference {
  std::string cause;
  double unavailability = 0;
};

/// What a service has more in the variant b than in a, in the same replications.
struct Difference {
  std::string service;
  std::string a;  ///< written before b
  std::string b;
  Estimate unavailability;
  Estimate outages_per_year;
  Estimate served;
  Estimate unavailability_at_once;  ///< with `Comparison::confidence_at_once`
  std::uint64_t differing = 0;      ///< replications in which the downtimes differ
  Verdict verdict = Verdict::not_separable;
  /// How many times as wide the interval of the unavailability would be from independent runs of
  /// as many replications. None where the difference does not vary.
  std::optional<double> narrowed;
  /// They add up to the difference of the unavailabilities; the largest of either sign first.
  std::vector<CauseDifference> causes;
};

struct Comparison {
  std::string scenario;
  std::uint64_t seed = 1;
  std::uint64_t replications = 0;         ///< of each variant
  std::uint64_t replications_wanted = 0;  ///< more than `replications` when it was interrupted
  Duration horizon{0};
  double confidence = 0.95;
  double confidence_at_once = 0.95;  ///< of each difference, so that all hold at once
  double wall_seconds = 0;
  std::vector<RunResult> variants;      ///< in the order in which they are written
  std::vector<Difference> differences;  ///< of each service that two variants have: all pairs
  std::vector<std::string> warnings;    ///< about the whole

  [[nodiscard]] bool interrupted() const { return replications < replications_wanted; }
};

/// Of a pair of a joint simulation: by how much the second is unavailable more.
Estimate unavailability_difference(const JointResult& joint, const PairedService& pair,
                                   double confidence);

/// Of a service. Null if the variant does not have it.
const ServiceResult* find_service(const RunResult& variant, const std::string& service);

/// The services that some variant has, in the order in which they come up.
std::vector<std::string> services_of(const Comparison& comparison);

/// Throws Refused where there is nothing to compare: one variant, no service that two of them
/// have, or variants that differ in how they are run (seed, horizon, warm-up, replications,
/// precision, confidence). Throws as simulate_plan. The plan is that of all of them.
Comparison compare_variants(const std::vector<scenarios::Scenario>& variants,
                            const ExperimentPlan& plan, const Watch& watch);

}  // namespace ausfall::studies
