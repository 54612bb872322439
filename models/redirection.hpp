// I/O that takes its way through another host: Cluster Shared Volumes.
//
// 1. A node that has lost its own way to a storage gets at it through another node that has one, over
//    a network that joins the two (Microsoft, Cluster Shared Volumes: redirected I/O). What runs there
//    goes on, with the share of its capacity that its cluster says (Redirection).
// 2. Whichever such node there is will do. Nothing is taken over, so nothing stands still meanwhile.
// 3. It is what a cluster does for the disks of its VMs. A quorum disk is reached directly or not at
//    all, and so are disks that have to be reserved.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// The host reaches it, itself or through another.
bool gets_at(Scene scene, ComponentId host, StorageId storage);

/// Through whom the host gets at it; unnamed if through nobody. Not asked of who reaches it itself.
ComponentId coordinator(Scene scene, ComponentId host, StorageId storage);

/// Of what runs or starts: which way its I/O takes may be another.
void notice_way(Moment& moment, ComponentId id);

/// A host works, or no longer does: others may get at storage through it.
void ways_changed(Moment& moment, ComponentId host);

/// What is left to it. REQUIRES: its I/O is redirected.
double capacity_when_redirected(Scene scene, ComponentId id);

}  // namespace ausfall::models
