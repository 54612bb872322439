// A log of failures, as machine rooms keep them, turned into durations to fit laws to.
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
// 5. Rows that cannot be used are counted with the reason and the line of the first. A text that is
//    no date or number where one is due is an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/csv.hpp"
#include "sim/fitting.hpp"
#include "sim/time.hpp"

namespace ausfall::app {

/// Which columns hold what. Empty names are columns that the log does not have.
struct LogColumns {
  std::vector<std::string> component;  ///< several together make the name: "20/17"
  /// One holds the cause. Of several, the one in which anything is written *is* the cause.
  std::vector<std::string> cause;
  std::string start;
  std::string end;
  std::string duration;         ///< of the outage, instead of its end
  std::string time_to_failure;  ///< instead of what the dates say
  std::string censored;         ///< yes where `time_to_failure` ended without a failure
  std::string unit;             ///< of `duration` and `time_to_failure`
  std::vector<std::pair<std::string, std::string>> where;  ///< only rows with this in that column
};

struct LogWindow {
  std::string from;   ///< a date; the first start of an outage unless given
  std::string until;  ///< the last date of the log unless given
  bool all_new = false;
};

enum class GroupBy : std::uint8_t { none, cause, component };
enum class Renewal : std::uint8_t { own, any };

/// Rows of which the same is to be said.
struct LogRemark {
  std::string what;  ///< "end before their start"
  std::size_t rows = 0;
  std::size_t line = 0;  ///< of the first
};

struct Outage {
  std::size_t line = 0;
  std::size_t component = 0;
  std::size_t cause = 0;
  std::optional<double> start;   ///< seconds since 1970
  std::optional<double> repair;  ///< seconds; none while it lasts, or if the log does not say
  std::optional<double> uptime;  ///< seconds before it, where the log says
  bool still_up = false;         ///< it did not fail at the end of `uptime`
};

struct FailureLog {
  std::string name;
  std::size_t rows = 0;
  std::vector<std::string> components;
  std::vector<std::string> causes;  ///< in alphabetical order
  std::vector<Outage> outages;      ///< of those rows that can be used
  std::optional<double> from, until;
  /// What the log counts in: differences below it are zeros. Seconds.
  double resolution = 0;
  bool has_repairs = false;
  bool has_uptimes = false;
  std::vector<LogRemark> unusable;  ///< rows that are left out
  std::vector<LogRemark> remarks;   ///< rows that are not
};

/// Throws UsageError: a column that there is not, a text that is no date with its line, nothing left.
FailureLog read_failure_log(const std::string& name, std::string_view text,
                            const LogColumns& columns, const LogWindow& window,
                            std::optional<char> delimiter, std::optional<Duration> resolution);

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

}  // namespace ausfall::app
