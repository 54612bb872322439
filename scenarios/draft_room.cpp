// Whether what is placed on hosts fits there: their cores and memory, and what a cluster's
// admission control keeps free.
#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "models/cluster/admission.hpp"
#include "scenarios/draft.hpp"

namespace ausfall::scenarios {

using models::ComponentId;
using models::ComponentKind;

void check_capacity(Draft& draft) {
  const models::Plant& plant = draft.plant;
  std::vector<double> taken(plant.components.size(), 0);
  for (const Placement& placement : draft.placements) {
    const models::Component& vm = plant[placement.component];
    if (vm.kind != ComponentKind::vm || !vm.place.named()) continue;
    const models::Component& host = plant[vm.place];
    if (host.cores > 0 && vm.cores > host.cores) {
      draft.error(placement.at, fmt::format("VM '{}' has {} cores, its host '{}' only {}", vm.name,
                                            vm.cores, host.name, host.cores));
    }
    double& sum = taken[vm.place.index()];
    const bool fitted = sum <= host.memory;
    sum += vm.memory;
    if (host.memory > 0 && fitted && sum > host.memory) {
      constexpr double gib = 1024.0 * 1024 * 1024;
      draft.error(placement.at, fmt::format("VM '{}' does not fit: with it the VMs on host '{}' "
                                            "take {:.4g} GiB of its {:.4g} GiB of memory",
                                            vm.name, host.name, sum / gib, host.memory / gib));
    }
  }
}

void check_admission(Draft& draft) {
  const models::Plant& plant = draft.plant;
  for (const models::Cluster& cluster : plant.clusters) {
    std::vector<models::Size> hosts;
    std::set<ComponentId> nodes;
    for (const models::NodeId node : cluster.nodes) {
      const models::Component& host = plant[plant[node].component];
      if (host.kind != ComponentKind::host) continue;
      nodes.insert(plant[node].component);
      hosts.push_back({host.memory, host.cores});
    }
    std::vector<models::Size> vms;
    std::vector<const Placement*> placements;
    for (const Placement& placement : draft.placements) {
      const models::Component& vm = plant[placement.component];
      if (vm.kind != ComponentKind::vm || !nodes.contains(vm.place)) continue;
      vms.push_back({vm.memory, vm.cores});
      placements.push_back(&placement);
    }
    const auto refused = models::first_refused(cluster.admission, hosts, vms);
    if (!refused) continue;
    const Placement& placement = *placements[*refused];
    const std::string message = fmt::format(
        "the admission control of the cluster '{}' does not let VM '{}' be powered on: "
        "what it keeps free for failovers would not be",
        cluster.name, plant[placement.component].name);
    // Many switch off what comes with the product.
    if (draft.own_admission.contains(cluster.name)) {
      draft.error(placement.at, message,
                  "less memory or fewer cores for the VMs, more hosts, or admission: none");
    } else {
      draft.warning(placement.at, message + "; it is taken to be switched off",
                    "admission: none, to say so");
    }
  }
}

}  // namespace ausfall::scenarios
