// Plants of many interchangeable components: the chain of their condensed situations is the chain
// that whole worlds give.
#include "models/condensed.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "models/model.hpp"
#include "models/symmetry.hpp"
#include "sim/chain.hpp"
#include "sim/explorer.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/whole.hpp"

namespace ausfall::models {
namespace {

using namespace std::chrono_literals;
using test::Whole;
static_assert(Condenses<Model> && !Condenses<Whole>);

struct Case {
  std::string name;
  std::string scenario;
};

class CondensedChain : public testing::TestWithParam<Case> {};

TEST_P(CondensedChain, IsThatOfWholeWorlds) {
  const scenarios::Scenario scenario = test::scenario("ausfall: 1\n" + GetParam().scenario);
  const Symmetry symmetry(*scenario.plant);
  const Model model(*scenario.plant, &symmetry);
  ClockTable clocks;
  ASSERT_NE(model.condensed(clocks), nullptr);

  ExploreOptions options;
  options.phases = 2;
  const Chain condensed = explore(model, options);
  const Chain whole = explore(Whole{model}, options);
  EXPECT_EQ(condensed.states(), whole.states());
  EXPECT_EQ(condensed.transitions(), whole.transitions());
  EXPECT_GT(condensed.states(), 5U);

  const std::vector<double> one = steady_state(condensed).probability;
  const std::vector<double> other = steady_state(whole).probability;
  const Transient one_early = transient(condensed, Seconds(36000));
  const Transient other_early = transient(whole, Seconds(36000));
  for (std::size_t i = 0; i < condensed.measures.size(); ++i) {
    EXPECT_NEAR(expected(one, condensed.measures[i]), expected(other, whole.measures[i]), 1e-12);
    EXPECT_NEAR(expected(one_early.at, condensed.measures[i]),
                expected(other_early.at, whole.measures[i]), 1e-12);
    const double entries = entry_rate(condensed, one, states_below(condensed, i));
    EXPECT_NEAR(entries, entry_rate(whole, other, states_below(whole, i)), 1e-10 * entries);
  }
}

std::string hosts_of_crew(const std::string& order) {
  return "crews: {staff: {size: 2, response: {exponential: {mean: 20 min}}, order: " + order + R"(}}
hosts:
  left1..4:  {failures: {hardware: {mttf: 100 h, mttr: 10 h, crew: staff}}}
  right1..3: {failures: {hardware: {mttf: 70 h, mttr: 5 h, crew: staff},
                         software: {mttf: 50 h, mttr: 3 h, effect: hang, crew: staff}}}
services:
  most: {needs: {at-least: 5, of: [left*, right*]}}
  left: {needs: {at-least: 2, of: left*}}
)";
}

const std::vector<Case> cases = {
    {"WorkstationCluster", R"(
crews: {repairer: {size: 1, response: {exponential: {mean: 0.1 h}}, order: race}}
hosts:
  left1..3:  {failures: {hardware: {mttf: 500 h, mttr: 30 min, crew: repairer}}}
  right1..3: {failures: {hardware: {mttf: 500 h, mttr: 30 min, crew: repairer}}}
networks:
  left:  {hosts: left*,  failures: {switch: {mttf: 4000 h, mttr: 4 h, crew: repairer}}}
  right: {hosts: right*, failures: {switch: {mttf: 4000 h, mttr: 4 h, crew: repairer}}}
trunks:
  backbone: {between: [left, right], failures: {cut: {mttf: 5000 h, mttr: 8 h, crew: repairer}}}
services:
  premium: {needs: {at-least: 3, of: [left*, right*], connected: true}}
)"},
    {"FirstComeFirstServed", hosts_of_crew("fifo")},
    {"AtRandom", hosts_of_crew("random")},
    {"Race", hosts_of_crew("race")},
    {"Spares", R"(
spares: {discs: {size: 2, restock: {exponential: {mean: 20 h}}}}
crews: {staff: {size: 1}}
hosts:
  host1..4: {failures: {disc: {mttf: 50 h, mttr: 2 h, spare: discs},
                        board: {mttf: 90 h, mttr: 4 h, crew: staff}}}
services: {any: {needs: {at-least: 2, of: host*}}}
)"},
    {"PartsThatAreUsedUp", R"(
spares: {discs: {size: 2}}
crews: {staff: {size: 1}}
hosts:
  host1..4: {failures: {disc: {mttf: 50 h, mttr: 2 h, crew: staff, spare: discs},
                        board: {mttf: 90 h, mttr: never},
                        fan: {mttf: 70 h, mttr: 4 h, crew: staff}}}
services: {any: {needs: {at-least: 2, of: host*}}}
)"},
    {"CommonCauses", R"(
hosts:
  host1..4: {failures: {hardware: {mttf: 100 h, mttr: 10 h}}}
common-causes:
  power: {hits: host*, ttf: {exponential: {mean: 500 h}}, ttr: {exponential: {mean: 2 h}}, probability: 0.5}
services: {two: {needs: {at-least: 2, of: host*}}}
)"},
    {"BootsAndGuests", R"(
hosts:
  host1..3: {boot: {exponential: {mean: 5 min}}, failures: {hardware: {mttf: 100 h, mttr: 4 h}}}
vms:
  vm1: {host: host1, boot: {exponential: {mean: 2 min}}, failures: {os: {mttf: 50 h, mttr: 0 s}}}
  vm2: {host: host2, boot: {exponential: {mean: 2 min}}, failures: {os: {mttf: 50 h, mttr: 0 s}}}
  vm3: {host: host3, boot: {exponential: {mean: 2 min}}, failures: {os: {mttf: 50 h, mttr: 0 s}}}
services: {two: {needs: {at-least: 2, of: vm*}}}
)"},
    {"NeededParts", R"(
hosts:
  host1..2: {failures: {hardware: {mttf: 100 h, mttr: 4 h}}}
networks:
  lan: {hosts: host1, switches: 3, failures: {switch: {mttf: 400 h, mttr: 4 h}}}
  san: {hosts: host2, switches: 2, carries: [storage], failures: {switch: {mttf: 300 h, mttr: 4 h}}}
trunks:
  trunk1..2: {between: [lan, san], failures: {cut: {mttf: 500 h, mttr: 9 h}}}
storage:
  disks: {type: iscsi, network: san, hosts: host2, controllers: 2, controller-failover: 0 s,
          failures: {array: {mttf: 900 h, mttr: 8 h}, controller: {mttf: 200 h, mttr: 3 h}}}
common-causes:
  feed: {hits: [disks.array, lan.switch*], mttf: 800 h, mttr: 6 h, probability: 0.5}
services:
  lan: {needs: lan}
  disks: {needs: disks}
  trunks: {needs: {any: [trunk1, trunk2]}}
  two: {needs: {at-least: 2, of: [lan, disks, trunk1, trunk2]}}
)"},
    {"Stages", R"(
hosts:
  host1..4: {failures: {hardware: {mttf: 100 h, ttr: 10 h}}}
services: {two: {needs: {at-least: 2, of: host*}}}
)"},
};

INSTANTIATE_TEST_SUITE_P(Plants, CondensedChain, testing::ValuesIn(cases),
                         [](const auto& each) { return each.param.name; });

/// Six hosts of which no two are alike: each works or is lost, and in which order they were lost
/// means nothing, whether nobody repairs them or the parts for it never come.
std::string six_kinds(const std::string& repair, const std::string& before = "") {
  std::string text = "ausfall: 1\n" + before + "hosts:\n";
  for (int i = 1; i <= 6; ++i) {
    text += "  host" + std::to_string(i) + ": {failures: {f: {mttf: " + std::to_string(100 * i) +
            " h, " + repair + "}}}\n";
  }
  return text + "services: {s: {needs: {at-least: 3, of: host*}}}\n";
}

TEST(Waiting, InVainHasNoOrder) {
  const studies::Solution never = test::solve(six_kinds("mttr: never"), 50h);
  EXPECT_EQ(never.states, 64U);
  const std::string no_parts = "spares: {none: {size: 0}}\n";
  for (const std::string& text :
       {six_kinds("spare: none", no_parts),
        six_kinds("spare: none, crew: c", no_parts + "crews: {c: {size: 1}}\n")}) {
    const studies::Solution used_up = test::solve(text, 50h);
    EXPECT_EQ(used_up.states, 64U);
    EXPECT_DOUBLE_EQ(used_up.services[0].transient->outage_by,
                     never.services[0].transient->outage_by);
  }
}

TEST(Condensed, IsNotForPlantsWithFaults) {
  const scenarios::Scenario scenario = test::scenario(R"(
ausfall: 1
hosts: {node1..2: {failures: {hardware: {mttf: 1000 h, mttr: 4 h}}}}
)");
  Plant plant = *scenario.plant;
  plant.faults.emplace_back();
  const Symmetry symmetry(plant);
  const Model model(plant, &symmetry);
  ClockTable clocks;
  EXPECT_EQ(Condensed::of(plant, symmetry, model.healthy(), clocks), nullptr);
}

}  // namespace
}  // namespace ausfall::models
