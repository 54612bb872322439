// Numbers that others have published.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

using test::Oracle;

// The dependable workstation cluster of Haverkort, Hermanns and Katoen (SRDS 2000): sizes and
// steady premium availability as the probabilistic model checkers' benchmark has them, N
// workstations a side.
std::string workstations(int n) {
  return fmt::format(R"(
ausfall: 1
crews: {{repairer: {{size: 1, response: {{exponential: {{mean: 0.1 h}}}}, order: race}}}}
hosts:
  left1..{0}:  {{failures: {{hardware: {{mttf: 500 h, mttr: 30 min, crew: repairer}}}}}}
  right1..{0}: {{failures: {{hardware: {{mttf: 500 h, mttr: 30 min, crew: repairer}}}}}}
networks:
  left:  {{hosts: left*,  failures: {{switch: {{mttf: 4000 h, mttr: 4 h, crew: repairer}}}}}}
  right: {{hosts: right*, failures: {{switch: {{mttf: 4000 h, mttr: 4 h, crew: repairer}}}}}}
trunks:
  backbone: {{between: [left, right], failures: {{cut: {{mttf: 5000 h, mttr: 8 h, crew: repairer}}}}}}
services:
  premium: {{needs: {{at-least: {0}, of: [left*, right*], connected: true}}}}
)",
                     n);
}

TEST(Published, WorkstationCluster) {
  const std::string source = "Haverkort, Hermanns, Katoen, SRDS 2000; PRISM's benchmark suite";
  struct Case {
    int n;
    std::size_t states;
    double availability;  // by exact rational arithmetic; 0: not published
  };
  std::vector<Case> cases{{2, 276, 0.9999615335623628}, {4, 820, 0.9999212408513793}, {8, 2772, 0}};
  if (test::thorough()) cases.insert(cases.end(), {{16, 10132, 0}, {32, 38676, 0}});
  for (const Case& each : cases) {
    const app::Solution solution = test::solve(workstations(each.n));
    const std::string name = fmt::format("workstation cluster, N = {}: ", each.n);
    test::expect_absolute({name + "states", source}, static_cast<double>(each.states),
                          static_cast<double>(solution.states), 0);
    if (each.availability == 0) continue;
    test::expect_absolute({name + "availability of premium", source}, each.availability,
                          solution.services.front().steady->availability, 1e-14);
  }
  EXPECT_EQ(test::solve(workstations(2)).transitions, 1120U);
}

// Butler and Johnson, "Techniques for modeling the reliability of fault-tolerant systems with the
// Markov state-space approach", NASA RP-1348 (1995): a triad with one spare dies when a second of
// three processors has failed before the first was replaced, or when no spare is left for it. SURE's
// bounds on the probability of death within 10 h hold for every law of the recovery time with this
// mean and this standard deviation. A processor that is lost and not replaced stays away.
const std::string sure = "SURE: Butler, Johnson, NASA RP-1348";

std::string triad(const std::string& recovery) {
  return fmt::format(R"(
ausfall: 1
horizon: 10 h
replications: 1
spares: {{processors: {{size: 1}}}}
hosts: {{triad1..3: {{failures: {{fault: {{mttf: 100 h, ttr: {}, spare: processors}}}}}}}}
services: {{vote: {{needs: {{at-least: 2, of: triad*}}}}}}
)",
                     recovery);
}

class Triad : public testing::TestWithParam<const char*> {};

TEST_P(Triad, DiesAsSureSays) {
  const app::RunResult result =
      test::run(triad(GetParam()), 1, test::quick_or_thorough(2'000'000, 50'000'000));
  test::expect_within_bounds(
      {fmt::format("triad with one spare, recovery {}: death within 10 h", GetParam()), sure},
      2.35025e-3, 2.47391e-3, result.services.front().outage_by_horizon);
}

// 2.7e-3 h and 1.3e-2 h: a coefficient of variation of 4.814815.
INSTANTIATE_TEST_SUITE_P(
    Recovery, Triad,
    testing::Values("{lognormal: {mean: 0.0027 h, cv: 4.814815}}",
                    "{gamma: {shape: 0.0431361, mean: 0.0027 h}}",
                    // of two means: nothing for most, and 0.0326481 h for 8.27 %
                    "{hyperexponential: [{weight: 0.9172997, mean: 0.0000001 h}, "
                    "{weight: 0.0827003, mean: 0.0326479 h}]}"));

// The same exactly, by two stages with these two moments.
TEST(Published, TriadWithOneSpareSolved) {
  const app::Solution solution =
      test::solve(triad("{lognormal: {mean: 0.0027 h, cv: 4.814815}}"), std::chrono::hours(10), 2);
  const double death = solution.services.front().transient->outage_by;
  test::expect_within_bounds(
      {"triad with one spare, recovery of two stages, solved: death within 10 h", sure}, 2.35025e-3,
      2.47391e-3, {death, death, death});
}

// Takacs, "On certain sojourn time problems in the theory of stochastic processes" (1957): with
// exponential up times of mean 1000 h and constant repairs of 10 h, the downtime of one year is at
// most n repairs long when the (n + 1)st failure comes too late for more. Downtimes of whole
// repairs are likely, so the limits are set beside them.
class Takacs : public testing::TestWithParam<std::pair<double, double>> {};

TEST_P(Takacs, YearsDowntime) {
  const auto [hours, probability] = GetParam();
  const app::RunResult result = test::run(
      fmt::format("ausfall: 1\nhorizon: 1 y\nreplications: 1\nconfidence: 99.99 %\n"
                  "hosts: {{node: {{failures: {{fault: {{mttf: 1000 h, ttr: 10 h}}}}}}}}\n"
                  "services: {{web: {{needs: node, slo: {:.12f}}}}}\n",
                  1 - (hours + 1e-4) / 8760),
      1, test::quick_or_thorough(200'000, 10'000'000));
  test::expect_contained(
      {fmt::format("probability that a year's downtime is at most {} h", hours), "Takacs 1957"},
      probability, *result.services.front().slo_met_per_year, 0.1);
}

INSTANTIATE_TEST_SUITE_P(Limits, Takacs,
                         testing::Values(std::pair{50.0, 0.134469552791},
                                         std::pair{100.0, 0.745458685339}));

}  // namespace
}  // namespace ausfall
