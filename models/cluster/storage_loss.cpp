// What a cluster does about members whose disks do not answer: what it sees of it, and how it
// responds. That they cannot be stopped either is told in stopping.hpp.
//
// 1. A member that waits for its disk has not failed, for whoever looks whether it runs. A monitor
//    that does I/O itself (Monitor::io) times out like any that asks what hangs. When the member fails
//    for want of its disk, that is seen as any failure (models/failure, disk_timed_out).
// 2. vSphere's VM Component Protection ends VMs some time after their host lost all paths to their
//    storage, or at once if the storage tells that it is gone, and restarts them on a host that has
//    it. A VM that no host could take stays where it is until one can (the conservative response).
//    Storage that is back before changes nothing.
//    Source: vSphere documentation, VM Component Protection (APD time-out 140 s, delay 3 min).

#include <algorithm>

#include "models/cluster/group.hpp"
#include "models/cluster/monitor.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/stopping.hpp"
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

/// Somebody of its side, other than its node, can take it.
bool somebody_takes_it(const Moment& moment, GroupId id) {
  return candidates(moment, id, side_of(moment, owner_of(moment, id))) != 0;
}

bool may_respond(const Moment& moment, GroupId id) {
  return is_watched(moment, id) && takes_part(moment, owner_of(moment, id));
}

void respond(Moment& moment, GroupId id, ComponentId component) {
  moment.world[id].response_overdue = false;
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
  if (!member) return;
  stop_goes_on(moment, member);
  if (!moment.plant[member].storage_response) return;
  for (const ClockId clock :
       {moment.plant[member].storage_response, moment.plant[member].permanent_response})
    moment.clocks.stop(clock);
  const GroupId group = moment.plant[member].group;
  const bool others = std::ranges::any_of(moment.plant[group].members, [&](MemberId each) {
    return each != member && moment.world[moment.plant[each].component].disk_lost;
  });
  if (!others) moment.world[group].response_overdue = false;
}

void storage_response_due(Moment& moment, MemberId id) {
  const GroupId group = moment.plant[id].group;
  if (may_respond(moment, group) && somebody_takes_it(moment, group))
    return respond(moment, group, moment.plant[id].component);
  moment.world[group].response_overdue = true;
}

void respond_to_overdue(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.groups.size(); ++i) {
    const GroupId id(i);
    if (!moment.world[id].response_overdue) continue;
    if (!any_disk_is_lost(moment, id)) {
      moment.world[id].response_overdue = false;
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

}  // namespace ausfall::models
