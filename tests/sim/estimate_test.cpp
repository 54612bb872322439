#include "sim/estimate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "sim/distribution.hpp"
#include "sim/random.hpp"

namespace ausfall {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Moments moments_of(const std::vector<double>& values) {
  Moments moments;
  for (const double value : values) moments.add(value);
  return moments;
}

void expect_sound(const Estimate& estimate) {
  EXPECT_LE(estimate.low, estimate.mean);
  EXPECT_LE(estimate.mean, estimate.high);
}

// ---- moments ------------------------------------------------------------------------------------

TEST(Moments, AreThoseOfTheTextbook) {
  const Moments moments = moments_of({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(moments.count(), 8);
  EXPECT_DOUBLE_EQ(moments.mean(), 5);
  EXPECT_DOUBLE_EQ(moments.variance(), 32.0 / 7);
  EXPECT_DOUBLE_EQ(moments.skewness(),
                   42.0 / 8 / 8);  // third central moment 42 / 8 over deviation 2 cubed
}

TEST(Moments, OfFewOrEqualValuesAreNeverNan) {
  EXPECT_EQ(Moments().mean(), 0);
  EXPECT_EQ(Moments().variance(), 0);
  EXPECT_EQ(moments_of({3}).variance(), 0);
  EXPECT_EQ(moments_of({1, 2}).skewness(), 0);
  EXPECT_EQ(moments_of(std::vector<double>(1000, 0.1)).skewness(), 0);
}

TEST(Moments, MergeToThoseOfTheWhole) {
  std::vector<double> values;
  Draw draw({1, 0}, stream_named("values"), 0);
  for (int i = 0; i < 1000; ++i) values.push_back(-std::log(draw.uniform()));
  for (const std::ptrdiff_t cut : {0, 1, 2, 500, 999, 1000}) {
    Moments merged = moments_of({values.begin(), values.begin() + cut});
    merged.merge(moments_of({values.begin() + cut, values.end()}));
    const Moments whole = moments_of(values);
    EXPECT_EQ(merged.count(), whole.count());
    EXPECT_NEAR(merged.mean(), whole.mean(), 1e-12);
    EXPECT_NEAR(merged.variance(), whole.variance(), 1e-12);
    EXPECT_NEAR(merged.skewness(), whole.skewness(), 1e-11);
  }
}

// ---- whatever the law is --------------------------------------------------------------------------

/// Of nothing but zeros the bound is known: (1 - p)^n = alpha / 2.
TEST(BoundedMeanInterval, OfZerosIsTheBinomialsBound) {
  const Estimate none = bounded_mean_interval(0, 100, 0.95);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - std::pow(0.025, 0.01), 1e-12);
  const Estimate all = bounded_mean_interval(1, 100, 0.95);
  EXPECT_EQ(all.high, 1);
  EXPECT_NEAR(all.low, std::pow(0.025, 0.01), 1e-12);
  EXPECT_EQ(bounded_mean_interval(0, 0, 0.95), (Estimate{0, 0, 1}));
}

/// No law in [0, 1] has a tail heavier than the coin of the same mean, so coins miss it most often.
TEST(BoundedMeanInterval, HoldsTheMeanOfCoins) {
  constexpr double n = 50;
  for (const double p : {0.001, 0.02, 0.3, 0.5, 0.97}) {
    const boost::math::binomial law(n, p);
    double missed = 0;
    for (double heads = 0; heads <= n; ++heads) {
      const Estimate share = bounded_mean_interval(heads / n, n, 0.95);
      EXPECT_LE(share.low, share.mean);
      EXPECT_GE(share.high, share.mean);
      if (p < share.low || p > share.high) missed += pdf(law, heads);
    }
    EXPECT_LE(missed, 0.05) << p;
  }
}

// ---- Student's t --------------------------------------------------------------------------------

TEST(MeanInterval, IsStudentsT) {
  // Mean 3, standard deviation sqrt(2.5); t of 4 degrees of freedom at 97.5 %: 2.7764451051978 (any
  // table).
  const Estimate estimate = mean_interval(moments_of({1, 2, 3, 4, 5}), 0.95);
  const double half = 2.7764451051978 * std::sqrt(2.5 / 5);
  EXPECT_DOUBLE_EQ(estimate.mean, 3);
  EXPECT_NEAR(estimate.low, 3 - half, 1e-12);
  EXPECT_NEAR(estimate.high, 3 + half, 1e-12);
}

TEST(MeanInterval, OfOneValueIsUnbounded) {
  EXPECT_EQ(mean_interval(moments_of({7}), 0.95), (Estimate{7, -infinity, infinity}));
}

// ---- proportions --------------------------------------------------------------------------------

TEST(ProportionInterval, OfNothingIsEverything) {
  EXPECT_EQ(proportion_interval(0, 0, 0.95), (Estimate{0, 0, 1}));
}

TEST(ProportionInterval, LimitsHaveTheMidPTailsOfTheBinomial) {
  for (const auto& [successes, trials] :
       {std::pair{1.0, 10.0}, {5.0, 10.0}, {3.0, 1000.0}, {870.0, 1000.0}}) {
    const Estimate share = proportion_interval(static_cast<std::uint64_t>(successes),
                                               static_cast<std::uint64_t>(trials), 0.95);
    const boost::math::binomial low(trials, share.low);
    const boost::math::binomial high(trials, share.high);
    EXPECT_NEAR(cdf(complement(low, successes)) + pdf(low, successes) / 2, 0.025, 1e-9);
    EXPECT_NEAR(cdf(high, successes) - pdf(high, successes) / 2, 0.025, 1e-9);
    expect_sound(share);
  }
}

/// Clopper and Pearson's: a tail of 2.5 % on the one side that can err.
TEST(ProportionInterval, NeverClaimsCertainty) {
  const Estimate none = proportion_interval(0, 100, 0.95);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - std::pow(0.025, 0.01), 1e-12);
  const Estimate all = proportion_interval(100, 100, 0.95);
  EXPECT_EQ(all.high, 1);
  EXPECT_NEAR(all.low, std::pow(0.025, 0.01), 1e-12);
}

/// The probability that the interval holds p, exactly.
double coverage_at(double p, const std::vector<Estimate>& of_successes) {
  const boost::math::binomial law(static_cast<double>(of_successes.size() - 1), p);
  double coverage = 0;
  for (std::size_t successes = 0; successes < of_successes.size(); ++successes) {
    const Estimate& share = of_successes[successes];
    if (share.low <= p && p <= share.high) coverage += pdf(law, static_cast<double>(successes));
  }
  return coverage;
}

TEST(ProportionInterval, CoversProbabilitiesOfAnySize) {
  struct Known {
    std::uint64_t trials;
    double even_mean, even_least, rare_mean, rare_least;  // as in the header
  };
  for (const Known& it : {Known{10, 97.2, 94.3, 97.1, 94.3}, Known{20, 96.3, 92.9, 96.3, 92.9},
                          Known{50, 95.6, 93.4, 96.3, 93.4}, Known{100, 95.3, 93.3, 96.3, 93.2},
                          Known{300, 95.1, 94.3, 96.3, 93.0}}) {
    std::vector<Estimate> of_successes;
    for (std::uint64_t i = 0; i <= it.trials; ++i)
      of_successes.push_back(proportion_interval(i, it.trials, 0.95));
    Moments even;
    Moments rare;
    double even_least = 1;
    double rare_least = 1;
    for (int i = 1; i < 400; ++i) {
      even.add(coverage_at(i / 400.0, of_successes));
      even_least = std::min(even_least, coverage_at(i / 400.0, of_successes));
    }
    for (int i = 1; i <= 200; ++i) {
      const double p = i / 20.0 / static_cast<double>(it.trials);
      if (p >= 1) break;
      rare.add(coverage_at(p, of_successes));
      rare_least = std::min(rare_least, coverage_at(p, of_successes));
    }
    EXPECT_NEAR(100 * even.mean(), it.even_mean, 0.06) << it.trials;
    EXPECT_NEAR(100 * even_least, it.even_least, 0.06) << it.trials;
    EXPECT_NEAR(100 * rare.mean(), it.rare_mean, 0.06) << it.trials;
    EXPECT_NEAR(100 * rare_least, it.rare_least, 0.06) << it.trials;
  }
}

// ---- totals by jumps ----------------------------------------------------------------------------

/// A run: replications, each the sizes of its jumps.
Jumps jumps_of(const std::vector<std::vector<double>>& replications) {
  Jumps jumps;
  for (const auto& sizes : replications) {
    double total = 0;
    for (const double size : sizes) {
      jumps.add(size);
      total += size;
    }
    jumps.end_replication(total);
  }
  return jumps;
}

TEST(TotalInterval, WithoutAJumpClaimsOnlyThatFewReplicationsHaveOne) {
  const Estimate none = total_interval(jumps_of(std::vector<std::vector<double>>(1000)), 1, 0.95);
  EXPECT_EQ(none.mean, 0);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(std::pow(1 - none.high, 1000), 0.025, 1e-12);
}

TEST(TotalInterval, OfOneReplicationRestsOnItsJumps) {
  const Estimate estimate = total_interval(jumps_of({{1e-4, 2e-4, 1.5e-4, 3e-4}}), 1, 0.95);
  EXPECT_DOUBLE_EQ(estimate.mean, 7.5e-4);
  EXPECT_GT(estimate.low, 1e-4);
  EXPECT_LT(estimate.high, 1e-2);
}

TEST(TotalInterval, NeverLeavesItsBounds) {
  EXPECT_EQ(total_interval(Jumps(), 1, 0.95), (Estimate{0, 0, 1}));
  const Estimate one = total_interval(jumps_of({{0.4}, {}}), 1, 0.95);
  expect_sound(one);
  EXPECT_EQ(one.high, 1);
  EXPECT_GT(one.low, 0);
  const Estimate all = total_interval(jumps_of({{1}, {1}, {1}}), 1, 0.95);
  expect_sound(all);
  EXPECT_EQ(all.high, 1);
}

TEST(TotalInterval, OfWhatHappensInEachReplicationIsAsNarrowAsItsSizes) {
  // An injected fault strikes once in each: only how long it takes is uncertain, by 1 s in 140 s.
  std::vector<std::vector<double>> runs;
  for (int i = 0; i < 100; ++i) runs.push_back({i % 2 == 0 ? 139.0 : 141.0});
  const Estimate estimate = total_interval(jumps_of(runs), infinity, 0.95);
  EXPECT_NEAR(estimate.low, 140 - 0.2,
              0.01);  // t of 99 degrees, 1.984, times a standard error of 0.1005
  EXPECT_NEAR(estimate.high, 140 + 0.2, 0.01);
}

TEST(TotalInterval, MergesInAFixedOrderToTheSameBytes) {
  const Jumps first = jumps_of({{0.1, 0.2}, {}, {0.3}});
  const Jumps second = jumps_of({{}, {0.5, 0.01}});
  Jumps once = first;
  once.merge(second);
  Jumps again = first;
  again.merge(second);
  EXPECT_EQ(once, again);
  EXPECT_EQ(once.count(), 5);
  EXPECT_EQ(once.replications(), 5);
  EXPECT_EQ(once.replications_with(), 3);
}

/// Whatever a run gave: a number comes out, and the interval holds the mean.
TEST(TotalInterval, IsSoundForAnyRun) {
  const Distribution counts = Distribution::lognormal_with_mean(Seconds(1), 5);
  const Distribution sizes = Distribution::lognormal_with_mean(Seconds(1), 30);
  for (std::uint64_t run = 0; run < 3000; ++run) {
    Draw draw({run, 0}, stream_named("any"), 0);
    const auto replications_of_it = static_cast<int>(std::exp2(8 * draw.uniform()));
    const bool regular = draw.uniform() < 0.3;
    const bool constant = draw.uniform() < 0.3;
    const double scale = std::exp2(-60 * draw.uniform());
    Jumps jumps;
    for (int i = 0; i < replications_of_it; ++i) {
      const double number = regular ? 1 : seconds_in(counts.sample(draw));
      double total = 0;
      for (int k = 0; k < static_cast<int>(std::min(number, 100.0)); ++k) {
        const double size = scale * (constant ? 1 : 1e-6 + seconds_in(sizes.sample(draw)));
        jumps.add(size);
        total += size;
      }
      jumps.end_replication(total);
    }
    for (const double confidence : {0.5, 0.95, 0.999}) {
      expect_sound(total_interval(jumps, infinity, confidence));
      expect_sound(count_interval(jumps.counts(), confidence));
      expect_sound(share_interval(jumps.counts(), 100, confidence));
      const auto with = jumps.replications_with();
      expect_sound(proportion_interval(with, jumps.replications(), confidence));
    }
  }
}

// ---- coverage -----------------------------------------------------------------------------------
//
// Each case: runs of 200 replications, sizes of mean 1 h. The true coverage lies within 95 % +- 2.5
// % (the study in estimate.hpp found 93.8 to 97.5). Of 4000 runs the share that is covered has a
// standard deviation of at most sqrt(0.075 * 0.925 / 4000) = 0.42 %. The test allows 5 of them
// beyond +- 2.5 %, so that a case would raise a false alarm with a probability below 3e-7 for new
// seeds; with these, fixed, it never does. It can fail: Student's t covers 81 % for 5 exponential
// jumps.

constexpr int runs = 4000;
constexpr int replications = 200;

struct Case {
  std::string name;
  Distribution size;  // mean 1 h
  double jumps;       // mean number in a run
};

/// A replication's jumps: a Poisson process of that many in its mean.
void add_replication(Jumps& jumps, Draw& draw, const Case& study) {
  double total = 0;
  double at = -std::log(draw.uniform());
  while (at < study.jumps / replications) {
    const double size = hours_in(study.size.sample(draw));
    jumps.add(size);
    total += size;
    at -= std::log(draw.uniform());
  }
  jumps.end_replication(total);
}

struct Coverage {
  double total = 0;
  double count = 0;
};

Coverage coverage_of(const Case& study) {
  const double exact = study.jumps / replications;
  const auto holds = [&](const Estimate& e) { return e.low <= exact && exact <= e.high; };
  int totals = 0;
  int counts = 0;
  for (int run = 0; run < runs; ++run) {
    Draw draw({42, static_cast<std::uint64_t>(run)}, stream_named(study.name), 0);
    Jumps jumps;
    for (int i = 0; i < replications; ++i) add_replication(jumps, draw, study);
    totals += holds(total_interval(jumps, infinity, 0.95)) ? 1 : 0;
    counts += holds(count_interval(jumps.counts(), 0.95)) ? 1 : 0;
  }
  return {static_cast<double>(totals) / runs, static_cast<double>(counts) / runs};
}

class CoverageOfFew : public testing::TestWithParam<Case> {};

TEST_P(CoverageOfFew, IsWhatTheIntervalClaims) {
  const Coverage coverage = coverage_of(GetParam());
  EXPECT_NEAR(coverage.total, 0.95, 0.025 + 5 * 0.0042) << GetParam().name;
  EXPECT_NEAR(coverage.count, 0.95, 0.025 + 5 * 0.0042) << GetParam().name;
}

std::vector<Case> cases() {
  const Distribution constant = Distribution::constant(1h);
  const Distribution exponential = Distribution::exponential(Seconds(3600));
  const Distribution mild = Distribution::lognormal_with_mean(Seconds(3600), 1);
  const Distribution heavy = Distribution::lognormal_with_mean(Seconds(3600), 1.5);
  return {
      {"constant, 5", constant, 5},
      {"constant, 12", constant, 12},
      {"constant, 30", constant, 30},
      {"exponential, 5", exponential, 5},
      {"exponential, 12", exponential, 12},
      {"exponential, 30", exponential, 30},
      {"lognormal, 5", mild, 5},
      {"lognormal, 30", mild, 30},
      {"heavy, 5", heavy, 5},
      {"heavy, 12", heavy, 12},
      {"heavy, 30", heavy, 30},
      {"exponential, 300", exponential, 300},
      {"heavy, 2000", heavy, 2000},
  };
}

INSTANTIATE_TEST_SUITE_P(Sizes, CoverageOfFew, testing::ValuesIn(cases()));

/// Exactly, without chance: of Poisson numbers.
TEST(CountInterval, CoversPoissonNumbersOfAnyMean) {
  std::vector<Estimate> of_number;
  for (int number = 0; number < 120; ++number) {
    Moments one;
    one.add(number);
    of_number.push_back(count_interval(one, 0.95));
    expect_sound(of_number.back());
  }
  for (double mean = 4.5; mean < 32; mean += 0.05) {
    const boost::math::poisson law(mean);
    double coverage = 0;
    for (int number = 0; number < 120; ++number) {
      const Estimate& estimate = of_number[static_cast<std::size_t>(number)];
      if (estimate.low <= mean && mean <= estimate.high) coverage += pdf(law, number);
    }
    EXPECT_GT(coverage, 0.942) << mean;
    EXPECT_LT(coverage, 0.974) << mean;
  }
}

TEST(CountInterval, WithoutAnEventIsPoissonsBound) {
  EXPECT_EQ(count_interval(Moments(), 0.95), (Estimate{0, 0, infinity}));
  const Estimate none = count_interval(moments_of(std::vector<double>(50, 0)), 0.95);
  EXPECT_NEAR(std::exp(-none.high * 50), 0.025, 1e-12);
}

TEST(CountInterval, OfClustersIsWider) {
  std::vector<double> singles(100, 0);
  std::vector<double> clusters(100, 0);
  for (std::size_t i = 0; i < 20; ++i) singles[i * 5] = 1;
  for (std::size_t i = 0; i < 4; ++i) clusters[i * 25] = 5;
  const Estimate one_by_one = count_interval(moments_of(singles), 0.95);
  const Estimate together = count_interval(moments_of(clusters), 0.95);
  EXPECT_DOUBLE_EQ(one_by_one.mean, together.mean);
  EXPECT_GT(together.high - together.low, 2 * (one_by_one.high - one_by_one.low));
}

// ---- shares of trials ---------------------------------------------------------------------------

TEST(ShareInterval, NeverClaimsCertainty) {
  const Estimate always = share_interval(moments_of(std::vector<double>(100, 10)), 10, 0.95);
  EXPECT_EQ(always.mean, 1);
  EXPECT_EQ(always.high, 1);
  EXPECT_NEAR(std::pow(always.low, 100), 0.025, 1e-9);
  const Estimate seldom = share_interval(moments_of(std::vector<double>(100, 0)), 10, 0.95);
  EXPECT_EQ(seldom.mean, 0);
  EXPECT_EQ(seldom.low, 0);
  EXPECT_NEAR(seldom.high, 1 - always.low, 1e-12);
}

TEST(ShareInterval, IsTheSameSeenFromEitherSide) {
  std::vector<double> kept;
  std::vector<double> missed;
  for (int i = 0; i < 200; ++i) {
    missed.push_back(i % 40 == 0 ? 2 : 0);
    kept.push_back(10 - missed.back());
  }
  const Estimate of_kept = share_interval(moments_of(kept), 10, 0.95);
  const Estimate of_missed = share_interval(moments_of(missed), 10, 0.95);
  EXPECT_NEAR(of_kept.low, 1 - of_missed.high, 1e-12);
  EXPECT_NEAR(of_kept.high, 1 - of_missed.low, 1e-12);
  EXPECT_NEAR(of_missed.mean, 0.005, 1e-12);
}

/// Independent years: 200 replications of 10, each kept with probability p. The tolerance as above.
TEST(ShareInterval, CoversAsClaimed) {
  for (const double p : {0.5, 0.9, 0.995}) {
    int covered = 0;
    for (int run = 0; run < runs; ++run) {
      Draw draw({7, static_cast<std::uint64_t>(run)}, stream_named("years"),
                static_cast<std::uint64_t>(p * 1000));
      Moments kept;
      for (int i = 0; i < replications; ++i) {
        int years = 0;
        for (int year = 0; year < 10; ++year) years += draw.uniform() < p ? 1 : 0;
        kept.add(years);
      }
      const Estimate share = share_interval(kept, 10, 0.95);
      covered += share.low <= p && p <= share.high ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(covered) / runs, 0.95, 0.025 + 5 * 0.0042) << p;
  }
}

TEST(Estimates, ScaleAndTurnOver) {
  EXPECT_EQ(scaled({1, 0.5, 2}, 2), (Estimate{2, 1, 4}));
  EXPECT_EQ(complement({0.25, 0.125, 0.5}), (Estimate{0.75, 0.5, 0.875}));
}

TEST(Estimates, AreBoundedWhereNeitherEndIsInfinite) {
  EXPECT_TRUE(bounded({2, 1, 4}));
  EXPECT_DOUBLE_EQ(half_width({2, 1, 4}), 1.5);
  EXPECT_FALSE(bounded({2, 1, infinity}));
  EXPECT_FALSE(bounded({2, -infinity, 4}));
  EXPECT_EQ(half_width({2, 1, infinity}), infinity);
}

}  // namespace
}  // namespace ausfall
