#include "models/cluster/group_status.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <stdexcept>

namespace ausfall::models {

std::string_view name_of(GroupStatus status) {
  static constexpr std::array<std::string_view, group_status_count> names{
      "online", "lost",       "fencing",  "moving",    "migrating", "tolerated",
      "queued", "restarting", "starting", "uncovered", "given_up"};
  return names.at(static_cast<std::size_t>(status));
}

void set_status(Moment& moment, GroupId id, GroupStatus status) {
  GroupStatus& now = moment.world[id].status;
  if (now != status) fprintf(stderr, "MOVE %s %s\n", name_of(now).data(), name_of(status).data());
  now = status;
}

}  // namespace ausfall::models
