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

/// Counts a failover, and moves the group to the node that the side chooses for it.
void fail_over(Moment& moment, GroupId id, NodeSet side);

/// As `fail_over`, without threshold and coverage: a cold start is no failover.
void relocate(Moment& moment, GroupId id, NodeSet side);

/// To this node (its number), once there is a start slot.
void start_relocation(Moment& moment, GroupId id, std::uint8_t target);
/// On the node that has it, once there is a start slot.
void start_where_it_is(Moment& moment, GroupId id);

/// What does not serve, or is below the capacity floor, is stopped and started.
void restart_in_place(Moment& moment, GroupId id);
/// This member is one of those.
bool is_restarted(const Moment& moment, GroupId id, MemberId member);
/// They go off, in no time.
void stop_for_restart(Moment& moment, GroupId id);

/// Starts its members, in their order if it has one.
void start_members(Moment& moment, GroupId id);

/// A member came up or went on: perhaps all of them serve now.
void progress(Moment& moment, GroupId id);

// ---- clocks -------------------------------------------------------------------------------------

void restart_delay_over(Moment& moment, GroupId id);
void group_fenced(Moment& moment, GroupId id);
void group_moved(Moment& moment, GroupId id);

}  // namespace ausfall::models
