#include "studies/experiment.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "sim/replicate.hpp"
#include "studies/errors.hpp"
#include "studies/output/output.hpp"

namespace ausfall::studies {
namespace {

using namespace models;  // NOLINT(google-build-using-namespace): a test of little else

/// One host that fails every 1000 h and takes 10 h to repair.
Plant one_host(Seconds mttf = 1000h) {
  Plant plant;
  plant.families = {"node"};
  plant.components.push_back({.kind = ComponentKind::host, .name = "node", .family = FamilyId(0)});
  plant.modes.push_back({.component = ComponentId(0),
                         .name = "hardware",
                         .ttf = Distribution::exponential(mttf),
                         .ttr = Distribution::exponential(10h)});
  plant.services.push_back({.name = "web", .needs = {.component = ComponentId(0)}, .slo = 0.99});
  return complete(std::move(plant));
}

const std::atomic<bool> never_interrupted = false;

RunResult simulated(const Plant& plant, const ExperimentPlan& plan) {
  return simulate_plan(plant, plan, {never_interrupted});
}

TEST(Experiment, FindsTheAvailabilityOfOneHost) {
  const RunResult result =
      simulated(one_host(), {.replications_min = 400, .replications_max = 400});
  const ServiceResult& web = result.services.at(0);
  // The truth lies within twice the half-width of the interval with probability 0.9999.
  const double half = (web.unavailability.high - web.unavailability.low) / 2;
  EXPECT_NEAR(web.unavailability.mean, 10.0 / 1010, 2 * half);
  EXPECT_LT(half, 0.05 * 10 / 1010);
  EXPECT_EQ(result.replications, 400U);
  EXPECT_NEAR(result.simulated_years, 4000, 1e-6);
  ASSERT_EQ(web.causes.size(), 1U);
  EXPECT_EQ(web.causes[0].cause, "node.hardware");
  EXPECT_DOUBLE_EQ(web.causes[0].downtime_share, 1);
  EXPECT_EQ(web.causes[0].outages, web.outages);
  EXPECT_TRUE(web.slo_met_per_year.has_value());
  EXPECT_TRUE(result.warnings.empty());
}

TEST(Experiment, GivesTheSameBytesOnAnyNumberOfThreads) {
  ExperimentPlan plan{.replications_min = 100, .replications_max = 3000, .precision = 0.02};
  const RunResult alone = simulated(one_host(), plan);
  EXPECT_LT(alone.replications, 3000U);
  for (const unsigned threads : {2U, 8U}) {
    plan.threads = threads;
    EXPECT_EQ(digest_of(simulated(one_host(), plan)), digest_of(alone)) << threads;
  }
  plan.seed = 2;
  EXPECT_NE(digest_of(simulated(one_host(), plan)), digest_of(alone));
}

TEST(Experiment, StopsOnceItIsPreciseEnough) {
  const RunResult rough = simulated(
      one_host(), {.replications_min = 32, .replications_max = 100'000, .precision = 0.05});
  const Estimate& estimate = rough.services.at(0).unavailability;
  EXPECT_LE((estimate.high - estimate.low) / 2, 0.05 * estimate.mean);
  EXPECT_LT(rough.replications, 2000U);
  EXPECT_FALSE(rough.interrupted());
}

TEST(Experiment, SaysWhenThePrecisionWasNotReached) {
  const RunResult rough =
      simulated(one_host(), {.replications_min = 32, .replications_max = 48, .precision = 1e-4});
  ASSERT_EQ(rough.warnings.size(), 1U);
  EXPECT_NE(rough.warnings[0].find("the precision of 0.01 % was not reached"), std::string::npos)
      << rough.warnings[0];
  EXPECT_FALSE(rough.interrupted());
}

TEST(Experiment, ClaimsNothingThatWasNotSeen) {
  const RunResult result =
      simulated(one_host(Seconds(1e15)),
                {.replications_min = 50, .replications_max = 50, .method = Method::plain});
  const ServiceResult& web = result.services.at(0);
  EXPECT_EQ(web.unavailability.mean, 0);
  EXPECT_GT(web.unavailability.high, 0);
  EXPECT_GT(web.outages_per_year.high, 0);
  EXPECT_FALSE(web.outage_seconds.has_value());
  ASSERT_EQ(result.warnings.size(), 2U);
  EXPECT_TRUE(result.warnings[0].starts_with("100 % of the downtime of web comes from what"))
      << result.warnings[0];
  EXPECT_TRUE(result.warnings[1].starts_with("no outage of web was seen in 500 years"))
      << result.warnings[1];
}

TEST(Experiment, KnowsWhatWasNotSeen) {
  const RunResult result =
      simulated(one_host(Seconds(1e15)), {.replications_min = 50, .replications_max = 50});
  const ServiceResult& web = result.services.at(0);
  EXPECT_EQ(web.outages, 0U);
  EXPECT_EQ(web.known_from.paths, 1);
  const double outages_a_year = seconds_in(year) / 1e15;
  EXPECT_LT(web.outages_per_year.low, outages_a_year);
  EXPECT_GT(web.outages_per_year.high, outages_a_year);
  EXPECT_LT(half_width(web.outages_per_year), 0.1 * outages_a_year);
  EXPECT_TRUE(result.warnings.empty());
}

TEST(Experiment, ThrowsWhenInterruptedBeforeAnythingWasFinished) {
  const std::atomic<bool> interrupted = true;
  EXPECT_THROW(simulate_plan(one_host(), {}, {interrupted}), Interrupted);
}

TEST(Experiment, KeepsWhatWasFinishedWhenInterrupted) {
  std::atomic<bool> interrupted = false;
  const RunResult result =
      simulate_plan(one_host(), {.replications_min = 100'000'000, .replications_max = 100'000'000},
                    {interrupted, [&](std::uint64_t done, std::uint64_t at_most) {
                       EXPECT_EQ(at_most, 100'000'000U);
                       interrupted = done > 0;
                     }});
  EXPECT_TRUE(result.interrupted());
  EXPECT_GT(result.replications, 0U);
  EXPECT_NE(result.warnings.back().find("interrupted after"), std::string::npos);
}

}  // namespace
}  // namespace ausfall::studies
