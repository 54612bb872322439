// Failures that nobody sees until what has failed is needed, or tested.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall {
namespace {

using models::ModeState;

const std::string latent = "{mttf: 1000 y, ttr: 1 h, effect: latent}";

const std::string pair =
    "hosts:\n"
    "  main: {}\n"
    "  spare: {failures: {f: " +
    latent +
    "}}\n"
    "services: {web: {needs: {any: [main, spare]}}}\n";

TEST(Latent, AStandbyIsFoundWhenItIsNeeded) {
  test::Story story(pair +
                    "faults: [{at: 1 h, fail: spare, mode: f}, {at: 5 h, fail: main, for: 2 h}]\n");
  story.until(2h);
  EXPECT_TRUE(story.told("spare fails unseen (f)"));
  EXPECT_EQ(story.world().modes[0], ModeState::unseen);
  EXPECT_TRUE(story.world().services[0].up);
  story.until(24h);
  EXPECT_EQ(story.times("spare is found failed (f), now that it is needed"), std::vector<Time>{5h});
  EXPECT_EQ(story.times("service web is up"), std::vector<Time>{6h}) << "when it is repaired";
  EXPECT_EQ(story.world().modes[0], ModeState::armed);
}

TEST(Latent, WhatIsInUseFailsForAllToSee) {
  test::Story story(pair +
                    "faults: [{at: 1 h, fail: main, for: 5 h}, {at: 2 h, fail: spare, mode: f}]\n");
  story.until(24h);
  EXPECT_EQ(story.times("spare fails (f)"), std::vector<Time>{2h});
  EXPECT_FALSE(story.told("spare fails unseen (f)"));
}

TEST(Latent, ATestFindsIt) {
  test::Story story(
      "hosts:\n"
      "  main: {}\n"
      "  spare: {failures: {f: " +
      latent +
      "}, test: {every: 10 h, first: 4 h}}\n"
      "services: {web: {needs: {any: [main, spare]}}}\n"
      "faults: [{at: 5 h, fail: spare, mode: f}, {at: 20 h, fail: main, for: 1 h}]\n");
  story.until(24h);
  EXPECT_EQ(story.times("spare is found failed (f), by a test"), std::vector<Time>{14h});
  EXPECT_EQ(story.count(models::FactKind::service_down), 0U);
}

TEST(Latent, SparesAreTakenInTheOrderOfTheNeed) {
  test::Story story("hosts:\n  main: {}\n  spare1..3: {failures: {f: " + latent +
                    "}}\n"
                    "services: {web: {needs: {any: [main, spare2, spare1, spare3]}}}\n"
                    "faults: [{at: 1 h, fail: spare1, mode: f}, {at: 1 h, fail: spare2, mode: f}, "
                    "{at: 5 h, fail: main, for: 1 min}]\n");
  story.until(24h);
  const Time needed = 5h;
  EXPECT_EQ(story.times("spare2 is found failed (f), now that it is needed"),
            std::vector<Time>{needed});
  EXPECT_EQ(story.times("spare1 is found failed (f), now that it is needed"),
            std::vector<Time>{needed});
  EXPECT_EQ(story.count(models::FactKind::service_down), 0U) << "spare3 serves";
}

// As an injected fault it lasts as long as that, found or not.
TEST(Latent, AFaultThatIsFoundLastsAsLongAsIt) {
  test::Story story(
      pair +
      "faults: [{at: 1 h, fail: spare, mode: f, for: 9 h}, {at: 5 h, fail: main, for: 1 "
      "h}, {at: 20 h, fail: spare, mode: f, for: 1 h}]\n");
  story.until(15h);
  EXPECT_EQ(story.count(models::FactKind::repair_began), 0U);
  EXPECT_EQ(story.times("spare runs"), std::vector<Time>{10h});
  story.until(24h);
  EXPECT_EQ(story.times("spare is mended before anybody saw that it failed"),
            std::vector<Time>{21h});
  EXPECT_EQ(story.world().modes[0], ModeState::armed);
}

/// Whatever has failed unseen by then.
std::vector<std::string> unseen(const test::Story& story) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < story.plant().modes.size(); ++i) {
    if (story.world().modes[i] == ModeState::unseen)
      names.push_back(story.plant()[story.plant().modes[i].component].name);
  }
  return names;
}

TEST(Latent, AHostIsInUseWhileSomethingRunsOnIt) {
  test::Story story(
      "hosts: {node1..3: {failures: {f: " + latent +
      "}}}\n"
      "vms: {vm: {host: node1}}\n"
      "clusters: {c: {nodes: [node1, node2]}}\n"
      "services: {s: {needs: vm}}\n"
      "faults: [{at: 1 h, fail: node2, mode: f}, {at: 1 h, fail: node3, mode: f}, {at: "
      "2 h, fail: node1, mode: f}]\n");
  story.until(90min);
  EXPECT_EQ(unseen(story), (std::vector<std::string>{"node2", "node3"}));
  story.until(2h);
  EXPECT_EQ(story.times("node1 fails (f)"), std::vector<Time>{2h});
  EXPECT_EQ(story.times("node2 is found failed (f), now that it is needed"), std::vector<Time>{2h});
  EXPECT_FALSE(story.world().services[0].up);
  EXPECT_EQ(unseen(story), std::vector<std::string>{"node3"}) << "it is no node";
  story.until(4h);
  EXPECT_TRUE(story.world().services[0].up) << "the first that was repaired has it";
}

TEST(Latent, OfControllersPathsSwitchesAndTrunksTheFirstIsInUse) {
  const std::string room =
      "hosts: {node1..2: {}}\n"
      "networks:\n"
      "  lan: {switches: 2, failures: {switch: " +
      latent + ", link: " + latent +
      "}}\n"
      "  wan: {}\n"
      "trunks: {line1..2: {between: [lan, wan], failures: {cut: " +
      latent +
      "}}}\n"
      "storage: {san: {type: fc, controllers: 2, paths: 2, failures: {controller: " +
      latent + ", path: " + latent + ", array: " + latent +
      "}}}\n"
      "vms: {vm: {host: node1, storage: san}}\n"
      "services: {s: {needs: vm}}\n";
  std::string faults = "faults:\n";
  for (const char* part :
       {"lan.switch2: switch", "lan.link2.node1: link", "line2: cut", "san.controller2: controller",
        "san.path2.node1: path", "san.path1.node2: path"}) {
    const std::string text = part;
    const std::size_t colon = text.find(": ");
    faults += "  - {at: 1 h, fail: " + text.substr(0, colon) + ", mode: " + text.substr(colon + 2) +
              "}\n";
  }
  test::Story spares(room + faults);
  spares.until(90min);
  EXPECT_EQ(unseen(spares),
            (std::vector<std::string>{"lan.switch2", "lan.link2.node1", "line2", "san.controller2",
                                      "san.path2.node1", "san.path1.node2"}))
      << "node2 does not use the storage";
  test::Story in_use(room +
                     "faults:\n"
                     "  - {at: 1 h, fail: lan.switch1, mode: switch}\n"
                     "  - {at: 1 h, fail: line1, mode: cut}\n"
                     "  - {at: 1 h, fail: san.controller1, mode: controller}\n"
                     "  - {at: 1 h, fail: san.path1.node1, mode: path}\n"
                     "  - {at: 90 min, fail: lan.link2.node2, mode: link}\n"
                     "  - {at: 90 min, fail: san.array, mode: array}\n");
  in_use.until(100min);
  EXPECT_TRUE(unseen(in_use).empty());
}

// The path that should take over is found failed: the storage is lost, not just slow.
TEST(Latent, NothingTakesOverFromTheLastThatWorks) {
  test::Story story(
      "hosts: {node1: {}}\n"
      "storage: {san: {type: fc, paths: 2, failures: {path: " +
      latent +
      "}}}\n"
      "vms: {vm: {host: node1, storage: san, disk-loss: crash, disk-timeout: 1 min}}\n"
      "services: {s: {needs: vm}}\n"
      "faults: [{at: 1 h, fail: san.path2.node1, mode: path}, {at: 90 min, fail: "
      "san.path1.node1, mode: path}]\n");
  story.until(95min);
  EXPECT_EQ(story.times("vm loses its disk on san"), std::vector<Time>{90min});
  EXPECT_EQ(story.times("vm has waited too long for its disk, and fails"),
            std::vector<Time>{91min});
  story.until(4h);
  EXPECT_EQ(story.times("service s is up"), std::vector<Time>{150min});
}

// ---- what bridges a common cause ----------------------------------------------------------------

const std::string room_with_ups =
    "hosts: {node: {}}\n"
    "devices: {ups: {failures: {battery: " +
    latent +
    "}}}\n"
    "services: {s: {needs: node}}\n";

TEST(Latent, AUpsBridgesTheMainsForAWhile) {
  test::Story story(room_with_ups +
                    "common-causes: {mains: {ttf: 10 h, ttr: 30 min, hits: node, bridged-by: ups, "
                    "bridge-time: 20 min}}\n");
  story.until(24h);
  EXPECT_EQ(story.times("ups bridges mains"), (std::vector<Time>{10h, 20h + 30min}));
  EXPECT_EQ(story.times("ups no longer bridges mains, which strikes node"),
            (std::vector<Time>{10h + 20min, 20h + 50min}));
  EXPECT_EQ(story.times("service s is up"), (std::vector<Time>{10h + 30min, 21h}));
}

TEST(Latent, AUpsThatFailsWhileItBridgesIsSeen) {
  test::Story story(room_with_ups +
                    "common-causes: {mains: {ttf: 10 h, ttr: 2 h, hits: node, bridged-by: ups}}\n"
                    "faults: [{at: 11 h, fail: ups, mode: battery}]\n");
  story.until(15h);
  EXPECT_EQ(story.times("ups fails (battery)"), std::vector<Time>{11h});
  EXPECT_EQ(story.times("service s is down: mains"), std::vector<Time>{});
  EXPECT_EQ(story.count(models::FactKind::service_down), 1U);
  EXPECT_EQ(story.times("service s is up"), std::vector<Time>{12h})
      << "a battery that is back does not help those who are off";
}

TEST(Latent, ShortFailuresOfTheMainsDoNotShow) {
  test::Story story(room_with_ups +
                    "common-causes: {mains: {ttf: 10 h, ttr: 10 min, hits: node, bridged-by: ups, "
                    "bridge-time: 20 min}}\n");
  story.until(500h);
  EXPECT_EQ(story.count(models::FactKind::service_down), 0U);
}

}  // namespace
}  // namespace ausfall
