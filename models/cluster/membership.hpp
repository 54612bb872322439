// Who is left: heartbeats that fall silent, suspicion, regroup, election, joining.
//
// 1. Heartbeats that arrive change nothing, so none is simulated: what is, is the time from a
//    node's silence to its being suspected by those who take it for a member and no longer hear it.
// 2. A suspicion makes its side regroup: work out who is left, elect a leader if theirs is lost,
//    and then see whether they hold the quorum. The clock of that belongs to the side's first node
//    that has something to agree on.
// 3. `contacts_changed` may be called at any time: it only makes clocks agree with what nodes hear
//    and believe.
#pragma once

#include "models/reactions.hpp"

namespace ausfall::models {

/// It has been silent for as long as its cluster bears.
void node_suspected(Moment& moment, NodeId id);

/// The side that it leads has agreed on who is left, or on who leads.
void regrouped(Moment& moment, NodeId id);

/// It was switched off by those who had it for a member: they agree on what is left, and need not
/// find out first that it is silent.
void go_on_without(Moment& moment, NodeId id);

/// Its cluster service looks for a side to join, or forms one. REQUIRES: it is not a member.
void try_join(Moment& moment, NodeId id);

/// It and others that wait as it does, who all hear one another. REQUIRES: it waits.
NodeSet waiting_in_touch(const Moment& moment, NodeId id);

/// It is no longer a member of any side. What others do about it goes on.
void leave_side(Moment& moment, NodeId id, NodeStatus status);

/// These nodes, so far without a side, are one from now on.
void form(Moment& moment, ClusterId cluster, NodeSet nodes);

}  // namespace ausfall::models
