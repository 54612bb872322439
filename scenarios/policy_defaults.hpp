// What a cluster says of its policy, and what its profile says, as one mapping.
//
// 1. The cluster's own word wins, key by key.
// 2. A part of the policy that has a kind (quorum, fencing, isolation, planned) is a word, or a mapping
//    with that word in it. Where only keys are given, they tell the kind if they can mean but one.
// 3. Where a cluster has another kind than its profile, only those of the profile's values count
//    that mean something for the cluster's kind.
#pragma once

#include "scenarios/document.hpp"

namespace ausfall::scenarios {

/// A cluster's body with its profile's values where it gives none. What is no mapping comes back as
/// it is.
Tree with_policy(const Tree& policy, const Tree& body);

}  // namespace ausfall::scenarios
