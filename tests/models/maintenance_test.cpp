// Maintenance: whose turn it is, what is waited for, and what is not.
#include <gtest/gtest.h>

#include <string>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

const std::string two = "hosts: {node1..2: {boot: 60 s}}\n";
const std::string three = "hosts: {node1..3: {boot: 60 s}}\n";
const std::string guest =
    "vms: {mail: {host: node1, boot: 30 s}}\nservices: {mail: {needs: mail}}\n";
const std::string cluster =
    "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, planned: "
    "{kind: live-migration}}}\n";
const std::string patching = "maintenance: {patching: {every: 1 h, duration: 10 min}}\n";

TEST(Maintenance, TakesHostsInTurn) {
  Story story(three + guest + cluster + patching);
  story.until(2 * hour - 1s);
  EXPECT_EQ(story.times("patching of node1 begins"), Times{60min}) << story.all();
  EXPECT_EQ(story.times("patching of node2 begins"), Times{71min});
  EXPECT_EQ(story.times("patching of node3 begins"), Times{82min});
  EXPECT_EQ(story.times("node3 joins ha"), Times{93min});
  EXPECT_EQ(story.count(FactKind::service_down), 0) << "memory of no size moves in no time";
  EXPECT_EQ(story.count(FactKind::group_lost), 0);
}

TEST(Maintenance, TakesAsManyAtOnceAsItMay) {
  Story story(
      "hosts: {node1..5: {}}\nservices: {s: {needs: node1}}\nmaintenance: {patching: "
      "{every: 1 h, duration: 10 min, at-once: 2}}\n");
  story.until(2 * hour - 1s);
  EXPECT_EQ(story.times("patching of node2 begins"), Times{60min}) << story.all();
  EXPECT_EQ(story.times("patching of node3 begins"), Times{70min});
  EXPECT_EQ(story.times("patching of node5 begins"), Times{80min});
}

TEST(Maintenance, BeginsTheNextRoundAtOnceIfOneTookTooLong) {
  Story story(
      "hosts: {node1..4: {}}\nservices: {s: {needs: node1}}\nmaintenance: {patching: "
      "{every: 1 h, duration: 20 min}}\n");
  story.until(5 * hour);
  EXPECT_EQ(story.times("patching of node1 begins"), (Times{60min, 140min, 220min, 300min}));
}

TEST(Maintenance, LeavesOutAHostThatIsDownUntilItIsUp) {
  Story story("hosts: {node1..3: {boot: 60 s}}\nservices: {s: {needs: node1}}\n" + patching +
              "faults: [{at: 59 min, fail: node1, for: 5 min}]\n");
  story.until(2 * hour - 1s);
  EXPECT_EQ(story.times("patching of node2 begins"), Times{60min}) << story.all();
  EXPECT_EQ(story.times("patching of node1 begins"), Times{71min});
  EXPECT_EQ(story.times("patching of node3 begins"), Times{82min});
}

TEST(Maintenance, DoesNotBeginWhileAnotherNodeIsOutOfOrder) {
  Story story(two + guest + cluster + patching +
              "faults: [{at: 59 min, fail: node2, for: 30 min}]\n");
  story.until(3 * hour - 1s);
  EXPECT_EQ(story.times("patching of node1 begins").front(), 90min) << story.all();
  EXPECT_EQ(story.count(FactKind::service_down), 0);
}

TEST(Maintenance, IsPutOffWhenAnotherNodeFailsWhileTheHostIsDrained) {
  Story story(two +
              "vms: {mail: {host: node1, memory: 60 GB, boot: 30 s}}\nservices: {mail: "
              "{needs: mail}}\nclusters: {ha: {nodes: node*, planned: {kind: live-migration, "
              "bandwidth: 100 MB/s}}}\n" +
              patching + "faults: [{at: 61 min, fail: node2, for: 10 min}]\n");
  story.until(62min);
  EXPECT_FALSE(story.node("node1").drained) << story.all();
  EXPECT_TRUE(story.alive("mail"));
  story.until(2 * hour - 1s);
  EXPECT_EQ(story.count(FactKind::service_down), 0) << story.all();
  EXPECT_EQ(story.times("patching of node1 begins"), Times{72min + 600s});
}

TEST(Maintenance, TakesDownWhatCanGoNowhereWhenAllIsWell) {
  const std::string memory = "hosts: {node1..2: {boot: 60 s, memory: 1 GiB}}\n";
  Story story(memory +
              "vms: {vm1..2: {memory: 1 GiB, boot: 30 s}, vm1: {host: node1}, vm2: {host: "
              "node2}}\nservices: {vm1: {needs: vm1}, vm2: {needs: vm2}}\nclusters: {ha: "
              "{nodes: node*}}\n" +
              patching);
  story.until(2 * hour - 1s);
  EXPECT_EQ(story.times("service vm1 is down, because of patching"), Times{60min}) << story.all();
  EXPECT_EQ(story.times("service vm1 is up"), Times{71min + 30s});
  EXPECT_EQ(story.times("service vm2 is down, because of patching"), Times{71min + 30s});
  EXPECT_EQ(story.times("service vm2 is up"), Times{83min});
}

TEST(Maintenance, DrainsTheNodesOfAGuestClusterFirst) {
  Story story(two +
              "vms: {guest1: {host: node1}, guest2: {host: node2}}\napps: {mail: {on: guest1, "
              "start: 30 s}}\nservices: {mail: {needs: mail}}\nclusters: {ha: {profile: "
              "ideal, nodes: guest*}}\n" +
              patching);
  story.until(70min);
  EXPECT_TRUE(story.told("group mail has moved to guest2")) << story.all();
  EXPECT_EQ(story.times("patching of node1 begins"), Times{60min + 30s});
  EXPECT_EQ(story.count(FactKind::group_lost), 0);
}

/// guest2 is carried to node2, and would go home at once if the drain were given up for its sake.
std::string nested(const std::string& policy) {
  return "vms: {guest1: {host: node1}, guest2: {host: node1, boot: 30 s}}\n"
         "apps: {mail: {on: guest1}}\nservices: {mail: {needs: mail}}\n"
         "clusters: {ha: {profile: ideal, nodes: node*, groups: {h: {members: [guest2]}, rest: "
         "none}, "
         "failback: "
         "immediate}, guests: {profile: ideal, nodes: guest*, groups: {g: {members: [mail]}}" +
         policy + "}}\nmaintenance: {patching: {hosts: node1, every: 1 h, duration: 10 min}}\n";
}

TEST(Maintenance, IsNotPutOffForANodeThatItCarriesAwayItself) {
  Story story(two + nested(""));
  story.until(2 * hour - 1s);
  EXPECT_EQ(story.times("patching of node1 begins"), Times{60min + 30s}) << story.all();
  EXPECT_EQ(story.times("node1 is being drained in ha"), Times{60min});
  EXPECT_EQ(story.times("group g of guests has moved to guest2"), Times{60min + 30s});
}

/// guest1 loses the quorum meanwhile, is reset by its watchdog, and boots on the drained host.
TEST(Maintenance, IsNotPutOffForWhatThatDoesToTheOtherNodesOfTheHost) {
  Story story(two + nested(", heartbeat: {interval: 1 s, missed: 5}, quorum: {kind: majority, "
                           "retry: 5 min}, fencing: {kind: watchdog, timeout: 5 s, expiry: 60 s}"));
  story.until(60min + 30s);
  EXPECT_TRUE(story.told("the watchdog of guest1 resets it")) << story.all();
  EXPECT_EQ(story.times("node1 is being drained in ha"), Times{60min}) << story.all();
  EXPECT_EQ(story.times("patching of node1 begins"), Times{60min + 30s}) << story.all();
}

TEST(Maintenance, TwoOfThemGiveWayToEachOther) {
  Story story(two + guest + cluster +
              "maintenance: {a: {hosts: node1, every: 1 h, duration: 10 min}, b: {hosts: node2, "
              "every: 1 h, duration: 10 min}}\n");
  story.until(2 * hour - 1s);
  EXPECT_EQ(story.count(FactKind::maintenance_ended), 2) << story.all();
  EXPECT_EQ(story.count(FactKind::service_down), 0) << story.all();
}

/// Each could go to the next only: the second would take the first one's place, and so on round.
TEST(Maintenance, LeavesAPlaceToWhoeverIsDrainedAlready) {
  Story story(three +
              "vms: {a: {host: node1}, b: {host: node2}, c: {host: node3}}\n"
              "services: {a: {needs: a}}\n"
              "clusters: {ha: {profile: ideal, nodes: node*, groups: {"
              "ga: {members: [a], possible-owners: [node1, node2]}, "
              "gb: {members: [b], possible-owners: [node2, node3]}, "
              "gc: {members: [c], possible-owners: [node3, node1]}}}}\n"
              "maintenance: {patching: {every: 1 h, duration: 10 min, at-once: 2}}\n");
  story.until(2 * hour - 1s);
  EXPECT_GE(story.count(FactKind::maintenance_ended), 3) << story.all();
}

}  // namespace
}  // namespace ausfall::models
