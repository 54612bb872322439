// Quantiles of durations, from counts alone.
//
// The guarantee is that of DDSketch (Masson, Rim, Lee, "DDSketch: a fast and fully-mergeable
// quantile sketch with relative-error guarantees", VLDB 2019): the value of every rank is within a
// stated relative error of the one that was added. The buckets are a floating-point number's instead of a
// logarithm's: the leading bit of a duration picks an octave, the seven bits below it one of 128
// equal buckets there. So adding is a shift and an increment of integers, the same on every
// machine.
//
// 1. Count, sum, smallest and largest are exact; so is every value below 256 us, and every value
//    where all are equal.
// 2. Merging adds counts: the same values give the same sketch in any order of adding and merging.
// 3. A quantile is estimated so that half of all samples are too low and half too high, whatever
//    their law (Hazen, "Storage to be provided in impounding reservoirs", 1914; definition 5 of
//    Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50,
//    1996). From fewer than 1/2 / (1 - p) values it is the largest, and too low: 99 % of 20 values
//    in four samples of five.
// 4. Memory grows by one page of 1 KiB for each octave seen (57 at most); adding to an octave seen
//    before allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/time.hpp"

namespace ausfall {

/// A sum of microseconds over a whole run, which may pass the 64 bits of a Duration.
__extension__ using WideSum = unsigned __int128;

constexpr double seconds_in(WideSum microseconds) {
  return static_cast<double>(microseconds) * 1e-6;
}

class Sketch {
 public:
  /// Half the width of a bucket over its lower bound: (2^k / 2) / (128 * 2^k).
  static constexpr double relative_error = 1.0 / 256.0;

  /// REQUIRES: value >= 0.
  void add(Duration value, std::uint64_t times = 1);
  void merge(const Sketch& other);

  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] WideSum sum() const { return sum_; }  ///< microseconds
  [[nodiscard]] Duration min() const;                 ///< REQUIRES: not empty
  [[nodiscard]] Duration max() const;                 ///< REQUIRES: not empty
  [[nodiscard]] Seconds mean() const;                 ///< REQUIRES: not empty

  /// The k-th smallest value, to within relative_error of it; the smallest and the largest are
  /// exact. REQUIRES: 1 <= k <= count.
  [[nodiscard]] Duration ranked(std::uint64_t k) const;

  /// An estimate of the value that all values to come are below with probability p: between the two
  /// values whose ranks are nearest to p * count + 1/2, in a straight line, and never beyond the
  /// smallest and the largest. REQUIRES: not empty, 0 <= p <= 1.
  [[nodiscard]] Duration quantile(double p) const;

  /// The same values were added, as far as buckets tell.
  bool operator==(const Sketch& other) const;

  /// Buckets of larger values have larger numbers.
  using Bucket = std::uint32_t;
  struct Bounds {
    Duration lowest;
    Duration highest;
  };
  /// REQUIRES: value >= 0.
  [[nodiscard]] static Bucket bucket_of(Duration value);
  [[nodiscard]] static Bounds bounds_of(Bucket bucket);
  /// `f(bucket, count)` of each that holds a value, the smallest values first.
  template <class F>
  void each_bucket(F f) const {
    for (std::size_t octave = 0; octave < octaves; ++octave) {
      const Page* const counts = page(octave);
      if (counts == nullptr) continue;
      for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        if (const std::uint64_t count = (*counts)[bucket]; count > 0)
          f(static_cast<Bucket>(octave * buckets + bucket), count);
      }
    }
  }

 private:
  static constexpr std::size_t bits = 7;
  static constexpr std::size_t buckets = std::size_t{1} << bits;
  static constexpr std::size_t octaves = 63 - bits + 1;
  using Page = std::array<std::uint64_t, buckets>;

  /// Octave 0 holds 0 to 127 us; octave k holds 2^(k+6) to 2^(k+7) - 1 us.
  struct Place {
    std::size_t octave;
    std::size_t bucket;
  };
  [[nodiscard]] static Place place_of(std::uint64_t value);
  [[nodiscard]] static std::int64_t middle_of(Place place);

  /// Null if no value fell there.
  [[nodiscard]] const Page* page(std::size_t octave) const {
    const std::uint8_t page = page_of_[octave];
    return page == no_page ? nullptr : &pages_[page];
  }
  Page& page_for(std::size_t octave);

  static constexpr std::uint8_t no_page = 0xFF;
  static constexpr std::array<std::uint8_t, octaves> no_pages() {
    std::array<std::uint8_t, octaves> none{};
    none.fill(no_page);
    return none;
  }

  std::uint64_t count_ = 0;
  WideSum sum_ = 0;
  std::int64_t min_ = 0;
  std::int64_t max_ = 0;
  std::array<std::uint8_t, octaves> page_of_ = no_pages();
  std::vector<Page> pages_;  // in the order in which octaves were first seen
};

}  // namespace ausfall
