#include "models/cluster/shutdown.hpp"

#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/planned.hpp"

namespace ausfall::models {

Shutdown shutdown_of(const Plant& plant, NodeId id, GoesDown how) {
  if (how == GoesDown::drained) return Shutdown::drain;
  const Shutdown policy = plant[plant[id].cluster].shutdown;
  if (policy != Shutdown::conditional) return policy;
  return how == GoesDown::reboot ? Shutdown::freeze : Shutdown::failover;
}

void freeze_groups(Moment& moment, NodeId id) {
  for_owned(moment, id, [&](GroupId group) {
    if (!may_move(moment, group)) return;
    stop_clocks(moment, group);
    moment.world[group].planned = PlannedStage::frozen;
    set_status(moment, group, GroupStatus::tolerated);
    moment.tell(FactKind::group_frozen, group, id.index());
    stop_members(moment, group);
  });
}

void give_up_leases(Moment& moment, NodeId id) {
  if (moment.plant[id].lease_expires) moment.clocks.stop(moment.plant[id].lease_expires);
}

bool stays_frozen(const Moment& moment, GroupId id) {
  const GroupState& state = moment.world[id];
  const NodeId owner = owner_of(moment, id);
  return state.status == GroupStatus::tolerated && state.planned == PlannedStage::frozen &&
         (!takes_part(moment, owner) || moment.world[owner].gave_up);
}

}  // namespace ausfall::models
