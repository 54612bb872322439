// Whether what is placed on hosts fits there: their cores and memory, what is promised over them, and
// what a cluster's admission control keeps free.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/cluster/admission.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/quantity.hpp"

namespace ausfall::scenarios {

using models::ComponentId;
using models::ComponentKind;
using models::Resource;

namespace {

/// A number of at least 1; `unlimited` is infinity.
std::optional<double> read_factor(Draft& draft, Section& section, std::string_view key) {
  const Tree tree = section.raw(key);
  if (tree == nullptr) return std::nullopt;
  const auto text = scalar_of(draft.reading, tree, key, "a number such as 4, or unlimited");
  if (!text) return std::nullopt;
  if (*text == "unlimited") return std::numeric_limits<double>::infinity();
  try {
    const double factor = number_of(*text);
    if (factor >= 1 && factor <= 1e6) return factor;
    draft.error(tree->at,
                fmt::format("{}: from 1, which is what is there, to 1000000 times as much", key),
                fmt::format("{}: 4, or {}: unlimited", key, key));
  } catch (const NotAQuantity& wrong) {
    draft.error(tree->at, fmt::format("{}: {}", key, wrong.what()),
                fmt::format("{}: 4, or {}: unlimited", key, key));
  }
  return std::nullopt;
}

// ---- what stands on a host at the start ---------------------------------------------------------

/// What may be promised on a host: as it says itself, or as the cluster that stands on it; where
/// several do, the one that promises least.
class Promises {
 public:
  explicit Promises(const models::Plant& plant) : plant_(plant), least_(plant.components.size()) {
    for (const models::Node& node : plant.nodes) {
      if (plant[node.cluster].balances_load) continue;
      const models::Promise its = models::promised(plant[node.cluster], plant[node.component]);
      std::optional<models::Promise>& least = least_[node.component.index()];
      least = least ? models::Promise{smaller(least->memory, its.memory),
                                      smaller(least->cores, its.cores)}
                    : its;
    }
  }

  [[nodiscard]] models::Promise on(ComponentId host) const {
    const std::optional<models::Promise>& least = least_[host.index()];
    return least ? *least : models::promised(models::Cluster(), plant_[host]);
  }

 private:
  static double smaller(double one, double other) {
    return one == 0 || other == 0 ? std::max(one, other) : std::min(one, other);
  }

  const models::Plant& plant_;
  std::vector<std::optional<models::Promise>> least_;  // by component, of nodes
};

/// "its 64 GiB of memory", "what its 4 cores promise, 16".
std::string words_for(Resource what, const models::Component& host, double promise) {
  if (what == Resource::memory) {
    return promise == host.memory ? fmt::format("its {} of memory", size_words(promise))
                                  : fmt::format("the {} that its {} of memory promise",
                                                size_words(promise), size_words(host.memory));
  }
  return promise == host.cores
             ? fmt::format("its {} cores", host.cores)
             : fmt::format("the {:g} cores that its {} promise", promise, host.cores);
}

std::string amount_words(Resource what, double amount) {
  return what == Resource::memory ? size_words(amount) : fmt::format("{:g}", amount);
}

class Room {
 public:
  explicit Room(Draft& draft) : draft_(draft), plant_(draft.plant) {}

  void check() {
    const Promises promises(plant_);
    for (std::vector<double>& taken : taken_) taken.resize(plant_.components.size());
    for (const Placement& placement : draft_.placements) {
      const models::Component& vm = plant_[placement.component];
      if (vm.kind != ComponentKind::vm || !vm.place.named()) continue;
      const models::Component& host = plant_[vm.place];
      if (host.cores > 0 && vm.cores > host.cores) {
        draft_.error(placement.at,
                     fmt::format("VM '{}' has {} cores, its host '{}' only {}: {} too few", vm.name,
                                 vm.cores, host.name, host.cores, vm.cores - host.cores));
      }
      const models::Promise promise = promises.on(vm.place);
      put(placement, Resource::memory, vm.memory, promise.memory);
      put(placement, Resource::cores, vm.cores, promise.cores);
    }
  }

 private:
  void put(const Placement& placement, Resource what, double needed, double promise) {
    const models::Component& vm = plant_[placement.component];
    const models::Component& host = plant_[vm.place];
    double& sum = taken_[static_cast<std::size_t>(what)][vm.place.index()];
    const double free = promise - sum;
    sum += needed;
    if (promise == 0 || free < 0 || sum <= promise) return;
    draft_.error(
        placement.at,
        fmt::format("VM '{}' does not fit: with it the VMs on host '{}' take {} of {}; it "
                    "needs {}, and {} are free: {} too {}",
                    vm.name, host.name, amount_words(what, sum), words_for(what, host, promise),
                    amount_words(what, needed), amount_words(what, free),
                    amount_words(what, sum - promise), what == Resource::memory ? "little" : "few"),
        what == Resource::memory ? "more memory, another host, or overcommit: {memory: 1.5}"
                                 : "more cores, another host, or overcommit: {cores: unlimited}");
  }

  Draft& draft_;
  const models::Plant& plant_;
  std::array<std::vector<double>, 2> taken_;  // by resource and host
};

// ---- admission control --------------------------------------------------------------------------

/// What is powered on, on the hosts of a cluster.
struct Powered {
  std::vector<models::Size> hosts;
  std::vector<const models::Component*> machines;
  std::vector<models::Size> vms;
  std::vector<const Placement*> placements;
};

Powered powered_on(const Draft& draft, const models::Cluster& cluster) {
  const models::Plant& plant = draft.plant;
  Powered found;
  std::set<ComponentId> nodes;
  for (const models::NodeId node : cluster.nodes) {
    const models::Component& host = plant[plant[node].component];
    if (host.kind != ComponentKind::host) continue;
    nodes.insert(plant[node].component);
    const auto& own = host.overcommit.cores;
    found.hosts.push_back(
        {models::promised(cluster, host).memory, host.cores, own ? own : cluster.overcommit.cores});
    found.machines.push_back(&host);
  }
  for (const Placement& placement : draft.placements) {
    const models::Component& vm = plant[placement.component];
    if (vm.kind != ComponentKind::vm || !nodes.contains(vm.place)) continue;
    found.vms.push_back({vm.memory, vm.cores, {}});
    found.placements.push_back(&placement);
  }
  return found;
}

std::string words_of(const Draft& draft, const models::Admission& policy, const Powered& powered,
                     const models::Refusal& refusal) {
  const bool memory = refusal.of == models::Refusal::Of::memory;
  const Resource what = memory ? Resource::memory : Resource::cores;
  const std::string_view of = memory ? "memory" : "cores";
  const auto amount = [&](double number) { return amount_words(what, number); };
  const std::string missing = amount(refusal.needed - refusal.there);
  switch (policy.kind) {
    case models::AdmissionKind::hosts: {
      const std::string largest = policy.hosts == 1
                                      ? "the largest host"
                                      : fmt::format("the {} largest hosts", policy.hosts);
      if (!refusal.host) return fmt::format("without {} none is left", largest);
      return fmt::format(
          "without {} VM '{}' needs {} more {}: it takes {}, and '{}', which has the "
          "most free, has {} left",
          largest, draft.name(powered.placements[*refusal.homeless]->component), missing, of,
          amount(refusal.needed), powered.machines[*refusal.host]->name, amount(refusal.there));
    }
    case models::AdmissionKind::percentage:
      return fmt::format(
          "{:.4g} % of the hosts' {} is to stay free, so VMs may take {} together; "
          "with it they take {}, {} more",
          100 * policy.share, of, amount(refusal.there), amount(refusal.needed), missing);
    default:
      return fmt::format(
          "there are {:g} slots of the size of the largest VM without the {} that have "
          "most, for {:g} VMs: {:g} too few",
          refusal.there, policy.hosts == 1 ? "host" : fmt::format("{} hosts", policy.hosts),
          refusal.needed, refusal.needed - refusal.there);
  }
}

}  // namespace

models::Overcommit read_overcommit(Draft& draft, const Tree& tree) {
  if (tree == nullptr) return {};
  Section section(draft.reading, "overcommit", tree);
  models::Overcommit overcommit;
  overcommit.cores = read_factor(draft, section, "cores");
  overcommit.memory = read_factor(draft, section, "memory");
  return overcommit;
}

void check_capacity(Draft& draft) { Room(draft).check(); }

void check_admission(Draft& draft) {
  const models::Plant& plant = draft.plant;
  for (const models::Cluster& cluster : plant.clusters) {
    const Powered powered = powered_on(draft, cluster);
    const auto refused = models::first_refused(cluster.admission, powered.hosts, powered.vms);
    if (!refused) continue;
    const Placement& placement = *powered.placements[refused->vm];
    const std::string message = fmt::format(
        "the admission control of the cluster '{}' does not let VM '{}' be powered on: {}",
        cluster.name, plant[placement.component].name,
        words_of(draft, cluster.admission, powered, *refused));
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
