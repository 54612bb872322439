// What a contract is about: the downtime of one year, or one month, and not only its mean.
//
// Exponential up times of rate 1/m and repairs that all take c: the downtime of the first t hours is
// at most x if no more than x/c failures fall into the first t - x hours of work, so
//     P(downtime <= x) = P(N <= x/c), with N Poisson of mean (t - x)/m.
// Source: Takács, "On certain sojourn time problems in the theory of stochastic processes" (1957).
#include <gtest/gtest.h>

#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <string>

#include "tests/support/experiments.hpp"

namespace ausfall {
namespace {

constexpr double mttf = 1000;
constexpr double repair = 10;

/// Hours.
double probability(double span, double downtime) {
  const boost::math::poisson failures((span - downtime) / mttf);
  return cdf(failures, std::floor(downtime / repair + 1e-9));
}

std::string host(const std::string& horizon, double slo, int replications) {
  char text[400];
  std::snprintf(text, sizeof text,
                "ausfall: 1\nhorizon: %s\nreplications: %d\nconfidence: 99.99 %%\n"
                "hosts: {node: {failures: {hardware: {mttf: 1000 h, ttr: 10 h}}}}\n"
                "services: {web: {needs: node, slo: %.15f}}\n",
                horizon.c_str(), replications, slo);
  return text;
}

void expect_held(const Estimate& estimate, double truth) {
  EXPECT_LE(estimate.low, truth);
  EXPECT_GE(estimate.high, truth);
  EXPECT_LT(estimate.high - estimate.low, 0.05) << "too wide to say anything";
}

TEST(YearDowntime, IsTakacssOfTheFirstYear) {
  // P(at most 50 h) = 0.134469552791, P(at most 100 h) = 0.745458685339.
  EXPECT_NEAR(probability(8760, 50), 0.134469552791, 1e-12);
  EXPECT_NEAR(probability(8760, 100), 0.745458685339, 1e-12);
  for (const double allowed : {50.0, 100.0}) {
    const app::RunResult result = test::run(host("1 y", 1 - allowed / 8760, 20'000));
    expect_held(*result.services.front().slo_met_per_year, probability(8760, allowed));
  }
}

TEST(YearDowntime, HasItsQuantiles) {
  constexpr int years = 20'000;
  const app::RunResult result = test::run(host("1 y", 0.99, years));
  const app::DurationSummary& found = *result.services.front().year_downtime;
  const auto expect_quantile = [&](double p, double seconds) {
    const double hours = seconds / 3600;
    const double chance = 4 * std::sqrt(p * (1 - p) / years);
    constexpr double error = 1.0 / 256;  // of the sketch
    EXPECT_GE(probability(8760, hours * (1 + error)), p - chance) << p;
    EXPECT_LE(probability(8760, hours * (1 - error)), p + chance) << p;
  };
  expect_quantile(0.5, found.p50);
  expect_quantile(0.9, found.p90);
  expect_quantile(0.95, found.p95);
  expect_quantile(0.99, found.p99);
}

TEST(MonthDowntime, IsTakacssOfTheFirstMonth) {
  for (const double allowed : {0.0, 5.0, 10.0, 25.0}) {
    const app::RunResult result = test::run(host("730 h", 1 - allowed / 730, 20'000));
    expect_held(*result.services.front().slo_met_per_month, probability(730, allowed));
    EXPECT_FALSE(result.services.front().slo_met_per_year.has_value());
  }
}

}  // namespace
}  // namespace ausfall
