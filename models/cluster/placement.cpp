#include "models/cluster/placement.hpp"

#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>
#include <limits>
#include <vector>

#include "models/cluster/failure_counts.hpp"
#include "models/cluster/surroundings.hpp"
#include "models/component.hpp"
#include "models/load.hpp"

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
    case GroupStatus::stopping:
    case GroupStatus::blocked:
      return true;
    default:
      return false;
  }
}

double limit_of(const Promise& promise, Resource what) {
  return what == Resource::memory ? promise.memory : promise.cores;
}

/// Of a VM, or of the VMs of a group.
template <class Taker>
double needed_by(const Taker& taker, Resource what) {
  return what == Resource::memory ? taker.memory : static_cast<double>(taker.cores);
}

/// The room that nodes have for one group. Who else is on its way to a node of its cluster is found once,
/// when that is first asked, for all of them.
class Room {
 public:
  Room(Scene scene, GroupId group) : scene_(scene), group_(group) {}

  /// By the VMs that run there or may start there, and by the groups on their way, this one not
  /// counted.
  double taken(NodeId node, Resource what) {
    const ComponentId host = scene_.plant[node].component;
    double taken = 0;
    for (ComponentId guest = scene_.world[host].first_guest; guest;
         guest = scene_.world[guest].next_guest) {
      const MemberId member = scene_.plant[guest].member;
      if (member && scene_.plant[member].group == group_) continue;
      if (scene_.world[guest].running != Running::off || keeps_its_place(scene_, member))
        taken += needed_by(scene_.plant[guest], what);
    }
    for (const NodeId each : scene_.plant[host].nodes) add_arriving(each, what, taken);
    return taken;
  }

  /// For its VMs, and what others need that come along; negative, what others free that go.
  bool suffices(NodeId node, Resource what, double for_others = 0) {
    const double limit = limit_of(scene_.plant[node].promise, what);
    const double needed = needed_by(scene_.plant[group_], what);
    if (limit == 0 || needed + std::max(for_others, 0.0) == 0) return true;
    return taken(node, what) + needed + for_others <= limit;
  }

 private:
  void add_arriving(NodeId node, Resource what, double& taken) {
    const std::uint8_t number = scene_.plant[node].number;
    const ClusterId cluster = scene_.plant[node].cluster;
    const auto add = [&](GroupId id) {
      if (scene_.world[id].target == number) taken += needed_by(scene_.plant[id], what);
    };
    if (cluster == scene_.plant[group_].cluster) {
      for (const GroupId id : arriving()) add(id);
    } else {
      for (const GroupId id : scene_.plant[cluster].groups) add(id);
    }
  }

  using Groups = boost::container::small_vector<GroupId, 16>;
  const Groups& arriving() {
    if (known_) return arriving_;
    for (const GroupId id : scene_.plant[scene_.plant[group_].cluster].groups) {
      if (scene_.world[id].target != no_node && id != group_) arriving_.push_back(id);
    }
    known_ = true;
    return arriving_;
  }

  Scene scene_;
  GroupId group_;
  bool known_ = false;
  Groups arriving_;
};

/// Its VM with the most cores, beside what all of them take together.
int most_cores_of(const Plant& plant, GroupId group) {
  int most = 0;
  for (const MemberId member : plant[group].members) {
    const Component& component = plant[plant[member].component];
    if (component.kind == ComponentKind::vm) most = std::max(most, component.cores);
  }
  return most;
}

bool cores_of_each_suffice(const Plant& plant, GroupId group, NodeId node) {
  const int there = plant[plant[node].component].cores;
  return there == 0 || most_cores_of(plant, group) <= there;
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

/// Where others that have to be with it find it; `no_node` while it has no place: it waits for one, or
/// for a person, or its node is lost.
std::uint8_t found_at(const World& world, GroupId id) {
  switch (world[id].status) {
    case GroupStatus::lost:
    case GroupStatus::uncovered:
    case GroupStatus::given_up:
      return no_node;
    case GroupStatus::queued:
      return world[id].target;
    default:
      return place_of(world, id);
  }
}

/// Those that it may not be without are there, or where it is now, or nowhere.
bool keeps_together(Scene scene, GroupId group, std::uint8_t number) {
  return std::ranges::all_of(scene.plant[group].never_without, [&](GroupId other) {
    const std::uint8_t at = found_at(scene.world, other);
    return at == no_node || at == number || at == scene.world[group].owner;
  });
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

double memory_free(Scene scene, NodeId node, Room& room) {
  const double limit = scene.plant[node].promise.memory;
  return limit == 0 ? std::numeric_limits<double>::infinity()
                    : limit - room.taken(node, Resource::memory);
}

/// By node number, how many groups beside this one are there or on their way.
std::array<std::uint32_t, nodes_max> groups_on_each(Scene scene, GroupId except) {
  std::array<std::uint32_t, nodes_max> groups{};
  for (const GroupId id : scene.plant[scene.plant[except].cluster].groups) {
    if (id != except) ++groups.at(place_of(scene.world, id));
  }
  return groups;
}

std::uint8_t most_free(Scene scene, GroupId group, NodeSet set, Room& room) {
  if (is_one(set)) return static_cast<std::uint8_t>(first_of(set));
  const auto groups_there = groups_on_each(scene, group);
  std::uint8_t best = no_node;
  double free_of_best = 0;
  std::uint32_t groups_of_best = 0;
  for (; set != 0; set &= set - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(set));
    const double free =
        memory_free(scene, node_of(scene.plant, scene.plant[group].cluster, number), room);
    const std::uint32_t groups = groups_there.at(number);
    if (best != no_node &&
        (free < free_of_best || (free == free_of_best && groups >= groups_of_best)))
      continue;
    best = number;
    free_of_best = free;
    groups_of_best = groups;
  }
  return best;
}

// ---- with others --------------------------------------------------------------------------------

/// It runs, and nothing keeps it from being moved as planned.
bool could_move(const World& world, GroupId id) {
  const GroupState& state = world[id];
  return state.status == GroupStatus::online && !state.recovering && state.ghost == no_node;
}

/// There is room for it and for these.
bool room_for_all(Scene scene, const std::vector<GroupId>& others, NodeId node, Room& room) {
  return std::ranges::all_of(std::array{Resource::memory, Resource::cores}, [&](Resource what) {
    double needed = 0;
    for (const GroupId other : others) needed += needed_by(scene.plant[other], what);
    return room.suffices(node, what, needed);
  });
}

/// Of those that go with it, those that have no place, or are where it leaves.
std::vector<GroupId> still_to_come(Scene scene, GroupId group, const std::vector<GroupId>& others) {
  std::vector<GroupId> found;
  for (const GroupId other : others) {
    const std::uint8_t at = found_at(scene.world, other);
    if (at == no_node || at == scene.world[group].owner) found.push_back(other);
  }
  return found;
}

/// Nodes where it is with others, of these; then nodes with room for those that are still to come.
NodeSet with_others(Scene scene, GroupId group, NodeSet set, Room& room) {
  const Group& its = scene.plant[group];
  if (its.goes_with.empty() && its.never_without.empty()) return set;
  set = preferably(set, [&](std::uint8_t number) {
    return std::ranges::any_of(
        its.goes_with, [&](GroupId other) { return found_at(scene.world, other) == number; });
  });
  std::vector<GroupId> others = its.never_without;
  others.insert(others.end(), its.goes_with.begin(), its.goes_with.end());
  std::ranges::sort(others);
  others.erase(std::unique(others.begin(), others.end()), others.end());
  others = still_to_come(scene, group, others);
  return preferably(set, [&](std::uint8_t number) {
    return room_for_all(scene, others, node_of(scene.plant, its.cluster, number), room);
  });
}

}  // namespace

bool may_run_on(Scene scene, GroupId group, std::uint8_t number) {
  const NodeId node = node_of(scene.plant, scene.plant[group].cluster, number);
  const auto in_the_way = [&](GroupId other) { return takes_up(scene.world, other, number); };
  return has(scene.plant[group].possible, number) && !scene.world[node].drained &&
         std::ranges::none_of(scene.plant[group].never_beside, in_the_way) &&
         keeps_together(scene, group, number) && !is_barred(scene, group, number) &&
         disks_answer(scene, group, node);
}

namespace {

std::optional<Shortfall> shortfall(Scene scene, GroupId group, std::uint8_t number, Room& room) {
  const NodeId node = node_of(scene.plant, scene.plant[group].cluster, number);
  if (!cores_of_each_suffice(scene.plant, group, node)) {
    return Shortfall{.what = Resource::cores,
                     .needed = static_cast<double>(most_cores_of(scene.plant, group)),
                     .free = static_cast<double>(scene.plant[scene.plant[node].component].cores)};
  }
  for (const Resource what : {Resource::memory, Resource::cores}) {
    if (room.suffices(node, what)) continue;
    return Shortfall{.what = what,
                     .needed = needed_by(scene.plant[group], what),
                     .free = limit_of(scene.plant[node].promise, what) - room.taken(node, what)};
  }
  return std::nullopt;
}

bool others_can_follow(Scene scene, GroupId group, std::uint8_t number, Room& room) {
  if (scene.plant[group].never_without.empty()) return true;
  const std::uint8_t owner = scene.world[group].owner;
  const ClusterId cluster = scene.plant[group].cluster;
  if (scene.world[node_of(scene.plant, cluster, owner)].drained) return true;
  std::vector<GroupId> followers;
  for (const GroupId other : scene.plant[group].never_without) {
    if (found_at(scene.world, other) != owner) continue;
    if (!could_move(scene.world, other) || !may_run_on(scene, other, number)) return false;
    followers.push_back(other);
  }
  return followers.empty() ||
         room_for_all(scene, followers, node_of(scene.plant, cluster, number), room);
}

NodeSet candidates(Scene scene, GroupId group, NodeSet side, Room& room) {
  NodeSet set = 0;
  for (NodeSet left = side; left != 0; left &= left - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(left));
    if (number != scene.world[group].owner && may_run_on(scene, group, number) &&
        !shortfall(scene, group, number, room) && others_can_follow(scene, group, number, room))
      set |= only(number);
  }
  return set;
}

}  // namespace

std::optional<Shortfall> shortfall(Scene scene, GroupId group, std::uint8_t number) {
  Room room(scene, group);
  return shortfall(scene, group, number, room);
}

bool fits_without(Scene scene, GroupId group, std::uint8_t number,
                  const std::vector<GroupId>& gone) {
  const NodeId node = node_of(scene.plant, scene.plant[group].cluster, number);
  if (!cores_of_each_suffice(scene.plant, group, node)) return false;
  Room room(scene, group);
  return std::ranges::all_of(std::array{Resource::memory, Resource::cores}, [&](Resource what) {
    double freed = 0;
    for (const GroupId each : gone) freed += needed_by(scene.plant[each], what);
    return room.suffices(node, what, -freed);
  });
}

bool others_can_follow(Scene scene, GroupId group, std::uint8_t number) {
  Room room(scene, group);
  return others_can_follow(scene, group, number, room);
}

std::uint8_t place_to_follow(Scene scene, GroupId group) {
  std::uint8_t place = no_node;
  for (const GroupId other : scene.plant[group].never_without) {
    const std::uint8_t at = found_at(scene.world, other);
    if (at == no_node || at == scene.world[group].owner || at == place) continue;
    if (place != no_node) return no_node;
    place = at;
  }
  return place;
}

bool disks_answer(Scene scene, GroupId group, NodeId node) {
  return std::ranges::all_of(scene.plant[group].disks,
                             [&](StorageId disk) { return node_gets_at(scene, node, disk); });
}

bool can_take(Scene scene, GroupId group, std::uint8_t number) {
  return may_run_on(scene, group, number) && !shortfall(scene, group, number);
}

bool only_room_is_missing(Scene scene, GroupId group, NodeSet side) {
  for (; side != 0; side &= side - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(side));
    if (number != scene.world[group].owner && may_run_on(scene, group, number)) return true;
  }
  return false;
}

bool capacity_suffices(Scene scene, GroupId group, std::uint8_t number) {
  const ClusterId cluster = scene.plant[group].cluster;
  const double floor = scene.plant[cluster].monitor.capacity_floor;
  if (floor == 0) return true;
  const ComponentId machine = scene.plant[node_of(scene.plant, cluster, number)].component;
  if (!scene.plant.any_demand) return capacity_of(scene, machine) >= floor;
  return std::ranges::all_of(scene.plant[group].members, [&](MemberId member) {
    return share_served_on(scene, member, machine) >= floor;
  });
}

NodeSet candidates(Scene scene, GroupId group, NodeSet side) {
  Room room(scene, group);
  return candidates(scene, group, side, room);
}

std::uint8_t choose_target(Moment& moment, GroupId group, NodeSet side) {
  const Plant& plant = moment.plant;
  const World& world = moment.world;
  Room room({plant, world}, group);
  NodeSet set = candidates({plant, world}, group, side, room);
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
  set = with_others({plant, world}, group, set, room);
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
      return most_free({plant, world}, group, set, room);
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
