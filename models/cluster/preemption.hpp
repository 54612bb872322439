// Preemption: a group that finds room nowhere takes that of groups of lower priority.
//
// 1. Of the nodes that may run it, that is chosen on which the least has to go: its groups of lower
//    priority are stopped, the lowest first, until it fits. Where even all of them leave too little,
//    nothing is stopped.
// 2. They wait for room from then on, and are started when there is some, there or elsewhere.
// 3. Where their stop takes time it waits for that, and nobody else is stopped for it meanwhile.
//
// Source: Pacemaker's scheduler, regression test utilization-order1; Windows Server 2012, priorities
// of virtual machines; Kubernetes, pod priority and preemption. vSphere HA does not.
#pragma once

#include "models/cluster/view.hpp"
#include "models/moment.hpp"

namespace ausfall::models {

/// Room is made for the group on a node of this side, where its cluster does that: it is on its way
/// there, or waits until what is stopped for it has stopped. False: nothing has happened.
bool make_room(Moment& moment, GroupId id, NodeSet side);

}  // namespace ausfall::models
