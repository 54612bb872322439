#include "models/cluster/group_status.hpp"

#include <fmt/format.h>

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
  if (status == now) return;
  if ((goes_on_to[static_cast<std::size_t>(now)] & any_of({status})) == 0) {
    throw std::logic_error(fmt::format("group {} is {} and cannot become {}: a defect of Ausfall",
                                       moment.plant[id].name, name_of(now), name_of(status)));
  }
  now = status;
}

}  // namespace ausfall::models
