#include "models/cluster/start_attempts.hpp"

#include <algorithm>

#include "models/cluster/group.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/monitor.hpp"
#include "models/component.hpp"
#include "models/reactions.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

/// As opposed to a common cause, or a fault that names no failure mode: those go with it.
bool keeps_it_down(Scene scene, ModeId id) {
  const Effect effect = scene.plant[id].effect;
  const ModeState state = scene.world[id];
  return (effect == Effect::down || effect == Effect::latent || effect == Effect::no_start) &&
         state != ModeState::armed && state != ModeState::unseen;
}

bool is_certain(const Moment& moment, ComponentId id) {
  return is_broken_here(moment, id) || moment.plant[id].start_failure >= 1;
}

/// Its cluster sees that it does not come up, and does something about it.
bool acts_on(const Moment& moment, MemberId id) {
  const GroupId group = moment.plant[id].group;
  if (moment.world[group].status == GroupStatus::starting) return is_watched(moment, group);
  return is_watched(moment, group) &&
         time_to_see(moment.plant, id, moment.plant[id].component, false) != nullptr;
}

}  // namespace

bool is_broken_here(const Moment& moment, ComponentId id) {
  const auto& modes = moment.plant[id].modes;
  const auto broken =
      std::ranges::count_if(modes, [&](ModeId mode) { return keeps_it_down(moment, mode); });
  return broken > 0 && broken == moment.world[id].down;
}

void try_what_is_broken(Moment& moment, MemberId id) {
  const Member& member = moment.plant[id];
  if (!member.attempt_over || moment.clocks.running(member.attempt_over) ||
      !is_broken_here(moment, member.component) ||
      moment.world[member.group].status != GroupStatus::starting ||
      is_tried_in_vain(moment, member.group, id))
    return;
  const NodeId node = owner_of(moment, member.group);
  if (!moment.world[moment.plant[node].component].alive()) return;
  moment.tell(FactKind::start_attempted, member.group, node.index(), member.component.index());
  member_starts(moment, id);
  moment.clocks.start(member.attempt_over, moment.plant[member.component].start);
}

bool is_tried_in_vain(const Moment& moment, GroupId id, MemberId member) {
  const Restart& restart = cluster_of(moment, id).restart;
  const ComponentId component = moment.plant[member].component;
  return restart.attempts == unlimited && !restart.failed_start_moves &&
         restart.delays.back().is_zero() && moment.plant[component].start.is_zero() &&
         is_certain(moment, component);
}

void attempt_over(Moment& moment, MemberId id) { act_on_failed_start(moment, id); }

void member_start_failed(Moment& moment, MemberId id) {
  if (moment.world[moment.plant[id].component].running == Running::on) return;  // mended at once
  if (acts_on(moment, id)) return act_on_failed_start(moment, id);
  try_start(moment, moment.plant[id].component);
}

}  // namespace ausfall::models
