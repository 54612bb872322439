// Crews, spares, and who waits for whom. Times are constant, so each test says to the second what
// happens.
#include "models/repair.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

/// Three hosts whose hardware takes 3 h to repair, which fail at 1 h, 2 h and 150 min.
std::string three_failures(const std::string& crew, const std::string& mode = "crew: field",
                           const std::string& more = "") {
  return (crew.empty() ? "" : "crews: {field: {" + crew + "}}\n") + more +
         "hosts: {node1..3: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, " + mode + "}}}}\n" +
         "services: {farm: {needs: {at-least: 1, of: node*}}}\n" +
         "faults: [{at: 1 h, fail: node2, mode: hardware}, {at: 2 h, fail: node1, mode: hardware}, "
         "{at: 150 min, fail: node3, mode: hardware}]\n";
}

Times repaired(const Story& story) {
  Times result;
  for (const char* node : {"node1", "node2", "node3"}) {
    for (const Time time : story.times(std::string(node) + ".hardware is repaired"))
      result.push_back(time);
  }
  return result;
}

TEST(Crew, ComesOneAfterAnother) {
  Story story(three_failures("size: 1"));
  story.until(day);
  EXPECT_EQ(repaired(story), (Times{7 * hour, 4 * hour, 10 * hour})) << story.all();
}

TEST(Crew, OfTwoServesTwoAtATime) {
  Story story(three_failures("size: 2"));
  story.until(day);
  EXPECT_EQ(repaired(story), (Times{5 * hour, 4 * hour, 7 * hour})) << story.all();
}

TEST(Crew, FollowsItsPriorities) {
  Story story(three_failures("size: 1, order: [node3, node1]"));
  story.until(day);
  EXPECT_EQ(repaired(story), (Times{10 * hour, 4 * hour, 7 * hour})) << story.all();
}

TEST(Crew, NeedsTimeToComeToEach) {
  Story story(three_failures("size: 1, response: 30 min"));
  story.until(day);
  EXPECT_EQ(repaired(story), (Times{8 * hour, 4 * hour + 30min, 11 * hour + 30min})) << story.all();
}

TEST(Crew, InRandomOrderServesEachFirstAsOften) {
  // Binomial (400, 1/2): six standard deviations are 60.
  int node1_first = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Story story(three_failures("size: 1, order: random"), seed);
    story.until(day);
    const Times times = repaired(story);
    ASSERT_EQ(times.size(), 3);
    EXPECT_EQ(times[1], Time(4 * hour));
    EXPECT_EQ(times[0] + times[2], Time(17 * hour));
    if (times[0] < times[2]) ++node1_first;
  }
  EXPECT_NEAR(node1_first, 200, 60);
}

TEST(Crew, InARaceHasOneClockForEachFamilyThatWaits) {
  Story story(
      "crews: {field: {size: 1, order: race, response: 1 h}}\n"
      "hosts: {node1..2: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: field}}}, "
      "other: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: field}}}}\n"
      "services: {farm: {needs: {at-least: 1, of: node*}}}\n"
      "faults: [{at: 1 h, fail: node1, mode: hardware}, {at: 70 min, fail: node2, mode: hardware}, "
      "{at: 80 min, fail: other, mode: hardware}]\n");
  const Crew& crew = story.plant().crews[0];
  EXPECT_EQ(crew.families.size(), 2);
  story.until(90min);
  EXPECT_TRUE(story.calendar().running(crew.responses[0]));
  EXPECT_TRUE(story.calendar().running(crew.responses[1]));
  story.until(2 * hour);  // the first family's clock rang; nobody is free for the other
  EXPECT_EQ(story.times("the repair of node1.hardware begins"), Times{2 * hour});
  EXPECT_FALSE(story.calendar().running(crew.responses[0]));
  EXPECT_FALSE(story.calendar().running(crew.responses[1]));
  story.until(5 * hour + 30min);
  EXPECT_TRUE(story.calendar().running(crew.responses[0]));
  EXPECT_TRUE(story.calendar().running(crew.responses[1]));
  story.until(2 * day);
  EXPECT_EQ(story.count(FactKind::repair_ended), 3) << story.all();
}

TEST(Crew, IsFreeForTheNextWhenARepairIsCalledOff) {
  // The guest hangs; its host goes down, and the hang with it: the crew turns to the next.
  Story story(
      "crews: {field: {size: 1}}\n"
      "hosts: {node1..2: {failures: {hardware: {mttf: 100000 y, ttr: 1 h, crew: field}}}}\n"
      "vms: {guest: {host: node1, failures: {hung: {mttf: 100000 y, effect: hang, ttr: 10 h, crew: "
      "field}}}}\n"
      "services: {farm: {needs: {at-least: 1, of: node*}}}\n"
      "faults: [{at: 1 h, fail: guest, mode: hung}, {at: 2 h, fail: node2, mode: hardware}, {at: 3 "
      "h, fail: node1, for: 1 min}]\n");
  story.until(day);
  EXPECT_EQ(story.times("the repair of node2.hardware begins"), Times{3 * hour}) << story.all();
  EXPECT_EQ(story.times("node2.hardware is repaired"), Times{4 * hour});
  EXPECT_FALSE(story.told("guest.hung is repaired"));
  EXPECT_TRUE(story.alive("guest"));
  EXPECT_EQ(story.world().crews[0].free, 1);
}

TEST(Spares, AreOrderedWhenTheyAreTaken) {
  Story story(three_failures("", "spare: parts", "spares: {parts: {size: 1, restock: 5 h}}\n"));
  story.until(day);
  // The second waits for the part ordered at 1 h, the third for the one ordered at 6 h.
  EXPECT_EQ(repaired(story), (Times{9 * hour, 4 * hour, 14 * hour})) << story.all();
  EXPECT_EQ(story.world().spares[0].in_stock, 1);
}

TEST(Spares, RunOutWithoutRestock) {
  Story story(three_failures("", "spare: parts", "spares: {parts: {size: 2}}\n"));
  story.until(day);
  EXPECT_EQ(repaired(story), (Times{5 * hour, 4 * hour})) << story.all();
  EXPECT_TRUE(story.told("the repair of node3.hardware waits for a part from parts"));
  EXPECT_TRUE(story.world().spares[0].waiting.empty()) << "its place would mean nothing";
  EXPECT_EQ(story.world().modes[2], ModeState::beyond_repair);
  EXPECT_FALSE(story.alive("node3"));
}

TEST(Spares, ThatArriveAreForTheCrewOfWhoeverWaits) {
  // The part is taken at 1 h by one crew's repair; the next, at 6 h, is what the other crew waits
  // for, and the one after that comes at 11 h.
  for (const std::string order : {"fifo", "random", "race", "[node3, node2]"}) {
    Story story("crews: {first: {size: 1}, second: {size: 2, order: " + order +
                "}}\nspares: {parts: {size: 1, restock: 5 h}}\n"
                "hosts: {node1: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: first, "
                "spare: parts}}}, node2..3: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: "
                "second, spare: parts}}}}\n"
                "services: {farm: {needs: {at-least: 1, of: node*}}}\n"
                "faults: [{at: 1 h, fail: node1, mode: hardware}, {at: 2 h, fail: node2, mode: "
                "hardware}, {at: 7 h, fail: node3, mode: hardware}]\n");
    story.until(2 * day);
    EXPECT_EQ(repaired(story), (Times{4 * hour, 9 * hour, 14 * hour})) << order << story.all();
    EXPECT_EQ(story.world().spares[0].in_stock, 1U) << order;
  }
}

TEST(Spares, AreOrderedEachByItself) {
  Story story(three_failures("", "spare: parts", "spares: {parts: {size: 3, restock: 5 h}}\n"));
  story.until(6 * hour + 30min);
  EXPECT_EQ(story.world().spares[0].in_stock, 1U) << "ordered at 1 h";
  story.until(7 * hour + 30min);
  EXPECT_EQ(story.world().spares[0].in_stock, 3U) << "at 2 h, and at 150 min";
}

TEST(Spares, ThatArrivePassByACrewThatIsBusy) {
  // The part that comes at 11 h is wanted by two: the first one's crew has other work until 101 h,
  // so the other crew takes it.
  Story story(
      "crews: {busy: {size: 1}, idle: {size: 1}}\nspares: {parts: {size: 1, restock: 10 h}}\n"
      "hosts: {node1: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: busy, spare: "
      "parts}}}, "
      "node2: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: idle, spare: parts}}}, node3: "
      "{failures: {hardware: {mttf: 100000 y, ttr: 100 h, crew: busy}}}, old: {failures: "
      "{hardware: {mttf: 100000 y, ttr: 3 h, spare: parts}}}}\n"
      "services: {farm: {needs: {at-least: 1, of: node*}}}\n"
      "faults: [{at: 1 h, fail: old, mode: hardware}, {at: 1 h, fail: node3, mode: hardware}, {at: "
      "2 h, fail: node1, mode: hardware}, {at: 3 h, fail: node2, mode: hardware}]\n");
  story.until(10 * day);
  EXPECT_EQ(repaired(story), (Times{104 * hour, 14 * hour, 101 * hour})) << story.all();
}

TEST(Spares, AreNotWaitedForByARaceThatSomebodyElseHasWon) {
  // A crew is on its way to node1, until somebody takes the last part at 90 min; it sets out again
  // when the next is there, at 690 min.
  for (const std::string crew : {", crew: other", ""}) {
    Story story(
        "crews: {racing: {size: 1, order: race, response: 1 h}, other: {size: 1}}\n"
        "spares: {parts: {size: 1, restock: 10 h}}\n"
        "hosts: {node1: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: racing, spare: "
        "parts}}}, node2: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, spare: parts" +
        crew +
        "}}}, node3: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: other}}}}\n"
        "services: {farm: {needs: {at-least: 1, of: node*}}}\n"
        "faults: [{at: 1 h, fail: node1, mode: hardware}, {at: 90 min, fail: node2, mode: "
        "hardware}]\n");
    story.until(2 * day);
    EXPECT_EQ(repaired(story), (Times{750min + 3 * hour, 90min + 3 * hour})) << crew << story.all();
  }
}

// node1 waits for the crew when the last part is taken: from then on it waits in vain, and is in
// nobody's way.
TEST(Spares, RunOutForThoseWhoWaitForACrew) {
  for (const std::string order : {"fifo", "random", "race", "[node1]"}) {
    Story story("crews: {field: {size: 1, order: " + order +
                "}}\nspares: {parts: {size: 2}}\n"
                "hosts: {node1..3: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: field, "
                "spare: parts}}}, other: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: "
                "field}}}}\n"
                "services: {farm: {needs: {at-least: 1, of: node*}}}\n"
                "faults: [{at: 1 h, fail: node2, mode: hardware}, {at: 2 h, fail: node3, mode: "
                "hardware}, {at: 5 h, fail: node1, mode: hardware}, {at: 6 h, fail: other, mode: "
                "hardware}]\n");
    story.until(4 * hour + 1min);
    EXPECT_EQ(story.world().spares[0].in_stock, 0) << order;
    story.until(day);
    EXPECT_EQ(repaired(story), (Times{4 * hour, 7 * hour})) << order << story.all();
    EXPECT_EQ(story.times("other.hardware is repaired"), Times{10 * hour}) << order;
    EXPECT_EQ(story.world().modes[0], ModeState::beyond_repair) << order;
    EXPECT_TRUE(story.world().crews[0].waiting.empty()) << order;
    EXPECT_EQ(story.world().crews[0].free, 1) << order;
  }
}

TEST(Spares, RunOutInTheMidstOfAQueue) {
  Story story(
      three_failures("size: 1", "crew: field, spare: parts", "spares: {parts: {size: 2}}\n"));
  story.until(3 * hour);
  EXPECT_EQ(story.world().crews[0].waiting.size(), 2);
  story.until(day);
  EXPECT_EQ(repaired(story), (Times{7 * hour, 4 * hour})) << story.all();
  EXPECT_EQ(story.world().modes[2], ModeState::beyond_repair);
  EXPECT_TRUE(story.world().crews[0].waiting.empty());
}

TEST(Repair, ThatNeverComesCallsNobodyAndTakesNothing) {
  Story story(
      "crews: {field: {size: 1}}\nspares: {parts: {size: 1}}\n"
      "hosts: {lost: {failures: {hardware: {mttf: 100000 y, mttr: never, crew: field, spare: "
      "parts}}}, node1: {failures: {hardware: {mttf: 100000 y, ttr: 3 h, crew: field, spare: "
      "parts}}}}\n"
      "services: {farm: {needs: {any: [lost, node1]}}}\n"
      "faults: [{at: 1 h, fail: lost, mode: hardware}, {at: 2 h, fail: node1, mode: hardware}]\n");
  story.until(90min);
  EXPECT_EQ(story.times("lost.hardware is never repaired"), Times{1 * hour}) << story.all();
  EXPECT_EQ(story.world().crews[0].free, 1);
  EXPECT_EQ(story.world().spares[0].in_stock, 1);
  story.until(10 * year);
  EXPECT_EQ(story.times("node1.hardware is repaired"), Times{5 * hour}) << story.all();
  EXPECT_FALSE(story.alive("lost"));
}

// A reset ends a hang that nobody repairs, and going elsewhere leaves a broken installation behind.
TEST(Repair, ThatNeverComesIsNotNeededWhereAClusterHelps) {
  Story story(
      "hosts: {node1..2: {}}\n"
      "vms: {guest: {host: node1, failures: {hung: {mttf: 100000 y, effect: hang, mttr: never}, "
      "broken: {mttf: 100000 y, mttr: never}}}}\n"
      "clusters: {c: {profile: ideal, nodes: node*, monitor: {scope: guest-os}}}\n"
      "services: {guest: {needs: guest}}\n"
      "faults: [{at: 1 h, fail: guest, mode: hung}, {at: 2 h, fail: guest, mode: broken}]\n");
  story.until(90min);
  EXPECT_TRUE(story.alive("guest")) << story.all();
  story.until(3 * hour);
  EXPECT_TRUE(story.alive("guest")) << story.all();
  EXPECT_EQ(story.world().modes[0], ModeState::armed);
  EXPECT_EQ(story.world().modes[1], ModeState::armed);
}

TEST(Spares, ComeBeforeTheCrew) {
  Story story(three_failures("size: 1", "crew: field, spare: parts",
                             "spares: {parts: {size: 1, restock: 90 min}}\n"));
  story.until(day);
  // node1 has its part at 150 min, node3 at 240 min; nobody is called in vain.
  EXPECT_EQ(repaired(story), (Times{7 * hour, 4 * hour, 10 * hour})) << story.all();
}

}  // namespace
}  // namespace ausfall::models
