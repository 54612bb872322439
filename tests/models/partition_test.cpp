// Who goes on when a network is cut: the holder of the quorum disk and its clients, and groups that
// run twice.
#include <gtest/gtest.h>

#include <string>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

// ---- the holder of the quorum disk --------------------------------------------------------------

/// Nodes hear one another over one network, and clients reach them over another. The disk is held by
/// node1, where the group is, too; from 60 s on some are cut off from others for an hour.
std::string yields(int nodes, const std::string& list) {
  return "hosts: {node1.." + std::to_string(nodes) +
         ": {}}\n"
         "networks: {private: {hosts: all, carries: [heartbeat]}, public: {hosts: all, carries: "
         "[client]}}\n"
         "storage: {disks: {type: fc, hosts: all}}\n"
         "apps: {mail: {on: node1, start: 30 s, storage: disks}}\n"
         "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, heartbeat: "
         "{interval: 0 s, missed: 1, networks: [private]}, quorum: {kind: shared-disk, "
         "yields-without-clients: true, arbitration: 10 s, retry: 1 min}, fencing: {kind: "
         "reservation, arbitration: 7 s}}}\n"
         "services: {mail: {needs: mail}}\nfaults: [" +
         list + "]\n";
}
std::string cut(const std::string& node, const std::string& network) {
  return "{at: 60 s, cut: " + node + ", network: " + network + ", for: 1 h}, ";
}

void expect_holder_goes_on(const std::string& scenario) {
  Story story(scenario);
  story.until(30min);
  EXPECT_EQ(story.world().clusters[0].disk_owner, 0) << story.all();
  EXPECT_EQ(story.node("node1").status, NodeStatus::member);
  EXPECT_EQ(story.count(FactKind::quorum_won), 0);
  EXPECT_EQ(story.count(FactKind::group_failed_over), 0);
  EXPECT_TRUE(story.alive("mail"));
}

TEST(QuorumHolder, ThatClientsReachDoesNotYield) {
  expect_holder_goes_on(yields(2, "{at: 60 s, cut: private, for: 1 h}"));
}

TEST(QuorumHolder, DoesNotYieldToWhomNoClientReachesEither) {
  expect_holder_goes_on(
      yields(2, "{at: 60 s, cut: public, for: 1 h}, {at: 60 s, cut: private, for: 1 h}"));
}

TEST(QuorumHolder, DoesNotYieldWhileClientsReachAnotherOfItsSide) {
  expect_holder_goes_on(yields(3, cut("node3", "private") + cut("node1", "public")));
}

TEST(QuorumHolder, WhoseSideNoClientReachesYields) {
  Story story(yields(3, cut("node3", "private") + cut("node1", "public") + cut("node2", "public")));
  story.until(30min);
  EXPECT_EQ(story.world().clusters[0].disk_owner, 2) << story.all();
  EXPECT_EQ(story.times("node3 wins the quorum"), Times{70s});
  EXPECT_NE(story.node("node1").status, NodeStatus::member);
  EXPECT_TRUE(story.told("group g serves again on node3")) << story.all();
}

// ---- groups that run twice ----------------------------------------------------------------------

TEST(Failback, OfAGroupThatRunsTwiceIsARestart) {
  // node1, its home, is off. node2 is cut off with the group, and node3 brings it online too: a live
  // migration from there would carry one of two instances that have gone apart.
  Story story(
      "hosts: {node1..3: {}}\nnetworks: {lan: {hosts: all}}\n"
      "storage: {disks: {type: fc, hosts: all}}\n"
      "vms: {mail: {host: node1, memory: 1 GB, boot: 30 s, storage: disks}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, heartbeat: "
      "{interval: 0 s, missed: 1, networks: all}, failback: immediate, planned: {kind: "
      "live-migration, bandwidth: 100 MB/s, dirty-rate: 1 MB/s}}}\n"
      "services: {mail: {needs: mail}}\n"
      "faults: [{at: 60 s, fail: node1, for: 10 min}, {at: 120 s, cut: node2, network: lan, for: 1 "
      "h}]\n");
  story.until(5min);
  EXPECT_EQ(story.world()[story.group("g")].owner, 2) << story.all();
  EXPECT_EQ(story.world()[story.group("g")].ghost, 1);
  story.until(20min);
  EXPECT_EQ(story.times("group g goes back to node1"), Times{660s}) << story.all();
  EXPECT_EQ(story.times("mail boots on node1"), Times{660s});
  EXPECT_EQ(story.times("mail runs").back(), Time(690s));
  EXPECT_EQ(story.count(FactKind::planned_move_began), 0);
}

TEST(Failback, OfAGroupThatRunsOnceIsCarried) {
  Story story(
      "hosts: {node1..2: {}}\nstorage: {disks: {type: fc, hosts: all}}\n"
      "vms: {mail: {host: node1, memory: 1 GB, boot: 30 s, storage: disks}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, failback: "
      "immediate, planned: {kind: live-migration, bandwidth: 100 MB/s, dirty-rate: 1 MB/s}}}\n"
      "services: {mail: {needs: mail}}\nfaults: [{at: 60 s, fail: node1, for: 10 min}]\n");
  story.until(20min);
  EXPECT_EQ(story.times("mail boots on node2"), Times{60s}) << story.all();
  EXPECT_FALSE(story.told("mail boots on node1"));
  EXPECT_EQ(story.count(FactKind::planned_move_began), 1);
  EXPECT_EQ(story.world()[story.group("g")].owner, 0);
}

}  // namespace
}  // namespace ausfall::models
