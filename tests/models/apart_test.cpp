// Groups that are kept apart: only where another node can take them, or whatever else is free.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::test {
namespace {

using models::FactKind;
using models::GroupStatus;
using Times = std::vector<Time>;

/// Two nodes with a group on each, which fail over at once.
std::string two_groups(const std::string& rule, const std::string& faults) {
  return "hosts: {node1..2: {boot: 60 s}}\n"
         "apps: {web1: {on: node1, start: 10 s}, web2: {on: node2, start: 10 s}}\n"
         "clusters: {ha: {profile: ideal, nodes: node*, rules: [{apart: web*" +
         rule + "}]}}\nservices: {web: {needs: {all: web*}}}\nfaults: [" + faults + "]\n";
}

TEST(Apart, IfItCanSharesTheLastNode) {
  Story story(two_groups("", "{at: 60 s, fail: node1, for: 1 h}"));
  story.until(100s);
  EXPECT_EQ(story.times("group web1 serves again on node2"), Times{70s}) << story.all();
}

TEST(Apart, AlwaysWaitsForItsOwnNode) {
  Story story(two_groups(", required: true", "{at: 60 s, fail: node1, for: 1 h}"));
  story.until(3600s);
  EXPECT_EQ(story.world()[story.group("web1")].status, GroupStatus::queued) << story.all();
  story.until(2h);
  EXPECT_EQ(story.times("group web1 serves again on node1"), Times{60s + 1h + 60s + 10s})
      << story.all();
}

/// Three nodes, of which two may run it: the third does not help.
std::string on_two_of_three(const std::string& profile, const std::string& faults) {
  return "hosts: {node1..3: {memory: 16 GiB, boot: 60 s}}\n"
         "vms: {a: {host: node1, memory: 1 GiB, boot: 10 s}, b: {host: node2, memory: 1 GiB, boot: "
         "10 "
         "s}}\nclusters: {c: {profile: " +
         profile +
         ", nodes: node*, groups: {a: {members: a, possible-owners: node1..2, anti-affinity: [x]}, "
         "b: "
         "{members: b, possible-owners: node1..2, anti-affinity: [x]}}}}\n"
         "services: {a: {needs: a}}\nfaults: [" +
         faults + "]\n";
}

/// Pacemaker at -INFINITY (cts, anti-colocation-order), Proxmox VE's strict rules, Kubernetes'
/// requiredDuringScheduling, Windows' ClusterEnforcedAntiAffinity, vSphere's das.respectvmvmantiaffinityrules.
TEST(Apart, RequiredStaysDownInEachProductUntilItsNodeIsBack) {
  for (const std::string profile : {"pacemaker", "proxmox-ha", "kubernetes", "wsfc-2012r2",
                                    "wsfc-2019", "vsphere-fdm", "xenserver-ha"}) {
    const std::string node_dies = "{at: 1 h, fail: node1, for: 2 h}";
    Story strict(on_two_of_three(profile + ", affinity: {apart: required}", node_dies));
    strict.until(3h);
    EXPECT_FALSE(strict.told("group a serves again on node2")) << profile << "\n" << strict.all();
    strict.until(4h);
    EXPECT_TRUE(strict.told("group a serves again on node1")) << profile << "\n" << strict.all();

    Story soft(on_two_of_three(profile + ", affinity: {apart: preferred}", node_dies));
    soft.until(3h);
    EXPECT_TRUE(soft.told("group a serves again on node2")) << profile << "\n" << soft.all();
  }
}

TEST(Apart, TakesTheNodeThatTheOtherHasLeft) {
  // While web1 waits, web2's node crashes, too. What comes up first may have either.
  Story story(two_groups(", required: true",
                         "{at: 60 s, fail: node1, for: 1 h}, {at: 10 min, fail: node2, for: 3 h}"));
  story.until(3h);
  EXPECT_EQ(story.count(FactKind::group_served), 1) << story.all();
  story.until(5h);
  EXPECT_TRUE(story.world().services[0].up) << story.all();
  EXPECT_NE(story.world()[story.group("web1")].owner, story.world()[story.group("web2")].owner);
}

TEST(Apart, AlwaysKeepsAGroupOnADrainedNode) {
  Story story(two_groups(", required: true", "{at: 60 s, evacuate: node1, for: 1 h}"));
  story.until(2h);
  EXPECT_EQ(story.count(FactKind::planned_move_began), 0) << story.all();
  EXPECT_TRUE(story.world().services[0].up);
}

}  // namespace
}  // namespace ausfall::test
