#include "models/cluster/watching.hpp"

#include <algorithm>

#include "models/cluster/failure_counts.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/monitor.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/queue.hpp"
#include "models/cluster/start_attempts.hpp"
#include "models/cluster/surroundings.hpp"
#include "models/cluster/view.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {
namespace {

/// A failure of a member, or what its group lacks.
struct Failure {
  MemberId member;
  Failed what = Failed::running;
  bool may_restart = true;  ///< a restart could help
};

/// Before the start that follows those that did not succeed.
const Distribution& restart_delay(const Moment& moment, GroupId id, const Failure& failure) {
  const Restart& restart = cluster_of(moment, id).restart;
  std::size_t before = failures_here(moment, id, failure.member) + moment.world[id].failovers;
  if (failure.what == Failed::starting && restart.only_failed_starts) ++before;
  return restart.delays[std::min(before, restart.delays.size() - 1)];
}

/// It is restarted in place, which is counted.
bool restart_allowed(Moment& moment, GroupId id, const Failure& failure) {
  if (!attempts_left(moment, id, failure.member, failure.what)) {
    count_failure(moment, id, failure.member, failure.what, false);
    return false;
  }
  if (!may_be_tried_in_place(moment, id) || is_tried_in_vain(moment, id, failure.member))
    return false;
  count_failure(moment, id, failure.member, failure.what, true);
  return true;
}

}  // namespace

MemberId watched_as(const Moment& moment, ComponentId id) {
  if (moment.plant[id].member) return moment.plant[id].member;
  const ComponentId place = moment.world[id].place;
  return place ? moment.plant[place].member : MemberId();
}

namespace {

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
  const bool restarts = attempts_left(moment, group, id, Failed::running);
  return (restarts && restart_lifts_it(moment, id)) || somebody_does_better(moment, group);
}

}  // namespace

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

void leave_node(Moment& moment, GroupId id) {
  stop_members(moment, id);
  fail_over(moment, id, side_of(moment, owner_of(moment, id)));
  if (moment.world[id].status == GroupStatus::queued &&
      holds_back(cluster_of(moment, id).fencing.kind))
    try_again(moment, id);                            // another side may have a place
  retry_later(moment, moment.plant[id].cluster, id);  // it made room
}

namespace {

void act_on_failure(Moment& moment, GroupId id, const Failure& failure) {
  begin_recovery(moment, id);
  const Distribution& delay = restart_delay(moment, id, failure);
  stop_pending(moment, failure.member);
  if (failure.may_restart && restart_allowed(moment, id, failure)) {
    if (delay.is_zero()) return restart_in_place(moment, id);
    set_status(moment, id, GroupStatus::restarting);
    enter(moment, id, Phase::queue);
    moment.clocks.start(moment.plant[id].delay_over, delay);
    return slot_freed(moment, id);
  }
  stop_clocks(moment, id);
  moment.world[id].spent =
      failure.what == Failed::starting || is_barred(moment, id, moment.world[id].owner);
  if (!begin_stop(moment, id, AfterStop::fail_over)) leave_node(moment, id);
}

}  // namespace

void give_up_place(Moment& moment, GroupId id) {
  act_on_failure(moment, id, {.member = moment.plant[id].members.front(), .may_restart = false});
}

namespace {

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
  give_up_place(moment, id);
  return true;
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
  act_on_failure(moment, group,
                 {.member = id, .may_restart = !slow || restart_lifts_it(moment, id)});
}

void pending_timed_out(Moment& moment, MemberId id) {
  const GroupId group = moment.plant[id].group;
  if (!is_watched(moment, group)) return;
  moment.tell(FactKind::pending_timed_out, group, owner_of(moment, group).index(),
              moment.plant[id].component.index());
  moment.clocks.stop(moment.plant[id].failure_seen);
  act_on_failure(moment, group, {.member = id, .what = Failed::starting});
}

void act_on_failed_start(Moment& moment, MemberId id) {
  const GroupId group = moment.plant[id].group;
  moment.tell(FactKind::start_failed, group, owner_of(moment, group).index(),
              moment.plant[id].component.index());
  moment.clocks.stop(moment.plant[id].failure_seen);
  act_on_failure(moment, group, {.member = id, .what = Failed::starting});
}

}  // namespace ausfall::models
