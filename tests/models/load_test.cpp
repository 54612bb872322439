// What is asked of hosts, VMs and apps, and what they serve of it.
#include <gtest/gtest.h>

#include <string>

#include "models/load.hpp"
#include "tests/models/story.hpp"

namespace ausfall {
namespace {

/// Of all requests, as the service stands now.
double served(const test::Story& story, std::size_t service) {
  return story.world().services[service].capacity / 65536.0;
}

constexpr double rounding = 1.0 / 65536;

TEST(Load, WhatIsLeftServesItsShare) {
  test::Story story(R"(
hosts: {node1..2: {bears: 1000/s}}
vms:
  a: {host: node1, demand: 700/s}
  b: {host: node2, demand: 500/s}
clusters: {c: {nodes: node*}}
services: {a: {needs: a}, b: {needs: b}}
faults: [{at: 1 h, fail: node2, for: 1 h}]
)");
  story.until(59min);
  EXPECT_EQ(served(story, 0), 1);
  EXPECT_EQ(served(story, 1), 1);
  story.until(61min);
  EXPECT_NEAR(served(story, 0), 1000.0 / 1200, rounding);
  EXPECT_NEAR(served(story, 1), 1000.0 / 1200, rounding);
  EXPECT_TRUE(story.world().services[0].up);
}

TEST(Load, InstancesInRotationTakeOverWhatOthersWereAsked) {
  test::Story story(R"(
hosts: {node1..4: {}}
apps:
  web1: {on: node1, demand: 200/s, bears: 250/s}
  web2: {on: node2, demand: 200/s, bears: 250/s}
  web3: {on: node3, demand: 200/s, bears: 250/s}
  web4: {on: node4, demand: 200/s, bears: 250/s}
clusters: {lb: {profile: load-balancer, nodes: node*, groups: {web: {members: web*}}, check: {removal: 10 s, addition: 10 s}}}
services: {web: {needs: {any: web*}}}
faults: [{at: 1 h, fail: node4, for: 1 h}, {at: 90 min, fail: node3, for: 10 min}]
)");
  story.until(59min);
  EXPECT_EQ(served(story, 0), 1);
  story.until(1h + 5s);
  EXPECT_NEAR(served(story, 0), 0.75, rounding) << "what it is asked is lost until it is out";
  story.until(1h + 20s);
  EXPECT_NEAR(served(story, 0), 750.0 / 800, rounding) << "min(1, B / D)";
  story.until(91min);
  EXPECT_NEAR(served(story, 0), 500.0 / 800, rounding);
  story.until(3h);
  EXPECT_EQ(served(story, 0), 1);
}

TEST(Load, TheNarrowestPlaceDecides) {
  test::Story story(R"(
hosts: {node1: {bears: 1000/s}}
vms:
  a: {host: node1, bears: 400/s}
  b: {host: node1}
apps:
  in-a: {on: a, demand: 500/s}
  in-b: {on: b, demand: 300/s}
services: {a: {needs: in-a}, b: {needs: in-b}}
)");
  story.until(1h);
  EXPECT_NEAR(served(story, 0), 400.0 / 500, rounding);
  EXPECT_EQ(served(story, 1), 1) << "the host bears 800/s";
}

TEST(Load, CapacityThatWasIdleIsNotMissed) {
  const auto after_slow = [](const std::string& demand) {
    test::Story story(R"(
hosts: {node1: {bears: 1000/s, failures: {slow: {mttf: 1000 y, effect: degrade, capacity: 50 %, ttr: 1 h}}}}
vms: {a: {host: node1, demand: )" +
                      demand + R"(}}
services: {a: {needs: a}}
faults: [{at: 1 h, fail: node1, mode: slow}]
)");
    story.until(90min);
    return served(story, 0);
  };
  EXPECT_EQ(after_slow("400/s"), 1);
  EXPECT_NEAR(after_slow("800/s"), 500.0 / 800, rounding);
}

TEST(Load, CoresAreBorneByCores) {
  test::Story story(R"(
hosts: {node1: {cores: 8}}
vms: {vm1..3: {host: node1, cores: 4, demand: 4 cores}}
services: {s: {needs: vm1}}
)");
  story.until(1h);
  EXPECT_NEAR(served(story, 0), 8.0 / 12, rounding);
}

// The floor is 90 %: with both VMs node1 would serve five sixths, so node3 is taken, though node1 comes
// first.
TEST(Load, AClusterWithAFloorPlacesWhereEnoughIsLeft) {
  for (const bool floor : {false, true}) {
    test::Story story(R"(
hosts: {node1..3: {bears: 1000/s}}
vms: {a: {host: node1, demand: 700/s}, b: {host: node2, demand: 500/s}}
clusters: {c: {nodes: node*, failover: {placement: first-fit}, groups: {a: {members: a}, b: {members: b, owners: [node1]}}, monitor: {scope: guest-os)" +
                      std::string(floor ? ", capacity-floor: 90 %" : "") + R"(}}}
services: {a: {needs: a}, b: {needs: b}}
faults: [{at: 1 h, fail: node2}]
)");
    story.until(2h);
    EXPECT_EQ(story.world()[story.component("b")].place,
              story.component(floor ? "node3" : "node1"));
  }
}

TEST(Load, AClusterWithAFloorMovesWhatIsServedTooLittle) {
  test::Story story(R"(
hosts:
  node1: {bears: 1000/s, failures: {slow: {mttf: 1000 y, effect: degrade, capacity: 50 %, ttr: 5 h}}}
  node2: {bears: 1000/s}
vms: {a: {host: node1, demand: 400/s}, b: {host: node1, demand: 200/s}}
clusters: {c: {nodes: node*, monitor: {scope: guest-os, is-alive: 1 min, capacity-floor: 90 %}, restart: {attempts: 0}}}
services: {a: {needs: a}, b: {needs: b}}
faults: [{at: 1 h, fail: node1, mode: slow}]
)");
  story.until(59min);
  EXPECT_EQ(story.world()[story.component("a")].place, story.component("node1"));
  story.until(2h);
  EXPECT_EQ(served(story, 0), 1);
  EXPECT_EQ(served(story, 1), 1);
  EXPECT_NE(story.world()[story.component("a")].place, story.world()[story.component("b")].place)
      << "one moved, and what is left bears the other";
}

const std::string overloaded = R"(
hosts: {node1..2: {bears: 1000/s}}
vms:
  a: {host: node1, demand: 700/s, boot: 1 min, failures: {overload: {beyond: 120 %, after: 10 min, effect: hang, ttr: 1 h}}}
  b: {host: node2, demand: 600/s}
clusters: {c: {nodes: node*, failback: immediate, monitor: {scope: vm-state}, groups: {b: {members: b}, a: {members: a}}}}
services: {a: {needs: a}, b: {needs: b}}
)";

TEST(Load, AnOverloadIsAFailureAfterAWhile) {
  test::Story story(overloaded + "faults: [{at: 1 h, fail: node2, for: 1 h}]\n");
  story.until(3h);
  EXPECT_EQ(story.times("a hangs (overload)"), std::vector<Time>{70min});
  EXPECT_EQ(served(story, 0), 1) << "it was reset, and node2 was back";
}

TEST(Load, AnOverloadThatEndsInTimeIsNone) {
  test::Story story(overloaded +
                    "faults: [{at: 1 h, fail: node2, for: 9 min}, {at: 75 min, fail: node2, for: 9 "
                    "min}]\n");
  story.until(3h);
  EXPECT_EQ(story.count(models::FactKind::component_hung), 0U) << "it begins anew each time";
}

}  // namespace
}  // namespace ausfall
