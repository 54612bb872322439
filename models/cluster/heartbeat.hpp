// Heartbeats where single ones matter: on networks that lose some, and where each is simulated.
//
// 1. Otherwise none is followed: one that arrives changes nothing, and the time from a node's
//    silence to its being suspected has a law (membership).
// 2. On a lossy network a living node is suspected when `missed` of its heartbeats in a row are
//    lost: the first run of losses, whose law is exact (sim/trials.hpp). Whoever misses it is deaf
//    to it until a heartbeat arrives; if its side has agreed by then that it is gone, it is.
// 3. With `mode: explicit` every heartbeat is an event, lost or heard, and whoever hears one sets a
//    timer of `missed` intervals anew. It is the plain way that must agree with the laws.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// Who takes part, is in touch or in whose view may have changed: makes the clocks of heartbeats
/// agree with it. Nothing in a cluster in which single heartbeats do not matter.
void watch_heartbeats(Moment& moment, ClusterId id);

/// No heartbeat of it will come: explicit timers that wait for one stem from that.
void fell_silent(Moment& moment, NodeId id);

/// Too many heartbeats in a row of the cluster's node `target` did not reach it.
void heartbeats_missed(Moment& moment, NodeId id, std::size_t target);

/// A heartbeat of the node `target` reached it, after too many that did not.
void heartbeat_heard(Moment& moment, NodeId id, std::size_t target);

/// Explicit: it sends a heartbeat over all its networks.
void node_beats(Moment& moment, NodeId id);

/// The networks that joined these two when they last were in touch, as a set.
std::size_t last_joining_networks(Scene scene, NodeId id, NodeId other);

}  // namespace ausfall::models
