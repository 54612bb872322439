// Exact answers: the plant's Markov chain, and what is asked of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "models/plant.hpp"
#include "sim/chain.hpp"
#include "sim/time.hpp"
#include "studies/plan.hpp"
#include "studies/solution.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

struct SolvePlan : Titled {
  std::optional<Duration> at;  ///< also the transient answer up to then
  bool derivatives = false;    ///< of the answers, by each time of the scenario
  /// > 0: clocks that are not made of exponential stages are replaced by so many at most
  int phases = 0;
  std::uint64_t draws = 200;  ///< of what is not known; 0: only the answer for the medians
  /// Rooms, and branches of what a service needs, of at most so many states are not taken apart.
  std::size_t states_jointly = 10'000;
  std::size_t states_max = 5'000'000;                       ///< more are refused
  double slopes_work_max = SolveOptions{}.slopes_work_max;  ///< derivatives until `at` have a note
  /// Answers until `at` that would take more multiplications are refused.
  double transient_work_max = SolveOptions{}.transient_work_max;
};

/// Throws Refused where there is no such answer: faults at fixed times, clocks that are not
/// exponential (all are named, with the way out), too many states. Throws Interrupted when
/// it is. Its progress are the states that were found; how many there are, nobody knows before.
Solution solve_plan(const models::Plant& plant, const SolvePlan& plan, const Watch& watch);

/// The chain alone. Throws as `solve_plan` does.
Chain chain_of(const models::Plant& plant, int phases, const Watch& watch);

}  // namespace ausfall::studies
