#include "sim/course_clocks.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "sim/estimate.hpp"

namespace ausfall {
namespace {

const Distribution aging = Distribution::weibull(2, 100s);
const Distribution often = Distribution::exponential(100s);
const Stream coin = stream_named("coin");

std::vector<Stream> streams(std::size_t count) {
  std::vector<Stream> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(stream_named("clock" + std::to_string(i)));
  return result;
}

/// Clock 0 ages, 1 is exponential, both are failures of kinds of their own; the others are not.
class CourseClocksTest : public testing::Test {
 protected:
  CourseClocksTest() {
    clocks_.reset({1, 0});
    clocks_.start(ClockId(0), aging);
    clocks_.start(ClockId(1), often);
    clocks_.call_this_good_order();
  }
  void fail(std::size_t i) {
    clocks_.strike(i);
    clocks_.start(ClockId(2 + i), Distribution::constant(1s));  // its repair
    clocks_.settle_course(false);
  }
  const std::vector<FailureClock> failures_{{ClockId(0), &aging, 0}, {ClockId(1), &often, 1}};
  const std::vector<Stream> streams_ = streams(5);
  Rareness rareness_{.expected = {1000, 40}, .enough = 100, .meeting = 2};
  CourseClocks clocks_{streams_, failures_, {coin}, rareness_};
};

TEST_F(CourseClocksTest, an_age_is_the_time_that_a_failure_has_run) {
  CourseClocks clocks(streams_, failures_, {}, rareness_);
  clocks.reset({1, 0});
  clocks.start(ClockId(0), Distribution::constant(1000s));  // as if it had been drawn
  clocks.start(ClockId(2), Distribution::constant(10s));
  clocks.advance();
  clocks.hold(ClockId(0));
  EXPECT_FALSE(clocks.can_fail(0));
  clocks.start(ClockId(2), Distribution::constant(50s));
  clocks.advance();
  clocks.start(ClockId(0), aging);
  EXPECT_DOUBLE_EQ(clocks.hazard_until(0, 5s),
                   aging.cumulative_hazard(15s) - aging.cumulative_hazard(10s));
  EXPECT_EQ(clocks.strike(0), ClockId(0));
  clocks.start(ClockId(0), aging);
  EXPECT_NEAR(clocks.hazard_until(0, 5s), aging.cumulative_hazard(5s), 1e-14);
}

TEST_F(CourseClocksTest, a_moment_has_its_share_of_the_hazard) {
  EXPECT_DOUBLE_EQ(clocks_.moment_of(1, 8s, 0.25).count(), 2);
  // Of a Weibull of shape 2 the integral grows as the square.
  EXPECT_NEAR(clocks_.moment_of(0, 8s, 0.25).count(), 4, 1e-9);
}

TEST_F(CourseClocksTest, a_course_lasts_until_a_test_finds_what_failed_unseen) {
  const std::vector<FailureClock> failures{{ClockId(0), &aging, 0, ClockId(4)},
                                           {ClockId(1), &often, 1}};
  CourseClocks clocks(streams_, failures, {}, rareness_);
  clocks.reset({1, 0});
  clocks.start(ClockId(0), aging);
  clocks.start(ClockId(1), often);
  clocks.start(ClockId(4), Distribution::constant(60s));  // its next test
  clocks.call_this_good_order();
  clocks.strike(0);
  EXPECT_EQ(clocks.left_of_course(), 60s);
  clocks.strike(1);  // nothing tells how long that lasts
  EXPECT_EQ(clocks.left_of_course(), 60s);
  clocks.start(ClockId(3), Distribution::constant(100s));
  EXPECT_EQ(clocks.left_of_course(), 100s);
  clocks.stop(ClockId(3));
  clocks.stop(ClockId(4));
  EXPECT_TRUE(std::isinf(clocks.left_of_course().count()));
}

TEST_F(CourseClocksTest, good_order_is_what_ran_in_the_beginning) {
  EXPECT_TRUE(clocks_.in_good_order());
  clocks_.start(ClockId(4), Distribution::constant(5s));
  EXPECT_FALSE(clocks_.in_good_order());
  clocks_.stop(ClockId(4));
  EXPECT_TRUE(clocks_.in_good_order());
  clocks_.hold(ClockId(0));
  EXPECT_FALSE(clocks_.in_good_order());
  clocks_.start(ClockId(0), aging);
  EXPECT_TRUE(clocks_.in_good_order());
}

TEST_F(CourseClocksTest, a_course_of_a_common_kind_is_ordinary_until_failures_meet) {
  fail(0);
  EXPECT_EQ(clocks_.course().failures, 1U);
  EXPECT_TRUE(clocks_.course().by_failure);
  EXPECT_FALSE(clocks_.course().rare);
  fail(1);
  EXPECT_TRUE(clocks_.course().rare);
}

TEST_F(CourseClocksTest, a_course_of_a_kind_that_is_not_expected_often_is_rare) {
  fail(1);
  EXPECT_TRUE(clocks_.course().rare);
  clocks_.stop(ClockId(3));
  clocks_.start(ClockId(1), often);
  clocks_.settle_course(false);
  EXPECT_FALSE(clocks_.course().rare);
  EXPECT_EQ(clocks_.course().failures, 0U);
}

TEST_F(CourseClocksTest, what_begins_otherwise_counts_as_one) {
  clocks_.start(ClockId(4), Distribution::constant(5s));
  clocks_.settle_course(false);
  EXPECT_EQ(clocks_.course().failures, 1U);
  EXPECT_FALSE(clocks_.course().by_failure);
  fail(1);
  EXPECT_TRUE(clocks_.course().rare);
}

TEST_F(CourseClocksTest, an_improbable_choice_makes_a_course_rare) {
  clocks_.strike(0);
  clocks_.choose(coin, std::array{0.2, 0.8});
  const double after = clocks_.course().expected;
  EXPECT_TRUE(after == 1000 || after == 200);
  EXPECT_FALSE(clocks_.course().rare);
  // Certain to be improbable enough, whichever comes.
  while (!clocks_.course().rare && clocks_.course().improbable < 12)
    clocks_.choose(coin, std::array{0.49, 0.51});
  EXPECT_TRUE(clocks_.course().rare);
}

/// The mean weight is 1, and of what is improbable far more is seen than by chance.
TEST_F(CourseClocksTest, paths_lean_to_the_improbable_and_are_weighed) {
  clocks_.strike(0);
  Moments weights;
  Moments rarer;
  std::uint64_t seen = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    CourseClocks path(streams_, failures_, {coin}, rareness_);
    path.become(clocks_);
    path.begin_path({2, i});
    const bool improbable = path.choose(coin, std::array{0.999, 0.001}) == 1;
    EXPECT_LE(path.factor(), 2);
    seen += improbable ? 1 : 0;
    weights.add(path.factor());
    rarer.add(improbable ? path.factor() : 0);
  }
  EXPECT_GT(seen, 3000U);
  const Estimate one = mean_interval(weights, 0.9999);
  EXPECT_TRUE(one.low < 1 && 1 < one.high);
  const Estimate probability = mean_interval(rarer, 0.9999);
  EXPECT_TRUE(probability.low < 0.001 && 0.001 < probability.high);
  EXPECT_LT(half_width(probability), 0.0001);
}

/// By plain sampling, a lognormal with a coefficient of variation of 20 has not shown its mean after so
/// few draws.
TEST_F(CourseClocksTest, paths_draw_from_tails_more_often) {
  const Distribution repair = Distribution::lognormal_with_mean(100s, 20);
  clocks_.strike(0);
  Moments times;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    CourseClocks path(streams_, failures_, {coin}, rareness_);
    path.become(clocks_);
    path.begin_path({3, i});
    path.start(ClockId(2), repair);
    times.add(path.factor() * seconds_in(path.calendar().remaining(ClockId(2))));
  }
  const Estimate mean = mean_interval(times, 0.9999);
  EXPECT_TRUE(mean.low < 100 && 100 < mean.high);
  EXPECT_LT(half_width(mean), 10);
}

}  // namespace
}  // namespace ausfall
