// What a result says of what is not known: the range that it leaves, and which input explains it.
//
// 1. In `run` two replications share a draw, so they are not independent: every interval of a
//    service is widened by Kish's design effect, measured on the pairs (sim/attribution.hpp).
// 2. The range is that of the true unavailability. Chance has no part in it.
#pragma once

#include <cstdint>
#include <vector>

#include "models/ledger.hpp"
#include "scenarios/reader.hpp"
#include "studies/draws.hpp"
#include "studies/replication.hpp"
#include "studies/result.hpp"
#include "studies/solution.hpp"
#include "studies/solve.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

/// By service: what each replication gave, in their order.
using DrawnTotals = std::vector<std::vector<Totals>>;

/// Puts what came later behind.
void append(DrawnTotals& totals, const DrawnTotals& later);

/// Fills in `unknowns` of each service and widens its intervals. Nothing where a draw has one
/// replication. `first` is the number of the first replication. REQUIRES: a draw begins with it.
void tell_unknowns(RunResult& result, const Draws& draws, std::uint64_t first,
                   const DrawnTotals& totals);

/// What not knowing leaves open of a solution, which is of the medians: solves the scenario at as
/// many draws as the plan says, fills in `unknowns` of each service, and notes it. Nothing where
/// everything is known. Throws as solve_plan.
void solve_unknowns(Solution& solution, const scenarios::Scenario& scenario, const SolvePlan& plan,
                    const Watch& watch);
/// The answer for the medians, and that. Its progress are states first, and then draws.
Solution solve_scenario(const scenarios::Scenario& scenario, const SolvePlan& plan,
                        const Watch& watch);

}  // namespace ausfall::studies
