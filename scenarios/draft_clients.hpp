// Services that do not feel whether clients reach them.
#pragma once

#include "scenarios/draft.hpp"

namespace ausfall::scenarios {

/// Warns of those that need VMs alone, where the network that carries clients can fail. REQUIRES:
/// services and common causes were read.
void check_clients(Draft& draft, Section& scenario);

}  // namespace ausfall::scenarios
