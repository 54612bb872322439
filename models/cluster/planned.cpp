#include "models/cluster/planned.hpp"

#include <algorithm>
#include <cassert>

#include "models/cluster/budget.hpp"
#include "models/cluster/failback.hpp"
#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/shutdown.hpp"
#include "models/cluster/watchdog.hpp"
#include "models/component.hpp"
#include "models/failure.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {
namespace {

const Planned& planned_of(const Moment& moment, GroupId id) {
  return moment.plant[moment.plant[id].cluster].planned;
}

bool members_stand_still(PlannedStage stage) { return stage >= PlannedStage::handing_over; }

Seconds time_for(double bytes, double bandwidth) {
  return Seconds(bandwidth == 0 ? 0 : bytes / bandwidth);
}

Distribution transfer(const Moment& moment, GroupId id) {
  return Distribution::constant(
      nearest_tick(time_for(moment.plant[id].memory, planned_of(moment, id).bandwidth)));
}

PreCopy pre_copy_of(const Moment& moment, GroupId id) {
  const Planned& planned = planned_of(moment, id);
  return pre_copy(moment.plant[id].memory, planned.bandwidth, planned.dirty_rate);
}

/// As opposed to: it has to be stopped and started.
bool can_be_carried(const Moment& moment, GroupId id) {
  return planned_of(moment, id).kind != PlannedKind::restart &&
         std::ranges::all_of(moment.plant[id].members, [&](MemberId member) {
           const ComponentId component = moment.plant[member].component;
           return moment.plant[component].kind == ComponentKind::vm &&
                  moment.world[component].alive();
         });
}

void stand_still(Moment& moment, GroupId id) {
  moment.tell(FactKind::planned_move_stands_still, id);
  for (const MemberId member : moment.plant[id].members)
    stall(moment, moment.plant[member].component);
}

void go_on(Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    unstall(moment, component);
    if (moment.world[component].running != Running::on || moment.world[component].alive()) continue;
    // Whatever else it stands still for, its watchdog bites now.
    for (const NodeId node : moment.plant[component].nodes) starve_watchdog(moment, node);
  }
}

/// While it is carried nobody acts on its being slow.
void rewatch_capacity(Moment& moment, GroupId id) {
  capacity_changed(moment, moment.plant[moment.plant[id].members.front()].component);
}

void enter(Moment& moment, GroupId id, PlannedStage stage, const Distribution& time) {
  moment.world[id].planned = stage;
  moment.clocks.start(moment.plant[id].migrated, time);
}

void begin_restart(Moment& moment, GroupId id) {
  moment.tell(FactKind::planned_move_stands_still, id);
  moment.world[id].planned = PlannedStage::restarting;
  if (begin_stop(moment, id, AfterStop::move)) return;
  stop_members(moment, id);
  move(moment, id);
}

void tell_move(Moment& moment, GroupId id, std::uint8_t target) {
  moment.world[id].target = target;
  moment.tell(FactKind::planned_move_began, id,
              node_of(moment.plant, moment.plant[id].cluster, target).index());
}

void begin_to_carry(Moment& moment, GroupId id) {
  set_status(moment, id, GroupStatus::migrating);
  rewatch_capacity(moment, id);
  if (planned_of(moment, id).kind == PlannedKind::live_migration) {
    return enter(moment, id, PlannedStage::copying,
                 Distribution::constant(pre_copy_of(moment, id).copying));
  }
  enter(moment, id, PlannedStage::saving, transfer(moment, id));
  stand_still(moment, id);
}

void begin_move(Moment& moment, GroupId id, std::uint8_t target) {
  tell_move(moment, id, target);
  if (can_be_carried(moment, id)) return begin_to_carry(moment, id);
  begin_restart(moment, id);
}

/// One that is kept out, and no member, gives its groups away.
bool answers_quarantined(const Moment& moment, NodeId owner, NodeId target) {
  return moment.world[owner].quarantined && takes_part(moment, target) &&
         in_touch(moment, owner, target);
}

/// The two nodes find each other, and the target can still take it.
bool target_answers(const Moment& moment, GroupId id) {
  const GroupState& state = moment.world[id];
  const NodeId owner = owner_of(moment, id);
  const NodeId target = node_of(moment.plant, moment.plant[id].cluster, state.target);
  const bool together = takes_part(moment, owner) ? has(side_of(moment, owner), state.target)
                                                  : answers_quarantined(moment, owner, target);
  return together && can_take(moment, id, state.target);
}

void arrive(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  const NodeId left = owner_of(moment, id);
  state.owner = state.target;
  state.target = no_node;
  arrived(moment, id);
  tell_if_drained(moment, left);
  const ComponentId machine = moment.plant[owner_of(moment, id)].component;
  std::vector<ComponentId> members;
  for (const MemberId member : moment.plant[id].members)
    members.push_back(moment.plant[member].component);
  carry(moment, members, machine);
}

void end_move(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  const bool stood_still = members_stand_still(state.planned);
  set_status(moment, id, GroupStatus::online);
  state.planned = PlannedStage::none;
  moment.tell(FactKind::planned_move_ended, id, owner_of(moment, id).index());
  if (stood_still) go_on(moment, id);
  rewatch_capacity(moment, id);
  surroundings_changed(moment, moment.plant[id].cluster);
  // It may be its turn, or that of another that waits to be carried home.
  for (const GroupId group : moment.plant[moment.plant[id].cluster].groups)
    consider_failback(moment, group);
  planned_move_may_fail(moment, id);
}

void hand_over(Moment& moment, GroupId id) {
  const Duration blackout = pre_copy_of(moment, id).blackout;
  if (blackout == Duration::zero()) {
    arrive(moment, id);
    return end_move(moment, id);
  }
  enter(moment, id, PlannedStage::handing_over, Distribution::constant(blackout));
  stand_still(moment, id);
}

/// Moves that have not left the node yet.
int moves_from(const Moment& moment, NodeId id) {
  const auto& groups = moment.plant[moment.plant[id].cluster].groups;
  return static_cast<int>(std::ranges::count_if(groups, [&](GroupId group) {
    const GroupState& state = moment.world[group];
    return state.owner == moment.plant[id].number && state.target != no_node &&
           state.planned != PlannedStage::none;
  }));
}

/// It waits for a place from here on. That is planned work, and no failover.
void stop_without_place(Moment& moment, GroupId id) {
  stop_clocks(moment, id);
  moment.tell(FactKind::drain_stopped, id, owner_of(moment, id).index());
  stop_members(moment, id);
  queue(moment, id);
}

void move_groups_from(Moment& moment, NodeId id) {
  const Node& node = moment.plant[id];
  const Cluster& cluster = moment.plant[node.cluster];
  int under_way = moves_from(moment, id);
  for (const GroupId group : cluster.groups) {
    if (under_way == cluster.planned.concurrency) return;
    if (moment.world[group].owner != node.number || !may_move(moment, group) ||
        held_by_budget(moment, group))
      continue;
    const NodeSet side = side_of(moment, id);
    const std::uint8_t target = choose_target(moment, group, side);
    if (target == no_node) {
      if (cluster.planned.stops_without_place) stop_without_place(moment, group);
      continue;
    }
    left_for_work(moment, group);
    begin_move(moment, group, target);
    ++under_way;
  }
}

}  // namespace

bool held_by_budget(const Moment& moment, GroupId id) {
  return !may_be_interrupted(moment, id) && !can_be_carried(moment, id);
}

bool may_carry(const Moment& moment, GroupId id) {
  return can_be_carried(moment, id) &&
         moves_from(moment, owner_of(moment, id)) != planned_of(moment, id).concurrency;
}

bool waits_to_be_carried(const Moment& moment, GroupId id) {
  return can_be_carried(moment, id) && !may_carry(moment, id);
}

void carry_as_planned(Moment& moment, GroupId id, std::uint8_t target) {
  tell_move(moment, id, target);
  begin_to_carry(moment, id);
}

void drain(Moment& moment, NodeId id) {
  if (moment.world[id].drained) return;
  moment.world[id].drained = true;
  put_into(moment.world.drained, id);
  moment.tell(FactKind::node_drains, id);
  for_owned(moment, id, [&](GroupId group) {
    if (may_move(moment, group) && held_by_budget(moment, group))
      moment.tell(FactKind::budget_holds, group, id.index());
  });
  tell_if_drained(moment, id);
}

void tell_if_drained(Moment& moment, NodeId id) {
  if (!moment.world[id].drained) return;
  const auto& groups = moment.plant[moment.plant[id].cluster].groups;
  const bool empty = std::ranges::none_of(
      groups, [&](GroupId group) { return moment.world[group].owner == moment.plant[id].number; });
  if (empty) moment.tell(FactKind::node_drained, id);
}

void end_drain(Moment& moment, NodeId id) {
  if (!moment.world[id].drained || drained_for(moment, id)) return;
  moment.world[id].drained = false;
  take_out_of(moment.world.drained, id);
  moment.tell(FactKind::node_returned, id);
  if (takes_part(moment, id)) node_returned(moment, id);
}

CauseId drained_for(Scene scene, NodeId id) {
  const ComponentId machine = scene.plant[id].component;
  if (scene.plant[machine].member) return {};
  const ComponentId host = host_of(scene.world, machine);
  for (std::size_t i = 0; i < scene.plant.faults.size(); ++i) {
    const Fault& fault = scene.plant.faults[i];
    for (std::size_t k = 0; fault.evacuates && k < fault.targets.size(); ++k) {
      if (fault.targets[k].component == host && scene.world.faults[fault.first_target + k] != 0)
        return fault.cause;
    }
  }
  for (const MaintenanceId round : scene.world.rounds) {
    const Maintenance& maintenance = scene.plant[round];
    if (shutdown_of(scene.plant, id, maintenance.goes_down) != Shutdown::drain) continue;
    for (std::size_t k = 0; k < maintenance.hosts.size(); ++k) {
      if ((maintenance.hosts[k] == host || maintenance.hosts[k] == machine) &&
          scene.world.maintenance[maintenance.first_host + k] >= MaintenanceState::draining)
        return maintenance.cause;
    }
  }
  return {};
}

std::vector<NodeId> nodes_lost_with(const Plant& plant, ComponentId host) {
  std::vector<NodeId> nodes = plant[host].nodes;
  for (const ComponentId guest : plant[host].guests) {
    if (plant[guest].member) continue;
    nodes.insert(nodes.end(), plant[guest].nodes.begin(), plant[guest].nodes.end());
  }
  return nodes;
}

bool may_move(const Moment& moment, GroupId id) {
  const GroupState& state = moment.world[id];
  return state.status == GroupStatus::online && !state.recovering && state.ghost == no_node;
}

void continue_drains(Moment& moment) {
  for (std::size_t i = 0; i < moment.world.drained.size(); ++i) {
    const NodeId id = moment.world.drained[i];
    if (!takes_part(moment, id)) continue;
    moment.stem_from(drained_for(moment, id));
    move_groups_from(moment, id);
  }
}

void follow_others(Moment& moment) {
  for (const Cluster& cluster : moment.plant.clusters) {
    if (!cluster.any_together) continue;
    for (const GroupId id : cluster.by_priority) {
      if (moment.plant[id].never_without.empty() || !may_move(moment, id)) continue;
      const NodeId owner = owner_of(moment, id);
      const std::uint8_t place = place_to_follow(moment, id);
      if (place == no_node || !takes_part(moment, owner) || !has(side_of(moment, owner), place) ||
          !can_take(moment, id, place) || moves_from(moment, owner) == cluster.planned.concurrency)
        continue;
      begin_move(moment, id, place);
    }
  }
}

void call_off_move(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  const PlannedStage stage = state.planned;
  if (stage == PlannedStage::none) return;
  state.planned = PlannedStage::none;
  moment.tell(FactKind::planned_move_called_off, id);
  if (state.status != GroupStatus::migrating) return;
  set_status(moment, id, GroupStatus::online);
  state.target = no_node;
  moment.clocks.stop(moment.plant[id].migrated);
  if (members_stand_still(stage)) go_on(moment, id);
  rewatch_capacity(moment, id);
  if (!state.recovering) surroundings_changed(moment, moment.plant[id].cluster);
}

bool stands_still_to_be_carried(const Moment& moment, ComponentId id) {
  for (; id; id = moment.world[id].place) {
    const MemberId member = moment.plant[id].member;
    if (member && members_stand_still(moment.world[moment.plant[member].group].planned))
      return true;
  }
  return false;
}

void regrouped_while_migrating(Moment& moment, GroupId id, NodeSet side) {
  const GroupState& state = moment.world[id];
  const bool on_its_way = state.target != no_node;
  const bool kept_out = moment.world[owner_of(moment, id)].quarantined;
  const bool owner_is_lost = !has(side, state.owner) && !(kept_out && on_its_way);
  if (!owner_is_lost && (!on_its_way || has(side, state.target))) return;
  call_off_move(moment, id);
  if (kept_out) tolerate(moment, id);
}

void carry_off_quarantined(Moment& moment, NodeId id, NodeSet side) {
  const Node& node = moment.plant[id];
  const Cluster& cluster = moment.plant[node.cluster];
  if (cluster.planned.kind != PlannedKind::live_migration) return;
  int under_way = moves_from(moment, id);
  for (const GroupId group : cluster.groups) {
    const GroupState& state = moment.world[group];
    if (under_way == cluster.planned.concurrency) return;
    if (state.owner != node.number || state.status != GroupStatus::tolerated || state.recovering ||
        !can_be_carried(moment, group))
      continue;
    const std::uint8_t target = choose_target(moment, group, side);
    if (target == no_node) continue;
    moment.clocks.stop(moment.plant[group].grace_over);
    set_status(moment, group, GroupStatus::online);
    carry_as_planned(moment, group, target);
    ++under_way;
  }
}

bool planned_restart_serves(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (state.planned == PlannedStage::frozen) {
    state.planned = PlannedStage::none;
    moment.tell(FactKind::group_thawed, id, owner_of(moment, id).index());
  }
  if (state.planned != PlannedStage::restarting) return false;
  state.planned = PlannedStage::none;
  moment.tell(FactKind::planned_move_ended, id, owner_of(moment, id).index());
  return true;
}

void planned_move_may_fail(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  if (!moment.happens(group.planned_mistakes, planned_of(moment, id).mistake)) return;
  moment.tell(FactKind::planned_move_went_wrong, id);
  for (const MemberId member : group.members) {
    const ComponentId component = moment.plant[member].component;
    bring_down(moment, component);
    let_up(moment, component);
  }
}

void evacuate(Moment& moment, ComponentId host) {
  for (const NodeId node : nodes_lost_with(moment.plant, host)) drain(moment, node);
}

void end_evacuation(Moment& moment, ComponentId host) {
  for (const NodeId node : nodes_lost_with(moment.plant, host)) end_drain(moment, node);
}

bool may_be_stopped(const Moment& moment, MemberId id) {
  return may_move(moment, moment.plant[id].group);
}

/// While it is off it can be started where it is to go; if it came up at once it would be carried
/// and fenced again for ever.
void nothing_to_carry(Moment& moment, ComponentId id) {
  const MemberId member = moment.plant[id].member;
  if (!member) return;
  const CauseId origin = moment.origin();
  call_off_move(moment, moment.plant[member].group);
  continue_drains(moment);
  moment.stem_from(origin);
}

void group_migrated(Moment& moment, GroupId id) {
  const PlannedStage stage = moment.world[id].planned;
  if (stage == PlannedStage::restoring) return end_move(moment, id);
  if (!target_answers(moment, id)) {
    call_off_move(moment, id);
    if (moment.world[owner_of(moment, id)].quarantined) tolerate(moment, id);
    return;
  }
  switch (stage) {
    case PlannedStage::copying:
      return hand_over(moment, id);
    case PlannedStage::handing_over:
      arrive(moment, id);
      return end_move(moment, id);
    case PlannedStage::saving:
      return enter(moment, id, PlannedStage::saved,
                   moment.plant[moment.plant[id].cluster].failover.delay);
    case PlannedStage::saved:
      arrive(moment, id);
      return enter(moment, id, PlannedStage::restoring, transfer(moment, id));
    default:
      assert(false);
  }
}

PreCopy pre_copy(double memory, double bandwidth, double dirty_rate) {
  Seconds copying(0);
  Seconds left = time_for(memory, bandwidth);
  for (int round = 0; round < copy_rounds_max && left >= Seconds(1); ++round) {
    copying += left;
    left *= std::min(dirty_rate / bandwidth, 1.0);
  }
  return {nearest_tick(copying), nearest_tick(left)};
}

}  // namespace ausfall::models
