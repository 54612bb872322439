// What is not known, in results: against closed forms of one host, whose availability is
// mttf / (mttf + mttr).
#include "studies/unknowns.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "sim/unknown.hpp"
#include "studies/compare.hpp"
#include "studies/draws.hpp"
#include "studies/experiment.hpp"
#include "studies/output/output.hpp"
#include "studies/solve.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace ausfall::studies {
namespace {

const std::atomic<bool> not_interrupted{false};

std::string one_host(const std::string& mttf, const std::string& mttr,
                     const std::string& more = "") {
  return "ausfall: 1\n"
         "horizon: 10 y\n"
         "hosts: {node: {failures: {hw: {mttf: " +
         mttf + ", mttr: " + mttr +
         "}}}}\n"
         "apps: {web: {on: node}}\n"
         "services: {web: {needs: web}}\n" +
         more;
}

const std::string both = one_host("{between: [500 h, 2000 h]}", "{between: [5 h, 12 h]}");
const std::string mttf_name = "hosts.node.failures.hw.mttf";
const std::string mttr_name = "hosts.node.failures.hw.mttr";

/// Means over both inputs, by the midpoints of their levels.
struct Truth {
  double mean = 0;
  double unknowns = 0;  ///< variance of the true unavailability
  double chance = 0;    ///< mean variance of that of 10 years
};

Truth truth() {
  const Unknown up = Unknown::between(Seconds(500), Seconds(2000));
  const Unknown down = Unknown::between(Seconds(5), Seconds(12));
  constexpr int steps = 400;
  constexpr double horizon = 87600;
  Truth truth;
  double squares = 0;
  for (int i = 0; i < steps; ++i) {
    const double u = up.quantile((i + 0.5) / steps).count();
    for (int k = 0; k < steps; ++k) {
      const double d = down.quantile((k + 0.5) / steps).count();
      const double value = d / (u + d);
      truth.mean += value / (steps * steps);
      squares += value * value / (steps * steps);
      // Of an alternating renewal process (Takacs): exponential times up and down.
      truth.chance += 2 * u * u * d * d / std::pow(u + d, 3) / horizon / (steps * steps);
    }
  }
  truth.unknowns = squares - truth.mean * truth.mean;
  return truth;
}

// Of the odds of being down, which are lognormal.
const double sigma_up = std::log(4) / (2 * 1.6448536269514722);
const double sigma_down = std::log(2.4) / (2 * 1.6448536269514722);
const double sigma = std::hypot(sigma_up, sigma_down);
const double share_of_mttf = sigma_up * sigma_up / (sigma * sigma);

double unavailability_at(double standard_deviations) {
  const double odds = std::sqrt(60.0) / 1000 * std::exp(standard_deviations * sigma);
  return odds / (1 + odds);
}

TEST(Unknowns, ARunTellsChanceFromNotKnowing) {
  const RunResult result = test::run(both, 1, 8000);
  const ServiceResult& web = test::service(result, "web");
  ASSERT_TRUE(web.unknowns);
  const UnknownsResult& it = *web.unknowns;
  EXPECT_EQ(it.draws, 4000U);
  const Truth expected = truth();
  EXPECT_LE(web.unavailability.low, expected.mean);
  EXPECT_GE(web.unavailability.high, expected.mean);
  ASSERT_TRUE(it.unavailability);
  EXPECT_NEAR(it.unavailability->low / unavailability_at(-1.645), 1, 0.03);
  EXPECT_NEAR(it.unavailability->median / unavailability_at(0), 1, 0.02);
  EXPECT_NEAR(it.unavailability->high / unavailability_at(1.645), 1, 0.03);
  const double share = expected.unknowns / (expected.unknowns + expected.chance);
  ASSERT_TRUE(it.unknowns_share);
  EXPECT_NEAR(*it.unknowns_share, share, 0.02);
  ASSERT_TRUE(it.ranked);
  ASSERT_EQ(it.inputs.size(), 2U);
  EXPECT_EQ(it.inputs[0].name, mttf_name);
  EXPECT_EQ(it.inputs[0].line, 3U);
  EXPECT_NEAR(it.inputs[0].share.mean, share_of_mttf, 0.02);
  EXPECT_NEAR(it.inputs[1].share.mean, 1 - share_of_mttf, 0.02);
  EXPECT_NEAR(it.inputs[0].narrows, 1 - sigma_down / sigma, 0.03);
}

/// A year has so few outages that their scatter is mostly chance: the range must not take it in.
TEST(Unknowns, ShortRunsDoNotWidenTheRange) {
  const std::string short_one =
      both.substr(0, both.find("10 y")) + "1 y" + both.substr(both.find("10 y") + 4);
  const RunResult result = test::run(short_one, 1, 4000);
  const ServiceResult& web = test::service(result, "web");
  EXPECT_LT(*web.unknowns->unknowns_share, 0.65);
  EXPECT_NEAR(web.unknowns->unavailability->low / unavailability_at(-1.645), 1, 0.1);
  EXPECT_NEAR(web.unknowns->unavailability->high / unavailability_at(1.645), 1, 0.1);
}

/// Two replications share a draw; taken for independent ones, their interval would cover less.
TEST(Unknowns, TheIntervalOfTheMeanCovers) {
  const double mean = truth().mean;
  int covered = 0;
  constexpr int seeds = 60;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const RunResult result = test::run(both, seed, 100);
    const Estimate found = test::service(result, "web").unavailability;
    covered += found.low <= mean && mean <= found.high;
  }
  EXPECT_GE(covered, 52);  // of 60 at 95 %: fewer with a probability of 1 in 100
}

TEST(Unknowns, ThreadsChangeNothing) {
  const std::string one = digest_of(test::run(both, 3, 203, 1));
  EXPECT_EQ(one, digest_of(test::run(both, 3, 203, 2)));
  EXPECT_EQ(one, digest_of(test::run(both, 3, 203, 5)));
  EXPECT_NE(one, digest_of(test::run(both, 4, 203, 2)));
}

/// Everything but one input is known and constant, so results differ by its draws alone.
TEST(Unknowns, AnotherSeedDrawsOtherValues) {
  std::string constant = one_host("1000 h", "8 h");
  const std::string known = "mttf: 1000 h, mttr: 8 h";
  constant.replace(constant.find(known), known.size(), "ttf: {between: [500 h, 900 h]}, ttr: 8 h");
  const scenarios::Scenario scenario = test::scenario(constant);
  const Draws one(scenario.unknowns, 1, 2);
  EXPECT_EQ(one.levels(5), Draws(scenario.unknowns, 1, 2).levels(5));
  EXPECT_NE(one.levels(5), Draws(scenario.unknowns, 2, 2).levels(5));
  const auto downtime = [&](std::uint64_t seed) {
    return test::service(test::run(constant, seed, 10), "web").unavailability.mean;
  };
  EXPECT_EQ(downtime(1), downtime(1));
  EXPECT_NE(downtime(1), downtime(2));
  const auto solved = [](std::uint64_t seed) {
    scenarios::Scenario it = test::scenario(both);
    it.seed = seed;
    return *solve_scenario(it, {.draws = 20}, {not_interrupted}).services.front().unknowns->mean;
  };
  EXPECT_EQ(solved(1), solved(1));
  EXPECT_NE(solved(1), solved(2));
  const auto compared = [&](std::uint64_t seed) {
    const scenarios::Variants variants =
        scenarios::read_variants_text("test.yaml", constant + "variants: {one: {}, two: {}}\n");
    ExperimentPlan plan;
    plan.seed = seed;
    plan.replications_min = plan.replications_max = 10;
    const Comparison found = compare_variants(variants.scenarios, plan, {not_interrupted});
    return found.variants.front().services.front().unavailability.mean;
  };
  EXPECT_EQ(compared(1), compared(1));
  EXPECT_NE(compared(1), compared(2));
}

TEST(Unknowns, AScenarioThatKnowsEverythingSaysNothingOfIt) {
  const std::string json = json_of(test::run(one_host("1000 h", "8 h"), 1, 50));
  EXPECT_EQ(json.find("not_known"), std::string::npos);
}

TEST(Unknowns, FewReplicationsRankNothingAndSaySo) {
  const RunResult result = test::run(both, 1, 20);
  EXPECT_FALSE(test::service(result, "web").unknowns->ranked);
  ASSERT_EQ(result.warnings.size(), 1U);
  EXPECT_NE(result.warnings.front().find("more replications"), std::string::npos);
  const auto json = nlohmann::json::parse(json_of(result));
  const auto& unknowns = json["services"]["web"]["not_known"];
  EXPECT_TRUE(unknowns["availability"].is_null());
  EXPECT_TRUE(unknowns["inputs"][0]["share"].is_null());
  EXPECT_TRUE(unknowns["spread_of_one_replication"].is_null()) << "one pair tells nothing";
}

/// What is fitted knows no bounds, and what is printed keeps to what is possible.
TEST(Unknowns, NoRangeGoesBeyondAllOfTheTime) {
  const std::string text = test::file_with(
      "mostly-down.yaml",
      "ausfall: 1\nhorizon: 60 d\nreplications: 100\n"
      "hosts: {n: {failures: {x: {mttf: {between: [1 h, 20000 h]}, mttr: {between: [1 h, 100000 "
      "h]}}}}}\nservices: {s: {needs: n}}\n");
  const test::Outcome told = test::ausfall({"run", text, "--format", "json"});
  const auto json = nlohmann::json::parse(told.output);
  const auto& it = json["services"]["s"]["not_known"];
  EXPECT_EQ(it["unavailability"]["high"].get<double>(), 1);
  EXPECT_EQ(it["availability"]["low"].get<double>(), 0);
  EXPECT_EQ(test::ausfall({"run", text}).output.find("between -"), std::string::npos);
}

TEST(Unknowns, JsonHasTheRangeAndTheInputs) {
  const auto json = nlohmann::json::parse(json_of(test::run(both, 1, 400)));
  const auto& it = json["services"]["web"]["not_known"];
  EXPECT_EQ(it["draws"], 200);
  EXPECT_LT(it["availability"]["low"], it["availability"]["median"]);
  EXPECT_LT(it["availability"]["median"], it["availability"]["high"]);
  EXPECT_NEAR(it["spread_of_one_replication"]["chance"].get<double>() +
                  it["spread_of_one_replication"]["not_known"].get<double>(),
              1, 1e-12);
  EXPECT_EQ(it["inputs"][0]["input"], mttf_name);
  EXPECT_NEAR(it["inputs"][0]["low_hours"].get<double>(), 500, 1e-9);
  EXPECT_GT(it["inputs"][0]["share"]["high"], it["inputs"][0]["share"]["mean"]);
}

TEST(Unknowns, SolvedDrawsHaveNoChanceInThem) {
  const scenarios::Scenario scenario = test::scenario(both);
  const SolvePlan plan{.draws = 1000};
  Solution solution = solve_plan(*scenario.plant, plan, {not_interrupted});
  EXPECT_NEAR(solution.services[0].steady->unavailability, unavailability_at(0), 1e-12);
  solve_unknowns(solution, scenario, plan, {not_interrupted});
  const UnknownsResult& it = *solution.services[0].unknowns;
  EXPECT_NEAR(*it.mean / truth().mean, 1, 0.005);
  EXPECT_FALSE(it.unknowns_share);
  EXPECT_NEAR(it.unavailability->low / unavailability_at(-1.645), 1, 0.05);
  EXPECT_NEAR(it.unavailability->high / unavailability_at(1.645), 1, 0.05);
  // The logarithm of the odds is linear, that of the share all but.
  EXPECT_NEAR(it.inputs[0].share.mean, share_of_mttf, 0.005);
}

TEST(Unknowns, ComparedVariantsMeetTheSameDraws) {
  const scenarios::Variants variants = scenarios::read_variants_text(
      "test.yaml", one_host("{between: [500 h, 2000 h]}", "8 h",
                            "variants:\n"
                            "  one: {}\n"
                            "  same: {}\n"
                            "  more is not known: {hosts: {node: {boot: {between: [1 s, 2 s]}}}}\n"
                            "  worse: {hosts: {node: {failures: {hw: {mttr: 16 h}}}}}\n"));
  ExperimentPlan plan;
  plan.replications_min = plan.replications_max = 200;
  const Comparison comparison = compare_variants(variants.scenarios, plan, {not_interrupted});
  for (const Difference& difference : comparison.differences) {
    if (difference.a != "one") continue;
    if (difference.b == "same") {
      EXPECT_EQ(difference.differing, 0U);
    }
    if (difference.b == "more is not known") {
      // A second or two at each outage, on the same lifetimes: seconds a year.
      EXPECT_LT(std::abs(difference.unavailability.mean), 1e-6);
    }
    if (difference.b == "worse") {
      EXPECT_GT(difference.unavailability.low, 0);
    }
  }
  ASSERT_EQ(comparison.warnings.size(), 1U);
  EXPECT_NE(comparison.warnings.front().find("the same for all variants"), std::string::npos);
  EXPECT_FALSE(comparison.variants.front().services.front().unknowns);
}

}  // namespace
}  // namespace ausfall::studies
