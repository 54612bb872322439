// Load balancing: what is answered while an instance is dead and not yet out of the rotation.
#include <gtest/gtest.h>

#include <string>

#include "models/cluster/balancer.hpp"
#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

std::string balanced(const std::string& check, const std::string& keys = "start: 10 s") {
  return "hosts: {node1..4: {boot: 1 min}}\n"
         "networks: {lan: {hosts: all}}\n"
         "apps: {web1..4: {on: node1, " +
         keys +
         "}, web2: {on: node2}, web3: {on: node3}, web4: "
         "{on: node4}}\n"
         "clusters: {lb: {profile: ideal, nodes: node*, check: {" +
         check +
         "}}}\n"
         "services: {one: {needs: {any: web*}}, three: {needs: {at-least: 3, of: web*}}, every: "
         "{needs: web*}}\n";
}

double served(const Story& story, std::size_t service) {
  return story.world().services[service].capacity / 65536.0;
}

TEST(Balancer, LosesTheShareOfADeadInstanceUntilItIsNoticed) {
  Story story(balanced("removal: 5 s, addition: 3 s") +
              "faults: [{at: 60 s, fail: web2, for: 60 s}]");
  story.until(64s);
  EXPECT_DOUBLE_EQ(served(story, 0), 0.75) << story.all();
  EXPECT_DOUBLE_EQ(served(story, 1), 0.75) << "whoever asks the pool loses a quarter";
  EXPECT_DOUBLE_EQ(served(story, 2), 0) << "all of them are needed";
  story.until(66s);
  EXPECT_EQ(story.times("web2 gets no more requests of lb"), Times{65s});
  EXPECT_DOUBLE_EQ(served(story, 0), 1);
  story.until(131s);
  EXPECT_TRUE(story.alive("web2"));
  EXPECT_DOUBLE_EQ(served(story, 2), 0) << "it serves, and gets no requests yet";
  story.until(200s);
  EXPECT_EQ(story.times("web2 gets requests of lb"), Times{133s});
  EXPECT_DOUBLE_EQ(served(story, 2), 1);
}

TEST(Balancer, DoesNotNoticeWhatIsBackInTime) {
  Story story(balanced("removal: 30 s, addition: 3 s") +
              "faults: [{at: 60 s, fail: web2, for: 10 s}]");
  story.until(200s);
  EXPECT_EQ(story.count(FactKind::instance_removed), 0) << story.all();
  EXPECT_DOUBLE_EQ(served(story, 0), 1);
}

TEST(Balancer, NoticesAHostAndACutLink) {
  Story story(balanced("removal: 5 s") +
              "faults: [{at: 60 s, fail: node3, for: 10 s}, {at: 5 min, cut: node1, network: lan, "
              "for: 20 s}]");
  story.until(10min);
  EXPECT_EQ(story.times("web3 gets no more requests of lb"), Times{65s}) << story.all();
  EXPECT_EQ(story.times("web3 gets requests of lb"), Times{140s});
  EXPECT_EQ(story.times("web1 gets no more requests of lb"), Times{305s});
  EXPECT_EQ(story.times("web1 gets requests of lb"), Times{320s});
}

TEST(Balancer, OfMachinesOnlyNeverMissesAnApplication) {
  Story story(
      balanced("scope: node, removal: 5 s") +
      "faults: [{at: 60 s, fail: web2, for: 10 min}, {at: 20 min, fail: node2, for: 1 min}]");
  story.until(10min);
  EXPECT_EQ(story.count(FactKind::instance_removed), 0) << story.all();
  EXPECT_DOUBLE_EQ(served(story, 0), 0.75);
  story.until(20min + 6s);
  EXPECT_EQ(story.times("web2 gets no more requests of lb"), Times{20min + 5s});
}

TEST(Balancer, IsDownWithNobodyInRotation) {
  Story story(balanced("removal: 5 s") + "faults: [{at: 60 s, cut: lan, for: 30 s}]");
  story.until(61s);
  EXPECT_FALSE(story.world().services[0].up);
  story.until(80s);
  EXPECT_EQ(story.count(FactKind::instance_removed), 4);
  EXPECT_DOUBLE_EQ(answered({story.plant(), story.world()}, PoolId(0)), 0);
  story.until(91s);
  EXPECT_TRUE(story.world().services[0].up);
}

TEST(Balancer, CountsWhatADegradedInstanceCanDo) {
  Story story(balanced("removal: 5 s",
                       "failures: {leak: {mttf: 100000 y, effect: degrade, "
                       "capacity: 60 %, ttr: 1 h}}") +
              "faults: [{at: 60 s, fail: web2, mode: leak}]");
  story.until(70s);
  EXPECT_NEAR(served(story, 0), (3 + 0.6) / 4, 1e-4);
}

}  // namespace
}  // namespace ausfall::models
