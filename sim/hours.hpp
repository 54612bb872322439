// Hours of the week: when somebody works, or when something may begin.
//
// Weeks follow one another from a Monday at 0:00 on. There are no holidays.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sim/time.hpp"

namespace ausfall {

inline constexpr Duration week = 7 * day;

/// "Monday", by the number of the day.
inline constexpr std::array<std::string_view, 7> days_of_week{
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/// A set of hours that comes back each week.
class WeeklyHours {
 public:
  /// [from, to) from Monday at 0:00 on. 0 <= from < to; what lies beyond the week comes at its
  /// beginning.
  struct Span {
    Duration from{0};
    Duration to{0};
    bool operator==(const Span&) const = default;
  };

  /// All hours.
  WeeklyHours() = default;
  /// These. They may overlap. REQUIRES: from < week, to <= from + week, and there is one.
  explicit WeeklyHours(const std::vector<Span>& spans);
  /// The same hours of each day; they may pass midnight. REQUIRES: 0 <= from < 24 h, 0 < to <= 24 h,
  /// from != to.
  static WeeklyHours daily(Duration from, Duration to);

  /// There is no other hour.
  [[nodiscard]] bool always() const { return spans_.empty(); }
  /// After what time they come back: a day where each has the same, otherwise a week; nothing of all
  /// hours.
  [[nodiscard]] Duration period() const;
  // Times count from a Monday at 0:00 on.
  [[nodiscard]] bool contains(Time time) const;
  /// `time` itself if it is one of these hours; otherwise when they next begin.
  [[nodiscard]] Time next_opening(Time time) const;
  /// When so much of these hours has passed since `time`: at once if it is nothing and `time` is one
  /// of them. `never` beyond the end of time.
  [[nodiscard]] Time worked(Time time, Duration work) const;
  /// How much of the time between lies in other hours.
  [[nodiscard]] Duration closed(Time from, Time to) const;

  bool operator==(const WeeklyHours&) const = default;

 private:
  /// Of these hours, from the beginning of the first week on.
  [[nodiscard]] Duration open_until(Time time) const;

  std::vector<Span> spans_;  // within the week, in order, apart; none: all hours
  Duration open_{week};      // in a week
};

/// "Monday 8:00", of a time from a Monday at 0:00 on.
std::string hour_in_words(Time time);

}  // namespace ausfall
