// Standard error, on which everything goes that is no result. That it is closed, full or broken is
// never a reason to fail: the exit code says how the work ended.
#pragma once

#include <string_view>

namespace ausfall::app {

/// Lines for people. What came from outside is made harmless (scenarios/harmless.hpp).
void tell(std::string_view lines);

/// "ausfall: ...": one message.
void complain(std::string_view text);

/// Commands for a CI system, as they are. REQUIRES: what came from outside is escaped in them.
void tell_ci(std::string_view commands);

}  // namespace ausfall::app
