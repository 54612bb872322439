// Who may go on: the quorum that a side needs before it takes over groups, so that no two sides do.
//
// Sources: none; majority: Microsoft, "Choosing a cluster model" (cc783705), floor(n / 2) + 1;
// shared disk with challenge and defence: KB309186 (the owner renews its reservation every 3 s; a
// challenger resets the bus, waits 7 s and reserves; whoever loses stops its cluster service).
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// A side has agreed on who it is: it goes on if it holds the quorum, challenges for it, or stops.
/// REQUIRES: `leader` leads it.
void seek_quorum(Moment& moment, NodeId leader, NodeSet side);

/// Nodes that found nobody to join ask whether they may be a side of their own. They stay waiting
/// otherwise.
void seek_quorum_to_form(Moment& moment, NodeId leader, NodeSet nodes);

/// The challenge for the quorum disk by the side that it leads, or by it and others who wait to
/// form one, has come to its end.
void arbitrated(Moment& moment, NodeId id);

/// Its cluster service, stopped for want of the quorum, starts again.
void service_retries(Moment& moment, NodeId id);

}  // namespace ausfall::models
