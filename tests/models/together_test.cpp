// Groups that go together: only where one node can take them, or whatever else is free.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::test {
namespace {

using models::FactKind;
using models::GroupStatus;
using Times = std::vector<Time>;

/// Three nodes; a and b start on the first, and c, which goes its own ways, on the second.
std::string three_nodes(const std::string& rule, const std::string& faults,
                        const std::string& keys = "", const std::string& memory = "8 GiB") {
  return "hosts: {node1: {boot: 60 s, memory: 8 GiB}, node2..3: {boot: 60 s, memory: " + memory +
         "}}\n"
         "vms: {a: {host: node1, boot: 10 s, memory: 2 GiB, failures: {os: {mttf: 1000 y}}}, b: "
         "{host: node1, boot: 20 s, memory: 2 GiB}, c: {host: node2, boot: 10 s, memory: 2 GiB}}\n"
         "clusters: {ha: {profile: ideal, nodes: node*, failover: {placement: most-free, delay: 1 "
         "s}" +
         keys + ", rules: [{together: [a, b]" + rule +
         "}]}}\nservices: {ab: {needs: {all: [a, b]}}, c: {needs: c}}\nfaults: [" + faults + "]\n";
}

const std::string node1_fails = "{at: 60 s, fail: node1, for: 1 h}";

std::uint8_t owner(const Story& story, const std::string& group) {
  return story.world()[story.group(group)].owner;
}

TEST(Together, WithoutARuleEachGoesWhereMostIsFree) {
  Story story(
      "hosts: {node1..3: {memory: 8 GiB}}\n"
      "vms: {a: {host: node1, memory: 2 GiB}, b: {host: node1, memory: 2 GiB}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, failover: {placement: most-free}}}\n"
      "services: {a: {needs: a}}\nfaults: [{at: 60 s, fail: node1, for: 1 h}]\n");
  story.until(10min);
  EXPECT_NE(owner(story, "a"), owner(story, "b")) << story.all();
}

TEST(Together, TheFirstIsPlacedAsUsualAndTheOthersFollow) {
  for (const std::string rule : {"", ", required: true"}) {
    Story story(three_nodes(rule, node1_fails));
    story.until(10min);
    EXPECT_EQ(story.times("group a serves again on node3"), Times{71s}) << story.all();
    EXPECT_EQ(story.times("group b serves again on node3"), Times{81s});
  }
}

TEST(Together, IfItCanGoesElsewhereWhereThereIsNoRoomForBoth) {
  Story story(three_nodes("", node1_fails, "", "4 GiB"));
  story.until(10min);  // node3 has room for both, node2 for one more
  EXPECT_EQ(owner(story, "a"), owner(story, "b")) << story.all();
  Story tight(three_nodes("", node1_fails, "", "3 GiB"));
  tight.until(10min);
  EXPECT_EQ(owner(tight, "a"), 2) << "node3 takes one, and c is on node2";
  EXPECT_EQ(tight.world()[tight.group("b")].status, GroupStatus::queued);
}

TEST(Together, RequiredWaitsRatherThanBeElsewhere) {
  // Node3 takes one of them, and node2 has room for none.
  const std::string room =
      "{node1: {boot: 60 s, memory: 8 GiB}, node2: {boot: 60 s, memory: 4 GiB}, "
      "node3: {boot: 60 s, memory: 3 GiB}}";
  for (const bool required : {false, true}) {
    std::string text = three_nodes(required ? ", required: true" : "", node1_fails);
    text = "hosts: " + room + text.substr(text.find("\nvms"));
    Story story(text);
    story.until(30min);
    // With a on node3, b could be on node2 alone.
    EXPECT_EQ(story.world()[story.group("a")].status, GroupStatus::online) << story.all();
    EXPECT_EQ(story.world()[story.group("b")].status,
              required ? GroupStatus::queued : GroupStatus::online)
        << story.all();
    if (required)
      EXPECT_FALSE(story.world().services[0].up);
    else
      EXPECT_NE(owner(story, "a"), owner(story, "b"));
  }
}

TEST(Together, RequiredFollowsOneThatFailsByItself) {
  Story story(
      three_nodes(", required: true", "{at: 60 s, fail: a, mode: os, for: 1 h}",
                  ", restart: {attempts: 0}, planned: {kind: live-migration, bandwidth: 1024 "
                  "MiB/s}"));
  story.until(10min);
  EXPECT_EQ(owner(story, "a"), owner(story, "b")) << story.all();
  EXPECT_NE(owner(story, "a"), 0);
  EXPECT_EQ(story.count(FactKind::planned_move_ended), 1) << story.all();
}

TEST(Together, RequiredDoesNotLeaveTheOthersWhereTheyCannotFollow) {
  // A fails for good where it is, and no other node has room for both.
  Story story(three_nodes(", required: true", "{at: 60 s, fail: a, mode: os, for: 1 h}",
                          ", restart: {attempts: 0}", "3 GiB"));
  story.until(30min);
  EXPECT_EQ(owner(story, "a"), 0) << story.all();
  EXPECT_EQ(owner(story, "b"), 0);
  EXPECT_EQ(story.world()[story.group("b")].status, GroupStatus::online);
  story.until(2h);
  EXPECT_EQ(story.world()[story.group("a")].status, GroupStatus::online) << "repaired";
}

TEST(Together, RequiredIsDrainedAndGoesHomeTogether) {
  Story story(three_nodes(", required: true", "{at: 60 s, evacuate: node1, for: 1 h}",
                          ", failback: immediate, planned: live-migration"));
  story.until(30min);
  EXPECT_EQ(owner(story, "a"), owner(story, "b")) << story.all();
  EXPECT_NE(owner(story, "a"), 0);
  story.until(3h);
  EXPECT_EQ(owner(story, "a"), 0) << story.all();
  EXPECT_EQ(owner(story, "b"), 0);
}

TEST(Together, RequiredReachesAlongAChainOfRules) {
  // a with b, and b with c: where there is room for two alone, a is not left behind by both.
  Story story(
      "hosts: {node1: {memory: 8 GiB}, node2: {memory: 4 GiB}, node3: {memory: 2 GiB}}\n"
      "vms: {a: {host: node1, memory: 2 GiB}, b: {host: node1, memory: 2 GiB}, c: {host: "
      "node1, memory: 2 GiB}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, rules: [{together: [a, b], required: "
      "true}, {together: [b, c], required: true}]}}\n"
      "services: {a: {needs: a}}\nfaults: [{at: 60 s, fail: node1, for: 1 h}]\n");
  EXPECT_EQ(story.plant()[story.group("a")].never_without.size(), 2U);
  story.until(10min);
  EXPECT_EQ(owner(story, "a"), 1) << story.all();
  EXPECT_EQ(owner(story, "b"), 1);
  EXPECT_EQ(story.world()[story.group("c")].status, GroupStatus::queued) << "node3 has room for it";
}

TEST(Together, StartsWhereOneOfThemIsPlaced) {
  Story story(
      "hosts: {node1..3: {}}\n"
      "apps: {a: {}, b: {on: node2}, c: {}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {a: {members: a}, b: {members: "
      "b}, c: {members: c}}, rules: [{together: [a, b]}, {together: [c, a], required: "
      "true}]}}\n"
      "services: {s: {needs: {all: [a, b, c]}}}\n");
  EXPECT_EQ(owner(story, "a"), 1);
  EXPECT_EQ(owner(story, "c"), 1);
}

TEST(Prefer, IsTheOrderOfOwnersOfGroupsThatHaveNone) {
  Story story(
      "hosts: {node1..4: {}}\n"
      "apps: {web: {start: 10 s}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: web}}, rules: "
      "[{prefer: web, owners: [node4, node2]}]}}\n"
      "services: {web: {needs: web}}\nfaults: [{at: 60 s, fail: node4, for: 1 h}]\n");
  EXPECT_EQ(owner(story, "g"), 3) << "it starts on the first of them";
  story.until(10min);
  EXPECT_EQ(owner(story, "g"), 1) << story.all();
}

TEST(Prefer, RequiredAreTheOnlyNodesThatMayRunIt) {
  Story story(
      "hosts: {node1..4: {}}\n"
      "apps: {web: {start: 10 s}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: web}}, rules: "
      "[{prefer: g, owners: [node2, node3], required: true}]}}\n"
      "services: {web: {needs: web}}\nfaults: [{at: 60 s, fail: node2, for: 3 h}, {at: 10 "
      "min, fail: node3, for: 1 h}]\n");
  EXPECT_EQ(owner(story, "g"), 1);
  story.until(5min);
  EXPECT_EQ(owner(story, "g"), 2) << story.all();
  story.until(30min);
  EXPECT_FALSE(story.world().services[0].up) << story.all();
}

}  // namespace
}  // namespace ausfall::test
