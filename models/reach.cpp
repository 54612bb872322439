#include "models/reach.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

#include "models/cluster/balancer.hpp"
#include "models/cluster/membership.hpp"
#include "models/component.hpp"
#include "models/service.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

bool works(const World& world, ComponentId part) { return world[part].running == Running::on; }

void find_parts(const Plant& plant, World& world) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;
  Graph graph(plant.networks.size());
  for (const Trunk& trunk : plant.trunks) {
    if (works(world, trunk.component))
      boost::add_edge(trunk.left.index(), trunk.right.index(), graph);
  }
  // A network without a working switch joins nothing.
  for (std::size_t network = 0; network < plant.networks.size(); ++network) {
    bool working = false;
    for (const ComponentId each : plant.networks[network].switches)
      working = working || works(world, each);
    if (!working) boost::clear_vertex(network, graph);
    world.network_part[network] = working ? 0 : no_part;
  }
  std::vector<std::uint8_t> part(plant.networks.size());
  boost::connected_components(graph, part.data());
  for (std::size_t network = 0; network < plant.networks.size(); ++network) {
    if (world.network_part[network] != no_part) world.network_part[network] = part[network];
  }
}

std::uint8_t& attachment(const Plant& plant, World& world, ComponentId host, NetworkId network) {
  return world.attachments[plant[host].host_number * plant.networks.size() + network.index()];
}

void find_attachments(const Plant& plant, World& world) {
  std::ranges::fill(world.attachments, std::uint8_t{0});
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    const Component& link = plant.components[i];
    if (link.kind != ComponentKind::link) continue;
    if (works(world, ComponentId(i)) && works(world, link.network_switch)) {
      ++attachment(plant, world, link.host, link.network);
    }
  }
}

bool attached_to_part(const Plant& plant, const World& world, ComponentId host, std::uint8_t part) {
  for (std::size_t i = 0; i < plant.networks.size(); ++i) {
    if (world.network_part[i] == part && attached(plant, world, host, NetworkId(i))) return true;
  }
  return false;
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
    find_reach(plant, world);
  }
  const bool clients_come_over_it = component.network && plant[component.network].carries_clients;
  for (std::size_t i = 0; i < plant.services.size(); ++i) {
    if (clients_come_over_it || plant.any_connected) unsettle_service(moment, ServiceId(i));
  }
  if (clients_come_over_it) watch_all_instances(moment);
  for (std::size_t i = 0; i < plant.storages.size(); ++i) {
    if (plant.storages[i].network) storage_changed(moment, StorageId(i));
  }
  for (std::size_t i = 0; i < plant.clusters.size(); ++i) contacts_changed(moment, ClusterId(i));
}

bool attached(const Plant& plant, const World& world, ComponentId host, NetworkId network) {
  return world.attachments[plant[host].host_number * plant.networks.size() + network.index()] > 0;
}

bool joined(const Plant& plant, const World& world, ComponentId host, ComponentId other,
            NetworkId network) {
  if (host == other ||
      (attached(plant, world, host, network) && attached(plant, world, other, network)))
    return true;
  const std::uint8_t part = world.network_part[network.index()];
  return attached_to_part(plant, world, host, part) && attached_to_part(plant, world, other, part);
}

bool clients_reach(const Plant& plant, const World& world, ComponentId host) {
  if (plant.clients_anywhere) return true;
  for (std::size_t i = 0; i < plant.networks.size(); ++i) {
    if (plant.networks[i].carries_clients && attached(plant, world, host, NetworkId(i)))
      return true;
  }
  return false;
}

}  // namespace ausfall::models
