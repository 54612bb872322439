#include "models/reach.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;

/// The reach of this story's world, with these parts down.
World without(const Story& story, std::initializer_list<const char*> parts) {
  World world = story.world();
  for (const char* part : parts) world[story.component(part)].running = Running::off;
  find_reach(story.plant(), world);
  return world;
}

class Reach : public testing::Test {
 protected:
  [[nodiscard]] bool joins(const World& world, const char* a, const char* b,
                           const char* network) const {
    return joined({story_.plant(), world}, story_.component(a), story_.component(b),
                  story_.network(network));
  }

  Story story_{
      "hosts: {left1..2: {}, right1..2: {}, both: {}}\n"
      "networks:\n"
      "  left: {hosts: [left*, both], switches: 2, carries: [heartbeat]}\n"
      "  right: {hosts: [right*, both]}\n"
      "trunks: {backbone: {between: [left, right]}}\n"
      "services: {farm: {needs: {at-least: 1, of: left*}}}\n"};
};

TEST_F(Reach, HostsOfANetworkAreJoinedAndTrunksJoinNetworks) {
  const World world = without(story_, {});
  EXPECT_TRUE(joins(world, "left1", "left2", "left"));
  EXPECT_TRUE(joins(world, "left1", "right1", "left"));
  EXPECT_TRUE(joins(world, "right1", "left1", "right"));
}

TEST_F(Reach, ATrunkThatIsCutParts) {
  const World world = without(story_, {"backbone"});
  EXPECT_TRUE(joins(world, "left1", "left2", "left"));
  EXPECT_FALSE(joins(world, "left1", "right1", "left"));
  EXPECT_FALSE(joins(world, "left1", "right1", "right"));
  // Hosts do not pass traffic on.
  EXPECT_TRUE(joins(world, "left1", "both", "left"));
  EXPECT_TRUE(joins(world, "both", "right1", "right"));
}

TEST_F(Reach, OneSwitchIsEnoughAndAHostNeedsALinkToOneThatWorks) {
  const World one = without(story_, {"left.switch1"});
  EXPECT_TRUE(joins(one, "left1", "left2", "left"));
  EXPECT_EQ(one.attachments[0], 1);
  const World crossed = without(story_, {"left.switch1", "left.link2.left1"});
  EXPECT_FALSE(joins(crossed, "left1", "left2", "left"));
  EXPECT_FALSE(
      attached({story_.plant(), crossed}, story_.component("left1"), story_.network("left")));
  const World none = without(story_, {"left.switch1", "left.switch2"});
  EXPECT_FALSE(joins(none, "left1", "left2", "left"));
  EXPECT_FALSE(joins(none, "left1", "right1", "left"));
  EXPECT_TRUE(joins(none, "right1", "right2", "right"));
  EXPECT_EQ(none.network_part[story_.network("left").index()], no_part);
}

TEST_F(Reach, IsMutual) {
  for (const auto& parts :
       {std::initializer_list<const char*>{"left.link1.both", "left.link2.both"},
        std::initializer_list<const char*>{"backbone"},
        std::initializer_list<const char*>{"left.switch1", "left.link2.left2"}}) {
    const World world = without(story_, parts);
    for (const char* a : {"left1", "left2", "right1", "both"}) {
      for (const char* b : {"left1", "left2", "right1", "both"}) {
        for (const char* network : {"left", "right"}) {
          EXPECT_EQ(joins(world, a, b, network), joins(world, b, a, network))
              << a << ' ' << b << ' ' << network;
        }
      }
    }
  }
}

TEST_F(Reach, ClientsComeOverTheNetworksThatCarryThem) {
  const World world = without(story_, {"backbone"});
  EXPECT_FALSE(clients_reach({story_.plant(), world}, story_.component("left1")));
  EXPECT_TRUE(clients_reach({story_.plant(), world}, story_.component("right1")));
  EXPECT_TRUE(clients_reach({story_.plant(), world}, story_.component("both")));
}

TEST(ReachOverTime, IsKeptUpWhilePartsComeAndGo) {
  Story story(
      "hosts: {node1..3: {}}\n"
      "networks: {a: {hosts: all, switches: 2, failures: {switch: {mttf: 3 h, ttr: 1 h}, link: "
      "{mttf: 2 h, ttr: 1 h}}}, "
      "b: {hosts: all, failures: {switch: {mttf: 3 h, ttr: 1 h}}}}\n"
      "trunks: {t: {between: [a, b], failures: {cut: {mttf: 2 h, ttr: 1 h}}}}\n"
      "services: {farm: {needs: {at-least: 2, of: node*, connected: true}}}\n");
  for (int i = 1; i < 300; ++i) {
    story.until(i * hour);
    World fresh = story.world();
    find_reach(story.plant(), fresh);
    ASSERT_EQ(fresh, story.world()) << "at hour " << i;
  }
  EXPECT_GT(story.count(FactKind::service_down), 10);
}

TEST(Connected, CountsAHostOnceThoughTwoNetworksJoinIt) {
  // Both hosts are on two networks that a trunk makes one; when one host dies the other is alone.
  Story story(
      "hosts: {node1..2: {}}\nnetworks: {a: {hosts: all}, b: {hosts: all}}\n"
      "trunks: {t: {between: [a, b]}}\n"
      "services: {pair: {needs: {at-least: 2, of: node*, connected: true}}}\n"
      "faults: [{at: 1 h, fail: node2, for: 1 h}]\n");
  story.until(3 * hour);
  EXPECT_EQ(story.count(FactKind::service_down), 1U) << story.all();
  EXPECT_EQ(story.times("service pair is up"), std::vector<Time>{2 * hour});
}

}  // namespace
}  // namespace ausfall::models
