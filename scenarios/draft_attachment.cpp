// On which storage everything lies that runs, and whether its hosts reach it.
#include <fmt/format.h>

#include "scenarios/cluster_draft.hpp"
#include "scenarios/draft.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;

void check_owners_reach_storage(Draft& draft, const ClusterDraft& cluster) {
  const models::Plant& plant = draft.plant;
  for (const models::GroupId id : cluster.cluster.groups) {
    for (const models::StorageId disk : plant[id].disks) {
      for (const ComponentId node : cluster.nodes) {
        const ComponentId host = models::home_host(plant, node);
        if (!host.named() || draft.attached(disk, host)) continue;
        draft.error(
            cluster.section.at("nodes"),
            fmt::format(
                "the group '{}' needs the storage '{}', to which the node '{}' is not attached",
                plant[id].name, plant[disk].name, draft.name(node)));
        return;
      }
    }
  }
}

}  // namespace

void attach_storage(Draft& draft) {
  for (const Placement& placement : draft.placements) {
    models::Component& component = draft.component(placement.component);
    if (placement.storage != nullptr) {
      const Thing* thing = draft.one(placement.storage, kinds::storage, "storage");
      if (thing != nullptr) component.storage = thing->storage;
    }
    if (component.storage.named() || placement.storage != nullptr) continue;
    const auto no_effect = [&](const Tree& tree, std::string_view key) {
      if (tree == nullptr) return;
      draft.error(tree->at,
                  fmt::format("'{}' has no effect: '{}' has no storage", key, component.name));
    };
    no_effect(placement.disk_timeout, "disk-timeout");
    no_effect(placement.disk_loss, "disk-loss");
  }
}

void check_storage_in_reach(const ClusterDrafts& drafts) {
  Draft& draft = drafts.draft;
  const models::Plant& plant = draft.plant;
  for (const Placement& placement : draft.placements) {
    const models::Component& component = plant[placement.component];
    const ComponentId host = models::home_host(plant, placement.component);
    if (!component.storage.named() || !host.named() || draft.attached(component.storage, host))
      continue;
    draft.error(placement.storage == nullptr ? placement.at : placement.storage->at,
                fmt::format("'{}' needs the storage '{}', to which its host '{}' is not attached",
                            component.name, plant[component.storage].name, draft.name(host)));
  }
  for (const auto& cluster : drafts.clusters) check_owners_reach_storage(draft, *cluster);
}

}  // namespace ausfall::scenarios
