// What a node does that finds itself cut off: it stays, or takes its members down so that others
// may start them.
//
// 1. A node is isolated when it works and none of its heartbeat networks does for it: its links are
//    cut, or their switches down. One whose companions died is not: it can still reach the network
//    (it pings its isolation address; vSphere HA Deepdive).
// 2. It responds once. What it gave up and nobody took starts there again when it is back in touch.
//    With `needs_owner` it waits for somebody who is not cut off and has the storage of its groups,
//    or for the loss of that storage here: where all are cut off at once, all stay (vSphere HA
//    Deepdive: the response fires only if a master owns the datastore, or it is inaccessible).
// 3. Whoever is cut off, and knows what that means (there is a response, or the storage's locks
//    tell), takes no groups: not those of the others, who are not lost, nor its own until then.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// None of the cluster's heartbeat networks works for it.
bool is_cut_off(Scene scene, NodeId id);

/// These nodes, a side or part of one, may take groups as far as isolation is concerned.
bool may_take_groups(const Moment& moment, ClusterId cluster, NodeSet side);

/// Somebody's attachment to the heartbeat networks, or part in the cluster, may have changed: makes
/// the clocks of isolation agree with it.
void watch_isolation(Moment& moment, ClusterId cluster);

/// It has been cut off for as long as its response waits.
void isolation_due(Moment& moment, NodeId id);

/// The shut-down of its members is complete; those that hang are off too.
void isolated_node_shut_down(Moment& moment, NodeId id);

}  // namespace ausfall::models
