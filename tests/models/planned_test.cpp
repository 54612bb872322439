// Planned moves: how long they take, and what becomes of them when something fails on the way.
#include "models/cluster/planned.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

constexpr double mb = 1e6;

// ---- pre-copy -----------------------------------------------------------------------------------

TEST(PreCopy, CopiesUntilWhatRemainsTakesLessThanASecond) {
  // 40 s, then a quarter of it each time: 10, 2.5; 0.625 s are left.
  const PreCopy result = pre_copy(4000 * mb, 100 * mb, 25 * mb);
  EXPECT_EQ(result.copying, Duration(52500ms));
  EXPECT_EQ(result.blackout, Duration(625ms));
}

TEST(PreCopy, CopiesOnceWhatDoesNotChange) {
  const PreCopy result = pre_copy(4000 * mb, 100 * mb, 0);
  EXPECT_EQ(result.copying, Duration(40s));
  EXPECT_EQ(result.blackout, Duration(0));
}

TEST(PreCopy, MovesLittleMemoryInOneBlackout) {
  const PreCopy result = pre_copy(50 * mb, 100 * mb, 25 * mb);
  EXPECT_EQ(result.copying, Duration(0));
  EXPECT_EQ(result.blackout, Duration(500ms));
}

TEST(PreCopy, GivesUpWhenMemoryChangesFasterThanItIsCopied) {
  for (const double dirty : {100 * mb, 500 * mb}) {
    const PreCopy result = pre_copy(4000 * mb, 100 * mb, dirty);
    EXPECT_EQ(result.copying, Duration(40s) * copy_rounds_max);
    EXPECT_EQ(result.blackout, Duration(40s));
  }
}

TEST(PreCopy, TakesNoTimeWithoutALimit) {
  const PreCopy result = pre_copy(4000 * mb, 0, 500 * mb);
  EXPECT_EQ(result.copying + result.blackout, Duration(0));
}

// ---- stories ------------------------------------------------------------------------------------

std::string hosts(int count, const std::string& keys = "boot: 60 s") {
  return "hosts: {node1.." + std::to_string(count) + ": {" + keys + "}}\n";
}
const std::string disks = "storage: {disks: {type: fc, hosts: all}}\n";
const std::string guest =
    "vms: {mail: {host: node1, memory: 4000 MB, boot: 30 s, storage: disks, disk-timeout: 1 min}}\n"
    "apps: {exchange: {on: mail, start: 10 s}}\nservices: {mail: {needs: exchange}}\n";
const std::string live =
    "planned: {kind: live-migration, bandwidth: 100 MB/s, dirty-rate: 25 MB/s}";
const std::string save =
    "failover: {delay: 5 s}, planned: {kind: save-restore, bandwidth: 100 MB/s}";
const std::string evacuated = "{at: 60 s, evacuate: node1}";

std::string cluster(const std::string& policy) {
  return "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, heartbeat: "
         "{interval: 1 s, missed: 5}, " +
         policy + "}}\n";
}
std::string faults(const std::string& more = "") {
  return "faults: [" + evacuated + (more.empty() ? "" : ", ") + more + "]\n";
}
std::string two_hosts(const std::string& policy, const std::string& more = "") {
  return hosts(2) + disks + guest + cluster(policy) + faults(more);
}

TEST(Planned, LiveMigrationServesUntilTheBlackout) {
  Story story(two_hosts(live));
  story.until(1h);
  EXPECT_EQ(story.times("group g stands still while it is moved"), Times{112500ms}) << story.all();
  EXPECT_EQ(story.times("group g has moved to node2"), Times{113125ms});
  EXPECT_EQ(story.times("service mail is down, because of node1:evacuate"), Times{112500ms});
  EXPECT_EQ(story.times("service mail is up"), Times{113125ms});
  EXPECT_EQ(story.count(FactKind::group_lost), 0);
  EXPECT_EQ(story.world()[story.component("mail")].place, story.component("node2"));
}

TEST(Planned, SavingAndRestoringStandsStillThroughout) {
  Story story(two_hosts(save));
  story.until(1h);
  EXPECT_EQ(story.times("group g has moved to node2"), Times{145s}) << story.all();
  EXPECT_EQ(story.times("service mail is down, because of node1:evacuate"), Times{60s});
  EXPECT_EQ(story.times("service mail is up"), Times{145s});
  EXPECT_EQ(story.count(FactKind::component_started), 0) << "it goes on as it was";
}

TEST(Planned, AnApplicationIsRestarted) {
  for (const std::string& policy : {live, save}) {
    Story story(hosts(2) +
                "apps: {mail: {on: node1, start: 30 s}}\nservices: {mail: {needs: mail}}\n" +
                cluster(policy) + faults());
    story.until(1h);
    EXPECT_TRUE(story.told("mail starts on node2")) << story.all();
    EXPECT_EQ(story.count(FactKind::planned_move_ended), 1);
    EXPECT_EQ(story.count(FactKind::group_lost), 0);
  }
}

TEST(Planned, AsManyMoveAtATimeAsThePolicySays) {
  const auto times = [](const char* concurrency) {
    Story story(hosts(2) +
                "vms: {vm1..3: {host: node1, memory: 1000 MB}}\nclusters: {ha: {nodes: "
                "node*, planned: {kind: live-migration, bandwidth: 100 MB/s, "
                "concurrency: " +
                concurrency + "}}}\nservices: {s: {needs: vm1}}\n" + faults());
    story.until(1h);
    Times result;
    for (const char* vm : {"vm1", "vm2", "vm3"}) {
      const Times ended = story.times(std::string("group ") + vm + " has moved to node2");
      result.insert(result.end(), ended.begin(), ended.end());
    }
    return result;
  };
  EXPECT_EQ(times("1"), (Times{70s, 80s, 90s}));
  EXPECT_EQ(times("2"), (Times{70s, 70s, 80s}));
  EXPECT_EQ(times("unlimited"), (Times{70s, 70s, 70s}));
}

TEST(Planned, ADrainedNodeTakesNoGroupsUntilItReturns) {
  Story story(
      hosts(2) + disks + guest + cluster(live) +
      "faults: [{at: 60 s, evacuate: node2, for: 10 min}, {at: 120 s, fail: node1, for: 1 h}]");
  story.until(600s);
  EXPECT_FALSE(story.alive("mail")) << story.all();
  EXPECT_TRUE(story.told("group g waits for its turn"));
  story.until(700s);
  EXPECT_EQ(story.times("mail boots on node2"), Times{660s});
  EXPECT_TRUE(story.alive("mail"));
}

TEST(Planned, ANodeIsDrainedAsLongAsOneOfItsReasonsHolds) {
  Story story(
      hosts(2) + disks + guest + cluster(live) +
      "faults: [{at: 60 s, evacuate: node2, for: 10 min}, {at: 120 s, evacuate: node2, for: "
      "1 min}, {at: 240 s, fail: node2, for: 1 min}]");
  story.until(500s);
  EXPECT_TRUE(story.node("node2").drained) << "it stays so while it is down, and after";
  story.until(700s);
  EXPECT_FALSE(story.node("node2").drained);
  EXPECT_EQ(story.count(FactKind::node_returned), 1);
}

/// Something goes wrong at some time of the move; in the end the guest serves, once.
TEST(Planned, AGuestSurvivesWhateverFailsOnTheWay) {
  const std::string from = "hosts: {node1..3: {boot: 60 s}}\n" + disks + guest;
  for (const std::string& policy : {live, save}) {
    for (const std::string what :
         {"fail: node1, for: 2 min", "fail: node2, for: 2 min",
          "fail: node1, mode: hang, for: 2 min", "fail: node2, mode: hang, for: 2 min",
          "fail: mail, for: 2 min", "fail: mail, mode: hang, for: 2 min",
          "fail: exchange, for: 2 min", "fail: disks, for: 20 s", "fail: disks, for: 2 min",
          "fail: disks.path*.node2, for: 2 min", "fail: disks.path*.node1, for: 2 min",
          "evacuate: node2, for: 2 min"}) {
      for (const int at : {60, 61, 99, 100, 101, 104, 105, 106, 112, 113, 114, 144, 145, 146}) {
        SCOPED_TRACE(policy + " " + what + " at " + std::to_string(at));
        Story story(from + cluster(policy + ", restart: {attempts: unlimited}") +
                    faults("{at: " + std::to_string(at) + " s, " + what + "}"));
        story.until(1h);
        EXPECT_TRUE(story.alive("exchange")) << story.all();
        const GroupState& group = story.world()[story.group("g")];
        EXPECT_EQ(group.status, GroupStatus::online);
        EXPECT_EQ(group.planned, PlannedStage::none);
        EXPECT_EQ(group.target, no_node);
        EXPECT_NE(group.owner, 0) << "it has left the node that is evacuated\n" << story.all();
        EXPECT_EQ(story.world()[story.component("mail")].stalled, 0);
        EXPECT_EQ(story.count(FactKind::planned_move_began),
                  story.count(FactKind::planned_move_ended) +
                      story.count(FactKind::planned_move_called_off))
            << story.all();
        EXPECT_EQ(story.count(FactKind::split_brain_began), 0);
      }
    }
  }
}

TEST(Planned, AMigrationWhoseTargetDiesGoesOnWhereItWas) {
  Story story(two_hosts(live, "{at: 80 s, fail: node2}"));
  story.until(1h);
  EXPECT_TRUE(story.alive("exchange"));
  EXPECT_EQ(story.count(FactKind::service_down), 0) << story.all();
  EXPECT_EQ(story.count(FactKind::planned_move_called_off), 1);
}

TEST(Planned, AMigratedGuestDependsOnItsNewHostsPaths) {
  Story story(two_hosts(live,
                        "{at: 200 s, fail: disks.path*.node1}, {at: 300 s, fail: "
                        "disks.path*.node2, for: 10 s}"));
  story.until(250s);
  EXPECT_TRUE(story.alive("mail")) << story.all();
  story.until(305s);
  EXPECT_FALSE(story.alive("mail"));
  story.until(1h);
  EXPECT_TRUE(story.alive("mail"));
}

/// A guest that waits for room must not find it between two that are carried together.
TEST(Planned, GuestsArriveTogether) {
  Story story(
      "hosts: {node1: {memory: 2 GB}, node2: {memory: 2 GB}}\n" + disks +
      "vms: {a: {host: node2, memory: 1 GB, storage: disks}, b: {host: node2, memory: 1 GB, "
      "storage: disks}, w: {host: node1, memory: 1 GB, storage: disks}}\n"
      "services: {w: {needs: w}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [a, b]}, "
      "w: {members: [w]}}, failover: {coverage: 0 %, manual: 1 d}, "
      "planned: {kind: save-restore, bandwidth: 100 MB/s}}}\n"
      "faults: [{at: 50 s, fail: w, for: 20 s}, {at: 60 s, evacuate: node2}]\n");
  story.until(1h);
  EXPECT_EQ(story.world()[story.component("a")].place, story.component("node1")) << story.all();
  EXPECT_EQ(story.world()[story.component("b")].place, story.component("node1"));
  EXPECT_FALSE(story.alive("w")) << story.all();
}

std::string nested(const std::string& fencing) {
  return "hosts: {node1..2: {}}\n"
         "vms: {guest1: {host: node1, memory: 4000 MB}, guest2: {host: node2}, guest3: {host: "
         "node2}}\n"
         "apps: {app: {on: guest2}}\nservices: {app: {needs: app}}\n"
         "clusters: {ha: {profile: ideal, nodes: node*, groups: {h: {members: [guest1]}}, " +
         save +
         "}, guests: {profile: ideal, nodes: guest*, groups: {g: {members: [app]}}, heartbeat: "
         "{interval: 1 s, missed: 5}, quorum: {kind: majority}, fencing: " +
         fencing + "}}\n";
}

/// It is as virtual as the guest.
TEST(Planned, TheWatchdogOfASavedGuestStandsStill) {
  Story story(nested("{kind: watchdog, timeout: 10 s, expiry: 60 s}") + faults());
  story.until(1h);
  EXPECT_EQ(story.count(FactKind::watchdog_fired), 0) << story.all();
  EXPECT_EQ(story.count(FactKind::planned_move_ended), 1) << story.all();
  EXPECT_EQ(story.node("guest1").status, NodeStatus::member);
}

/// It boots, in no time, where it was to go.
TEST(Planned, AGuestThatIsFencedOnTheWayIsNotCarriedOn) {
  Story story(nested("{kind: power, time: 1 s}") + faults());
  story.until(1h);
  EXPECT_EQ(story.count(FactKind::node_fenced), 1)
      << "carried and fenced for ever: " << story.all();
  EXPECT_EQ(story.count(FactKind::planned_move_called_off), 1) << story.all();
  EXPECT_TRUE(story.told("guest1 boots on node2")) << story.all();
  EXPECT_EQ(story.world()[story.component("guest1")].running, Running::on) << story.all();
}

}  // namespace
}  // namespace ausfall::models
