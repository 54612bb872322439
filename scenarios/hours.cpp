#include "scenarios/hours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "scenarios/names.hpp"
#include "scenarios/quantity.hpp"

namespace ausfall::scenarios {
namespace {

constexpr std::string_view example = "mon-fri 8-18, or mon-fri 8:30-17, sat 9-13";
constexpr std::string_view spaces = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

/// Cuts off what stands before the first of these letters.
std::string_view cut_off(std::string_view& text, std::string_view letters) {
  const std::size_t end = std::min(text.find_first_of(letters), text.size());
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return first;
}

std::string in_small(std::string_view text) {
  std::string small(text);
  for (char& letter : small)
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return small;
}

// ---- days ---------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 7> short_days{"mon", "tue", "wed", "thu",
                                                     "fri", "sat", "sun"};

/// 0 for Monday.
std::size_t day_named(std::string_view word) {
  const std::string name = in_small(word);
  for (std::size_t i = 0; i < short_days.size(); ++i) {
    if (name == short_days.at(i) || name == in_small(days_of_week.at(i))) return i;
  }
  std::vector<std::string> known(short_days.begin(), short_days.end());
  known.emplace_back("daily");
  throw NotAQuantity(fmt::format("'{}' is no day of the week", word),
                     known_names_hint(name, known, "days"));
}

/// `mon`, `mon-fri`, `fri-mon`, `daily`.
std::vector<Duration> days_named(std::string_view text) {
  std::vector<Duration> days;
  const bool daily = in_small(text) == "daily";
  const std::size_t dash = text.find('-');
  const std::size_t first = daily ? 0 : day_named(trimmed(text.substr(0, dash)));
  const std::size_t last = daily ? 6
                           : dash == std::string_view::npos
                               ? first
                               : day_named(trimmed(text.substr(dash + 1)));
  for (std::size_t i = first;; i = (i + 1) % 7) {
    days.push_back(static_cast<std::int64_t>(i) * day);
    if (i == last) return days;
  }
}

// ---- hours --------------------------------------------------------------------------------------

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 2 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `8`, `8:30`, `24`; since midnight.
Duration time_of_day(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view hours = text.substr(0, colon);
  const std::string_view minutes = colon == std::string_view::npos ? "0" : text.substr(colon + 1);
  if (is_number(hours) && is_number(minutes)) {
    const Duration time = std::stoi(std::string(hours)) * hour +
                          std::stoi(std::string(minutes)) * Duration(std::chrono::minutes(1));
    if (time <= day && std::stoi(std::string(minutes)) < 60) return time;
  }
  throw NotAQuantity(fmt::format("'{}' is no hour of the day", text),
                     "hours are 0 to 24, with minutes if need be: 8-18, 8:30-17");
}

/// `8-18`: since midnight; what passes midnight ends after 24 h.
WeeklyHours::Span hours_between(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) {
    throw NotAQuantity(fmt::format("'{}' says no hours from when to when", text),
                       fmt::format("write {}", example));
  }
  const Duration from = time_of_day(trimmed(text.substr(0, dash))) % day;
  const Duration to = time_of_day(trimmed(text.substr(dash + 1)));
  if (from == to || (to == Duration(0) && from == Duration(0))) {
    throw NotAQuantity(fmt::format("'{}' is no time at all", text),
                       "all day is 0-24; otherwise two different hours");
  }
  return {from, to < from ? to + day : to};
}

// ---- windows ------------------------------------------------------------------------------------

/// One part between commas: days, hours, or both.
struct Part {
  std::string_view days;
  std::string_view hours;
};

Part part_of(std::string_view text) {
  text = trimmed(text);
  const std::size_t digit = text.find_first_of("0123456789");
  if (digit == std::string_view::npos) return {text, {}};
  return {trimmed(text.substr(0, digit)), text.substr(digit)};
}

class Windows {
 public:
  void read(std::string_view text) {
    if (trimmed(text).empty())
      throw NotAQuantity("no hours are given", fmt::format("write {}", example));
    std::vector<Duration> days;
    bool have_hours = true;  // the last part had
    for (std::string_view rest = text; !rest.empty();) {
      const Part part = part_of(cut_off(rest, ","));
      if (!part.days.empty()) {
        if (have_hours) days.clear();
        const std::vector<Duration> more = days_named(part.days);
        days.insert(days.end(), more.begin(), more.end());
      }
      have_hours = !part.hours.empty();
      if (have_hours) add(days.empty() ? days_named("daily") : days, hours_between(part.hours));
    }
    if (!have_hours) add(days, {Duration(0), day});
  }

  [[nodiscard]] WorkingHours found() const {
    WorkingHours found{WeeklyHours(spans_), Duration(0)};
    for (const Duration each : of_day_) found.longest_day = std::max(found.longest_day, each);
    return found;
  }

 private:
  void add(const std::vector<Duration>& days, WeeklyHours::Span hours) {
    for (const Duration midnight : days) {
      spans_.push_back({midnight + hours.from, midnight + hours.to});
      of_day_.at(static_cast<std::size_t>(midnight / day)) += hours.to - hours.from;
    }
  }

  std::vector<WeeklyHours::Span> spans_;
  std::array<Duration, 7> of_day_{};
};

}  // namespace

WorkingHours hours_of(std::string_view text) { return hours_of(std::vector{text}); }

WorkingHours hours_of(const std::vector<std::string_view>& texts) {
  Windows windows;
  for (const std::string_view text : texts) windows.read(text);
  return windows.found();
}

Duration MomentOfWeek::at(double share) const {
  const double place = share * static_cast<double>(days.size());
  const auto number = std::min(static_cast<std::size_t>(place), days.size() - 1);
  const Duration within =
      of_day ? *of_day
             : std::min(nearest_tick((place - static_cast<double>(number)) * Seconds(day)),
                        day - Duration(1));
  return (days[number] + within) % week;
}

MomentOfWeek moment_of_week(std::string_view text) {
  const Part part = part_of(text);
  if (part.days.empty() && part.hours.empty())
    throw NotAQuantity("no moment of the week is given", "write tue 3:00, sat, or 3:00");
  MomentOfWeek moment;
  std::string_view days = part.days.empty() ? "daily" : part.days;
  while (!days.empty()) {
    const std::vector<Duration> more = days_named(trimmed(cut_off(days, ",")));
    moment.days.insert(moment.days.end(), more.begin(), more.end());
  }
  if (!part.hours.empty()) moment.of_day = time_of_day(part.hours);
  return moment;
}

}  // namespace ausfall::scenarios
