// Where a group goes.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// The group's storage answers at this node.
bool disks_answer(const Plant& plant, const World& world, GroupId group, NodeId node);

/// It is not drained and has room for the group's VMs, and the group's storage answers there. What
/// its machine does
/// now is not asked: the side that decides knows of it only what its view says.
bool can_take(const Plant& plant, const World& world, GroupId group, std::uint8_t number);

/// The next node down the list of owners after the one it is on, round to the start, among those of
/// this side that can take it; `no_node` if there is none. The node it is on is not considered.
///
/// Source: KB299631 (a failure moves a group to the next node of the list, not to the top).
std::uint8_t next_owner(const Plant& plant, const World& world, GroupId group, NodeSet side);

}  // namespace ausfall::models
