// Failback: a group goes home when its preferred node is back.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// If the group is online elsewhere and its first owner can have it, it goes back, at once or when
/// the window opens.
void consider_failback(Moment& moment, GroupId id);

/// It is time: the group is taken offline and moved, unless things have changed.
void failback_due(Moment& moment, GroupId id);

}  // namespace ausfall::models
