// Groups that are left to their node for a while after it was lost (compute resiliency).
//
// One clock ends it on both sides, so that no group runs twice.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// Its node has lost the quorum, and runs on, unwatched, what serves on it, for as long as the
/// others would leave the group to it.
bool runs_on_by_grace(Moment& moment, GroupId id);

/// Without its node's cluster what it holds on shared disks is out of reach: it stands still.
void pause(Moment& moment, GroupId id);
void end_pause(Moment& moment, GroupId id);

}  // namespace ausfall::models
