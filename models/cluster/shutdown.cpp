#include "models/cluster/shutdown.hpp"

#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/planned.hpp"
#include "models/component.hpp"

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

bool is_shut_down(Scene scene, NodeId id) {
  const ComponentId host = host_of(scene.world, scene.plant[id].component);
  for (const Maintenance& work : scene.plant.maintenance) {
    if (shutdown_of(scene.plant, id, work.goes_down) == Shutdown::drain) continue;
    for (std::size_t k = 0; k < work.hosts.size(); ++k) {
      if (work.hosts[k] == host &&
          scene.world.maintenance[work.first_host + k] == MaintenanceState::patching)
        return true;
    }
  }
  return false;
}

bool stays_frozen(const Moment& moment, GroupId id) {
  const GroupState& state = moment.world[id];
  const NodeId owner = owner_of(moment, id);
  return state.status == GroupStatus::tolerated && state.planned == PlannedStage::frozen &&
         (!takes_part(moment, owner) || moment.world[owner].gave_up);
}

}  // namespace ausfall::models
