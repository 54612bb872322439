// What a cluster does about members whose disks do not answer: what it sees of it, how it responds,
// and what a stop is worth that hangs.
//
// 1. A member that waits for its disk has not failed, for whoever looks whether it runs. A monitor
//    that does I/O itself (Monitor::io) times out like any that asks what hangs. When the member fails
//    for want of its disk, that is seen as any failure (models/failure, disk_timed_out).
// 2. vSphere's VM Component Protection ends VMs some time after their host lost all paths to their
//    storage, or at once if the storage tells that it is gone, and restarts them on a host that has
//    it. A VM that no host could take stays where it is until one can (the conservative response).
//    Storage that is back before changes nothing.
//    Source: vSphere documentation, VM Component Protection (APD time-out 140 s, delay 3 min).
// 3. What waits for I/O cannot be stopped (a process in uninterruptible sleep). Where nodes are fenced
//    by power its node is, once the stop has taken its time-out (Pacemaker Explained: on-fail=fence of
//    a stop). If the I/O is answered before, the stop ends, and the group goes on from there.

#include <algorithm>
#include <array>

#include "models/cluster/fencing.hpp"
#include "models/cluster/group.hpp"
#include "models/cluster/monitor.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/view.hpp"
#include "models/cluster/watching.hpp"
#include "models/component.hpp"
#include "models/reactions.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

/// Its host is told that its disk is gone: it was unmapped; or the host reaches a side of a mirror that
/// has stopped, which arrays of metro clusters tell (VMware, vSphere Metro Storage Cluster).
bool is_gone(Scene scene, ComponentId id) {
  const Storage& storage = scene.plant[scene.plant[id].storage];
  const ComponentId host = host_of(scene.world, id);
  if (storage.mirror) {
    return std::ranges::any_of(scene.plant[storage.mirror].sides,
                               [&](StorageId side) { return reaches(scene, host, side); });
  }
  return storage.tells_loss && works(scene, scene.plant[id].storage);
}

const StorageLoss& policy_of(const Moment& moment, MemberId id) {
  return cluster_of(moment, moment.plant[id].group).storage_loss;
}

/// Its response is to be made some time after.
void await_response(Moment& moment, ComponentId id) {
  const MemberId member = moment.plant[id].member;
  if (!member || !moment.plant[member].storage_response) return;
  const StorageLoss& policy = policy_of(moment, member);
  const GroupId group = moment.plant[member].group;
  if (is_watched(moment, group)) {
    begin_recovery(moment, group);
    enter(moment, group, Phase::detect);
  }
  if (is_gone(moment, id))
    moment.clocks.start(moment.plant[member].permanent_response, policy.permanent_after);
  else
    moment.clocks.start(moment.plant[member].storage_response, policy.after);
}

bool any_disk_is_lost(const Moment& moment, GroupId id) {
  return std::ranges::any_of(moment.plant[id].members, [&](MemberId member) {
    return moment.world[moment.plant[member].component].disk_lost;
  });
}

/// It does not get at its disk, and its I/O has not failed.
bool io_hangs(const Moment& moment, MemberId member) {
  const ComponentState& state = moment.world[moment.plant[member].component];
  return state.disk_lost && !state.io_failed;
}

MemberId whose_io_hangs(const Moment& moment, GroupId id) {
  const auto& members = moment.plant[id].members;
  const auto found =
      std::ranges::find_if(members, [&](MemberId member) { return io_hangs(moment, member); });
  return found == members.end() ? MemberId() : *found;
}

/// Somebody of its side, other than its node, can take it.
bool somebody_takes_it(const Moment& moment, GroupId id) {
  return candidates(moment, id, side_of(moment, owner_of(moment, id))) != 0;
}

bool may_respond(const Moment& moment, GroupId id) {
  return is_watched(moment, id) && takes_part(moment, owner_of(moment, id)) &&
         moment.world[id].stop_hangs == 0;
}

void set_overdue(Moment& moment, GroupId id, bool overdue) {
  moment.world[id].response_overdue = overdue;
  auto& late = moment.world.late_responses;
  overdue ? put_into(late, id) : take_out_of(late, id);
}

void respond(Moment& moment, GroupId id, ComponentId component) {
  set_overdue(moment, id, false);
  moment.tell(FactKind::storage_loss_acted, id, owner_of(moment, id).index(), component.index());
  give_up_place(moment, id);
}

}  // namespace

void disk_lost(Moment& moment, ComponentId id) {
  const MemberId member = watched_as(moment, id);
  if (!member) return;
  if (cluster_of(moment, moment.plant[member].group).monitor.io) component_hung(moment, id);
  await_response(moment, id);
}

void disk_still_lost(Moment& moment, ComponentId id) {
  const MemberId member = moment.plant[id].member;
  if (!member || !moment.plant[member].storage_response) return;
  if (!moment.clocks.running(moment.plant[member].storage_response) || !is_gone(moment, id)) return;
  moment.clocks.stop(moment.plant[member].storage_response);
  moment.clocks.start(moment.plant[member].permanent_response,
                      policy_of(moment, member).permanent_after);
}

void disk_back(Moment& moment, ComponentId id) {
  const MemberId member = moment.plant[id].member;
  if (!member || !moment.plant[member].storage_response) return;
  for (const ClockId clock :
       {moment.plant[member].storage_response, moment.plant[member].permanent_response})
    moment.clocks.stop(clock);
  const GroupId group = moment.plant[member].group;
  const bool others = std::ranges::any_of(moment.plant[group].members, [&](MemberId each) {
    return each != member && moment.world[moment.plant[each].component].disk_lost;
  });
  if (!others) set_overdue(moment, group, false);
}

void storage_response_due(Moment& moment, MemberId id) {
  const GroupId group = moment.plant[id].group;
  if (may_respond(moment, group) && somebody_takes_it(moment, group))
    return respond(moment, group, moment.plant[id].component);
  set_overdue(moment, group, true);
}

void respond_to_overdue(Moment& moment) {
  const auto& late = moment.world.late_responses;
  const auto next_from = [&](std::size_t group) {
    const auto next = std::ranges::lower_bound(late, GroupId(group));
    return next == late.end() ? GroupId() : *next;
  };
  for (GroupId id = next_from(0); id; id = next_from(id.index() + 1)) {
    if (!any_disk_is_lost(moment, id)) {
      set_overdue(moment, id, false);
      continue;
    }
    if (may_respond(moment, id) && somebody_takes_it(moment, id)) {
      const auto& members = moment.plant[id].members;
      const auto lost = std::ranges::find_if(members, [&](MemberId member) {
        return moment.world[moment.plant[member].component].disk_lost;
      });
      respond(moment, id, moment.plant[*lost].component);
    }
  }
}

// ---- stops that hang ----------------------------------------------------------------------------

bool stop_hangs(Moment& moment, GroupId id) {
  const Cluster& cluster = cluster_of(moment, id);
  if (!moment.plant[id].stop_over) return false;
  if (moment.world[id].stop_hangs != 0) return true;
  const MemberId member = whose_io_hangs(moment, id);
  if (!member) return false;
  moment.world[id].stop_hangs = 1;
  moment.tell(FactKind::stop_hung, id, owner_of(moment, id).index(),
              moment.plant[member].component.index());
  enter(moment, id, Phase::fence);
  moment.clocks.start(moment.plant[id].stop_over, *cluster.storage_loss.stop_timeout);
  return true;
}

void forget_hung_stop(Moment& moment, GroupId id) {
  if (moment.world[id].stop_hangs == 0) return;
  moment.world[id].stop_hangs = 0;
  moment.clocks.stop(moment.plant[id].stop_over);
}

bool stop_completes(Moment& moment, ComponentId id) {
  const MemberId member = moment.plant[id].member;
  if (!member) return false;
  const GroupId group = moment.plant[member].group;
  if (moment.world[group].stop_hangs == 0) return false;
  const auto& members = moment.plant[group].members;
  const bool others = std::ranges::any_of(
      members, [&](MemberId each) { return each != member && io_hangs(moment, each); });
  if (others) return false;
  moment.world[id].io_failed = true;  // no more of its I/O hangs
  moment.tell(FactKind::hung_stop_ended, group, owner_of(moment, group).index(), id.index());
  forget_hung_stop(moment, group);
  give_up_place(moment, group);
  return true;
}

void hung_stop_over(Moment& moment, GroupId id) {
  constexpr std::uint8_t counted_most = 250;
  GroupState& state = moment.world[id];
  const NodeId node = owner_of(moment, id);
  const Fencing& fencing = cluster_of(moment, id).fencing;
  const auto attempt = [&] {
    moment.tell(FactKind::fencing_began, node);
    moment.clocks.start(moment.plant[id].stop_over, fencing.time);
  };
  if (state.stop_hangs == 1) {
    state.stop_hangs = 2;
    return attempt();
  }
  const bool by_a_person = state.stop_hangs == counted_most;
  const std::array<double, 2> works_or_not{fencing.success, 1 - fencing.success};
  if (by_a_person || moment.clocks.choose(moment.plant[node].fencing, works_or_not) == 0) {
    state.stop_hangs = 0;
    return switch_off(moment, node);
  }
  moment.tell(FactKind::node_fence_failed, node);
  if (fencing.attempts == unlimited) return attempt();
  if (++state.stop_hangs - 1 <= std::min<int>(fencing.attempts, counted_most - 2)) return attempt();
  state.stop_hangs = counted_most;
  moment.tell(FactKind::node_unfenced, node);
  if (const auto& manual = cluster_of(moment, id).failover.manual)
    moment.clocks.start(moment.plant[id].stop_over, *manual);
}

}  // namespace ausfall::models
