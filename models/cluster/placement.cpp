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
bool keeps_its_place(const Plant& plant, const World& world, MemberId id) {
  if (!id) return true;
  switch (world[plant[id].group].status) {
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
double memory_taken(const Plant& plant, const World& world, ComponentId host, GroupId except) {
  double taken = 0;
  for (ComponentId guest = world[host].first_guest; guest; guest = world[guest].next_guest) {
    const MemberId member = plant[guest].member;
    if (member && plant[member].group == except) continue;
    if (world[guest].running != Running::off || keeps_its_place(plant, world, member))
      taken += plant[guest].memory;
  }
  for (std::size_t i = 0; i < plant.groups.size(); ++i) {
    const GroupState& state = world.groups[i];
    if (GroupId(i) == except || state.target == no_node || plant.groups[i].memory == 0) continue;
    if (plant[node_of(plant, plant.groups[i].cluster, state.target)].component == host)
      taken += plant.groups[i].memory;
  }
  return taken;
}

bool has_room(const Plant& plant, const World& world, GroupId group, ComponentId machine) {
  const Component& host = plant[machine];
  for (const MemberId member : plant[group].members) {
    const Component& vm = plant[plant[member].component];
    if (vm.kind == ComponentKind::vm && host.cores > 0 && vm.cores > host.cores) return false;
  }
  if (host.memory == 0 || plant[group].memory == 0) return true;
  return memory_taken(plant, world, machine, group) + plant[group].memory <= host.memory;
}

/// All but the room.
bool may_take(const Plant& plant, const World& world, GroupId group, std::uint8_t number) {
  const NodeId node = node_of(plant, plant[group].cluster, number);
  return has(plant[group].possible, number) && !world[node].drained &&
         disks_answer(plant, world, group, node);
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

/// Where the group is, or is to be.
std::uint8_t place_of(const World& world, GroupId id) {
  const GroupState& state = world[id];
  return state.target == no_node ? state.owner : state.target;
}

std::uint8_t next_owner(const Plant& plant, const World& world, GroupId group, NodeSet set) {
  const auto& owners = plant[group].owners;
  const auto current =
      static_cast<std::size_t>(std::ranges::find(owners, world[group].owner) - owners.begin());
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

double memory_free(const Plant& plant, const World& world, GroupId group, std::uint8_t number) {
  const ComponentId host = plant[node_of(plant, plant[group].cluster, number)].component;
  if (plant[host].memory == 0) return std::numeric_limits<double>::infinity();
  return plant[host].memory - memory_taken(plant, world, host, group);
}

std::size_t groups_on(const Plant& plant, const World& world, GroupId except, std::uint8_t number) {
  const auto& groups = plant[plant[except].cluster].groups;
  return static_cast<std::size_t>(std::ranges::count_if(
      groups, [&](GroupId id) { return id != except && place_of(world, id) == number; }));
}

std::uint8_t most_free(const Plant& plant, const World& world, GroupId group, NodeSet set) {
  std::uint8_t best = no_node;
  double free_of_best = 0;
  std::size_t groups_of_best = 0;
  for (; set != 0; set &= set - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(set));
    const double free = memory_free(plant, world, group, number);
    const std::size_t groups = groups_on(plant, world, group, number);
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

bool disks_answer(const Plant& plant, const World& world, GroupId group, NodeId node) {
  return std::ranges::all_of(
      plant[group].disks, [&](StorageId disk) { return node_reaches(plant, world, node, disk); });
}

bool can_take(const Plant& plant, const World& world, GroupId group, std::uint8_t number) {
  const NodeId node = node_of(plant, plant[group].cluster, number);
  return may_take(plant, world, group, number) &&
         has_room(plant, world, group, plant[node].component);
}

bool only_room_is_missing(const Plant& plant, const World& world, GroupId group, NodeSet side) {
  for (; side != 0; side &= side - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(side));
    if (number != world[group].owner && may_take(plant, world, group, number)) return true;
  }
  return false;
}

bool capacity_suffices(const Plant& plant, const World& world, GroupId group, std::uint8_t number) {
  const ClusterId cluster = plant[group].cluster;
  const double floor = plant[cluster].monitor.capacity_floor;
  return floor == 0 ||
         capacity_of(plant, world, plant[node_of(plant, cluster, number)].component) >= floor;
}

NodeSet candidates(const Plant& plant, const World& world, GroupId group, NodeSet side) {
  NodeSet set = 0;
  for (NodeSet left = side; left != 0; left &= left - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(left));
    if (number != world[group].owner && can_take(plant, world, group, number)) set |= only(number);
  }
  return set;
}

std::uint8_t choose_target(Moment& moment, GroupId group, NodeSet side) {
  const Plant& plant = moment.plant;
  const World& world = moment.world;
  NodeSet set = candidates(plant, world, group, side);
  if (set == 0) return no_node;
  set = preferably(
      set, [&](std::uint8_t number) { return capacity_suffices(plant, world, group, number); });
  set = preferably(set, [&](std::uint8_t number) {
    return clients_suffice(plant, world, node_of(plant, plant[group].cluster, number));
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
      return next_owner(plant, world, group, set);
    case PlacementRule::random:
      return any_of(moment, group, set);
    case PlacementRule::most_free:
      return most_free(plant, world, group, set);
    case PlacementRule::first_fit:
      return first_owner(plant, group, set);
  }
  return no_node;
}

bool slot_free(const Plant& plant, const World& world, GroupId group, std::uint8_t number) {
  const Cluster& cluster = plant[plant[group].cluster];
  if (cluster.failover.concurrency == unlimited) return true;
  const auto takes_slot = [&](GroupId id) {
    if (id == group || place_of(world, id) != number) return false;
    const GroupStatus status = world[id].status;
    return status == GroupStatus::starting || status == GroupStatus::fencing ||
           status == GroupStatus::moving;
  };
  return std::ranges::count_if(cluster.groups, takes_slot) < cluster.failover.concurrency;
}

}  // namespace ausfall::models
