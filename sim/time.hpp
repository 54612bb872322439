// Time of the simulated world.
//
// 1. Time is a whole number of microseconds in 64 bits, the smallest unit of the scenario language,
//    so every constant a user can write is exact, and it reaches 292,000 years.
// 2. `never` is the end of time: a draw beyond it does not happen. Sums saturate there.
// 3. Parameters of distributions are `Seconds` (a double), since a mean may be any positive number;
//    what is put on a calendar is a `Duration`.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

namespace ausfall {

using namespace std::chrono_literals;  // NOLINT(google-global-names-in-headers): 15s, 2h everywhere

using Duration = std::chrono::duration<std::int64_t, std::micro>;
using Time = Duration;  ///< since the start of a replication
using Seconds = std::chrono::duration<double>;

inline constexpr Duration never = Duration::max();
inline constexpr Duration hour = std::chrono::hours(1);
inline constexpr Duration day = std::chrono::hours(24);
inline constexpr Duration year = std::chrono::hours(8760);  ///< 365 days, as the language has it

constexpr double seconds_in(Duration duration) {
  return std::chrono::duration_cast<Seconds>(duration).count();
}
constexpr double minutes_in(Duration duration) { return seconds_in(duration) / 60.0; }
constexpr double hours_in(Duration duration) { return seconds_in(duration) / 3600.0; }
constexpr double years_in(Duration duration) { return hours_in(duration) / 8760.0; }

/// The nearest tick; `never` from the end of time on. REQUIRES: seconds >= 0 (infinity allowed).
constexpr Duration nearest_tick(Seconds seconds) {
  const double ticks = seconds.count() * 1e6 + 0.5;
  constexpr double end = 9.2233720368547e18;
  return ticks < end ? Duration(static_cast<std::int64_t>(ticks)) : never;
}

/// A moment `duration` after `now`, `never` if that lies beyond the end of time.
constexpr Time after(Time now, Duration duration) {
  return duration >= never - now ? never : now + duration;
}

/// As people write it: "never", "0 s", "4.5 s", "1 min 30 s", "2 h 30 min", "1000 h", "1.5 d".
/// Whole and half days and years are kept; of the rest, hours carry no fraction of a second,
/// minutes a tenth, seconds and below three decimals.
std::string in_words(Duration duration);
/// The same; what no clock can measure is written as a number of seconds.
std::string in_words(Seconds seconds);

}  // namespace ausfall
