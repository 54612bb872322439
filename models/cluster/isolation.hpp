// What a node does that finds itself cut off: it stays, or takes its members down so that others
// may start them.
//
// A node is isolated when it works and none of its heartbeat networks does for it: its links are
// cut, or their switches down. One whose companions died is not: it can still reach the network
// (it pings its isolation address; vSphere HA Deepdive).
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// Somebody's attachment to the heartbeat networks, or part in the cluster, may have changed: makes
/// the clocks of isolation agree with it.
void watch_isolation(Moment& moment, ClusterId cluster);

/// It has been cut off for as long as its response waits.
void isolation_due(Moment& moment, NodeId id);

/// The shut-down of its members is complete.
void isolated_node_shut_down(Moment& moment, NodeId id);

}  // namespace ausfall::models
