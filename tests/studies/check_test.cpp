// `ausfall check` as a build calls it: how it ends, and what it leaves behind.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "studies/baseline.hpp"
#include "studies/check.hpp"
#include "tests/studies/checks.hpp"
#include "tests/studies/exact_room.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

using nlohmann::json;
using test::Outcome;

using namespace test::checks;

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

/// A build stops at 1 and 3 and goes on at 0; 2 says that it was called wrongly. What failed outweighs
/// what is undecided.
TEST(Check, ExitCodesAreThoseOfTheManual) {
  const auto mail = [](const std::string& bound) {
    return file("expect: {services.mail.downtime: {at-most: " + bound + "}}\n", test::exact_room);
  };
  const std::string passes = mail("10 min");  // it is down for 262.5 s a year
  const std::string fails = mail("1 min");
  const std::string undecided =
      file("expect: {services.web.availability: {at-least: 99.01 %}}\n");  // it is 99.0099 %
  const auto code = [](std::vector<std::string> files) {
    files.insert(files.end(), {"--budget", "100"});
    return check(files).exit_code;
  };
  EXPECT_EQ(code({passes}), 0);
  EXPECT_EQ(code({fails}), 1);
  EXPECT_EQ(code({mail("10")}), 2);
  EXPECT_EQ(code({undecided}), 3);
  EXPECT_EQ(code({passes, passes}), 0);
  EXPECT_EQ(code({passes, fails}), 1);
  EXPECT_EQ(code({undecided, fails}), 1);
  EXPECT_EQ(code({passes, undecided}), 3);
  EXPECT_EQ(code({fails, mail("10")}), 2);
}

TEST(Check, AnotherSeedIsAnotherExperiment) {
  const std::string scenario = file("expect: {services.web.availability: {at-least: 98 %}}\n");
  const auto found = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {scenario, "--budget", "100"});
    return checked(arguments);
  };
  const auto mean = [](const json& check) { return check["expectations"][0]["value"]["mean"]; };
  const json one = found({});
  const json seven = found({"--seed", "7"});
  EXPECT_EQ(one["seed"], 1);
  EXPECT_EQ(seven["seed"], 7);
  EXPECT_EQ(mean(found({"--seed", "1"})), mean(one));
  EXPECT_NE(mean(seven), mean(one));
  EXPECT_EQ(mean(found({"--set", "seed=7"})), mean(seven));
  EXPECT_NE(seven["baseline"]["downtime_us"], one["baseline"]["downtime_us"]);
  // It is the experiment that `run` makes with this seed.
  const json run = json::parse(
      test::ausfall({"run", scenario, "--seed", "7", "--replications", "100", "--format", "json"})
          .output);
  EXPECT_EQ(run["services"]["web"]["availability"]["mean"], mean(seven));
  EXPECT_TRUE(has(check({scenario, "--budget", "100", "--seed", "7"}).output, "seed 7;"));
}

/// Every number of the exact room, in the unit of its bound: seconds, shares, and so many a year of the
/// two that the span has.
TEST(Check, MeasuresInTheUnitOfItsBound) {
  constexpr double down = 525;  // seconds of mail in the span
  constexpr double all = test::exact_room_seconds;
  const std::vector<std::tuple<std::string, std::string, double>> measures{
      {"services.mail.availability", "{at-least: 99 %}", 1 - down / all},
      {"services.mail.unavailability", "{at-most: 1 %}", down / all},
      {"services.mail.downtime", "{at-most: 1 h}", down / 2},
      {"services.mail.outages-per-year", "{at-most: 9}", 1.5},
      {"services.mail.outage.mean", "{at-most: 1 h}", 175},
      {"services.mail.outage.max", "{at-most: 1 h}", 177},
      {"services.mail.served", "{at-least: 99 %}", 1 - down / all},
      {"services.mail.outage-by-horizon", "{at-least: 50 %}", 1},
      {"services.mail.year-downtime.max", "{at-most: 1 h}", 351},
      {"services.web.slo-met-per-year", "{at-most: 90 %}", 0.5},
      {"services.web.slo-met-per-month", "{at-most: 99 %}", 22.0 / 24},
      {"services.web.year-downtime.max", "{at-most: 9 h}", 14'420},
      {"clusters.msc.failover.mean", "{at-most: 9 h}", 5153},
      {"clusters.msc.failover.max", "{at-most: 9 h}", 14'420},
      {"clusters.msc.failovers-per-year", "{at-most: 9}", 2.5},
      {"clusters.msc.phases.agree.mean", "{at-most: 1 h}", 7.6},
      {"clusters.msc.phases.queue.mean", "{at-most: 9 h}", 5035.2},
      {"clusters.risky.failovers-per-year", "{at-most: 9}", 0.5},
      {"clusters.risky.failovers-failed-per-year", "{at-most: 9}", 0.5},
      {"clusters.torn.split-brains-per-year", "{at-most: 9}", 0.5}};
  std::string expect = "expect:\n";
  for (const auto& [path, bound, value] : measures) expect += "  " + path + ": " + bound + "\n";
  const json found = checked({file(expect, test::exact_room), "--budget", "100"});
  ASSERT_EQ(found["expectations"].size(), measures.size());
  for (const json& each : found["expectations"]) {
    const auto measure = std::ranges::find(measures, each["path"].get<std::string>(),
                                           [](const auto& it) { return std::get<0>(it); });
    ASSERT_NE(measure, measures.end()) << each;
    EXPECT_NEAR(each["value"]["mean"].get<double>(), std::get<2>(*measure),
                1e-9 * std::get<2>(*measure))
        << each;
    const json& value = each["value"];
    if (value["low"].is_number()) {
      EXPECT_LE(value["low"], value["mean"]) << each;
    }
    if (value["high"].is_number()) {
      EXPECT_GE(value["high"], value["mean"]) << each;
    }
  }
}

/// One verdict in a hundred may be wrong, of all together: of five each has a fifth of the error. So a
/// bound that one alone would pass may be too near for it among five.
TEST(Check, ManyExpectationsShareTheError) {
  const auto found = [](const std::string& bound, int others) {
    std::string expect = "expect: {services.web: {availability: {at-least: " + bound + "}";
    for (int i = 0; i < others; ++i)
      expect += fmt::format(", outage.p{}: {{at-most: 90 d}}", 50 + i);
    return checked({file(expect + "}}\n"), "--budget", "100"})["expectations"][0];
  };
  const json alone = found("98 %", 0);
  const json among = found("98 %", 4);
  EXPECT_NEAR(alone["confidence"].get<double>(), 0.99, 1e-12);
  EXPECT_NEAR(among["confidence"].get<double>(), 0.998, 1e-12);
  EXPECT_EQ(alone["value"]["mean"], among["value"]["mean"]);
  const auto low = [](const json& each) { return each["value"]["low"].get<double>(); };
  ASSERT_LT(low(among), low(alone));
  const std::string between = fmt::format("{}", (low(among) + low(alone)) / 2);
  EXPECT_EQ(found(between, 0)["verdict"], "passed");
  EXPECT_EQ(found(between, 4)["verdict"], "undecided");
}

/// The estimate is on the right side of its bound, but the interval is not: that proves nothing.
TEST(Check, AnEstimateOnTheRightSideIsNoVerdict) {
  const std::string scenario = file("expect: {services.web.availability: {at-least: 98 %}}\n");
  const json value = checked({scenario, "--budget", "100"})["expectations"][0]["value"];
  const auto verdict = [&](const char* kind, const char* end, double part) {
    const double mean = value["mean"].get<double>();
    const double bound = mean + part * (value[end].get<double>() - mean);
    return checked(
        {file(fmt::format("expect: {{services.web.availability: {{{}: {}}}}}\n", kind, bound)),
         "--budget", "100"})["expectations"][0]["verdict"];
  };
  EXPECT_EQ(verdict("at-least", "low", 0.5), "undecided");
  EXPECT_EQ(verdict("at-least", "low", 1.5), "passed");
  EXPECT_EQ(verdict("at-least", "high", 0.5), "undecided");
  EXPECT_EQ(verdict("at-least", "high", 1.5), "failed");
  EXPECT_EQ(verdict("at-most", "high", 0.5), "undecided");
  EXPECT_EQ(verdict("at-most", "high", 1.5), "passed");
}

studies::ExpectationResult undecided(double low, double high, Estimate value) {
  studies::ExpectationResult result;
  result.expectation.low = low;
  result.expectation.high = high;
  result.value = value;
  result.replications = 100;
  result.seen = true;
  return result;
}

/// An interval half as wide takes four times as many replications.
TEST(Check, HowManyItTakesGrowsWithTheSquare) {
  constexpr double none = std::numeric_limits<double>::infinity();
  const auto needed = [](double low, double high, Estimate value = {10, 9, 14}) {
    return studies::replications_to_decide(undecided(low, high, value)).value_or(0);
  };
  EXPECT_DOUBLE_EQ(needed(-none, 11), 1600);  // 4 above, and 1 is allowed
  EXPECT_DOUBLE_EQ(needed(-none, 12), 400);
  EXPECT_DOUBLE_EQ(needed(9.5, none), 400);  // 1 below, and 0.5 is allowed
  EXPECT_DOUBLE_EQ(needed(9.875, none), 6400);
  EXPECT_DOUBLE_EQ(needed(9.875, 11), 6400);  // for the nearer of two
  EXPECT_DOUBLE_EQ(needed(9.5, 11), 1600);
  EXPECT_EQ(needed(-none, 10), 0) << "on the bound no number will do";
  EXPECT_EQ(needed(-none, 15), 0) << "it is decided already";
  studies::ExpectationResult other = undecided(-none, 11, {10, 9, 14});
  other.seen = false;
  EXPECT_FALSE(studies::replications_to_decide(other));
  other.seen = true;
  other.expectation.never = true;
  EXPECT_FALSE(studies::replications_to_decide(other));
  other.expectation.never = false;
  other.outcome = studies::CheckOutcome::failed;
  EXPECT_FALSE(studies::replications_to_decide(other));
}

/// 99.98 % where 99.9 % is due takes a fifth of the downtime that is allowed.
TEST(Check, HowMuchOfTheAllowedIsTakenIsAShareOfTheDowntime) {
  scenarios::Expectation it;
  it.unit = scenarios::Unit::share;
  it.low = 0.999;
  EXPECT_NEAR(studies::share_of_allowed(it, 0.9998).value_or(0), 0.2, 1e-9);
  EXPECT_NEAR(studies::share_of_allowed(it, 0.998).value_or(0), 2, 1e-9);
  it.low = -std::numeric_limits<double>::infinity();
  it.high = 300;
  it.unit = scenarios::Unit::time;
  EXPECT_DOUBLE_EQ(studies::share_of_allowed(it, 75).value_or(0), 0.25);
  it.low = 10;
  EXPECT_FALSE(studies::share_of_allowed(it, 75)) << "between two bounds there is none";
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
  EXPECT_TRUE(has(xml, "services.web.downtime at most 200 h\" time=\"")) << xml;
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
  const Outcome warmup = with("warmup=1 y");
  EXPECT_EQ(warmup.exit_code, 2) << warmup.output;
  EXPECT_TRUE(has(warmup.errors, "the warm-up was 0 s in the baseline and is 1 y now"))
      << warmup.errors;
}

TEST(Check, TakesTheSeedOfItsBaseline) {
  const std::string scenario = file("");
  const std::string baseline = beside(scenario, "json");
  EXPECT_EQ(check({scenario, "--seed", "3", "--budget", "200", "--out", baseline}).exit_code, 0);
  EXPECT_EQ(json::parse(content(baseline))["checks"][0]["baseline"]["seed"], 3);
  const std::vector<std::string> with_seed[] = {{"--seed", "7"}, {"--set", "seed=7"}, {}};
  for (std::vector<std::string> arguments : with_seed) {
    arguments.insert(arguments.begin(), {scenario, "--budget", "200", "--baseline", baseline});
    const Outcome same = check(arguments);
    EXPECT_EQ(same.exit_code, 0) << same.output;
    EXPECT_TRUE(has(same.output, "unchanged  services.web")) << same.output;
    EXPECT_TRUE(has(same.output, "at most 200, seed 3;")) << same.output;
    EXPECT_TRUE(has(same.output, "the seed is that of the baseline, 3, and no other"))
        << same.output;
  }
}

TEST(Check, ToleranceIsAShareOfTheDowntimeBefore) {
  const std::string scenario = file("");
  const std::string baseline = beside(scenario, "json");
  EXPECT_EQ(check({scenario, "--budget", "500", "--out", baseline}).exit_code, 0);
  const auto with_tolerance = [&](const std::string& tolerance) {
    return check({scenario, "--budget", "500", "--baseline", baseline, "--set",
                  "hosts.node.failures.hardware.mttr=11 h", "--tolerance", tolerance});
  };
  const Outcome little = with_tolerance("2 %");
  EXPECT_EQ(little.exit_code, 1) << little.output;
  EXPECT_TRUE(has(little.output, "worse  services.web")) << little.output;
  const Outcome much = with_tolerance("20 %");
  EXPECT_EQ(much.exit_code, 0) << much.output;
  EXPECT_TRUE(has(much.output, "no worse  services.web")) << much.output;
  const Outcome near = with_tolerance("9.8 %");
  EXPECT_EQ(near.exit_code, 3) << near.output;
  EXPECT_TRUE(has(near.output, "undecided  services.web")) << near.output;
}

TEST(Check, TellsWhatBringsTheDifferenceAndWhichLineChanged) {
  const std::string scenario = file("");
  const std::string baseline = beside(scenario, "json");
  EXPECT_EQ(check({scenario, "--budget", "300", "--out", baseline}).exit_code, 0);
  std::string text = content(scenario);
  const std::size_t at = text.find("10 h");
  ASSERT_NE(at, std::string::npos) << text;
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  std::ofstream(scenario) << text.replace(at, 4, "20 h");
  const std::string junit = beside(scenario, "xml");
  const Outcome worse =
      check({scenario, "--budget", "300", "--baseline", baseline, "--github", "--junit", junit});
  EXPECT_EQ(worse.exit_code, 1) << worse.output;
  EXPECT_TRUE(has(worse.output, "web, by cause: node.hardware +")) << worse.output;
  EXPECT_TRUE(has(worse.output, "against the baseline, in its 300 replications")) << worse.output;
  EXPECT_TRUE(has(worse.errors, "line=" + std::to_string(line) + ",col=1")) << worse.errors;
  EXPECT_TRUE(has(content(junit), "<property name=\"before\" value=\"0.00")) << content(junit);
  EXPECT_TRUE(has(content(junit), "<system-out>the downtime of web against the baseline"))
      << content(junit);
  EXPECT_TRUE(has(content(junit), " time=\"")) << content(junit);
}

TEST(Check, ReadsBaselinesOfBefore) {
  const std::string scenario = file("");
  const std::string baseline = beside(scenario, "json");
  EXPECT_EQ(check({scenario, "--budget", "300", "--out", baseline}).exit_code, 0);
  json old = json::parse(content(baseline));
  for (const std::string key : {"causes", "phases", "names", "files", "services", "clusters"})
    old["checks"][0]["baseline"].erase(key);
  std::ofstream(baseline) << old.dump();
  const Outcome same = check({scenario, "--budget", "300", "--baseline", baseline});
  EXPECT_EQ(same.exit_code, 0) << same.output << same.errors;
  const Outcome worse = check({scenario, "--budget", "300", "--baseline", baseline, "--set",
                               "hosts.node.failures.hardware.mttr=20 h"});
  EXPECT_EQ(worse.exit_code, 1);
  EXPECT_TRUE(has(worse.output, "does not hold the text of the scenario")) << worse.output;
}

/// Two files whose scenarios have one name: each is compared with what it was itself.
TEST(Check, OfTwoScenariosOfOneNameEachHasItsOwnBaseline) {
  const std::string first = file("");
  const std::string second =
      file("services: {web: {needs: node}}\n",
           "ausfall: 1\nname: one host\nhorizon: 1 y\n"
           "hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 20 h}}}}\n");
  const std::string baseline = beside(first, "json");
  EXPECT_EQ(check({first, second, "--budget", "200", "--out", baseline}).exit_code, 0);
  for (const std::string& each : {first, second}) {
    const Outcome same = check({each, "--budget", "200", "--baseline", baseline});
    EXPECT_EQ(same.exit_code, 0) << same.output;
    EXPECT_TRUE(has(same.output, "unchanged  services.web")) << same.output;
  }
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

/// Without replications one by one there is nothing to pair, and yet the same is the same: the run is
/// made again with its seed and after its warm-up.
TEST(Check, RunsAgainWhatRunRan) {
  const std::string scenario = file("replications: 50\nwarmup: 30 d\n");
  const std::string baseline = beside(scenario, "json");
  std::ofstream(baseline)
      << test::ausfall({"run", scenario, "--seed", "3", "--format", "json"}).output;
  const Outcome same = check({scenario, "--seed", "7", "--baseline", baseline});
  EXPECT_EQ(same.exit_code, 0) << same.output << same.errors;
  EXPECT_TRUE(has(same.output, "unchanged  services.web")) << same.output;
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

/// One path made all of the estimate, and ten years without an outage say little.
TEST(Check, AnEstimateThatIsNotTrustedPassesNothing) {
  const std::string scenario = file(
      "services: {web: {needs: {any: node*}}}\n"
      "expect: {services.web.availability: {at-least: 99.9 %}}\n",
      "ausfall: 1\nname: few\nhorizon: 1 y\n"
      "hosts: {node1..5: {failures: {hardware: {mttf: 300 d, ttr: {lognormal: {mean: 2 h, cv: "
      "8}}}}}}\n");
  const Outcome few = check({scenario, "--budget", "10"});
  EXPECT_EQ(few.exit_code, 3) << few.output;
  EXPECT_TRUE(has(few.output, "do not trust the numbers of web")) << few.output;
  const Outcome run = test::ausfall({"run", scenario, "--replications", "10"});
  EXPECT_TRUE(has(run.output, "do not trust the numbers of web")) << run.output;
}

TEST(Check, OfTheExamplePasses) {
  const Outcome outcome =
      check({std::string(test::source_dir) + "/scenarios/examples/expectations.yaml", "--budget",
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
