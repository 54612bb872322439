#include "models/cluster/queue.hpp"

#include <algorithm>
#include <utility>

#include "models/cluster/failure_counts.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/isolation.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/preemption.hpp"
#include "models/cluster/start_attempts.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {

namespace {

/// Its disks answer there, and there is room for it.
bool node_suits(const Moment& moment, GroupId id) {
  const GroupStatus status = moment.world[id].status;
  const bool keeps_its_room = status == GroupStatus::online || status == GroupStatus::starting;
  const NodeId owner = owner_of(moment, id);
  return takes_part(moment, owner) &&
         (keeps_its_room ? disks_answer(moment, id, owner)
                         : can_take(moment, id, moment.world[id].owner));
}

template <class Ready>
bool all_members_are(const Moment& moment, GroupId id, Ready ready) {
  return std::ranges::all_of(moment.plant[id].members, [&](MemberId member) {
    return ready(moment.plant[member].component);
  });
}

}  // namespace

bool can_start_in_place(const Moment& moment, GroupId id) {
  const auto ready = [&](ComponentId component) { return moment.world[component].down == 0; };
  return !moment.world[id].spent && !is_barred(moment, id, moment.world[id].owner) &&
         node_suits(moment, id) && all_members_are(moment, id, ready);
}

bool may_be_tried_in_place(const Moment& moment, GroupId id) {
  const bool tries = cluster_of(moment, id).restart.tries_broken;
  const auto ready = [&](ComponentId component) {
    return moment.world[component].down == 0 || (tries && is_broken_here(moment, component));
  };
  return node_suits(moment, id) && all_members_are(moment, id, ready);
}

namespace {

/// What was counted is forgotten in time, and then it is tried again.
bool waits_for_the_bar(const Moment& moment, GroupId id) {
  const Restart& restart = cluster_of(moment, id).restart;
  return restart.bars_node && !restart.period.is_zero() && !restart.period.is_never();
}

/// It is tried again by itself, or by a person, where there is one.
void await_help(Moment& moment, GroupId id) {
  const Cluster& cluster = cluster_of(moment, id);
  const GroupStatus status = moment.world[id].status;
  const bool by_itself = status == GroupStatus::given_up || status == GroupStatus::queued;
  if (status == GroupStatus::queued && waits_for_the_bar(moment, id)) return;
  if (by_itself && cluster.restart.retry_after)
    return moment.clocks.start(moment.plant[id].retried, *cluster.restart.retry_after);
  if (cluster.failover.manual)
    moment.clocks.start(moment.plant[id].person_arrives, *cluster.failover.manual);
}

}  // namespace

void may_start_here_again(Moment& moment, GroupId id) {
  if (!std::exchange(moment.world[id].spent, false)) return;
  if (moment.world[id].status != GroupStatus::queued) return;
  moment.clocks.stop(moment.plant[id].person_arrives);
  if (moment.plant[id].retried) moment.clocks.stop(moment.plant[id].retried);
}

void await_person(Moment& moment, GroupId id, GroupStatus status) {
  set_status(moment, id, status);
  moment.world[id].target = no_node;
  moment.world[id].mirrored = false;
  enter(moment, id, Phase::queue);
  await_help(moment, id);
}

void queue(Moment& moment, GroupId id, Wait why) {
  const bool is_new = moment.world[id].status != GroupStatus::queued;
  set_status(moment, id, GroupStatus::queued);
  moment.world[id].target = no_node;
  moment.world[id].mirrored = false;
  enter(moment, id, Phase::queue, why);
  if (is_new && moment.world[id].spent) await_help(moment, id);
}

/// There is a place for it, which is kept, and it has to wait for its turn to start there.
void wait_for_slot(Moment& moment, GroupId id, std::uint8_t number) {
  if (moment.world[id].status == GroupStatus::queued && moment.world[id].target == number) return;
  queue(moment, id);
  moment.world[id].target = number;
  moment.tell(FactKind::slot_waited_for, id,
              node_of(moment.plant, moment.plant[id].cluster, number).index());
}

namespace {

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

}  // namespace

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
    if (make_room(moment, id, side)) return;
  }
}

void retry_later(Moment& moment, ClusterId cluster, GroupId except) {
  auto& retries = moment.world.retries;
  const auto due = std::ranges::find(retries, cluster, &Retry::cluster);
  if (due == retries.end()) return retries.push_back({cluster, except, moment.origin()});
  if (due->except != except) due->except = {};
}

void slot_freed(Moment& moment, GroupId id) {
  if (cluster_of(moment, id).failover.concurrency != unlimited)
    retry_later(moment, moment.plant[id].cluster, id);
}

void retry_queued(Moment& moment) {
  auto& retries = moment.world.retries;
  while (!retries.empty()) {
    const Retry retry = retries.front();
    retries.erase(retries.begin());
    moment.stem_from(retry.origin);
    const bool capacity = moment.plant[retry.cluster].monitor.capacity_floor > 0;
    const bool surroundings = watches_surroundings(moment.plant, retry.cluster);
    for (const GroupId id : moment.plant[retry.cluster].by_priority) {
      if (id == retry.except) continue;
      if (moment.world[id].status == GroupStatus::queued) try_again(moment, id);
      if (capacity) watch_capacity(moment, id);
      if (surroundings) watch_surroundings(moment, id);
    }
  }
}

void sides_merged(Moment& moment, ClusterId cluster) { retry_later(moment, cluster); }

void component_ready(Moment& moment, ComponentId id) {
  const MemberId member = moment.plant[id].member;
  if (!member) return;
  const GroupId group = moment.plant[member].group;
  const GroupStatus status = moment.world[group].status;
  const ClockId attempt = moment.plant[member].attempt_over;
  if (attempt && moment.clocks.running(attempt)) {
    moment.clocks.stop(attempt);
    // It waits for something else now, its disk for instance, which is nothing that it was given time for.
    if (moment.world[id].running == Running::off) stop_pending(moment, member);
  }
  may_start_here_again(moment, group);
  if (status == GroupStatus::queued) return try_again(moment, group);
  if (status == GroupStatus::uncovered && can_start_in_place(moment, group)) {
    moment.clocks.stop(moment.plant[group].person_arrives);
    start_where_it_is(moment, group);
  }
}

namespace {

/// As if it had not failed before.
void try_anew(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  moment.clocks.stop(moment.plant[id].failovers_forgotten);
  forget_failures(moment, id);
  state.failovers = 0;
  state.spent = false;
  if (state.status == GroupStatus::blocked) stop_members(moment, id);  // a person ends what hangs
  const bool in_place = state.status != GroupStatus::uncovered && can_start_in_place(moment, id);
  queue(moment, id);
  if (in_place) return start_where_it_is(moment, id);
  try_again(moment, id);
}

}  // namespace

void person_arrived(Moment& moment, GroupId id) {
  moment.tell(FactKind::person_came, id);
  const Failover& failover = cluster_of(moment, id).failover;
  if (moment.happens(moment.plant[id].mistakes, failover.mistake)) {
    moment.tell(FactKind::person_erred, id);
    return moment.clocks.start(moment.plant[id].person_arrives, *failover.manual);
  }
  try_anew(moment, id);
}

void group_retried(Moment& moment, GroupId id) {
  moment.tell(FactKind::group_retried, id);
  try_anew(moment, id);
}

void failovers_forgotten(Moment& moment, GroupId id) { moment.world[id].failovers = 0; }

}  // namespace ausfall::models
