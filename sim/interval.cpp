#include "sim/interval.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cassert>
#include <cmath>
#include <limits>

namespace ausfall {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double durations_min = 30;
/// Of the mean of all durations: the first term of Edgeworth's expansion then moves the 95 % limits
/// by 2 % of probability (0.085 of it; see sim/difference.hpp).
constexpr double skewness_enough = 0.25;

double tail(double confidence) {
  assert(confidence > 0 && confidence < 1);
  return (1 - confidence) / 2;
}

/// Variance over mean, as far as it tells of bursts.
double bursts(const Moments& numbers) {
  return numbers.mean() > 0 ? std::max(numbers.variance() / numbers.mean(), 1.0) : 1;
}

/// The first of 0 .. n for which `holds`, which does from there on; n + 1 if for none.
template <class Predicate>
double first_rank(double n, Predicate holds) {
  double from = 0;
  double to = n + 1;
  while (from < to) {
    const double middle = std::floor((from + to) / 2);
    if (holds(middle)) {
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  return from;
}

}  // namespace

void Ratio::add(double numerator, double denominator) {
  Ratio one;
  one.numerators_.add(numerator);
  one.denominators_.add(denominator);
  merge(one);
}

void Ratio::merge(const Ratio& other) {
  const auto ours = static_cast<double>(numerators_.count());
  const auto theirs = static_cast<double>(other.numerators_.count());
  if (theirs == 0) return;
  const double apart = (other.numerators_.mean() - numerators_.mean()) *
                       (other.denominators_.mean() - denominators_.mean());
  together_ += other.together_ + apart * ours * theirs / (ours + theirs);
  numerators_.merge(other.numerators_);
  denominators_.merge(other.denominators_);
}

Estimate Ratio::interval(double confidence) const {
  const double denominator = denominators_.mean();
  if (!(denominator > 0)) return {0, 0, infinity};
  const double ratio = numerators_.mean() / denominator;
  if (numerators_.count() < 2) return {ratio, -infinity, infinity};
  const auto n = static_cast<double>(numerators_.count());
  const double covariance = together_ / (n - 1);
  const double variance =
      numerators_.variance() + ratio * ratio * denominators_.variance() - 2 * ratio * covariance;
  const boost::math::students_t law(n - 1);
  const double half = quantile(complement(law, tail(confidence))) *
                      std::sqrt(std::max(variance, 0.0) / n) / denominator;
  return {ratio, ratio - half, ratio + half};
}

Estimate mean_duration(const Ratio& time, const Moments& single, double confidence) {
  const Estimate estimate = time.interval(confidence);
  const double number = static_cast<double>(single.count()) / bursts(time.denominators());
  const bool normal =
      number >= durations_min && std::abs(single.skewness()) <= skewness_enough * std::sqrt(number);
  if (!normal) return {estimate.mean, 0, infinity};
  return {estimate.mean, std::clamp(estimate.low, 0.0, estimate.mean), estimate.high};
}

Estimate quantile_interval(const Sketch& durations, double p, const Moments& numbers,
                           double confidence) {
  assert(p > 0 && p < 1);
  if (durations.empty()) return {0, 0, infinity};
  const double found = seconds_in(durations.quantile(p));
  const double n = std::floor(static_cast<double>(durations.count()) / bursts(numbers));
  if (n < 1) return {found, 0, infinity};
  const double area = tail(confidence);
  const boost::math::binomial law(n, p);
  // The k-th smallest is above the quantile if fewer than k are below it.
  const double low = first_rank(n, [&](double k) { return cdf(law, k) > area; });
  const double high =
      first_rank(n, [&](double k) { return k >= 1 && cdf(complement(law, k - 1)) <= area; });
  // Where there are taken to be fewer, their ranks are spread over those that there are.
  const auto at = [&](double rank) {
    const auto count = static_cast<double>(durations.count());
    const double spread = std::clamp(std::ceil((rank - 0.5) / n * count), 1.0, count);
    return seconds_in(durations.ranked(static_cast<std::uint64_t>(spread)));
  };
  constexpr double error = Sketch::relative_error;
  Estimate estimate{found, 0, infinity};
  if (low >= 1) estimate.low = std::max(at(low) * (1 - error), seconds_in(durations.min()));
  if (high <= n) estimate.high = std::min(at(high) * (1 + error), seconds_in(durations.max()));
  estimate.low = std::min(estimate.low, found);
  estimate.high = std::max(estimate.high, found);
  return estimate;
}

}  // namespace ausfall
