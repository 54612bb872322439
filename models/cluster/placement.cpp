#include "models/cluster/placement.hpp"

#include <algorithm>

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

}  // namespace

bool disks_answer(const Plant& plant, const World& world, GroupId group, NodeId node) {
  return std::ranges::all_of(
      plant[group].disks, [&](StorageId disk) { return node_reaches(plant, world, node, disk); });
}

bool can_take(const Plant& plant, const World& world, GroupId group, std::uint8_t number) {
  const NodeId node = node_of(plant, plant[group].cluster, number);
  return !world[node].drained && disks_answer(plant, world, group, node) &&
         has_room(plant, world, group, plant[node].component);
}

std::uint8_t next_owner(const Plant& plant, const World& world, GroupId group, NodeSet side) {
  const auto& owners = plant[group].owners;
  const auto current =
      static_cast<std::size_t>(std::ranges::find(owners, world[group].owner) - owners.begin());
  for (std::size_t step = 1; step < owners.size(); ++step) {
    const std::uint8_t candidate = owners[(current + step) % owners.size()];
    if (has(side, candidate) && can_take(plant, world, group, candidate)) return candidate;
  }
  return no_node;
}

}  // namespace ausfall::models
