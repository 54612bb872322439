// Fitting: against closed forms, published fits, and samples of known laws: standard errors must
// cover as often as they claim, and the test of fit must be right about what it does not refuse.
#include "sim/fitting.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

namespace ausfall {
namespace {

/// The number of million revolutions before each of 23 ball bearings failed: Lieblein and Zelen,
/// "Statistical investigation of the fatigue life of deep-groove ball bearings", Journal of Research
/// of the National Bureau of Standards 57 (1956); as in Lawless, "Statistical Models and Methods for
/// Lifetime Data".
const std::vector<double> ball_bearings{17.88, 28.92, 33.00,  41.52,  42.12,  45.60,  48.48, 51.84,
                                        51.96, 54.12, 55.56,  67.80,  68.64,  68.64,  68.88, 84.12,
                                        93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.40};

/// Weeks of remission of 21 patients on 6-mercaptopurine, 12 of them still in it: Freireich et al.,
/// Blood 21 (1963).
const Durations remissions{
    {6, 6, 6, 7, 10, 13, 16, 22, 23}, {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35}, {}};

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

struct Drawn {
  LawKind kind;
  Distribution law;
  double shape;
};

std::vector<Drawn> laws() {
  return {{LawKind::exponential, Distribution::exponential(1000h), 0},
          {LawKind::weibull, Distribution::weibull(0.7, 1000h), 0.7},
          {LawKind::lognormal, Distribution::lognormal(1h, 1.3), 1.3},
          {LawKind::gamma, Distribution::gamma(0.6, 10h), 0.6},
          {LawKind::gamma, Distribution::gamma(4, 10h), 4}};
}

/// With `cut`, each duration is watched for a random while only, of so many means of the law.
Durations sample(const Distribution& law, int size, std::uint64_t replication, double cut = 0) {
  Durations seen;
  for (int i = 0; i < size; ++i) {
    Draw draw({.seed = 2005, .replication = replication}, stream_named("durations"),
              static_cast<std::uint64_t>(i));
    const double time = std::max(seconds_in(law.sample(draw)), 1e-6);
    const double until = -std::log(draw.uniform()) * cut * law.mean().count();
    if (cut == 0 || time <= until)
      seen.exact.push_back(time);
    else
      seen.longer_than.push_back(until);
  }
  return seen;
}

TEST(Fitting, FindsTheExponentialInClosedForm) {
  const Fit complete = fit(LawKind::exponential, {ball_bearings, {}, {}});
  const double mean = mean_of(ball_bearings);
  EXPECT_NEAR(complete.mean.value, mean, 1e-12 * mean);
  EXPECT_NEAR(complete.mean.standard_error, mean / std::sqrt(23.0), 1e-10 * mean);
  EXPECT_NEAR(complete.log_likelihood, -23 * (std::log(mean) + 1), 1e-10);
  EXPECT_NEAR(complete.aic, 2 + 46 * (std::log(mean) + 1), 1e-10);
  EXPECT_FALSE(complete.shape);

  // Censored: all the time that was watched, over the number of ends.
  const Fit censored = fit(LawKind::exponential, remissions);
  EXPECT_NEAR(censored.mean.value, 359.0 / 9, 1e-12);
  EXPECT_NEAR(censored.mean.standard_error, 359.0 / 27, 1e-9);
}

TEST(Fitting, FindsTheLognormalInClosedForm) {
  std::vector<double> logs;
  for (const double value : ball_bearings) logs.push_back(std::log(value));
  const double mu = mean_of(logs);
  double squares = 0;
  for (const double value : logs) squares += (value - mu) * (value - mu);
  const double sigma = std::sqrt(squares / 23);

  const Fit found = fit(LawKind::lognormal, {ball_bearings, {}, {}});
  EXPECT_NEAR(found.median.value, std::exp(mu), 1e-10);
  EXPECT_NEAR(found.median.standard_error, std::exp(mu) * sigma / std::sqrt(23.0), 1e-8);
  EXPECT_NEAR(found.shape->value, sigma, 1e-12);
  EXPECT_NEAR(found.shape->standard_error, sigma / std::sqrt(46.0), 1e-10);
  EXPECT_NEAR(found.mean.value, std::exp(mu + sigma * sigma / 2), 1e-10);
  // Of the logarithm of the mean, mu + sigma^2 / 2: sigma^2 / n + sigma^4 / 2n.
  const double relative = sigma * std::sqrt((1 + sigma * sigma / 2) / 23);
  EXPECT_NEAR(found.mean.standard_error, found.mean.value * relative, 1e-8);
}

TEST(Fitting, AgreesWithPublishedFits) {
  // Lawless gives shape 2.10 and scale 81.9.
  const Fit bearings = fit(LawKind::weibull, {ball_bearings, {}, {}});
  EXPECT_NEAR(bearings.shape->value, 2.102, 0.001);
  EXPECT_NEAR(bearings.law.quantile(1 - std::exp(-1.0)).count(), 81.88, 0.01);
  // What the equations for the maximum say (Lawless, chapter 4): the derivative to the shape is 0.
  double powers = 0;
  double weighted = 0;
  double logs = 0;
  for (const double value : ball_bearings) {
    powers += std::pow(value, bearings.shape->value);
    weighted += std::pow(value, bearings.shape->value) * std::log(value);
    logs += std::log(value);
  }
  EXPECT_NEAR(weighted / powers - 1 / bearings.shape->value - logs / 23, 0, 1e-10);
}

TEST(Fitting, SolvesTheEquationsOfACensoredWeibull) {
  const Fit found = fit(LawKind::weibull, remissions);
  const double shape = found.shape->value;
  EXPECT_NEAR(shape, 1.354, 0.001);
  double powers = 0;
  double weighted = 0;
  double logs = 0;
  for (const auto* times : {&remissions.exact, &remissions.longer_than}) {
    for (const double time : *times) {
      powers += std::pow(time, shape);
      weighted += std::pow(time, shape) * std::log(time);
    }
  }
  for (const double time : remissions.exact) logs += std::log(time);
  EXPECT_NEAR(weighted / powers - 1 / shape - logs / 9, 0, 1e-10);
}

/// The logarithm of the likelihood of a gamma, by another way than the fit's: its quantile turned
/// round.
double survival_of(const Distribution& law, double time) {
  double low = 0;
  double high = 1;
  for (int i = 0; i < 60; ++i) {
    const double p = (low + high) / 2;
    if (p < 1 && law.quantile(p).count() < time)
      low = p;
    else
      high = p;
  }
  return 1 - low;
}

TEST(Fitting, FindsTheMaximumOfACensoredGamma) {
  const Fit found = fit(LawKind::gamma, remissions);
  const auto likelihood = [](double shape, double mean) {
    const double scale = mean / shape;
    double sum = 0;
    for (const double time : remissions.exact)
      sum += (shape - 1) * std::log(time) - time / scale - std::lgamma(shape) -
             shape * std::log(scale);
    const Distribution law = Distribution::gamma(shape, Seconds(mean));
    for (const double time : remissions.longer_than) sum += std::log(survival_of(law, time));
    return sum;
  };
  const double shape = found.shape->value;
  const double mean = found.mean.value;
  const double top = likelihood(shape, mean);
  EXPECT_NEAR(found.log_likelihood, top, 1e-9);
  for (const double more : {0.98, 1.02}) {
    EXPECT_LT(likelihood(shape * more, mean), top);
    EXPECT_LT(likelihood(shape, mean * more), top);
  }
  // The profile of the likelihood bends as the standard error says.
  const double step = 1e-3;
  const double bend_mean =
      -(likelihood(shape, mean + step) - 2 * top + likelihood(shape, mean - step)) / (step * step);
  EXPECT_GT(found.mean.standard_error, 0.999 / std::sqrt(bend_mean));
}

TEST(Fitting, RecoversWhatWasDrawnWithinItsErrors) {
  for (const double cut : {0.0, 1.5}) {
    for (const Drawn& drawn : laws()) {
      constexpr int samples = 300;
      int mean_covered = 0;
      int shape_covered = 0;
      int refused = 0;
      int doubted = 0;
      for (int i = 0; i < samples; ++i) {
        const Fit found =
            fit(drawn.kind, sample(drawn.law, 300, static_cast<std::uint64_t>(i), cut));
        mean_covered += std::abs(found.mean.value - drawn.law.mean().count()) <
                        1.96 * found.mean.standard_error;
        if (found.shape)
          shape_covered +=
              std::abs(found.shape->value - drawn.shape) < 1.96 * found.shape->standard_error;
        refused += found.test->p < 0.05;
        doubted += found.test->p < 0.5;
      }
      const std::string what = drawn.law.describe() + (cut > 0 ? ", censored" : "");
      // 285 are due; binomial with a standard deviation of 3.8. A little less for small samples.
      EXPECT_GE(mean_covered, 270) << what;
      if (drawn.shape > 0) {
        EXPECT_GE(shape_covered, 270) << what;
      }
      EXPECT_LE(mean_covered, 297) << what;
      // p is uniform where the law is right: 15 +- 3.8, and 150 +- 8.7.
      EXPECT_NEAR(refused, 15, 14) << what;
      EXPECT_NEAR(doubted, 150, 34) << what;
    }
  }
}

TEST(Fitting, TellsTheLawsApart) {
  for (const Drawn& drawn : laws()) {
    int right = 0;
    int refused = 0;
    for (std::uint64_t i = 0; i < 20; ++i) {
      const Durations seen = sample(drawn.law, 2000, i);
      double best = std::numeric_limits<double>::infinity();
      LawKind chosen{};
      for (const LawKind kind : all_law_kinds) {
        const Fit found = fit(kind, seen);
        if (found.aic < best) {
          best = found.aic;
          chosen = kind;
        }
        if (kind == LawKind::exponential && found.test->p < 0.001) ++refused;
      }
      right += chosen == drawn.kind;
    }
    // An exponential is a Weibull and a gamma, too, and each saves its parameter by chance in 16 %.
    EXPECT_GE(right, drawn.kind == LawKind::exponential ? 12 : 19) << drawn.law.describe();
    if (drawn.kind != LawKind::exponential) {
      EXPECT_EQ(refused, 20) << drawn.law.describe();
    }
  }
}

TEST(Fitting, KnowsThatAZeroIsATimeThatWasRoundedAway) {
  // In whole minutes, of an exponential of three: a quarter of all are zeros.
  Durations seen;
  Durations rounded;
  for (const double time : sample(Distribution::exponential(3min), 4000, 1).exact) {
    if (time < 60)
      seen.shorter_than.push_back(60);
    else
      seen.exact.push_back(time);
    rounded.exact.push_back(time);
  }
  for (const LawKind kind : all_law_kinds) {
    const Fit all = fit(kind, rounded);
    const Fit cut = fit(kind, seen);
    if (kind == LawKind::lognormal) continue;  // which is wrong in both
    EXPECT_NEAR(cut.mean.value, all.mean.value, 0.5 * all.mean.standard_error) << name_of(kind);
    EXPECT_GE(cut.mean.standard_error, 0.98 * all.mean.standard_error) << name_of(kind);
  }
}

TEST(Fitting, DoesNotHangOnTheUnit) {
  const Durations minutes = sample(Distribution::gamma(2, 10h), 50, 3, 2);
  Durations hours = minutes;
  for (auto* times : {&hours.exact, &hours.longer_than})
    for (double& time : *times) time *= 3600;
  for (const LawKind kind : all_law_kinds) {
    const Fit in_minutes = fit(kind, minutes);
    const Fit in_hours = fit(kind, hours);
    EXPECT_NEAR(in_hours.mean.value / in_minutes.mean.value, 3600, 1e-5) << name_of(kind);
    EXPECT_NEAR(in_hours.test->p, in_minutes.test->p, 1e-6) << name_of(kind);
  }
}

TEST(Fitting, SaysWhyThereIsNoFit) {
  const auto why_not = [](LawKind kind, const Durations& seen) -> std::string {
    try {
      fit(kind, seen);
      return "";
    } catch (const NoFit& error) {
      return error.what();
    }
  };
  EXPECT_EQ(why_not(LawKind::exponential, {{}, {5}, {}}), "none of them came to an end");
  EXPECT_EQ(why_not(LawKind::exponential, {}), "none of them came to an end");
  EXPECT_EQ(why_not(LawKind::exponential, {{5}, {}, {}}), "");
  EXPECT_EQ(why_not(LawKind::exponential, {{}, {7}, {5}}), "");
  EXPECT_EQ(why_not(LawKind::exponential, {{}, {}, {5}}),
            "all of them were too short to be measured");
  for (const LawKind kind : {LawKind::weibull, LawKind::lognormal, LawKind::gamma}) {
    EXPECT_EQ(why_not(kind, {{5}, {}, {}}), "one value has no shape");
    EXPECT_EQ(why_not(kind, {{5}, {8}, {}}), "one value has no shape");
    EXPECT_EQ(why_not(kind, {{5, 5, 5}, {}, {}}), "all values are equal");
    EXPECT_EQ(why_not(kind, {{}, {7}, {5}}), "none of them is known exactly");
    EXPECT_EQ(why_not(kind, {{5, 6}, {}, {}}), "");
    EXPECT_EQ(why_not(kind, {{1e-3, 3e6}, {}, {}}), "");
  }
}

TEST(Fitting, RefusesALawThatIsFarFromTheTruth) {
  // The longest of these lie so far out in any exponential that their probability is no number.
  const Durations seen = sample(Distribution::lognormal(1h, 4), 2000, 1);
  const Fit found = fit(LawKind::exponential, seen);
  EXPECT_GT(*std::ranges::max_element(seen.exact), 40 * found.mean.value);
  EXPECT_LT(found.test->p, 1e-6);
  EXPECT_GT(fit(LawKind::lognormal, seen).test->p, 0.01);
}

TEST(Fitting, IsNeverNotANumber) {
  for (int size = 2; size < 12; ++size) {
    for (std::uint64_t i = 0; i < 40; ++i) {
      const Durations seen = sample(Distribution::lognormal(1h, 6), size, i, 1e-6);
      for (const LawKind kind : all_law_kinds) {
        try {
          const Fit found = fit(kind, seen);
          EXPECT_TRUE(std::isfinite(found.mean.value) && found.mean.value > 0);
          EXPECT_TRUE(std::isfinite(found.log_likelihood));
          EXPECT_FALSE(std::isnan(found.mean.standard_error));
          EXPECT_FALSE(found.test);
        } catch (const NoFit&) {
          continue;  // is a good answer, too
        }
      }
    }
  }
}

TEST(Fitting, CountsBinByBin) {
  const Durations seen = sample(Distribution::weibull(1.5, 10h), 500, 9, 1);
  const Fit found = fit(LawKind::weibull, seen);
  const std::vector<FitBin> bins = binned(found, seen, {3600, 7200, 18000, 36000});
  ASSERT_EQ(bins.size(), 5U);
  double expected = 0;
  std::size_t counted = 0;
  for (const FitBin& bin : bins) {
    expected += bin.expected;
    counted += bin.seen;
    EXPECT_NEAR(static_cast<double>(bin.seen), bin.expected, 4 * std::sqrt(bin.expected));
  }
  EXPECT_EQ(counted, seen.ended());
  // At its maximum the likelihood of a law with a scale expects just as many ends as it saw.
  EXPECT_NEAR(expected, static_cast<double>(seen.ended()), 1e-6);
  EXPECT_EQ(bins.front().from, 0);
  EXPECT_EQ(bins.back().to, std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace ausfall
