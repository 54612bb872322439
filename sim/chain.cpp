#include "sim/chain.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

#include "sim/restarting.hpp"
#include "sim/stationary.hpp"
#include "sim/sum.hpp"

namespace ausfall {
namespace {

using State = Rates::State;

// ---- which states there are ---------------------------------------------------------------------

/// Strongly connected components (Tarjan, "Depth-first search and linear graph algorithms", 1972),
/// of what can be reached. Every component is numbered after all those it leads to.
class Components {
 public:
  Components(const Rates& rates, const std::vector<State>& from)
      : of_(rates.states(), no_state),
        rates_(rates),
        index_(rates.states(), 0),
        low_(rates.states(), 0) {
    for (const State s : from) {
      if (index_[s] == 0) visit(s);
    }
  }

  /// By state its component; `none` where it cannot be reached.
  [[nodiscard]] const std::vector<State>& of() const { return of_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  static constexpr State none = no_state;

 private:
  struct Frame {
    State state;
    std::size_t next;  // transition to follow
  };

  void enter(State s) {
    index_[s] = low_[s] = ++met_;
    open_.push_back(s);
    path_.push_back({s, rates_.row[s]});
  }

  void visit(State root) {
    enter(root);
    while (!path_.empty()) {
      Frame& frame = path_.back();
      if (frame.next == rates_.row[frame.state + 1]) {
        leave(frame.state);
        continue;
      }
      const State target = rates_.target[frame.next++];
      if (index_[target] == 0) {
        enter(target);
      } else if (of_[target] == no_state) {
        low_[frame.state] = std::min(low_[frame.state], index_[target]);
      }
    }
  }

  void leave(State s) {
    path_.pop_back();
    if (!path_.empty()) low_[path_.back().state] = std::min(low_[path_.back().state], low_[s]);
    if (low_[s] != index_[s]) return;
    State member = no_state;
    do {
      member = open_.back();
      open_.pop_back();
      of_[member] = static_cast<State>(count_);
    } while (member != s);
    ++count_;
  }

  std::vector<State> of_;
  std::size_t count_ = 0;
  const Rates& rates_;
  std::vector<State> index_;  // from 1 in the order of meeting; 0: not met
  std::vector<State> low_;
  State met_ = 0;
  std::vector<State> open_;  // met, component not known
  std::vector<Frame> path_;
};

std::vector<bool> closed_components(const Rates& rates, const Components& components) {
  std::vector<bool> closed(components.count(), true);
  for (State s = 0; s < rates.states(); ++s) {
    const State own = components.of()[s];
    if (own == Components::none) continue;
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) {
      if (components.of()[rates.target[t]] != own) closed[own] = false;
    }
  }
  return closed;
}

// ---- chains made from a chain -------------------------------------------------------------------

/// The transitions among these states alone. REQUIRES: ascending.
Rates among(const Rates& rates, const std::vector<State>& members) {
  if (members.size() == rates.states()) return rates;
  const std::vector<State> number = places_of(members, rates.states());
  Rates part;
  for (const State s : members) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) {
      const State target = number[rates.target[t]];
      if (target == no_state) continue;
      part.target.push_back(target);
      part.rate.push_back(rates.rate[t]);
    }
    part.row.push_back(part.target.size());
  }
  return part;
}

/// Adds to `all` how one more answer was found: together they are as good as the worst of them.
void join(Trust& all, const Trust& one) {
  if (all.method.empty()) all.method = one.method;
  if (all.method != one.method && one.iterations > 0) all.method = one.method;
  all.residual = std::max(all.residual, one.residual);
  all.iterations += one.iterations;
  all.reached = all.reached && one.reached;
}

/// For each component the probability that the chain ends in it; 0 for components that are left
/// again.
std::vector<double> endings(const Chain& chain, const Components& components,
                            const std::vector<bool>& closed, Trust& trust,
                            const SolveOptions& options) {
  std::vector<double> weight(closed.size(), 0);
  double passing = 0;
  for (const Chain::Start& start : chain.initial) {
    const State component = components.of()[start.state];
    if (component == Components::none) continue;
    (closed[component] ? weight[component] : passing) += start.probability;
  }
  if (passing == 0) return weight;
  const auto only = std::find(closed.begin(), closed.end(), true);
  if (std::find(only + 1, closed.end(), true) == closed.end()) {
    weight[static_cast<std::size_t>(only - closed.begin())] += passing;
    return weight;
  }
  std::vector<State> members;
  for (State s = 0; s < chain.states(); ++s) {
    const State component = components.of()[s];
    if (component != Components::none && !closed[component]) members.push_back(s);
  }
  // Those entered only after a closed class was begun in are not reached; none of them is a member.
  const Restarting passage(chain, members, options);
  std::vector<double> entered(closed.size(), 0);
  double all = 0;
  passage.leavings([&](State target, double frequency) {
    entered[components.of()[target]] += frequency;
    all += frequency;
  });
  for (std::size_t c = 0; c < weight.size(); ++c) weight[c] += passing * entered[c] / all;
  join(trust, passage.trust());
  return weight;
}

std::vector<std::vector<State>> members_of(const Components& components,
                                           const std::vector<double>& weight) {
  std::vector<std::vector<State>> members(weight.size());
  for (State s = 0; s < components.of().size(); ++s) {
    const State component = components.of()[s];
    if (component != Components::none && weight[component] > 0) members[component].push_back(s);
  }
  return members;
}

}  // namespace

StateSet states_below(const Chain& chain, std::size_t measure, double threshold) {
  const std::vector<double>& values = chain.measures.at(measure);
  StateSet below(values.size());
  for (std::size_t s = 0; s < values.size(); ++s) below[s] = values[s] < threshold;
  return below;
}

StateSet never_again(const Rates& rates, const StateSet& set) {
  // Backwards from the set, over transitions by the state they enter.
  const std::size_t n = rates.states();
  std::vector<std::size_t> row(n + 1, 0);
  for (const State target : rates.target) ++row[target + 1];
  std::partial_sum(row.begin(), row.end(), row.begin());
  std::vector<State> source(rates.transitions());
  std::vector<std::size_t> next(row.begin(), row.end() - 1);
  for (State s = 0; s < n; ++s) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t)
      source[next[rates.target[t]]++] = s;
  }
  StateSet beyond(n, true);
  std::vector<State> open;
  const auto reach = [&](State s) {
    if (!beyond[s]) return;
    beyond[s] = false;
    open.push_back(s);
  };
  for (State s = 0; s < n; ++s) {
    if (set[s]) reach(s);
  }
  while (!open.empty()) {
    const State s = open.back();
    open.pop_back();
    for (std::size_t t = row[s]; t < row[s + 1]; ++t) reach(source[t]);
  }
  return beyond;
}

SteadyState steady_state(const Chain& chain, const SolveOptions& options) {
  SteadyState result;
  result.probability.assign(chain.states(), 0);
  const Components components(chain, starts_of(chain));
  const std::vector<bool> closed = closed_components(chain, components);
  const std::vector<double> weight = endings(chain, components, closed, result.trust, options);
  for (const std::vector<State>& members : members_of(components, weight)) {
    if (members.empty()) continue;
    const Stationary part = members.size() == chain.states()
                                ? stationary(chain, options)
                                : stationary(among(chain, members), options);
    const double share = weight[components.of()[members.front()]];
    for (std::size_t i = 0; i < members.size(); ++i) {
      result.probability[members[i]] = share * part.probability[i];
    }
    join(result.trust, part.trust);
    if (share == 1) result.trust.bound = part.trust.bound;
    ++result.classes;
  }
  return result;
}

double expected(std::span<const double> probability, std::span<const double> measure) {
  assert(probability.size() == measure.size());
  Sum sum;
  for (std::size_t s = 0; s < measure.size(); ++s) sum += probability[s] * measure[s];
  return sum.value();
}

Split split(std::span<const double> probability, const StateSet& set) {
  assert(probability.size() == set.size());
  Sum inside;
  Sum outside;
  for (std::size_t s = 0; s < set.size(); ++s) (set[s] ? inside : outside) += probability[s];
  Split parts{inside.value(), outside.value()};
  if (parts.inside < parts.outside) {
    parts.outside = 1 - parts.inside;
  } else {
    parts.inside = 1 - parts.outside;
  }
  return parts;
}

std::vector<double> entering_rates(const Chain& chain, const StateSet& set) {
  std::vector<double> entering(chain.states(), 0);
  for (State s = 0; s < chain.states(); ++s) {
    if (set[s]) continue;
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      if (set[chain.target[t]]) entering[s] += chain.rate[t];
    }
  }
  return entering;
}

double entry_rate(const Chain& chain, std::span<const double> probability, const StateSet& set) {
  return expected(probability, entering_rates(chain, set));
}

TimeTo mean_time_to(const Chain& chain, const StateSet& set, const SolveOptions& options) {
  std::optional<std::vector<State>> members = passed_before(chain, set);
  if (!members) return {};
  if (members->empty()) return {Seconds(0), {"elimination", 0, 0.0, 0, true}};
  const Restarting passage(chain, std::move(*members), options);
  Sum frequency;
  passage.leavings([&](State, double often) { frequency += often; });
  return {Seconds(passage.begun_inside() / frequency.value()), passage.trust()};
}

}  // namespace ausfall
