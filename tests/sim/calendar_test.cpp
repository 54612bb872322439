// The calendar against a dumb one that sorts a list, over random scripts; and its rules one by one.
#include "sim/calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ausfall {
namespace {

constexpr ReplicationKey key{.seed = 2006, .replication = 4};

std::vector<Stream> streams(std::size_t count) {
  std::vector<Stream> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(stream_named("clock" + std::to_string(i)));
  return result;
}

Duration nth_sample(const Distribution& law, ReplicationKey of, std::size_t clock,
                    std::uint64_t n) {
  Draw draw(of, stream_named("clock" + std::to_string(clock)), n);
  return law.sample(draw);
}

/// What the calendar is to do, with no thought of speed: a list, sorted whenever it is asked.
class DumbCalendar {
 public:
  explicit DumbCalendar(ReplicationKey of) : key_(of) {}

  struct Entry {
    Time time;
    std::uint64_t start;
    std::size_t clock;
    Origin origin;
  };

  void start(std::size_t clock, const Distribution& law) {
    Duration delay{0};
    if (const auto kept = held_.find(clock); kept != held_.end()) {
      delay = kept->second;
      held_.erase(kept);
    } else {
      delay = nth_sample(law, key_, clock, draws_[clock]++);
    }
    list_.push_back({after(now, delay), starts_++, clock, origin});
  }
  void stop(std::size_t clock) {
    held_.erase(clock);
    std::erase_if(list_, [&](const Entry& entry) { return entry.clock == clock; });
  }
  void hold(std::size_t clock) {
    const auto found =
        std::find_if(list_.begin(), list_.end(), [&](const Entry& e) { return e.clock == clock; });
    if (found == list_.end()) return;
    held_[clock] = found->time == never ? never : found->time - now;
    list_.erase(found);
  }
  void stretch(std::size_t clock, std::int64_t from, std::int64_t to) {
    for (Entry& entry : list_) {
      if (entry.clock != clock || entry.time == never) continue;
      const std::int64_t left = (entry.time - now).count();
      const std::int64_t longer = (left * to + from / 2) / from;
      if (longer == left) continue;
      entry.time = now + Duration(longer);
      entry.start = starts_++;
    }
  }
  bool running(std::size_t clock) const {
    return std::any_of(list_.begin(), list_.end(),
                       [&](const Entry& entry) { return entry.clock == clock; });
  }
  std::optional<Entry> first() {
    std::sort(list_.begin(), list_.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.time, a.start) < std::pair(b.time, b.start);
    });
    if (list_.empty() || list_.front().time == never) return std::nullopt;
    return list_.front();
  }
  Entry advance() {
    const Entry entry = *first();
    list_.erase(list_.begin());
    now = entry.time;
    origin = entry.origin;
    return entry;
  }

  Time now{0};
  Origin origin;

 private:
  ReplicationKey key_;
  std::vector<Entry> list_;
  std::map<std::size_t, Duration> held_;
  std::map<std::size_t, std::uint64_t> draws_;
  std::uint64_t starts_ = 0;
};

/// Laws that tie often, some at once, some never.
Distribution some_law(Draw& random) {
  switch (random() % 8) {
    case 0:
    case 1:
      return Distribution::constant(0s);
    case 2:
    case 3:
      return Distribution::constant(std::chrono::seconds(1 + random() % 4));
    case 4:
      return Distribution::constant(never);
    case 5:
      return Distribution::exponential(Seconds(1e-7));  // mostly nothing, sometimes a tick
    case 6:
      return Distribution::uniform(0s, 5s);
    default:
      return Distribution::exponential(3s);
  }
}

/// One script of random words to both, which must agree on everything that can be asked after every
/// word.
void follow_script(Calendar& calendar, std::size_t clocks, std::uint64_t seed, int words) {
  Draw random({.seed = seed, .replication = 0}, stream_named("script"), 0);
  const ReplicationKey of{.seed = seed, .replication = seed % 3};
  calendar.reset(of);
  DumbCalendar dumb(of);
  if (seed % 2 == 0) {  // a crowd at the start, so that the heap is deep where clocks leave it
    const Distribution crowd = Distribution::uniform(0s, 10min);
    for (std::size_t clock = 0; clock < clocks; ++clock) {
      calendar.start(ClockId(clock), crowd);
      dumb.start(clock, crowd);
    }
  }
  for (int word = 0; word < words; ++word) {
    const std::size_t clock = random() % clocks;
    switch (random() % 10) {
      case 0:
        calendar.stop(ClockId(clock));
        dumb.stop(clock);
        break;
      case 1:
        calendar.hold(ClockId(clock));
        dumb.hold(clock);
        break;
      case 2: {
        const Origin origin(random() % 5);
        calendar.stem_from(origin);
        dumb.origin = origin;
        break;
      }
      case 3:
        if (const auto first = dumb.first(); !first || first->time > dumb.now) {
          const Time until = first ? dumb.now + (first->time - dumb.now) / 2 : after(dumb.now, 1s);
          calendar.advance_to(until);
          dumb.now = until;
        }
        break;
      case 4:
        if (dumb.running(clock)) {
          const auto from = static_cast<std::uint32_t>(1 + random() % 4);
          const auto to = static_cast<std::uint32_t>(1 + random() % 4);
          calendar.stretch(ClockId(clock), from, to);
          dumb.stretch(clock, from, to);
        }
        break;
      case 5:
      case 6:
        if (dumb.first()) {
          ASSERT_EQ(calendar.advance(), ClockId(dumb.advance().clock))
              << "word " << word << " of seed " << seed;
        }
        break;
      default:
        if (!dumb.running(clock)) {
          const Distribution law = some_law(random);
          calendar.start(ClockId(clock), law);
          dumb.start(clock, law);
        }
    }
    ASSERT_EQ(calendar.now(), dumb.now) << "word " << word << " of seed " << seed;
    ASSERT_EQ(calendar.origin(), dumb.origin) << "word " << word << " of seed " << seed;
    const auto first = dumb.first();
    ASSERT_EQ(calendar.next(), first ? first->time : never)
        << "word " << word << " of seed " << seed;
    ASSERT_EQ(calendar.running(ClockId(clock)), dumb.running(clock))
        << "word " << word << " of seed " << seed;
  }
  while (dumb.first())
    ASSERT_EQ(calendar.advance(), ClockId(dumb.advance().clock)) << "seed " << seed;
  ASSERT_EQ(calendar.next(), never);
}

TEST(Calendar, agrees_with_the_dumb_one) {
  for (const std::size_t clocks : {1U, 2U, 3U, 5U, 17U, 22U, 35U, 100U}) {
    Calendar calendar(streams(clocks));  // one for all scripts: a reset forgets everything
    for (std::uint64_t seed = 0; seed < 300; ++seed) follow_script(calendar, clocks, seed, 600);
  }
}

TEST(Calendar, agrees_with_the_dumb_one_where_the_numbers_of_starts_run_out) {
  for (const std::uint32_t left : {0U, 1U, 7U, 50U, 200U}) {
    Calendar calendar(streams(17), std::numeric_limits<std::uint32_t>::max() - left);
    for (std::uint64_t seed = 0; seed < 200; ++seed) follow_script(calendar, 17, seed, 600);
  }
}

class CalendarRules : public testing::Test {
 protected:
  CalendarRules() { calendar.reset(key); }

  void start(std::size_t clock, Duration delay) {
    calendar.start(ClockId(clock), Distribution::constant(delay));
  }
  std::vector<std::size_t> rings() {
    std::vector<std::size_t> result;
    while (calendar.next() != never) result.push_back(calendar.advance().index());
    return result;
  }

  using Clocks = std::vector<std::size_t>;
  Calendar calendar{streams(10)};
};

TEST_F(CalendarRules, ties_ring_in_the_order_of_their_starts) {
  for (const std::size_t clock : {3U, 1U, 4U, 0U, 5U, 9U, 2U, 6U}) start(clock, 5s);
  EXPECT_EQ(rings(), (Clocks{3, 1, 4, 0, 5, 9, 2, 6}));
  EXPECT_EQ(calendar.now(), 5s);
}

TEST_F(CalendarRules, what_was_started_earlier_rings_before_what_is_due_at_once) {
  start(0, 5s);
  start(1, 5s);
  start(2, 5s);
  EXPECT_EQ(calendar.advance(), ClockId(0));
  start(3, 0s);
  start(0, 0s);
  EXPECT_EQ(rings(), (Clocks{1, 2, 3, 0}));
}

TEST_F(CalendarRules, those_due_at_once_are_a_queue_that_may_be_left) {
  for (const std::size_t clock : {0U, 1U, 2U, 3U, 4U}) start(clock, 0s);
  calendar.stop(ClockId(2));
  calendar.stop(ClockId(0));
  calendar.hold(ClockId(4));
  start(0, 0s);
  calendar.start(ClockId(4), Distribution::constant(1h));  // it was due at once, and still is
  EXPECT_EQ(rings(), (Clocks{1, 3, 0, 4}));
  EXPECT_EQ(calendar.now(), 0s);
}

TEST_F(CalendarRules, a_held_clock_keeps_what_it_had_left) {
  start(0, 10s);
  calendar.advance_to(4s);
  calendar.hold(ClockId(0));
  EXPECT_FALSE(calendar.running(ClockId(0)));
  EXPECT_EQ(calendar.next(), never);
  calendar.hold(ClockId(0));  // again means nothing
  calendar.advance_to(100s);
  calendar.start(ClockId(0), Distribution::constant(1s));
  EXPECT_TRUE(calendar.running(ClockId(0)));
  EXPECT_EQ(calendar.next(), 106s);
}

TEST_F(CalendarRules, what_is_left_of_a_stretched_clock_takes_longer) {
  start(0, 10s);
  calendar.advance_to(4s);
  calendar.stretch(ClockId(0), 1, 3);
  EXPECT_EQ(calendar.next(), 22s);
  calendar.advance_to(13s);
  calendar.stretch(ClockId(0), 3, 2);
  EXPECT_EQ(calendar.next(), 19s);
  calendar.advance_to(17s);
  calendar.hold(ClockId(0));
  calendar.advance_to(20s);
  start(0, 1s);
  EXPECT_EQ(calendar.next(), 22s) << "it was held as it stood";
}

TEST_F(CalendarRules, stretching_step_by_step_is_exact_while_no_time_passes) {
  start(0, 20s + 7us);
  for (std::uint32_t n = 1; n < 64; ++n) calendar.stretch(ClockId(0), n, n + 1);
  EXPECT_EQ(calendar.next(), 64 * (20s + 7us));
  for (std::uint32_t n = 64; n > 1; --n) calendar.stretch(ClockId(0), n, n - 1);
  EXPECT_EQ(calendar.next(), 20s + 7us);
}

TEST_F(CalendarRules, what_is_left_can_be_set) {
  calendar.start(ClockId(0), Distribution::constant(10s));
  calendar.start(ClockId(1), Distribution::constant(20s));
  calendar.set_remaining(ClockId(0), 30s);
  EXPECT_EQ(calendar.advance(), ClockId(1));
  calendar.start(ClockId(1), Distribution::constant(5s));
  calendar.set_remaining(ClockId(0), never);
  EXPECT_EQ(calendar.advance(), ClockId(1));
  EXPECT_EQ(calendar.next(), never);
  EXPECT_TRUE(calendar.running(ClockId(0)));
  calendar.set_remaining(ClockId(0), 1s);
  EXPECT_EQ(calendar.next(), Time(26s));
  EXPECT_FALSE(calendar.on_hold(ClockId(0)));
  calendar.hold(ClockId(0));
  EXPECT_TRUE(calendar.on_hold(ClockId(0)));
}

TEST_F(CalendarRules, a_stretched_clock_keeps_its_origin) {
  calendar.stem_from(Origin(3));
  start(0, 10s);
  calendar.stem_from(Origin(4));
  calendar.stretch(ClockId(0), 1, 2);
  calendar.advance();
  EXPECT_EQ(calendar.origin(), Origin(3));
}

TEST_F(CalendarRules, what_is_due_or_never_rings_cannot_be_stretched) {
  start(0, 0s);
  start(1, never);
  start(2, never - 1s);
  for (const std::size_t clock : {0U, 1U, 2U}) calendar.stretch(ClockId(clock), 1, 2);
  EXPECT_EQ(calendar.next(), 0s);
  calendar.advance();
  EXPECT_EQ(calendar.next(), never);
  EXPECT_TRUE(calendar.running(ClockId(1)) && calendar.running(ClockId(2)));
}

TEST_F(CalendarRules, a_held_clock_that_is_stopped_starts_anew) {
  start(0, 10s);
  calendar.advance_to(4s);
  calendar.hold(ClockId(0));
  calendar.stop(ClockId(0));
  start(0, 1s);
  EXPECT_EQ(calendar.next(), 5s);
}

TEST_F(CalendarRules, to_hold_or_stop_what_does_not_run_is_nothing) {
  calendar.hold(ClockId(0));
  calendar.stop(ClockId(0));
  start(0, 3s);
  EXPECT_EQ(calendar.next(), 3s);
}

TEST_F(CalendarRules, what_never_rings_runs_all_the_same) {
  start(0, never);
  calendar.start(ClockId(1), Distribution::exponential(Seconds(1e30)));
  EXPECT_TRUE(calendar.running(ClockId(0)));
  EXPECT_TRUE(calendar.running(ClockId(1)));
  EXPECT_EQ(calendar.next(), never);
  calendar.hold(ClockId(0));
  EXPECT_FALSE(calendar.running(ClockId(0)));
  start(0, 1s);
  EXPECT_EQ(calendar.next(), never) << "what it had left is never";
  calendar.stop(ClockId(0));
  start(0, 1s);
  EXPECT_EQ(calendar.next(), 1s);
}

TEST_F(CalendarRules, a_sum_beyond_the_end_of_time_is_never) {
  calendar.advance_to(never - 2s);
  start(0, 2s);
  start(1, 3s);
  start(2, 1s);
  EXPECT_EQ(rings(), (Clocks{2}));
}

TEST_F(CalendarRules, the_nth_sample_is_the_nth_draw_of_the_stream_whatever_others_do) {
  const Distribution law = Distribution::exponential(100s);
  std::vector<Time> alone;
  for (int i = 0; i < 5; ++i) {
    calendar.start(ClockId(3), law);
    const Time began = calendar.now();
    calendar.advance();
    alone.push_back(calendar.now() - began);
    EXPECT_EQ(alone.back(), nth_sample(law, key, 3, static_cast<std::uint64_t>(i)));
  }
  calendar.reset(key);
  for (int i = 0; i < 5; ++i) {
    calendar.start(ClockId(5), law);
    calendar.choose(stream_named("coverage"), std::array{0.5, 0.5});
    calendar.stop(ClockId(5));
    calendar.start(ClockId(3), law);
    calendar.hold(ClockId(3));
    calendar.start(ClockId(3), law);  // a resumption draws nothing
    EXPECT_EQ(calendar.next() - calendar.now(), alone[static_cast<std::size_t>(i)]);
    calendar.advance();
  }
}

TEST_F(CalendarRules, a_ring_brings_the_origin_of_its_start) {
  calendar.stem_from(Origin(7));
  start(0, 2s);
  calendar.stem_from(Origin(8));
  start(1, 1s);
  start(2, 0s);
  EXPECT_EQ(calendar.origin(), Origin(8));
  calendar.stem_from(Origin(9));
  calendar.advance();
  EXPECT_EQ(calendar.origin(), Origin(8));
  calendar.advance();
  start(3, 5s);
  calendar.advance();
  EXPECT_EQ(calendar.origin(), Origin(7));
  calendar.advance();
  EXPECT_EQ(calendar.origin(), Origin(8)) << "clock 3 was started by clock 1's ring";
  calendar.reset(key);
  EXPECT_FALSE(calendar.origin().named());
}

struct HoursCase {
  WeeklyHours hours;
  Time now;
  Duration after;
  InHours what;
  Time rings;
};

TEST_F(CalendarRules, hours_are_open_or_open_next) {
  constexpr auto rings = InHours::rings;
  constexpr auto counts = InHours::counts;
  const WeeklyHours office = WeeklyHours::daily(8h, 18h);
  const WeeklyHours night = WeeklyHours::daily(22h, 6h);
  const WeeklyHours until_midnight = WeeklyHours::daily(22h, 24h);
  const WeeklyHours tuesday({{day + 8h, day + 12h}});
  const std::vector<HoursCase> all = {
      {office, 0h, 0h, rings, 8h},
      {office, 8h, 0h, rings, 8h},
      {office, 18h - 1us, 0h, rings, 18h - 1us},
      {office, 18h, 0h, rings, day + 8h},
      {office, 18h, 0h, counts, day + 8h},
      {night, 0h, 0h, rings, 0h},
      {night, 6h - 1us, 0h, rings, 6h - 1us},
      {night, 6h, 0h, rings, 22h},
      {night, day + 23h, 0h, rings, day + 23h},
      {until_midnight, 23h, 0h, rings, 23h},
      {until_midnight, 24h, 0h, rings, day + 22h},
      {{}, 17h, 0h, rings, 17h},
      {{}, 17h, 3h, counts, 20h},
      // of what takes time
      {office, 6h, 1h, rings, 8h},
      {office, 6h, 3h, rings, 9h},
      {office, 17h, 3h, rings, day + 8h},
      {office, 6h, 3h, counts, 11h},
      {office, 17h, 3h, counts, day + 10h},
      {office, 17h, 1h, counts, day + 8h},
      {office, 17h, 21h, counts, 3 * day + 8h},
      {tuesday, 0h, 5h, counts, week + day + 9h},
      {tuesday, 0h, 3 * day, rings, week + day + 8h},
  };
  for (const HoursCase& c : all) {
    calendar.reset(key);
    calendar.advance_to(c.now);
    calendar.start_in_hours(ClockId(0), Distribution::constant(c.after), c.hours, c.what);
    EXPECT_EQ(calendar.next(), c.rings)
        << "at " << in_words(c.now) << " after " << in_words(c.after);
  }
}

TEST_F(CalendarRules, a_replication_begins_at_an_hour_of_the_week) {
  const WeeklyHours tuesday({{day + 8h, day + 12h}});
  calendar.reset(key, day + 3h);
  calendar.start_in_hours(ClockId(0), Distribution(), tuesday, InHours::rings);
  EXPECT_EQ(calendar.next(), 5h);
  EXPECT_EQ(calendar.in_weeks(calendar.next()), day + 8h);
  calendar.reset(key);
  calendar.start_in_hours(ClockId(0), Distribution(), tuesday, InHours::rings);
  EXPECT_EQ(calendar.next(), day + 8h) << "a Monday unless told otherwise";
}

// ---- choices ------------------------------------------------------------------------------------

std::vector<std::size_t> choices(Calendar& calendar, const std::string& name, std::size_t count) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < count; ++i) {
    result.push_back(calendar.choose(stream_named(name), std::array{0.2, 0.3, 0.5}));
  }
  return result;
}

TEST_F(CalendarRules, choices_of_a_stream_do_not_depend_on_other_streams) {
  const auto alone = choices(calendar, "a", 50);
  calendar.reset(key);
  std::vector<std::size_t> among_others;
  for (int i = 0; i < 50; ++i) {
    choices(calendar, "b" + std::to_string(i), 3);
    among_others.push_back(choices(calendar, "a", 1).front());
    calendar.choose(stream_named("a"), std::array{0.0, 1.0});  // a sure outcome draws nothing
  }
  EXPECT_EQ(among_others, alone);
  calendar.reset({.seed = key.seed, .replication = key.replication + 1});
  EXPECT_NE(choices(calendar, "a", 50), alone);
}

TEST_F(CalendarRules, a_sure_outcome_is_taken_and_an_impossible_one_is_not) {
  const Stream stream = stream_named("a");
  EXPECT_EQ(calendar.choose(stream, std::array{1.0}), 0U);
  EXPECT_EQ(calendar.choose(stream, std::array{0.0, 0.0, 1.0, 0.0}), 2U);
  for (int i = 0; i < 2000; ++i) {
    const std::size_t outcome = calendar.choose(stream, std::array{0.0, 1e-3, 0.0, 0.999, 0.0});
    ASSERT_TRUE(outcome == 1 || outcome == 3);
  }
}

// Each count is binomial; 6.5 deviations: once in 1e10 seeds.
TEST_F(CalendarRules, outcomes_are_as_frequent_as_they_are_probable) {
  constexpr std::array probabilities{0.2, 0.3, 0.5};
  constexpr std::size_t n = 100'000;
  std::array<double, 3> counts{};
  for (const std::size_t outcome : choices(calendar, "a", n)) counts[outcome] += 1;
  for (std::size_t i = 0; i < 3; ++i) {
    const double p = probabilities[i];
    EXPECT_NEAR(counts[i], n * p, 6.5 * std::sqrt(n * p * (1 - p))) << i;
  }
}

TEST_F(CalendarRules, choices_are_independent_of_a_clock_of_the_same_stream) {
  // Were they the same draws, a uniform time below 1/2 s and the first of two even outcomes would
  // go together.
  int together = 0;
  constexpr int n = 10'000;
  for (int i = 0; i < n; ++i) {
    calendar.start(ClockId(0), Distribution::uniform(0s, 1s));
    const bool early = calendar.next() - calendar.now() < 500ms;
    const bool first = calendar.choose(stream_named("clock0"), std::array{0.5, 0.5}) == 0;
    together += early == first ? 1 : 0;
    calendar.stop(ClockId(0));
  }
  EXPECT_NEAR(together, n / 2, 6.5 * std::sqrt(n) / 2);
}

TEST(CalendarDeath, misuse_is_a_bug) {
  Calendar calendar(streams(2));
  calendar.reset(key);
  EXPECT_DEATH(calendar.advance(), "never");
  calendar.start(ClockId(0), Distribution::constant(5s));
  EXPECT_DEATH(calendar.start(ClockId(0), Distribution()), "held");
  EXPECT_DEATH(calendar.advance_to(6s), "next");
  EXPECT_DEATH(calendar.choose(Stream{1}, std::array{0.5, 0.4}), "are_probabilities");
  EXPECT_DEATH(Calendar(std::array{Stream{1}, Stream{1}}), "all_different");
}

}  // namespace
}  // namespace ausfall
