// What a cluster does about members whose disks do not answer: what it sees of it, how it responds,
// and what a stop is worth that hangs.
//
// 1. A member that waits for its disk has not failed, for whoever looks whether it runs. A monitor
//    that does I/O itself (Monitor::io) times out like any that asks what hangs. When the member fails
//    for want of its disk, that is seen as any failure (models/failure, disk_timed_out).
// 2. vSphere's VM Component Protection ends VMs some time after their host lost all paths to their
//    storage, or at once if the storage tells that it is gone, and restarts them on a host that has
//    it. A VM that no host could take stays where it is until one can (the conservative response).
//    Storage that is back before changes nothing.
//    Source: vSphere documentation, VM Component Protection (APD time-out 140 s, delay 3 min).
// 3. What waits for I/O cannot be stopped (a process in uninterruptible sleep). Where nodes are fenced
//    by power its node is, once the stop has taken its time-out (Pacemaker Explained: on-fail=fence of
//    a stop). If the I/O is answered before, the stop ends, and the group goes on from there.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// The group is to be stopped where it is, and some member's I/O hangs: that is waited for, and its
/// node is fenced in the end. False where it can be stopped.
bool stop_hangs(Moment& moment, GroupId id);

/// Nobody waits for its stop any longer.
void forget_hung_stop(Moment& moment, GroupId id);

/// Responses that are due and could not be made, since nobody could take the group, are made now if
/// somebody can.
void respond_to_overdue(Moment& moment);

// ---- clocks -------------------------------------------------------------------------------------

void storage_response_due(Moment& moment, MemberId id);
void hung_stop_over(Moment& moment, GroupId id);

}  // namespace ausfall::models
