#include "models/cluster/surroundings.hpp"

#include <algorithm>

#include "models/cluster/placement.hpp"
#include "models/cluster/view.hpp"
#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

/// Some member that needs it runs, and has not lost it: no need to ask.
bool in_use(const Moment& moment, GroupId id, StorageId disk) {
  return std::ranges::any_of(moment.plant[id].members, [&](MemberId member) {
    const ComponentId component = moment.plant[member].component;
    const ComponentState& state = moment.world[component];
    return moment.plant[component].storage == disk && state.running == Running::on &&
           !state.disk_lost;
  });
}

bool disks_are_lost(const Moment& moment, GroupId id, NodeId owner) {
  const ComponentId host = host_of(moment.world, moment.plant[owner].component);
  return std::ranges::any_of(moment.plant[id].disks, [&](StorageId disk) {
    return !in_use(moment, id, disk) && !node_gets_at(moment, owner, disk) &&
           !takes_another_path(moment, host, disk);
  });
}

}  // namespace

bool clients_suffice(Scene scene, NodeId id) {
  return !scene.plant[scene.plant[id].cluster].monitor.clients_seen ||
         clients_reach(scene, host_of(scene.world, scene.plant[id].component));
}

Lack lacking(const Moment& moment, GroupId id) {
  const Plant& plant = moment.plant;
  const ClusterId cluster = plant[id].cluster;
  const NodeId owner = node_of(plant, cluster, moment.world[id].owner);
  const bool no_disks = plant[cluster].monitor.disks && disks_are_lost(moment, id, owner);
  const bool no_clients = !clients_suffice({plant, moment.world}, owner);
  if (!no_disks && !no_clients) return Lack::none;
  // Whoever can take it reaches its disks.
  bool better = false;
  const NodeSet side = side_of({plant, moment.world}, owner);
  for_nodes(plant, cluster, candidates({plant, moment.world}, id, side), [&](NodeId node) {
    better = better || no_disks || clients_suffice({plant, moment.world}, node);
  });
  if (!better) return Lack::none;
  return no_disks ? Lack::disks : Lack::clients;
}

}  // namespace ausfall::models
