// A node's watchdog, and the lease after which the others need not wait for it any longer.
//
// What feeds it is the node's taking part with the quorum; nothing does while the machine stands still.
// The others count from the last that was heard of it. What they do then is told in fencing.hpp.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// It is no longer heard, or heard again.
void lease_begins(Moment& moment, NodeId id);
void lease_renewed(Moment& moment, NodeId id);

/// Nothing feeds it from now on (the quorum is lost, the machine stands still); it is fed again, or
/// off.
void starve_watchdog(Moment& moment, NodeId id);
void feed_watchdog(Moment& moment, NodeId id);

// ---- clocks -------------------------------------------------------------------------------------

/// It has not been fed for too long, and resets its machine.
void watchdog_fired(Moment& moment, NodeId id);

}  // namespace ausfall::models
