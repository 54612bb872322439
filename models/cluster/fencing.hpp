// Fencing: making sure that a node which is thought lost no longer runs a group, before another
// does.
//
// 1. By reservation (KB309186): reset the bus, wait for longer than a defender takes to reserve
//    again, reserve. A node that lives and reaches the disk defends it, and the attempt is made
//    again; one that hangs or lost its disk does not. The first attempt is part of bringing the
//    disks online (Phase::storage); from the first that fails on, the group waits to be fenced.
// 2. By power: whoever may go on has each lost node switched off, and it boots again (Pacemaker's
//    action `reboot`). Its groups are not touched before that has worked. An attempt under way runs
//    its course: until its end the node may not join, though it be in touch again. After one that
//    failed it may, and is no longer lost (Pacemaker: the fencer finishes what was asked of it; a
//    node that has joined cleanly is not asked for again). Two sides that both may go on shoot at
//    each other: requests that were sent work though their senders die (fence_request.hpp).
//    By poison pill: likewise, the request being a message on shared disks (sbd(8)). A node that
//    loses the disks resets itself, or only if it has no quorum either, and may not join without.
// 3. By watchdog (Proxmox VE, pve-ha-manager): a node that lost the quorum, or stands still, resets
//    itself; the others wait until its leases must have expired. With `idle_after` one that has
//    carried no group for so long is not reset (idle.hpp), and nobody waits for it.
// 4. By lock (VMFS, sanlock): the storage refuses a second opener, as long as the first one lives,
//    reaches the storage, and has the group's members on. Where nodes also write heartbeats on
//    storages, the groups of one that is seen alive there are left to it.
//
// In 2 to 4 a group that waits stays `lost`, in Phase::fence, and one that serves on another side
// is left alone: who may take it follows from views, fences and locks, and is asked again whenever
// one of them changes (`take_freed`).
#pragma once

#include "models/cluster/view.hpp"

namespace ausfall::models {

// ---- reservation: of a group --------------------------------------------------------------------

/// Its disks have to be reserved anew, and the cluster does so.
bool needs_fencing(const Moment& moment, GroupId id);

/// An attempt to fence the node that the group is taken from.
void fence(Moment& moment, GroupId id);
/// Another, after one that failed.
void fence_again(Moment& moment, GroupId id);

/// The node that it is taken from holds on to its disks: it lives, reaches them, and is on another
/// side. REQUIRES: the target is set.
bool still_defended(const Moment& moment, GroupId id);

// ---- power, watchdog, lock ----------------------------------------------------------------------

/// This side may not take the group: the node that has it is not fenced, or holds its lock, or
/// another side is about to bring it online.
bool held_back(const Moment& moment, GroupId id, NodeSet side);

/// It works, and it and somebody of this side reach a storage on which nodes write heartbeats.
bool seen_alive(const Moment& moment, NodeId id, NodeSet side);

/// What is about to be moved may still be open elsewhere, and its lock is taken from there.
bool takes_lock(const Moment& moment, GroupId id);

/// This side may go on: it sees to it that all nodes outside are fenced. `anew`: nobody was
/// watching them before, so their leases begin now.
void fence_lost(Moment& moment, ClusterId cluster, NodeSet side, bool anew);

/// A group waits for this node to be fenced: it is, if nobody has begun to.
void ask_for_fence(Moment& moment, NodeId id);

/// Power: the others have a node switched off that they hear, since something could not be stopped
/// there. False where nobody can.
bool fence_member(Moment& moment, NodeId id);

/// Fences that nobody wants any longer are called off. True if there were any.
bool watch_fencing(Moment& moment, ClusterId cluster);

/// An attempt to switch it off is under way, and it may not join.
bool barred(const Moment& moment, NodeId id);

/// Without the quorum its members run on, until its watchdog resets it.
bool runs_without_quorum(const Moment& moment, NodeId id);

/// Groups may have to wait until a node is fenced, or a lock is free.
bool holds_back(FencingKind kind);

/// It is a member again: what was done about it is over, as far as no other side goes on with it.
void forget_fencing(Moment& moment, NodeId id);

/// It is switched off now, by power, and nobody fences it once more.
void switch_off(Moment& moment, NodeId id);

// ---- clocks -------------------------------------------------------------------------------------

/// Power, poison pill: a request has waited for long enough, an attempt to fence the node has ended,
/// or a person has come to do so. Watchdog: the delay after it was found lost is over.
void node_fenced(Moment& moment, NodeId id);

/// Watchdog: whatever the silent node held is free.
void lease_expired(Moment& moment, NodeId id);

}  // namespace ausfall::models
