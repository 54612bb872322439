// `ausfall fit` as users call it, on a small log that is drawn from known laws.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/distribution.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

using nlohmann::json;
using test::Outcome;

constexpr int nodes = 30;

const Distribution& disk_ttf() {
  static const Distribution law = Distribution::weibull_with_mean(0.5, 900h);
  return law;
}

/// Whole minutes, as a person writes them down: "6/21/2005 10:54".
std::string date(Duration time) {
  const std::chrono::sys_days begin(std::chrono::year(2001) / 1 / 1);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(time);
  const auto days = std::chrono::floor<std::chrono::days>(minutes);
  const std::chrono::year_month_day day(begin + days);
  const auto rest = (minutes - days).count();
  return fmt::format("{}/{}/{} {}:{:02}", static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()), static_cast<int>(day.year()), rest / 60,
                     rest % 60);
}

/// Two years of twenty nodes: disks that die by a Weibull and are repaired by a lognormal, power
/// that fails by an exponential and comes back by one. Each clock stands still while its node is
/// down, as the simulator has it.
std::string log_text() {
  const Distribution power_ttf = Distribution::exponential(3000h);
  const Distribution disk_ttr = Distribution::lognormal(2h, 1.2);
  const Distribution power_ttr = Distribution::exponential(30min);
  std::string text = "node,reason,down,up\n";
  for (int node = 0; node < nodes; ++node) {
    Draw draw({.seed = 9, .replication = static_cast<std::uint64_t>(node)}, stream_named("log"), 0);
    Duration now{0};
    Duration disk = disk_ttf().sample(draw);
    Duration power = power_ttf.sample(draw);
    while (true) {
      const bool first = disk < power;
      const Duration up = std::min(disk, power);
      now += up;
      if (now > 2 * year) break;
      const Duration end = now + (first ? disk_ttr : power_ttr).sample(draw);
      text += fmt::format("n{},{},{},{}\n", node, first ? "Disk failure" : "power", date(now),
                          date(end));
      now = end;
      disk = first ? disk_ttf().sample(draw) : disk - up;
      power = first ? power - up : power_ttf.sample(draw);
    }
  }
  return text;
}

const std::string& log_file() {
  static const std::string name = test::file_with("failures.csv", log_text());
  return name;
}

std::vector<std::string> arguments(const std::vector<std::string>& more) {
  std::vector<std::string> all{"fit",    log_file(), "--component", "node",  "--cause",
                               "reason", "--start",  "down",        "--end", "up"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Outcome fitted(const std::vector<std::string>& more) {
  Outcome outcome = test::ausfall(arguments(more));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  return outcome;
}

void expect_refused(const std::vector<std::string>& all, const std::string& because) {
  const Outcome outcome = test::ausfall(all);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.output;
  EXPECT_EQ(outcome.output, "");
  EXPECT_NE(outcome.errors.find(because), std::string::npos) << because << "\nis not in\n"
                                                             << outcome.errors;
}

const json& series(const json& result, const std::string& what, const std::string& group) {
  for (const json& each : result.at("series"))
    if (each.at("what") == what && (group.empty() || each.at("group") == group)) return each;
  throw std::out_of_range(what + " of " + group);
}

json law(const json& of, const std::string& name) {
  for (const json& each : of.at("laws"))
    if (each.at("law") == name) return each;
  throw std::out_of_range(name);
}

void expect_near(const json& value, double truth) {
  EXPECT_NEAR(value.at("value").get<double>(), truth, 3 * value.at("standard_error").get<double>());
  EXPECT_LT(value.at("standard_error").get<double>(), 0.25 * truth);
}

TEST(Fit, FindsTheLawsOfALog) {
  const json result = json::parse(fitted({"--by", "cause", "--format", "json"}).output);
  EXPECT_EQ(result.at("components"), nodes);
  EXPECT_EQ(result.at("resolution_seconds"), 60);
  const json& disk = series(result, "ttf", "Disk failure");
  EXPECT_EQ(disk.at("best"), "weibull");
  expect_near(law(disk, "weibull").at("shape"), 0.5);
  expect_near(law(disk, "weibull").at("mean_seconds"), 900 * 3600);
  EXPECT_GT(law(disk, "weibull").at("test").at("p"), 0.01);
  EXPECT_LT(law(disk, "exponential").at("test").at("p"), 0.01);
  const json& repair = series(result, "ttr", "Disk failure");
  EXPECT_EQ(repair.at("best"), "lognormal");
  expect_near(law(repair, "lognormal").at("median_seconds"), 7200);
  expect_near(law(repair, "lognormal").at("sigma"), 1.2);
  EXPECT_GT(law(repair, "lognormal").at("test").at("p"), 0.01);
  expect_near(law(series(result, "ttf", "power"), "exponential").at("mean_seconds"), 3000 * 3600);
  expect_near(law(series(result, "ttr", "power"), "exponential").at("mean_seconds"), 1800);
}

TEST(Fit, WritesWhatTheReaderReads) {
  const std::string yaml = fitted({"--by", "cause", "--yaml"}).output;
  std::string host = "ausfall: 1\nhosts:\n  node:\n";
  for (std::size_t at = 0; at < yaml.size();) {
    const std::size_t end = yaml.find('\n', at);
    host += "    " + yaml.substr(at, end + 1 - at);
    at = end + 1;
  }
  host += "apps: {web: {on: node}}\nservices: {web: {needs: web}}\n";
  const scenarios::Scenario scenario = test::scenario(host);
  ASSERT_EQ(scenario.plant->modes.size(), 2U) << host;
  EXPECT_EQ(scenario.plant->modes[0].name, "disk-failure");
  EXPECT_EQ(scenario.plant->modes[1].name, "power");

  // The same laws as the numbers say, to the digits written.
  const json result = json::parse(fitted({"--by", "cause", "--format", "json"}).output);
  const json weibull = law(series(result, "ttf", "Disk failure"), "weibull");
  const Distribution& read = scenario.plant->modes[0].ttf;
  const double mean = weibull.at("mean_seconds").at("value").get<double>();
  EXPECT_NEAR(read.mean().count() / mean, 1, 1e-5);
  const Distribution exact =
      Distribution::weibull_with_mean(weibull.at("shape").at("value").get<double>(), Seconds(mean));
  EXPECT_NEAR(read.quantile(0.9) / exact.quantile(0.9), 1, 1e-5);
  const json lognormal = law(series(result, "ttr", "Disk failure"), "lognormal");
  EXPECT_NEAR(scenario.plant->modes[0].ttr.mean().count() /
                  lognormal.at("mean_seconds").at("value").get<double>(),
              1, 1e-4);
}

TEST(Fit, WritesABlockForEachComponent) {
  const std::string yaml = fitted({"--by", "component", "--yaml"}).output;
  EXPECT_NE(yaml.find("\nn7: {failures: {failure: {ttf: {"), std::string::npos) << yaml;
  std::string hosts;
  for (std::size_t at = 0; at < yaml.size();) {
    const std::size_t end = yaml.find('\n', at);
    hosts += "  " + yaml.substr(at, end + 1 - at);
    at = end + 1;
  }
  const scenarios::Scenario scenario = test::scenario(
      "ausfall: 1\nhosts:\n" + hosts + "apps: {web: {on: n0}}\nservices: {web: {needs: web}}\n");
  EXPECT_EQ(scenario.plant->modes.size(), static_cast<std::size_t>(nodes));
}

TEST(Fit, TellsPeople) {
  const std::string text = fitted({"--by", "cause", "--plot"}).output;
  for (const std::string part :
       {"30 components, 2 causes, 2001-01-", "time to failure of Disk failure: ",
        " of them censored", "repair of power: ", "  *  weibull ", "  *  lognormal ", "shape 0.",
        "sigma 1.", "± ", "a zero is taken for any time shorter than 1 min", "seen █, weibull ┃",
        "█┃", "  to 2 h "}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
  }
  EXPECT_EQ(text.find("nan"), std::string::npos) << text;
  EXPECT_NE(fitted({"--format", "markdown"}).output.find("| **lognormal** |"), std::string::npos);
  const std::string csv = fitted({"--by", "cause", "--format", "csv"}).output;
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 4 * 4) << csv;
  EXPECT_NE(csv.find("\nttr,Disk failure,"), std::string::npos) << csv;
}

TEST(Fit, NamesOfALogAreNoMarkup) {
  std::string log = "d,c\n";
  for (int i = 1; i <= 12; ++i) log += std::to_string(i) + ",**a** [x](https://y)\n";
  log += "5,\n";
  const Outcome told =
      test::ausfall({"fit", test::file_with("*log*.csv", log), "--duration", "d", "--unit", "h",
                     "--cause", "c", "--by", "cause", "--format", "markdown"});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  EXPECT_NE(told.output.find("\\*log\\*.csv**: "), std::string::npos) << told.output;
  EXPECT_NE(told.output.find("| repair of \\*\\*a\\*\\* \\[x\\](https\\://y) | 12 |"),
            std::string::npos)
      << told.output;
}

TEST(Fit, ANulIsShown) {
  const std::string log("d\n5\n7\0x\n", 8);
  const Outcome told =
      test::ausfall({"fit", test::file_with("nul.csv", log), "--duration", "d", "--unit", "h"});
  EXPECT_EQ(told.exit_code, 2) << told.errors;
  EXPECT_NE(told.errors.find("'7\\u0000x' is no number, as in 90"), std::string::npos)
      << told.errors;
}

TEST(Fit, KnowsWhatIsTooLittle) {
  const auto told = [](const std::string& text) {
    const Outcome outcome = test::ausfall({"fit", test::file_with("little.csv", text), "--duration",
                                           "minutes", "--unit", "min", "--plot"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(outcome.output.find("nan"), std::string::npos) << outcome.output;
    return outcome.output;
  };
  EXPECT_NE(told("minutes\n5\n").find("no fit: one value has no shape"), std::string::npos);
  EXPECT_NE(told("minutes\n5\n5\n5\n").find("all values are equal, 5 min: a constant"),
            std::string::npos);
  EXPECT_NE(told("minutes\n0\n0\n").find("no law: all of them were too short to be measured"),
            std::string::npos);
  EXPECT_NE(told("minutes\n5\n7\n-1\n")
                .find("left out: 1 row with a negative duration, the first in line 4"),
            std::string::npos);
  const Outcome yaml = test::ausfall({"fit", test::file_with("little.csv", "minutes\n5\n5\n"),
                                      "--duration", "minutes", "--unit", "min", "--yaml"});
  EXPECT_NE(yaml.output.find("failures:\n  failure: {ttr: 5 min}\n"), std::string::npos)
      << yaml.output;
  EXPECT_NE(yaml.output.find("# The log has no times to failure"), std::string::npos);
}

TEST(Fit, ReadsStandardInput) {
  const std::string direct = fitted({"--format", "csv"}).output;
  const std::string to = test::file_with("piped.csv", "");
  const std::string command =
      fmt::format("'{}' fit - --component node --start down --end up --format csv < '{}' > '{}'",
                  test::program, log_file(), to);
  ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c)
  std::ifstream file(to);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), direct);
}

TEST(Fit, RefusesWhatItCannotDo) {
  expect_refused({"fit"}, "LOG");
  expect_refused({"fit", log_file()}, "the log's columns: node, reason, down and up");
  expect_refused(arguments({"--where", "nod=n1"}),
                 "--where: the log has no column 'nod'; did you mean 'node'?");
  expect_refused(arguments({"--where", "node"}), "COLUMN=VALUE is due");
  expect_refused(arguments({"--by", "host"}),
                 "--by: 'host' is not one of none, cause and component");
  expect_refused(arguments({"--yaml", "--format", "json"}), "--yaml");
  expect_refused(arguments({"--plot", "--format", "json"}), "--plot");
  expect_refused(arguments({"--delimiter", "ab"}), "--delimiter: one letter is due, or tab");
  expect_refused({"fit", log_file(), "--start", "down", "--end", "up", "--by", "cause"},
                 "--cause COLUMN");
  expect_refused(
      {"fit", test::file_with("log.csv.xz", std::string("\xFD") + "7zXZ"), "--duration", "a"},
      "is compressed; write: xz -dc ");
  expect_refused({"fit", test::file_with("empty.csv", ""), "--duration", "a", "--unit", "h"},
                 "the log is empty");
  EXPECT_EQ(test::ausfall({"fit", "/nowhere/log.csv", "--duration", "a"}).exit_code, 4);
}

}  // namespace
}  // namespace ausfall
