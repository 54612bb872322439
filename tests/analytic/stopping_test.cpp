// What a run with a precision reports is right, although it decides by itself when to stop.
//
// Each shape of downtime is run with many seeds, each until it has its precision, and compared with
// the exact truth: how often the 95 % interval holds it, and by how much the mean is off on average.
//
// `./dev validate` takes more seeds and a smaller precision. That the rule which
// stops on the raw interval is off is shown by tests/sim/stopping_test.cpp. 1000 seeds gave, at a
// precision of 10 % (twice the standard error in brackets; coverage is known to 1.4 %):
//
//   common outages                 coverage 96.4 %   bias +0.0 % (0.2)        224 replications
//   few outages                             95.2          -0.1   (0.3)     13,002
//   heavy-tailed repairs                    95.6          -0.4   (0.2)        650
//   skewed: many short, few long            96.0          -0.1   (0.3)      2,426
//   several services                        96.4          -0.1   (0.3)      3,384
//                                           94.9          +0.0   (0.0)
//                                           95.9          +0.0   (0.1)
//   rare                                    96.6          +0.1   (0.3)    100,274
//   in bursts                               95.4          -0.1   (0.3)        282
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/stopping.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"
#include "tests/support/shapes.hpp"

namespace ausfall {
namespace {

/// What many seeds gave of one service.
struct Found {
  std::uint64_t covered = 0;
  Moments means;         ///< over the truth
  Moments replications;  ///< with the pilot
};

struct Study {
  std::uint64_t seeds;
  double precision;
};

Study study() { return test::thorough() ? Study{500, 0.1} : Study{200, 0.15}; }

class Stopping : public testing::TestWithParam<test::Shape> {};

TEST_P(Stopping, LeavesMeanAndIntervalRight) {
  const test::Shape& it = GetParam();
  const auto [seeds, precision] = study();
  const std::vector<double> truths = test::truths_of(it);
  std::vector<Found> found(truths.size());
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const studies::RunResult result = test::run_to(it.text, precision, seed);
    for (std::size_t i = 0; i < truths.size(); ++i) {
      const Estimate& estimate = result.services[i].unavailability;
      found[i].covered += estimate.low <= truths[i] && truths[i] <= estimate.high ? 1U : 0U;
      found[i].means.add(estimate.mean / truths[i] - 1);
      found[i].replications.add(
          static_cast<double>(result.replications + result.pilot_replications));
      EXPECT_LE((estimate.high - estimate.low) / 2, precision * estimate.mean * (1 + 1e-12));
    }
  }
  for (std::size_t i = 0; i < truths.size(); ++i) {
    const double bias = found[i].means.mean();
    const double chance = std::sqrt(found[i].means.variance() / static_cast<double>(seeds));
    // 95 % less four standard deviations of a share of so many seeds, and as the bias.
    test::expect_coverage(
        {fmt::format("{}, service {}, to a precision of {} %: bias {:+.2f} % (+- {:.2f})", it.name,
                     i + 1, 100 * precision, 100 * bias, 200 * chance),
         "mean over the horizon, exact"},
        0.95, found[i].covered, seeds,
        0.95 - 4 * std::sqrt(0.95 * 0.05 / static_cast<double>(seeds)));
    EXPECT_LE(std::abs(bias), 4 * chance + 0.01 * precision) << it.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Stopping, testing::ValuesIn(test::shapes()));

}  // namespace
}  // namespace ausfall
