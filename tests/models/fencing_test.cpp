// Fencing by power, watchdog and lock; isolation, confirmation and grace, where several things
// happen at once.
#include <gtest/gtest.h>

#include <string>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

const std::string three = "hosts: {node1..3: {boot: 60 s}}\nnetworks: {lan: {hosts: all}}\n";
const std::string two = "hosts: {node1..2: {boot: 60 s}}\nnetworks: {lan: {hosts: all}}\n";
const std::string disks =
    "storage: {disks: {type: fc, hosts: all, failures: {path: {mttf: 100000 y}}}}\n";
const std::string service = "services: {mail: {needs: mail}}\n";

std::string mail_on(const std::string& node, const std::string& more = "") {
  return "apps: {mail: {on: " + node + ", start: 30 s" + more + "}}\n";
}

std::string cluster(const std::string& policy) {
  return "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, heartbeat: "
         "{interval: 0 s, missed: 1, networks: all}, " +
         policy + "}}\n";
}

std::string faults(const std::string& list) { return service + "faults: [" + list + "]\n"; }

// ---- power --------------------------------------------------------------------------------------

TEST(PowerFencing, ComesBeforeRecovery) {
  Story story(two + mail_on("node1") + cluster("fencing: {kind: power, time: 20 s}") +
              faults("{at: 60 s, fail: node1}"));
  story.until(300s);
  EXPECT_EQ(story.times("node1 is being fenced"), Times{60s});
  EXPECT_EQ(story.times("node1 is fenced"), Times{80s});
  EXPECT_EQ(story.times("group g fails over from node1 to node2"), Times{80s}) << story.all();
}

TEST(PowerFencing, LeavesAGroupThatServesElsewhereAloneUntilItHasWorked) {
  Story story(three + mail_on("node1") +
              cluster("quorum: none, fencing: {kind: power, time: 20 s}") +
              faults("{at: 60 s, cut: node1, network: lan, for: 1 h}"));
  story.until(75s);
  EXPECT_TRUE(story.alive("mail"));
  EXPECT_EQ(story.world()[story.group("g")].status, GroupStatus::online);
  story.until(79s);
  EXPECT_EQ(story.count(FactKind::group_lost), 0);
}

TEST(PowerFencing, WhoIsShotHasShotNevertheless) {
  Story story(two + mail_on("node1") + cluster("fencing: {kind: power, time: 20 s}") +
              faults("{at: 60 s, cut: node1, network: lan, for: 30 s}"));
  story.until(81s);
  // Both requests were sent; the second works though its sender is off by then.
  EXPECT_EQ(story.count(FactKind::node_fenced), 2) << story.all();
  story.until(600s);
  EXPECT_EQ(story.count(FactKind::split_brain_began), 0);
  EXPECT_EQ(story.node("node1").view, NodeSet{3});
  EXPECT_EQ(story.node("node1").fence, Fence::none);
  EXPECT_TRUE(story.alive("mail"));
}

TEST(PowerFencing, GoesOnThoughTheNodeIsInTouchAgain) {
  Story story(three + mail_on("node3") +
              cluster("quorum: majority, fencing: {kind: power, time: 20 s}") +
              faults("{at: 60 s, cut: node3, network: lan, for: 5 s}"));
  story.until(79s);
  EXPECT_EQ(story.node("node3").fence, Fence::under_way);
  EXPECT_NE(story.node("node1").view, NodeSet{7}) << story.all();
  story.until(600s);
  EXPECT_EQ(story.times("node3 is fenced"), Times{80s});
  EXPECT_EQ(story.node("node3").view, NodeSet{7});
}

TEST(PowerFencing, IsOverWhenAnAttemptFailedAndTheNodeIsInTouch) {
  Story story(
      three + mail_on("node3") +
      cluster("quorum: none, fencing: {kind: power, time: 20 s, success: 0 %, attempts: 9}") +
      faults("{at: 60 s, cut: node3, network: lan, for: 5 s}"));
  story.until(600s);
  EXPECT_EQ(story.count(FactKind::node_fence_failed), 3)
      << "node3 shot at both others: " << story.all();
  EXPECT_EQ(story.node("node3").view, NodeSet{7});
  EXPECT_EQ(story.count(FactKind::group_failed_over), 0);
  EXPECT_TRUE(story.alive("mail"));
}

/// node1 and node2 shot at node3; then node2 left node1 out too, and shot at it. When the last
/// attempt is over the three are one again, and nobody shoots at a node that it takes for a member.
TEST(PowerFencing, LetsInWhoeverItKeptOutWhenItIsCalledOff) {
  Story story("hosts: {node1..3: {}}\nnetworks: {lan: {hosts: all, loss: 0.0001 %}}\n" +
              mail_on("node2") +
              "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, "
              "heartbeat: {interval: 1 s, missed: 4, networks: all}, quorum: {kind: primaries, "
              "primaries: 2}, fencing: {kind: power, time: 10 s, success: 0 %, attempts: 1}}}\n" +
              service);
  story.until(100s);
  story.lose_heartbeats("node3", "node1");
  story.until(103s);
  story.lose_heartbeats("node1", "node2");
  story.until(114s);
  EXPECT_EQ(story.times("an attempt to fence node3 fails"), Times{110s}) << story.all();
  EXPECT_EQ(story.times("an attempt to fence node1 fails"), Times{113s});
  EXPECT_EQ(story.count(FactKind::fencing_began), 2) << story.all();
  for (const char* node : {"node1", "node2", "node3"})
    EXPECT_EQ(story.node(node).view, NodeSet{0b111}) << node << story.all();
}

TEST(PowerFencing, WaitsForAPersonOrForTheNode) {
  const std::string policy = "fencing: {kind: power, time: 20 s, success: 0 %, attempts: 2}";
  Story person(two + mail_on("node1") + cluster(policy + ", failover: {manual: 10 min}") +
               faults("{at: 60 s, fail: node1}"));
  person.until(1000s);
  EXPECT_EQ(person.times("node1 cannot be fenced, and its groups wait for a person"), Times{100s});
  EXPECT_EQ(person.times("the failover of group g does not work"), Times{100s}) << person.all();
  EXPECT_EQ(person.times("group g fails over from node1 to node2"), Times{700s}) << person.all();

  Story nobody(two + mail_on("node1") + cluster(policy) +
               faults("{at: 60 s, fail: node1, for: 1 h}"));
  nobody.until(2h);
  EXPECT_EQ(nobody.count(FactKind::group_failed_over), 0);
  EXPECT_EQ(nobody.times("group g serves again on node1"), Times{60s + 1h + 60s + 30s})
      << nobody.all();
}

// ---- watchdog -----------------------------------------------------------------------------------

const std::string watchdog =
    "quorum: majority, fencing: {kind: watchdog, timeout: 60 s, expiry: 120 s, delay: 30 s}";

TEST(Watchdog, IsFedAgainByTheQuorum) {
  Story story(three + mail_on("node3") + cluster(watchdog) +
              faults("{at: 60 s, cut: node3, network: lan, for: 59 s}"));
  story.until(600s);
  EXPECT_EQ(story.count(FactKind::watchdog_fired), 0);
  EXPECT_EQ(story.count(FactKind::group_lost), 0) << story.all();
  EXPECT_EQ(story.node("node1").view, NodeSet{7});
}

TEST(Watchdog, ResetsBeforeTheOthersRecover) {
  Story story(three + mail_on("node3") + cluster(watchdog) +
              faults("{at: 60 s, cut: node3, network: lan, for: 1 h}"));
  story.until(600s);
  EXPECT_EQ(story.times("the watchdog of node3 resets it"), Times{120s});
  EXPECT_EQ(story.times("node3 is fenced"), Times{180s});
  EXPECT_EQ(story.times("group g fails over from node3 to node1"), Times{180s}) << story.all();
  EXPECT_EQ(story.count(FactKind::split_brain_began), 0);
}

/// Once taken for lost, a node's leases are over after 2 min, which begin when it falls silent. A
/// time-out of 1 h lets nothing else end what it runs.
std::string leases(const std::string& heartbeat, const std::string& more, const std::string& list) {
  return three + mail_on("node3") +
         "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, heartbeat: "
         "{" +
         heartbeat + ", networks: all}, " + more +
         "quorum: majority, fencing: {kind: watchdog, timeout: 1 h, expiry: 120 s, delay: 0 "
         "s}}}\n" +
         faults(list + "{at: 100 s, fail: node3, for: 1 h}");
}

/// node3 dies at 100 s, so nothing may be taken from it before 220 s.
void expect_taken_when_leases_are_over(const std::string& scenario) {
  Story story(scenario);
  story.until(600s);
  EXPECT_EQ(story.times("node3 is fenced").back(), Time(220s)) << story.all();
  EXPECT_EQ(story.times("group g fails over from node3 to node1"), Times{220s}) << story.all();
}

TEST(Lease, IsRenewedByANodeThatIsHeardInTime) {
  // Silent for 5 s at 60 s, and not suspected before 10 s.
  expect_taken_when_leases_are_over(
      leases("interval: 10 s, missed: 2", "", "{at: 60 s, cut: node3, network: lan, for: 5 s}, "));
}

TEST(Lease, IsRenewedByARegroupThatMissesNobody) {
  // Suspected at 60 s, and heard again before the others have agreed on who is left.
  expect_taken_when_leases_are_over(leases("interval: 0 s, missed: 1",
                                           "membership: {regroup: 30 s}, ",
                                           "{at: 60 s, cut: node3, network: lan, for: 10 s}, "));
}

TEST(Lease, IsRenewedByANodeThatJoins) {
  // Off for a moment at 20 s, it is back at 80 s with its boot.
  expect_taken_when_leases_are_over(
      leases("interval: 0 s, missed: 1", "", "{at: 20 s, fail: node3, for: 0 s}, "));
}

TEST(Lease, BeginsWithEachSilence) {
  expect_taken_when_leases_are_over(leases("interval: 0 s, missed: 1", "", ""));
}

TEST(Watchdog, EndsWithAHangThatAResetHasEnded) {
  // It hangs for 50 s and boots; a watchdog of 60 s that ran on would reset it once more.
  Story story(three + mail_on("node3") +
              "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, "
              "heartbeat: {interval: 100 s, missed: 2, networks: all}, " +
              watchdog + "}}\n" + faults("{at: 100 s, fail: node3, mode: hang, for: 50 s}"));
  story.until(600s);
  EXPECT_EQ(story.count(FactKind::watchdog_fired), 0) << story.all();
}

TEST(Watchdog, IsFedByANodeThatStoodStillAndGoesOn) {
  // node3 waits for its disk for 50 s.
  Story story(
      "hosts: {host1..3: {}}\nnetworks: {lan: {hosts: all}}\n" + disks +
      "vms: {node1: {host: host1}, node2: {host: host2}, node3: {host: host3, storage: disks, "
      "disk-timeout: 1 h}}\n" +
      mail_on("node3") +
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, "
      "heartbeat: {interval: 100 s, missed: 2, networks: all}, " +
      watchdog + "}}\n" + faults("{at: 100 s, fail: disks.path.host3, for: 50 s}"));
  story.until(600s);
  EXPECT_EQ(story.count(FactKind::watchdog_fired), 0) << story.all();
  EXPECT_TRUE(story.alive("mail"));
}

// ---- lock ---------------------------------------------------------------------------------------

TEST(Lock, IsFreeWhenTheNodeDies) {
  Story story(three + disks + mail_on("node3", ", storage: disks") +
              cluster("quorum: none, fencing: lock") +
              faults("{at: 60 s, cut: node3, network: lan, for: 1 h}, {at: 100 s, fail: node3}"));
  story.until(99s);
  EXPECT_TRUE(story.alive("mail"));
  story.until(300s);
  EXPECT_EQ(story.times("group g fails over from node3 to node1"), Times{100s}) << story.all();
}

TEST(Lock, IsNotTakenByANodeThatIsCutOff) {
  // node3 runs on without node2, which hears nobody. When the application crashes its lock is free,
  // and still it may not go to a node that no client reaches.
  const auto story_with = [](const std::string& fencing) {
    return "hosts: {node2..3: {boot: 60 s}}\nnetworks: {lan: {hosts: all}}\n" + disks +
           "apps: {mail: {on: node3, start: 30 s, storage: disks, failures: {broken: {mttf: 100000 "
           "y, ttr: 10 min}}}}\n" +
           cluster("quorum: none, fencing: " + fencing) +
           faults(
               "{at: 60 s, cut: node2, network: lan, for: 1 h}, {at: 100 s, fail: mail, mode: "
               "broken}");
  };
  Story locks(story_with("lock"));
  locks.until(30min);
  EXPECT_EQ(locks.times("group g serves again on node3"), Times{100s + 10min + 30s}) << locks.all();
  EXPECT_EQ(locks.count(FactKind::group_failed_over), 0);

  // Without locks nothing tells it that node3 is alive, and it takes over at once.
  Story none(story_with("none"));
  none.until(99s);
  EXPECT_EQ(none.world()[none.group("g")].ghost, 1) << none.all();
}

TEST(Lock, IsTakenOnceTheNodeThatWasCutOffIsBack) {
  Story story("hosts: {node2..3: {boot: 60 s}}\nnetworks: {lan: {hosts: all}}\n" + disks +
              mail_on("node3", ", storage: disks") + cluster("quorum: none, fencing: lock") +
              faults("{at: 60 s, cut: node2, network: lan, for: 10 min}, {at: 100 s, fail: node3, "
                     "for: 1 h}"));
  story.until(30min);
  EXPECT_EQ(story.times("group g fails over from node3 to node2"), Times{660s}) << story.all();
}

TEST(Lock, NeedsAStorage) {
  Story story(three + mail_on("node3") + cluster("quorum: none, fencing: lock") +
              faults("{at: 60 s, cut: node3, network: lan, for: 1 h}"));
  story.until(300s);
  EXPECT_EQ(story.count(FactKind::split_brain_began), 1);
}

TEST(Lock, IsNotKeptByANodeThatHangs) {
  Story story(three + disks + mail_on("node3", ", storage: disks") +
              cluster("quorum: none, fencing: lock") +
              faults("{at: 60 s, fail: node3, mode: hang, for: 1 h}"));
  story.until(300s);
  EXPECT_EQ(story.times("group g fails over from node3 to node1"), Times{60s}) << story.all();
}

// ---- isolation ----------------------------------------------------------------------------------

TEST(Isolation, IsForgottenWhenTheLinkIsBackInTime) {
  Story story(three + disks + mail_on("node3", ", storage: disks") +
              cluster("membership: {regroup: 1 min}, fencing: lock, isolation: {response: "
                      "power-off, after: 20 s}") +
              faults("{at: 60 s, cut: node3, network: lan, for: 19 s}"));
  story.until(300s);
  EXPECT_EQ(story.count(FactKind::node_isolated), 0);
  EXPECT_EQ(story.count(FactKind::group_lost), 0);
}

TEST(Isolation, OfTheLeaderHasItsOwnTime) {
  Story story(two + mail_on("node1") +
              cluster("isolation: {response: power-off, after: 20 s, leader-after: 10 s}, "
                      "membership: {regroup: 5 min}") +
              faults("{at: 60 s, cut: lan, for: 1 min}"));
  story.until(300s);
  EXPECT_EQ(story.times("node1 finds itself isolated"), Times{70s}) << story.all();
  EXPECT_EQ(story.times("node2 finds itself isolated"), Times{80s});
  EXPECT_EQ(story.times("group g serves again on node1"), Times{150s});
}

TEST(Isolation, IsNotThatTheOthersDied) {
  Story story(two + mail_on("node1") + cluster("isolation: {response: power-off, after: 20 s}") +
              faults("{at: 60 s, fail: node2, for: 10 min}"));
  story.until(300s);
  EXPECT_EQ(story.count(FactKind::node_isolated), 0);
  EXPECT_TRUE(story.alive("mail"));
}

// ---- confirmation and grace ---------------------------------------------------------------------

TEST(Confirmation, IsTheLeadersAndElectionsAreForItsLoss) {
  const std::string policy = "membership: {confirm: 8 s, election: 25 s}";
  Story follower(three + mail_on("node3") + cluster(policy) + faults("{at: 60 s, fail: node3}"));
  follower.until(300s);
  EXPECT_EQ(follower.times("node1 is sure who is dead"), Times{68s});
  EXPECT_EQ(follower.times("group g fails over from node3 to node1"), Times{68s});
  Story leader(three + mail_on("node1") + cluster(policy) + faults("{at: 60 s, fail: node1}"));
  leader.until(300s);
  EXPECT_EQ(leader.times("group g fails over from node1 to node2"), Times{85s}) << leader.all();
  EXPECT_EQ(leader.count(FactKind::death_confirmed), 0);
}

TEST(Confirmation, EndsWhenTheSuspectIsHeard) {
  Story story(three + mail_on("node3") + cluster("membership: {confirm: 8 s, election: 1 min}") +
              faults("{at: 60 s, cut: node3, network: lan, for: 5 s}"));
  story.until(66s);
  EXPECT_EQ(story.node("node1").agreement, Agreement::settled) << story.all();
  story.until(300s);
  EXPECT_EQ(story.count(FactKind::death_confirmed), 0);
  EXPECT_EQ(story.node("node3").view, NodeSet{7});
}

TEST(Grace, StartsWhatDiedWhereItWas) {
  Story story(three + mail_on("node3") + cluster("failover: {grace: 300 s}") +
              faults("{at: 60 s, fail: node3, for: 2 min}"));
  story.until(600s);
  EXPECT_EQ(story.times("group g is left to node3 for a while"), Times{60s});
  EXPECT_EQ(story.times("group g serves again on node3"), Times{270s}) << story.all();
  EXPECT_EQ(story.count(FactKind::group_failed_over), 0);
}

TEST(Grace, RunsOut) {
  Story story(three + mail_on("node3") + cluster("failover: {grace: 300 s}") +
              faults("{at: 60 s, fail: node3, for: 1 h}"));
  story.until(600s);
  EXPECT_EQ(story.times("group g fails over from node3 to node1"), Times{360s}) << story.all();
}

}  // namespace
}  // namespace ausfall::models
