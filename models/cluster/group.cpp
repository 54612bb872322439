#include "models/cluster/group.hpp"

#include <algorithm>
#include <utility>

#include "models/cluster/group_status.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/view.hpp"
#include "models/component.hpp"

namespace ausfall::models {

const Cluster& cluster_of(const Moment& moment, GroupId id) {
  return moment.plant[moment.plant[id].cluster];
}

NodeId owner_of(const Moment& moment, GroupId id) {
  return node_of(moment.plant, moment.plant[id].cluster, moment.world[id].owner);
}

ComponentId machine_of(const Moment& moment, GroupId id) {
  return moment.plant[owner_of(moment, id)].component;
}

void enter(Moment& moment, GroupId id, Phase phase, Wait why) {
  if (moment.world[id].recovering)
    moment.tell(FactKind::phase_began, id, static_cast<std::size_t>(phase),
                static_cast<std::size_t>(why));
}

bool watches_surroundings(const Plant& plant, ClusterId cluster) {
  return plant[cluster].monitor.disks || plant[cluster].monitor.clients_seen;
}

bool watches_surroundings(const Moment& moment, GroupId id) {
  return watches_surroundings(moment.plant, moment.plant[id].cluster);
}

bool watches_capacity(const Moment& moment, GroupId id) {
  return cluster_of(moment, id).monitor.capacity_floor > 0;
}

void stop_pending(Moment& moment, MemberId id) {
  const ClockId pending = moment.plant[id].pending_timed_out;
  if (pending) moment.clocks.stop(pending);
  const ClockId attempt = moment.plant[id].attempt_over;
  if (attempt) moment.clocks.stop(attempt);
}

/// What runs while it does not recover are the clocks of members below the floor.
void forget_slowness(Moment& moment, GroupId id) {
  for (const MemberId member : moment.plant[id].members)
    moment.clocks.stop(moment.plant[member].failure_seen);
}

void begin_recovery(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  if (state.recovering) return;
  call_off_move(moment, id);
  state.recovering = true;
  if (watches_capacity(moment, id)) forget_slowness(moment, id);
  moment.tell(FactKind::group_lost, id, owner_of(moment, id).index());
}

void call_off_stop(Moment& moment, GroupId id) {
  if (!moment.plant.any_stop) return;
  moment.world[id].after_stop = AfterStop::none;
  for (const MemberId member : moment.plant[id].members) {
    moment.world.member_stops[member.index()] = MemberStop::none;
    if (moment.plant[member].stopped) moment.clocks.stop(moment.plant[member].stopped);
  }
  const ClockId timed_out = moment.plant[id].stop_timed_out;
  if (timed_out) moment.clocks.stop(timed_out);
}

void stop_clocks(Moment& moment, GroupId id) {
  const Group& group = moment.plant[id];
  call_off_stop(moment, id);
  for (const ClockId clock : {group.delay_over, group.failback_due}) moment.clocks.stop(clock);
  for (const MemberId member : group.members) {
    moment.clocks.stop(moment.plant[member].failure_seen);
    stop_pending(moment, member);
  }
}

void go_on_with_copy(Moment& moment, GroupId id) {
  GroupState& state = moment.world[id];
  const std::uint8_t data_on = std::exchange(state.data_on, no_node);
  if (data_on == no_node || data_on == state.owner) return;
  for (const MemberId member : moment.plant[id].members) {
    const ComponentId component = moment.plant[member].component;
    if (moment.plant[component].lag > Duration(0)) moment.tell(FactKind::data_lost, component);
  }
}

/// It runs or starts on the node that has it: there is no failover to call off.
bool stays(GroupStatus status) {
  return status == GroupStatus::online || status == GroupStatus::migrating ||
         status == GroupStatus::restarting || status == GroupStatus::starting;
}

/// Its members are watched, on a node that is there to watch them.
bool is_watched(const Moment& moment, GroupId id) {
  const GroupStatus status = moment.world[id].status;
  return (status == GroupStatus::online || status == GroupStatus::starting) &&
         moment.world[machine_of(moment, id)].alive();  // else it is the node's failure
}

bool any_member_runs(const Moment& moment, GroupId id) {
  return std::ranges::any_of(moment.plant[id].members, [&](MemberId member) {
    return moment.world[moment.plant[member].component].running != Running::off;
  });
}

bool all_members_serve(Scene scene, GroupId id) {
  return std::ranges::all_of(scene.plant[id].members, [&](MemberId member) {
    return all_alive(scene, scene.plant[member].component);
  });
}

void stop_members(Moment& moment, GroupId id) {
  if (watches_capacity(moment, id)) forget_slowness(moment, id);
  const auto& members = moment.plant[id].members;
  for (std::size_t i = members.size(); i-- > 0;) {
    const ComponentId component = moment.plant[members[i]].component;
    if (moment.world[component].running == Running::off) continue;
    moment.tell(FactKind::component_stopped, component);
    stop(moment, component);
  }
  moment.world[id].paused = false;
}

void move(Moment& moment, GroupId id) {
  set_status(moment, id, GroupStatus::moving);
  enter(moment, id, Phase::storage);
  const Failover& failover = cluster_of(moment, id).failover;
  const GroupState& state = moment.world[id];
  const NodeId target = node_of(moment.plant, moment.plant[id].cluster, state.target);
  const bool failed_there = state.recovering && state.target != state.owner &&
                            takes_part(moment, owner_of(moment, id)) &&
                            has(moment.world[target].view, state.owner);
  moment.clocks.start(moment.plant[id].moved,
                      failed_there && failover.relocation ? *failover.relocation : failover.delay);
}

}  // namespace ausfall::models
