#include "models/topology.hpp"

#include <gtest/gtest.h>

#include "tests/support/experiments.hpp"

namespace ausfall::models {
namespace {

using Names = std::vector<std::string>;

/// Those of the first service.
Names cut_of(const std::string& text, Moves moves = Moves::none) {
  const scenarios::Scenario scenario = test::scenario("ausfall: 1\n" + text);
  Names names;
  for (const ComponentId id : cut_vertices(*scenario.plant, ServiceId(0), moves))
    names.push_back((*scenario.plant)[id].name);
  return names;
}

TEST(CutVertices, AreAllThatAnAppStandsOn) {
  EXPECT_EQ(cut_of("hosts: {a: {}, b: {}}\n"
                   "vms: {guest: {host: a}}\n"
                   "apps: {mail: {on: guest}}\n"
                   "services: {mail: {needs: mail}}\n"),
            (Names{"a", "guest", "mail"}));
}

TEST(CutVertices, AreWhatNothingStandsBeside) {
  const std::string room =
      "hosts: {a: {}}\n"
      "vms: {guest: {host: a, storage: array}}\n"
      "apps: {mail: {on: guest}}\n"
      "storage: {array: {type: fc, hosts: all, controllers: 2, paths: 1}}\n";
  EXPECT_EQ(cut_of(room + "networks: {lan: {carries: [client], hosts: all, switches: 2}}\n"
                          "services: {mail: {needs: mail}}\n"),
            (Names{"a", "guest", "mail", "array.array", "array.path.a"}));
  EXPECT_EQ(
      cut_of(room + "networks: {lan: {carries: [client], hosts: all}}\n"
                    "services: {mail: {needs: mail}}\n"),
      (Names{"a", "guest", "mail", "lan.switch", "lan.link.a", "array.array", "array.path.a"}));
  // A guest that is asked for itself needs no clients.
  EXPECT_EQ(cut_of(room + "networks: {lan: {carries: [client], hosts: all}}\n"
                          "services: {mail: {needs: guest}}\n"),
            (Names{"a", "guest", "array.array", "array.path.a"}));
}

TEST(CutVertices, AreTheNetworkOfAStorageToo) {
  EXPECT_EQ(cut_of("hosts: {a: {}}\n"
                   "vms: {guest: {host: a, storage: array}}\n"
                   "networks: {san: {carries: [storage], hosts: all}}\n"
                   "storage: {array: {type: iscsi, network: san, hosts: all, paths: 2}}\n"
                   "services: {mail: {needs: guest}}\n"),
            (Names{"a", "guest", "san.switch", "san.link.a", "array.array", "array.controller"}));
}

TEST(CutVertices, FollowWhatIsNeeded) {
  const std::string room = "hosts: {web1..3: {}}\napps: {a: {on: web1}, b: {on: web1}}\n";
  EXPECT_EQ(cut_of(room + "services: {s: {needs: {any: [a, b]}}}\n"), (Names{"web1"}));
  EXPECT_EQ(cut_of(room + "services: {s: {needs: {all: [a, web2]}}}\n"),
            (Names{"web1", "web2", "a"}));
  EXPECT_EQ(cut_of(room + "services: {s: {needs: {at-least: 2, of: web*}}}\n"), Names{});
  EXPECT_EQ(cut_of(room + "services: {s: {needs: {at-least: 2, of: [a, b, web3]}}}\n"),
            (Names{"web1"}));
}

TEST(CutVertices, AreThePartsOfWhatIsNeededItself) {
  const std::string room =
      "hosts: {a: {}, b: {}}\n"
      "networks: {one: {hosts: a, switches: 2}, two: {hosts: [a, b]}}\n"
      "trunks: {between: {between: [one, two]}}\n"
      "storage:\n"
      "  array: {type: fc, hosts: a, controllers: 2}\n"
      "  block: {type: iscsi, network: two, hosts: all}\n";
  EXPECT_EQ(cut_of(room + "services: {s: {needs: one}}\n"), Names{});
  EXPECT_EQ(cut_of(room + "services: {s: {needs: two}}\n"), Names{"two.switch"});
  EXPECT_EQ(cut_of(room + "services: {s: {needs: between}}\n"), Names{"between"});
  EXPECT_EQ(cut_of(room + "services: {s: {needs: array}}\n"),
            (Names{"array.array", "array.path.a"}));
  EXPECT_EQ(cut_of(room + "services: {s: {needs: block}}\n"),
            (Names{"two.switch", "block.array", "block.controller"}));
  EXPECT_EQ(cut_of(room + "services: {s: {needs: two.link.b}}\n"), Names{"two.link.b"});
  EXPECT_EQ(cut_of(room + "services: {s: {needs: {any: [two, block]}}}\n"), Names{"two.switch"});
}

TEST(CutVertices, LeaveOutWhatAClusterCanDoWithout) {
  const std::string room =
      "hosts: {a: {}, b: {}}\n"
      "vms: {guest: {host: a, storage: array}}\n"
      "apps: {mail: {on: guest}}\n"
      "networks: {lan: {carries: [client, heartbeat], hosts: all}}\n"
      "storage: {array: {type: fc, hosts: all}}\n"
      "clusters: {c: {nodes: [a, b], groups: {g: {members: [guest]}}}}\n"
      "services: {mail: {needs: mail}}\n";
  EXPECT_EQ(cut_of(room), (Names{"a", "guest", "mail", "lan.switch", "lan.link.a", "array.array",
                                 "array.controller", "array.path.a"}));
  EXPECT_EQ(cut_of(room, Moves::clusters),
            (Names{"guest", "mail", "lan.switch", "array.array", "array.controller"}));
}

TEST(CutVertices, AreNotToldOfConnectedHosts) {
  const scenarios::Scenario scenario = test::scenario(
      "ausfall: 1\nhosts: {ws1..3: {}}\nnetworks: {lan: {hosts: all}}\n"
      "services: {s: {needs: {at-least: 2, of: ws*, connected: true}}}\n");
  EXPECT_FALSE(graph_tells(*scenario.plant, ServiceId(0)));
}

}  // namespace
}  // namespace ausfall::models
