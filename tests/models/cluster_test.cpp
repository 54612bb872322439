// Membership, quorum and recovery where several things happen at once.
#include <gtest/gtest.h>

#include <string>

#include "models/cluster/view.hpp"
#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

std::string hosts(int count, const std::string& keys = "") {
  return "hosts: {node1.." + std::to_string(count) + ": {" + keys + "}}\n";
}
const std::string lan = "networks: {lan: {hosts: all}}\n";
const std::string disks =
    "storage: {disks: {type: fc, hosts: all, failures: {path: {mttf: 100000 y}}}}\n";
const std::string mail_on_1 = "apps: {mail: {on: node1, start: 30 s}}\n";
const std::string mail_on_3 = "apps: {mail: {on: node3, start: 30 s}}\n";
const std::string service = "services: {mail: {needs: mail}}\n";

std::string cluster(const std::string& policy) {
  return "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, " + policy +
         "}}\n";
}

// ---- regroup ------------------------------------------------------------------------------------

TEST(Membership, ElectsAnewWhenTheLeaderDiesDuringTheRegroup) {
  Story story(hosts(3) + mail_on_3 + cluster("membership: {regroup: 10 s, election: 5 s}") +
              service + "faults: [{at: 60 s, fail: node3}, {at: 65 s, fail: node1}]");
  story.until(200s);
  EXPECT_EQ(story.times("node1 begins to regroup"), Times{60s});
  EXPECT_FALSE(story.told("node1 has regrouped: 2 nodes of 3"));
  EXPECT_EQ(story.times("node2 begins to regroup"), Times{65s});
  EXPECT_EQ(story.times("node2 has regrouped: 1 node of 3"), Times{80s}) << story.all();
  EXPECT_EQ(story.times("group g serves again on node2"), Times{110s});
}

TEST(Membership, NeedsNoElectionWhenTheLeaderIsLeft) {
  Story story(hosts(3) + mail_on_3 + cluster("membership: {regroup: 10 s, election: 5 s}") +
              service + "faults: [{at: 60 s, fail: node3}]");
  story.until(200s);
  EXPECT_EQ(story.times("node1 has regrouped: 2 nodes of 3"), Times{70s});
}

TEST(Membership, IsWholeAgainWhenThePartitionHealsDuringTheRegroup) {
  for (const char* quorum : {"none", "majority", "shared-disk"}) {
    SCOPED_TRACE(quorum);
    Story story(hosts(3) + lan + disks + mail_on_3 +
                cluster(std::string("heartbeat: {interval: 1 s, missed: 1, networks: all}, "
                                    "membership: {regroup: 10 s}, "
                                    "failover: {delay: 1 min}, quorum: ") +
                        quorum) +
                service + "faults: [{at: 60 s, cut: node3, network: lan, for: 5 s}]");
    story.until(300s);
    for (const char* node : {"node1", "node2", "node3"}) {
      EXPECT_EQ(story.node(node).view, NodeSet{7}) << story.all();
      EXPECT_EQ(story.node(node).agreement, Agreement::settled);
    }
    EXPECT_EQ(story.count(FactKind::group_failed_over), 0);
    EXPECT_EQ(story.count(FactKind::group_lost), 0);
    EXPECT_TRUE(story.alive("mail"));
  }
}

TEST(Membership, AdmitsANodeThatRebootsDuringItsOwnSuspicionOnceTheOthersHaveAgreed) {
  Story story(
      hosts(2, "boot: 10 s") + lan + mail_on_1 +
      cluster("heartbeat: {interval: 0 s, missed: 1, networks: all}, membership: {regroup: 30 s}") +
      service + "faults: [{at: 60 s, fail: node1, for: 0 s}]");
  story.until(200s);
  EXPECT_EQ(story.times("node2 has regrouped: 1 node of 2"), Times{90s});
  EXPECT_EQ(story.times("node1 joins ha"), Times{90s}) << story.all();
  EXPECT_EQ(story.times("group g serves again on node2"), Times{120s});
  EXPECT_EQ(story.node("node1").view, NodeSet{3});
}

TEST(Membership, DoesNotSpinWhenTwoNodesHearAThirdButNotEachOther) {
  Story story(hosts(3) + "networks: {a: {hosts: all}, b: {hosts: all}}\n" + mail_on_1 +
              cluster("heartbeat: {interval: 0 s, missed: 1, networks: all}") + service +
              "faults: [{at: 60 s, cut: node1, network: a, for: 1 h}, {at: 60 s, cut: node2, "
              "network: b, for: 1 h}]");
  EXPECT_NO_THROW(story.until(2 * hour));
  for (const char* node : {"node1", "node2", "node3"}) EXPECT_EQ(story.node(node).view, NodeSet{7});
}

// ---- quorum -------------------------------------------------------------------------------------

const std::string shared_disk =
    "heartbeat: {interval: 1 s, missed: 1, networks: all}, membership: {regroup: 1 s}, "
    "quorum: {kind: shared-disk, arbitration: 20 s, retry: 60 s}, fencing: {kind: reservation, "
    "arbitration: 7 s}";

TEST(Quorum, AChallengerThatIsBackInTouchLosesAllTheSameAndJoinsLater) {
  Story story(hosts(2) + lan + disks + "apps: {mail: {on: node1, start: 30 s, storage: disks}}\n" +
              cluster(shared_disk) + service + "faults: [{at: 60 s, cut: lan, for: 10 s}]");
  story.until(75s);
  EXPECT_EQ(story.node("node2").agreement, Agreement::arbitrating) << story.all();
  EXPECT_EQ(story.node("node2").view, NodeSet{2});
  story.until(300s);
  EXPECT_EQ(story.count(FactKind::quorum_lost), 1);
  EXPECT_EQ(story.count(FactKind::quorum_won), 0);
  EXPECT_EQ(story.node("node2").view, NodeSet{3});
  EXPECT_EQ(story.count(FactKind::group_failed_over), 0);
  EXPECT_TRUE(story.alive("mail"));
}

TEST(Quorum, NobodyGoesOnWhereNobodyHasTheMajority) {
  Story story(hosts(3) + lan + mail_on_1 +
              cluster("heartbeat: {interval: 1 s, missed: 1, networks: all}, quorum: {kind: "
                      "majority, retry: 1 min}") +
              service + "faults: [{at: 60 s, cut: lan, for: 10 min}]");
  story.until(300s);
  for (const char* node : {"node1", "node2", "node3"})
    EXPECT_NE(story.node(node).status, NodeStatus::member);
  EXPECT_FALSE(story.alive("mail"));
  story.until(720s);
  for (const char* node : {"node1", "node2", "node3"})
    EXPECT_EQ(story.node(node).view, NodeSet{7}) << story.all();
  EXPECT_TRUE(story.alive("mail"));
  EXPECT_EQ(story.count(FactKind::split_brain_began), 0);
}

TEST(Quorum, OfThreePartsTheOneWithTheDiskGoesOn) {
  Story story(hosts(3) + lan + disks + "apps: {mail: {on: node3, start: 30 s, storage: disks}}\n" +
              cluster(shared_disk) + service + "faults: [{at: 60 s, cut: lan, for: 1 h}]");
  story.until(300s);
  EXPECT_EQ(story.node("node1").status, NodeStatus::member) << story.all();
  EXPECT_EQ(story.node("node1").view, NodeSet{1});
  EXPECT_NE(story.node("node2").status, NodeStatus::member);
  EXPECT_NE(story.node("node3").status, NodeStatus::member);
  EXPECT_EQ(story.world()[story.group("g")].owner, 0);
  EXPECT_TRUE(story.alive("mail"));
  EXPECT_EQ(story.count(FactKind::split_brain_began), 0);
}

TEST(Quorum, AnOwnerThatLivesButLostTheDiskLosesTheQuorum) {
  Story story(
      hosts(2) + lan + disks + mail_on_1 + cluster(shared_disk) + service +
      "faults: [{at: 30 s, fail: disks.path*.node1, for: 1 h}, {at: 60 s, cut: lan, for: 1 h}]");
  story.until(300s);
  EXPECT_EQ(story.world().clusters[0].disk_owner, 1);
  EXPECT_EQ(story.count(FactKind::quorum_won), 1) << story.all();
  EXPECT_EQ(story.node("node2").status, NodeStatus::member);
  EXPECT_NE(story.node("node1").status, NodeStatus::member);
}

TEST(Quorum, ANodeThatFormsAClusterAloneOustsAnOwnerThatLostTheDisk) {
  Story story(hosts(2) + lan + disks + mail_on_1 + cluster(shared_disk) + service +
              "faults: [{at: 30 s, fail: node2, for: 2 min}, {at: 60 s, fail: disks.path*.node1, "
              "for: 1 h}, "
              "{at: 100 s, cut: lan, for: 1 h}]");
  story.until(600s);
  EXPECT_EQ(story.world().clusters[0].disk_owner, 1) << story.all();
  EXPECT_EQ(story.node("node2").status, NodeStatus::member);
  EXPECT_NE(story.node("node1").status, NodeStatus::member);
}

// ---- quorum by votes ------------------------------------------------------------------------------

const std::string beats = "heartbeat: {interval: 1 s, missed: 1, networks: all}, ";

TEST(Quorum, LosesItsDiskAtOnceWhereNothingTakesTime) {
  // Neither the arbitration nor the retry takes time: nobody may try for ever.
  Story story(hosts(2) + lan + disks + mail_on_1 +
              cluster(beats + "quorum: {kind: shared-disk, storage: disks}") + service +
              "faults: [{at: 60 s, fail: disks, for: 10 min}]");
  EXPECT_NO_THROW(story.until(300s));
  EXPECT_EQ(story.times("node1 loses the quorum disk"), Times{60s}) << story.all();
  EXPECT_EQ(story.count(FactKind::quorum_lost), 2);
  EXPECT_FALSE(story.alive("mail"));
  story.until(700s);
  EXPECT_EQ(story.times("group g serves again on node1"), Times{660s + 30s}) << story.all();
  EXPECT_EQ(story.node("node2").view, NodeSet{3});
}

TEST(Quorum, ADiskThatIsBackWithinTheArbitrationWasNeverLost) {
  Story story(hosts(2) + lan + disks + mail_on_1 + cluster(shared_disk) + service +
              "faults: [{at: 60 s, fail: disks, for: 19 s}]");
  story.until(10min);
  EXPECT_EQ(story.count(FactKind::quorum_disk_lost), 1) << story.all();
  EXPECT_EQ(story.count(FactKind::quorum_lost), 0);
  EXPECT_EQ(story.world().clusters[0].disk_owner, 0);
}

TEST(Quorum, TheOwnersDeathEndsTheLossOfItsDisk) {
  Story story(hosts(2) + lan + disks + mail_on_1 + cluster(shared_disk) + service +
              "faults: [{at: 60 s, fail: disks.path*.node1, for: 1 h}, {at: 65 s, fail: node1}]");
  story.until(10min);
  EXPECT_EQ(story.world().clusters[0].disk_owner, 1) << story.all();
  EXPECT_EQ(story.times("node2 wins the quorum"), Times{story
                                                            .times("node2 challenges for the "
                                                                   "quorum")
                                                            .at(0) +
                                                        20s});
  EXPECT_EQ(story.node("node2").status, NodeStatus::member);
}

TEST(Quorum, ATwoNodeClusterIsFormedAnewByBothOnly) {
  Story story(hosts(2, "boot: 10 s") + mail_on_1 +
              cluster("quorum: {kind: majority, two-node: true}") + service +
              "faults: [{at: 60 s, fail: node1, for: 1 h}, {at: 120 s, fail: node2, for: 1 min}]");
  story.until(30min);
  EXPECT_EQ(story.node("node2").status, NodeStatus::waiting) << story.all();
  EXPECT_FALSE(story.alive("mail"));
  story.until(2 * hour);
  EXPECT_EQ(story.node("node2").view, NodeSet{3});
  EXPECT_TRUE(story.alive("mail"));
}

std::string votes(const Story& story) {
  const ClusterState& state = story.world().clusters[0];
  return std::to_string(state.votes) + (state.witness_votes ? "+w" : "");
}

TEST(Quorum, DynamicVotesFollowTheMembersAndAreOdd) {
  Story story(hosts(4) + mail_on_1 + cluster("quorum: {kind: dynamic, witness: cloud}") + service +
              "faults: [{at: 60 s, fail: node4, for: 10 min}, {at: 120 s, fail: node3, for: 20 "
              "min}, {at: 180 s, fail: node1, for: 30 min}]");
  EXPECT_EQ(votes(story), "15+w");
  story.until(90s);
  EXPECT_EQ(votes(story), "7");
  story.until(150s);
  EXPECT_EQ(votes(story), "3+w");
  story.until(210s);
  EXPECT_EQ(votes(story), "2") << story.all();
  story.until(15min);
  EXPECT_EQ(votes(story), "10+w");
  story.until(25min);
  EXPECT_EQ(votes(story), "14");
  story.until(2 * hour);
  EXPECT_EQ(votes(story), "15+w");
}

TEST(Quorum, WithoutAWitnessOneOfAnEvenNumberHasNoVote) {
  Story story(hosts(4) + mail_on_1 + cluster("quorum: dynamic") + service +
              "faults: [{at: 60 s, fail: node1, for: 10 min}]");
  EXPECT_EQ(votes(story), "7");
  story.until(90s);
  EXPECT_EQ(votes(story), "14");
  story.until(15min);
  EXPECT_EQ(votes(story), "7");
}

TEST(Quorum, AWitnessThatIsLostLosesItsVoteAndGetsItBack) {
  Story story(hosts(2) + lan + disks + mail_on_1 +
              cluster(beats + "quorum: {kind: dynamic, witness: disks, arbitration: 6 s}") +
              service + "faults: [{at: 60 s, fail: disks, for: 10 min}]");
  story.until(65s);
  EXPECT_EQ(votes(story), "3+w");
  story.until(67s);
  EXPECT_EQ(votes(story), "1") << story.all();
  EXPECT_EQ(story.count(FactKind::quorum_lost), 0);
  story.until(15min);
  EXPECT_EQ(votes(story), "3+w");
}

const std::string two_and_a_keeper =
    "hosts: {node1..2: {}, keeper: {}}\n"
    "networks: {lan: {carries: [heartbeat], hosts: node*}, san: {carries: [client], hosts: all}}\n";

TEST(Quorum, WhoeverReachesTheWitnessTakesItFromALivingHolderThatDoesNot) {
  Story story(two_and_a_keeper + mail_on_1 +
              cluster(beats + "quorum: {kind: witness, witness: keeper, arbitration: 6 s, retry: 1 "
                              "min}") +
              service +
              "faults: [{at: 60 s, cut: lan, for: 1 h}, {at: 60 s, cut: node1, network: san, for: "
              "1 h}]");
  story.until(30min);
  EXPECT_EQ(story.world().clusters[0].disk_owner, 1) << story.all();
  EXPECT_EQ(story.node("node2").status, NodeStatus::member);
  EXPECT_NE(story.node("node1").status, NodeStatus::member);
}

TEST(Quorum, AShareIsLostWithItsMachineHoweverItGoes) {
  for (const char* how : {"down", "hang"}) {
    SCOPED_TRACE(how);
    Story story(two_and_a_keeper + mail_on_1 +
                cluster(beats + "quorum: {kind: dynamic, witness: keeper, arbitration: 6 s}") +
                service + "faults: [{at: 60 s, fail: keeper, mode: " + how + ", for: 1 min}]");
    story.until(90s);
    EXPECT_EQ(votes(story), "1") << story.all();
    story.until(300s);
    EXPECT_EQ(votes(story), "3+w");
  }
}

TEST(Quorum, WithoutAPrimaryNothingIsRestartedButNobodyStops) {
  Story story(hosts(3, "boot: 10 s") + mail_on_3 +
              cluster("quorum: {kind: primaries, primaries: 1}") + service +
              "faults: [{at: 60 s, fail: node1, for: 10 min}, {at: 120 s, fail: node3, for: 1 h}]");
  story.until(300s);
  EXPECT_EQ(story.count(FactKind::quorum_lost), 0);
  EXPECT_FALSE(story.alive("mail")) << story.all();
  story.until(20min);
  EXPECT_EQ(story.times("group g serves again on node1"), Times{660s + 10s + 30s}) << story.all();
}

// ---- lost heartbeats ----------------------------------------------------------------------------

/// They lose none of themselves within the time of a test.
const std::string lossy = "networks: {lan: {hosts: all, loss: 0.0001 %}}\n";
const std::string lossy_beats = "heartbeat: {interval: 1 s, missed: 4, networks: all}";

/// node1 leaves node2 out, and joins node3, which node2 cannot hear: so there is no way back.
TEST(LostHeartbeats, WhoIsLeftOutForGoodGoesOnByItself) {
  Story story(
      hosts(3) +
      "networks: {lan: {hosts: all, loss: 0.0001 %}, san: {hosts: all, carries: [heartbeat]}}\n" +
      mail_on_1 + cluster(lossy_beats) + service +
      "faults: [{at: 60 s, cut: node3, network: lan}, {at: 60 s, cut: node2, network: san}]");
  story.until(100s);
  ASSERT_EQ(story.node("node2").view, NodeSet{0b011}) << story.all();
  ASSERT_EQ(story.node("node3").view, NodeSet{0b100}) << story.all();
  story.lose_heartbeats("node2", "node1");
  story.until(100s + 500ms);
  EXPECT_EQ(story.node("node1").view, NodeSet{0b101}) << story.all();
  EXPECT_EQ(story.node("node2").view, NodeSet{0b011}) << "it will be heard again soon";
  story.until(110s);
  EXPECT_EQ(story.node("node1").view, NodeSet{0b101}) << story.all();
  EXPECT_EQ(story.node("node2").view, NodeSet{0b010}) << story.all();
  EXPECT_EQ(story.node("node3").view, NodeSet{0b101}) << story.all();
}

/// node4 takes node3 for a member, which goes on with node1; and node2, which left node1 out, meets
/// node4. They do not bring node3 along, which knows of node2 only that it may be heard again.
TEST(LostHeartbeats, WhoWentOnWithoutOneOfThemIsNotBroughtAlong) {
  Story story(hosts(4) + lossy + mail_on_1 + cluster(lossy_beats) + service);
  story.until(100s);
  story.lose_heartbeats("node4", "node1");
  story.until(100s + 10ms);
  ASSERT_EQ(story.node("node1").view, NodeSet{0b0111}) << story.all();
  ASSERT_EQ(story.node("node4").view, NodeSet{0b1111});
  story.lose_heartbeats("node1", "node2");
  story.until(100s + 20ms);
  EXPECT_EQ(story.node("node2").view, NodeSet{0b1010}) << story.all();
  EXPECT_EQ(story.node("node4").view, NodeSet{0b1010}) << story.all();
  EXPECT_EQ(story.node("node3").view, NodeSet{0b0111});
  story.until(110s);
  for (const char* node : {"node1", "node2", "node3", "node4"})
    EXPECT_EQ(story.node(node).view, NodeSet{0b1111}) << node << story.all();
}

/// node4 is heard by node3 only, that by node1 too, and node1 by node2: to node4 as to node3 the
/// sides are {1, 2} and {3, 4}.
TEST(Membership, SidesAreTheSameForAllWhoAsk) {
  Story story(hosts(4) +
              "networks: {a: {hosts: [node1, node2]}, b: {hosts: [node1, node3]}, c: {hosts: "
              "[node3, node4]}, lan: {hosts: all}}\n" +
              mail_on_1 +
              cluster("heartbeat: {interval: 1 s, missed: 1, networks: [a, b, c, lan]}") + service +
              "faults: [{at: 60 s, cut: lan}]");
  story.until(60s);
  const auto side = [&](const char* node) {
    return side_of({story.plant(), story.world()}, story.plant()[story.component(node)].nodes[0]);
  };
  EXPECT_EQ(side("node1"), NodeSet{0b0011});
  EXPECT_EQ(side("node2"), NodeSet{0b0011});
  EXPECT_EQ(side("node3"), NodeSet{0b1100});
  EXPECT_EQ(side("node4"), NodeSet{0b1100});
}

/// The sides hear each other again while node2 brings the group online, and have never parted.
TEST(LostHeartbeats, ASplitBrainEndsWhenTheRegroupEndsWithBoth) {
  Story story(
      hosts(3) + lossy + disks + "apps: {mail: {on: node3, storage: disks}}\n" +
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail], "
      "possible-owners: [node2, node3]}}, monitor: {scope: node}, membership: {regroup: 5 s}, "
      "failover: {delay: 24 s}, " +
      lossy_beats + "}}\n" + service + "faults: [{at: 99 s, fail: disks.path.node3, for: 26 s}]");
  for (const Time time : {Time(100s), Time(104s + 900ms)}) {
    story.until(time);
    story.lose_heartbeats("node3", "node2");
  }
  story.until(110s);
  ASSERT_EQ(story.world()[story.group("g")].status, GroupStatus::moving) << story.all();
  ASSERT_EQ(story.node("node2").view, NodeSet{0b111});
  for (const Time time : {Time(124s + 900ms), Time(128s + 500ms)}) {
    story.until(time);
    story.lose_heartbeats("node1", "node2");
  }
  story.until(200s);
  EXPECT_EQ(story.times("split brain: group g runs on node2 and on node3"), Times{129s})
      << story.all();
  EXPECT_EQ(story.times("the split brain of group g ends"), Times{129s + 900ms}) << story.all();
}

// ---- split brain --------------------------------------------------------------------------------

const std::string no_quorum =
    "heartbeat: {interval: 1 s, missed: 1, networks: all}, failover: {delay: 1 s}";

TEST(SplitBrain, EndsWhenTheSidesMeet) {
  Story story(hosts(2) + lan + mail_on_1 + cluster(no_quorum) + service +
              "faults: [{at: 60 s, cut: lan, for: 10 min}]");
  story.until(300s);
  EXPECT_EQ(story.world()[story.group("g")].ghost, 0);
  story.until(700s);
  EXPECT_EQ(story.world()[story.group("g")].ghost, no_node) << story.all();
  EXPECT_EQ(story.count(FactKind::split_brain_ended), 1);
}

TEST(SplitBrain, EndsWhenTheNodeOfTheSecondInstanceComesBackToTheFirst) {
  Story story(hosts(2) + lan + mail_on_1 + cluster(no_quorum) + service +
              "faults: [{at: 60 s, cut: lan, for: 10 min}, {at: 5 min, fail: node2, for: 10 min}]");
  story.until(2 * hour);
  EXPECT_EQ(story.world()[story.group("g")].ghost, no_node) << story.all();
  EXPECT_TRUE(story.alive("mail"));
}

TEST(SplitBrain, HasTwoInstancesAtMost) {
  Story story(hosts(3) + lan + mail_on_1 + cluster(no_quorum) + service +
              "faults: [{at: 60 s, cut: lan, for: 10 min}]");
  story.until(300s);
  const GroupState& group = story.world()[story.group("g")];
  EXPECT_NE(group.ghost, no_node);
  EXPECT_NE(group.ghost, group.owner);
  EXPECT_LE(story.count(FactKind::split_brain_began) - story.count(FactKind::split_brain_ended), 1);
}

// ---- recovery -----------------------------------------------------------------------------------

TEST(Recovery, IsCalledOffForAGroupThatWaitsForAPersonAndRunsAllTheWhile) {
  // One failover in a million works.
  Story story(hosts(2) + lan + mail_on_1 +
              cluster("heartbeat: {interval: 1 s, missed: 1, networks: all}, failover: {coverage: "
                      "0.0001 %, manual: 1 h}") +
              service + "faults: [{at: 60 s, cut: lan, for: 10 min}]");
  story.until(300s);
  EXPECT_EQ(story.world()[story.group("g")].status, GroupStatus::uncovered) << story.all();
  EXPECT_TRUE(story.alive("mail"));
  story.until(2 * hour);
  EXPECT_EQ(story.world()[story.group("g")].status, GroupStatus::online) << story.all();
  EXPECT_EQ(story.world()[story.group("g")].owner, 0);
  EXPECT_EQ(story.count(FactKind::person_came), 0);
}

TEST(Recovery, IsCalledOffForAGroupThatIsQueuedAndGoesOn) {
  // Both guests stand on one host. The one with the application loses its disk, and the application
  // with it; the other cannot take it, for the same reason. The disk is back before anything timed
  // out.
  Story story(
      "hosts: {host: {}}\n" + disks +
      "vms: {guest1: {host: host, storage: disks, disk-timeout: 1 h}, guest2: {host: host}}\n"
      "apps: {mail: {on: guest1, storage: disks, disk-timeout: 1 h}}\n"
      "clusters: {ha: {nodes: guest*, groups: {g: {members: [mail]}}}}\n" +
      service + "faults: [{at: 60 s, fail: disks, for: 10 min}]");
  story.until(300s);
  EXPECT_EQ(story.world()[story.group("g")].status, GroupStatus::queued) << story.all();
  story.until(1 * hour);
  EXPECT_TRUE(story.alive("mail"));
  EXPECT_EQ(story.world()[story.group("g")].status, GroupStatus::online) << story.all();
}

TEST(Recovery, BeginsWhenTheTargetOfAFailbackDies) {
  Story story(hosts(2) + mail_on_1 +
              "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, "
              "failover: {delay: 1 min}, "
              "failback: immediate, membership: {regroup: 10 min}}}\n" +
              service +
              "faults: [{at: 1 min, fail: node1, for: 1 h}, {at: 4000 s, fail: node1, for: 1 h}]");
  story.until(4 * hour);
  EXPECT_TRUE(story.alive("mail")) << story.all();
  EXPECT_FALSE(story.world()[story.group("g")].recovering);
  EXPECT_EQ(story.count(FactKind::group_lost), story.count(FactKind::group_served));
}

TEST(Recovery, ChoosesAnotherTargetWhenTheFirstDiesOnTheWay) {
  Story story(hosts(3) + mail_on_1 +
              cluster("failover: {delay: 5 min}, membership: {regroup: 10 s}") + service +
              "faults: [{at: 1 min, fail: node1}, {at: 2 min, fail: node2}]");
  story.until(20min);
  EXPECT_EQ(story.times("group g serves again on node3"), Times{120s + 10s + 300s + 30s})
      << story.all();
}

TEST(Placement, KeepsTheMemoryOfMembersThatHaveNotStartedYet) {
  // While small1 boots, small2 has not begun, and its place on node3 is not to be had for big.
  Story story(
      "hosts: {node1..3: {memory: 2 GiB}}\n"
      "vms: {small1: {host: node1, memory: 1 GiB, boot: 2 min}, small2: {host: node1, memory: 1 "
      "GiB, boot: 1 min}, "
      "big: {host: node2, memory: 1 GiB, boot: 1 min}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {s: {members: [small1, small2], "
      "order: [small1, small2], "
      "owners: [node3]}, b: {members: [big], owners: [node2, node3, node1]}}}}\n"
      "services: {s: {needs: small2}, b: {needs: big}}\n"
      "faults: [{at: 60 s, fail: node1}, {at: 70 s, fail: node2, for: 1 h}]");
  story.until(100s);
  EXPECT_EQ(story.world()[story.group("s")].status, GroupStatus::starting) << story.all();
  EXPECT_EQ(story.world()[story.group("b")].status, GroupStatus::queued) << story.all();
  story.until(2 * hour);
  EXPECT_TRUE(story.alive("small2"));
  EXPECT_TRUE(story.alive("big"));
}

const std::string guests_on_paths =
    "networks: {lan: {hosts: all}}\nstorage: {disks: {type: fc, hosts: all, paths: 2, "
    "path-failover: 4 s}}\nvms: {guest1: {host: node1, storage: disks, disk-timeout: 1 min}, "
    "guest2: {host: node2}, guest3: {host: node3}}\napps: {app: {on: guest1}}\n"
    "services: {app: {needs: app}}\nhosts: {node1..3: {}}\n";

/// The copy takes the lock on the disk; nobody runs it twice, though its first node goes on.
TEST(HotStandby, StopsWhatItTakesOverFrom) {
  Story story(guests_on_paths +
              "clusters: {ft: {profile: ideal, nodes: guest*, groups: {g: {members: [app], "
              "storage: disks}}, heartbeat: {interval: 1 s, missed: 9, networks: all}, fencing: "
              "{kind: reservation, arbitration: 1 s}, failover: {delay: 6 s, standby: hot}}}\n"
              "faults: [{at: 60 s, cut: lan, for: 2 min}, {at: 61 s, fail: disks.path1.node1}]");
  story.until(10min);
  EXPECT_GE(story.count(FactKind::group_failed_over), 1) << story.all();
  EXPECT_EQ(story.count(FactKind::split_brain_began), 0) << story.all();
  EXPECT_TRUE(story.alive("app"));
}

/// The owner of the quorum disk stands still while another side wins it, and goes on before its own
/// side has noticed.
TEST(Quorum, IsFoundGoneByWhoStoodStill) {
  Story story(guests_on_paths +
              "clusters: {guests: {profile: ideal, nodes: guest*, groups: {g: {members: [app], "
              "storage: disks}}, heartbeat: {interval: 10 s, missed: 5, networks: all}, quorum: "
              "{kind: shared-disk, arbitration: 1 s, retry: 1 s}, fencing: {kind: reservation, "
              "arbitration: 1 s}}}\n"
              "faults: [{at: 60 s, cut: node3, network: lan, for: 1 h}, {at: 300 s, fail: "
              "disks.path1.node1, for: 1 min}]");
  story.until(303s);
  EXPECT_EQ(story.node("guest3").status, NodeStatus::member) << story.all();
  story.until(304s);
  EXPECT_NE(story.node("guest1").status, NodeStatus::member) << story.all();
  EXPECT_NE(story.node("guest2").status, NodeStatus::member) << story.all();
  story.until(2 * hour);
  for (const char* node : {"guest1", "guest2", "guest3"})
    EXPECT_EQ(story.node(node).status, NodeStatus::member) << node << story.all();
  EXPECT_TRUE(story.alive("app"));
}

/// Its owner dies, another side wins the disk, and the owner is back before its own side has noticed.
TEST(Quorum, IsFoundGoneByWhomTheLostOwnerJoins) {
  Story story(
      "hosts: {node1..3: {boot: 20 s}}\nnetworks: {lan: {hosts: all}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, heartbeat: {interval: 10 s, missed: 5, "
      "networks: all}, quorum: {kind: shared-disk, arbitration: 1 s, retry: 1 s}}}\n"
      "services: {s: {needs: node1}}\n"
      "faults: [{at: 60 s, cut: node3, network: lan, for: 1 h}, {at: 300 s, fail: node1, for: 0 "
      "s}]");
  story.until(330s);
  EXPECT_EQ(story.node("node3").status, NodeStatus::member) << story.all();
  EXPECT_NE(story.node("node1").status, NodeStatus::member) << story.all();
  EXPECT_NE(story.node("node2").status, NodeStatus::member) << story.all();
}

}  // namespace
}  // namespace ausfall::models
