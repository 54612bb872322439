#include "sim/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sim/distribution.hpp"
#include "sim/random.hpp"

namespace ausfall {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Ratio, IsThatOfTheTotals) {
  Ratio ratio;
  ratio.add(10, 2);
  ratio.add(20, 3);
  ratio.add(6, 1);
  const Estimate estimate = ratio.interval(0.95);
  EXPECT_DOUBLE_EQ(estimate.mean, 6);
  // Deviations of numerator less 6 denominators: -2, 2, 0; variance 4; t of 2 degrees 4.30265.
  const double half = 4.30265273 * std::sqrt(4.0 / 3) / 2;
  EXPECT_NEAR(estimate.high - estimate.mean, half, 1e-7);
  EXPECT_NEAR(estimate.mean - estimate.low, half, 1e-7);
}

TEST(Ratio, MergesToThatOfTheWhole) {
  Ratio whole;
  Ratio first;
  Ratio second;
  for (int i = 0; i < 100; ++i) {
    const double number = i % 7;
    const double time = number * 5 + i % 3;
    whole.add(time, number);
    (i < 30 ? first : second).add(time, number);
  }
  first.merge(second);
  first.merge(Ratio());
  EXPECT_NEAR(first.interval(0.95).low, whole.interval(0.95).low, 1e-10);
  EXPECT_NEAR(first.interval(0.95).high, whole.interval(0.95).high, 1e-10);
}

TEST(Ratio, ClaimsNothingOfNothing) {
  EXPECT_EQ(Ratio().interval(0.95), (Estimate{0, 0, infinity}));
  Ratio none;
  none.add(0, 0);
  EXPECT_EQ(none.interval(0.95), (Estimate{0, 0, infinity}));
}

TEST(MeanDuration, IsNotBoundedByFew) {
  Ratio time;
  Moments single;
  for (int i = 0; i < 20; ++i) {
    time.add(i % 5, 1);
    single.add(i % 5);
  }
  EXPECT_EQ(mean_duration(time, single, 0.95).high, infinity);
  for (int i = 0; i < 20; ++i) {
    time.add(i % 5, 1);
    single.add(i % 5);
  }
  EXPECT_LT(mean_duration(time, single, 0.95).high, 3);
}

TEST(QuantileInterval, IsOfOrderStatistics) {
  Sketch sketch;
  Moments numbers;
  for (int i = 1; i <= 20; ++i) {
    sketch.add(Duration(i));  // exact below 256 us
    numbers.add(1);
  }
  // Of 20, the median lies between the 6th and the 15th with 95.86 % (tables of order statistics).
  const Estimate median = quantile_interval(sketch, 0.5, numbers, 0.95);
  EXPECT_NEAR(median.mean, 10.5e-6, 0.51e-6);  // to a whole microsecond
  EXPECT_NEAR(median.low, 6e-6, 6e-6 / 256 + 1e-12);
  EXPECT_NEAR(median.high, 15e-6, 15e-6 / 256 + 1e-12);
  // 20 say nothing of what 99 % do not exceed.
  EXPECT_EQ(quantile_interval(sketch, 0.99, numbers, 0.95).high, infinity);
  EXPECT_EQ(quantile_interval(Sketch(), 0.5, Moments(), 0.95), (Estimate{0, 0, infinity}));
}

TEST(QuantileInterval, OfEqualValuesIsOne) {
  Sketch sketch;
  Moments numbers;
  sketch.add(5min, 500);
  for (int i = 0; i < 500; ++i) numbers.add(1);
  EXPECT_EQ(quantile_interval(sketch, 0.9, numbers, 0.95), (Estimate{300, 300, 300}));
}

/// Exponential durations, one at a time and in tens that are equal. The share that holds the truth is
/// at least 95 % less four standard deviations; of tens, that are taken to be one each, too.
TEST(QuantileInterval, CoversAsClaimed) {
  const Distribution law = Distribution::exponential(Seconds(3600));
  constexpr int runs = 1000;
  for (const std::uint64_t burst : {std::uint64_t{1}, std::uint64_t{10}}) {
    int covered = 0;
    for (int run = 0; run < runs; ++run) {
      Draw draw({static_cast<std::uint64_t>(run), burst}, stream_named("durations"), 0);
      Sketch sketch;
      Moments numbers;
      for (int i = 0; i < 300; ++i) {
        const bool strikes = burst == 1 || draw.uniform() < 0.3;
        if (strikes) sketch.add(law.sample(draw), burst);
        numbers.add(strikes ? static_cast<double>(burst) : 0);
      }
      const Estimate estimate = quantile_interval(sketch, 0.9, numbers, 0.95);
      const double truth = 3600 * std::log(10);
      covered += estimate.low <= truth && truth <= estimate.high ? 1 : 0;
    }
    EXPECT_GE(covered, runs * 0.95 - 4 * std::sqrt(runs * 0.95 * 0.05)) << burst;
  }
}

}  // namespace
}  // namespace ausfall
