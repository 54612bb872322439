#include "scenarios/sweep.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/diagnostic.hpp"

namespace ausfall::scenarios {
namespace {

constexpr const char* hosts =
    "ausfall: 1\n"
    "hosts: {node1..2: {boot: 1 min, failures: {hardware: {mttf: 500 h, mttr: 10 h}}}}\n"
    "services: {web: {needs: node1}}\n";

Sweep read(const std::string& more, const std::vector<std::string>& axes = {},
           const std::vector<std::string>& variants = {}) {
  SweepAsked asked;
  for (const std::string& axis : axes) asked.axes.push_back(parse_axis(axis));
  asked.variants = variants;
  return read_sweep_text("test.yaml", hosts + more, asked);
}

std::vector<Diagnostic> mistakes(const std::string& more,
                                 const std::vector<std::string>& axes = {}) {
  try {
    read(more, axes);
  } catch (const Mistakes& found) {
    return found.diagnostics();
  }
  return {};
}

/// "line:column message" of the only one.
std::string mistake(const std::string& more, const std::vector<std::string>& axes = {}) {
  const std::vector<Diagnostic> all = mistakes(more, axes);
  if (all.size() != 1) return std::to_string(all.size()) + " mistakes";
  const Diagnostic& one = all.front();
  return one.file + ":" + std::to_string(one.line) + ":" + std::to_string(one.column) + ": " +
         one.message;
}

TEST(Sweeps, ArePointsOfAllCombinationsTheLastAxisFastest) {
  const Sweep sweep = read(
      "sweep:\n  hosts.node*.boot: [1 min, 2 min]\n"
      "  hosts.node1.failures.hardware.mttr: [1 h, 5 h, 9 h]\n");
  ASSERT_EQ(sweep.axes.size(), 2U);
  EXPECT_EQ(sweep.axes[0].path, "hosts.node*.boot");
  EXPECT_EQ(sweep.axes[1].values, (std::vector<std::string>{"1 h", "5 h", "9 h"}));
  ASSERT_EQ(sweep.points.size(), 6U);
  EXPECT_EQ(sweep.points[1].at, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(words_of(sweep.axes, sweep.points[5].at),
            "hosts.node*.boot=2 min, hosts.node1.failures.hardware.mttr=9 h");
}

TEST(Sweeps, AreOfEachVariantAfterItsPatch) {
  const std::string more =
      "variants: {short: {}, long: {horizon: 5 y}}\nsweep: {horizon: [1 y, 2 y]}\n";
  const Sweep sweep = read(more);
  ASSERT_EQ(sweep.points.size(), 4U);
  EXPECT_EQ(sweep.points[2].scenario.variant, "long");
  EXPECT_EQ(sweep.points[2].scenario.horizon, year);
  EXPECT_EQ(read(more, {}, {"long"}).points.size(), 2U);
}

TEST(Sweeps, TakeAxesFromTheCommandLineInPlaceOfTheirsAndBesideThem) {
  const std::string more = "sweep: {horizon: [1 y, 2 y, 3 y], seed: [1, 2]}\n";
  const Sweep sweep = read(more, {"horizon=[7 y]", "warmup=[0 s, 1 d]"});
  ASSERT_EQ(sweep.axes.size(), 3U);
  EXPECT_EQ(sweep.axes[0].values, std::vector<std::string>{"7 y"});
  EXPECT_EQ(sweep.axes[2].path, "warmup");
  EXPECT_EQ(sweep.points.size(), 4U);
}

TEST(Sweeps, MayBeWrittenAsMappingsInOneAnother) {
  const Sweep sweep = read("sweep: {hosts: {node1: {boot: [1 min, 2 min], cores: [4]}}}\n");
  ASSERT_EQ(sweep.axes.size(), 2U);
  EXPECT_EQ(sweep.axes[1].path, "hosts.node1.cores");
}

TEST(Sweeps, TakeMappingsAndNothingAsValues) {
  const Sweep sweep = read("sweep: {hosts.node2: [{boot: 5 min}, null]}\n");
  ASSERT_EQ(sweep.points.size(), 2U);
  EXPECT_EQ(sweep.axes[0].values, (std::vector<std::string>{"{boot: 5 min}", "null"}));
  EXPECT_LT(sweep.points[1].scenario.plant->components.size(),
            sweep.points[0].scenario.plant->components.size());
}

TEST(Sweeps, TellAWrongValueAtItsPlaceWithThePointsItSpoils) {
  EXPECT_EQ(mistake("sweep: {hosts.node1.boot: [1 min, 3 apples], seed: [1, 2]}\n"),
            "test.yaml:4:35: boot: 'apples' is not a unit of time (at the points "
            "'hosts.node1.boot=3 apples, seed=1' and 'hosts.node1.boot=3 apples, seed=2')");
  const std::string given = mistake("", {"hosts.node1.boot=[1 min, -1 min]"});
  EXPECT_TRUE(given.starts_with("sweep:1:26: ")) << given;
  EXPECT_NE(given.find("(at the point 'hosts.node1.boot=-1 min')"), std::string::npos) << given;
}

/// The mistake shows elsewhere: it is told at the value that brings it about.
TEST(Sweeps, TellAValueThatContradictsTheRestAtTheValue) {
  const std::string found = mistake("sweep: {hosts.node1: [{boot: 2 min}, null]}\n");
  EXPECT_TRUE(found.starts_with("test.yaml:4:38: ")) << found;
  EXPECT_NE(found.find("at the point 'hosts.node1=null'"), std::string::npos) << found;
}

TEST(Sweeps, TellAPathThatLeadsNowhereOnce) {
  EXPECT_EQ(mistake("sweep: {hosts.nodd1.boot: [1 min, 2 min, 3 min]}\n"),
            "test.yaml:4:9: there is no 'nodd1' in hosts, so nothing can be set in it");
  EXPECT_EQ(mistake("sweep: {hosts.m*.boot: [1 min, 2 min]}\n"),
            "test.yaml:4:9: 'm*' selects nothing");
  const std::string unknown = mistake("sweep: {hosts.node1.bot: [1 min, 2 min]}\n");
  EXPECT_TRUE(unknown.starts_with("test.yaml:4:9: ")) << unknown;
}

TEST(Sweeps, RefuseWhatIsNoListOfValues) {
  EXPECT_EQ(mistake("sweep: {horizon: []}\n"),
            "test.yaml:4:18: sweep: there is no value of horizon in this list");
  EXPECT_EQ(mistake("sweep: {horizon: 5 y}\n"),
            "test.yaml:4:18: sweep: a list of the values of horizon is due");
  EXPECT_EQ(mistake("sweep: [1, 2]\n"),
            "test.yaml:4:8: sweep: a mapping of paths to lists of values is due");
  EXPECT_EQ(mistake("sweep: {horizon: [1 y, 2 y, 1 y]}\n"),
            "test.yaml:4:29: sweep: horizon has the value '1 y' twice");
  EXPECT_EQ(mistake("sweep: {include: [a]}\n"),
            "test.yaml:4:9: sweep: 'include' cannot be swept: it changes nothing of a run");
  EXPECT_EQ(mistake("variants: {a: {sweep: {seed: [1]}}}\nsweep: {seed: [1]}\n"),
            "test.yaml:4:16: 'sweep' cannot stand in a variant");
  EXPECT_EQ(mistake(""), "test.yaml:0:0: there is nothing to sweep: the scenario has no `sweep`");
  EXPECT_EQ(mistake("sweep: null\n"),
            "test.yaml:0:0: there is nothing to sweep: the scenario has no `sweep`");
  EXPECT_THROW(parse_axis("horizon"), Mistakes);
}

TEST(Sweeps, RefuseTooManyPoints) {
  std::string values = "1";
  for (int i = 2; i <= 40; ++i) values += ", " + std::to_string(i);
  const std::string axes = "sweep: {seed: [" + values + "], replications: [" + values + "]}\n";
  EXPECT_EQ(mistake(axes),
            "test.yaml:4:9: sweep: 40 x 40 are 1600 points, and at most 1000 can be run");
}

/// No other verb takes notice of a sweep, but what is wrong with it is told.
TEST(Sweeps, AreLookedThroughByEveryVerb) {
  EXPECT_EQ(read_text("test.yaml", std::string(hosts) + "sweep: {seed: [1, 2]}\n").warnings,
            read_text("test.yaml", hosts).warnings);
  EXPECT_THROW(read_text("test.yaml", std::string(hosts) + "sweep: {seed: 1}\n"), Mistakes);
}

}  // namespace
}  // namespace ausfall::scenarios
