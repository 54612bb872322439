// What a group needs where it is, beside its members: disks that answer, and clients that reach it.
//
// A cluster that watches them (Monitor) has a resource for each in its groups: the physical disk,
// whose LooksAlive is whether its reservation could be renewed (KB914458), and the IP address, which
// fails with the interface it is bound to (KB286342). A group that lacks one of them fails over if
// another node of its side has it; otherwise nothing would be better for that, and it stays. While
// another path takes over, the disk's I/O waits and its reservation has not failed.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

enum class Lack : std::uint8_t { none, disks, clients };

/// What the group lacks on its node and would have on another that can take it. Only of a group
/// whose node takes part.
Lack lacking(const Moment& moment, GroupId id);

/// The cluster does not watch that, or clients reach the node.
bool clients_suffice(Scene scene, NodeId id);

}  // namespace ausfall::models
