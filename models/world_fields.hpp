// All of a world, field by field: what the learnt engine writes down and reads back (sim/fields.hpp).
//
// Lists and counts that follow from the rest are passed too, since nothing is worked out anew when a world
// is read back. A field that is left out here would make two worlds one: tests/properties/learnt_test.cpp
// tells.
#pragma once

#include <cassert>

#include "models/world.hpp"

namespace ausfall::models {

template <class Archive>
void pass_nodes(World& world, Archive& archive) {
  for (NodeState& node : world.nodes) {
    archive.one(node.view);
    archive.one(node.status);
    archive.one(node.agreement);
    archive.one(node.fence);
    archive.one(node.fence_attempts);
    archive.one(node.deaf);
    archive.one(node.known_votes);
    for (bool NodeState::*each :
         {&NodeState::drained, &NodeState::gave_up, &NodeState::in_vain, &NodeState::condemned,
          &NodeState::idle, &NodeState::quarantined, &NodeState::response_waits})
      archive.one(node.*each);
  }
  for (ClusterState& cluster : world.clusters) {
    archive.one(cluster.disk_owner);
    archive.one(cluster.votes);
    archive.one(cluster.witness_votes);
    archive.one(cluster.current);
    archive.one(cluster.queued);
  }
}

template <class Archive>
void pass_unsettled(World& world, Archive& archive) {
  assert(world.retries.empty());
  archive.list(world.unsettled);
  archive.list(world.changed);
  for (ServiceState& service : world.services) {
    archive.one(service.up);
    archive.one(service.capacity);
    archive.one(service.noted);
  }
  archive.all(world.serving);
}

/// REQUIRES: a ring is over, or none has begun.
template <class Archive>
void pass_world(World& world, Archive& archive) {
  archive.all(world.components);
  archive.all(world.modes);
  for (CrewState& crew : world.crews) {
    archive.one(crew.free);
    archive.list(crew.waiting);
  }
  for (SparesState& spares : world.spares) {
    archive.one(spares.in_stock);
    archive.list(spares.waiting);
  }
  for (auto* each : {&world.common_causes, &world.bridged, &world.faults, &world.failure_counts,
                     &world.marked, &world.pair_networks, &world.in_rotation, &world.path_stalls,
                     &world.overdue, &world.network_part, &world.attachments})
    archive.all(*each);
  pass_nodes(world, archive);
  archive.all(world.groups);
  archive.all(world.member_stops);
  archive.all(world.evicted);
  for (StorageState& storage : world.storages) {
    archive.one(storage.booting);
    archive.one(storage.stalled);
  }
  archive.all(world.mirrors);
  archive.all(world.maintenance);
  archive.list(world.drained);
  archive.list(world.rounds);
  archive.list(world.late_responses);
  pass_unsettled(world, archive);
}

}  // namespace ausfall::models
