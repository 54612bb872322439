// A group, and its episode: what all that brings groups back has in common.
//
// 1. A failover (the episode that is measured) runs from the failure of a member or its node to the
//    moment when all members of the group serve again, there or elsewhere; at each moment of it the
//    group is in one phase.
// 2. A group's status changes by `set_status` only (group_status.hpp).
//
// Who changes groups, and when:
//   watching.hpp         a member fails, is slow, or lacks what it needs
//   groups.hpp           its node is lost, or back; sides form and merge (takeover.cpp)
//   grace.hpp            it is left to a lost node for a while
//   queue.hpp            it waits for a place, a start slot or a person
//   bringing_online.hpp  it is restarted, moved and started
//   start_attempts.hpp   a start comes to nothing
//   stopping.hpp         it is stopped on a node that lives
//   preemption.hpp       it is stopped to make room
//   planned.hpp          it is moved on purpose
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

const Cluster& cluster_of(const Moment& moment, GroupId id);

/// The node that has it.
NodeId owner_of(const Moment& moment, GroupId id);
/// That node's host or VM.
ComponentId machine_of(const Moment& moment, GroupId id);

/// Its cluster watches the disks or the clients of its groups (surroundings.hpp).
bool watches_surroundings(const Plant& plant, ClusterId cluster);
bool watches_surroundings(const Moment& moment, GroupId id);
bool watches_capacity(const Moment& moment, GroupId id);

/// Begins the episode, if it is not under way.
void begin_recovery(Moment& moment, GroupId id);

/// Its episode is in this phase from now on.
void enter(Moment& moment, GroupId id, Phase phase, Wait why = Wait::otherwise);

/// It serves where it is: if its copies lag, and all that was written is on another node, what had not
/// reached this one is lost.
void go_on_with_copy(Moment& moment, GroupId id);

/// It runs or starts on the node that has it: there is no failover to call off.
bool stays(GroupStatus status);

/// Its members are watched, on a node that is there to watch them.
bool is_watched(const Moment& moment, GroupId id);

bool any_member_runs(const Moment& moment, GroupId id);
bool all_members_serve(Scene scene, GroupId id);

/// Takes all members of the group offline.
void stop_members(Moment& moment, GroupId id);

/// Its disks are moved to the target and brought online; then it starts there. REQUIRES: the target
/// is set.
void move(Moment& moment, GroupId id);

/// Its members have stopped, or went down otherwise: no stop of theirs is waited for any longer.
void call_off_stop(Moment& moment, GroupId id);

/// Of its members and of its stay on its node: failures seen, delays, stops, failback.
void stop_clocks(Moment& moment, GroupId id);
/// The clock that gives the member some time to come up.
void stop_pending(Moment& moment, MemberId id);
/// The clocks of members below the capacity floor: what runs while it does not recover.
void forget_slowness(Moment& moment, GroupId id);

/// Calls `visit(group)` for each group that the node has, those of high priority first.
template <class Visit>
void for_owned(Moment& moment, NodeId id, Visit visit) {
  for (const GroupId group : moment.plant[moment.plant[id].cluster].by_priority) {
    if (moment.world[group].owner == moment.plant[id].number) visit(group);
  }
}

}  // namespace ausfall::models
