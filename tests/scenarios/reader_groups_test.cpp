// Groups: those that are named, one for each of a selection, and what becomes of the rest.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "tests/scenarios/reading.hpp"

namespace ausfall::scenarios {
namespace {

/// "name: members" of each group, in their order.
Names groups_of(const Plant& plant) {
  Names groups;
  for (const models::Group& group : plant.groups) {
    std::string text = group.name + ":";
    for (const std::string& member : member_names(plant, group)) text += " " + member;
    groups.push_back(text);
  }
  return groups;
}

Names warnings_of(const Scenario& scenario) {
  Names said;
  for (const Diagnostic& warning : scenario.warnings) said.push_back(warning.message);
  return said;
}

std::string mistake_of(const std::string& text) {
  try {
    read(text);
  } catch (const Mistakes& mistakes) {
    EXPECT_EQ(mistakes.diagnostics().size(), 1U) << mistakes.what();
    return mistakes.diagnostics().front().message;
  }
  ADD_FAILURE() << "nothing was wrong with\n" << text;
  return {};
}

const std::string four =
    "hosts: {esx1..2: {}}\n"
    "vms: {web1..2: {host: esx1}, sql: {host: esx2}, misc01..12: {host: esx2}}\n"
    "services: {s: {needs: sql}}\n";

TEST(Groups, WhatNoGroupNamesIsEachAGroupOfItsOwn) {
  const std::string text =
      "hosts: {h1..2: {}}\nvms: {a: {}, b: {host: h1}}\napps: {inside: {on: b}, agent: {on: h2}}\n"
      "services: {s: {needs: a}}\n";
  const Names all{"a: a", "b: b", "agent: agent"};
  EXPECT_EQ(groups_of(plant_of(text + "clusters: {c: {nodes: h*, groups: {a: {members: a}}}}\n")),
            all);
  EXPECT_EQ(groups_of(plant_of(
                text + "clusters: {c: {nodes: h*, groups: {rest: each, a: {members: a}}}}\n")),
            all);
}

/// ha-manager takes care of what was added to it.
TEST(Groups, InProxmoxWhatNoGroupNamesIsNotInHaUnlessNoneIsNamed) {
  const std::string text =
      "hosts: {h1..3: {}}\nvms: {a: {host: h1}, plain: {host: h2}}\nservices: {s: {needs: a}}\n"
      "clusters: {c: {profile: proxmox-ha, nodes: h*";
  const Scenario named = read(text + ", groups: {a: {members: a}}}}\n");
  EXPECT_EQ(groups_of(*named.plant), Names{"a: a"});
  ASSERT_EQ(warnings_of(named).size(), 1U);
  EXPECT_EQ(warnings_of(named).front(),
            "nothing protects plain: on the nodes of the cluster 'c', and in none of its groups");
  const Names both{"a: a", "plain: plain"};
  EXPECT_EQ(groups_of(plant_of(text + ", groups: {a: {members: a}, rest: each}}}\n")), both);
  EXPECT_EQ(groups_of(plant_of(text + "}}\n")), both);
}

TEST(Groups, RestNoneLeavesThemUnprotectedAndSaysWhich) {
  const Scenario scenario =
      read(four + "clusters: {ha: {nodes: esx*, groups: {sql: {members: sql}, rest: none}}}\n");
  EXPECT_EQ(groups_of(*scenario.plant), Names{"sql: sql"});
  ASSERT_EQ(warnings_of(scenario).size(), 1U);
  EXPECT_EQ(
      warnings_of(scenario).front(),
      "nothing protects web1..2, misc01..12: on the nodes of the cluster 'ha', and in none of "
      "its groups");
  EXPECT_EQ(scenario.warnings.front().line, 5U);
  EXPECT_TRUE(
      warnings_of(read(four + "clusters: {ha: {nodes: esx*, groups: {sql: {members: sql}}}}\n"))
          .empty());
}

TEST(Groups, EachMakesAGroupOfEachWithWhatStandsBesideIt) {
  const Plant plant = plant_of(
      "hosts: {esx1..3: {}}\nvms: {web1..2: {}, sql: {host: esx3}}\n"
      "clusters: {ha: {nodes: esx*, groups: {webs: {each: web*, owners: [esx2, esx1], "
      "anti-affinity: [web]}, rest: each}}}\n");
  ASSERT_EQ(groups_of(plant), (Names{"web1: web1", "web2: web2", "sql: sql"}));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(plant.groups[i].owners, (std::vector<std::uint8_t>{1, 0, 2}));
    EXPECT_EQ(plant.groups[i].home, 1);
    EXPECT_EQ(plant.groups[i].anti_affinity, Names{"web"});
  }
  EXPECT_TRUE(plant.groups[2].anti_affinity.empty());
}

TEST(Groups, EachTakesNothingThatIsInAnother) {
  EXPECT_EQ(mistake_of(four + "clusters: {ha: {nodes: esx*, groups: {front: {members: web1}, webs: "
                              "{each: web*}}}}\n"),
            "'web1' is in two groups, 'front' and 'web1'");
  EXPECT_EQ(mistake_of(four + "clusters: {ha: {nodes: esx*, groups: {web1: {members: sql}, webs: "
                              "{each: web*}}}}\n"),
            "'web1' would be a group of that name, which the cluster 'ha' has already");
}

TEST(Groups, EachGoesWithoutMembersAndOrder) {
  EXPECT_EQ(mistake_of(four + "clusters: {ha: {nodes: esx*, groups: {webs: {each: web*, members: "
                              "sql}}}}\n"),
            "group 'webs' has both 'each' and 'members'");
  EXPECT_EQ(mistake_of(four + "clusters: {ha: {nodes: esx*, groups: {webs: {each: web*, order: "
                              "web1}}}}\n"),
            "'order' has no effect here, in group 'webs'");
}

TEST(Groups, TheWordRestAloneIsReserved) {
  EXPECT_EQ(groups_of(plant_of(four + "clusters: {ha: {nodes: esx*, groups: {rest: {members: "
                                      "web*}, each: {members: sql}}}}\n"))
                .size(),
            14U);
  EXPECT_EQ(mistake_of(four + "clusters: {ha: {nodes: esx*, groups: {rest: eech}}}\n"),
            "rest: 'eech' is not one of its words");
  EXPECT_EQ(
      mistake_of("hosts: {h1..2: {}}\napps: {w1: {on: h1}, w2: {on: h2}}\nclusters: {lb: {profile: "
                 "load-balancer, nodes: h*, groups: {web: {members: w*}, rest: each}}}\n"),
      "rest: 'lb' is a load balancer, which takes what its groups name");
}

/// A VM that is a node of a guest cluster is protected by the cluster of its hosts, too.
const std::string nested =
    "hosts: {h1..2: {}}\nvms: {n1: {host: h1}, n2: {host: h2}, v: {host: h1}}\n"
    "apps: {db: {on: n1}}\nservices: {s: {needs: db}}\n";

TEST(Groups, NodesOfAnotherClusterAreGroupsToo) {
  const std::string guests = "fc: {nodes: [n1, n2]}";
  EXPECT_EQ(groups_of(plant_of(nested + "clusters: {ha: {nodes: h*, groups: {v: {members: v}}}, " +
                               guests + "}\n")),
            (Names{"v: v", "n1: n1", "n2: n2", "db: db"}) /* in the order of clusters */)
      << "named groups come first";
  const Scenario without =
      read(nested + "clusters: {ha: {nodes: h*, groups: {v: {members: v}, rest: none}}, " + guests +
           "}\n");
  EXPECT_EQ(groups_of(*without.plant), (Names{"v: v", "db: db"}));
  EXPECT_TRUE(warnings_of(without).empty()) << "the guest cluster takes care of its nodes";
}

/// Two clusters on the same nodes.
TEST(Groups, WhatIsLeftGoesToTheOneThatAsksForIt) {
  const std::string both = "hosts: {h1..2: {}}\napps: {a: {on: h1}, b: {on: h1}, c: {on: h2}}\n";
  EXPECT_EQ(
      groups_of(plant_of(both + "clusters: {one: {nodes: h*, groups: {a: {members: a}}}, two: "
                                "{nodes: h*}}\n")),
      (Names{"a: a", "b: b", "c: c"}));
  EXPECT_EQ(groups_of(plant_of(both + "clusters: {one: {nodes: h*, groups: {a: {members: a}, rest: "
                                      "each}}, two: {nodes: h*, groups: {b: {members: b}}}}\n")),
            (Names{"a: a", "b: b", "c: c"}));
  EXPECT_EQ(
      mistake_of(both + "clusters: {one: {nodes: h*, groups: {a: {members: a}}}, two: {nodes: "
                        "h*, groups: {b: {members: b}}}}\n"),
      "'c' would be a group of two clusters, 'one' and 'two'");
}

}  // namespace
}  // namespace ausfall::scenarios
