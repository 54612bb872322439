#include "models/cluster/membership.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

#include "models/cluster/quorum.hpp"
#include "models/cluster/recovery.hpp"
#include "models/cluster/split_brain.hpp"
#include "models/cluster/view.hpp"

namespace ausfall::models {
namespace {

void set_agreement(Moment& moment, ClusterId cluster, NodeSet side, Agreement agreement) {
  for_nodes(moment.plant, cluster, side,
            [&](NodeId node) { moment.world[node].agreement = agreement; });
}

void forget_membership(Moment& moment, NodeId id, NodeStatus status) {
  moment.world[id] = NodeState{.status = status, .drained = moment.world[id].drained};
  const Node& node = moment.plant[id];
  for (const ClockId clock : {node.regrouped, node.arbitrated, node.retries})
    moment.clocks.stop(clock);
}

/// Somebody with a settled view takes it for a member and does not hear it.
bool missed_by(const Moment& moment, NodeId observer, NodeId id) {
  const NodeState& state = moment.world[observer];
  return observer != id && state.agreement == Agreement::settled &&
         has(state.view, moment.plant[id].number) &&
         takes_part(moment.plant, moment.world, observer) &&
         !hears(moment.plant, moment.world, observer, id);
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
  if (!takes_part(plant, moment.world, id)) return false;
  return std::ranges::all_of(plant[plant[id].cluster].nodes, [&](NodeId other) {
    return other == id || !has(moment.world[other].view, plant[id].number) ||
           !takes_part(plant, moment.world, other) || hears(plant, moment.world, other, id);
  });
}

void watch_silence(Moment& moment, NodeId id, bool silent) {
  const ClockId suspected = moment.plant[id].suspected;
  const bool watched = moment.clocks.running(suspected);
  if (silent && !watched) {
    moment.tell(FactKind::node_silent, id);
    moment.clocks.start(suspected, moment.plant[moment.plant[id].cluster].heartbeat.detection);
  } else if (!silent && watched) {
    moment.clocks.stop(suspected);
    if (heard_by_all_who_ask(moment, id)) moment.tell(FactKind::node_heard, id);
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
    if (!takes_part(plant, moment.world, id)) continue;
    present |= only(plant[id].number);
    known |= state.view;
    known_to_all &= state.view;
  }
  if ((present & ~known_to_all) != 0 || !all_in_touch(plant, moment.world, cluster, present))
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
/// If a side changed on the way, it begins anew.
void keep_agreements(Moment& moment, ClusterId cluster) {
  const Plant& plant = moment.plant;
  for (const NodeId id : plant[cluster].nodes) {
    if (moment.world[id].status == NodeStatus::waiting) continue;
    const Node& node = plant[id];
    const bool runs =
        moment.clocks.running(node.regrouped) || moment.clocks.running(node.arbitrated);
    const bool unsettled =
        takes_part(plant, moment.world, id) && moment.world[id].agreement != Agreement::settled;
    const NodeSet side = unsettled ? side_of(plant, moment.world, id) : 0;
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
}

bool strangers_in_touch(const Moment& moment, NodeId a, NodeId b) {
  const World& world = moment.world;
  return !has(world[a].view, moment.plant[b].number) && world[a].agreement == Agreement::settled &&
         world[b].agreement == Agreement::settled && hears(moment.plant, world, a, b) &&
         all_in_touch(moment.plant, world, moment.plant[a].cluster,
                      side_of(moment.plant, world, a) | side_of(moment.plant, world, b));
}

/// Two sides that parted hear each other again: they are one, and what ran twice runs once.
void merge(Moment& moment, ClusterId cluster, NodeId a, NodeId b) {
  const NodeSet together =
      side_of(moment.plant, moment.world, a) | side_of(moment.plant, moment.world, b);
  for_nodes(moment.plant, cluster, together,
            [&](NodeId node) { moment.world[node].view = together; });
  moment.tell(FactKind::node_joined, b);
  for (const GroupId group : moment.plant[cluster].groups) {
    end_split_brain(moment, group);
    call_off_failover(moment, group, together);
  }
}

void merge_sides(Moment& moment, ClusterId cluster) {
  for (const NodeId a : moment.plant[cluster].nodes) {
    for (const NodeId b : moment.plant[cluster].nodes) {
      if (a != b && strangers_in_touch(moment, a, b)) merge(moment, cluster, a, b);
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
  const NodeSet side = side_of(moment.plant, moment.world, member) | only(moment.plant[id].number);
  forget_membership(moment, id, NodeStatus::member);
  for_nodes(moment.plant, cluster, side, [&](NodeId node) { moment.world[node].view |= side; });
  moment.world[id].view = moment.world[member].view;
  moment.tell(FactKind::node_joined, id);
  for (const GroupId group : moment.plant[cluster].groups) {
    const GroupState& state = moment.world[group];
    if (state.ghost != no_node && has(side, state.ghost) && has(side, state.owner))
      end_split_brain(moment, group);
  }
  node_returned(moment, id);
}

NodeSet waiting_in_touch(const Moment& moment, NodeId id) {
  NodeSet set = only(moment.plant[id].number);
  for (const NodeId other : moment.plant[moment.plant[id].cluster].nodes) {
    if (moment.world[other].status != NodeStatus::waiting) continue;
    const NodeSet larger = set | only(moment.plant[other].number);
    if (all_in_touch(moment.plant, moment.world, moment.plant[id].cluster, larger)) set = larger;
  }
  return set;
}

}  // namespace

void machine_up(Moment& moment, NodeId id) { try_join(moment, id); }

void machine_down(Moment& moment, NodeId id) {
  forget_membership(moment, id, NodeStatus::down);
  node_lost(moment, id);
  contacts_changed(moment, moment.plant[id].cluster);
}

void machine_stalled(Moment& moment, NodeId id) {
  if (moment.world[id].status != NodeStatus::member) {
    // Whatever its cluster service was waiting for, it asks again when it goes on.
    return forget_membership(moment, id, NodeStatus::down);
  }
  node_lost(moment, id);
  contacts_changed(moment, moment.plant[id].cluster);
}

void machine_unstalled(Moment& moment, NodeId id) {
  if (moment.world[id].status != NodeStatus::member) return try_join(moment, id);
  node_resumed(moment, id);
  contacts_changed(moment, moment.plant[id].cluster);
}

void contacts_changed(Moment& moment, ClusterId cluster) {
  if (const auto silent = silent_while_calm(moment, cluster)) {
    for (const NodeId id : moment.plant[cluster].nodes)
      watch_silence(moment, id, has(*silent, moment.plant[id].number));
    return;
  }
  merge_sides(moment, cluster);
  let_waiting_join(moment, cluster);
  keep_agreements(moment, cluster);
  for (const NodeId id : moment.plant[cluster].nodes) watch_silence(moment, id, missed(moment, id));
}

void node_suspected(Moment& moment, NodeId id) {
  const ClusterId cluster = moment.plant[id].cluster;
  moment.tell(FactKind::node_suspected, id);
  node_suspected_by_its_cluster(moment, id);
  for (const NodeId observer : moment.plant[cluster].nodes) {
    if (!missed_by(moment, observer, id)) continue;
    set_agreement(moment, cluster, side_of(moment.plant, moment.world, observer),
                  Agreement::regrouping);
  }
  contacts_changed(moment, cluster);
}

void regrouped(Moment& moment, NodeId id) {
  const Node& node = moment.plant[id];
  const Cluster& cluster = moment.plant[node.cluster];
  const NodeSet side = side_of(moment.plant, moment.world, id);
  const bool leader_lost = !has(side, first_of(moment.world[id].view));
  if (moment.world[id].agreement == Agreement::regrouping && leader_lost &&
      !cluster.membership.election.is_zero()) {
    set_agreement(moment, node.cluster, side, Agreement::electing);
    return moment.clocks.start(node.regrouped, cluster.membership.election);
  }
  for_nodes(moment.plant, node.cluster, side, [&](NodeId each) {
    moment.world[each].view = side;
    moment.world[each].agreement = Agreement::settled;
  });
  moment.tell(FactKind::regroup_ended, id, size_of(side));
  seek_quorum(moment, id, side);
  contacts_changed(moment, node.cluster);
}

void try_join(Moment& moment, NodeId id) {
  const ClusterId cluster = moment.plant[id].cluster;
  NodeState& state = moment.world[id];
  if (!moment.world[moment.plant[id].component].alive()) return;
  assert(state.status != NodeStatus::member);
  state.status = NodeStatus::waiting;
  bool somebody = false;
  for (const NodeId other : moment.plant[cluster].nodes) {
    if (moment.world[other].status != NodeStatus::member ||
        !in_touch(moment.plant, moment.world, id, other))
      continue;
    const NodeSet side = side_of(moment.plant, moment.world, other) | only(moment.plant[id].number);
    if (moment.world[other].agreement == Agreement::settled &&
        all_in_touch(moment.plant, moment.world, cluster, side)) {
      join(moment, id, other);
      return contacts_changed(moment, cluster);
    }
    somebody = true;
  }
  if (!somebody) seek_quorum_to_form(moment, id, waiting_in_touch(moment, id));
}

void form(Moment& moment, ClusterId cluster, NodeSet nodes) {
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) {
    forget_membership(moment, node, NodeStatus::member);
    moment.world[node].view = nodes;
    moment.tell(FactKind::node_joined, node);
  });
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) { node_returned(moment, node); });
  take_over_from_lost(moment, cluster, nodes, Takeover::cold_start);
  contacts_changed(moment, cluster);
}

}  // namespace ausfall::models
