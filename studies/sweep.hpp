// The points of a sweep, each simulated on the same random numbers and, where its chain is small,
// solved exactly as well.
//
// 1. The result of a point is what `run` gives of the scenario with these values set, to its digest.
// 2. Points are begun in their order; threads work on several points at once and, when few are left,
//    on the replications of one. No result depends on it.
// 3. After an interrupt the points that were finished are there, and no other.
// 4. Neighbours along an axis are paired: what both owe to the same bad luck is not in their
//    difference (grouped.hpp). Each interval has the confidence of the run; verdicts are for all
//    neighbours at once (Bonferroni). Pairing takes the memory of `groups_of_point` numbers a service
//    and point, whatever the number of replications.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/sweep.hpp"
#include "sim/estimate.hpp"
#include "sim/time.hpp"
#include "studies/compare.hpp"
#include "studies/experiment.hpp"
#include "studies/result.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

inline constexpr std::size_t groups_of_point = 1024;
/// A chain that is solved in a moment.
inline constexpr std::size_t states_of_point = 5'000;

/// How the points are run: one plan for each, as experiment_plan gives them.
struct SweepPlan {
  std::vector<ExperimentPlan> points;  ///< by point; of the first: on how many threads in all
  bool exact = true;                   ///< solve small chains, too
};

/// Of a service.
struct ExactService {
  std::string name;
  double unavailability = 0;  ///< in the long run
  /// Over the horizon, from good health, where that takes no long time; what is simulated.
  std::optional<double> unavailability_over;
};

/// The answer of a point's chain.
struct ExactPoint {
  std::uint64_t states = 0;
  std::optional<double> error_bound;  ///< on the sum of the errors of all probabilities, if proved
  std::vector<ExactService> services;
};

struct SweptPoint {
  std::vector<std::size_t> at;  ///< which value of each axis
  RunResult result;
  std::optional<ExactPoint> exact;
  std::string why_not_exact;  ///< for people; empty where it was not asked for
};

/// What a service is down more at one point than at its neighbour before, in the same replications.
struct NeighbourDifference {
  std::size_t a = 0;  ///< index of the point
  std::size_t b = 0;  ///< of the next value of the axis
  std::size_t axis = 0;
  std::string service;
  Estimate unavailability;
  std::uint64_t differing = 0;  ///< groups of replications
  Verdict verdict = Verdict::not_separable;
};

struct Swept {
  std::string scenario;
  std::uint64_t seed = 1;
  double confidence = 0.95;
  double confidence_at_once = 0.95;  ///< of each verdict, so that all hold at once
  double wall_seconds = 0;
  std::vector<scenarios::Axis> axes;
  std::vector<SweptPoint> points;  ///< those that were finished, in the order of the sweep
  std::size_t points_wanted = 0;
  std::vector<NeighbourDifference> differences;
  std::vector<std::string> warnings;  ///< about the whole

  [[nodiscard]] bool interrupted() const { return points.size() < points_wanted; }
};

/// Simulates all points. Throws Interrupted when it was before the first was finished; otherwise as
/// simulate_scenario, with the point's name. REQUIRES: there is a plan for each point.
Swept swept(const scenarios::Sweep& sweep, const SweepPlan& plan, const Watch& watch);

}  // namespace ausfall::studies
