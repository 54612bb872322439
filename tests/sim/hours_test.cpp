#include "sim/hours.hpp"

#include <gtest/gtest.h>

#include <bitset>
#include <vector>

#include "sim/random.hpp"

namespace ausfall {
namespace {

constexpr Duration minute = std::chrono::minutes(1);
constexpr std::size_t minutes_of_week = 7 * 24 * 60;

/// Which minutes of the week are open, written down one by one.
using Minutes = std::bitset<minutes_of_week>;

struct Sample {
  WeeklyHours hours;
  Minutes open;
};

/// Some random hours, to the minute; they may overlap and pass the end of the week.
Sample sample_of(std::uint64_t number) {
  Draw draw({number, 0}, stream_named("hours"), 0);
  const auto below = [&](std::size_t limit) {
    return static_cast<std::int64_t>(draw.uniform() * static_cast<double>(limit));
  };
  std::vector<WeeklyHours::Span> spans;
  Minutes open;
  const std::int64_t count = 1 + below(4);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t from = below(minutes_of_week);
    const std::int64_t length = 1 + below(i == 0 ? 3000 : 600);
    spans.push_back({from * minute, (from + length) * minute});
    for (std::int64_t k = from; k < from + length; ++k)
      open.set(static_cast<std::size_t>(k) % minutes_of_week);
  }
  return {WeeklyHours(spans), open};
}

bool is_open(const Minutes& open, Time time) {
  return open[static_cast<std::size_t>(time / minute) % minutes_of_week];
}

TEST(WeeklyHours, AgreeWithAListOfMinutes) {
  for (std::uint64_t number = 0; number < 200; ++number) {
    const Sample sample = sample_of(number);
    Draw draw({number, 1}, stream_named("times"), 0);
    const auto time = [&](Duration longest) {
      return Duration(static_cast<std::int64_t>(draw.uniform() *
                                                static_cast<double>(longest / minute))) *
             minute.count();
    };
    const Time from = time(5 * week);
    EXPECT_EQ(sample.hours.contains(from), is_open(sample.open, from));
    Time opens = from;
    while (!is_open(sample.open, opens)) opens += minute;
    EXPECT_EQ(sample.hours.next_opening(from), opens);

    const Duration work = minute + time(2 * week);
    Duration left = work;
    Time end = from;
    Duration closed{0};
    for (; left > Duration(0); end += minute) {
      const bool works = is_open(sample.open, end);
      left -= works ? minute : Duration(0);
      closed += works ? Duration(0) : minute;
    }
    EXPECT_EQ(sample.hours.worked(from, work), end) << number;
    EXPECT_EQ(sample.hours.closed(from, end), closed) << number;
    EXPECT_EQ(sample.hours.worked(from, Duration(0)), opens);
  }
}

TEST(WeeklyHours, OfAllTheWeekAreNone) {
  const WeeklyHours all({{3 * day, 10 * day}});
  EXPECT_TRUE(all.always());
  EXPECT_EQ(all, WeeklyHours());
  EXPECT_EQ(all.worked(5h, 200h), 205h);
  EXPECT_EQ(all.closed(5h, 205h), 0h);
  EXPECT_EQ(all.period(), 0h);
}

TEST(WeeklyHours, ComeBackAfterADayOrAWeek) {
  EXPECT_EQ(WeeklyHours::daily(22h, 6h).period(), day);
  EXPECT_EQ(WeeklyHours::daily(8h, 18h).period(), day);
  EXPECT_EQ(WeeklyHours({{8h, 18h}}).period(), week);
}

TEST(WeeklyHours, NothingComesAfterTheEndOfTime) {
  const WeeklyHours office = WeeklyHours::daily(8h, 18h);
  EXPECT_EQ(office.worked(3h, never), never);
  EXPECT_EQ(office.worked(3h, never / 2), never) << "10 of 24 hours";
  EXPECT_EQ(office.next_opening(never), never);
}

TEST(WeeklyHours, AreToldByDayAndHour) {
  EXPECT_EQ(hour_in_words(0h), "Monday 0:00");
  EXPECT_EQ(hour_in_words(week + 3 * day + 8h + 5min), "Thursday 8:05");
}

}  // namespace
}  // namespace ausfall
