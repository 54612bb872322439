#include "sim/weighted_sketch.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "sim/interval.hpp"

namespace ausfall {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double middle_seconds(Sketch::Bucket bucket) {
  const auto [lowest, highest] = Sketch::bounds_of(bucket);
  return (seconds_in(lowest) + seconds_in(highest)) / 2;
}

}  // namespace

WeightedSketch::Count& WeightedSketch::Count::operator+=(const Count& other) {
  weight += other.weight;
  squares += other.squares;
  cubes += other.cubes;
  across += other.across;
  return *this;
}

void WeightedSketch::add(const Sketch& sketch, double bursts, double sign) {
  assert(bursts >= 1);
  sketch.each_bucket([&](Sketch::Bucket bucket, std::uint64_t count) {
    const double number = sign * static_cast<double>(count);
    add(bucket, {number, number * bursts, number * bursts * bursts, 0});
  });
  from_sketches_ += sign * static_cast<double>(sketch.count());
  heaviest_ = std::max(heaviest_, bursts * bursts);
  weight_ += sign * static_cast<double>(sketch.count());
  seconds_ += sign * seconds_in(sketch.sum());
}

void WeightedSketch::add(Duration value, double weight, double together) {
  add(Sketch::bucket_of(value), {weight, weight * together, weight * together * together, 0});
  weight_ += weight;
  seconds_ += weight * seconds_in(value);
}

void WeightedSketch::move(Duration from, Duration to, double weight, double together) {
  add(Sketch::bucket_of(from), {-weight, 0, 0, -weight * together});
  add(Sketch::bucket_of(to), {weight, 0, 0, weight * together});
  seconds_ += weight * seconds_in(to - from);
  moved_ = true;
}

void WeightedSketch::merge(const WeightedSketch& other) {
  for (const auto& [bucket, count] : other.counts_) add(bucket, count);
  weight_ += other.weight_;
  seconds_ += other.seconds_;
  moved_ = moved_ || other.moved_;
  from_sketches_ += other.from_sketches_;
  heaviest_ = std::max(heaviest_, other.heaviest_);
}

void WeightedSketch::take_back(const WeightedSketch& moves, double bursts) {
  for (const auto& [bucket, count] : moves.counts_) {
    const double number = -count.weight;
    add(bucket, {number, number * bursts, number * bursts * bursts, 0});
  }
  seconds_ -= moves.seconds_;
  moved_ = moved_ || moves.moved_;
}

Seconds WeightedSketch::mean() const {
  assert(weight_ > 0);
  return Seconds(std::max(seconds_, 0.0) / weight_);
}

Estimate WeightedSketch::mean_interval(double confidence) const {
  const double found = mean().count();
  double squares = 0;  // of the weights alone
  double variance = 0;
  double third = 0;
  for (const auto& [bucket, count] : counts_) {
    const double apart = middle_seconds(bucket) - found;
    squares += count.squares;
    variance += count.squares * apart * apart;
    third += count.cubes * apart * apart * apart;
  }
  const double number = squares > 0 ? weight_ * weight_ / squares : 0;
  const double skewness = variance > 0 ? third / std::pow(variance, 1.5) : 0;
  if (moved_ || number < durations_for_a_mean || std::abs(skewness) > skewness_of_a_mean)
    return {found, 0, infinity};
  const boost::math::normal law;
  const double half = quantile(complement(law, (1 - confidence) / 2)) *
                      std::sqrt(std::max(variance, 0.0)) / weight_;
  return {found, std::max(found - half, 0.0), found + half};
}

Estimate WeightedSketch::quantile_interval(double p, double confidence) const {
  assert(weight_ > 0 && p > 0 && p < 1);
  struct Level {
    Sketch::Bounds value;
    double below;  // share up to and with it
  };
  Count above;
  for (const auto& [bucket, count] : counts_) above += count;
  std::vector<Level> levels;
  double weight = 0;
  double below = 0;
  double squares_below = 0;
  const double heaviest = from_sketches_ > 0 ? heaviest_ : 0;
  double unseen = 0;               // that a look beyond the quantile would add
  std::optional<double> variance;  // of the share above the quantile, times the weight squared
  for (const auto& [bucket, count] : counts_) {
    weight += count.weight;
    const double before = std::exchange(below, std::clamp(weight / weight_, below, 1.0));
    above.squares -= count.squares;
    above.across -= count.across;
    if (!variance && (below >= p || levels.size() + 1 == counts_.size())) {
      // Of its own bucket a part lies below it.
      const double part = below > before ? std::min((p - before) / (below - before), 1.0) : 1;
      const double seen = above.squares + count.squares * (1 - part);
      variance = seen * p * p + (squares_below + count.squares * part) * (1 - p) * (1 - p) +
                 std::max(above.across, 0.0);
      unseen = std::max(heaviest - seen, 0.0) * p * p;
    }
    squares_below += count.squares;
    levels.push_back({Sketch::bounds_of(bucket), below});
  }
  levels.back().below = 1;
  const auto at = [&](double wanted) -> const Level& {
    return *std::ranges::lower_bound(levels, std::min(wanted, 1.0), {}, &Level::below);
  };
  const Level& here = at(p);
  const double found = (seconds_in(here.value.lowest) + seconds_in(here.value.highest)) / 2;
  const auto shares = [&](double square) {
    const double number = p * (1 - p) * weight_ * weight_ / std::max(square, 1e-300);
    return quantile_shares(number, p, confidence);
  };
  const std::optional<double> low = shares(*variance).low;
  const std::optional<double> high = shares(*variance + unseen).high;
  Estimate estimate{found, 0, infinity};
  if (low) estimate.low = std::min(seconds_in(at(*low).value.lowest), found);
  if (high) estimate.high = std::max(seconds_in(at(*high).value.highest), found);
  return estimate;
}

}  // namespace ausfall
