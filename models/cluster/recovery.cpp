#include "models/cluster/recovery.hpp"

#include <algorithm>
#include <array>

#include "models/cluster/failback.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/monitor.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/split_brain.hpp"
#include "models/component.hpp"
#include "models/failure.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

const Cluster& cluster_of(const Moment& moment, GroupId id) {
  return moment.plant[moment.plant[id].cluster];
}

NodeId owner_of(const Moment& moment, GroupId id) {
  return node_of(moment.plant, moment.plant[id].cluster, moment.world[id].owner);
}

ComponentId machine_of(const Moment& moment, GroupId id) {
  return moment.plant[owner_of(moment, id)].component;
}

void enter(Moment& moment, GroupId id, Phase phase) {
  if (moment.world[id].recovering)
    moment.tell(FactKind::phase_began, id, static_cast<std::size_t>(phase));
}

void begin_recovery(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (state.recovering) return;
  call_off_move(moment, id);
  state.recovering = true;
  moment.tell(FactKind::group_lost, id, owner_of(moment, id).index());
}

void await_person(Moment& moment, GroupId id, GroupStatus status) {
  moment.world[id].status = status;
  moment.world[id].target = no_node;
  enter(moment, id, Phase::queue);
  const auto& manual = cluster_of(moment, id).failover.manual;
  if (manual) moment.clocks.start(moment.plant[id].person_arrives, *manual);
}

bool can_start_in_place(const Moment& moment, GroupId id) {
  const auto ready = [&](MemberId member) {
    const ComponentState& state = moment.world[moment.plant[member].component];
    return state.down == 0;
  };
  const GroupStatus status = moment.world[id].status;
  const bool keeps_its_room = status == GroupStatus::online || status == GroupStatus::starting;
  const NodeId owner = owner_of(moment, id);
  return takes_part(moment.plant, moment.world, owner) &&
         std::ranges::all_of(moment.plant[id].members, ready) &&
         (keeps_its_room ? disks_answer(moment.plant, moment.world, id, owner)
                         : can_take(moment.plant, moment.world, id, moment.world[id].owner));
}

Phase phase_of_start(const Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    if (moment.plant[component].kind == ComponentKind::vm && !moment.world[component].alive())
      return Phase::boot;
  }
  return Phase::start;
}

void start_members(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  for (const MemberId member : group.members) {
    const ComponentId component = moment.plant[member].component;
    try_start(moment, component);
    if (group.ordered && !all_alive(moment.world, component)) return;
  }
}

/// Once a group serves, counters without a period of their own begin anew.
void forget_episode(Moment& moment, GroupId id) {
  const Cluster& cluster = cluster_of(moment, id);
  if (cluster.restart.period.is_zero()) moment.world[id].restarts = 0;
  if (cluster.failover.period.is_zero()) moment.world[id].failovers = 0;
}

void progress(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  const bool under_way = state.status == GroupStatus::starting ||
                         (state.status == GroupStatus::online && state.recovering);
  if (!under_way) return;
  if (moment.plant[id].ordered) start_members(moment, id);
  if (state.status != GroupStatus::starting && state.status != GroupStatus::online) return;
  if (!all_members_serve(moment.plant, moment.world, id))
    return enter(moment, id, phase_of_start(moment, id));
  state.status = GroupStatus::online;
  planned_restart_serves(moment, id);
  forget_episode(moment, id);
  if (state.recovering) {
    state.recovering = false;
    moment.tell(FactKind::group_served, id, owner_of(moment, id).index());
  }
  consider_failback(moment, id);
}

void bring_online(Moment& moment, GroupId id, std::uint8_t number) {
  GroupState& state = moment.world[id];
  const NodeId node = node_of(moment.plant, moment.plant[id].cluster, number);
  state.target = number;
  leave_ghost(moment, id);
  // A ghost does not stop: it is only no longer followed.
  const FactKinds wanted = moment.wanted;
  if (state.ghost != no_node) moment.wanted.reset();
  stop_members(moment, id);
  moment.wanted = wanted;
  if (number != state.owner && state.recovering)
    moment.tell(FactKind::group_failed_over, id, node.index(), owner_of(moment, id).index());
  state.owner = number;
  state.target = no_node;
  state.fence_due = false;
  state.status = GroupStatus::starting;
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    if (moment.world[component].place == moment.plant[node].component) continue;
    leave_failures_behind(moment, component);
    put_on(moment, component, moment.plant[node].component);
  }
  if (!takes_part(moment.plant, moment.world, node)) {
    // The side that sent it there does not know yet that this node is lost too.
    begin_recovery(moment, id);
    state.status = GroupStatus::lost;
    return enter(moment, id, Phase::detect);
  }
  start_members(moment, id);
  progress(moment, id);
}

void start_relocation(Moment& moment, GroupId id, std::uint8_t target) {
  GroupState& state = moment.world[id];
  state.target = target;
  if (state.fence_due && needs_fencing(moment, id)) {
    enter(moment, id,
          Phase::storage);  // reserving the disks is the beginning of bringing them online
    return fence(moment, id);
  }
  move(moment, id);
}

void queue(Moment& moment, GroupId id) {
  moment.world[id].status = GroupStatus::queued;
  moment.world[id].target = no_node;
  enter(moment, id, Phase::queue);
}

void relocate(Moment& moment, GroupId id, NodeSet side) {
  const std::uint8_t target = next_owner(moment.plant, moment.world, id, side);
  if (target == no_node) return queue(moment, id);
  start_relocation(moment, id, target);
}

bool past_threshold(Moment& moment, GroupId id) {
  const Failover& failover = cluster_of(moment, id).failover;
  if (failover.threshold == unlimited) return false;
  GroupState& state = moment.world[id];
  if (state.failovers >= failover.threshold) return true;
  if (state.failovers++ == 0 && !failover.period.is_zero()) {
    moment.clocks.start(moment.plant[id].failovers_forgotten, failover.period);
  }
  return false;
}

bool covered(Moment& moment, GroupId id) {
  const double coverage = cluster_of(moment, id).failover.coverage;
  const std::array<double, 2> works_or_not{coverage, 1 - coverage};
  return moment.clocks.choose(moment.plant[id].coverage, works_or_not) == 0;
}

void fail_over(Moment& moment, GroupId id, NodeSet side) {
  begin_recovery(moment, id);
  if (past_threshold(moment, id)) {
    moment.tell(FactKind::group_gave_up, id);
    if (!moment.world[id].fence_due) stop_members(moment, id);
    return await_person(moment, id, GroupStatus::given_up);
  }
  if (!covered(moment, id)) {
    moment.tell(FactKind::failover_uncovered, id);
    return await_person(moment, id, GroupStatus::uncovered);
  }
  relocate(moment, id, side);
}

void stop_clocks(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  for (const ClockId clock : {group.delay_over, group.failback_due}) moment.clocks.stop(clock);
  for (const MemberId member : group.members) moment.clocks.stop(moment.plant[member].failure_seen);
}

/// A group that waits for a place takes the next that there is, or starts where it is if it can.
void try_again(Moment& moment, GroupId id) {
  for (const NodeId node : cluster_of(moment, id).nodes) {
    if (!takes_part(moment.plant, moment.world, node)) continue;
    const NodeSet side = side_of(moment.plant, moment.world, node);
    const std::uint8_t target = next_owner(moment.plant, moment.world, id, side);
    if (target != no_node) return start_relocation(moment, id, target);
    if (has(side, moment.world[id].owner) && can_start_in_place(moment, id)) {
      return bring_online(moment, id, moment.world[id].owner);
    }
  }
}

void retry_queued(Moment& moment, ClusterId cluster, GroupId except = {}) {
  for (const GroupId id : moment.plant[cluster].groups) {
    if (id != except && moment.world[id].status == GroupStatus::queued) try_again(moment, id);
  }
}

void restart_in_place(Moment& moment, GroupId id) {
  moment.world[id].status = GroupStatus::starting;
  moment.tell(FactKind::group_restarted, id, owner_of(moment, id).index());
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    if (!all_alive(moment.world, component)) stop(moment, component);
  }
  start_members(moment, id);
  progress(moment, id);
}

bool restart_allowed(Moment& moment, GroupId id) {
  const Restart& restart = cluster_of(moment, id).restart;
  if (!can_start_in_place(moment, id)) return false;
  if (restart.attempts == unlimited) return true;
  GroupState& state = moment.world[id];
  if (state.restarts >= restart.attempts) return false;
  if (state.restarts++ == 0 && !restart.period.is_zero()) {
    moment.clocks.start(moment.plant[id].restarts_forgotten, restart.period);
  }
  return true;
}

/// Its node is lost, to a failure that has to be detected or, with nobody left to detect it, until
/// somebody is back.
void lose(Moment& moment, GroupId id, Phase phase) {
  GroupState& state = moment.world[id];
  stop_clocks(moment, id);
  switch (state.status) {
    case GroupStatus::fencing:
    case GroupStatus::moving:
      if (state.recovering) return;  // already on its way from there
      moment.clocks.stop(moment.plant[id].moved);
      state.target = no_node;
      break;
    case GroupStatus::lost:
    case GroupStatus::queued:
    case GroupStatus::uncovered:
    case GroupStatus::given_up:
      return;
    default:
      break;
  }
  begin_recovery(moment, id);
  state.status = GroupStatus::lost;
  enter(moment, id, phase);
}

bool any_member_runs(const Moment& moment, GroupId id) {
  return std::ranges::any_of(moment.plant[id].members, [&](MemberId member) {
    return moment.world[moment.plant[member].component].running != Running::off;
  });
}

bool somebody_is_left(const Moment& moment, ClusterId cluster) {
  return std::ranges::any_of(moment.plant[cluster].nodes, [&](NodeId node) {
    return takes_part(moment.plant, moment.world, node);
  });
}

bool nobody_else_takes_part(const Moment& moment, ClusterId cluster, NodeSet side) {
  return std::ranges::none_of(moment.plant[cluster].nodes, [&](NodeId node) {
    return !has(side, moment.plant[node].number) && takes_part(moment.plant, moment.world, node);
  });
}

template <class Visit>
void for_owned(Moment& moment, NodeId id, Visit visit) {
  for (const GroupId group : moment.plant[moment.plant[id].cluster].groups) {
    if (moment.world[group].owner == moment.plant[id].number) visit(group);
  }
}

/// The group that watches over this component: as a member, or as an application on a member where
/// the monitor looks so deep.
MemberId watched_as(const Moment& moment, ComponentId id) {
  if (moment.plant[id].member) return moment.plant[id].member;
  const ComponentId place = moment.world[id].place;
  if (!place || !moment.plant[place].member) return {};
  const MemberId member = moment.plant[place].member;
  return cluster_of(moment, moment.plant[member].group).monitor.scope == Scope::app ? member
                                                                                    : MemberId();
}

void member_failed(Moment& moment, ComponentId id, bool hangs) {
  const MemberId member = watched_as(moment, id);
  if (!member) return;
  const GroupId group = moment.plant[member].group;
  if (moment.world[group].status == GroupStatus::migrating) call_off_move(moment, group);
  const GroupStatus status = moment.world[group].status;
  if (status != GroupStatus::online && status != GroupStatus::starting) return;
  if (!moment.world[machine_of(moment, group)].alive())
    return;  // the node's failure, not its member's
  const Monitor& monitor = cluster_of(moment, group).monitor;
  if (!sees(monitor.scope, hangs)) return;
  begin_recovery(moment, group);
  enter(moment, group, Phase::detect);
  if (moment.clocks.running(moment.plant[member].failure_seen)) return;
  moment.clocks.start(moment.plant[member].failure_seen,
                      hangs ? monitor.hang_seen : monitor.stop_seen);
}

}  // namespace

void component_failed(Moment& moment, ComponentId id) { member_failed(moment, id, false); }

void component_hung(Moment& moment, ComponentId id) { member_failed(moment, id, true); }

void component_ready(Moment& moment, ComponentId id) {
  const MemberId member = moment.plant[id].member;
  if (!member) return;
  const GroupId group = moment.plant[member].group;
  const GroupStatus status = moment.world[group].status;
  if (status == GroupStatus::queued) return try_again(moment, group);
  if (status == GroupStatus::uncovered && can_start_in_place(moment, group)) {
    moment.clocks.stop(moment.plant[group].person_arrives);
    bring_online(moment, group, moment.world[group].owner);
  }
}

void recovery_progressed(Moment& moment, ComponentId id) {
  while (id && !moment.plant[id].member) id = moment.world[id].place;
  if (!id) return;
  const MemberId member = moment.plant[id].member;
  if (all_alive(moment.world, id)) moment.clocks.stop(moment.plant[member].failure_seen);
  const GroupId group = moment.plant[member].group;
  const NodeId owner = owner_of(moment, group);
  if (takes_part(moment.plant, moment.world, owner)) {
    // Its members stood still and go on, and nobody is out of touch who may be taking them over.
    const NodeSet side = side_of(moment.plant, moment.world, owner);
    if (nobody_else_takes_part(moment, moment.plant[group].cluster, side))
      call_off_failover(moment, group, side);
  }
  progress(moment, group);
}

void node_lost(Moment& moment, NodeId id) {
  for (const GroupId group : moment.plant[moment.plant[id].cluster].groups) {
    if (moment.world[group].ghost == moment.plant[id].number) end_split_brain(moment, group);
  }
  const Phase phase =
      somebody_is_left(moment, moment.plant[id].cluster) ? Phase::detect : Phase::queue;
  for_owned(moment, id, [&](GroupId group) { lose(moment, group, phase); });
}

void node_resumed(Moment& moment, NodeId id) {
  for_owned(moment, id, [&](GroupId group) {
    if (moment.world[group].status != GroupStatus::lost) return;
    moment.world[group].status = GroupStatus::starting;
    start_members(moment, group);
    progress(moment, group);
  });
}

void node_returned(Moment& moment, NodeId id) {
  for_owned(moment, id, [&](GroupId group) {
    const GroupStatus status = moment.world[group].status;
    const bool waits = status == GroupStatus::queued || status == GroupStatus::uncovered;
    if (waits ? !can_take(moment.plant, moment.world, group, moment.plant[id].number)
              : status != GroupStatus::lost)
      return;
    moment.clocks.stop(moment.plant[group].person_arrives);
    bring_online(moment, group, moment.plant[id].number);
  });
  retry_queued(moment, moment.plant[id].cluster);
  for (const GroupId group : moment.plant[moment.plant[id].cluster].groups)
    consider_failback(moment, group);
}

void node_suspected_by_its_cluster(Moment& moment, NodeId id) {
  for_owned(moment, id, [&](GroupId group) {
    if (moment.world[group].status == GroupStatus::lost) enter(moment, group, Phase::agree);
  });
}

void take_over_from_lost(Moment& moment, ClusterId cluster, NodeSet side, Takeover takeover) {
  for (const GroupId id : moment.plant[cluster].groups) {
    GroupState& state = moment.world[id];
    if (state.status == GroupStatus::migrating) regrouped_while_migrating(moment, id, side);
    // Where it is, or where it is on its way to; and where it runs, though another side is about to
    // take it.
    const bool runs_here = has(side, state.owner) && any_member_runs(moment, id);
    const bool ours = runs_here || has(side, state.target == no_node ? state.owner : state.target);
    const bool runs_here_too = state.ghost != no_node && has(side, state.ghost);
    const bool waits =
        state.status == GroupStatus::given_up || state.status == GroupStatus::uncovered;
    if (ours || runs_here_too || waits) continue;
    stop_clocks(moment, id);
    for (const ClockId clock : {moment.plant[id].fenced, moment.plant[id].moved})
      moment.clocks.stop(clock);
    state.fence_due = state.fence_due || !has(side, state.owner);
    if (takeover == Takeover::failover) {
      fail_over(moment, id, side);
    } else {
      begin_recovery(moment, id);
      relocate(moment, id, side);
    }
  }
  retry_queued(moment, cluster);
}

void give_up_groups(Moment& moment, NodeId id) {
  node_lost(moment, id);
  for_owned(moment, id, [&](GroupId group) {
    if (moment.world[group].status == GroupStatus::lost) enter(moment, group, Phase::queue);
    stop_members(moment, group);
  });
}

void call_off_failover(Moment& moment, GroupId id, NodeSet side) {
  GroupState& state = moment.world[id];
  const bool runs = state.status == GroupStatus::online || state.status == GroupStatus::migrating ||
                    state.status == GroupStatus::restarting ||
                    state.status == GroupStatus::starting;
  if (runs || !has(side, state.owner) || !all_members_serve(moment.plant, moment.world, id)) return;
  const Group& group = moment.plant[id];
  for (const ClockId clock : {group.fenced, group.moved, group.person_arrives})
    moment.clocks.stop(clock);
  state.status = GroupStatus::online;
  state.target = no_node;
  state.fence_due = false;
  if (!state.recovering) return;
  state.recovering = false;
  moment.tell(FactKind::failover_called_off, id);
}

bool may_run(const Moment& moment, MemberId id) {
  const Member& member = moment.plant[id];
  const GroupStatus status = moment.world[member.group].status;
  if (status != GroupStatus::starting && status != GroupStatus::online) return false;
  return !moment.clocks.running(member.failure_seen);
}

bool all_members_serve(const Plant& plant, const World& world, GroupId id) {
  return std::ranges::all_of(plant[id].members, [&](MemberId member) {
    return all_alive(world, plant[member].component);
  });
}

void stop_members(Moment& moment, GroupId id) {
  const auto& members = moment.plant[id].members;
  for (std::size_t i = members.size(); i-- > 0;) {
    const ComponentId component = moment.plant[members[i]].component;
    if (moment.world[component].running == Running::off) continue;
    moment.tell(FactKind::component_stopped, component);
    stop(moment, component);
  }
}

void move(Moment& moment, GroupId id) {
  moment.world[id].status = GroupStatus::moving;
  enter(moment, id, Phase::storage);
  moment.clocks.start(moment.plant[id].moved, cluster_of(moment, id).failover.delay);
}

void failure_seen(Moment& moment, MemberId id) {
  const GroupId group = moment.plant[id].group;
  const GroupStatus status = moment.world[group].status;
  if (status != GroupStatus::online && status != GroupStatus::starting) return;
  moment.tell(FactKind::member_failure_seen, group, owner_of(moment, group).index(),
              moment.plant[id].component.index());
  if (restart_allowed(moment, group)) {
    const Distribution& delay = cluster_of(moment, group).restart.delay;
    if (delay.is_zero()) return restart_in_place(moment, group);
    moment.world[group].status = GroupStatus::restarting;
    enter(moment, group, Phase::queue);
    return moment.clocks.start(moment.plant[group].delay_over, delay);
  }
  stop_clocks(moment, group);
  stop_members(moment, group);
  fail_over(moment, group, side_of(moment.plant, moment.world, owner_of(moment, group)));
  retry_queued(moment, moment.plant[group].cluster, group);  // it made room
}

void pending_timed_out(Moment& /*moment*/, MemberId /*id*/) {}

void grace_over(Moment& /*moment*/, GroupId /*id*/) {}

void restart_delay_over(Moment& moment, GroupId id) { restart_in_place(moment, id); }

void group_fenced(Moment& moment, GroupId id) {
  if (still_defended(moment, id)) {
    moment.tell(FactKind::fence_failed, id, owner_of(moment, id).index());
    enter(moment, id, Phase::fence);
    return fence(moment, id);
  }
  stop_members(moment, id);  // whoever still ran it finds its reservation gone
  move(moment, id);
}

void group_moved(Moment& moment, GroupId id) {
  bring_online(moment, id, moment.world[id].target);
  retry_queued(moment, moment.plant[id].cluster);
}

void person_arrived(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  moment.tell(FactKind::person_came, id);
  moment.clocks.stop(moment.plant[id].restarts_forgotten);
  moment.clocks.stop(moment.plant[id].failovers_forgotten);
  state.restarts = 0;
  state.failovers = 0;
  const bool in_place = state.status == GroupStatus::given_up && can_start_in_place(moment, id);
  queue(moment, id);
  if (in_place) return bring_online(moment, id, state.owner);
  try_again(moment, id);
}

void restarts_forgotten(Moment& moment, GroupId id) { moment.world[id].restarts = 0; }

void failovers_forgotten(Moment& moment, GroupId id) { moment.world[id].failovers = 0; }

}  // namespace ausfall::models
