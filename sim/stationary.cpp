#include "sim/stationary.hpp"

#include <Eigen/OrderingMethods>
#include <Eigen/SparseCore>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <queue>
#include <utility>

#include "sim/balance.hpp"
#include "sim/sum.hpp"

namespace ausfall {
namespace {

using State = Rates::State;
constexpr State no_state = std::numeric_limits<State>::max();

void look_up(const SolveOptions& options) {
  if (options.interrupted != nullptr && options.interrupted->load(std::memory_order_relaxed)) {
    throw SolveInterrupted();
  }
}

void normalise(std::vector<double>& probability) {
  Sum sum;
  for (const double p : probability) sum += p;
  for (double& p : probability) p /= sum.value();
}

double relative_residual(const Rates& rates, const std::vector<double>& probability) {
  std::vector<double> gain(rates.states(), 0);
  double flow_of_all = 0;
  for (State s = 0; s < rates.states(); ++s) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) {
      const double flow = probability[s] * rates.rate[t];
      gain[rates.target[t]] += flow;
      gain[s] -= flow;
      flow_of_all += flow;
    }
  }
  if (flow_of_all == 0) return 0;
  return std::accumulate(gain.begin(), gain.end(), 0.0,
                         [](double sum, double g) { return sum + std::abs(g); }) /
         flow_of_all;
}

// ---- elimination --------------------------------------------------------------------------------

/// The states in the order of their elimination; state 0, where a chain usually is, comes last.
std::vector<State> elimination_order(const Rates& rates) {
  const auto n = static_cast<int>(rates.states());
  std::vector<Eigen::Triplet<double, int>> entries;
  entries.reserve(rates.transitions());
  for (State s = 0; s < rates.states(); ++s) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) {
      entries.emplace_back(static_cast<int>(s), static_cast<int>(rates.target[t]), 1.0);
    }
  }
  Eigen::SparseMatrix<double, Eigen::ColMajor, int> pattern(n, n);
  pattern.setFromTriplets(entries.begin(), entries.end());
  Eigen::AMDOrdering<int>::PermutationType permutation;
  Eigen::AMDOrdering<int>()(pattern, permutation);
  std::vector<State> order;
  order.reserve(rates.states());
  for (int k = 0; k < n; ++k) {
    const auto state = static_cast<State>(permutation.indices()[k]);
    if (state != 0) order.push_back(state);
  }
  order.push_back(0);
  return order;
}

std::vector<State> inverse(const std::vector<State>& order) {
  std::vector<State> position(order.size());
  for (State k = 0; k < order.size(); ++k) position[order[k]] = k;
  return position;
}

/// By position: the positions joined to it by a transition in either direction that come before it.
std::vector<std::vector<State>> earlier_neighbours(const Rates& rates,
                                                   const std::vector<State>& position) {
  std::vector<std::vector<State>> earlier(rates.states());
  for (State s = 0; s < rates.states(); ++s) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) {
      const auto [low, high] = std::minmax(position[s], position[rates.target[t]]);
      if (low != high) earlier[high].push_back(low);
    }
  }
  return earlier;
}

/// Counts the fill-in by walking up the elimination tree (Liu, "The role of elimination trees in
/// sparse factorization", SIAM Journal on Matrix Analysis and Applications 11, 1990), without
/// computing a number. Infinite as soon as it must exceed the limit, or cannot be held.
double work_in_order(const Rates& rates, const std::vector<State>& position, double limit) {
  // Numbers that sum to e have squares that sum to e * e / n at least.
  const double entries_max =
      std::min(150e6, std::sqrt(limit * static_cast<double>(rates.states())));  // 24 bytes each
  const std::vector<std::vector<State>> earlier = earlier_neighbours(rates, position);
  std::vector<State> parent(rates.states(), no_state);
  std::vector<State> ancestor(rates.states(), no_state);
  for (State i = 0; i < earlier.size(); ++i) {
    for (State k : earlier[i]) {
      while (k != no_state && k < i) {  // to the root, shortening the way
        const State next = ancestor[k];
        ancestor[k] = i;
        if (next == no_state) parent[k] = i;
        k = next;
      }
    }
  }
  std::vector<double> count(rates.states(), 0);
  std::vector<State> seen(rates.states(), no_state);
  std::size_t entries = 0;
  for (State i = 0; i < earlier.size(); ++i) {
    seen[i] = i;
    for (State k : earlier[i]) {
      for (; seen[k] != i; k = parent[k]) {
        seen[k] = i;
        ++count[k];
        if (static_cast<double>(++entries) > entries_max)
          return std::numeric_limits<double>::infinity();
      }
    }
  }
  return std::accumulate(count.begin(), count.end(), 0.0,
                         [](double sum, double c) { return sum + c * c; });
}

/// The chain as it is watched on fewer and fewer states. For every state k, when it is eliminated:
/// `onward` are its rates to the states that are left, `back` the rates to it of those, divided by
/// the sum of its rates onward.
class Elimination {
 public:
  Elimination(const Rates& rates, std::vector<State> order)
      : rates_(rates),
        order_(std::move(order)),
        position_(inverse(order_)),
        weight_(order_.size(), 0),
        touched_by_(order_.size(), no_state) {}

  std::vector<double> solve(const SolveOptions& options) {
    const std::size_t n = order_.size();
    onward_.row.reserve(n + 1);
    back_.row.reserve(n + 1);
    for (State i = 0; i < n; ++i) {
      if (i % 256 == 0) look_up(options);
      load(i);
      replace_eliminated(i);
      store_onward(i);
    }
    return walk_back();
  }

 private:
  struct Lists {
    std::vector<std::size_t> row = {0};
    std::vector<State> column;
    std::vector<double> value;
    void add(State c, double v) {
      column.push_back(c);
      value.push_back(v);
    }
    void end_row() { row.push_back(column.size()); }
  };

  void add(State i, State j, double rate) {
    if (i == j) return;
    if (touched_by_[j] != i) {
      touched_by_[j] = i;
      weight_[j] = 0;
      if (j < i) {
        eliminated_.push(j);
      } else {
        later_.push_back(j);
      }
    }
    weight_[j] += rate;
  }

  void load(State i) {
    later_.clear();
    const State s = order_[i];
    for (std::size_t t = rates_.row[s]; t < rates_.row[s + 1]; ++t) {
      add(i, position_[rates_.target[t]], rates_.rate[t]);
    }
  }

  /// A transition to an eliminated state becomes transitions to where that one goes on to.
  void replace_eliminated(State i) {
    while (!eliminated_.empty()) {
      const State k = eliminated_.top();
      eliminated_.pop();
      const double share = weight_[k] / leaves_[k];
      back_.add(k, share);
      for (std::size_t t = onward_.row[k]; t < onward_.row[k + 1]; ++t) {
        add(i, onward_.column[t], share * onward_.value[t]);
      }
    }
    back_.end_row();
  }

  void store_onward(State i) {
    double sum = 0;
    for (const State j : later_) {
      onward_.add(j, weight_[j]);
      sum += weight_[j];
    }
    onward_.end_row();
    leaves_.push_back(sum);
    assert((sum > 0) == (i + 1 < order_.size()) && "irreducible");
  }

  /// Visits of every state between two of the last one.
  std::vector<double> walk_back() {
    const std::size_t n = order_.size();
    std::vector<double> visits(n, 0);
    visits[n - 1] = 1;
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t t = back_.row[i]; t < back_.row[i + 1]; ++t) {
        visits[back_.column[t]] += visits[i] * back_.value[t];
      }
    }
    std::vector<double> probability(n);
    for (std::size_t k = 0; k < n; ++k) probability[order_[k]] = visits[k];
    normalise(probability);
    return probability;
  }

  const Rates& rates_;
  std::vector<State> order_;
  std::vector<State> position_;
  std::vector<double> weight_;     // of the row in hand
  std::vector<State> touched_by_;  // the row whose weight that is
  std::priority_queue<State, std::vector<State>, std::greater<>> eliminated_;  // of the row in hand
  std::vector<State> later_;
  Lists onward_;
  Lists back_;
  std::vector<double> leaves_;
};

Stationary eliminate(const Rates& rates, std::vector<State> order, const SolveOptions& options) {
  Stationary result;
  result.probability = Elimination(rates, std::move(order)).solve(options);
  result.trust.method = "elimination";
  result.trust.residual = relative_residual(rates, result.probability);
  return result;
}

// ---- iteration ----------------------------------------------------------------------------------

/// A chain by the state its transitions enter.
struct Inflow {
  std::vector<std::size_t> row = {0};
  std::vector<State> source;
  std::vector<double> rate;
  std::vector<double> leaves;  // by state: the sum of its rates

  [[nodiscard]] std::size_t states() const { return leaves.size(); }
};

Inflow inflow_of(const Rates& rates) {
  const std::size_t n = rates.states();
  Inflow in;
  in.row.assign(n + 1, 0);
  for (const State target : rates.target) ++in.row[target + 1];
  std::partial_sum(in.row.begin(), in.row.end(), in.row.begin());
  in.source.resize(rates.transitions());
  in.rate.resize(rates.transitions());
  in.leaves.assign(n, 0);
  std::vector<std::size_t> next(in.row.begin(), in.row.end() - 1);
  for (State s = 0; s < n; ++s) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) {
      const std::size_t place = next[rates.target[t]]++;
      in.source[place] = s;
      in.rate[place] = rates.rate[t];
      in.leaves[s] += rates.rate[t];
    }
  }
  return in;
}

Rates outflow_of(const Inflow& in) {
  Rates rates;
  const std::size_t n = in.states();
  rates.row.assign(n + 1, 0);
  for (const State source : in.source) ++rates.row[source + 1];
  std::partial_sum(rates.row.begin(), rates.row.end(), rates.row.begin());
  rates.target.resize(in.source.size());
  rates.rate.resize(in.source.size());
  std::vector<std::size_t> next(rates.row.begin(), rates.row.end() - 1);
  for (State s = 0; s < n; ++s) {
    for (std::size_t t = in.row[s]; t < in.row[s + 1]; ++t) {
      const std::size_t place = next[in.source[t]]++;
      rates.target[place] = s;
      rates.rate[place] = in.rate[t];
    }
  }
  return rates;
}

double inflow_to(const Inflow& in, const std::vector<double>& x, State s) {
  double sum = 0;
  for (std::size_t t = in.row[s]; t < in.row[s + 1]; ++t) sum += x[in.source[t]] * in.rate[t];
  return sum;
}

void sweep_up(const Inflow& in, std::vector<double>& x) {
  for (State s = 0; s < in.states(); ++s) x[s] = inflow_to(in, x, s) / in.leaves[s];
}

void sweep_down(const Inflow& in, std::vector<double>& x) {
  for (auto s = static_cast<State>(in.states()); s-- > 0;)
    x[s] = inflow_to(in, x, s) / in.leaves[s];
}

double relative_residual(const Inflow& in, const std::vector<double>& x) {
  double difference = 0;
  double flow = 0;
  for (State s = 0; s < in.states(); ++s) {
    const double out = x[s] * in.leaves[s];
    difference += std::abs(inflow_to(in, x, s) - out);
    flow += out;
  }
  return difference / flow;
}

/// By state the aggregate it belongs to; they are numbered from 0.
struct Aggregates {
  std::vector<State> of;
  std::size_t count = 0;
};

/// The state from which most comes, among those not yet in an aggregate or, failing that, among
/// all; `alone` does not count.
State strongest_source(const Inflow& in, const std::vector<double>& x, const std::vector<State>& of,
                       State s, State alone) {
  State best = no_state;
  bool best_is_free = false;
  double most = -1;
  for (std::size_t t = in.row[s]; t < in.row[s + 1]; ++t) {
    const State source = in.source[t];
    if (source == alone) continue;
    const bool is_free = of[source] == no_state;
    const double flow = x[source] * in.rate[t];
    if (is_free < best_is_free || (is_free == best_is_free && flow <= most)) continue;
    best = source;
    best_is_free = is_free;
    most = flow;
  }
  return best;
}

/// Pairs every state with the one from which most of its probability comes. One may be left alone.
Aggregates pair_up(const Inflow& in, const std::vector<double>& x, State alone = no_state) {
  Aggregates pairs;
  pairs.of.assign(in.states(), no_state);
  if (alone != no_state) pairs.of[alone] = static_cast<State>(pairs.count++);
  for (State s = 0; s < in.states(); ++s) {
    if (pairs.of[s] != no_state) continue;
    const State partner = strongest_source(in, x, pairs.of, s, alone);
    if (partner == no_state || pairs.of[partner] == no_state) {
      const auto fresh = static_cast<State>(pairs.count++);
      pairs.of[s] = fresh;
      if (partner != no_state) pairs.of[partner] = fresh;
    } else {
      pairs.of[s] = pairs.of[partner];
    }
  }
  return pairs;
}

/// The chain of the aggregates, given how the probability within each is spread.
Inflow aggregated(const Inflow& in, const std::vector<double>& x, const Aggregates& aggregates,
                  std::vector<double>& coarse_x) {
  const std::size_t m = aggregates.count;
  coarse_x.assign(m, 0);
  for (State s = 0; s < in.states(); ++s) coarse_x[aggregates.of[s]] += x[s];
  std::vector<std::size_t> begin(m + 1, 0);
  for (const State a : aggregates.of) ++begin[a + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<State> members(in.states());
  std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
  for (State s = 0; s < in.states(); ++s) members[next[aggregates.of[s]]++] = s;

  Inflow coarse;
  coarse.row.reserve(m + 1);
  coarse.leaves.assign(m, 0);
  std::vector<std::size_t> place(
      m, 0);  // of the transition from this aggregate, if of the row in hand
  for (State a = 0; a < m; ++a) {
    const std::size_t row_begin = coarse.source.size();
    for (std::size_t i = begin[a]; i < begin[a + 1]; ++i) {
      const State s = members[i];
      for (std::size_t t = in.row[s]; t < in.row[s + 1]; ++t) {
        const State from = aggregates.of[in.source[t]];
        if (from == a) continue;
        const double rate = in.rate[t] * (x[in.source[t]] / coarse_x[from]);
        coarse.leaves[from] += rate;
        const std::size_t p = place[from];
        if (p >= row_begin && p < coarse.source.size() && coarse.source[p] == from) {
          coarse.rate[p] += rate;
        } else {
          place[from] = coarse.source.size();
          coarse.source.push_back(from);
          coarse.rate.push_back(rate);
        }
      }
    }
    coarse.row.push_back(coarse.source.size());
  }
  return coarse;
}

/// One cycle down to the coarsest chain and up again.
void cycle(const Inflow& in, std::vector<double>& x, const SolveOptions& options) {
  constexpr std::size_t coarsest = 600;
  look_up(options);
  if (in.states() <= coarsest) {
    x = stationary_by_elimination(outflow_of(in), options).probability;
    return;
  }
  sweep_up(in, x);
  const Aggregates aggregates = pair_up(in, x);
  std::vector<double> coarse_x;
  const Inflow coarse = aggregated(in, x, aggregates, coarse_x);
  std::vector<double> corrected = coarse_x;
  cycle(coarse, corrected, options);
  for (State s = 0; s < in.states(); ++s) {
    const State a = aggregates.of[s];
    x[s] *= corrected[a] / coarse_x[a];
  }
  sweep_down(in, x);
  sweep_up(in, x);
}

// ---- a bound on the error -----------------------------------------------------------------------

/// By state: what an imbalance of one may do to the sum of all errors.
///
/// An imbalance r changes the probabilities by -r D, D being the deviation matrix, the sum over all
/// times of P(t) less its limit. The imbalances sum to 0, so row 0 of D may be taken off every row.
/// Row s less row 0 is what is visited on the way from s to state 0, which takes the mean time T_s,
/// less T_s times the limit: at most 2 T_s in all.
std::optional<std::vector<double>> weights_of(const Balance& balance, const SolveOptions& options) {
  std::optional<std::vector<double>> weight = times_at_most(balance, options);
  if (weight) {
    for (double& each : *weight) each *= 2;
  }
  return weight;
}

/// What rounding may hide of each state's balance: `terms` products, their sums, and those of what
/// leaves.
double hidden_by_rounding(const Equations& visits, const std::vector<double>& x, State s) {
  constexpr double unit_roundoff = std::numeric_limits<double>::epsilon() / 2;
  const auto roundings = static_cast<double>(2 * visits.terms(s) + 4);
  return roundings * unit_roundoff * (visits.inflow(x, s) + x[s] * visits.leaves(s));
}

struct Imbalance {
  double left = 0;    ///< by these weights
  double hidden = 0;  ///< by rounding
};

/// REQUIRES: probabilities of all states, summing to about 1.
Imbalance imbalance_of(const Equations& visits, const std::vector<double>& x,
                       const std::vector<double>& weight) {
  Imbalance sum;
  for (State s = 1; s < x.size(); ++s) {
    const double r = visits.inflow(x, s) - x[s] * visits.leaves(s);
    sum.left += std::abs(r) * weight[s];
    sum.hidden += hidden_by_rounding(visits, x, s) * weight[s];
  }
  return sum;
}

}  // namespace

double elimination_work(const Rates& rates) {
  return work_in_order(rates, inverse(elimination_order(rates)),
                       std::numeric_limits<double>::infinity());
}

Stationary stationary_by_elimination(const Rates& rates, const SolveOptions& options) {
  return eliminate(rates, elimination_order(rates), options);
}

namespace {

/// Cycles until rounding ends the progress.
void cycle_on(const Rates& rates, std::vector<double>& x, Trust& trust,
              const SolveOptions& options) {
  const Inflow in = inflow_of(rates);
  constexpr double least = 1e-290;  // no share of an aggregate is 0/0
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t without_progress = 0;
       without_progress < 6 && trust.iterations < options.sweeps_max;) {
    for (double& p : x) p = std::max(p, least);
    cycle(in, x, options);
    normalise(x);
    ++trust.iterations;
    trust.residual = relative_residual(in, x);
    without_progress = trust.residual < 0.8 * best ? 0 : without_progress + 1;
    best = std::min(best, trust.residual);
  }
}

/// The probabilities, from how often each state is visited for one visit of state 0.
void iterate_visits(const Rates& rates, const Balance& balance, const std::vector<double>& weight,
                    std::vector<double>& x, Trust& trust, const SolveOptions& options) {
  constexpr double aim = 1e-12;   // of the bound
  constexpr int last_sweeps = 8;  // they make rare states precise in themselves
  std::vector<double> b(rates.states(), 0);
  for (std::size_t t = rates.row[0]; t < rates.row[1]; ++t) b[rates.target[t]] += rates.rate[t];
  x.assign(rates.states(), 0);
  const Iterated iterated =
      iterate(balance.visits, b, x, {.weight = weight, .relative = true}, aim, options);
  trust.iterations += iterated.iterations;
  trust.method = iterated.by_sweeps ? "Gauss-Seidel" : "BiCGSTAB";
  for (double& each : x) each = std::max(each, 0.0);
  for (int i = 0; i < last_sweeps; ++i) balance.visits.sweep(b, x);
  x[0] = 1;
  normalise(x);
  trust.residual = relative_residual(rates, x);
}

}  // namespace

Stationary stationary_by_iteration(const Rates& rates, const SolveOptions& options) {
  const Balance balance(rates);
  const std::optional<std::vector<double>> weight = weights_of(balance, options);
  Stationary result;
  Trust& trust = result.trust;
  std::vector<double>& x = result.probability;
  const auto judge = [&] {
    if (!weight) return trust.residual <= options.tolerance;
    const Imbalance imbalance = imbalance_of(balance.visits, x, *weight);
    // And that of these sums, all of what is not negative, and of making x sum to 1.
    constexpr double of_sums = 1.0001;
    constexpr double of_whole = 2 * std::numeric_limits<double>::epsilon();
    trust.bound = (imbalance.left + imbalance.hidden) * of_sums + of_whole;
    return *trust.bound <= options.error_max;
  };
  // Without a proof, what is left is seen against what flows.
  const std::vector<double> flows(rates.states(), 1 / balance.times.leaves(0));
  iterate_visits(rates, balance, weight ? *weight : flows, x, trust, options);
  trust.reached = judge();
  if (!trust.reached && trust.iterations < options.sweeps_max) {
    trust.method = "multilevel";
    cycle_on(rates, x, trust, options);
    trust.reached = judge();
  }
  return result;
}

Stationary stationary(const Rates& rates, const SolveOptions& options) {
  if (rates.states() == 1) return {{1.0}, {"elimination", 0, 0.0, 0, true}};
  std::vector<State> order = elimination_order(rates);
  const auto within = [&](double limit) {
    return work_in_order(rates, inverse(order), limit) <= limit;
  };
  if (within(options.elimination_work_max)) return eliminate(rates, std::move(order), options);
  Stationary iterated = stationary_by_iteration(rates, options);
  if (iterated.trust.reached || !within(options.elimination_work_last)) return iterated;
  return eliminate(rates, std::move(order), options);
}

}  // namespace ausfall
