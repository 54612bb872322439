#include "models/world_bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ausfall::models {
namespace {

template <class Number>
void put(std::string& bytes, Number number) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xFFU));
  }
}

void put_queue(std::string& bytes, const std::vector<ModeId>& queue) {
  put(bytes, static_cast<std::uint32_t>(queue.size()));
  for (const ModeId mode : queue) put(bytes, static_cast<std::uint32_t>(mode.index()));
}

void put_components(Scene scene, std::string& bytes) {
  for (std::size_t i = 0; i < scene.world.components.size(); ++i) {
    const ComponentState& state = scene.world.components[i];
    put(bytes, static_cast<std::uint8_t>(
                   static_cast<unsigned>(state.running) | (state.disk_lost ? 4U : 0U) |
                   (state.boot_io ? 8U : 0U) | (state.boot_waits ? 16U : 0U) |
                   (state.io_failed ? 32U : 0U) | (state.redirected ? 64U : 0U)));
    put(bytes, state.down);
    if (!scene.plant.components[i].runs()) continue;
    put(bytes, state.stalled);
    put(bytes, state.hung);
    put(bytes, state.degraded);
    if (scene.plant.components[i].member)
      put(bytes, static_cast<std::uint32_t>(state.place.index()));
  }
  for (const ModeState mode : scene.world.modes) put(bytes, static_cast<std::uint8_t>(mode));
}

void put_repairs(Scene scene, std::string& bytes) {
  for (const CrewState& crew : scene.world.crews) {
    put(bytes, crew.free);
    put_queue(bytes, crew.waiting);
  }
  for (const SparesState& spares : scene.world.spares) {
    put(bytes, spares.in_stock);
    put_queue(bytes, spares.waiting);
  }
  for (const std::uint8_t hit : scene.world.common_causes) put(bytes, hit);
  for (const std::uint8_t bridged : scene.world.bridged) put(bytes, bridged);
  for (const std::uint8_t fault : scene.world.faults) put(bytes, fault);
}

void put_clusters(Scene scene, std::string& bytes) {
  for (const NodeState& node : scene.world.nodes) {
    put(bytes, node.view);
    put(bytes, static_cast<std::uint8_t>(static_cast<unsigned>(node.status) << 4U |
                                         static_cast<unsigned>(node.agreement)));
    put(bytes,
        static_cast<std::uint8_t>(static_cast<unsigned>(node.fence) | (node.drained ? 8U : 0U) |
                                  (node.gave_up ? 16U : 0U) | (node.in_vain ? 32U : 0U) |
                                  (node.idle ? 64U : 0U) | (node.quarantined ? 128U : 0U)));
    put(bytes,
        static_cast<std::uint8_t>((node.response_waits ? 1U : 0U) | (node.condemned ? 2U : 0U)));
    put(bytes, node.fence_attempts);
    put(bytes, node.deaf);
    put(bytes, node.known_votes);
  }
  for (const ClusterState& cluster : scene.world.clusters) {
    put(bytes, cluster.disk_owner);
    put(bytes, cluster.votes);
    put(bytes, static_cast<std::uint8_t>(cluster.witness_votes));
    put(bytes, cluster.current);
  }
  for (const std::uint8_t networks : scene.world.pair_networks) put(bytes, networks);
  for (const std::uint8_t instance : scene.world.in_rotation) put(bytes, instance);
}

void put_storages(Scene scene, std::string& bytes) {
  for (const StorageState& storage : scene.world.storages) {
    put(bytes, storage.booting);
    put(bytes, static_cast<std::uint8_t>(storage.stalled));
  }
  for (const MirrorState& mirror : scene.world.mirrors) put(bytes, mirror.in_step);
  for (const std::uint8_t path : scene.world.path_stalls) put(bytes, path);
  for (const std::uint8_t overdue : scene.world.overdue) put(bytes, overdue);
}

void put_groups(Scene scene, std::string& bytes) {
  for (const MaintenanceState host : scene.world.maintenance)
    put(bytes, static_cast<std::uint8_t>(host));
  for (const std::uint8_t count : scene.world.failure_counts) put(bytes, count);
  if (scene.plant.any_stop) {
    for (const MemberStop stop : scene.world.member_stops)
      put(bytes, static_cast<std::uint8_t>(stop));
  }
  for (const GroupState& group : scene.world.groups) {
    put(bytes, static_cast<std::uint8_t>(group.status));
    for (const std::uint8_t number :
         {group.owner, group.target, group.ghost, group.failovers, group.left_for_work})
      put(bytes, number);
    put(bytes, static_cast<std::uint8_t>(
                   (group.recovering ? 1U : 0U) | (group.fence_due ? 2U : 0U) |
                   (group.mirrored ? 4U : 0U) | (group.failed_at_home ? 64U : 0U) |
                   (group.paused ? 128U : 0U) | static_cast<unsigned>(group.planned) << 3U));
    if (scene.plant.any_corruption) put(bytes, std::uint8_t{group.restoring});
    put(bytes, static_cast<std::uint8_t>((group.counted ? 1U : 0U) | (group.spent ? 2U : 0U) |
                                         static_cast<unsigned>(group.after_stop) << 2U));
    if (!scene.plant.copied.empty()) put(bytes, group.data_on);
    if (!scene.plant.any_storage_response) continue;
    put(bytes, std::uint8_t{group.response_overdue});
  }
}

}  // namespace

void encode(Scene scene, std::string& bytes) {
  put_components(scene, bytes);
  put_repairs(scene, bytes);
  put_clusters(scene, bytes);
  put_storages(scene, bytes);
  put_groups(scene, bytes);
  if (!scene.plant.any_eviction) return;
  for (const std::uint8_t marked : scene.world.marked) put(bytes, marked);
  for (const Evicted evicted : scene.world.evicted) put(bytes, static_cast<std::uint8_t>(evicted));
}

}  // namespace ausfall::models
