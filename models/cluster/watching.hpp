// What a cluster sees of its groups' members, and what it does about it.
//
// 1. A member that failed alone is restarted in place as often as the cluster allows; then its
//    group fails over. What is broken there is tried all the same, and each try takes its time
//    (start_attempts.hpp), unless the cluster knows better. Where its storage does not answer nothing
//    is tried.
// 2. A member below the capacity floor goes on serving until its cluster has seen it; the failover
//    begins then. It is left alone where neither a restart nor another node would be better.
// 3. A group that is cut off from its disks or its clients, and would not be elsewhere, fails over.
//
// What members report are the calls of models/reactions.hpp.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// The member as which it is watched: itself, or the one that it is an application on; or none.
MemberId watched_as(const Moment& moment, ComponentId id);

/// It cannot serve where it is, whatever is restarted there: it is stopped, and fails over.
void give_up_place(Moment& moment, GroupId id);

// ---- members without their disks: storage_loss.cpp ----------------------------------------------

/// Responses that are due and could not be made, since nobody could take the group, are made now if
/// somebody can.
void respond_to_overdue(Moment& moment);

// ---- clocks -------------------------------------------------------------------------------------

void failure_seen(Moment& moment, MemberId id);
void pending_timed_out(Moment& moment, MemberId id);
void storage_response_due(Moment& moment, MemberId id);

}  // namespace ausfall::models
