// A clock that runs in a state of a Markov chain.
#pragma once

#include <cstdint>

#include "sim/id.hpp"

namespace ausfall {

/// Exponential stages have no age, so this is all there is to know of it.
struct RunningClock {
  ClockId clock;
  /// which distribution it was started with, as the explorer numbers them
  std::uint32_t law = 0;
  std::uint16_t stage = 0;  ///< of a phase-type distribution; 0 for an exponential
  /// stands still at that stage (only a phase-type one has an age to keep)
  bool held = false;

  auto operator<=>(const RunningClock&) const = default;
};

}  // namespace ausfall
