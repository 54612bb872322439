// Keys of states: the bytes that tell sets of running clocks apart, and their numbers.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/explorer.hpp"

namespace ausfall {
namespace {

TEST(Keys, TellEverySetOfClocksFromEveryOther) {
  // All sets of clocks 0 to 5 with law, stage and hold out of a few.
  std::set<std::string> keys;
  std::size_t sets = 0;
  for (unsigned code = 0; code < 5U * 5U * 5U * 5U * 5U * 5U; ++code) {
    std::vector<RunningClock> running;
    unsigned rest = code;
    for (std::size_t i = 0; i < 6; ++i, rest /= 5) {
      const unsigned kind = rest % 5;
      if (kind == 0) continue;
      running.push_back({ClockId(i), kind == 2 ? 1U : 0U,
                         static_cast<std::uint16_t>(kind == 3 ? 1 : 0), kind == 4});
    }
    std::string key;
    exploring::encode_clocks(running, key);
    keys.insert(key);
    ++sets;
  }
  EXPECT_EQ(keys.size(), sets);
}

TEST(Keys, OfManyClocksAlikeAreShort) {
  std::vector<RunningClock> running;
  for (std::size_t i = 0; i < 1000; ++i) running.push_back({ClockId(300 + 7 * i), 5, 0, false});
  std::string key;
  exploring::encode_clocks(running, key);
  EXPECT_LT(key.size(), 12U);
}

TEST(Keys, AreNumberedInTheOrderOfTheirComing) {
  exploring::Numbering numbering;
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t i = 0; i < 50'000; ++i) {
      const std::string bytes = std::string(i % 40, 'x') + std::to_string(i);
      EXPECT_EQ(numbering.number(bytes), std::pair(i, round == 0));
    }
  }
  EXPECT_EQ(numbering.size(), 50'000U);
}

TEST(Keys, HashDependsOnEveryByte) {
  std::set<std::uint64_t> hashes;
  const std::string plain(100, 'a');
  for (std::size_t length = 0; length <= plain.size(); ++length) {
    hashes.insert(exploring::hash_of(plain.substr(0, length)));
    for (std::size_t i = 0; i < length; ++i) {
      std::string other = plain.substr(0, length);
      other[i] = 'b';
      hashes.insert(exploring::hash_of(other));
    }
  }
  EXPECT_EQ(hashes.size(), 101U + 100U * 101U / 2U);
}

}  // namespace
}  // namespace ausfall
