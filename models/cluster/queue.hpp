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
/// What kept it from being started where it is is over.
void may_start_here_again(Moment& moment, GroupId id);

void queue(Moment& moment, GroupId id, Wait why = Wait::otherwise);

/// There is a place for it, which is kept, and it has to wait for its turn to start there.
void wait_for_slot(Moment& moment, GroupId id, std::uint8_t number);

/// `given_up`, `uncovered` or `blocked`: until a person comes, if the cluster has one; what was given
/// up, until it is tried again, where the cluster does that by itself.
void await_person(Moment& moment, GroupId id, GroupStatus status);

/// A group that waits for a place takes the next that there is, or starts where it is if it can.
void try_again(Moment& moment, GroupId id);

/// Something has changed: when the ring is over, all that are queued are tried again, but for this
/// one, and it is looked anew at what the others lack.
void retry_later(Moment& moment, ClusterId cluster, GroupId except = {});

/// It no longer starts: the next may, when the ring is over.
void slot_freed(Moment& moment, GroupId id);

/// After whatever has happened: tries the groups that wait until nothing changes any more.
void retry_queued(Moment& moment);

// ---- clocks -------------------------------------------------------------------------------------

void person_arrived(Moment& moment, GroupId id);
void group_retried(Moment& moment, GroupId id);
void failovers_forgotten(Moment& moment, GroupId id);

}  // namespace ausfall::models
