// Outages turned into durations to fit laws to.
//
// 1. A repair lasts from the start of an outage to its end. One that is still open when the log ends
//    lasted longer than that.
// 2. A time to failure is time that a component was up: from the end of an outage to the start of
//    its next. What was still up when the log ends lasted longer. Before a component's first outage
//    nothing is known of it, unless it was new when the log began.
// 3. With causes, the time to a failure of one of them is by default as the simulator has it: all
//    the time that the component was up since its last failure *of that cause*. Or else each repair
//    renews the whole component, and a failure of another cause cuts the time off.
// 4. An outage that begins while its component is down is part of that outage: it has a repair, but
//    no time to failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/fitting.hpp"
#include "studies/fit/failure_log.hpp"

namespace ausfall::studies {

enum class GroupBy : std::uint8_t { none, cause, component };
enum class Renewal : std::uint8_t { own, any };

/// The durations of one group: a cause, a component, or everything.
struct LogGroup {
  std::string name;  ///< empty for everything
  Durations repairs;
  Durations uptimes;
};

/// In alphabetical order of their names. `overlaps` becomes the number of outages that began while
/// their component was down.
std::vector<LogGroup> grouped(const FailureLog& log, GroupBy by, Renewal renewal, bool all_new,
                              std::size_t& overlaps);

}  // namespace ausfall::studies
