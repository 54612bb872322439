#include "scenarios/draft_clients.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::ComponentKind;

/// Whether all that is needed are VMs, one at least.
bool needs_vms_alone(const models::Plant& plant, const models::Need& need) {
  if (need.component.named()) return plant[need.component].kind == ComponentKind::vm;
  return !need.connected && !need.parts.empty() &&
         std::all_of(need.parts.begin(), need.parts.end(),
                     [&](const models::Need& part) { return needs_vms_alone(plant, part); });
}

ComponentId first_of(const models::Need& need) {
  return need.component.named() ? need.component : first_of(need.parts.front());
}

bool can_fail(const models::Plant& plant, const models::Network& network) {
  const auto& causes = plant.common_causes;
  const auto hits = [](const models::CommonCause& cause, ComponentId part) {
    return std::find(cause.hits.begin(), cause.hits.end(), part) != cause.hits.end();
  };
  // What hits all of its hosts, too, is felt anyway.
  const auto is_hit = [&](ComponentId part) {
    return std::any_of(causes.begin(), causes.end(), [&](const models::CommonCause& cause) {
      return hits(cause, part) && !std::all_of(network.hosts.begin(), network.hosts.end(),
                                               [&](ComponentId host) { return hits(cause, host); });
    });
  };
  const auto of_it = [&](const models::Mode& mode) {
    return plant[mode.component].network.named() &&
           &plant[plant[mode.component].network] == &network;
  };
  return std::any_of(plant.modes.begin(), plant.modes.end(), of_it) ||
         std::any_of(network.switches.begin(), network.switches.end(), is_hit);
}

}  // namespace

void check_clients(Draft& draft, Section& scenario) {
  std::vector<std::string> networks;
  for (const models::Network& network : draft.plant.networks) {
    if (network.carries_clients && can_fail(draft.plant, network)) networks.push_back(network.name);
  }
  if (networks.empty()) return;
  for (const Entry& entry : scenario.entries("services")) {
    const auto& services = draft.plant.services;
    const auto service = std::find_if(services.begin(), services.end(),
                                      [&](const auto& each) { return each.name == entry.key; });
    if (service == services.end() || !needs_vms_alone(draft.plant, service->needs)) continue;
    const std::string& vm = draft.name(first_of(service->needs));
    draft.warning(
        entry.at,
        fmt::format("service '{}' needs VMs alone, which serve whether or not clients reach them: "
                    "that {} is lost is no outage of it",
                    entry.key, fmt::join(networks, " or ")),
        fmt::format("needs: {{all: [{}, {}]}}; or need an app on it, which serves as long as "
                    "clients reach it: apps: {{www: {{on: {}}}}}",
                    vm, networks.front(), vm));
  }
}

}  // namespace ausfall::scenarios
