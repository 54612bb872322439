// Requests to fence that work though their senders die, and what delays them; poison pills; nodes
// without groups, which have no watchdog.
#include <gtest/gtest.h>

#include <string>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

const std::string two = "hosts: {node1..2: {boot: 3 min}}\nnetworks: {net: {hosts: all}}\n";
const std::string files = "apps: {files: {on: node1, start: 20 s}}\n";
const std::string service = "services: {files: {needs: files}}\n";
const std::string frozen = service + "faults: [{at: 1 min, cut: net, for: 90 s}]\n";

std::string pacemaker(const std::string& more = "") {
  return "clusters: {pair: {profile: pacemaker, nodes: node*, failback: never" + more + "}}\n";
}

/// GitHub's post-mortem of 2012-12-22; SUSE KB 000019110 (fence race).
TEST(FenceRequest, WorksThoughItsSenderDies) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Story story(two + files + pacemaker() + frozen, seed);
    story.until(10min);
    EXPECT_TRUE(story.told("node1 is fenced")) << story.all();
    EXPECT_TRUE(story.told("node2 is fenced")) << story.all();
    EXPECT_EQ(story.count(FactKind::split_brain_began), 0);
    EXPECT_TRUE(story.alive("files")) << "both boot, and find each other: " << story.all();
    EXPECT_EQ(story.node("node1").view, NodeSet{3});
    EXPECT_EQ(story.node("node1").fence, Fence::none);
    EXPECT_EQ(story.node("node2").fence, Fence::none);
  }
}

/// pcmk_delay_base of the device that would fence node1.
TEST(FenceRequest, IsNeverSentIfItsSenderIsShotWhileItWaits) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Story story(two + files + pacemaker(", fencing: {send-delays: {node1: 10 s}}") + frozen, seed);
    story.until(10min);
    EXPECT_FALSE(story.told("node1 is fenced")) << story.all();
    EXPECT_TRUE(story.told("node2 is fenced"));
    EXPECT_EQ(story.count(FactKind::fencing_dropped), 1);
    EXPECT_FALSE(story.told("files stops")) << "it ran on all along on node1";
  }
}

/// A delay that is shorter than the other's request takes does not help.
TEST(FenceRequest, IsSentIfItWaitsForLessThanTheOthersTakes) {
  Story story(two + files + pacemaker(", fencing: {send-delays: {node1: 2 s}}") + frozen);
  story.until(10min);
  EXPECT_TRUE(story.told("node1 is fenced")) << story.all();
  EXPECT_TRUE(story.told("node2 is fenced"));
}

/// pcmk_delay_max: mostly one wins, and not always the same.
TEST(FenceRequest, WaitsAtRandom) {
  int first = 0;
  int second = 0;
  int both = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Story story(two + files +
                    pacemaker(", fencing: {send-delay: {uniform: {min: 0 s, max: 60 s}}}") + frozen,
                seed);
    story.until(6min);
    const bool one = story.told("node1 is fenced");
    const bool other = story.told("node2 is fenced");
    EXPECT_TRUE(one || other);
    if (one && other)
      ++both;
    else
      ++(one ? first : second);
  }
  // The difference of two even times in 60 s is below 5 s in 1 - (55/60)^2 = 16 % of cases.
  EXPECT_NEAR(both, 32, 20);
  EXPECT_GT(first, 50);
  EXPECT_GT(second, 50);
}

/// priority-fencing-delay: whoever carries the most survives; with equal loads nobody is spared.
TEST(FenceRequest, IsHeldForTheMoreImportantGroups) {
  for (const std::string& on : {std::string("node1"), std::string("node2")}) {
    Story story(two + "apps: {files: {on: " + on + ", start: 20 s}}\n" +
                pacemaker(", fencing: {priority-delay: 15 s}") + frozen);
    story.until(10min);
    EXPECT_FALSE(story.told(on + " is fenced")) << story.all();
    EXPECT_EQ(story.count(FactKind::node_fenced), 1);
    EXPECT_FALSE(story.told("files stops")) << story.all();
  }
  Story equal(two + "apps: {files: {on: node1, start: 20 s}, more: {on: node2, start: 20 s}}\n" +
              pacemaker(", fencing: {priority-delay: 15 s}") + frozen);
  equal.until(10min);
  EXPECT_EQ(equal.count(FactKind::node_fenced), 2) << equal.all();
}

/// A side with more than half of the nodes need not wait.
TEST(FenceRequest, IsNotHeldBackByAMajority) {
  Story story(
      "hosts: {node1..3: {boot: 3 min}}\nnetworks: {net: {hosts: all}}\n"
      "apps: {files: {on: node3, start: 20 s}}\n" +
      pacemaker(", fencing: {priority-delay: 15 s}") + service +
      "faults: [{at: 1 min, cut: node3, network: net, for: 5 min}]\n");
  story.until(10min);
  EXPECT_EQ(story.count(FactKind::fencing_delayed), 0) << story.all();
  EXPECT_TRUE(story.told("node3 is fenced"));
}

// ---- poison pill --------------------------------------------------------------------------------

const std::string sbd = "storage: {sbd: {type: fc, hosts: all}}\n";

std::string pill(const std::string& more = "") {
  return pacemaker(", fencing: {kind: poison-pill, storage: sbd" + more + "}");
}

TEST(PoisonPill, RacesAsPowerDoes) {
  Story both(two + sbd + files + pill() + frozen);
  both.until(10min);
  EXPECT_EQ(both.count(FactKind::node_fenced), 2) << both.all();
  Story one(two + sbd + files + pill(", send-delays: {node1: 30 s}") + frozen);
  one.until(10min);
  EXPECT_EQ(one.count(FactKind::node_fenced), 1) << one.all();
}

/// sbd(8), with and without Pacemaker integration.
TEST(PoisonPill, ResetsWhoLosesTheDiskUnlessTheQuorumIsEnough) {
  const std::string three = "hosts: {node1..3: {boot: 3 min}}\nnetworks: {net: {hosts: all}}\n" +
                            sbd + "apps: {files: {on: node1, start: 20 s}}\n";
  const std::string pulled = service + "faults: [{at: 1 min, fail: sbd.path.node1, for: 30 min}]\n";
  Story alone(three + pill(", stays-with-quorum: false") + pulled);
  alone.until(20min);
  EXPECT_EQ(alone.times("the watchdog of node1 resets it"), Times{1min + 5s}) << alone.all();
  EXPECT_EQ(alone.node("node1").status, NodeStatus::waiting) << "sbd does not start without it";
  EXPECT_TRUE(alone.alive("files"));
  EXPECT_TRUE(alone.told("group files serves again on node2")) << alone.all();
  alone.until(1h);
  EXPECT_EQ(alone.node("node1").view, NodeSet{7});

  Story integrated(three + pill() + pulled);
  integrated.until(1h);
  EXPECT_EQ(integrated.count(FactKind::watchdog_fired), 0) << integrated.all();
  EXPECT_EQ(integrated.count(FactKind::service_down), 0);
}

/// Of two nodes one alone has no quorum that would excuse it.
TEST(PoisonPill, OfTwoNodesWhoIsAloneNeedsTheDisk) {
  Story story(two + sbd + files + pill() + service +
              "faults: [{at: 1 min, fail: sbd.path.node1, for: 30 min}, "
              "{at: 5 min, fail: node2, for: 10 min}]\n");
  story.until(5min);
  EXPECT_EQ(story.count(FactKind::watchdog_fired), 0) << story.all();
  story.until(10min);
  EXPECT_EQ(story.count(FactKind::watchdog_fired), 1) << story.all();
}

TEST(PoisonPill, CannotBeSentByWhoDoesNotReachTheDisk) {
  Story story(two + sbd + files + pill(", attempts: 2") + service +
              "faults: [{at: 1 min, fail: sbd.path.node2, for: 2 h}, {at: 5 min, fail: node1}]\n");
  story.until(20min);
  EXPECT_FALSE(story.told("node1 is fenced")) << story.all();
  EXPECT_GE(story.count(FactKind::node_fence_failed), 1U) << story.all();
}

// ---- nodes without groups -----------------------------------------------------------------------

std::string proxmox(const std::string& more = "") {
  return "hosts: {node1..3: {memory: 16 GiB, boot: 4 min}}\n"
         "networks: {corosync: {carries: [heartbeat]}}\n"
         "vms: {ha1: {host: node1, memory: 1 GiB, boot: 30 s}, "
         "ha2: {host: node2, memory: 1 GiB, boot: 30 s}, "
         "local: {host: node3, memory: 1 GiB, boot: 30 s}}\n"
         "clusters: {pve: {profile: proxmox-ha, nodes: node*, groups: {g1: {members: ha1}, "
         "g2: {members: ha2}, rest: none}" +
         more +
         "}}\n"
         "services: {ha1: {needs: ha1}, ha2: {needs: ha2}, local: {needs: local}}\n"
         "faults: [{at: 1 min, cut: corosync, for: 3 min}]\n";
}

/// Proxmox staff, forum thread 136789.
TEST(Idle, ANodeWithoutGroupsIsNotReset) {
  Story story(proxmox());
  story.until(30min);
  EXPECT_TRUE(story.told("the watchdog of node1 resets it")) << story.all();
  EXPECT_TRUE(story.told("the watchdog of node2 resets it"));
  EXPECT_FALSE(story.told("the watchdog of node3 resets it"));
  EXPECT_FALSE(story.told("local stops")) << story.all();
  EXPECT_EQ(story.node("node3").view, NodeSet{7});

  Story always(proxmox(", fencing: {idle-after: never}"));
  always.until(30min);
  EXPECT_TRUE(always.told("the watchdog of node3 resets it")) << always.all();
  EXPECT_TRUE(always.told("local stops"));
}

/// It keeps its watchdog for 10 min after the last group has left.
TEST(Idle, BeginsAWhileAfterTheLastGroupHasLeft) {
  const std::string room =
      "hosts: {node1..3: {memory: 16 GiB, boot: 4 min}}\nnetworks: {net: {hosts: all}}\n"
      "vms: {ha: {host: node1, memory: 1 GiB, boot: 30 s}}\n"
      "clusters: {pve: {profile: proxmox-ha, nodes: node*}}\nservices: {ha: {needs: ha}}\n";
  const auto story_of = [&](const std::string& cut_at) {
    return room + "faults: [{at: 1 min, evacuate: node1, for: 1 h}, {at: " + cut_at +
           ", cut: node1, network: net, for: 3 min}]\n";
  };
  Story early(story_of("5 min"));
  early.until(30min);
  EXPECT_TRUE(early.told("the watchdog of node1 resets it")) << early.all();
  Story late(story_of("20 min"));
  late.until(30min);
  EXPECT_FALSE(late.told("the watchdog of node1 resets it")) << late.all();
}

}  // namespace
}  // namespace ausfall::models
