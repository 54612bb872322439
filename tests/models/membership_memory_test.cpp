// Membership and quorum with memory: partition in time, the best partition, everybody isolated,
// storage heartbeats, quarantine.
#include <gtest/gtest.h>

#include <string>

#include "models/cluster/quarantine.hpp"
#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

// ---- partition in time --------------------------------------------------------------------------

/// node1 goes, node2 goes on, and goes; node1 returns first.
std::string in_time(const std::string& profile, const std::string& quorum) {
  return "hosts: {node1..2: {boot: 2 min}, fsw: {}}\n"
         "storage: {disks: {type: fc, hosts: [node1, node2]}, w: {type: fc, hosts: [node1, "
         "node2]}}\n"
         "apps: {db: {on: node1, start: 20 s, storage: disks}}\n"
         "clusters: {c: {profile: " +
         profile + ", nodes: node*, quorum: " + quorum +
         "}}\n"
         "services: {db: {needs: db}}\n"
         "faults: [{at: 1 min, fail: node1, for: 60 min}, {at: 30 min, fail: node2, for: 4 h}]\n";
}

constexpr Time node1_is_up = 1min + 60min + 2min;

/// Savill, Mastering Windows Server 2016 Hyper-V; cc773550: a share knows only that there is a later
/// configuration, and a disk has a copy of it.
TEST(PartitionInTime, AShareDoesNotLetAnOldConfigurationStart) {
  for (const char* profile : {"wsfc-2008r2", "wsfc-2012r2"}) {
    SCOPED_TRACE(profile);
    for (const char* witness : {"fsw", "cloud"}) {
      Story story(in_time(profile, std::string("{witness: ") + witness + "}"));
      story.until(3h);
      EXPECT_EQ(story.node("node1").status, NodeStatus::waiting) << story.all();
      EXPECT_EQ(story.count(FactKind::configuration_is_old), 1) << story.all();
      EXPECT_FALSE(story.alive("db"));
      story.until(5h);
      EXPECT_TRUE(story.alive("db")) << "node2 is back: " << story.all();
    }
  }
}

TEST(PartitionInTime, ADiskHasACopyThatAnOldConfigurationMayStartFrom) {
  for (const char* profile : {"wsfc-2008r2", "wsfc-2012r2", "wsfc-2016"}) {
    SCOPED_TRACE(profile);
    Story story(in_time(profile, "{witness: w}"));
    story.until(3h);
    EXPECT_EQ(story.node("node1").status, NodeStatus::member) << story.all();
    EXPECT_EQ(story.count(FactKind::configuration_is_old), 0);
    EXPECT_TRUE(story.alive("db")) << story.all();
    story.until(5h);
    EXPECT_EQ(story.node("node2").view, NodeSet{3});
  }
}

/// The quorum disk of 2003 has the log.
TEST(PartitionInTime, AQuorumDiskHasTheLog) {
  Story story(in_time("mscs-2003", "{kind: shared-disk, storage: w}"));
  story.until(3h);
  EXPECT_EQ(story.node("node1").status, NodeStatus::member) << story.all();
  EXPECT_TRUE(story.alive("db"));
}

/// Whoever went last may start alone, whichever the witness.
TEST(PartitionInTime, WhoWentLastMayStart) {
  for (const char* witness : {"fsw", "w", "cloud"}) {
    for (const char* profile : {"wsfc-2008r2", "wsfc-2012r2"}) {
      Story story(
          "hosts: {node1..2: {boot: 2 min}, fsw: {}}\n"
          "storage: {w: {type: fc, hosts: [node1, node2]}}\n"
          "apps: {db: {on: node1, start: 20 s}}\n"
          "clusters: {c: {profile: " +
          std::string(profile) + ", nodes: node*, quorum: {witness: " + witness +
          "}}}\nservices: {db: {needs: db}}\n"
          "faults: [{at: 1 min, fail: node1, for: 10 h}, {at: 30 min, fail: node2, for: 1 h}]\n");
      story.until(3h);
      EXPECT_TRUE(story.alive("db")) << witness << profile << story.all();
    }
  }
}

/// Both fail at once, before anybody has gone on alone: either may start.
TEST(PartitionInTime, NobodyIsOldIfNobodyWentOnAlone) {
  Story story(
      "hosts: {node1..2: {boot: 2 min}, fsw: {}}\napps: {db: {on: node1, start: 20 s}}\n"
      "clusters: {c: {profile: wsfc-2008r2, nodes: node*, quorum: {witness: fsw}}}\n"
      "services: {db: {needs: db}}\n"
      "faults: [{at: 1 min, fail: node1, for: 1 h}, {at: 1 min, fail: node2, for: 9 h}]\n");
  story.until(3h);
  EXPECT_TRUE(story.alive("db")) << story.all();
}

/// Of four, two went on without the other two: with a share these are too few in time, not in number.
TEST(PartitionInTime, CountsForMoreThanTwoNodes) {
  const auto room = [](const char* witness) {
    return "hosts: {node1..4: {boot: 2 min}, fsw: {}}\n"
           "storage: {w: {type: fc, hosts: node*}}\n"
           "apps: {db: {on: node3, start: 20 s}}\n"
           "clusters: {c: {profile: wsfc-2008r2, nodes: node*, quorum: {witness: " +
           std::string(witness) +
           "}}}\nservices: {db: {needs: db}}\n"
           "faults: [{at: 1 min, fail: node1, for: 60 min}, {at: 2 min, fail: node2, for: 60 min}, "
           "{at: 30 min, fail: node3, for: 9 h}, {at: 30 min, fail: node4, for: 9 h}]\n";
  };
  Story share(room("fsw"));
  share.until(3h);
  EXPECT_FALSE(share.alive("db")) << share.all();
  Story disk(room("w"));
  disk.until(3h);
  EXPECT_TRUE(disk.alive("db")) << disk.all();
}

// ---- best partition, state file -----------------------------------------------------------------

std::string pool(const std::string& faults, int hosts = 4, const std::string& sr = "sr") {
  std::string vms;
  for (int i = 1; i <= hosts; ++i) {
    const std::string n = std::to_string(i);
    vms += (i > 1 ? ", vm" : "vm") + n + ": {host: host" + n +
           ", memory: 4 GiB, boot: 60 s, storage: data}";
  }
  return "hosts: {host1.." + std::to_string(hosts) +
         ": {memory: 64 GiB, boot: 5 min}}\nnetworks: {management: {carries: [heartbeat]}}\n"
         "storage: {sr: {type: fc}, data: {type: fc}}\nvms: {" +
         vms + "}\nclusters: {pool: {profile: xenserver-ha, nodes: host*, quorum: {witness: " + sr +
         "}}}\nservices: {all: {needs: vm*}}\nfaults: [" + faults + "]\n";
}

/// CTX129721: of equal partitions that of the lowest host survives.
TEST(BestPartition, OfEqualSidesThatOfTheFirstNodeSurvives) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Story story(pool("{at: 1 min, cut: management, for: 30 min}"), seed);
    story.until(5min);
    EXPECT_FALSE(story.told("the watchdog of host1 resets it")) << story.all();
    for (const char* host : {"host2", "host3", "host4"})
      EXPECT_TRUE(story.told(std::string("the watchdog of ") + host + " resets it"));
    EXPECT_FALSE(story.told("vm1 stops"));
    for (const char* vm : {"vm2", "vm3", "vm4"}) EXPECT_TRUE(story.alive(vm)) << story.all();
    EXPECT_EQ(story.count(FactKind::split_brain_began), 0);
    story.until(1h);
    EXPECT_EQ(story.node("host1").view, NodeSet{15}) << story.all();
  }
}

TEST(BestPartition, TheLargerSideSurvivesThoughItHasNoMajorityAndNotTheFirstNode) {
  // host1 is cut off alone, then host2 and host3 lose host4: 2 against 1 and 1.
  Story story(
      pool("{at: 1 min, cut: host1, network: management, for: 2 h}, "
           "{at: 1 min, cut: host4, network: management, for: 2 h}"));
  story.until(10min);
  EXPECT_TRUE(story.told("the watchdog of host1 resets it")) << story.all();
  EXPECT_TRUE(story.told("the watchdog of host4 resets it"));
  EXPECT_EQ(story.node("host2").view, NodeSet{0b0110});
  EXPECT_EQ(story.count(FactKind::split_brain_began), 0);
}

/// XCP-ng documentation, pull the storage cable: fenced, though the network is well.
TEST(StateFile, WhoLosesItIsFencedThoughTheNetworkIsWell) {
  Story story(pool("{at: 1 min, fail: sr.path.host1, for: 30 min}", 2));
  story.until(2min + 8s);
  EXPECT_FALSE(story.told("the watchdog of host1 resets it"));
  story.until(2min + 13s);
  EXPECT_TRUE(story.told("the watchdog of host1 resets it")) << story.all();
  story.until(5min);
  EXPECT_TRUE(story.told("group vm1 fails over from host1 to host2")) << story.all();
  story.until(20min);
  EXPECT_EQ(story.node("host1").status, NodeStatus::waiting) << "not without the state file";
  story.until(1h);
  EXPECT_EQ(story.node("host1").view, NodeSet{3}) << story.all();
}

TEST(StateFile, NobodyIsFencedIfAllLoseItAndHearEachOther) {
  Story story(pool("{at: 1 min, fail: sr, for: 30 min}", 3));
  story.until(1h);
  EXPECT_EQ(story.count(FactKind::watchdog_fired), 0) << story.all();
  EXPECT_EQ(story.count(FactKind::service_down), 0);
}

TEST(StateFile, OneHostIsEnoughToFormThePoolAnew) {
  Story story(pool("{at: 1 min, fail: host1, for: 1 h}, {at: 30 min, fail: host2, for: 9 h}", 2));
  story.until(3h);
  EXPECT_EQ(story.node("host1").status, NodeStatus::member) << story.all();
}

// ---- everybody isolated -------------------------------------------------------------------------

std::string esx(const std::string& policy, const std::string& faults, int hosts = 2) {
  return "hosts: {esx1.." + std::to_string(hosts) +
         ": {memory: 64 GiB, boot: 5 min}}\nnetworks: {lan: {carries: [heartbeat]}}\n"
         "storage: {san: {type: fc}, other: {type: fc}}\n"
         "vms: {web: {host: esx1, memory: 4 GiB, boot: 60 s, storage: san}, "
         "db: {host: esx2, memory: 4 GiB, boot: 60 s, storage: san}}\n"
         "clusters: {ha: {nodes: esx*, " +
         policy + "}}\nservices: {web: {needs: web}, db: {needs: db}}\nfaults: [" + faults + "]\n";
}

const std::string switch_down = "{at: 1 min, cut: lan, for: 10 min}";

/// Yellow Bricks, 2012-01-25.
TEST(EverybodyIsolated, KeepsItsVmsSinceNobodyOwnsTheDatastores) {
  Story story(esx("profile: vsphere-fdm, isolation: power-off", switch_down));
  story.until(1h);
  EXPECT_EQ(story.count(FactKind::isolation_unanswered), 2) << story.all();
  EXPECT_EQ(story.count(FactKind::isolation_responded), 0);
  EXPECT_EQ(story.count(FactKind::service_down), 0);

  Story always(esx("profile: vsphere-fdm, isolation: {response: power-off, needs-owner: false}",
                   switch_down));
  always.until(1h);
  EXPECT_EQ(always.count(FactKind::isolation_responded), 2) << always.all();

  Story before(esx("profile: vi3-ha", switch_down));
  before.until(1h);
  EXPECT_EQ(before.count(FactKind::isolation_responded), 2) << before.all();
}

/// Once another is back and owns them, the response of the one that is still cut off fires.
TEST(EverybodyIsolated, RespondsWhenSomebodyElseIsBack) {
  Story story(esx("profile: vsphere-fdm, isolation: power-off",
                  "{at: 1 min, cut: esx1, network: lan, for: 5 min}, "
                  "{at: 1 min, cut: esx2, network: lan, for: 30 min}"));
  story.until(6min - 1s);
  EXPECT_EQ(story.count(FactKind::isolation_responded), 0) << story.all();
  story.until(10min);
  EXPECT_EQ(story.times("esx2 is isolated, and powers off its members"), Times{6min})
      << story.all();
  EXPECT_TRUE(story.told("group db fails over from esx2 to esx1")) << story.all();
  EXPECT_FALSE(story.told("web stops"));
}

TEST(EverybodyIsolated, OneThatIsAloneRespondsAsEver) {
  Story story(esx("profile: vsphere-fdm, isolation: power-off",
                  "{at: 1 min, cut: esx2, network: lan, for: 30 min}", 3));
  story.until(10min);
  EXPECT_EQ(story.times("esx2 is isolated, and powers off its members"), Times{2min});
}

// ---- storage heartbeats -------------------------------------------------------------------------

/// The host is cut off and loses the datastore of its VM, but writes on another: it lives, and its
/// VMs are not restarted elsewhere. Without storage heartbeats the lock alone decides.
TEST(StorageHeartbeat, WhoIsSeenAliveKeepsItsGroups) {
  const std::string faults =
      "{at: 1 min, cut: esx2, network: lan, for: 10 min}, {at: 3 min, fail: san.path.esx2, for: 20 "
      "s}";
  Story seen(esx("profile: vsphere-fdm", faults, 3));
  seen.until(30min);
  EXPECT_EQ(seen.count(FactKind::node_seen_on_storage), 1) << seen.all();
  EXPECT_EQ(seen.count(FactKind::group_failed_over), 0) << seen.all();
  EXPECT_EQ(seen.count(FactKind::split_brain_began), 0);
  Story unseen(esx("profile: vsphere-fdm, heartbeat: {storage: none, networks: all}", faults, 3));
  unseen.until(30min);
  EXPECT_EQ(unseen.count(FactKind::node_seen_on_storage), 0);
  EXPECT_GE(unseen.count(FactKind::group_failed_over), 1U) << unseen.all();
}

TEST(StorageHeartbeat, WhoIsDeadIsNotSeen) {
  Story story(esx("profile: vsphere-fdm", "{at: 1 min, fail: esx2, for: 1 h}", 3));
  story.until(10min);
  EXPECT_EQ(story.count(FactKind::node_seen_on_storage), 0) << story.all();
  EXPECT_TRUE(story.told("group db serves again on esx1") ||
              story.told("group db serves again on esx3"));
}

// ---- quarantine ---------------------------------------------------------------------------------

std::string flapping(const std::string& policy, const std::string& faults,
                     const std::string& profile = "wsfc-2016") {
  return "hosts: {hv1..3: {memory: 64 GiB, boot: 1 min}}\nnetworks: {lan: {carries: [heartbeat]}}\n"
         "vms: {vm1: {host: hv1, memory: 4 GiB, boot: 30 s}}\n"
         "clusters: {c: {profile: " +
         profile +
         ", nodes: hv*, failback: immediate, groups: {vm1: {members: vm1, owners: [hv1, hv2, "
         "hv3]}}, "
         "failover: {grace: 0 s}" +
         policy + "}}\nservices: {vm1: {needs: vm1}}\nfaults: [" + faults + "]\n";
}

const std::string three_times =
    "{at: 1 min, fail: hv1, for: 2 min}, {at: 10 min, fail: hv1, for: 2 min}, "
    "{at: 20 min, fail: hv1, for: 2 min}";

/// Microsoft's blog on compute resiliency: three within the hour, two hours.
TEST(Quarantine, TheThirdDepartureWithinTheHourKeepsANodeOut) {
  for (const char* profile : {"wsfc-2016", "wsfc-2019"}) {
    Story story(flapping("", three_times, profile));
    story.until(2h);
    EXPECT_EQ(story.count(FactKind::node_quarantined), 1) << story.all();
    EXPECT_TRUE(story.node("hv1").quarantined);
    EXPECT_EQ(story.node("hv1").status, NodeStatus::waiting);
    EXPECT_TRUE(story.alive("vm1"));
    const Time begins = story.times("hv1 has left c too often, and is quarantined").front();
    story.until(begins + 2h - 1s);
    EXPECT_EQ(story.node("hv1").status, NodeStatus::waiting);
    story.until(begins + 2h);
    EXPECT_EQ(story.node("hv1").view, NodeSet{7}) << story.all();
    story.until(4h);
    EXPECT_EQ(story.world()[story.group("vm1")].owner, 0) << "it fails back: " << story.all();
  }
  Story without(flapping(", quarantine: none", three_times));
  without.until(30min);
  EXPECT_EQ(without.node("hv1").view, NodeSet{7}) << without.all();
}

TEST(Quarantine, ADepartureCountsForAnHourFromItself) {
  const auto at = [](const char* first, const char* second, const char* third) {
    const auto fault = [](const std::string& when) {
      return "{at: " + when + ", fail: hv1, for: 2 min}";
    };
    return flapping("", fault(first) + ", " + fault(second) + ", " + fault(third));
  };
  Story apart(at("1 min", "40 min", "62 min"));
  apart.until(2h);
  EXPECT_EQ(apart.count(FactKind::node_quarantined), 0) << apart.all();
  // The window slides: 40, 62 and 90 min are within an hour, though another began at 1 min.
  Story sliding(flapping("",
                         "{at: 1 min, fail: hv1, for: 2 min}, {at: 40 min, fail: hv1, for: 2 "
                         "min}, {at: 62 min, fail: hv1, for: 2 min}, {at: 90 min, fail: hv1, "
                         "for: 2 min}"));
  sliding.until(2h);
  EXPECT_EQ(sliding.count(FactKind::node_quarantined), 1) << sliding.all();
}

TEST(Quarantine, WhoLeavesAsPlannedIsNotCounted) {
  Story story(
      flapping(", quarantine: {threshold: 1}",
               "{at: 1 min, evacuate: hv1, for: 1 h}, {at: 30 min, fail: hv1, for: 2 min}"));
  story.until(3h);
  EXPECT_EQ(story.count(FactKind::node_quarantined), 0) << story.all();
}

TEST(Quarantine, KeepsOutNoMoreThanItsShareButAlwaysOne) {
  EXPECT_EQ(quarantined_at_most(0.25, 3), 1U);
  EXPECT_EQ(quarantined_at_most(0.25, 8), 2U);
  EXPECT_EQ(quarantined_at_most(0.25, 11), 2U);
  EXPECT_EQ(quarantined_at_most(0, 5), 1U);
  EXPECT_EQ(quarantined_at_most(1, 5), 5U);
  Story story(flapping(", quarantine: {threshold: 1, at-most: 25 %}",
                       "{at: 1 min, fail: hv1, for: 2 min}, {at: 10 min, fail: hv2, for: 2 min}"));
  story.until(1h);
  EXPECT_TRUE(story.node("hv1").quarantined) << story.all();
  EXPECT_FALSE(story.node("hv2").quarantined) << story.all();
}

/// The network of a node flaps. Its VM is left to it each time; the third time the node is kept out,
/// and its VM migrates as soon as they are in touch, without being down.
TEST(Quarantine, WhatRunsOnItMigratesOnceTheyAreInTouch) {
  Story story(
      "hosts: {hv1..3: {memory: 64 GiB, boot: 1 min}}\nnetworks: {lan: {hosts: all}}\n"
      "vms: {vm1: {host: hv1, memory: 4 GiB, boot: 30 s}}\n"
      "clusters: {c: {profile: wsfc-2016, nodes: hv*}}\nservices: {vm1: {needs: vm1}}\n"
      "faults: [{at: 1 min, cut: hv1, network: lan, for: 30 s}, "
      "{at: 10 min, cut: hv1, network: lan, for: 30 s}, "
      "{at: 20 min, cut: hv1, network: lan, for: 30 s}]\n");
  story.until(40min);
  EXPECT_EQ(story.count(FactKind::node_quarantined), 1) << story.all();
  EXPECT_NE(story.world()[story.group("vm1")].owner, 0) << story.all();
  EXPECT_EQ(story.count(FactKind::planned_move_ended), 1) << story.all();
  EXPECT_FALSE(story.told("vm1 stops")) << story.all();
}

}  // namespace
}  // namespace ausfall::models
