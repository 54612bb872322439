// Which failures are counted, where and for how long; starts and stops that come to nothing; who makes
// room. Both sides of each rule: the golden stories tell the products' own.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

/// An application that starts in 30 s on one of three hosts; times are constant.
std::string room(const std::string& app, const std::string& policy, const std::string& faults) {
  return "hosts: {node1..3: {boot: 1 min}}\n"
         "apps: {web: {on: node1, start: 30 s, failures: {crash: {mttf: 100000 y}, broken: {mttf: "
         "100000 y, ttr: 1 h}, stuck: {mttf: 100000 y, effect: hang, ttr: 5 h, stop-failure: 100 "
         "%}}" +
         app + "}}\nclusters: {c: {nodes: node*, " + policy +
         "}}\nservices: {web: {needs: web}}\nfaults: [" + faults + "]\n";
}
std::string fails(const std::string& at, const std::string& mode = "crash") {
  return "{at: " + at + ", fail: web, mode: " + mode + "}, ";
}
std::string on(const std::string& node) { return "group web serves again on " + node; }
const std::string tried = "node1 tries to start web of group web, which is broken there";

// ---- counts ---------------------------------------------------------------------------------------

TEST(FailureCounts, OnANodeBeginAnewOnTheNext) {
  const std::string faults = fails("1 h") + fails("2 h") + fails("3 h") + fails("4 h");
  Story by_node(room("", "restart: {attempts: 1, period: 1 d, counted: node}", faults));
  by_node.until(5 * hour);
  EXPECT_EQ(by_node.times(on("node2")), (Times{2 * hour + 30s, 3 * hour + 30s})) << by_node.all();
  EXPECT_EQ(by_node.times(on("node3")), Times{4 * hour + 30s});

  Story by_group(room("", "restart: {attempts: 1, period: 1 d, counted: group}", faults));
  by_group.until(5 * hour);
  EXPECT_EQ(by_group.times(on("node2")), Times{2 * hour + 30s}) << by_group.all();
  EXPECT_EQ(by_group.times(on("node3")), Times{3 * hour + 30s});
}

TEST(FailureCounts, RunFromTheFirstOrFromTheLast) {
  const std::string often = fails("60 min") + fails("110 min") + fails("130 min");
  Story first(room("", "restart: {attempts: 2, period: 1 h}", often));
  first.until(3 * hour);
  EXPECT_EQ(first.count(FactKind::group_failed_over), 0U) << first.all();

  Story last(room("", "restart: {attempts: 2, period: 1 h, since: last}", often));
  last.until(3 * hour);
  EXPECT_EQ(last.times(on("node2")), Times{130min + 30s}) << last.all();
}

TEST(FailureCounts, ThatNeverExpireAreForgottenByAPersonOrWithTheNode) {
  const std::string bars = "restart: {attempts: 0, period: never, counted: node, bars-node: true}";
  // Each of the three is barred by its failure, and then nobody is left who may run it.
  const std::string faults = fails("1 h") + fails("2 h") + fails("3 h");
  Story nobody(room("", bars, faults));
  nobody.until(10 * day);
  EXPECT_FALSE(nobody.alive("web")) << nobody.all();

  Story person(room("", bars + ", failover: {manual: 4 h}", faults));
  person.until(10 * day);
  EXPECT_EQ(person.times("a person attends to group web"), Times{7 * hour}) << person.all();
  EXPECT_TRUE(person.alive("web"));

  Story node(room("", bars, faults + "{at: 5 h, fail: node2, for: 10 min}"));
  node.until(10 * day);
  EXPECT_EQ(node.times(on("node2")).back(), 5 * hour + 10min + 1min + 30s) << node.all();
}

TEST(FailureCounts, ThatExpireLetAGroupStartWhereItWasBarred) {
  Story story(room("",
                   "restart: {attempts: 0, period: 2 h, counted: node, bars-node: true}, failover: "
                   "{manual: 1 d}",
                   fails("1 h") + fails("90 min") + fails("2 h")));
  story.until(1 * day);
  EXPECT_EQ(story.times(on("node1")), Times{3 * hour + 30s}) << story.all();
  EXPECT_EQ(story.count(FactKind::person_came), 0U);
}

TEST(RetryAfter, TriesAgainByItselfAndNoPersonComes) {
  const std::string policy = "restart: {attempts: 0, retry-after: 1 h}, failover: {threshold: 0, ";
  Story story(room("", policy + "manual: 5 h}", fails("1 h")));
  story.until(1 * day);
  EXPECT_EQ(story.times("group web has failed too often, and stays down until it is tried again"),
            Times{1 * hour})
      << story.all();
  EXPECT_EQ(story.times("group web is tried again"), Times{2 * hour});
  EXPECT_EQ(story.times(on("node1")), Times{2 * hour + 30s});
  EXPECT_EQ(story.count(FactKind::person_came), 0U);
}

// ---- starts ---------------------------------------------------------------------------------------

TEST(StartAttempts, TakeTheTimeOfAStartEachWhereTheClusterDoesNotKnow) {
  Story tries(room("", "restart: {attempts: 3, tries-broken: true}", fails("1 h", "broken")));
  tries.until(1 * day);
  EXPECT_EQ(tries.times(tried), (Times{60min, 60min + 30s, 61min})) << tries.all();
  EXPECT_EQ(tries.times(on("node2")), Times{62min});

  Story knows(room("", "restart: {attempts: 3}", fails("1 h", "broken")));
  knows.until(1 * day);
  EXPECT_EQ(knows.times(on("node2")), Times{60min + 30s}) << knows.all();
}

TEST(StartAttempts, ThatFailMoveAtOnceWhereThatIsFatal) {
  Story story(room("", "restart: {attempts: unlimited, tries-broken: true, failed-start: moves}",
                   fails("1 h", "broken")));
  story.until(1 * day);
  EXPECT_EQ(story.times(tried), Times{1 * hour}) << story.all();
  EXPECT_EQ(story.times(on("node2")), Times{61min});
}

TEST(StartAttempts, WithoutLimitGoOnUntilItIsMended) {
  Story story(room("", "restart: {attempts: unlimited, tries-broken: true, delay: 10 min}",
                   fails("1 h", "broken")));
  story.until(1 * day);
  EXPECT_EQ(story.times(tried).size(), 5U) << story.all();
  EXPECT_EQ(story.count(FactKind::group_failed_over), 0U);
  // Mended after an hour, while it waits for the next.
  EXPECT_EQ(story.times(on("node1")), Times{2 * hour + 2min + 30s + 30s});
}

TEST(StartAttempts, OnlyFailedStartsCanBeCounted) {
  const std::string policy = "restart: {attempts: 1, period: 1 d, only-failed-starts: true}";
  Story story(room("", policy, fails("1 h") + fails("2 h") + fails("3 h")));
  story.until(1 * day);
  EXPECT_EQ(story.times(on("node1")).size(), 3U) << story.all();
  EXPECT_EQ(story.count(FactKind::group_failed_over), 0U);
}

TEST(StartFailures, OnTheOnlyNodeThatIsLeftWaitForAPerson) {
  Story story(room(", start-failure: {probability: 100 %, on: node1}",
                   "restart: {attempts: 1}, failover: {manual: 3 h}",
                   "{at: 1 min, fail: node2}, {at: 1 min, fail: node3}, " + fails("1 h")));
  story.until(5 * hour);
  EXPECT_EQ(story.times("node1 cannot start web of group web").front(), 1 * hour + 30s)
      << story.all();
  EXPECT_EQ(story.times("a person attends to group web").front(), 1 * hour + 30s + 3 * hour);
  EXPECT_FALSE(story.alive("web"));
}

TEST(StartFailures, WhileTheirGroupWaitsForItsRestartAreOneWithIt) {
  Story story(
      "hosts: {node1..2: {boot: 1 min}}\n"
      "apps: {a: {on: node1, start: 5 s, start-failure: 99.9999999 %}, b: {on: node1, start: 8 s, "
      "start-failure: 99.9999999 %}}\n"
      "clusters: {c: {profile: ideal, nodes: node*, restart: {attempts: 1, period: 1 d, delay: 20 "
      "s}, "
      "failover: {threshold: 1}, groups: {g: {members: [a, b]}}}}\n"
      "services: {s: {needs: [a, b]}}\nfaults: [{at: 1 h, fail: node1, for: 1 d}]\n");
  story.until(2 * hour);
  // `a` fails after 5 s, `b` three seconds later; both are started again 20 s after the first.
  EXPECT_EQ(story.times("b starts on node2"), (Times{1 * hour, 1 * hour + 25s})) << story.all();
}

TEST(StartFailures, AreTriedAgainWhereNoClusterWatches) {
  Story story(
      "hosts: {box: {}}\napps: {web: {on: box, start: 30 s, start-failure: 90 %, failures: "
      "{crash: {mttf: 100000 y}}}}\nservices: {web: {needs: web}}\n"
      "faults: [{at: 1 h, fail: web, mode: crash}]\n");
  story.until(1 * day);
  EXPECT_GT(story.count(FactKind::component_start_failed), 0U) << story.all();
  EXPECT_TRUE(story.alive("web"));
}

// ---- stops ----------------------------------------------------------------------------------------

TEST(Stops, DelayWhatStartsElsewhere) {
  Story story(room(", stop: 20 s", "restart: {attempts: 0}", fails("1 h", "stuck")));
  story.until(70min);
  // Of a stop that fails, with nobody who fences: it is blocked, and nobody comes.
  EXPECT_TRUE(story.told("group web is blocked on node1 for good: nobody comes")) << story.all();

  Story moves(room(", stop: 20 s", "restart: {attempts: 0}", "{at: 1 h, evacuate: node1}"));
  moves.until(70min);
  EXPECT_EQ(moves.times("group web has moved to node2"), Times{1 * hour + 20s + 30s})
      << moves.all();
}

TEST(Stops, ThatFailAreEndedByKillingWhereTheProductDoes) {
  Story story(room(", stop: 20 s",
                   "restart: {attempts: 0}, monitor: {stop-timeout: 1 min}, on-stop-failure: kill",
                   fails("1 h", "stuck")));
  story.until(2 * hour);
  EXPECT_EQ(story.times(on("node2")), Times{1 * hour + 1min + 30s}) << story.all();
}

TEST(Stops, ThatFailHaveTheNodeFencedByTheOthers) {
  Story story(room("",
                   "restart: {attempts: 0}, monitor: {stop-timeout: 1 min}, quorum: majority, "
                   "fencing: {power: {time: 10 s}}",
                   fails("1 h", "stuck")));
  story.until(2 * hour);
  EXPECT_EQ(story.times("node1 is fenced"), Times{1 * hour + 1min + 10s}) << story.all();
  EXPECT_EQ(story.times(on("node2")), Times{1 * hour + 1min + 10s + 30s});
}

TEST(Stops, ThatTakeTooLongFail) {
  Story story(room(", stop: 5 min",
                   "restart: {attempts: 0}, monitor: {stop-timeout: 1 min}, "
                   "on-stop-failure: block, failover: {manual: 1 h}",
                   "{at: 1 h, evacuate: node1, for: 10 min}"));
  story.until(3 * hour);
  EXPECT_EQ(story.times("group web is blocked on node1 until a person comes"), Times{61min})
      << story.all();
  EXPECT_EQ(story.times("a person attends to group web"), Times{121min});
  EXPECT_TRUE(story.alive("web"));
}

// ---- room -----------------------------------------------------------------------------------------

std::string two_boxes(const std::string& policy, const std::string& faults) {
  return "hosts: {node1..2: {memory: 4 GiB, boot: 1 min}}\n"
         "vms: {high: {host: node1, memory: 3 GiB, boot: 10 s, priority: high}, low: {host: node2, "
         "memory: 3 GiB, boot: 10 s, priority: low}}\nclusters: {c: {nodes: node*" +
         policy + "}}\nservices: {high: {needs: high}, low: {needs: low}}\nfaults: [" + faults +
         "]\n";
}

TEST(Preemption, IsByPriorityAlone) {
  const std::string preempt = ", preempt: lower-priority";
  Story takes(two_boxes(preempt, "{at: 1 h, fail: node1, for: 1 h}"));
  takes.until(90min);
  EXPECT_TRUE(takes.told("group low is stopped on node2 to make room for group high"))
      << takes.all();
  EXPECT_TRUE(takes.alive("high"));
  takes.until(3 * hour);
  EXPECT_TRUE(takes.alive("low")) << takes.all();

  Story waits(two_boxes(preempt, "{at: 1 h, fail: node2, for: 1 h}"));
  waits.until(90min);
  EXPECT_TRUE(waits.alive("high")) << waits.all();
  EXPECT_FALSE(waits.alive("low"));

  Story not_asked(two_boxes("", "{at: 1 h, fail: node1, for: 1 h}"));
  not_asked.until(90min);
  EXPECT_TRUE(not_asked.alive("low")) << not_asked.all();
  EXPECT_FALSE(not_asked.alive("high"));
}

TEST(ReturnAfterMaintenance, IsARuleOfItsOwn) {
  const std::string faults = "{at: 1 h, evacuate: node1, for: 1 h}";
  Story returns(room("", "return: after-maintenance", faults));
  returns.until(3 * hour);
  EXPECT_EQ(returns.times("group web goes back to node1"), Times{2 * hour}) << returns.all();

  Story stays(room("", "return: never", faults));
  stays.until(3 * hour);
  EXPECT_FALSE(stays.told("group web goes back to node1"));

  Story crash(room("", "return: after-maintenance", "{at: 1 h, fail: node1, for: 1 h}"));
  crash.until(3 * hour);
  EXPECT_FALSE(crash.told("group web goes back to node1")) << crash.all();
}

}  // namespace
}  // namespace ausfall::models
