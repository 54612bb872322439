#include "models/cluster/admission.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace ausfall::models {
namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();

double room(double limit) { return limit == 0 ? no_limit : limit; }

/// Cores of VMs that this host bears together, each counted as one unless more are promised.
double cores_together(const Size& host) { return room(host.cores) * host.promised.value_or(1); }

std::size_t left_of(const Admission& policy, std::size_t hosts) {
  const auto lost = static_cast<std::size_t>(policy.hosts);
  return hosts > lost ? hosts - lost : 0;
}

/// A host and what is still free there.
struct Left {
  std::size_t host;
  double memory;
  double cores;  ///< of all VMs together
  double each;   ///< of one
};

std::vector<Left> all_left(const Admission& policy, std::span<const Size> hosts) {
  std::vector<Left> left;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    left.push_back({i, room(hosts[i].memory),
                    hosts[i].promised ? cores_together(hosts[i]) : no_limit, room(hosts[i].cores)});
  }
  std::ranges::stable_sort(left, {}, &Left::memory);
  left.resize(left_of(policy, hosts.size()));
  return left;
}

/// First fit, the largest first.
std::optional<Refusal> without_the_largest(const Admission& policy, std::span<const Size> hosts,
                                           std::span<const Size> vms) {
  std::vector<Left> left = all_left(policy, hosts);
  std::vector<std::size_t> order(vms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::size_t vm) { return vms[vm].memory; });
  for (const std::size_t i : order) {
    const Size& vm = vms[i];
    const auto host = std::ranges::find_if(left, [&](const Left& each) {
      return vm.memory <= each.memory && vm.cores <= std::min(each.each, each.cores);
    });
    if (host != left.end()) {
      host->memory -= vm.memory;
      host->cores -= vm.cores;
      continue;
    }
    Refusal refusal{.of = Refusal::Of::hosts, .homeless = i, .host = {}};
    if (left.empty()) return refusal;
    const bool memory =
        std::ranges::none_of(left, [&](const Left& each) { return vm.memory <= each.memory; });
    const auto of = [&](const Left& each) {
      return memory ? each.memory : std::min(each.each, each.cores);
    };
    const auto most = std::ranges::max_element(left, {}, of);
    refusal.of = memory ? Refusal::Of::memory : Refusal::Of::cores;
    refusal.needed = memory ? vm.memory : vm.cores;
    refusal.there = of(*most);
    refusal.host = most->host;
    return refusal;
  }
  return std::nullopt;
}

/// As the share allows, of memory or of cores.
std::optional<Refusal> beyond_the_share(double share, Refusal::Of what, double all, double taken) {
  const double allowed = (1 - share) * all;
  if (taken == 0 || taken <= allowed) return std::nullopt;
  return Refusal{.of = what, .needed = taken, .there = allowed, .homeless = {}, .host = {}};
}

std::optional<Refusal> beyond_the_share(const Admission& policy, std::span<const Size> hosts,
                                        std::span<const Size> vms) {
  double all_memory = 0;
  double all_cores = 0;
  for (const Size& host : hosts) {
    all_memory += room(host.memory);
    all_cores += cores_together(host);
  }
  double memory = 0;
  double cores = 0;
  for (const Size& vm : vms) {
    memory += vm.memory;
    cores += vm.cores;
  }
  if (const auto refusal = beyond_the_share(policy.share, Refusal::Of::memory, all_memory, memory))
    return refusal;
  return beyond_the_share(policy.share, Refusal::Of::cores, all_cores, cores);
}

double slots_of(const Size& host, const Size& slot) {
  const double by_memory =
      slot.memory == 0 ? no_limit : std::floor(room(host.memory) / slot.memory);
  const double by_cores = slot.cores == 0
                              ? no_limit
                              : std::floor(cores_together(host) / static_cast<double>(slot.cores));
  return std::min(by_memory, by_cores);
}

std::optional<Refusal> slots_missing(const Admission& policy, std::span<const Size> hosts,
                                     std::span<const Size> vms) {
  Size slot;
  for (const Size& vm : vms) {
    slot.memory = std::max(slot.memory, vm.memory);
    slot.cores = std::max(slot.cores, vm.cores);
  }
  std::vector<double> slots;
  for (const Size& host : hosts) slots.push_back(slots_of(host, slot));
  std::ranges::sort(slots);
  slots.resize(left_of(policy, hosts.size()));
  const double there = std::accumulate(slots.begin(), slots.end(), 0.0);
  const auto needed = static_cast<double>(vms.size());
  if (there >= needed) return std::nullopt;
  return Refusal{
      .of = Refusal::Of::slots, .needed = needed, .there = there, .homeless = {}, .host = {}};
}

std::optional<Refusal> refused(const Admission& policy, std::span<const Size> hosts,
                               std::span<const Size> vms) {
  switch (policy.kind) {
    case AdmissionKind::none:
      return std::nullopt;
    case AdmissionKind::hosts:
      return without_the_largest(policy, hosts, vms);
    case AdmissionKind::percentage:
      return beyond_the_share(policy, hosts, vms);
    case AdmissionKind::slots:
      return slots_missing(policy, hosts, vms);
  }
  return std::nullopt;
}

}  // namespace

bool admits(const Admission& policy, std::span<const Size> hosts, std::span<const Size> vms) {
  return !refused(policy, hosts, vms);
}

std::optional<Refusal> first_refused(const Admission& policy, std::span<const Size> hosts,
                                     std::span<const Size> vms) {
  for (std::size_t i = 0; i < vms.size(); ++i) {
    if (auto refusal = refused(policy, hosts, vms.first(i + 1))) {
      refusal->vm = i;
      return refusal;
    }
  }
  return std::nullopt;
}

}  // namespace ausfall::models
