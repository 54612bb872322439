#include "models/cluster/view.hpp"

#include <algorithm>

#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

/// It, and those in its view that it hears and in whose view it is.
NodeSet companions(Scene scene, NodeId id) {
  NodeSet set = only(scene.plant[id].number);
  for_nodes(scene.plant, scene.plant[id].cluster, scene.world[id].view & ~set, [&](NodeId other) {
    if (has(scene.world[other].view, scene.plant[id].number) && hears(scene, id, other))
      set |= only(scene.plant[other].number);
  });
  return set;
}

/// These, their companions, those of the companions, and so on.
NodeSet with_their_companions(Scene scene, ClusterId cluster, NodeSet nodes) {
  for (NodeSet before = 0; nodes != before;) {
    const NodeSet fresh = nodes & ~before;
    before = nodes;
    for_nodes(scene.plant, cluster, fresh, [&](NodeId each) { nodes |= companions(scene, each); });
  }
  return nodes;
}

/// Each of these takes all of them for members. One that has just joined may not be known to all.
bool all_know(Scene scene, ClusterId cluster, NodeSet side) {
  bool all = true;
  for_nodes(scene.plant, cluster, side,
            [&](NodeId each) { all = all && (side & ~scene.world[each].view) == 0; });
  return all;
}

}  // namespace

std::uint32_t joining_networks(Scene scene, NodeId id, NodeId other) {
  const ComponentId machine = scene.plant[id].component;
  const ComponentId its = scene.plant[other].component;
  if (!scene.world[machine].alive() || !scene.world[its].alive()) return 0;
  if (lost_state_file(scene, id) || lost_state_file(scene, other)) return 0;
  const Heartbeat& heartbeat = scene.plant[scene.plant[id].cluster].heartbeat;
  if (!heartbeat.over_networks) return ~std::uint32_t{0};
  std::uint32_t set = 0;
  for (std::size_t i = 0; i < heartbeat.networks.size(); ++i) {
    if (joined(scene, host_of(scene.world, machine), host_of(scene.world, its),
               heartbeat.networks[i]))
      set |= std::uint32_t{1} << i;
  }
  return set;
}

namespace {

/// Heartbeats could pass between their machines.
bool linked(Scene scene, NodeId id, NodeId other) {
  const ComponentId machine = scene.plant[id].component;
  const ComponentId its = scene.plant[other].component;
  if (!scene.world[machine].alive() || !scene.world[its].alive()) return false;
  if (lost_state_file(scene, id) || lost_state_file(scene, other)) return false;
  const Heartbeat& heartbeat = scene.plant[scene.plant[id].cluster].heartbeat;
  if (!heartbeat.over_networks) return true;
  const ComponentId host = host_of(scene.world, machine);
  const ComponentId other_host = host_of(scene.world, its);
  return std::ranges::any_of(heartbeat.networks, [&](NetworkId network) {
    return joined(scene, host, other_host, network);
  });
}

}  // namespace

bool in_touch(Scene scene, NodeId id, NodeId other) {
  if (has(scene.world[id].deaf, scene.plant[other].number) ||
      has(scene.world[other].deaf, scene.plant[id].number))
    return false;
  return linked(scene, id, other);
}

bool receives(Scene scene, NodeId id, NodeId other) {
  return scene.world[id].status == NodeStatus::member &&
         scene.world[other].status == NodeStatus::member &&
         !has(scene.world[id].deaf, scene.plant[other].number) && linked(scene, id, other);
}

bool hears(Scene scene, NodeId id, NodeId other) {
  return scene.world[id].status == NodeStatus::member &&
         scene.world[other].status == NodeStatus::member && in_touch(scene, id, other);
}

namespace {

/// They all work, listen to one another, and are attached to one and the same network, so that no pair
/// has to be asked.
bool all_on_one_network(Scene scene, ClusterId cluster, NodeSet nodes) {
  const Cluster& it = scene.plant[cluster];
  if (it.quorum.kind == QuorumKind::best_partition) return false;
  bool work = true;
  for_nodes(scene.plant, cluster, nodes, [&](NodeId id) {
    work = work && scene.world[scene.plant[id].component].alive() &&
           (scene.world[id].deaf & nodes) == 0;
  });
  if (!work || !it.heartbeat.over_networks) return work;
  return std::ranges::any_of(it.heartbeat.networks, [&](NetworkId network) {
    bool attached_to_it = true;
    for_nodes(scene.plant, cluster, nodes, [&](NodeId id) {
      attached_to_it = attached_to_it &&
                       attached(scene, host_of(scene.world, scene.plant[id].component), network);
    });
    return attached_to_it;
  });
}

}  // namespace

bool all_in_touch(Scene scene, ClusterId cluster, NodeSet nodes) {
  if (all_on_one_network(scene, cluster, nodes)) return true;
  for (NodeSet left = nodes; left != 0;) {
    const NodeId id = node_of(scene.plant, cluster, first_of(left));
    left &= left - 1;
    for (NodeSet others = left; others != 0; others &= others - 1) {
      if (!in_touch(scene, id, node_of(scene.plant, cluster, first_of(others)))) return false;
    }
  }
  return true;
}

bool loses_heartbeats(Scene scene, ClusterId cluster, NodeSet nodes) {
  bool any = false;
  for_nodes(scene.plant, cluster, nodes, [&](NodeId id) {
    for_nodes(scene.plant, cluster, nodes & scene.world[id].deaf,
              [&](NodeId other) { any = any || linked(scene, id, other); });
  });
  return any;
}

NodeSet side_of(Scene scene, NodeId id) {
  const ClusterId cluster = scene.plant[id].cluster;
  NodeSet side = companions(scene, id);
  const Heartbeat& heartbeat = scene.plant[cluster].heartbeat;
  if (scene.plant[cluster].nodes.size() == 2 || is_one(side)) return side;
  const bool one_network = heartbeat.networks.size() == 1 && !heartbeat.is_watched;
  const bool hears_all = !heartbeat.over_networks || one_network;  // whom any of them hears
  if (hears_all && all_know(scene, cluster, side)) return side;
  // Otherwise sides are made in the order of nodes, the same for all who ask.
  NodeSet left = with_their_companions(scene, cluster, side);
  while (left != 0) {
    side = 0;
    for_nodes(scene.plant, cluster, left, [&](NodeId each) {
      if ((side & ~companions(scene, each)) == 0) side |= only(scene.plant[each].number);
    });
    if (has(side, scene.plant[id].number)) break;
    left &= ~side;
  }
  return side;
}

bool lost_state_file(Scene scene, NodeId id) {
  const Cluster& cluster = scene.plant[scene.plant[id].cluster];
  if (cluster.quorum.kind != QuorumKind::best_partition ||
      node_reaches(scene, id, cluster.quorum.disk))
    return false;
  return std::ranges::any_of(cluster.nodes, [&](NodeId other) {
    return scene.world[scene.plant[other].component].alive() &&
           node_reaches(scene, other, cluster.quorum.disk);
  });
}

bool node_reaches(Scene scene, NodeId id, StorageId storage) {
  return !storage || reaches(scene, host_of(scene.world, scene.plant[id].component), storage);
}

bool node_gets_at(Scene scene, NodeId id, StorageId storage) {
  return !storage || gets_at(scene, host_of(scene.world, scene.plant[id].component), storage);
}

}  // namespace ausfall::models
