// Planned restarts of what ages: age replacement, by renewal-reward.
#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <string>

#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

// A Weibull of shape 2 and scale 100 h.
constexpr double scale = 100;
double survives(double age) { return std::exp(-(age / scale) * (age / scale)); }
double mean_up(double limit) {
  return boost::math::quadrature::gauss_kronrod<double, 31>::integrate(survives, 0.0, limit);
}

constexpr double repair = 10;  // hours; and half an hour to start
constexpr double start = 0.5;
constexpr double takes = 0.5;

struct Answer {
  double unavailability = 0;
  double planned = 0;  ///< share of the downtime
};

/// Each start begins a cycle: it ends with a failure, or with a planned restart. These come `every` so
/// often, counted from the beginning of the last one, which is `takes` and `start` before the start; or
/// from the start after a failure. So there are two kinds of cycles, and the second follows a failure.
Answer age_replacement(double every) {
  const double after_planned = every - takes - start;
  const double to_planned = survives(after_planned);  // of a cycle after a planned restart
  const double back_to_planned = survives(every);     // of one after a failure
  const double p = back_to_planned / (1 - to_planned + back_to_planned);  // are of the first kind
  const double up = p * mean_up(after_planned) + (1 - p) * mean_up(every);
  const double planned = p * (takes + start);  // as many cycles end so as begin so
  const double failed = (1 - p) * (repair + start);
  return {(planned + failed) / (up + planned + failed), planned / (planned + failed)};
}

std::string modes(const std::string& every) {
  return "failures: {ageing: {ttf: {weibull: {shape: 2, scale: 100 h}}, ttr: 10 h}}, rejuvenate: "
         "{every: " +
         every + ", takes: 30 min, renews: [ageing]}";
}

const std::string head = "confidence: 99.99 %\nausfall: 1\nhorizon: 10 y\nreplications: 40\n";

void expect_age_replacement(const std::string& what, const std::string& room,
                            const std::string& cause, double every) {
  const Answer truth = age_replacement(every);
  const studies::RunResult result =
      test::run(head + room, std::nullopt, test::quick_or_thorough(40, 4000));
  const studies::ServiceResult& web = result.services.front();
  test::expect_contained({what + " that ages, restarted every " +
                              std::to_string(static_cast<int>(every)) + " h: unavailability",
                          "age replacement, renewal-reward (Barlow and Proschan)"},
                         truth.unavailability, web.unavailability, 0.1);
  for (const studies::CauseResult& each : web.causes) {
    if (each.cause == cause) {
      EXPECT_NEAR(each.downtime_share, truth.planned, 0.02);
      return;
    }
  }
  ADD_FAILURE() << "no outage was put down to " << cause;
}

TEST(Rejuvenation, OfAnApplicationIsAgeReplacement) {
  for (const double every : {20.0, 60.0, 300.0}) {
    const std::string hours = std::to_string(static_cast<int>(every)) + " h";
    expect_age_replacement("an application",
                           "hosts: {node: {}}\napps: {web: {on: node, start: 30 min, " +
                               modes(hours) + "}}\nservices: {web: {needs: web}}\n",
                           "web.rejuvenation", every);
  }
}

TEST(Rejuvenation, OfAHostIsAgeReplacement) {
  expect_age_replacement(
      "a host",
      "hosts: {node: {boot: 30 min, " + modes("60 h") + "}}\nservices: {web: {needs: node}}\n",
      "node.rejuvenation", 60);
}

// Restarts that come too seldom gain nothing, and those that come too often cost more than they gain:
// in between it pays. Without them the mode's age goes on.
TEST(Rejuvenation, PaysInBetween) {
  const double without = (repair + start) / (repair + start + mean_up(100 * scale));
  EXPECT_LT(age_replacement(60).unavailability, 0.9 * without);
  EXPECT_GT(age_replacement(4).unavailability, 2 * without);
  EXPECT_NEAR(age_replacement(2000).unavailability, without, 1e-6);
}

// Where nothing ages and all is exponential there is a chain, of which `run` and `solve` agree: the
// application is up U, down for a failure F, down as planned P or starting S.
TEST(Rejuvenation, HasAChainWhereAllIsExponential) {
  const std::string room =
      "ausfall: 1\nhorizon: 10 y\nreplications: 40\nhosts: {node: {}}\n"
      "apps: {web: {on: node, start: {exponential: {mean: 1 h}}, failures: {crash: {mttf: 50 h, "
      "mttr: 5 h}}, rejuvenate: {every: {exponential: {mean: 20 h}}, takes: {exponential: {mean: "
      "2 h}}}}}\nservices: {web: {needs: web}}\n";
  const double up = 1 / (1.0 / 50 + 1.0 / 20);
  const double fails = 1.0 / 50 * up;
  const double down = fails * 5 + (1 - fails) * 2 + 1;
  const double truth = down / (up + down);
  test::expect_relative(
      {"an application with planned restarts, all exponential, solved", "renewal-reward"}, truth,
      test::solve(room).services.front().steady->unavailability, 1e-9);
  test::expect_contained(
      {"an application with planned restarts, all exponential, simulated", "renewal-reward"}, truth,
      test::run("confidence: 99.99 %\n" + room).services.front().unavailability, 0.1);
}

}  // namespace
}  // namespace ausfall
