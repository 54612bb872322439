#include "models/reach.hpp"

#include <algorithm>

#include "models/component.hpp"
#include "models/reactions.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

bool works(const World& world, ComponentId part) { return world[part].running == Running::on; }

/// Networks joined by working trunks are one part. A network without a working switch joins
/// nothing.
void find_parts(const Plant& plant, World& world) {
  for (std::size_t network = 0; network < plant.networks.size(); ++network) {
    const bool working = std::ranges::any_of(plant.networks[network].switches,
                                             [&](ComponentId each) { return works(world, each); });
    world.network_part[network] = working ? static_cast<std::uint8_t>(network) : no_part;
  }
  // Each takes the lowest number among those it is joined to, until nothing changes: few networks
  // make this faster than a graph, and it happens at every failure of a part.
  for (bool changed = true; changed;) {
    changed = false;
    for (const Trunk& trunk : plant.trunks) {
      std::uint8_t& left = world.network_part[trunk.left.index()];
      std::uint8_t& right = world.network_part[trunk.right.index()];
      if (left == right || left == no_part || right == no_part || !works(world, trunk.component))
        continue;
      left = right = std::min(left, right);
      changed = true;
    }
  }
}

std::uint8_t& attachment(const Plant& plant, World& world, ComponentId host, NetworkId network) {
  return world.attachments[plant[host].host_number * plant.networks.size() + network.index()];
}

void find_attachments(const Plant& plant, World& world) {
  std::ranges::fill(world.attachments, std::uint8_t{0});
  for (const Network& network : plant.networks) {
    for (const ComponentId each : network.switches) {
      if (!works(world, each)) continue;
      for (const ComponentId link : plant[each].links) {
        if (works(world, link)) ++attachment(plant, world, plant[link].host, plant[link].network);
      }
    }
  }
}

/// The attachments of the hosts on it, when it alone has changed.
void switch_changed(const Plant& plant, World& world, ComponentId id) {
  const bool now_works = works(world, id);
  for (const ComponentId link : plant[id].links) {
    if (!works(world, link)) continue;
    std::uint8_t& links = attachment(plant, world, plant[link].host, plant[link].network);
    links = static_cast<std::uint8_t>(now_works ? links + 1 : links - 1);
  }
}

/// Clusters that have to do with who reaches whom over this part, in order.
const std::vector<ClusterId>& clusters_at(const Plant& plant, const Component& part) {
  if (part.kind == ComponentKind::link) return plant[part.host].clusters;
  if (part.kind == ComponentKind::network_switch) return plant[part.network].clusters;
  const auto trunk = std::ranges::find_if(
      plant.trunks, [&](const Trunk& each) { return &plant[each.component] == &part; });
  return plant[trunk->left].clusters;
}

/// An instance of a group that runs twice serves where nothing stands that belongs to it.
void unsettle_ghosts(Moment& moment, ClusterId cluster) {
  for (const GroupId group : moment.plant[cluster].groups) {
    if (moment.world[group].ghost == no_node) continue;
    for (const MemberId member : moment.plant[group].members)
      unsettle_all(moment, moment.plant[member].component);
  }
}

/// Services that ask for hosts that are connected; and where clients come over the part, those that
/// count something on a host that it attaches.
void unsettle_reached(Moment& moment, ComponentId id) {
  const Plant& plant = moment.plant;
  if (plant.any_demand || !plant.pools.empty()) return unsettle_services(moment);
  moment.unsettle_any();
  for (const ServiceId service : plant.connected) moment.unsettle(service);
  const Component& part = plant[id];
  if (!part.network || !plant[part.network].carries_clients) return;
  if (part.kind == ComponentKind::link) {
    unsettle_all(moment, part.host);
  } else {
    for (const ComponentId host : plant[part.network].hosts) unsettle_all(moment, host);
  }
  for (const ClusterId cluster : clusters_at(plant, part)) unsettle_ghosts(moment, cluster);
}

}  // namespace

void find_reach(const Plant& plant, World& world) {
  find_parts(plant, world);
  find_attachments(plant, world);
}

void network_changed(Moment& moment, ComponentId part) {
  const Plant& plant = moment.plant;
  World& world = moment.world;
  const Component& component = plant[part];
  if (component.kind == ComponentKind::link) {
    if (works(world, component.network_switch)) {
      std::uint8_t& links = attachment(plant, world, component.host, component.network);
      links = static_cast<std::uint8_t>(works(world, part) ? links + 1 : links - 1);
    }
  } else {
    if (component.kind == ComponentKind::network_switch) switch_changed(plant, world, part);
    find_parts(plant, world);
  }
  const bool clients_come_over_it = component.network && plant[component.network].carries_clients;
  if (clients_come_over_it || plant.any_connected) unsettle_reached(moment, part);
  if (clients_come_over_it) watch_all_instances(moment);
  for (const StorageId storage : plant.networked) storage_changed(moment, storage);
  for (const ClusterId cluster : clusters_at(plant, component)) {
    contacts_changed(moment, cluster);
    if (clients_come_over_it) surroundings_changed(moment, cluster);
  }
}

bool attached(Scene scene, ComponentId host, NetworkId network) {
  return scene.world.attachments[scene.plant[host].host_number * scene.plant.networks.size() +
                                 network.index()] > 0;
}

bool attached_to_part(Scene scene, ComponentId host, std::uint8_t part) {
  for (std::size_t i = 0; i < scene.plant.networks.size(); ++i) {
    if (scene.world.network_part[i] == part && attached(scene, host, NetworkId(i))) return true;
  }
  return false;
}

bool joined(Scene scene, ComponentId host, ComponentId other, NetworkId network) {
  if (host == other || (attached(scene, host, network) && attached(scene, other, network)))
    return true;
  const std::uint8_t part = scene.world.network_part[network.index()];
  return attached_to_part(scene, host, part) && attached_to_part(scene, other, part);
}

bool clients_reach(Scene scene, ComponentId host) {
  if (scene.plant.clients_anywhere) return true;
  for (std::size_t i = 0; i < scene.plant.networks.size(); ++i) {
    if (scene.plant.networks[i].carries_clients && attached(scene, host, NetworkId(i))) return true;
  }
  return false;
}

}  // namespace ausfall::models
