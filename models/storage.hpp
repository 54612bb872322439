// Shared storage: who reaches it, what its loss does to those who use it, and who boots from it.
//
// 1. Of controllers, and of a host's paths, the first that works is in use. When it fails and
//    another works, I/O stands still until that one has taken over: of all hosts, or of this one. A
//    better one that comes back takes over at once.
// 2. On a parallel SCSI bus a reset makes the I/O of all hosts stand still until the bus has
//    settled (Quantum's manual: it clears the tasks of all initiators).
// 3. VMs that boot from one array at the same time share its I/Os a second equally: what n of them
//    have left takes n times as long. One that stands still leaves its share to the others.
// 4. Whoever cannot get at his disk stands still. After his disk time-out he stops, or hangs until he
//    is restarted, or goes on waiting (DiskLoss); with his disk back he goes on, or starts anew.
// 5. A mirror (models/mirror) is reached through whichever of its sides does I/O. What makes one of
//    these stand still makes it stand still, since all is written on both.
// 6. I/O can take its way through another host (redirection.cpp): Cluster Shared Volumes. A node that has
//    lost its own way to a storage gets at it through another node that has one, over a network that
//    joins the two (Microsoft, Cluster Shared Volumes: redirected I/O). What runs there goes on, with
//    the share of its capacity that its cluster says (Redirection). Whichever such node there is will
//    do; nothing is taken over, so nothing stands still meanwhile. It is what a cluster does for the
//    disks of its VMs: a quorum disk is reached directly or not at all.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// Its array works, and one of its controllers. REQUIRES: it is no mirror.
bool works(Scene scene, StorageId storage);

/// It works, and one of this host's paths to it that is not just taking
/// over from another, and for iSCSI the network between.
bool reaches(Scene scene, ComponentId host, StorageId storage);

/// Its path has failed, and another is taking over: its I/O waits, and does not fail.
bool takes_another_path(Scene scene, ComponentId host, StorageId storage);

/// It reaches it, itself or through another host, and the I/O of all does not
/// stand still: what is asked now is answered now.
bool answers(Scene scene, ComponentId host, StorageId storage);

/// A part of it, or of its network, went down or came back. A VM or app that loses it stands still,
/// and fails for good after its disk time-out; one that waits for it starts.
void storage_changed(Moment& moment, StorageId storage);

/// An array, a controller or a path has gone down: if it was in use, another takes over. Those who
/// use it are told by `storage_changed`, which has to follow.
void storage_part_failed(Moment& moment, ComponentId part);

/// Nobody's I/O is answered for this time, from now on.
void stand_still(Moment& moment, StorageId id, const Distribution& time);
/// There is nothing left that could go on: its I/O no longer stands still, it is gone.
void abandon(Moment& moment, StorageId id);

/// A controller has taken over, or the bus has settled: I/O goes on.
void storage_resumed(Moment& moment, StorageId id);

/// Another path of its `number`-th host has taken over.
void path_resumed(Moment& moment, StorageId id, std::size_t number);

/// A node reserves the disk anew, or challenges for it, and begins with a reset of its bus
/// (KB309186). Nothing where there is no such bus, where its I/O stands still already, or where the
/// node does not reach it; a VM's resets go no farther than its own virtual bus.
void reset_bus(Moment& moment, StorageId id, ComponentId node);

// ---- ways through other hosts: redirection.cpp --------------------------------------------------

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

// ---- boots: of VMs whose boot's I/Os take time --------------------------------------------------

void begin_boot_io(Moment& moment, ComponentId id);

/// It stands still. REQUIRES: its boot's I/Os are under way.
void hold_boot_io(Moment& moment, ComponentId id);
/// It goes on.
void resume_boot_io(Moment& moment, ComponentId id);

/// It goes off. REQUIRES: its boot's I/Os are not done; `stalled` still tells whether it stood
/// still.
void stop_boot_io(Moment& moment, ComponentId id);

/// The I/Os of its boot are done.
void boot_io_done(Moment& moment, ComponentId id);

}  // namespace ausfall::models
