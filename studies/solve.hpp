// Exact answers: the plant's Markov chain, and what is asked of it.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "models/plant.hpp"
#include "sim/chain.hpp"
#include "sim/time.hpp"
#include "studies/solution.hpp"

namespace ausfall::studies {

struct SolvePlan {
  std::string scenario;  ///< its name
  std::optional<std::string> variant;
  std::optional<Duration> at;  ///< also the transient answer up to then
  bool derivatives = false;    ///< of the answers, by each time of the scenario
  /// > 0: clocks that are not made of exponential stages are replaced by so many at most
  int phases = 0;
  /// Rooms, and branches of what a service needs, of at most so many states are not taken apart.
  std::size_t states_jointly = 10'000;
  std::size_t states_max = 5'000'000;                       ///< more are refused
  double slopes_work_max = SolveOptions{}.slopes_work_max;  ///< derivatives until `at` have a note
};

/// Told now and then how many states were found, and of these explored.
using StatesFound = std::function<void(std::size_t found, std::size_t explored)>;

/// Throws Refused where there is no such answer: faults at fixed times, clocks that are not
/// exponential (all are named, with the way out), too many states. Throws Interrupted when
/// `interrupted` becomes true.
Solution solve_plan(const models::Plant& plant, const SolvePlan& plan,
                    const std::atomic<bool>& interrupted, const StatesFound& progress);

/// The chain alone. Throws as `solve_plan` does.
Chain chain_of(const models::Plant& plant, int phases, const std::atomic<bool>& interrupted,
               const StatesFound& progress);

}  // namespace ausfall::studies
