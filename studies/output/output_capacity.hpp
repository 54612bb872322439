// What single failures and lost hosts leave out, in words.
#pragma once

#include <string>
#include <vector>

#include "studies/fmea/failure_effects.hpp"

namespace ausfall::studies {

/// Groups that are out a week after a single failure, by failure; empty if none is.
std::string stay_out_words(const FailureAnalysis& analysis);

/// How many hosts each cluster can do without, and what is out with more; empty without clusters.
std::string capacity_words(const std::vector<ClusterCapacity>& capacity);

}  // namespace ausfall::studies
