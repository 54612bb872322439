// What can stand still for ever without anybody's noticing.
#pragma once

#include "models/plant.hpp"
#include "scenarios/diagnostic.hpp"
#include "scenarios/document.hpp"

namespace ausfall::scenarios {

/// Warns, at the VMs and apps of the document, of members of groups
///
/// 1. that wait for a disk for as long as it takes where their host alone has lost it, so that another
///    node could serve, while their cluster neither sees that nor responds to it;
/// 2. that can hang until somebody resets them, where nobody ever does: their cluster does not see
///    what hangs, and the scenario says that it never ends by itself.
///
/// REQUIRES: the plant is whole.
void warn_of_what_nobody_notices(Diagnostics& diagnostics, const Node& document,
                                 const models::Plant& plant);

}  // namespace ausfall::scenarios
