#include "models/cluster/groups.hpp"

#include <algorithm>

#include "models/cluster/bringing_online.hpp"
#include "models/cluster/eviction.hpp"
#include "models/cluster/failback.hpp"
#include "models/cluster/failure_counts.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/grace.hpp"
#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/isolation.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/shutdown.hpp"
#include "models/cluster/split_brain.hpp"
#include "models/cluster/view.hpp"
#include "models/cluster/watchdog.hpp"
#include "models/cluster/watching.hpp"
#include "models/component.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {
namespace {

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
  if (stays_frozen(moment, id)) return;
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
    case GroupStatus::stopping:
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
  set_status(moment, id, GroupStatus::lost);
  state.mirrored = false;
  enter(moment, id, phase);
  if (served && cluster_of(moment, id).failover.hot_standby) take_over_hot(moment, id);
}

bool somebody_is_left(const Moment& moment, ClusterId cluster) {
  return std::ranges::any_of(moment.plant[cluster].nodes,
                             [&](NodeId node) { return takes_part(moment, node); });
}

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
    set_status(moment, group, GroupStatus::lost);
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

}  // namespace

void node_lost(Moment& moment, NodeId id) {
  end_ghosts(moment, id);
  forget_failures_on(moment, id);
  for_owned(moment, id, [&](GroupId group) {
    const bool given_away =
        moment.world[id].quarantined && moment.world[group].status == GroupStatus::migrating;
    lose(moment, group, phase_when_lost(moment, group));
    if (!given_away || moment.world[group].status != GroupStatus::lost) return;
    // Nobody misses it any longer: whom it was given to notices that nothing more comes.
    const NodeSet side = claimants(moment, group);
    if (side != 0 && !held_back(moment, group, side)) take(moment, group, side, Takeover::failover);
  });
}

void node_resumed(Moment& moment, NodeId id) {
  for_owned(moment, id, [&](GroupId group) {
    if (moment.world[group].status != GroupStatus::lost || moment.world[id].gave_up) return;
    set_status(moment, group, GroupStatus::starting);
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
    may_start_here_again(moment, group);
    moment.clocks.stop(moment.plant[group].person_arrives);
    start_where_it_is(moment, group);
  });
  retry_later(moment, moment.plant[id].cluster);
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
    // Whoever waits for a place has nothing that a cold start would have to take from anybody.
    if (takeover == Takeover::cold_start && state.status == GroupStatus::queued) {
      try_again(moment, id);
      if (state.status != GroupStatus::queued || state.target != no_node) continue;
    }
    if (takeover == Takeover::failover && tolerate(moment, id)) continue;
    if (held_back(moment, id, side)) {
      hold(moment, id);
      continue;
    }
    take(moment, id, side, takeover);
  }
  retry_later(moment, cluster);
}

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
  retry_later(moment, cluster);
}

/// Who no longer reaches a storage has lost its locks on it; and somebody else may have the storage
/// of an isolated node's groups.
void locks_changed(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.clusters.size(); ++i) {
    const Cluster& cluster = moment.plant.clusters[i];
    if (cluster.isolation.needs_owner && cluster.isolation.response != IsolationResponse::stay)
      watch_isolation(moment, ClusterId(i));
    if (cluster.fencing.kind == FencingKind::lock) take_freed(moment, ClusterId(i));
  }
}

void move_off_quarantined(Moment& moment, NodeId id) {
  for_owned(moment, id, [&](GroupId group) {
    const GroupState& state = moment.world[group];
    const bool waits_for_it = state.planned == PlannedStage::frozen;
    if (state.status != GroupStatus::tolerated || waits_for_it || all_members_serve(moment, group))
      return;
    moment.clocks.stop(moment.plant[group].grace_over);
    grace_over(moment, group);
  });
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
    if (!has(side, state.owner) || stays_frozen(moment, id)) return;
    if (moment.plant[id].grace_over) moment.clocks.stop(moment.plant[id].grace_over);
    forget_eviction(moment, id);
    set_status(moment, id, GroupStatus::lost);
  }
  const NodeId owner = owner_of(moment, id);
  if (state.status != GroupStatus::lost || !has(side, state.owner) || !takes_part(moment, owner) ||
      moment.world[owner].gave_up)
    return;
  end_pause(moment, id);
  if (state.status != GroupStatus::lost) return;
  if (all_members_serve(moment, id)) return call_off_failover(moment, id, side);
  if (state.planned != PlannedStage::frozen) begin_recovery(moment, id);
  set_status(moment, id, GroupStatus::starting);
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
  forget_eviction(moment, id);
  set_status(moment, id, GroupStatus::online);
  state.target = no_node;
  state.fence_due = false;
  state.mirrored = false;
  go_on_with_copy(moment, id);
  if (state.recovering) {
    state.recovering = false;
    moment.tell(FactKind::failover_called_off, id);
  }
  watch_capacity(moment, id);
  watch_surroundings(moment, id);
  slot_freed(moment, id);
}

namespace {

/// Its node works, and its cluster service does not.
bool owner_has_no_quorum(const Moment& moment, GroupId id) {
  const NodeId owner = owner_of(moment, id);
  return moment.world[owner].status != NodeStatus::member &&
         moment.world[machine_of(moment, id)].alive();
}

}  // namespace

void grace_over(Moment& moment, GroupId id) {
  if (!stays_after_grace(moment, id)) group_leaves(moment, id);
}

void group_leaves(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (owner_has_no_quorum(moment, id) && !runs_without_quorum(moment, owner_of(moment, id))) {
    begin_recovery(moment, id);
    stop_members(moment, id);
  }
  const NodeSet side = claimants(moment, id);
  set_status(moment, id, GroupStatus::lost);
  if (side != 0 && !held_back(moment, id, side)) return take(moment, id, side, Takeover::failover);
  state.fence_due = true;  // what stays lost is not left to its node a second time
  resume(moment, id, only(state.owner));
  if (state.status == GroupStatus::lost) begin_recovery(moment, id);
  if (side != 0) hold(moment, id);
}

}  // namespace ausfall::models
