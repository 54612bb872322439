// Numbers that others have published.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

using namespace std::chrono_literals;

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
  std::vector<Case> cases{{2, 276, 0.9999615335623628},
                          {4, 820, 0.9999212408513793},
                          {8, 2772, 0},
                          {16, 10132, 0},
                          {32, 38676, 0}};
  if (test::thorough()) cases.insert(cases.end(), {{128, 597012, 0}, {256, 2373652, 0}});
  for (const Case& each : cases) {
    const studies::Solution solution = test::solve(workstations(each.n));
    const std::string name = fmt::format("workstation cluster, N = {}: ", each.n);
    test::expect_absolute({name + "states", source}, static_cast<double>(each.states),
                          static_cast<double>(solution.states), 0);
    if (solution.error_bound)
      test::expect_between({name + "bound on the error of all probabilities", "proved"}, 0, 1e-10,
                           *solution.error_bound, *solution.error_bound, "");
    if (each.availability == 0) continue;
    test::expect_absolute({name + "availability of premium", source}, each.availability,
                          solution.services.front().steady->availability, 1e-14);
  }
  EXPECT_EQ(test::solve(workstations(2)).transitions, 1120U);
}

// Its parts as services of their own: the same chain by another program, which knows of nothing but
// five kinds of things with numbers that work, and sums up the states without each.
TEST(Published, PartsOfTheWorkstationCluster) {
  const std::string source = "the chain of 276 states, written down and solved apart";
  struct Case {
    std::string service;
    double unavailability;
  };
  const std::vector<Case> cases{{"backbone", 0.001619503263748027},
                                {"left", 0.0010288206581942027},
                                {"either", 2.0673071653792854e-06}};
  const std::string text = workstations(2) + R"(
  backbone: {needs: backbone}
  left: {needs: left}
  either: {needs: {any: [left, right]}}
)";
  const studies::Solution solution = test::solve(text);
  EXPECT_EQ(solution.states, 276U);
  const studies::RunResult result =
      test::run("confidence: 99.99 %\nhorizon: 20 y\n" + text, 1, 300);
  for (const Case& each : cases) {
    const std::string name = "workstation cluster, N = 2: unavailability of " + each.service;
    test::expect_relative({name + ", solved", source}, each.unavailability,
                          test::service(solution, each.service).steady->unavailability, 1e-9);
    if (each.unavailability < 1e-4) continue;  // too rare to be met
    test::expect_contained({name + ", simulated", source}, each.unavailability,
                           test::service(result, each.service).unavailability, 0.2);
  }
}

TEST(Published, WorkstationClusterThatIsIterated) {
  const studies::Solution solution = test::solve(workstations(32), 100h);
  EXPECT_EQ(solution.states, 38676U);
  EXPECT_EQ(solution.method, "Gauss-Seidel");
  // By elimination, without a subtraction: 0.99928336842972654.
  EXPECT_NEAR(solution.services.front().steady->availability, 0.99928336842972654, 1e-14);
  ASSERT_TRUE(solution.error_bound);
  EXPECT_LT(*solution.error_bound, 1e-12);
  EXPECT_TRUE(solution.warnings.empty());
  EXPECT_GT(solution.services.front().transient->availability_at, 0.9992);
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
  const studies::RunResult result =
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
  const studies::Solution solution =
      test::solve(triad("{lognormal: {mean: 0.0027 h, cv: 4.814815}}"), std::chrono::hours(10), 2);
  const double death = solution.services.front().transient->outage_by;
  test::expect_within_bounds(
      {"triad with one spare, recovery of two stages, solved: death within 10 h", sure}, 2.35025e-3,
      2.47391e-3, {death, death, death});
}

}  // namespace
}  // namespace ausfall
