// `ausfall sweep`, as a user calls it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "tests/app/calls.hpp"

namespace ausfall {
namespace {

std::string swept_file() {
  static const std::string name =
      file(std::string(one_host) +
           "sweep:\n  hosts.node.failures.hardware.mttr: [5 h, 10 h]\n  horizon: [1 y, 2 y]\n");
  return name;
}

TEST(Sweep, PrintsATableOfEveryService) {
  const Outcome outcome = test::ausfall({"sweep", swept_file(), "--replications", "50"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  EXPECT_NE(outcome.output.find("4 points, each of 50 replications"), std::string::npos)
      << outcome.output;
  EXPECT_NE(outcome.output.find("service web"), std::string::npos);
  EXPECT_NE(outcome.output.find("exactly"), std::string::npos);
}

TEST(Sweep, GivesAPointAsRunGivesItsValues) {
  const json told = parsed({"sweep", swept_file(), "--format", "json", "--replications", "50"});
  ASSERT_EQ(told["points"].size(), 4U);
  const json alone =
      parsed({"run", one_host_file(), "--format", "json", "--replications", "50", "--set",
              "hosts.node.failures.hardware.mttr=10 h", "--set", "horizon=1 y"});
  EXPECT_EQ(told["points"][2]["at"]["horizon"], "1 y");
  EXPECT_NE(told["points"][2]["result"]["services"]["web"], json());
  // Every run of the file says nothing of the sweep, so only the point's numbers are the same.
  EXPECT_EQ(told["points"][2]["result"]["digest"], alone["digest"]);
}

TEST(Sweep, TakesAxesFromTheCommandLine) {
  const json told = parsed({"sweep", one_host_file(), "--sweep", "horizon=[1 y, 2 y]", "--sweep",
                            "hosts.node.failures.hardware.mttf=[500 h, 1000 h, 2000 h]", "--format",
                            "json", "--replications", "20", "--simulate"});
  EXPECT_EQ(told["points"].size(), 6U);
  EXPECT_TRUE(told["points"][0]["exact"].is_null());
}

TEST(Sweep, HasARowForEachNumberInCsv) {
  const Outcome outcome =
      test::ausfall({"sweep", swept_file(), "--replications", "20", "--format", "csv"});
  EXPECT_TRUE(outcome.output.starts_with(
      "hosts.node.failures.hardware.mttr,horizon,variant,kind,name,measure,mean,low,high\n"))
      << outcome.output.substr(0, 200);
}

TEST(Sweep, DrawsCurvesAndAMap) {
  const std::string drawing = test::file_with("sweep.svg", "");
  const Outcome outcome =
      test::ausfall({"sweep", swept_file(), "--replications", "20", "--svg", drawing});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  std::ifstream stream(drawing);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_TRUE(text.starts_with("<svg")) << text.substr(0, 100);
  EXPECT_NE(text.find("<polygon"), std::string::npos);
  expect_refused({"sweep", swept_file(), "--svg", swept_file()}, "--svg");
}

TEST(Sweep, RefusesWhatCannotBeSwept) {
  expect_refused({"sweep", one_host_file()}, "there is nothing to sweep");
  expect_refused({"sweep", one_host_file(), "--sweep", "horizon"},
                 "an axis is path=[value, value]");
  expect_refused({"sweep", one_host_file(), "--sweep", "hosts.nod.boot=[1 s, 2 s]"},
                 "--sweep:1:1: error: there is no 'nod' in hosts");
  expect_refused({"sweep", one_host_file(), "--sweep", "horizon=[1 y, 2 apples]"},
                 "--sweep:1:15: error: horizon: 'apples' is not a unit of time (at the point "
                 "'horizon=2 apples')");
}

TEST(Sweep, KeepsFinishedPointsWhenItIsInterrupted) {
  std::string axis = "seed=[1";
  for (int i = 2; i <= 1000; ++i) axis += ", " + std::to_string(i);
  const Outcome outcome = interrupted({"sweep", one_host_file(), "--sweep", axis + "]",
                                       "--simulate", "--format", "json", "--set", "horizon=200 y"},
                                      SIGINT);
  EXPECT_EQ(outcome.exit_code, 130) << outcome.errors;
  EXPECT_NE(outcome.errors.find("of 1,000 points"), std::string::npos) << outcome.errors;
  const json told = json::parse(outcome.output);
  EXPECT_EQ(told["interrupted"], true);
  EXPECT_GE(told["points"].size(), 1U);
  EXPECT_LT(told["points"].size(), 1000U);
}

}  // namespace
}  // namespace ausfall
