// Data lost where asynchronous copies go on, where how often has a closed form or can be counted.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "models/plant.hpp"
#include "studies/errors.hpp"
#include "studies/fmea/failure_analysis.hpp"
#include "studies/output/output.hpp"
#include "studies/studies.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

using studies::DataLossResult;
using studies::RunResult;

const DataLossResult& lost_of(const RunResult& result, const std::string& name) {
  for (const DataLossResult& each : result.data_lost) {
    if (each.name == name) return each;
  }
  throw std::out_of_range(name);
}

std::string mirror(double mttf, double mttr, const std::string& more = "") {
  return fmt::format(R"(
ausfall: 1
horizon: 10 y
warmup: 1000 h
confidence: 99.99 %
replications: 200
hosts: {{a: {{}}}}
storage:
  array1..2: {{type: fc, failures: {{array: {{mttf: {} h, mttr: {} h}}}}}}
  metro: {{mirror: {{of: [array1, array2], switch-over: 0 s, replication: {{lag: 5 min}}}}}}
services: {{s: {{needs: metro}}}}
{})",
                     mttf, mttr, more);
}

// Both are up, and so in step, for the share A² of time, A = mttf / (mttf + mttr); a loss is a failure of
// the preferred one then.
void expect_losses(const std::string& what, double mttf, double mttr, studies::Method method,
                   double width_most) {
  const double up = mttf / (mttf + mttr);
  const double per_year = 8760 / mttf * up * up;
  const scenarios::Scenario scenario = test::scenario(mirror(mttf, mttr));
  studies::Simulated how;
  how.threads = 2;
  how.confidence = scenario.confidence;
  studies::ExperimentPlan plan = studies::experiment_plan(scenario, how);
  plan.method = method;
  const RunResult result = studies::run(scenario, plan);
  test::expect_contained({what + ": losses of data a year", "A^2 / mttf"}, per_year,
                         lost_of(result, "metro").losses_per_year, width_most);
}

TEST(DataLosses, OfAMirrorComeWithFailuresOfThePreferredSide) {
  expect_losses("an asynchronous mirror", 50, 8, studies::Method::plain, 0.05);
}

TEST(DataLosses, AreFoundOnPathsWhereHistoriesSeeFew) {
  expect_losses("an asynchronous mirror of arrays that hardly fail", 2000000, 8,
                studies::Method::combined, 0.6);
}

constexpr const char* database = R"(
ausfall: 1
horizon: 10 y
replications: 50
hosts: {node1..3: {boot: 5 min, failures: {hardware: {mttf: 2000 h, mttr: 10 h}}}}
apps: {db: {on: node1, start: 1 min, replication: {lag: 1 min}, failures: {crash: {mttf: 300 h}}}}
clusters: {c: {nodes: node*}}
services: {db: {needs: db}}
)";

TEST(DataLosses, OfCopiesOnOtherNodesAreTheFailoversToOtherNodes) {
  const RunResult result = test::run(database);
  const auto& cluster = result.clusters.front();
  ASSERT_GT(cluster.failovers_moved, 100U);
  ASSERT_GT(cluster.failovers, 2 * cluster.failovers_moved) << "restarts in place lose nothing";
  EXPECT_NEAR(static_cast<double>(lost_of(result, "db").losses),
              static_cast<double>(cluster.failovers_moved), 3);
}

TEST(DataLosses, AreToldAsWorkWithARange) {
  const RunResult result = test::run(database);
  const std::string text = studies::text_of(result);
  EXPECT_NE(text.find("data lost"), std::string::npos) << text;
  const std::string json = studies::json_of(result);
  EXPECT_NE(json.find("\"seconds_lost_per_year\""), std::string::npos);
  const Estimate times = lost_of(result, "db").losses_per_year;
  EXPECT_LT(times.low, times.mean);
  EXPECT_LT(times.mean, times.high);
  EXPECT_NE(studies::markdown_of(result).find("| db "), std::string::npos);
  EXPECT_NE(studies::csv_of(result).find("data lost,db,losses_per_year"), std::string::npos);
}

TEST(DataLosses, OfOneFaultAreToldBySample) {
  const scenarios::Scenario scenario = test::scenario(database);
  studies::InjectPlan plan;
  plan.samples = 50;
  plan.threads = 2;
  const RunResult moved = studies::inject(scenario, "node1:hardware", plan);
  EXPECT_EQ(lost_of(moved, "db").losses, 50U);
  const RunResult stayed = studies::inject(scenario, "db:crash", plan);
  EXPECT_EQ(lost_of(stayed, "db").losses, 0U);
  const std::string text = studies::text_of(moved);
  EXPECT_NE(text.find("data lost"), std::string::npos) << text;
}

TEST(DataLosses, AreAmongWhatAFailureDoes) {
  const studies::FailureAnalysis analysis = studies::fmea(test::scenario(database));
  for (const studies::HazardEffect& hazard : analysis.hazards) {
    const bool loses = hazard.name == "node1.hardware";
    ASSERT_EQ(hazard.data_lost.size(), loses ? 1U : 0U) << hazard.name;
    if (!loses) continue;
    EXPECT_EQ(hazard.data_lost.front().name, "db");
    EXPECT_EQ(hazard.data_lost.front().samples, hazard.samples);
  }
}

TEST(DataLosses, AreNothingThatAChainTells) {
  try {
    test::solve(mirror(50, 8));
    FAIL() << "was solved";
  } catch (const studies::Refused& refused) {
    const std::string said = refused.what();
    EXPECT_NE(said.find("metro: 5 min behind"), std::string::npos) << said;
    EXPECT_NE(said.find("`run`"), std::string::npos) << said;
  }
}

}  // namespace
}  // namespace ausfall
