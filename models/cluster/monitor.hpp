// How deep a cluster looks into what it watches.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// A failure, by which a member stops or hangs, shows at this depth.
///
/// node: only nodes are watched. vm_state: a VM that is off is seen, one that hangs is not.
/// guest_os: a guest that hangs is seen too, an application in it is not. app: all. A member that
/// is an application is seen to stop at any depth below node, and to hang where more than a state
/// is asked.
bool sees(Scope scope, bool hangs);

/// The time until the cluster sees that this component has stopped, or hangs; null if it never does.
/// An application inside a member is seen where the monitor looks so deep, or by its status
/// messages.
const Distribution* time_to_see(const Plant& plant, MemberId member, ComponentId id, bool hangs);

/// The member runs, with less capacity than its cluster's floor: it counts as failed.
bool below_floor(Scene scene, MemberId id);

/// A restart where it is would help: what it stands on has the capacity that it lacks.
bool restart_lifts_it(Scene scene, MemberId id);

}  // namespace ausfall::models
