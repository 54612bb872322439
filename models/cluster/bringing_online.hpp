// How a group is brought online: restarted in place, or failed over, moved and started elsewhere.
//
// 1. Past its threshold, or where the automatic failover does not work, a group waits for a person.
//    One that no node can take is queued.
// 2. A node starts as many groups as it may; the next waits for a slot there. Restarts in place and
//    failbacks do not wait.
// 3. A hot standby takes over from a host that fails as soon as `failover.delay` has passed,
//    without waiting for anybody's agreement: its copy beats on its own, and a lock on the disk
//    lets one of the two go on (vSphere FT). A new copy is there at once.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// As `fail_over`, without threshold and coverage: a cold start is no failover.
void relocate(Moment& moment, GroupId id, NodeSet side);

/// This member is one of those.
bool is_restarted(const Moment& moment, GroupId id, MemberId member);
/// They go off, in no time.
void stop_for_restart(Moment& moment, GroupId id);

/// Starts its members, in their order if it has one.
void start_members(Moment& moment, GroupId id);

// ---- clocks -------------------------------------------------------------------------------------

void restart_delay_over(Moment& moment, GroupId id);
void group_fenced(Moment& moment, GroupId id);
void group_moved(Moment& moment, GroupId id);

}  // namespace ausfall::models
