#include "sim/stopping.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/distribution.hpp"
#include "sim/random.hpp"

namespace ausfall {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Checkpoints, GrowInWholeBatches) {
  const std::vector<std::uint64_t> points = checkpoints(100, 1000, 1.5);
  EXPECT_EQ(points.front(), 112U);
  EXPECT_EQ(points.back(), 1000U);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    EXPECT_EQ(points[i] % batch_size, 0U);
    EXPECT_GT(points[i + 1], points[i]);
    EXPECT_LE(points[i + 1], points[i] * 3 / 2 + batch_size);
  }
  EXPECT_EQ(checkpoints(50, 50, 2), std::vector<std::uint64_t>{50});
  EXPECT_EQ(checkpoints(1, 1, 2), std::vector<std::uint64_t>{1});
}

TEST(PrecisionRule, ThrowsThePilotAwayAndRunsAsManyAsItAskedFor) {
  PrecisionRule rule(0.05, 100, 100'000);
  ASSERT_EQ(rule.next()->range.last, 112U);
  rule.looked({0.5, 20'000});  // not yet known to 20 %
  const auto second = rule.next();
  EXPECT_EQ(second->range.first, 112U);
  EXPECT_EQ(second->range.last, 176U);
  EXPECT_FALSE(second->afresh);
  rule.looked({0.19, 5001});
  const auto counted = rule.next();
  EXPECT_TRUE(counted->afresh);
  EXPECT_EQ(counted->range.first, 176U);
  EXPECT_EQ(counted->range.last, 176U + 5008);
  EXPECT_EQ(rule.pilot(), 176U);
  EXPECT_DOUBLE_EQ(rule.confidence(0.95), 0.96);
  rule.looked({0.05, 5008});
  EXPECT_TRUE(rule.reached());
  EXPECT_FALSE(rule.next().has_value());
}

TEST(PrecisionRule, GoesOnWithTheErrorThatIsLeft) {
  PrecisionRule rule(0.05, 100, 100'000);
  rule.looked({0.1, 400});
  EXPECT_EQ(rule.next()->range.last, 112U + 400);
  double error = 1 - rule.confidence(0.95);
  for (int look = 0; look < 20; ++look) {
    const std::uint64_t before = rule.next()->range.last;
    rule.looked({0.06, 0});
    EXPECT_FALSE(rule.next()->afresh);
    EXPECT_GT(rule.next()->range.last, before);
    error += 1 - rule.confidence(0.95);
  }
  EXPECT_LE(error, 0.05);
  EXPECT_NEAR(error, 0.05, 1e-6);
  EXPECT_FALSE(rule.reached());
}

TEST(PrecisionRule, ThrowsNothingAwayWhenItNeedsAll) {
  PrecisionRule rule(0.01, 100, 1000);
  rule.looked({0.03, 950});
  const auto all = rule.next();
  EXPECT_FALSE(all->afresh);
  EXPECT_EQ(all->range.first, 112U);
  EXPECT_EQ(all->range.last, 1000U);
  EXPECT_EQ(rule.pilot(), 0U);
  EXPECT_EQ(rule.confidence(0.95), 0.95);
  rule.looked({0.011, 1200});
  EXPECT_FALSE(rule.next().has_value());
  EXPECT_FALSE(rule.reached());
}

TEST(PrecisionRule, MayHaveAPilotShorterThanWhatCounts) {
  PrecisionRule rule(0.05, 1000, 100'000, 128);
  EXPECT_EQ(rule.next()->range.last, 128U);
  rule.looked({0.1, 500});
  const auto counted = rule.next();
  EXPECT_TRUE(counted->afresh);
  EXPECT_EQ(rule.pilot(), 128U);
  EXPECT_EQ(counted->range.last - counted->range.first, 1008U);  // at least 1000, in whole batches
}

TEST(PrecisionRule, NeverStopsWhereNothingWasSeen) {
  PrecisionRule rule(0.5, 100, 1000);
  while (rule.next()) rule.looked(precision_of(Jumps(), {0, 0, 0.1}, 0.5));
  EXPECT_FALSE(rule.reached());
  EXPECT_EQ(rule.pilot(), 0U);
  EXPECT_EQ(precision_of(Jumps(), {0, 0, 0.1}, 0.5).half_width, infinity);
}

TEST(PrecisionRule, HasOneLookWhereThereIsNoRoomForMore) {
  PrecisionRule rule(0.5, 10, 10);
  EXPECT_EQ(rule.next()->range.last, 10U);
  EXPECT_EQ(rule.confidence(0.95), 0.95);
  rule.looked({0.4, 10});
  EXPECT_TRUE(rule.reached());
  EXPECT_FALSE(rule.next().has_value());
}

/// Outages at random moments, half of one in a replication, of long-tailed lengths.
class Outages {
 public:
  explicit Outages(std::uint64_t seed) : seed_(seed) {}

  void run(Replications range, Jumps& into) const {
    for (std::uint64_t i = range.first; i < range.last; ++i) {
      Draw draw({seed_, i}, stream_named("outages"), 0);
      double total = 0;
      for (double next = -std::log(draw.uniform()); next < 0.5; next -= std::log(draw.uniform())) {
        const double length = std::max(seconds_of(draw), 1e-6);
        into.add(length);
        total += length;
      }
      into.end_replication(total);
    }
  }

  static constexpr double mean = 0.5 * 3600;

 private:
  static double seconds_of(Draw& draw) {
    static const Distribution law = Distribution::lognormal_with_mean(Seconds(3600), 3);
    return std::chrono::duration<double>(law.sample(draw)).count();
  }

  std::uint64_t seed_;
};

/// Over the truth, of one run until the interval is as narrow as `wanted`, looked at raw.
double raw(std::uint64_t seed, double wanted) {
  Jumps total;
  std::uint64_t done = 0;
  for (const std::uint64_t point : checkpoints(32, 100'000, 1.5)) {
    Outages(seed).run({done, point}, total);
    done = point;
    const Estimate estimate = total_interval(total, infinity, 0.95);
    if (estimate.mean > 0 && (estimate.high - estimate.low) / 2 <= wanted * estimate.mean) break;
  }
  return total.totals().mean() / Outages::mean;
}

double by_rule(std::uint64_t seed, double wanted) {
  PrecisionRule rule(wanted, 32, 100'000);
  Jumps total;
  while (const auto stage = rule.next()) {
    if (stage->afresh) total = {};
    Outages(seed).run(stage->range, total);
    const Estimate estimate = total_interval(total, infinity, rule.confidence(0.95));
    rule.looked(precision_of(total, estimate, wanted));
  }
  return total.totals().mean() / Outages::mean;
}

/// What the rule is for: looking at the raw interval stops too low.
TEST(PrecisionRule, IsNotBiasedWhereTheRawIntervalIs) {
  Moments raw_means;
  Moments means;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    raw_means.add(raw(seed, 0.3));
    means.add(by_rule(seed, 0.3));
  }
  const auto chance = [](const Moments& m) { return std::sqrt(m.variance() / 400); };
  std::printf("raw %+.2f %% +- %.2f, by the rule %+.2f %% +- %.2f\n", 100 * (raw_means.mean() - 1),
              200 * chance(raw_means), 100 * (means.mean() - 1), 200 * chance(means));
  EXPECT_LT(raw_means.mean(), 1 - 4 * chance(raw_means));
  EXPECT_NEAR(means.mean(), 1, 4 * chance(means));
}

// ---- verdicts -----------------------------------------------------------------------------------

TEST(VerdictLooks, SpendTheWholeErrorAndHalfOfItAtTheLast) {
  const VerdictLooks looks(100, 100'000);
  double error = 0;
  for (std::size_t i = 0; i < looks.points().size(); ++i) error += 1 - looks.confidence(i, 0.95);
  EXPECT_NEAR(error, 0.05, 1e-12);
  EXPECT_DOUBLE_EQ(looks.confidence(looks.points().size() - 1, 0.95), 0.975);
  EXPECT_EQ(looks.points().back(), 100'000U);
  EXPECT_DOUBLE_EQ(VerdictLooks(50, 50).confidence(0, 0.9), 0.9);
}

}  // namespace
}  // namespace ausfall
