// The one hand on a group's status: which moves there are, and the function that makes them.
//
// 1. The table of moves is that of ARCHITECTURE.md ("A group"); a test holds one against the other.
// 2. Whoever changes a group calls `set_status`, which checks the move in every build: a group that
//    took a way that nobody thought of would be measured wrong, and nothing would tell.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "models/moment.hpp"

namespace ausfall::models {

/// "given_up".
std::string_view name_of(GroupStatus status);

/// A bit for each status.
using GroupStatuses = std::uint16_t;

constexpr GroupStatuses any_of(std::initializer_list<GroupStatus> statuses) {
  unsigned bits = 0;
  for (const GroupStatus status : statuses) bits |= 1U << static_cast<unsigned>(status);
  return static_cast<GroupStatuses>(bits);
}

/// By status, what a group may become next. Staying as it is is no move.
inline constexpr auto goes_on_to = [] {
  using enum GroupStatus;
  constexpr GroupStatuses failover = any_of({given_up, uncovered, queued, fencing, moving});
  constexpr auto with_failover = [](std::initializer_list<GroupStatus> statuses) {
    return static_cast<GroupStatuses>(failover | any_of(statuses));
  };
  std::array<GroupStatuses, group_status_count> table{};
  const auto from = [&](GroupStatus status) -> GroupStatuses& {
    return table[static_cast<std::size_t>(status)];
  };
  from(online) = with_failover({lost, tolerated, restarting, starting, migrating, stopping});
  from(lost) = with_failover({tolerated, starting, online});
  from(tolerated) = any_of({lost, online});
  from(fencing) = with_failover({online, lost});
  from(moving) = with_failover({starting, lost, online});
  from(queued) = with_failover({starting, online});
  from(restarting) = with_failover({starting, lost, tolerated, stopping});
  from(migrating) = any_of({online});
  from(starting) = with_failover({online, lost, tolerated, restarting, stopping});
  from(uncovered) = any_of({queued, starting, online});
  from(given_up) = any_of({queued, online});
  from(stopping) = with_failover({starting, lost, blocked});
  from(blocked) = any_of({queued, lost});
  return table;
}();

/// Throws std::logic_error if that is not one of its moves: a defect of the model.
void set_status(Moment& moment, GroupId id, GroupStatus status);

}  // namespace ausfall::models
