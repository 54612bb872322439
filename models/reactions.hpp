// What clusters do when something under them changes, and what they are asked.
//
// Components, storage, networks, failures and repair call this, and know nothing else of clusters.
// The calls are declared here, below the clusters, and defined in cluster/, above: each in the file
// that its heading names. A new behaviour that has to notice something begins with one of them.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

// ---- machines of nodes: cluster/membership.cpp --------------------------------------------------

/// The node's machine has come up, gone off, stands still, goes on.
void machine_up(Moment& moment, NodeId id);
void machine_down(Moment& moment, NodeId id);
void machine_stalled(Moment& moment, NodeId id);
void machine_unstalled(Moment& moment, NodeId id);

/// Somebody may hear more or fewer of the others than before, or reach the quorum disk or witness.
void contacts_changed(Moment& moment, ClusterId cluster);

// ---- members of groups: cluster/watching.cpp, bringing_online.cpp, start_attempts.cpp, queue.cpp ----

/// It stopped, or hangs, by a failure of its own.
void component_failed(Moment& moment, ComponentId id);
void component_hung(Moment& moment, ComponentId id);

/// Its capacity is another, by its own failures or those of what it stands on.
void capacity_changed(Moment& moment, ComponentId id);

/// Where disks answer, or where clients come, may be another: groups of the cluster may be cut off
/// from what they need, or no longer.
void surroundings_changed(Moment& moment, ClusterId cluster);

/// The member has begun to boot or start, which its cluster gives it some time for (pending
/// time-out).
void member_starts(Moment& moment, MemberId id);
/// It runs, or was stopped on the way.
void member_start_ended(Moment& moment, MemberId id);

/// It was started, and is off again: its start came to nothing.
void member_start_failed(Moment& moment, MemberId id);

/// It runs, or goes on: perhaps the group it belongs to serves again.
void recovery_progressed(Moment& moment, ComponentId id);

/// Nothing of its own keeps it down any longer.
void component_ready(Moment& moment, ComponentId id);

/// The member may run where it is, as far as its cluster is concerned.
bool may_run(const Moment& moment, MemberId id);

// ---- locks on disks: cluster/takeover.cpp -------------------------------------------------------

/// Somebody may no longer reach a storage, and has lost the locks there.
void locks_changed(Moment& moment);

// ---- lost disks: cluster/storage_loss.cpp, stopping.cpp ------------------------------------------

/// The disk of what runs no longer answers, and it stands still for that.
void disk_lost(Moment& moment, ComponentId id);
/// Nor does it now, while what is known of its storage is another.
void disk_still_lost(Moment& moment, ComponentId id);
/// It answers again, or nobody waits for it any longer.
void disk_back(Moment& moment, ComponentId id);
/// Its disk answers again, or its I/O fails. True if its cluster had asked it to stop, which it does by
/// that.
bool stop_completes(Moment& moment, ComponentId id);

// ---- planned moves: cluster/planned.cpp ---------------------------------------------------------

/// The nodes on this host are drained, as far as others can take their groups; and take groups
/// again.
void evacuate(Moment& moment, ComponentId host);
void end_evacuation(Moment& moment, ComponentId host);

/// The member's group serves as far as its cluster knows, and is not on its way: the member can be
/// restarted where it is.
bool may_be_stopped(const Moment& moment, MemberId id);

/// It was reset, and is off: of a VM that is being moved there is nothing left to carry.
void nothing_to_carry(Moment& moment, ComponentId id);

// ---- load balancers: cluster/balancer.cpp -------------------------------------------------------

/// This component serves, or works, or no longer does: its instances' services have to be looked
/// at, and the clocks of the checks that ask for it agree with what it does.
void instance_changed(Moment& moment, ComponentId id);

/// Clients reach other machines than before, or a replication begins.
void watch_all_instances(Moment& moment);

/// It serves, clients reach it, and it gets requests. What is no instance needs no rotation.
bool in_service(Scene scene, ComponentId id);

/// The share of the pool's requests that are answered: of those in rotation, the part that serves,
/// each by its capacity. 0 with none in rotation.
double answered(Scene scene, PoolId id);

// ---- what fails unseen: latent.cpp --------------------------------------------------------------

/// Somebody depends on its working. REQUIRES: one of its modes is latent.
bool in_use(Scene scene, ComponentId id);

// ---- split brain: cluster/split_brain.cpp -------------------------------------------------------

/// The component belongs to a group whose second instance serves.
bool ghost_serves(Scene scene, ComponentId id);

/// The component belongs to a group whose data is corrupt, since it ran twice.
bool is_being_restored(Scene scene, ComponentId id);

}  // namespace ausfall::models
