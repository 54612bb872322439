// Groups leave nodes that were lost one node after another, and not at all while too much of a zone is
// lost; and what holds a group to its node even when its time there is over.
//
// 1. Whoever decides marks a node that it misses, at most one of a zone in so long. From then on the
//    grace of what runs there counts. Nodes of a zone of which too much is lost are not marked, and
//    the marks of those whose groups have not left yet are taken back: their grace begins anew.
//    (Kubernetes leaves marks that it has set; of nodes that are lost at one moment it may have marked
//    one or two before it knows of the others.)
// 2. A group whose grace is over leaves its node, unless it waits for it (`Group::waits_for_node`): then
//    until the node is back, or somebody makes sure that it is off, or the product lets it go.
// 3. Disks that one node holds are taken from it `Eviction::detach` after that; whatever ran on them
//    there has lost them. What has no such disks runs on at a node that is only cut off, beside what
//    replaces it: nobody tells the node.
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// Whether lost nodes are marked in its cluster.
bool evicts(const Moment& moment, GroupId id);

/// The group was left to its node, which is lost: its grace counts if the node is marked.
void grace_begins(Moment& moment, GroupId id);

/// Its grace is over. True: it stays with its node all the same, for now.
bool stays_after_grace(Moment& moment, GroupId id);

/// It is no longer left to its node.
void forget_eviction(Moment& moment, GroupId id);

/// After whatever has happened: lost nodes are marked as far as that may be, and the others are not.
void mark_lost_nodes(Moment& moment);

// ---- clocks -------------------------------------------------------------------------------------

void eviction_paced(Moment& moment, ClusterId id, std::size_t zone);
void group_let_go(Moment& moment, GroupId id);

}  // namespace ausfall::models
