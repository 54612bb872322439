// Nodes that are shut down for planned work without being drained: what they hold is frozen, or taken
// over by others.
//
// 1. A group that is frozen is stopped, and belongs to its node until that is back, however long it
//    takes: nobody takes it. That is planned work and no failover.
// 2. What is not frozen is stopped, too, and lost with the node, as if that had died; only that a node
//    which leaves in good order gives up its leases.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// What the node's cluster does with its groups if its host goes down like that; never `conditional`.
Shutdown shutdown_of(const Plant& plant, NodeId id, GoesDown how);

/// What runs on the node well is stopped, and stays with it.
void freeze_groups(Moment& moment, NodeId id);

/// The node has left in good order: what it held is free at once.
void give_up_leases(Moment& moment, NodeId id);

/// Its host is down for planned work, and the node was not drained for that.
bool is_shut_down(Scene scene, NodeId id);

/// It is frozen, and its node is not back.
bool stays_frozen(const Moment& moment, GroupId id);

}  // namespace ausfall::models
