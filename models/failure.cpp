#include "models/failure.hpp"

#include <array>
#include <cassert>

#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/reactions.hpp"
#include "models/repair.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

void part_changed(Moment& moment, ComponentId id) {
  const Component& component = moment.plant[id];
  if (is_network_part(component.kind)) return network_changed(moment, id);
  storage_changed(moment, component.storage);
}

/// Parts of networks and storage do not boot: they are up unless something keeps them down.
void part_down(Moment& moment, ComponentId id) {
  moment.world[id].running = Running::off;
  unsettle(moment, id);
  for (const ModeId mode : moment.plant[id].modes) moment.clocks.hold(moment.plant[mode].fails);
  storage_part_failed(moment, id);
  part_changed(moment, id);
}

void part_up(Moment& moment, ComponentId id) {
  moment.world[id].running = Running::on;
  unsettle(moment, id);
  for (const ModeId mode : moment.plant[id].modes) {
    if (moment.world[mode] == ModeState::armed)
      moment.clocks.start(moment.plant[mode].fails, moment.plant[mode].ttf);
  }
  part_changed(moment, id);
}

}  // namespace

void bring_down(Moment& moment, ComponentId id) {
  if (moment.world[id].down++ > 0) return;
  if (!moment.plant[id].runs()) return part_down(moment, id);
  const bool was_on = moment.world[id].running != Running::off;
  stop(moment, id);
  if (was_on) component_failed(moment, id);
}

void let_up(Moment& moment, ComponentId id) {
  assert(moment.world[id].down > 0);
  if (--moment.world[id].down > 0) return;
  if (!moment.plant[id].runs()) return part_up(moment, id);
  try_start(moment, id);
  component_ready(moment, id);
}

namespace {

void hang(Moment& moment, ComponentId id) {
  ++moment.world[id].hung;
  stall(moment, id);
  component_hung(moment, id);
}

/// Somebody resets it: it goes off and starts again.
void reset(Moment& moment, ComponentId id) {
  moment.tell(FactKind::component_reset, id);
  stop(moment, id);
  try_start(moment, id);
  component_ready(moment, id);
}

void degrade(Moment& moment, ComponentId id) {
  unsettle(moment, id);
  capacity_changed(moment, id);
  for (ComponentId guest = moment.world[id].first_guest; guest;) {
    const ComponentId next = moment.world[guest].next_guest;
    degrade(moment, guest);
    guest = next;
  }
}

void evacuation_begins(Moment& moment, FaultId id) {
  const Fault& fault = moment.plant[id];
  moment.world.faults[id.index()] = 1;
  if (fault.lasts) moment.clocks.start(fault.ends, Distribution::constant(*fault.lasts));
  evacuate(moment, fault.component);
}

}  // namespace

void fail(Moment& moment, ModeId id, Repair repair) {
  const Mode& mode = moment.plant[id];
  const ComponentId component = mode.component;
  const bool at_once = repair == Repair::own && mode.ttr.is_zero() && !mode.crew && !mode.spares;
  moment.world[id] = ModeState::in_repair;
  switch (mode.effect) {
    case Effect::down:
      moment.tell(FactKind::component_failed, component, id.index());
      bring_down(moment, component);
      break;
    case Effect::hang:
      // Parts have nothing to hang with: they are down until somebody comes.
      moment.tell(FactKind::component_hung, component, id.index());
      if (moment.plant[component].runs())
        hang(moment, component);
      else
        bring_down(moment, component);
      break;
    case Effect::degrade:
      moment.tell(FactKind::component_degraded, component, id.index());
      ++moment.world[component].degraded;
      degrade(moment, component);
      break;
  }
  if (at_once) return restore(moment, id);
  if (repair == Repair::own) request_repair(moment, id);
}

void restore(Moment& moment, ModeId id) {
  const Mode& mode = moment.plant[id];
  const ComponentId component = mode.component;
  moment.world[id] = ModeState::armed;
  switch (mode.effect) {
    case Effect::down:
      return let_up(moment, component);
    case Effect::hang:
      if (!moment.plant[component].runs()) return let_up(moment, component);
      return reset(moment, component);
    case Effect::degrade:
      moment.tell(FactKind::component_restored, component, id.index());
      --moment.world[component].degraded;
      if (moment.world[component].alive()) moment.clocks.start(mode.fails, mode.ttf);
      return degrade(moment, component);
  }
}

void break_down(Moment& moment, ComponentId id) { bring_down(moment, id); }

void recover(Moment& moment, ComponentId id) { let_up(moment, id); }

void common_cause_strikes(Moment& moment, CommonCauseId id) {
  const CommonCause& cause = moment.plant[id];
  moment.stem_from(cause.cause);
  moment.tell(FactKind::common_cause_struck, id);
  moment.clocks.start(cause.ends, cause.ttr);
  const std::array<double, 2> hit_or_miss{cause.probability, 1 - cause.probability};
  for (std::size_t i = 0; i < cause.hits.size(); ++i) {
    if (moment.clocks.choose(cause.stream, hit_or_miss) != 0) continue;
    moment.world.common_causes[cause.first_hit + i] = 1;
    bring_down(moment, cause.hits[i]);
  }
}

void common_cause_ends(Moment& moment, CommonCauseId id) {
  const CommonCause& cause = moment.plant[id];
  moment.tell(FactKind::common_cause_ended, id);
  moment.clocks.start(cause.strikes, cause.ttf);
  for (std::size_t i = 0; i < cause.hits.size(); ++i) {
    if (moment.world.common_causes[cause.first_hit + i] == 0) continue;
    moment.world.common_causes[cause.first_hit + i] = 0;
    let_up(moment, cause.hits[i]);
  }
}

void fault_strikes(Moment& moment, FaultId id) {
  const Fault& fault = moment.plant[id];
  moment.stem_from(fault.cause);
  moment.tell(FactKind::fault_struck, id);
  if (fault.mode) {
    if (moment.world[fault.mode] != ModeState::armed) return;  // it has failed already
    moment.clocks.stop(moment.plant[fault.mode].fails);
    if (fault.lasts) {
      moment.world.faults[id.index()] = 1;
      moment.clocks.start(fault.ends, Distribution::constant(*fault.lasts));
    }
    return fail(moment, fault.mode, fault.lasts ? Repair::by_fault : Repair::own);
  }
  if (fault.evacuates) return evacuation_begins(moment, id);
  const bool hangs = fault.effect == Effect::hang && moment.plant[fault.component].runs();
  if (hangs && moment.world[fault.component].running == Running::off) return;
  moment.world.faults[id.index()] = 1;
  if (fault.lasts) moment.clocks.start(fault.ends, Distribution::constant(*fault.lasts));
  if (hangs)
    hang(moment, fault.component);
  else
    bring_down(moment, fault.component);
}

void fault_ends(Moment& moment, FaultId id) {
  const Fault& fault = moment.plant[id];
  if (moment.world.faults[id.index()] == 0) return;
  moment.tell(FactKind::fault_ended, id);
  moment.world.faults[id.index()] = 0;
  if (fault.mode) {
    if (moment.world[fault.mode] != ModeState::armed) restore(moment, fault.mode);
    return;
  }
  if (fault.evacuates) return end_evacuation(moment, fault.component);
  if (fault.effect == Effect::hang && moment.plant[fault.component].runs())
    return reset(moment, fault.component);
  let_up(moment, fault.component);
}

void power_cycle(Moment& moment, ComponentId id) {
  const bool ran = moment.world[id].running != Running::off;
  if (ran) moment.tell(FactKind::component_stopped, id);
  stop(moment, id);
  nothing_to_carry(moment, id);
  try_start(moment, id);
  component_ready(moment, id);
  // What does not come up by itself is for those to see who watch over it.
  if (ran && moment.world[id].running == Running::off) component_failed(moment, id);
}

namespace {

/// The mode is as good as new; a fault that would have made it last longer is over too.
void rearm(Moment& moment, ModeId id) {
  call_off_repair(moment, id);
  moment.world[id] = ModeState::armed;
  for (std::size_t i = 0; i < moment.plant.faults.size(); ++i) {
    if (moment.plant.faults[i].mode != id || moment.world.faults[i] == 0) continue;
    moment.world.faults[i] = 0;
    moment.clocks.stop(moment.plant.faults[i].ends);
  }
}

}  // namespace

void disk_timed_out(Moment& moment, ComponentId id) {
  moment.tell(FactKind::disk_timed_out, id);
  stop(moment, id);
  component_failed(moment, id);
}

void end_hangs(Moment& moment, ComponentId id) {
  moment.world[id].hung = 0;
  for (const ModeId mode : moment.plant[id].modes) {
    if (moment.plant[mode].effect == Effect::hang && moment.world[mode] != ModeState::armed)
      rearm(moment, mode);
  }
  for (const FaultId fault : moment.plant[id].faults) {
    if (moment.world.faults[fault.index()] == 0) continue;
    moment.world.faults[fault.index()] = 0;
    moment.clocks.stop(moment.plant[fault].ends);
  }
}

void leave_failures_behind(Moment& moment, ComponentId id) {
  for (const ModeId mode : moment.plant[id].modes) {
    if (moment.plant[mode].effect != Effect::down || moment.world[mode] == ModeState::armed)
      continue;
    rearm(moment, mode);
    --moment.world[id].down;
  }
}

void end_degradation(Moment& moment, ComponentId id) {
  for (const ModeId mode : moment.plant[id].modes) {
    if (moment.plant[mode].effect != Effect::degrade || moment.world[mode] == ModeState::armed)
      continue;
    rearm(moment, mode);
    --moment.world[id].degraded;
    moment.tell(FactKind::component_restored, id, mode.index());
  }
}

void arm(Moment& moment) {
  for (const Mode& mode : moment.plant.modes) moment.clocks.start(mode.fails, mode.ttf);
  for (const CommonCause& cause : moment.plant.common_causes)
    moment.clocks.start(cause.strikes, cause.ttf);
  for (const Fault& fault : moment.plant.faults)
    moment.clocks.start(fault.strikes, Distribution::constant(fault.at));
}

}  // namespace ausfall::models
