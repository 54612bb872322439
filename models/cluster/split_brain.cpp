#include "models/cluster/split_brain.hpp"

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

void end_split_brain(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (state.ghost == no_node) return;
  state.ghost = no_node;
  moment.tell(FactKind::split_brain_ended, id);
  unsettle_members(moment, id);
}

bool ghost_serves(Scene scene, ComponentId id) {
  if (scene.plant.groups.empty()) return false;
  while (id && !scene.plant[id].member) id = scene.world[id].place;
  if (!id) return false;
  const GroupId group = scene.plant[scene.plant[id].member].group;
  if (scene.world[group].ghost == no_node) return false;
  const ComponentId machine =
      scene.plant[node_of(scene.plant, scene.plant[group].cluster, scene.world[group].ghost)]
          .component;
  return scene.world[machine].alive() && clients_reach(scene, host_of(scene.world, machine));
}

}  // namespace ausfall::models
