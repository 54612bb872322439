// Planned restarts, before a component has aged.
//
// 1. One begins `every` so often, counted from the beginning of the last, or from its start after a
//    failure of a mode that is renewed; with hours of the week, when these next begin.
// 2. What is down then, stands still, or is being moved, is left out this time.
// 3. What is restarted where it stands goes down for `takes`, without its cluster's taking that for a
//    failure, and boots or starts. If it is moved meanwhile, it starts where it is moved to.
// 4. A host, or a VM that is a node and is not carried by another cluster, is drained first, as for
//    maintenance (cluster/maintenance.hpp).
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// Starts the clocks of those that are no maintenance. Of a healthy world.
void plan_rejuvenations(Moment& moment);

/// The modes that it renews are as good as new. REQUIRES: the component is off.
void renew(Moment& moment, RejuvenationId id);

/// One of its clocks rang.
void rejuvenation_due(Moment& moment, RejuvenationId id);
void rejuvenation_ends(Moment& moment, RejuvenationId id);

}  // namespace ausfall::models
