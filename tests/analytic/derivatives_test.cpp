// Derivatives by the times of a scenario against differences of two solutions.
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
  const auto expect = [](double derivative, double by_more, double by_less) {
    const double step = 0.02;  // of the logarithm, but for its square
    const double difference = (by_more - by_less) / step;
    EXPECT_NEAR(derivative, difference, 1e-3 * std::abs(difference) + 1e-5 * by_less);
  };
  expect(computed.unavailability.value(), more.unavailability, less.unavailability);
  expect(computed.outages_per_year.value(), more.outages_per_year, less.outages_per_year);
  expect(computed.hours_to_outage.value(), *more.hours_to_outage, *less.hours_to_outage);
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
  EXPECT_NEAR(slope(derivatives_of(alike), "hosts.one.hardware: repair").unavailability.value(),
              truth, 1e-14);
}

// All times longer together change how often outages come and how long until the first, and not how
// much is down.
TEST(Derivatives, ByAllTimesTogetherAreThoseOfTheUnitOfTime) {
  const app::Solution solution = derivatives_of(workstations);
  double unavailability = 0;
  double outages = 0;
  double hours = 0;
  for (const app::Slope& each : solution.services.front().slopes) {
    unavailability += each.unavailability.value();
    outages += each.outages_per_year.value();
    hours += each.hours_to_outage.value();
  }
  const app::SteadyAnswer& steady = *solution.services.front().steady;
  EXPECT_NEAR(unavailability, 0, 1e-12 * steady.unavailability);
  EXPECT_NEAR(outages, -steady.outages_per_year, 1e-10 * steady.outages_per_year);
  EXPECT_NEAR(hours, *steady.hours_to_outage, 1e-10 * *steady.hours_to_outage);
}

// When the spare is used up, the host stays down: there is no long run that could come back to the
// first outage, which comes all the same.
TEST(Derivatives, OfTheFirstOutageNeedNoComingBack) {
  const app::Solution solution = derivatives_of(R"(
ausfall: 1
spares: {parts: {size: 1}}
hosts: {node: {failures: {hardware: {mttf: 100 h, mttr: 4 h, spare: parts}}}}
services: {web: {needs: node}}
)");
  const app::Slope failure = slope(solution, "hosts.node.hardware: time to failure");
  EXPECT_NEAR(failure.hours_to_outage.value(), 100, 1e-10);
  EXPECT_FALSE(failure.unavailability);
  EXPECT_FALSE(solution.warnings.empty());
}

// Three hosts, of which one is enough: from whichever state, it takes 3.3e11 h but for one part in
// 10,000, and yet what a repair does is known to the last digits.
TEST(Derivatives, OfARareFirstOutageAreAsPrecise) {
  const app::Solution solution = derivatives_of(R"(
ausfall: 1
hosts: {node1..3: {failures: {hardware: {mttf: 10000 h, mttr: 1 h}}}}
services: {any: {needs: {any: [node1, node2, node3]}}}
)");
  // With the failure rate a and the repair rate b it is 11/(6a) + 7b/(6a^2) + b^2/(3a^3).
  const double a = 1e-4;
  const double expected_of_repair = -(7 / (6 * a * a) + 2 / (3 * a * a * a));
  const double repair = slope(solution, "hosts.node1..3.hardware: repair").hours_to_outage.value();
  EXPECT_NEAR(repair / expected_of_repair, 1, 1e-12);
}

}  // namespace
}  // namespace ausfall
