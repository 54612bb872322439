// What groups do when nodes and sides change. Nodes (membership, quorum, heartbeats, fencing,
// isolation) call this, and know nothing else of groups; it is defined in takeover.cpp, above them.
//
// 1. Groups are taken over in the order of their priorities.
// 2. A group that may not be taken yet waits for its node to be fenced, for a lock, or for the
//    node's return; `take_freed` asks again whenever one of these changes.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// The node's machine went down or stands still: its groups are lost, though nobody may know it
/// yet.
void node_lost(Moment& moment, NodeId id);
/// Its machine stood still and goes on.
void node_resumed(Moment& moment, NodeId id);
/// It is a member again: what was lost with it, and nobody took, starts there.
void node_returned(Moment& moment, NodeId id);
/// The others' heartbeats say that it is gone: its groups' failovers enter the next phase.
void node_suspected_by_its_cluster(Moment& moment, NodeId id);

/// It is kept out: what is left to it for a while, and stands still there, is taken from it.
void move_off_quarantined(Moment& moment, NodeId id);
/// It is in touch with this side, which keeps it out: what runs there, and was left to it for a
/// while, migrates to this side, if that is how groups are moved (planned.cpp).
void carry_off_quarantined(Moment& moment, NodeId id, NodeSet side);

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

/// The node was to be switched off since something could not be stopped on it, and nobody is left who
/// does that (stopping.cpp).
void not_fenced(Moment& moment, NodeId id);
/// The group need no longer be left to its node, which was lost: others take it if they may.
void group_leaves(Moment& moment, GroupId id);

/// The ghost of a group that runs twice, if there is one, is stopped (split_brain.cpp).
void end_split_brain(Moment& moment, GroupId id);

/// A VM whose group stands still to be moved, or that stands on such a one (planned.cpp).
bool stands_still_to_be_carried(const Moment& moment, ComponentId id);

// ---- clocks -------------------------------------------------------------------------------------

void grace_over(Moment& moment, GroupId id);

}  // namespace ausfall::models
