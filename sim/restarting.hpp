// How a set of states is first entered, told by the chain that begins anew whenever that happens:
// the mean time to the first entering is the time between two of them in the long run. No answer
// becomes a difference that way, however seldom the set is entered.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "sim/chain.hpp"
#include "sim/stationary.hpp"

namespace ausfall {

constexpr Rates::State no_state = std::numeric_limits<Rates::State>::max();

/// For each state its place among `members`; `no_state` where it is not one of them.
std::vector<Rates::State> places_of(const std::vector<Rates::State>& members, std::size_t states);

/// The states that a chain may begin in.
std::vector<Rates::State> starts_of(const Chain& chain);

/// The states that may be passed before the set is entered, in ascending order. Nothing where it
/// may happen that the set is never entered.
std::optional<std::vector<Rates::State>> passed_before(const Chain& chain, const StateSet& set);

/// The chain that begins anew whenever it leaves its members. Results are by a member's place in
/// `members`, not by the state of the original chain.
class Restarting {
 public:
  using State = Rates::State;

  /// REQUIRES: members ascending; all can be reached from starts that are members, and each can
  /// leave. The chain outlives it. Throws SolveInterrupted.
  Restarting(const Chain& chain, std::vector<State> members, const SolveOptions& options);

  [[nodiscard]] Rates rates() const;
  /// By place, in the long run.
  [[nodiscard]] const std::vector<double>& probability() const { return solved_.probability; }
  [[nodiscard]] const Trust& trust() const { return solved_.trust; }

  /// The place of a state of the original chain.
  [[nodiscard]] State place_of(State s) const { return place_[s]; }
  /// The probability that the chain begins in a member.
  [[nodiscard]] double begun_inside() const { return begun_inside_; }
  /// The mean of a quantity, given by place, over the states in which the chain begins anew.
  [[nodiscard]] double expected_at_start(const std::vector<double>& by_place) const;
  /// By place, per second.
  [[nodiscard]] std::vector<double> leaving_rates() const;

  /// How often per second it leaves, told by the state of the chain that it enters.
  template <class Tell>
  void leavings(Tell tell) const {
    for (State i = 0; i < members_.size(); ++i) {
      const State s = members_[i];
      for (std::size_t t = chain_.row[s]; t < chain_.row[s + 1]; ++t) {
        if (place_[chain_.target[t]] != no_state) continue;
        tell(chain_.target[t], solved_.probability[i] * chain_.rate[t]);
      }
    }
  }

 private:
  void add_restarts(Rates& result, State from, double leaves) const;

  const Chain& chain_;
  std::vector<State> members_;
  std::vector<State> place_;
  double begun_inside_ = 0;
  Stationary solved_;
};

}  // namespace ausfall
