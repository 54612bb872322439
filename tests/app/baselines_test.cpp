// A baseline that was asked for is compared, all of it, and nothing that a scenario says evades it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/app/calls.hpp"
#include "tests/app/place.hpp"

namespace ausfall {
namespace {

const std::string slower = "hosts.node*.failures.hardware.mttr=16 h";

std::string with_name(const std::string& name) {
  std::string text(pair);
  return text.replace(text.find("a pair"), 6, name);
}

TEST(Baselines, AScenarioOfAnotherNameDoesNotEvadeThem) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string base = place.at("base.json");
  ASSERT_EQ(test::ausfall({"check", scenario, "--out", base}).exit_code, 0);
  ASSERT_EQ(test::ausfall({"check", scenario, "--baseline", base, "--set", slower}).exit_code, 1);
  place.with("pair.yaml", with_name("couple"));
  const Outcome renamed = expect_refused({"check", scenario, "--baseline", base, "--set", slower},
                                         "it holds 'a pair' of ");
  EXPECT_NE(renamed.errors.find("here is 'couple'"), std::string::npos) << renamed.errors;
  EXPECT_NE(renamed.errors.find("write a new baseline by `ausfall check FILE --out FILE`"),
            std::string::npos)
      << renamed.errors;
  // Nor by a file that is named in other words, beside one that is compared.
  const std::string other = place.with("other.yaml", with_name("other"));
  place.with("pair.yaml", pair);
  ASSERT_EQ(test::ausfall({"check", scenario, other, "--out", base}).exit_code, 0);
  EXPECT_EQ(test::ausfall({"check", other, "--baseline", base}).exit_code, 0);
  place.with("pair.yaml", with_name("couple"));
  expect_refused({"check", place.at("./pair.yaml"), other, "--baseline", base}, "'a pair'");
}

TEST(Baselines, VariantsThatCameOrHaveOtherNamesDoNotEvadeThem) {
  const Place place;
  const std::string variants = std::string(pair) + "variants: {as it is: {}, other: {}}\n";
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string base = place.at("base.json");
  ASSERT_EQ(test::ausfall({"check", scenario, "--out", base}).exit_code, 0);
  place.with("pair.yaml", variants);
  expect_refused({"check", scenario, "--baseline", base, "--set", slower}, "it holds 'a pair' of ");
  ASSERT_EQ(test::ausfall({"check", scenario, "--out", base}).exit_code, 0);
  place.with("pair.yaml", std::string(pair) + "variants: {as it is: {}, another: {}}\n");
  expect_refused({"check", scenario, "--baseline", base}, "it holds 'a pair', variant 'other' of ");
  // Whoever chooses some is not held to the others.
  EXPECT_EQ(
      test::ausfall({"check", scenario, "--baseline", base, "--variant", "as it is"}).exit_code, 0);
  expect_refused({"check", scenario, "--baseline", base, "--variant", "another"}, "'as it is'");
}

TEST(Baselines, AServiceOfAnotherNameDoesNotEvadeThem) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string base = place.at("base.json");
  ASSERT_EQ(test::ausfall({"check", scenario, "--out", base}).exit_code, 0);
  std::string text(pair);
  while (text.find("mail") != std::string::npos) text.replace(text.find("mail"), 4, "post");
  place.with("pair.yaml", text);
  expect_refused({"check", scenario, "--baseline", base, "--set", slower}, "has a service 'mail'");
}

TEST(Baselines, TheConfidenceOfAScenarioDoesNotEvadeThem) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string checked = place.at("check.json");
  ASSERT_EQ(test::ausfall({"check", scenario, "--budget", "400", "--out", checked}).exit_code, 0);
  const std::string run = place.with(
      "run.json",
      test::ausfall({"run", scenario, "--replications", "400", "--format", "json"}).output);
  const std::string unsure =
      place.with("pair.yaml", std::string(pair) + "confidence: 99.9999999 %\n");
  for (const std::string& base : {checked, run}) {
    const Outcome worse =
        test::ausfall({"check", unsure, "--baseline", base, "--set", slower, "--set",
                       "hosts.node*.failures.hardware.mttf=20 d", "--set", "expect=null"});
    EXPECT_EQ(worse.exit_code, 1) << worse.output << worse.errors;
    EXPECT_NE(worse.output.find("that of the baseline, 99 %"), std::string::npos) << worse.output;
  }
  // The command line may say another.
  const Outcome asked = test::ausfall({"check", unsure, "--baseline", checked, "--confidence",
                                       "99.5 %", "--set", "expect=null", "--format", "json"});
  EXPECT_EQ(json::parse(asked.output)["checks"][0]["confidence_of_changes"], 0.995);
}

TEST(Baselines, ThatHoldNothingAreRefused) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const auto refused = [&](const json& baseline, const std::string& because) {
    expect_refused({"check", scenario, "--baseline", place.with("b.json", baseline.dump())},
                   because);
  };
  json checked = parsed({"check", scenario, "--format", "json"});
  json run = parsed({"run", scenario, "--format", "json"});
  refused({{"checks", json::array()}}, "checks: it is empty");
  refused({{"variants", json::array()}}, "variants: it is empty");
  checked["checks"][0]["baseline"]["downtime_us"] = json::object();
  refused(checked, "checks[0].baseline.downtime_us: it is empty");
  run["services"] = json::object();
  refused(run, "services: it is empty");
}

TEST(Baselines, AllThatIsReadOfThemIsChecked) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const json checked = parsed({"check", scenario, "--format", "json"});
  const json run = parsed({"run", scenario, "--format", "json"});
  const auto refused = [&](json baseline, const std::string& pointer, const json& value,
                           const std::string& named) {
    baseline[json::json_pointer(pointer)] = value;
    expect_refused({"check", scenario, "--baseline", place.with("bad.json", baseline.dump())},
                   named + ": ");
  };
  for (const json& confidence : {json(0), json(1), json(-0.5), json("99 %")}) {
    refused(checked, "/checks/0/confidence", confidence, "checks[0].confidence");
    refused(run, "/confidence", confidence, "confidence");
  }
  // Fifty replications of a year, each all down on paths.
  const std::string year = " 31536000000000000";
  std::string all = year.substr(1);
  for (int i = 1; i < 50; ++i) all += year;
  refused(checked, "/checks/0/baseline/downtime_on_paths_ns", {{"mail", all + '0'}},
          "checks[0].baseline.downtime_on_paths_ns.mail");
  refused(checked, "/checks/0/baseline/causes", {{"mail", {{"node1.hardware", -1}}}},
          "checks[0].baseline.causes.mail.node1.hardware");
  refused(checked, "/checks/0/baseline/phases", {{"msc", {{"detect", -1}}}},
          "checks[0].baseline.phases.msc.detect");
  refused(run, "/horizon_hours", 0, "horizon_hours");
  std::string twice = checked.dump();
  twice.replace(twice.find("\"seed\":"), 7, "\"seed\":1,\"seed\":");
  expect_refused({"check", scenario, "--baseline", place.with("twice.json", twice)},
                 "seed: it is there twice");
}

TEST(Baselines, MayComeFromStandardInput) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string base = place.at("base.json");
  ASSERT_EQ(test::ausfall({"check", scenario, "--out", base}).exit_code, 0);
  const std::string check = program + " check '" + scenario + "' --baseline - ";
  EXPECT_EQ(by_shell(check + "< '" + base + "' > /dev/null"), 0);
  EXPECT_EQ(by_shell(check + "--set '" + slower + "' < '" + base + "' > /dev/null"), 1);
  EXPECT_EQ(by_shell(check + "< /dev/null 2> '" + place.at("said") + "'"), 2);
  EXPECT_NE(contents(place.at("said")).find("standard input is not the JSON"), std::string::npos);
  expect_refused({"check", "-", "--baseline", "-"},
                 "--baseline: standard input, -, is the scenario");
}

TEST(Baselines, WhatGoesWithThemIsAnErrorWithoutThem) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  expect_refused({"check", scenario, "--tolerance", "5 %"}, "--tolerance: there is no --baseline");
  expect_refused({"check", scenario, "--renamed", "a=b"}, "--renamed: there is no --baseline");
}

/// A budget below the replications of the baseline: verdicts are of those, the comparison of more.
TEST(Baselines, TheHeadOfACheckSpeaksOfTheReplicationsOfItsTable) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string base = place.at("base.json");
  ASSERT_EQ(test::ausfall({"check", scenario, "--budget", "400", "--out", base}).exit_code, 0);
  const Outcome few =
      test::ausfall({"check", scenario, "--budget", "30", "--baseline", base, "--set",
                     "expect={services.mail.availability: {at-least: 99.99 %}}"});
  EXPECT_NE(few.output.find("\n30 replications of 1 y, at most 30, seed 1;"), std::string::npos)
      << few.output;
  std::string said = few.output;
  std::ranges::replace(said, '\n', ' ');
  EXPECT_NE(said.find("400 were run to be compared"), std::string::npos) << few.output;
  EXPECT_NE(few.output.find("in its 400 replications"), std::string::npos) << few.output;
}

}  // namespace
}  // namespace ausfall
