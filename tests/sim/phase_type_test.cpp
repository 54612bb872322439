#include "sim/phase_type.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

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

// ---- laws that are made of stages ---------------------------------------------------------------

/// E[exp(-s T)], from the last stage backwards.
double laplace(const PhaseType& phases, double s) {
  double from_next = 1;
  double sum = 0;
  for (std::size_t i = phases.stages.size(); i-- > 0;) {
    const PhaseType::Stage& stage = phases.stages[i];
    from_next = stage.rate / (stage.rate + s) * (1 - stage.onward + stage.onward * from_next);
    sum += phases.first[i] * from_next;
  }
  return sum;
}

TEST(PhaseType, OfAHyperexponentialIsThatLaw) {
  const std::vector<Distribution::Branch> branches = {
      {0.5, Seconds(40)}, {0.2, Seconds(1e-3)}, {0.3, Seconds(7)}};
  const auto phases = exact_stages(Distribution::hyperexponential(branches));
  ASSERT_TRUE(phases);
  EXPECT_EQ(phases->stages.size(), 3U);
  EXPECT_TRUE(phases->begins_at_first()) << "nothing is chosen at the start";
  EXPECT_EQ(phases->stages.back().onward, 0.0);
  for (const double s : {1e-4, 0.03, 1.0, 50.0, 1e5}) {
    double known = 0;
    for (const auto& [weight, mean] : branches) known += weight / (1 + s * mean.count());
    EXPECT_NEAR(laplace(*phases, s) / known, 1, 1e-14) << s;
  }
}

TEST(PhaseType, OfASumOfExponentialsIsThatLaw) {
  const auto phases = exact_stages(Distribution::erlang(5, Seconds(10)));
  ASSERT_TRUE(phases);
  ASSERT_EQ(phases->stages.size(), 5U);
  for (const double s : {1e-4, 0.3, 20.0})
    EXPECT_NEAR(laplace(*phases, s) / std::pow(1 + 2 * s, -5), 1, 1e-13) << s;
  EXPECT_EQ(exact_stages(Distribution::exponential(3s))->stages.size(), 1U);
}

TEST(PhaseType, OfOtherLawsThereIsNone) {
  for (const Distribution& law :
       {Distribution::constant(3s), Distribution::gamma(2.5, 10s), Distribution::weibull(2, 10s),
        Distribution::lognormal(10s, 1), Distribution::uniform(1s, 2s),
        Distribution::erlang(exact_stages_max + 1, 10s)}) {
    EXPECT_FALSE(exact_stages(law)) << law.describe();
  }
}

}  // namespace
}  // namespace ausfall
