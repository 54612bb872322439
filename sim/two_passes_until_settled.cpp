// Passes that end early, where the chain settles long before the time t asked for:
// - The pass forth ends when the probabilities have reached their limit.
// - An integral of f until t is turned into a question about the time t alone. From one state it
//   brings more than from another by the difference of their biases h, less what h at t makes of
//   it: so f = h at t is asked in its place.
// - What f at t brings from one state more than from another dies away on the way back. The pass
//   back ends once all that is left cannot count; it seldom reaches times at which the pass forth
//   had not settled yet.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "sim/backwards.hpp"
#include "sim/biases.hpp"
#include "sim/chain.hpp"
#include "sim/two_passes.hpp"
#include "sim/uniformised.hpp"

namespace ausfall::two_passes {
namespace {

/// A chain that has arrived at its limit for good.
struct Settled {
  Vector limit;
  std::size_t jumps = 0;  ///< until then
  Vector spent;           ///< by state, the expected seconds in these
};

/// None where there is no positive limit, or it is not reached within so many jumps.
std::optional<Settled> settled(const Chain& chain, const Uniformised& jumps, std::size_t jumps_max,
                               const SolveOptions& options) {
  constexpr std::size_t jumps_between_looks = 64;
  SteadyState steady = steady_state(chain, options);
  Vector& limit = steady.probability;
  const bool positive = std::find(limit.begin(), limit.end(), 0.0) == limit.end();
  if (!steady.trust.reached || steady.classes != 1 || !positive) return {};
  Vector x = initial_of(chain);
  Vector next(x.size());
  Vector spent(x.size(), 0);
  for (std::size_t n = 0; n < jumps_max; ++n) {
    if (n % jumps_between_looks == 0) {
      look_up(options);
      if (arrived(x, limit, options.tolerance)) return Settled{std::move(limit), n, spent};
    }
    for (std::size_t s = 0; s < x.size(); ++s) spent[s] += x[s] / jumps.rate();
    jumps.step(x, next);
    x.swap(next);
  }
  return {};
}

/// The questions as f at the time asked for, h being the bias of what was integrated. None where one
/// could not be found.
std::optional<std::vector<Question>> at_the_end(const Chain& chain, const Vector& limit,
                                                std::vector<Question> questions,
                                                const SolveOptions& options) {
  Biases biases(chain, options);
  for (auto& [f, integrated] : questions) {
    if (!integrated) continue;
    auto h = biases.solve(less_mean(f, expected(limit, f)));
    if (!h) return {};
    f = std::move(*h);
    integrated = false;
  }
  return questions;
}

template <std::size_t side_by_side>
std::optional<Passes> settling_of(const Chain& chain, double time,
                                  const std::vector<Question>& questions,
                                  const SolveOptions& options) {
  constexpr std::size_t jumps_between_looks = 64;
  constexpr double negligible = 1e-20;
  const Uniformised jumps(chain);
  const Poisson weights(jumps.rate() * time, cut_off);
  const double steps_max = options.slopes_work_max / work_of_step(chain) / (1.0 + side_by_side);
  const std::size_t forth_max =
      std::min(weights.first / 2, static_cast<std::size_t>(std::min(steps_max, 1e15)));
  std::optional<Settled> there = settled(chain, jumps, forth_max, options);
  if (!there) return {};
  const auto asked = at_the_end(chain, there->limit, questions, options);
  if (!asked) return {};

  Backwards<side_by_side> backwards(chain, jumps, *asked, weights);
  const double rest = time - static_cast<double>(there->jumps) / jumps.rate();
  double left = 1;
  std::size_t n = weights.last();
  while (n > there->jumps && left > negligible) {
    backwards.meet_limit(--n);
    if (n % jumps_between_looks != 0) continue;
    look_up(options);
    if (n < weights.first) left = backwards.left_before(n);
    if (static_cast<double>(weights.last() - n) > steps_max) return {};
  }
  const double nearness = 3 * options.tolerance;
  const double error = backwards.add_limit(there->limit, nearness);
  if (n > 0 && left > negligible) {
    const Retraced retraced(jumps, kept_for(n, chain.states()));
    retraced.visit(initial_of(chain), 0, n, [&](std::size_t jump, const Vector& x) {
      look_up(options);
      backwards.meet(jump, x);
    });
  }
  Passes passes = std::move(backwards).result();
  passes.method = "uniformisation until it settles";
  passes.at = std::move(there->limit);
  passes.spent = std::move(there->spent);
  for (std::size_t s = 0; s < passes.at.size(); ++s) passes.spent[s] += rest * passes.at[s];
  passes.error = error;
  for (std::size_t k = 0; k < side_by_side; ++k) {
    if (!questions[k].integrated) continue;
    const Vector& h = (*asked)[k].f;
    for (double& slope : passes.by_clock[k]) slope = -slope;
    for (const Chain::Part& part : chain.parts) {
      const double slope =
          passes.spent[part.source] * part.rate * (h[part.target] - h[part.source]);
      passes.by_clock[k][part.clock.index()] += slope;
      passes.error = std::max(passes.error, nearness * std::abs(slope));
    }
  }
  return passes;
}

}  // namespace

std::optional<Passes> settling(const Chain& chain, double time,
                               const std::vector<Question>& questions,
                               const SolveOptions& options) {
  return questions.size() == 1 ? settling_of<1>(chain, time, questions, options)
                               : settling_of<3>(chain, time, questions, options);
}

}  // namespace ausfall::two_passes
