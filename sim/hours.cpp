#include "sim/hours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace ausfall {

WeeklyHours::WeeklyHours(const std::vector<Span>& spans) {
  assert(!spans.empty());
  std::vector<Span> within;
  for (const Span& span : spans) {
    assert(Duration(0) <= span.from && span.from < week && span.from < span.to &&
           span.to <= span.from + week);
    within.push_back({span.from, std::min(span.to, week)});
    if (span.to > week) within.push_back({Duration(0), span.to - week});
  }
  std::ranges::sort(within, {}, &Span::from);
  for (const Span& span : within) {
    if (!spans_.empty() && span.from <= spans_.back().to)
      spans_.back().to = std::max(spans_.back().to, span.to);
    else
      spans_.push_back(span);
  }
  open_ = Duration(0);
  for (const Span& span : spans_) open_ += span.to - span.from;
  if (open_ == week) spans_.clear();
}

WeeklyHours WeeklyHours::daily(Duration from, Duration to) {
  std::vector<Span> spans;
  for (Duration midnight{0}; midnight < week; midnight += day)
    spans.push_back({midnight + from, midnight + to + (to < from ? day : Duration(0))});
  return WeeklyHours(spans);
}

Duration WeeklyHours::period() const {
  if (always()) return Duration(0);
  std::vector<Span> a_day_later;
  for (const Span& span : spans_) {
    const Duration from = (span.from + day) % week;
    a_day_later.push_back({from, from + (span.to - span.from)});
  }
  return WeeklyHours(a_day_later) == *this ? day : week;
}

bool WeeklyHours::contains(Time time) const { return next_opening(time) == time; }

Time WeeklyHours::next_opening(Time time) const {
  if (always()) return time;
  const Duration in_week = time % week;
  const auto span = std::ranges::find_if(spans_, [&](const Span& it) { return in_week < it.to; });
  const Duration opens = span == spans_.end() ? week + spans_.front().from : span->from;
  return after(time, std::max(opens - in_week, Duration(0)));
}

Time WeeklyHours::worked(Time time, Duration work) const {
  if (always()) return after(time, work);
  if (work == Duration(0)) return next_opening(time);
  if (work == never) return never;
  // Whole weeks first; what is left is less than a week of these hours.
  const Duration all = open_until(time) + work;
  const std::int64_t weeks = (all - Duration(1)) / open_;
  if (weeks >= never / week) return never;
  Duration left = all - weeks * open_;
  for (const Span& span : spans_) {
    const Duration length = span.to - span.from;
    if (left <= length) return after(weeks * week, span.from + left);
    left -= length;
  }
  assert(false);
  return never;
}

Duration WeeklyHours::closed(Time from, Time to) const {
  return to - from - (open_until(to) - open_until(from));
}

Duration WeeklyHours::open_until(Time time) const {
  if (always()) return time;
  Duration open = time / week * open_;
  const Duration in_week = time % week;
  for (const Span& span : spans_)
    open += std::max(std::min(span.to, in_week) - span.from, Duration(0));
  return open;
}

std::string hour_in_words(Time time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time % day).count();
  return fmt::format("{} {}:{:02}", days_of_week.at(static_cast<std::size_t>(time % week / day)),
                     minutes / 60, minutes % 60);
}

}  // namespace ausfall
