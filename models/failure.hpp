// How components fail and come back: failure modes, common causes, injected faults.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

enum class Repair : std::uint8_t {
  own,       ///< as the mode says
  by_fault,  ///< it lasts as long as the injected fault
};

/// This failure happens, with its effect, and its repair is asked for. REQUIRES: the mode is armed,
/// its clock not running.
void fail(Moment& moment, ModeId id, Repair repair = Repair::own);

/// What finds a latent failure.
enum class FoundBy : std::uint8_t { need, test, start };

/// What failed unseen is found: from now on it is down, and its repair is asked for. REQUIRES: the
/// mode is unseen.
void found_failed(Moment& moment, ModeId id, FoundBy by);

/// One more reason keeps it down: it goes down with what stands on it.
void bring_down(Moment& moment, ComponentId id);
/// One reason less: it boots or starts if it was the last.
void let_up(Moment& moment, ComponentId id);

/// The repair has ended: the mode is as good as new, and its component starts if nothing else keeps
/// it down.
void restore(Moment& moment, ModeId id);

/// It goes down for a reason that has no mode, and with `recover` the reason is gone.
void break_down(Moment& moment, ComponentId id);
/// REQUIRES: something keeps it down.
void recover(Moment& moment, ComponentId id);

void common_cause_strikes(Moment& moment, CommonCauseId id);
void common_cause_ends(Moment& moment, CommonCauseId id);
/// What bridged it is exhausted: it strikes.
void bridge_over(Moment& moment, CommonCauseId id);

void fault_strikes(Moment& moment, FaultId id);
void fault_ends(Moment& moment, FaultId id);

/// It is switched off and on: what hung no longer does, and it starts if nothing keeps it down.
void power_cycle(Moment& moment, ComponentId id);

/// A guest's disk did not answer for too long: it has failed for good and has to start again.
void disk_timed_out(Moment& moment, ComponentId id);

/// Its disk answers again, and it hung for want of it: somebody resets it, and it starts anew.
void restart_what_hung(Moment& moment, ComponentId id);

/// Whoever resets a component that hangs ends its hangs; repairs that were under way are called
/// off. REQUIRES: it is off.
void end_hangs(Moment& moment, ComponentId id);

/// Starting elsewhere leaves behind what kept it down: its modes are as good as new. REQUIRES: it
/// is off.
void leave_failures_behind(Moment& moment, ComponentId id);

/// A restart by its cluster ends what took some of its capacity, as a reset ends a hang: a leak.
/// Whatever repair is under way is called off. REQUIRES: it is off.
void end_degradation(Moment& moment, ComponentId id);
/// Of one mode, if it is that.
void end_degradation(Moment& moment, ModeId id);

/// The clocks of a healthy world: failure modes, common causes, faults.
void arm(Moment& moment);

}  // namespace ausfall::models
