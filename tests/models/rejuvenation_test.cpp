// Planned restarts: when they come, who is moved away, and what is as good as new.
#include <gtest/gtest.h>

#include <string>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

std::string app(const std::string& rejuvenate, const std::string& more = "",
                const std::string& ages = "1000 h") {
  return "hosts: {node1..2: {boot: 60 s}}\n"
         "apps: {web: {on: node1, start: 30 s, failures: {ageing: {ttf: " +
         ages + ", ttr: 1 h}}, rejuvenate: {" + rejuvenate +
         "}}}\nservices: {web: {needs: web}}\n" + more;
}

TEST(Rejuvenation, RenewsWhatAges) {
  Story story(app("every: 60 h, takes: 10 min", "", "100 h"));
  story.until(1000h);
  EXPECT_EQ(story.count(FactKind::component_failed), 0) << "it would fail after 100 h";
  EXPECT_EQ(story.times("web is restarted as planned").size(), 16U);
}

TEST(Rejuvenation, RenewsOnlyWhatItNames) {
  Story story(
      "hosts: {node: {}}\napps: {web: {on: node, failures: {ageing: {ttf: 100 h, ttr: 1 h}, other: "
      "{ttf: 150 h, ttr: 1 h}}, rejuvenate: {every: 60 h, takes: 1 h, renews: [ageing]}}}\n"
      "services: {web: {needs: web}}\n");
  story.until(200h);
  // 150 hours of work, and two restarts of an hour.
  EXPECT_EQ(story.times("web fails (other)"), Times{152h}) << story.all();
  EXPECT_EQ(story.times("web fails (ageing)"), Times{});
}

TEST(Rejuvenation, CountsFromAFailureThatMakesNew) {
  Story story(app("every: 60 h, takes: 10 min", "faults: [{at: 50 h, fail: web, mode: ageing}]\n"));
  story.until(200h);
  EXPECT_EQ(story.times("web is restarted as planned"), (Times{111h + 30s, 171h + 30s}))
      << story.all();
}

TEST(Rejuvenation, LeavesOutWhatIsDown) {
  Story story(app("every: 60 h, takes: 10 min", "faults: [{at: 59 h, fail: node1, for: 2 h}]\n"));
  story.until(200h);
  EXPECT_EQ(story.times("web is restarted as planned"), (Times{120h, 180h})) << story.all();
}

TEST(Rejuvenation, WaitsForItsHours) {
  Story story(app("every: 60 h, takes: 10 min, hours: wed 2-4"));
  story.until(400h);
  // A Wednesday begins after 48 h; 60 h are Wednesday noon, so it is the one a week later.
  EXPECT_EQ(story.times("web is restarted as planned"), (Times{218h, 386h})) << story.all();
}

const std::string cluster =
    "clusters: {c: {nodes: node*, groups: {g: {members: [web]}}, monitor: {looks-alive: 5 s}, "
    "restart: {attempts: 0}}}\n";

TEST(Rejuvenation, IsNoFailureForACluster) {
  Story story(app("every: 60 h, takes: 10 min", cluster));
  story.until(100h);
  EXPECT_EQ(story.times("web is restarted as planned"), Times{60h});
  EXPECT_EQ(story.count(FactKind::group_lost), 0) << story.all();
  EXPECT_EQ(story.times("service web is up"), Times{60h + 10min + 30s});
}

TEST(Rejuvenation, EndsWhereTheGroupFailsOver) {
  Story story(app("every: 60 h, takes: 10 min",
                  cluster + "faults: [{at: 60.05 h, fail: node1, for: 1 h}]\n"));
  story.until(100h);
  EXPECT_EQ(story.times("service web is up").size(), 1U) << story.all();
  EXPECT_LT(story.times("service web is up").front(), 60h + 10min) << story.all();
  EXPECT_EQ(story.times("group g fails over from node1 to node2").size(), 1U);
}

TEST(Rejuvenation, DrainsAHostFirst) {
  Story story(
      "hosts: {node1..2: {boot: 60 s, rejuvenate: {every: 60 h, takes: 10 min}}}\n"
      "vms: {web: {host: node1, boot: 30 s}}\nservices: {web: {needs: web}}\n"
      "clusters: {ha: {nodes: node*, groups: {g: {members: [web]}}, planned: live-migration}}\n");
  story.until(61h);
  EXPECT_EQ(story.times("node1.rejuvenation of node1 begins"), Times{60h}) << story.all();
  EXPECT_EQ(story.times("node2.rejuvenation of node2 begins"), Times{60h + 11min}) << story.all();
  EXPECT_EQ(story.count(FactKind::service_down), 0);
}

TEST(Rejuvenation, DrainsAVmThatIsANode) {
  Story story(
      "hosts: {a: {}, b: {}}\n"
      "vms: {node1: {host: a, boot: 30 s, rejuvenate: {every: 60 h, takes: 10 min}}, node2: {host: "
      "b, "
      "boot: 30 s}}\n"
      "apps: {web: {on: node1, start: 20 s}}\nservices: {web: {needs: web}}\n"
      "clusters: {c: {nodes: node*, groups: {g: {members: [web]}}}}\n");
  story.until(61h);
  EXPECT_EQ(story.times("group g is moved to node2 as planned"), Times{60h}) << story.all();
  EXPECT_EQ(story.times("node1.rejuvenation of node1 begins"), Times{60h + 20s}) << story.all();
  EXPECT_EQ(story.count(FactKind::group_lost), 0);
}

// ---- working hours ------------------------------------------------------------------------------

TEST(WorkingHours, OfACrewAreWaitedFor) {
  Story story(
      "crews: {field: {hours: mon-fri 8-18, response: 1 h}}\n"
      "hosts: {node1..2: {failures: {hw: {mttf: 1000 y, ttr: 2 h, crew: field}}}}\n"
      "services: {web: {needs: node1}}\n"
      "faults: [{at: 16.5 h, fail: node1, mode: hw}, {at: 17 h, fail: node2, mode: hw}]\n");
  story.until(100h);
  EXPECT_EQ(story.times("the repair of node1.hw begins"), Times{17h + 30min}) << story.all();
  EXPECT_EQ(story.times("node1.hw is repaired"), Times{19h + 30min}) << "into the evening";
  EXPECT_EQ(story.times("the crew field is called for node2.hw, and waits until Tuesday 8:00"),
            Times{19h + 30min})
      << story.all();
  EXPECT_EQ(story.times("the repair of node2.hw begins"), Times{24h + 9h});
}

TEST(WorkingHours, OfMaintenanceLetRoundsBeginOnly) {
  Story story(
      "hosts: {node1..3: {boot: 60 s}}\nservices: {web: {needs: node1}}\n"
      "maintenance: {patching: {every: 50 h, duration: 40 min, hours: wed 2-3}}\n");
  story.until(400h);
  // 50 h are Wednesday 2:00; then 100 h are Friday.
  EXPECT_EQ(story.times("patching of node1 begins"), (Times{50h, 218h, 386h})) << story.all();
  EXPECT_EQ(story.times("patching of node3 begins").front(), 50h + 82min) << "after the hours";
}

}  // namespace
}  // namespace ausfall::models
