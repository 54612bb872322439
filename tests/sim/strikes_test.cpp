// Struck paths on toy models whose answers are known.
#include "sim/strikes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/estimate.hpp"

namespace ausfall {
namespace {

std::vector<Stream> streams(std::size_t count) {
  std::vector<Stream> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(stream_named("clock" + std::to_string(i)));
  return result;
}

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
    for (std::size_t i = 0; i < count; ++i) result.push_back({ClockId(i), &ttf, 0});
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
  [[nodiscard]] static bool spent(const State&) { return false; }
};

struct Nobody {
  void rare_begins() {}
  void rare_ends() {}
};

/// Weighted seconds of being down.
struct DownTime {
  struct Path {};
  std::size_t needed = 1;
  MeasuredSpan span;
  double seconds = 0;
  std::uint64_t roots = 0;
  Path nothing;

  void begin_root(const Units::State&, const Nobody&, Time) {}
  void settled(const Units::State&, const Passing&) {}
  void pass(const Units::State& state, const Passing& passing) {
    if (state.ups >= needed) return;
    const Time from = std::max(passing.from, span.warmup);
    if (passing.rare && from < passing.to)
      seconds += passing.weight * seconds_in(passing.to - from);
  }
  void end_root(Situation, std::uint32_t, double, std::uint64_t) { ++roots; }
  Path& path() { return nothing; }
};

using Engine = Strikes<Units, Nobody, DownTime>;

constexpr MeasuredSpan long_span{.warmup = 1000s, .end = 101'000s};

/// All that begins with a failure is measured on paths.
const Rareness everything{.expected = {0}, .enough = 0, .meeting = 1};

Moments shares(const Units& units, const StrikePlan& plan, std::uint64_t replications,
               MeasuredSpan span = long_span, Survey* survey = nullptr) {
  const std::vector<Stream> kinds{stream_named("a unit fails")};
  Engine engine(units, streams(2 * units.count), units.failures(), kinds, {}, everything, plan,
                survey);
  Moments shares;
  for (std::uint64_t i = 0; i < replications; ++i) {
    DownTime meter{.needed = units.needed, .span = span};
    Nobody nobody;
    RareEvents events;
    engine.run({7, i}, span, nobody, meter, events);
    shares.add(meter.seconds / seconds_in(span.end - span.warmup));
  }
  return shares;
}

/// So many strikes a replication in good order, and on each path a few.
StrikePlan surveyed(const Units& units, double strikes, MeasuredSpan span = long_span) {
  StrikePlan plan(1);
  Survey first(1);
  shares(units, plan, 20, span, &first);
  plan.worth[0][0] = first.hazard[0][0] / 20 / strikes;
  Survey second(1);
  shares(units, plan, 200, span, &second);
  for (std::size_t i = Situation::path(1).index(); i < Situation::count; ++i) {
    if (second.visits[i] > 0 && second.hazard[i][0] > 0) {
      plan.worth[i][0] = second.hazard[i][0] / second.visits[i] / strikes_of_path;
    }
  }
  return plan;
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
  double exact;  ///< each is down for ttr / (ttf + ttr) of the time, independently of the others
};

double both(double mean_up, double mean_down) {
  return std::pow(mean_down / (mean_up + mean_down), 2);
}

class SideBySide : public testing::TestWithParam<Alternating> {};

TEST_P(SideBySide, StrikesFindWhatIsRare) {
  const Units& units = GetParam().units;
  expect_near(shares(units, surveyed(units, 4), 2000), GetParam().exact, 0.35);
}

const Alternating cases[] = {
    {"exponential",
     {2, 1, Distribution::exponential(10'000s), Distribution::exponential(10s)},
     both(10'000, 10)},
    {"constant repair",
     {2, 1, Distribution::exponential(10'000s), Distribution::constant(10s)},
     both(10'000, 10)},
    {"frequent failures",
     {2, 1, Distribution::exponential(100s), Distribution::exponential(50s)},
     both(100, 50)},
    {"infinite hazard at first",
     {2, 1, Distribution::weibull_with_mean(0.7, 500s), Distribution::uniform(1s, 9s)},
     both(500, 5)},
    {"long-tailed repair",
     {2, 1, Distribution::exponential(10'000s), Distribution::lognormal_with_mean(10s, 4)},
     both(10'000, 10)},
};

INSTANTIATE_TEST_SUITE_P(Cases, SideBySide, testing::ValuesIn(cases));

TEST(Strikes, FindFourFailuresInARow) {
  // Birth and death: (ttr / (ttf + ttr))^4 = 1e-12.
  const Units units{4, 1, Distribution::exponential(9990s), Distribution::exponential(10s)};
  expect_near(shares(units, surveyed(units, 20), 4000), 1e-12, 0.5);
}

TEST(Strikes, AnyPlanIsUnbiased) {
  const Units units{2, 1, Distribution::exponential(10'000s), Distribution::constant(10s)};
  StrikePlan plan(1);
  plan.worth[0][0] = 3;
  plan.worth[Situation::path(1).index()][0] = 0.004;
  plan.worth[Situation::path(2).index()][0] = 0.0001;
  expect_near(shares(units, plan, 4000), both(10'000, 10), 0.25);
}

/// A plan that wants ten thousand strikes a replication gets no more than it takes, each of which counts
/// for the more: the run ends, and its mean is right.
TEST(Strikes, FarTooManyAreThinnedOutAndWeighMore) {
  const Units memoryless{2, 1, Distribution::exponential(10'000s), Distribution::constant(10s)};
  const Units ageing{2, 1, Distribution::weibull_with_mean(1.5, 10'000s),
                     Distribution::constant(10s)};
  StrikePlan plan(1);
  plan.worth[0][0] = 0.002;
  plan.worth[Situation::path(1).index()][0] = 4e-6;
  plan.worth[Situation::path(2).index()][0] = 1e-8;
  for (const Units& units : {memoryless, ageing}) {
    const std::vector<Stream> kinds{stream_named("a unit fails")};
    Engine engine(units, streams(2 * units.count), units.failures(), kinds, {}, everything, plan);
    Moments shares;
    for (std::uint64_t i = 0; i < 10; ++i) {
      DownTime meter{.needed = units.needed, .span = long_span};
      Nobody nobody;
      RareEvents events;
      engine.run({7, i}, long_span, nobody, meter, events);
      EXPECT_GT(meter.roots, 2000U);
      EXPECT_LT(meter.roots, 5000U);
      shares.add(meter.seconds / seconds_in(long_span.end - long_span.warmup));
    }
    expect_near(shares, both(10'000, 10), 0.25);
  }
}

/// Of eight units each fourth interval in good order is looked at, and stands for four. Two or more are
/// down for as long as of eight that know nothing of one another.
TEST(Strikes, AnIntervalThatIsLookedAtStandsForThoseThatAreNot) {
  const Units units{8, 7, Distribution::weibull_with_mean(0.7, 500s),
                    Distribution::uniform(1s, 9s)};
  const double down = 5.0 / 505;
  const double exact = 1 - std::pow(1 - down, 8) - 8 * down * std::pow(1 - down, 7);
  expect_near(shares(units, surveyed(units, 40), 100), exact, 0.35);
}

TEST(Strikes, KnowSpansInWhichNothingCanFail) {
  // Both fail between 90 and 100 s, and no second time in so short a span. Two moments of a span w
  // are w/3 apart in the mean, so both are down for 30 - 10/3 s.
  const Units units{2, 1, Distribution::uniform(90s, 100s), Distribution::constant(30s)};
  constexpr MeasuredSpan short_span{.warmup = 0s, .end = 150s};
  StrikePlan plan(1);
  plan.worth[0][0] = 0.5;
  plan.worth[Situation::path(1).index()][0] = 0.5;
  expect_near(shares(units, plan, 6000, short_span), (30 - 10. / 3) / 150, 0.1);
}

TEST(Strikes, ShareOutHalfByHazardAndHalfAlike) {
  const std::vector<double> shares = shared_out({0, 9, 1}, 20);
  EXPECT_EQ(shares[0], 0);
  EXPECT_DOUBLE_EQ(shares[1], 14);
  EXPECT_DOUBLE_EQ(shares[2], 6);
}

}  // namespace
}  // namespace ausfall
