#include "models/cluster/membership.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

#include "models/cluster/fence_request.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/heartbeat.hpp"
#include "models/cluster/idle.hpp"
#include "models/cluster/isolation.hpp"
#include "models/cluster/quarantine.hpp"
#include "models/cluster/quorum.hpp"
#include "models/cluster/view.hpp"
#include "models/cluster/watchdog.hpp"

namespace ausfall::models {
namespace {

void set_agreement(Moment& moment, ClusterId cluster, NodeSet side, Agreement agreement) {
  for_nodes(moment.plant, cluster, side,
            [&](NodeId node) { moment.world[node].agreement = agreement; });
}

void forget_membership(Moment& moment, NodeId id, NodeStatus status) {
  leave_side(moment, id, status);
  const Node& node = moment.plant[id];
  for (const ClockId clock : {node.regrouped, node.arbitrated, node.retries})
    moment.clocks.stop(clock);
}

/// Somebody with a settled view takes it for a member and does not hear it.
bool missed_by(const Moment& moment, NodeId observer, NodeId id) {
  const NodeState& state = moment.world[observer];
  return observer != id && state.agreement == Agreement::settled &&
         has(state.view, moment.plant[id].number) && takes_part(moment, observer) &&
         !receives(moment, observer, id);
}

bool missed(const Moment& moment, NodeId id) {
  for (const NodeId observer : moment.plant[moment.plant[id].cluster].nodes) {
    if (missed_by(moment, observer, id)) return true;
  }
  return false;
}

/// As opposed to: those who miss it are past asking, and regroup.
bool heard_by_all_who_ask(const Moment& moment, NodeId id) {
  const Plant& plant = moment.plant;
  if (!takes_part({plant, moment.world}, id)) return false;
  return std::ranges::all_of(plant[plant[id].cluster].nodes, [&](NodeId other) {
    return other == id || !has(moment.world[other].view, plant[id].number) ||
           !takes_part({plant, moment.world}, other) || receives({plant, moment.world}, other, id);
  });
}

const Heartbeat& heartbeat_of(const Moment& moment, NodeId id) {
  return moment.plant[moment.plant[id].cluster].heartbeat;
}

/// The law of its detection; `never` where each heartbeat is waited for, so that those tell.
Distribution detection_of(const Moment& moment, NodeId id) {
  const Heartbeat& heartbeat = heartbeat_of(moment, id);
  if (!heartbeat.is_watched) return heartbeat.detection;
  if (heartbeat.is_explicit) return Distribution::constant(never);
  for (const NodeId observer : moment.plant[moment.plant[id].cluster].nodes) {
    if (missed_by(moment, observer, id))
      return heartbeat.loss[last_joining_networks(moment, observer, id)].detection;
  }
  return heartbeat.detection;
}

void watch_silence(Moment& moment, NodeId id, bool silent) {
  const ClockId suspected = moment.plant[id].suspected;
  const bool watched = moment.clocks.running(suspected);
  if (silent == watched && !heartbeat_of(moment, id).is_watched) return;
  if (silent && !watched) {
    moment.tell(FactKind::node_silent, id);
    lease_begins(moment, id);
    moment.clocks.start(suspected, detection_of(moment, id));
    fell_silent(moment, id);
  } else if (!silent && watched) {
    moment.clocks.stop(suspected);
    if (!heard_by_all_who_ask(moment, id)) return;
    moment.tell(FactKind::node_heard, id);
    lease_renewed(moment, id);
  } else if (!silent && heartbeat_of(moment, id).is_watched && heard_by_all_who_ask(moment, id)) {
    lease_renewed(moment, id);  // it began when some of its heartbeats were lost
  }
}

/// The usual case, in which there is nothing to agree on: all who take part hear each other, with
/// settled views, and nobody waits to join. Then the silent ones are those in somebody's view who
/// do not take part. Nothing otherwise.
std::optional<NodeSet> silent_while_calm(const Moment& moment, ClusterId cluster) {
  const Plant& plant = moment.plant;
  NodeSet present = 0;
  NodeSet known = 0;
  NodeSet known_to_all = ~NodeSet{0};
  for (const NodeId id : plant[cluster].nodes) {
    const NodeState& state = moment.world[id];
    if (state.status == NodeStatus::waiting || state.agreement != Agreement::settled)
      return std::nullopt;
    // What it began to agree on may have been settled by another of its side.
    if (moment.clocks.running(plant[id].regrouped) || moment.clocks.running(plant[id].arbitrated))
      return std::nullopt;
    if (!takes_part({plant, moment.world}, id)) continue;
    present |= only(plant[id].number);
    known |= state.view;
    known_to_all &= state.view;
  }
  if ((present & ~known_to_all) != 0 || !all_in_touch({plant, moment.world}, cluster, present))
    return std::nullopt;
  return known & ~present;
}

/// Those of this side that have something to agree on.
NodeSet unsettled_of(const Moment& moment, ClusterId cluster, NodeSet side) {
  NodeSet unsettled = 0;
  for_nodes(moment.plant, cluster, side, [&](NodeId node) {
    if (moment.world[node].agreement != Agreement::settled)
      unsettled |= only(moment.plant[node].number);
  });
  return unsettled;
}

/// Each side that has something to agree on has one clock for it, that of the first node that has.
/// If a side changed on the way, it begins anew. True if one has settled.
bool keep_agreements(Moment& moment, ClusterId cluster) {
  const Plant& plant = moment.plant;
  bool settled = false;
  for (const NodeId id : plant[cluster].nodes) {
    if (moment.world[id].status == NodeStatus::waiting) continue;
    const Node& node = plant[id];
    const bool runs =
        moment.clocks.running(node.regrouped) || moment.clocks.running(node.arbitrated);
    const bool unsettled =
        takes_part({plant, moment.world}, id) && moment.world[id].agreement != Agreement::settled;
    const NodeSet side = unsettled ? side_of({plant, moment.world}, id) : 0;
    if (runs && side == moment.world[id].view &&
        moment.world[id].agreement == Agreement::confirming) {
      // Whom it wanted to make sure of is heard again.
      set_agreement(moment, cluster, side, Agreement::settled);
      moment.clocks.stop(node.regrouped);
      settled = true;
      continue;
    }
    const bool leads = unsettled && first_of(unsettled_of(moment, cluster, side)) == node.number;
    if (leads && !runs) {
      set_agreement(moment, cluster, side, Agreement::regrouping);
      moment.tell(FactKind::regroup_began, id);
      moment.clocks.start(node.regrouped, plant[cluster].membership.regroup);
    } else if (!leads && runs) {
      moment.clocks.stop(node.regrouped);
      moment.clocks.stop(node.arbitrated);
    }
  }
  return settled;
}

/// Somebody of its side is being switched off.
bool any_barred(const Moment& moment, NodeId id) {
  bool any = false;
  for_nodes(moment.plant, moment.plant[id].cluster, moment.world[id].view,
            [&](NodeId node) { any = any || barred(moment, node); });
  return any;
}

bool strangers_in_touch(const Moment& moment, NodeId a, NodeId b) {
  const World& world = moment.world;
  return !has(world[a].view, moment.plant[b].number) && world[a].agreement == Agreement::settled &&
         world[b].agreement == Agreement::settled && hears({moment.plant, world}, a, b) &&
         !any_barred(moment, a) && !any_barred(moment, b) &&
         all_in_touch({moment.plant, world}, moment.plant[a].cluster,
                      side_of({moment.plant, world}, a) | side_of({moment.plant, world}, b));
}

/// Nodes of one side: of what runs on two of them one instance stops.
void end_split_brains(Moment& moment, ClusterId cluster, NodeSet side) {
  for (const GroupId group : moment.plant[cluster].groups) {
    const GroupState& state = moment.world[group];
    if (state.ghost != no_node && has(side, state.ghost) && has(side, state.owner))
      end_split_brain(moment, group);
  }
}

/// Whom it takes for members and hears, who go on without it; but for those who can merge with
/// these nodes as well.
NodeSet gone_on_without(const Moment& moment, NodeId id, NodeSet together) {
  const Plant& plant = moment.plant;
  const World& world = moment.world;
  const ClusterId cluster = plant[id].cluster;
  NodeSet gone = 0;
  for_nodes(plant, cluster, world[id].view & ~together, [&](NodeId other) {
    if (!takes_part({plant, world}, other) || has(world[other].view, plant[id].number) ||
        !receives({plant, world}, id, other))
      return;
    const bool merges =
        world[other].agreement == Agreement::settled && !any_barred(moment, other) &&
        all_in_touch({plant, world}, cluster, together | side_of({plant, world}, other));
    if (!merges) gone |= only(plant[other].number);
  });
  return gone;
}

/// Two sides that parted hear each other again: they are one, and what ran twice runs once. Whom
/// one of them takes for a member and does not hear has still to be missed. Whoever went on without
/// one of them is not brought along: they regroup without it.
void merge(Moment& moment, ClusterId cluster, NodeId a, NodeId b) {
  const NodeSet side = side_of(moment, a);
  const NodeSet other = side_of(moment, b);
  const NodeSet together = side | other;
  NodeSet view = together;
  NodeSet gone = 0;
  for_nodes(moment.plant, cluster, together, [&](NodeId node) {
    const NodeSet its = gone_on_without(moment, node, together);
    view |= moment.world[node].view & ~its;
    gone |= its;
  });
  for_nodes(moment.plant, cluster, together, [&](NodeId node) { moment.world[node].view = view; });
  moment.tell(FactKind::node_joined, b);
  end_split_brains(moment, cluster, together);
  for (const GroupId group : moment.plant[cluster].groups) {
    call_off_failover(moment, group, together);
    resume(moment, group, together);
  }
  side_grew(moment, cluster, side, other, view);
  for_nodes(moment.plant, cluster, together, [&](NodeId node) { forget_fencing(moment, node); });
  sides_merged(moment, cluster);
  if (gone != 0) set_agreement(moment, cluster, together, Agreement::regrouping);
}

void merge_sides(Moment& moment, ClusterId cluster) {
  for (const NodeId a : moment.plant[cluster].nodes) {
    for (const NodeId b : moment.plant[cluster].nodes) {
      if (a != b && strangers_in_touch(moment, a, b)) merge(moment, cluster, a, b);
    }
  }
}

/// Somebody of this side does not hear whom it takes for a member.
bool misses_somebody(const Moment& moment, ClusterId cluster, NodeSet side) {
  bool any = false;
  for_nodes(moment.plant, cluster, side, [&](NodeId observer) {
    for_nodes(moment.plant, cluster, moment.world[observer].view,
              [&](NodeId id) { any = any || missed_by(moment, observer, id); });
  });
  return any;
}

/// It takes the other for a member and hears it, and the other goes on without it. They could not
/// merge, though no heartbeats are lost between their sides, since others of these cannot hear each
/// other; and nobody of its side waits to suspect somebody.
bool is_left_out(const Moment& moment, NodeId id, NodeId other) {
  const Plant& plant = moment.plant;
  const World& world = moment.world;
  const ClusterId cluster = plant[id].cluster;
  if (!has(world[id].view, plant[other].number) || has(world[other].view, plant[id].number) ||
      world[id].agreement != Agreement::settled || world[other].agreement != Agreement::settled ||
      !hears({plant, world}, id, other) || any_barred(moment, id) || any_barred(moment, other))
    return false;
  const NodeSet side = side_of({plant, world}, id);
  return !misses_somebody(moment, cluster, side) &&
         !loses_heartbeats({plant, world}, cluster, side | side_of({plant, world}, other));
}

/// Whoever is left out is told so by the other's heartbeats, and regroups without it.
void let_left_out_regroup(Moment& moment, ClusterId cluster) {
  for (const NodeId id : moment.plant[cluster].nodes) {
    for (const NodeId other : moment.plant[cluster].nodes) {
      if (other == id || !is_left_out(moment, id, other)) continue;
      set_agreement(moment, cluster, side_of(moment, id), Agreement::regrouping);
    }
  }
}

void let_waiting_join(Moment& moment, ClusterId cluster) {
  for (const NodeId id : moment.plant[cluster].nodes) {
    if (moment.world[id].status == NodeStatus::waiting) try_join(moment, id);
  }
}

void join(Moment& moment, NodeId id, NodeId member) {
  const ClusterId cluster = moment.plant[id].cluster;
  const NodeSet before = side_of(moment, member);
  const NodeSet joining = only(moment.plant[id].number);
  const NodeSet side = before | joining;
  forget_membership(moment, id, NodeStatus::member);
  for_nodes(moment.plant, cluster, side, [&](NodeId node) { moment.world[node].view |= side; });
  moment.world[id].view = moment.world[member].view;
  forget_fencing(moment, id);
  moment.tell(FactKind::node_joined, id);
  end_split_brains(moment, cluster, side);
  node_returned(moment, id);
  side_grew(moment, cluster, before, joining, moment.world[id].view);
}

}  // namespace

void machine_up(Moment& moment, NodeId id) {
  try_join(moment, id);
  const ClusterId cluster = moment.plant[id].cluster;
  const bool waits = moment.world[id].status == NodeStatus::waiting;
  const bool nobody_is_in = std::ranges::none_of(
      moment.plant[cluster].nodes, [&](NodeId other) { return takes_part(moment, other); });
  if (waits && nobody_is_in && is_out_of_date(moment, cluster, waiting_in_touch(moment, id)))
    moment.tell(FactKind::configuration_is_old, id);
}

void machine_down(Moment& moment, NodeId id) {
  forget_membership(moment, id, NodeStatus::down);
  begin_idle(moment, id);
  feed_watchdog(moment, id);
  node_lost(moment, id);
  contacts_changed(moment, moment.plant[id].cluster);
}

void machine_stalled(Moment& moment, NodeId id) {
  // That of a VM is as virtual as the VM: while it is saved and restored, both stand still.
  if (!stands_still_to_be_carried(moment, moment.plant[id].component)) starve_watchdog(moment, id);
  if (moment.world[id].status != NodeStatus::member) {
    // Whatever its cluster service was waiting for, it asks again when it goes on.
    forget_membership(moment, id, NodeStatus::down);
    node_lost(moment, id);  // what still ran on it
    return;
  }
  node_lost(moment, id);
  contacts_changed(moment, moment.plant[id].cluster);
}

void machine_unstalled(Moment& moment, NodeId id) {
  if (moment.world[id].status != NodeStatus::member) return try_join(moment, id);
  feed_watchdog(moment, id);
  if (finds_quorum_gone(moment, id)) return;
  node_resumed(moment, id);
  contacts_changed(moment, moment.plant[id].cluster);
}

namespace {

void watch_contacts(Moment& moment, ClusterId cluster) {
  if (const auto silent = silent_while_calm(moment, cluster)) {
    for (const NodeId id : moment.plant[cluster].nodes)
      watch_silence(moment, id, has(*silent, moment.plant[id].number));
    return;
  }
  merge_sides(moment, cluster);
  let_waiting_join(moment, cluster);
  let_left_out_regroup(moment, cluster);
  while (keep_agreements(moment, cluster))
    merge_sides(moment, cluster);  // with who joined meanwhile
  for (const NodeId id : moment.plant[cluster].nodes) watch_silence(moment, id, missed(moment, id));
}

}  // namespace

void contacts_changed(Moment& moment, ClusterId cluster) {
  const Cluster& it = moment.plant[cluster];
  if (it.balances_load) return;  // its nodes have nothing to agree on
  watch_contacts(moment, cluster);
  if (it.heartbeat.is_watched) watch_heartbeats(moment, cluster);
  if (it.disk_given_up) watch_quorum_disk(moment, cluster);
  if (it.fencing.kind == FencingKind::poison_pill) watch_disks(moment, cluster);
  if (it.isolation.response != IsolationResponse::stay) watch_isolation(moment, cluster);
  if (!holds_back(it.fencing.kind)) return;
  if (watch_fencing(moment, cluster)) return contacts_changed(moment, cluster);  // they may merge
  take_freed(moment, cluster);
}

void node_suspected(Moment& moment, NodeId id) {
  const ClusterId cluster = moment.plant[id].cluster;
  moment.tell(FactKind::node_suspected, id);
  node_suspected_by_its_cluster(moment, id);
  for (const NodeId observer : moment.plant[cluster].nodes) {
    if (!missed_by(moment, observer, id)) continue;
    set_agreement(moment, cluster, side_of(moment, observer), Agreement::regrouping);
  }
  contacts_changed(moment, cluster);
}

namespace {

/// It is kept out, or would lose the disk of its heartbeats at once.
bool may_not_join(const Moment& moment, NodeId id) {
  return moment.world[id].quarantined || lost_disks(moment, id);
}

/// Kept out, and in touch with a side that could take what is left to it for a while.
void give_groups_away(Moment& moment, NodeId id) {
  if (!moment.world[id].quarantined) return;
  for (const NodeId other : moment.plant[moment.plant[id].cluster].nodes) {
    if (takes_part(moment, other) && in_touch(moment, id, other) &&
        moment.world[other].agreement == Agreement::settled)
      return carry_off_quarantined(moment, id, side_of(moment, other));
  }
}

/// With its watchdog running a node does not first elect a leader to find that it has no quorum.
bool skips_election(const Moment& moment, ClusterId cluster, NodeSet side) {
  const Cluster& it = moment.plant[cluster];
  return it.fencing.kind == FencingKind::watchdog && it.quorum.kind == QuorumKind::majority &&
         2 * size_of(side) <= it.nodes.size();
}

struct Next {
  Agreement agreement = Agreement::settled;
  Distribution takes;
};

/// What a side that knows who is left does next: without its leader, elect one; otherwise the
/// leader makes sure that those it misses are dead.
Next after_regroup(const Moment& moment, NodeId id, NodeSet side) {
  const ClusterId cluster = moment.plant[id].cluster;
  const Membership& membership = moment.plant[cluster].membership;
  const NodeSet view = moment.world[id].view;
  if (!has(side, first_of(view))) {
    if (skips_election(moment, cluster, side)) return {};
    return {Agreement::electing, membership.election};
  }
  if ((view & ~side) == 0) return {};
  return {Agreement::confirming, membership.confirm};
}

}  // namespace

namespace {

/// Its leader is sure of those who are missed; some of them may be seen on a storage.
void tell_of_the_missed(Moment& moment, NodeId id, NodeSet side) {
  bool some_are_dead = false;
  for_nodes(moment.plant, moment.plant[id].cluster, moment.world[id].view & ~side,
            [&](NodeId other) {
              const bool seen = seen_alive(moment, other, side);
              if (seen) moment.tell(FactKind::node_seen_on_storage, id, other.index());
              some_are_dead = some_are_dead || !seen;
            });
  if (some_are_dead) moment.tell(FactKind::death_confirmed, id);
}

NodeSet known_to(const Moment& moment, ClusterId cluster, NodeSet side) {
  NodeSet known = 0;
  for_nodes(moment.plant, cluster, side, [&](NodeId each) { known |= moment.world[each].view; });
  return known;
}

}  // namespace

void regrouped(Moment& moment, NodeId id) {
  const Node& node = moment.plant[id];
  const NodeSet side = side_of(moment, id);
  if (moment.world[id].agreement == Agreement::regrouping) {
    const Next next = after_regroup(moment, id, side);
    if (!next.takes.is_zero()) {
      set_agreement(moment, node.cluster, side, next.agreement);
      moment.clocks.start(node.regrouped, next.takes);
      // Some may have settled views until now.
      watch_heartbeats(moment, node.cluster);
      return watch_quorum_disk(moment, node.cluster);
    }
  }
  if (moment.world[id].agreement == Agreement::confirming) tell_of_the_missed(moment, id, side);
  const NodeSet gone = known_to(moment, node.cluster, side) & ~side;
  for_nodes(moment.plant, node.cluster, side, [&](NodeId each) {
    moment.world[each].view = side;
    moment.world[each].agreement = Agreement::settled;
    if (heard_by_all_who_ask(moment, each)) lease_renewed(moment, each);
  });
  end_split_brains(moment, node.cluster, side);
  moment.tell(FactKind::regroup_ended, id, size_of(side));
  seek_quorum(moment, id, side);
  if (takes_part(moment, id)) count_departures(moment, node.cluster, gone);
  contacts_changed(moment, node.cluster);
}

void go_on_without(Moment& moment, NodeId id) {
  const ClusterId cluster = moment.plant[id].cluster;
  for (const NodeId observer : moment.plant[cluster].nodes) {
    if (!missed_by(moment, observer, id)) continue;
    set_agreement(moment, cluster, side_of(moment, observer), Agreement::regrouping);
    return regrouped(moment, observer);
  }
}

void try_join(Moment& moment, NodeId id) {
  const ClusterId cluster = moment.plant[id].cluster;
  NodeState& state = moment.world[id];
  if (!moment.world[moment.plant[id].component].alive()) return;
  assert(state.status != NodeStatus::member);
  state.status = NodeStatus::waiting;
  if (may_not_join(moment, id)) return give_groups_away(moment, id);
  bool somebody = false;
  for (const NodeId other : moment.plant[cluster].nodes) {
    if (moment.world[other].status != NodeStatus::member || !in_touch(moment, id, other)) continue;
    somebody = true;
    if (barred(moment, id) || barred(moment, other)) continue;
    const NodeSet side = side_of(moment, other) | only(moment.plant[id].number);
    if (moment.world[other].agreement == Agreement::settled &&
        all_in_touch(moment, cluster, side)) {
      // With whoever joins they look at the quorum, which others may have won from one they lost.
      if (finds_quorum_gone(moment, other)) return;
      join(moment, id, other);
      return contacts_changed(moment, cluster);
    }
  }
  if (!somebody) seek_quorum_to_form(moment, id, waiting_in_touch(moment, id));
}

NodeSet waiting_in_touch(const Moment& moment, NodeId id) {
  NodeSet set = only(moment.plant[id].number);
  for (const NodeId other : moment.plant[moment.plant[id].cluster].nodes) {
    if (moment.world[other].status != NodeStatus::waiting || may_not_join(moment, other)) continue;
    const NodeSet larger = set | only(moment.plant[other].number);
    if (all_in_touch(moment, moment.plant[id].cluster, larger)) set = larger;
  }
  return set;
}

void leave_side(Moment& moment, NodeId id, NodeStatus status) {
  NodeState& state = moment.world[id];
  state.view = 0;
  state.status = status;
  state.agreement = Agreement::settled;
  state.gave_up = false;
  state.deaf = 0;
  state.in_vain = false;
  state.response_waits = false;
}

void form(Moment& moment, ClusterId cluster, NodeSet nodes) {
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) {
    forget_membership(moment, node, NodeStatus::member);
    moment.world[node].view = nodes;
    moment.tell(FactKind::node_joined, node);
  });
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) { forget_fencing(moment, node); });
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) { node_returned(moment, node); });
  if (may_restart(moment, cluster, nodes))
    take_over_from_lost(moment, cluster, nodes, Takeover::cold_start);
  contacts_changed(moment, cluster);
}

}  // namespace ausfall::models
