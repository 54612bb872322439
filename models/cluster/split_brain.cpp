#include "models/cluster/split_brain.hpp"

#include "models/cluster/recovery.hpp"
#include "models/cluster/view.hpp"
#include "models/component.hpp"
#include "models/reach.hpp"

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
  const NodeSet side = takes_part(moment.plant, moment.world, target)
                           ? side_of(moment.plant, moment.world, target)
                           : only(state.target);
  if (state.ghost != no_node && has(side, state.ghost))
    end_split_brain(moment, id);  // it gives way to what its own side brings online
  const bool hand_over = takes_part(moment.plant, moment.world, target) && has(side, state.owner);
  if (state.owner == state.target || hand_over ||
      !all_members_serve(moment.plant, moment.world, id))
    return;
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

bool ghost_serves(const Plant& plant, const World& world, ComponentId id) {
  if (plant.groups.empty()) return false;
  while (id && !plant[id].member) id = world[id].place;
  if (!id) return false;
  const GroupId group = plant[plant[id].member].group;
  if (world[group].ghost == no_node) return false;
  const ComponentId machine =
      plant[node_of(plant, plant[group].cluster, world[group].ghost)].component;
  return world[machine].alive() && clients_reach(plant, world, host_of(world, machine));
}

}  // namespace ausfall::models
