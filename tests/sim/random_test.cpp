// Streams: the generator is the published one, and streams and draws depend on their names alone.
#include "sim/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace ausfall {
namespace {

using Block = std::array<std::uint64_t, 4>;

Block philox(Block counter, std::array<std::uint64_t, 2> key) {
  const auto block =
      r123::Philox4x64()({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
  return {block[0], block[1], block[2], block[3]};
}

// Source: the known answers that Random123 is published with (its file kat_vectors, "philox4x64
// 10").
TEST(Philox, gives_the_published_answers) {
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Block{0x16554d9eca36314c, 0xdb20fe9d672d0fdc,
                                                 0xd7e772cee186176b, 0x7e68b68aec7ba23b}));
  EXPECT_EQ(
      philox({ones, ones, ones, ones}, {ones, ones}),
      (Block{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}));
  EXPECT_EQ(
      philox({0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
             {0x452821e638d01377, 0xbe5466cf34e90c6c}),
      (Block{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}));
}

TEST(Draw, is_philox_of_its_name) {
  Draw nothing({.seed = 0, .replication = 0}, Stream{0}, 0);
  EXPECT_EQ(nothing(), 0x16554d9eca36314cU);

  Draw draw({.seed = 7, .replication = 8}, Stream{9}, 10);
  for (std::uint64_t block = 0; block < 3; ++block) {
    for (const std::uint64_t word : philox({9, 10, block, 0}, {7, 8})) EXPECT_EQ(draw(), word);
  }
}

// Source: the test vectors of FNV-1a, 64 bits (Fowler, Noll, Vo, Eastlake: draft-eastlake-fnv).
TEST(Stream, is_the_fnv_hash_of_its_name) {
  EXPECT_EQ(stream_named(""), Stream{0xcbf29ce484222325});
  EXPECT_EQ(stream_named("a"), Stream{0xaf63dc4c8601ec8c});
  EXPECT_EQ(stream_named("foobar"), Stream{0x85944171f73967e8});
}

TEST(Draw, does_not_depend_on_the_words_that_others_took) {
  const ReplicationKey key{.seed = 1, .replication = 2};
  const Stream stream = stream_named("node1.hardware.ttf");
  Draw fresh(key, stream, 5);
  for (int words = 0; words < 9; ++words) {
    Draw earlier(key, stream, 4);
    for (int i = 0; i < words; ++i) earlier();
    Draw later(key, stream, 5);
    Draw again = fresh;
    EXPECT_EQ(later(), again());
  }
}

TEST(Draw, uniform_lies_inside_the_open_interval) {
  EXPECT_GT(inside_unit_interval(0), 0.0);
  EXPECT_LT(inside_unit_interval(~std::uint64_t{0}), 1.0);
  EXPECT_EQ(inside_unit_interval(0), 1 - inside_unit_interval(~std::uint64_t{0}));
  for (std::uint64_t number = 0; number < 100'000; ++number) {
    const double u = Draw({.seed = 1, .replication = 0}, Stream{3}, number).uniform();
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
  }
}

/// The first uniform of n draws.
template <class NameOf>
std::vector<double> uniforms(std::size_t n, NameOf name_of) {
  std::vector<double> result;
  for (std::size_t i = 0; i < n; ++i) result.push_back(name_of(i).uniform());
  return result;
}

/// Of independent uniforms it is nearly normal with mean 0 and variance 1/n.
double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - 0.5) * (b[i] - 0.5);
  return 12 * sum / static_cast<double>(a.size());
}

// Seven deviations: each comparison would fail by chance once in 4e11 seeds, and the seeds are
// fixed.
TEST(Draw, neighbours_are_uncorrelated_in_every_direction) {
  constexpr std::size_t n = 100'000;
  const double limit = 7 / std::sqrt(static_cast<double>(n));
  const Stream a = stream_named("node1");
  const Stream b = stream_named("node2");
  const auto base = uniforms(n, [&](std::size_t i) { return Draw({1, 0}, a, i); });

  EXPECT_NEAR(correlation(base, base), 1, 0.05) << "the measure itself";
  EXPECT_LT(std::abs(correlation(base, uniforms(n,
                                                [&](std::size_t i) {
                                                  return Draw({1, 0}, a, i + 1);
                                                }))),
            limit)
      << "next draw";
  EXPECT_LT(std::abs(correlation(base, uniforms(n,
                                                [&](std::size_t i) {
                                                  return Draw({1, 0}, b, i);
                                                }))),
            limit)
      << "another stream";
  EXPECT_LT(std::abs(correlation(base, uniforms(n,
                                                [&](std::size_t i) {
                                                  return Draw({1, 1}, a, i);
                                                }))),
            limit)
      << "another replication";
  EXPECT_LT(std::abs(correlation(base, uniforms(n,
                                                [&](std::size_t i) {
                                                  return Draw({2, 0}, a, i);
                                                }))),
            limit)
      << "another seed";
  const auto streams = uniforms(n, [&](std::size_t i) {
    return Draw({1, 0}, stream_named("vm" + std::to_string(i)), 0);
  });
  EXPECT_LT(std::abs(correlation(base, streams)), limit) << "across names";
}

}  // namespace
}  // namespace ausfall
