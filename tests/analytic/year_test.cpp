// What a contract is about: the downtime of one year, or one month, and not only its mean.
//
// Exponential up times of rate 1/m and repairs that all take c: the downtime of the first t hours is
// at most x if no more than x/c failures fall into the first t - x hours of work, so
//     P(downtime <= x) = P(N <= x/c), with N Poisson of mean (t - x)/m.
// Source: Takács, "On certain sojourn time problems in the theory of stochastic processes" (1957).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <string>

#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

constexpr double mttf = 1000;
constexpr double repair = 10;

/// Hours.
double probability(double span, double downtime) {
  const boost::math::poisson failures((span - downtime) / mttf);
  return cdf(failures, std::floor(downtime / repair + 1e-9));
}

std::string host(const std::string& horizon, double slo) {
  return fmt::format(
      "ausfall: 1\nhorizon: {}\nreplications: 1\nconfidence: 99.99 %\n"
      "hosts: {{node: {{failures: {{hardware: {{mttf: 1000 h, ttr: 10 h}}}}}}}}\n"
      "services: {{web: {{needs: node, slo: {:.15f}}}}}\n",
      horizon, slo);
}

const std::string source = "Takács 1957";

std::uint64_t years() { return test::quick_or_thorough(20'000, 5'000'000); }

TEST(YearDowntime, IsTakacssOfTheFirstYear) {
  // P(at most 50 h) = 0.134469552791, P(at most 100 h) = 0.745458685339.
  EXPECT_NEAR(probability(8760, 50), 0.134469552791, 1e-12);
  EXPECT_NEAR(probability(8760, 100), 0.745458685339, 1e-12);
  for (const double allowed : {50.0, 100.0}) {
    const studies::RunResult result = test::run(host("1 y", 1 - allowed / 8760), 1, years());
    test::expect_contained(
        {fmt::format("probability that a year's downtime is at most {} h", allowed), source},
        probability(8760, allowed), *result.services.front().slo_met_per_year, 0.15);
  }
}

TEST(YearDowntime, HasItsQuantiles) {
  const studies::RunResult result = test::run(host("1 y", 0.99), 1, years());
  const studies::DurationSummary& found = *result.services.front().year_downtime;
  const auto expect_quantile = [&](double p, double seconds) {
    const double hours = seconds / 3600;
    const double chance = 4 * std::sqrt(p * (1 - p) / static_cast<double>(years()));
    constexpr double error = 1.0 / 256;  // of the sketch
    test::expect_between(
        {fmt::format("downtime of a year, quantile {}: its probability", p), source}, p - chance,
        p + chance, std::min(p, probability(8760, hours * (1 + error))),
        std::max(p, probability(8760, hours * (1 - error))), "");
  };
  expect_quantile(0.5, found.p50.mean);
  expect_quantile(0.9, found.p90.mean);
  expect_quantile(0.95, found.p95.mean);
  expect_quantile(0.99, found.p99.mean);
}

TEST(MonthDowntime, IsTakacssOfTheFirstMonth) {
  for (const double allowed : {0.0, 5.0, 10.0, 25.0}) {
    const studies::RunResult result = test::run(host("730 h", 1 - allowed / 730), 1, years());
    test::expect_contained(
        {fmt::format("probability that a month's downtime is at most {} h", allowed), source},
        probability(730, allowed), *result.services.front().slo_met_per_month, 0.1);
    EXPECT_FALSE(result.services.front().slo_met_per_year.has_value());
  }
}

}  // namespace
}  // namespace ausfall
