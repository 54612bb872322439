#include "models/cluster/failback.hpp"

#include <algorithm>

#include "models/cluster/group.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"

namespace ausfall::models {
namespace {

/// It was moved away for work on its node, and comes back to that.
bool returns(const Moment& moment, GroupId id) {
  return moment.plant[moment.plant[id].cluster].returns &&
         moment.world[id].left_for_work != no_node;
}

/// Where it is to go back to.
std::uint8_t home_of(const Moment& moment, GroupId id) {
  return returns(moment, id) ? moment.world[id].left_for_work : moment.plant[id].owners.front();
}

bool wants_home(const Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  const GroupState& state = moment.world[id];
  const std::uint8_t home = home_of(moment, id);
  // Those that may not be without one another stay where the one that failed there has gone.
  const bool failed_there =
      !returns(moment, id) &&
      (state.failed_at_home || std::ranges::any_of(group.never_without, [&](GroupId other) {
         return moment.world[other].failed_at_home;
       }));
  if (state.status != GroupStatus::online || state.recovering || state.owner == home ||
      failed_there)
    return false;
  const NodeId node = node_of(moment.plant, group.cluster, state.owner);
  const NodeId home_node = node_of(moment.plant, group.cluster, home);
  return takes_part(moment, node) && hears(moment, node, home_node) &&
         has(moment.world[node].view, home) && can_take(moment, id, home) &&
         others_can_follow(moment, id, home);
}

}  // namespace

void consider_failback(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  const Failback& failback = moment.plant[group.cluster].failback;
  const bool comes_back = returns(moment, id);
  if ((failback.kind == FailbackKind::never && !comes_back) || !wants_home(moment, id) ||
      moment.clocks.running(group.failback_due))
    return;
  if (failback.kind == FailbackKind::immediate || comes_back)
    return moment.clocks.start(group.failback_due, Distribution());
  moment.clocks.start_in_hours(group.failback_due, Distribution(), failback.hours, InHours::rings);
}

void failed_over_from(Moment& moment, GroupId id, NodeSet side) {
  const Group& group = moment.plant[id];
  const std::uint8_t home = group.owners.front();
  const bool goes_back = moment.plant[group.cluster].failback.kind != FailbackKind::never;
  if (goes_back && moment.world[id].owner == home && has(side, home))
    moment.world[id].failed_at_home = true;
}

void welcome_home(Moment& moment, NodeId id) {
  for (const GroupId group : moment.plant[moment.plant[id].cluster].groups) {
    if (moment.plant[group].owners.front() == moment.plant[id].number)
      moment.world[group].failed_at_home = false;
  }
}

void failback_due(Moment& moment, GroupId id) {
  if (!wants_home(moment, id) || waits_to_be_carried(moment, id)) return;
  const Group& group = moment.plant[id];
  const std::uint8_t home = home_of(moment, id);
  moment.stem_from(group.failback);
  moment.tell(FactKind::failback_began, id, node_of(moment.plant, group.cluster, home).index());
  const bool runs_once = moment.world[id].ghost == no_node;
  if (runs_once && may_carry(moment, id)) return carry_as_planned(moment, id, home);
  moment.world[id].target = home;
  if (begin_stop(moment, id, AfterStop::move)) return;
  stop_members(moment, id);
  move(moment, id);
}

void left_for_work(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (moment.plant[moment.plant[id].cluster].returns && state.left_for_work == no_node)
    state.left_for_work = state.owner;
}

void arrived(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (state.left_for_work == state.owner) state.left_for_work = no_node;
}

}  // namespace ausfall::models
