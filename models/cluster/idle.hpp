// Nodes without groups, where a watchdog runs only while a node carries some (`idle_after`).
//
// Source: pve-ha-manager, LRM.pm: after 60 rounds of 10 s without a service on it the local resource
// manager gives up its lock and its watchdog; one that has just come up has neither. A service in its
// error state does not count.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// Groups are on it, or were when it was lost; one that has failed for good does not count.
bool carries_groups(const Moment& moment, NodeId id);

/// Its machine went off: whatever comes up has no watchdog yet.
void begin_idle(Moment& moment, NodeId id);

/// Groups may have come or gone: makes the nodes' clocks and states agree with that.
void watch_idle(Moment& moment);

/// It has carried no group for as long as its cluster bears.
void node_idles(Moment& moment, NodeId id);

/// It carries no group in good health.
bool idles_at_first(const Plant& plant, NodeId id);

}  // namespace ausfall::models
