// Histories that end for good: a service is down, and nothing is under way that would bring it back. A
// part is never repaired, a pool of parts is used up, or a group stays failed and nobody comes.
//
// An availability over a horizon then says more of the horizon than of the room, so who reads it
// should know. `solve` gives the chance of it, and how soon.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/plant.hpp"
#include "studies/replication.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

/// Something in the plant can end so: most plants cannot.
bool may_end_for_good(const models::Plant& plant);

/// By service, in how many of the first `histories` it was down at the end of the span, and no clock was
/// running but of what makes things worse or has no effect on it.
std::vector<std::uint64_t> ended_for_good(const models::Plant& plant, const Span& span,
                                          std::uint64_t histories, const Watch& watch);

/// A sentence for each service that did.
std::vector<std::string> words_of_endings(const models::Plant& plant, const Span& span,
                                          std::uint64_t histories, const Watch& watch);

}  // namespace ausfall::studies
