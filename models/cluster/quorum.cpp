#include "models/cluster/quorum.hpp"

#include <algorithm>

#include "models/cluster/membership.hpp"
#include "models/cluster/recovery.hpp"
#include "models/cluster/view.hpp"

namespace ausfall::models {
namespace {

const Quorum& quorum_of(const Moment& moment, NodeId id) {
  return moment.plant[moment.plant[id].cluster].quorum;
}

bool is_majority(const Moment& moment, ClusterId cluster, NodeSet side) {
  return 2 * size_of(side) > moment.plant[cluster].nodes.size();
}

NodeId disk_owner(const Moment& moment, ClusterId cluster) {
  return node_of(moment.plant, cluster, moment.world[cluster].disk_owner);
}

bool reaches_disk(const Moment& moment, NodeId id) {
  return node_reaches(moment.plant, moment.world, id, quorum_of(moment, id).disk);
}

/// It renews its reservation: a challenger cannot get the disk.
bool defends_disk(const Moment& moment, NodeId id) {
  return takes_part(moment.plant, moment.world, id) && reaches_disk(moment, id);
}

/// The first of these nodes that reaches the disk; unnamed if none does.
NodeId claimant(const Moment& moment, ClusterId cluster, NodeSet nodes) {
  NodeId found;
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) {
    if (!found && reaches_disk(moment, node)) found = node;
  });
  return found;
}

void go_on(Moment& moment, NodeId leader, NodeSet side) {
  take_over_from_lost(moment, moment.plant[leader].cluster, side);
}

/// Without the quorum its nodes stop their cluster services, and take their groups offline with
/// them.
void stop_services(Moment& moment, ClusterId cluster, NodeSet side) {
  for_nodes(moment.plant, cluster, side, [&](NodeId id) {
    const Node& node = moment.plant[id];
    moment.world[id] =
        NodeState{.status = NodeStatus::stopped, .drained = moment.world[id].drained};
    for (const ClockId clock : {node.regrouped, node.arbitrated}) moment.clocks.stop(clock);
    moment.tell(FactKind::quorum_lost, id);
    give_up_groups(moment, id);
    moment.clocks.start(node.retries, moment.plant[cluster].quorum.retry);
  });
  contacts_changed(moment, cluster);
}

void challenge(Moment& moment, NodeId leader, NodeSet side) {
  const ClusterId cluster = moment.plant[leader].cluster;
  for_nodes(moment.plant, cluster, side,
            [&](NodeId node) { moment.world[node].agreement = Agreement::arbitrating; });
  moment.tell(FactKind::quorum_challenged, leader);
  moment.clocks.start(moment.plant[leader].arbitrated, moment.plant[cluster].quorum.arbitration);
}

/// An owner that lives but lost its disk finds its reservation gone, and its side stops.
void oust(Moment& moment, ClusterId cluster, NodeId owner, NodeSet winners) {
  if (has(winners, moment.plant[owner].number) || !takes_part(moment.plant, moment.world, owner))
    return;
  stop_services(moment, cluster, side_of(moment.plant, moment.world, owner));
}

void form_if_undefended(Moment& moment, NodeId id) {
  const ClusterId cluster = moment.plant[id].cluster;
  const NodeId owner = disk_owner(moment, cluster);
  if (defends_disk(moment, owner) || !reaches_disk(moment, id)) {
    // One that tries again without delay would try for ever: it waits until something changes.
    const Distribution& retry = moment.plant[cluster].quorum.retry;
    if (!retry.is_zero()) moment.clocks.start(moment.plant[id].retries, retry);
    return;
  }
  moment.world[cluster].disk_owner = moment.plant[id].number;
  moment.tell(FactKind::quorum_won, id);
  oust(moment, cluster, owner, only(moment.plant[id].number));
  form(moment, cluster, only(moment.plant[id].number));
}

}  // namespace

void seek_quorum(Moment& moment, NodeId leader, NodeSet side) {
  const ClusterId cluster = moment.plant[leader].cluster;
  switch (quorum_of(moment, leader).kind) {
    case QuorumKind::none:
    case QuorumKind::local:
    case QuorumKind::witness:
    case QuorumKind::dynamic:
    case QuorumKind::primaries:
      return go_on(moment, leader, side);
    case QuorumKind::majority:
      return is_majority(moment, cluster, side) ? go_on(moment, leader, side)
                                                : stop_services(moment, cluster, side);
    case QuorumKind::shared_disk: {
      const NodeId owner = disk_owner(moment, cluster);
      const bool ours = has(side, moment.plant[owner].number) && reaches_disk(moment, owner);
      return ours ? go_on(moment, leader, side) : challenge(moment, leader, side);
    }
  }
}

void seek_quorum_to_form(Moment& moment, NodeId leader, NodeSet nodes) {
  const ClusterId cluster = moment.plant[leader].cluster;
  switch (quorum_of(moment, leader).kind) {
    case QuorumKind::none:
    case QuorumKind::local:
    case QuorumKind::witness:
    case QuorumKind::dynamic:
    case QuorumKind::primaries:
      return form(moment, cluster, nodes);
    case QuorumKind::majority:
      if (is_majority(moment, cluster, nodes)) form(moment, cluster, nodes);
      return;
    case QuorumKind::shared_disk: {
      bool under_way = moment.clocks.running(moment.plant[leader].retries);
      for_nodes(moment.plant, cluster, nodes, [&](NodeId node) {
        under_way = under_way || moment.clocks.running(moment.plant[node].arbitrated);
      });
      if (under_way) return;
      moment.tell(FactKind::quorum_challenged, leader);
      return moment.clocks.start(moment.plant[leader].arbitrated,
                                 quorum_of(moment, leader).arbitration);
    }
  }
}

void arbitrated(Moment& moment, NodeId id) {
  if (moment.world[id].status == NodeStatus::waiting) return form_if_undefended(moment, id);
  const ClusterId cluster = moment.plant[id].cluster;
  const NodeSet side = side_of(moment.plant, moment.world, id);
  const NodeId owner = disk_owner(moment, cluster);
  const NodeId winner = claimant(moment, cluster, side);
  const bool defended = !has(side, moment.plant[owner].number) && defends_disk(moment, owner);
  if (defended || !winner) return stop_services(moment, cluster, side);

  moment.world[cluster].disk_owner = moment.plant[winner].number;
  moment.tell(FactKind::quorum_won, winner);
  oust(moment, cluster, owner, side);
  for_nodes(moment.plant, cluster, side,
            [&](NodeId node) { moment.world[node].agreement = Agreement::settled; });
  go_on(moment, id, side);
  contacts_changed(moment, cluster);
}

void service_retries(Moment& moment, NodeId id) {
  if (moment.world[id].status == NodeStatus::stopped ||
      moment.world[id].status == NodeStatus::waiting)
    try_join(moment, id);
}

}  // namespace ausfall::models
