// Services, common causes and faults: what of them ends up in the plant.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "tests/scenarios/reading.hpp"

namespace ausfall::scenarios {
namespace {

TEST(Reader, Services) {
  const Plant plant = plant_of(
      "hosts: {ws1..3: {}, db: {}}\nnetworks: {ws-lan: {switches: 2}}\nstorage: {array: {type: "
      "fc}}\n"
      "services:\n"
      "  one: {needs: db, slo: 99.9 %}\n"
      "  nested: {needs: {all: [db, {any: [ws1, ws2]}]}}\n"
      "  farm: {needs: {at-least: 2, of: ws*, connected: true}}\n"
      "  both: {needs: [db, ws1, db]}\n"
      "  fabric: {needs: {all: [ws-lan, array]}}\n");
  EXPECT_EQ(plant[plant.services[0].needs.component].name, "db");
  EXPECT_DOUBLE_EQ(*plant.services[0].slo, 0.999);
  const models::Need& nested = plant.services[1].needs;
  EXPECT_EQ(nested.at_least, 2U);
  EXPECT_EQ(nested.parts[1].at_least, 1U);
  EXPECT_EQ(nested.parts[1].parts.size(), 2U);
  const models::Need& farm = plant.services[2].needs;
  EXPECT_EQ(farm.at_least, 2U);
  EXPECT_TRUE(farm.connected);
  EXPECT_EQ(farm.parts.size(), 3U) << "a glob selects what runs, not the network ws-lan";
  EXPECT_EQ(plant.services[3].needs.parts.size(), 2U) << "each thing once";
  const models::Need& fabric = plant.services[4].needs;
  EXPECT_EQ(fabric.parts[0].at_least, 1U) << "one of its switches";
  EXPECT_EQ(fabric.parts[1].at_least, 3U) << "its array, a controller and a path";
}

TEST(Reader, WhatCountsAsAnOutage) {
  const Plant plant = plant_of(
      "hosts: {h: {}}\nservices:\n"
      "  every: {needs: h}\n"
      "  long: {needs: h, outage: {longer-than: 1 s}}\n"
      "  both: {needs: h, outage: {longer-than: 500 ms, counts: true}}\n");
  EXPECT_FALSE(plant.services[0].outage_longer_than);
  EXPECT_EQ(plant.services[0].longest_interruption(), Duration(0));
  EXPECT_EQ(plant.services[1].longest_interruption(), Duration(1s));
  EXPECT_FALSE(plant.services[1].interruptions_count);
  EXPECT_EQ(plant.services[2].longest_interruption(), Duration(500ms));
  EXPECT_TRUE(plant.services[2].interruptions_count);
}

/// In the words of a need, by the names of its components: "(1 of lan.switch1 lan.switch2)".
std::string words_of(const Plant& plant, const models::Need& need) {
  if (need.component) return plant[need.component].name;
  std::string words = "(" + std::to_string(need.at_least) + " of";
  for (const models::Need& part : need.parts) words += " " + words_of(plant, part);
  return words + ")";
}

TEST(Reader, NeedsOfAllThatHasAName) {
  const std::string room =
      "hosts: {a: {}, b: {}}\n"
      "networks: {lan: {switches: 2, hosts: a}, wan: {hosts: all}}\n"
      "trunks: {line: {between: [lan, wan]}}\n"
      "storage:\n"
      "  san1: {type: fc, controllers: 2, hosts: all}\n"
      "  san2: {type: iscsi, network: lan, hosts: a}\n";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"lan", "(1 of lan.switch1 lan.switch2)"},
      {"wan", "wan.switch"},
      {"line", "line"},
      {"san1",
       "(3 of san1.array (1 of san1.controller1 san1.controller2) (1 of san1.path.a san1.path.b))"},
      {"san2", "(4 of san2.array san2.controller san2.path.a (1 of lan.switch1 lan.switch2))"},
      {"san1.array", "san1.array"},
      {"san1.path.b", "san1.path.b"},
      {"lan.link2.a", "lan.link2.a"},
      {"{any: san1.controller*}", "(1 of san1.controller1 san1.controller2)"},
      {"{at-least: 2, of: [lan, wan, lan, wan.switch]}",
       "(2 of (1 of lan.switch1 lan.switch2) wan.switch)"},
      // A glob prefers what runs, and selects the rest where there is no such.
      {"[wan, a*]", "(2 of wan.switch a)"},
      {"{any: l*}", "(1 of (1 of lan.switch1 lan.switch2) line)"},
      {"all", "(2 of a b)"},
  };
  for (const auto& [needs, words] : cases) {
    const Plant plant = plant_of(room + "services: {s: {needs: " + needs + "}}\n");
    EXPECT_EQ(words_of(plant, plant.services[0].needs), words) << needs;
  }
}

TEST(Reader, CommonCauses) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {}}\nnetworks: {lan: {switches: 2}}\nstorage: {array: {type: fc}}\n"
      "common-causes: {feed-a: {mttf: 4 y, mttr: 2 h, hits: [node1, lan, array], probability: 80 "
      "%}}\n");
  const models::CommonCause& cause = plant.common_causes[0];
  EXPECT_EQ(cause.name, "feed-a");
  EXPECT_EQ(cause.ttr, Distribution::exponential(2h));
  EXPECT_EQ(names_of(plant, cause.hits),
            (Names{"node1", "lan.switch1", "lan.switch2", "array.array"}));
  EXPECT_DOUBLE_EQ(cause.probability, 0.8);
}

TEST(Reader, Faults) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {failures: {hardware: {mttf: 5 y}}}}\n"
      "networks: {private: {switches: 2}, other: {}}\n"
      "trunks: {backbone: {between: [private, other]}}\n"
      "faults:\n"
      "  - {at: 1 h, fail: node1, mode: hardware, for: 30 min}\n"
      "  - {at: 2 h, fail: node2, mode: hang}\n"
      "  - {at: 3 h, fail: node*}\n"
      "  - {at: 4 h, cut: node1, network: private, for: 5 min}\n"
      "  - {at: 5 h, cut: backbone}\n"
      "  - {at: 6 h, cut: other}\n");
  Names names;
  for (const models::Fault& fault : plant.faults) names.push_back(fault.name);
  EXPECT_EQ(names, (Names{"node1:hardware", "node2:hang", "node*", "private.link*.node1",
                          "backbone", "other.switch"}));
  ASSERT_EQ(plant.faults[0].targets.size(), 1U);
  EXPECT_TRUE(plant.faults[0].targets[0].mode.named());
  EXPECT_EQ(plant.faults[0].at, 1h);
  EXPECT_EQ(plant.faults[0].lasts, 30min);
  EXPECT_EQ(plant.faults[1].effect, models::Effect::hang);
  EXPECT_FALSE(plant.faults[1].targets[0].mode.named());
  EXPECT_FALSE(plant.faults[1].lasts);
  EXPECT_EQ(plant.faults[2].targets.size(), 2U);
  ASSERT_EQ(plant.faults[3].targets.size(), 2U);
  EXPECT_EQ(plant[plant.faults[3].targets[1].component].name, "private.link2.node1");
  EXPECT_EQ(plant.faults[3].lasts, 5min);
}

TEST(Reader, FaultsOfSetsAndCommonCauses) {
  const Plant plant = plant_of(
      "hosts: {node1..3: {failures: {hardware: {mttf: 5 y}}}}\n"
      "common-causes: {feed: {mttf: 4 y, hits: node*}}\n"
      "faults:\n"
      "  - {at: 1 h, fail: [node1, node3], mode: hang}\n"
      "  - {at: 2 h, fail: node1..2, mode: hardware}\n"
      "  - {at: 3 h, fail: feed, for: 1 h}\n"
      "  - {at: 4 h, fail: node1}\n"
      "  - {at: 5 h, fail: node1}\n");
  Names names;
  for (const models::Fault& fault : plant.faults) names.push_back(fault.name);
  EXPECT_EQ(names, (Names{"node1, node3:hang", "node1..2:hardware", "feed", "node1", "node1"}));
  EXPECT_EQ(plant.faults[1].targets[1].mode, models::ModeId(1));
  EXPECT_EQ(plant.faults[2].common_cause, models::CommonCauseId(0));
  EXPECT_TRUE(plant.faults[2].targets.empty());
  EXPECT_EQ(plant.faults[2].cause, plant.common_causes[0].cause);
  EXPECT_NE(plant.faults[1].cause, plant.modes[0].cause) << "it is the cause of both";
  EXPECT_EQ(plant.faults[3].cause, plant.faults[4].cause);
}

TEST(Reader, AModeCalledAsAnEffectIsMeantByItsName) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {failures: {hw: {mttf: 1 y}}}, node1: {failures: {hang: {mttf: 5 y, "
      "effect: "
      "hang, ttr: 1 h}}}}\n"
      "faults: [{at: 1 h, fail: node*, mode: hang}]\n");
  ASSERT_EQ(plant.faults.size(), 1U);
  const models::Fault& fault = plant.faults[0];
  ASSERT_EQ(fault.targets.size(), 2U);
  ASSERT_TRUE(fault.targets[0].mode.named());
  EXPECT_EQ(plant[fault.targets[0].mode].name, "hang");
  EXPECT_FALSE(fault.targets[1].mode.named());
  EXPECT_EQ(fault.effect, models::Effect::hang);
}

}  // namespace
}  // namespace ausfall::scenarios
