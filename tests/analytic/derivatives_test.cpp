// Derivatives by the times of a scenario against differences of two solutions.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <string>

#include "studies/solve.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

std::string with(const std::string& scenario, const std::string& was, const std::string& is) {
  std::string text = scenario;
  const std::size_t at = text.find(was);
  EXPECT_NE(at, std::string::npos) << was;
  return text.replace(at, was.size(), is);
}

studies::Solution derivatives_of(const std::string& scenario, std::optional<Duration> at = {},
                                 int phases = 0) {
  studies::SolvePlan plan;
  plan.at = at;
  plan.derivatives = true;
  plan.phases = phases;
  const std::atomic<bool> interrupted = false;
  return studies::solve_plan(*test::scenario(scenario).plant, plan, {interrupted});
}

studies::Slope slope(const studies::Solution& solution, const std::string& time) {
  const auto& all = solution.services.front().slopes;
  const auto found =
      std::ranges::find_if(all, [&](const studies::Slope& each) { return each.time == time; });
  EXPECT_NE(found, all.end()) << time;
  return found == all.end() ? studies::Slope{} : *found;
}

/// Of a time that stands in the scenario as `was`, once a hundredth longer and once shorter.
void expect_difference(const std::string& scenario, const std::string& time, const std::string& was,
                       const std::string& longer, const std::string& shorter) {
  SCOPED_TRACE(time);
  const studies::Slope computed = slope(derivatives_of(scenario), time);
  const studies::SteadyAnswer more = *test::solve(with(scenario, was, longer)).services[0].steady;
  const studies::SteadyAnswer less = *test::solve(with(scenario, was, shorter)).services[0].steady;
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
  const studies::Solution solution = derivatives_of(workstations);
  double unavailability = 0;
  double outages = 0;
  double hours = 0;
  for (const studies::Slope& each : solution.services.front().slopes) {
    unavailability += each.unavailability.value();
    outages += each.outages_per_year.value();
    hours += each.hours_to_outage.value();
  }
  const studies::SteadyAnswer& steady = *solution.services.front().steady;
  EXPECT_NEAR(unavailability, 0, 1e-12 * steady.unavailability);
  EXPECT_NEAR(outages, -steady.outages_per_year, 1e-10 * steady.outages_per_year);
  EXPECT_NEAR(hours, *steady.hours_to_outage, 1e-10 * *steady.hours_to_outage);
}

// When the spare is used up, the host stays down: there is no long run that could come back to the
// first outage, which comes all the same.
TEST(Derivatives, OfTheFirstOutageNeedNoComingBack) {
  const studies::Solution solution = derivatives_of(R"(
ausfall: 1
spares: {parts: {size: 1}}
hosts: {node: {failures: {hardware: {mttf: 100 h, mttr: 4 h, spare: parts}}}}
services: {web: {needs: node}}
)");
  const studies::Slope failure = slope(solution, "hosts.node.hardware: time to failure");
  EXPECT_NEAR(failure.hours_to_outage.value(), 100, 1e-10);
  EXPECT_FALSE(failure.unavailability);
  EXPECT_FALSE(solution.warnings.empty());
}

// Three hosts, of which one is enough: from whichever state, it takes 3.3e11 h but for one part in
// 10,000, and yet what a repair does is known to the last digits.
TEST(Derivatives, OfARareFirstOutageAreAsPrecise) {
  const studies::Solution solution = derivatives_of(R"(
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

// ---- until a time -------------------------------------------------------------------------------

using namespace std::chrono_literals;

constexpr Duration years(int number) { return number * year; }

/// A time of a scenario, which stands in it as its key and its mean.
struct Varied {
  std::string name;  ///< "hosts.node1..3.hardware: repair"
  std::string key;   ///< "mttr: "
  double mean = 0;   ///< in the unit that follows
  std::string unit;
};

/// Its mean times a factor.
std::string scaled(const std::string& scenario, const Varied& time, double factor) {
  const auto written = [&](double mean) {
    return fmt::format("{}{} {}", time.key, mean, time.unit);
  };
  return with(scenario, written(time.mean), written(time.mean * factor));
}

/// Of a time that is a thousandth longer and a thousandth shorter; the difference is off by a
/// millionth or so.
void expect_differences_until(const std::string& what, const std::string& scenario, Duration at,
                              const Varied& time, int phases = 0) {
  SCOPED_TRACE(what + ", " + time.name);
  const studies::Slope computed = slope(derivatives_of(scenario, at, phases), time.name);
  const double step = 1e-3;
  const auto answer = [&](double factor) {
    return *test::solve(scaled(scenario, time, factor), at, phases).services[0].transient;
  };
  const studies::TransientAnswer more = answer(std::exp(step));
  const studies::TransientAnswer less = answer(std::exp(-step));
  const auto expect = [&](const std::string& measure, std::optional<double> derivative,
                          double studies::TransientAnswer::*of) {
    ASSERT_TRUE(derivative);
    test::expect_relative(
        {fmt::format("{}: {} by {}", what, measure, time.name), "difference of two solutions"},
        (more.*of - less.*of) / (2 * step), *derivative, 1e-5);
  };
  expect("unavailability then", computed.unavailability_at,
         &studies::TransientAnswer::unavailability_at);
  expect("unavailability until then", computed.unavailability_over,
         &studies::TransientAnswer::unavailability_over);
  expect("an outage until then", computed.outage_by, &studies::TransientAnswer::outage_by);
  expect("outages until then", computed.outages_over, &studies::TransientAnswer::outages_over);
}

// Two machines a side, one repairer (Haverkort, Hermanns and Katoen, SRDS 2000).
const std::string cluster = R"(
ausfall: 1
crews: {repairer: {size: 1, response: {exponential: {mean: 0.1 h}}, order: race}}
hosts:
  left1..2:  {failures: {hardware: {mttf: 500 h, mttr: 30 min, crew: repairer}}}
  right1..2: {failures: {hardware: {mttf: 500 h, mttr: 31 min, crew: repairer}}}
networks:
  left:  {hosts: left*,  failures: {switch: {mttf: 4000 h, mttr: 4 h, crew: repairer}}}
  right: {hosts: right*, failures: {switch: {mttf: 4000 h, mttr: 4 h, crew: repairer}}}
trunks:
  backbone: {between: [left, right], failures: {cut: {mttf: 5000 h, mttr: 8 h, crew: repairer}}}
services:
  premium: {needs: {at-least: 2, of: [left*, right*], connected: true}}
)";

TEST(DerivativesUntil, OfTheWorkstationClusterAreDifferences) {
  const std::string what = "workstation cluster, N = 2, 100 h";
  expect_differences_until(what, cluster, 100h, {"repairer: response", "mean: ", 0.1, "h"});
  expect_differences_until(what, cluster, 100h,
                           {"hosts.right1..2.hardware: repair", "mttr: ", 31, "min"});
  expect_differences_until(what, cluster, 100h,
                           {"trunks.backbone.cut: time to failure", "mttf: ", 5000, "h"});
}

// Three on one shelf of spares, which arrive one by one, and a crew of one.
TEST(DerivativesUntil, WithACrewAndSparesAreDifferences) {
  const std::string shelf = R"(
ausfall: 1
crews: {field: {size: 1}}
spares: {parts: {size: 1, restock: {exponential: {mean: 70 h}}}}
hosts: {node1..3: {failures: {hardware: {mttf: 300 h, mttr: 5 h, crew: field, spare: parts}}}}
services: {web: {needs: {at-least: 2, of: [node1, node2, node3]}}}
)";
  const std::string what = "two of three, a crew and spares, 240 h";
  expect_differences_until(what, shelf, 240h, {"parts: restock", "mean: ", 70, "h"});
  expect_differences_until(what, shelf, 240h,
                           {"hosts.node1..3.hardware: time to failure", "mttf: ", 300, "h"});
  expect_differences_until(what, shelf, 240h,
                           {"hosts.node1..3.hardware: repair", "mttr: ", 5, "h"});
}

TEST(DerivativesUntil, WithPhasesAreDifferences) {
  const std::string boots = R"(
ausfall: 1
hosts: {node1..2: {boot: 10 min, failures: {hardware: {mttf: 200 h, ttr: 4 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)";
  const std::string what = "two hosts, constant repair and boot, 3 phases, 30 h";
  expect_differences_until(what, boots, 30h, {"hosts.node1..2.hardware: repair", "ttr: ", 4, "h"},
                           3);
  expect_differences_until(what, boots, 30h, {"hosts.node1..2: start", "boot: ", 10, "min"}, 3);
}

// Repairs of five minutes over ten years: a million of one within the other.
TEST(DerivativesUntil, OfAStiffChainAreDifferences) {
  const std::string stiff = R"(
ausfall: 1
hosts:
  node1..2: {failures: {crash: {mttf: 1000 h, mttr: 5 min}, hardware: {mttf: 30000 h, mttr: 9 h}}}
services: {web: {needs: {any: [node1, node2]}}}
)";
  const std::string what = "two hosts, 10 years of crashes of 5 min";
  expect_differences_until(what, stiff, years(10),
                           {"hosts.node1..2.crash: repair", "mttr: ", 5, "min"});
  expect_differences_until(what, stiff, years(10),
                           {"hosts.node1..2.hardware: repair", "mttr: ", 9, "h"});
  expect_differences_until(what, stiff, years(10),
                           {"hosts.node1..2.crash: time to failure", "mttf: ", 1000, "h"});
}

TEST(DerivativesUntil, OfOneHostAreTheClosedForm) {
  const double f = 1.0 / 1000;
  const double r = 1.0 / 10;
  const double t = 24;
  const studies::Solution solution = derivatives_of(R"(
ausfall: 1
hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}
services: {web: {needs: node}}
)",
                                                    24h);
  const studies::Slope failure = slope(solution, "hosts.node.hardware: time to failure");
  const studies::Slope repair = slope(solution, "hosts.node.hardware: repair");
  const double s = f + r;
  const double e = std::exp(-s * t);
  const std::string source = "two states: Trivedi, Probability and Statistics, ch. 8";
  test::expect_relative({"one host after a day: unavailability by time to failure", source},
                        -f * (r / (s * s) * (1 - e) + f / s * t * e),
                        failure.unavailability_at.value(), 1e-12);
  test::expect_relative({"one host after a day: unavailability by repair", source},
                        r * f * ((1 - e) / (s * s) - t * e / s), repair.unavailability_at.value(),
                        1e-12);
  const double of_share = -f / (s * s) + f * (2 * (1 - e) / (s * s * s * t) - e / (s * s));
  test::expect_relative({"one host over a day: unavailability by repair", source}, -r * of_share,
                        repair.unavailability_over.value(), 1e-11);
  test::expect_relative({"one host over a day: outages by repair", source}, r * f * t * of_share,
                        repair.outages_over.value(), 1e-11);
  test::expect_relative({"one host: an outage in a day by time to failure", source},
                        -f * t * std::exp(-f * t), failure.outage_by.value(), 1e-12);
  EXPECT_EQ(repair.outage_by, 0);
}

// All times a hundredth longer is as good as looking a hundredth earlier.
TEST(DerivativesUntil, ByAllTimesTogetherAreThoseOfTheTime) {
  const studies::Solution solution = derivatives_of(workstations, 24h);
  studies::Slope all{
      .unavailability_over = 0, .unavailability_at = 0, .outage_by = 0, .outages_over = 0};
  for (const studies::Slope& each : solution.services.front().slopes) {
    *all.unavailability_over += each.unavailability_over.value();
    *all.unavailability_at += each.unavailability_at.value();
    *all.outage_by += each.outage_by.value();
    *all.outages_over += each.outages_over.value();
  }
  const studies::TransientAnswer now = *solution.services.front().transient;
  EXPECT_NEAR(*all.unavailability_over, now.unavailability_over - now.unavailability_at,
              1e-12 * now.unavailability_at);
  const studies::TransientAnswer earlier =
      *test::solve(workstations, 24h - 1min).services[0].transient;
  const studies::TransientAnswer later =
      *test::solve(workstations, 24h + 1min).services[0].transient;
  const double step = 2.0 / (24 * 60);
  const auto expect = [&](double derivative, double studies::TransientAnswer::*of) {
    EXPECT_NEAR(derivative, (earlier.*of - later.*of) / step, 1e-6 * now.*of);
  };
  expect(*all.unavailability_at, &studies::TransientAnswer::unavailability_at);
  expect(*all.outage_by, &studies::TransientAnswer::outage_by);
  expect(*all.outages_over, &studies::TransientAnswer::outages_over);
}

// Those that would take too long are left out, and it is said; all else is there.
TEST(DerivativesUntil, ThatWouldTakeTooLongHaveANote) {
  studies::SolvePlan plan;
  plan.at = 24h;
  plan.derivatives = true;
  plan.slopes_work_max = 1e3;
  const std::atomic<bool> interrupted = false;
  const studies::Solution solution =
      studies::solve_plan(*test::scenario(workstations).plant, plan, {interrupted});
  const studies::Slope repair = slope(solution, "hosts.left1..2.hardware: repair");
  EXPECT_TRUE(repair.unavailability);
  EXPECT_FALSE(repair.unavailability_at);
  EXPECT_FALSE(repair.outage_by);
  EXPECT_TRUE(solution.services.front().transient);
  ASSERT_EQ(solution.warnings.size(), 1U);
  EXPECT_NE(solution.warnings.front().find("there are no derivatives of some until 1 d: the time"),
            std::string::npos)
      << solution.warnings.front();
}

// A spare that does not come again leaves no long run to come back from; until a time all is well.
TEST(DerivativesUntil, NeedNoComingBack) {
  const studies::Solution solution = derivatives_of(R"(
ausfall: 1
spares: {parts: {size: 1}}
hosts: {node: {failures: {hardware: {mttf: 100 h, mttr: 4 h, spare: parts}}}}
services: {web: {needs: node}}
)",
                                                    50h);
  const studies::Slope failure = slope(solution, "hosts.node.hardware: time to failure");
  EXPECT_FALSE(failure.unavailability);
  EXPECT_NEAR(failure.outage_by.value(), -0.5 * std::exp(-0.5), 1e-13);
  EXPECT_LT(failure.unavailability_at.value(), 0);
}

}  // namespace
}  // namespace ausfall
