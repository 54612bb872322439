// Fencing: making sure that a node which is thought lost no longer runs a group, before another
// does.
//
// By reservation (KB309186): reset the bus, wait for longer than a defender takes to reserve again,
// reserve. A node that lives and reaches the disk defends it, and the attempt is made again; one
// that hangs or lost its disk does not. The first attempt is part of bringing the disks online
// (Phase::storage); from the first that fails on, the group waits to be fenced.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// There is something to fence, and the cluster fences.
bool needs_fencing(const Moment& moment, GroupId id);

/// An attempt to fence the node that the group is taken from.
void fence(Moment& moment, GroupId id);

/// The node that it is taken from holds on to its disks: it lives, reaches them, and is on another
/// side. REQUIRES: the target is set.
bool still_defended(const Moment& moment, GroupId id);

/// An attempt to switch the node off has ended, or its watchdog must have.
void node_fenced(Moment& moment, NodeId id);

/// Watchdog: whatever the silent node held is free.
void lease_expired(Moment& moment, NodeId id);

/// Watchdog: it has been without the quorum for too long, and resets itself.
void watchdog_fired(Moment& moment, NodeId id);

}  // namespace ausfall::models
