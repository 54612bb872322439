// Nodes that leave the cluster again and again are kept out for a while.
//
// 1. A departure is that a side which holds the quorum regroups without a node that was not drained
//    before. Each counts for `period`; the one that makes `threshold` of them within it keeps the
//    node out for `duration`, and all are forgotten.
// 2. Of all nodes no more than `at_most` are kept out at a time, but one always may be. A departure
//    past that counts, and the next may keep the node out.
// 3. What a lost node is left for a while (grace) is moved off one that is kept out: it migrates as
//    soon as the two are in touch; what is paused there cannot, and fails over at once.
//
// Source: Microsoft's blog, Virtual Machine Compute Resiliency in Windows Server 2016; Savill,
// Mastering Windows Server 2016 Hyper-V: three times within an hour, for 7200 s, at most 25 % of the
// nodes; virtual machines are drained without interrupting them.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// A side that holds the quorum has regrouped without these nodes.
void count_departures(Moment& moment, ClusterId cluster, NodeSet gone);

/// So many may be kept out of a cluster of so many nodes at a time. REQUIRES: 0 <= share <= 1.
std::size_t quarantined_at_most(double share, std::size_t nodes);

// ---- clocks -------------------------------------------------------------------------------------

/// A departure was too long ago to count.
void departure_forgotten(Moment& moment, NodeId id, std::size_t which);

void quarantine_over(Moment& moment, NodeId id);

}  // namespace ausfall::models
