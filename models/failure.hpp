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

/// One more reason keeps it down: it goes down with what stands on it.
void bring_down(Moment& moment, ComponentId id);
/// One reason less: it boots or starts if it was the last.
void let_up(Moment& moment, ComponentId id);

/// The repair has ended: the mode is as good as new, and its component starts if nothing else keeps
/// it down.
void restore(Moment& moment, ModeId id);

void common_cause_strikes(Moment& moment, CommonCauseId id);
void common_cause_ends(Moment& moment, CommonCauseId id);

void fault_strikes(Moment& moment, FaultId id);
void fault_ends(Moment& moment, FaultId id);

/// A guest's disk did not answer for too long: it has failed for good and has to start again.
void disk_timed_out(Moment& moment, ComponentId id);

/// Whoever resets a component that hangs ends its hangs; repairs that were under way are called
/// off. REQUIRES: it is off.
void end_hangs(Moment& moment, ComponentId id);

/// Starting elsewhere leaves behind what kept it down: its modes are as good as new. REQUIRES: it
/// is off.
void leave_failures_behind(Moment& moment, ComponentId id);

/// The clocks of a healthy world: failure modes, common causes, faults.
void arm(Moment& moment);

}  // namespace ausfall::models
