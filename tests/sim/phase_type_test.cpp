#include "sim/phase_type.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ausfall {
namespace {

double cv2_of(const PhaseType& phases) {
  const double mean = phases.mean().count();
  return phases.variance() / (mean * mean);
}

TEST(PhaseType, KeepsMeanAndVarianceWhereverItsStagesAllow) {
  constexpr int stages = 8;
  for (const double mean : {1e-3, 7.0, 3.6e9}) {
    for (const double cv2 : {0.125, 0.126, 0.2, 0.25, 0.3, 1.0 / 3, 0.5, 0.51, 0.9, 0.999, 1.0,
                             1.001, 2.0, 50.0, 1e6}) {
      const PhaseType phases = fit_moments(Seconds(mean), cv2, stages);
      EXPECT_NEAR(phases.mean().count() / mean, 1, 1e-12) << cv2;
      EXPECT_NEAR(cv2_of(phases) / cv2, 1, 1e-9) << cv2;
      EXPECT_LE(phases.stages.size(), 8U) << cv2;
    }
  }
}

TEST(PhaseType, VariesAsLittleAsItsStagesAllow) {
  for (const int stages : {1, 2, 5, 30}) {
    const PhaseType phases = fit_moments(Seconds(60), 0, stages);
    EXPECT_EQ(phases.stages.size(), static_cast<std::size_t>(stages));
    EXPECT_NEAR(phases.mean().count(), 60, 1e-10);
    EXPECT_NEAR(cv2_of(phases), 1.0 / stages, 1e-12);
  }
}

TEST(PhaseType, UsesAsFewStagesAsTheVarianceNeeds) {
  EXPECT_EQ(fit_moments(Seconds(1), 1.0 / 3, 20).stages.size(), 3U);  // Erlang of 3 stages
  EXPECT_EQ(fit_moments(Seconds(1), 0.4, 20).stages.size(), 3U);
  EXPECT_EQ(fit_moments(Seconds(1), 1, 20).stages.size(), 1U);
  EXPECT_EQ(fit_moments(Seconds(1), 4, 20).stages.size(), 2U);
  EXPECT_EQ(fit_moments(Seconds(1), 4, 1).stages.size(), 1U);
}

TEST(PhaseType, OfAnErlangIsThatErlang) {
  const PhaseType phases = fit_moments(Seconds(10), 0.25, 20);
  ASSERT_EQ(phases.stages.size(), 4U);
  EXPECT_TRUE(phases.begins_at_first());
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(phases.stages[i].rate, 0.4, 1e-12);
    EXPECT_EQ(phases.stages[i].onward, i < 3 ? 1.0 : 0.0);
  }
}

TEST(PhaseType, BalancedBranchesBringHalfOfTheMeanEach) {
  const PhaseType phases = fit_moments(Seconds(5), 9, 2);
  ASSERT_EQ(phases.stages.size(), 2U);
  EXPECT_FALSE(phases.begins_at_first());
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_NEAR(phases.first[i] / phases.stages[i].rate, 2.5, 1e-12);
}

TEST(PhaseType, FitsTheMomentsOfADistribution) {
  const Distribution uniform = Distribution::uniform(2s, 4s);  // mean 3, variance 1/3
  const PhaseType enough = fit(uniform, 30);
  EXPECT_NEAR(enough.mean().count(), 3, 1e-12);
  EXPECT_NEAR(enough.variance(), 1.0 / 3, 1e-10);
}

}  // namespace
}  // namespace ausfall
