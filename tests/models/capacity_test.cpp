// Room, slots, priorities and placement; admission control.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "models/cluster/admission.hpp"
#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

// ---- admission ----------------------------------------------------------------------------------

constexpr std::array<Size, 3> hosts{{{8, 4}, {8, 4}, {16, 8}}};

std::vector<Size> vms(std::size_t count, double memory, int cores) {
  return std::vector<Size>(count, Size{memory, cores, {}});
}

TEST(Admission, ByHostsTheLargestMayFail) {
  const Admission policy{.kind = AdmissionKind::hosts, .hosts = 1};
  EXPECT_TRUE(admits(policy, hosts, vms(4, 4, 1)));
  EXPECT_FALSE(admits(policy, hosts, vms(5, 4, 1))) << "16 are left";
  EXPECT_FALSE(admits(policy, hosts, vms(1, 9, 1))) << "it fits on the largest only";
  EXPECT_FALSE(admits(policy, hosts, vms(1, 1, 5)));
  EXPECT_TRUE(admits(policy, hosts, vms(2, 5, 1))) << "one on each";
  EXPECT_FALSE(admits(policy, hosts, vms(3, 5, 1))) << "first fit leaves 3 and 3";
  EXPECT_TRUE(admits(policy, std::array<Size, 2>{}, vms(9, 100, 9))) << "no limit is none";
  EXPECT_FALSE(admits(policy, std::array<Size, 1>{}, vms(1, 0, 0))) << "no host is left";
}

TEST(Admission, ByPercentageOfAllMemoryAndCores) {
  const Admission policy{.kind = AdmissionKind::percentage, .share = 0.25};
  EXPECT_TRUE(admits(policy, hosts, vms(6, 4, 2)));
  EXPECT_FALSE(admits(policy, hosts, vms(7, 4, 1))) << "28 of 32";
  EXPECT_FALSE(admits(policy, hosts, vms(13, 1, 1))) << "13 of 16 cores";
}

TEST(Admission, BySlotsOfTheLargestVm) {
  const Admission policy{.kind = AdmissionKind::slots, .hosts = 1};
  // Slots of 4: 2 + 2 + 4, without the largest host 4.
  EXPECT_TRUE(admits(policy, hosts, vms(4, 4, 1)));
  EXPECT_FALSE(admits(policy, hosts, vms(5, 4, 1)));
  // One VM of 8 makes every slot as large.
  EXPECT_FALSE(admits(policy, hosts, std::array<Size, 3>{{{8, 1}, {1, 1}, {1, 1}}}));
  EXPECT_EQ(first_refused(policy, hosts, vms(6, 4, 1))->vm, 4U);
  EXPECT_FALSE(first_refused(policy, hosts, vms(4, 4, 1)));
}

TEST(Admission, ByHostsThoseThatNeedMostArePlacedFirst) {
  // 8 and 8 are left, for 2 and 6 each; were the small ones first, one of the large found no room.
  const Admission policy{.kind = AdmissionKind::hosts, .hosts = 1};
  EXPECT_TRUE(admits(policy, hosts, std::array<Size, 4>{{{2, 1}, {2, 1}, {6, 1}, {6, 1}}}));
}

TEST(Admission, WhichHostIsNamedFirstDoesNotMatter) {
  constexpr std::array<Size, 3> largest_first{{{16, 8}, {8, 4}, {8, 4}}};
  for (const AdmissionKind kind : {AdmissionKind::hosts, AdmissionKind::slots}) {
    const Admission policy{.kind = kind, .hosts = 1};
    EXPECT_TRUE(admits(policy, largest_first, vms(4, 4, 1)));
    EXPECT_FALSE(admits(policy, largest_first, vms(5, 4, 1))) << "the largest may fail";
  }
}

TEST(Admission, BySlotsOfWhichHostsHaveWholeOnes) {
  const Admission policy{.kind = AdmissionKind::slots, .hosts = 1};
  // Of 7 one slot of 4, and 3 are left over: what three hosts have left over is no slot.
  constexpr std::array<Size, 4> by_memory{{{7, 0}, {7, 0}, {7, 0}, {7, 0}}};
  EXPECT_TRUE(admits(policy, by_memory, vms(3, 4, 0)));
  EXPECT_FALSE(admits(policy, by_memory, vms(4, 4, 0)));
  constexpr std::array<Size, 4> by_cores{{{0, 7}, {0, 7}, {0, 7}, {0, 7}}};
  EXPECT_TRUE(admits(policy, by_cores, vms(3, 0, 4)));
  EXPECT_FALSE(admits(policy, by_cores, vms(4, 0, 4)));
  // The largest makes them, whichever it is.
  EXPECT_FALSE(admits(policy, by_memory, std::array<Size, 4>{{{1, 0}, {4, 0}, {1, 0}, {1, 0}}}));
  EXPECT_FALSE(admits(policy, by_cores, std::array<Size, 4>{{{0, 1}, {0, 4}, {0, 1}, {0, 1}}}));
}

// ---- room ---------------------------------------------------------------------------------------

/// Two VMs of half of what node2 has, and one of all of it.
const std::string tight =
    "hosts: {node1: {memory: 4 GiB, cores: 4}, node2: {memory: 2 GiB, cores: 2}}\n"
    "services: {a: {needs: a}}\n";

TEST(Room, ThatExactlySufficesIsEnough) {
  Story story(tight +
              "vms: {a: {host: node1, memory: 2 GiB, cores: 2, boot: 60 s}}\n"
              "clusters: {ha: {profile: ideal, nodes: node*}}\n"
              "faults: [{at: 1 min, fail: node1, for: 1 h}]");
  story.until(10min);
  EXPECT_EQ(story.times("group a serves again on node2"), Times{2min}) << story.all();
}

TEST(Room, OfAGroupIsThatOfEachOfItsVmsOnce) {
  Story story(tight +
              "vms: {a: {host: node1, memory: 1 GiB, boot: 60 s}, b: {host: node1, memory: 1 GiB, "
              "boot: 60 s}}\n"
              "clusters: {ha: {profile: ideal, nodes: node*, failover: {delay: 10 s}, groups: {a: "
              "{members: [a]}, b: {members: [b]}}}}\n"
              "faults: [{at: 1 min, fail: node1, for: 1 h}]");
  story.until(10min);
  // While one is on its way the other is placed beside it.
  EXPECT_EQ(story.times("group a serves again on node2"), Times{130s}) << story.all();
  EXPECT_EQ(story.times("group b serves again on node2"), Times{130s});
}

// ---- slots --------------------------------------------------------------------------------------

TEST(StartSlots, AreWaitedForAfterAReboot) {
  Story story(
      "hosts: {node1: {boot: 1 min}}\n"
      "vms: {a: {host: node1, boot: 60 s}, b: {host: node1, boot: 60 s, priority: high}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, failover: {concurrency: 1}}}\n"
      "services: {a: {needs: a}}\nfaults: [{at: 1 min, fail: node1, for: 0 s}]");
  story.until(10min);
  EXPECT_EQ(story.times("b runs"), Times{3min}) << story.all();
  EXPECT_EQ(story.times("a runs"), Times{4min});
}

TEST(StartSlots, KeepTheirRoomWhileTheyAreWaitedFor) {
  // Two wait for slots on node2, and their memory is theirs: the third finds no room.
  Story story(
      "hosts: {node1: {memory: 4 GiB}, node2: {memory: 2 GiB}, node3: {memory: 4 GiB}}\n"
      "vms: {a: {host: node1, boot: 60 s, memory: 1 GiB}, b: {host: node1, boot: 60 s, memory: 1 "
      "GiB}, c: {host: node1, boot: 60 s, memory: 1 GiB}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, failover: {concurrency: 1}}}\n"
      "services: {a: {needs: a}}\nfaults: [{at: 1 min, fail: node1}]");
  story.until(10min);
  EXPECT_EQ(story.times("group a serves again on node2"), Times{2min}) << story.all();
  EXPECT_EQ(story.times("group b serves again on node2"), Times{3min});
  EXPECT_EQ(story.times("group c serves again on node3"), Times{2min});
}

TEST(StartSlots, OfATargetThatDiesAreGivenUp) {
  Story story(
      "hosts: {node1..3: {}}\n"
      "vms: {a: {host: node1, boot: 60 s}, b: {host: node1, boot: 60 s}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, failover: {concurrency: 1}}}\n"
      "services: {a: {needs: a}}\n"
      "faults: [{at: 1 min, fail: node1}, {at: 90 s, fail: node2}]");
  story.until(20min);
  EXPECT_EQ(story.times("group a serves again on node3"), Times{150s}) << story.all();
  EXPECT_EQ(story.times("group b serves again on node3"), Times{210s});
}

// ---- monitor ------------------------------------------------------------------------------------

const std::string leaky =
    "hosts: {node1..2: {}}\n"
    "apps: {web: {on: node1, start: 20 s, failures: {leak: {mttf: 100000 y, effect: degrade, "
    "capacity: 30 %, ttr: 8 h}}}}\nservices: {web: {needs: web}}\n";

TEST(CapacityFloor, FailsOverWhenNoRestartIsLeft) {
  Story story(leaky +
              "clusters: {ha: {profile: ideal, nodes: node*, restart: {attempts: 0}, monitor: "
              "{capacity-floor: 50 %, is-alive: 0 s}}}\nfaults: [{at: 1 min, fail: web, mode: "
              "leak}]");
  story.until(10min);
  EXPECT_EQ(story.times("group web serves again on node2"), Times{80s}) << story.all();
  EXPECT_EQ(story.world().services[0].capacity, 1U << 16U);
}

TEST(CapacityFloor, IsNotSeenByOneWhoSeesNoHangs) {
  Story story(leaky +
              "clusters: {ha: {profile: ideal, nodes: node*, monitor: {scope: vm-state, "
              "capacity-floor: 50 %}}}\nfaults: [{at: 1 min, fail: web, mode: leak}]");
  story.until(1h);
  EXPECT_EQ(story.count(FactKind::member_failure_seen), 0) << story.all();
}

TEST(CapacityFloor, ForgetsALackThatEndsBeforeItIsSeen) {
  Story story(leaky +
              "clusters: {ha: {profile: ideal, nodes: node*, monitor: {capacity-floor: 50 %, "
              "is-alive: 1 s, timeout: 1 h}}}\nfaults: [{at: 1 min, fail: web, mode: leak, for: "
              "10 min}]");
  story.until(3h);
  EXPECT_EQ(story.count(FactKind::member_failure_seen), 0) << story.all();
  EXPECT_EQ(story.count(FactKind::group_lost), 0);
}

TEST(PendingTimeout, OfABootThatHangs) {
  Story story(
      "hosts: {node1..2: {}}\n"
      "vms: {vm: {host: node1, boot: 60 s, failures: {os: {mttf: 100000 y}}}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, restart: {attempts: 0}, monitor: "
      "{pending-timeout: 50 s}, failover: {threshold: 2, period: 1 h, manual: 1 h}}}\n"
      "services: {vm: {needs: vm}}\nfaults: [{at: 1 min, fail: vm, mode: os}]");
  story.until(30min);
  EXPECT_EQ(story.times("vm of group vm takes too long to come up, and counts as failed"),
            (Times{110s, 160s}))
      << story.all();
  EXPECT_EQ(story.world()[story.group("vm")].status, GroupStatus::given_up);
}

TEST(HotStandby, StartsColdWhenItsGuestWasDown) {
  Story story(
      "hosts: {node1..2: {}}\n"
      "vms: {vm: {host: node1, boot: 60 s, failures: {os: {mttf: 100000 y, ttr: 10 min}}}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, monitor: {scope: node}, failover: {standby: "
      "hot, delay: 1 s}}}\nservices: {vm: {needs: vm}}\n"
      "faults: [{at: 1 min, fail: node1, for: 1 min}, {at: 5 min, fail: vm, mode: os}, {at: 6 min, "
      "fail: node2}]");
  story.until(30min);
  EXPECT_EQ(story.times("group vm serves again on node2"), Times{61s}) << story.all();
  EXPECT_EQ(story.times("group vm serves again on node1"), Times{421s}) << "cold, with its boot";
}

}  // namespace
}  // namespace ausfall::models
