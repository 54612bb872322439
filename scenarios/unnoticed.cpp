#include "scenarios/unnoticed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "models/cluster/monitor.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::ComponentKind;
using models::DiskLoss;
using models::Plant;

/// Nobody bears the loss of his disk for so long: whoever does waits for good.
constexpr Seconds for_good{24 * 3600.0};

bool can_fail(const Plant& plant, ComponentId id) {
  if (!plant[id].modes.empty()) return true;
  const auto hits = [&](ComponentId each) { return each == id; };
  return std::ranges::any_of(plant.faults,
                             [&](const models::Fault& fault) {
                               return std::ranges::any_of(
                                   fault.targets, [&](const models::FaultTarget& target) {
                                     return component_of(plant, target) == id;
                                   });
                             }) ||
         std::ranges::any_of(plant.common_causes, [&](const models::CommonCause& cause) {
           return std::ranges::any_of(cause.hits, hits);
         });
}

/// Whoever loses this network is no longer heard: its cluster takes it for lost, or it responds to being
/// isolated.
bool is_missed_without(const models::Cluster& cluster, models::NetworkId network) {
  return cluster.heartbeat.over_networks &&
         std::ranges::all_of(cluster.heartbeat.networks,
                             [&](models::NetworkId each) { return each == network; });
}

/// A node that loses this storage fences itself: its state file or its poison pills lie there, and it
/// may not go on without (XCP-ng documentation, pull the storage cable; sbd(8)).
bool ends_who_loses(const models::Cluster& cluster, models::StorageId storage) {
  if (cluster.quorum.kind == models::QuorumKind::best_partition && cluster.quorum.disk == storage)
    return true;
  const models::Fencing& fencing = cluster.fencing;
  return fencing.kind == models::FencingKind::poison_pill && !fencing.stays_with_quorum &&
         std::ranges::count(fencing.disks, storage) != 0 &&
         fencing.disks.size() <= fencing.disks_needed;
}

/// One host can lose it while others reach it, and be heard all the same: by a path, or by a link of its
/// network.
bool lost_by_one_host(const Plant& plant, const models::Storage& storage,
                      const models::Cluster& cluster) {
  if (storage.hosts.size() < 2) return false;
  const auto fails = [&](ComponentId part) { return can_fail(plant, part); };
  if (std::ranges::any_of(storage.paths,
                          [&](const auto& paths) { return std::ranges::all_of(paths, fails); }))
    return true;
  if (!storage.network || is_missed_without(cluster, storage.network)) return false;
  return std::ranges::any_of(plant[storage.network].hosts, [&](ComponentId host) {
    return std::ranges::any_of(plant[host].links, [&](ComponentId link) {
      return plant[link].network == storage.network && fails(link);
    });
  });
}

/// It waits for its disk, and its cluster lets it.
bool waits_unseen(const Plant& plant, models::MemberId id) {
  const models::Component& member = plant[plant[id].component];
  const models::Cluster& cluster = plant[plant[plant[id].group].cluster];
  if (!member.storage || !lost_by_one_host(plant, plant[member.storage], cluster)) return false;
  if (cluster.nodes.size() < 2 || cluster.balances_load) return false;
  if (cluster.monitor.io || cluster.monitor.disks || plant[id].storage_response) return false;
  if (!plant[member.storage].redirected_by.empty() || ends_who_loses(cluster, member.storage))
    return false;
  switch (member.disk_loss) {
    case DiskLoss::wait:
      return true;
    case DiskLoss::hang:
      return !models::sees(cluster.monitor.scope, true);
    case DiskLoss::crash:
      return member.disk_timeout.mean() >= for_good || member.disk_timeout.is_never();
  }
  return false;
}

/// Nobody sees that it hangs, and it does so for good.
bool hangs_unseen(const Plant& plant, models::MemberId id) {
  const models::Cluster& cluster = plant[plant[plant[id].group].cluster];
  if (cluster.balances_load || models::sees(cluster.monitor.scope, true)) return false;
  return std::ranges::any_of(plant[plant[id].component].modes, [&](models::ModeId mode) {
    return plant[mode].effect == models::Effect::hang && plant[mode].ttr.is_never();
  });
}

const Entry* entry_of(const Node& document, const models::Component& component) {
  const Entry* section = document.find(component.kind == ComponentKind::vm ? "vms" : "apps");
  return section == nullptr ? nullptr : section->value->find(component.name);
}

/// The scenario itself says what its cluster does about lost storage, be it nothing.
bool is_decided(const Node& document, const std::string& cluster) {
  const Entry* section = document.find("clusters");
  const Entry* entry = section == nullptr ? nullptr : section->value->find(cluster);
  return entry != nullptr && entry->value->find("storage-loss") != nullptr;
}

}  // namespace

void warn_of_what_nobody_notices(Diagnostics& diagnostics, const Node& document,
                                 const Plant& plant) {
  for (std::size_t i = 0; i < plant.members.size(); ++i) {
    const models::MemberId id(i);
    const models::Component& member = plant[plant[id].component];
    const Entry* entry = entry_of(document, member);
    if (entry == nullptr) continue;
    const std::string& cluster = plant[plant[plant[id].group].cluster].name;
    if (waits_unseen(plant, id) && !is_decided(document, cluster)) {
      diagnostics.warning(
          entry->at,
          fmt::format(
              "'{}' can stand still for as long as its host does not reach the storage '{}', "
              "without anybody's noticing: the cluster '{}' neither sees that nor responds to "
              "it",
              member.name, plant[member.storage].name, cluster),
          member.kind == ComponentKind::vm
              ? "storage-loss: {response: restart, after: 320 s}, or {response: none} if that is "
                "meant"
              : "monitor: {io: true}, or {disks: true}");
    }
    if (hangs_unseen(plant, id)) {
      diagnostics.warning(
          entry->at,
          fmt::format("'{}' can hang for ever without anybody's noticing: nothing ends it, and the "
                      "cluster '{}' does not see what hangs",
                      member.name, cluster),
          "monitor: {scope: guest-os}, or `manual` of the failure mode");
    }
  }
}

}  // namespace ausfall::scenarios
