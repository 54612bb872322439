// Expectations that are worked out, not estimated: hosts to spare, and single points of failure.
#pragma once

#include <vector>

#include "scenarios/reader.hpp"
#include "studies/check.hpp"
#include "studies/plan.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

/// Judges those of them, as `fmea` finds it: hosts that can be lost at once, whichever, with nothing
/// left out; and single failures, each struck 100 times, that a service does not get over by itself.
/// The others are left as they are. Throws Interrupted and Refused.
void work_out(const scenarios::Scenario& scenario, const Simulated& how, const Watch& watch,
              std::vector<ExpectationResult>& results);

}  // namespace ausfall::studies
