// Random words of scenarios, from one draw.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "sim/random.hpp"

namespace ausfall::test {

class Chance {
 public:
  explicit Chance(Draw draw) : draw_(std::move(draw)) {}

  int pick(int low, int high) {
    return low + static_cast<int>(draw_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(double probability) { return draw_.uniform() < probability; }
  std::string one_of(std::initializer_list<const char*> words) {
    return *(words.begin() + pick(0, static_cast<int>(words.size()) - 1));
  }
  std::string one_of(const std::vector<std::string>& words) {
    return words[static_cast<std::size_t>(pick(0, static_cast<int>(words.size()) - 1))];
  }
  std::string maybe(double probability, const std::string& text) {
    return chance(probability) ? text : "";
  }

  std::string seconds(int low, int high) { return fmt::format("{} s", pick(low, high)); }
  std::string law(int low, int high) {
    switch (pick(0, 3)) {
      case 0:
        return "0 s";
      case 1:
        return seconds(low, high);
      case 2:
        return fmt::format("{{exponential: {{mean: {} s}}}}", pick(low, high));
      default:
        return fmt::format("{{uniform: {{min: {} s, max: {} s}}}}", low, high);
    }
  }

  /// From now on by this other draw, which takes what was left of the one before.
  void swap(Draw& other) { std::swap(draw_, other); }

 private:
  Draw draw_;
};

}  // namespace ausfall::test
