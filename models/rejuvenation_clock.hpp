// When the next planned restart is due, which components and their failures tell (rejuvenation.hpp has the rest).
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// The next one is counted from now on, unless it is under way to it.
void await_rejuvenation(Moment& moment, RejuvenationId id);

/// It is called off, as far as it keeps the component down: that starts elsewhere.
void leave_rejuvenation_behind(Moment& moment, RejuvenationId id);

}  // namespace ausfall::models
