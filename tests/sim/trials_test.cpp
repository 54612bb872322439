#include "sim/trials.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ausfall {
namespace {

TEST(Trials, until_one_comes_out_is_geometric) {
  const Trials trials = Trials::until_run(1, 0.25);
  EXPECT_DOUBLE_EQ(trials.mean(), 4);
  EXPECT_DOUBLE_EQ(trials.variance(), 0.75 / (0.25 * 0.25));
  EXPECT_EQ(trials.quantile(0).trial, 1);
  EXPECT_EQ(trials.quantile(0.24).trial, 1);
  EXPECT_EQ(trials.quantile(0.26).trial, 2);
}

// Feller XIII.7: mean (1 - p^r) / (q p^r), variance 1 / (q p^r)^2 - (2r + 1) / (q p^r) - p / q^2.
TEST(Trials, have_the_moments_of_a_run) {
  for (const double p : {0.01, 0.1, 0.5, 0.9}) {
    for (const int r : {2, 3, 6}) {
      const Trials trials = Trials::until_run(r, p);
      const double q = 1 - p;
      const double all = std::pow(p, r);
      EXPECT_NEAR(trials.mean(), (1 - all) / (q * all), 1e-9 * trials.mean());
      const double variance = 1 / (q * all * q * all) - (2 * r + 1) / (q * all) - p / (q * q);
      EXPECT_NEAR(trials.variance(), variance, 1e-8 * variance);
    }
  }
}

// Long after the beginning the time until the run is nearly memoryless.
TEST(Trials, of_a_rare_run_are_nearly_exponential) {
  const Trials trials = Trials::until_run(6, 0.01);
  for (const double p : {0.1, 0.5, 0.99})
    EXPECT_NEAR(trials.quantile(p).trial, -trials.mean() * std::log1p(-p), 1e-6 * trials.mean());
}

TEST(Trials, a_run_may_have_begun_before) {
  const Trials fresh = Trials::until_run_is_over(4, 0);
  EXPECT_DOUBLE_EQ(fresh.mean(), 4);
  EXPECT_DOUBLE_EQ(fresh.variance(), 0);
  // Of two: a run of one has begun with probability s = x / (1 + x), x = p / decay, where the decay
  // is the root of d^2 = q d + q p.
  const double p = 0.3;
  const double q = 0.7;
  const double decay = (q + std::sqrt(q * q + 4 * q * p)) / 2;
  const double begun = (p / decay) / (1 + p / decay);
  const Trials rest = Trials::until_run_is_over(2, p);
  EXPECT_NEAR(rest.mean(), 2 - begun, 1e-12);
  EXPECT_EQ(rest.quantile(begun - 1e-9).trial, 1);
  EXPECT_EQ(rest.quantile(begun + 1e-9).trial, 2);
}

}  // namespace
}  // namespace ausfall
