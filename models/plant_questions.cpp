// What a plant is asked, and the laws that follow from its numbers.
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "models/counting.hpp"
#include "models/plant.hpp"

namespace ausfall::models {

std::string_view name_of(ClockKind kind) {
  static constexpr std::array names = {
#define AUSFALL_CLOCK(kind, owner, name, handler) std::string_view(name),
#include "models/plant/clock_kinds.inc"
#undef AUSFALL_CLOCK
  };
  return names.at(static_cast<std::size_t>(kind));
}

std::vector<Stream> streams_of(const Plant& plant) {
  std::vector<Stream> streams;
  streams.reserve(plant.clocks.size());
  for (const Clock& clock : plant.clocks) streams.push_back(clock.stream);
  return streams;
}

Promise promised(const Cluster& cluster, const Component& host) {
  const auto room = [](double there, const std::optional<double>& times) {
    return std::isfinite(times.value_or(1)) ? there * times.value_or(1) : 0;
  };
  const auto word = [](const std::optional<double>& its, const std::optional<double>& clusters) {
    return its ? its : clusters;
  };
  const auto cores = word(host.overcommit.cores, cluster.overcommit.cores);
  return {.memory = room(host.memory, word(host.overcommit.memory, cluster.overcommit.memory)),
          .cores = cores ? room(host.cores, cores) : 0};
}

bool fails_at_fixed_times(const Plant& plant) {
  const auto by_itself = [](const Mode& mode) {
    return mode.beyond > 0 || mode.ttf != Distribution::constant(never);
  };
  const auto strikes = [](const CommonCause& cause) {
    return cause.ttf != Distribution::constant(never);
  };
  return !plant.faults.empty() && std::ranges::none_of(plant.modes, by_itself) &&
         std::ranges::none_of(plant.common_causes, strikes) && plant.maintenance.empty() &&
         plant.rejuvenations.empty() &&
         std::ranges::none_of(plant.networks, [](const Network& each) { return each.loss > 0; });
}

std::string name_of(const Domain& domain) {
  return fmt::format("{} {}", domain.label, domain.value);
}

ComponentId component_of(const Plant& plant, const FaultTarget& target) {
  return target.mode ? plant[target.mode].component : target.component;
}

ComponentId home_host(const Plant& plant, ComponentId id) {
  while (id && plant[id].kind != ComponentKind::host) id = plant[id].place;
  return id;
}

namespace {

/// All networks that trunks join to this one.
std::vector<NetworkId> joined_to(const Plant& plant, NetworkId network) {
  std::vector<NetworkId> joined{network};
  const auto has = [&](NetworkId id) { return std::ranges::count(joined, id) != 0; };
  for (bool grew = true; grew;) {
    grew = false;
    for (const Trunk& trunk : plant.trunks) {
      if (has(trunk.left) == has(trunk.right)) continue;
      joined.push_back(has(trunk.left) ? trunk.right : trunk.left);
      grew = true;
    }
  }
  return joined;
}

}  // namespace

bool shares_network(const Plant& plant, const Mirror& mirror) {
  if (!mirror.witness || mirror.over.front() == mirror.over.back()) return false;
  const ComponentId host = home_host(plant, mirror.witness);
  return std::ranges::any_of(joined_to(plant, mirror.over.front()), [&](NetworkId network) {
    return std::ranges::count(plant[network].hosts, host) != 0;
  });
}

namespace {

/// Never, if that lies beyond the end of time.
Distribution wait_between(Duration min, Duration max) {
  return max == never ? Distribution::constant(never) : Distribution::uniform(min, max);
}

Duration intervals(Duration interval, int number, Duration latency) {
  const bool beyond = number > 0 && interval > never / number;
  return beyond ? never : after(interval * number, latency);
}

}  // namespace

Distribution detection_delay(Duration interval, int missed, Duration latency) {
  assert(interval >= 0s && missed >= 1);
  return wait_between(intervals(interval, missed - 1, latency),
                      intervals(interval, missed, latency));
}

HeartbeatLoss heartbeat_loss(Duration interval, int missed, Duration delay, double loss) {
  assert(interval > 0s && missed >= 1 && missed <= 256 && loss > 0 && loss < 1);
  // A run of losses that is less probable than this is never met, and its law cannot be computed.
  constexpr double negligible = 1e-18;
  const bool doubted = std::pow(loss, missed) >= negligible;
  return {doubted ? Distribution::at_trial(Trials::until_run(missed, loss), interval, delay)
                  : Distribution::constant(never),
          Distribution::at_regular_trial(Trials::until_run(1, 1 - loss), interval, Duration(0)),
          Distribution::at_trial(Trials::until_run_is_over(missed, loss), interval, delay)};
}

Distribution poll_delay(Duration interval, Duration timeout) {
  assert(interval >= 0s && timeout >= 0s);
  return wait_between(timeout, after(interval, timeout));
}

Duration period_of_hours(const Plant& plant) {
  Duration longest{0};
  for (const Crew& crew : plant.crews) longest = std::max(longest, crew.hours.period());
  for (const Maintenance& each : plant.maintenance)
    longest = std::max(longest, each.hours.period());
  for (const Rejuvenation& each : plant.rejuvenations)
    longest = std::max(longest, each.hours.period());
  for (const Cluster& cluster : plant.clusters)
    longest = std::max(longest, cluster.failback.hours.period());
  return longest;
}

bool all_or_nothing(const Plant& plant) {
  return !plant.any_degrade && !plant.any_demand && plant.pools.empty();
}

namespace {

/// From so many parts on it pays to count those that serve as they change.
constexpr std::size_t counted_from = 3;

void give_counter(Plant& plant, Need& need) {
  need.counter = not_counted;
  const bool of_components =
      std::ranges::all_of(need.parts, [](const Need& part) { return part.component.named(); });
  if (!all_or_nothing(plant) || need.connected || need.parts.size() < counted_from ||
      need.at_least == 0 || !of_components)
    return;
  need.counter = static_cast<std::uint32_t>(plant.counter_count++);
  for (const Need& part : need.parts)
    plant.components[part.component.index()].counted_by.push_back(need.counter);
}

void add_once(std::vector<ServiceId>& services, ServiceId id) {
  if (services.empty() || services.back() != id) services.push_back(id);
}

}  // namespace

void count_services(Plant& plant) {
  for (Component& component : plant.components) {
    component.services.clear();
    component.counted_by.clear();
  }
  for (Pool& pool : plant.pools) pool.services.clear();
  plant.any_connected = false;
  plant.connected.clear();
  plant.counter_count = 0;
  for (std::size_t i = 0; i < plant.services.size(); ++i) {
    const auto note = [&](Need& need, const auto& self) -> void {
      if (need.connected) add_once(plant.connected, ServiceId(i));
      if (need.component) add_once(plant.components[need.component.index()].services, ServiceId(i));
      give_counter(plant, need);
      for (Need& part : need.parts) self(part, self);
    };
    note(plant.services[i].needs, note);
  }
  plant.any_connected = !plant.connected.empty();
  for (Pool& pool : plant.pools) {
    for (const InstanceId id : pool.instances) {
      const auto& counting = plant[plant[id].component].services;
      pool.services.insert(pool.services.end(), counting.begin(), counting.end());
    }
    std::ranges::sort(pool.services);
    pool.services.erase(std::unique(pool.services.begin(), pool.services.end()),
                        pool.services.end());
  }
}

}  // namespace ausfall::models
