#include "models/relations.hpp"

#include <algorithm>
#include <vector>

namespace ausfall::models {
namespace {

template <class Tag>
void sort_once(std::vector<Id<Tag>>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

/// The hosts on which things stand, or can come to stand by the doing of their clusters.
class Places {
 public:
  explicit Places(const Plant& plant) : plant_(plant) {}

  std::vector<ComponentId> of(ComponentId id) {
    seen_.assign(plant_.clusters.size(), false);
    hosts_.clear();
    add(id);
    return hosts_;
  }

 private:
  void add(ComponentId id) {
    const Component& component = plant_[id];
    if (component.kind == ComponentKind::host) return hosts_.push_back(id);
    if (component.place) add(component.place);
    if (!component.member) return;
    const ClusterId cluster = plant_[plant_[component.member].group].cluster;
    if (seen_[cluster.index()]) return;
    seen_[cluster.index()] = true;
    for (const NodeId node : plant_[cluster].nodes) add(plant_[node].component);
  }

  const Plant& plant_;
  std::vector<bool> seen_;
  std::vector<ComponentId> hosts_;
};

void hosts(Plant& plant) {
  Places places(plant);
  const auto relate = [&](ComponentId id, ClusterId cluster) {
    for (const ComponentId host : places.of(id))
      plant.components[host.index()].clusters.push_back(cluster);
  };
  for (std::size_t i = 0; i < plant.clusters.size(); ++i) {
    const Cluster& cluster = plant.clusters[i];
    if (cluster.balances_load) continue;  // it is asked about all of its instances
    for (const NodeId node : cluster.nodes) relate(plant[node].component, ClusterId(i));
    if (cluster.quorum.witness) relate(cluster.quorum.witness, ClusterId(i));
  }
  for (Component& each : plant.components) sort_once(each.clusters);
}

/// By network, the first of those that trunks join to it, over others or directly.
std::vector<std::size_t> joined(const Plant& plant) {
  std::vector<std::size_t> first(plant.networks.size());
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = i;
  for (bool changed = true; changed;) {
    changed = false;
    for (const Trunk& trunk : plant.trunks) {
      std::size_t& left = first[trunk.left.index()];
      std::size_t& right = first[trunk.right.index()];
      if (left == right) continue;
      left = right = std::min(left, right);
      changed = true;
    }
  }
  return first;
}

void networks(Plant& plant) {
  const std::vector<std::size_t> first = joined(plant);
  std::vector<std::vector<ClusterId>> clusters(plant.networks.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    std::vector<ClusterId>& all = clusters[first[i]];
    for (const ComponentId host : plant.networks[i].hosts)
      all.insert(all.end(), plant[host].clusters.begin(), plant[host].clusters.end());
    sort_once(all);
  }
  for (std::size_t i = 0; i < first.size(); ++i) plant.networks[i].clusters = clusters[first[i]];
}

void storages(Plant& plant) {
  const auto at = [&](StorageId id) -> Storage& { return plant.storages[id.index()]; };
  for (std::size_t i = 0; i < plant.clusters.size(); ++i) {
    const ClusterId id(i);
    const Cluster& cluster = plant.clusters[i];
    if (cluster.quorum.disk) at(cluster.quorum.disk).decides.push_back(id);
    for (const StorageId disk : cluster.fencing.disks) at(disk).decides.push_back(id);
    for (const StorageId disk : cluster.heartbeat.storages) at(disk).clusters.push_back(id);
    for (const GroupId group : cluster.groups) {
      for (const StorageId disk : plant[group].disks) at(disk).clusters.push_back(id);
    }
  }
  for (Storage& each : plant.storages) {
    sort_once(each.decides);
    each.clusters.insert(each.clusters.end(), each.decides.begin(), each.decides.end());
  }
  // Whoever uses a mirror uses both of its sides.
  for (const Mirror& mirror : plant.mirrors) {
    const std::vector<ClusterId>& users = at(mirror.storage).clusters;
    for (const StorageId side : mirror.sides)
      at(side).clusters.insert(at(side).clusters.end(), users.begin(), users.end());
  }
  for (std::size_t i = 0; i < plant.storages.size(); ++i) {
    Storage& storage = plant.storages[i];
    sort_once(storage.clusters);
    if (storage.network || !storage.redirected_by.empty()) plant.networked.emplace_back(i);
  }
}

}  // namespace

void relate_clusters(Plant& plant) {
  hosts(plant);
  networks(plant);
  storages(plant);
}

}  // namespace ausfall::models
