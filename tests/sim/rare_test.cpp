// Weighted methods on toy models whose answers are known.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/estimate.hpp"
#include "sim/forcing.hpp"
#include "sim/rare_clocks.hpp"
#include "sim/splitting.hpp"

namespace ausfall {
namespace {

std::vector<Stream> streams(std::size_t count) {
  std::vector<Stream> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(stream_named("clock" + std::to_string(i)));
  return result;
}

// ---- clocks that know their failures ------------------------------------------------------------

const Distribution aging = Distribution::weibull(2, 100s);

class RareClocksTest : public testing::Test {
 protected:
  RareClocksTest() { clocks_.reset({1, 0}); }
  const std::vector<FailureClock> failures_{{ClockId(0), &aging, 0}};
  const std::vector<Stream> streams_ = streams(3);
  RareClocks clocks_{streams_, failures_};
};

TEST_F(RareClocksTest, an_age_is_the_time_that_a_failure_has_run) {
  clocks_.by_force_only({1, 1});
  clocks_.start(ClockId(0), aging);
  clocks_.start(ClockId(1), Distribution::constant(10s));
  clocks_.advance();
  clocks_.hold(ClockId(0));
  EXPECT_FALSE(clocks_.can_fail(0));
  clocks_.start(ClockId(1), Distribution::constant(50s));
  clocks_.advance();
  clocks_.start(ClockId(0), aging);
  EXPECT_TRUE(clocks_.running(ClockId(0)));
  EXPECT_DOUBLE_EQ(clocks_.hazard(0, 5s), aging.hazard(15s));
  EXPECT_DOUBLE_EQ(clocks_.hazard_until(0, 5s),
                   aging.cumulative_hazard(15s) - aging.cumulative_hazard(10s));
  EXPECT_EQ(clocks_.force(0), ClockId(0));
  clocks_.start(ClockId(0), aging);
  EXPECT_DOUBLE_EQ(clocks_.hazard(0, 5s), aging.hazard(5s));
}

TEST_F(RareClocksTest, failures_ring_by_themselves_until_they_are_forced) {
  clocks_.start(ClockId(0), aging);
  EXPECT_NE(clocks_.next(), never);
  RareClocks forced(streams_, failures_);
  forced.become(clocks_);
  forced.by_force_only({1, 1});
  EXPECT_EQ(forced.next(), never);
  EXPECT_TRUE(forced.running(ClockId(0)));
  EXPECT_EQ(clocks_.advance(), ClockId(0));
}

TEST_F(RareClocksTest, good_order_is_what_ran_in_the_beginning) {
  clocks_.start(ClockId(0), aging);
  clocks_.start(ClockId(1), Distribution::constant(10s));
  clocks_.call_this_good_order();
  EXPECT_TRUE(clocks_.in_good_order());
  clocks_.start(ClockId(2), Distribution::constant(5s));
  EXPECT_FALSE(clocks_.in_good_order());
  clocks_.stop(ClockId(2));
  EXPECT_TRUE(clocks_.in_good_order());
  clocks_.stop(ClockId(1));  // a date that is over is no disorder
  EXPECT_TRUE(clocks_.in_good_order());
  clocks_.hold(ClockId(0));
  EXPECT_FALSE(clocks_.in_good_order());
  clocks_.start(ClockId(0), aging);
  EXPECT_TRUE(clocks_.in_good_order());
}

TEST_F(RareClocksTest, a_new_draw_keeps_what_is_known) {
  clocks_.start(ClockId(0), aging);
  clocks_.start(ClockId(1), Distribution::constant(1s));
  while (clocks_.next() > clocks_.now() && clocks_.now() == Time(0)) clocks_.advance();
  Moments left;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    RareClocks again(streams_, failures_);
    again.become(clocks_);
    again.draw_failures_anew({2, i});
    ASSERT_TRUE(again.running(ClockId(0)));
    left.add(seconds_in(again.next() - again.now()));
  }
  // Of a Weibull of shape 2: sqrt(pi)/2 times the scale, times erfc(a) exp(a^2).
  const double a = seconds_in(clocks_.now()) / 100;
  const double exact = 100 * std::sqrt(M_PI) / 2 * std::erfc(a) * std::exp(a * a);
  const Estimate mean = mean_interval(left, 0.9999);
  EXPECT_LT(mean.low, exact);
  EXPECT_GT(mean.high, exact);
}

TEST_F(RareClocksTest, what_is_under_way_is_drawn_anew_given_how_long_it_has_lasted) {
  clocks_.start(ClockId(1), Distribution::weibull(2, 100s));
  clocks_.start(ClockId(2), Distribution::constant(1s));
  while (clocks_.now() == Time(0)) clocks_.advance();
  ASSERT_TRUE(clocks_.running(ClockId(1)));
  Moments left;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    RareClocks again(streams_, failures_);
    again.become(clocks_);
    again.draw_remainders_anew({2, i});
    left.add(seconds_in(again.next() - again.now()));
  }
  const double a = seconds_in(clocks_.now()) / 100;
  const double exact = 100 * std::sqrt(M_PI) / 2 * std::erfc(a) * std::exp(a * a);
  const Estimate mean = mean_interval(left, 0.9999);
  EXPECT_LT(mean.low, exact);
  EXPECT_GT(mean.high, exact);
}

TEST_F(RareClocksTest, what_stood_still_or_was_stretched_keeps_what_is_left) {
  const auto left_after = [&](auto happens) {
    RareClocks clocks(streams_, failures_);
    clocks.reset({1, 0});
    clocks.start(ClockId(1), Distribution::exponential(100s));
    happens(clocks);
    const Time next = clocks.next();
    clocks.draw_remainders_anew({2, 0});
    return std::pair(next, clocks.next());
  };
  const auto [held, held_after] = left_after([](RareClocks& clocks) {
    clocks.hold(ClockId(1));
    clocks.start(ClockId(1), Distribution::exponential(100s));
  });
  EXPECT_EQ(held, held_after);
  const auto [slow, slow_after] =
      left_after([](RareClocks& clocks) { clocks.stretch(ClockId(1), 1, 2); });
  EXPECT_EQ(slow, slow_after);
  const auto [runs, runs_after] = left_after([](RareClocks&) {});
  EXPECT_NE(runs, runs_after);
}

// ---- units side by side -------------------------------------------------------------------------

/// So many units, each with its own repair; it is down when fewer than `needed` are up.
struct Units {
  struct State {
    std::vector<bool> up;
    std::size_t ups = 0;
  };
  std::size_t count = 2;
  std::size_t needed = 1;
  Distribution ttf;
  Distribution ttr;

  [[nodiscard]] State healthy() const { return {std::vector<bool>(count, true), count}; }
  [[nodiscard]] std::vector<FailureClock> failures() const {
    std::vector<FailureClock> result;
    for (std::size_t i = 0; i < count && ttf.has_hazard(); ++i)
      result.push_back({ClockId(i), &ttf, 0});
    return result;
  }
  template <class Observer>
  void begin(State&, Clocks& clocks, Observer*) const {
    for (std::size_t i = 0; i < count; ++i) clocks.start(ClockId(i), ttf);
  }
  /// Clock i fails unit i, clock count + i repairs it.
  template <class Observer>
  void ring(State& state, ClockId clock, Clocks& clocks, Observer*) const {
    const std::size_t unit = clock.index() % count;
    state.up[unit] = !state.up[unit];
    if (state.up[unit]) {
      ++state.ups;
      clocks.start(ClockId(unit), ttf);
    } else {
      --state.ups;
      clocks.start(ClockId(count + unit), ttr);
    }
  }
  template <class Observer>
  void settle(State&, Clocks&, Observer*) const {}

  // As a guide.
  [[nodiscard]] std::size_t level(const State& state) const { return count - state.ups; }
};

/// Weighted seconds of being down.
struct DownTime {
  using Path = bool;
  std::size_t needed = 1;
  double seconds = 0;
  bool hit = false;

  void pass(const Units::State& state, double /*weight*/, double weighted) {
    if (state.ups >= needed) return;
    hit = true;
    seconds += weighted;
  }
  void ignore() {}
  void begin_path(const Units::State&) { hit = false; }
  void end_path() {}
  Path& path() { return hit; }
  [[nodiscard]] bool everything_hit() const { return hit; }
};

struct Nothing {};

constexpr MeasuredSpan long_span{.warmup = 1000s, .end = 101'000s};

template <class Engine>
Moments shares(Engine& engine, const Units& units, std::uint64_t replications,
               MeasuredSpan span = long_span) {
  Moments shares;
  for (std::uint64_t i = 0; i < replications; ++i) {
    DownTime meter{.needed = units.needed};
    RareEvents events;
    engine.run({7, i}, span, meter, meter, events);
    shares.add(meter.seconds / seconds_in(span.end - span.warmup));
  }
  return shares;
}

void expect_near(const Moments& found, double exact, double relative_half_width) {
  const Estimate mean = mean_interval(found, 0.999);
  EXPECT_LT(mean.low, exact);
  EXPECT_GT(mean.high, exact);
  EXPECT_LT((mean.high - mean.low) / 2, relative_half_width * exact);
}

struct Alternating {
  const char* name;
  Units units;
  std::uint64_t factor;  ///< at the level where one is down
  double exact;  ///< each is down for ttr / (ttf + ttr) of the time, independently of the others
};

double both(double mean_up, double mean_down) {
  return std::pow(mean_down / (mean_up + mean_down), 2);
}

class SideBySide : public testing::TestWithParam<Alternating> {};

TEST_P(SideBySide, forcing_finds_what_is_rare) {
  const Units& units = GetParam().units;
  Forcing<Units, DownTime, Units> pilot(units, units, streams(2 * units.count), units.failures());
  shares(pilot, units, 20);
  Forcing<Units, DownTime, Units> forcing(units, units, streams(2 * units.count), units.failures(),
                                          pilot.usual());
  expect_near(shares(forcing, units, 2000), GetParam().exact, 0.1);
}

TEST_P(SideBySide, splitting_finds_what_is_rare) {
  const Units& units = GetParam().units;
  Splitting<Units, DownTime, Units> splitting(units, units, streams(2 * units.count),
                                              units.failures(), {GetParam().factor});
  expect_near(shares(splitting, units, 200), GetParam().exact, 0.4);
}

const Alternating cases[] = {
    {"exponential",
     {2, 1, Distribution::exponential(10'000s), Distribution::exponential(10s)},
     100,
     both(10'000, 10)},
    {"constant repair",
     {2, 1, Distribution::exponential(10'000s), Distribution::constant(10s)},
     100,
     both(10'000, 10)},
    {"frequent failures",
     {2, 1, Distribution::exponential(100s), Distribution::exponential(50s)},
     1,
     both(100, 50)},
    {"infinite hazard at first",
     {2, 1, Distribution::weibull_with_mean(0.7, 500s), Distribution::uniform(1s, 9s)},
     10,
     both(500, 5)},
};

INSTANTIATE_TEST_SUITE_P(Cases, SideBySide, testing::ValuesIn(cases));

TEST(Forcing, finds_four_failures_in_a_row) {
  // Birth and death: (ttr / (ttf + ttr))^4 = 1e-12.
  const Units units{4, 1, Distribution::exponential(9990s), Distribution::exponential(10s)};
  Forcing<Units, DownTime, Units> pilot(units, units, streams(8), units.failures());
  shares(pilot, units, 100);
  Forcing<Units, DownTime, Units> forcing(units, units, streams(8), units.failures(),
                                          pilot.usual());
  expect_near(shares(forcing, units, 4000), 1e-12, 0.15);
}

TEST(Forcing, needs_no_pilot_to_be_unbiased) {
  const Units units{2, 1, Distribution::exponential(10'000s), Distribution::constant(10s)};
  Forcing<Units, DownTime, Units> forcing(units, units, streams(4), units.failures());
  expect_near(shares(forcing, units, 3000), both(10'000, 10), 0.15);
}

TEST(Forcing, a_misleading_guide_does_not_bias) {
  struct Backwards {
    [[nodiscard]] std::size_t level(const Units::State& state) const { return state.ups; }
  };
  const Units units{2, 1, Distribution::exponential(10'000s), Distribution::exponential(10s)};
  const Backwards guide;
  Forcing<Units, DownTime, Backwards> forcing(units, guide, streams(4), units.failures());
  expect_near(shares(forcing, units, 3000), both(10'000, 10), 0.2);
}

TEST(Forcing, knows_spans_in_which_nothing_can_fail) {
  // Both fail between 90 and 100 s, and no second time in so short a span. Two moments of a span w
  // are w/3 apart in the mean, so both are down for 30 - 10/3 s.
  const Units units{2, 1, Distribution::uniform(90s, 100s), Distribution::constant(30s)};
  Forcing<Units, DownTime, Units> forcing(units, units, streams(4), units.failures());
  const MeasuredSpan short_span{.warmup = 0s, .end = 150s};
  expect_near(shares(forcing, units, 3000, short_span), (30 - 10. / 3) / 150, 0.1);
}

TEST(Splitting, needs_no_hazard) {
  // Observed times to failure: nothing could be forced, and retrials differ by their repairs.
  const Units units{2, 1, Distribution::empirical({300s, 710s, 1130s}),
                    Distribution::exponential(10s)};
  const auto mean = [&](std::uint64_t factor) {
    Splitting<Units, DownTime, Units> splitting(units, units, streams(4), units.failures(),
                                                {factor});
    return mean_interval(shares(splitting, units, 1000), 0.999);
  };
  const Estimate plain = mean(1);
  const Estimate split = mean(4);
  EXPECT_LT(split.low, plain.high);
  EXPECT_GT(split.high, plain.low);
}

/// The first takes the second with it.
struct Twins : Units {
  template <class Observer>
  void ring(State& state, ClockId clock, Clocks& clocks, Observer* observer) const {
    Units::ring(state, clock, clocks, observer);
    if (clock != ClockId(0) || !state.up[1]) return;
    clocks.stop(ClockId(1));
    Units::ring(state, ClockId(1), clocks, observer);
  }
};

TEST(Splitting, weights_a_jump_over_levels) {
  // Both units fail at once; each level is tried again, and the mean stays.
  const Twins twins{{2, 1, Distribution::exponential(5000s), Distribution::constant(10s)}};
  const auto mean = [&](const std::vector<std::uint64_t>& factors) {
    Splitting<Twins, DownTime, Twins> splitting(twins, twins, streams(4), twins.failures(),
                                                factors);
    return mean_interval(shares(splitting, twins, 1000), 0.999);
  };
  const Estimate plain = mean({1, 1});
  const Estimate split = mean({3, 4});
  EXPECT_LT(split.low, plain.high);
  EXPECT_GT(split.high, plain.low);
}

}  // namespace
}  // namespace ausfall
