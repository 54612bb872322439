// Planned moves: groups leave a node that is to be drained, by restart, by saving and restoring
// their VMs, or by live migration.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// The node takes no groups from now on, and its groups move away as their cluster plans it, as far
/// as others can take them.
void drain(Moment& moment, NodeId id);

/// It takes groups again.
void end_drain(Moment& moment, NodeId id);

/// No group is on it, or on its way from it, any longer.
bool is_drained(const Moment& moment, NodeId id);

/// The part of a live migration in which the group still serves is over.
void group_migrated(Moment& moment, GroupId id);

}  // namespace ausfall::models
