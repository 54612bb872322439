#include "models/service.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "models/component.hpp"
#include "models/counting.hpp"
#include "models/load.hpp"
#include "models/reach.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {
namespace {

double share(Scene scene, const Need& need);

/// Its count is kept, and nothing has changed since.
bool is_counted(const World& world, const Need& need) {
  return need.counter != not_counted && !world.serving.empty() && world.changed.empty();
}

/// Up, and enough of the hosts are attached to one and the same connected part of the network.
bool connected(Scene scene, const Need& need) {
  std::array<std::size_t, no_part> in_part{};
  const std::vector<std::uint8_t>& parts = scene.world.network_part;
  for (const Need& leaf : need.parts) {
    if (!scene.world[leaf.component].alive()) continue;
    const auto links = attachments_of(scene, leaf.component);
    const auto counted = [&](std::size_t network) {
      for (std::size_t i = 0; i < network; ++i) {
        if (links[i] > 0 && parts[i] == parts[network]) return true;
      }
      return false;
    };
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (links[i] == 0 || parts[i] == no_part || counted(i)) continue;
      if (++in_part[parts[i]] >= need.at_least) return true;
    }
  }
  return false;
}

/// The share of the at_least-th best part: what the worst of those that are needed can do.
double share_of_best(Scene scene, const Need& need) {
  if (all_or_nothing(scene.plant)) {
    if (is_counted(scene.world, need))
      return scene.world.serving[need.counter] >= need.at_least ? 1 : 0;
    std::size_t up = 0;
    for (const Need& part : need.parts) {
      if (share(scene, part) > 0 && ++up >= need.at_least) return 1;
    }
    return 0;
  }
  std::vector<double> shares;
  shares.reserve(need.parts.size());
  for (const Need& part : need.parts) shares.push_back(share(scene, part));
  const auto deciding = shares.begin() + static_cast<std::ptrdiff_t>(need.at_least - 1);
  std::nth_element(shares.begin(), deciding, shares.end(), std::greater<>());
  return *deciding;
}

/// 0 if it does not serve. Of an instance of a load balancer, otherwise, the share that the best of
/// its pools answers.
double share_of_component(Scene scene, ComponentId id) {
  if (!in_service(scene, id)) return 0;
  const auto& instances = scene.plant[id].instances;
  if (instances.empty()) {
    if (scene.plant.any_demand) return share_served(scene, id);
    return scene.plant.any_degrade ? capacity_of(scene, id) : 1;
  }
  double best = 0;
  for (const InstanceId instance : instances) {
    if (scene.world.in_rotation[instance.index()] != 0)
      best = std::max(best, answered(scene, scene.plant[instance].pool));
  }
  return best;
}

/// 0 if what is needed does not serve, otherwise the share it can do.
double share(Scene scene, const Need& need) {
  if (need.component) return share_of_component(scene, need.component);
  if (need.connected) return connected(scene, need) ? 1 : 0;
  return share_of_best(scene, need);
}

}  // namespace

bool serves(Scene scene, ComponentId id) {
  const auto reached = [&] {
    return scene.plant[id].kind != ComponentKind::app ||
           clients_reach(scene, host_of(scene.world, id));
  };
  return ((scene.world[id].alive() && reached()) || ghost_serves(scene, id)) &&
         !is_being_restored(scene, id);
}

bool serves(Scene scene, const Need& need) { return share(scene, need) > 0; }

ServiceState assess(Scene scene, ServiceId id) {
  const double part = share(scene, scene.plant[id].needs);
  constexpr double whole = 1U << 16U;
  const double to_nearest = part * whole + 0.5;  // it is never negative, and lround is a call
  return {part > 0, static_cast<std::uint32_t>(to_nearest)};
}

namespace {

void count(Scene scene, World& world, ComponentId id) {
  const bool serves_now = share_of_component(scene, id) > 0;
  if (world[id].counted == serves_now) return;
  world[id].counted = serves_now;
  for (const std::uint32_t counter : scene.plant[id].counted_by) {
    std::uint32_t& serving = world.serving[counter];
    serves_now ? ++serving : --serving;
  }
}

/// Where any service may have been struck, those unsettled from then on are looked at in order, as if
/// that had unsettled them all.
void put_in_order(std::vector<Unsettled>& unsettled) {
  const auto any = std::ranges::find(unsettled, ServiceId(), &Unsettled::service);
  if (any == unsettled.end()) return;
  const CauseId origin = any->origin;
  const auto rest = std::remove_if(any, unsettled.end(),
                                   [](const Unsettled& each) { return !each.service.named(); });
  unsettled.erase(rest, unsettled.end());
  std::sort(any, unsettled.end(),
            [](const Unsettled& a, const Unsettled& b) { return a.service < b.service; });
  std::for_each(any, unsettled.end(), [&](Unsettled& each) { each.origin = origin; });
}

}  // namespace

void count_what_serves(const Plant& plant, World& world) {
  world.serving.assign(plant.counter_count, 0);
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    world.components[i].counted = false;
    if (!plant.components[i].counted_by.empty()) count({plant, world}, world, ComponentId(i));
  }
}

void tell_of_services(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.services.size(); ++i) {
    const ServiceState& known = moment.world.services[i];
    if (!known.up) moment.tell(FactKind::service_down, ServiceId(i));
    if (known.capacity != ServiceState{}.capacity)
      moment.tell(FactKind::service_capacity, ServiceId(i), known.capacity);
  }
}

void settle_services(Moment& moment) {
  for (const ComponentId id : moment.world.changed) count(moment, moment.world, id);
  moment.world.changed.clear();
  put_in_order(moment.world.unsettled);
  for (const auto& [service, origin] : moment.world.unsettled) {
    ServiceState& known = moment.world[service];
    known.noted = false;
    const ServiceState now = assess(moment, service);
    if (now == known) continue;
    moment.stem_from(origin);
    if (now.up != known.up)
      moment.tell(now.up ? FactKind::service_up : FactKind::service_down, service);
    if (now.capacity != known.capacity)
      moment.tell(FactKind::service_capacity, service, now.capacity);
    known = now;
  }
  moment.world.unsettled.clear();
}

}  // namespace ausfall::models
