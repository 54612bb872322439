// Failure modes and their effects: every single failure of a plant, and every pair, struck from good
// health with all other failures off, and what each does to each service.
//
// 1. Each failure is struck many times (samples), each time at another phase of every timer and at
//    another hour of the day. Nothing is claimed that was not seen: "not in 100 samples" is not
//    "never".
// 2. First it stays unrepaired for a week: what serves again by then, serves without a repair (or
//    with a person's help). Then it is repaired, and a week later it is looked whether what was down
//    is back.
// 3. A failure that the plant gives a rate is also struck with its own repair, to measure what it
//    costs; rate times cost is its part in a year's downtime, as long as failures are so rare that
//    they do not meet.
// 4. What stands in one rack, or at one site, is struck as a whole, too, but not in pairs.
// 5. A pair strikes together, in each phase of the first one's failover, and after it while the
//    first is still unrepaired; either one first. The course of the first is the one it has alone,
//    to the draw.
// 6. How many hosts each cluster can do without is found beside (capacity.hpp).
// 7. The result is a function of plant, plan and seed; threads change nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/plant.hpp"
#include "scenarios/reader.hpp"
#include "sim/time.hpp"
#include "studies/fmea/failure_effects.hpp"
#include "studies/plan.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

struct FailureAnalysisPlan : Titled, Simulated {
  int order = 1;                 ///< 1 or 2
  std::uint64_t samples = 100;   ///< >= 1
  Duration horizon = 10 * year;  ///< nothing costs more downtime than that
  bool costs = true;             ///< strike them with their own repair, too
  bool capacity = true;          ///< find how many hosts clusters can do without
};

/// Of a scenario, over its horizon.
FailureAnalysisPlan failure_analysis_plan(const scenarios::Scenario& scenario,
                                          const Simulated& how);

/// Strikes all of them, or those that were finished when it was interrupted. Throws
/// Interrupted when none was, and Refused for a model in which time stands still.
FailureAnalysis analyse_failures(const models::Plant& plant, const FailureAnalysisPlan& plan,
                                 const Watch& watch);

}  // namespace ausfall::studies
