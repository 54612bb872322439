// How often `check --baseline` stops a build for nothing, and how often it lets a change for the worse
// pass: over seeds, of all that it judges at once (downtime, requests served, outages, quantiles of
// failovers, failovers that fail, split brains), each with a confidence of 99 %.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <string>

#include "studies/baseline.hpp"
#include "studies/check.hpp"
#include "studies/measure_changes.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

using studies::Change;

constexpr std::uint64_t rows = 200;
constexpr double confidence = 0.99;
const std::atomic<bool> not_interrupted = false;

/// Two nodes, a VM that fails over, and a service of two parts beside it.
std::string room(const std::string& left, const std::string& right, const std::string& boot) {
  return "ausfall: 1\nhorizon: 2 y\n"
         "hosts:\n"
         "  node1..2: {boot: 4 min, failures: {hardware: {mttf: 60 d, mttr: 12 h}}}\n"
         "  left: {failures: {hardware: {mttf: " +
         left +
         ", mttr: 10 h}}}\n"
         "  right: {failures: {hardware: {mttf: " +
         right +
         ", mttr: 10 h}}}\n"
         "networks: {private: {hosts: node*}}\n"
         "vms: {mail: {host: node1, boot: " +
         boot +
         "}}\n"
         "clusters: {ha: {profile: mscs-2003, nodes: node*, quorum: none, fencing: none}}\n"
         "services: {mail: {needs: mail}, shop: {needs: {all: [left, right]}}}\n";
}

const std::string as_it_was = room("1000 h", "2000 h", "90 s");
/// The other way round: other numbers in each replication, and the same in the long run.
const std::string barely_changed = room("2000 h", "1000 h", "90 s");

studies::CheckResult checked(const std::string& text, std::uint64_t seed) {
  studies::CheckPlan plan{.first_look = 100, .budget = rows, .rows = rows};
  plan.seed = seed;
  plan.confidence = confidence;
  plan.threads = 2;
  return studies::check_scenario(test::scenario(text), plan, {not_interrupted});
}

studies::Baseline baseline_of(const studies::CheckResult& result) {
  studies::Baseline baseline{.scenario = "room",
                             .seed = result.seed,
                             .replications = {0, rows},
                             .horizon = result.horizon};
  for (const studies::DowntimeRows& row : result.rows)
    baseline.services.push_back({row.service, row.microseconds, row.nanoseconds_on_paths, {}});
  baseline.measures = result.beside.measures;
  baseline.quantiles = studies::quantile_rows(result.beside);
  return baseline;
}

struct Alarms {
  std::uint64_t any = 0;       ///< seeds of which something was told to be worse
  std::uint64_t same = 0;      ///< seeds of which nothing differs
  std::uint64_t verdicts = 0;  ///< of one seed
};

/// `luck`: what is added to the seed of the second one.
Alarms alarms_of(const std::string& before, const std::string& after, std::uint64_t seeds,
                 std::uint64_t luck) {
  Alarms alarms;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const studies::Baseline baseline = baseline_of(checked(before, seed));
    const studies::CheckResult now = checked(after, seed + luck);
    const studies::Shares shares = studies::shares_of(baseline, confidence);
    const auto downtimes = studies::changes_since(baseline, now.rows, shares.downtimes, 0);
    const auto measures = studies::measure_changes(baseline, now.beside, shares.each_measure, 0);
    const bool worse =
        std::ranges::any_of(downtimes,
                            [](const auto& each) { return each.change == Change::worse; }) ||
        std::ranges::any_of(measures,
                            [](const auto& each) { return each.change == Change::worse; });
    const auto unchanged = [](const auto& each) { return each.change == Change::unchanged; };
    const bool same =
        std::ranges::all_of(downtimes, unchanged) && std::ranges::all_of(measures, unchanged);
    alarms.any += worse ? 1U : 0U;
    alarms.same += same ? 1U : 0U;
    alarms.verdicts = downtimes.size() + measures.size();
  }
  return alarms;
}

/// Of so many seeds it is quiet about all but one in a hundred, and four standard deviations.
double quiet_at_least(std::uint64_t seeds) {
  return confidence - 4 * std::sqrt(confidence * (1 - confidence) / static_cast<double>(seeds));
}

TEST(FalseAlarms, OfAnUnchangedModelThereAreNone) {
  const std::uint64_t seeds = test::quick_or_thorough(10, 200);
  const Alarms alarms = alarms_of(as_it_was, as_it_was, seeds, 0);
  EXPECT_EQ(alarms.verdicts, 10U);
  EXPECT_EQ(alarms.same, seeds);
  test::expect_coverage({"unchanged, the same random numbers: no false alarm", "by design"}, 1,
                        seeds - alarms.any, seeds, 1);
}

TEST(FalseAlarms, OfAnUnchangedModelUnderOtherNamesAreRare) {
  const std::uint64_t seeds = test::quick_or_thorough(60, 1000);
  const Alarms alarms = alarms_of(as_it_was, as_it_was, seeds, 1'000'000);
  EXPECT_LT(alarms.same, seeds / 2) << "the two have the same luck, so nothing is put to the test";
  test::expect_coverage({"unchanged, other random numbers: no false alarm", "Bonferroni"},
                        confidence, seeds - alarms.any, seeds, quiet_at_least(seeds));
}

TEST(FalseAlarms, OfAModelThatIsBarelyChangedAreRare) {
  const std::uint64_t seeds = test::quick_or_thorough(60, 1000);
  const Alarms alarms = alarms_of(as_it_was, barely_changed, seeds, 0);
  EXPECT_LT(alarms.same, seeds / 2);
  test::expect_coverage({"two parts exchanged, to the same effect: no false alarm", "Bonferroni"},
                        confidence, seeds - alarms.any, seeds, quiet_at_least(seeds));
}

TEST(FalseAlarms, AreNotRareBecauseNothingIsSeen) {
  const std::uint64_t seeds = test::quick_or_thorough(10, 100);
  const Alarms slower = alarms_of(as_it_was, room("1000 h", "2000 h", "99 s"), seeds, 0);
  test::expect_coverage({"a boot that takes a tenth longer: told", "paired"}, 0.95, slower.any,
                        seeds, 0.95);
  const Alarms frailer = alarms_of(as_it_was, room("900 h", "2000 h", "90 s"), seeds, 0);
  test::expect_coverage({"a part that fails a tenth more often: told", "paired"}, 0.95, frailer.any,
                        seeds, 0.95);
}

}  // namespace
}  // namespace ausfall
