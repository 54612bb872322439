#include "models/cluster/view.hpp"

#include <algorithm>

#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

/// It, and those in its view that it hears and in whose view it is.
NodeSet companions(const Plant& plant, const World& world, NodeId id) {
  NodeSet set = only(plant[id].number);
  for_nodes(plant, plant[id].cluster, world[id].view & ~set, [&](NodeId other) {
    if (has(world[other].view, plant[id].number) && hears(plant, world, id, other))
      set |= only(plant[other].number);
  });
  return set;
}

/// These, their companions, those of the companions, and so on.
NodeSet with_their_companions(const Plant& plant, const World& world, ClusterId cluster,
                              NodeSet nodes) {
  for (NodeSet before = 0; nodes != before;) {
    const NodeSet fresh = nodes & ~before;
    before = nodes;
    for_nodes(plant, cluster, fresh, [&](NodeId each) { nodes |= companions(plant, world, each); });
  }
  return nodes;
}

/// Each of these takes all of them for members. One that has just joined may not be known to all.
bool all_know(const Plant& plant, const World& world, ClusterId cluster, NodeSet side) {
  bool all = true;
  for_nodes(plant, cluster, side,
            [&](NodeId each) { all = all && (side & ~world[each].view) == 0; });
  return all;
}

}  // namespace

std::uint32_t joining_networks(const Plant& plant, const World& world, NodeId id, NodeId other) {
  const ComponentId machine = plant[id].component;
  const ComponentId its = plant[other].component;
  if (!world[machine].alive() || !world[its].alive()) return 0;
  const Heartbeat& heartbeat = plant[plant[id].cluster].heartbeat;
  if (!heartbeat.over_networks) return ~std::uint32_t{0};
  std::uint32_t set = 0;
  for (std::size_t i = 0; i < heartbeat.networks.size(); ++i) {
    if (joined(plant, world, host_of(world, machine), host_of(world, its), heartbeat.networks[i]))
      set |= std::uint32_t{1} << i;
  }
  return set;
}

namespace {

/// Heartbeats could pass between their machines.
bool linked(const Plant& plant, const World& world, NodeId id, NodeId other) {
  const ComponentId machine = plant[id].component;
  const ComponentId its = plant[other].component;
  if (!world[machine].alive() || !world[its].alive()) return false;
  const Heartbeat& heartbeat = plant[plant[id].cluster].heartbeat;
  if (!heartbeat.over_networks) return true;
  const ComponentId host = host_of(world, machine);
  const ComponentId other_host = host_of(world, its);
  return std::ranges::any_of(heartbeat.networks, [&](NetworkId network) {
    return joined(plant, world, host, other_host, network);
  });
}

}  // namespace

bool in_touch(const Plant& plant, const World& world, NodeId id, NodeId other) {
  if (has(world[id].deaf, plant[other].number) || has(world[other].deaf, plant[id].number))
    return false;
  return linked(plant, world, id, other);
}

bool receives(const Plant& plant, const World& world, NodeId id, NodeId other) {
  return world[id].status == NodeStatus::member && world[other].status == NodeStatus::member &&
         !has(world[id].deaf, plant[other].number) && linked(plant, world, id, other);
}

bool hears(const Plant& plant, const World& world, NodeId id, NodeId other) {
  return world[id].status == NodeStatus::member && world[other].status == NodeStatus::member &&
         in_touch(plant, world, id, other);
}

bool all_in_touch(const Plant& plant, const World& world, ClusterId cluster, NodeSet nodes) {
  for (NodeSet left = nodes; left != 0;) {
    const NodeId id = node_of(plant, cluster, first_of(left));
    left &= left - 1;
    for (NodeSet others = left; others != 0; others &= others - 1) {
      if (!in_touch(plant, world, id, node_of(plant, cluster, first_of(others)))) return false;
    }
  }
  return true;
}

bool loses_heartbeats(const Plant& plant, const World& world, ClusterId cluster, NodeSet nodes) {
  bool any = false;
  for_nodes(plant, cluster, nodes, [&](NodeId id) {
    for_nodes(plant, cluster, nodes & world[id].deaf,
              [&](NodeId other) { any = any || linked(plant, world, id, other); });
  });
  return any;
}

NodeSet side_of(const Plant& plant, const World& world, NodeId id) {
  const ClusterId cluster = plant[id].cluster;
  NodeSet side = companions(plant, world, id);
  const Heartbeat& heartbeat = plant[cluster].heartbeat;
  if (plant[cluster].nodes.size() == 2 || is_one(side)) return side;
  const bool one_network = heartbeat.networks.size() == 1 && !heartbeat.is_watched;
  const bool hears_all = !heartbeat.over_networks || one_network;  // whom any of them hears
  if (hears_all && all_know(plant, world, cluster, side)) return side;
  // Otherwise sides are made in the order of nodes, the same for all who ask.
  NodeSet left = with_their_companions(plant, world, cluster, side);
  while (left != 0) {
    side = 0;
    for_nodes(plant, cluster, left, [&](NodeId each) {
      if ((side & ~companions(plant, world, each)) == 0) side |= only(plant[each].number);
    });
    if (has(side, plant[id].number)) break;
    left &= ~side;
  }
  return side;
}

bool node_reaches(const Plant& plant, const World& world, NodeId id, StorageId storage) {
  return !storage || reaches(plant, world, host_of(world, plant[id].component), storage);
}

}  // namespace ausfall::models
