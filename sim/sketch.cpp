#include "sim/sketch.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace ausfall {

Sketch::Place Sketch::place_of(std::uint64_t value) {
  if (value < buckets) return {0, value};
  const auto shift = static_cast<std::size_t>(std::bit_width(value)) - (bits + 1);
  return {shift + 1, static_cast<std::size_t>(value >> shift) - buckets};
}

std::int64_t Sketch::middle_of(Place place) {
  if (place.octave == 0) return static_cast<std::int64_t>(place.bucket);
  const std::size_t shift = place.octave - 1;
  const std::uint64_t lower = (buckets + place.bucket) << shift;
  const std::uint64_t width = std::uint64_t{1} << shift;
  return static_cast<std::int64_t>(lower + width / 2);
}

Sketch::Bucket Sketch::bucket_of(Duration value) {
  assert(value >= Duration::zero());
  const Place place = place_of(static_cast<std::uint64_t>(value.count()));
  return static_cast<Bucket>(place.octave * buckets + place.bucket);
}

Sketch::Bounds Sketch::bounds_of(Bucket bucket) {
  const std::size_t octave = bucket / buckets;
  const std::size_t shift = octave == 0 ? 0 : octave - 1;
  const std::uint64_t lower = (octave == 0 ? 0 : buckets) + bucket % buckets;
  const auto ticks = [&](std::uint64_t value) {
    return Duration(static_cast<std::int64_t>(value));
  };
  return {ticks(lower << shift), ticks(((lower + 1) << shift) - 1)};
}

Sketch::Page& Sketch::page_for(std::size_t octave) {
  std::uint8_t& page = page_of_[octave];
  if (page == no_page) {
    page = static_cast<std::uint8_t>(pages_.size());
    pages_.emplace_back();
  }
  return pages_[page];
}

void Sketch::add(Duration value, std::uint64_t times) {
  assert(value >= Duration::zero());
  if (times == 0) return;
  const std::int64_t ticks = value.count();
  min_ = count_ == 0 ? ticks : std::min(min_, ticks);
  max_ = std::max(max_, ticks);
  count_ += times;
  sum_ += static_cast<WideSum>(ticks) * times;
  const Place place = place_of(static_cast<std::uint64_t>(ticks));
  page_for(place.octave)[place.bucket] += times;
}

void Sketch::merge(const Sketch& other) {
  if (other.empty()) return;
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  count_ += other.count_;
  sum_ += other.sum_;
  for (std::size_t octave = 0; octave < octaves; ++octave) {
    const Page* const theirs = other.page(octave);
    if (theirs == nullptr) continue;
    Page& ours = page_for(octave);
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) ours[bucket] += (*theirs)[bucket];
  }
}

Duration Sketch::min() const {
  assert(!empty());
  return Duration(min_);
}

Duration Sketch::max() const {
  assert(!empty());
  return Duration(max_);
}

Seconds Sketch::mean() const {
  assert(!empty());
  return Seconds(seconds_in(sum_) / static_cast<double>(count_));
}

Duration Sketch::ranked(std::uint64_t k) const {
  assert(1 <= k && k <= count_);
  if (k == 1) return Duration(min_);
  if (k == count_) return Duration(max_);
  std::uint64_t seen = 0;
  for (std::size_t octave = 0; octave < octaves; ++octave) {
    const Page* const counts = page(octave);
    if (counts == nullptr) continue;
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
      seen += (*counts)[bucket];
      if (seen >= k) return Duration(std::clamp(middle_of({octave, bucket}), min_, max_));
    }
  }
  assert(false && "every rank up to the count is in a bucket");
  return Duration(max_);
}

Duration Sketch::quantile(double p) const {
  assert(!empty() && p >= 0 && p <= 1);
  const auto n = static_cast<double>(count_);
  const double rank = std::clamp(p * n + 0.5, 1.0, n);
  const auto below = std::min(static_cast<std::uint64_t>(rank), count_);
  const Duration low = ranked(below);
  if (below == count_) return low;
  const auto apart = static_cast<double>((ranked(below + 1) - low).count());
  return low + Duration(std::llround(apart * (rank - static_cast<double>(below))));
}

bool Sketch::operator==(const Sketch& other) const {
  if (count_ != other.count_ || sum_ != other.sum_ || min_ != other.min_ || max_ != other.max_) {
    return false;
  }
  for (std::size_t octave = 0; octave < octaves; ++octave) {
    const Page* const ours = page(octave);
    const Page* const theirs = other.page(octave);
    if ((ours == nullptr) != (theirs == nullptr)) return false;
    if (ours != nullptr && *ours != *theirs) return false;
  }
  return true;
}

}  // namespace ausfall
