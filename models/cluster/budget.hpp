// Disruption budgets: of some groups so many are to serve, and a drain waits rather than stop one more.
//
// 1. Only what would be stopped is held up; a VM that migrates live serves all the while.
// 2. Groups that failed count as missing, though no budget can prevent that.
#pragma once

#include <span>

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// The group could be stopped now, and its budgets would be kept.
bool may_be_interrupted(Scene scene, GroupId id);

/// Likewise all of these at once.
bool may_all_be_interrupted(Scene scene, ClusterId cluster, std::span<const GroupId> groups);

}  // namespace ausfall::models
