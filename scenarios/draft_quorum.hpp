// The part of a cluster's policy that says which of its nodes may go on: quorum, fencing, isolation,
// quarantine.
#pragma once

#include <vector>

#include "scenarios/draft.hpp"

namespace ausfall::scenarios {

/// Of its `section`, which begins at `at`. REQUIRES: its heartbeats were read.
void read_quorum_and_fencing(Draft& draft, Section& section, Position at,
                             const std::vector<models::ComponentId>& nodes,
                             models::Cluster& cluster);

}  // namespace ausfall::scenarios
