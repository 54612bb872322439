// Where a chain is after a while: uniformisation, and doubling of the time step for small stiff
// chains.
#include <Eigen/Core>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <utility>

#include "sim/chain.hpp"

namespace ausfall {
namespace {

using State = Rates::State;

/// What is cut off the series. Far below any tolerance, since it costs next to nothing.
constexpr double cut_off = 1e-25;

/// P(N = n) and P(N > n) of a Poisson number N, for n from `first` on. Computed outwards from the
/// mode by ratios of neighbours, then normalised, so that nothing under- or overflows and nothing
/// is subtracted (the idea of Fox and Glynn, "Computing Poisson probabilities", Communications of
/// the ACM 31, 1988). What lies outside sums to less than `cut_off`.
struct Poisson {
  std::size_t first = 0;
  std::vector<double> equals;
  std::vector<double> exceeds;

  explicit Poisson(double mean) {
    const auto mode = static_cast<std::size_t>(mean);
    std::vector<double> below;
    double sum = 1;
    double term = 1;
    for (std::size_t n = mode; n > 0; --n) {
      term *= static_cast<double>(n) / mean;
      const double ratio = static_cast<double>(n - 1) / mean;
      if (term <= cut_off / 4 * sum * (1 - ratio)) break;
      below.push_back(term);
      sum += term;
    }
    first = mode - below.size();
    equals.assign(below.rbegin(), below.rend());
    equals.push_back(1);
    term = 1;
    for (std::size_t n = mode + 1;; ++n) {
      term *= mean / static_cast<double>(n);
      const double left = 1 - mean / static_cast<double>(n + 1);
      equals.push_back(term);
      sum += term;
      if (left > 0 && term <= cut_off / 4 * sum * left * left) break;
    }
    const double all = std::accumulate(equals.rbegin(), equals.rend(), 0.0);
    for (double& p : equals) p /= all;
    exceeds.resize(equals.size());
    double tail = 0;
    for (std::size_t i = equals.size(); i-- > 0;) {
      exceeds[i] = tail;
      tail += equals[i];
    }
  }

  [[nodiscard]] std::size_t last() const { return first + equals.size() - 1; }
  [[nodiscard]] double at(std::size_t n) const { return n < first ? 0 : equals[n - first]; }
  [[nodiscard]] double beyond(std::size_t n) const { return n < first ? 1 : exceeds[n - first]; }
};

std::vector<double> exit_rates(const Rates& rates) {
  std::vector<double> exit(rates.states(), 0);
  for (State s = 0; s < rates.states(); ++s) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) exit[s] += rates.rate[t];
  }
  return exit;
}

/// The jumps of the chain at the times of a Poisson process: with what is left over, a state jumps
/// to itself.
class Uniformised {
 public:
  explicit Uniformised(const Rates& rates) : rates_(rates), exit_(exit_rates(rates)) {
    // A little more than necessary, so that no state must move and nothing is periodic.
    const double fastest = exit_.empty() ? 0 : *std::max_element(exit_.begin(), exit_.end());
    rate_ = fastest * 1.02;
  }

  [[nodiscard]] double rate() const { return rate_; }  ///< per second; 0: nothing ever moves

  void step(const std::vector<double>& from, std::vector<double>& to) const {
    for (std::size_t s = 0; s < from.size(); ++s) to[s] = from[s] - from[s] * (exit_[s] / rate_);
    for (State s = 0; s < from.size(); ++s) {
      const double share = from[s] / rate_;
      if (share == 0) continue;
      for (std::size_t t = rates_.row[s]; t < rates_.row[s + 1]; ++t) {
        to[rates_.target[t]] += share * rates_.rate[t];
      }
    }
  }

 private:
  const Rates& rates_;
  std::vector<double> exit_;
  double rate_ = 0;
};

std::vector<double> initial_of(const Chain& chain) {
  std::vector<double> x(chain.states(), 0);
  for (const Chain::Start& start : chain.initial) x[start.state] += start.probability;
  return x;
}

void add(std::vector<double>& sum, double factor, const std::vector<double>& x) {
  if (factor == 0) return;
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += factor * x[i];
}

void look_up(const SolveOptions& options) {
  if (options.interrupted != nullptr && options.interrupted->load(std::memory_order_relaxed)) {
    throw SolveInterrupted();
  }
}

/// It has arrived at its limit and stays there: relatively within the tolerance where the limit is
/// positive, and hardly anything left elsewhere.
bool arrived(const std::vector<double>& x, const std::vector<double>& limit, double tolerance) {
  double elsewhere = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (limit[i] == 0) {
      elsewhere += x[i];
    } else if (std::abs(x[i] - limit[i]) > tolerance * limit[i]) {
      return false;
    }
  }
  return elsewhere <= tolerance;
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
                   cut_off, "uniformisation", 0};
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
        result.error = cut_off + 3 * options.tolerance;
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

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowVector = Eigen::RowVectorXd;

/// The rows of a matrix of probabilities sum to 1. Made true after every step, rounding stays a
/// small relative change of the rates, at every scale of time.
void restore_rows(Matrix& p) {
  for (Eigen::Index i = 0; i < p.rows(); ++i) p.row(i) /= p.row(i).sum();
}

Matrix one_jump(const Rates& rates, double jump_rate) {
  const std::vector<double> exit = exit_rates(rates);
  const auto n = static_cast<Eigen::Index>(rates.states());
  Matrix p = Matrix::Zero(n, n);
  for (State s = 0; s < rates.states(); ++s) {
    p(s, s) = (jump_rate - exit[s]) / jump_rate;
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) {
      p(s, rates.target[t]) += rates.rate[t] / jump_rate;
    }
  }
  return p;
}

int doublings_for(double mean_jumps) {
  return std::max(0, static_cast<int>(std::ceil(std::log2(mean_jumps))));
}

/// P(2h) = P(h) P(h), from a step h of about one jump on. Everything is a sum of products of what
/// is not negative.
Transient by_doubling(const Chain& chain, double time, const SolveOptions& options) {
  const double jump_rate = Uniformised(chain).rate();
  const int doublings = doublings_for(jump_rate * time);
  const double jumps_of_step = std::ldexp(jump_rate * time, -doublings);
  const Poisson weights(jumps_of_step);
  const Matrix jump = one_jump(chain, jump_rate);
  const std::vector<double> begin = initial_of(chain);
  const RowVector initial = Eigen::Map<const RowVector>(begin.data(), jump.rows());

  Matrix power = Matrix::Identity(jump.rows(), jump.cols());
  Matrix p = Matrix::Zero(jump.rows(), jump.cols());
  RowVector over = RowVector::Zero(jump.cols());
  for (std::size_t n = 0; n <= weights.last(); ++n) {
    look_up(options);
    p += weights.at(n) * power;
    over += weights.beyond(n) / jumps_of_step * (initial * power);
    power = (power * jump).eval();
  }
  restore_rows(p);
  for (int i = 0; i < doublings; ++i) {
    look_up(options);
    over = ((over + over * p) / 2).eval();
    p = (p * p).eval();
    restore_rows(p);
  }
  const RowVector at = initial * p;
  return {{at.begin(), at.end()},
          {over.begin(), over.end()},
          cut_off,
          "doubling",
          weights.last() + 1 + static_cast<std::size_t>(doublings)};
}

/// The chain that ends as soon as it enters the set: what lies in it is one state, the last, that
/// is never left.
Chain ending_in(const Chain& chain, const StateSet& set) {
  std::vector<State> number(chain.states());
  State kept = 0;
  for (State s = 0; s < chain.states(); ++s) number[s] = set[s] ? 0 : kept++;
  const State end = kept;
  for (State s = 0; s < chain.states(); ++s) {
    if (set[s]) number[s] = end;
  }
  Chain result;
  for (State s = 0; s < chain.states(); ++s) {
    if (set[s]) continue;
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      result.target.push_back(number[chain.target[t]]);
      result.rate.push_back(chain.rate[t]);
    }
    result.row.push_back(result.target.size());
  }
  result.row.push_back(result.target.size());
  for (const Chain::Start& start : chain.initial) {
    result.initial.push_back({number[start.state], start.probability});
  }
  return result;
}

}  // namespace

Transient transient(const Chain& chain, Seconds time, const SolveOptions& options) {
  assert(time.count() >= 0);
  constexpr double easy = 2e8;             // multiplications; less than a second
  constexpr std::size_t dense_max = 1500;  // states
  const double mean_jumps = Uniformised(chain).rate() * time.count();
  if (mean_jumps == 0) return {initial_of(chain), initial_of(chain), 0, "nothing moves", 0};
  const double work = (mean_jumps + 12 * std::sqrt(mean_jumps) + 30) * work_of_step(chain);
  if (work <= easy) return uniformise(chain, time.count(), options, {});
  const auto n = static_cast<double>(chain.states());
  const double dense_work =
      n * n * n * (doublings_for(mean_jumps) + 30) / 4;  // they are in cache, four at a time
  if (chain.states() <= dense_max && dense_work < work)
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
