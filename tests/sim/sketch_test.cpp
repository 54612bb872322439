#include "sim/sketch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/random.hpp"

namespace ausfall {
namespace {

/// Spread over all octaves: 1 us to 3,000 years.
std::vector<Duration> many_durations(std::uint64_t seed, std::size_t count) {
  std::vector<Duration> values;
  Draw draw({seed, 0}, stream_named("durations"), 0);
  for (std::size_t i = 0; i < count; ++i) {
    values.emplace_back(static_cast<std::int64_t>(std::exp2(56 * draw.uniform())));
  }
  return values;
}

Sketch sketch_of(const std::vector<Duration>& values) {
  Sketch sketch;
  for (const Duration value : values) sketch.add(value);
  return sketch;
}

/// The value that the sketch approximates.
Duration exact_quantile(std::vector<Duration> values, double p) {
  std::ranges::sort(values);
  const double rank = std::ceil(p * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

TEST(Sketch, QuantilesAreWithinTheStatedErrorOfTheExactOnes) {
  for (const std::size_t count : {1U, 2U, 10U, 1000U, 50'000U}) {
    const std::vector<Duration> values = many_durations(count, count);
    const Sketch sketch = sketch_of(values);
    for (const double p : {0.0, 0.01, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
      const double exact = seconds_in(exact_quantile(values, p));
      EXPECT_NEAR(seconds_in(sketch.quantile(p)), exact, exact * Sketch::relative_error)
          << count << " values, p = " << p;
    }
  }
  EXPECT_LE(Sketch::relative_error, 0.005);
}

TEST(Sketch, CountSumAndExtremesAreExact) {
  const std::vector<Duration> values = many_durations(3, 10'000);
  const Sketch sketch = sketch_of(values);
  WideSum sum = 0;
  for (const Duration value : values) sum += static_cast<WideSum>(value.count());
  EXPECT_EQ(sketch.count(), values.size());
  EXPECT_TRUE(sketch.sum() == sum);
  EXPECT_EQ(sketch.min(), std::ranges::min(values));
  EXPECT_EQ(sketch.max(), std::ranges::max(values));
}

TEST(Sketch, EqualValuesComeBackUnchanged) {
  for (const Duration value : {Duration(0), Duration(1), Duration(255), Duration(257), 140s + 1us,
                               Duration(10 * year), never}) {
    Sketch sketch;
    sketch.add(value, 1000);
    for (const double p : {0.0, 0.5, 0.99, 1.0}) EXPECT_EQ(sketch.quantile(p), value);
    EXPECT_DOUBLE_EQ(sketch.mean().count(), seconds_in(value));
  }
}

TEST(Sketch, SmallValuesAreExact) {
  Sketch sketch;
  for (int i = 0; i < 256; ++i) sketch.add(Duration(i));
  for (int i = 0; i < 256; ++i) EXPECT_EQ(sketch.quantile((i + 1) / 256.0), Duration(i));
}

TEST(Sketch, ManyZerosWeighAsMuchAsAnyValue) {
  Sketch sketch;
  sketch.add(0s, 90);
  sketch.add(1h, 10);
  EXPECT_EQ(sketch.quantile(0.9), 0s);
  EXPECT_NEAR(seconds_in(sketch.quantile(0.91)), 3600, 3600 * Sketch::relative_error);
  EXPECT_EQ(sketch.quantile(1), Duration(1h));
  EXPECT_DOUBLE_EQ(sketch.mean().count(), 360);
}

TEST(Sketch, MergingInAnyOrderGivesTheSame) {
  const std::vector<Duration> values = many_durations(5, 3000);
  const Sketch whole = sketch_of(values);
  const auto part = [&](std::size_t from, std::size_t to) {
    return sketch_of({values.begin() + static_cast<std::ptrdiff_t>(from),
                      values.begin() + static_cast<std::ptrdiff_t>(to)});
  };
  const std::vector<Sketch> parts{part(0, 1), part(1, 1000), part(1000, 1001), Sketch(),
                                  part(1001, 3000)};
  std::vector<std::size_t> order{0, 1, 2, 3, 4};
  do {
    Sketch merged;
    for (const std::size_t i : order) merged.merge(parts[i]);
    EXPECT_TRUE(merged == whole);
  } while (std::ranges::next_permutation(order).found);
}

TEST(Sketch, TellsDifferentValuesApart) {
  EXPECT_FALSE(sketch_of({1s, 3s}) == sketch_of({2s, 2s}));
  EXPECT_FALSE(sketch_of({1s, 3s, 5s, 7s}) == sketch_of({1s, 2s, 6s, 7s}));
}

}  // namespace
}  // namespace ausfall
