// Planned moves: groups leave a node that is drained, by restart, by saving and restoring their
// VMs, or by live migration.
//
// 1. A planned move is no failover. What it costs is put down to the work for which its node is
//    drained.
// 2. A group moves when it is online, one after another as they are listed, as soon as another node
//    of its side can take it; until then it stays where it is, and serves.
// 3. What is saved or migrates goes on where it was when its target is lost on the way; a failure
//    of its own, or of its node, calls the move off and is dealt with as ever.
// 4. Only VMs that do their work can be saved or migrate: a group with an application among its
//    members, or with a VM that is off or hangs, is restarted.
#pragma once

#include <vector>

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// The node takes no groups from now on, and its groups move away as their cluster plans it, as far
/// as others can take them.
void drain(Moment& moment, NodeId id);

/// Where no group is left on a node that is drained, that is told.
void tell_if_drained(Moment& moment, NodeId id);

/// It takes groups again, unless there is other work for which it is drained.
void end_drain(Moment& moment, NodeId id);

/// The work for which it is drained (maintenance, an evacuation); unnamed if there is none.
CauseId drained_for(Scene scene, NodeId id);

/// The nodes that go down with this host: itself, and those of its VMs that no cluster moves away.
std::vector<NodeId> nodes_lost_with(const Plant& plant, ComponentId host);

/// Its group could be moved now: it is online, and nothing is the matter with it.
bool may_move(const Moment& moment, GroupId id);

/// It would have to be stopped to leave its node, and a disruption budget does not allow that now.
bool held_by_budget(const Moment& moment, GroupId id);

/// Its members can be saved and restored, or migrate, as planned: no application is among them, and
/// they do their work. REQUIRES of all three: the group is online.
bool may_carry(const Moment& moment, GroupId id);

/// The same, but as many moves as may be are under way from its node.
bool waits_to_be_carried(const Moment& moment, GroupId id);

/// It is carried to that node. REQUIRES: it may be.
void carry_as_planned(Moment& moment, GroupId id, std::uint8_t target);

/// After whatever has happened: moves that can begin now do.
void continue_drains(Moment& moment);

/// Likewise: who may not be without others that went elsewhere is moved after them, as planned.
void follow_others(Moment& moment);

/// This side goes on without some nodes: moves from them, or to them, are called off.
void regrouped_while_migrating(Moment& moment, GroupId id, NodeSet side);

/// A group serves: whether it was restarted elsewhere as planned.
bool planned_restart_serves(Moment& moment, GroupId id);

/// A planned move is over, and the group serves. If it was done wrongly, which is chosen now, the
/// group's members fail, and may start again at once.
void planned_move_may_fail(Moment& moment, GroupId id);

/// A stage of saving and restoring, or of live migration, is over.
void group_migrated(Moment& moment, GroupId id);

/// How long a live migration copies memory while the VM serves, and then stands still.
struct PreCopy {
  Duration copying{0};
  Duration blackout{0};
};

/// Memory is copied, then what became dirty meanwhile, and so on, until what remains takes less
/// than 1 s: then the VM stands still for it. Without convergence it stands still after
/// `copy_rounds_max` rounds; more than all of its memory is never left.
///
/// Source: Nelson, Lim, Hutchins (USENIX 2005): pre-copy, downtime below 1 s. Their rounds take
/// M/B * (D/B)^i. The limit of rounds is an assumption. REQUIRES: none is negative; a bandwidth of 0
/// does not limit.
PreCopy pre_copy(double memory, double bandwidth, double dirty_rate);

inline constexpr int copy_rounds_max = 10;

}  // namespace ausfall::models
