// Failback: a group goes home when its preferred node is back.
//
// 1. It is a planned move, and goes as `planned` says: VMs are saved and restored, or migrate, as
//    many at a time as may; whatever has an application among its members is restarted.
// 2. What brings a group home is its node's return (learn: AutoFailbackType, FailbackWindowStart). A
//    group that failed over by a failure of its own, while that node was there, stays where it
//    serves until the node has left the cluster, or has been drained, and is back; or, where
//    failures bar a node, until those are forgotten (failure_counts.hpp).
// 3. What maintenance moved away comes back when its node is free again, where the cluster does that
//    (`return: after-maintenance`), whatever it does about groups that a failure moved. It was not
//    stopped by a failure, and no other node is its home meanwhile.
//    Source: pve-ha-manager, regression test of a node in maintenance mode.
#pragma once

#include "models/cluster/view.hpp"
#include "models/moment.hpp"

namespace ausfall::models {

/// It fails over, and its node is on the side that sees to that: the failure is its own.
void failed_over_from(Moment& moment, GroupId id, NodeSet side);

/// The node is back: groups that failed on it, and are at home there, may return.
void welcome_home(Moment& moment, NodeId id);

/// Work on its node moves it away: it comes back, where its cluster does that.
void left_for_work(Moment& moment, GroupId id);

/// It is time: the group is moved, unless things have changed.
void failback_due(Moment& moment, GroupId id);

}  // namespace ausfall::models
