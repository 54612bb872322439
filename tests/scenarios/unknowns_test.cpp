// What a scenario does not know: which inputs it has, what they are called, and the plants that
// follow from values for them.
#include "scenarios/unknowns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"

namespace ausfall::scenarios {
namespace {

std::vector<std::string> names(const Unknowns& unknowns) {
  std::vector<std::string> result;
  for (const UnknownInput& input : unknowns.inputs()) result.push_back(input.name);
  return result;
}

std::vector<std::string> names(const std::string& text,
                               const std::vector<std::string>& overrides = {}) {
  std::vector<Override> parsed;
  for (const std::string& each : overrides) parsed.push_back(Override::parse(each));
  return names(*read_text("room.yaml", text, parsed).unknowns);
}

using Names = std::vector<std::string>;

double mean_hours(const Distribution& law) { return law.mean().count() / 3600; }

const models::Mode& mode(const models::Plant& plant, const std::string& component) {
  const auto found = std::ranges::find_if(plant.modes, [&](const models::Mode& each) {
    return plant[each.component].name == component;
  });
  EXPECT_NE(found, plant.modes.end()) << component;
  return *found;
}

const std::string four =
    "ausfall: 1\n"
    "hosts:\n"
    "  node1..4:\n"
    "    failures: {hw: {mttf: {between: [1 y, 4 y]}, mttr: 6 h}}\n";

TEST(Unknowns, ABodyThatIsSharedIsOneInput) {
  const Scenario scenario = read_text("room.yaml", four);
  ASSERT_EQ(names(*scenario.unknowns), Names{"hosts.node1..4.failures.hw.mttf"});
  EXPECT_EQ(scenario.unknowns->inputs().front().line, 4U);
  const auto plant = scenario.unknowns->plant(std::vector{0.95});
  for (const char* node : {"node1", "node2", "node3", "node4"})
    EXPECT_NEAR(mean_hours(mode(*plant, node).ttf), 4 * 8760, 1e-6);
  EXPECT_TRUE(mode(*plant, "node1").ttf.is_exponential());
}

TEST(Unknowns, TheScenarioItselfHasTheMedians) {
  EXPECT_NEAR(mean_hours(mode(*read_text("room.yaml", four).plant, "node2").ttf), 2 * 8760, 1e-6);
}

TEST(Unknowns, WhatIsPatchedForOneIsAnInputOfItsOwn) {
  EXPECT_EQ(names(four + "  node3:\n    failures: {hw: {mttf: {between: [2 y, 3 y]}}}\n").size(),
            2U);
  // What is patched beside it is not.
  EXPECT_EQ(names(four + "  node3:\n    failures: {hw: {mttr: 1 h}}\n"),
            Names{"hosts.node1..4.failures.hw.mttf"});
  EXPECT_EQ(names(four + "  node3:\n    failures: {hw: {mttr: {between: [1 h, 2 h]}}}\n").size(),
            2U);
}

TEST(Unknowns, WrittenTwiceAreTwo) {
  EXPECT_EQ(names("ausfall: 1\nhosts:\n  a: {boot: {between: [1 min, 2 min]}}\n"
                  "  b: {boot: {between: [1 min, 2 min]}}\n"),
            (Names{"hosts.a.boot", "hosts.b.boot"}));
}

TEST(Unknowns, AnAliasIsTheSameInput) {
  EXPECT_EQ(names("ausfall: 1\nhosts:\n  a: {boot: &b {between: [1 min, 2 min]}}\n"
                  "  b: {boot: *b}\n"),
            Names{"hosts.a.boot, hosts.b.boot"});
}

TEST(Unknowns, AnAliasIsWhereItIsUsedToo) {
  const Scenario scenario = read_text(
      "room.yaml",
      "ausfall: 1\nhosts: {h: {}}\nvms:\n"
      "  web1..2: {host: h, failures: &f {os: {mttf: {between: [1 y, 2 y]}, mttr: 1 h}}}\n"
      "  sql: {host: h, failures: *f}\n");
  const auto& inputs = scenario.unknowns->inputs();
  ASSERT_EQ(inputs.size(), 1U);
  EXPECT_EQ(inputs[0].name, "vms.web1..2.failures.os.mttf, vms.sql.failures.os.mttf");
  EXPECT_EQ(inputs[0].stream, "vms.web1..2.failures.os.mttf") << "its draws are as they were";
}

TEST(Unknowns, AnOverrideOfManyIsOneInput) {
  EXPECT_EQ(
      names("ausfall: 1\nhosts: {a1: {}, a2: {}}\n", {"hosts.a*.boot={between: [1 min, 2 min]}"}),
      Names{"hosts.a1.boot, hosts.a2.boot"});
}

TEST(Unknowns, VariantsKnowAnInputByTheSameName) {
  const Variants variants = read_variants_text(
      "room.yaml", four + "variants:\n  a: {}\n  b: {hosts: {node1..4: {boot: 5 min}}}\n");
  for (const Scenario& scenario : variants.scenarios)
    EXPECT_EQ(names(*scenario.unknowns), Names{"hosts.node1..4.failures.hw.mttf"});
}

TEST(Unknowns, AnyTimeMayBeUncertain) {
  const std::string text =
      "ausfall: 1\n"
      "crews: {field: {response: {between: [1 h, 4 h]}}}\n"
      "hosts:\n"
      "  node1..2:\n"
      "    boot: {observed: {values: [4 min, 6 min, 5 min]}}\n"
      "    failures:\n"
      "      hw: {ttf: {weibull: {shape: 2, mean: {between: [1 y, 4 y]}}},\n"
      "           mttr: {observed: {values: [2 h, 5 h, 1 h]}}, crew: field}\n"
      "networks: {lan: {}}\n"
      "apps: {web: {on: node1, start: {between: [1 s, 4 s]}}}\n"
      "clusters: {c: {nodes: node*, heartbeat: {interval: {between: [1 s, 4 s]}, missed: 3}}}\n";
  const Scenario scenario = read_text("room.yaml", text);
  ASSERT_EQ(names(*scenario.unknowns),
            (Names{"crews.field.response", "hosts.node1..2.boot",
                   "hosts.node1..2.failures.hw.ttf.weibull.mean", "hosts.node1..2.failures.hw.mttr",
                   "apps.web.start", "clusters.c.heartbeat.interval"}));
  const auto& inputs = scenario.unknowns->inputs();
  const auto plant = scenario.unknowns->plant(std::vector(inputs.size(), 0.95));
  EXPECT_NEAR(mean_hours(plant->crews.front().response), 4, 1e-9);
  EXPECT_TRUE(plant->crews.front().response.is_constant());
  EXPECT_NEAR(plant->components.front().start.mean().count(),
              inputs[1].unknown.quantile(0.95).count(), 1e-6);
  EXPECT_NEAR(mean_hours(mode(*plant, "node1").ttf), 4 * 8760, 1e-6);
  // Three values with a sum of 8 h: 16 h over a chi-squared of 6 degrees of freedom (1.63538).
  EXPECT_NEAR(mean_hours(mode(*plant, "node1").ttr), 16 / 1.63538, 1e-3);
  // All that follows from an interval follows from the draw.
  EXPECT_EQ(plant->clusters.front().heartbeat.interval, 4s);
  EXPECT_EQ(plant->clusters.front().heartbeat.detection, Distribution::uniform(8s, 12s));
}

TEST(Unknowns, ATrunkIsBetweenNetworksAndKnown) {
  EXPECT_EQ(names("ausfall: 1\nhosts: {a: {}}\nnetworks: {left: {}, right: {}}\n"
                  "trunks: {t: {between: [left, right],\n"
                  "             failures: {cut: {mttf: {between: [1 y, 2 y]}, mttr: 1 h}}}}\n"),
            Names{"trunks.t.failures.cut.mttf"});
}

TEST(Unknowns, FailuresSeenInALongTime) {
  const Scenario scenario = read_text(
      "room.yaml",
      "ausfall: 1\nhosts: {a: {failures: {hw: {mttf: {observed: {failures: 3, time: 40 y}}}}}}\n");
  const auto plant = scenario.unknowns->plant(std::vector{0.95});
  EXPECT_NEAR(mean_hours(mode(*plant, "a").ttf), 2 * 40 * 8760 / 2.16735, 20);
}

TEST(Unknowns, WhatIsKnownHasNoInputs) {
  EXPECT_TRUE(read_text("room.yaml", "ausfall: 1\nhosts: {a: {boot: 1 min}}\n").unknowns->none());
}

TEST(Unknowns, EveryTimeCanBeVaried) {
  const Scenario scenario = read_text(
      "room.yaml",
      "ausfall: 1\n"
      "horizon: 1 y\n"
      "hosts: {node1..2: {memory: 1 GiB, boot: 4 min, failures: {hw: {mttf: 1 y, ttr: 0 s}}}}\n"
      "networks: {lan: {}}\n"
      "apps: {web: {on: node1}}\n"
      "clusters: {c: {profile: mscs-2003, nodes: node*, failover: {delay: 8 s}}}\n");
  const Unknowns varied = scenario.varied(2);
  const Names found = names(varied);
  const auto has = [&](const std::string& name) { return std::ranges::count(found, name) == 1; };
  EXPECT_TRUE(has("hosts.node1..2.boot"));
  EXPECT_TRUE(has("hosts.node1..2.failures.hw.mttf"));
  EXPECT_TRUE(has("clusters.c.failover.delay"));
  EXPECT_TRUE(has("clusters.c.heartbeat.interval")) << "the profile's times, too";
  EXPECT_FALSE(has("horizon"));
  EXPECT_FALSE(has("hosts.node1..2.failures.hw.ttr")) << "nothing is twice nothing";
  std::vector<double> levels(found.size(), 0.5);
  const auto boot = std::ranges::find(found, "hosts.node1..2.boot") - found.begin();
  EXPECT_EQ(varied.plant(levels)->components.front().start, Distribution::constant(4min));
  levels[static_cast<std::size_t>(boot)] = 0.95;
  EXPECT_EQ(varied.plant(levels)->components.front().start, Distribution::constant(8min));
}

TEST(Unknowns, ValuesThatContradictTheRestAreMistakes) {
  const Scenario scenario = read_text("room.yaml",
                                      "ausfall: 1\nhosts: {a: {}}\nmaintenance:\n"
                                      "  m: {every: {between: [1 h, 2 h]}, duration: 1 min}\n");
  EXPECT_NO_THROW(scenario.unknowns->plant(std::vector{1e-9}));
}

// ---- what profiles assume -------------------------------------------------------------------------

const std::string assuming =
    "ausfall: 1\n"
    "hosts: {node1..2: {}}\n"
    "apps: {mail: {on: node1}}\n"
    "clusters: {msc: {profile: mscs-2003, nodes: [node1, node2]}}\n"
    "services: {mail: {needs: mail}}\n";

TEST(Assumptions, OfTimesAreUnknownsByAFactor) {
  const Scenario scenario = read_text("room.yaml", assuming);
  EXPECT_TRUE(scenario.unknowns->none());
  const Unknowns assumed = scenario.assumed(2);
  EXPECT_EQ(names(assumed), (Names{"clusters.msc.membership.regroup (assumed)",
                                   "clusters.msc.failover.manual (assumed)",
                                   "clusters.msc.failover.delay (assumed)"}));
  const UnknownInput& regroup = assumed.inputs().front();
  EXPECT_EQ(regroup.file, "profile mscs-2003");
  EXPECT_NEAR(regroup.unknown.quantile(0.05).count(), 1.2, 1e-9);
  EXPECT_NEAR(regroup.unknown.quantile(0.5).count(), 2.4, 1e-9);
  EXPECT_NEAR(regroup.unknown.quantile(0.95).count(), 4.8, 1e-9);
  const std::vector<double> medians(assumed.inputs().size(), 0.5);
  EXPECT_EQ(assumed.plant(medians)->clusters.front().membership.regroup,
            scenario.plant->clusters.front().membership.regroup);
}

TEST(Assumptions, AreNotWhatTheScenarioSaysItself) {
  const Scenario scenario =
      read_text("room.yaml", assuming,
                {Override::parse("clusters.msc.failover={delay: 5 s, manual: 1 h}"),
                 Override::parse("hosts.node*.boot={between: [1 min, 4 min]}")});
  EXPECT_EQ(names(scenario.assumed(2)),
            (Names{"hosts.node1..2.boot", "clusters.msc.membership.regroup (assumed)"}));
}

}  // namespace
}  // namespace ausfall::scenarios
