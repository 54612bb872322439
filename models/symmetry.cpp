#include "models/symmetry.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

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
  for (const ComponentId guest : plant[root].guests) add_with_guests(plant, guest, into);
}

std::vector<ComponentId> belongings(const Plant& plant, ComponentId root) {
  std::vector<ComponentId> all;
  if (plant[root].runs())
    add_with_guests(plant, root, all);
  else
    all.push_back(root);
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
    for (const ClockId clock :
         {component.started, component.boot_io_done, component.disk_timed_out}) {
      if (clock) bundle.clocks.push_back(clock);
    }
    for (const ModeId mode : component.modes) {
      bundle.modes.push_back(mode);
      bundle.clocks.push_back(plant[mode].fails);
      bundle.clocks.push_back(plant[mode].repaired);
      if (!plant[mode].crew) continue;
      const Crew& crew = plant[plant[mode].crew];
      if (crew.order == CrewOrder::race) continue;
      bundle.clocks.push_back(crew.responses[static_cast<std::size_t>(
          std::ranges::find(crew.modes, mode) - crew.modes.begin())]);
    }
  }
  return bundle;
}

/// Of several alike, the first that works is in use, and what fails unseen is found in use.
bool is_taken_in_turn(const Plant& plant, ComponentId id) {
  if (plant.latent.empty()) return false;
  const auto is_latent = [&](ModeId mode) { return plant[mode].effect == Effect::latent; };
  const auto counts_it = [&](const Need& need, const auto& self) -> bool {
    return need.component == id ||
           std::ranges::any_of(need.parts, [&](const Need& part) { return self(part, self); });
  };
  return std::ranges::any_of(plant[id].modes, is_latent) ||
         std::ranges::any_of(plant.in_turn,
                             [&](const Need& need) { return counts_it(need, counts_it); });
}

bool touched_by_cluster(const Plant& plant, const Bundle& bundle) {
  return std::ranges::any_of(bundle.components, [&](ComponentId id) {
    const Component& component = plant[id];
    if (component.rejuvenation || component.member || !component.nodes.empty() ||
        !component.instances.empty() || !component.witness_of.empty() ||
        !component.bridges.empty() || is_taken_in_turn(plant, id))
      return true;
    if (std::ranges::any_of(plant.mirrors, [&](const Mirror& each) { return each.witness == id; }))
      return true;
    // Of controllers and paths the first that works is in use.
    if (component.kind == ComponentKind::controller)
      return !plant[component.storage].controller_failover.is_zero();
    if (component.kind == ComponentKind::path)
      return !plant[component.storage].path_failover.is_zero();
    return std::ranges::any_of(plant.maintenance, [&](const Maintenance& maintenance) {
      return std::ranges::count(maintenance.hosts, id) != 0;
    });
  });
}

bool alike(const Plant& plant, ModeId a, ModeId b) {
  const Mode& one = plant[a];
  const Mode& other = plant[b];
  if (one.ttf != other.ttf || one.ttr != other.ttr || one.effect != other.effect ||
      one.capacity != other.capacity || one.crew != other.crew || one.spares != other.spares ||
      one.beyond != other.beyond) {
    return false;
  }
  if (!one.crew) return true;
  const Crew& crew = plant[one.crew];
  if (crew.order == CrewOrder::race)
    return plant[one.component].family == plant[other.component].family;
  return crew.order != CrewOrder::priority || crew.rank[a.index()] == crew.rank[b.index()];
}

/// The networks that a trunk joins; of anything else, none.
std::pair<NetworkId, NetworkId> joined_by(const Plant& plant, ComponentId id) {
  if (plant[id].kind != ComponentKind::trunk) return {};
  const auto found = std::ranges::find(plant.trunks, id, &Trunk::component);
  if (found == plant.trunks.end()) return {};
  return std::minmax(found->left, found->right);
}

/// Two components do the same, standing where they stand, once `swap` has been applied to what they
/// refer to.
bool alike(const Plant& plant, const Swap& swap, ComponentId a, ComponentId b) {
  const Component& one = plant[a];
  const Component& other = plant[b];
  return one.kind == other.kind && swapped(swap, one.place) == other.place &&
         one.start == other.start && one.start_failure == other.start_failure &&
         one.start_fails_on.empty() && other.start_fails_on.empty() &&
         one.boot_io == other.boot_io && one.memory == other.memory && one.cores == other.cores &&
         one.demand == other.demand && one.bears == other.bears && one.storage == other.storage &&
         one.disk_timeout == other.disk_timeout && one.disk_loss == other.disk_loss &&
         one.network == other.network && joined_by(plant, a) == joined_by(plant, b) &&
         swapped(swap, one.host) == other.host &&
         swapped(swap, one.network_switch) == other.network_switch &&
         std::ranges::equal(one.modes, other.modes,
                            [&](ModeId x, ModeId y) { return alike(plant, x, y); });
}

/// A need in words that do not depend on the order in which alike parts are listed.
std::string normal_form(const Need& need, const Swap& swap) {
  if (need.component) return fmt::format("{}", swapped(swap, need.component).index());
  std::vector<std::string> parts;
  for (const Need& part : need.parts) parts.push_back(normal_form(part, swap));
  std::ranges::sort(parts);
  return fmt::format("({}{} of {})", need.at_least, need.connected ? " connected" : "",
                     fmt::join(parts, " "));
}

/// Where a component is counted: the service, and which of its lists of parts.
using ServicesCounted = std::vector<std::pair<std::size_t, std::size_t>>;

std::vector<ServicesCounted> all_counted(const Plant& plant) {
  std::vector<ServicesCounted> counted(plant.components.size());
  std::size_t list = 0;
  const auto note = [&](std::size_t service, const Need& need, std::size_t within,
                        const auto& self) -> void {
    if (need.component) counted[need.component.index()].emplace_back(service, within);
    const std::size_t own = ++list;
    for (const Need& part : need.parts) self(service, part, own, self);
  };
  for (std::size_t i = 0; i < plant.services.size(); ++i) note(i, plant.services[i].needs, 0, note);
  return counted;
}

bool services_stay(const Plant& plant, const std::vector<ServicesCounted>& counted,
                   const Swap& swap) {
  // Most often both are counted in the same lists, and nothing has to be written out.
  if (std::ranges::all_of(swap, [&](const auto& pair) {
        return counted[pair.first.index()] == counted[pair.second.index()];
      })) {
    return true;
  }
  std::vector<ServiceId> concerned;
  for (const auto& [from, to] : swap) {
    concerned.insert(concerned.end(), plant[from].services.begin(), plant[from].services.end());
  }
  std::ranges::sort(concerned);
  concerned.erase(std::unique(concerned.begin(), concerned.end()), concerned.end());
  return std::ranges::all_of(concerned, [&](ServiceId id) {
    return normal_form(plant[id].needs, swap) == normal_form(plant[id].needs, {});
  });
}

bool common_causes_stay(const Plant& plant, const Swap& swap) {
  return std::ranges::all_of(plant.common_causes, [&](const CommonCause& cause) {
    return std::ranges::all_of(cause.hits, [&](ComponentId hit) {
      return std::ranges::count(cause.hits, hit) ==
             std::ranges::count(cause.hits, swapped(swap, hit));
    });
  });
}

bool faults_stay(const Plant& plant, const Swap& swap) {
  return std::ranges::none_of(plant.faults, [&](const Fault& fault) {
    if (fault.common_cause) return true;
    return std::ranges::any_of(fault.targets, [&](const FaultTarget& target) {
      return swap.contains(component_of(plant, target));
    });
  });
}

bool interchangeable(const Plant& plant, const std::vector<ServicesCounted>& counted,
                     const Bundle& a, const Bundle& b) {
  if (a.components.size() != b.components.size()) return false;
  Swap swap;
  for (std::size_t i = 0; i < a.components.size(); ++i) {
    swap[a.components[i]] = b.components[i];
    swap[b.components[i]] = a.components[i];
  }
  for (std::size_t i = 0; i < a.components.size(); ++i) {
    if (!alike(plant, swap, a.components[i], b.components[i])) return false;
  }
  return services_stay(plant, counted, swap) && common_causes_stay(plant, swap) &&
         faults_stay(plant, swap);
}

bool may_be_root(ComponentKind kind) {
  return kind != ComponentKind::link && kind != ComponentKind::path &&
         kind != ComponentKind::array && kind != ComponentKind::mirror;
}

std::size_t place_in(const std::vector<ModeId>& queue, ModeId mode) {
  return static_cast<std::size_t>(std::ranges::find(queue, mode) - queue.begin());
}

/// Which clocks run, to be asked by clock.
class ByClock {
 public:
  ByClock(const Plant& plant, const std::vector<RunningClock>& running)
      : running_(running), index_(plant.clocks.size(), 0) {
    for (std::size_t i = 0; i < running.size(); ++i)
      index_[running[i].clock.index()] = static_cast<std::uint32_t>(i + 1);
  }
  /// Where in the list it stands; past its end if it does not run.
  [[nodiscard]] std::size_t operator[](ClockId clock) const {
    const std::uint32_t place = index_[clock.index()];
    return place == 0 ? running_.size() : place - 1;
  }
  /// All there is to know of it, as a number.
  [[nodiscard]] std::uint64_t word(ClockId clock) const {
    const std::size_t place = (*this)[clock];
    if (place == running_.size()) return 0;
    const RunningClock& it = running_[place];
    return 1 + 2 * ((std::uint64_t{it.law} << 17U) | (std::uint64_t{it.stage} << 1U) |
                    (it.held ? 1U : 0U));
  }

 private:
  const std::vector<RunningClock>& running_;
  std::vector<std::uint32_t> index_;
};

/// All that is particular about each bundle of a class at this moment, in terms that do not name
/// it: rows of equal length.
class Signatures {
 public:
  Signatures(Scene scene, const ByClock& clocks, const Symmetry::Class& bundles)
      : plant_(scene.plant), world_(scene.world) {
    for (const Bundle& bundle : bundles) {
      for (const ComponentId id : bundle.components) add(id);
      for (const ModeId mode : bundle.modes) add(mode);
      for (const ClockId clock : bundle.clocks) words_.push_back(clocks.word(clock));
    }
    length_ = words_.size() / bundles.size();
  }

  [[nodiscard]] bool equal(std::size_t a, std::size_t b) const {
    return std::ranges::equal(row(a), row(b));
  }
  [[nodiscard]] bool less(std::size_t a, std::size_t b) const {
    return std::ranges::lexicographical_compare(row(a), row(b));
  }

 private:
  using Word = std::uint64_t;

  [[nodiscard]] std::span<const Word> row(std::size_t bundle) const {
    return std::span(words_).subspan(bundle * length_, length_);
  }

  void add(ComponentId id) {
    const ComponentState& state = world_[id];
    words_.push_back(static_cast<Word>(state.running) | (Word{state.down} << 8U) |
                     (Word{state.stalled} << 16U) | (Word{state.hung} << 24U) |
                     (Word{state.degraded} << 32U) | (Word{state.disk_lost} << 40U) |
                     (Word{state.boot_io} << 41U) | (Word{state.boot_waits} << 42U) |
                     (Word{state.io_failed} << 43U) | (Word{state.redirected} << 44U));
    for (const CommonCause& cause : plant_.common_causes) {
      const auto hit = std::ranges::find(cause.hits, id);
      if (hit == cause.hits.end()) continue;
      words_.push_back(world_.common_causes[cause.first_hit +
                                            static_cast<std::size_t>(hit - cause.hits.begin())]);
    }
  }

  void add(ModeId mode) {
    Word queue_place = 0;
    const CrewId crew = plant_[mode].crew;
    // A queue that is served at random is in order of ids, which tells nothing.
    if (world_[mode] == ModeState::waits_for_crew && plant_[crew].order != CrewOrder::random) {
      queue_place = place_in(world_[crew].waiting, mode);
    }
    if (world_[mode] == ModeState::waits_for_spare)
      queue_place = place_in(world_[plant_[mode].spares].waiting, mode);
    words_.push_back(static_cast<Word>(world_[mode]) | (queue_place << 8U));
  }

  const Plant& plant_;
  const World& world_;
  std::vector<Word> words_;
  std::size_t length_ = 0;
};

/// The bundles in the order of their signatures. They nearly are: a transition changes one or two.
std::vector<std::size_t> sorted(const Signatures& signatures, std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 1; i < count; ++i) {
    const std::size_t each = order[i];
    std::size_t slot = i;
    for (; slot > 0 && signatures.less(each, order[slot - 1]); --slot)
      order[slot] = order[slot - 1];
    order[slot] = each;
  }
  return order;
}

/// The moves that put the bundles into this order, as pairs (from, to). A slot that already holds
/// an equal bundle keeps it.
std::vector<std::pair<std::size_t, std::size_t>> moves_of(const Signatures& signatures,
                                                          const std::vector<std::size_t>& order) {
  std::vector<std::size_t> slots;
  for (std::size_t slot = 0; slot < order.size(); ++slot) {
    if (!signatures.equal(order[slot], slot)) slots.push_back(slot);
  }
  // The slots left hold the right bundles in the wrong order.
  std::vector<std::size_t> holders = slots;
  std::ranges::stable_sort(holders,
                           [&](std::size_t a, std::size_t b) { return signatures.less(a, b); });
  std::vector<std::pair<std::size_t, std::size_t>> moves;
  for (std::size_t i = 0; i < slots.size(); ++i) moves.emplace_back(holders[i], slots[i]);
  return moves;
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
      std::copy_n(
          old.attachments.begin() + static_cast<std::ptrdiff_t>(plant[from].host_number * networks),
          networks,
          world.attachments.begin() +
              static_cast<std::ptrdiff_t>(plant[to].host_number * networks));
    }
    for (const CommonCause& cause : plant.common_causes) {
      const auto hit = std::ranges::find(cause.hits, to);
      const auto other = std::ranges::find(cause.hits, from);
      if (hit == cause.hits.end()) continue;
      world.common_causes[cause.first_hit + static_cast<std::size_t>(hit - cause.hits.begin())] =
          old.common_causes[cause.first_hit + static_cast<std::size_t>(other - cause.hits.begin())];
    }
  }
  for (std::size_t i = 0; i < move.to.modes.size(); ++i)
    world[move.to.modes[i]] = old[move.from.modes[i]];
}

void rename(std::vector<ModeId>& queue, const std::map<ModeId, ModeId>& names) {
  for (ModeId& mode : queue) {
    const auto found = names.find(mode);
    if (found != names.end()) mode = found->second;
  }
}

}  // namespace

Symmetry::Symmetry(const Plant& plant) : plant_(plant) {
  // Inner bundles (VMs on one host) come before outer ones (the hosts). The order of ids does not
  // tell which is inner, but the depth at which a component stands does.
  const auto depth = [&](ComponentId id) {
    int steps = 0;
    for (; plant[id].place; id = plant[id].place) ++steps;
    return steps;
  };
  std::vector<ComponentId> roots;
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    if (may_be_root(plant.components[i].kind)) roots.emplace_back(i);
  }
  std::ranges::stable_sort(roots,
                           [&](ComponentId a, ComponentId b) { return depth(a) > depth(b); });
  const std::vector<ServicesCounted> counted = all_counted(plant);
  std::vector<Class> candidates;
  for (const ComponentId root : roots) {
    Bundle bundle = bundle_of(plant, root);
    if (touched_by_cluster(plant, bundle)) continue;
    const auto found = std::ranges::find_if(candidates, [&](const Class& each) {
      return plant[each.front().components.front()].place == plant[root].place &&
             interchangeable(plant, counted, each.front(), bundle);
    });
    if (found != candidates.end())
      found->push_back(std::move(bundle));
    else
      candidates.push_back({std::move(bundle)});
  }
  for (Class& each : candidates) {
    if (each.size() > 1) classes_.push_back(std::move(each));
  }
}

void Symmetry::canonicalise(World& world, std::vector<RunningClock>& running) const {
  for (const Class& bundles : classes_) sort_bundles(bundles, world, running);
  sort_orders(running);
}

void Symmetry::sort_bundles(const Class& bundles, World& world,
                            std::vector<RunningClock>& running) const {
  const Signatures signatures({plant_, world}, ByClock(plant_, running), bundles);
  const auto moves = moves_of(signatures, sorted(signatures, bundles.size()));
  if (moves.empty()) return;
  const World old = world;
  std::map<ModeId, ModeId> mode_names;
  std::map<ClockId, ClockId> clock_names;
  for (const auto& [holder, slot] : moves) {
    const Move move{bundles[holder], bundles[slot]};
    take_over(plant_, old, move, world);
    for (std::size_t i = 0; i < move.to.modes.size(); ++i)
      mode_names[move.from.modes[i]] = move.to.modes[i];
    for (std::size_t i = 0; i < move.to.clocks.size(); ++i)
      clock_names[move.from.clocks[i]] = move.to.clocks[i];
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

void Symmetry::alike(const World& world, std::span<const RunningClock> running,
                     std::vector<std::uint32_t>& leader) const {
  const std::vector<RunningClock> list(running.begin(), running.end());
  const ByClock clocks(plant_, list);
  for (const Class& bundles : classes_) {
    const Signatures signatures({plant_, world}, clocks, bundles);
    for (std::size_t k = 1; k < bundles.size(); ++k) {
      if (!signatures.equal(k - 1, k)) continue;
      for (std::size_t i = 0; i < bundles[k].clocks.size(); ++i) {
        const std::size_t before = clocks[bundles[k - 1].clocks[i]];
        const std::size_t each = clocks[bundles[k].clocks[i]];
        if (each < list.size() && leader[each] == each) leader[each] = leader[before];
      }
    }
  }
  // A clock that leads in one class may have got a leader in another: follow to the last one.
  for (std::uint32_t& each : leader) {
    while (leader[each] != each) each = leader[each];
  }
}

/// Parts on order are told apart by nothing but their clocks.
void Symmetry::sort_orders(std::vector<RunningClock>& running) const {
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

}  // namespace ausfall::models
