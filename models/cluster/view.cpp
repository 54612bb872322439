#include "models/cluster/view.hpp"

#include <algorithm>

#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/storage.hpp"

namespace ausfall::models {

bool takes_part(const Plant& plant, const World& world, NodeId id) {
  return world[id].status == NodeStatus::member && world[plant[id].component].alive();
}

bool in_touch(const Plant& plant, const World& world, NodeId id, NodeId other) {
  const ComponentId machine = plant[id].component;
  const ComponentId its = plant[other].component;
  if (!world[machine].alive() || !world[its].alive()) return false;
  const Heartbeat& heartbeat = plant[plant[id].cluster].heartbeat;
  if (!heartbeat.over_networks) return true;
  const ComponentId host = host_of(world, machine);
  const ComponentId other_host = host_of(world, its);
  return std::ranges::any_of(heartbeat.networks,
                             [&](NetworkId network) { return joined(plant, world, host, other_host, network); });
}

bool hears(const Plant& plant, const World& world, NodeId id, NodeId other) {
  return world[id].status == NodeStatus::member && world[other].status == NodeStatus::member &&
         in_touch(plant, world, id, other);
}

NodeSet side_of(const Plant& plant, const World& world, NodeId id) {
  NodeSet side = only(plant[id].number);
  for_nodes(plant, plant[id].cluster, world[id].view & ~side, [&](NodeId other) {
    if (hears(plant, world, id, other)) side |= only(plant[other].number);
  });
  return side;
}

bool node_reaches(const Plant& plant, const World& world, NodeId id, StorageId storage) {
  return !storage || reaches(plant, world, host_of(world, plant[id].component), storage);
}

}  // namespace ausfall::models
