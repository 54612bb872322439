// Groups that wait: for a node that can take them, for a start slot, for a person, or to be tried again.
//
// 1. A queued group is taken as soon as something changes, in the order of priorities.
// 2. One that waits for a slot has a target, and keeps its room there.
// 3. One that could not be started where it is, and has no other place, is not started there again
//    before something has changed there, a person has come, or it is tried again (`retry-after`:
//    WSFC's RetryPeriodOnFailure).
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// Its members could start on the node that has it.
bool can_start_in_place(const Moment& moment, GroupId id);
/// The same as far as its cluster knows, which may try what is broken there.
bool may_be_tried_in_place(const Moment& moment, GroupId id);

/// After whatever has happened: tries the groups that wait until nothing changes any more.
void retry_queued(Moment& moment);

// ---- clocks -------------------------------------------------------------------------------------

void person_arrived(Moment& moment, GroupId id);
void group_retried(Moment& moment, GroupId id);
void failovers_forgotten(Moment& moment, GroupId id);

}  // namespace ausfall::models
