// A member whose I/O hangs never stops by itself: its stop fails by the time-out of stops, and goes
// the way of any that fails; or its I/O is answered, or fails, before.
//
// Source: Pacemaker Explained, failure response (on-fail of a stop: fence with fencing, else block);
// Red Hat, DM Multipath (queue_if_no_path).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

/// A database whose only path to its disk goes, in an hour; a monitor that does I/O sees it at once.
std::string room(const std::string& app, const std::string& cluster, const std::string& lasts,
                 const std::string& more = "") {
  return "hosts: {node1..2: {boot: 2 min}}\nstorage: {san: {type: fc, queues-for: ever}}\n"
         "apps: {db: {on: node1, storage: san, start: 30 s" +
         app + "}}\nclusters: {c: {nodes: node*, quorum: majority, restart: {attempts: 0}, " +
         cluster + "}}\nservices: {db: {needs: db}}\nfaults: [{at: 1 h, fail: san.path*.node1" +
         lasts + "}" + more + "]\n";
}

const std::string monitor = "monitor: {io: true, stop-timeout: 1 min}";
const std::string serves = "group db serves again on node2";

TEST(HungStop, HasTheNodeFenced) {
  Story story(room("", monitor + ", fencing: {power: {time: 10 s}}", ", for: 1 h"));
  story.until(1 * hour + 30min);
  EXPECT_EQ(story.times("node1 cannot stop db of group db, whose I/O hangs"), Times{1 * hour})
      << story.all();
  EXPECT_EQ(story.times("node1 cannot stop db of group db"), Times{1 * hour + 1min});
  EXPECT_EQ(story.times("node1 is fenced"), Times{1 * hour + 1min + 10s});
  EXPECT_EQ(story.times(serves), Times{1 * hour + 1min + 10s + 30s});
}

TEST(HungStop, BlocksTheGroupUntilAPersonComesWhereNobodyFences) {
  Story story(room("", monitor + ", failover: {manual: 20 min}", ", for: 1 h"));
  story.until(1 * hour + 50min);
  EXPECT_EQ(story.times("group db is blocked on node1 until a person comes"),
            Times{1 * hour + 1min})
      << story.all();
  EXPECT_EQ(story.times("a person attends to group db"), Times{1 * hour + 21min});
  EXPECT_EQ(story.times("db stops"), Times{1 * hour + 21min}) << "the person ends it";
  EXPECT_EQ(story.times(serves), Times{1 * hour + 21min + 30s});
}

TEST(HungStop, OfABlockedMemberEndsWhenItsIoIsAnsweredAndTheGroupStaysBlocked) {
  Story story(room("", monitor + ", failover: {manual: 20 min}", ", for: 10 min"));
  story.until(1 * hour + 50min);
  EXPECT_EQ(story.times("db stops"), Times{1 * hour + 10min}) << story.all();
  EXPECT_EQ(story.times("a person attends to group db"), Times{1 * hour + 21min});
  EXPECT_EQ(story.times("group db serves again on node1"), Times{1 * hour + 21min + 30s});
}

TEST(HungStop, EndsInAKillWhereTheProductKills) {
  Story story(room("", monitor + ", on-stop-failure: kill", ", for: 1 h"));
  story.until(1 * hour + 30min);
  EXPECT_EQ(story.times("db stops"), Times{1 * hour + 1min}) << story.all();
  EXPECT_EQ(story.times(serves), Times{1 * hour + 1min + 30s});
}

TEST(HungStop, EndsWellIfItsIoIsAnsweredBefore) {
  for (const std::string policy : {", fencing: {power: {time: 10 s}}", ", on-stop-failure: block",
                                   ", on-stop-failure: kill"}) {
    Story story(room(", stop: 5 s", monitor + policy, ", for: 50 s"));
    story.until(1 * hour + 30min);
    EXPECT_EQ(story.times("db of group db can be stopped on node1"), Times{1 * hour + 50s})
        << policy << "\n"
        << story.all();
    EXPECT_EQ(story.times(serves), Times{1 * hour + 50s + 5s + 30s}) << policy;
    EXPECT_FALSE(story.told("node1 cannot stop db of group db")) << policy;
  }
}

TEST(HungStop, EndsWellIfItsIoFailsBefore) {
  Story story(
      room(", disk-timeout: 40 s", monitor + ", fencing: {power: {time: 10 s}}", ", for: 1 h"));
  story.until(1 * hour + 30min);
  EXPECT_EQ(story.times("db stops"), Times{1 * hour + 40s}) << story.all();
  EXPECT_EQ(story.times(serves), Times{1 * hour + 40s + 30s});
}

TEST(HungStop, TakesTheTimeOfItsStopAfterThat) {
  // 50 s of waiting and 20 s of stopping are more than the minute that it has.
  Story story(room(", stop: 20 s", monitor + ", fencing: {power: {time: 10 s}}", ", for: 50 s"));
  story.until(1 * hour + 30min);
  EXPECT_EQ(story.times("node1 is fenced"), Times{1 * hour + 1min + 10s}) << story.all();
}

TEST(HungStop, IsNotWaitedForWithoutATimeOut) {
  Story story(room("", "monitor: {io: true}, fencing: {power: {time: 10 s}}", ", for: 1 h"));
  story.until(1 * hour + 30min);
  EXPECT_EQ(story.times(serves), Times{1 * hour + 30s}) << story.all();
}

TEST(HungStop, HoldsUpADrain) {
  const std::string drain = ", {at: 3610 s, evacuate: node1, for: 30 min}";
  Story story(
      room("", "monitor: {stop-timeout: 1 min}, on-stop-failure: kill", ", for: 20 min", drain));
  story.until(1 * hour + 30min);
  EXPECT_EQ(story.times("node1 cannot stop db of group db"), Times{1 * hour + 70s}) << story.all();
  EXPECT_TRUE(story.times("group db has moved to node2") == Times{1 * hour + 70s + 30s})
      << story.all();
}

}  // namespace
}  // namespace ausfall::models
