#include "models/cluster/split_brain.hpp"

#include <utility>

#include "models/cluster/group.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/view.hpp"
#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {
namespace {

void unsettle_members(Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members)
    unsettle_all(moment, moment.plant[member].component);
}

}  // namespace

void leave_ghost(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  const NodeId target = node_of(moment.plant, moment.plant[id].cluster, state.target);
  const NodeSet side = takes_part(moment, target) ? side_of(moment, target) : only(state.target);
  if (state.ghost != no_node && has(side, state.ghost))
    end_split_brain(moment, id);  // it gives way to what its own side brings online
  const bool hand_over = takes_part(moment, target) && has(side, state.owner);
  if (state.owner == state.target || hand_over || !all_members_serve(moment, id)) return;
  end_split_brain(moment, id);  // of three instances the first is forgotten
  state.ghost = state.owner;
  moment.tell(FactKind::split_brain_began, id, target.index(),
              node_of(moment.plant, moment.plant[id].cluster, state.owner).index());
  unsettle_members(moment, id);
}

namespace {

/// What two instances wrote is of no use: from here on it is restored, and that is what its services
/// are down for, whatever else has changed at this moment.
void begin_restore(Moment& moment, GroupId id) {
  const Cluster& cluster = cluster_of(moment, id);
  const CauseId origin = moment.origin();
  moment.tell(FactKind::group_corrupt, id);
  moment.world[id].restoring = true;
  moment.clocks.stop(moment.plant[id].restored);
  moment.stem_from(cluster.runs_twice);
  moment.clocks.start(moment.plant[id].restored, cluster.split_brain.restore);
  moment.stem_from(origin);
  const std::vector<Unsettled> others = moment.world.unsettled;
  forget_unsettled(moment.world);
  moment.stem_from(cluster.runs_twice);
  unsettle_members(moment, id);
  for (const Unsettled& each : others) {
    moment.stem_from(each.origin);
    each.service ? moment.unsettle(each.service) : moment.unsettle_any();
  }
  moment.stem_from(origin);
}

}  // namespace

void end_split_brain(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (state.ghost == no_node) return;
  state.ghost = no_node;
  moment.tell(FactKind::split_brain_ended, id);
  unsettle_members(moment, id);
  if (cluster_of(moment, id).split_brain.corrupts) begin_restore(moment, id);
}

void group_restored(Moment& moment, GroupId id) {
  moment.world[id].restoring = false;
  moment.tell(FactKind::group_restored, id);
  unsettle_members(moment, id);
}

namespace {

/// That the component belongs to; unnamed if there is none.
GroupId group_of(Scene scene, ComponentId id) {
  while (id && !scene.plant[id].member) id = scene.world[id].place;
  return id ? scene.plant[scene.plant[id].member].group : GroupId();
}

}  // namespace

bool is_being_restored(Scene scene, ComponentId id) {
  if (!scene.plant.any_corruption) return false;
  const GroupId group = group_of(scene, id);
  return group && scene.world[group].restoring;
}

bool ghost_serves(Scene scene, ComponentId id) {
  if (scene.plant.groups.empty()) return false;
  const GroupId group = group_of(scene, id);
  if (!group) return false;
  if (scene.world[group].ghost == no_node) return false;
  const ComponentId machine =
      scene.plant[node_of(scene.plant, scene.plant[group].cluster, scene.world[group].ghost)]
          .component;
  return scene.world[machine].alive() && clients_reach(scene, host_of(scene.world, machine));
}

}  // namespace ausfall::models
