// Where a chain is after a while: uniformisation, and doubling of the time step for small stiff
// chains.
#include <Eigen/Core>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include "sim/chain.hpp"
#include "sim/uniformised.hpp"

namespace ausfall {
namespace {

using State = Rates::State;

void add(std::vector<double>& sum, double factor, const std::vector<double>& x) {
  if (factor == 0) return;
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += factor * x[i];
}

double work_of_step(const Rates& rates) {
  return static_cast<double>(rates.transitions() + 3 * rates.states());
}

Transient uniformise(const Chain& chain, double time, const SolveOptions& options,
                     const std::optional<SteadyState>& limit) {
  constexpr std::size_t steps_between_looks = 64;
  const Uniformised jumps(chain);
  const double mean_jumps = jumps.rate() * time;
  const Poisson weights(mean_jumps);
  Transient result{std::vector<double>(chain.states(), 0), std::vector<double>(chain.states(), 0),
                   series_cut_off, "uniformisation", 0};
  std::vector<double> x = initial_of(chain);
  std::vector<double> next(x.size());
  double at_left = 1;
  double over_left = 1;
  for (std::size_t n = 0; n <= weights.last(); ++n) {
    if (n % steps_between_looks == 0) {
      look_up(options);
      if (limit && arrived(x, limit->probability, options.tolerance)) {
        add(result.at, at_left, limit->probability);
        add(result.over, over_left, limit->probability);
        result.error = series_cut_off + 3 * options.tolerance;
        return result;
      }
      if (static_cast<double>(n) * work_of_step(chain) > options.transient_work_max) {
        throw NotSolved(
            "the time asked for is too long for the fastest events of the model: it takes " +
            std::to_string(weights.last()) + " steps over " + std::to_string(chain.transitions()) +
            " transitions");
      }
    }
    add(result.at, weights.at(n), x);
    add(result.over, weights.beyond(n) / mean_jumps, x);
    at_left = std::max(0.0, at_left - weights.at(n));
    over_left = std::max(0.0, over_left - weights.beyond(n) / mean_jumps);
    jumps.step(x, next);
    x.swap(next);
    ++result.steps;
  }
  return result;
}

// ---- doubling -----------------------------------------------------------------------------------

using RowVector = Eigen::RowVectorXd;

/// P(2h) = P(h) P(h), from a step h of about one jump on. Everything is a sum of products of what
/// is not negative.
Transient by_doubling(const Chain& chain, double time, const SolveOptions& options) {
  const Uniformised jumps(chain);
  const int doublings = doublings_for(jumps.rate() * time);
  const double jumps_of_step = std::ldexp(jumps.rate() * time, -doublings);
  const Poisson weights(jumps_of_step);
  const std::vector<double> begin = initial_of(chain);
  const RowVector initial =
      Eigen::Map<const RowVector>(begin.data(), static_cast<Eigen::Index>(begin.size()));
  const DenseMatrix jump = jumps.matrix();

  RowVector over = RowVector::Zero(initial.size());
  RowVector x = initial;
  for (std::size_t n = 0; n <= weights.last(); ++n) {
    over += weights.beyond(n) / jumps_of_step * x;
    x = (x * jump).eval();
  }
  DenseMatrix p = after_jumps(jump, weights, options);
  for (int i = 0; i < doublings; ++i) {
    look_up(options);
    over = ((over + over * p) / 2).eval();
    p = (p * p).eval();
    restore_rows(p);
  }
  const RowVector at = initial * p;
  return {{at.begin(), at.end()},
          {over.begin(), over.end()},
          series_cut_off,
          "doubling",
          weights.last() + 1 + static_cast<std::size_t>(doublings)};
}

}  // namespace

Transient transient(const Chain& chain, Seconds time, const SolveOptions& options) {
  assert(time.count() >= 0);
  constexpr double easy = 2e8;  // multiplications; less than a second
  const double mean_jumps = Uniformised(chain).rate() * time.count();
  if (mean_jumps == 0) return {initial_of(chain), initial_of(chain), 0, "nothing moves", 0};
  const double work = (mean_jumps + 12 * std::sqrt(mean_jumps) + 30) * work_of_step(chain);
  if (work <= easy) return uniformise(chain, time.count(), options, {});
  const auto n = static_cast<double>(chain.states());
  const double dense_work =
      n * n * n * (doublings_for(mean_jumps) + 30) / 4;  // they are in cache, four at a time
  if (chain.states() <= dense_states_max && dense_work < work)
    return by_doubling(chain, time.count(), options);
  std::optional<SteadyState> limit = steady_state(chain, options);
  if (!limit->trust.reached) limit.reset();  // nothing to be proved near
  return uniformise(chain, time.count(), options, limit);
}

Visit visit_by(const Chain& chain, const StateSet& set, Seconds time, const SolveOptions& options) {
  const Transient ended = transient(ending_in(chain, set), time, options);
  return {std::min(1.0, ended.at.back()), ended.error, ended.method};
}

double entries_over(const Chain& chain, const Transient& transient, const StateSet& set,
                    Seconds time) {
  return time.count() * entry_rate(chain, transient.over, set);
}

}  // namespace ausfall
