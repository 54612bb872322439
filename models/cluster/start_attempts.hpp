// Starts that come to nothing on the node where they are tried.
//
// 1. A start of a member fails by chance (`start-failure`), or since something keeps it from starting
//    (`effect: no-start`), when it has taken its time. Its cluster sees that at once, and it counts.
// 2. What is broken on its node, by failures of its own, is tried there all the same, where the cluster
//    does not know better (Restart::tries_broken): each try takes the time of a start, and fails. What
//    is mended meanwhile starts then.
// 3. A try that takes no time, and may be repeated without end or delay, is not made: it would be
//    repeated for ever at one moment.
//
// Source: pve-ha-manager, regression tests of resource failures; KB947712, KB228923; Pacemaker
// Explained, start-failure-is-fatal.
#pragma once

#include "models/cluster/view.hpp"
#include "models/moment.hpp"

namespace ausfall::models {

/// Nothing but failures of its own keeps it down: it could start on another node.
bool is_broken_here(const Moment& moment, ComponentId id);

/// The member is off, its group starts: if it is broken there, an attempt is made.
void try_what_is_broken(Moment& moment, MemberId id);

/// Trying it again and again would take no time at all, and never end.
bool is_tried_in_vain(const Moment& moment, GroupId id, MemberId member);

// ---- clocks -------------------------------------------------------------------------------------

void attempt_over(Moment& moment, MemberId id);

}  // namespace ausfall::models
