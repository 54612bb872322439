#include "models/failure.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <span>
#include <vector>

#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/reactions.hpp"
#include "models/rejuvenation_clock.hpp"
#include "models/repair.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

/// What it bridged strikes, and what follows stems from that.
void bridge_failed(Moment& moment, ComponentId id) {
  if (moment.plant[id].bridges.empty()) return;
  const CauseId origin = moment.origin();
  for (const CommonCauseId cause : moment.plant[id].bridges) {
    if (moment.world.bridged[cause.index()] != 0) bridge_over(moment, cause);
  }
  moment.stem_from(origin);
}

void part_changed(Moment& moment, ComponentId id) {
  const Component& component = moment.plant[id];
  if (component.kind == ComponentKind::device) return;
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
  bridge_failed(moment, id);
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

}  // namespace

namespace {

/// It is repaired at once, or somebody is asked to.
void see_to(Moment& moment, ModeId id) {
  const Mode& mode = moment.plant[id];
  if (mode.ttr.is_zero() && !mode.crew && !mode.spares) return restore(moment, id);
  request_repair(moment, id);
}

/// It lasts as long as an injected fault.
bool lasts_as_a_fault(const Moment& moment, ModeId id) {
  return std::ranges::any_of(moment.plant.faults, [&](const Fault& fault) {
    for (std::size_t i = 0; i < fault.targets.size(); ++i) {
      if (fault.targets[i].mode == id && moment.world.faults[fault.first_target + i] != 0)
        return true;
    }
    return false;
  });
}

}  // namespace

void fail(Moment& moment, ModeId id, Repair repair) {
  const Mode& mode = moment.plant[id];
  const ComponentId component = mode.component;
  if (mode.effect == Effect::latent && !in_use(moment, component)) {
    moment.world[id] = ModeState::unseen;
    return moment.tell(FactKind::component_failed_unseen, component, id.index());
  }
  if (mode.effect == Effect::no_start) {
    moment.world[id] = ModeState::unseen;
    return moment.tell(FactKind::component_cannot_start, component, id.index());
  }
  moment.world[id] = ModeState::in_repair;
  // What comes up again is new, without a planned restart.
  if (mode.renewed_by && mode.effect != Effect::degrade)
    moment.clocks.stop(moment.plant[mode.renewed_by].due);
  switch (mode.effect) {
    case Effect::no_start:
      break;  // dealt with above
    case Effect::down:
    case Effect::latent:
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
  if (repair == Repair::own) see_to(moment, id);
}

void found_failed(Moment& moment, ModeId id, FoundBy by) {
  const Mode& mode = moment.plant[id];
  moment.stem_from(mode.cause);
  moment.tell(FactKind::component_found_failed, mode.component, id.index(),
              static_cast<std::size_t>(by));
  moment.world[id] = ModeState::in_repair;
  bring_down(moment, mode.component);
  if (!lasts_as_a_fault(moment, id)) see_to(moment, id);
}

namespace {

/// Nobody has noticed that it had failed.
void mended_unseen(Moment& moment, ModeId id) {
  const Mode& mode = moment.plant[id];
  moment.tell(FactKind::component_mended_unseen, mode.component);
  const ComponentState& state = moment.world[mode.component];
  const bool works =
      moment.plant[mode.component].runs() ? state.alive() : state.running == Running::on;
  if (works) moment.clocks.start(mode.fails, mode.ttf);
}

}  // namespace

void restore(Moment& moment, ModeId id) {
  const Mode& mode = moment.plant[id];
  const ComponentId component = mode.component;
  const bool unseen = moment.world[id] == ModeState::unseen;
  moment.world[id] = ModeState::armed;
  if (unseen) return mended_unseen(moment, id);
  switch (mode.effect) {
    case Effect::down:
    case Effect::latent:
    case Effect::no_start:
      return let_up(moment, component);
    case Effect::hang:
      if (!moment.plant[component].runs()) return let_up(moment, component);
      return reset(moment, component);
    case Effect::degrade:
      moment.tell(FactKind::component_restored, component, id.index());
      --moment.world[component].degraded;
      if (moment.world[component].alive() && mode.beyond == 0)
        moment.clocks.start(mode.fails, mode.ttf);
      return degrade(moment, component);
  }
}

void break_down(Moment& moment, ComponentId id) { bring_down(moment, id); }

void recover(Moment& moment, ComponentId id) { let_up(moment, id); }

namespace {

void hit(Moment& moment, CommonCauseId id) {
  const CommonCause& cause = moment.plant[id];
  const std::array<double, 2> hit_or_miss{cause.probability, 1 - cause.probability};
  for (std::size_t i = 0; i < cause.hits.size(); ++i) {
    if (moment.clocks.choose(cause.stream, hit_or_miss) != 0) continue;
    moment.world.common_causes[cause.first_hit + i] = 1;
    bring_down(moment, cause.hits[i]);
  }
}

/// Whatever bridges it is needed from now on, and hits happen when it no longer does. What has
/// failed unseen is found at once, by `conclude`.
void bridge(Moment& moment, CommonCauseId id) {
  const CommonCause& cause = moment.plant[id];
  if (moment.world[cause.bridged_by].running != Running::on) return hit(moment, id);
  moment.world.bridged[id.index()] = 1;
  moment.tell(FactKind::common_cause_bridged, id, cause.bridged_by.index());
  if (cause.bridge_time) moment.clocks.start(cause.bridge_over, *cause.bridge_time);
}

}  // namespace

void common_cause_strikes(Moment& moment, CommonCauseId id) {
  const CommonCause& cause = moment.plant[id];
  moment.stem_from(cause.cause);
  moment.tell(FactKind::common_cause_struck, id);
  moment.clocks.start(cause.ends, cause.ttr);
  if (cause.bridged_by) return bridge(moment, id);
  hit(moment, id);
}

void bridge_over(Moment& moment, CommonCauseId id) {
  const CommonCause& cause = moment.plant[id];
  moment.stem_from(cause.cause);
  moment.world.bridged[id.index()] = 0;
  if (cause.bridge_over) moment.clocks.stop(cause.bridge_over);
  moment.tell(FactKind::bridge_ended, id, cause.bridged_by.index());
  hit(moment, id);
}

void common_cause_ends(Moment& moment, CommonCauseId id) {
  const CommonCause& cause = moment.plant[id];
  moment.tell(FactKind::common_cause_ended, id);
  moment.clocks.start(cause.strikes, cause.ttf);
  if (moment.world.bridged[id.index()] != 0) {
    moment.world.bridged[id.index()] = 0;
    if (cause.bridge_over) moment.clocks.stop(cause.bridge_over);
  }
  for (std::size_t i = 0; i < cause.hits.size(); ++i) {
    if (moment.world.common_causes[cause.first_hit + i] == 0) continue;
    moment.world.common_causes[cause.first_hit + i] = 0;
    let_up(moment, cause.hits[i]);
  }
}

namespace {

/// The common cause strikes now, if it has not struck already.
void cause_strikes(Moment& moment, const Fault& fault) {
  const CommonCause& cause = moment.plant[fault.common_cause];
  if (moment.clocks.running(cause.ends)) return;
  moment.clocks.stop(cause.strikes);
  common_cause_strikes(moment, fault.common_cause);
  if (!fault.lasts) return;
  moment.clocks.stop(cause.ends);
  moment.clocks.start(cause.ends, Distribution::constant(*fault.lasts));
}

bool hangs(const Moment& moment, const Fault& fault, ComponentId id) {
  return fault.effect == Effect::hang && moment.plant[id].runs();
}

/// Whether it does anything there: a mode that has failed already does not fail again.
bool can_hit(const Moment& moment, const Fault& fault, const FaultTarget& target) {
  if (target.mode) return moment.world[target.mode] == ModeState::armed;
  return fault.evacuates || !hangs(moment, fault, target.component) ||
         moment.world[target.component].running != Running::off;
}

void hit(Moment& moment, const Fault& fault, const FaultTarget& target) {
  if (target.mode) {
    moment.clocks.stop(moment.plant[target.mode].fails);
    return fail(moment, target.mode, fault.lasts ? Repair::by_fault : Repair::own);
  }
  if (fault.evacuates) return evacuate(moment, target.component);
  if (hangs(moment, fault, target.component)) return hang(moment, target.component);
  bring_down(moment, target.component);
}

void release(Moment& moment, const Fault& fault, const FaultTarget& target) {
  if (target.mode) {
    if (moment.world[target.mode] != ModeState::armed) restore(moment, target.mode);
    return;
  }
  if (fault.evacuates) return end_evacuation(moment, target.component);
  if (hangs(moment, fault, target.component)) return reset(moment, target.component);
  let_up(moment, target.component);
}

bool lasts_anywhere(const World& world, const Fault& fault) {
  return std::ranges::any_of(
      std::span(world.faults).subspan(fault.first_target, fault.targets.size()),
      [](std::uint8_t each) { return each != 0; });
}

/// It no longer lasts at its `number`-th target.
void forget(Moment& moment, const Fault& fault, std::size_t number) {
  moment.world.faults[fault.first_target + number] = 0;
  if (!lasts_anywhere(moment.world, fault)) moment.clocks.stop(fault.ends);
}

}  // namespace

void fault_strikes(Moment& moment, FaultId id) {
  const Fault& fault = moment.plant[id];
  moment.stem_from(fault.cause);
  moment.tell(FactKind::fault_struck, id);
  if (fault.common_cause) return cause_strikes(moment, fault);
  std::vector<std::size_t> struck;
  for (std::size_t i = 0; i < fault.targets.size(); ++i) {
    if (!can_hit(moment, fault, fault.targets[i])) continue;
    struck.push_back(i);
    // A mode with a repair of its own is no longer the fault's business.
    if (fault.targets[i].component || fault.lasts) moment.world.faults[fault.first_target + i] = 1;
  }
  if (!struck.empty() && fault.lasts)
    moment.clocks.start(fault.ends, Distribution::constant(*fault.lasts));
  for (const std::size_t i : struck) {
    // What went off with another target does not hang.
    if (can_hit(moment, fault, fault.targets[i]))
      hit(moment, fault, fault.targets[i]);
    else
      forget(moment, fault, i);
  }
}

void fault_ends(Moment& moment, FaultId id) {
  const Fault& fault = moment.plant[id];
  if (!lasts_anywhere(moment.world, fault)) return;
  moment.tell(FactKind::fault_ended, id);
  for (std::size_t i = 0; i < fault.targets.size(); ++i) {
    std::uint8_t& lasts = moment.world.faults[fault.first_target + i];
    if (lasts == 0) continue;
    lasts = 0;
    release(moment, fault, fault.targets[i]);
  }
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
  for (const Fault& fault : moment.plant.faults) {
    for (std::size_t i = 0; i < fault.targets.size(); ++i) {
      if (fault.targets[i].mode == id && moment.world.faults[fault.first_target + i] != 0)
        forget(moment, fault, i);
    }
  }
}

}  // namespace

void disk_timed_out(Moment& moment, ComponentId id) {
  if (stop_completes(moment, id)) return;
  if (moment.plant[id].disk_loss == DiskLoss::hang) {
    // It stands still already, and does so from now on whatever becomes of its disk.
    moment.world[id].io_failed = true;
    moment.tell(FactKind::disk_timed_out_hung, id);
    return component_hung(moment, id);
  }
  moment.tell(FactKind::disk_timed_out, id);
  stop(moment, id);
  component_failed(moment, id);
}

void restart_what_hung(Moment& moment, ComponentId id) { reset(moment, id); }

void end_hangs(Moment& moment, ComponentId id) {
  moment.world[id].hung = 0;
  for (const ModeId mode : moment.plant[id].modes) {
    if (moment.plant[mode].effect == Effect::hang && moment.world[mode] != ModeState::armed)
      rearm(moment, mode);
  }
  for (const FaultId each : moment.plant[id].faults) {
    const Fault& fault = moment.plant[each];
    for (std::size_t i = 0; i < fault.targets.size(); ++i) {
      if (fault.targets[i].component == id && moment.world.faults[fault.first_target + i] != 0)
        forget(moment, fault, i);
    }
  }
}

void leave_failures_behind(Moment& moment, ComponentId id) {
  if (const RejuvenationId planned = moment.plant[id].rejuvenation)
    leave_rejuvenation_behind(moment, planned);
  for (const ModeId mode : moment.plant[id].modes) {
    const Effect effect = moment.plant[mode].effect;
    const bool keeps_it_down =
        effect == Effect::down || effect == Effect::latent || effect == Effect::no_start;
    if (!keeps_it_down || moment.world[mode] == ModeState::armed) continue;
    const bool unseen = moment.world[mode] == ModeState::unseen;
    rearm(moment, mode);
    if (!unseen) --moment.world[id].down;
  }
}

void end_degradation(Moment& moment, ModeId id) {
  const Mode& mode = moment.plant[id];
  if (mode.effect != Effect::degrade || moment.world[id] == ModeState::armed) return;
  rearm(moment, id);
  --moment.world[mode.component].degraded;
  moment.tell(FactKind::component_restored, mode.component, id.index());
}

void end_degradation(Moment& moment, ComponentId id) {
  for (const ModeId mode : moment.plant[id].modes) end_degradation(moment, mode);
}

void arm(Moment& moment) {
  for (const Mode& mode : moment.plant.modes) {
    if (mode.beyond == 0) moment.clocks.start(mode.fails, mode.ttf);
    if (mode.test) moment.clocks.start(mode.tested, mode.test->first);
  }
  for (const CommonCause& cause : moment.plant.common_causes)
    moment.clocks.start(cause.strikes, cause.ttf);
  for (const Fault& fault : moment.plant.faults)
    moment.clocks.start(fault.strikes, Distribution::constant(fault.at));
}

}  // namespace ausfall::models
