#include "sim/difference.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace ausfall {

namespace {

/// Of the mean: up to here it is taken to be normal.
constexpr double skewness_enough = 0.1;

void add(Jumps& jumps, double size) {
  if (size > 0) jumps.add(size);
  jumps.end_replication(size);
}

/// The interval of what is gained, or of what is lost. If no such jump was seen, its size is taken
/// to be that of the other side's jumps.
Estimate side(const Jumps& jumps, const Jumps& other, double unseen_size, double confidence) {
  constexpr double unlimited = std::numeric_limits<double>::infinity();
  const double size = other.count() > 0 ? other.sizes().mean() : unseen_size;
  return total_interval(jumps, jumps.count() > 0 ? unlimited : size, confidence);
}

/// The correlation of two totals of which in no replication both are above 0: then E[UV] = 0, so
/// their covariance is -E[U] E[V].
double correlation(const Moments& gains, const Moments& losses) {
  const double variances = gains.variance() * losses.variance();
  if (!(variances > 0)) return 0;
  return std::max(-gains.mean() * losses.mean() / std::sqrt(variances), -1.0);
}

double together(double one, double other, double correlation) {
  return std::sqrt(std::max(one * one + other * other - 2 * correlation * one * other, 0.0));
}

}  // namespace

void PairedDifference::add(double a, double b) {
  const double difference = b - a;
  differences_.add(difference);
  ausfall::add(gains_, std::max(difference, 0.0));
  ausfall::add(losses_, std::max(-difference, 0.0));
}

void PairedDifference::merge(const PairedDifference& other) {
  differences_.merge(other.differences_);
  gains_.merge(other.gains_);
  losses_.merge(other.losses_);
}

Estimate PairedDifference::interval(double confidence, double unseen_size) const {
  assert(unseen_size >= 0 && std::isfinite(unseen_size));
  const auto n = static_cast<double>(replications());
  const double mean = differences_.mean();
  const double skewness = std::abs(differences_.skewness()) / std::sqrt(std::max(n, 1.0));
  const bool one_value = !(differences_.variance() > 0);
  if (replications() < 2) return mean_interval(differences_, confidence);
  if (!one_value && skewness <= skewness_enough) return mean_interval(differences_, confidence);

  const Estimate gain = side(gains_, losses_, unseen_size, confidence);
  const Estimate loss = side(losses_, gains_, unseen_size, confidence);
  const double c = correlation(gains_.totals(), losses_.totals());
  const double below = together(gain.mean - gain.low, loss.high - loss.mean, c);
  const double above = together(gain.high - gain.mean, loss.mean - loss.low, c);
  return {mean, mean - below, mean + above};
}

Sign sign_of(const Estimate& interval, std::uint64_t differing, double confidence) {
  assert(confidence > 0 && confidence < 1);
  const double enough = 1 - std::log2(1 - confidence);
  if (static_cast<double>(differing) < enough) return Sign::not_known;
  if (interval.low > 0) return Sign::positive;
  if (interval.high < 0) return Sign::negative;
  return Sign::not_known;
}

double narrowed_by_pairing(const Moments& a, const Moments& b, const Moments& differences) {
  if (!(differences.variance() > 0)) return 0;
  return std::sqrt((a.variance() + b.variance()) / differences.variance());
}

}  // namespace ausfall
