// What sensitivity there is: how far each input moves a service's unavailability, all others at their medians.
//
// 1. Each input alone is put at the ends of its range (5 % and 95 %). Where the model is Markovian
//    and small, the answers are exact; otherwise all plants are simulated jointly, on the same
//    random numbers, and each end has the interval of its paired difference from the medians.
// 2. A scenario that knows all its inputs, or a factor that is asked for, has every time varied by
//    that factor down and up: means and constant times, those of a cluster's profile included.
// 3. An end at which the scenario contradicts itself is left out, and that is said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "sim/estimate.hpp"
#include "studies/experiment.hpp"

namespace ausfall::studies {

struct SensitivityPlan {
  ExperimentPlan run;
  std::optional<double> factor;  ///< vary every time by it. > 1
  std::string service;           ///< only this one; empty: all
  bool simulate = false;         ///< even where there is an exact answer
};

/// By what times are varied that are known, where nothing else is said.
inline constexpr double factor_unless_told = 2;

/// An input at one end of its range.
struct SensitivityEnd {
  Seconds at{0};
  double unavailability = 0;
  Estimate change;  ///< of the unavailability, from the medians; exact: without an interval
};

struct SensitivityBar {
  std::string name;  ///< of the input
  std::size_t line = 0;
  Seconds median{0};
  SensitivityEnd low;   ///< the input at 5 %
  SensitivityEnd high;  ///< at 95 %

  /// How far apart the ends are.
  [[nodiscard]] double swing() const;
  /// Neither change can be told from none.
  [[nodiscard]] bool is_lost_in_chance() const;
};

struct SensitivityService {
  std::string name;
  Estimate unavailability;           ///< with every input at its median
  std::vector<SensitivityBar> bars;  ///< the longest first
};

struct Sensitivity {
  std::string scenario;
  std::optional<std::string> variant;
  std::optional<double> factor;  ///< by which every time was varied
  bool exact = false;
  std::uint64_t seed = 1;
  std::uint64_t replications = 0;  ///< of each plant; 0 of an exact one
  Duration horizon{0};
  double confidence = 0.95;
  double wall_seconds = 0;
  bool stopped_early = false;  ///< fewer replications than wanted; the last warning says so
  std::vector<SensitivityService> services;
  std::vector<std::string> warnings;

  [[nodiscard]] bool interrupted() const { return stopped_early; }
};

/// Throws Refused where there is nothing to vary, no such service, or as simulate_jointly and
/// solve_plan do; Interrupted when it was.
Sensitivity sensitivity_of(const scenarios::Scenario& scenario, const SensitivityPlan& plan,
                           const Watch& watch);

}  // namespace ausfall::studies
