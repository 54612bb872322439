// `ausfall check` as a build calls it: how it ends, and what it leaves behind.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "studies/baseline.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

using nlohmann::json;
using test::Outcome;

const std::string one_host =
    "ausfall: 1\n"
    "name: one host\n"
    "horizon: 1 y\n"
    "hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}\n"
    "services: {web: {needs: node, slo: 99 %}}\n";

std::string file(const std::string& expect, const std::string& text = one_host) {
  static int number = 0;
  return test::file_with("check" + std::to_string(number++) + ".yaml", text + expect);
}

std::string beside(const std::string& file, const std::string& extension) {
  return std::filesystem::path(file).replace_extension(extension).string();
}

std::string content(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(name).rdbuf();
  return text.str();
}

Outcome check(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "check");
  return test::ausfall(arguments);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Check, EndsAsItsVerdict) {
  const std::string passes = file("expect: {services.web.availability: {at-least: 98 %}}\n");
  const std::string fails = file("expect: {services.web.availability: {at-least: 99.9 %}}\n");
  const std::string never = file("expect: {services.web.outage.max: {at-most: 1 h}}\n");
  EXPECT_EQ(check({passes}).exit_code, 0);
  EXPECT_EQ(check({fails}).exit_code, 1);
  EXPECT_EQ(check({never}).exit_code, 1);
  EXPECT_EQ(check({passes, fails}).exit_code, 1);
  const Outcome undecided = check(
      {passes, "--budget", "100", "--set", "expect.services.web.availability.at-least=99.01 %"});
  EXPECT_EQ(undecided.exit_code, 3) << undecided.output;
  EXPECT_TRUE(has(undecided.output, "undecided  services.web.availability")) << undecided.output;
  EXPECT_EQ(
      check({fails, passes, "--set", "expect.services.web.availability.at-least=98 %"}).exit_code,
      0);
}

TEST(Check, PassesWhatNeverHappenedAndSaysThatItIsNoProof) {
  const Outcome outcome =
      check({file("expect: {services.web.outage.max: {at-most: 30 d}}\n"), "--budget", "200"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_TRUE(has(outcome.output, "no proof")) << outcome.output;
}

TEST(Check, IsUndecidedAboutWhatWasNotSeen) {
  const Outcome outcome = check({file("expect: {services.web.outage.p99: {at-most: 30 d}}\n"),
                                 "--set", "hosts.node.failures=null", "--budget", "100"});
  EXPECT_EQ(outcome.exit_code, 3) << outcome.output;
  EXPECT_TRUE(has(outcome.output, "nothing of its kind was seen")) << outcome.output;
}

TEST(Check, RefusesWhatItCannotCheck) {
  const Outcome nothing = check({file("")});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_TRUE(has(nothing.errors, "there is nothing to check")) << nothing.errors;
  const std::string misspelt = file("expect: {services.wbe.availability: {at-least: 99 %}}\n");
  const Outcome unknown = check({misspelt});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_TRUE(has(unknown.errors, misspelt + ":6:")) << unknown.errors;
  EXPECT_TRUE(has(unknown.errors, "did you mean 'web'?")) << unknown.errors;
  EXPECT_EQ(test::ausfall({"validate", misspelt}).exit_code, 2);
  const std::string sound = file("expect: {services.web.availability: {at-least: 98 %}}\n");
  EXPECT_EQ(check({sound, "--tolerance", "x"}).exit_code, 2);
  EXPECT_EQ(check({sound, "--format", "csv"}).exit_code, 2);
  EXPECT_EQ(check({sound, "--baseline", "/nowhere/baseline.json"}).exit_code, 4);
  EXPECT_EQ(check({sound, "--baseline", sound}).exit_code, 2);
  EXPECT_EQ(check({sound, "--junit", "/nowhere/report.xml"}).exit_code, 4);
}

TEST(Check, PointsAtTheLineForGithub) {
  const std::string fails = file("expect:\n  services.web.availability: {at-least: 99.9 %}\n");
  const Outcome outcome = check({fails, "--github"});
  EXPECT_TRUE(has(outcome.errors, "::error file=" + fails +
                                      ",line=7,col=3,title=one host%3A failed::"
                                      "services.web.availability is "))
      << outcome.errors;
  EXPECT_FALSE(has(outcome.output, "::error"));
  EXPECT_EQ(check({fails}).errors, "");
}

TEST(Check, WritesJunit) {
  const std::string scenario = file(
      "expect: {services.web: {availability: {at-least: 99.9 %}, downtime: {at-most: 200 h}}}\n");
  const std::string report = beside(scenario, "xml");
  EXPECT_EQ(check({scenario, "--junit", report}).exit_code, 1);
  const std::string xml = content(report);
  EXPECT_TRUE(has(xml, "<testsuite name=\"one host\" tests=\"2\" failures=\"1\" errors=\"0\""))
      << xml;
  EXPECT_TRUE(has(xml, "<failure type=\"expectation\" message=")) << xml;
  EXPECT_TRUE(has(xml, "services.web.downtime at most 200 h\"/>")) << xml;
  EXPECT_EQ(check({scenario, "--junit", report, "--budget", "100", "--set",
                   "expect.services.web.availability.at-least=99.01 %"})
                .exit_code,
            3);
  EXPECT_TRUE(has(content(report), "<error type=\"undecided\"")) << content(report);
}

TEST(Check, ComparesWithItsOwnBaseline) {
  const std::string scenario = file("", one_host);
  const std::string baseline = beside(scenario, "json");
  EXPECT_EQ(check({scenario, "--budget", "500", "--out", baseline}).exit_code, 0);
  const json written = json::parse(content(baseline));
  EXPECT_EQ(written["checks"][0]["baseline"]["replications"], 500);
  const std::vector<std::string> again{scenario, "--budget", "500", "--baseline", baseline};
  for (const std::string threads : {"1", "3"}) {
    std::vector<std::string> arguments = again;
    arguments.insert(arguments.end(), {"--threads", threads});
    const Outcome same = check(arguments);
    EXPECT_EQ(same.exit_code, 0) << same.output << same.errors;
    EXPECT_TRUE(has(same.output, "unchanged  services.web")) << same.output;
  }
  const auto with = [&](const std::string& change) {
    std::vector<std::string> arguments = again;
    arguments.insert(arguments.end(), {"--set", change});
    return check(arguments);
  };
  const Outcome worse = with("hosts.node.failures.hardware.mttr=11 h");
  EXPECT_EQ(worse.exit_code, 1) << worse.output;
  EXPECT_TRUE(has(worse.output, "worse  services.web")) << worse.output;
  const Outcome better = with("hosts.node.failures.hardware.mttr=9 h");
  EXPECT_EQ(better.exit_code, 0);
  EXPECT_TRUE(has(better.output, "better  services.web")) << better.output;
  EXPECT_EQ(with("horizon=2 y").exit_code, 2);
  EXPECT_EQ(with("services={web: null, shop: {needs: node}}").exit_code, 2);
  const Outcome seed = with("seed=7");
  EXPECT_EQ(seed.exit_code, 0) << "the baseline's seed is used";
}

TEST(Check, ComparesWithTheJsonOfRun) {
  const std::string scenario = file("replications: 400\n");
  const std::string baseline = beside(scenario, "json");
  for (const std::string precision : {"", "5 %"}) {
    std::vector<std::string> run{"run", scenario, "--format", "json"};
    if (!precision.empty()) run.insert(run.end(), {"--precision", precision});
    std::ofstream(baseline) << test::ausfall(run).output;
    const Outcome same = check({scenario, "--baseline", baseline});
    EXPECT_EQ(same.exit_code, 0) << same.output << same.errors;
    EXPECT_TRUE(has(same.output, "unchanged  services.web")) << same.output;
    const Outcome worse = check(
        {scenario, "--baseline", baseline, "--set", "hosts.node.failures.hardware.mttr=15 h"});
    EXPECT_EQ(worse.exit_code, 1) << worse.output;
  }
}

TEST(Precision, OnTheCommandLineBeginsAtTheLeastOfTheScenario) {
  const std::string scenario = file("replications: {min: 100, max: 1000000}\n");
  const Outcome outcome =
      test::ausfall({"run", scenario, "--precision", "10 %", "--format", "json"});
  const json result = json::parse(outcome.output);
  EXPECT_LT(result["replications"], 5000);
  EXPECT_GE(result["replications"], 100);
  EXPECT_EQ(result["pilot_replications"], 112);
  const json interval = result["services"]["web"]["unavailability"];
  EXPECT_LE(interval["high"].get<double>() - interval["low"].get<double>(),
            0.2 * interval["mean"].get<double>());
}

TEST(Check, TakesAllVariants) {
  const std::string scenario = file(
      "expect: {services.web.availability: {at-least: 98 %}}\n"
      "variants: {as it is: {}, slow: {hosts: {node: {failures: {hardware: {mttr: 60 h}}}}}}\n");
  const Outcome outcome = check({scenario, "--format", "json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const json result = json::parse(outcome.output);
  ASSERT_EQ(result["checks"].size(), 2U);
  EXPECT_EQ(result["checks"][0]["expectations"][0]["verdict"], "passed");
  EXPECT_EQ(result["checks"][1]["variant"], "slow");
  EXPECT_EQ(result["checks"][1]["expectations"][0]["verdict"], "failed");
  EXPECT_EQ(result["checks"][1]["expectations"][0]["line"], 6);
  EXPECT_EQ(check({scenario, "--variant", "as it is"}).exit_code, 0);
}

TEST(Check, OfTheExamplePasses) {
  const Outcome outcome =
      check({std::string(AUSFALL_SOURCE_DIR) + "/scenarios/examples/expectations.yaml", "--budget",
             "3200"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
}

TEST(BaselineText, IsShortAndExact) {
  const std::vector<std::int64_t> numbers{0, 0, 0, 17, 0, 36'000'000'000, 0, 0};
  EXPECT_EQ(studies::packed(numbers), "0*3 17 0 36000000000 0*2");
  EXPECT_EQ(studies::unpacked("0*3 17 0 36000000000 0*2", 8), numbers);
  EXPECT_EQ(studies::packed({}), "");
  EXPECT_EQ(studies::unpacked("", 0), std::vector<std::int64_t>{});
  for (const std::string wrong : {"1,2", "x", "-1", "1  2", "0*99999999999", "1 2 3", "0*", "1."})
    EXPECT_FALSE(studies::unpacked(wrong, 2).has_value()) << wrong;
}

}  // namespace
}  // namespace ausfall
