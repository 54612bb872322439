// Who may go on: the quorum that a side needs before it takes over groups, so that no two sides do.
//
// 1. A side that has agreed on who it is asks for the quorum: it goes on, arbitrates for the disk or
//    the witness, or stops its cluster services. Nodes that find nobody to join ask by the same
//    rules whether they may form a side.
// 2. Of two sides at most one goes on, but with `none`, `primaries` and `two-node`, which leave that
//    to fencing. Votes change only by the side that has the quorum, so the next to ask are all
//    counted by the same votes.
// 3. A disk, or a witness that counts, may be lost while its side lives: for as long as an
//    arbitration takes it may come back; then another node of the side that reaches it takes it,
//    and if none does the side does without or stops.
//
// 4. The last configuration is known to the side that went on with the quorum last (`current`). Who
//    was not there may form the cluster only with somebody who was, or from the copy on a disk
//    witness: a file share, or the cloud, knows no more than that there is a later one (cc773550;
//    Savill, Mastering Windows Server 2016 Hyper-V). By dynamic votes it then counts those that it
//    knew of when it last took part.
// 5. `best_partition`: the sides see each other on the state file. The largest goes on, of equal ones
//    that of the first node (CTX129721: the larger partition, of two equal ones that of the host
//    with the lowest UUID). While nobody reaches the state file nobody is missed for that, but a
//    side that misses somebody stops. Whoever reaches the state file, and sees no member elsewhere, may form the cluster.
//
// Sources: none, local, majority (floor(n / 2) + 1), and the loss of the quorum disk, which stops
// the cluster service on all nodes: Microsoft, "Choosing a cluster model" (cc783705). Shared disk
// with challenge and defence: KB309186 (the owner renews its reservation every 3 s; a challenger
// resets the bus, waits 7 s and reserves; whoever loses stops its cluster service). Witness, dynamic
// quorum and dynamic witness: learn, "Understanding cluster and pool quorum". Of two nodes one:
// votequorum(5), two_node, which implies wait_for_all. Primaries: vSphere Availability Guide 4.1
// (the first five hosts; at least one is needed for restarts).
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

/// Whether this side may take over groups. Where it takes primaries, one without any may not, and
/// keeps what it has.
bool may_restart(const Moment& moment, ClusterId cluster, NodeSet side);

/// Two sides, or a side and a node, have become one that takes `members` for its members.
void side_grew(Moment& moment, ClusterId cluster, NodeSet from, NodeSet other, NodeSet members);

/// Somebody may reach the quorum disk, or the witness, who did not, or the other way round. Like
/// `contacts_changed`, which calls it, it only makes a clock agree with how things stand.
void watch_quorum_disk(Moment& moment, ClusterId cluster);

/// The quorum disk, or the witness, has been lost for as long as an arbitration takes.
void quorum_disk_given_up(Moment& moment, ClusterId cluster);

/// Dynamic quorum without a witness's vote: all of these nodes if their number is odd, otherwise
/// all but the last. Source: learn, "Understanding cluster and pool quorum": one node's vote is
/// removed, so that the number of votes is odd. Which one is not said; the last is our choice.
NodeSet odd_votes(NodeSet members);

/// Its nodes remember which votes there were when they last took part: with a copy of the
/// configuration on a disk they may form the cluster by these.
bool remembers_votes(const Quorum& quorum);

/// Nodes that would form the cluster anew do not have its last configuration, nor does a disk that
/// they reach: others went on without them.
bool is_out_of_date(const Moment& moment, ClusterId cluster, NodeSet nodes);

/// The votes of a healthy cluster.
void first_votes(const Cluster& cluster, ClusterState& state);

/// A member goes on after it stood still, or somebody joins it. If the quorum was won by others
/// meanwhile its side, which settled before, stops: it finds its reservation gone. True if so.
bool finds_quorum_gone(Moment& moment, NodeId id);

}  // namespace ausfall::models
