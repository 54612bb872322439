// How many names are written as few: ranges that are paired, and labels.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "tests/scenarios/reading.hpp"

namespace ausfall::scenarios {
namespace {

std::string place_of(const Plant& plant, const std::string& name) {
  return plant[named(plant, name).place].name;
}

Diagnostic mistake_of(const std::string& text) {
  try {
    read(text);
  } catch (const Mistakes& mistakes) {
    EXPECT_EQ(mistakes.diagnostics().size(), 1U) << mistakes.what();
    return mistakes.diagnostics().front();
  }
  ADD_FAILURE() << "nothing was wrong with\n" << text;
  return {};
}

// ---- ranges -------------------------------------------------------------------------------------

TEST(Ranges, OfTheSameLengthArePaired) {
  const Plant plant = plant_of(
      "hosts: {h1..3: {}}\nvms: {web01..03: {host: h1..3}}\napps: {http7..9: {on: web01..03}}\n");
  for (const auto& [app, vm, host] :
       {std::tuple{"http7", "web01", "h1"}, {"http8", "web02", "h2"}, {"http9", "web03", "h3"}}) {
    EXPECT_EQ(place_of(plant, app), vm);
    EXPECT_EQ(place_of(plant, vm), host);
  }
}

TEST(Ranges, ArePairedWhereverOneNameIsDue) {
  const Plant plant = plant_of(
      "crews: {c1..2: {}}\nspares: {p1..2: {size: 1}}\nstorage: {san1..2: {type: fc}}\n"
      "hosts: {h1..2: {failures: {hw: {mttf: 1 y, crew: c1..2, spare: p1..2}}}}\n"
      "vms: {v1..2: {host: h1..2, storage: san1..2}}\n"
      "clusters: {ha1..2: {nodes: h1..2, groups: {rest: none}, quorum: {kind: shared-disk, "
      "storage: "
      "san1..2}}}\n");
  for (const std::size_t i : {0U, 1U}) {
    const std::string number = std::to_string(i + 1);
    EXPECT_EQ(plant[only_mode(plant, "h" + number).crew].name, "c" + number);
    EXPECT_EQ(plant[only_mode(plant, "h" + number).spares].name, "p" + number);
    EXPECT_EQ(plant[named(plant, "v" + number).storage].name, "san" + number);
    EXPECT_EQ(plant[plant.clusters[i].quorum.disk].name, "san" + number);
    EXPECT_EQ(plant.clusters[i].nodes.size(), 2U)
        << "where several names are due it is all of them";
  }
}

TEST(Ranges, WithinRangesBelongToTheOneOfTheirLength) {
  const Plant plant = plant_of(
      "crews: {c1..2: {}, d1..3: {}}\n"
      "hosts: {h1..3: {failures: {m1..2: {mttf: 1 y, crew: c1..2}, n1..2: {mttf: 1 y, crew: "
      "d1..3}}}}\n");
  Names crews;
  for (const models::Mode& mode : plant.modes)
    crews.push_back(plant[mode.component].name + "." + mode.name + " " + plant[mode.crew].name);
  EXPECT_EQ(crews, (Names{"h1.m1 c1", "h1.m2 c2", "h1.n1 d1", "h1.n2 d1", "h2.m1 c1", "h2.m2 c2",
                          "h2.n1 d2", "h2.n2 d2", "h3.m1 c1", "h3.m2 c2", "h3.n1 d3", "h3.n2 d3"}));
}

TEST(Ranges, ArePairedInPatchesToo) {
  const Variants variants = read_variants_text(
      "room.yaml",
      "ausfall: 1\nhosts: {h1..2: {}}\napps: {a1..2: {on: h1}}\nservices: {s: {needs: a*}}\n"
      "variants: {apart: {apps: {a1..2: {on: h1..2}}}}\n",
      {}, {});
  EXPECT_EQ(place_of(*variants.scenarios[0].plant, "a2"), "h2");
  EXPECT_EQ(place_of(*read("hosts: {h1..2: {}}\nservices: {s: {needs: a*}}\n",
                           {Override::parse("apps={a1..2: {on: h1..2}}")})
                          .plant,
                     "a2"),
            "h2");
}

TEST(Ranges, OfAnotherLengthAreAMistake) {
  const Diagnostic mistake = mistake_of("hosts: {h1..3: {}}\nvms:\n  web1..4: {host: h1..3}\n");
  EXPECT_EQ(mistake.message,
            "host: 'h1..3' are 3 names, and 'web1..4' are 4: they cannot be paired");
  EXPECT_EQ(mistake.line, 4U);
  EXPECT_EQ(mistake_of("hosts: {h1..3: {}}\nvms: {web: {host: h1..3}}\n").message,
            "host: 'h1..3' are several names where one is due");
}

TEST(Ranges, OfNamesThatAreNotThereAreOneMistake) {
  const Diagnostic mistake =
      mistake_of("hosts: {node1..4: {}}\nservices: {s: {needs: nod01..12}}\n");
  EXPECT_EQ(mistake.message,
            "needs: there is no host, VM, app, network, trunk, storage or device 'nod01..12'");
}

TEST(Ranges, SelectAllOfTheirNamesWhereSeveralAreDue) {
  const Plant plant = plant_of(
      "hosts: {h1..4: {}}\nnetworks: {lan: {hosts: h1..3}}\napps: {a: {on: h1}}\n"
      "common-causes: {feed: {mttf: 1 y, mttr: 1 h, hits: h2..4}}\n"
      "maintenance: {patching: {hosts: h1..2, every: 30 d, duration: 1 h}}\n"
      "clusters: {c: {nodes: h1..4, groups: {a: {members: a, owners: h3..4}}}}\n");
  EXPECT_EQ(plant.networks[0].hosts.size(), 3U);
  EXPECT_EQ(names_of(plant, plant.common_causes[0].hits), (Names{"h2", "h3", "h4"}));
  EXPECT_EQ(plant.maintenance[0].hosts.size(), 2U);
  EXPECT_EQ(plant.clusters[0].nodes.size(), 4U);
  EXPECT_EQ(plant.groups[0].owners, (std::vector<std::uint8_t>{2, 3, 0, 1}));
}

// ---- labels -------------------------------------------------------------------------------------

const std::string racks =
    "hosts:\n"
    "  esx1..6: {rack: A, site: north, labels: {row: 7}}\n"
    "  esx4..6: {rack: B, site: south, labels: {row: 8}}\n"
    "vms: {web1..2: {host: esx1, labels: {tier: front}}, sql: {host: esx5}}\n"
    "apps: {db: {on: sql}}\n"
    "services: {s: {needs: sql}}\n";

Names selected(const std::string& hits) {
  const Plant plant =
      plant_of(racks + "common-causes: {feed: {mttf: 1 y, mttr: 1 h, hits: " + hits + "}}\n");
  return names_of(plant, plant.common_causes[0].hits);
}

TEST(Labels, SelectWhatCarriesThem) {
  EXPECT_EQ(selected("rack=A"), (Names{"esx1", "esx2", "esx3"}));
  EXPECT_EQ(selected("[site=south, esx1]"), (Names{"esx4", "esx5", "esx6", "esx1"}));
  EXPECT_EQ(selected("row=7..8").size(), 6U);
  EXPECT_EQ(selected("rack=*").size(), 6U);
  EXPECT_EQ(selected("tier=front"), (Names{"web1", "web2"}));
}

TEST(Labels, StandWhereverNamesMay) {
  const Plant plant = plant_of(
      racks +
      "networks: {lan: {hosts: rack=A}}\nstorage: {san: {type: fc, hosts: row=8}}\n"
      "maintenance: {patching: {hosts: site=north, every: 30 d, duration: 1 h}}\n"
      "faults: [{at: 1 h, fail: rack=B}, {at: 2 h, evacuate: rack=A}]\n"
      "clusters: {ha: {nodes: site=*, groups: {sql: {members: sql, owners: row=8}, fronts: {each: "
      "tier=front}}}}\n");
  EXPECT_EQ(plant.networks[0].hosts.size(), 3U);
  EXPECT_EQ(names_of(plant, plant.storages[0].hosts), (Names{"esx4", "esx5", "esx6"}));
  EXPECT_EQ(names_of(plant, plant.maintenance[0].hosts), (Names{"esx1", "esx2", "esx3"}));
  ASSERT_EQ(plant.faults.size(), 2U) << "each is one fault, of three hosts";
  EXPECT_EQ(plant.faults[0].targets.size(), 3U);
  EXPECT_EQ(plant.faults[1].targets.size(), 3U);
  EXPECT_EQ(plant.clusters[0].nodes.size(), 6U);
  ASSERT_EQ(plant.groups.size(), 3U);
  EXPECT_EQ(plant.groups[0].owners, (std::vector<std::uint8_t>{3, 4, 5, 0, 1, 2}));
  EXPECT_EQ(plant.groups[1].name, "web1");
}

TEST(Labels, OfAHostAreThoseOfWhatIsOnIt) {
  const Plant plant =
      plant_of(racks + "clusters: {ha: {nodes: esx*, groups: {north: {members: rack=A}}}}\n");
  EXPECT_EQ(member_names(plant, plant.groups[0]), (Names{"web1", "web2"}));
}

TEST(Labels, ThatAreNotThereNameTheNearest) {
  const Diagnostic value =
      mistake_of(racks + "common-causes: {feed: {mttf: 1 y, mttr: 1 h, hits: site=nroth}}\n");
  EXPECT_EQ(value.message, "hits: 'site=nroth' selects nothing: no host, VM or app has that label");
  EXPECT_EQ(value.hint.substr(0, 28), "did you mean 'site=north'? l");
  EXPECT_EQ(mistake_of(racks + "networks: {lan: {}}\ntrunks: {t: {between: rack=A}}\n").message,
            "between: 'rack=A' is a label, and a network has none");
}

TEST(Labels, HaveNamesOfTheirOwn) {
  EXPECT_EQ(mistake_of("hosts: {h: {labels: {rack: A}}}\n").message,
            "labels: 'rack' is a key of a host");
  EXPECT_EQ(mistake_of("hosts: {h: {labels: 7}}\n").message,
            "labels: a mapping of names to words is due");
  EXPECT_EQ(mistake_of("hosts: {h: {labels: {row: [7]}}}\n").message,
            "row: a list where a word is due");
}

// ---- globs --------------------------------------------------------------------------------------

TEST(Globs, StandForWhatBeginsAsTheyDoInTheOrderOfTheScenario) {
  const Plant plant = plant_of(
      "hosts: {b2: {}, b1: {}, a1: {}, b10: {}}\n"
      "networks: {n: {switches: 2, hosts: b*}, m: {hosts: '*1'}}\n"
      "services: {s: {needs: {any: ['?1', b*]}}, parts: {needs: {any: n.switch*}}}\n");
  const auto named_by = [&](const std::vector<ComponentId>& ids) {
    std::vector<std::string> names;
    for (const ComponentId id : ids) names.push_back(plant[id].name);
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(named_by(plant.networks[0].hosts), (Names{"b2", "b1", "b10"}));
  EXPECT_EQ(named_by(plant.networks[1].hosts), (Names{"b1", "a1"}));
  const auto needed = [&](std::size_t service) {
    std::vector<ComponentId> ids;
    for (const models::Need& part : plant.services[service].needs.parts)
      ids.push_back(part.component);
    return named_by(ids);
  };
  EXPECT_EQ(needed(0), (Names{"b1", "a1", "b2", "b10"}));
  EXPECT_EQ(needed(1), (Names{"n.switch1", "n.switch2"}));
}

/// Each looks at what begins as it does, and not at the whole room.
TEST(Globs, OfAThousandRacksAreRead) {
  constexpr int racks = 1000;
  std::string hosts = "hosts:\n";
  std::string vms = "vms:\n";
  std::string storage = "storage:\n";
  std::string services = "services:\n";
  for (int rack = 1; rack <= racks; ++rack) {
    const std::string name = "r" + std::to_string(rack);
    hosts += "  " + name + "-h1..2: {}\n";
    vms += "  " + name + "-vm1..4: {host: " + name + "-h1, storage: " + name + "-array}\n";
    storage += "  " + name + "-array: {type: fc, hosts: " + name + "-h*}\n";
    services +=
        "  " + name + ": {needs: {all: [{any: " + name + "-vm*}, {any: " + name + "-h?}]}}\n";
  }
  const Plant plant = plant_of(hosts + vms + storage + services);
  EXPECT_EQ(plant.storages.back().hosts.size(), 2U);
  EXPECT_EQ(plant.services.back().needs.parts.front().parts.size(), 4U);
}

}  // namespace
}  // namespace ausfall::scenarios
