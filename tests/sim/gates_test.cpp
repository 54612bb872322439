#include "sim/gates.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/random.hpp"

namespace ausfall {
namespace {

using Parts = std::vector<std::vector<Condition>>;

bool holds(const Gate& gate, const std::vector<const std::vector<bool>*>& parts) {
  std::size_t count = 0;
  for (const Gate::Bits& each : gate.bits) {
    for (const std::size_t bit : each.bits) count += (*parts[each.part])[bit] ? 1U : 0U;
  }
  for (const Gate& each : gate.gates) count += holds(each, parts) ? 1U : 0U;
  return count >= gate.at_least;
}

bool asks_for(const Gate& gate, std::size_t part) {
  return std::ranges::any_of(gate.bits, [&](const auto& each) { return each.part == part; }) ||
         std::ranges::any_of(gate.gates, [&](const Gate& each) { return asks_for(each, part); });
}

/// Every combination of conditions of those parts that it asks for.
Held by_enumeration(const Gate& gate, Parts parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (asks_for(gate, i)) continue;
    parts[i].resize(1);
    parts[i].front().weight = 1;
  }
  Held sum;
  std::vector<std::size_t> which(parts.size(), 0);
  while (true) {
    double weight = 1;
    std::vector<const std::vector<bool>*> before;
    std::vector<const std::vector<bool>*> after;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      weight *= parts[i][which[i]].weight;
      before.push_back(&parts[i][which[i]].before);
      after.push_back(&parts[i][which[i]].after);
    }
    const bool was = holds(gate, before);
    const bool is = holds(gate, after);
    (was ? (is ? sum.both : sum.lost) : (is ? sum.gained : sum.neither)) += weight;
    std::size_t i = 0;
    while (i < parts.size() && ++which[i] == parts[i].size()) which[i++] = 0;
    if (i == parts.size()) return sum;
  }
}

class Maker {
 public:
  explicit Maker(std::uint64_t number) : draw_({.seed = 7, .replication = number}, Stream{1}, 0) {}

  Parts parts() {
    Parts parts(pick(2, 4));
    const std::size_t changes = pick(0, parts.size() - 1);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::size_t bits = pick(1, 3);
      bits_.push_back(bits);
      for (std::size_t k = pick(1, 4); k > 0; --k) {
        Condition condition{.weight = draw_.uniform(), .before = {}, .after = {}};
        for (std::size_t bit = 0; bit < bits; ++bit) {
          condition.before.push_back(draw_.uniform() < 0.6);
          condition.after.push_back(i == changes ? draw_.uniform() < 0.5
                                                 : bool(condition.before.back()));
        }
        parts[i].push_back(std::move(condition));
      }
    }
    return parts;
  }

  Gate gate(int depth) {
    Gate gate;
    std::size_t inputs = 0;
    for (std::size_t k = pick(1, 3); k > 0; --k) {
      Gate::Bits its{.part = pick(0, bits_.size() - 1), .bits = {}};
      for (std::size_t bit = 0; bit < bits_[its.part]; ++bit) {
        if (draw_.uniform() < 0.6) its.bits.push_back(bit);
      }
      inputs += its.bits.size();
      gate.bits.push_back(std::move(its));
    }
    for (std::size_t k = depth > 0 ? pick(0, 3) : 0; k > 0; --k) {
      gate.gates.push_back(this->gate(depth - 1));
      ++inputs;
    }
    gate.at_least = pick(1, inputs + 1);
    return gate;
  }

 private:
  std::size_t pick(std::size_t low, std::size_t high) { return low + draw_() % (high - low + 1); }

  Draw draw_;
  std::vector<std::size_t> bits_;
};

TEST(Gates, AreWhatAllCombinationsSay) {
  int with_changes = 0;
  for (std::uint64_t number = 0; number < 500; ++number) {
    Maker maker(number);
    const Parts parts = maker.parts();
    const Gate gate = maker.gate(2);
    const Held known = by_enumeration(gate, parts);
    const auto found = held(gate, parts);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->both, known.both, 1e-13 * (1 + known.both)) << number;
    EXPECT_NEAR(found->lost, known.lost, 1e-13 * (1 + known.lost)) << number;
    EXPECT_NEAR(found->gained, known.gained, 1e-13 * (1 + known.gained)) << number;
    EXPECT_NEAR(found->neither, known.neither, 1e-13 * (1 + known.neither)) << number;
    if (known.lost > 0) ++with_changes;
  }
  EXPECT_GT(with_changes, 50);
}

// The probability that all of many rare things come together is no difference of large numbers.
TEST(Gates, KeepTheDigitsOfWhatIsRare) {
  Parts parts;
  Gate any{.at_least = 1, .bits = {}, .gates = {}};
  for (std::size_t i = 0; i < 10; ++i) {
    parts.push_back({{1 - 1e-5, {true}, {true}}, {1e-5, {false}, {false}}});
    any.bits.push_back({i, {0}});
  }
  EXPECT_NEAR(held(any, parts)->neither / 1e-50, 1, 1e-12);
}

TEST(Gates, GiveUpWhatWouldTakeTooLong) {
  Parts parts(30, {{0.5, {true}, {true}}, {0.5, {false}, {false}}});
  // Each part is known to two inputs.
  Gate gate{.at_least = 2, .bits = {}, .gates = {}};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    gate.bits.push_back({i, {0}});
    gate.gates.push_back({.at_least = 1, .bits = {{i, {0}}}, .gates = {}});
  }
  EXPECT_FALSE(held(gate, parts, 1e6));
}

}  // namespace
}  // namespace ausfall
