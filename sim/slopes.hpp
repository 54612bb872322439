// How answers change with the rates: derivatives of a chain's stationary measures, of the mean time
// to a set, and of the answers for a time.
//
// A measure is g = sum of p_s f_s, p being the long-run probabilities. The bias h solves
// sum over r of q_sr (h_r - h_s) = g - f_s, with h_0 = 0: how much more of the measure is seen from
// s on than in the long run. Then dg = sum of p_s (df_s + sum over r of dq_sr (h_r - h_s)), so one
// equation gives the derivatives by every rate at once (Cao and Chen, "Perturbation realization,
// potentials, and sensitivity analysis of Markov processes", IEEE Transactions on Automatic Control
// 42, 1997).
//
// The mean time to the set is one over the frequency of beginning anew, in the chain that does so
// whenever it enters (see restarting.hpp): a stationary measure as well. Its bias is small where
// the mean times from all states are nearly the same, so none of it is a difference of long times.
//
// For a time t, v_s(r) being what is expected of f after r from state s on, and p(r) where the chain
// is after r: d(p(t) f) = the integral over r of p_s(r) dq_su (v_u(t - r) - v_s(t - r)), again one
// pass back in time for all rates, which meets one forth. Only differences of v count, so it is
// kept as what it is more than in state 0, which stays small where v is nearly the same everywhere.
// All rates together act as the unit of time: their slopes sum to the slope by the time, which is
// known without them and so tells how precise they are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/chain.hpp"

namespace ausfall {

/// By clock: the derivatives by the logarithm of a factor on all rates at which it rings. Of clocks
/// that are alike and ring for one another, the one that rings has the derivatives of all.
struct Slopes {
  std::vector<double> probability;  ///< of the set
  std::vector<double> entries;      ///< into it, per second
};

/// None where the chain is not one class of states that can all be reached from one another, or the
/// biases could not be found. REQUIRES: the chain has its parts; `steady` is its steady state.
/// Throws SolveInterrupted.
std::optional<Slopes> slopes(const Chain& chain, const SteadyState& steady, const StateSet& set,
                             const SolveOptions& options = {});

/// Of `mean_time_to`, in seconds; by clock, as in Slopes, those behind the last that tells left out.
/// None where the set may never be entered, or the biases could not be found. REQUIRES: the chain
/// has its parts. Throws SolveInterrupted.
std::optional<std::vector<double>> slopes_of_time_to(const Chain& chain, const StateSet& set,
                                                     const SolveOptions& options = {});

/// By clock, as in Slopes; of the answers for a time, from the initial distribution on.
struct SlopesUntil {
  std::vector<double> probability_at;    ///< of the set, at that time
  std::vector<double> probability_over;  ///< the expected share of the time until then spent there
  std::vector<double> visited_by;        ///< of `visit_by`
  std::vector<double> entries_over;      ///< of `entries_over`
  double error = 0;  ///< bound on the errors of method (not of rounding) of each
  /// A check. The slopes by all clocks must sum to the slope by the time, which is computed apart:
  /// this is their difference, less what rounding of the probabilities may explain, relative to the
  /// sizes of slopes and answer. The largest of those of the four answers.
  double residual = 0;
  std::string method;
};

/// By uniformisation, its states kept now and then and computed anew between (Griewank, "Achieving
/// logarithmic growth of temporal and spatial complexity in reverse automatic differentiation",
/// Optimization Methods and Software 1, 1992); not all the way where the chain settles early; or for
/// small stiff chains by doubling the time step.
///
/// Throws NotSolved when neither fits the budget. REQUIRES: the chain has its parts; time >= 0.
SlopesUntil slopes_until(const Chain& chain, const StateSet& set, Seconds time,
                         const SolveOptions& options = {});

/// Each alone, for tests that compare them; whatever it takes.
SlopesUntil slopes_until_by_uniformisation(const Chain& chain, const StateSet& set, Seconds time,
                                           const SolveOptions& options = {});
SlopesUntil slopes_until_by_settling(const Chain& chain, const StateSet& set, Seconds time,
                                     const SolveOptions& options = {});
SlopesUntil slopes_until_by_doubling(const Chain& chain, const StateSet& set, Seconds time,
                                     const SolveOptions& options = {});

}  // namespace ausfall
