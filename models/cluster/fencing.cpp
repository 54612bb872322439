#include "models/cluster/fencing.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <utility>

#include "models/cluster/fence_request.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/idle.hpp"
#include "models/cluster/isolation.hpp"
#include "models/cluster/membership.hpp"
#include "models/cluster/watchdog.hpp"
#include "models/failure.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

using namespace std::chrono_literals;

const Cluster& cluster_of(const Moment& moment, NodeId id) {
  return moment.plant[moment.plant[id].cluster];
}

const Fencing& fencing_of(const Moment& moment, NodeId id) {
  return cluster_of(moment, id).fencing;
}

/// By deed or by waiting, a node as a whole is fenced.
bool fences_nodes(FencingKind kind) { return by_request(kind) || kind == FencingKind::watchdog; }

bool somebody_else_takes_part(const Moment& moment, NodeId id) {
  return std::ranges::any_of(cluster_of(moment, id).nodes, [&](NodeId other) {
    return other != id && takes_part(moment, other);
  });
}

bool in_touch_with_somebody(const Moment& moment, NodeId id) {
  return std::ranges::any_of(cluster_of(moment, id).nodes, [&](NodeId other) {
    return other != id && takes_part(moment, other) && in_touch(moment, id, other);
  });
}

void call_off(Moment& moment, NodeId id) {
  NodeState& state = moment.world[id];
  moment.clocks.stop(moment.plant[id].fenced);
  state.fence = Fence::none;
  state.fence_attempts = 0;
  if (std::exchange(state.condemned, false)) not_fenced(moment, id);
}

/// The request waits, and is not sent yet.
void wait_to_send(Moment& moment, NodeId id, Fence fence, const Distribution& delay) {
  moment.world[id].fence = fence;
  moment.clocks.start(moment.plant[id].fenced, delay);
}

void gave_up_on(Moment& moment, NodeId id) {
  moment.world[id].fence = Fence::failed;
  moment.world[id].fence_attempts = 0;
  moment.tell(FactKind::node_unfenced, id);
  for (const GroupId group : cluster_of(moment, id).groups) {
    if (moment.world[group].owner == moment.plant[id].number &&
        moment.world[group].status == GroupStatus::lost)
      moment.tell(FactKind::failover_uncovered, group);
  }
  const auto& manual = cluster_of(moment, id).failover.manual;
  if (manual) moment.clocks.start(moment.plant[id].fenced, *manual);
  contacts_changed(moment, moment.plant[id].cluster);
}

/// True if it was the last one that is made: a person has to come.
bool was_the_last_attempt(Moment& moment, NodeId id) {
  const int attempts = fencing_of(moment, id).attempts;
  if (attempts == unlimited || ++moment.world[id].fence_attempts < attempts) return false;
  gave_up_on(moment, id);
  return true;
}

/// A message that nobody can write is tried again after as long as one takes.
void try_to_send_again(Moment& moment, NodeId id) {
  moment.tell(FactKind::node_fence_failed, id);
  if (was_the_last_attempt(moment, id)) return;
  const Distribution& wait = fencing_of(moment, id).time;
  wait_to_send(moment, id, Fence::delayed, wait.is_zero() ? Distribution::constant(1s) : wait);
}

void attempt(Moment& moment, NodeId id) {
  if (!can_be_sent(moment, id)) return try_to_send_again(moment, id);
  moment.world[id].fence = Fence::under_way;
  moment.tell(FactKind::fencing_began, id);
  const Fencing& fencing = fencing_of(moment, id);
  moment.clocks.start(moment.plant[id].fenced,
                      by_request(fencing.kind) ? fencing.time : fencing.delay);
}

void send_after_its_delay(Moment& moment, NodeId id) {
  const Distribution& delay = delay_of_request(moment, id);
  if (delay.is_zero()) return attempt(moment, id);
  if (moment.world[id].fence != Fence::held) moment.tell(FactKind::fencing_delayed, id);
  wait_to_send(moment, id, Fence::delayed, delay);
}

/// An attempt, as soon as it may be made.
void ask(Moment& moment, NodeId id) {
  if (!by_request(fencing_of(moment, id).kind)) return attempt(moment, id);
  if (!held_for_its_groups(moment, id)) return send_after_its_delay(moment, id);
  moment.tell(FactKind::fencing_delayed, id);
  wait_to_send(moment, id, Fence::held, fencing_of(moment, id).priority_delay);
}

bool waits_to_be_sent(Fence fence) { return fence == Fence::held || fence == Fence::delayed; }

void fenced(Moment& moment, NodeId id) {
  NodeState& state = moment.world[id];
  state.fence = Fence::fenced;
  state.fence_attempts = 0;
  moment.tell(FactKind::node_fenced, id);
  const bool was_member = std::exchange(state.condemned, false);
  if (by_request(fencing_of(moment, id).kind)) power_cycle(moment, moment.plant[id].component);
  if (was_member) go_on_without(moment, id);
  contacts_changed(moment, moment.plant[id].cluster);
}

void attempt_failed(Moment& moment, NodeId id) {
  moment.tell(FactKind::node_fence_failed, id);
  const bool joins = in_touch_with_somebody(moment, id) && !moment.world[id].condemned;
  if (joins || !wanted(moment, id)) {
    // It joins, at the latest when nobody of its side, or of theirs, is shot at any longer. Or the
    // sender is gone, and nobody tries again.
    call_off(moment, id);
    return contacts_changed(moment, moment.plant[id].cluster);
  }
  if (!was_the_last_attempt(moment, id)) ask(moment, id);
}

/// Its node is seen alive, and has not taken its members off.
bool left_to_its_node(const Moment& moment, GroupId id, NodeSet side) {
  const Group& group = moment.plant[id];
  return std::ranges::any_of(group.members,
                             [&](MemberId member) {
                               const ComponentId component = moment.plant[member].component;
                               return moment.world[component].running != Running::off;
                             }) &&
         seen_alive(moment, node_of(moment.plant, group.cluster, moment.world[id].owner), side);
}

/// Somebody has it open.
bool locked(const Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  const NodeId owner = node_of(moment.plant, group.cluster, moment.world[id].owner);
  if (!moment.world[moment.plant[owner].component].alive()) return false;
  return std::ranges::any_of(group.members,
                             [&](MemberId member) {
                               const ComponentId component = moment.plant[member].component;
                               return moment.world[component].running != Running::off;
                             }) &&
         std::ranges::any_of(group.disks,
                             [&](StorageId disk) { return node_reaches(moment, owner, disk); });
}

}  // namespace

namespace {

/// Its target reserves the disks anew, and begins with a reset.
void reset_buses(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  if (moment.plant[group.cluster].fencing.kind != FencingKind::reservation) return;
  const NodeId target = node_of(moment.plant, group.cluster, moment.world[id].target);
  for (const StorageId disk : group.disks) reset_bus(moment, disk, moment.plant[target].component);
}

void reserve_after(Moment& moment, GroupId id, const Distribution& wait) {
  set_status(moment, id, GroupStatus::fencing);
  reset_buses(moment, id);
  moment.clocks.start(moment.plant[id].fenced, wait);
}

}  // namespace

bool needs_fencing(const Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  return moment.plant[group.cluster].fencing.kind == FencingKind::reservation &&
         !group.disks.empty();
}

void fence(Moment& moment, GroupId id) {
  reserve_after(moment, id, moment.plant[moment.plant[id].cluster].fencing.arbitration);
}

void fence_again(Moment& moment, GroupId id) {
  const Distribution& wait = moment.plant[moment.plant[id].cluster].fencing.arbitration;
  // Who tries again without delay tries for ever. A defender reserves every 3 s (KB309186).
  reserve_after(moment, id, wait.is_zero() ? Distribution::constant(3s) : wait);
}

bool still_defended(const Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  const GroupState& state = moment.world[id];
  const NodeId owner = node_of(moment.plant, group.cluster, state.owner);
  const NodeId target = node_of(moment.plant, group.cluster, state.target);
  if (has(moment.world[target].view, state.owner))
    return false;  // it has joined again, and gives way
  return takes_part(moment, owner) && std::ranges::any_of(group.disks, [&](StorageId disk) {
           return node_reaches(moment, owner, disk);
         });
}

bool seen_alive(const Moment& moment, NodeId id, NodeSet side) {
  const Cluster& cluster = cluster_of(moment, id);
  if (!moment.world[moment.plant[id].component].alive()) return false;
  return std::ranges::any_of(cluster.heartbeat.storages, [&](StorageId storage) {
    bool seen = false;
    for_nodes(moment.plant, moment.plant[id].cluster, side,
              [&](NodeId other) { seen = seen || node_reaches(moment, other, storage); });
    return seen && node_reaches(moment, id, storage);
  });
}

bool held_back(const Moment& moment, GroupId id, NodeSet side) {
  const Group& group = moment.plant[id];
  const GroupState& state = moment.world[id];
  const FencingKind kind = moment.plant[group.cluster].fencing.kind;
  if (!holds_back(kind)) return false;
  if (kind == FencingKind::lock && !has(side, state.owner) && left_to_its_node(moment, id, side))
    return true;
  if (kind == FencingKind::lock && group.disks.empty()) return false;
  if (state.target != no_node && !has(side, state.target)) return true;
  if (has(side, state.owner)) return false;
  if (kind == FencingKind::lock) return locked(moment, id);
  return moment.world[node_of(moment.plant, group.cluster, state.owner)].fence != Fence::fenced;
}

bool takes_lock(const Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  return moment.plant[group.cluster].fencing.kind == FencingKind::lock && !group.disks.empty();
}

void fence_lost(Moment& moment, ClusterId cluster, NodeSet side, bool anew) {
  const FencingKind kind = moment.plant[cluster].fencing.kind;
  if (!fences_nodes(kind)) return;
  for (const NodeId id : moment.plant[cluster].nodes) {
    const NodeState& state = moment.world[id];
    if (has(side, moment.plant[id].number) || state.fence != Fence::none) continue;
    if (state.idle && !carries_groups(moment, id)) continue;
    // One whose heartbeats can be lost may have been heard until now, and yet be left out.
    if (anew || moment.plant[cluster].heartbeat.is_watched) lease_begins(moment, id);
    ask(moment, id);
  }
}

void ask_for_fence(Moment& moment, NodeId id) {
  if (!fences_nodes(fencing_of(moment, id).kind) || moment.world[id].fence != Fence::none) return;
  if (takes_part(moment, id) && in_touch_with_somebody(moment, id)) return;
  lease_begins(moment, id);
  ask(moment, id);
}

bool fence_member(Moment& moment, NodeId id) {
  if (!by_request(fencing_of(moment, id).kind) || !somebody_else_takes_part(moment, id))
    return false;
  moment.world[id].condemned = true;
  if (moment.world[id].fence == Fence::none) ask(moment, id);
  return true;
}

void switch_off(Moment& moment, NodeId id) {
  moment.clocks.stop(moment.plant[id].fenced);
  fenced(moment, id);
}

bool watch_fencing(Moment& moment, ClusterId cluster) {
  bool any = false;
  if (!fences_nodes(moment.plant[cluster].fencing.kind)) return any;
  for (const NodeId id : moment.plant[cluster].nodes) {
    const Fence fence = moment.world[id].fence;
    const bool sent = fence == Fence::under_way && by_request(fencing_of(moment, id).kind);
    if (fence == Fence::none || fence == Fence::fenced || sent || wanted(moment, id)) continue;
    if (waits_to_be_sent(fence)) moment.tell(FactKind::fencing_dropped, id);
    call_off(moment, id);
    any = true;
  }
  return any;
}

bool barred(const Moment& moment, NodeId id) {
  const Fence fence = moment.world[id].fence;
  return (fence == Fence::under_way || waits_to_be_sent(fence)) &&
         by_request(fencing_of(moment, id).kind);
}

bool runs_without_quorum(const Moment& moment, NodeId id) {
  return fencing_of(moment, id).kind == FencingKind::watchdog;
}

bool holds_back(FencingKind kind) { return fences_nodes(kind) || kind == FencingKind::lock; }

void forget_fencing(Moment& moment, NodeId id) {
  if (!fences_nodes(fencing_of(moment, id).kind)) return;
  feed_watchdog(moment, id);
  const bool still_wanted = wanted(moment, id);  // by another side
  if (!still_wanted || moment.world[id].fence == Fence::fenced) call_off(moment, id);
  if (!still_wanted) lease_renewed(moment, id);
}

void node_fenced(Moment& moment, NodeId id) {
  const Fencing& fencing = fencing_of(moment, id);
  if (moment.world[id].fence == Fence::held) return send_after_its_delay(moment, id);
  if (moment.world[id].fence == Fence::delayed) return attempt(moment, id);
  if (fencing.kind == FencingKind::watchdog) {
    if (!moment.clocks.running(moment.plant[id].lease_expires)) fenced(moment, id);
    return;
  }
  if (moment.world[id].fence == Fence::failed) return fenced(moment, id);  // by a person
  const std::array<double, 2> works_or_not{fencing.success, 1 - fencing.success};
  if (moment.clocks.choose(moment.plant[id].fencing, works_or_not) == 0) return fenced(moment, id);
  attempt_failed(moment, id);
}

void lease_expired(Moment& moment, NodeId id) {
  if (moment.world[id].fence == Fence::under_way && !moment.clocks.running(moment.plant[id].fenced))
    fenced(moment, id);
}

}  // namespace ausfall::models
