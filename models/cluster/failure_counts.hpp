// How often a group was restarted in place: what its cluster counts, where, and until when.
//
// 1. A count belongs to a member on a node, to a group on a node, or to a group wherever it is
//    (Restart::counted). It stands in the world by member and node; a group's is that of its first
//    member.
// 2. It is forgotten after a period, which runs from the first failure counted or from the last; once
//    the group serves, where the period is 0 s; when a person has come, or what was given up is tried
//    again; and with the cluster service of the node that it belongs to.
// 3. Where failures bar a node, one more than may be tried there keeps the group off it until that is
//    forgotten.
//
// Source: Pacemaker Explained, failure response (migration-threshold, failure-timeout,
// start-failure-is-fatal; counts are transient attributes of a node); KB947712, KB228923
// (RestartThreshold, RestartPeriod).
#pragma once

#include "models/cluster/view.hpp"
#include "models/moment.hpp"

namespace ausfall::models {

/// What failed: it ran until then, or did not start.
enum class Failed : std::uint8_t { running, starting };

/// Its cluster would restart it in place once more, as far as counts go.
bool attempts_left(Scene scene, GroupId id, MemberId member, Failed what);

/// A failure on the node that has the group, which is restarted there (`again`) or goes elsewhere.
void count_failure(Moment& moment, GroupId id, MemberId member, Failed what, bool again);

/// Of those counted on its node, of this member or its group; as far as they are counted.
std::size_t failures_here(Scene scene, GroupId id, MemberId member);

/// It has failed too often on this node to be started there. Only where failures bar nodes.
bool is_barred(Scene scene, GroupId id, std::uint8_t number);

/// On all nodes. A person has come, or it is tried again, or serves where that ends what is counted.
void forget_failures(Moment& moment, GroupId id);

/// The node's cluster service is gone, with what it counted.
void forget_failures_on(Moment& moment, NodeId id);

// ---- clocks -------------------------------------------------------------------------------------

void failures_forgotten(Moment& moment, MemberId id, std::size_t number);

}  // namespace ausfall::models
