#include "sim/weighted_sketch.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "sim/interval.hpp"
#include "sim/random.hpp"

namespace ausfall {
namespace {

using namespace std::chrono_literals;

/// A thousand exponential durations of mean 100 s.
Sketch exponential() {
  Sketch sketch;
  Draw draw({1, 1}, stream_named("durations"), 0);
  for (int i = 0; i < 1000; ++i) sketch.add(nearest_tick(Seconds(-100 * std::log(draw.uniform()))));
  return sketch;
}

TEST(WeightedSketch, of_equal_weights_is_the_sketch) {
  const Sketch sketch = exponential();
  WeightedSketch weighted;
  weighted.add(sketch, 1);
  EXPECT_EQ(weighted.weight(), 1000);
  EXPECT_NEAR(weighted.mean().count(), sketch.mean().count(), 1e-9);
  Moments one_each;
  for (int i = 0; i < 1000; ++i) one_each.add(1);
  for (const double p : {0.5, 0.9, 0.99}) {
    const Estimate expected = quantile_interval(sketch, p, one_each, 0.95);
    const Estimate found = weighted.quantile_interval(p, 0.95);
    EXPECT_NEAR(found.mean, expected.mean, 0.01 * expected.mean) << p;
    EXPECT_NEAR(found.low, expected.low, 0.02 * expected.low) << p;
    EXPECT_NEAR(found.high, expected.high, 0.02 * expected.high) << p;
  }
}

TEST(WeightedSketch, knows_less_the_more_belongs_together) {
  WeightedSketch apart;
  WeightedSketch in_tens;
  apart.add(exponential(), 1);
  in_tens.add(exponential(), 10);
  const Estimate narrow = apart.mean_interval(0.95);
  const Estimate wide = in_tens.mean_interval(0.95);
  EXPECT_NEAR(half_width(wide) / half_width(narrow), std::sqrt(10.0), 1e-6);
  EXPECT_NEAR(half_width(narrow), 1.96 * 100 / std::sqrt(1000.0), 0.6);
}

TEST(WeightedSketch, of_few_values_has_no_upper_limit) {
  WeightedSketch few;
  for (int i = 1; i <= 20; ++i) few.add(Duration(i * 1s), 0.5, 0.5);
  EXPECT_TRUE(std::isinf(few.mean_interval(0.95).high));
  EXPECT_TRUE(std::isinf(few.quantile_interval(0.99, 0.95).high));
  EXPECT_FALSE(std::isinf(few.quantile_interval(0.5, 0.95).high));
}

TEST(WeightedSketch, what_is_taken_away_was_never_there) {
  Sketch rare;
  rare.add(5h, 3);
  Sketch all = exponential();
  all.merge(rare);
  WeightedSketch weighted;
  weighted.add(all, 2);
  weighted.add(rare, 2, -1);
  EXPECT_EQ(weighted.weight(), 1000);
  EXPECT_NEAR(weighted.mean().count(), exponential().mean().count(), 1e-9);
  EXPECT_LT(weighted.quantile_interval(0.99, 0.95).high, 3600);
}

/// A hundred years without downtime, of which paths move two to a day.
/// Of thirty heavy values and light ones beyond: the next heavy value may lie there, too.
TEST(WeightedSketch, light_values_do_not_make_a_tail_known) {
  Sketch heavy;
  for (int i = 1; i <= 30; ++i) heavy.add(Duration(i * 1'000'000));
  WeightedSketch all;
  for (int i = 0; i < 1000; ++i) all.add(Duration(60'000'000 + i * 100'000), 0.0005, 0.0005);
  EXPECT_TRUE(std::isfinite(all.quantile_interval(0.99, 0.95).high));
  all.add(heavy, 1);
  EXPECT_FALSE(std::isfinite(all.quantile_interval(0.99, 0.95).high));
}

TEST(WeightedSketch, moves_what_is_counted_elsewhere) {
  Sketch years;
  years.add(0s, 100);
  WeightedSketch weighted;
  weighted.add(years, 1);
  WeightedSketch moves;
  for (int i = 0; i < 200; ++i) moves.move(0s, 24h, 0.01, 0.01);
  weighted.merge(moves);
  EXPECT_EQ(weighted.weight(), 100);
  EXPECT_NEAR(weighted.mean().count(), 2 * 864, 1e-6);
  EXPECT_EQ(weighted.quantile_interval(0.95, 0.95).mean, 0);
  EXPECT_NEAR(weighted.quantile_interval(0.99, 0.95).mean, 86400, 400);
  EXPECT_GT(weighted.quantile_interval(0.99, 0.95).low, 80'000);
  weighted.take_back(moves, 1);
  EXPECT_EQ(weighted.quantile_interval(0.99, 0.95).mean, 0);
}

}  // namespace
}  // namespace ausfall
