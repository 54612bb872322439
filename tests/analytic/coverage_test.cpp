// The interval of `run` contains the exact value as often as it says.
//
// Each case is simulated with 2000 seeds, and the 95 % interval of its unavailability compared with
// the exact mean over the horizon, from the Markov chain. The share of intervals that contain it
// must lie within 95 % +- 2 %. With a true coverage of 95 % that share has a standard deviation of
// 0.49 %, so 2 % is four of them: a false alarm in 16,000. The seeds are fixed.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "tests/support/experiments.hpp"

namespace ausfall {
namespace {

struct Case {
  const char* name;
  const char* text;
  Duration horizon;
  double outages_low, outages_high;  ///< in a whole run, so that the case is what it is called
};

const Case cases[] = {
    {"common", R"(
ausfall: 1
horizon: 1 y
replications: 60
hosts: {node: {failures: {hardware: {mttf: 500 h, mttr: 10 h}}}}
services: {web: {needs: node}}
)",
     year, 900, 1200},
    {"common, with two kinds of failures", R"(
ausfall: 1
horizon: 1 y
replications: 100
hosts: {node: {boot: {exponential: {mean: 10 min}}, failures: {hardware: {mttf: 8000 h, mttr: 60 h}, os: {mttf: 700 h}}}}
services: {web: {needs: node}}
)",
     year, 1000, 1600},
    {"few outages", R"(
ausfall: 1
horizon: 1 y
replications: 100
hosts: {node1..2: {failures: {hardware: {mttf: 2000 h, mttr: 24 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)",
     year, 8, 12},
    {"fewer still", R"(
ausfall: 1
horizon: 1 y
replications: 200
hosts: {node1..2: {failures: {hardware: {mttf: 4000 h, mttr: 24 h}}}}
apps: {web: {on: node1, start: {exponential: {mean: 1 min}}}}
services: {web: {needs: {any: [node1, node2]}}}
)",
     year, 4, 6},
};

class Coverage : public testing::TestWithParam<Case> {};

TEST_P(Coverage, IsWhatItSays) {
  const Case& it = GetParam();
  const double truth =
      test::solve(it.text, it.horizon).services.front().transient->unavailability_over;
  constexpr int seeds = 2000;
  int contained = 0;
  double outages = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const app::RunResult result = test::run(it.text, seed, std::nullopt, 1);
    const Estimate& estimate = result.services.front().unavailability;
    if (estimate.low <= truth && truth <= estimate.high) ++contained;
    outages += static_cast<double>(result.services.front().outages) / seeds;
  }
  EXPECT_GT(outages, it.outages_low);
  EXPECT_LT(outages, it.outages_high);
  const double coverage = static_cast<double>(contained) / seeds;
  std::printf("%s: %.1f outages a run, coverage %.2f %%\n", it.name, outages, 100 * coverage);
  EXPECT_GE(coverage, 0.93);
  EXPECT_LE(coverage, 0.97);
}

INSTANTIATE_TEST_SUITE_P(Cases, Coverage, testing::ValuesIn(cases));

}  // namespace
}  // namespace ausfall
