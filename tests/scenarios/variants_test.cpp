// One file, many scenarios: patches, their order, and what is said when something in them is wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"

namespace ausfall::scenarios {
namespace {

using Names = std::vector<std::string>;

constexpr const char* room = R"(ausfall: 1
name: room
seed: 7
hosts:
  node1..2: {boot: 4 min, failures: {hardware: {mttf: 1 y, mttr: 6 h}}}
apps:
  web: {on: node1, start: 60 s}
services:
  web: {needs: web}
variants:
  alone: {}
  quick, "and cheap":
    hosts: {node1..2: {boot: 1 min}, node2: {boot: 2 min}}
  none:
    hosts: {node2: null}
  cluster:
    apps: {web: {on: null}}
    clusters: {msc: {nodes: [node1, node2], groups: {web: {members: [web]}}}}
)";

Variants all(const std::string& text, const std::vector<std::string>& sets = {},
             const Names& names = {}) {
  std::vector<Override> overrides;
  for (const std::string& set : sets) overrides.push_back(Override::parse(set));
  return read_variants_text("room.yaml", text, overrides, names);
}

Names names_of(const Variants& variants) {
  Names names;
  for (const Scenario& each : variants.scenarios) names.push_back(each.variant.value_or("-"));
  return names;
}

Names hosts_of(const Scenario& scenario) {
  Names names;
  for (const models::Component& component : scenario.plant->components) {
    if (component.kind == models::ComponentKind::host) names.push_back(component.name);
  }
  return names;
}

/// The mean boot time of a host.
Seconds boot_of(const Scenario& scenario, const std::string& host) {
  for (const models::Component& component : scenario.plant->components) {
    if (component.name == host) return component.start.mean();
  }
  ADD_FAILURE() << "there is no " << host;
  return Seconds(0);
}

std::vector<Diagnostic> mistakes_of(const std::string& text,
                                    const std::vector<std::string>& sets = {},
                                    const Names& names = {}) {
  try {
    all(text, sets, names);
  } catch (const Mistakes& mistakes) {
    return mistakes.diagnostics();
  }
  ADD_FAILURE() << "nothing was wrong with\n" << text;
  return {};
}

/// "line: message" of each.
Names said_of(const std::string& text, const std::vector<std::string>& sets = {},
              const Names& names = {}) {
  Names said;
  for (const Diagnostic& each : mistakes_of(text, sets, names))
    said.push_back(std::to_string(each.line) + ": " + each.message);
  return said;
}

TEST(Variants, AreReadInTheOrderInWhichTheyAreWritten) {
  const Variants variants = all(room);
  EXPECT_EQ(names_of(variants), (Names{"alone", "quick, \"and cheap\"", "none", "cluster"}));
  for (const Scenario& each : variants.scenarios) {
    EXPECT_EQ(each.name, "room");
    EXPECT_EQ(each.seed, 7U);
  }
  EXPECT_TRUE(variants.warnings.empty());
}

TEST(Variants, ArePatchesOfTheBaseWithTheirRangesSpelledOut) {
  const Variants variants = all(room);
  EXPECT_EQ(boot_of(variants.scenarios[0], "node2"), 240s);
  EXPECT_EQ(boot_of(variants.scenarios[1], "node1"), 60s);
  EXPECT_EQ(boot_of(variants.scenarios[1], "node2"), 120s);
  EXPECT_EQ(variants.scenarios[1].plant->modes.size(), 2U);
  EXPECT_EQ(hosts_of(variants.scenarios[2]), (Names{"node1"}));
  EXPECT_EQ(variants.scenarios[2].plant->clusters.size(), 0U);
  EXPECT_EQ(variants.scenarios[3].plant->clusters.size(), 1U);
}

TEST(Variants, OneIsReadByItsName) {
  const Scenario one = read_text("room.yaml", room, {}, "none");
  EXPECT_EQ(one.variant, "none");
  EXPECT_EQ(hosts_of(one), (Names{"node1"}));
  EXPECT_EQ(names_of(all(room, {}, {"cluster", "alone"})), (Names{"alone", "cluster"}));
}

TEST(Variants, TheOthersAreNotReadThen) {
  const std::string broken = std::string(room) + "  broken: {hosts: {node3: {boot: 4}}}\n";
  EXPECT_EQ(read_text("room.yaml", broken, {}, "none").variant, "none");
  EXPECT_EQ(said_of(broken).size(), 1U);
}

TEST(Variants, OneOfThemHasToBeNamed) {
  try {
    read_text("room.yaml", room);
    FAIL();
  } catch (const Mistakes& mistakes) {
    ASSERT_EQ(mistakes.diagnostics().size(), 1U);
    const Diagnostic& said = mistakes.diagnostics().front();
    EXPECT_EQ(said.line, 10U);
    EXPECT_NE(said.message.find("by variant"), std::string::npos);
    EXPECT_EQ(said.hint,
              "variants: 'alone', 'quick, \"and cheap\"', 'none', 'cluster'; `compare` "
              "takes all of them");
  }
}

TEST(Variants, TheNearestIsNamed) {
  const std::vector<Diagnostic> mistakes = mistakes_of(room, {}, {"alnoe"});
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes[0].message, "there is no variant 'alnoe'");
  EXPECT_TRUE(mistakes[0].hint.starts_with("did you mean 'alone'? variants: 'alone', "))
      << mistakes[0].hint;
  const std::string without = "ausfall: 1\nhosts: {a: {}}\nservices: {a: {needs: a}}\n";
  EXPECT_EQ(said_of(without, {}, {"alone"}),
            (Names{"0: there is no variant 'alone': the scenario has no variants"}));
}

TEST(Variants, AFileWithoutAnyIsOneScenario) {
  const Variants variants =
      all("ausfall: 1\nhosts: {a: {}}\nservices: {a: {needs: a}}\ncrews: {idle: {}}\n");
  EXPECT_EQ(names_of(variants), (Names{"-"}));
  EXPECT_EQ(variants.warnings.size(), 1U);
}

TEST(Variants, TheBaseAloneNeedNotBeComplete) {
  const std::string text =
      "ausfall: 1\nhosts: {a: {}}\nservices: {web: {needs: web}}\n"
      "variants: {one: {apps: {web: {on: a}}}, other: {apps: {web: {on: a, start: 5 s}}}}\n";
  EXPECT_EQ(all(text).scenarios.size(), 2U);
  EXPECT_EQ(said_of(text, {"variants=null"}).size(), 1U);
}

// ---- overrides ----------------------------------------------------------------------------------

TEST(Variants, AnOverrideIsOneOfEach) {
  const Variants variants = all(room, {"hosts.node1.boot=9 min", "seed=3"});
  for (const Scenario& each : variants.scenarios) {
    EXPECT_EQ(boot_of(each, "node1"), 540s);  // on top of the patch, which says 1 min
    EXPECT_EQ(each.seed, 3U);
  }
}

TEST(Variants, AnOverrideCanNameOne) {
  const std::vector<std::string> sets{"variants.a*.hosts.node*.boot=9 min",
                                      "variants.cluster.clusters=null",
                                      "variants.cluster.apps.web.on=node2"};
  const Variants variants = all(room, sets);
  EXPECT_EQ(boot_of(variants.scenarios[0], "node2"), 540s);
  EXPECT_EQ(boot_of(variants.scenarios[1], "node2"), 120s);
  EXPECT_EQ(variants.scenarios[3].plant->clusters.size(), 0U);
}

TEST(Variants, OneWhoseNameHoldsDotsIsQuotedInAPath) {
  const std::string text =
      "ausfall: 1\nhosts: {node1: {boot: 1 min}}\nservices: {it: {needs: "
      "node1}}\nvariants: {1.5 GHz: {}, v2.0.1: {hosts: {node1: {boot: 2 "
      "min}}}}\n";
  const Variants variants =
      all(text, {"variants.\"1.5 GHz\".hosts.node1.boot=9 min", "variants.\"v2.0.1\".seed=3"});
  EXPECT_EQ(names_of(variants), (Names{"1.5 GHz", "v2.0.1"}));
  EXPECT_EQ(boot_of(variants.scenarios[0], "node1"), 540s);
  EXPECT_EQ(boot_of(variants.scenarios[1], "node1"), 120s);
  EXPECT_EQ(variants.scenarios[1].seed, 3U);
}

TEST(Variants, OverridesAreAppliedInTheirOrder) {
  const Names sets{"variants.alone.seed=3", "seed=4", "variants.none.seed=5"};
  const Variants variants = all(room, sets);
  EXPECT_EQ(variants.scenarios[0].seed, 4U);
  EXPECT_EQ(variants.scenarios[2].seed, 5U);
}

TEST(Variants, OverridesAddAndRemoveThem) {
  EXPECT_EQ(names_of(all(room, {"variants.none=null", "variants.more={seed: 3}"})),
            (Names{"alone", "quick, \"and cheap\"", "cluster", "more"}));
  EXPECT_EQ(names_of(all(room, {"variants.*=null", "variants={a: {}, b: {}}"})), (Names{"a", "b"}));
  // A patch onto a patch: what the first deletes stays deleted.
  const Variants patched = all(room, {"variants.none={hosts: {node1: {boot: 5 s}}}"});
  EXPECT_EQ(hosts_of(patched.scenarios[2]), (Names{"node1"}));
  EXPECT_EQ(boot_of(patched.scenarios[2], "node1"), 5s);
}

TEST(Variants, AnOverrideThatSelectsNothingIsRefused) {
  EXPECT_EQ(said_of(room, {"variants.clutser.seed=3"}),
            (Names{"1: there is no variant 'clutser'"}));
  EXPECT_EQ(said_of(room, {"clusters.msc.heartbeat.missed=3"}),
            (Names{"1: there is no 'msc' in clusters, so nothing can be set in it (in the variants "
                   "'alone', 'quick, \"and cheap\"' and 'none')"}));
  EXPECT_EQ(said_of(room, {"variants.cluster.clusters.mcs.heartbeat.missed=3"}).size(), 1U);
}

// ---- files --------------------------------------------------------------------------------------

class VariantFiles : public testing::Test {
 protected:
  VariantFiles() { std::filesystem::create_directories(folder); }
  ~VariantFiles() override { std::filesystem::remove_all(folder); }
  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name) << text;
    return (folder / name).string();
  }
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("variants" + std::to_string(getpid()));
};

TEST_F(VariantFiles, TheVariantsOfAnIncludedFileAreMergedAsPatches) {
  (void)write("base.yaml",
              "ausfall: 1\nhosts: {a1..2: {boot: 5 s}}\nservices: {s: {needs: a1}}\n"
              "variants: {one: {hosts: {a2: null}}, two: {}, three: {}}\n");
  const std::string file =
      write("room.yaml",
            "ausfall: 1\ninclude: [base.yaml]\nhosts: {a3: {}}\n"
            "variants: {one: {hosts: {a1: {boot: 7 s}}}, two: null, four: {hosts: {a3: null}}}\n");
  const Variants variants = read_variants(file);
  EXPECT_EQ(names_of(variants), (Names{"one", "three", "four"}));
  EXPECT_EQ(hosts_of(variants.scenarios[0]), (Names{"a1", "a3"}));
  EXPECT_EQ(boot_of(variants.scenarios[0], "a1"), 7s);
  EXPECT_EQ(hosts_of(variants.scenarios[2]), (Names{"a1", "a2"}));
}

// ---- mistakes -----------------------------------------------------------------------------------

TEST(Variants, MistakesOfTheBaseAreReportedOnce) {
  const Names said = said_of(
      "ausfall: 1\nhosts:\n  a: {boot: 5}\n  b: {boots: 5 s}\nservices: {s: {needs: a}}\n"
      "variants: {one: {}, two: {seed: 3}, three: {hosts: {b: null}}}\n");
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0], "3: boot: a time needs a unit: write '5 s'");
  EXPECT_EQ(said[1], "4: unknown key 'boots' of host 'b' (in the variants 'one' and 'two')");
}

TEST(Variants, MistakesOfAllAreReportedInOnePass) {
  const Names said = said_of(
      "ausfall: 1\nhosts: {a: {}}\nservices:\n  web: {needs: web}\nvariants:\n"
      "  one: {hosts: {a: {boots: 5 s}}}\n"
      "  two:\n    apps: {web: {on: b}}\n"
      "  three: {apps: {web: {on: a}}}\n");
  ASSERT_EQ(said.size(), 3U);
  EXPECT_TRUE(said[0].starts_with("4: ") && said[0].ends_with(" (in the variant 'one')"))
      << said[0];
  EXPECT_EQ(said[1], "6: unknown key 'boots' of host 'a' (in the variant 'one')");
  EXPECT_TRUE(said[2].starts_with("8: ") && said[2].ends_with(" (in the variant 'two')"))
      << said[2];
}

TEST(Variants, ManyVariantsWithAMistakeAreCounted) {
  std::string text =
      "ausfall: 1\nhosts: {a: {}}\nservices: {s: {needs: a}}\nvariants:\n  fine: {}\n";
  for (int i = 1; i <= 5; ++i) text += "  v" + std::to_string(i) + ": {hosts: {b: {}}, seed: 1}\n";
  const std::string shared =
      "ausfall: 1\nhosts: {a: {}}\nservices: {s: {needs: c}}\nvariants: {fine: {hosts: {c: {}}}, "
      "v1..5: {}}\n";
  EXPECT_EQ(all(text).scenarios.size(), 6U);
  const Names said = said_of(shared);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_TRUE(said[0].ends_with(" (in the variants 'v1', 'v2', 'v3' and 2 more)")) << said[0];
}

TEST(Variants, WarningsAreCollectedOnce) {
  const Variants variants =
      all("ausfall: 1\nhosts: {a: {}}\ncrews: {idle: {}}\nservices: {s: {needs: a}}\n"
          "variants: {one: {}, two: {clusters: null}}\n");
  ASSERT_EQ(variants.warnings.size(), 2U);
  EXPECT_EQ(variants.warnings[0].message.find("variant"), std::string::npos);
  EXPECT_EQ(variants.warnings[1].message,
            "variant 'two': there is no 'clusters' to delete (in the variant 'two')");
  EXPECT_EQ(variants.scenarios[0].warnings.size(), 1U);
  EXPECT_EQ(variants.scenarios[1].warnings.size(), 2U);
}

TEST(Variants, BrokenOnesAreRefused) {
  const std::string head = "ausfall: 1\nhosts: {a: {}}\nservices: {s: {needs: a}}\n";
  const std::vector<std::pair<std::string, std::string>> broken{
      {"variants: {}", "4: variants: there is none in it"},
      {"variants: {all: {}}", "4: 'all' means every variant and cannot be the name of one"},
      {"variants: [a, b]", "4: variants: a mapping of names to patches is due"},
      {"variants: 3", "4: variants: a mapping of names to patches is due"},
      {"variants:", "4: variants: a mapping of names to patches is due"},
      {"variants:\n  a:", "5: the variant 'a' has no patch"},
      {"variants: {a: b}", "4: variant 'a': a patch, {key: value}, is due"},
      {"variants: {a: [b]}", "4: variant 'a': a patch, {key: value}, is due"},
      {"variants: {'a*': {}}", "4: '*' cannot be part of the name of a variant"},
      {"variants: {a=b: {}}", "4: '=' cannot be part of the name of a variant"},
      {"variants: {'': {}}", "4: the name of a variant cannot be empty"},
      {"variants: {' a': {}}", "4: the name of a variant cannot begin or end with a blank"},
      {"variants: {a: {variants: {b: {}}}}", "4: 'variants' cannot stand in a variant"},
      {"variants: {a: {include: [b.yaml]}}", "4: 'include' cannot stand in a variant"},
      {"variants: {a: {ausfall: 1}}", "4: 'ausfall' cannot stand in a variant"},
      {"variants: {a: {}, a: {}}", "4: the key 'a' is given twice"},
      {"variants: {v1..101: {}}", "4: variants: there are 101, and at most 100 can be compared"},
  };
  for (const auto& [text, message] : broken) {
    EXPECT_EQ(said_of(head + text + "\n"), (Names{message})) << text;
  }
}

/// With a mistake found in so large a variant, the others are not read: all hundred of them have it,
/// and that it is said of the first alone shows it.
TEST(Variants, HostileOnesAreNotAllRead) {
  const std::string huge =
      "ausfall: 1\nhosts: {n1..20000: {failures: {hw: {mttf: 1 y, crew: x}}}}\n"
      "variants: {v1..100: {seed: 1}}\n";
  const std::vector<Diagnostic> mistakes = mistakes_of(huge);
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes.front().message, "crew: there is no crew 'x' (in the variant 'v1')");
}

}  // namespace
}  // namespace ausfall::scenarios
