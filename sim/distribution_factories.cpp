// How distributions are made: what each factory refuses, and in which form it keeps its law, so
// that the same law is the same value however it was written.
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/distribution.hpp"

namespace ausfall {
namespace {

double check_positive(double value, std::string_view what) {
  if (value > 0 && std::isfinite(value)) return value;
  throw std::invalid_argument(
      fmt::format("The {} must be above 0 and finite, not {}.", what, value));
}

double check_positive(Seconds value, std::string_view what) {
  if (value > Seconds(0) && std::isfinite(value.count())) return value.count();
  throw std::invalid_argument(
      fmt::format("The {} must be above 0 s and finite, not {}.", what, in_words(value)));
}

void check_not_negative(Duration value, std::string_view what) {
  if (value >= Duration(0)) return;
  throw std::invalid_argument(
      fmt::format("The {} must not be negative, and {} is.", what, in_words(value)));
}

void check_finite(Duration value, std::string_view what) {
  if (value != never) return;
  throw std::invalid_argument(fmt::format("The {} lies beyond the end of time.", what));
}

void check_order(Duration low, Duration high, std::string_view low_name, std::string_view high_name,
                 std::string_view law) {
  if (low <= high) return;
  throw std::invalid_argument(
      fmt::format("The {0} of a {2} must not be above its {1}, but {3} is above {4}.", low_name,
                  high_name, law, in_words(low), in_words(high)));
}

/// Beyond these, numbers have no digits left for what the law says of small and large times.
void check_shape(double shape, double low, double high, std::string_view what) {
  if (shape >= low && shape <= high) return;
  throw std::invalid_argument(fmt::format("The {} must be from {} to {}, not {}{}.", what, low,
                                          high, shape,
                                          shape > high ? "; such times are all but constant" : ""));
}

/// A shape so extreme that the mean or the scale is no number any more.
double check_in_reach(double value, std::string_view what) {
  if (value > 0 && std::isfinite(value)) return value;
  throw std::invalid_argument(fmt::format(
      "The {} is too extreme: the times would be too long or too short for a number.", what));
}

}  // namespace

Distribution Distribution::constant(Duration value) {
  check_not_negative(value, "constant time");
  return Distribution(Law(Constant{value}));
}

Distribution Distribution::exponential(Seconds mean) {
  return Distribution(Law(Exponential{check_positive(mean, "mean of an exponential")}));
}

Distribution Distribution::weibull(double shape, Seconds scale) {
  check_shape(shape, weibull_shape_min, weibull_shape_max, "shape of a Weibull");
  check_positive(scale, "scale of a Weibull");
  if (shape == 1) return exponential(scale);
  // Boost.Math would throw at an overflow; the standard function says infinity.
  check_in_reach(scale.count() * std::tgamma(1 + 1 / shape), "shape of a Weibull");
  return Distribution(Law(Weibull{shape, scale.count()}));
}

Distribution Distribution::weibull_with_mean(double shape, Seconds mean) {
  check_shape(shape, weibull_shape_min, weibull_shape_max, "shape of a Weibull");
  check_positive(mean, "mean of a Weibull");
  const double scale =
      check_in_reach(mean.count() / std::tgamma(1 + 1 / shape), "shape of a Weibull");
  return weibull(shape, Seconds(scale));
}

Distribution Distribution::lognormal(Seconds median, double sigma) {
  const double mu = std::log(check_positive(median, "median of a lognormal"));
  check_positive(sigma, "sigma of a lognormal");
  check_in_reach(std::exp(mu + sigma * sigma / 2), "sigma of a lognormal");
  return Distribution(Law(Lognormal{mu, sigma}));
}

Distribution Distribution::lognormal_with_mean(Seconds mean, double cv) {
  const double log_mean = std::log(check_positive(mean, "mean of a lognormal"));
  check_positive(cv, "cv of a lognormal");
  const double variance = check_in_reach(std::log1p(cv * cv), "cv of a lognormal");
  return Distribution(Law(Lognormal{log_mean - variance / 2, std::sqrt(variance)}));
}

Distribution Distribution::gamma(double shape, Seconds mean) {
  check_shape(shape, gamma_shape_min, gamma_shape_max, "shape of a gamma");
  check_positive(mean, "mean of a gamma");
  if (shape == 1) return exponential(mean);
  const double scale = check_in_reach(mean.count() / shape, "shape of a gamma");
  return Distribution(Law(Gamma{shape, scale}));
}

Distribution Distribution::erlang(int k, Seconds mean) {
  if (k < 1)
    throw std::invalid_argument(fmt::format("The k of an Erlang must be at least 1, not {}.", k));
  check_positive(mean, "mean of an Erlang");
  return gamma(k, mean);
}

Distribution Distribution::uniform(Duration min, Duration max) {
  check_not_negative(min, "min of a uniform");
  check_order(min, max, "min", "max", "uniform");
  check_finite(max, "max of a uniform");
  if (min == max) return constant(min);
  return Distribution(Law(Uniform{min, max}));
}

Distribution Distribution::triangular(Duration min, Duration mode, Duration max) {
  check_not_negative(min, "min of a triangular");
  check_order(min, mode, "min", "mode", "triangular");
  check_order(mode, max, "mode", "max", "triangular");
  check_finite(max, "max of a triangular");
  if (min == max) return constant(min);
  return Distribution(Law(Triangular{min, mode, max}));
}

Distribution Distribution::hyperexponential(std::vector<Branch> branches) {
  if (branches.empty())
    throw std::invalid_argument("A hyperexponential needs at least one branch.");
  double sum = 0;
  for (const Branch& branch : branches) {
    sum += check_positive(branch.weight, "weight of a hyperexponential's branch");
    check_positive(branch.mean, "mean of a hyperexponential's branch");
  }
  check_in_reach(sum, "sum of a hyperexponential's weights");
  // In order of their means and each mean once, so that the same law is the same value however it
  // was written.
  std::sort(branches.begin(), branches.end(), [](const Branch& a, const Branch& b) {
    return std::pair(a.mean, a.weight) < std::pair(b.mean, b.weight);
  });
  std::vector<Branch> merged;
  for (const Branch& branch : branches) {
    const double weight = branch.weight / sum;
    if (!merged.empty() && merged.back().mean == branch.mean) {
      merged.back().weight += weight;
    } else {
      merged.push_back({weight, branch.mean});
    }
  }
  if (merged.size() == 1) return exponential(merged.front().mean);
  return Distribution(
      Law(Hyperexponential{std::make_shared<const std::vector<Branch>>(std::move(merged))}));
}

Distribution Distribution::empirical(std::vector<Duration> values) {
  if (values.empty())
    throw std::invalid_argument("An empirical distribution needs at least one value.");
  std::sort(values.begin(), values.end());
  check_not_negative(values.front(), "least value of an empirical distribution");
  check_finite(values.back(), "greatest value of an empirical distribution");
  if (values.front() == values.back()) return constant(values.front());
  return Distribution(
      Law(Empirical{std::make_shared<const std::vector<Duration>>(std::move(values))}));
}

Distribution Distribution::at_trial(Trials trials, Duration interval, Duration delay) {
  assert(interval > Duration(0) && delay >= Duration(0));
  return Distribution(Law(
      AtTrial{std::make_shared<const Rhythm>(Rhythm{std::move(trials), interval, delay, true})}));
}

Distribution Distribution::at_regular_trial(Trials trials, Duration interval, Duration delay) {
  assert(interval > Duration(0) && delay >= Duration(0));
  return Distribution(Law(
      AtTrial{std::make_shared<const Rhythm>(Rhythm{std::move(trials), interval, delay, false})}));
}

}  // namespace ausfall
