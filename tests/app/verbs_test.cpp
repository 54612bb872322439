// Each verb but `run`: what it prints, and what it refuses.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/app/calls.hpp"
#include "tests/support/places.hpp"

namespace ausfall {
namespace {

TEST(Inject, AddsUpPhaseByPhase) {
  const json result = parsed({"inject", cluster_file(), "--fault", "node1:hardware", "--samples",
                              "4000", "--format", "json"});
  EXPECT_EQ(result["samples"], 4000);
  const json& msc = result["clusters"]["msc"];
  EXPECT_EQ(msc["failovers"], 4000);
  // Detection is uniform on [4 s, 5 s], then 2 s, 10 s and 90 s.
  EXPECT_NEAR(msc["failover_seconds"]["mean"].get<double>(), 106.5, 0.05);
  EXPECT_GE(msc["failover_seconds"]["p50"].get<double>(), 106 * (1 - 1.0 / 256));
  EXPECT_LE(msc["failover_seconds"]["max"].get<double>(), 107);
  double sum = 0;
  for (const json& phase : msc["phases"]) {
    sum += phase["mean"].get<double>();
  }
  EXPECT_NEAR(sum, msc["failover_seconds"]["mean"].get<double>(), 1e-6);
  EXPECT_NEAR(msc["phases"]["detect"]["mean"].get<double>(), 4.5, 0.05);
  EXPECT_NEAR(msc["phases"]["boot"]["mean"].get<double>(), 90, 1e-9);
}

TEST(Inject, CountsSamplesWhenInterrupted) {
  const Outcome cut = interrupted(
      {"inject", cluster_file(), "--fault", "node1:hardware", "--samples", "1000000000"}, SIGINT);
  EXPECT_EQ(cut.exit_code, 130);
  EXPECT_NE(cut.errors.find("samples"), std::string::npos) << cut.errors;
  EXPECT_EQ(cut.errors.find("replications"), std::string::npos) << cut.errors;
}

TEST(Inject, RefusesWhatComesAfterTheEnd) {
  expect_refused({"inject", cluster_file(), "--fault", "node1@2y"}, "never strikes");
  expect_refused({"inject", cluster_file(), "--fault", "node1@1y"}, "never strikes");
}

TEST(Inject, TakesSeveralFaultsAndTimes) {
  const json result =
      parsed({"inject", cluster_file(), "--fault", "node1:hardware,node2:hardware@30s", "--samples",
              "100", "--format", "json"});
  EXPECT_EQ(result["faults"], json::array({"node1:hardware", "node2:hardware at 30 s"}));
  // The second server dies while the guest boots on it: it is down until a server is repaired.
  EXPECT_GT(result["services"]["mail"]["outage_seconds"]["mean"], 600);
}

TEST(Trace, TellsOneFactALine) {
  const Outcome told =
      test::ausfall({"trace", cluster_file(), "--fault", "node1:hardware@1h", "--until", "2 h"});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  EXPECT_TRUE(told.output.starts_with("          1 h 0 min 0 s  fault: node1.hardware\n"))
      << told.output;
  EXPECT_NE(told.output.find("  service mail is up\n"), std::string::npos) << told.output;
  std::istringstream lines(told.output);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(line.find("  ", line.find_first_not_of(' ')), 23U) << line;
  }
}

TEST(Trace, BeginsAtAnHourOfTheWeek) {
  const std::string room =
      test::file_with("nights.yaml",
                      "ausfall: 1\nname: nights\nhorizon: 10 d\n"
                      "hosts: {node: {failures: {hardware: {mttf: 1 y, mttr: 1 h, crew: field}}}}\n"
                      "crews: {field: {hours: mon-fri 8-17}}\nservices: {s: {needs: node}}\n");
  const auto told = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"trace", room, "--fault", "node:hardware"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return test::ausfall(arguments);
  };
  EXPECT_NE(told({}).output.find("waits until Monday 8:00"), std::string::npos) << told({}).output;
  const Outcome night = told({"--at", "tue 22:00"});
  EXPECT_NE(night.output.find("waits until Wednesday 8:00"), std::string::npos) << night.output;
  EXPECT_NE(night.output.find("          10 h 0 min 0 s  the repair of node.hardware begins"),
            std::string::npos)
      << night.output;
  EXPECT_NE(told({"--at", "sat", "--format", "json"}).output.find("waits until Monday 8:00"),
            std::string::npos);
  expect_refused({"trace", room, "--at", "caturday"}, "--at");
}

TEST(Trace, TellsProgramsTheSame) {
  const Outcome told = test::ausfall(
      {"trace", cluster_file(), "--fault", "node1:hardware", "--until", "2 h", "--format", "json"});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  std::istringstream lines(told.output);
  double before = 0;
  std::size_t facts = 0;
  for (std::string line; std::getline(lines, line); ++facts) {
    const json fact = json::parse(line);
    EXPECT_GE(fact["time_seconds"].get<double>(), before);
    before = fact["time_seconds"].get<double>();
    EXPECT_TRUE(fact["fact"].is_string() && fact["subject"].is_string() &&
                fact["sentence"].is_string());
  }
  EXPECT_GT(facts, 5U);
}

TEST(Trace, IsAChromeTrace) {
  const json trace = parsed({"trace", cluster_file(), "--until", "1 y", "--format", "chrome"});
  std::set<std::string> kinds;
  for (const json& event : trace["traceEvents"]) {
    kinds.insert(event["ph"].get<std::string>());
    EXPECT_TRUE(event["pid"].is_number_integer() && event["tid"].is_number_integer());
    if (event["ph"] == "X") {
      EXPECT_GE(event["ts"], 0);
      EXPECT_GE(event["dur"], 0);
    }
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"M", "X", "i"}));
}

TEST(Trace, FollowsTheReplication) {
  const auto told = [](const std::string& replication) {
    return test::ausfall({"trace", cluster_file(), "--replication", replication}).output;
  };
  EXPECT_EQ(told("1"), told("1"));
  EXPECT_NE(told("1"), told("2"));
}

TEST(Solve, GivesTheExactAnswer) {
  const json result = parsed({"solve", one_host_file(), "--at", "100 h", "--format", "json"});
  const json& web = result["services"]["web"];
  const double rate = 1 / 1000.0 + 1 / 10.0;
  EXPECT_NEAR(web["availability"]["value"].get<double>(), 1000.0 / 1010, 1e-12);
  EXPECT_NEAR(web["unavailability"]["value"].get<double>(), 10.0 / 1010, 1e-14);
  EXPECT_NEAR(web["outages_per_year"]["value"].get<double>(), 8760.0 / 1010, 1e-9);
  EXPECT_NEAR(web["mean_hours_to_outage"]["value"].get<double>(), 1000, 1e-8);
  EXPECT_NEAR(web["availability_at"]["value"].get<double>(),
              1000.0 / 1010 + 10.0 / 1010 * std::exp(-rate * 100), 1e-11);
  EXPECT_NEAR(web["outage_by"]["value"].get<double>(), 1 - std::exp(-0.1), 1e-11);
  EXPECT_EQ(result["chain"]["states"], 2);
  EXPECT_EQ(result["chain"]["transitions"], 2);
  EXPECT_EQ(result["approximate"], false);
}

TEST(Solve, TellsWhatEachTimeDoes) {
  const json result = parsed({"solve", one_host_file(), "--derivatives", "--format", "json"});
  const json& slopes = result["services"]["web"]["derivatives_by_log_mean"];
  const json& repair = slopes["hosts.node.hardware: repair"];
  ASSERT_TRUE(repair.is_object()) << slopes;
  EXPECT_NEAR(repair["mean_hours"].get<double>(), 10, 1e-12);
  EXPECT_NEAR(repair["unavailability"].get<double>(), 10.0 * 1000 / (1010.0 * 1010), 1e-14);
  const json& failure = slopes["hosts.node.hardware: time to failure"];
  EXPECT_NEAR(failure["mean_hours_to_outage"].get<double>(), 1000, 1e-8);
  const std::string text = test::ausfall({"solve", one_host_file(), "--derivatives"}).output;
  EXPECT_NE(text.find("hosts.node.hardware: repair"), std::string::npos) << text;
  EXPECT_NE(text.find("+0.9901 %"), std::string::npos) << text;
  EXPECT_NE(text.find("first outage\n"), std::string::npos) << text;
}

TEST(Solve, TellsWhatEachTimeDoesUntilATime) {
  const json result =
      parsed({"solve", one_host_file(), "--derivatives", "--at", "100h", "--format", "json"});
  const json& slopes = result["services"]["web"]["derivatives_by_log_mean"];
  const json& failure = slopes["hosts.node.hardware: time to failure"];
  EXPECT_NEAR(failure["outage_by"].get<double>(), -0.1 * std::exp(-0.1), 1e-13);
  EXPECT_LT(failure["outages_over"].get<double>(), 0);
  const json& repair = slopes["hosts.node.hardware: repair"];
  EXPECT_EQ(repair["outage_by"], 0);
  EXPECT_GT(repair["unavailability_over"].get<double>(), 0);
  EXPECT_GT(repair["unavailability_at"].get<double>(), repair["unavailability_over"].get<double>());
  const std::string text =
      test::ausfall({"solve", one_host_file(), "--derivatives", "--at", "100h"}).output;
  const std::size_t until = text.find("after it began in good health");
  ASSERT_NE(until, std::string::npos) << text;
  EXPECT_NE(text.find("at that moment  any outage", until), std::string::npos) << text;
  EXPECT_NE(text.find("hosts.node.hardware: repair", until), std::string::npos) << text;
  EXPECT_NE(text.find("-0.9508 %", until), std::string::npos) << text;  // -0.1 / (e^0.1 - 1)
}

TEST(Run, CountsTheFailoversOfAYear) {
  const json result = parsed({"run", cluster_file(), "--format", "json"});
  const json& msc = result["clusters"]["msc"];
  const double a_year = msc["failovers"].get<double>() / result["simulated_years"].get<double>();
  EXPECT_GT(a_year, 1);
  EXPECT_NEAR(msc["failovers_per_year"]["mean"].get<double>(), a_year, 1e-6);
  EXPECT_LE(msc["failovers_per_year"]["low"].get<double>(), a_year);
  EXPECT_GE(msc["failovers_per_year"]["high"].get<double>(), a_year);
}

TEST(Solve, AsksForOneTimeAtMost) {
  EXPECT_EQ(test::ausfall({"solve", one_host_file(), "--derivatives", "--at", "0h"}).exit_code, 0);
  expect_refused({"solve", one_host_file(), "--derivatives", "--at", ""}, "this one is empty");
  expect_refused({"solve", one_host_file(), "--derivatives", "--at", "soon"}, "not a time");
  expect_refused({"solve", one_host_file(), "--derivatives", "--at", "-5h"}, "negative");
  expect_refused({"solve", one_host_file(), "--at", "1h", "--at", "2h"}, "--at");
}

TEST(Solve, NamesTheClocksThatAreNotExponential) {
  const std::string constant = file(
      "ausfall: 1\nname: constant repair\nhosts: {node: {boot: 10 min, failures: {hardware: {mttf: "
      "1000 h, ttr: 4 h}}}}\n"
      "services: {web: {needs: node}}\n");
  const Outcome refused = expect_refused({"solve", constant}, "--phases");
  EXPECT_NE(refused.errors.find("node.hardware.repair: constant 4 h"), std::string::npos)
      << refused.errors;
  EXPECT_NE(refused.errors.find("node.boot: constant 10 min"), std::string::npos) << refused.errors;
  const json approximate = parsed({"solve", constant, "--phases", "3", "--format", "json"});
  EXPECT_EQ(approximate["approximate"], true);
  EXPECT_EQ(approximate["approximation"]["phases"], 3);
  // The mean of each clock is kept, and with it the availability of a single component.
  EXPECT_NEAR(approximate["services"]["web"]["availability"]["value"].get<double>(),
              1000 / (1000 + 4 + 1.0 / 6), 1e-9);
}

TEST(Solve, RefusesFaultsAtFixedTimes) {
  const std::string faulty =
      file(std::string(one_host) + "faults: [{at: 1 h, fail: node, mode: hardware}]\n");
  expect_refused({"solve", faulty}, "fixed times");
  EXPECT_EQ(test::ausfall({"solve", faulty, "--set", "faults=null"}).exit_code, 0);
}

TEST(Fmea, FindsTheSinglePointsOfFailure) {
  const json result = parsed({"fmea", cluster_file(), "--format", "json"});
  EXPECT_EQ(result["samples"], 100);
  EXPECT_EQ(result["services"]["mail"]["single_points_of_failure"], json{"mail"});
  const json& failure = result["failures"][0];
  EXPECT_EQ(failure["failure"], "node1.hardware");
  EXPECT_EQ(failure["services"]["mail"]["effect"], "interrupted");
  // Detection is uniform on [4 s, 5 s], then 2 s, 10 s and 90 s.
  EXPECT_GE(failure["services"]["mail"]["outage_seconds"]["min"].get<double>(), 106);
  EXPECT_LE(failure["services"]["mail"]["outage_seconds"]["max"].get<double>(), 107);
  EXPECT_FALSE(result.contains("pairs"));
}

TEST(Fmea, FindsPairs) {
  const json result =
      parsed({"fmea", cluster_file(), "--order", "2", "--samples", "3", "--format", "json"});
  EXPECT_EQ(result["services"]["mail"]["minimal_cut_sets"][1]["failures"],
            (json{"node1.hardware", "node2.hardware"}));
  expect_refused({"fmea", cluster_file(), "--order", "3"}, "--order");
  expect_refused({"fmea", cluster_file(), "--samples", "0"}, "--samples");
}

TEST(Fmea, PrintsWhatWasFinishedWhenInterrupted) {
  const Outcome cut =
      interrupted({"fmea", test::source_dir + std::string("/scenarios/examples/host-cluster.yaml"),
                   "--order", "2", "--samples", "500"},
                  SIGINT);
  EXPECT_EQ(cut.exit_code, 130);
  EXPECT_NE(cut.errors.find("interrupted after"), std::string::npos) << cut.errors;
  EXPECT_NE(cut.output.find("interrupted: "), std::string::npos) << cut.output;
  EXPECT_NE(cut.output.find("node1.hardware"), std::string::npos) << cut.output;
}

TEST(Validate, SaysWhatStandsThere) {
  const Outcome good = test::ausfall({"validate", cluster_file()});
  EXPECT_EQ(good.exit_code, 0) << good.errors;
  EXPECT_NE(good.output.find("2 hosts, 1 VM"), std::string::npos) << good.output;
  expect_refused({"validate", file("ausfall: 1\nhosts: {node: {boot: 4}}\n")}, "error");
}

TEST(Validate, FindsNothingWrongWithTheExamplesAndRecipes) {
  namespace fs = std::filesystem;
  const auto sound = [](const std::string& folder) {
    std::size_t files = 0;
    for (const auto& entry :
         fs::directory_iterator(fs::path(test::source_dir) / "scenarios" / folder)) {
      if (entry.path().extension() != ".yaml") continue;
      const Outcome good = test::ausfall({"validate", entry.path().string()});
      EXPECT_EQ(good.exit_code, 0) << good.errors;
      EXPECT_EQ(good.errors, "");
      ++files;
    }
    return files;
  };
  EXPECT_GE(sound("examples"), 5U);
  EXPECT_GE(sound("recipes"), 1U);
}

TEST(Validate, TellsProgramsTheSame) {
  const json result = parsed({"validate", one_host_file(), "--format", "json"});
  EXPECT_EQ(result, (json{{"valid", true}, {"scenario", "one host"}, {"warnings", json::array()}}));
  const Outcome warned = test::ausfall(
      {"validate", file(std::string(one_host) + "crews: {field: {}}\n"), "--format", "json"});
  EXPECT_EQ(warned.exit_code, 0);
  const json warnings = json::parse(warned.output)["warnings"];
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0]["line"], 8);
  expect_refused({"validate", one_host_file(), "--format", "csv"}, "is not one of text and json");
}

const std::string& unknown_file() {
  static const std::string name = file(
      "ausfall: 1\n"
      "name: who knows\n"
      "horizon: 10 y\n"
      "replications: 200\n"
      "hosts: {node: {failures: {hardware: {mttf: {between: [500 h, 2000 h]}, mttr: 8 h}}}}\n"
      "services: {web: {needs: node}}\n");
  return name;
}

TEST(Unknowns, RunAndSolveTellIt) {
  const Outcome run = test::ausfall({"run", unknown_file()});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_EQ(run.errors, "");
  EXPECT_NE(run.output.find("one input is not known"), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("hosts.node.failures.hardware.mttf"), std::string::npos);
  const json solved = parsed({"solve", unknown_file(), "--draws", "50", "--format", "json"});
  EXPECT_EQ(solved["services"]["web"]["not_known"]["draws"], 50);
  EXPECT_NEAR(solved["services"]["web"]["availability"]["value"].get<double>(), 1000.0 / 1008,
              1e-12);
  const json without = parsed({"solve", unknown_file(), "--draws", "0", "--format", "json"});
  EXPECT_FALSE(without["services"]["web"].contains("not_known"));
  const Outcome csv = test::ausfall({"run", unknown_file(), "--format", "csv"});
  EXPECT_NE(csv.output.find("not_known.share.hosts.node.failures.hardware.mttf"),
            std::string::npos);
}

TEST(Unknowns, VerbsThatTakeTheMediansSayIt) {
  for (const std::vector<std::string>& call : std::vector<std::vector<std::string>>{
           {"inject", unknown_file(), "--fault", "node:hardware", "--samples", "1"},
           {"trace", unknown_file(), "--until", "1 h"},
           {"fmea", unknown_file(), "--samples", "1"}}) {
    const Outcome outcome = test::ausfall(call);
    EXPECT_EQ(outcome.exit_code, 0) << call[0] << ": " << outcome.errors;
    EXPECT_NE(outcome.errors.find("taken at its median"), std::string::npos) << outcome.errors;
  }
}

TEST(Sensitivity, PrintsAndDrawsATornado) {
  const std::string drawing = test::file_with("tornado.svg", "");
  const Outcome outcome = test::ausfall({"sensitivity", unknown_file(), "--svg", drawing});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  EXPECT_NE(outcome.output.find("exact, in the long run"), std::string::npos) << outcome.output;
  std::ifstream svg(drawing);
  std::string first;
  std::getline(svg, first);
  EXPECT_TRUE(first.starts_with("<svg")) << first;
  const json varied = parsed({"sensitivity", one_host_file(), "--simulate", "--replications", "20",
                              "--format", "json", "--no-progress"});
  EXPECT_EQ(varied["method"], "simulation");
  EXPECT_EQ(varied["factor"], 2);
  EXPECT_EQ(varied["services"]["web"]["inputs"].size(), 2U);
}

TEST(Sensitivity, RefusesWhatItCannotDo) {
  expect_refused({"sensitivity", unknown_file(), "--service", "wbe"}, "did you mean 'web'?");
  expect_refused({"sensitivity", unknown_file(), "--factor", "0.5"}, "--factor");
  const Outcome nowhere =
      test::ausfall({"sensitivity", unknown_file(), "--svg", "/nowhere/tornado.svg"});
  EXPECT_EQ(nowhere.exit_code, 4) << nowhere.errors;
}

}  // namespace
}  // namespace ausfall
