#include "models/symmetry.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace ausfall::models {
namespace {

using Bundle = Symmetry::Bundle;
using Swap = std::map<ComponentId, ComponentId>;

ComponentId swapped(const Swap& swap, ComponentId id) {
  const auto found = swap.find(id);
  return found == swap.end() ? id : found->second;
}

void add_with_guests(const Plant& plant, ComponentId root, std::vector<ComponentId>& into) {
  into.push_back(root);
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    if (plant.components[i].place == root) add_with_guests(plant, ComponentId(i), into);
  }
}

std::vector<ComponentId> belongings(const Plant& plant, ComponentId root) {
  std::vector<ComponentId> all;
  if (plant[root].runs()) add_with_guests(plant, root, all);
  else all.push_back(root);
  for (const ComponentId link : plant[root].links) all.push_back(link);
  for (const Storage& storage : plant.storages) {
    const auto found = std::ranges::find(storage.hosts, root);
    if (found == storage.hosts.end()) continue;
    const auto& paths = storage.paths[static_cast<std::size_t>(found - storage.hosts.begin())];
    all.insert(all.end(), paths.begin(), paths.end());
  }
  return all;
}

Bundle bundle_of(const Plant& plant, ComponentId root) {
  Bundle bundle{.components = belongings(plant, root), .modes = {}, .clocks = {}};
  for (const ComponentId id : bundle.components) {
    const Component& component = plant[id];
    for (const ClockId clock : {component.started, component.disk_timed_out}) {
      if (clock) bundle.clocks.push_back(clock);
    }
    for (const ModeId mode : component.modes) {
      bundle.modes.push_back(mode);
      bundle.clocks.push_back(plant[mode].fails);
      bundle.clocks.push_back(plant[mode].repaired);
      if (!plant[mode].crew) continue;
      const Crew& crew = plant[plant[mode].crew];
      if (crew.order == CrewOrder::race) continue;
      bundle.clocks.push_back(
          crew.responses[static_cast<std::size_t>(std::ranges::find(crew.modes, mode) - crew.modes.begin())]);
    }
  }
  return bundle;
}

bool touched_by_cluster(const Plant& plant, const Bundle& bundle) {
  return std::ranges::any_of(bundle.components,
                             [&](ComponentId id) { return plant[id].member || !plant[id].nodes.empty(); });
}

bool alike(const Plant& plant, ModeId a, ModeId b) {
  const Mode& one = plant[a];
  const Mode& other = plant[b];
  if (one.ttf != other.ttf || one.ttr != other.ttr || one.effect != other.effect || one.capacity != other.capacity ||
      one.crew != other.crew || one.spares != other.spares) {
    return false;
  }
  if (!one.crew) return true;
  const Crew& crew = plant[one.crew];
  if (crew.order == CrewOrder::race) return plant[one.component].family == plant[other.component].family;
  return crew.order != CrewOrder::priority || crew.rank[one.component.index()] == crew.rank[other.component.index()];
}

/// Two components do the same, standing where they stand, once `swap` has been applied to what they refer to.
bool alike(const Plant& plant, const Swap& swap, ComponentId a, ComponentId b) {
  const Component& one = plant[a];
  const Component& other = plant[b];
  return one.kind == other.kind && swapped(swap, one.place) == other.place && one.start == other.start &&
         one.memory == other.memory && one.cores == other.cores && one.storage == other.storage &&
         one.disk_timeout == other.disk_timeout && one.network == other.network &&
         swapped(swap, one.host) == other.host && swapped(swap, one.network_switch) == other.network_switch &&
         std::ranges::equal(one.modes, other.modes, [&](ModeId x, ModeId y) { return alike(plant, x, y); });
}

/// A need in words that do not depend on the order in which alike parts are listed.
std::string normal_form(const Need& need, const Swap& swap) {
  if (need.component) return fmt::format("{}", swapped(swap, need.component).index());
  std::vector<std::string> parts;
  for (const Need& part : need.parts) parts.push_back(normal_form(part, swap));
  std::ranges::sort(parts);
  return fmt::format("({}{} of {})", need.at_least, need.connected ? " connected" : "", fmt::join(parts, " "));
}

bool services_stay(const Plant& plant, const Swap& swap) {
  std::vector<ServiceId> concerned;
  for (const auto& [from, to] : swap) {
    concerned.insert(concerned.end(), plant[from].services.begin(), plant[from].services.end());
  }
  std::ranges::sort(concerned);
  concerned.erase(std::ranges::unique(concerned).begin(), concerned.end());
  return std::ranges::all_of(concerned, [&](ServiceId id) {
    return normal_form(plant[id].needs, swap) == normal_form(plant[id].needs, {});
  });
}

bool common_causes_stay(const Plant& plant, const Swap& swap) {
  return std::ranges::all_of(plant.common_causes, [&](const CommonCause& cause) {
    return std::ranges::all_of(cause.hits, [&](ComponentId hit) {
      return std::ranges::count(cause.hits, hit) == std::ranges::count(cause.hits, swapped(swap, hit));
    });
  });
}

bool faults_stay(const Plant& plant, const Swap& swap) {
  return std::ranges::none_of(plant.faults, [&](const Fault& fault) {
    return swap.contains(fault.mode ? plant[fault.mode].component : fault.component);
  });
}

bool interchangeable(const Plant& plant, const Bundle& a, const Bundle& b) {
  if (a.components.size() != b.components.size()) return false;
  Swap swap;
  for (std::size_t i = 0; i < a.components.size(); ++i) {
    swap[a.components[i]] = b.components[i];
    swap[b.components[i]] = a.components[i];
  }
  for (std::size_t i = 0; i < a.components.size(); ++i) {
    if (!alike(plant, swap, a.components[i], b.components[i])) return false;
  }
  return services_stay(plant, swap) && common_causes_stay(plant, swap) && faults_stay(plant, swap);
}

bool may_be_root(ComponentKind kind) {
  return kind != ComponentKind::link && kind != ComponentKind::path && kind != ComponentKind::array;
}

std::size_t place_in(const std::vector<ModeId>& queue, ModeId mode) {
  return static_cast<std::size_t>(std::ranges::find(queue, mode) - queue.begin());
}

/// All that is particular about a bundle at this moment, in terms that do not name it.
using Signature = std::vector<std::uint64_t>;

Signature signature_of(const Plant& plant, const World& world, const std::vector<RunningClock>& running, const Bundle& bundle) {
  Signature signature;
  for (const ComponentId id : bundle.components) {
    const ComponentState& state = world[id];
    signature.push_back(static_cast<std::uint64_t>(state.running) | (std::uint64_t{state.down} << 8U) |
                        (std::uint64_t{state.stalled} << 16U) | (std::uint64_t{state.hung} << 24U) |
                        (std::uint64_t{state.degraded} << 32U) | (std::uint64_t{state.disk_lost} << 40U));
    for (const CommonCause& cause : plant.common_causes) {
      const auto hit = std::ranges::find(cause.hits, id);
      if (hit == cause.hits.end()) continue;
      signature.push_back(world.common_causes[cause.first_hit + static_cast<std::size_t>(hit - cause.hits.begin())]);
    }
  }
  for (const ModeId mode : bundle.modes) {
    signature.push_back(static_cast<std::uint64_t>(world[mode]));
    if (world[mode] == ModeState::waits_for_crew) signature.push_back(place_in(world[plant[mode].crew].waiting, mode));
    if (world[mode] == ModeState::waits_for_spare) signature.push_back(place_in(world[plant[mode].spares].waiting, mode));
  }
  for (const ClockId clock : bundle.clocks) {
    const auto found = std::ranges::find(running, clock, &RunningClock::clock);
    signature.push_back(found == running.end() ? 0
                                               : 1 + 2 * ((std::uint64_t{found->law} << 16U) | found->stage) +
                                                     (found->held ? std::uint64_t{1} << 62U : 0));
  }
  return signature;
}

/// What happens to components and modes when bundles change places: `to` takes what `from` had.
struct Move {
  const Bundle& from;
  const Bundle& to;
};

void take_over(const Plant& plant, const World& old, const Move& move, World& world) {
  for (std::size_t i = 0; i < move.to.components.size(); ++i) {
    const ComponentId to = move.to.components[i];
    const ComponentId from = move.from.components[i];
    ComponentState state = old[from];
    state.place = old[to].place;
    state.first_guest = old[to].first_guest;
    state.next_guest = old[to].next_guest;
    world[to] = state;
    if (plant[to].kind == ComponentKind::host) {
      const std::size_t networks = plant.networks.size();
      std::copy_n(old.attachments.begin() + static_cast<std::ptrdiff_t>(plant[from].host_number * networks), networks,
                  world.attachments.begin() + static_cast<std::ptrdiff_t>(plant[to].host_number * networks));
    }
    for (const CommonCause& cause : plant.common_causes) {
      const auto hit = std::ranges::find(cause.hits, to);
      const auto other = std::ranges::find(cause.hits, from);
      if (hit == cause.hits.end()) continue;
      world.common_causes[cause.first_hit + static_cast<std::size_t>(hit - cause.hits.begin())] =
          old.common_causes[cause.first_hit + static_cast<std::size_t>(other - cause.hits.begin())];
    }
  }
  for (std::size_t i = 0; i < move.to.modes.size(); ++i) world[move.to.modes[i]] = old[move.from.modes[i]];
}

void rename(std::vector<ModeId>& queue, const std::map<ModeId, ModeId>& names) {
  for (ModeId& mode : queue) {
    const auto found = names.find(mode);
    if (found != names.end()) mode = found->second;
  }
}

template <class Number>
void put(std::string& bytes, Number number) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xFFU));
  }
}

void put_queue(std::string& bytes, const std::vector<ModeId>& queue) {
  put(bytes, static_cast<std::uint32_t>(queue.size()));
  for (const ModeId mode : queue) put(bytes, static_cast<std::uint32_t>(mode.index()));
}

}  // namespace

Symmetry::Symmetry(const Plant& plant) : plant_(plant) {
  // Inner bundles (VMs on one host) before outer ones (the hosts): ids of guests do not tell, so by depth.
  const auto depth = [&](ComponentId id) {
    int steps = 0;
    for (; plant[id].place; id = plant[id].place) ++steps;
    return steps;
  };
  std::vector<ComponentId> roots;
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    if (may_be_root(plant.components[i].kind)) roots.emplace_back(i);
  }
  std::ranges::stable_sort(roots, [&](ComponentId a, ComponentId b) { return depth(a) > depth(b); });
  std::vector<Class> candidates;
  for (const ComponentId root : roots) {
    Bundle bundle = bundle_of(plant, root);
    if (touched_by_cluster(plant, bundle)) continue;
    const auto found = std::ranges::find_if(candidates, [&](const Class& each) {
      return plant[each.front().components.front()].place == plant[root].place && interchangeable(plant, each.front(), bundle);
    });
    if (found != candidates.end()) found->push_back(std::move(bundle));
    else candidates.push_back({std::move(bundle)});
  }
  for (Class& each : candidates) {
    if (each.size() > 1) classes_.push_back(std::move(each));
  }
}

void Symmetry::canonicalise(World& world, std::vector<RunningClock>& running) const {
  for (const Class& bundles : classes_) sort_bundles(bundles, world, running);
  sort_orders(world, running);
}

void Symmetry::sort_bundles(const Class& bundles, World& world, std::vector<RunningClock>& running) const {
  std::vector<Signature> signatures;
  signatures.reserve(bundles.size());
  for (const Bundle& bundle : bundles) signatures.push_back(signature_of(plant_, world, running, bundle));
  if (std::ranges::is_sorted(signatures)) return;
  std::vector<std::size_t> order(bundles.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return signatures[a] < signatures[b]; });

  const World old = world;
  std::map<ModeId, ModeId> mode_names;
  std::map<ClockId, ClockId> clock_names;
  for (std::size_t slot = 0; slot < order.size(); ++slot) {
    if (order[slot] == slot) continue;
    const Move move{bundles[order[slot]], bundles[slot]};
    take_over(plant_, old, move, world);
    for (std::size_t i = 0; i < move.to.modes.size(); ++i) mode_names[move.from.modes[i]] = move.to.modes[i];
    for (std::size_t i = 0; i < move.to.clocks.size(); ++i) clock_names[move.from.clocks[i]] = move.to.clocks[i];
  }
  for (std::size_t i = 0; i < world.crews.size(); ++i) {
    rename(world.crews[i].waiting, mode_names);
    if (plant_.crews[i].order == CrewOrder::random) std::ranges::sort(world.crews[i].waiting);
  }
  for (SparesState& spares : world.spares) rename(spares.waiting, mode_names);
  for (RunningClock& each : running) {
    const auto found = clock_names.find(each.clock);
    if (found != clock_names.end()) each.clock = found->second;
  }
}

/// Parts on order are told apart by nothing but their clocks.
void Symmetry::sort_orders(World& /*world*/, std::vector<RunningClock>& running) const {
  for (const Spares& spares : plant_.spares) {
    std::vector<RunningClock*> on_order;
    for (RunningClock& each : running) {
      if (std::ranges::count(spares.arrivals, each.clock) != 0) on_order.push_back(&each);
    }
    std::ranges::sort(on_order, [](const RunningClock* a, const RunningClock* b) {
      return std::pair(a->law, a->stage) < std::pair(b->law, b->stage);
    });
    for (std::size_t i = 0; i < on_order.size(); ++i) on_order[i]->clock = spares.arrivals[i];
  }
}

void encode(const Plant& plant, const World& world, std::string& bytes) {
  for (std::size_t i = 0; i < world.components.size(); ++i) {
    const ComponentState& state = world.components[i];
    put(bytes, static_cast<std::uint8_t>(static_cast<unsigned>(state.running) | (state.disk_lost ? 4U : 0U)));
    put(bytes, state.down);
    if (!plant.components[i].runs()) continue;
    put(bytes, state.stalled);
    put(bytes, state.hung);
    put(bytes, state.degraded);
    if (plant.components[i].member) put(bytes, static_cast<std::uint32_t>(state.place.index()));
  }
  for (const ModeState mode : world.modes) put(bytes, static_cast<std::uint8_t>(mode));
  for (const CrewState& crew : world.crews) {
    put(bytes, crew.free);
    put_queue(bytes, crew.waiting);
  }
  for (const SparesState& spares : world.spares) {
    put(bytes, spares.in_stock);
    put_queue(bytes, spares.waiting);
  }
  for (const std::uint8_t hit : world.common_causes) put(bytes, hit);
  for (const std::uint8_t fault : world.faults) put(bytes, fault);
  for (const NodeState& node : world.nodes) {
    put(bytes, node.view);
    put(bytes, static_cast<std::uint8_t>(static_cast<unsigned>(node.status) << 4U | static_cast<unsigned>(node.agreement)));
  }
  for (const ClusterState& cluster : world.clusters) put(bytes, cluster.disk_owner);
  for (const GroupState& group : world.groups) {
    put(bytes, static_cast<std::uint8_t>(group.status));
    for (const std::uint8_t number : {group.owner, group.target, group.ghost, group.restarts, group.failovers}) put(bytes, number);
    put(bytes, static_cast<std::uint8_t>((group.recovering ? 1U : 0U) | (group.fence_due ? 2U : 0U)));
  }
}

}  // namespace ausfall::models
