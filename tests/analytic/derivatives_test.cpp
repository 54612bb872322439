// Derivatives of the long run against differences of two solutions.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>

#include "app/solver.hpp"
#include "tests/support/experiments.hpp"

namespace ausfall {
namespace {

std::string with(const std::string& scenario, const std::string& was, const std::string& is) {
  std::string text = scenario;
  const std::size_t at = text.find(was);
  EXPECT_NE(at, std::string::npos) << was;
  return text.replace(at, was.size(), is);
}

app::Solution derivatives_of(const std::string& scenario) {
  app::SolvePlan plan;
  plan.derivatives = true;
  const std::atomic<bool> interrupted = false;
  return app::solve_plan(*test::scenario(scenario).plant, plan, interrupted, {});
}

app::Slope slope(const app::Solution& solution, const std::string& time) {
  const auto& all = solution.services.front().slopes;
  const auto found =
      std::ranges::find_if(all, [&](const app::Slope& each) { return each.time == time; });
  EXPECT_NE(found, all.end()) << time;
  return found == all.end() ? app::Slope{} : *found;
}

/// Of a time that stands in the scenario as `was`, once a hundredth longer and once shorter.
void expect_difference(const std::string& scenario, const std::string& time, const std::string& was,
                       const std::string& longer, const std::string& shorter) {
  SCOPED_TRACE(time);
  const app::Slope computed = slope(derivatives_of(scenario), time);
  const app::SteadyAnswer more = *test::solve(with(scenario, was, longer)).services[0].steady;
  const app::SteadyAnswer less = *test::solve(with(scenario, was, shorter)).services[0].steady;
  const double step = 0.02;  // of the logarithm, but for its square
  const double by_unavailability = (more.unavailability - less.unavailability) / step;
  const double by_outages = (more.outages_per_year - less.outages_per_year) / step;
  EXPECT_NEAR(computed.unavailability, by_unavailability,
              1e-3 * std::abs(by_unavailability) + 1e-3 * less.unavailability);
  EXPECT_NEAR(computed.outages_per_year, by_outages,
              1e-3 * std::abs(by_outages) + 1e-3 * less.outages_per_year);
}

const std::string workstations = R"(
ausfall: 1
crews: {repairer: {size: 1, response: {exponential: {mean: 0.1 h}}, order: race}}
hosts:
  left1..2:  {failures: {hardware: {mttf: 500 h, mttr: 30 min, crew: repairer}}}
  right1..2: {failures: {hardware: {mttf: 400 h, mttr: 40 min, crew: repairer}}}
networks:
  left:  {hosts: left*,  failures: {switch: {mttf: 4000 h, mttr: 4 h, crew: repairer}}}
  right: {hosts: right*, failures: {switch: {mttf: 4000 h, mttr: 4 h, crew: repairer}}}
services:
  some: {needs: {at-least: 2, of: [left*, right*], connected: true}}
)";

TEST(Derivatives, AreTheDifferencesOfTwoSolutions) {
  expect_difference(workstations, "hosts.left1..2.hardware: time to failure", "mttf: 500 h",
                    "mttf: 505 h", "mttf: 495 h");
  expect_difference(workstations, "hosts.right1..2.hardware: repair", "mttr: 40 min",
                    "mttr: 2424 s", "mttr: 2376 s");
  expect_difference(workstations, "repairer: response", "mean: 0.1 h", "mean: 363.6 s",
                    "mean: 356.4 s");
  expect_difference(workstations, "networks.left.switch.switch: repair", "mttr: 4 h",
                    "mttr: 14544 s", "mttr: 14256 s");
}

// The hosts are merged, though they stand in two entries: half of what they do is each one's.
TEST(Derivatives, OfThoseThatAreAlikeAreShared) {
  const std::string alike = R"(
ausfall: 1
hosts:
  one: {failures: {hardware: {mttf: 100 h, mttr: 5 h}}}
  two: {failures: {hardware: {mttf: 100 h, mttr: 5 h}}}
services: {any: {needs: {any: [one, two]}}}
)";
  EXPECT_EQ(derivatives_of(alike).states, 3U);
  expect_difference(alike, "hosts.one.hardware: time to failure", "mttf: 100 h", "mttf: 101 h",
                    "mttf: 99 h");
  // Unavailability (5/105)^2: by the logarithm of one repair time it is that times 100/105.
  const double truth = 25.0 / (105 * 105) * 100 / 105;
  EXPECT_NEAR(slope(derivatives_of(alike), "hosts.one.hardware: repair").unavailability, truth,
              1e-14);
}

// All rates faster together change how often outages come, and not how much is down.
TEST(Derivatives, ByAllTimesTogetherAreThoseOfTheUnitOfTime) {
  const app::Solution solution = derivatives_of(workstations);
  double unavailability = 0;
  double outages = 0;
  for (const app::Slope& each : solution.services.front().slopes) {
    unavailability += each.unavailability;
    outages += each.outages_per_year;
  }
  const app::SteadyAnswer& steady = *solution.services.front().steady;
  EXPECT_NEAR(unavailability, 0, 1e-12 * steady.unavailability);
  EXPECT_NEAR(outages, -steady.outages_per_year, 1e-10 * steady.outages_per_year);
}

}  // namespace
}  // namespace ausfall
