#include "sim/difference.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "sim/random.hpp"

namespace ausfall {
namespace {

PairedDifference of(const std::vector<double>& differences) {
  PairedDifference result;
  for (const double each : differences) each < 0 ? result.add(-each, 0) : result.add(0, each);
  return result;
}

std::vector<double> zeros_and(std::size_t zeros, std::vector<double> others) {
  others.resize(others.size() + zeros, 0);
  return others;
}

TEST(PairedDifference, TakesWhatBothHaveOutOfIt) {
  PairedDifference difference;
  Moments a;
  Moments b;
  for (int i = 0; i < 100; ++i) {
    const double luck = i * i;
    const double own = i % 2 == 0 ? 1 : -1;
    difference.add(luck, luck + 5 + own);
    a.add(luck);
    b.add(luck + 5 + own);
  }
  const Estimate estimate = difference.interval(0.95, 1);
  EXPECT_DOUBLE_EQ(estimate.mean, 5);
  // By Student's t: +-1 a hundred times has a standard deviation of 1.005.
  EXPECT_NEAR(estimate.high - 5, 1.984 * 1.00504 / 10, 1e-4);
  EXPECT_NEAR(5 - estimate.low, 1.984 * 1.00504 / 10, 1e-4);
  EXPECT_EQ(sign_of(estimate, difference.differing(), 0.95), Sign::positive);
  EXPECT_NEAR(narrowed_by_pairing(a, b, difference.differences()),
              std::sqrt((a.variance() + b.variance()) / difference.differences().variance()),
              1e-12);
  EXPECT_GT(narrowed_by_pairing(a, b, difference.differences()), 1000);
}

TEST(PairedDifference, OfTheOppositeIsTheOpposite) {
  for (const auto& values : {zeros_and(90, {1, 2, 3, -1, 5, 6, 0.5}), zeros_and(3, {1, -2, 4}),
                             zeros_and(500, std::vector<double>(200, 1.0))}) {
    std::vector<double> negative;
    for (const double value : values) negative.push_back(-value);
    const Estimate one = of(values).interval(0.95, 1);
    const Estimate other = of(negative).interval(0.95, 1);
    EXPECT_NEAR(one.mean, -other.mean, 1e-12);
    EXPECT_NEAR(one.low, -other.high, 1e-12);
    EXPECT_NEAR(one.high, -other.low, 1e-12);
    EXPECT_LE(one.low, one.mean);
    EXPECT_LE(one.mean, one.high);
  }
}

TEST(PairedDifference, ClaimsNothingOfHardlyAnyDifference) {
  // Five of five: by the sign test chance does that in 6.25 % of cases.
  const PairedDifference five = of(zeros_and(995, std::vector<double>(5, 1.0)));
  EXPECT_EQ(five.differing(), 5U);
  EXPECT_EQ(sign_of(five.interval(0.95, 1), five.differing(), 0.95), Sign::not_known);
  // Even if the interval were certain.
  EXPECT_EQ(sign_of({1, 0.9, 1.1}, 5, 0.95), Sign::not_known);
  EXPECT_EQ(sign_of({1, 0.9, 1.1}, 6, 0.95), Sign::positive);
  EXPECT_EQ(sign_of({-1, -1.1, -0.9}, 6, 0.95), Sign::negative);
  EXPECT_EQ(sign_of({1, 0.9, 1.1}, 7, 0.99), Sign::not_known);
  const PairedDifference eight = of(zeros_and(992, std::vector<double>(8, -1.0)));
  EXPECT_EQ(sign_of(eight.interval(0.95, 1), eight.differing(), 0.95), Sign::negative);
}

TEST(PairedDifference, BoundsWhatWasNotSeen) {
  const Estimate none = of(std::vector<double>(1000, 0)).interval(0.95, 0.01);
  EXPECT_EQ(none.mean, 0);
  // A difference of 0.01 in at most 3.69 of 1000 replications, either way.
  EXPECT_NEAR(none.high, 0.01 * 0.00368, 1e-7);
  EXPECT_DOUBLE_EQ(none.low, -none.high);
  const Estimate one = of({5}).interval(0.95, 1);
  EXPECT_TRUE(std::isinf(one.low) && std::isinf(one.high));
}

TEST(PairedDifference, IsCertainOfWhatIsAlwaysTheSame) {
  const PairedDifference same = of(std::vector<double>(100, 3.0));
  const Estimate estimate = same.interval(0.95, 1);
  EXPECT_EQ(sign_of(estimate, same.differing(), 0.95), Sign::positive);
  EXPECT_EQ(narrowed_by_pairing(same.differences(), same.differences(), same.differences()), 0);
}

TEST(PairedDifference, Merges) {
  const auto values = zeros_and(50, {1, -2, 3, 4, -5, 0.25, 1e-9});
  PairedDifference all;
  PairedDifference parts;
  for (std::size_t from = 0; from < values.size(); from += 10) {
    PairedDifference part;
    for (std::size_t i = from; i < std::min(from + 10, values.size()); ++i) {
      part.add(0.5, 0.5 + values[i]);
      all.add(0.5, 0.5 + values[i]);
    }
    parts.merge(part);
  }
  EXPECT_EQ(parts.replications(), all.replications());
  EXPECT_EQ(parts.differing(), all.differing());
  const Estimate one = parts.interval(0.95, 1);
  const Estimate other = all.interval(0.95, 1);
  EXPECT_NEAR(one.mean, other.mean, 1e-12);
  EXPECT_NEAR(one.low, other.low, 1e-9);
  EXPECT_NEAR(one.high, other.high, 1e-9);
  PairedDifference onto_nothing;
  onto_nothing.merge(all);
  EXPECT_EQ(onto_nothing, all);
}

// ---- coverage -----------------------------------------------------------------------------------

/// Jumps at random moments, this many in a run on average, of exponential sizes or all 1.
struct Process {
  const char* name;
  double jumps;
  double up;  ///< the share of them that go up
  bool exponential;
};

class Coverage : public testing::TestWithParam<Process> {};

/// 4000 runs: with a true coverage of 95 % the share has a standard deviation of 0.34 %, so what is
/// allowed for is more than five of them beyond what the table in the header gives. The seeds are
/// fixed.
TEST_P(Coverage, OfTheDifferenceIsWhatTheHeaderSays) {
  const Process& process = GetParam();
  constexpr int runs = 4000;
  constexpr int replications = 200;
  const double rate = process.jumps / replications;
  const double truth = rate * (2 * process.up - 1);
  int covered = 0;
  int wrong = 0;
  for (std::uint64_t run = 0; run < runs; ++run) {
    PairedDifference difference;
    for (std::uint64_t replication = 0; replication < replications; ++replication) {
      Draw draw({run, replication}, stream_named(process.name), 0);
      double value = 0;
      // A Poisson process over a time of 1.
      for (double time = -std::log(draw.uniform()) / rate; time < 1;
           time -= std::log(draw.uniform()) / rate) {
        const double size = process.exponential ? -std::log(draw.uniform()) : 1;
        value += draw.uniform() < process.up ? size : -size;
      }
      difference.add(std::max(-value, 0.0), std::max(value, 0.0));
    }
    const Estimate estimate = difference.interval(0.95, 1);
    if (estimate.low <= truth && truth <= estimate.high) ++covered;
    const Sign sign = sign_of(estimate, difference.differing(), 0.95);
    if (truth > 0 ? sign == Sign::negative : sign != Sign::not_known) ++wrong;
  }
  const double coverage = static_cast<double>(covered) / runs;
  const double false_sign = static_cast<double>(wrong) / runs;
  std::printf("%s: coverage %.2f %%, wrong sign %.2f %%\n", process.name, 100 * coverage,
              100 * false_sign);
  EXPECT_GE(coverage, 0.93);
  EXPECT_LE(coverage, 0.995);
  EXPECT_LE(false_sign, truth > 0 ? 0.003 : 0.065);
}

INSTANTIATE_TEST_SUITE_P(PairedDifference, Coverage,
                         testing::Values(Process{"few, one way, equal", 8, 1, false},
                                         Process{"few, one way, exponential", 12, 1, true},
                                         Process{"few, both ways, exponential", 12, 0.75, true},
                                         Process{"few, even", 12, 0.5, false},
                                         Process{"some, even, exponential", 60, 0.5, true},
                                         Process{"many, one way, exponential", 400, 1, true},
                                         Process{"many, even", 400, 0.5, false}));

}  // namespace
}  // namespace ausfall
