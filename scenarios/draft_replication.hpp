// Copies that are behind what they are copies of.
#pragma once

#include "scenarios/draft.hpp"

namespace ausfall::scenarios {

/// How far the copies of a VM, an app or a mirror are behind, as `replication` says.
void read_replication(Draft& draft, Section& section, models::ComponentId id);

/// Reports copies that nothing goes on with. REQUIRES: clusters were read.
void check_replication(Draft& draft, Section& scenario);

}  // namespace ausfall::scenarios
