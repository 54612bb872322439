#include "sim/restarting.hpp"

#include <utility>

namespace ausfall {
namespace {

using State = Rates::State;

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

/// Every one of these states can reach the outside. REQUIRES: ascending.
bool all_can_leave(const Rates& rates, const std::vector<State>& members) {
  const std::vector<State> place = places_of(members, rates.states());
  std::vector<std::vector<State>> entered_from(members.size());
  std::vector<bool> can(members.size(), false);
  std::vector<State> waiting;
  for (State i = 0; i < members.size(); ++i) {
    for (std::size_t t = rates.row[members[i]]; t < rates.row[members[i] + 1]; ++t) {
      const State target = place[rates.target[t]];
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

std::vector<State> places_of(const std::vector<State>& members, std::size_t states) {
  std::vector<State> place(states, no_state);
  for (State i = 0; i < members.size(); ++i) place[members[i]] = i;
  return place;
}

std::vector<State> starts_of(const Chain& chain) {
  std::vector<State> states;
  for (const Chain::Start& start : chain.initial) {
    if (start.probability > 0) states.push_back(start.state);
  }
  return states;
}

std::optional<std::vector<State>> passed_before(const Chain& chain, const StateSet& set) {
  std::vector<State> members = reachable_outside(chain, starts_of(chain), set);
  if (!all_can_leave(chain, members)) return {};
  return members;
}

Restarting::Restarting(const Chain& chain, std::vector<State> members, const SolveOptions& options)
    : chain_(chain), members_(std::move(members)), place_(places_of(members_, chain.states())) {
  for (const Chain::Start& start : chain.initial) {
    if (place_[start.state] != no_state) begun_inside_ += start.probability;
  }
  solved_ = stationary(rates(), options);
}

Rates Restarting::rates() const {
  const std::vector<double> leaves = leaving_rates();
  Rates result;
  for (State i = 0; i < members_.size(); ++i) {
    const State s = members_[i];
    for (std::size_t t = chain_.row[s]; t < chain_.row[s + 1]; ++t) {
      const State target = place_[chain_.target[t]];
      if (target == no_state) continue;
      result.target.push_back(target);
      result.rate.push_back(chain_.rate[t]);
    }
    if (leaves[i] > 0) add_restarts(result, i, leaves[i]);
    result.row.push_back(result.target.size());
  }
  return result;
}

void Restarting::add_restarts(Rates& result, State from, double leaves) const {
  for (const Chain::Start& start : chain_.initial) {
    const State target = place_[start.state];
    if (target == no_state || target == from || start.probability == 0) continue;
    result.target.push_back(target);
    result.rate.push_back(leaves * start.probability / begun_inside_);
  }
}

double Restarting::expected_at_start(const std::vector<double>& by_place) const {
  double sum = 0;
  for (const Chain::Start& start : chain_.initial) {
    const State place = place_[start.state];
    if (place != no_state) sum += start.probability / begun_inside_ * by_place[place];
  }
  return sum;
}

std::vector<double> Restarting::leaving_rates() const {
  std::vector<double> leaves(members_.size(), 0);
  for (State i = 0; i < members_.size(); ++i) {
    const State s = members_[i];
    for (std::size_t t = chain_.row[s]; t < chain_.row[s + 1]; ++t) {
      if (place_[chain_.target[t]] == no_state) leaves[i] += chain_.rate[t];
    }
  }
  return leaves;
}

}  // namespace ausfall
