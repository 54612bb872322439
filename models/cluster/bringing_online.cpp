#include "models/cluster/bringing_online.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/cluster/failback.hpp"
#include "models/cluster/failure_counts.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/hindrance.hpp"
#include "models/cluster/monitor.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/preemption.hpp"
#include "models/cluster/queue.hpp"
#include "models/cluster/split_brain.hpp"
#include "models/cluster/start_attempts.hpp"
#include "models/cluster/surroundings.hpp"
#include "models/cluster/view.hpp"
#include "models/cluster/watching.hpp"
#include "models/component.hpp"
#include "models/failure.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {
namespace {

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

/// Once a group serves, counters without a period of their own begin anew.
void forget_episode(Moment& moment, GroupId id) {
  const Cluster& cluster = cluster_of(moment, id);
  if (cluster.restart.period.is_zero()) forget_failures(moment, id);
  if (cluster.failover.period.is_zero()) moment.world[id].failovers = 0;
}

/// A restart by the cluster ends leaks, where it looks for them.
void end_leaks(Moment& moment, ComponentId id) {
  end_degradation(moment, id);
  for (ComponentId guest = moment.world[id].first_guest; guest;
       guest = moment.world[guest].next_guest)
    end_leaks(moment, guest);
}

/// Its mirrored copy goes on.
void go_on(Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members)
    go_on_at_once(moment, moment.plant[member].component);
}

}  // namespace

void start_members(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  for (const MemberId member : group.members) {
    const ComponentId component = moment.plant[member].component;
    try_start(moment, component);
    if (moment.world[component].running == Running::starting) member_starts(moment, member);
    if (moment.world[id].status != GroupStatus::starting)
      return;  // one that takes no time has failed
    if (moment.world[component].running == Running::off) try_what_is_broken(moment, member);
    if (group.ordered && !all_alive(moment, component)) return;
  }
}

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
  set_status(moment, id, GroupStatus::online);
  const bool as_planned = planned_restart_serves(moment, id);
  forget_episode(moment, id);
  go_on_with_copy(moment, id);
  if (state.recovering) {
    state.recovering = false;
    moment.tell(FactKind::group_served, id, owner_of(moment, id).index());
  }
  consider_failback(moment, id);
  if (watches_capacity(moment, id)) watch_capacity(moment, id);
  if (watches_surroundings(moment, id)) watch_surroundings(moment, id);
  slot_freed(moment, id);
  if (as_planned) planned_move_may_fail(moment, id);
}

namespace {

/// They were lost while they, or the restart, were waited for. Whoever brings them online sees that
/// at once.
void disks_do_not_answer(Moment& moment, GroupId id) {
  begin_recovery(moment, id);
  fail_over(moment, id, side_of(moment, owner_of(moment, id)));
}

bool any_copy_lags(const Moment& moment, GroupId id) {
  return std::ranges::any_of(moment.plant[id].members, [&](MemberId member) {
    return moment.plant[moment.plant[member].component].lag > Duration(0);
  });
}

void bring_online(Moment& moment, GroupId id, std::uint8_t number) {
  GroupState& state = moment.world[id];
  const NodeId node = node_of(moment.plant, moment.plant[id].cluster, number);
  state.target = number;
  if (state.mirrored) stop_members(moment, id);  // its copy takes the lock on the disk first
  leave_ghost(moment, id);
  // The instance that runs on as a ghost is no longer followed, so nothing tells that it stops. A
  // cluster that has one of its VMs for a node loses that node: its members are stopped all the same.
  const FactKinds wanted = moment.wanted;
  if (state.ghost != no_node)
    moment.wanted.reset(static_cast<std::size_t>(FactKind::component_stopped));
  stop_members(moment, id);
  moment.wanted = wanted;
  if (number != state.owner && state.recovering) {
    moment.tell(FactKind::group_failed_over, id, node.index(), owner_of(moment, id).index());
    if (state.data_on == no_node && any_copy_lags(moment, id)) state.data_on = state.owner;
  }
  const NodeId left = owner_of(moment, id);
  state.owner = number;
  state.target = no_node;
  arrived(moment, id);
  tell_if_drained(moment, left);
  state.fence_due = false;
  set_status(moment, id, GroupStatus::starting);
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
    set_status(moment, id, GroupStatus::lost);
    return enter(moment, id, Phase::detect);
  }
  if (!disks_answer(moment, id, node)) return disks_do_not_answer(moment, id);
  if (mirrored) go_on(moment, id);
  start_members(moment, id);
  progress(moment, id);
}

}  // namespace

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

namespace {

/// Why it has no room on one of these nodes, if that is all that it wants for.
void tell_what_is_missing(Moment& moment, GroupId id, NodeSet nodes) {
  const auto missing = room_missing(moment, id, nodes);
  if (!missing) return;
  const bool memory = missing->obstacle == Obstacle::memory;
  const double unit = memory ? bytes_told : 1;
  moment.tell(memory ? FactKind::memory_missing : FactKind::cores_missing, id,
              missing->node.index(),
              static_cast<std::size_t>(std::ceil(std::max(missing->free, 0.0) / unit)));
}

}  // namespace

void relocate(Moment& moment, GroupId id, NodeSet side) {
  const std::uint8_t target = choose_target(moment, id, side);
  if (target == no_node) {
    if (make_room(moment, id, side)) return;
    const bool room = only_room_is_missing(moment, id, side);
    queue(moment, id, room ? Wait::for_room : Wait::otherwise);
    return tell_what_is_missing(moment, id, side & ~only(moment.world[id].owner));
  }
  start_relocation(moment, id, target);
}

namespace {

/// Counts a failover, if it may still be one.
bool past_threshold(Moment& moment, GroupId id) {
  const Cluster& cluster = cluster_of(moment, id);
  const Failover& failover = cluster.failover;
  GroupState& state = moment.world[id];
  if (failover.threshold != unlimited && state.failovers >= failover.threshold) return true;
  // Without a limit they are counted as far as delays of restarts differ.
  if (failover.threshold == unlimited && state.failovers + 1U >= cluster.restart.delays.size()) {
    return false;
  }
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

}  // namespace

namespace {

bool nobody_else_takes_part(const Moment& moment, ClusterId cluster, NodeSet side) {
  return std::ranges::none_of(moment.plant[cluster].nodes, [&](NodeId node) {
    return !has(side, moment.plant[node].number) && takes_part(moment, node);
  });
}

}  // namespace

void fail_over(Moment& moment, GroupId id, NodeSet side) {
  begin_recovery(moment, id);
  // A group that keeps failing is left alone. One whose node is lost has not failed by itself: it
  // is taken over, however often (cc786993: what ends it is a failure of the group's resources).
  const bool by_itself = has(side, moment.world[id].owner);
  if (!by_itself) may_start_here_again(moment, id);
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

bool is_restarted(const Moment& moment, GroupId id, MemberId member) {
  return (watches_capacity(moment, id) && below_floor(moment, member)) ||
         !all_alive(moment, moment.plant[member].component);
}

void stop_for_restart(Moment& moment, GroupId id) {
  const bool watches = watches_capacity(moment, id);
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    if (!is_restarted(moment, id, member)) continue;
    if (all_alive(moment, component)) moment.tell(FactKind::component_stopped, component);
    stop(moment, component);
    if (watches) end_leaks(moment, component);
  }
}

void restart_in_place(Moment& moment, GroupId id) {
  if (begin_stop(moment, id, AfterStop::restart)) return;
  set_status(moment, id, GroupStatus::starting);
  moment.tell(FactKind::group_restarted, id, owner_of(moment, id).index());
  stop_for_restart(moment, id);
  start_members(moment, id);
  progress(moment, id);
}

bool may_run(const Moment& moment, MemberId id) {
  const Member& member = moment.plant[id];
  const GroupStatus status = moment.world[member.group].status;
  if (status != GroupStatus::starting && status != GroupStatus::online) return false;
  if (status == GroupStatus::starting && !its_turn(moment, id)) return false;
  return !moment.clocks.running(member.failure_seen);
}

void member_starts(Moment& moment, MemberId id) {
  const ClockId pending = moment.plant[id].pending_timed_out;
  if (!pending || moment.clocks.running(pending)) return;
  moment.clocks.start(pending, *cluster_of(moment, moment.plant[id].group).monitor.pending_timeout);
}

void member_start_ended(Moment& moment, MemberId id) { stop_pending(moment, id); }

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

void restart_delay_over(Moment& moment, GroupId id) {
  if (disks_answer(moment, id, owner_of(moment, id))) return restart_in_place(moment, id);
  stop_members(moment, id);
  disks_do_not_answer(moment, id);
  retry_later(moment, moment.plant[id].cluster, id);  // it made room
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
  retry_later(moment, moment.plant[id].cluster);
}

}  // namespace ausfall::models
