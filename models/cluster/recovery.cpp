#include "models/cluster/recovery.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "models/cluster/failback.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/isolation.hpp"
#include "models/cluster/monitor.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/split_brain.hpp"
#include "models/cluster/surroundings.hpp"
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

void enter(Moment& moment, GroupId id, Phase phase, Wait why = Wait::otherwise) {
  if (moment.world[id].recovering)
    moment.tell(FactKind::phase_began, id, static_cast<std::size_t>(phase),
                static_cast<std::size_t>(why));
}

void stop_pending(Moment& moment, MemberId id) {
  const ClockId pending = moment.plant[id].pending_timed_out;
  if (pending) moment.clocks.stop(pending);
}

bool watches_surroundings(const Moment& moment, GroupId id) {
  return models::watches_surroundings(moment.plant, moment.plant[id].cluster);
}

bool watches_capacity(const Moment& moment, GroupId id) {
  return cluster_of(moment, id).monitor.capacity_floor > 0;
}

/// What runs while it does not recover are the clocks of members below the floor.
void forget_slowness(Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members)
    moment.clocks.stop(moment.plant[member].failure_seen);
}

void begin_recovery(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (state.recovering) return;
  call_off_move(moment, id);
  state.recovering = true;
  if (watches_capacity(moment, id)) forget_slowness(moment, id);
  moment.tell(FactKind::group_lost, id, owner_of(moment, id).index());
}

/// A restart by the cluster ends leaks, where it looks for them.
void end_leaks(Moment& moment, ComponentId id) {
  end_degradation(moment, id);
  for (ComponentId guest = moment.world[id].first_guest; guest;
       guest = moment.world[guest].next_guest)
    end_leaks(moment, guest);
}

void await_person(Moment& moment, GroupId id, GroupStatus status) {
  moment.world[id].status = status;
  moment.world[id].target = no_node;
  moment.world[id].mirrored = false;
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
  return takes_part(moment, owner) && std::ranges::all_of(moment.plant[id].members, ready) &&
         (keeps_its_room ? disks_answer(moment, id, owner)
                         : can_take(moment, id, moment.world[id].owner));
}

/// It runs or starts on the node that has it: there is no failover to call off.
bool stays(GroupStatus status) {
  return status == GroupStatus::online || status == GroupStatus::migrating ||
         status == GroupStatus::restarting || status == GroupStatus::starting;
}

Phase phase_of_start(const Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    if (moment.plant[component].kind == ComponentKind::vm && !moment.world[component].alive())
      return Phase::boot;
  }
  return Phase::start;
}

/// Of a group that starts in order, those before it serve.
bool its_turn(const Moment& moment, MemberId id) {
  const Group& group = moment.plant[moment.plant[id].group];
  if (!group.ordered) return true;
  for (const MemberId each : group.members) {
    if (each == id) return true;
    if (!all_alive(moment, moment.plant[each].component)) return false;
  }
  return true;
}

void start_members(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  for (const MemberId member : group.members) {
    const ComponentId component = moment.plant[member].component;
    try_start(moment, component);
    if (moment.world[component].running == Running::starting) member_starts(moment, member);
    if (group.ordered && !all_alive(moment, component)) return;
  }
}

/// Once a group serves, counters without a period of their own begin anew.
void forget_episode(Moment& moment, GroupId id) {
  const Cluster& cluster = cluster_of(moment, id);
  if (cluster.restart.period.is_zero()) moment.world[id].restarts = 0;
  if (cluster.failover.period.is_zero()) moment.world[id].failovers = 0;
}

void watch_capacity(Moment& moment, GroupId id);
void watch_surroundings(Moment& moment, GroupId id);
void slot_freed(Moment& moment, GroupId id);

void progress(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  const bool under_way = state.status == GroupStatus::starting ||
                         (state.status == GroupStatus::online && state.recovering);
  if (!under_way) return;
  if (moment.plant[id].ordered) start_members(moment, id);
  if (state.status != GroupStatus::starting && state.status != GroupStatus::online) return;
  if (state.status == GroupStatus::online && watches_surroundings(moment, id) &&
      moment.clocks.running(moment.plant[moment.plant[id].members.front()].failure_seen) &&
      lacking(moment, id) != Lack::none)
    return;  // that is still to be noticed
  if (!all_members_serve(moment, id)) return enter(moment, id, phase_of_start(moment, id));
  state.status = GroupStatus::online;
  planned_restart_serves(moment, id);
  forget_episode(moment, id);
  if (state.recovering) {
    state.recovering = false;
    moment.tell(FactKind::group_served, id, owner_of(moment, id).index());
  }
  consider_failback(moment, id);
  if (watches_capacity(moment, id)) watch_capacity(moment, id);
  if (watches_surroundings(moment, id)) watch_surroundings(moment, id);
  slot_freed(moment, id);
}

/// Its mirrored copy goes on.
void go_on(Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members)
    go_on_at_once(moment, moment.plant[member].component);
}

void fail_over(Moment& moment, GroupId id, NodeSet side);

/// They were lost while they, or the restart, were waited for. Whoever brings them online sees that
/// at once.
void disks_do_not_answer(Moment& moment, GroupId id) {
  begin_recovery(moment, id);
  fail_over(moment, id, side_of(moment, owner_of(moment, id)));
}

void bring_online(Moment& moment, GroupId id, std::uint8_t number) {
  GroupState& state = moment.world[id];
  const NodeId node = node_of(moment.plant, moment.plant[id].cluster, number);
  state.target = number;
  if (state.mirrored) stop_members(moment, id);  // its copy takes the lock on the disk first
  leave_ghost(moment, id);
  // A ghost does not stop: it is only no longer followed. A cluster whose node it is loses that.
  const FactKinds wanted = moment.wanted;
  if (state.ghost != no_node)
    moment.wanted.reset(static_cast<std::size_t>(FactKind::component_stopped));
  stop_members(moment, id);
  moment.wanted = wanted;
  if (number != state.owner && state.recovering)
    moment.tell(FactKind::group_failed_over, id, node.index(), owner_of(moment, id).index());
  state.owner = number;
  state.target = no_node;
  state.fence_due = false;
  state.status = GroupStatus::starting;
  const bool mirrored = std::exchange(state.mirrored, false);
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    if (watches_capacity(moment, id)) end_leaks(moment, component);
    if (moment.world[component].place == moment.plant[node].component) continue;
    leave_failures_behind(moment, component);
    put_on(moment, component, moment.plant[node].component);
  }
  if (!takes_part(moment, node)) {
    // The side that sent it there does not know yet that this node is lost too.
    begin_recovery(moment, id);
    state.status = GroupStatus::lost;
    return enter(moment, id, Phase::detect);
  }
  if (!disks_answer(moment, id, node)) return disks_do_not_answer(moment, id);
  if (mirrored) go_on(moment, id);
  start_members(moment, id);
  progress(moment, id);
}

void queue(Moment& moment, GroupId id, Wait why = Wait::otherwise) {
  moment.world[id].status = GroupStatus::queued;
  moment.world[id].target = no_node;
  moment.world[id].mirrored = false;
  enter(moment, id, Phase::queue, why);
}

/// There is a place for it, which is kept, and it has to wait for its turn to start there.
void wait_for_slot(Moment& moment, GroupId id, std::uint8_t number) {
  if (moment.world[id].status == GroupStatus::queued && moment.world[id].target == number) return;
  queue(moment, id);
  moment.world[id].target = number;
  moment.tell(FactKind::slot_waited_for, id,
              node_of(moment.plant, moment.plant[id].cluster, number).index());
}

/// Where it is, as soon as it may start there.
void start_where_it_is(Moment& moment, GroupId id) {
  const std::uint8_t owner = moment.world[id].owner;
  if (!slot_free(moment, id, owner)) return wait_for_slot(moment, id, owner);
  bring_online(moment, id, owner);
}

void start_relocation(Moment& moment, GroupId id, std::uint8_t target) {
  if (!slot_free(moment, id, target)) return wait_for_slot(moment, id, target);
  GroupState& state = moment.world[id];
  state.target = target;
  if (state.fence_due && needs_fencing(moment, id)) {
    enter(moment, id,
          Phase::storage);  // reserving the disks is the beginning of bringing them online
    return fence(moment, id);
  }
  if (state.fence_due && takes_lock(moment, id))
    stop_members(moment, id);  // whoever goes on there later finds its lock taken
  move(moment, id);
}

void relocate(Moment& moment, GroupId id, NodeSet side) {
  const std::uint8_t target = choose_target(moment, id, side);
  if (target == no_node) {
    const bool room = only_room_is_missing(moment, id, side);
    return queue(moment, id, room ? Wait::for_room : Wait::otherwise);
  }
  start_relocation(moment, id, target);
}

/// Counts a failover, if it may still be one.
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
  // A group that keeps failing is left alone. One whose node is lost has not failed by itself: it
  // is taken over, however often (cc786993: what ends it is a failure of the group's resources).
  const bool by_itself = has(side, moment.world[id].owner);
  if (past_threshold(moment, id) && by_itself) {
    moment.tell(FactKind::group_gave_up, id);
    if (!moment.world[id].fence_due) stop_members(moment, id);
    return await_person(moment, id, GroupStatus::given_up);
  }
  if (!covered(moment, id)) {
    moment.tell(FactKind::failover_uncovered, id);
    return await_person(moment, id, GroupStatus::uncovered);
  }
  failed_over_from(moment, id, side);
  relocate(moment, id, side);
}

void stop_clocks(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  for (const ClockId clock : {group.delay_over, group.failback_due}) moment.clocks.stop(clock);
  for (const MemberId member : group.members) {
    moment.clocks.stop(moment.plant[member].failure_seen);
    stop_pending(moment, member);
  }
}

/// It waits for a slot, at a place that would still take it; it starts there if the slot is free.
bool keeps_waiting(Moment& moment, GroupId id) {
  const std::uint8_t target = moment.world[id].target;
  if (target == no_node) return false;
  const bool in_place = target == moment.world[id].owner;
  const NodeId node = node_of(moment.plant, moment.plant[id].cluster, target);
  const bool good = in_place ? can_start_in_place(moment, id)
                             : takes_part(moment, node) && can_take(moment, id, target);
  if (!good) {
    moment.world[id].target = no_node;
    return false;
  }
  if (in_place)
    start_where_it_is(moment, id);
  else
    start_relocation(moment, id, target);
  return true;
}

/// A group that waits for a place takes the next that there is, or starts where it is if it can.
void try_again(Moment& moment, GroupId id) {
  if (keeps_waiting(moment, id)) return;
  for (const NodeId node : cluster_of(moment, id).nodes) {
    if (!takes_part(moment, node)) continue;
    const NodeSet side = side_of(moment, node);
    if (!may_take_groups(moment, moment.plant[id].cluster, side) || held_back(moment, id, side))
      continue;
    const std::uint8_t target = choose_target(moment, id, side);
    if (target != no_node) return start_relocation(moment, id, target);
    if (has(side, moment.world[id].owner) && can_start_in_place(moment, id))
      return start_where_it_is(moment, id);
  }
}

void retry_queued(Moment& moment, ClusterId cluster, GroupId except = {}) {
  const bool capacity = moment.plant[cluster].monitor.capacity_floor > 0;
  const bool surroundings = watches_surroundings(moment.plant, cluster);
  for (const GroupId id : moment.plant[cluster].by_priority) {
    if (id == except) continue;
    if (moment.world[id].status == GroupStatus::queued) try_again(moment, id);
    if (capacity) watch_capacity(moment, id);
    if (surroundings) watch_surroundings(moment, id);
  }
}

/// It no longer starts: the next may.
void slot_freed(Moment& moment, GroupId id) {
  if (cluster_of(moment, id).failover.concurrency != unlimited)
    retry_queued(moment, moment.plant[id].cluster, id);
}

void restart_in_place(Moment& moment, GroupId id) {
  moment.world[id].status = GroupStatus::starting;
  moment.tell(FactKind::group_restarted, id, owner_of(moment, id).index());
  const bool watches = watches_capacity(moment, id);
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    const bool slow = watches && below_floor(moment, member);
    if (!slow && all_alive(moment, component)) continue;
    if (slow) moment.tell(FactKind::component_stopped, component);
    stop(moment, component);
    if (watches) end_leaks(moment, component);
  }
  start_members(moment, id);
  progress(moment, id);
}

bool restart_allowed(Moment& moment, GroupId id) {
  const Restart& restart = cluster_of(moment, id).restart;
  if (!can_start_in_place(moment, id)) return false;
  GroupState& state = moment.world[id];
  if (restart.attempts != unlimited && state.restarts >= restart.attempts) return false;
  // Without a limit they are counted as far as delays differ.
  if (restart.attempts == unlimited && state.restarts + 1U >= restart.delays.size()) {
    return true;
  }
  if (state.restarts++ == 0 && !restart.period.is_zero()) {
    moment.clocks.start(moment.plant[id].restarts_forgotten, restart.period);
  }
  return true;
}

/// Before the start that follows those that did not succeed. REQUIRES: it is allowed.
const Distribution& restart_delay(const Moment& moment, GroupId id) {
  const auto& delays = cluster_of(moment, id).restart.delays;
  const GroupState& state = moment.world[id];
  const std::size_t before = state.restarts + state.failovers;
  return delays[std::min(before, delays.size() - 1)];
}

bool no_member_is_broken(const Moment& moment, GroupId id) {
  return std::ranges::none_of(moment.plant[id].members, [&](MemberId member) {
    return moment.world[moment.plant[member].component].down > 0;
  });
}

/// Its mirrored copy on another host, if there is one, takes over from the host that fails.
void take_over_hot(Moment& moment, GroupId id) {
  for (const NodeId node : cluster_of(moment, id).nodes) {
    if (!takes_part(moment, node)) continue;
    const NodeSet side = side_of(moment, node);
    if (candidates(moment, id, side) == 0) continue;
    moment.world[id].mirrored = true;
    return fail_over(moment, id, side);
  }
}

/// Its node is lost, to a failure that has to be detected or, with nobody left to detect it, until
/// somebody is back.
void lose(Moment& moment, GroupId id, Phase phase) {
  GroupState& state = moment.world[id];
  const bool served =
      state.status == GroupStatus::online && !state.recovering && no_member_is_broken(moment, id);
  stop_clocks(moment, id);
  switch (state.status) {
    case GroupStatus::fencing:
    case GroupStatus::moving:
      if (state.recovering) return;  // already on its way from there
      moment.clocks.stop(moment.plant[id].moved);
      state.target = no_node;
      break;
    case GroupStatus::tolerated:
      begin_recovery(moment, id);
      return enter(moment, id, Phase::agree);
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
  state.mirrored = false;
  enter(moment, id, phase);
  if (served && cluster_of(moment, id).failover.hot_standby) take_over_hot(moment, id);
}

bool any_member_runs(const Moment& moment, GroupId id) {
  return std::ranges::any_of(moment.plant[id].members, [&](MemberId member) {
    return moment.world[moment.plant[member].component].running != Running::off;
  });
}

bool somebody_is_left(const Moment& moment, ClusterId cluster) {
  return std::ranges::any_of(moment.plant[cluster].nodes,
                             [&](NodeId node) { return takes_part(moment, node); });
}

bool nobody_else_takes_part(const Moment& moment, ClusterId cluster, NodeSet side) {
  return std::ranges::none_of(moment.plant[cluster].nodes, [&](NodeId node) {
    return !has(side, moment.plant[node].number) && takes_part(moment, node);
  });
}

// ---- groups that wait for a node to be fenced, for a lock, or for a node's return ---------------

/// A side that may go on, and does not take the group's node for a member; none otherwise.
NodeSet claimants(const Moment& moment, GroupId id) {
  for (const NodeId node : cluster_of(moment, id).nodes) {
    if (!takes_part(moment, node) || moment.world[node].agreement != Agreement::settled ||
        has(moment.world[node].view, moment.world[id].owner))
      continue;
    const NodeSet side = side_of(moment, node);
    if (may_take_groups(moment, moment.plant[id].cluster, side)) return side;
  }
  return 0;
}

bool is_held_back(const Moment& moment, GroupId id) {
  if (!holds_back(cluster_of(moment, id).fencing.kind)) return false;
  const NodeSet side = claimants(moment, id);
  return side != 0 && held_back(moment, id, side);
}

/// Whoever does not take its node for a member may take the group: it is lost; or it stands still
/// there, its lock gone with its storage.
bool is_to_be_taken(const Moment& moment, GroupId id) {
  const GroupStatus status = moment.world[id].status;
  if (status == GroupStatus::lost) return true;
  return takes_lock(moment, id) && status == GroupStatus::online && any_member_runs(moment, id) &&
         !all_members_serve(moment, id);
}

/// The group's node is lost, and it is left to it for a while.
bool tolerate(Moment& moment, GroupId id) {
  const Distribution& grace = cluster_of(moment, id).failover.grace;
  GroupState& state = moment.world[id];
  const bool on_its_node =
      state.status == GroupStatus::online || state.status == GroupStatus::lost ||
      state.status == GroupStatus::restarting || state.status == GroupStatus::starting;
  if (grace.is_zero() || !on_its_node || state.fence_due) return false;
  stop_clocks(moment, id);
  call_off_move(moment, id);  // one that is restarted there as planned
  state.status = GroupStatus::tolerated;
  moment.tell(FactKind::group_tolerated, id, owner_of(moment, id).index());
  enter(moment, id, Phase::agree);
  moment.clocks.start(moment.plant[id].grace_over, grace);
  return true;
}

/// It may not be taken yet. One that serves on another side is left alone.
void hold(Moment& moment, GroupId id) {
  if (moment.world[id].status == GroupStatus::lost) enter(moment, id, Phase::fence);
  if (moment.world[id].target == no_node) ask_for_fence(moment, owner_of(moment, id));
}

void take(Moment& moment, GroupId id, NodeSet side, Takeover takeover) {
  GroupState& state = moment.world[id];
  stop_clocks(moment, id);
  for (const ClockId clock : {moment.plant[id].fenced, moment.plant[id].moved})
    moment.clocks.stop(clock);
  state.fence_due = state.fence_due || !has(side, state.owner);
  state.mirrored = false;
  if (takeover == Takeover::failover) return fail_over(moment, id, side);
  begin_recovery(moment, id);
  relocate(moment, id, side);
}

template <class Visit>
void for_owned(Moment& moment, NodeId id, Visit visit) {
  for (const GroupId group : moment.plant[moment.plant[id].cluster].by_priority) {
    if (moment.world[group].owner == moment.plant[id].number) visit(group);
  }
}

/// The member as which it is watched: itself, or the one that it is an application on.
MemberId watched_as(const Moment& moment, ComponentId id) {
  if (moment.plant[id].member) return moment.plant[id].member;
  const ComponentId place = moment.world[id].place;
  return place ? moment.plant[place].member : MemberId();
}

/// Its members are watched, on a node that is there to watch them.
bool is_watched(const Moment& moment, GroupId id) {
  const GroupStatus status = moment.world[id].status;
  return (status == GroupStatus::online || status == GroupStatus::starting) &&
         moment.world[machine_of(moment, id)].alive();  // else it is the node's failure
}

void member_failed(Moment& moment, ComponentId id, bool hangs) {
  const MemberId member = watched_as(moment, id);
  if (!member) return;
  const GroupId group = moment.plant[member].group;
  if (moment.world[group].status == GroupStatus::migrating) call_off_move(moment, group);
  const GroupStatus status = moment.world[group].status;
  if (status == GroupStatus::tolerated) {
    begin_recovery(moment, group);
    return enter(moment, group, Phase::agree);
  }
  if (status == GroupStatus::lost && takes_lock(moment, group))
    return take_freed(moment, moment.plant[group].cluster);
  if (!is_watched(moment, group)) return;
  const Distribution* time = time_to_see(moment.plant, member, id, hangs);
  if (time == nullptr) return;
  const ClockId seen = moment.plant[member].failure_seen;
  begin_recovery(moment, group);
  enter(moment, group, Phase::detect);
  if (!moment.clocks.running(seen)) moment.clocks.start(seen, *time);
}

/// Another node could take the group, and give it the capacity that it lacks.
bool somebody_does_better(const Moment& moment, GroupId id) {
  const NodeSet side = side_of(moment, owner_of(moment, id));
  NodeSet set = candidates(moment, id, side);
  for (; set != 0; set &= set - 1) {
    if (capacity_suffices(moment, id, static_cast<std::uint8_t>(first_of(set)))) return true;
  }
  return false;
}

/// It is below the floor, and something can be done about it.
bool lacks_capacity(const Moment& moment, MemberId id) {
  const GroupId group = moment.plant[id].group;
  if (!below_floor(moment, id) || !takes_part(moment, owner_of(moment, group))) return false;
  const Restart& restart = cluster_of(moment, group).restart;
  const bool restarts =
      restart.attempts == unlimited || moment.world[group].restarts < restart.attempts;
  return (restarts && restart_lifts_it(moment, id)) || somebody_does_better(moment, group);
}

/// Starts the clocks of members below the floor, while the group otherwise serves, and stops those
/// of members that are no longer.
void watch_capacity(Moment& moment, GroupId id) {
  if (!watches_capacity(moment, id) || moment.world[id].recovering) return;
  if (moment.world[id].status == GroupStatus::migrating) return forget_slowness(moment, id);
  if (moment.world[id].status != GroupStatus::online || !is_watched(moment, id)) return;
  for (const MemberId member : moment.plant[id].members) {
    const ClockId seen = moment.plant[member].failure_seen;
    const bool lacks = lacks_capacity(moment, member);
    if (lacks && !moment.clocks.running(seen))
      moment.clocks.start(seen, cluster_of(moment, id).monitor.hang_seen);
    else if (!lacks)
      moment.clocks.stop(seen);
  }
}

/// Starts the clock of what the group lacks on its node, from when on it does not serve; stops it
/// if it has it again.
void watch_surroundings(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (!watches_surroundings(moment, id) || state.status != GroupStatus::online ||
      !takes_part(moment, owner_of(moment, id)))
    return;
  const ClockId seen = moment.plant[moment.plant[id].members.front()].failure_seen;
  const Lack lack = lacking(moment, id);
  if (lack == Lack::none) {
    if (!state.recovering || !moment.clocks.running(seen) || !all_members_serve(moment, id)) return;
    moment.clocks.stop(seen);
    return progress(moment, id);
  }
  if (state.recovering) return;  // it is dealt with when that is
  begin_recovery(moment, id);
  enter(moment, id, Phase::detect);
  const Monitor& monitor = cluster_of(moment, id).monitor;
  moment.clocks.start(seen, lack == Lack::disks ? monitor.stop_seen : *monitor.clients_seen);
}

/// It is noticed that the group lacks something, and it fails over; or that it no longer does, and
/// its members serve. False: there is another failure to be seen to.
bool act_on_lack(Moment& moment, GroupId id);

void act_on_failure(Moment& moment, GroupId id, bool may_restart) {
  begin_recovery(moment, id);
  const Distribution& delay = restart_delay(moment, id);
  if (may_restart && restart_allowed(moment, id)) {
    if (delay.is_zero()) return restart_in_place(moment, id);
    moment.world[id].status = GroupStatus::restarting;
    enter(moment, id, Phase::queue);
    moment.clocks.start(moment.plant[id].delay_over, delay);
    return slot_freed(moment, id);
  }
  stop_clocks(moment, id);
  stop_members(moment, id);
  fail_over(moment, id, side_of(moment, owner_of(moment, id)));
  if (moment.world[id].status == GroupStatus::queued &&
      holds_back(cluster_of(moment, id).fencing.kind))
    try_again(moment, id);                             // another side may have a place
  retry_queued(moment, moment.plant[id].cluster, id);  // it made room
}

bool act_on_lack(Moment& moment, GroupId id) {
  const GroupState& state = moment.world[id];
  if (!watches_surroundings(moment, id) || !state.recovering || state.status != GroupStatus::online)
    return false;
  const Lack lack = lacking(moment, id);
  if (lack == Lack::none) {
    if (!all_members_serve(moment, id)) return false;
    progress(moment, id);  // whoever would have had it is gone
    return true;
  }
  moment.tell(FactKind::group_cut_off, id, owner_of(moment, id).index(),
              lack == Lack::disks ? 0 : 1);
  act_on_failure(moment, id, false);
  return true;
}

/// Of a group whose node has just been lost.
Phase phase_when_lost(const Moment& moment, GroupId id) {
  if (is_held_back(moment, id)) return Phase::fence;
  return somebody_is_left(moment, moment.plant[id].cluster) ? Phase::detect : Phase::queue;
}

/// What ran on this node beside the owner's no longer does.
void end_ghosts(Moment& moment, NodeId id) {
  for (const GroupId group : moment.plant[moment.plant[id].cluster].groups) {
    if (moment.world[group].ghost == moment.plant[id].number) end_split_brain(moment, group);
  }
}

/// Without the quorum the node no longer challenges for the disks of groups of other nodes, nor
/// brings them online.
void abandon_takeovers_by(Moment& moment, NodeId id) {
  for (const GroupId group : moment.plant[moment.plant[id].cluster].groups) {
    GroupState& state = moment.world[group];
    if (state.target != moment.plant[id].number || state.owner == state.target) continue;
    const bool challenges = state.status == GroupStatus::fencing && still_defended(moment, group);
    if (!challenges && state.status != GroupStatus::moving) continue;
    for (const ClockId clock : {moment.plant[group].fenced, moment.plant[group].moved})
      moment.clocks.stop(clock);
    state.status = GroupStatus::lost;
    state.target = no_node;
    state.mirrored = false;
    const bool back = takes_part(moment, owner_of(moment, group));
    if (!challenges && back && !all_members_serve(moment, group)) {
      call_off_move(moment, group);  // one that is restarted as planned
      stop_members(moment, group);   // its room there may be taken meanwhile
      queue(moment, group);
      try_again(moment, group);
      continue;
    }
    resume(moment, group, only(state.owner));
  }
}

/// Its node has lost the quorum, and runs on, unwatched, what serves on it, for as long as the
/// others would leave the group to it (learn: compute resiliency).
bool runs_on_by_grace(Moment& moment, GroupId id) {
  const GroupState& state = moment.world[id];
  if (state.recovering || !all_members_serve(moment, id)) return false;
  if (state.status == GroupStatus::tolerated) return true;
  return state.status == GroupStatus::online && tolerate(moment, id);
}

/// Without its node's cluster what it holds on shared disks is out of reach: it stands still.
void pause(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (state.paused || !cluster_of(moment, id).failover.grace_pauses ||
      moment.plant[id].disks.empty())
    return;
  begin_recovery(moment, id);
  enter(moment, id, Phase::agree);
  state.paused = true;
  moment.tell(FactKind::group_paused, id, owner_of(moment, id).index());
  for (const MemberId member : moment.plant[id].members)
    stall(moment, moment.plant[member].component);
}

void end_pause(Moment& moment, GroupId id) {
  if (!std::exchange(moment.world[id].paused, false)) return;
  for (const MemberId member : moment.plant[id].members)
    unstall(moment, moment.plant[member].component);
}

/// Its node works, and its cluster service does not.
bool owner_has_no_quorum(const Moment& moment, GroupId id) {
  const NodeId owner = owner_of(moment, id);
  return moment.world[owner].status != NodeStatus::member &&
         moment.world[machine_of(moment, id)].alive();
}

}  // namespace

void component_failed(Moment& moment, ComponentId id) { member_failed(moment, id, false); }

void component_hung(Moment& moment, ComponentId id) { member_failed(moment, id, true); }

void capacity_changed(Moment& moment, ComponentId id) {
  if (const MemberId member = moment.plant[id].member)
    watch_capacity(moment, moment.plant[member].group);
}

void surroundings_changed(Moment& moment, ClusterId cluster) {
  if (!watches_surroundings(moment.plant, cluster)) return;
  for (const GroupId id : moment.plant[cluster].groups) watch_surroundings(moment, id);
}

void member_starts(Moment& moment, MemberId id) {
  const ClockId pending = moment.plant[id].pending_timed_out;
  if (!pending || moment.clocks.running(pending)) return;
  moment.clocks.start(pending, *cluster_of(moment, moment.plant[id].group).monitor.pending_timeout);
}

void member_start_ended(Moment& moment, MemberId id) { stop_pending(moment, id); }

void component_ready(Moment& moment, ComponentId id) {
  const MemberId member = moment.plant[id].member;
  if (!member) return;
  const GroupId group = moment.plant[member].group;
  const GroupStatus status = moment.world[group].status;
  if (status == GroupStatus::queued) return try_again(moment, group);
  if (status == GroupStatus::uncovered && can_start_in_place(moment, group)) {
    moment.clocks.stop(moment.plant[group].person_arrives);
    start_where_it_is(moment, group);
  }
}

void recovery_progressed(Moment& moment, ComponentId id) {
  while (id && !moment.plant[id].member) id = moment.world[id].place;
  if (!id) return;
  const MemberId member = moment.plant[id].member;
  const GroupId group = moment.plant[member].group;
  const ClockId seen = moment.plant[member].failure_seen;
  if (moment.clocks.running(seen) && moment.world[group].recovering && all_alive(moment, id) &&
      (!watches_surroundings(moment, group) || lacking(moment, group) == Lack::none))
    moment.clocks.stop(seen);
  const NodeId owner = owner_of(moment, group);
  if (!stays(moment.world[group].status) && takes_part(moment, owner)) {
    // Its members stood still and go on, and nobody is out of touch who may be taking them over.
    const NodeSet side = side_of(moment, owner);
    if (nobody_else_takes_part(moment, moment.plant[group].cluster, side))
      call_off_failover(moment, group, side);
  }
  progress(moment, group);
}

void node_lost(Moment& moment, NodeId id) {
  end_ghosts(moment, id);
  for_owned(moment, id,
            [&](GroupId group) { lose(moment, group, phase_when_lost(moment, group)); });
}

void node_resumed(Moment& moment, NodeId id) {
  for_owned(moment, id, [&](GroupId group) {
    if (moment.world[group].status != GroupStatus::lost || moment.world[id].gave_up) return;
    moment.world[group].status = GroupStatus::starting;
    moment.world[group].fence_due = false;
    start_members(moment, group);
    progress(moment, group);
  });
}

void node_returned(Moment& moment, NodeId id) {
  for_owned(moment, id, [&](GroupId group) {
    const GroupStatus status = moment.world[group].status;
    if (status == GroupStatus::tolerated)
      return resume(moment, group, only(moment.plant[id].number));
    if (status == GroupStatus::lost && all_members_serve(moment, group))
      return call_off_failover(moment, group, only(moment.plant[id].number));
    const bool waits = status == GroupStatus::queued || status == GroupStatus::uncovered;
    if (waits ? !can_take(moment, group, moment.plant[id].number) : status != GroupStatus::lost)
      return;
    moment.clocks.stop(moment.plant[group].person_arrives);
    start_where_it_is(moment, group);
  });
  retry_queued(moment, moment.plant[id].cluster);
  welcome_home(moment, id);
  for (const GroupId group : moment.plant[moment.plant[id].cluster].groups)
    consider_failback(moment, group);
}

void node_suspected_by_its_cluster(Moment& moment, NodeId id) {
  for_owned(moment, id, [&](GroupId group) {
    if (moment.world[group].status == GroupStatus::lost) enter(moment, group, Phase::agree);
  });
}

void take_over_from_lost(Moment& moment, ClusterId cluster, NodeSet side, Takeover takeover) {
  if (!may_take_groups(moment, cluster, side)) return;
  fence_lost(moment, cluster, side, takeover == Takeover::cold_start);
  for (const GroupId id : moment.plant[cluster].by_priority) {
    GroupState& state = moment.world[id];
    if (state.status == GroupStatus::migrating) regrouped_while_migrating(moment, id, side);
    // Where it is, or where it is on its way to; and where it runs, though another side is about to
    // take it.
    const bool runs_here = has(side, state.owner) && any_member_runs(moment, id);
    const bool ours = runs_here || has(side, state.target == no_node ? state.owner : state.target);
    const bool runs_here_too = state.ghost != no_node && has(side, state.ghost);
    const bool waits =
        state.status == GroupStatus::given_up || state.status == GroupStatus::uncovered;
    if (ours || runs_here_too || waits || state.status == GroupStatus::tolerated) continue;
    if (takeover == Takeover::failover && tolerate(moment, id)) continue;
    if (held_back(moment, id, side)) {
      hold(moment, id);
      continue;
    }
    take(moment, id, side, takeover);
  }
  retry_queued(moment, cluster);
}

void sides_merged(Moment& moment, ClusterId cluster) { retry_queued(moment, cluster); }

void take_freed(Moment& moment, ClusterId cluster) {
  for (const GroupId id : moment.plant[cluster].groups) {
    if (!is_to_be_taken(moment, id)) continue;
    const NodeSet side = claimants(moment, id);
    if (side == 0) continue;
    if (held_back(moment, id, side))
      ask_for_fence(moment, owner_of(moment, id));
    else if (!tolerate(moment, id))
      take(moment, id, side, Takeover::failover);
  }
  retry_queued(moment, cluster);
}

void give_up_groups(Moment& moment, NodeId id) {
  if (runs_without_quorum(moment, id)) return starve_watchdog(moment, id);
  end_ghosts(moment, id);
  abandon_takeovers_by(moment, id);
  for_owned(moment, id, [&](GroupId group) {
    if (runs_on_by_grace(moment, group)) return pause(moment, group);
    lose(moment, group, phase_when_lost(moment, group));
    if (moment.world[group].status == GroupStatus::lost) enter(moment, group, Phase::queue);
    stop_members(moment, group);
  });
}

void give_up_members(Moment& moment, NodeId id) {
  node_lost(moment, id);
  for_owned(moment, id, [&](GroupId group) { stop_members(moment, group); });
}

void resume(Moment& moment, GroupId id, NodeSet side) {
  GroupState& state = moment.world[id];
  if (state.status == GroupStatus::tolerated) {
    if (!has(side, state.owner)) return;
    moment.clocks.stop(moment.plant[id].grace_over);
    state.status = GroupStatus::lost;
  }
  const NodeId owner = owner_of(moment, id);
  if (state.status != GroupStatus::lost || !has(side, state.owner) || !takes_part(moment, owner) ||
      moment.world[owner].gave_up)
    return;
  end_pause(moment, id);
  if (state.status != GroupStatus::lost) return;
  if (all_members_serve(moment, id)) return call_off_failover(moment, id, side);
  begin_recovery(moment, id);
  state.status = GroupStatus::starting;
  state.fence_due = false;
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    if (!all_alive(moment, component)) stop(moment, component);
  }
  start_members(moment, id);
  progress(moment, id);
}

void call_off_failover(Moment& moment, GroupId id, NodeSet side) {
  GroupState& state = moment.world[id];
  if (stays(state.status) || !has(side, state.owner) || !all_members_serve(moment, id)) return;
  const Group& group = moment.plant[id];
  for (const ClockId clock : {group.fenced, group.moved, group.person_arrives})
    moment.clocks.stop(clock);
  if (group.grace_over) moment.clocks.stop(group.grace_over);
  state.status = GroupStatus::online;
  state.target = no_node;
  state.fence_due = false;
  state.mirrored = false;
  if (state.recovering) {
    state.recovering = false;
    moment.tell(FactKind::failover_called_off, id);
  }
  watch_capacity(moment, id);
  watch_surroundings(moment, id);
  slot_freed(moment, id);
}

bool may_run(const Moment& moment, MemberId id) {
  const Member& member = moment.plant[id];
  const GroupStatus status = moment.world[member.group].status;
  if (status != GroupStatus::starting && status != GroupStatus::online) return false;
  if (status == GroupStatus::starting && !its_turn(moment, id)) return false;
  return !moment.clocks.running(member.failure_seen);
}

bool all_members_serve(Scene scene, GroupId id) {
  return std::ranges::all_of(scene.plant[id].members, [&](MemberId member) {
    return all_alive(scene, scene.plant[member].component);
  });
}

void stop_members(Moment& moment, GroupId id) {
  if (watches_capacity(moment, id)) forget_slowness(moment, id);
  const auto& members = moment.plant[id].members;
  for (std::size_t i = members.size(); i-- > 0;) {
    const ComponentId component = moment.plant[members[i]].component;
    if (moment.world[component].running == Running::off) continue;
    moment.tell(FactKind::component_stopped, component);
    stop(moment, component);
  }
  moment.world[id].paused = false;
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
  if (act_on_lack(moment, group)) return;
  const bool slow = !moment.world[group].recovering;
  if (slow && !lacks_capacity(moment, id)) return;  // whoever would have done better is gone
  moment.tell(FactKind::member_failure_seen, group, owner_of(moment, group).index(),
              moment.plant[id].component.index());
  // What stands on something slow is not quicker for a restart.
  act_on_failure(moment, group, !slow || restart_lifts_it(moment, id));
}

void pending_timed_out(Moment& moment, MemberId id) {
  const GroupId group = moment.plant[id].group;
  if (!is_watched(moment, group)) return;
  moment.tell(FactKind::pending_timed_out, group, owner_of(moment, group).index(),
              moment.plant[id].component.index());
  moment.clocks.stop(moment.plant[id].failure_seen);
  act_on_failure(moment, group, true);
}

void grace_over(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (owner_has_no_quorum(moment, id) && !runs_without_quorum(moment, owner_of(moment, id))) {
    begin_recovery(moment, id);
    stop_members(moment, id);
  }
  const NodeSet side = claimants(moment, id);
  state.status = GroupStatus::lost;
  if (side != 0 && !held_back(moment, id, side)) return take(moment, id, side, Takeover::failover);
  state.fence_due = true;  // what stays lost is not left to its node a second time
  resume(moment, id, only(state.owner));
  if (state.status == GroupStatus::lost) begin_recovery(moment, id);
  if (side != 0) hold(moment, id);
}

void restart_delay_over(Moment& moment, GroupId id) {
  if (disks_answer(moment, id, owner_of(moment, id))) return restart_in_place(moment, id);
  stop_members(moment, id);
  disks_do_not_answer(moment, id);
  retry_queued(moment, moment.plant[id].cluster, id);  // it made room
}

void group_fenced(Moment& moment, GroupId id) {
  if (still_defended(moment, id)) {
    moment.tell(FactKind::fence_failed, id, owner_of(moment, id).index());
    enter(moment, id, Phase::fence);
    return fence_again(moment, id);
  }
  stop_members(moment, id);  // whoever still ran it finds its reservation gone
  move(moment, id);
}

void group_moved(Moment& moment, GroupId id) {
  bring_online(moment, id, moment.world[id].target);
  if (moment.world[id].status == GroupStatus::lost &&
      holds_back(cluster_of(moment, id).fencing.kind))
    return take_freed(moment, moment.plant[id].cluster);
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
  if (in_place) return start_where_it_is(moment, id);
  try_again(moment, id);
}

void restarts_forgotten(Moment& moment, GroupId id) { moment.world[id].restarts = 0; }

void failovers_forgotten(Moment& moment, GroupId id) { moment.world[id].failovers = 0; }

}  // namespace ausfall::models
