#include <algorithm>

#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/reactions.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

ComponentId host_of_node(Scene scene, NodeId node) {
  return host_of(scene.world, scene.plant[node].component);
}

/// Both are nodes' hosts of this cluster, and what it redirects over joins them.
bool joined_for(Scene scene, const Cluster& cluster, ComponentId host, ComponentId other) {
  const auto& own = cluster.redirection.networks;
  if (own.empty() && !cluster.heartbeat.over_networks) return true;
  return std::ranges::any_of(
      own.empty() ? cluster.heartbeat.networks : own,
      [&](NetworkId network) { return joined(scene, host, other, network); });
}

bool has_node_on(Scene scene, const Cluster& cluster, ComponentId host) {
  return std::ranges::any_of(cluster.nodes,
                             [&](NodeId node) { return host_of_node(scene, node) == host; });
}

}  // namespace

ComponentId coordinator(Scene scene, ComponentId host, StorageId storage) {
  if (!scene.world[host].alive()) return {};
  for (const ClusterId id : scene.plant[storage].redirected_by) {
    const Cluster& cluster = scene.plant[id];
    if (!has_node_on(scene, cluster, host)) continue;
    for (const NodeId node : cluster.nodes) {
      const ComponentId other = host_of_node(scene, node);
      if (other != host && scene.world[other].alive() && reaches(scene, other, storage) &&
          joined_for(scene, cluster, host, other))
        return other;
    }
  }
  return {};
}

bool gets_at(Scene scene, ComponentId host, StorageId storage) {
  return reaches(scene, host, storage) ||
         (!scene.plant[storage].redirected_by.empty() && coordinator(scene, host, storage).named());
}

void notice_way(Moment& moment, ComponentId id) {
  const StorageId storage = moment.plant[id].storage;
  if (!storage || moment.plant[storage].redirected_by.empty()) return;
  const ComponentId host = host_of(moment.world, id);
  const ComponentId through =
      reaches(moment, host, storage) ? ComponentId() : coordinator(moment, host, storage);
  ComponentState& state = moment.world[id];
  if (through.named() == state.redirected) return;
  state.redirected = through.named();
  if (through)
    moment.tell(FactKind::io_redirected, id, through.index());
  else if (reaches(moment, host, storage))
    moment.tell(FactKind::io_direct, id);
  if (capacity_when_redirected(moment, id) == 1) return;
  unsettle_all(moment, id);
  capacity_changed(moment, id);
}

void ways_changed(Moment& moment, ComponentId host) {
  if (!moment.plant.any_redirection || moment.plant[host].kind != ComponentKind::host) return;
  for (std::size_t i = 0; i < moment.plant.storages.size(); ++i) {
    if (!moment.plant.storages[i].redirected_by.empty()) storage_changed(moment, StorageId(i));
  }
}

double capacity_when_redirected(Scene scene, ComponentId id) {
  const auto& clusters = scene.plant[scene.plant[id].storage].redirected_by;
  return scene.plant[clusters.front()].redirection.capacity;
}

}  // namespace ausfall::models
