#include "studies/sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "scenarios/sweep.hpp"
#include "studies/errors.hpp"
#include "studies/output/output.hpp"
#include "studies/output/output_sweep.hpp"

namespace ausfall::studies {
namespace {

using nlohmann::json;

constexpr const char* host =
    "ausfall: 1\nname: one host\nhorizon: 1 y\nreplications: 200\n"
    "hosts: {node1..2: {failures: {hardware: {mttf: 500 h, mttr: 10 h}}}}\n"
    "services: {web: {needs: node1}}\n";

scenarios::Sweep read(const std::string& more) {
  return scenarios::read_sweep_text("test.yaml", host + more, {});
}

SweepPlan plan_of(const scenarios::Sweep& sweep, unsigned threads = 2) {
  SweepPlan plan;
  for (const scenarios::SweepPoint& point : sweep.points) {
    Simulated how = simulated_as(point.scenario);
    how.threads = threads;
    plan.points.push_back(experiment_plan(point.scenario, how));
  }
  return plan;
}

Swept swept(const std::string& more, unsigned threads = 2, const Watch& watch = {}) {
  const scenarios::Sweep sweep = read(more);
  return swept(sweep, plan_of(sweep, threads), watch);
}

constexpr const char* repairs =
    "sweep: {hosts.node1.failures.hardware.mttr: [5 h, 10 h, 20 h], horizon: [1 y, 2 y]}\n";

TEST(Sweeping, GivesOfEachPointWhatARunWithItsValuesGives) {
  const Swept found = swept(repairs);
  ASSERT_EQ(found.points.size(), 6U);
  for (const SweptPoint& point : found.points) {
    std::vector<scenarios::Override> changes;
    for (std::size_t axis = 0; axis < found.axes.size(); ++axis)
      changes.push_back({found.axes[axis].path, found.axes[axis].values[point.at[axis]]});
    const scenarios::Scenario alone = scenarios::read_text("test.yaml", host, changes);
    const RunResult run = simulate_scenario(alone, experiment_plan(alone, simulated_as(alone)), {});
    EXPECT_EQ(digest_of(point.result), digest_of(run));
  }
}

TEST(Sweeping, GivesTheSameAtAnyNumberOfThreads) {
  const auto digest = [](unsigned threads) {
    return json::parse(json_of(swept(repairs, threads)))["digest"].get<std::string>();
  };
  const std::string one = digest(1);
  EXPECT_EQ(digest(2), one);
  EXPECT_EQ(digest(7), one);
  const auto other = json::parse(json_of(swept("sweep: {horizon: [1 y, 2 y]}\n")));
  EXPECT_NE(other["digest"], one);
}

TEST(Sweeping, GoesOverAllVariants) {
  const Swept found = swept(
      "variants: {one: {}, spare: {services: {web: {needs: {any: node*}}}}}\n"
      "sweep: {hosts.node*.failures.hardware.mttr: [10 h, 100 h]}\n");
  ASSERT_EQ(found.points.size(), 4U);
  EXPECT_EQ(found.points[2].result.variant, "spare");
  // Neighbours are of one variant.
  ASSERT_EQ(found.differences.size(), 2U);
  EXPECT_LT(found.differences[1].unavailability.mean, found.differences[0].unavailability.mean);
}

TEST(Sweeping, PairsNeighbours) {
  const Swept found =
      swept("sweep: {hosts.node1.failures.hardware.mttr: [10 h, 10.4 h, 10.8 h]}\n");
  ASSERT_EQ(found.differences.size(), 2U);
  for (const NeighbourDifference& difference : found.differences) {
    const Estimate& a = found.points[difference.a].result.services[0].unavailability;
    const Estimate& b = found.points[difference.b].result.services[0].unavailability;
    EXPECT_NEAR(difference.unavailability.mean, b.mean - a.mean, 1e-12);
    // By runs of their own the two would not be told apart.
    const double apart = std::hypot(half_width(a), half_width(b));
    EXPECT_LT(b.mean - a.mean, apart);
    EXPECT_LT(half_width(difference.unavailability), apart / 5);
    EXPECT_EQ(difference.verdict, Verdict::worse);
  }
  EXPECT_DOUBLE_EQ(found.confidence_at_once, 1 - 0.05 / 2);
}

TEST(Sweeping, SaysNothingOfNeighboursThatDoNotDiffer) {
  const Swept found = swept("sweep: {hosts.node2.failures.hardware.mttr: [10 h, 200 h]}\n");
  ASSERT_EQ(found.differences.size(), 1U);
  EXPECT_EQ(found.differences[0].differing, 0U);
  EXPECT_EQ(found.differences[0].verdict, Verdict::not_separable);
  EXPECT_DOUBLE_EQ(found.differences[0].unavailability.mean, 0);
}

/// Of one machine with exponential times: U(t) = l/(l+m) (1 - exp(-(l+m) t)).
TEST(Sweeping, SolvesSmallChainsToo) {
  const Swept found = swept("sweep: {hosts.node1.failures.hardware.mttr: [10 h, 40 h]}\n");
  for (const SweptPoint& point : found.points) {
    ASSERT_TRUE(point.exact) << point.why_not_exact;
    const double up = 1 / 500.0;
    const double down = point.at[0] == 0 ? 1 / 10.0 : 1 / 40.0;
    const double both = up + down;
    const double t = 8760;
    const ExactService& exact = point.exact->services.at(0);
    EXPECT_NEAR(exact.unavailability, up / both, 1e-12);
    ASSERT_TRUE(exact.unavailability_over);
    const double over = up / both * (1 - (1 - std::exp(-both * t)) / (both * t));
    EXPECT_NEAR(*exact.unavailability_over, over, 1e-10);
    const Estimate& simulated = point.result.services[0].unavailability;
    EXPECT_NEAR(simulated.mean, over, 2 * half_width(simulated));
  }
}

TEST(Sweeping, SaysWhyAPointIsNotSolved) {
  const Swept found =
      swept("sweep: {hosts.node1.failures.hardware.ttr: [10 h, {exponential: {mean: 10 h}}]}\n");
  EXPECT_FALSE(found.points[0].exact);
  EXPECT_NE(found.points[0].why_not_exact.find("not Markovian"), std::string::npos);
  EXPECT_TRUE(found.points[1].exact);
}

TEST(Sweeping, SpendsItsPrecisionByPoint) {
  const scenarios::Sweep sweep =
      read("sweep: {hosts.node1.failures.hardware.mttf: [50 h, 5000 h]}\n");
  SweepPlan plan;
  for (const scenarios::SweepPoint& point : sweep.points) {
    const Simulated how = simulated_as(point.scenario);
    plan.points.push_back(experiment_plan(point.scenario, how, std::nullopt, 0.05));
  }
  const Swept found = swept(sweep, plan, {});
  EXPECT_LT(found.points[0].result.replications, found.points[1].result.replications / 3);
  ASSERT_EQ(found.differences.size(), 1U);
  EXPECT_EQ(found.differences[0].verdict, Verdict::better);
}

TEST(Sweeping, KeepsThePointsThatWereFinishedWhenItIsInterrupted) {
  std::atomic<bool> interrupted = false;
  const Watch watch{interrupted, [&](std::uint64_t done, std::uint64_t of) {
                      if (done * 2 > of) interrupted = true;
                    }};
  const Swept part = swept("sweep: {seed: [1, 2, 3, 4, 5, 6]}\n", 1, watch);
  const Swept whole = swept("sweep: {seed: [1, 2, 3, 4, 5, 6]}\n", 1);
  ASSERT_TRUE(part.interrupted());
  ASSERT_GE(part.points.size(), 3U);
  for (std::size_t i = 0; i < part.points.size(); ++i)
    EXPECT_EQ(digest_of(part.points[i].result), digest_of(whole.points[i].result));
  const std::atomic<bool> at_once = true;
  EXPECT_THROW(swept(repairs, 2, Watch{at_once}), Interrupted);
}

TEST(SweepOutput, HasAxesAndPointsInJson) {
  const Swept found = swept(
      "variants: {a: {}, b: {horizon: 2 y}}\n"
      "sweep: {hosts.node1.failures.hardware.mttr: [10 h, 40 h]}\n");
  const json told = json::parse(json_of(found));
  EXPECT_EQ(told["axes"][0]["path"], "hosts.node1.failures.hardware.mttr");
  EXPECT_EQ(told["axes"][0]["values"], json::parse(R"(["10 h", "40 h"])"));
  ASSERT_EQ(told["points"].size(), 4U);
  const json& last = told["points"][3];
  EXPECT_EQ(last["at"]["hosts.node1.failures.hardware.mttr"], "40 h");
  EXPECT_EQ(last["variant"], "b");
  EXPECT_EQ(last["result"]["digest"], digest_of(found.points[3].result));
  EXPECT_NEAR(last["exact"]["services"]["web"]["unavailability"]["value"].get<double>(), 40 / 540.0,
              1e-12);
  EXPECT_EQ(told["differences"][1]["a"]["hosts.node1.failures.hardware.mttr"], "10 h");
  EXPECT_EQ(told["differences"][1]["verdict"], "worse");
}

TEST(SweepOutput, IsTidyAsCsv) {
  const std::string csv = csv_of(swept("sweep: {horizon: [1 y, 2 y], seed: [1, 2]}\n"));
  EXPECT_TRUE(csv.starts_with("horizon,seed,variant,kind,name,measure,mean,low,high\n")) << csv;
  EXPECT_NE(csv.find("\n2 y,1,,service,web,unavailability,0.0"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\n2 y,2,,service,web,exact.unavailability,0.0196"), std::string::npos);
}

TEST(SweepOutput, NamesColumnsByTheEndsOfTheirPaths) {
  EXPECT_EQ(
      short_names({{"hosts.a.boot", {"1 s"}}, {"hosts.b.boot", {"1 s"}}, {"horizon", {"1 y"}}}),
      (std::vector<std::string>{"a.boot", "b.boot", "horizon"}));
  const std::string text = text_of(swept(repairs));
  EXPECT_NE(text.find("mttr: hosts.node1.failures.hardware.mttr"), std::string::npos) << text;
  EXPECT_NE(text.find("6 points, each of 200 replications of 1 y"), std::string::npos) << text;
}

std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++times;
  return times;
}

TEST(SweepOutput, DrawsALineWithItsBandForEachOtherValueAndAMapOfTwoAxes) {
  const std::string two = svg_of(swept(repairs));
  EXPECT_EQ(times_in(two, "<polyline"), 2U);
  EXPECT_EQ(times_in(two, "<polygon"), 2U);
  EXPECT_NE(two.find("across: hosts.node1.failures.hardware.mttr; down: horizon"),
            std::string::npos);
  const std::string one =
      svg_of(swept("sweep: {hosts.node1.failures.hardware.mttr: [5 h, 9 h]}\n"));
  EXPECT_EQ(times_in(one, "<polyline"), 1U);
  EXPECT_EQ(one.find("across:"), std::string::npos);
  EXPECT_EQ(one.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace ausfall::studies
