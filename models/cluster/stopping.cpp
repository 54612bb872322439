#include "models/cluster/stopping.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "models/cluster/bringing_online.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/component.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {
namespace {

/// The probability that it cannot be stopped as it is.
double failure_of_stop(const Moment& moment, ComponentId id) {
  double most = moment.plant[id].stop_failure;
  for (const ModeId mode : moment.plant[id].modes) {
    if (moment.world[mode] != ModeState::armed)
      most = std::max(most, moment.plant[mode].stop_failure);
  }
  return most;
}

/// It waits for its disk, and whoever asks it to end waits with it (a process in uninterruptible sleep).
bool io_hangs(const Moment& moment, MemberId id) {
  const ComponentState& state = moment.world[moment.plant[id].component];
  return moment.plant[id].stopped && moment.plant[moment.plant[id].group].stop_timed_out &&
         state.disk_lost && !state.io_failed;
}

/// As opposed to one that is off in the same moment.
bool takes_to_stop(const Moment& moment, MemberId id) {
  const Component& component = moment.plant[moment.plant[id].component];
  if (!moment.plant[id].stopped || moment.world[moment.plant[id].component].running == Running::off)
    return false;
  return !component.stop.is_zero() || component.stop_failure > 0 || io_hangs(moment, id) ||
         std::ranges::any_of(component.modes,
                             [&](ModeId mode) { return moment.plant[mode].stop_failure > 0; });
}

/// What a restart in place has to stop: what does not serve, or is slow.
bool is_to_be_stopped(const Moment& moment, GroupId id, MemberId member, AfterStop then) {
  if (!takes_to_stop(moment, member)) return false;
  return then != AfterStop::restart || is_restarted(moment, id, member);
}

bool is_due(MemberStop stop) { return stop == MemberStop::due || stop == MemberStop::due_in_vain; }

/// Where there is a time-out, a stop that does not work has no end of its own; nor has one that hangs.
void stop_member(Moment& moment, MemberId id) {
  const Member& member = moment.plant[id];
  MemberStop& stop = moment.world.member_stops[id.index()];
  const bool fails = stop == MemberStop::due_in_vain;
  stop = fails ? MemberStop::failing : MemberStop::under_way;
  const ClockId timed_out = moment.plant[member.group].stop_timed_out;
  if (timed_out && !moment.clocks.running(timed_out))
    moment.clocks.start(timed_out, *cluster_of(moment, member.group).monitor.stop_timeout);
  if (io_hangs(moment, id)) {
    moment.tell(FactKind::stop_hung, member.group, owner_of(moment, member.group).index(),
                member.component.index());
    return;
  }
  if (!fails || !timed_out)
    moment.clocks.start(member.stopped, moment.plant[member.component].stop);
}

/// The next in turn; false if all have been stopped, or are being stopped.
bool stop_next(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  for (std::size_t i = group.members.size(); i-- > 0;) {
    const MemberId member = group.members[i];
    if (!is_due(moment.world.member_stops[member.index()])) continue;
    stop_member(moment, member);
    if (group.ordered) return true;
  }
  return std::ranges::any_of(group.members, [&](MemberId member) {
    return moment.world.member_stops[member.index()] != MemberStop::none;
  });
}

/// Those that are stopped no longer serve, but for what hangs, which goes on waiting for its disk.
void put_off(Moment& moment, GroupId id, AfterStop then, const std::vector<MemberId>& stopping) {
  if (std::ranges::none_of(stopping, [&](MemberId member) { return io_hangs(moment, member); })) {
    if (then == AfterStop::restart) return stop_for_restart(moment, id);
    return stop_members(moment, id);
  }
  const auto& members = moment.plant[id].members;
  for (std::size_t i = members.size(); i-- > 0;) {
    const ComponentId component = moment.plant[members[i]].component;
    if (moment.world[component].running == Running::off || io_hangs(moment, members[i]) ||
        (then == AfterStop::restart && !is_restarted(moment, id, members[i])))
      continue;
    moment.tell(FactKind::component_stopped, component);
    stop(moment, component);
  }
}

void go_on_after_stop(Moment& moment, GroupId id) {
  switch (std::exchange(moment.world[id].after_stop, AfterStop::none)) {
    case AfterStop::none:
      return;
    case AfterStop::restart:
      return restart_in_place(moment, id);
    case AfterStop::fail_over:
      return leave_node(moment, id);
    case AfterStop::move:
      return move(moment, id);
    case AfterStop::make_room:
      queue(moment, id, Wait::for_room);
      return retry_later(moment, moment.plant[id].cluster, id);
  }
}

/// Those whose I/O still hangs are ended all the same.
void kill(Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    if (moment.world.member_stops[member.index()] == MemberStop::none ||
        moment.world[component].running == Running::off)
      continue;
    moment.tell(FactKind::component_stopped, component);
    stop(moment, component);
  }
}

void could_not_be_stopped(Moment& moment, GroupId id, MemberId member) {
  const StopFailure policy = cluster_of(moment, id).stop_failure;
  moment.tell(FactKind::stop_failed, id, owner_of(moment, id).index(),
              moment.plant[member].component.index());
  if (policy == StopFailure::kill) {
    const AfterStop then = moment.world[id].after_stop;
    kill(moment, id);
    call_off_stop(moment, id);
    moment.world[id].after_stop = then;
    return go_on_after_stop(moment, id);
  }
  call_off_stop(moment, id);
  begin_recovery(moment, id);
  moment.world[id].target = no_node;
  if (policy == StopFailure::fence && fence_member(moment, owner_of(moment, id))) {
    set_status(moment, id, GroupStatus::stopping);
    return enter(moment, id, Phase::fence);
  }
  moment.tell(FactKind::group_blocked, id, owner_of(moment, id).index());
  await_person(moment, id, GroupStatus::blocked);
}

}  // namespace

bool begin_stop(Moment& moment, GroupId id, AfterStop then) {
  if (!moment.plant.any_stop) return false;
  std::vector<MemberId> stopping;
  for (const MemberId member : moment.plant[id].members) {
    if (is_to_be_stopped(moment, id, member, then)) stopping.push_back(member);
  }
  if (stopping.empty()) return false;
  stop_clocks(moment, id);
  for (const MemberId member : stopping) {
    // Whether it works depends on what hangs now, and no longer will.
    const ComponentId component = moment.plant[member].component;
    const bool fails =
        moment.happens(moment.plant[component].stop_failures, failure_of_stop(moment, component));
    moment.world.member_stops[member.index()] = fails ? MemberStop::due_in_vain : MemberStop::due;
  }
  moment.world[id].after_stop = then;
  set_status(moment, id, GroupStatus::stopping);
  enter(moment, id, Phase::fence, Wait::for_stop);
  stop_next(moment, id);
  put_off(moment, id, then, stopping);
  return true;
}

bool stop_completes(Moment& moment, ComponentId id) {
  const MemberId member = moment.plant[id].member;
  if (!member || !io_hangs(moment, member)) return false;
  const GroupId group = moment.plant[member].group;
  const GroupState& state = moment.world[group];
  const bool asked = moment.world.member_stops[member.index()] != MemberStop::none;
  // One that could not be stopped was asked to, and still does what it was asked.
  const bool in_vain =
      state.status == GroupStatus::blocked ||
      (state.status == GroupStatus::stopping && state.after_stop == AfterStop::none);
  if (!asked && !in_vain) return false;
  moment.tell(FactKind::hung_stop_ended, group, owner_of(moment, group).index(), id.index());
  moment.tell(FactKind::component_stopped, id);
  stop(moment, id);
  return true;
}

void stop_goes_on(Moment& moment, MemberId id) {
  const Member& member = moment.plant[id];
  if (moment.world.member_stops[id.index()] == MemberStop::under_way &&
      !moment.clocks.running(member.stopped))
    moment.clocks.start(member.stopped, moment.plant[member.component].stop);
}

void not_fenced(Moment& moment, NodeId id) {
  for (const GroupId group : moment.plant[moment.plant[id].cluster].groups) {
    const GroupState& state = moment.world[group];
    if (state.status != GroupStatus::stopping || state.owner != moment.plant[id].number ||
        state.after_stop != AfterStop::none)
      continue;
    moment.tell(FactKind::group_blocked, group, id.index());
    await_person(moment, group, GroupStatus::blocked);
  }
}

void member_stopped(Moment& moment, MemberId id) {
  const GroupId group = moment.plant[id].group;
  MemberStop& stop = moment.world.member_stops[id.index()];
  if (std::exchange(stop, MemberStop::none) == MemberStop::failing)
    return could_not_be_stopped(moment, group, id);
  if (moment.plant[group].stop_timed_out && moment.plant[group].ordered)
    moment.clocks.stop(moment.plant[group].stop_timed_out);  // each has its time
  if (stop_next(moment, group)) return;
  if (moment.plant[group].stop_timed_out) moment.clocks.stop(moment.plant[group].stop_timed_out);
  go_on_after_stop(moment, group);
}

void stop_timed_out(Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members) {
    const MemberStop stop = moment.world.member_stops[member.index()];
    if (stop != MemberStop::under_way && stop != MemberStop::failing) continue;
    return could_not_be_stopped(moment, id, member);
  }
}

}  // namespace ausfall::models
