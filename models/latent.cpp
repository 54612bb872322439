#include "models/latent.hpp"

#include <algorithm>
#include <vector>

#include "models/component.hpp"
#include "models/failure.hpp"
#include "models/reactions.hpp"
#include "models/service.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

bool works(const World& world, ComponentId id) { return world[id].running == Running::on; }

/// Of these, the first that works.
template <class Range, class Works>
ComponentId first_of_those(const Range& range, Works its) {
  const auto first = std::ranges::find_if(range, its);
  return first == std::ranges::end(range) ? ComponentId() : *first;
}

ComponentId first_working(const World& world, const std::vector<ComponentId>& parts) {
  return first_of_those(parts, [&](ComponentId part) { return works(world, part); });
}

// ---- what runs ----------------------------------------------------------------------------------

bool something_runs_on(const World& world, ComponentId id) {
  for (ComponentId guest = world[id].first_guest; guest; guest = world[guest].next_guest) {
    if (world[guest].running != Running::off) return true;
  }
  return false;
}

bool gets_requests(Scene scene, ComponentId id) {
  return std::ranges::any_of(scene.plant[id].instances, [&](InstanceId each) {
    return scene.world.in_rotation[each.index()] != 0;
  });
}

bool runs_for_somebody(Scene scene, ComponentId id) {
  const Component& component = scene.plant[id];
  const bool is_started = component.member && scene.world[id].running != Running::off;
  return is_started || gets_requests(scene, id) || !component.witness_of.empty() ||
         something_runs_on(scene.world, id);
}

// ---- storage ------------------------------------------------------------------------------------

/// On this host, or through it; without one, on any.
bool is_used(Scene scene, StorageId id, ComponentId host) {
  const auto on_it = [&](ComponentId each) { return !host || host_of(scene.world, each) == host; };
  const auto through_it = [&](ComponentId user) {
    return scene.world[user].redirected &&
           coordinator(scene, host_of(scene.world, user), id) == host;
  };
  const bool by_guests = std::ranges::any_of(scene.plant[id].users, [&](ComponentId user) {
    return scene.world[user].running != Running::off && (on_it(user) || through_it(user));
  });
  if (by_guests) return true;
  // What is written to a mirror is written on both sides.
  const MirrorId mirror = scene.plant[id].side_of;
  if (mirror && is_used(scene, scene.plant[mirror].storage, host)) return true;
  return std::ranges::any_of(scene.plant.clusters, [&](const Cluster& cluster) {
    return cluster.quorum.disk == id && std::ranges::any_of(cluster.nodes, [&](NodeId node) {
             const ComponentId machine = scene.plant[node].component;
             return scene.world[machine].alive() && on_it(machine);
           });
  });
}

bool storage_part_in_use(Scene scene, ComponentId id) {
  const Component& part = scene.plant[id];
  const Storage& storage = scene.plant[part.storage];
  if (!is_used(scene, part.storage, part.host)) return false;
  if (part.kind == ComponentKind::array) return true;
  if (part.kind == ComponentKind::controller)
    return first_working(scene.world, storage.controllers) == id;
  const auto number = std::ranges::find(storage.hosts, part.host) - storage.hosts.begin();
  return first_working(scene.world, storage.paths[static_cast<std::size_t>(number)]) == id;
}

// ---- networks -----------------------------------------------------------------------------------

bool link_in_use(Scene scene, ComponentId id) {
  const Component& link = scene.plant[id];
  const auto attaches = [&](ComponentId each) {
    const Component& other = scene.plant[each];
    return other.network == link.network && works(scene.world, each) &&
           works(scene.world, other.network_switch);
  };
  return first_of_those(scene.plant[link.host].links, attaches) == id;
}

bool switch_in_use(Scene scene, ComponentId id) {
  const Component& it = scene.plant[id];
  return first_working(scene.world, scene.plant[it.network].switches) == id ||
         std::ranges::any_of(it.links, [&](ComponentId link) { return link_in_use(scene, link); });
}

bool trunk_in_use(Scene scene, ComponentId id) {
  const auto& trunks = scene.plant.trunks;
  const auto it = std::ranges::find(trunks, id, &Trunk::component);
  const auto first = std::ranges::find_if(trunks, [&](const Trunk& other) {
    return std::minmax(other.left, other.right) == std::minmax(it->left, it->right) &&
           works(scene.world, other.component);
  });
  return first == it;
}

// ---- devices and services -----------------------------------------------------------------------

bool bridges_something(Scene scene, ComponentId id) {
  return std::ranges::any_of(scene.plant[id].bridges, [&](CommonCauseId cause) {
    return scene.world.bridged[cause.index()] != 0;
  });
}

bool by_itself(Scene scene, ComponentId id) {
  if (bridges_something(scene, id)) return true;
  switch (scene.plant[id].kind) {
    case ComponentKind::host:
    case ComponentKind::vm:
    case ComponentKind::app:
      return runs_for_somebody(scene, id);
    case ComponentKind::network_switch:
      return switch_in_use(scene, id);
    case ComponentKind::link:
      return link_in_use(scene, id);
    case ComponentKind::trunk:
      return trunk_in_use(scene, id);
    case ComponentKind::array:
    case ComponentKind::controller:
    case ComponentKind::path:
      return storage_part_in_use(scene, id);
    case ComponentKind::device:
    case ComponentKind::mirror:
      return false;
  }
  return false;
}

bool takes(Scene scene, const Need& need, ComponentId id);

/// Of the parts that serve, the first that are enough; all, where there are not enough.
bool takes_some(Scene scene, const Need& need, ComponentId id) {
  std::size_t taken = 0;
  bool is_taken = false;
  for (const Need& part : need.parts) {
    if (!serves(scene, part)) continue;
    is_taken = is_taken || takes(scene, part, id);
    if (++taken == need.at_least) return is_taken;
  }
  return std::ranges::any_of(need.parts, [&](const Need& part) { return takes(scene, part, id); });
}

bool takes(Scene scene, const Need& need, ComponentId id) {
  if (need.component) return need.component == id;
  if (!need.connected) return takes_some(scene, need, id);
  return std::ranges::any_of(need.parts, [&](const Need& part) { return part.component == id; });
}

}  // namespace

bool in_use(Scene scene, ComponentId id) {
  return by_itself(scene, id) || std::ranges::any_of(scene.plant.in_turn, [&](const Need& need) {
           return takes(scene, need, id);
         });
}

bool find_what_is_needed(Moment& moment) {
  bool found = false;
  for (const ModeId id : moment.plant.latent) {
    if (moment.world[id] != ModeState::unseen || !in_use(moment, moment.plant[id].component))
      continue;
    found_failed(moment, id, FoundBy::need);
    found = true;
  }
  return found;
}

void mode_tested(Moment& moment, ModeId id) {
  moment.clocks.start(moment.plant[id].tested, moment.plant[id].test->every);
  if (moment.world[id] == ModeState::unseen) found_failed(moment, id, FoundBy::test);
}

}  // namespace ausfall::models
