// Hours of the week as people write them: `mon-fri 8-18`, `mon-fri 8-12, sat 9-13`, `daily 22-6`.
//
// 1. Days are `mon` to `sun`, their full names, a range of them, several with commas, or `daily`,
//    which may be left out. Days alone are whole days.
// 2. Hours are `8-18` or `8:30-17`. Those that pass midnight, `22-6`, belong to the day on which they
//    begin.
// 3. Hours belong to all days named before them since the last hours: `mon,wed,fri 8-18`. Hours
//    without a day after others are of the same days: `mon-fri 8-12, 13-17`.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/hours.hpp"
#include "sim/time.hpp"

namespace ausfall::scenarios {

struct WorkingHours {
  WeeklyHours hours;
  Duration longest_day = day;  ///< the most hours that begin on one day
};

/// Of one text, or of several together. Throws NotAQuantity. REQUIRES: there is one.
WorkingHours hours_of(std::string_view text);
WorkingHours hours_of(const std::vector<std::string_view>& texts);

/// A moment of the week, or the moments among which it is drawn evenly: `tue 3:00`, `sat`, `3:00`,
/// `mon-fri 3:00`.
struct MomentOfWeek {
  std::vector<Duration> days;      ///< their midnights, from Monday at 0:00 on; never empty
  std::optional<Duration> of_day;  ///< since midnight; otherwise any time of the day

  /// `share` in [0, 1) of all of them.
  [[nodiscard]] Duration at(double share) const;
};

/// Throws NotAQuantity.
MomentOfWeek moment_of_week(std::string_view text);

}  // namespace ausfall::scenarios
