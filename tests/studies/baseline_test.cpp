// What an earlier version of a scenario gave, and what is said of a change: on numbers that are made
// up, so that every difference is known.
#include "studies/baseline.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "studies/errors.hpp"
#include "tests/support/experiments.hpp"

namespace ausfall::studies {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::size_t replications = 100;

/// So long in even replications, and so long in odd ones.
std::vector<std::int64_t> rows_of(std::int64_t even, std::int64_t odd) {
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < replications; ++i) rows.push_back(i % 2 == 0 ? even : odd);
  return rows;
}

/// Each service was down for 1000 s in every replication of a year.
Baseline before(const std::vector<std::string>& services) {
  Baseline baseline{.scenario = "room", .replications = {0, replications}, .horizon = year};
  for (const std::string& service : services)
    baseline.services.push_back({service, rows_of(1000 * second, 1000 * second), {}, {}});
  return baseline;
}

/// Half of its replications are as they were, in the others it is down for 400 s more: a fifth more in
/// the mean.
std::vector<DowntimeRows> a_fifth_more(const std::vector<std::string>& services) {
  std::vector<DowntimeRows> rows;
  for (const std::string& service : services)
    rows.push_back({service, rows_of(1000 * second, 1400 * second), {}});
  return rows;
}

ServiceChange change(double confidence, double tolerance) {
  return changes_since(before({"web"}), a_fifth_more({"web"}), confidence, tolerance).front();
}

TEST(BaselineChange, IsTheMeanOfThePairs) {
  const ServiceChange found = change(0.99, 0);
  EXPECT_DOUBLE_EQ(found.before, 1000 / 31'536'000.0);
  EXPECT_DOUBLE_EQ(found.after, 1200 / 31'536'000.0);
  EXPECT_NEAR(found.difference.mean, 200 / 31'536'000.0, 1e-15);
  EXPECT_EQ(found.replications, replications);
  EXPECT_EQ(found.differing, replications / 2);
  EXPECT_EQ(found.change, Change::worse);
}

/// Whoever allows 19 % more is not told of a fifth more that may as well be 18 %.
TEST(BaselineChange, IsWorseIfAllOfItsRangeIsBeyondTheTolerance) {
  const ServiceChange found = change(0.99, 0);
  const double least = found.difference.low / found.before;
  const double mean = found.difference.mean / found.before;
  ASSERT_LT(least, mean);
  EXPECT_EQ(change(0.99, (least + mean) / 2).change, Change::undecided);
  EXPECT_EQ(change(0.99, 1.01 * least).change, Change::undecided);
  EXPECT_EQ(change(0.99, 0.99 * least).change, Change::worse);
}

/// Non-inferiority: it passes on evidence alone. What may be more than is allowed is not known to be less.
TEST(BaselineChange, IsNoWorseIfAllOfItsRangeIsWithinTheTolerance) {
  const ServiceChange found = change(0.99, 0);
  const double most = found.difference.high / found.before;
  EXPECT_EQ(change(0.99, 1.01 * most).change, Change::no_worse);
  EXPECT_EQ(change(0.99, 0.99 * most).change, Change::undecided);
  EXPECT_LT(change(0.99, 1.01 * most).beyond.high, 0);
}

/// What both owe to the same bad luck is not in it: 2 % more of whatever there was is no more than 5 %.
TEST(BaselineChange, WithinTheToleranceIsJudgedByEachReplication) {
  Baseline baseline = before({"web"});
  baseline.services.front().microseconds = rows_of(100 * second, 9000 * second);
  const std::vector<DowntimeRows> now{{"web", rows_of(102 * second, 9180 * second), {}}};
  EXPECT_EQ(changes_since(baseline, now, 0.99, 0.05).front().change, Change::no_worse);
  EXPECT_EQ(changes_since(baseline, now, 0.99, 0.01).front().change, Change::worse);
  EXPECT_EQ(changes_since(baseline, now, 0.99, 0).front().change, Change::worse);
}

TEST(BaselineChange, TellsWhichCausesBringIt) {
  const Reasons earlier{.causes = {{"web", {{"node.os", 0.001}, {"array", 0.004}}}}, .phases = {}};
  const Reasons later{.causes = {{"web", {{"array", 0.009}, {"node.os", 0.0015}, {"ups", 0.0001}}}},
                      .phases = {}};
  const auto causes = causes_of_change(earlier, later, "web");
  ASSERT_EQ(causes.size(), 3U);
  EXPECT_EQ(causes[0].cause, "array");
  EXPECT_NEAR(causes[0].unavailability, 0.005, 1e-15);
  EXPECT_EQ(causes[1].cause, "node.os");
  EXPECT_TRUE(causes_of_change({}, later, "web").empty()) << "of a baseline of before";
}

TEST(BaselineChange, TellsWhichPhaseTakesLonger) {
  const Reasons earlier{.causes = {},
                        .phases = {{"ha", {{"detect", 5}, {"boot", 90}, {"start", 60}}}}};
  const Reasons later{.causes = {},
                      .phases = {{"ha", {{"detect", 20}, {"boot", 90.5}, {"start", 60}}}}};
  const auto phases = changed_phases(earlier, later);
  ASSERT_EQ(phases.size(), 1U);
  EXPECT_EQ(phases[0].phase, "detect");
  EXPECT_EQ(phases[0].before, 5);
  EXPECT_EQ(phases[0].after, 20);
}

TEST(BaselineChange, PointsAtTheFirstLineThatIsOther) {
  Baseline baseline;
  EXPECT_FALSE(first_changed_line(baseline, {{"a.yaml", "x\n"}})) << "it has no text";
  baseline.files = {{"a.yaml", "one\ntwo\nthree\n"}, {"b.yaml", "four\n"}};
  EXPECT_FALSE(first_changed_line(baseline, baseline.files));
  const auto in_first =
      first_changed_line(baseline, {{"a.yaml", "one\ntwo!\nthree\n"}, {"b.yaml", "four\n"}});
  ASSERT_TRUE(in_first);
  EXPECT_EQ(in_first->file, 0U);
  EXPECT_EQ(in_first->line, 2U);
  const auto in_second =
      first_changed_line(baseline, {{"a.yaml", "one\ntwo\nthree\n"}, {"b.yaml", "four\nfive\n"}});
  ASSERT_TRUE(in_second);
  EXPECT_EQ(in_second->file, 1U);
  EXPECT_EQ(in_second->line, 2U);
  const auto shorter =
      first_changed_line(baseline, {{"a.yaml", "one\ntwo\n"}, {"b.yaml", "four\n"}});
  ASSERT_TRUE(shorter);
  EXPECT_EQ(shorter->line, 2U) << "the last that is left";
}

/// Of ten services that are compared, each has a tenth of the error: one that is told to be worse by
/// chance alone would stop a build.
TEST(BaselineChange, SharesTheErrorAmongTheServices) {
  std::vector<std::string> ten;
  for (int i = 0; i < 10; ++i) ten.push_back("web" + std::to_string(i));
  const Estimate alone = change(0.99, 0).difference;
  const Estimate surer = change(0.999, 0).difference;
  ASSERT_LT(surer.low, alone.low);
  for (const ServiceChange& each : changes_since(before(ten), a_fifth_more(ten), 0.99, 0)) {
    EXPECT_NEAR(each.difference.low, surer.low, 1e-12);
    EXPECT_NEAR(each.difference.high, surer.high, 1e-12);
  }
}

TEST(BaselineChange, TakesPathsInNanoseconds) {
  Baseline baseline = before({"web"});
  baseline.services.front().nanoseconds_on_paths =
      rows_of(500 * 1000 * second, 500 * 1000 * second);
  const std::vector<DowntimeRows> now{{"web", rows_of(1000 * second, 1000 * second),
                                       rows_of(100 * 1000 * second, 300 * 1000 * second)}};
  const ServiceChange found = changes_since(baseline, now, 0.99, 0).front();
  EXPECT_NEAR(found.before, 1500 / 31'536'000.0, 1e-12);
  EXPECT_NEAR(found.after, 1200 / 31'536'000.0, 1e-12);
  EXPECT_EQ(found.change, Change::better);
  const ServiceChange same =
      changes_since(
          baseline,
          {{"web", now.front().microseconds, baseline.services.front().nanoseconds_on_paths}}, 0.99,
          0)
          .front();
  EXPECT_EQ(same.change, Change::unchanged);
}

/// Against the JSON of `run`: both runs have their range, and so has the difference.
TEST(BaselineChange, OfIndependentRunsIsJudgedByItsRange) {
  Baseline baseline{.scenario = "room", .horizon = year, .paired = false};
  baseline.services.push_back({"web", {}, {}, {.mean = 0.010, .low = 0.009, .high = 0.011}});
  RunResult now;
  ServiceResult web;
  web.name = "web";
  web.unavailability = {.mean = 0.013, .low = 0.0126, .high = 0.0134};
  now.services.push_back(web);
  // 0.003, of which hypot(0.001, 0.0004) may be chance: 0.00192 at least. Of 17.5 % more than before,
  // 0.01175, hypot(0.001175, 0.0004) = 0.00124 may be, and it is 0.00125 more than that.
  const auto change_beyond = [&](double tolerance) {
    return changes_since(baseline, now, tolerance).front().change;
  };
  EXPECT_EQ(change_beyond(0), Change::worse);
  EXPECT_EQ(change_beyond(0.17), Change::worse);
  EXPECT_EQ(change_beyond(0.18), Change::undecided);
  EXPECT_EQ(change_beyond(0.60), Change::no_worse);
  now.services.front().unavailability = {.mean = 0.0113, .low = 0.0103, .high = 0.0123};
  EXPECT_EQ(change_beyond(0), Change::not_separable);
  now.services.front().unavailability = {.mean = 0.007, .low = 0.0066, .high = 0.0074};
  EXPECT_EQ(change_beyond(0), Change::better);
}

// ---- which one, and whether at all ----------------------------------------------------------------

scenarios::Scenario room(const std::string& more = "") {
  return test::scenario(
      "ausfall: 1\nname: room\nhorizon: 1 y\nhosts: {node: {}}\n"
      "services: {web: {needs: node}}\n" +
      more);
}

TEST(BaselineFound, IsThatOfTheScenarioItsVariantAndItsFile) {
  std::vector<Baseline> all;
  const auto add = [&](const char* scenario, std::optional<std::string> variant, const char* file) {
    Baseline each;
    each.scenario = scenario;
    each.variant = std::move(variant);
    each.file = file;
    all.push_back(each);
  };
  add("other", std::nullopt, "b.yaml");
  add("room", "slow", "b.yaml");
  add("room", std::nullopt, "a.yaml");
  add("room", std::nullopt, "b.yaml");
  add("room", std::nullopt, "c.yaml");
  scenarios::Scenario it = room();
  EXPECT_EQ(find_baseline(all, it, "a.yaml"), &all[2]);
  EXPECT_EQ(find_baseline(all, it, "b.yaml"), &all[3]);
  EXPECT_EQ(find_baseline(all, it, "c.yaml"), &all[4]);
  EXPECT_EQ(find_baseline(all, it, "moved.yaml"), &all[2]) << "a file may have been moved";
  it.variant = "slow";
  EXPECT_EQ(find_baseline(all, it, "a.yaml"), &all[1]);
  it.variant = "quick";
  EXPECT_EQ(find_baseline(all, it, "a.yaml"), nullptr);
  it.variant = std::nullopt;
  it.name = "nobody's";
  EXPECT_EQ(find_baseline(all, it, "a.yaml"), nullptr);
}

std::string refusal(const Baseline& baseline, const scenarios::Scenario& scenario) {
  try {
    refuse_incomparable(baseline, scenario);
  } catch (const Refused& error) {
    return error.what();
  }
  return "";
}

TEST(BaselineFound, OfAnotherSpanOrServiceIsRefused) {
  EXPECT_EQ(refusal(before({"web"}), room()), "");
  EXPECT_NE(refusal(before({"web"}), room("warmup: 30 d\n"))
                .find("room: the warm-up was 0 s in the baseline and is 30 d now"),
            std::string::npos);
  Baseline longer = before({"web"});
  longer.horizon = 2 * year;
  EXPECT_NE(
      refusal(longer, room()).find("room: the horizon was 2 y in the baseline and is 1 y now"),
      std::string::npos)
      << refusal(longer, room());
  EXPECT_NE(
      refusal(before({"web", "shop"}), room()).find("a service 'shop' that the scenario has not"),
      std::string::npos);
  Baseline unpaired = before({"web"});
  unpaired.paired = false;
  EXPECT_EQ(refusal(unpaired, room("warmup: 30 d\n")), "") << "the JSON of run does not tell it";
}

}  // namespace
}  // namespace ausfall::studies
