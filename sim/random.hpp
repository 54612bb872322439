// Chance, portable and named.
//
// 1. Random numbers come from Philox4x64-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers:
//    as easy as 1, 2, 3", SC'11): a function of (seed, replication; stream, draw number, word),
//    with no state to carry.
// 2. A stream is named by what it is for ("node1.hardware.ttf"), not by where it stands in an
//    array. So the same component meets the same lifetimes whatever else the scenario holds, on any
//    machine and any number of threads.
// 3. The n-th draw of a stream does not depend on how many words earlier draws took.
#pragma once

// Philox uses no vectors of the processor's, and their headers are half of all that many a source would read.
#define R123_USE_SSE 0
#include <Random123/philox.h>

#include <cstdint>
#include <limits>
#include <string_view>

namespace ausfall {

/// The name of a stream, hashed (FNV-1a, 64 bits: the same everywhere).
enum class Stream : std::uint64_t {};

constexpr Stream stream_named(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char letter : name) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
  }
  return Stream{hash};
}

/// One replication of one seed.
struct ReplicationKey {
  std::uint64_t seed = 1;
  std::uint64_t replication = 0;
};

/// The middle of one of 2^52 equal parts of (0, 1), as its first 52 bits say: every such middle is
/// a double, so nothing is rounded to 1.
constexpr double inside_unit_interval(std::uint64_t word) {
  return (static_cast<double>(word >> 12U) + 0.5) * 0x1p-52;
}

/// The words of one draw; a UniformRandomBitGenerator of 64 bits, as Boost.Random's distributions
/// want it.
class Draw {
 public:
  using result_type = std::uint64_t;  // NOLINT(readability-identifier-naming): the standard's name

  Draw(ReplicationKey key, Stream stream, std::uint64_t number)
      : key_{{key.seed, key.replication}},
        counter_{{static_cast<std::uint64_t>(stream), number, 0, 0}} {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    if (used_ == 4) {
      words_ = r123::Philox4x64()(counter_, key_);
      ++counter_[2];
      used_ = 0;
    }
    return words_[used_++];
  }

  /// Uniform on the open interval (0, 1): never 0, never 1.
  double uniform() { return inside_unit_interval((*this)()); }

 private:
  r123::Philox4x64::key_type key_;
  r123::Philox4x64::ctr_type counter_;
  r123::Philox4x64::ctr_type words_{};
  unsigned used_ = 4;
};

}  // namespace ausfall
