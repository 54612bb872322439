// Failures that nobody sees until what has failed is needed, or tested.
//
// 1. What is in use is needed all the time: for it a latent failure is one like any other. What is
//    not, a standby or a spare, goes on counting as working, and is found failed as soon as it is
//    in use; before time passes, so it has done nothing by then. From then on it is down, and its
//    repair begins.
// 2. In use are
//      a host or VM        on which something runs or starts, or that holds a cluster's witness
//      a VM or app         that its cluster has started, or that gets requests of a load balancer
//      an array            whose storage somebody uses
//      a controller, path  the first that works, likewise; of a path, whose host uses it
//      a switch            the first of its network that works, and one over which a host is attached
//      a link              the first of its host's to the network that works, and its switch with it
//      a trunk             the first that works between its two networks
//      a device            that bridges a common cause under way
//    and whatever a service takes: of the parts of a need, in the order in which they are written,
//    those that serve, as many as are needed. Where fewer serve, all parts are.
// 3. A storage is used by the VMs and apps on it that are on or start, and by a cluster whose quorum
//    disk or witness it is.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

// `in_use` is declared in models/reactions.hpp, since a failure asks for it.

/// Finds what has failed unseen and is in use. Whether there was anything.
bool find_what_is_needed(Moment& moment);

/// A proof test: it finds what has failed unseen.
void mode_tested(Moment& moment, ModeId id);

}  // namespace ausfall::models
