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

std::size_t left_of(const Admission& policy, std::size_t hosts) {
  const auto lost = static_cast<std::size_t>(policy.hosts);
  return hosts > lost ? hosts - lost : 0;
}

/// First fit, the largest first.
bool fit_without_the_largest(const Admission& policy, std::span<const Size> hosts,
                             std::span<const Size> vms) {
  std::vector<Size> left(hosts.begin(), hosts.end());
  for (Size& host : left) host.memory = room(host.memory);
  std::ranges::stable_sort(left, {}, &Size::memory);
  left.resize(left_of(policy, hosts.size()));
  std::vector<Size> order(vms.begin(), vms.end());
  std::ranges::stable_sort(order, std::ranges::greater(), &Size::memory);
  return std::ranges::all_of(order, [&](const Size& vm) {
    const auto host = std::ranges::find_if(left, [&](const Size& each) {
      return vm.memory <= each.memory && (each.cores == 0 || vm.cores <= each.cores);
    });
    if (host == left.end()) return false;
    host->memory -= vm.memory;
    return true;
  });
}

template <class Of>
bool share_is_free(double share, std::span<const Size> hosts, std::span<const Size> vms, Of of) {
  double all = 0;
  for (const Size& host : hosts) all += room(static_cast<double>(of(host)));
  double taken = 0;
  for (const Size& vm : vms) taken += static_cast<double>(of(vm));
  return taken == 0 || taken <= (1 - share) * all;
}

double slots_of(const Size& host, const Size& slot) {
  const double by_memory =
      slot.memory == 0 ? no_limit : std::floor(room(host.memory) / slot.memory);
  const double by_cores =
      slot.cores == 0 ? no_limit : std::floor(room(host.cores) / static_cast<double>(slot.cores));
  return std::min(by_memory, by_cores);
}

bool slots_suffice(const Admission& policy, std::span<const Size> hosts,
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
  return std::accumulate(slots.begin(), slots.end(), 0.0) >= static_cast<double>(vms.size());
}

}  // namespace

bool admits(const Admission& policy, std::span<const Size> hosts, std::span<const Size> vms) {
  switch (policy.kind) {
    case AdmissionKind::none:
      return true;
    case AdmissionKind::hosts:
      return fit_without_the_largest(policy, hosts, vms);
    case AdmissionKind::percentage:
      return share_is_free(policy.share, hosts, vms,
                           [](const Size& each) { return each.memory; }) &&
             share_is_free(policy.share, hosts, vms, [](const Size& each) { return each.cores; });
    case AdmissionKind::slots:
      return slots_suffice(policy, hosts, vms);
  }
  return true;
}

std::optional<std::size_t> first_refused(const Admission& policy, std::span<const Size> hosts,
                                         std::span<const Size> vms) {
  for (std::size_t i = 0; i < vms.size(); ++i) {
    if (!admits(policy, hosts, vms.first(i + 1))) return i;
  }
  return std::nullopt;
}

}  // namespace ausfall::models
