// What counts as an outage, against closed forms: of outages with exponential lengths of rate mu, the share
// e^(-mu x) lasts longer than x, and by the loss of memory these last x + 1/mu on average.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "studies/errors.hpp"
#include "studies/experiment.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall::test {
namespace {

constexpr double hours_in_year = 8760;

const Oracle memoryless(const std::string& question) {
  return {question, "memorylessness: a share e^(-mu x) lasts longer than x, x + 1/mu on average"};
}

/// One host, up for 20 h and down for 2 h on average.
std::string host(const std::string& outage) {
  return R"(
ausfall: 1
horizon: 2 y
warmup: 30 d
replications: 400
hosts: {h: {failures: {f: {mttf: 20 h, mttr: 2 h}}}}
services: {s: {needs: h, slo: 95 %, outage: )" +
         outage + "}}\n";
}

constexpr double rate = hours_in_year / 22;  // outages a year
const double share_longer = std::exp(-0.5);  // than 1 h, of a mean of 2 h

TEST(Interruptions, LeaveTheDowntimeOfTheLongerOnes) {
  const auto result = run(host("{longer-than: 1 h}"));
  const studies::ServiceResult& s = service(result, "s");
  expect_contained(memoryless("outages longer than 1 h, of a mean of 2 h"), rate * share_longer,
                   s.outages_per_year, 0.03);
  expect_contained(memoryless("their downtime"), share_longer * 3 / 22, s.unavailability, 0.03);
  ASSERT_TRUE(s.interruptions);
  expect_contained(memoryless("interruptions of 1 h or less"), rate * (1 - share_longer),
                   s.interruptions->per_year, 0.04);
  expect_contained(memoryless("the time they take"), (2 - share_longer * 3) / 22,
                   s.interruptions->share, 0.04);
  EXPECT_GE(s.outage_seconds->p50.mean, 3600);
}

TEST(Interruptions, AreDowntimeWhereTheyCount) {
  const auto result = run(host("{longer-than: 1 h, counts: true}"));
  const studies::ServiceResult& s = service(result, "s");
  expect_contained(memoryless("downtime with interruptions"), 2.0 / 22, s.unavailability, 0.03);
  expect_contained(memoryless("outages without them"), rate * share_longer, s.outages_per_year,
                   0.03);
}

/// Two hosts side by side: the first outage in ten years is rare, so paths find it.
std::string pair(const std::string& outage) {
  return R"(
ausfall: 1
replications: 2000
hosts: {h1..2: {failures: {f: {mttf: 20000 h, mttr: 1 h}}}}
services: {s: {needs: {any: h*}, outage: )" +
         outage + "}}\n";
}

TEST(Interruptions, AreToldApartOnWeightedPaths) {
  const studies::SolvedService exact = service(solve(pair("{longer-than: 0 s}")), "s");
  const double outages = exact.steady->outages_per_year;  // of 30 min on average
  const auto result = run(pair("{longer-than: 20 min}"));
  const studies::ServiceResult& s = service(result, "s");
  const double longer = std::exp(-2.0 / 3);
  ASSERT_TRUE(s.rare);
  EXPECT_GT(s.known_from.paths, 0.9);
  expect_contained(memoryless("rare outages longer than 20 min, of a mean of 30"), outages * longer,
                   s.outages_per_year, 0.4);
  expect_contained(memoryless("their downtime, by paths"),
                   outages * longer * (50.0 / 60) / hours_in_year, s.unavailability, 0.4);
  expect_contained(memoryless("rare interruptions"), outages * (1 - longer),
                   s.interruptions->per_year, 0.4);
  expect_contained(memoryless("any outage within 10 years, of those longer than 20 min"),
                   10 * outages * longer, s.outage_by_horizon, 0.4);
  EXPECT_GE(s.outage_seconds->p50.mean, 1200 * 0.99);
}

TEST(Interruptions, CountOnWeightedPathsToo) {
  const studies::SolvedService exact = service(solve(pair("{longer-than: 0 s}")), "s");
  const auto result = run(pair("{longer-than: 20 min, counts: true}"));
  const studies::ServiceResult& s = service(result, "s");
  expect_contained(memoryless("rare downtime with interruptions"), exact.steady->unavailability,
                   s.unavailability, 0.4);
  expect_contained(memoryless("rare outages without them"),
                   exact.steady->outages_per_year * std::exp(-2.0 / 3), s.outages_per_year, 0.4);
}

TEST(Interruptions, AreNotForTheChain) {
  try {
    solve(host("{longer-than: 1 h}"));
    FAIL() << "it was solved";
  } catch (const studies::Refused& refused) {
    const std::string what = refused.what();
    EXPECT_NE(what.find("s: 1 h"), std::string::npos) << what;
    EXPECT_NE(what.find("services.*.outage=null"), std::string::npos) << what;
  }
}

}  // namespace
}  // namespace ausfall::test
