// What `check` leaves for builds: JUnit that its schema allows, a summary that anybody may read, and what
// is judged beside downtime.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "studies/output/check_summary.hpp"
#include "tests/app/place.hpp"

namespace ausfall {
namespace {

/// What Markdown, HTML, Mermaid or GitHub would obey.
const std::string hostile_name =
    "a\\u202e<script>alert(1)</script>|```![x](http://evil.example/x.png) @everyone #1 "
    "www.evil.example";

std::string one_host_called(const std::string& name, const std::string& mttr = "10 h") {
  return fmt::format(
      "ausfall: 1\nname: \"{}\"\nhorizon: 1 y\nreplications: 200\n"
      "hosts: {{node: {{failures: {{hardware: {{mttf: 1000 h, mttr: {}}}}}}}}}\n"
      "services: {{web: {{needs: node}}}}\n"
      "expect: {{services.web.availability: {{at-least: 99.9 %}}, services.web.downtime: "
      "{{at-most: "
      "300 h}}}}\n",
      name, mttr);
}

bool valid_junit(const std::string& file) {
  return by_shell(fmt::format("xmllint --noout --nonet --schema '{}/tests/schemas/junit.xsd' '{}' "
                              "2> /dev/null",
                              test::source_dir, file)) == 0;
}

TEST(CheckJunit, IsWhatTheSchemaAllows) {
  if (by_shell("xmllint --version > /dev/null 2>&1") != 0)
    GTEST_SKIP() << "there is no xmllint (libxml2-utils)";
  const Place place;
  const std::string report = place.at("report.xml");
  const std::string scenario = place.with("room.yaml", one_host_called(hostile_name));
  const std::string baseline = place.at("baseline.json");
  EXPECT_EQ(test::ausfall({"check", scenario, "--junit", report, "--out", baseline}).exit_code, 1);
  EXPECT_TRUE(valid_junit(report)) << contents(report);
  place.with("room.yaml", one_host_called(hostile_name, "20 h"));
  EXPECT_EQ(test::ausfall({"check", scenario, "--junit", report, "--baseline", baseline}).exit_code,
            1);
  EXPECT_TRUE(valid_junit(report)) << contents(report);
  EXPECT_NE(contents(report).find("type=\"regression\""), std::string::npos);
  EXPECT_EQ(test::ausfall({"check", scenario, "--junit", report, "--baseline", baseline,
                           "--tolerance", "100 %"})
                .exit_code,
            1);
  EXPECT_TRUE(valid_junit(report)) << contents(report);
  place.with("broken.xml", "<testsuites><testsuite name=\"x\" tests=\"-1\"/></testsuites>");
  EXPECT_FALSE(valid_junit(place.at("broken.xml"))) << "the schema allows anything";
}

TEST(CheckSummary, IsWrittenWhateverTheVerdict) {
  const Place place;
  const std::string summary = place.at("summary.md");
  const std::string scenario = place.with("room.yaml", one_host_called("a room"));
  const auto check = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"check", scenario, "--summary", summary});
    return test::ausfall(more).exit_code;
  };
  EXPECT_EQ(check({}), 1);
  const std::string failed = contents(summary);
  EXPECT_TRUE(
      failed.starts_with("## ❌ failed: ausfall check\n\n1 passed, 1 failed, 0 undecided.\n"))
      << failed;
  EXPECT_NE(failed.find("| ❌ failed | <code>services.web.availability</code> | at least 99.9 % |"),
            std::string::npos)
      << failed;
  EXPECT_NE(failed.find("xychart-beta horizontal"), std::string::npos) << failed;
  EXPECT_EQ(check({"--set", "expect.services.web.availability.at-least=90 %"}), 0);
  EXPECT_TRUE(contents(summary).starts_with("## ✅ passed: ausfall check\n")) << contents(summary);
  EXPECT_EQ(
      check({"--set", "expect.services.web.availability.at-least=99.01 %", "--budget", "100"}), 3);
  EXPECT_TRUE(contents(summary).starts_with("## ❔ undecided")) << contents(summary);
  EXPECT_EQ(check({"--set", "hosts.node.failures.hardware.mttr=ten"}), 2);
  EXPECT_NE(contents(summary).find("Nothing was checked"), std::string::npos) << contents(summary);
  EXPECT_NE(contents(summary).find("mttr"), std::string::npos) << contents(summary);
}

TEST(CheckSummary, IsNeitherAnInputNorAnotherOutput) {
  const Place place;
  const std::string scenario = place.with("room.yaml", one_host_called("a room"));
  expect_refused({"check", scenario, "--summary", scenario}, "--summary");
  expect_refused({"check", scenario, "--junit", place.at("x"), "--summary", place.at("x")},
                 "--summary");
  EXPECT_EQ(contents(scenario), one_host_called("a room"));
}

TEST(CheckSummary, IsAddedToThatOfTheStep) {
  const Place place;
  const std::string scenario = place.with("room.yaml", one_host_called("a room"));
  const std::string step = place.with("step.md", "before\n");
  const std::string command = fmt::format("GITHUB_STEP_SUMMARY='{}' {} check '{}' > /dev/null 2>&1",
                                          step, program, scenario);
  EXPECT_EQ(by_shell(command), 1);
  const std::string once = contents(step);
  EXPECT_TRUE(once.starts_with("before\n## ❌ failed")) << once;
  EXPECT_EQ(by_shell(command), 1);
  EXPECT_EQ(contents(step), once + once.substr(7));
  // One file, however it is named, is written once.
  place.with("step.md", "");
  EXPECT_EQ(by_shell(fmt::format("GITHUB_STEP_SUMMARY='{0}' {1} check '{2}' --summary '{0}' > "
                                 "/dev/null 2>&1",
                                 step, program, scenario)),
            1);
  EXPECT_EQ(contents(step), once.substr(7));
  // What nobody asked for is no reason to fail.
  EXPECT_EQ(by_shell(fmt::format("GITHUB_STEP_SUMMARY=/nowhere/x {} check '{}' > /dev/null 2>&1",
                                 program, scenario)),
            1);
}

TEST(CheckSummary, TakesNothingFromANameForASign) {
  const Place place;
  const std::string summary = place.at("summary.md");
  const std::string scenario = place.with("room.yaml", one_host_called(hostile_name));
  EXPECT_EQ(test::ausfall({"check", scenario, "--summary", summary}).exit_code, 1);
  const std::string text = contents(summary);
  for (const std::string sign :
       {"<script", "![", "http://", "@everyone", "www.evil", "\u202e", "#1 "})
    EXPECT_EQ(text.find(sign), std::string::npos) << sign << " in\n" << text;
  EXPECT_NE(text.find("script"), std::string::npos) << text;
}

TEST(CheckSummary, IsCutWhereItWouldBeTooLarge) {
  studies::CheckReport report;
  studies::ScenarioReport scenario;
  scenario.result.scenario = "many";
  scenario.result.replications = 100;
  for (int i = 0; i < 4000; ++i) {
    studies::ExpectationResult result;
    result.expectation.path = fmt::format("services.service{}.availability", i);
    result.expectation.words = "at least 99.9 %";
    result.outcome = i == 0 ? studies::CheckOutcome::failed : studies::CheckOutcome::passed;
    scenario.result.expectations.push_back(result);
  }
  report.scenarios.push_back(scenario);
  const std::string whole = studies::summary_of(report);
  EXPECT_NE(whole.find("service3999.availability"), std::string::npos);
  EXPECT_LT(whole.size(), std::size_t{1} << 20U);
  const std::string shorter = studies::summary_of(report, 20'000);
  EXPECT_LE(shorter.size(), 20'000U);
  EXPECT_NE(shorter.find("❌ failed | <code>services.service0."), std::string::npos) << shorter;
  EXPECT_EQ(shorter.find("service3999"), std::string::npos) << "what passed is told in numbers";
  for (auto& each : report.scenarios.front().result.expectations)
    each.outcome = studies::CheckOutcome::failed;
  report.scenarios.resize(300, report.scenarios.front());
  const std::string cut = studies::summary_of(report, 20'000);
  EXPECT_LE(cut.size(), 20'000U);
  EXPECT_TRUE(cut.ends_with("is left out: the summary would be too large.**\n")) << cut;
}

// ---- what is judged beside downtime ---------------------------------------------------------------

/// A service that may be down for five minutes without counting as out: its downtime tells nothing of
/// failovers that take longer than they did.
TEST(CheckBaseline, SeesFailoversThatTakeLonger) {
  const Place place;
  const std::string scenario =
      place.with("room.yaml",
                 std::string(cluster) + "expect: {services.mail.availability: {at-least: 1 %}}\n");
  const std::string baseline = place.at("baseline.json");
  EXPECT_EQ(test::ausfall({"check", scenario, "--budget", "300", "--out", baseline}).exit_code, 0);
  const std::vector<std::string> again{"check",      scenario, "--budget", "300",
                                       "--baseline", baseline, "--format", "json"};
  const auto with = [&](const std::string& change) {
    std::vector<std::string> arguments = again;
    if (!change.empty()) arguments.insert(arguments.end(), {"--set", change});
    const Outcome outcome = test::ausfall(arguments);
    return std::pair(outcome.exit_code, json::parse(outcome.output)["checks"][0]["measures"]);
  };
  const auto verdict = [](const json& measures, const std::string& path) {
    for (const json& each : measures) {
      if (each["path"] == path) return each["verdict"].get<std::string>();
    }
    return std::string("none");
  };
  const auto [same_code, same] = with("");
  EXPECT_EQ(same_code, 0);
  ASSERT_EQ(same.size(), 6U) << same.dump();
  for (const json& each : same) EXPECT_EQ(each["verdict"], "unchanged") << each.dump();
  const auto [slow_code, slow] = with("vms.mail.boot=150 s");
  EXPECT_EQ(slow_code, 1);
  EXPECT_EQ(verdict(slow, "clusters.msc.failover.p50"), "worse") << slow.dump();
  const auto [frail_code, frail] = with("hosts.node*.failures.hardware.mttf=45 d");
  EXPECT_EQ(frail_code, 1);
  EXPECT_EQ(verdict(frail, "services.mail.outages-per-year"), "worse") << frail.dump();
  EXPECT_EQ(verdict(frail, "services.mail.served"), "worse") << frail.dump();
}

/// The JSON of `run` has them, too.
TEST(CheckBaseline, OfARunIsJudgedByItsIntervals) {
  const Place place;
  const std::string scenario =
      place.with("room.yaml",
                 std::string(cluster) + "expect: {services.mail.availability: {at-least: 1 %}}\n");
  const std::string baseline = place.with(
      "run.json",
      test::ausfall({"run", scenario, "--replications", "300", "--format", "json"}).output);
  const std::vector<std::string> again{"check", scenario, "--baseline", baseline};
  const Outcome same = test::ausfall(again);
  EXPECT_EQ(same.exit_code, 0) << same.output << same.errors;
  EXPECT_NE(same.output.find("of each thing: 6 unchanged"), std::string::npos) << same.output;
  std::vector<std::string> changed = again;
  changed.insert(changed.end(), {"--set", "hosts.node*.failures.hardware.mttf=30 d"});
  const Outcome worse = test::ausfall(changed);
  EXPECT_EQ(worse.exit_code, 1) << worse.output;
  EXPECT_NE(worse.output.find("worse  services.mail.outages-per-year"), std::string::npos)
      << worse.output;
}

}  // namespace
}  // namespace ausfall
