// Tornados: exact ends in closed form, simulated ones that agree with them, and how they look.
#include "studies/sensitivity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "studies/errors.hpp"
#include "studies/output/output_sensitivity.hpp"
#include "studies/output/table.hpp"
#include "tests/support/experiments.hpp"

namespace ausfall::studies {
namespace {

const std::atomic<bool> not_interrupted{false};

const std::string one_host =
    "ausfall: 1\n"
    "name: one host\n"
    "horizon: 10 y\n"
    "hosts: {node: {failures: {hw: {mttf: {between: [500 h, 2000 h]},\n"
    "                               mttr: {between: [5 h, 12 h]}}}}}\n"
    "apps: {web: {on: node}}\n"
    "services: {web: {needs: web}, host: {needs: node}}\n";

Sensitivity tornado(const std::string& text, SensitivityPlan plan = {}) {
  const scenarios::Scenario scenario = test::scenario(text);
  plan.run.scenario = scenario.name;
  plan.run.horizon = scenario.horizon;
  if (plan.run.replications_max == ExperimentPlan{}.replications_max)
    plan.run.replications_min = plan.run.replications_max = 200;
  return sensitivity_of(scenario, plan, {not_interrupted});
}

double down(double mttf, double mttr) { return mttr / (mttf + mttr); }

TEST(Sensitivity, ExactEndsAreThoseOfTheClosedForm) {
  const Sensitivity found = tornado(one_host);
  EXPECT_TRUE(found.exact);
  EXPECT_FALSE(found.factor);
  ASSERT_EQ(found.services.size(), 2U);
  const SensitivityService& web = found.services.front();
  const double mttr = std::sqrt(60.0);
  EXPECT_NEAR(web.unavailability.mean, down(1000, mttr), 1e-12);
  ASSERT_EQ(web.bars.size(), 2U);
  EXPECT_EQ(web.bars[0].name, "hosts.node.failures.hw.mttf");
  EXPECT_NEAR(web.bars[0].low.unavailability, down(500, mttr), 1e-12);
  EXPECT_NEAR(web.bars[0].high.unavailability, down(2000, mttr), 1e-12);
  EXPECT_NEAR(web.bars[1].low.unavailability, down(1000, 5), 1e-12);
  EXPECT_NEAR(web.bars[1].high.unavailability, down(1000, 12), 1e-12);
  EXPECT_GT(web.bars[0].swing(), web.bars[1].swing());
  EXPECT_FALSE(web.bars[1].is_lost_in_chance());
}

TEST(Sensitivity, SimulatedEndsAgreeWithinTheirIntervals) {
  SensitivityPlan plan;
  plan.simulate = true;
  plan.run.replications_min = plan.run.replications_max = 400;
  plan.run.confidence = 0.999;
  const Sensitivity found = tornado(one_host, plan);
  EXPECT_FALSE(found.exact);
  EXPECT_EQ(found.replications, 400U);
  const Sensitivity exact = tornado(one_host);
  for (std::size_t i = 0; i < 2; ++i) {
    const SensitivityBar& bar = found.services[0].bars[i];
    const SensitivityBar& truth = exact.services[0].bars[i];
    ASSERT_EQ(bar.name, truth.name);
    for (const auto& [end, its] :
         {std::pair(bar.low, truth.low), std::pair(bar.high, truth.high)}) {
      EXPECT_LE(end.change.low, its.change.mean);
      EXPECT_GE(end.change.high, its.change.mean);
    }
    EXPECT_FALSE(bar.is_lost_in_chance());
  }
}

TEST(Sensitivity, WhatIsKnownIsVariedByAFactor) {
  const std::string known =
      "ausfall: 1\nhosts: {node1..2: {failures: {hw: {mttf: 1000 h, mttr: 8 h}}}}\n"
      "apps: {a: {on: node1}, b: {on: node2}}\nservices: {web: {needs: {any: [a, b]}}}\n";
  const Sensitivity found = tornado(known);
  EXPECT_EQ(found.factor, factor_unless_told);
  ASSERT_EQ(found.services.front().bars.size(), 2U);
  const double pair = down(1000, 8) * down(1000, 8);
  EXPECT_NEAR(found.services.front().unavailability.mean / pair, 1, 1e-9);
  // Both hosts are what is written once.
  const double worse = down(1000, 16) * down(1000, 16);
  const auto& bars = found.services.front().bars;
  EXPECT_NEAR(std::max(bars[0].high.unavailability, bars[1].high.unavailability) / worse, 1, 1e-9);
  SensitivityPlan plan;
  plan.factor = 4;
  EXPECT_EQ(tornado(known, plan).factor, 4);
}

TEST(Sensitivity, AFactorVariesWhatIsNotKnownToo) {
  SensitivityPlan plan;
  plan.factor = 2;
  EXPECT_EQ(tornado(one_host, plan).services.front().bars.size(), 2U);
}

TEST(Sensitivity, AnInputThatDoesNothingIsLostInChance) {
  SensitivityPlan plan;
  plan.simulate = true;
  plan.run.seed = 3;
  const Sensitivity found = tornado(
      "ausfall: 1\nhosts: {a: {failures: {hw: {mttf: 1000 h, mttr: 8 h}}},\n"
      "        idle: {failures: {hw: {mttf: {between: [1 y, 2 y]}, mttr: {between: [1 h, 2 "
      "h]}}}}}\n"
      "services: {a: {needs: a}}\n",
      plan);
  for (const SensitivityBar& bar : found.services.front().bars) {
    // What happens while the other is down, too, is measured on paths, which differ.
    EXPECT_LT(bar.swing(), 0.001 * found.services.front().unavailability.mean);
    EXPECT_TRUE(bar.is_lost_in_chance());
  }
}

TEST(Sensitivity, RefusesWhatCannotBe) {
  SensitivityPlan plan;
  plan.service = "wbe";
  try {
    tornado(one_host, plan);
    FAIL();
  } catch (const Refused& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean 'web'?"), std::string::npos)
        << error.what();
  }
  EXPECT_THROW(tornado("ausfall: 1\nhosts: {a: {}}\nservices: {a: {needs: a}}\n"), Refused);
  EXPECT_THROW(tornado("ausfall: 1\nhosts: {a: {boot: 1 min}}\n"), Refused);
}

TEST(TornadoOutput, TextFitsAndShowsBothEnds) {
  const std::string text = text_of(tornado(one_host));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), 100U) << line;
  EXPECT_NE(text.find("hosts.node.failures.hw.mttf"), std::string::npos);
  EXPECT_NE(text.find("░"), std::string::npos);
  EXPECT_NE(text.find("█"), std::string::npos);
  EXPECT_NE(text.find("service host"), std::string::npos);
}

TEST(TornadoOutput, JsonAndCsv) {
  SensitivityPlan plan;
  plan.service = "web";
  const Sensitivity found = tornado(one_host, plan);
  const auto json = nlohmann::json::parse(json_of(found));
  EXPECT_EQ(json["method"], "exact");
  EXPECT_EQ(json["services"].size(), 1U);
  const auto& first = json["services"]["web"]["inputs"][0];
  EXPECT_EQ(first["input"], "hosts.node.failures.hw.mttf");
  EXPECT_NEAR(first["low"]["hours"].get<double>(), 500, 1e-9);
  EXPECT_GT(first["low"]["change_minutes_per_year"]["mean"].get<double>(), 0);
  EXPECT_LT(first["high"]["change_minutes_per_year"]["mean"].get<double>(), 0);
  const std::string csv = csv_of(found);
  EXPECT_EQ(std::ranges::count(csv, '\n'), 5);
  EXPECT_NE(markdown_of(found).find("| web"), std::string::npos);
}

TEST(TornadoOutput, TheDrawingIsWellFormed) {
  const std::string text = one_host.substr(0, one_host.find("one host")) + "A & B <c>" +
                           one_host.substr(one_host.find("one host") + 8);
  const std::string svg = svg_of(tornado(text));
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_NE(svg.find("A &amp; B &lt;c&gt;"), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace ausfall::studies
