// The stationary distribution of an irreducible chain: the one linear problem that all long-run
// questions come down to.
//
// 1. Elimination (Grassmann, Taksar, Heyman 1985) on the sparse rates, in an order of little
//    fill-in (approximate minimum degree). A diagonal is always the sum of the rates that leave,
//    never a difference, so nothing is ever subtracted.
// 2. What would fill in too much is iterated (see balance.hpp): Gauss-Seidel sweeps, BiCGSTAB where
//    they are slow, and at last Gauss-Seidel with corrections from ever coarser aggregated chains
//    (Horton and Leutenegger, "A multi-level solution algorithm for steady-state Markov chains",
//    SIGMETRICS 1994).
// 3. An iteration ends with a bound on the sum of the errors of all probabilities, rounding
//    included, or says that there is none.
#pragma once

#include <vector>

#include "sim/chain.hpp"

namespace ausfall {

struct Stationary {
  std::vector<double> probability;
  Trust trust;
};

/// REQUIRES: at least one state; each can reach every other; no transition from a state to itself.
/// Throws SolveInterrupted.
Stationary stationary(const Rates& rates, const SolveOptions& options);

/// Each alone, for tests that compare them.
Stationary stationary_by_elimination(const Rates& rates, const SolveOptions& options);
Stationary stationary_by_iteration(const Rates& rates, const SolveOptions& options);

/// The multiplications that an elimination of these rates takes at most; infinite when that is
/// beyond counting.
double elimination_work(const Rates& rates);

}  // namespace ausfall
