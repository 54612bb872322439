// A pass forth and one back over a chain: where it is at each moment, and what each state still
// brings. Where the two meet, they tell the derivatives by all rates of any question about a time.
//
// There are three ways to go: over all jumps of the uniformised chain, over those until it settles,
// or by doubling, for small stiff chains. transient_slopes.cpp chooses one.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/chain.hpp"

namespace ausfall::two_passes {

using State = Rates::State;
using Vector = std::vector<double>;

/// Errors grow with up to the third power of the number of jumps, some 1e9; a smaller cut-off than
/// that of the answers costs a few terms of the series.
constexpr double cut_off = 1e-45;

/// What is asked of a chain for a time t.
struct Question {
  Vector f;                 ///< by state
  bool integrated = false;  ///< the integral of f until t, in seconds; not f at t
};

/// What one pass forth and back tells.
struct Passes {
  std::vector<Vector> by_clock;  ///< by question and clock
  Vector at;                     ///< by state, the probability at the end
  Vector spent;                  ///< by state, the expected seconds until then
  double error = 0;              ///< as in SlopesUntil, like what follows
  double residual = 0;
  std::string method = "nothing moves";
};

/// One more than the greatest index of a clock in the parts.
inline std::size_t clocks_of(const Chain& chain) {
  std::size_t clocks = 0;
  for (const Chain::Part& part : chain.parts) clocks = std::max(clocks, part.clock.index() + 1);
  return clocks;
}

/// Multiplications of a step over all transitions.
inline double work_of_step(const Chain& chain) {
  return static_cast<double>(chain.transitions() + 3 * chain.states());
}

/// Over all jumps. REQUIRES: something moves.
struct JumpByJump {
  static Passes passes(const Chain& chain, double time, const std::vector<Question>& questions,
                       const SolveOptions& options);

  /// Each further jump changes a probability by one at most; there are as many entries as jumps.
  static double error(double mean_jumps) { return 2 * cut_off * mean_jumps * mean_jumps; }
  /// In multiplications.
  static double work(const Chain& chain, double mean_jumps, std::size_t questions);
};

/// None where the chain does not settle early enough. Throws NotSolved where it takes too long.
std::optional<Passes> settling(const Chain& chain, double time,
                               const std::vector<Question>& questions, const SolveOptions& options);

/// With dense matrices. REQUIRES: something moves.
struct Doubling {
  static Passes passes(const Chain& chain, double time, const std::vector<Question>& questions,
                       const SolveOptions& options);

  /// What is cut off each step adds up in the probabilities, and again where they meet.
  static double error(double mean_jumps) { return 4 * cut_off * std::pow(mean_jumps, 3); }

  /// In multiplications.
  static double work(const Chain& chain, double mean_jumps, std::size_t questions);
};

}  // namespace ausfall::two_passes
