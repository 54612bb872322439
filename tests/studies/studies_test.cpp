// The front page of the library: each question is asked once, as a user of it would.
#include "studies/studies.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "tests/support/program.hpp"

namespace {

using namespace ausfall;

constexpr const char* room =
    "ausfall: 1\n"
    "name: room\n"
    "horizon: 1 y\n"
    "replications: 50\n"
    "hosts: {node: {failures: {hardware: {mttf: 990 h, mttr: 1 h}}}}\n"
    "services: {web: {needs: node}}\n"
    "expect: {services.web.availability: {at-least: 90 %}}\n";

const studies::Changes slower{"hosts.node.failures.hardware.mttr=10 h"};

std::vector<scenarios::Scenario> variants() {
  const std::string file = test::file_with(
      "variants.yaml",
      std::string(room) +
          "variants: {quick: {}, slow: {hosts: {node: {failures: {hardware: {mttr: 10 h}}}}}}\n");
  return studies::read_variants(file, {"horizon=10 y"});
}

TEST(Studies, AScenarioIsReadAndChanged) {
  EXPECT_EQ(studies::read_text(room, {"horizon=2 y"}).horizon, 2 * year);
  EXPECT_EQ(studies::read(test::file_with("room.yaml", room), {"seed=7"}).seed, 7U);
  EXPECT_THROW(studies::read("/nowhere/room.yaml"), scenarios::Unreadable);
  try {
    studies::read_text(room, {"horizn=2 y"});
    FAIL();
  } catch (const scenarios::Mistakes& mistakes) {
    EXPECT_EQ(mistakes.diagnostics().front().file, "change");
  }
}

TEST(Studies, SolveAndRunAgree) {
  const scenarios::Scenario scenario = studies::read_text(room, slower);
  const double exact = studies::solve(scenario).services.front().steady->unavailability;
  EXPECT_NEAR(exact, 0.01, 1e-12);
  const studies::RunResult result = studies::run(scenario);
  EXPECT_EQ(result.replications, 50U);
  EXPECT_LT(result.services.front().unavailability.low, exact);
  EXPECT_GT(result.services.front().unavailability.high, exact);
}

TEST(Studies, APlanSaysHowOften) {
  const scenarios::Scenario scenario = studies::read_text(room);
  const studies::ExperimentPlan plan =
      studies::experiment_plan(scenario, studies::simulated_as(scenario), 32);
  EXPECT_EQ(studies::run(scenario, plan).replications, 32U);
}

TEST(Studies, VariantsAreCompared) {
  const studies::Comparison comparison = studies::compare(variants());
  EXPECT_EQ(comparison.differences.front().verdict, studies::Verdict::worse);
  EXPECT_THROW(studies::compare({}), studies::Refused);
}

TEST(Studies, AFaultIsInjected) {
  const scenarios::Scenario scenario = studies::read_text(room);
  const studies::RunResult result = studies::inject(scenario, "node:hardware", {{}, 20});
  EXPECT_EQ(result.services.front().outages, 20U);
  try {
    studies::inject(scenario, "nod");
    FAIL();
  } catch (const studies::Refused& refused) {
    EXPECT_EQ(refused.setting().name, "fault");
    EXPECT_TRUE(std::string(refused.what())
                    .starts_with("fault: there is no component 'nod'; did you mean 'node'?"));
  }
}

TEST(Studies, FailuresAreAnalysed) {
  const scenarios::Scenario scenario = studies::read_text(room);
  studies::FailureAnalysisPlan plan =
      studies::failure_analysis_plan(scenario, studies::simulated_as(scenario));
  plan.samples = 5;
  const studies::FailureAnalysis analysis = studies::fmea(scenario, plan);
  ASSERT_EQ(analysis.hazards.size(), 1U);
  EXPECT_EQ(analysis.hazards.front().name, "node.hardware");
}

TEST(Studies, ExpectationsAreChecked) {
  const scenarios::Scenario scenario = studies::read_text(room);
  const studies::ScenarioReport report = studies::check(scenario);
  EXPECT_EQ(report.result.expectations.front().outcome, studies::CheckOutcome::passed);
  EXPECT_EQ(report.regressions(), 0U);
  EXPECT_THROW(studies::check(studies::read_text(room, {"expect=null"})), studies::Refused);
}

TEST(Studies, InputsAreVaried) {
  const studies::Sensitivity found = studies::sensitivity(studies::read_text(room));
  EXPECT_TRUE(found.exact);
  EXPECT_EQ(found.services.front().bars.size(), 2U);
}

TEST(Studies, ALogIsFitted) {
  studies::LogColumns columns;
  columns.duration = "minutes";
  columns.unit = "min";
  const studies::FittedLog found = studies::fit("log.csv", "minutes\n5\n9\n12\n30\n41\n", columns);
  EXPECT_EQ(found.log.outages.size(), 5U);
  EXPECT_EQ(found.series.size(), 1U);
}

TEST(Studies, AWatchInterrupts) {
  const std::atomic<bool> at_once = true;
  EXPECT_THROW(studies::run(studies::read_text(room), {at_once}), studies::Interrupted);
}

}  // namespace
