// What is asked of hosts, VMs and apps, and what they bear.
#include <fmt/format.h>

#include <algorithm>

#include "models/load.hpp"
#include "models/world.hpp"
#include "scenarios/draft.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::ComponentKind;

/// 0 where it is not given, or after a mistake.
double amount_of(Draft& draft, Section& section, std::string_view key) {
  const auto load = section.load(key);
  if (!load) return 0;
  const bool in_cores = draft.loads_in_cores.value_or(load->in_cores);
  draft.loads_in_cores = in_cores;
  if (load->in_cores != in_cores) {
    section.error(
        key,
        fmt::format("{}: this is in {}, and loads before it are in {}", key,
                    load->in_cores ? "cores" : "requests", in_cores ? "cores" : "requests"),
        "write all loads of a scenario in the same unit");
  }
  if (load->amount == 0 && section.sound())
    section.error(key, fmt::format("{}: 0 is nothing", key), "leave it out");
  return load->amount;
}

/// It, or something that it may stand on, has a limit.
bool is_limited(const models::Plant& plant, ComponentId id) {
  const auto bears = [&](const models::Component& each) { return each.bears > 0; };
  if (bears(plant[id])) return true;
  return std::ranges::any_of(plant.components, [&](const models::Component& each) {
    return bears(each) && each.kind < plant[id].kind;
  });
}

/// What all that stands on it asks when all is well. Instances of a pool share what all of them ask.
double asked_of(const models::Plant& plant, ComponentId id) {
  double asked = 0;
  bool in_pool = false;
  for (const models::Instance& instance : plant.instances) {
    if (instance.component != id) continue;
    in_pool = true;
    const auto& all = plant[instance.pool].instances;
    for (const models::InstanceId each : all)
      asked += plant[plant[each].component].demand / static_cast<double>(all.size());
  }
  if (!in_pool) asked = plant[id].demand;
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    if (plant.components[i].place == id) asked += asked_of(plant, ComponentId(i));
  }
  return asked;
}

Position place_of(Section& scenario, std::string_view section, const std::string& name,
                  std::string_view key) {
  for (const Entry& entry : scenario.entries(section)) {
    if (entry.key != name) continue;
    const Entry* found = entry.value->find(key);
    return found == nullptr ? entry.at : found->value->at;
  }
  return scenario.at();
}

std::string_view section_of(ComponentKind kind) {
  if (kind == ComponentKind::host) return "hosts";
  return kind == ComponentKind::vm ? "vms" : "apps";
}

/// Overloads of what has nothing to be overloaded, or is from the start.
void check_overloads(Draft& draft, Section& scenario) {
  for (const models::Mode& mode : draft.plant.modes) {
    if (mode.beyond == 0) continue;
    const models::Component& it = draft.plant[mode.component];
    const Position at = place_of(scenario, section_of(it.kind), it.name, "failures");
    if (!is_limited(draft.plant, mode.component)) {
      draft.warning(at,
                    fmt::format("{}: neither '{}' nor what it stands on has a limit, so it never "
                                "happens",
                                mode.name, it.name),
                    "say what a host bears: bears: 1000/s");
    }
    for (ComponentId place = mode.component; place; place = draft.plant[place].place) {
      const models::Component& its = draft.plant[place];
      const double asked = asked_of(draft.plant, place);
      if (its.bears == 0 || asked <= its.bears * mode.beyond) continue;
      draft.error(at,
                  fmt::format("{}: '{}' is asked for {:.4g} and bears {:.4g} when all is well, so "
                              "'{}' would fail from the start",
                              mode.name, its.name, asked, its.bears, it.name),
                  "less demand, more that is borne, or a larger `beyond`");
      break;
    }
  }
}

}  // namespace

void read_load(Draft& draft, Section& section, ComponentId id) {
  draft.component(id).bears = amount_of(draft, section, "bears");
  if (draft.plant[id].kind == ComponentKind::host) return;
  draft.component(id).demand = amount_of(draft, section, "demand");
}

void check_loads(Draft& draft, Section& scenario) {
  models::Plant& plant = draft.plant;
  for (models::Component& each : plant.components) {
    if (draft.loads_in_cores.value_or(false) && each.bears == 0) each.bears = each.cores;
  }
  check_overloads(draft, scenario);
  if (!draft.loads_in_cores) return;
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    const ComponentId id(i);
    const models::Component& it = plant[id];
    if (!it.runs()) continue;
    const std::string_view section = section_of(it.kind);
    if (it.demand > 0 && !is_limited(plant, id)) {
      draft.warning(place_of(scenario, section, it.name, "demand"),
                    fmt::format("demand: nothing that '{}' stands on has a limit, so it changes "
                                "nothing",
                                it.name),
                    "say what a host bears: bears: 1000/s");
    }
    if (it.bears == 0) continue;
    const double asked = asked_of(plant, id);
    constexpr double rounding = 1e-9;
    if (asked > it.bears * (1 + rounding)) {
      draft.warning(place_of(scenario, section, it.name, "bears"),
                    fmt::format("'{}' bears {:.4g}, and is asked for {:.4g} from the start",
                                it.name, it.bears, asked),
                    "services serve a share of their requests even when nothing has failed");
    }
  }
}

}  // namespace ausfall::scenarios
