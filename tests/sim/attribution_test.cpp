// Chance and not knowing, told apart: against laws in closed form.
#include "sim/attribution.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/normal.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>
#include <vector>

#include "sim/random.hpp"
#include "sim/unknown.hpp"

namespace ausfall {
namespace {

double score(double level) { return boost::math::quantile(boost::math::normal(), level); }

DrawnLevels levels_of(std::uint64_t seed, std::uint64_t draws, std::vector<std::string> names) {
  const LatinHypercube cube(seed, 64);
  DrawnLevels levels;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    levels.emplace_back();
    for (const std::string& name : names) levels.back().push_back(cube.level(name, draw));
  }
  return levels;
}

/// exp(a z1 + b z2) / 1000.
std::vector<double> truths(const DrawnLevels& levels, double a, double b) {
  std::vector<double> values;
  for (const auto& row : levels)
    values.push_back(1e-3 * std::exp(a * score(row[0]) + b * score(row[1])));
  return values;
}

/// As many jumps as Poisson has it, `rate` of them where the truth is 1/1000, each of a size that
/// makes their mean the truth.
double by_chance(double truth, double rate, std::uint64_t seed, std::uint64_t run) {
  Draw draw({seed, run}, stream_named("chance"), 0);
  boost::random::poisson_distribution<int, double> jumps(rate * truth / 1e-3);
  return jumps(draw) * 1e-3 / rate;
}

std::vector<DrawnPair> pairs_of(const std::vector<double>& values, double rate,
                                std::uint64_t seed) {
  std::vector<DrawnPair> pairs;
  for (std::uint64_t i = 0; i < values.size(); ++i)
    pairs.push_back(
        {by_chance(values[i], rate, seed, 2 * i), by_chance(values[i], rate, seed, 2 * i + 1)});
  return pairs;
}

TEST(Attribution, SharesOfALogLinearLawAreItsSquaredCoefficients) {
  const DrawnLevels levels = levels_of(1, 256, {"a", "b", "idle"});
  const std::vector<double> values = truths(levels, 0.6, 0.3);
  const Attribution found = attributed(levels, values, 0.95);
  ASSERT_EQ(found.shares.size(), 3U);
  EXPECT_NEAR(found.shares[0].mean, 0.36 / 0.45, 1e-9);
  EXPECT_NEAR(found.shares[1].mean, 0.09 / 0.45, 1e-9);
  EXPECT_NEAR(found.shares[2].mean, 0, 1e-9);
  EXPECT_NEAR(found.together, 0, 1e-9);
  EXPECT_EQ(found.unknowns_share(), 1);
  const double sigma = std::sqrt(0.45);
  ASSERT_TRUE(found.range);
  EXPECT_NEAR(std::log(found.range->median * 1e3), 0, 0.1 * sigma);
  EXPECT_NEAR(std::log(found.range->high * 1e3), 1.645 * sigma, 0.25 * sigma);
  EXPECT_NEAR(std::log(found.range->low * 1e3), -1.645 * sigma, 0.25 * sigma);
}

TEST(Attribution, WhatInputsDoOnlyTogetherBelongsToNone) {
  const DrawnLevels levels = levels_of(1, 1024, {"a", "b"});
  std::vector<double> values;
  for (const auto& row : levels) values.push_back(std::exp(score(row[0]) * score(row[1])));
  const Attribution found = attributed(levels, values, 0.95);
  EXPECT_GT(found.together, 0.9);
}

/// Six jumps a run where the truth is its median: the scatter of runs is mostly chance.
TEST(Attribution, ChanceIsToldFromNotKnowing) {
  constexpr double rate = 6;
  constexpr double a = 0.4;
  constexpr double b = 0.2;
  constexpr double variance = a * a + b * b;
  // Of a lognormal; and of Poisson numbers, averaged over it.
  const double unknowns = 1e-6 * std::exp(variance) * std::expm1(variance);
  const double chance = 1e-6 * std::exp(variance / 2) / rate;
  constexpr int seeds = 40;
  double width = 0;
  double share = 0;
  double found_chance = 0;
  double unknowns_found = 0;
  int covered = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const DrawnLevels levels = levels_of(seed, 256, {"a", "b"});
    const Attribution found = attributed(levels, pairs_of(truths(levels, a, b), rate, seed), 0.95);
    ASSERT_TRUE(found.range);
    ASSERT_EQ(found.shares.size(), 2U);
    width += std::log(found.range->high / found.range->low) / seeds;
    share += found.shares[0].mean / seeds;
    found_chance += found.variance_by_chance / seeds;
    unknowns_found += found.variance_of_unknowns / seeds;
    covered += found.shares[0].low <= a * a / variance && a * a / variance <= found.shares[0].high;
  }
  EXPECT_NEAR(found_chance / chance, 1, 0.05);
  EXPECT_NEAR(unknowns_found / unknowns, 1, 0.1);
  EXPECT_NEAR(share, a * a / variance, 0.04);
  // The scatter of the pairs' means would make it 1.35 times as wide.
  EXPECT_NEAR(width / (2 * 1.645 * std::sqrt(variance)), 1, 0.06);
  EXPECT_GE(covered, 34);  // of 40 at 95 %: fewer with a probability of 1 in 100
}

/// Outages are so rare that most runs see none.
TEST(Attribution, RareOutagesDoNotWidenTheRange) {
  constexpr double sigma = 0.5;
  constexpr int seeds = 40;
  double width = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const DrawnLevels levels = levels_of(seed, 512, {"a", "b"});
    const Attribution found =
        attributed(levels, pairs_of(truths(levels, sigma, 0), 0.3, seed), 0.95);
    ASSERT_TRUE(found.range);
    width += std::log(found.range->high / found.range->low) / seeds;
  }
  EXPECT_NEAR(width / (2 * 1.645 * sigma), 1, 0.15);
}

TEST(Attribution, ACurveThatIsNoExponentialIsFollowedByTheDraws) {
  const DrawnLevels levels = levels_of(3, 512, {"a", "b"});
  std::vector<double> values;
  for (const auto& row : levels) values.push_back(row[0] < 0.5 ? 1e-3 : 8e-3);  // a step
  const Attribution found = attributed(levels, pairs_of(values, 1000, 3), 0.95);
  ASSERT_TRUE(found.range);
  EXPECT_NEAR(found.range->low / 1e-3, 1, 0.15);
  EXPECT_NEAR(found.range->high / 8e-3, 1, 0.15);
}

TEST(Attribution, WithoutAnOutageOrWithFewDrawsNothingIsClaimed) {
  const DrawnLevels levels = levels_of(1, 64, {"a", "b"});
  const Attribution silent = attributed(levels, std::vector<DrawnPair>(64), 0.95);
  EXPECT_FALSE(silent.range);
  EXPECT_TRUE(silent.shares.empty());
  EXPECT_EQ(silent.unknowns_share(), 0);
  const DrawnLevels few = levels_of(1, 10, {"a", "b"});
  const Attribution short_one = attributed(few, pairs_of(truths(few, 1, 1), 100, 1), 0.95);
  EXPECT_FALSE(short_one.range);
  EXPECT_TRUE(short_one.shares.empty());
}

TEST(Attribution, WhatPairsHaveInCommon) {
  EXPECT_EQ(in_common(std::vector<DrawnPair>{{1, 1}, {2, 2}, {5, 5}}), 1);
  EXPECT_EQ(in_common(std::vector<DrawnPair>{{1, 0}, {0, 1}, {1, 0}, {0, 1}}), 0);
  EXPECT_EQ(in_common(std::vector<DrawnPair>{{0, 0}, {0, 0}}), 0);
}

}  // namespace
}  // namespace ausfall
