#include "models/cluster/placement.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "models/cluster/surroundings.hpp"
#include "models/component.hpp"

namespace ausfall::models {
namespace {

/// A VM that is off may start where it is at any time: it belongs to no group, or to one that has
/// its place there.
bool keeps_its_place(Scene scene, MemberId id) {
  if (!id) return true;
  switch (scene.world[scene.plant[id].group].status) {
    case GroupStatus::online:
    case GroupStatus::lost:
    case GroupStatus::tolerated:
    case GroupStatus::migrating:
    case GroupStatus::restarting:
    case GroupStatus::starting:
      return true;
    default:
      return false;
  }
}

/// Memory of the VMs that run there or may start there, and of the groups on their way, this one
/// not counted.
double memory_taken(Scene scene, ComponentId host, GroupId except) {
  double taken = 0;
  for (ComponentId guest = scene.world[host].first_guest; guest;
       guest = scene.world[guest].next_guest) {
    const MemberId member = scene.plant[guest].member;
    if (member && scene.plant[member].group == except) continue;
    if (scene.world[guest].running != Running::off || keeps_its_place(scene, member))
      taken += scene.plant[guest].memory;
  }
  for (std::size_t i = 0; i < scene.plant.groups.size(); ++i) {
    const GroupState& state = scene.world.groups[i];
    if (GroupId(i) == except || state.target == no_node || scene.plant.groups[i].memory == 0)
      continue;
    if (scene.plant[node_of(scene.plant, scene.plant.groups[i].cluster, state.target)].component ==
        host)
      taken += scene.plant.groups[i].memory;
  }
  return taken;
}

bool has_room(Scene scene, GroupId group, ComponentId machine) {
  const Component& host = scene.plant[machine];
  for (const MemberId member : scene.plant[group].members) {
    const Component& vm = scene.plant[scene.plant[member].component];
    if (vm.kind == ComponentKind::vm && host.cores > 0 && vm.cores > host.cores) return false;
  }
  if (host.memory == 0 || scene.plant[group].memory == 0) return true;
  return memory_taken(scene, machine, group) + scene.plant[group].memory <= host.memory;
}

/// Where the group is, or is to be.
std::uint8_t place_of(const World& world, GroupId id) {
  const GroupState& state = world[id];
  return state.target == no_node ? state.owner : state.target;
}

/// It is there, or on its way; one that waits for a place or a person is nowhere.
bool takes_up(const World& world, GroupId id, std::uint8_t number) {
  const GroupState& state = world[id];
  const bool waits = state.status == GroupStatus::queued ||
                     state.status == GroupStatus::uncovered ||
                     state.status == GroupStatus::given_up;
  return place_of(world, id) == number && (!waits || state.target != no_node);
}

/// All but the room.
bool may_take(Scene scene, GroupId group, std::uint8_t number) {
  const NodeId node = node_of(scene.plant, scene.plant[group].cluster, number);
  const auto in_the_way = [&](GroupId other) { return takes_up(scene.world, other, number); };
  return has(scene.plant[group].possible, number) && !scene.world[node].drained &&
         std::ranges::none_of(scene.plant[group].never_beside, in_the_way) &&
         disks_answer(scene, group, node);
}

/// Of these nodes, those for which `wish` holds, if there are any.
template <class Wish>
NodeSet preferably(NodeSet set, Wish wish) {
  NodeSet wished = 0;
  for (NodeSet left = set; left != 0; left &= left - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(left));
    if (wish(number)) wished |= only(number);
  }
  return wished != 0 ? wished : set;
}

std::uint8_t next_owner(Scene scene, GroupId group, NodeSet set) {
  const auto& owners = scene.plant[group].owners;
  const auto current = static_cast<std::size_t>(
      std::ranges::find(owners, scene.world[group].owner) - owners.begin());
  for (std::size_t step = 1; step < owners.size(); ++step) {
    const std::uint8_t candidate = owners[(current + step) % owners.size()];
    if (has(set, candidate)) return candidate;
  }
  return no_node;
}

std::uint8_t first_owner(const Plant& plant, GroupId group, NodeSet set) {
  return *std::ranges::find_if(plant[group].owners,
                               [&](std::uint8_t number) { return has(set, number); });
}

std::uint8_t any_of(Moment& moment, GroupId group, NodeSet set) {
  if (is_one(set)) return static_cast<std::uint8_t>(first_of(set));
  std::vector<std::uint8_t> numbers;
  for (; set != 0; set &= set - 1) numbers.push_back(static_cast<std::uint8_t>(first_of(set)));
  const std::vector<double> each(numbers.size(), 1.0 / static_cast<double>(numbers.size()));
  return numbers[moment.clocks.choose(moment.plant[group].placement, each)];
}

double memory_free(Scene scene, GroupId group, std::uint8_t number) {
  const ComponentId host =
      scene.plant[node_of(scene.plant, scene.plant[group].cluster, number)].component;
  if (scene.plant[host].memory == 0) return std::numeric_limits<double>::infinity();
  return scene.plant[host].memory - memory_taken(scene, host, group);
}

std::size_t groups_on(Scene scene, GroupId except, std::uint8_t number) {
  const auto& groups = scene.plant[scene.plant[except].cluster].groups;
  return static_cast<std::size_t>(std::ranges::count_if(
      groups, [&](GroupId id) { return id != except && place_of(scene.world, id) == number; }));
}

std::uint8_t most_free(Scene scene, GroupId group, NodeSet set) {
  std::uint8_t best = no_node;
  double free_of_best = 0;
  std::size_t groups_of_best = 0;
  for (; set != 0; set &= set - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(set));
    const double free = memory_free(scene, group, number);
    const std::size_t groups = groups_on(scene, group, number);
    if (best != no_node &&
        (free < free_of_best || (free == free_of_best && groups >= groups_of_best)))
      continue;
    best = number;
    free_of_best = free;
    groups_of_best = groups;
  }
  return best;
}

}  // namespace

bool disks_answer(Scene scene, GroupId group, NodeId node) {
  return std::ranges::all_of(scene.plant[group].disks,
                             [&](StorageId disk) { return node_reaches(scene, node, disk); });
}

bool can_take(Scene scene, GroupId group, std::uint8_t number) {
  const NodeId node = node_of(scene.plant, scene.plant[group].cluster, number);
  return may_take(scene, group, number) && has_room(scene, group, scene.plant[node].component);
}

bool only_room_is_missing(Scene scene, GroupId group, NodeSet side) {
  for (; side != 0; side &= side - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(side));
    if (number != scene.world[group].owner && may_take(scene, group, number)) return true;
  }
  return false;
}

bool capacity_suffices(Scene scene, GroupId group, std::uint8_t number) {
  const ClusterId cluster = scene.plant[group].cluster;
  const double floor = scene.plant[cluster].monitor.capacity_floor;
  return floor == 0 ||
         capacity_of(scene, scene.plant[node_of(scene.plant, cluster, number)].component) >= floor;
}

NodeSet candidates(Scene scene, GroupId group, NodeSet side) {
  NodeSet set = 0;
  for (NodeSet left = side; left != 0; left &= left - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(left));
    if (number != scene.world[group].owner && can_take(scene, group, number)) set |= only(number);
  }
  return set;
}

std::uint8_t choose_target(Moment& moment, GroupId group, NodeSet side) {
  const Plant& plant = moment.plant;
  const World& world = moment.world;
  NodeSet set = candidates({plant, world}, group, side);
  if (set == 0) return no_node;
  set = preferably(set, [&](std::uint8_t number) {
    return capacity_suffices({plant, world}, group, number);
  });
  set = preferably(set, [&](std::uint8_t number) {
    return clients_suffice({plant, world}, node_of(plant, plant[group].cluster, number));
  });
  set = preferably(set, [&](std::uint8_t number) {
    return std::ranges::none_of(plant[group].kept_apart,
                                [&](GroupId other) { return place_of(world, other) == number; });
  });
  const Failover& failover = plant[plant[group].cluster].failover;
  const bool node_failed = !has(side, world[group].owner);
  switch (failover.placement) {
    case PlacementRule::next_owner:
      if (failover.random_without_owners && node_failed && !plant[group].has_preferred)
        return any_of(moment, group, set);
      return next_owner({plant, world}, group, set);
    case PlacementRule::random:
      return any_of(moment, group, set);
    case PlacementRule::most_free:
      return most_free({plant, world}, group, set);
    case PlacementRule::first_fit:
      return first_owner(plant, group, set);
  }
  return no_node;
}

bool slot_free(Scene scene, GroupId group, std::uint8_t number) {
  const Cluster& cluster = scene.plant[scene.plant[group].cluster];
  if (cluster.failover.concurrency == unlimited) return true;
  const auto takes_slot = [&](GroupId id) {
    if (id == group || place_of(scene.world, id) != number) return false;
    const GroupStatus status = scene.world[id].status;
    return status == GroupStatus::starting || status == GroupStatus::fencing ||
           status == GroupStatus::moving;
  };
  return std::ranges::count_if(cluster.groups, takes_slot) < cluster.failover.concurrency;
}

}  // namespace ausfall::models
