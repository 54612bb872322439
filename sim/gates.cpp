#include "sim/gates.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <set>
#include <utility>

namespace ausfall {
namespace {

/// How many inputs of a gate hold, before and after; more than the gate needs is as good as that.
using Counts = std::map<std::pair<std::size_t, std::size_t>, double>;

struct TooMuchWork {};

class Evaluation {
 public:
  Evaluation(std::span<const std::vector<Condition>> parts, double work_max)
      : parts_(parts), fixed_(parts.size(), nullptr), work_left_(work_max) {}

  Held of(const Gate& gate) {
    const std::optional<std::size_t> shared = shared_part(gate);
    if (!shared) return by_counting(gate);
    Held sum;
    for (const Condition& condition : parts_[*shared]) {
      fixed_[*shared] = &condition;
      const Held each = of(gate);
      sum.both += condition.weight * each.both;
      sum.lost += condition.weight * each.lost;
      sum.gained += condition.weight * each.gained;
      sum.neither += condition.weight * each.neither;
    }
    fixed_[*shared] = nullptr;
    return sum;
  }

 private:
  void add_parts(const Gate& gate, std::set<std::size_t>& parts) const {
    for (const Gate::Bits& each : gate.bits) {
      if (fixed_[each.part] == nullptr) parts.insert(each.part);
    }
    for (const Gate& each : gate.gates) add_parts(each, parts);
  }

  /// The first that several inputs know.
  [[nodiscard]] std::optional<std::size_t> shared_part(const Gate& gate) const {
    std::set<std::size_t> once;
    std::set<std::size_t> twice;
    for (const Gate::Bits& each : gate.bits) {
      if (fixed_[each.part] == nullptr && !once.insert(each.part).second) twice.insert(each.part);
    }
    for (const Gate& each : gate.gates) {
      std::set<std::size_t> its;
      add_parts(each, its);
      for (const std::size_t part : its) {
        if (!once.insert(part).second) twice.insert(part);
      }
    }
    if (twice.empty()) return std::nullopt;
    return *twice.begin();
  }

  static std::size_t count(const std::vector<bool>& condition,
                           const std::vector<std::size_t>& bits) {
    return static_cast<std::size_t>(
        std::ranges::count_if(bits, [&](std::size_t bit) { return condition[bit]; }));
  }

  /// REQUIRES: no part is known to several inputs.
  Held by_counting(const Gate& gate) {
    Counts counts{{{0, 0}, 1.0}};
    for (const Gate::Bits& each : gate.bits) {
      Counts input;
      const auto add = [&](const Condition& condition, double weight) {
        input[{count(condition.before, each.bits), count(condition.after, each.bits)}] += weight;
      };
      if (fixed_[each.part] != nullptr) {
        add(*fixed_[each.part], 1);
      } else {
        for (const Condition& condition : parts_[each.part]) add(condition, condition.weight);
      }
      counts = together(counts, input, gate.at_least);
    }
    for (const Gate& each : gate.gates) {
      const Held input = of(each);
      counts = together(counts,
                        {{{1, 1}, input.both},
                         {{1, 0}, input.lost},
                         {{0, 1}, input.gained},
                         {{0, 0}, input.neither}},
                        gate.at_least);
    }
    Held sum;
    for (const auto& [number, weight] : counts) {
      const bool before = number.first >= gate.at_least;
      const bool after = number.second >= gate.at_least;
      (before ? (after ? sum.both : sum.lost) : (after ? sum.gained : sum.neither)) += weight;
    }
    return sum;
  }

  Counts together(const Counts& some, const Counts& more, std::size_t enough) {
    work_left_ -= static_cast<double>(some.size() * more.size());
    if (work_left_ < 0) throw TooMuchWork();
    Counts sums;
    for (const auto& [number, weight] : some) {
      for (const auto& [other, its_weight] : more) {
        if (its_weight == 0) continue;
        sums[{std::min(number.first + other.first, enough),
              std::min(number.second + other.second, enough)}] += weight * its_weight;
      }
    }
    return sums;
  }

  std::span<const std::vector<Condition>> parts_;
  std::vector<const Condition*> fixed_;  // by part, where it is looked at in one condition
  double work_left_;
};

}  // namespace

std::optional<Held> held(const Gate& gate, std::span<const std::vector<Condition>> parts,
                         double work_max) {
  try {
    return Evaluation(parts, work_max).of(gate);
  } catch (const TooMuchWork&) {
    return std::nullopt;
  }
}

}  // namespace ausfall
