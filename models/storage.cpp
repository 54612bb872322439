#include "models/storage.hpp"

#include <algorithm>
#include <cassert>

#include "models/component.hpp"
#include "models/failure.hpp"
#include "models/reach.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {
namespace {

/// None before it works, so that it was in use until now.
bool was_in_use(const World& world, const std::vector<ComponentId>& parts, ComponentId part) {
  const auto first = std::ranges::find_if(
      parts, [&](ComponentId each) { return each == part || world[each].running == Running::on; });
  return first != parts.end() && *first == part;
}

std::size_t number_of_host(const Storage& storage, ComponentId host) {
  return static_cast<std::size_t>(std::ranges::find(storage.hosts, host) - storage.hosts.begin());
}

bool any_works(const World& world, const std::vector<ComponentId>& parts) {
  return std::ranges::any_of(parts,
                             [&](ComponentId part) { return world[part].running == Running::on; });
}

/// Whether this holds for some side of a mirror that does I/O.
template <class Holds>
bool holds_for_some_side(Scene scene, MirrorId id, Holds holds) {
  const auto& sides = scene.plant[id].sides;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (has_side(scene.world[id].answering, i) && holds(sides.at(i))) return true;
  }
  return false;
}

/// Nobody's I/O is answered now.
bool stands_still(Scene scene, StorageId id) {
  if (scene.world[id].stalled) return true;
  const MirrorId mirror = scene.plant[id].mirror;
  return mirror && holds_for_some_side(scene, mirror,
                                       [&](StorageId side) { return scene.world[side].stalled; });
}

}  // namespace

bool works(Scene scene, StorageId storage) {
  const Storage& it = scene.plant[storage];
  return scene.world[it.array].running == Running::on && any_works(scene.world, it.controllers);
}

bool reaches(Scene scene, ComponentId host, StorageId storage) {
  const Storage& it = scene.plant[storage];
  if (it.mirror) {
    return holds_for_some_side(scene, it.mirror,
                               [&](StorageId side) { return reaches(scene, host, side); });
  }
  if (!works(scene, storage)) return false;
  const std::size_t number = number_of_host(it, host);
  if (number == it.hosts.size() || scene.world.path_stalls[it.first_host + number] != 0)
    return false;
  if (!any_works(scene.world, it.paths[number])) return false;
  return !it.network || attached(scene, host, it.network);
}

bool takes_another_path(Scene scene, ComponentId host, StorageId storage) {
  const Storage& it = scene.plant[storage];
  if (it.mirror) {
    return holds_for_some_side(
        scene, it.mirror, [&](StorageId side) { return takes_another_path(scene, host, side); });
  }
  const std::size_t number = number_of_host(it, host);
  return number < it.hosts.size() && scene.world.path_stalls[it.first_host + number] != 0;
}

bool answers(Scene scene, ComponentId host, StorageId storage) {
  return !stands_still(scene, storage) && gets_at(scene, host, storage);
}

// ---- those who use it ---------------------------------------------------------------------------

namespace {

void user_loses_it(Moment& moment, ComponentId user, StorageId storage) {
  const Component& component = moment.plant[user];
  moment.world[user].disk_lost = true;
  moment.tell(FactKind::storage_lost, user, storage.index());
  stall(moment, user);
  if (component.disk_loss != DiskLoss::wait)
    moment.clocks.start(component.disk_timed_out, component.disk_timeout);
  disk_lost(moment, user);
}

void user_has_it_back(Moment& moment, ComponentId user, StorageId storage) {
  moment.tell(FactKind::storage_back, user, storage.index());
  if (stop_completes(moment, user)) return;
  disk_back(moment, user);
  if (moment.world[user].io_failed) return restart_what_hung(moment, user);
  moment.world[user].disk_lost = false;
  moment.clocks.stop(moment.plant[user].disk_timed_out);
  unstall(moment, user);
}

void users_notice(Moment& moment, StorageId storage) {
  for (const ComponentId user : moment.plant[storage].users) {
    ComponentState& state = moment.world[user];
    if (state.running == Running::off) {
      if (stands_still(moment, storage)) continue;  // asked again when I/O goes on
      try_start(moment, user);
      component_ready(moment, user);
      continue;
    }
    const bool answered = answers(moment, host_of(moment.world, user), storage);
    notice_way(moment, user);
    if (answered == state.disk_lost) {
      answered ? user_has_it_back(moment, user, storage) : user_loses_it(moment, user, storage);
    } else if (!answered) {
      disk_still_lost(moment, user);
    }
  }
  locks_changed(moment, storage);
}

/// And those who use the mirror that it is a side of.
void all_users_notice(Moment& moment, StorageId id) {
  users_notice(moment, id);
  if (const MirrorId mirror = moment.plant[id].side_of)
    users_notice(moment, moment.plant[mirror].storage);
}

}  // namespace

void storage_changed(Moment& moment, StorageId storage) {
  for (const ClusterId cluster : moment.plant[storage].decides) contacts_changed(moment, cluster);
  users_notice(moment, storage);
  for (const ClusterId cluster : moment.plant[storage].clusters)
    surroundings_changed(moment, cluster);
  if (const MirrorId mirror = moment.plant[storage].side_of)
    storage_changed(moment, moment.plant[mirror].storage);
}

// ---- I/O that stands still ----------------------------------------------------------------------

void stand_still(Moment& moment, StorageId id, const Distribution& time) {
  moment.clocks.stop(moment.plant[id].resumes);
  moment.world[id].stalled = true;
  moment.clocks.start(moment.plant[id].resumes, time);
}

void abandon(Moment& moment, StorageId id) {
  if (!moment.world[id].stalled) return;
  moment.world[id].stalled = false;
  moment.clocks.stop(moment.plant[id].resumes);
}

namespace {

void controller_failed(Moment& moment, StorageId id, ComponentId controller) {
  const Storage& storage = moment.plant[id];
  if (!any_works(moment.world, storage.controllers)) return abandon(moment, id);
  if (storage.controller_failover.is_zero() ||
      !was_in_use(moment.world, storage.controllers, controller))
    return;
  moment.tell(FactKind::controller_failed_over, id);
  stand_still(moment, id, storage.controller_failover);
}

void path_failed(Moment& moment, StorageId id, ComponentId path) {
  const Storage& storage = moment.plant[id];
  if (storage.path_failover.is_zero()) return;
  const ComponentId host = moment.plant[path].host;
  const std::size_t number = number_of_host(storage, host);
  const auto& paths = storage.paths[number];
  const bool others = any_works(moment.world, paths);
  if (others && !was_in_use(moment.world, paths, path)) return;
  moment.clocks.stop(storage.path_resumes[number]);
  moment.world.path_stalls[storage.first_host + number] = others ? 1 : 0;
  if (!others) return;
  moment.tell(FactKind::path_failed_over, id, host.index());
  moment.clocks.start(storage.path_resumes[number], storage.path_failover);
}

}  // namespace

void storage_part_failed(Moment& moment, ComponentId part) {
  const Component& component = moment.plant[part];
  switch (component.kind) {
    case ComponentKind::array:
      return abandon(moment, component.storage);
    case ComponentKind::controller:
      return controller_failed(moment, component.storage, part);
    case ComponentKind::path:
      return path_failed(moment, component.storage, part);
    default:
      return;
  }
}

void storage_resumed(Moment& moment, StorageId id) {
  moment.world[id].stalled = false;
  moment.tell(FactKind::storage_resumed, id, nothing);
  all_users_notice(moment, id);
}

void path_resumed(Moment& moment, StorageId id, std::size_t number) {
  const Storage& storage = moment.plant[id];
  moment.world.path_stalls[storage.first_host + number] = 0;
  moment.tell(FactKind::storage_resumed, id, storage.hosts[number].index());
  storage_changed(moment, id);
}

void reset_bus(Moment& moment, StorageId id, ComponentId node) {
  if (!id || moment.plant[id].bus_reset.is_zero() || moment.world[id].stalled) return;
  if (moment.plant[node].kind != ComponentKind::host || !reaches(moment, node, id)) return;
  moment.tell(FactKind::bus_was_reset, id);
  stand_still(moment, id, moment.plant[id].bus_reset);
  all_users_notice(moment, id);
}

// ---- boots --------------------------------------------------------------------------------------

namespace {

StorageState& storage_of(Moment& moment, ComponentId id) {
  return moment.world[moment.plant[id].storage];
}

/// Of all whose I/Os are under way: there were `from` of them, and now there are `to`.
void share_anew(Moment& moment, StorageId storage, std::uint32_t from, std::uint32_t to) {
  if (from == 0 || to == 0) return;
  for (const ComponentId user : moment.plant[storage].users) {
    const ClockId done = moment.plant[user].boot_io_done;
    if (done && moment.clocks.running(done)) moment.clocks.stretch(done, from, to);
  }
}

/// It has stopped already.
void leave_share(Moment& moment, ComponentId id) {
  StorageState& storage = storage_of(moment, id);
  assert(storage.booting > 0);
  --storage.booting;
  share_anew(moment, moment.plant[id].storage, storage.booting + 1, storage.booting);
}

}  // namespace

void begin_boot_io(Moment& moment, ComponentId id) {
  moment.world[id].boot_io = true;
  resume_boot_io(moment, id);
}

void hold_boot_io(Moment& moment, ComponentId id) {
  const ClockId done = moment.plant[id].boot_io_done;
  moment.clocks.stretch(done, storage_of(moment, id).booting, 1);  // held, it shares with nobody
  moment.clocks.hold(done);
  leave_share(moment, id);
}

void resume_boot_io(Moment& moment, ComponentId id) {
  const Component& component = moment.plant[id];
  StorageState& storage = storage_of(moment, id);
  ++storage.booting;
  share_anew(moment, component.storage, storage.booting - 1, storage.booting);
  moment.clocks.start(component.boot_io_done, component.boot_io_time);
  moment.clocks.stretch(component.boot_io_done, 1, storage.booting);
}

void stop_boot_io(Moment& moment, ComponentId id) {
  ComponentState& state = moment.world[id];
  moment.clocks.stop(moment.plant[id].boot_io_done);
  state.boot_io = state.boot_waits = false;
  if (state.stalled == 0) leave_share(moment, id);
}

void boot_io_done(Moment& moment, ComponentId id) {
  ComponentState& state = moment.world[id];
  assert(state.running == Running::starting && state.stalled == 0);
  leave_share(moment, id);
  state.boot_io = false;
  if (!state.boot_waits) return;
  state.boot_waits = false;
  start_ended(moment, id);
}

}  // namespace ausfall::models
