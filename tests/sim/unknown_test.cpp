// Unknowns: their quantiles against what the laws say, and draws that cover every range.
#include "sim/unknown.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace ausfall {
namespace {

TEST(Unknown, ARangeHoldsNineOfTenAroundItsGeometricMean) {
  const Unknown range = Unknown::between(Seconds(1), Seconds(25));
  EXPECT_NEAR(range.quantile(0.05).count(), 1, 1e-12);
  EXPECT_NEAR(range.quantile(0.5).count(), 5, 1e-12);
  EXPECT_NEAR(range.quantile(0.95).count(), 25, 1e-11);
  // One standard deviation up.
  const double sigma = std::log(5) / 1.6448536269514722;
  EXPECT_NEAR(range.quantile(0.8413447460685429).count(), 5 * std::exp(sigma), 1e-9);
}

TEST(Unknown, EventsGiveTheRateJeffreyssGammaLaw) {
  const Unknown unknown = Unknown::of_events(3, Seconds(40));
  const boost::math::gamma_distribution<> rate(3.5, 1.0 / 40);
  for (const double p : {0.01, 0.05, 0.5, 0.95}) {
    const double mean_time = unknown.quantile(p).count();
    EXPECT_NEAR(boost::math::cdf(rate, 1 / mean_time), 1 - p, 1e-12);
  }
  // Chi-squared with 7 degrees of freedom: 5 % lie below 2.1673 (any table).
  EXPECT_NEAR(unknown.quantile(0.95).count(), 2 * 40 / 2.16735, 1e-3);
}

TEST(Unknown, NoEventAtAllStillBoundsTheRate) {
  const Unknown unknown = Unknown::of_events(0, Seconds(10));
  // Gamma(1/2) is half a squared normal: 3.8415 is passed with a probability of 5 %.
  EXPECT_NEAR(unknown.quantile(0.05).count(), 20 / 3.84146, 1e-4);
  EXPECT_GT(unknown.quantile(0.95), Seconds(1000));
}

TEST(Unknown, AnExponentialMeanFromValues) {
  const std::array values{Seconds(2), Seconds(5), Seconds(1)};
  const Unknown unknown = Unknown::of_exponential_mean(values);
  // 2 * 8 / chi-squared with 6 degrees of freedom: 95 % lie below 12.5916, 5 % below 1.63538.
  EXPECT_NEAR(unknown.quantile(0.05).count(), 16 / 12.5916, 1e-4);
  EXPECT_NEAR(unknown.quantile(0.95).count(), 16 / 1.63538, 1e-4);
}

TEST(Unknown, MeasurementsScatterByStudentsLaw) {
  const std::array values{Seconds(std::exp(1)), Seconds(std::exp(2)), Seconds(std::exp(3))};
  const Unknown unknown = Unknown::of_measurements(values);
  EXPECT_NEAR(std::log(unknown.quantile(0.5).count()), 2, 1e-12);
  // Two degrees of freedom: 2.91999 at 95 % (any table); the mean's standard error is 1/sqrt(3).
  EXPECT_NEAR(std::log(unknown.quantile(0.95).count()), 2 + 2.91999 / std::sqrt(3), 1e-5);
}

TEST(Unknown, RefusesWhatTellsNothing) {
  const auto values = [](std::vector<double> seconds) {
    std::vector<Seconds> times;
    for (const double each : seconds) times.emplace_back(each);
    return times;
  };
  EXPECT_THROW(Unknown::between(Seconds(0), Seconds(1)), std::invalid_argument);
  EXPECT_THROW(Unknown::between(Seconds(2), Seconds(1)), std::invalid_argument);
  EXPECT_THROW(Unknown::between(Seconds(2), Seconds(2)), std::invalid_argument);
  EXPECT_THROW(Unknown::of_events(1, Seconds(0)), std::invalid_argument);
  EXPECT_THROW(Unknown::of_exponential_mean(values({})), std::invalid_argument);
  EXPECT_THROW(Unknown::of_exponential_mean(values({0, 0})), std::invalid_argument);
  EXPECT_THROW(Unknown::of_measurements(values({1})), std::invalid_argument);
  EXPECT_THROW(Unknown::of_measurements(values({3, 3})), std::invalid_argument);
  EXPECT_THROW(Unknown::of_measurements(values({0, 3})), std::invalid_argument);
}

TEST(LatinHypercube, EveryPartOfABlockHoldsOneDraw) {
  constexpr std::uint64_t block = 16;
  const LatinHypercube cube(7, block);
  for (std::uint64_t first : {std::uint64_t{0}, block, 5 * block}) {
    std::array<int, block> seen{};
    for (std::uint64_t draw = first; draw < first + block; ++draw)
      ++seen.at(static_cast<std::size_t>(cube.level("mttf", draw) * block));
    EXPECT_TRUE(std::ranges::all_of(seen, [](int count) { return count == 1; }));
  }
}

TEST(LatinHypercube, NumbersAndBlocksHaveOrdersOfTheirOwn) {
  constexpr std::uint64_t block = 64;
  const LatinHypercube cube(7, block);
  double correlation = 0;
  std::size_t again = 0;
  constexpr std::uint64_t draws = 64 * block;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const double a = cube.level("a", draw);
    correlation += 12 * (a - 0.5) * (cube.level("b", draw) - 0.5) / draws;
    const auto part = [&](std::uint64_t of) {
      return static_cast<std::uint64_t>(cube.level("a", of) * block);
    };
    again += part(draw) == part(draw + block);
  }
  EXPECT_LT(std::abs(correlation), 4 / std::sqrt(double(draws)));
  EXPECT_NEAR(double(again), double(draws) / block, 4 * std::sqrt(double(draws) / block));
}

TEST(LatinHypercube, ADrawIsAFunctionOfSeedNameAndNumber) {
  const LatinHypercube one(1, 64);
  EXPECT_EQ(one.level("a", 70), LatinHypercube(1, 64).level("a", 70));
  EXPECT_NE(one.level("a", 70), LatinHypercube(2, 64).level("a", 70));
  EXPECT_NE(one.level("a", 70), one.level("b", 70));
}

}  // namespace
}  // namespace ausfall
