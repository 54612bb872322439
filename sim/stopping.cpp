#include "sim/stopping.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace ausfall {

namespace {

constexpr double pilot_growth = 1.5;
constexpr double verdict_growth = 2;
constexpr double least_extension = 1.1;  // of those that count, from look to look

/// Of a normal law: nine in ten lie below.
constexpr double nine_in_ten = 1.2816;
/// A margin beyond this says that the scatter is not known, and more of the pilot would be spent.
constexpr double margin_max = 3;

/// The relative half-width that the pilot has to reach. From 25 % on there are 60 equal outages or
/// more, and their scatter is known; below 4 % the pilot knows all that is asked of it.
double pilot_precision(double wanted) { return std::clamp(4 * wanted, 0.04, 0.25); }

/// Up to which factor the squared relative half-width may be underestimated, nine times in ten.
///
/// It is the square of the coefficient of variation v of a replication's total, s^2 / m^2. By the
/// delta method the logarithm of that has the variance (k - 1 + 4 v^2 - 4 g v) / n, with the
/// skewness g and the kurtosis k, for which 3 + 1.5 g^2 is taken, as of a gamma law.
double margin_of(const Moments& totals) {
  const double v = std::sqrt(totals.variance()) / totals.mean();
  const double g = totals.skewness();
  const double variance =
      (2 + 1.5 * g * g + 4 * v * v - 4 * g * v) / static_cast<double>(totals.count());
  return std::min(std::exp(nine_in_ten * std::sqrt(variance)), margin_max);
}

std::uint64_t whole_batches(double replications) {
  constexpr double most = 1e18;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(std::min(replications, most)));
  return (wanted + batch_size - 1) / batch_size * batch_size;
}

}  // namespace

std::vector<std::uint64_t> checkpoints(std::uint64_t first, std::uint64_t last, double growth) {
  assert(1 <= first && first <= last && growth > 1);
  std::vector<std::uint64_t> points;
  for (std::uint64_t point = first; point < last;) {
    // A cut between batches changes nothing in what is merged.
    point = whole_batches(static_cast<double>(point));
    if (point >= last) break;
    points.push_back(point);
    const auto grown = static_cast<std::uint64_t>(static_cast<double>(point) * growth);
    point = std::max(grown, point + 1);
  }
  points.push_back(last);
  return points;
}

void Precision::add(const Precision& other) {
  half_width = std::max(half_width, other.half_width);
  replications = std::max(replications, other.replications);
}

Precision precision_of(const Jumps& total, const Estimate& interval, double wanted) {
  return precision_of(interval, total.replications(), wanted, margin_of(total.totals()));
}

Precision precision_of(const Estimate& interval, std::uint64_t replications, double wanted,
                       double margin) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!(interval.mean > 0)) return {infinity, infinity};
  const double half_width = (interval.high - interval.low) / 2 / interval.mean;
  const double times = half_width / wanted;
  return {half_width, static_cast<double>(replications) * times * times * margin};
}

PrecisionRule::PrecisionRule(double wanted, std::uint64_t min, std::uint64_t max,
                             std::uint64_t pilot)
    : wanted_(wanted), min_(min), max_(max), points_(checkpoints(pilot, max, pilot_growth)) {
  assert(wanted > 0 && pilot <= min);
}

std::optional<PrecisionRule::Stage> PrecisionRule::next() const {
  switch (phase_) {
    case Phase::pilot:
      return Stage{{done_, points_[point_]}};
    case Phase::counting:
      return Stage{{done_, target_}, looks_ == 0};
    case Phase::all:
      return Stage{{done_, max_}};
    case Phase::over:
      break;
  }
  return std::nullopt;
}

double PrecisionRule::confidence(double confidence) const {
  assert(confidence > 0 && confidence < 1);
  const bool is_last = phase_ == Phase::pilot && points_[point_] == max_;
  if (phase_ == Phase::all || is_last) return confidence;
  const double share = looks_ == 0 ? 0.8 : 0.2 * std::exp2(-looks_);
  return 1 - share * (1 - confidence);
}

void PrecisionRule::looked(const Precision& found) {
  assert(phase_ != Phase::over);
  if (phase_ == Phase::pilot) return end_pilot(found);
  reached_ = found.half_width <= wanted_;
  if (phase_ == Phase::counting && !reached_ && target_ < max_) return go_on(found);
  phase_ = Phase::over;
}

void PrecisionRule::end_pilot(const Precision& found) {
  done_ = points_[point_];
  if (done_ == max_) {
    reached_ = found.half_width <= wanted_;
    phase_ = Phase::over;
    return;
  }
  ++point_;
  if (found.half_width > pilot_precision(wanted_)) return;
  const std::uint64_t count =
      whole_batches(std::max(found.replications, static_cast<double>(min_)));
  if (count >= max_ - done_) {
    phase_ = Phase::all;
    return;
  }
  phase_ = Phase::counting;
  first_ = done_;
  target_ = done_ + count;
}

void PrecisionRule::go_on(const Precision& found) {
  ++looks_;
  done_ = target_;
  const auto counted = static_cast<double>(done_ - first_);
  const std::uint64_t count =
      whole_batches(std::max(found.replications, least_extension * counted));
  target_ = count >= max_ - first_ ? max_ : first_ + count;
}

VerdictLooks::VerdictLooks(std::uint64_t first, std::uint64_t last)
    : points_(checkpoints(first, last, verdict_growth)) {}

double VerdictLooks::confidence(std::size_t look, double confidence) const {
  assert(look < points_.size() && confidence > 0 && confidence < 1);
  const std::size_t before = points_.size() - 1;
  if (before == 0) return confidence;
  const double share = look == before ? 0.5 : 0.5 / static_cast<double>(before);
  return 1 - share * (1 - confidence);
}

}  // namespace ausfall
