// How a cluster brings its groups back: restart in place, failover, and what stands in their way.
//
// 1. A failover (the episode that is measured) runs from the failure of a member or its node to the
//    moment when all members of the group serve again, there or elsewhere; at each moment of it the
//    group is in one phase.
// 2. A member that failed alone is restarted in place as often as the cluster allows; then its
//    group fails over. A restart that cannot succeed (its repair is not done, its storage does not
//    answer) is not tried.
// 3. Past its thresholds, or where the automatic failover does not work, a group waits for a
//    person. One that no node can take is queued, and taken as soon as something changes.
// 4. Groups are taken over, and tried again, in the order of their priorities. Where a node starts
//    as many as it may, the next waits for a slot there; restarts in place and failbacks do not
//    wait.
// 5. A member below the capacity floor goes on serving until its cluster has seen it; the failover
//    begins then. It is left alone where neither a restart nor another node would be better.
// 6. A hot standby takes over from a host that fails as soon as `failover.delay` has passed,
//    without waiting for anybody's agreement: its copy beats on its own, and a lock on the disk
//    lets one of the two go on (vSphere FT). A new copy is there at once.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

// ---- what members and nodes report --------------------------------------------------------------

/// It stopped, or hangs, by a failure of its own.
void component_failed(Moment& moment, ComponentId id);
void component_hung(Moment& moment, ComponentId id);

/// Its capacity is another, by its own failures or those of what it stands on.
void capacity_changed(Moment& moment, ComponentId id);

/// Where disks answer, or where clients come, may be another: groups of the cluster may be cut off
/// from what they need, or no longer.
void surroundings_changed(Moment& moment, ClusterId cluster);

/// It has begun to boot or start, which its cluster gives it some time for (pending time-out).
void member_starts(Moment& moment, MemberId id);
/// It runs, or was stopped on the way.
void member_start_ended(Moment& moment, MemberId id);

/// Nothing of its own keeps it down any longer.
void component_ready(Moment& moment, ComponentId id);

/// It runs, or goes on: perhaps the group it belongs to serves again.
void recovery_progressed(Moment& moment, ComponentId id);

/// The node's machine went down or stands still: its groups are lost, though nobody may know it
/// yet.
void node_lost(Moment& moment, NodeId id);
/// Its machine stood still and goes on.
void node_resumed(Moment& moment, NodeId id);
/// It is a member again: what was lost with it, and nobody took, starts there.
void node_returned(Moment& moment, NodeId id);
/// The others' heartbeats say that it is gone: its groups' failovers enter the next phase.
void node_suspected_by_its_cluster(Moment& moment, NodeId id);

// ---- what the cluster decides -------------------------------------------------------------------

enum class Takeover : std::uint8_t {
  failover,    ///< by survivors: it counts, and may not work
  cold_start,  ///< by nodes that form the cluster anew: they bring online what is not
};

/// This side holds the quorum: it takes the groups of nodes that are not in it.
void take_over_from_lost(Moment& moment, ClusterId cluster, NodeSet side,
                         Takeover takeover = Takeover::failover);

/// Sides have become one: groups that no node could take may find a place in it.
void sides_merged(Moment& moment, ClusterId cluster);

/// Groups that wait to be fenced, or for a lock, are taken if they may be.
void take_freed(Moment& moment, ClusterId cluster);

/// The node's cluster service stopped itself, and takes its groups offline; or its watchdog does.
/// What serves there runs on for as long as the others leave it to the node.
void give_up_groups(Moment& moment, NodeId id);

/// The node takes its members off, though its cluster service goes on.
void give_up_members(Moment& moment, NodeId id);

/// The group is lost, or was left to its node for a while, and that is in touch or on its own: what
/// runs there goes on, and what does not starts.
void resume(Moment& moment, GroupId id, NodeSet side);

/// The group's node is back in touch with its members running: nothing has to be moved.
void call_off_failover(Moment& moment, GroupId id, NodeSet side);

/// The member may run where it is, as far as its cluster is concerned.
bool may_run(const Moment& moment, MemberId id);

bool all_members_serve(Scene scene, GroupId id);

/// Takes all members of the group offline.
void stop_members(Moment& moment, GroupId id);

/// Its disks are moved to the target and brought online; then it starts there. REQUIRES: the target
/// is set.
void move(Moment& moment, GroupId id);

// ---- clocks -------------------------------------------------------------------------------------

void failure_seen(Moment& moment, MemberId id);
void restart_delay_over(Moment& moment, GroupId id);
void pending_timed_out(Moment& moment, MemberId id);
void grace_over(Moment& moment, GroupId id);
void group_fenced(Moment& moment, GroupId id);
void group_moved(Moment& moment, GroupId id);
void person_arrived(Moment& moment, GroupId id);
void restarts_forgotten(Moment& moment, GroupId id);
void failovers_forgotten(Moment& moment, GroupId id);

}  // namespace ausfall::models
