#include "sim/chain.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/stationary.hpp"
#include "sim/sum.hpp"

namespace ausfall {
namespace {

using State = Rates::State;
constexpr State no_state = std::numeric_limits<State>::max();

// ---- which states there are ---------------------------------------------------------------------

/// The states that can be reached from these without passing one of the set, in ascending order;
/// those in it not counted.
std::vector<State> reachable_outside(const Rates& rates, std::vector<State> from,
                                     const StateSet& set) {
  std::vector<bool> seen(rates.states(), false);
  std::vector<State> waiting;
  const auto meet = [&](State s) {
    if (set[s] || seen[s]) return;
    seen[s] = true;
    waiting.push_back(s);
  };
  for (const State s : from) meet(s);
  while (!waiting.empty()) {
    const State s = waiting.back();
    waiting.pop_back();
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) meet(rates.target[t]);
  }
  std::vector<State> reached;
  for (State s = 0; s < rates.states(); ++s) {
    if (seen[s]) reached.push_back(s);
  }
  return reached;
}

std::vector<State> starts_of(const Chain& chain) {
  std::vector<State> states;
  for (const Chain::Start& start : chain.initial) {
    if (start.probability > 0) states.push_back(start.state);
  }
  return states;
}

std::vector<State> numbers_of(const std::vector<State>& members, std::size_t states) {
  std::vector<State> number(states, no_state);
  for (State i = 0; i < members.size(); ++i) number[members[i]] = i;
  return number;
}

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
  const std::vector<State> number = numbers_of(members, rates.states());
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

/// The chain that begins anew whenever it leaves its members. Its long run tells how the first
/// leaving comes about: the mean time to it is the time between two of them. No answer becomes a
/// difference that way, however seldom it leaves.
class Restarting {
 public:
  /// REQUIRES: members ascending; all can be reached from starts that are members, and each can
  /// leave.
  Restarting(const Chain& chain, const std::vector<State>& members, const SolveOptions& options)
      : chain_(chain), members_(members), number_(numbers_of(members, chain.states())) {
    for (const Chain::Start& start : chain.initial) {
      if (start.probability > 0 && number_[start.state] != no_state)
        begun_inside_ += start.probability;
    }
    solved_ = stationary(rates(), options);
  }

  /// The probability of the starts among the members.
  [[nodiscard]] double begun_inside() const { return begun_inside_; }
  [[nodiscard]] const Trust& trust() const { return solved_.trust; }

  /// How often per second it leaves, told by the state entered.
  template <class Tell>
  void leavings(Tell tell) const {
    for (State i = 0; i < members_.size(); ++i) {
      const State s = members_[i];
      for (std::size_t t = chain_.row[s]; t < chain_.row[s + 1]; ++t) {
        if (number_[chain_.target[t]] != no_state) continue;
        tell(chain_.target[t], solved_.probability[i] * chain_.rate[t]);
      }
    }
  }

 private:
  [[nodiscard]] Rates rates() const {
    Rates result;
    for (State i = 0; i < members_.size(); ++i) {
      double leaves = 0;
      const State s = members_[i];
      for (std::size_t t = chain_.row[s]; t < chain_.row[s + 1]; ++t) {
        const State target = number_[chain_.target[t]];
        if (target == no_state) {
          leaves += chain_.rate[t];
        } else {
          result.target.push_back(target);
          result.rate.push_back(chain_.rate[t]);
        }
      }
      if (leaves > 0) add_restarts(result, i, leaves);
      result.row.push_back(result.target.size());
    }
    return result;
  }

  void add_restarts(Rates& result, State from, double leaves) const {
    for (const Chain::Start& start : chain_.initial) {
      const State target = number_[start.state];
      if (target == no_state || target == from || start.probability == 0) continue;
      result.target.push_back(target);
      result.rate.push_back(leaves * start.probability / begun_inside_);
    }
  }

  const Chain& chain_;
  const std::vector<State>& members_;
  std::vector<State> number_;
  double begun_inside_ = 0;
  Stationary solved_;
};

/// What several answers are to be trusted together.
void join(Trust& all, const Trust& one) {
  if (all.method.empty()) all.method = one.method;
  if (all.method != one.method && one.iterations > 0) all.method = one.method;
  all.residual = std::max(all.residual, one.residual);
  all.iterations += one.iterations;
  all.reached = all.reached && one.reached;
}

/// By component the probability of ending in it; 0 for those that are left again.
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

/// Every one of these states can reach the outside. REQUIRES: ascending.
bool all_can_leave(const Rates& rates, const std::vector<State>& members) {
  const std::vector<State> number = numbers_of(members, rates.states());
  std::vector<std::vector<State>> entered_from(members.size());
  std::vector<bool> can(members.size(), false);
  std::vector<State> waiting;
  for (State i = 0; i < members.size(); ++i) {
    for (std::size_t t = rates.row[members[i]]; t < rates.row[members[i] + 1]; ++t) {
      const State target = number[rates.target[t]];
      if (target != no_state) {
        entered_from[target].push_back(i);
      } else if (!can[i]) {
        can[i] = true;
        waiting.push_back(i);
      }
    }
  }
  std::size_t able = waiting.size();
  while (!waiting.empty()) {
    const State i = waiting.back();
    waiting.pop_back();
    for (const State source : entered_from[i]) {
      if (can[source]) continue;
      can[source] = true;
      ++able;
      waiting.push_back(source);
    }
  }
  return able == members.size();
}

}  // namespace

StateSet states_below(const Chain& chain, std::size_t measure, double threshold) {
  const std::vector<double>& values = chain.measures.at(measure);
  StateSet below(values.size());
  for (std::size_t s = 0; s < values.size(); ++s) below[s] = values[s] < threshold;
  return below;
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

double entry_rate(const Chain& chain, std::span<const double> probability, const StateSet& set) {
  Sum entries;
  for (State s = 0; s < chain.states(); ++s) {
    if (set[s]) continue;
    double rate = 0;
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      if (set[chain.target[t]]) rate += chain.rate[t];
    }
    entries += probability[s] * rate;
  }
  return entries.value();
}

TimeTo mean_time_to(const Chain& chain, const StateSet& set, const SolveOptions& options) {
  const std::vector<State> members = reachable_outside(chain, starts_of(chain), set);
  if (members.empty()) return {Seconds(0), {"elimination", 0, 0.0, 0, true}};
  if (!all_can_leave(chain, members)) return {};
  const Restarting passage(chain, members, options);
  Sum frequency;
  passage.leavings([&](State, double often) { frequency += often; });
  return {Seconds(passage.begun_inside() / frequency.value()), passage.trust()};
}

}  // namespace ausfall
