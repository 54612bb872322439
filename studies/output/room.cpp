#include "studies/output/room.hpp"

#include <string>
#include <vector>

namespace ausfall::studies {

namespace {

using models::Component;
using models::ComponentId;
using models::ComponentKind;
using models::Plant;

Json names(const Plant& plant, const std::vector<ComponentId>& components) {
  Json json = Json::array();
  for (const ComponentId component : components) json.push_back(plant[component].name);
  return json;
}

Json hosts(const Plant& plant, const std::vector<ComponentId>& attached) {
  return attached.size() == plant.host_count ? Json("all") : names(plant, attached);
}

Json placed(const Plant& plant, ComponentKind kind) {
  Json json = Json::object();
  for (const Component& component : plant.components) {
    if (component.kind != kind) continue;
    json[component.name] = component.place ? Json(plant[component.place].name) : Json(nullptr);
  }
  return json;
}

Json object(const Plant& plant, const models::Network& network) {
  Json carries = Json::array();
  if (network.carries_clients) carries.push_back("clients");
  if (network.carries_heartbeat) carries.push_back("heartbeats");
  if (network.carries_storage) carries.push_back("storage");
  return {{"carries", std::move(carries)},
          {"switches", network.switches.size()},
          {"hosts", hosts(plant, network.hosts)}};
}

std::string name_of(models::StorageKind kind) {
  switch (kind) {
    case models::StorageKind::scsi:
      return "scsi";
    case models::StorageKind::fc:
      return "fc";
    case models::StorageKind::iscsi:
      return "iscsi";
  }
  return {};
}

Json object(const Plant& plant, const models::Storage& storage) {
  return {{"type", name_of(storage.kind)},
          {"network", storage.network ? Json(plant[storage.network].name) : Json(nullptr)},
          {"controllers", storage.controllers.size()},
          {"hosts", hosts(plant, storage.hosts)}};
}

Json object(const Plant& plant, const models::Cluster& cluster) {
  Json nodes = Json::array();
  for (const models::NodeId node : cluster.nodes)
    nodes.push_back(plant[plant[node].component].name);
  Json json{{"profile", cluster.profile.empty() ? Json(nullptr) : Json(cluster.profile)},
            {"nodes", std::move(nodes)}};
  Json groups = Json::object();
  for (const models::GroupId group : cluster.groups) {
    Json members = Json::array();
    for (const models::MemberId member : plant[group].members)
      members.push_back(plant[plant[member].component].name);
    groups[plant[group].name] = std::move(members);
  }
  for (const models::PoolId pool : cluster.pools) {
    Json members = Json::array();
    for (const models::InstanceId instance : plant[pool].instances)
      members.push_back(plant[plant[instance].component].name);
    groups[plant[pool].name] = std::move(members);
  }
  json[cluster.pools.empty() ? "groups" : "pools"] = std::move(groups);
  return json;
}

template <class Thing>
Json by_name(const Plant& plant, const std::vector<Thing>& things) {
  Json json = Json::object();
  for (const Thing& thing : things) json[thing.name] = object(plant, thing);
  return json;
}

}  // namespace

Json room_of(const Plant& plant) {
  Json machines = Json::object();
  for (const Component& component : plant.components) {
    if (component.kind == ComponentKind::host) machines[component.name] = Json::object();
  }
  // A site before a rack, whichever is written first.
  for (const char* label : {"site", "rack"}) {
    for (const models::Domain& domain : plant.domains) {
      if (domain.label != label) continue;
      for (const ComponentId member : domain.members) {
        const auto machine = machines.find(plant[member].name);
        if (machine != machines.end()) (*machine)[label] = domain.value;
      }
    }
  }
  Json trunks = Json::object();
  for (const models::Trunk& trunk : plant.trunks)
    trunks[plant[trunk.component].name] = {plant[trunk.left].name, plant[trunk.right].name};
  Json maintenance = Json::object();
  for (const models::Maintenance& work : plant.maintenance)
    maintenance[work.name] = hosts(plant, work.hosts);
  return {{"hosts", std::move(machines)},
          {"vms", placed(plant, ComponentKind::vm)},
          {"apps", placed(plant, ComponentKind::app)},
          {"networks", by_name(plant, plant.networks)},
          {"trunks", std::move(trunks)},
          {"storage", by_name(plant, plant.storages)},
          {"clusters", by_name(plant, plant.clusters)},
          {"maintenance", std::move(maintenance)}};
}

std::string with_room(const std::string& result, const Plant& plant) {
  Json json = Json::parse(result);
  json["room"] = room_of(plant);
  return document(json);
}

}  // namespace ausfall::studies
