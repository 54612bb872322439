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

double tail(double confidence) {
  assert(confidence > 0 && confidence < 1);
  return (1 - confidence) / 2;
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

double bursts(const Moments& numbers) {
  return numbers.mean() > 0 ? std::max(numbers.variance() / numbers.mean(), 1.0) : 1;
}

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
  const bool normal = number >= durations_for_a_mean &&
                      std::abs(single.skewness()) <= skewness_of_a_mean * std::sqrt(number);
  if (!normal) return {estimate.mean, 0, infinity};
  return {estimate.mean, std::clamp(estimate.low, 0.0, estimate.mean), estimate.high};
}

QuantileShares quantile_shares(double number, double p, double confidence) {
  assert(p > 0 && p < 1);
  constexpr double many = 1e12;
  const double n = std::floor(std::min(number, many));
  if (n < 1) return {};
  const double area = tail(confidence);
  const boost::math::binomial law(n, p);
  // The k-th smallest is above the quantile if fewer than k are below it.
  const double low = first_rank(n, [&](double k) { return cdf(law, k) > area; });
  const double high =
      first_rank(n, [&](double k) { return k >= 1 && cdf(complement(law, k - 1)) <= area; });
  QuantileShares shares;
  if (low >= 1) shares.low = (low - 0.5) / n;
  if (high <= n) shares.high = (high - 0.5) / n;
  return shares;
}

Estimate quantile_interval(const Sketch& durations, double p, const Moments& numbers,
                           double confidence) {
  if (durations.empty()) return {0, 0, infinity};
  const double found = seconds_in(durations.quantile(p));
  const auto count = static_cast<double>(durations.count());
  const QuantileShares shares = quantile_shares(count / bursts(numbers), p, confidence);
  const auto at = [&](double share) {
    const double rank = std::clamp(std::ceil(share * count), 1.0, count);
    return seconds_in(durations.ranked(static_cast<std::uint64_t>(rank)));
  };
  constexpr double error = Sketch::relative_error;
  Estimate estimate{found, 0, infinity};
  if (shares.low)
    estimate.low = std::max(at(*shares.low) * (1 - error), seconds_in(durations.min()));
  if (shares.high)
    estimate.high = std::min(at(*shares.high) * (1 + error), seconds_in(durations.max()));
  estimate.low = std::min(estimate.low, found);
  estimate.high = std::max(estimate.high, found);
  return estimate;
}

}  // namespace ausfall
