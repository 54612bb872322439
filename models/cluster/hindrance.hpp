// Why a group is not served: what it waits for, and how much of it is missing where least is.
#pragma once

#include <optional>

#include "models/cluster/view.hpp"

namespace ausfall::models {

enum class Obstacle : std::uint8_t {
  memory,  ///< no node that may run it has enough of it
  cores,
  no_place,    ///< no node that takes part may run it: owners, rules, disks, drains
  no_quorum,   ///< nodes work, and none of them may take it
  no_machine,  ///< none works
  person,      ///< it waits for one
  retry,       ///< it waits to be tried again
};

struct Hindrance {
  Obstacle obstacle = Obstacle::no_place;
  // memory, cores
  NodeId node;        ///< where least is missing
  double needed = 0;  ///< of what is promised to VMs there: bytes, or a number
  double free = 0;
  [[nodiscard]] double missing() const { return needed - free; }
};

/// The node of these that may run the group and on which the least is missing; nothing if it fits on
/// one, or none may run it.
std::optional<Hindrance> room_missing(Scene scene, GroupId group, NodeSet nodes);

/// Nothing while it serves or is on its way to doing so.
std::optional<Hindrance> hindrance_of(Scene scene, GroupId group);

}  // namespace ausfall::models
