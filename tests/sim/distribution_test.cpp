// Distributions: the sampler's law is the quantile's, the moments are the quantile's, and the
// quantiles are Boost.Math's.
#include "sim/distribution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace ausfall {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Duration sampled(const Distribution& law, std::uint64_t number) {
  Draw draw({.seed = 2006, .replication = 3}, stream_named("law"), number);
  return law.sample(draw);
}

/// A law, and its distribution function from elsewhere.
struct Case {
  std::string name;
  Distribution law;
  double (*cdf)(double);
};

double hyperexponential_cdf(double t) {
  return 0.9 * -std::expm1(-t / 3600) + 0.1 * -std::expm1(-t / 86400);
}

/// The first run of three at the n-th trial, each out with probability 0.4, by u(n) = 0.6 * 0.4^3 *
/// (1 - U(n - 4)), u(3) = 0.4^3 (Feller XIII.7); the first trial anywhere in the first second, and
/// all of it two seconds later.
double run_cdf(double t) {
  const double all = 0.4 * 0.4 * 0.4;
  std::vector<double> by{0, 0, 0, all};  // U(n)
  const double trials = std::max(0.0, t - 2);
  while (static_cast<double>(by.size()) < trials + 2)
    by.push_back(by.back() + 0.6 * all * (1 - by[by.size() - 4]));
  const auto whole = static_cast<std::size_t>(trials);
  return by[whole] + (trials - static_cast<double>(whole)) * (by[whole + 1] - by[whole]);
}

// clang-format off
std::vector<Case> cases() {
  namespace math = boost::math;
  return {
      {"exponential", Distribution::exponential(1000h), [](double t) { return cdf(math::exponential(1 / 3.6e6), t); }},
      {"weibull", Distribution::weibull(0.7, 1000h), [](double t) { return cdf(math::weibull(0.7, 3.6e6), t); }},
      {"wear_out", Distribution::weibull(3.5, 40h), [](double t) { return cdf(math::weibull(3.5, 144000), t); }},
      {"weibull_with_mean", Distribution::weibull_with_mean(2, 900h),  // Gamma(1.5) = sqrt(pi) / 2
       [](double t) { return cdf(math::weibull(2, 900 * 3600 / (std::sqrt(M_PI) / 2)), t); }},
      {"lognormal", Distribution::lognormal(2h, 1.2), [](double t) { return cdf(math::lognormal(std::log(7200), 1.2), t); }},
      {"lognormal_with_mean", Distribution::lognormal_with_mean(2h, 1.5),  // sigma^2 = ln(1 + cv^2)
       [](double t) { return cdf(math::lognormal(std::log(7200) - std::log(3.25) / 2, std::sqrt(std::log(3.25))), t); }},
      {"gamma", Distribution::gamma(2.5, 4h), [](double t) { return cdf(math::gamma_distribution<>(2.5, 14400 / 2.5), t); }},
      {"steep_gamma", Distribution::gamma(0.4, 4h), [](double t) { return cdf(math::gamma_distribution<>(0.4, 14400 / 0.4), t); }},
      {"erlang", Distribution::erlang(3, 1h), [](double t) { return cdf(math::gamma_distribution<>(3, 1200), t); }},
      {"uniform", Distribution::uniform(5s, 6s), [](double t) { return cdf(math::uniform(5, 6), std::clamp(t, 5.0, 6.0)); }},
      {"triangular", Distribution::triangular(5s, 6s, 9s), [](double t) { return cdf(math::triangular(5, 6, 9), std::clamp(t, 5.0, 9.0)); }},
      {"falling_triangular", Distribution::triangular(5s, 5s, 9s), [](double t) { return cdf(math::triangular(5, 5, 9), std::clamp(t, 5.0, 9.0)); }},
      {"run_of_losses", Distribution::at_trial(Trials::until_run(3, 0.4), 1s, 2s), &run_cdf},
      {"all_of_a_run", Distribution::at_trial(Trials::until_run_is_over(2, 0.0), 1s, 0s), [](double t) { return cdf(math::uniform(1, 2), std::clamp(t, 1.0, 2.0)); }},
      {"hyperexponential", Distribution::hyperexponential({{0.9, 1h}, {0.1, 24h}}), &hyperexponential_cdf},
  };
}
// clang-format on

class Law : public testing::TestWithParam<Case> {};

TEST_P(Law, quantile_is_the_inverse_of_the_distribution_function) {
  for (const double p : {1e-6, 0.001, 0.05, 0.2, 0.5, 0.8, 0.95, 0.999, 1 - 1e-9}) {
    const double time = GetParam().law.quantile(p).count();
    EXPECT_NEAR(GetParam().cdf(time), p, 1e-11) << p;
  }
}

// The mean is the integral of the quantile over (0, 1), the variance that of its squared distance
// from the mean. Towards both ends, where the quantile may have a pole, in pieces that halve.
TEST_P(Law, moments_are_those_of_the_quantile) {
  const Distribution& law = GetParam().law;
  const auto integral = [&](auto of) {
    const auto at = [&](double p) { return of(law.quantile(p).count()); };
    double sum = 0;
    for (int k = 1; k < 48; ++k) {
      const double from = std::ldexp(1.0, -k - 1);
      const double to = std::ldexp(1.0, -k);
      sum += boost::math::quadrature::gauss<double, 20>::integrate(at, from, to);
      sum += boost::math::quadrature::gauss<double, 20>::integrate(at, 1 - to, 1 - from);
    }
    return sum;
  };
  const double mean = integral([](double t) { return t; });
  EXPECT_NEAR(law.mean().count() / mean, 1, 1e-5);  // where it has kinks
  const double variance = integral([&](double t) { return (t - mean) * (t - mean); });
  EXPECT_NEAR(law.variance() / variance, 1, 1e-3);
}

// Kolmogorov-Smirnov: P(D > c / sqrt(n)) is about 2 exp(-2 c^2), so c = 3.27 is a false alarm once
// in 1e9 seeds.
TEST_P(Law, samples_follow_the_distribution_function) {
  constexpr std::size_t n = 200'000;
  std::vector<double> times;
  for (std::size_t i = 0; i < n; ++i) times.push_back(seconds_in(sampled(GetParam().law, i)));
  std::sort(times.begin(), times.end());
  double distance = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double p = GetParam().cdf(times[i]);
    distance =
        std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  EXPECT_LT(distance, 3.27 / std::sqrt(static_cast<double>(n)));
}

// The mean of n samples is normal about the mean with the deviation's share of 1 / sqrt(n); 6.5 of
// them: once in 1e10 seeds.
TEST_P(Law, samples_have_the_mean) {
  constexpr std::size_t n = 200'000;
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += seconds_in(sampled(GetParam().law, i));
  const double deviation = std::sqrt(GetParam().law.variance() / n);
  EXPECT_NEAR(sum / n, GetParam().law.mean().count(), 6.5 * deviation);
}

TEST_P(Law, the_hazard_and_its_integral_are_those_of_the_distribution_function) {
  const Distribution& law = GetParam().law;
  if (!law.has_hazard()) return;
  for (const double p : {0.01, 0.3, 0.5, 0.9}) {
    const Seconds age = law.quantile(p);
    EXPECT_NEAR(law.cumulative_hazard(age), -std::log1p(-p), 1e-9) << p;
    const Seconds step = age * 1e-6;
    const double slope = (law.cumulative_hazard(age + step) - law.cumulative_hazard(age - step)) /
                         (2 * step.count());
    EXPECT_NEAR(law.hazard(age) / slope, 1, 1e-5) << p;
  }
}

TEST_P(Law, what_is_left_follows_the_distribution_function) {
  const auto& [name, law, cdf] = GetParam();
  if (!law.has_hazard()) return;
  const Duration age = nearest_tick(law.quantile(0.6));
  const double before = cdf(seconds_in(age));
  int below = 0;
  constexpr int samples = 20'000;
  const double middle = law.quantile(before + (1 - before) / 2).count();  // half end by then
  for (int i = 0; i < samples; ++i) {
    Draw draw({3, 0}, stream_named(name), static_cast<std::uint64_t>(i));
    below += seconds_in(age + law.sample_remaining(age, draw)) <= middle ? 1 : 0;
  }
  EXPECT_NEAR(below / static_cast<double>(samples), 0.5, 0.015);
}

TEST_P(Law, is_equal_to_itself_alone) {
  for (const Case& other : cases())
    EXPECT_EQ(GetParam().law == other.law, GetParam().name == other.name) << other.name;
}

INSTANTIATE_TEST_SUITE_P(All, Law, testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

// The first 1000 samples of every law, hashed. They are the same on every machine and from every
// compiler; if they are not what they were, every result of every scenario has changed.
TEST(Distribution, samples_are_the_same_everywhere_and_always) {
  std::string digests;
  for (const Case& c : cases()) {
    std::uint64_t hash = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) {
      hash = (hash ^ static_cast<std::uint64_t>(sampled(c.law, i).count())) * 0x100000001b3U;
    }
    digests += c.name + " " + std::to_string(hash) + "\n";
  }
  EXPECT_EQ(digests,
            "exponential 12526340884120463114\n"
            "weibull 3356133175570697954\n"
            "wear_out 12245387667772194291\n"
            "weibull_with_mean 6209398515512689900\n"
            "lognormal 5550793774500811450\n"
            "lognormal_with_mean 2495606259747890216\n"
            "gamma 10696181622331734961\n"
            "steep_gamma 17682513380483242798\n"
            "erlang 12483373634383042267\n"
            "uniform 7939957399186360172\n"
            "triangular 2408652793556504210\n"
            "falling_triangular 6481026365584408332\n"
            "run_of_losses 10393354903995914937\n"
            "all_of_a_run 15457544262760655724\n"
            "hyperexponential 164081706891037478\n");
}

TEST(Distribution, of_nothing_is_zero) {
  EXPECT_TRUE(Distribution().is_zero());
  EXPECT_TRUE(Distribution::constant(0s).is_zero());
  EXPECT_FALSE(Distribution::constant(1us).is_zero());
  EXPECT_FALSE(Distribution::exponential(1s).is_zero());
  EXPECT_EQ(sampled(Distribution(), 0), 0s);
}

TEST(Distribution, constant_is_exact) {
  const Distribution law = Distribution::constant(292'000 * year);
  EXPECT_EQ(sampled(law, 0), 292'000 * year);
  EXPECT_EQ(law.mean(), Seconds(292'000 * 365.0 * 86400));
  EXPECT_EQ(law.variance(), 0);
  EXPECT_EQ(Distribution::constant(4min).quantile(0), 240s);
  EXPECT_EQ(Distribution::constant(4min).quantile(0.99), 240s);
  EXPECT_TRUE(law.is_constant());
}

TEST(Distribution, constant_never_does_not_happen) {
  const Distribution law = Distribution::constant(never);
  EXPECT_EQ(sampled(law, 0), never);
  EXPECT_EQ(law.mean().count(), infinity);
  EXPECT_EQ(law.describe(), "never");
}

TEST(Distribution, a_draw_beyond_the_end_of_time_is_never) {
  const Distribution law = Distribution::exponential(Seconds(1e30));
  for (std::uint64_t i = 0; i < 100; ++i) EXPECT_EQ(sampled(law, i), never);
  const Distribution at_the_edge = Distribution::uniform(never - 2us, never - 1us);
  for (std::uint64_t i = 0; i < 100; ++i) {
    EXPECT_GE(sampled(at_the_edge, i), never - 2us);
    EXPECT_LE(sampled(at_the_edge, i), never - 1us);
  }
}

TEST(Distribution, the_same_law_is_the_same_value_however_written) {
  const Distribution exponential = Distribution::exponential(2h);
  EXPECT_EQ(Distribution::weibull(1, 2h), exponential);
  EXPECT_EQ(Distribution::weibull_with_mean(1, 2h), exponential);
  EXPECT_EQ(Distribution::gamma(1, 2h), exponential);
  EXPECT_EQ(Distribution::erlang(1, 2h), exponential);
  EXPECT_EQ(Distribution::hyperexponential({{3, 2h}}), exponential);
  EXPECT_EQ(Distribution::hyperexponential({{3, 2h}, {1, 2h}}), exponential);
  EXPECT_TRUE(Distribution::erlang(1, 2h).is_exponential());
  EXPECT_EQ(Distribution::erlang(3, 2h), Distribution::gamma(3, 2h));
  EXPECT_EQ(Distribution::hyperexponential({{0.75, 1h}, {0.25, 9h}}),
            Distribution::hyperexponential({{1, 9h}, {3, 1h}}));
  EXPECT_EQ(Distribution::uniform(3s, 3s), Distribution::constant(3s));
  EXPECT_EQ(Distribution::triangular(3s, 3s, 3s), Distribution::constant(3s));
  EXPECT_EQ(Distribution::empirical({3s, 3s}), Distribution::constant(3s));
  EXPECT_EQ(Distribution::empirical({1s, 2s}), Distribution::empirical({2s, 1s}));
  EXPECT_NE(Distribution::empirical({1s, 2s}), Distribution::empirical({1s, 3s}));
}

// Worked by hand: mean (1 + 2 + 3 + 10) / 4, variance (9 + 4 + 1 + 36) / 4.
TEST(Distribution, empirical_takes_each_value_as_often) {
  const Distribution law = Distribution::empirical({10s, 1s, 3s, 2s});
  EXPECT_DOUBLE_EQ(law.mean().count(), 4);
  EXPECT_DOUBLE_EQ(law.variance(), 12.5);
  EXPECT_EQ(law.quantile(0), 1s);
  EXPECT_EQ(law.quantile(0.25), 1s);
  EXPECT_EQ(law.quantile(0.26), 2s);
  EXPECT_EQ(law.quantile(0.75), 3s);
  EXPECT_EQ(law.quantile(0.76), 10s);

  constexpr int n = 40'000;
  std::vector<int> counts(11);
  for (std::uint64_t i = 0; i < n; ++i)
    ++counts[static_cast<std::size_t>(seconds_in(sampled(law, i)))];
  // Each count is binomial with deviation sqrt(n * 3/16) = 87; 7 deviations: once in 1e11.
  for (const std::size_t value : {1U, 2U, 3U, 10U})
    EXPECT_NEAR(counts[value], n / 4, 7 * 87) << value;
  EXPECT_EQ(counts[1] + counts[2] + counts[3] + counts[10], n);
}

TEST(Distribution, quantiles_of_extreme_branches_are_found) {
  const Distribution law =
      Distribution::hyperexponential({{0.5, Seconds(1e-3)}, {0.5, Seconds(1e9)}});
  EXPECT_EQ(law.quantile(0), Seconds(0));
  for (const double p : {0.1, 0.49, 0.51, 0.99, 1 - 1e-12}) {
    const double t = law.quantile(p).count();
    EXPECT_NEAR(0.5 * -std::expm1(-t / 1e-3) + 0.5 * -std::expm1(-t / 1e9), p, 1e-11) << p;
  }
}

struct Refused {
  Distribution (*made)();
  std::string about;
};

TEST(Distribution, refuses_what_is_no_law_with_a_sentence) {
  using D = Distribution;
  const std::vector<Refused> all = {
      {[] { return D::constant(-1s); }, "constant"},
      {[] { return D::exponential(0s); }, "mean"},
      {[] { return D::exponential(Seconds(-3)); }, "-3 s"},
      {[] { return D::exponential(Seconds(infinity)); }, "never"},
      {[] { return D::exponential(Seconds(nan)); }, "mean"},
      {[] { return D::weibull(0, 1h); }, "shape"},
      {[] { return D::weibull(nan, 1h); }, "shape"},
      {[] { return D::weibull(1e-3, 1h); }, "shape"},
      {[] { return D::weibull(2, 0s); }, "scale"},
      {[] { return D::weibull_with_mean(-1, 1h); }, "shape"},
      {[] { return D::weibull_with_mean(1e-4, 1h); }, "shape"},
      {[] { return D::weibull_with_mean(2, Seconds(infinity)); }, "mean"},
      {[] { return D::lognormal(0s, 1); }, "median"},
      {[] { return D::lognormal(1h, 0); }, "sigma"},
      {[] { return D::lognormal(1h, 1e3); }, "sigma"},
      {[] { return D::lognormal_with_mean(1h, 0); }, "cv"},
      {[] { return D::lognormal_with_mean(1h, infinity); }, "cv"},
      {[] { return D::lognormal_with_mean(Seconds(nan), 1); }, "mean"},
      {[] { return D::gamma(0, 1h); }, "shape"},
      {[] { return D::gamma(2, Seconds(-1)); }, "mean"},
      {[] { return D::erlang(0, 1h); }, "k"},
      {[] { return D::erlang(2, 0s); }, "mean"},
      {[] { return D::uniform(-1s, 1s); }, "min"},
      {[] { return D::uniform(2s, 1s); }, "2 s is above 1 s"},
      {[] { return D::uniform(2s, never); }, "max"},
      {[] { return D::triangular(-1s, 1s, 2s); }, "min"},
      {[] { return D::triangular(2s, 1s, 3s); }, "mode"},
      {[] { return D::triangular(1s, 4s, 3s); }, "mode"},
      {[] { return D::triangular(1s, 4s, never); }, "max"},
      {[] { return D::hyperexponential({}); }, "branch"},
      {[] {
         return D::hyperexponential({{0, 1h}});
       },
       "weight"},
      {[] {
         return D::hyperexponential({{1, 0s}});
       },
       "mean"},
      {[] {
         return D::hyperexponential({{nan, 1h}});
       },
       "weight"},
      {[] { return D::empirical({}); }, "value"},
      {[] {
         return D::empirical({1s, -1s});
       },
       "value"},
      {[] {
         return D::empirical({1s, never});
       },
       "value"},
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    try {
      const Distribution law = all[i].made();
      ADD_FAILURE() << "case " << i << " made " << law.describe();
    } catch (const std::invalid_argument& error) {
      const std::string text = error.what();
      EXPECT_NE(text.find(all[i].about), std::string::npos) << i << ": " << text;
      EXPECT_EQ(text.back(), '.') << text;
    }
  }
}

TEST(Distribution, describes_itself_as_people_write) {
  EXPECT_EQ(Distribution::exponential(1000h).describe(), "exponential with mean 1000 h");
  EXPECT_EQ(Distribution::constant(4min).describe(), "constant 4 min");
  EXPECT_EQ(Distribution::uniform(5s, 6s).describe(), "uniform from 5 s to 6 s");
  EXPECT_EQ(Distribution::triangular(1s, 2s, 4s).describe(),
            "triangular from 1 s to 4 s with mode 2 s");
  EXPECT_EQ(Distribution::weibull(2, 36h).describe(),
            "Weibull with shape 2 and scale 1.5 d (mean 31 h 54 min 15 s)");
  EXPECT_EQ(Distribution::erlang(3, 1h).describe(), "gamma with shape 3 and mean 1 h");
  EXPECT_EQ(Distribution::hyperexponential({{0.5, 1h}, {0.5, 4h}}).describe(),
            "hyperexponential of 2 branches with mean 2 h 30 min");
  EXPECT_EQ(Distribution::empirical({1s, 8s}).describe(), "empirical of 2 values with mean 4.5 s");
  EXPECT_EQ(Distribution::lognormal(2h, 1).describe(),
            "lognormal with median 2 h and sigma 1 (mean 3 h 17 min 51 s)");
}

TEST(InWords, writes_durations_the_way_people_do) {
  EXPECT_EQ(in_words(never), "never");
  EXPECT_EQ(in_words(Duration(0)), "0 s");
  EXPECT_EQ(in_words(Duration(7us)), "7 us");
  EXPECT_EQ(in_words(Duration(1500us)), "1.5 ms");
  EXPECT_EQ(in_words(Duration(238ms)), "238 ms");
  EXPECT_EQ(in_words(Duration(4500ms)), "4.5 s");
  EXPECT_EQ(in_words(Duration(90s)), "1 min 30 s");
  EXPECT_EQ(in_words(Duration(4min)), "4 min");
  EXPECT_EQ(in_words(Duration(150min)), "2 h 30 min");
  EXPECT_EQ(in_words(Duration(150min + 15s + 300ms)), "2 h 30 min 15 s");
  EXPECT_EQ(in_words(Duration(59min + 59s + 970ms)), "1 h");
  EXPECT_EQ(in_words(Duration(12h)), "12 h");
  EXPECT_EQ(in_words(Duration(24h)), "1 d");
  EXPECT_EQ(in_words(Duration(36h)), "1.5 d");
  EXPECT_EQ(in_words(Duration(1000h)), "1000 h");
  EXPECT_EQ(in_words(90 * day), "90 d");
  EXPECT_EQ(in_words(5 * year), "5 y");
  EXPECT_EQ(in_words(5 * year / 2), "2.5 y");
  EXPECT_EQ(in_words(Duration(-90s)), "-1 min 30 s");
  EXPECT_EQ(in_words(Seconds(4.5)), "4.5 s");
  EXPECT_EQ(in_words(Seconds(1e-9)), "1e-09 s");
  EXPECT_EQ(in_words(Seconds(1e15)), "1e+15 s");
  EXPECT_EQ(in_words(Seconds(infinity)), "never");
}

}  // namespace
}  // namespace ausfall
