#include "models/component.hpp"

#include <algorithm>
#include <cassert>

#include "models/failure.hpp"
#include "models/reactions.hpp"
#include "models/rejuvenation_clock.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

/// Calls `visit(id)` for everything that stands on it. `visit` may not move them.
template <class Visit>
void for_guests(const World& world, ComponentId id, Visit visit) {
  for (ComponentId guest = world[id].first_guest; guest;) {
    const ComponentId next = world[guest].next_guest;
    visit(guest);
    guest = next;
  }
}

void arm_failures(Moment& moment, ComponentId id) {
  for (const ModeId mode : moment.plant[id].modes) {
    if (moment.world[mode] == ModeState::armed && moment.plant[mode].beyond == 0)
      moment.clocks.start(moment.plant[mode].fails, moment.plant[mode].ttf);
  }
}

void hold_failures(Moment& moment, ComponentId id) {
  for (const ModeId mode : moment.plant[id].modes) moment.clocks.hold(moment.plant[mode].fails);
}

bool nothing_keeps_it_down(const Moment& moment, ComponentId id) {
  const ComponentState& state = moment.world[id];
  if (state.down > 0) return false;
  if (moment.plant[id].kind == ComponentKind::host) return true;
  if (!state.place || !moment.world[state.place].alive()) return false;
  const StorageId storage = moment.plant[id].storage;
  return !storage || answers(moment, host_of(moment.world, id), storage);
}

/// A file share on it may be some cluster's witness.
void witness_changed(Moment& moment, ComponentId id) {
  for (const ClusterId cluster : moment.plant[id].witness_of) contacts_changed(moment, cluster);
}

void came_up(Moment& moment, ComponentId id) {
  for (const NodeId node : moment.plant[id].nodes) machine_up(moment, node);
  witness_changed(moment, id);
  ways_changed(moment, id);
}

void went_down(Moment& moment, ComponentId id) {
  for (const NodeId node : moment.plant[id].nodes) machine_down(moment, node);
  witness_changed(moment, id);
  ways_changed(moment, id);
}

void detach(World& world, ComponentId id) {
  const ComponentId place = world[id].place;
  if (!place) return;
  ComponentId* link = &world[place].first_guest;
  while (*link != id) link = &world[*link].next_guest;
  *link = world[id].next_guest;
  world[id].next_guest = {};
  world[id].place = {};
}

void attach(World& world, ComponentId id, ComponentId place) {
  ComponentId* link = &world[place].first_guest;
  while (*link && *link < id) link = &world[*link].next_guest;
  world[id].next_guest = *link;
  world[id].place = place;
  *link = id;
}

/// What is otherwise on another host: who reaches its disks, and whom it hears.
void host_changed(Moment& moment, ComponentId id) {
  const Component& component = moment.plant[id];
  if (component.storage) storage_changed(moment, component.storage);
  for (const NodeId node : component.nodes) contacts_changed(moment, moment.plant[node].cluster);
  for_guests(moment.world, id, [&](ComponentId guest) { host_changed(moment, guest); });
}

}  // namespace

void try_start(Moment& moment, ComponentId id) {
  ComponentState& state = moment.world[id];
  if (state.running != Running::off || !nothing_keeps_it_down(moment, id)) return;
  const Component& component = moment.plant[id];
  if (component.member && !may_run(moment, component.member)) return;
  state.running = Running::starting;
  moment.tell(FactKind::component_started, id, number_of(state.place));
  notice_way(moment, id);
  if (component.boot_io_done) begin_boot_io(moment, id);
  if (component.member) member_starts(moment, component.member);
  // What may come to nothing rings, so that starting for ever at one moment is noticed.
  if (component.start.is_zero() && component.start_failure == 0) return start_ended(moment, id);
  moment.clocks.start(component.started, component.start);
}

namespace {

/// Nothing keeps it down, and yet it does not come up.
bool comes_to_nothing(Moment& moment, ComponentId id) {
  const Component& component = moment.plant[id];
  const auto& places = component.start_fails_on;
  const ComponentId place = moment.world[id].place;
  if (component.start_failure > 0 &&
      (places.empty() || std::ranges::count(places, place) != 0 ||
       std::ranges::count(places, host_of(moment.world, id)) != 0) &&
      moment.happens(component.start_failures, component.start_failure))
    return true;
  return std::ranges::any_of(component.modes, [&](ModeId mode) {
    return moment.plant[mode].effect == Effect::no_start && moment.world[mode] == ModeState::unseen;
  });
}

void start_failed(Moment& moment, ComponentId id) {
  moment.tell(FactKind::component_start_failed, id, nothing);
  stop(moment, id);
  for (const ModeId mode : moment.plant[id].modes) {
    if (moment.plant[mode].effect == Effect::no_start && moment.world[mode] == ModeState::unseen)
      found_failed(moment, mode, FoundBy::start);
  }
  if (const MemberId member = moment.plant[id].member) return member_start_failed(moment, member);
  try_start(moment, id);  // nobody else does
}

void come_up(Moment& moment, ComponentId id);

}  // namespace

void go_on_at_once(Moment& moment, ComponentId id) {
  try_start(moment, id);
  if (moment.world[id].running == Running::starting && moment.world[id].stalled == 0) {
    moment.clocks.stop(moment.plant[id].started);
    moment.world[id].boot_waits = moment.world[id].boot_io;
    if (!moment.world[id].boot_waits) come_up(moment, id);
  }
  if (!moment.world[id].alive()) return;
  for_guests(moment.world, id, [&](ComponentId guest) { go_on_at_once(moment, guest); });
}

void start_ended(Moment& moment, ComponentId id) {
  ComponentState& state = moment.world[id];
  assert(state.running == Running::starting && state.stalled == 0);
  state.boot_waits = state.boot_io;
  if (state.boot_waits) return;
  if (comes_to_nothing(moment, id)) return start_failed(moment, id);
  come_up(moment, id);
}

namespace {

void come_up(Moment& moment, ComponentId id) {
  ComponentState& state = moment.world[id];
  state.running = Running::on;
  if (moment.plant[id].member) member_start_ended(moment, moment.plant[id].member);
  moment.tell(FactKind::component_running, id);
  unsettle(moment, id);
  arm_failures(moment, id);
  if (const RejuvenationId planned = moment.plant[id].rejuvenation)
    await_rejuvenation(moment, planned);
  for_guests(moment.world, id, [&](ComponentId guest) { try_start(moment, guest); });
  came_up(moment, id);
  recovery_progressed(moment, id);
}

}  // namespace

void stop(Moment& moment, ComponentId id) {
  ComponentState& state = moment.world[id];
  if (state.running == Running::off) return;
  const Component& component = moment.plant[id];
  const bool was_alive = state.alive();
  const bool was_on = state.running == Running::on;
  if (state.boot_io) stop_boot_io(moment, id);
  state.running = Running::off;
  state.stalled = 0;
  moment.clocks.stop(component.started);
  if (component.member) member_start_ended(moment, component.member);
  if (state.disk_lost) {
    state.disk_lost = state.io_failed = false;
    moment.clocks.stop(component.disk_timed_out);
    disk_back(moment, id);
  }
  state.redirected = false;
  if (was_alive) hold_failures(moment, id);
  if (was_on) unsettle(moment, id);
  if (state.hung > 0) end_hangs(moment, id);
  if (was_on) {
    for_guests(moment.world, id, [&](ComponentId guest) {
      if (moment.world[guest].running == Running::off) return;
      moment.tell(FactKind::component_stopped, guest);
      stop(moment, guest);
    });
    went_down(moment, id);
  }
}

void stall(Moment& moment, ComponentId id) {
  ComponentState& state = moment.world[id];
  if (state.running == Running::off) return;
  const bool first = state.stalled++ == 0;
  if (first && state.running == Running::starting) {
    moment.clocks.hold(moment.plant[id].started);
    if (state.boot_io) hold_boot_io(moment, id);
  }
  const bool fell_still = first && state.running == Running::on;
  if (fell_still) {
    hold_failures(moment, id);
    unsettle(moment, id);
  }
  for_guests(moment.world, id, [&](ComponentId guest) { stall(moment, guest); });
  if (fell_still) {
    for (const NodeId node : moment.plant[id].nodes) machine_stalled(moment, node);
    witness_changed(moment, id);
    ways_changed(moment, id);
  }
}

void unstall(Moment& moment, ComponentId id) {
  ComponentState& state = moment.world[id];
  if (state.running == Running::off || state.stalled == 0) return;
  const bool last = --state.stalled == 0;
  if (last && state.running == Running::starting) {
    if (state.boot_io) resume_boot_io(moment, id);
    if (!state.boot_waits) moment.clocks.start(moment.plant[id].started, moment.plant[id].start);
  }
  const bool goes_on = last && state.running == Running::on;
  if (goes_on) {
    arm_failures(moment, id);
    unsettle(moment, id);
  }
  for_guests(moment.world, id, [&](ComponentId guest) { unstall(moment, guest); });
  if (!goes_on) return;
  for_guests(moment.world, id, [&](ComponentId guest) { try_start(moment, guest); });
  for (const NodeId node : moment.plant[id].nodes) machine_unstalled(moment, node);
  witness_changed(moment, id);
  ways_changed(moment, id);
  recovery_progressed(moment, id);
}

void put_on(Moment& moment, ComponentId id, ComponentId place) {
  assert(moment.world[id].running == Running::off);
  if (moment.world[id].place == place) return;
  detach(moment.world, id);
  attach(moment.world, id, place);
  unsettle_all(moment, id);  // its ghost may serve
}

void carry(Moment& moment, std::span<const ComponentId> members, ComponentId place) {
  for (const ComponentId id : members) {
    assert(moment.world[moment.world[id].place].alive() && moment.world[place].alive());
    detach(moment.world, id);
    attach(moment.world, id, place);
    unsettle_all(moment, id);
  }
  for (const ComponentId id : members) host_changed(moment, id);
}

bool all_alive(Scene scene, ComponentId id) {
  if (!scene.world[id].alive()) return false;
  for (ComponentId guest = scene.world[id].first_guest; guest;
       guest = scene.world[guest].next_guest) {
    if (!scene.plant[guest].member && !all_alive(scene, guest)) return false;
  }
  return true;
}

double own_capacity_of(Scene scene, ComponentId id) {
  double capacity = scene.world[id].redirected ? capacity_when_redirected(scene, id) : 1;
  if (scene.world[id].degraded == 0) return capacity;
  for (const ModeId mode : scene.plant[id].modes) {
    if (scene.plant[mode].effect == Effect::degrade && scene.world[mode] != ModeState::armed)
      capacity *= scene.plant[mode].capacity;
  }
  return capacity;
}

double capacity_of(Scene scene, ComponentId id) {
  double capacity = 1;
  for (; id; id = scene.world[id].place) capacity *= own_capacity_of(scene, id);
  return capacity;
}

void unsettle_services(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.services.size(); ++i) moment.unsettle(ServiceId(i));
}

void unsettle(Moment& moment, ComponentId id) {
  for (const ServiceId service : moment.plant[id].services) moment.unsettle(service);
  if (!moment.plant[id].counted_by.empty() && !moment.world.serving.empty())
    moment.world.changed.push_back(id);
  if (moment.plant.any_demand) unsettle_services(moment);
  if (!moment.plant.instances.empty()) instance_changed(moment, id);
}

void unsettle_all(Moment& moment, ComponentId id) {
  unsettle(moment, id);
  for_guests(moment.world, id, [&](ComponentId guest) { unsettle_all(moment, guest); });
}

}  // namespace ausfall::models
