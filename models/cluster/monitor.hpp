// How deep a cluster looks into what it watches.
#pragma once

#include "models/plant.hpp"

namespace ausfall::models {

/// A failure, by which a member stops or hangs, shows at this depth.
///
/// node: only nodes are watched. vm_state: a VM that is off is seen, one that hangs is not.
/// guest_os: a guest that hangs is seen too, an application in it is not. app: all. A member that
/// is an application is seen to stop at any depth below node, and to hang where more than a state
/// is asked.
bool sees(Scope scope, bool hangs);

}  // namespace ausfall::models
