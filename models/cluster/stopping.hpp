// How a group is stopped on a node that lives: it takes time, and may not work.
//
// 1. Members no longer serve from the moment at which their stop begins; the group goes on only when
//    all of them have stopped. Those of a group that starts in order stop in the reverse order, one
//    after another; others at once.
// 2. A stop that fails (by chance, or since what hangs does not answer) is noticed when its time is
//    over, or by the time-out of stops; one that takes longer than that fails too.
// 3. What waits for I/O cannot be stopped (a process in uninterruptible sleep). Where stops have a
//    time-out it runs on until its I/O is answered or fails, from when on its stop takes its time; by
//    the time-out its stop has failed. Without a time-out it is ended at once.
// 4. What then happens is the cluster's (StopFailure): the node is switched off by the others, and
//    the group is taken from it as from any node that was fenced; or the group is blocked, and keeps
//    its place, until a person has come or its node is gone; or the member is terminated.
// 5. Who loses its node, its quorum or its power meanwhile has nothing left to stop.
//
// Source: Pacemaker Explained, failure response (a failed stop: `fence` with fencing, else `block`).
#pragma once

#include "models/cluster/view.hpp"
#include "models/moment.hpp"

namespace ausfall::models {

/// It no longer waits for I/O, and is off: if that is what its stop has waited for, it ends now.
void stop_goes_on(Moment& moment, MemberId id);

// ---- clocks -------------------------------------------------------------------------------------

void member_stopped(Moment& moment, MemberId id);
void stop_timed_out(Moment& moment, GroupId id);

}  // namespace ausfall::models
