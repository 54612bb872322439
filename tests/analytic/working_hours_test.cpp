// What working hours of crews cost, against what the hours of the week say.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include "studies/inject.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

// Here an hour of the week is looked up minute by minute, in a list that is made by hand.
constexpr std::size_t week_minutes = 7 * 24 * 60;

/// Weekdays from 8 to 18.
bool works(std::size_t minute) {
  const std::size_t of_week = minute % week_minutes;
  const std::size_t hour = of_week % (24 * 60) / 60;
  return of_week < 5 * 24 * 60 && hour >= 8 && hour < 18;
}

/// When a call at this minute is answered, after so many minutes of working hours.
std::size_t answered(std::size_t minute, std::size_t response) {
  while (response > 0) response -= works(minute++) ? 1U : 0U;
  while (!works(minute)) ++minute;
  return minute;
}

/// The mean over all hours of the week, in hours.
double mean_response(std::size_t response) {
  double sum = 0;
  for (std::size_t minute = 0; minute < week_minutes; ++minute)
    sum += static_cast<double>(answered(minute, response) - minute);
  return sum / week_minutes / 60;
}

/// A host that fails once, at a random hour of the week: how long it is down, in hours.
Estimate hours_down(const std::string& crew) {
  static const std::atomic<bool> not_interrupted{false};
  const scenarios::Scenario scenario = test::scenario(
      "ausfall: 1\nhorizon: 4 w\ncrews: {vendor: {" + crew +
      "}}\nhosts: {node: {failures: {hardware: {mttf: 1 y, ttr: 6 h, crew: vendor}}}}\n"
      "services: {web: {needs: node}}\n");
  studies::InjectPlan plan;
  plan.confidence = 0.9999;
  plan.threads = 2;
  plan.samples = test::quick_or_thorough(10'000, 1'000'000);
  const studies::RunResult result = studies::inject_faults(
      scenario, {{.component = "node", .mode = "hardware"}}, plan, {not_interrupted});
  return scaled(result.services.front().unavailability, 4 * 7 * 24);
}

TEST(WorkingHours, AFailureWaitsForThem) {
  // Four nights of 14 hours and a weekend of 62: a gap of g hours is met with probability g / 168, and
  // lasts g / 2 from then on.
  const double waits = (4 * 14.0 * 14 + 62.0 * 62) / 2 / 168;
  EXPECT_NEAR(mean_response(0), waits, 0.01);
  test::expect_contained({"downtime of a failure that waits for weekdays 8-18, then takes 6 h",
                          "the mean of what is left of a gap"},
                         waits + 6, hours_down("hours: mon-fri 8-18"), 0.2);
}

TEST(WorkingHours, AResponseCountsThem) {
  test::expect_contained({"downtime with 4 business hours of response, then 6 h",
                          "all minutes of the week, one by one"},
                         mean_response(4 * 60) + 6,
                         hours_down("hours: mon-fri 8-18, response: 4 h"), 0.2);
}

TEST(WorkingHours, TheNextBusinessDay) {
  test::expect_contained({"downtime with a contract of the next business day, then 6 h",
                          "all minutes of the week, one by one"},
                         mean_response(10 * 60) + 6,
                         hours_down("hours: mon-fri 8-18, response: next-business-day"), 0.2);
  test::expect_contained(
      {"downtime with a contract of 4 hours around the clock, then 6 h", "4 + 6"}, 10,
      hours_down("response: 4 h"), 0.001);
}

// ---- in the long run ----------------------------------------------------------------------------

/// The probability that a host is down, by minute of the week, in the long run: it fails at a constant
/// rate while it works, and is back when its repair, begun in working hours, is done. Followed minute
/// by minute from good health on, until the weeks are alike.
std::vector<double> down_by_minute(double mttf_hours, std::size_t repair_minutes) {
  std::vector<double> returns(week_minutes, 0);
  std::vector<double> down(week_minutes, 0);
  double up = 1;
  for (std::size_t minute = 0; minute < 20 * week_minutes; ++minute) {
    const std::size_t of_week = minute % week_minutes;
    up += returns[of_week];
    returns[of_week] = 0;
    const double fails = up / (mttf_hours * 60);
    up -= fails;
    returns[(answered(of_week, 0) + repair_minutes) % week_minutes] += fails;
    down[of_week] = 1 - up;
  }
  return down;
}

double mean_of_powers(const std::vector<double>& values, int power) {
  double sum = 0;
  for (const double value : values) {
    double product = 1;
    for (int i = 0; i < power; ++i) product *= value;
    sum += product;
  }
  return sum / static_cast<double>(values.size());
}

std::string room(const std::string& hosts, const std::string& mttf, const std::string& rest) {
  return "confidence: 99.99 %\nausfall: 1\nhorizon: 10 y\ncrews: {vendor: {hours: mon-fri 8-18, "
         "size: 2}}\nhosts: {" +
         hosts + ": {failures: {hardware: {mttf: " + mttf + ", ttr: 4 h, crew: vendor}}}}\n" + rest;
}

TEST(WorkingHours, OneHostInTheLongRun) {
  const double unavailability = mean_of_powers(down_by_minute(365 * 24 / 4.0, 4 * 60), 1);
  const studies::RunResult result =
      test::run(room("node", "91.25 d", "replications: 400\nservices: {web: {needs: node}}\n"));
  const studies::ServiceResult& web = result.services.front();
  test::expect_contained({"one host whose crew works on weekdays 8-18: unavailability",
                          "its probability to be down, minute by minute"},
                         unavailability, web.unavailability, 0.2);
  // Of what is down, the part that waits: the mean of what is left of a gap, and 4 hours of work.
  const double waits = mean_response(0);
  ASSERT_TRUE(web.waiting_share);
  EXPECT_NEAR(*web.waiting_share, waits / (waits + 4), 0.02);
  ASSERT_TRUE(web.causes.front().waiting_share);
  EXPECT_NEAR(*web.causes.front().waiting_share, *web.waiting_share, 1e-12);
}

// Two that fail on one weekend are down together until Monday: what is rare depends on the hour of
// the week, which paths have to meet as histories do.
TEST(WorkingHours, TwoHostsThatAreRarelyDownTogether) {
  for (const double years : {2.0, 40.0}) {
    const std::vector<double> down = down_by_minute(years * 365 * 24, 4 * 60);
    const double truth = mean_of_powers(down, 2);
    const double without = mean_of_powers(down, 1) * mean_of_powers(down, 1);
    EXPECT_GT(truth, 1.3 * without) << "that weekends matter shows";
    const studies::RunResult result =
        test::run(room("node1..2", std::to_string(static_cast<int>(years)) + " y",
                       "replications: 2000\nservices: {web: {needs: {any: node*}}}\n"));
    const studies::ServiceResult& web = result.services.front();
    test::expect_contained(
        {"two hosts, each down once in " + std::to_string(static_cast<int>(years)) +
             " y, whose crew works on weekdays 8-18: both down",
         "the square of the probability that one is, minute by minute"},
        truth, web.unavailability, 0.5);
    EXPECT_GT(web.waiting_share.value_or(0), 0.5);
  }
}

}  // namespace
}  // namespace ausfall
