// What becomes of those who lose their disks, as a plant is made whole: what they say themselves goes
// before what their cluster's product and their storage do.
#pragma once

#include "models/plant.hpp"

namespace ausfall::models {

/// Of a VM with storage that is a member of this cluster: its hypervisor may pause it, or hold its
/// I/O, and its nodes may get at the storage through one another.
void leave_to_cluster(Plant& plant, Component& vm, ClusterId cluster);

/// Whoever lies on a storage that queues I/O, and says nothing of it himself, waits as long as that.
/// The clusters' members are known.
void queue_io(const Plant& plant, const Storage& storage, Component& user);

}  // namespace ausfall::models
