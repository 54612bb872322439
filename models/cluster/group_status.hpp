// The one hand on a group's status: which moves there are, and the function that makes them.
//
// 1. `goes_on_to` is the table of ARCHITECTURE.md ("A group"); a test holds one against the other.
// 2. Whoever changes a group calls `set_status`, which checks the move in every build: a group that
//    took a way that nobody thought of would be measured wrong, silently.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>

#include "models/moment.hpp"

namespace ausfall::models {

using GroupStatuses = std::bitset<group_status_count>;

/// "online".
std::string_view name_of(GroupStatus status);

/// What a group of this status may become next. Staying as it is is no move.
GroupStatuses goes_on_to(GroupStatus from);

/// Throws std::logic_error if that is not one of its moves: a defect of the model.
void set_status(Moment& moment, GroupId id, GroupStatus status);

}  // namespace ausfall::models
