// What is judged against a baseline beside downtime: on numbers that are made up, so that every
// difference is known.
#include "studies/measure_changes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ausfall::studies {
namespace {

constexpr std::size_t replications = 200;

std::vector<std::int64_t> rows(std::int64_t even, std::int64_t odd) {
  std::vector<std::int64_t> result;
  for (std::size_t i = 0; i < replications; ++i) result.push_back(i % 2 == 0 ? even : odd);
  return result;
}

/// So many failovers in each replication, one of each length in seconds.
FailoverRows failovers(const std::vector<int>& seconds) {
  FailoverRows result{.cluster = "ha", .kinds = {}, .counts = {}};
  for (std::size_t i = 0; i < replications; ++i) {
    // Alternately one of them is missing, so that replications differ from one another.
    const std::size_t number = seconds.size() - i % 2;
    for (std::size_t k = 0; k < number; ++k)
      result.counts.push_back(
          {Sketch::bucket_of(Duration(std::int64_t{1'000'000} * seconds[k])), 1});
    result.kinds.push_back(static_cast<std::uint32_t>(number));
  }
  return result;
}

Baseline baseline_with(std::vector<MeasureRows> measures,
                       std::vector<QuantileRows> quantiles = {}) {
  Baseline baseline{.scenario = "room", .replications = {0, replications}, .horizon = 10 * year};
  baseline.measures = std::move(measures);
  baseline.quantiles = std::move(quantiles);
  return baseline;
}

MeasureChange change_of(const MeasureRows& before, const MeasureRows& after, double tolerance = 0) {
  AllRows now;
  now.measures = {after};
  return measure_changes(baseline_with({before}), now, 0.99, tolerance).front();
}

MeasureRows outages(std::int64_t even, std::int64_t odd) {
  return {Judged::outages, "mail", rows(even, odd), {}};
}

TEST(MeasureChange, OfOutagesIsThatOfTheirNumberAYear) {
  const MeasureChange change = change_of(outages(10, 20), outages(10, 30));
  EXPECT_EQ(change.path, "services.mail.outages-per-year");
  EXPECT_DOUBLE_EQ(change.before, 1.5);
  EXPECT_DOUBLE_EQ(change.after, 2);
  EXPECT_NEAR(change.difference.mean, 0.5, 1e-12);
  EXPECT_EQ(change.differing, replications / 2);
  EXPECT_EQ(change.change, Change::worse);
  EXPECT_EQ(change_of(outages(10, 30), outages(10, 20)).change, Change::better);
  EXPECT_EQ(change_of(outages(10, 30), outages(10, 30)).change, Change::unchanged);
  EXPECT_EQ(change_of(outages(10, 20), outages(20, 10)).change, Change::not_separable);
}

/// A third more is worse than a fifth more, and no worse than a half more.
TEST(MeasureChange, TakesTheTolerance) {
  const MeasureRows before = outages(14, 16);
  const MeasureRows after = outages(19, 21);
  EXPECT_EQ(change_of(before, after, 0.2).change, Change::worse);
  EXPECT_EQ(change_of(before, after, 0.5).change, Change::no_worse);
}

/// Nobody can know of what is seldom that it is no worse, so that ends no build.
TEST(MeasureChange, OfWhatIsSeldomIsNotUndecided) {
  MeasureRows before{Judged::split_brains, "ha", rows(0, 0), {}};
  MeasureRows after = before;
  before.histories[3] = 1;
  after.histories[7] = 1;
  after.histories[8] = 1;
  EXPECT_EQ(change_of(before, after, 0.05).change, Change::not_separable);
}

TEST(MeasureChange, OfRequestsIsToldAsWhatIsServed) {
  const std::int64_t percent = 10'000'000'000;
  const MeasureChange change =
      change_of({Judged::requests_lost, "mail", rows(percent, percent), {}},
                {Judged::requests_lost, "mail", rows(percent, 3 * percent), {}});
  EXPECT_EQ(change.path, "services.mail.served");
  EXPECT_NEAR(change.before, 0.99, 1e-12);
  EXPECT_NEAR(change.after, 0.98, 1e-12);
  EXPECT_NEAR(change.difference.mean, -0.01, 1e-12);
  EXPECT_LT(change.difference.low, change.difference.high);
  EXPECT_EQ(change.change, Change::worse);
}

/// What histories did not meet, paths did.
TEST(MeasureChange, CountsPaths) {
  const MeasureRows before{Judged::split_brains, "ha", rows(0, 0), rows(1'000'000, 3'000'000)};
  const MeasureRows after{Judged::split_brains, "ha", rows(0, 0), rows(2'000'000, 6'000'000)};
  const MeasureChange change = change_of(before, after);
  EXPECT_NEAR(change.before, 0.002 / 10, 1e-12);
  EXPECT_NEAR(change.after, 0.004 / 10, 1e-12);
  EXPECT_EQ(change.change, Change::worse);
}

std::vector<MeasureChange> quantiles_of(const FailoverRows& before, const FailoverRows& after,
                                        double tolerance = 0) {
  AllRows was;
  was.failovers = {before};
  AllRows now;
  now.failovers = {after};
  return measure_changes(baseline_with({}, quantile_rows(was)), now, 0.99, tolerance);
}

TEST(MeasureChange, OfAQuantileIsByWhatIsLongerThanItWas) {
  const FailoverRows before = failovers({60, 50, 70, 60, 80, 60, 90});
  const FailoverRows after = failovers({70, 60, 80, 70, 90, 70, 100});
  const auto changes = quantiles_of(before, after);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].path, "clusters.ha.failover.p50");
  EXPECT_NEAR(changes[0].before, 60, 0.3);
  EXPECT_NEAR(changes[0].after, 70, 0.3);
  EXPECT_EQ(changes[0].change, Change::worse);
  EXPECT_GT(changes[0].difference.low, 0);
  EXPECT_EQ(changes[1].path, "clusters.ha.failover.p95");
  EXPECT_EQ(changes[1].change, Change::worse);
  for (const MeasureChange& same : quantiles_of(before, before))
    EXPECT_EQ(same.change, Change::unchanged) << same.path;
  EXPECT_EQ(quantiles_of(after, before)[0].change, Change::better);
  EXPECT_EQ(quantiles_of(before, after, 0.3)[0].change, Change::no_worse);
  EXPECT_EQ(quantiles_of(before, after, 0.05)[0].change, Change::worse);
}

/// A median that stays hides nothing of the longest.
TEST(MeasureChange, OfTheLongestLeavesTheMedian) {
  const auto changes = quantiles_of(failovers({60, 60, 60, 60, 60, 60, 60, 60, 60, 90, 60}),
                                    failovers({60, 60, 60, 60, 60, 60, 60, 60, 60, 600, 60}));
  EXPECT_EQ(changes[0].change, Change::unchanged);
  EXPECT_EQ(changes[1].change, Change::worse);
}

/// Where all failovers take the same time, a longer one and a shorter one are told from it.
TEST(MeasureChange, OfOneLengthIsSeenBothWays) {
  EXPECT_EQ(quantiles_of(failovers({60, 60}), failovers({61, 61}))[0].change, Change::worse);
  EXPECT_EQ(quantiles_of(failovers({60, 60}), failovers({59, 59}))[0].change, Change::better);
}

TEST(MeasureChange, HasHalfOfTheErrorSharedOutAmongAll) {
  Baseline baseline = baseline_with({outages(1, 2), outages(1, 2), outages(1, 2), outages(1, 2)});
  EXPECT_NEAR(shares_of(baseline, 0.99).downtimes, 0.995, 1e-12);
  EXPECT_NEAR(shares_of(baseline, 0.99).each_measure, 1 - 0.005 / 4, 1e-12);
  EXPECT_EQ(shares_of(baseline_with({}), 0.99).downtimes, 0.99) << "a baseline of before has none";
  EXPECT_NEAR(widening(1), 1, 1e-12);
  EXPECT_NEAR(widening(5), 2.5758 / 1.96, 1e-3) << "1 % instead of 5 %";
}

}  // namespace
}  // namespace ausfall::studies
