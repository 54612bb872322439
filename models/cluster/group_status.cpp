#include "models/cluster/group_status.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ausfall::models {

std::string_view name_of(GroupStatus status) {
  static constexpr std::array<std::string_view, group_status_count> names{
      "online",     "lost",     "fencing",   "moving",   "migrating", "tolerated", "queued",
      "restarting", "starting", "uncovered", "given_up", "stopping",  "blocked"};
  return names.at(static_cast<std::size_t>(status));
}

namespace {

/// Whoever would have seen to it is no longer awaited.
void nobody_comes(Moment& moment, GroupId id) {
  moment.clocks.stop(moment.plant[id].person_arrives);
  if (moment.plant[id].retried) moment.clocks.stop(moment.plant[id].retried);
}

}  // namespace

void set_status(Moment& moment, GroupId id, GroupStatus status) {
  GroupState& state = moment.world[id];
  GroupStatus& now = state.status;
  if (status == now) return;
  if ((goes_on_to[static_cast<std::size_t>(now)] & any_of({status})) == 0) {
    throw std::logic_error(fmt::format("group {} is {} and cannot become {}: a defect of Ausfall",
                                       moment.plant[id].name, name_of(now), name_of(status)));
  }
  using enum GroupStatus;
  if ((any_of({queued, uncovered, given_up, blocked}) & any_of({now})) != 0)
    nobody_comes(moment, id);
  if ((any_of({online, starting, moving}) & any_of({status})) != 0) state.spent = false;
  if (now == queued) --moment.world[moment.plant[id].cluster].queued;
  if (status == queued) ++moment.world[moment.plant[id].cluster].queued;
  now = status;
}

}  // namespace ausfall::models
