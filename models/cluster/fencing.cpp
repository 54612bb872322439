#include "models/cluster/fencing.hpp"

#include <algorithm>

#include "models/cluster/view.hpp"
#include "models/storage.hpp"

namespace ausfall::models {

namespace {

/// Its target reserves the disks anew, and begins with a reset.
void reset_buses(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  if (moment.plant[group.cluster].fencing.kind != FencingKind::reservation) return;
  const NodeId target = node_of(moment.plant, group.cluster, moment.world[id].target);
  for (const StorageId disk : group.disks) reset_bus(moment, disk, moment.plant[target].component);
}

}  // namespace

bool needs_fencing(const Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  switch (moment.plant[group.cluster].fencing.kind) {
    case FencingKind::none:
      return false;
    case FencingKind::reservation:
      return !group.disks.empty();
    case FencingKind::power:
    case FencingKind::watchdog:
    case FencingKind::lock:
      return false;
  }
  return false;
}

void fence(Moment& moment, GroupId id) {
  moment.world[id].status = GroupStatus::fencing;
  reset_buses(moment, id);
  moment.clocks.start(moment.plant[id].fenced,
                      moment.plant[moment.plant[id].cluster].fencing.arbitration);
}

bool still_defended(const Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  const GroupState& state = moment.world[id];
  const NodeId owner = node_of(moment.plant, group.cluster, state.owner);
  const NodeId target = node_of(moment.plant, group.cluster, state.target);
  if (has(moment.world[target].view, state.owner))
    return false;  // it has joined again, and gives way
  return takes_part(moment.plant, moment.world, owner) &&
         std::ranges::any_of(group.disks, [&](StorageId disk) {
           return node_reaches(moment.plant, moment.world, owner, disk);
         });
}

void node_fenced(Moment& /*moment*/, NodeId /*id*/) {}

void lease_expired(Moment& /*moment*/, NodeId /*id*/) {}

void watchdog_fired(Moment& /*moment*/, NodeId /*id*/) {}

}  // namespace ausfall::models
