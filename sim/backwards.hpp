// The pass back over the jumps of a uniformised chain, and the pass forth that it meets: what going
// over all jumps, and over those until the chain settles, have in common.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "sim/sum.hpp"
#include "sim/two_passes.hpp"
#include "sim/uniformised.hpp"

namespace ausfall::two_passes {

/// Where the chain is after each number of jumps, the last first: so many are kept at a time on
/// each level, and those between computed anew.
class Retraced {
 public:
  Retraced(const Uniformised& jumps, std::size_t kept_max) : jumps_(jumps), kept_max_(kept_max) {}

  /// Tells those from `first` on, `x` being the one there. REQUIRES: count > 0.
  template <class Tell>
  void visit(Vector x, std::size_t first, std::size_t count, const Tell& tell) const {
    const std::size_t length = (count + kept_max_ - 1) / kept_max_;
    const std::size_t pieces = (count + length - 1) / length;
    std::vector<Vector> kept;
    Vector next(x.size());
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      kept.push_back(x);
      if (piece + 1 == pieces) break;
      for (std::size_t n = 0; n < length; ++n) {
        jumps_.step(x, next);
        x.swap(next);
      }
    }
    for (; !kept.empty(); kept.pop_back()) {
      const std::size_t begin = (kept.size() - 1) * length;
      const std::size_t here = std::min(length, count - begin);
      if (here == 1) {
        tell(first + begin, kept.back());
      } else {
        visit(std::move(kept.back()), first + begin, here, tell);
      }
    }
  }

 private:
  const Uniformised& jumps_;
  std::size_t kept_max_;
};

/// As many as make two levels, or as fit into a gigabyte.
inline std::size_t kept_for(std::size_t jumps, std::size_t states) {
  constexpr std::size_t least = 16;
  constexpr std::size_t bytes = 1U << 30;
  const auto two_levels = static_cast<std::size_t>(std::ceil(std::sqrt(jumps)));
  return std::max(least, std::min(two_levels, bytes / (sizeof(double) * states)));
}

/// So many questions side by side.
template <std::size_t side_by_side>
class Backwards {
 public:
  Backwards(const Chain& chain, const Uniformised& jumps, const std::vector<Question>& questions,
            const Poisson& weights)
      : chain_(chain),
        jump_rate_(jumps.rate()),
        questions_(questions),
        weights_(weights),
        ahead_(chain.states(), Lanes{}),
        next_(chain.states(), Lanes{}),
        probability_(chain.rate),
        parts_(chain.parts),
        step_(clocks_of(chain), Lanes{}),
        sums_(clocks_of(chain)),
        at_(chain.states(), 0),
        spent_(chain.states(), 0) {
    assert(questions.size() == side_by_side);
    for (double& each : probability_) each /= jump_rate_;
    for (Chain::Part& part : parts_) part.rate /= jump_rate_;
  }

  /// The chain being at its limit after n jumps, before the last; told of which in the end.
  void meet_limit(std::size_t n) {
    go_back_to(n);
    if (at_limit_.empty()) at_limit_.assign(ahead_.size(), {});
    for (std::size_t s = 0; s < ahead_.size(); ++s) {
      for (std::size_t k = 0; k < side_by_side; ++k) {
        at_limit_[s][k].sum += ahead_[s][k];
        at_limit_[s][k].size += std::abs(ahead_[s][k]);
      }
    }
  }

  /// How much all jumps before n can still bring at most to one clock, the weights before it being
  /// 0; of each question relative to the greatest difference in it.
  [[nodiscard]] double left_before(std::size_t n) const {
    double most = 0;
    for (std::size_t k = 0; k < side_by_side; ++k) {
      double difference = 0;
      for (const double f : questions_[k].f)
        difference = std::max(difference, std::abs(f - questions_[k].f.front()));
      double ahead = 0;
      for (const Lanes& lanes : ahead_) ahead = std::max(ahead, std::abs(lanes[k]));
      if (ahead > 0) most = std::max(most, 2 * ahead * static_cast<double>(n) / difference);
    }
    return most;
  }

  /// Adds what was met at the limit. Returns a bound on the errors of it, the limit being as near as
  /// this, relatively.
  double add_limit(const Vector& limit, double nearness) {
    Lanes error{};
    for (const Chain::Part& part : parts_) {
      const double flow = limit[part.source] * part.rate;
      const auto& then = at_limit_[part.target];
      const auto& else_then = at_limit_[part.source];
      for (std::size_t k = 0; k < side_by_side; ++k) {
        sums_[part.clock.index()][k] += flow * (then[k].sum - else_then[k].sum);
        error[k] += nearness * flow * (then[k].size + else_then[k].size);
      }
    }
    return *std::max_element(error.begin(), error.end());
  }

  /// The chain being at x after n jumps. REQUIRES: from the last jump on, one by one.
  void meet(std::size_t n, const Vector& x) {
    for (std::size_t s = 0; s < x.size(); ++s) {
      at_[s] += weights_.at(n) * x[s];
      spent_[s] += weights_.beyond(n) / jump_rate_ * x[s];
    }
    if (n == weights_.last()) return;
    go_back_to(n);
    std::fill(step_.begin(), step_.end(), Lanes{});
    for (const Chain::Part& part : parts_) {
      const double flow = x[part.source] * part.rate;
      Lanes& slope = step_[part.clock.index()];
      const Lanes& then = ahead_[part.target];
      const Lanes& else_then = ahead_[part.source];
      for (std::size_t k = 0; k < side_by_side; ++k) slope[k] += flow * (then[k] - else_then[k]);
    }
    for (std::size_t c = 0; c < step_.size(); ++c) {
      for (std::size_t k = 0; k < side_by_side; ++k) sums_[c][k] += step_[c][k];
    }
  }

  [[nodiscard]] Passes result() && {
    std::vector<Vector> by_clock(side_by_side, Vector(sums_.size()));
    for (std::size_t c = 0; c < sums_.size(); ++c) {
      for (std::size_t k = 0; k < side_by_side; ++k) by_clock[k][c] = sums_[c][k].value();
    }
    return {std::move(by_clock), std::move(at_), std::move(spent_)};
  }

 private:
  using Lanes = std::array<double, side_by_side>;
  struct Added {
    double sum = 0;
    double size = 0;  // of all terms
  };

  /// 0 for numbers that are next to nothing. They would become denormal, and slow to compute with.
  static double unless_negligible(double x) {
    constexpr double negligible = 1e-200;
    return std::abs(x) < negligible ? 0 : x;
  }

  /// Sets `ahead_` to what jump n + 1 and all later jumps bring, by the state that jump n + 1
  /// enters.
  void go_back_to(std::size_t n) {
    Lanes weight;
    for (std::size_t k = 0; k < side_by_side; ++k) {
      weight[k] =
          questions_[k].integrated ? weights_.beyond(n + 1) / jump_rate_ : weights_.at(n + 1);
    }
    for (State s = 0; s < ahead_.size(); ++s) {
      const Lanes& here = ahead_[s];
      Lanes change{};
      for (std::size_t t = chain_.row[s]; t < chain_.row[s + 1]; ++t) {
        const Lanes& there = ahead_[chain_.target[t]];
        for (std::size_t k = 0; k < side_by_side; ++k)
          change[k] += probability_[t] * (there[k] - here[k]);
      }
      for (std::size_t k = 0; k < side_by_side; ++k) {
        next_[s][k] = here[k] + (change[k] + weight[k] * questions_[k].f[s]);
      }
    }
    const Lanes base = next_.front();
    for (Lanes& lanes : next_) {
      for (std::size_t k = 0; k < side_by_side; ++k)
        lanes[k] = unless_negligible(lanes[k] - base[k]);
    }
    ahead_.swap(next_);
  }

  const Chain& chain_;
  double jump_rate_;
  const std::vector<Question>& questions_;
  const Poisson& weights_;
  std::vector<Lanes> ahead_;  // what is more than from state 0
  std::vector<Lanes> next_;
  Vector probability_;              // of each transition, in a jump
  std::vector<Chain::Part> parts_;  // their rates are probabilities, too
  std::vector<std::array<Added, side_by_side>> at_limit_;
  std::vector<Lanes> step_;
  std::vector<std::array<Sum, side_by_side>> sums_;
  Vector at_;
  Vector spent_;
};

}  // namespace ausfall::two_passes
