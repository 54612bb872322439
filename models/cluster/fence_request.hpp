// A request to fence a node by power or by a message on a disk: who asks for it, and how long it
// waits before it is sent.
//
// 1. Until it is sent a request lives as long as somebody lives who wants it. Once sent it works
//    whatever becomes of the sender: a power switch, or a message on a disk, asks nobody again. So
//    two nodes that shoot at each other kill each other, unless one request waits for longer than
//    the other takes (SUSE KB 000019110; GitHub's post-mortem of 2012-12-22).
// 2. It waits for `send_delay`, or what stands in its place for the node to be fenced (Pacemaker:
//    pcmk_delay_base and, at random, pcmk_delay_max).
// 3. Before that it waits for `priority_delay`, if the node has the most important groups, others
//    have less important ones, and the sender's side is no more than half of the nodes (Pacemaker:
//    priority-fencing-delay, which is added to the others).
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// By power, or by a message on a disk.
bool by_request(FencingKind kind);

/// Somebody who takes part, and may take groups, does not take it for a member; or somebody takes part,
/// and a stop failed there.
bool wanted(const Moment& moment, NodeId id);

/// The request to fence it is held back for the importance of its groups. REQUIRES: it is wanted.
bool held_for_its_groups(const Moment& moment, NodeId id);

/// How long each request to fence it waits.
const Distribution& delay_of_request(const Moment& moment, NodeId id);

/// Somebody who wants it fenced can ask for that: by poison pill, reaches enough of the disks.
bool can_be_sent(const Moment& moment, NodeId id);

/// It reaches fewer of the disks of its heartbeats than it needs.
bool lost_disks(Scene scene, NodeId id);

/// By poison pill: makes the watchdogs agree with who has lost the disks and may not go on without.
void watch_disks(Moment& moment, ClusterId cluster);

}  // namespace ausfall::models
