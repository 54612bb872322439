// A log of failures, as machine rooms keep them: a table in, outages out.
//
// Rows that cannot be used are counted with the reason and the line of the first. A text that is no
// date or number where one is due is an error.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/time.hpp"
#include "studies/fit/csv.hpp"

namespace ausfall::studies {

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

/// Throws Refused: a column that there is not, a text that is no date with its line, nothing left.
FailureLog read_failure_log(const std::string& name, std::string_view text,
                            const LogColumns& columns, const LogWindow& window,
                            std::optional<char> delimiter, std::optional<Duration> resolution);

}  // namespace ausfall::studies
