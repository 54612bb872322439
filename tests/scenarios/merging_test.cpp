// Merging: JSON Merge Patch, with the one exception that alternatives are replaced whole.
#include "scenarios/merging.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "tests/scenarios/reading.hpp"

namespace ausfall::scenarios {
namespace {

/// What a patch makes of a document, both below the path `at`: "hosts.h.failures.hw".
struct Patched {
  std::string at, base, patch, result;
};

Tree tree_of(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics(sources);
  const Tree tree = parsed(sources.add("text", text), sources, diagnostics);
  EXPECT_NE(tree, nullptr) << text;
  return tree;
}

Place place_of(const std::string& path) {
  Place place = whole_scenario;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t dot = std::min(path.find('.', from), path.size());
    place = place.below(path.substr(from, dot - from));
    from = dot + 1;
  }
  return place;
}

const std::vector<Patched> rows{
    // Distributions, and values that are not known.
    {"hosts.h.boot", "{lognormal: {mean: 2 h, cv: 1}}", "{exponential: {mean: 1 h}}",
     "{exponential: {mean: 1 h}}"},
    {"hosts.h.boot", "{weibull: {shape: 2, mean: 1 h}}", "{weibull: {mean: 2 h}}",
     "{weibull: {shape: 2, mean: 2 h}}"},
    {"hosts.h.boot", "{weibull: {shape: 2, mean: 1 h}}", "{weibull: {scale: 2 h}}",
     "{weibull: {shape: 2, scale: 2 h}}"},
    {"hosts.h.boot", "{lognormal: {mean: 1 h, cv: 1}}", "{lognormal: {median: 1 h, sigma: 2}}",
     "{lognormal: {median: 1 h, sigma: 2}}"},
    {"hosts.h.boot", "{between: [1 h, 2 h]}", "{exponential: {mean: 1 h}}",
     "{exponential: {mean: 1 h}}"},
    {"hosts.h.boot", "{observed: {values: [1 h]}}", "{between: [1 h, 2 h]}",
     "{between: [1 h, 2 h]}"},
    {"hosts.h.boot", "{uniform: {min: 1 s, max: 2 s}}",
     "{uniform: null, erlang: {k: 2, mean: 1 s}}", "{erlang: {k: 2, mean: 1 s}}"},
    {"hosts.h.boot", "{uniform: {min: 1 s, max: 2 s}}",
     "{erlang: {k: 2, mean: 1 s}, uniform: null}", "{erlang: {k: 2, mean: 1 s}}"},
    {"hosts.h.boot", "{exponential: {mean: {between: [1 h, 2 h]}}}",
     "{exponential: {mean: {observed: {values: [1 h]}}}}",
     "{exponential: {mean: {observed: {values: [1 h]}}}}"},
    {"vms.v.boot", "{cpu: 1 min, io: 10}", "{io: 20}", "{cpu: 1 min, io: 20}"},
    {"vms.v.boot", "{cpu: 1 min, io: 10}", "{exponential: {mean: 1 min}}",
     "{exponential: {mean: 1 min}}"},
    {"crews.c.response", "{uniform: {min: 1 h, max: 2 h}}", "{empirical: {values: [1 h]}}",
     "{empirical: {values: [1 h]}}"},
    // Mean times, or distributions.
    {"hosts.h.failures.hw", "{ttf: {weibull: {shape: 2, mean: 1 y}}, mttr: 1 h}", "{mttf: 2 y}",
     "{mttr: 1 h, mttf: 2 y}"},
    {"networks.n.failures.link", "{mttf: 1 y, mttr: 1 h}", "{ttr: 2 h}", "{mttf: 1 y, ttr: 2 h}"},
    {"common-causes.c", "{mttf: 1 y, mttr: 1 h}", "{ttf: 1 y}", "{mttr: 1 h, ttf: 1 y}"},
    // Kinds.
    {"clusters.c.quorum", "{kind: witness, witness: cloud}", "{kind: majority}",
     "{kind: majority}"},
    {"clusters.c.quorum", "{kind: witness, witness: cloud}", "{kind: witness, retry: 1 s}",
     "{kind: witness, witness: cloud, retry: 1 s}"},
    {"clusters.c.fencing", "{kind: power, time: 1 min}", "{success: 0.9}",
     "{kind: power, time: 1 min, success: 0.9}"},
    {"clusters.c.fencing", "power", "{time: 1 min}", "{kind: power, time: 1 min}"},
    {"clusters.c.fencing", "{power: {time: 1 min}}", "{power: {success: 0.9}}",
     "{time: 1 min, kind: power, success: 0.9}"},
    {"clusters.c.fencing", "{power: {time: 1 min}}", "{watchdog: {timeout: 1 s}}",
     "{timeout: 1 s, kind: watchdog}"},
    {"clusters.c.isolation", "{response: power-off, after: 1 s}", "{response: stay}",
     "{response: stay}"},
    {"clusters.c.planned", "{kind: live-migration, dirty-rate: 1 MB/s}", "{kind: save-restore}",
     "{kind: save-restore}"},
    {"clusters.c.admission", "{hosts: 1}", "{percentage: 25 %}", "{percentage: 25 %}"},
    // What else excludes one another.
    {"services.s.needs", "{at-least: 2, of: web*}", "{any: web*}", "{any: web*}"},
    {"clusters.c.groups.g", "{members: a, owners: h}", "{each: a*}", "{owners: h, each: a*}"},
    // Everything else is as it was: names that look the same mean nothing.
    {"trunks.t", "{between: [a, b]}", "{failures: {cut: {mttf: 1 y}}}",
     "{between: [a, b], failures: {cut: {mttf: 1 y}}}"},
    {"hosts", "{uniform: {cores: 1}}", "{weibull: {cores: 2}}",
     "{uniform: {cores: 1}, weibull: {cores: 2}}"},
    {"hosts.h", "{cores: 1, memory: 1 GiB}", "{cores: null}", "{memory: 1 GiB}"},
};

TEST(Merging, ReplacesAlternativesWhole) {
  for (const Patched& row : rows) {
    SCOPED_TRACE(row.at + ": " + row.base + " with " + row.patch);
    const Place place = place_of(row.at);
    const Tree base = tree_of(row.base);
    const Tree patch = tree_of(row.patch);
    EXPECT_EQ(to_text(merged(base, patch, place)), row.result);
  }
}

/// Of three documents it is the same whether the first two are merged first, or the last two.
TEST(Merging, OfPatchesIsAsMergingOneAfterTheOther) {
  for (const Patched& one : rows) {
    for (const Patched& two : rows) {
      if (one.at != two.at) continue;
      for (const std::string& first : {two.base, two.patch}) {
        SCOPED_TRACE(one.at + ": " + one.base + " with " + first + " with " + one.patch);
        const Place place = place_of(one.at);
        const Tree base = tree_of(one.base);
        const Tree patch = tree_of(first);
        const Tree last = tree_of(one.patch);
        EXPECT_EQ(to_text(merged(base, composed(patch, last, place), place)),
                  to_text(merged(merged(base, patch, place), last, place)));
      }
    }
  }
}

TEST(Merging, GoesForVariantsRangesAndOverrides) {
  const std::string room =
      "ausfall: 1\n"
      "hosts:\n"
      "  h1..2: {failures: {hw: {ttf: {weibull: {shape: 2, mean: 1 y}}, ttr: {lognormal: {mean: 2 "
      "h, "
      "cv: 1}}}}}\n"
      "  h2: {failures: {hw: {mttf: 3 y}}}\n"
      "networks: {lan: {}}\n"
      "clusters: {c: {nodes: h*, quorum: {kind: witness, witness: cloud}, heartbeat: {interval: 1 "
      "s, "
      "missed: 3}}}\n"
      "apps: {a: {on: h1}}\n"
      "services: {a: {needs: a}}\n"
      "variants: {v: {hosts: {h1: {failures: {hw: {ttr: {exponential: {mean: 1 h}}}}}}, clusters: "
      "{c: "
      "{quorum: {kind: majority}}}}}\n";
  const Variants variants = read_variants_text(
      "room.yaml", room, {Override::parse("hosts.h2.failures.hw.mttr=5 h")}, {"v"});
  const Plant& plant = *variants.scenarios.front().plant;
  EXPECT_EQ(only_mode(plant, "h1").ttr, Distribution::exponential(1h));
  EXPECT_EQ(only_mode(plant, "h2").ttf, Distribution::exponential(3 * 8760h));
  EXPECT_EQ(only_mode(plant, "h2").ttr, Distribution::exponential(5h));
  EXPECT_EQ(plant.clusters[0].quorum.kind, models::QuorumKind::majority);
  EXPECT_TRUE(variants.warnings.empty());
}

TEST(Merging, OfAProfileAndAClusterIsTheSame) {
  const std::string room =
      "hosts: {h1..2: {}}\napps: {a: {on: h1}}\nservices: {a: {needs: a}}\nnetworks: {lan: {}}\n"
      "clusters: {c: {profile: vsphere-fdm, nodes: h*, admission: {hosts: 1}}}\n";
  EXPECT_EQ(plant_of(room).clusters[0].admission.kind, models::AdmissionKind::hosts);
}

// ---- what is said of overrides ------------------------------------------------------------------

Diagnostic mistake_of(const std::string& text, const std::vector<std::string>& sets) {
  std::vector<Override> overrides;
  for (const std::string& set : sets) overrides.push_back(Override::parse(set));
  try {
    read(text, overrides);
  } catch (const Mistakes& mistakes) {
    EXPECT_EQ(mistakes.diagnostics().size(), 1U) << mistakes.what();
    return mistakes.diagnostics().front();
  }
  ADD_FAILURE() << "nothing was wrong";
  return {};
}

TEST(Overrides, AreBlamedForWhatTheyBringAbout) {
  const std::string room =
      "hosts:\n  h: {memory: 16 GiB}\nvms:\n  v: {host: h, memory: 8 GiB}\nservices: {s: {needs: "
      "v}}\n";
  const Diagnostic mistake = mistake_of(room, {"horizon=2 y", "hosts.h.memory=4 GiB"});
  EXPECT_EQ(mistake.source_line, "hosts.h.memory=4 GiB");
  EXPECT_EQ(mistake.line, 1U);
  EXPECT_EQ(mistake.message.substr(0, 19), "VM 'v' does not fit");
  EXPECT_EQ(mistake.hint.substr(0, 25), "it shows in room.yaml:5:3");
  // What is wrong without it stays where it is.
  EXPECT_EQ(mistake_of(room + "crews: {c: {size: many}}\n", {"hosts.h.memory=32 GiB"}).line, 7U);
}

}  // namespace
}  // namespace ausfall::scenarios
