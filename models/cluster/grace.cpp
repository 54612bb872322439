#include "models/cluster/grace.hpp"

#include <algorithm>
#include <utility>

#include "models/cluster/eviction.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/component.hpp"

namespace ausfall::models {

namespace {

bool is_granted(const Moment& moment, GroupId id) {
  const Failover& failover = cluster_of(moment, id).failover;
  if (evicts(moment, id)) return true;
  if (failover.grace.is_zero()) return false;
  const auto is_vm = [&](MemberId member) {
    const ComponentId component = moment.plant[member].component;
    return moment.plant[component].kind == ComponentKind::vm;
  };
  return !failover.grace_vms_only || std::ranges::any_of(moment.plant[id].members, is_vm);
}

}  // namespace

/// The group's node is lost, and it is left to it for a while.
bool tolerate(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  const bool on_its_node =
      state.status == GroupStatus::online || state.status == GroupStatus::lost ||
      state.status == GroupStatus::restarting || state.status == GroupStatus::starting;
  if (!is_granted(moment, id) || !on_its_node || state.fence_due) return false;
  stop_clocks(moment, id);
  call_off_move(moment, id);  // one that is restarted there as planned
  set_status(moment, id, GroupStatus::tolerated);
  moment.tell(FactKind::group_tolerated, id, owner_of(moment, id).index());
  enter(moment, id, Phase::agree);
  grace_begins(moment, id);
  return true;
}

/// Its node has lost the quorum, and runs on, unwatched, what serves on it, for as long as the
/// others would leave the group to it (learn: compute resiliency).
bool runs_on_by_grace(Moment& moment, GroupId id) {
  const GroupState& state = moment.world[id];
  if (state.recovering || !all_members_serve(moment, id)) return false;
  if (state.status == GroupStatus::tolerated) return true;
  return state.status == GroupStatus::online && tolerate(moment, id);
}

/// Without its node's cluster what it holds on shared disks is out of reach: it stands still.
void pause(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (state.paused || !cluster_of(moment, id).failover.grace_pauses ||
      moment.plant[id].disks.empty())
    return;
  begin_recovery(moment, id);
  enter(moment, id, Phase::agree);
  state.paused = true;
  moment.tell(FactKind::group_paused, id, owner_of(moment, id).index());
  for (const MemberId member : moment.plant[id].members)
    stall(moment, moment.plant[member].component);
}

void end_pause(Moment& moment, GroupId id) {
  if (!std::exchange(moment.world[id].paused, false)) return;
  for (const MemberId member : moment.plant[id].members)
    unstall(moment, moment.plant[member].component);
}

}  // namespace ausfall::models
