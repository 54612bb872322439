// Means, which are times that need not be whole microseconds, but must let time pass.
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "scenarios/quantity.hpp"
#include "sim/time.hpp"

namespace ausfall::scenarios {

inline NotAQuantity too_short_a_time(std::string_view text) {
  return NotAQuantity(
      fmt::format("'{}' is less than a microsecond, the shortest time there is", text),
      "write 1 us or more");
}

/// As `seconds_of`; more than nothing is a microsecond at least, the shortest time that the clock knows: with
/// a shorter one a simulation would not end.
inline Seconds mean_of(std::string_view text) {
  const Seconds seconds = seconds_of(text);
  if (seconds > Seconds(0) && seconds < Seconds(Duration(1))) throw too_short_a_time(text);
  return seconds;
}

}  // namespace ausfall::scenarios
