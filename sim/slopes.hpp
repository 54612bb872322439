// How answers change with the rates: derivatives of a chain's stationary measures, and of the mean
// time to a set.
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
#pragma once

#include <optional>
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

}  // namespace ausfall
