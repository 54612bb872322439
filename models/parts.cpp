#include "models/parts.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string>

#include "models/counting.hpp"
#include "models/hazard.hpp"

namespace ausfall::models {
namespace {

/// Some cluster follows single heartbeats. Then the plant has no independent parts.
bool watches_single_heartbeats(const Plant& plant) {
  return std::ranges::any_of(plant.clusters,
                             [](const Cluster& cluster) { return cluster.heartbeat.is_watched; });
}

/// The crew has somebody for each mode that can call it, so no repair ever waits for it.
bool always_free(const Plant& plant, const Crew& crew) {
  const auto calls =
      std::ranges::count_if(crew.modes, [&](ModeId mode) { return !plant[mode].ttr.is_never(); });
  return crew.order != CrewOrder::race && crew.size >= calls;
}

std::vector<ComponentId> components_of(const Plant& plant, const std::vector<ModeId>& modes) {
  std::vector<ComponentId> components;
  for (const ModeId mode : modes) {
    if (!plant[mode].ttr.is_never()) components.push_back(plant[mode].component);
  }
  return components;
}

}  // namespace

Parts::Parts(const Plant& plant)
    : plant_(plant), parent_(plant.components.size()), may_change_(plant.components.size(), false) {
  std::iota(parent_.begin(), parent_.end(), Part{0});
  join_places();
  join_networks();
  join_storages();
  join_repairs();
  join_clusters();
  for (const Service& service : plant.services) join_connected(service.needs);
  for (const Rejuvenation& planned : plant_.rejuvenations)
    may_change_[planned.component.index()] = true;
  for (const Need& need : plant.in_turn) join_leaves(need);
  if (watches_single_heartbeats(plant)) {
    for (std::size_t i = 0; i < parent_.size(); ++i) join(ComponentId(0), ComponentId(i));
  }
  find_events();
}

Parts::Part Parts::find(ComponentId id) const {
  auto part = static_cast<Part>(id.index());
  while (parent_[part] != part) part = parent_[part];
  return part;
}

void Parts::join(ComponentId a, ComponentId b) {
  if (!a || !b) return;
  const Part one = find(a);
  const Part other = find(b);
  parent_[std::max(one, other)] = std::min(one, other);
}

void Parts::join_all(const std::vector<ComponentId>& components) {
  for (const ComponentId id : components) join(components.front(), id);
}

void Parts::join_places() {
  for (std::size_t i = 0; i < plant_.components.size(); ++i) {
    const Component& component = plant_.components[i];
    for (const ComponentId other : {component.place, component.host, component.network_switch})
      join(ComponentId(i), other);
    if (component.storage) join(ComponentId(i), plant_[component.storage].array);
  }
}

void Parts::join_networks() {
  for (const Network& network : plant_.networks) {
    join_all(network.switches);
    for (const ComponentId host : network.hosts) join(network.switches.front(), host);
  }
  for (const Trunk& trunk : plant_.trunks) {
    join(trunk.component, plant_[trunk.left].switches.front());
    join(trunk.component, plant_[trunk.right].switches.front());
  }
}

void Parts::join_storages() {
  for (const Storage& storage : plant_.storages) {
    for (const auto* some : {&storage.controllers, &storage.hosts, &storage.users}) {
      for (const ComponentId id : *some) join(storage.array, id);
    }
    for (const auto& paths : storage.paths) {
      for (const ComponentId path : paths) join(storage.array, path);
    }
    if (storage.network) join(storage.array, plant_[storage.network].switches.front());
  }
  for (const Mirror& mirror : plant_.mirrors) {
    const ComponentId itself = plant_[mirror.storage].array;
    for (const StorageId side : mirror.sides) join(itself, plant_[side].array);
    for (const NetworkId end : mirror.over) {
      if (end) join(itself, plant_[end].switches.front());
    }
    join(itself, mirror.witness);
    if (mirror.witness_disk) join(itself, plant_[mirror.witness_disk].array);
  }
}

void Parts::join_repairs() {
  for (const Crew& crew : plant_.crews) {
    if (!always_free(plant_, crew)) join_all(components_of(plant_, crew.modes));
  }
  for (const Spares& spares : plant_.spares) {
    if (spares.size > 0) join_all(components_of(plant_, spares.modes));
  }
  for (const CommonCause& cause : plant_.common_causes) {
    join_all(cause.hits);
    if (!cause.hits.empty()) join(cause.hits.front(), cause.bridged_by);
  }
  for (const Maintenance& work : plant_.maintenance) join_all(work.hosts);
}

void Parts::join_clusters() {
  for (const Cluster& cluster : plant_.clusters) {
    std::vector<ComponentId> all;
    for (const NodeId node : cluster.nodes) all.push_back(plant_[node].component);
    for (const GroupId id : cluster.groups) {
      const Group& group = plant_[id];
      for (const MemberId member : group.members) all.push_back(plant_[member].component);
      for (const StorageId disk : group.disks) all.push_back(plant_[disk].array);
    }
    for (const PoolId pool : cluster.pools) {
      for (const InstanceId instance : plant_[pool].instances)
        all.push_back(plant_[instance].component);
    }
    for (const NetworkId network : cluster.heartbeat.networks)
      all.push_back(plant_[network].switches.front());
    for (const NetworkId network : cluster.redirection.networks)
      all.push_back(plant_[network].switches.front());
    if (cluster.quorum.disk) all.push_back(plant_[cluster.quorum.disk].array);
    if (cluster.quorum.witness) all.push_back(cluster.quorum.witness);
    join_all(all);
  }
}

void Parts::join_connected(const Need& need) {
  std::vector<ComponentId> leaves;
  for (const Need& part : need.parts) {
    join_connected(part);
    if (need.connected) leaves.push_back(part.component);
  }
  join_all(leaves);
}

void Parts::join_leaves(const Need& need) {
  std::vector<ComponentId> leaves;
  const auto add = [&](const Need& each, const auto& self) -> void {
    if (each.component) leaves.push_back(each.component);
    for (const Need& part : each.parts) self(part, self);
  };
  add(need, add);
  join_all(leaves);
}

void Parts::find_events() {
  for (const Mode& mode : plant_.modes) may_change_[mode.component.index()] = true;
  for (const CommonCause& cause : plant_.common_causes) {
    for (const ComponentId hit : cause.hits) may_change_[hit.index()] = true;
  }
  for (const Maintenance& work : plant_.maintenance) {
    for (const ComponentId host : work.hosts) may_change_[host.index()] = true;
  }
  if (watches_single_heartbeats(plant_)) may_change_.front() = true;
}

std::vector<Parts::Part> Parts::all() const {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < may_change_.size(); ++i) {
    if (may_change_[i]) parts.push_back(find(ComponentId(i)));
  }
  std::ranges::sort(parts);
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return parts;
}

std::vector<Parts::Part> Parts::of(const Need& need) const {
  std::vector<Part> asked;
  const auto add = [&](const Need& each, const auto& self) -> void {
    if (each.component) asked.push_back(find(each.component));
    for (const Need& part : each.parts) self(part, self);
  };
  add(need, add);
  std::ranges::sort(asked);
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  std::vector<Part> parts;
  std::ranges::set_intersection(asked, all(), std::back_inserter(parts));
  return parts;
}

void Parts::join(const std::vector<Part>& parts) {
  for (const Part part : parts) join(ComponentId(parts.front()), ComponentId(part));
}

Plant Parts::alone(const std::vector<Part>& parts, std::vector<Need> needs) const {
  const auto belongs = [&](ComponentId id) { return std::ranges::binary_search(parts, find(id)); };
  Plant plant = quiet(plant_);
  for (std::size_t i = 0; i < plant.modes.size(); ++i) {
    if (!belongs(plant.modes[i].component)) {
      plant.modes[i].ttf = Distribution::constant(never);
      continue;
    }
    plant.modes[i].ttf = plant_.modes[i].ttf;
    plant.modes[i].test = plant_.modes[i].test;
  }
  for (std::size_t i = 0; i < plant.common_causes.size(); ++i) {
    const CommonCause& cause = plant_.common_causes[i];
    if (!cause.hits.empty() && belongs(cause.hits.front())) plant.common_causes[i].ttf = cause.ttf;
  }
  for (std::size_t i = 0; i < plant.maintenance.size(); ++i) {
    const Maintenance& work = plant_.maintenance[i];
    if (!work.hosts.empty() && belongs(work.hosts.front())) plant.maintenance[i].every = work.every;
  }
  for (std::size_t i = 0; i < plant.rejuvenations.size(); ++i) {
    const Rejuvenation& planned = plant_.rejuvenations[i];
    if (belongs(planned.component)) plant.rejuvenations[i].every = planned.every;
  }
  for (std::size_t i = 0; i < plant.networks.size(); ++i) {
    const Network& network = plant_.networks[i];
    if (belongs(network.switches.front())) plant.networks[i].loss = network.loss;
  }
  for (std::size_t i = 0; i < plant.clusters.size(); ++i) {
    const Cluster& cluster = plant_.clusters[i];
    if (!cluster.nodes.empty() && belongs(plant_[cluster.nodes.front()].component))
      plant.clusters[i].heartbeat = cluster.heartbeat;
  }
  plant.services.clear();
  for (Need& need : needs) {
    std::string name = std::to_string(plant.services.size());
    plant.services.push_back({.name = std::move(name), .needs = std::move(need), .slo = {}});
  }
  count_services(plant);
  return plant;
}

}  // namespace ausfall::models
