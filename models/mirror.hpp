// Mirrored storage: two storages that hold the same data, as metro clusters have it.
//
// 1. While both sides work and are in contact, both answer, and are in step: what is written is on
//    both. When they lose each other, one of them at most goes on, and the I/O of all hosts stands
//    still for `switch_over`. The other is out of step from then on.
// 2. Which one goes on: where nothing can part them (no `over`), the one that works. Otherwise a
//    side cannot tell a partner that is dead from one that is out of reach. With a witness it is the
//    side that works and reaches it, of two the preferred one. Without, or while none of them
//    reaches it, it is the preferred side; if that was lost, neither: the mirror stops until it is
//    back, or a person decides.
//    Sources: Dell PowerStore, Metro protection (the nonpreferred system stops at any failure of the
//    other system or of the connection); HPE Primera, Quorum Witness (required for an automatic
//    failover); NetApp, `snapmirror mediator primary-bias show` (without the Mediator no failover to
//    the secondary); EMC SRDF/Metro, witness failure scenarios (bias mode without the witness).
// 3. In contact again, the one out of step is brought into step, which takes `resync`. If the other
//    fails before, the mirror is down until it is back: nobody else has all the data.
// 4. A mirror whose copy lags is asynchronous: all I/O is done on the preferred side while both are in
//    step, and waits for the other one never. Where that goes on alone, what had not reached it is
//    lost.
// 5. A mirror is watched when a ring is over (`watch_mirrors`), so what fails at one instant fails
//    together.
#pragma once

#include <cstddef>

#include "models/moment.hpp"

namespace ausfall::models {

/// Every mirror agrees with what its sides do, and with what joins them. Whoever changes those has
/// to call this before time passes.
void watch_mirrors(Moment& moment);

/// All is well.
MirrorState mirror_in_step(const Plant& plant, const Mirror& mirror);

/// The side that was away has all that was written.
void mirror_resynced(Moment& moment, MirrorId id);

/// A person lets a side go on alone, where no rule did.
void mirror_decided(Moment& moment, MirrorId id);

}  // namespace ausfall::models
