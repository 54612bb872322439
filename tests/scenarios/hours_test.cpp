// Hours of the week as they are written.
#include "scenarios/hours.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/quantity.hpp"
#include "tests/scenarios/reading.hpp"

namespace ausfall::scenarios {
namespace {

using Spans = std::vector<WeeklyHours::Span>;

WeeklyHours of_days(const std::vector<int>& days, Duration from, Duration to) {
  Spans spans;
  for (const int each : days) spans.push_back({each * day + from, each * day + to});
  return WeeklyHours(spans);
}

TEST(Hours, AreDaysAndHours) {
  EXPECT_EQ(hours_of("mon-fri 8-18").hours, of_days({0, 1, 2, 3, 4}, 8h, 18h));
  EXPECT_EQ(hours_of("sat,sun").hours, of_days({5, 6}, 0h, 24h));
  EXPECT_EQ(hours_of("mon,wed,fri 9-12").hours, of_days({0, 2, 4}, 9h, 12h));
  EXPECT_EQ(hours_of("daily 8-18").hours, WeeklyHours::daily(8h, 18h));
  EXPECT_EQ(hours_of("8:30-17").hours, WeeklyHours::daily(8h + 30min, 17h));
  EXPECT_EQ(hours_of("Monday - Friday 8 - 18:05").hours, of_days({0, 1, 2, 3, 4}, 8h, 18h + 5min));
  EXPECT_EQ(hours_of("sat-mon 0-24").hours, of_days({5, 6, 0}, 0h, 24h));
  EXPECT_TRUE(hours_of("daily").hours.always());
  EXPECT_TRUE(hours_of("daily 0-24").hours.always());
}

TEST(Hours, OverMidnightBelongToTheDayOnWhichTheyBegin) {
  EXPECT_EQ(hours_of("22-6").hours, WeeklyHours::daily(22h, 6h));
  EXPECT_EQ(hours_of("fri 22-6").hours, of_days({4}, 22h, 30h));
  EXPECT_EQ(hours_of("sun 22-6").hours, WeeklyHours(Spans{{6 * day + 22h, 7 * day + 6h}}));
  EXPECT_EQ(hours_of("fri 20-0").hours, of_days({4}, 20h, 24h));
}

TEST(Hours, MayBeSeveral) {
  Spans spans;
  for (int i = 0; i < 5; ++i) spans.push_back({i * day + 8h, i * day + 18h});
  spans.push_back({5 * day + 9h, 5 * day + 13h});
  EXPECT_EQ(hours_of("mon-fri 8-18, sat 9-13").hours, WeeklyHours(spans));
  EXPECT_EQ(hours_of(std::vector<std::string_view>{"mon-fri 8-18", "sat 9-13"}).hours,
            WeeklyHours(spans));
  EXPECT_EQ(hours_of("mon 8-12, 13-17").hours, WeeklyHours(Spans{{8h, 12h}, {13h, 17h}}));
  EXPECT_EQ(hours_of("mon 8-18, sat").hours, WeeklyHours(Spans{{8h, 18h}, {5 * day, 6 * day}}));
}

TEST(Hours, KnowTheirLongestDay) {
  EXPECT_EQ(hours_of("mon-fri 8-18, sat 9-13").longest_day, 10h);
  EXPECT_EQ(hours_of("mon-fri 8-12, 13-17").longest_day, 8h);
  EXPECT_EQ(hours_of("daily 22-6").longest_day, 8h);
}

std::string refused(std::string_view text) {
  try {
    hours_of(text);
  } catch (const NotAQuantity& wrong) {
    return std::string(wrong.what()) + "; " + wrong.hint();
  }
  return "fine";
}

TEST(Hours, SayWhatIsWrong) {
  EXPECT_TRUE(refused("mon-fry 8-18")
                  .starts_with("'fry' is no day of the week; did you mean 'fri'? days: mon, tue"));
  EXPECT_EQ(
      refused("mon 25-3"),
      "'25' is no hour of the day; hours are 0 to 24, with minutes if need be: 8-18, 8:30-17");
  EXPECT_EQ(refused("8:60-9").substr(0, 27), "'8:60' is no hour of the da");
  EXPECT_EQ(refused("8-8"),
            "'8-8' is no time at all; all day is 0-24; otherwise two different hours");
  EXPECT_EQ(refused("mon 8").substr(0, 37), "'8' says no hours from when to when; ");
  EXPECT_NE(refused(""), "fine");
  EXPECT_NE(refused("mon-fri 8-18x"), "fine");
  EXPECT_NE(refused("mon--fri 8-18"), "fine");
  EXPECT_NE(refused("mon 8-12-18"), "fine");
  EXPECT_NE(refused("-"), "fine");
}

TEST(Hours, OfAMomentMayLeaveSomethingToChance) {
  EXPECT_EQ(moment_of_week("tue 3:00").at(0.9), day + 3h);
  EXPECT_EQ(moment_of_week("sat").at(0.5), 5 * day + 12h);
  EXPECT_EQ(moment_of_week("3:00").at(0.5), 3 * day + 3h);
  EXPECT_EQ(moment_of_week("mon-fri 3:00").at(0.99), 4 * day + 3h);
  EXPECT_EQ(moment_of_week("daily").at(0.5), 3 * day + 12h);
  EXPECT_EQ(moment_of_week("sun 24").at(0), Duration(0));
  EXPECT_LT(moment_of_week("daily").at(0.9999999999999999), week);
  EXPECT_THROW(moment_of_week("tues-3"), NotAQuantity);
  EXPECT_THROW(moment_of_week(""), NotAQuantity);
}

// ---- where they stand ---------------------------------------------------------------------------

models::Crew crew(const std::string& body) {
  return plant_of(
             "hosts: {a: {failures: {hw: {mttf: 1 y, mttr: 1 h, crew: field}}}}\n"
             "crews: {field: {" +
             body + "}}\n")
      .crews.front();
}

TEST(Hours, OfACrewAreThoseOfItsResponse) {
  const models::Crew field = crew("hours: mon-fri 8-18, response: 4 h");
  EXPECT_EQ(field.hours, hours_of("mon-fri 8-18").hours);
  EXPECT_EQ(field.response, Distribution::constant(4h));
  const models::Crew other = crew("response: {hours: mon-fri 8-18, time: 4 h}");
  EXPECT_EQ(other.hours, field.hours);
  EXPECT_EQ(other.response, field.response);
  EXPECT_EQ(crew("hours: [mon-fri 8-18, sat 9-13]").hours,
            hours_of("mon-fri 8-18, sat 9-13").hours);
}

TEST(Hours, OfACrewMakeTheNextBusinessDay) {
  EXPECT_EQ(crew("hours: mon-fri 8-18, response: next-business-day").response,
            Distribution::constant(10h));
  EXPECT_EQ(crew("hours: mon-fri 8-17, response: next business day").response,
            Distribution::constant(9h));
  EXPECT_EQ(crew("response: {hours: mon-fri 8-17, time: next-business-day}").response,
            Distribution::constant(9h));
}

TEST(Hours, OfMaintenanceAndFailback) {
  const Plant plant = plant_of(
      "hosts: {a1..2: {}}\napps: {web: {on: a1}}\n"
      "maintenance: {patching: {every: 7 d, duration: 1 h, hours: sun 2-6}}\n"
      "clusters: {c: {nodes: all, failback: {hours: mon-fri 22-6}}}\n");
  EXPECT_EQ(plant.maintenance.front().hours, hours_of("sun 2-6").hours);
  EXPECT_EQ(plant.clusters.front().failback.hours, hours_of("mon-fri 22-6").hours);
}

}  // namespace
}  // namespace ausfall::scenarios
