// Split brain: a group that runs twice, on two sides that both hold themselves entitled and were
// not fenced.
//
// The second instance is the one the world follows in detail; of the first (the ghost) it is only
// known that it goes on to serve as long as its node does, until the sides meet again.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// The group is about to be brought online elsewhere: if it still runs where it is, that instance
/// stays on as a ghost.
void leave_ghost(Moment& moment, GroupId id);

/// What it lost by a split brain has been restored.
void group_restored(Moment& moment, GroupId id);

}  // namespace ausfall::models
