#include "studies/fit/failure_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "scenarios/quantity.hpp"
#include "studies/errors.hpp"
#include "studies/fit/dates.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

constexpr std::string_view no_cause = "unknown";

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return text;
}

/// What people and programs write where there is nothing.
bool is_missing(const std::string& text) {
  static const std::array<std::string, 6> words{"", "-", "na", "n/a", "null", "none"};
  return std::ranges::find(words, lower_case(text)) != words.end();
}

void count(std::vector<LogRemark>& remarks, std::string_view what, std::size_t line) {
  const auto same = std::ranges::find(remarks, what, &LogRemark::what);
  if (same == remarks.end())
    remarks.push_back({std::string(what), 1, line});
  else
    ++same->rows;
}

// ---- columns ------------------------------------------------------------------------------------

/// The values of a column, none where nothing is written.
using Column = std::vector<std::optional<double>>;

/// The form that fits all texts of a column, or else the one that fits most of them.
DateForm form_of(const CsvTable& table, std::size_t column) {
  DateForm best = DateForm::iso;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const DateForm form : all_date_forms) {
    const auto wrong =
        static_cast<std::size_t>(std::ranges::count_if(table.rows, [&](const CsvRow& row) {
          const std::string text = trimmed(row.fields[column]);
          return !is_missing(text) && !date_of(form, text);
        }));
    if (wrong < fewest) {
      best = form;
      fewest = wrong;
    }
    if (wrong == 0) break;
  }
  return best;
}

Column dates_of(const FailureLog& log, const CsvTable& table, std::size_t column) {
  const DateForm form = form_of(table, column);
  Column dates;
  bool any = false;
  for (const CsvRow& row : table.rows) {
    const std::string text = trimmed(row.fields[column]);
    dates.push_back(is_missing(text) ? std::nullopt : date_of(form, text));
    any = any || dates.back();
    if (dates.back() || is_missing(text)) continue;
    std::string forms;
    for (const DateForm known : all_date_forms)
      forms += (forms.empty() ? "" : ", ") + std::string(words_for(known));
    throw Refused(fmt::format(
        "{}:{}: {}: '{}' is no date{}; dates are written as one of {}, all of a column alike",
        log.name, row.line, table.columns[column], text,
        any ? fmt::format(" of the form {}", words_for(form)) : "", forms));
  }
  return dates;
}

/// What is longer or shorter is a slip, and laws cannot be fitted to it. What is negative is told elsewhere.
bool is_a_time(double seconds) {
  constexpr double shortest = 1e-6;
  constexpr double longest = 1e5 * 365 * 86400;
  const double length = std::abs(seconds);
  return length == 0 || (length >= shortest && length <= longest);
}

Column numbers_of(const FailureLog& log, const CsvTable& table, std::size_t column, Seconds unit) {
  Column numbers;
  for (const CsvRow& row : table.rows) {
    const std::string text = trimmed(row.fields[column]);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (is_missing(text)) {
      numbers.emplace_back();
    } else if (whole && std::isfinite(number)) {
      const double seconds = number * unit.count();
      if (!is_a_time(seconds)) {
        throw Refused(fmt::format("{}:{}: {}: '{}' is no time between 1 us and 100,000 y", log.name,
                                  row.line, table.columns[column], text));
      }
      numbers.emplace_back(seconds);
    } else {
      throw Refused(fmt::format("{}:{}: {}: '{}' is no number, as in 90 or 1.5", log.name, row.line,
                                table.columns[column], text));
    }
  }
  return numbers;
}

bool flag_of(const FailureLog& log, const CsvTable& table, const CsvRow& row, std::size_t column) {
  const std::string text = lower_case(trimmed(row.fields[column]));
  if (text == "1" || text == "yes" || text == "true" || text == "y") return true;
  if (text == "0" || text == "no" || text == "false" || text == "n" || is_missing(text))
    return false;
  throw Refused(fmt::format("{}:{}: {}: '{}' is neither yes nor no", log.name, row.line,
                            table.columns[column], text));
}

std::string named(const char* setting, const char* value = "") {
  return setting_words(Setting{setting, value});
}

Seconds unit_of(const LogColumns& columns) {
  if (columns.unit.empty())
    throw Refused({columns.duration.empty() ? "time-to-failure" : "duration"},
                  "say what it is counted in: " + named("unit", "min"));
  try {
    return scenarios::time_unit(columns.unit);
  } catch (const scenarios::NotAQuantity& wrong) {
    throw Refused({"unit"}, fmt::format("{}{}{}", wrong.what(), wrong.hint().empty() ? "" : "; ",
                                        wrong.hint()));
  }
}

double window_date(const char* setting, const std::string& text) {
  for (const DateForm form : all_date_forms)
    if (const auto date = date_of(form, text)) return *date;
  throw Refused({setting},
                fmt::format("'{}' is no date; write it as 2005-06-21 or 2005-06-21 10:54", text));
}

// ---- names --------------------------------------------------------------------------------------

/// Numbers for names, in alphabetical order once all are known.
class Names {
 public:
  std::size_t add(const std::string& name) {
    return numbers_.emplace(name, numbers_.size()).first->second;
  }

  /// The names in order. `renumber` turns what `add` gave into places there.
  std::vector<std::string> sorted(std::vector<std::size_t>& renumber) const {
    std::vector<std::string> names;
    renumber.resize(numbers_.size());
    for (const auto& [name, number] : numbers_) {
      renumber[number] = names.size();
      names.push_back(name);
    }
    return names;
  }

 private:
  std::map<std::string, std::size_t> numbers_;
};

std::vector<std::size_t> columns_named(const CsvTable& table, const char* setting,
                                       const std::vector<std::string>& names) {
  std::vector<std::size_t> columns;
  for (const std::string& name : names) columns.push_back(table.column(setting, name));
  return columns;
}

std::string component_name(const CsvRow& row, const std::vector<std::size_t>& columns) {
  std::string name;
  for (const std::size_t column : columns)
    name += (name.empty() ? "" : "/") + trimmed(row.fields[column]);
  return name;
}

std::string cause_name(const CsvTable& table, const CsvRow& row,
                       const std::vector<std::size_t>& columns) {
  for (const std::size_t column : columns) {
    const std::string text = trimmed(row.fields[column]);
    if (is_missing(text)) continue;
    return columns.size() == 1 ? text : table.columns[column];
  }
  return std::string(no_cause);
}

// ---- rows ---------------------------------------------------------------------------------------

/// What the log counts in: the longest of these of which everything in it is a multiple, or its
/// least difference from 0.
double resolution_of(const std::vector<const Column*>& columns) {
  double least = std::numeric_limits<double>::infinity();
  std::array<bool, 4> multiple{true, true, true, true};
  constexpr std::array units{86400.0, 3600.0, 60.0, 1.0};
  for (const Column* column : columns) {
    for (const std::optional<double>& value : *column) {
      if (!value) continue;
      if (*value > 0) least = std::min(least, *value);
      for (std::size_t i = 0; i < units.size(); ++i)
        multiple[i] = multiple[i] && std::abs(std::remainder(*value, units[i])) < 1e-6;
    }
  }
  for (std::size_t i = 0; i < units.size(); ++i)
    if (multiple[i]) return units[i];
  return std::min(least, 1.0);
}

/// Reads a table row by row.
class LogReader {
 public:
  LogReader(FailureLog& log, const CsvTable& table, const LogColumns& columns)
      : log_(log), table_(table), names_(columns) {
    components_ = columns_named(table, "component", columns.component);
    causes_ = columns_named(table, "cause", columns.cause);
    for (const auto& [name, value] : columns.where)
      wheres_.emplace_back(table.column("where", name), value);
    if (!columns.start.empty()) start_ = dates("start", columns.start);
    if (!columns.end.empty()) end_ = dates("end", columns.end);
    if (!columns.duration.empty()) duration_ = numbers("duration", columns.duration);
    if (!columns.time_to_failure.empty())
      uptime_ = numbers("time-to-failure", columns.time_to_failure);
    if (!columns.censored.empty()) censored_ = table.column("censored", columns.censored);
    log.has_repairs = !columns.end.empty() || !columns.duration.empty();
    log.has_uptimes =
        !columns.time_to_failure.empty() || (!columns.start.empty() && log.has_repairs);
  }

  [[nodiscard]] double resolution() const {
    return resolution_of({&start_, &end_, &duration_, &uptime_});
  }

  void read(const LogWindow& window) {
    set_window(window);
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      if (!wanted(table_.rows[i])) continue;
      ++log_.rows;
      if (const auto outage = outage_of(i)) log_.outages.push_back(*outage);
    }
    put_names_in_order();
  }

 private:
  Column dates(const char* setting, const std::string& name) {
    return dates_of(log_, table_, table_.column(setting, name));
  }
  Column numbers(const char* setting, const std::string& name) {
    const std::size_t column = table_.column(setting, name);
    return numbers_of(log_, table_, column, unit_of(names_));
  }

  [[nodiscard]] bool wanted(const CsvRow& row) const {
    return std::ranges::all_of(wheres_, [&](const auto& where) {
      return trimmed(row.fields[where.first]) == where.second;
    });
  }

  void set_window(const LogWindow& window) {
    if (start_.empty()) {
      if (!window.from.empty() || !window.until.empty() || window.all_new)
        throw Refused(fmt::format("{}, {} and {} need the dates of outages: {}", named("from"),
                                  named("until"), named("new"), named("start", "COLUMN")));
      return;
    }
    const auto widen = [&](const std::optional<double>& date) {
      if (!date) return;
      log_.from = std::min(log_.from.value_or(*date), *date);
      log_.until = std::max(log_.until.value_or(*date), *date);
    };
    for (std::size_t i = 0; i < table_.rows.size(); ++i) {
      if (!wanted(table_.rows[i])) continue;
      widen(start_[i]);
      if (!end_.empty()) widen(end_[i]);
      if (!duration_.empty() && start_[i] && duration_[i]) widen(*start_[i] + *duration_[i]);
    }
    if (!window.from.empty()) log_.from = window_date("from", window.from);
    if (!window.until.empty()) log_.until = window_date("until", window.until);
    if (log_.from && log_.until && *log_.from > *log_.until)
      throw Refused({"until"}, "it lies before " + named("from"));
  }

  std::optional<Outage> outage_of(std::size_t i) {
    const CsvRow& row = table_.rows[i];
    const auto unusable = [&](std::string_view why) {
      count(log_.unusable, why, row.line);
      return std::nullopt;
    };
    Outage outage;
    outage.line = row.line;
    if (!start_.empty()) {
      if (!start_[i]) return unusable("no start");
      if (*start_[i] < *log_.from || *start_[i] > *log_.until)
        return unusable("a start outside the window");
      outage.start = *start_[i];
    }
    if (!end_.empty() && end_[i]) {
      if (!start_[i] || *end_[i] < *start_[i]) return unusable("an end before the start");
      outage.repair = *end_[i] - *start_[i];
    } else if (!duration_.empty() && duration_[i]) {
      if (*duration_[i] < 0) return unusable("a negative duration");
      outage.repair = *duration_[i];
    }
    if (!uptime_.empty()) {
      if (!uptime_[i]) return unusable("no time to failure");
      if (*uptime_[i] < 0) return unusable("a negative time to failure");
      outage.uptime = *uptime_[i];
      outage.still_up = censored_ && flag_of(log_, table_, row, *censored_);
    }
    name(outage, row);
    return outage;
  }

  void name(Outage& outage, const CsvRow& row) {
    outage.component = component_names_.add(component_name(row, components_));
    const std::string cause = cause_name(table_, row, causes_);
    if (!causes_.empty() && cause == no_cause) count(log_.remarks, "no cause", row.line);
    outage.cause = cause_names_.add(cause);
  }

  void put_names_in_order() {
    std::vector<std::size_t> component;
    std::vector<std::size_t> cause;
    log_.components = component_names_.sorted(component);
    log_.causes = cause_names_.sorted(cause);
    for (Outage& outage : log_.outages) {
      outage.component = component[outage.component];
      outage.cause = cause[outage.cause];
    }
  }

  FailureLog& log_;
  const CsvTable& table_;
  const LogColumns& names_;
  std::vector<std::size_t> components_, causes_;
  std::vector<std::pair<std::size_t, std::string>> wheres_;
  Column start_, end_, duration_, uptime_;
  std::optional<std::size_t> censored_;
  Names component_names_, cause_names_;
};

void check(const LogColumns& columns, const CsvTable& table) {
  const std::string known = "; the log's columns: " + enumeration(table.columns);
  if (columns.start.empty() && columns.duration.empty() && columns.time_to_failure.empty())
    throw Refused(fmt::format("say which columns hold the times: {} and {}, or {}, or {}{}",
                              named("start"), named("end"), named("duration"),
                              named("time-to-failure"), known));
  if (columns.end.empty() != columns.start.empty() && columns.duration.empty()) {
    if (columns.end.empty())
      throw Refused({"start"}, fmt::format("the outages' {} or {} is due, too{}", named("end"),
                                           named("duration"), known));
    throw Refused({"end"}, fmt::format("the outages' {} is due, too{}", named("start"), known));
  }
  if (!columns.end.empty() && !columns.duration.empty())
    throw Refused(fmt::format("{}, {}: one of them is due", named("end"), named("duration")));
  if (!columns.censored.empty() && columns.time_to_failure.empty())
    throw Refused({"censored"}, "it goes with " + named("time-to-failure"));
  if (!columns.start.empty() && !columns.time_to_failure.empty())
    throw Refused({"time-to-failure"},
                  fmt::format("it says what {} would; leave one of them out", named("start")));
}

/// An outage without an end lasts on if it is its component's last.
void settle_open_outages(FailureLog& log) {
  if (!log.has_repairs) return;
  std::vector<double> latest(log.components.size(), -std::numeric_limits<double>::infinity());
  for (const Outage& outage : log.outages)
    if (outage.start) latest[outage.component] = std::max(latest[outage.component], *outage.start);
  std::erase_if(log.outages, [&](const Outage& outage) {
    if (outage.repair || (!outage.start && outage.uptime)) return false;
    if (outage.start && *outage.start == latest[outage.component]) {
      count(log.remarks, "no end, and are their component's last: they last longer than the log",
            outage.line);
      return false;
    }
    count(log.unusable, "no end", outage.line);
    return true;
  });
}

}  // namespace

FailureLog read_failure_log(const std::string& name, std::string_view text,
                            const LogColumns& columns, const LogWindow& window,
                            std::optional<char> delimiter, std::optional<Duration> resolution) {
  const CsvTable table = read_csv(name, text, delimiter);
  check(columns, table);
  FailureLog log;
  log.name = name;
  LogReader reader(log, table, columns);
  log.resolution = resolution ? seconds_in(*resolution) : reader.resolution();
  reader.read(window);
  settle_open_outages(log);
  if (log.rows == 0) throw Refused({"where"}, "no row of the log is like that");
  if (log.outages.empty()) {
    std::string why;
    for (const LogRemark& remark : log.unusable)
      why += fmt::format("{}{} with {}", why.empty() ? "" : ", ", studies::count(remark.rows),
                         remark.what);
    throw Refused(fmt::format("{}: no row can be used: {}", name, why));
  }
  return log;
}

}  // namespace ausfall::studies
