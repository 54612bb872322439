#include "studies/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace ausfall::studies {

namespace {

struct Unit {
  double seconds;
  double from;  ///< people say "30 h" rather than "1 d 6 h"
  std::string_view name;
  std::string_view lesser;  ///< the unit below it,
  double lesser_seconds;
  std::array<double, 7>
      steps;  ///< and to what multiples of that it is rounded; the last is one whole of this unit
};

constexpr std::array<Unit, 4> coarse_units{{
    {365.0 * 86400, 365.0 * 86400, "y", "d", 86400, {1, 2, 5, 10, 20, 100, 365}},
    {86400, 2 * 86400, "d", "h", 3600, {1, 2, 3, 4, 6, 12, 24}},
    {3600, 3600, "h", "min", 60, {1, 2, 5, 10, 15, 30, 60}},
    {60, 60, "min", "s", 1, {1, 2, 5, 10, 15, 30, 60}},
}};

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) {
    return text;
  }
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') {
    text.pop_back();
  }
  return text;
}

/// Three significant digits, as "2.35" or "12.3" or "123".
std::string three_digits(double number) {
  const int decimals = number < 10 ? 2 : number < 100 ? 1 : 0;
  return without_trailing_zeros(fmt::format("{:.{}f}", number, decimals));
}

std::string below_a_minute(double seconds) {
  if (seconds == 0) {
    return "0 s";
  }
  if (seconds >= 0.9995) {
    return three_digits(seconds) + " s";
  }
  if (seconds >= 0.9995e-3) {
    return three_digits(seconds * 1e3) + " ms";
  }
  return three_digits(seconds * 1e6) + " us";
}

/// "4 h 12 min", rounded to what an uncertainty leaves. REQUIRES: seconds >= 60.
std::string two_units(double seconds, double give_or_take) {
  std::size_t major = 0;
  while (coarse_units[major].from > seconds) {
    ++major;
  }
  const Unit& unit = coarse_units[major];
  double step = unit.steps.front() * unit.lesser_seconds;
  for (const double multiple : unit.steps) {
    step =
        multiple * unit.lesser_seconds <= give_or_take / 2 ? multiple * unit.lesser_seconds : step;
  }
  const double rounded = std::round(seconds / step) * step;
  if (major > 0 && rounded >= coarse_units[major - 1].from) {
    const Unit& above = coarse_units[major - 1];
    return fmt::format("{} {}", std::round(above.from / above.seconds), above.name);
  }
  const double whole = std::floor(rounded / unit.seconds + 1e-9);
  const double rest = std::round((rounded - whole * unit.seconds) / unit.lesser_seconds);
  if (whole == 0) return fmt::format("{:.0f} {}", rest, unit.lesser);  // rounded out of its unit
  const std::string front = fmt::format("{} {}", decimal(whole, 0), unit.name);
  return rest == 0 ? front : fmt::format("{} {:.0f} {}", front, rest, unit.lesser);
}

/// No decimal below the two first digits of the uncertainty.
std::string below_a_minute(double seconds, double give_or_take) {
  const bool whole = seconds >= 0.9995;
  const bool milli = seconds >= 0.9995e-3;
  const double unit = whole ? 1 : milli ? 1e-3 : 1e-6;
  const int decimals = std::min(decimals_for(give_or_take / unit, 2), 3);
  return fmt::format("{} {}", decimal(seconds / unit, decimals), whole ? "s" : milli ? "ms" : "us");
}

}  // namespace

std::string exact_words(Duration duration) {
  if (duration == never) {
    return "never";
  }
  assert(duration >= Duration{0});
  std::string text;
  std::int64_t rest = duration.count();
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 3> units{
      {{86'400'000'000, "d"}, {3'600'000'000, "h"}, {60'000'000, "min"}}};
  for (const auto& [ticks, name] : units) {
    if (rest >= ticks || !text.empty()) {
      text += fmt::format("{} {} ", rest / ticks, name);
      rest %= ticks;
    }
  }
  const std::string fraction = fmt::format("{}.{:06}", rest / 1'000'000, rest % 1'000'000);
  return text + without_trailing_zeros(fraction) + " s";
}

std::size_t exact_words_width(Duration end) {
  if (end < 1min) {
    return std::string_view("59.999999 s").size();
  }
  if (end < hour) {
    return std::string_view("59 min 59.999999 s").size();
  }
  if (end < day) {
    return std::string_view("23 h 59 min 59.999999 s").size();
  }
  return fmt::format("{} d 23 h 59 min 59.999999 s", end / day).size();
}

std::string rough_words(Seconds time) {
  const double seconds = time.count();
  assert(seconds >= 0);
  return seconds < 59.95 ? below_a_minute(seconds) : two_units(std::max(seconds, 60.0), 0);
}

std::string rough_words(Seconds time, Seconds give_or_take) {
  const double seconds = time.count();
  if (give_or_take.count() <= 0 || seconds == 0) {
    return rough_words(time);
  }
  return seconds < 59.95 ? below_a_minute(seconds, give_or_take.count())
                         : two_units(std::max(seconds, 60.0), give_or_take.count());
}

std::string nines(double unavailability) {
  constexpr std::array<std::string_view, 13> numbers{"no",   "one",    "two",   "three", "four",
                                                     "five", "six",    "seven", "eight", "nine",
                                                     "ten",  "eleven", "twelve"};
  if (unavailability <= 0) {
    return "all nines";
  }
  // A hair of tolerance, so that 99.9 % itself is three nines.
  const double exponent = -std::log10(unavailability) + 1e-9;
  const auto whole = static_cast<std::size_t>(std::clamp(std::floor(exponent), 0.0, 12.0));
  if (whole == 0) {
    return "no nine";
  }
  const bool half =
      unavailability <= 0.5 * std::pow(10.0, -static_cast<double>(whole)) * (1 + 1e-9);
  if (half && whole < 12) {
    return fmt::format("{} and a half nines", numbers[whole]);
  }
  return fmt::format("{} nine{}", numbers[whole], whole == 1 ? "" : "s");
}

std::string exact_span(Duration duration) {
  constexpr std::array<std::pair<Duration, std::string_view>, 4> units{
      {{year, "y"}, {day, "d"}, {hour, "h"}, {Duration(1min), "min"}}};
  for (const auto& [unit, name] : units) {
    if (duration >= unit && duration % unit == Duration{0}) {
      return fmt::format("{} {}", duration / unit, name);
    }
  }
  return exact_words(duration);
}

std::string years_words(double years) {
  constexpr double seconds_in_year = 365.0 * 86400;
  if (years < 0.1) return rough_words(Seconds(years * seconds_in_year));
  const std::string number =
      years >= 100 ? decimal(years, 0) : without_trailing_zeros(decimal(years, 2));
  return number + (number == "1" ? " year" : " years");
}

int decimals_for(double give_or_take, int otherwise) {
  if (!(give_or_take > 0) || !std::isfinite(give_or_take)) {
    return otherwise;
  }
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(give_or_take))), 0, 15);
}

std::string decimal(double number, int decimals) {
  std::string text = fmt::format("{:.{}f}", number, decimals);
  std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t first = text.front() == '-' ? 1 : 0;
  while (point > first + 3) {
    point -= 3;
    text.insert(point, ",");
  }
  return text;
}

std::string significant(double number, int digits) {
  if (number == 0) {
    return "0";
  }
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(number))));
  if (magnitude < -6) {
    return fmt::format("{:.{}e}", number, digits - 1);
  }
  return decimal(number, std::max(0, digits - 1 - magnitude));
}

std::string percent(double share) {
  const double value = share * 100;
  if (value == 0) {
    return "0 %";
  }
  if (value < 0.01) return significant(value, 2) + " %";
  const int decimals = value < 0.1 ? 2 : value < 10 ? 1 : 0;
  std::string text = without_trailing_zeros(fmt::format("{:.{}f}", value, decimals));
  if (value < 100 && text == "100") {
    text = value >= 99.995 ? "more than 99.99" : fmt::format("{:.2f}", value);
  }
  return text + " %";
}

std::string significant_share(double share) { return fmt::format("{:.12g}", share * 100); }

std::string times(std::uint64_t number) {
  return number == 1 ? "once" : number == 2 ? "twice" : count(number) + " times";
}

std::string count(std::uint64_t number) {
  std::string text = fmt::format("{}", number);
  for (std::size_t point = text.size(); point > 3;) {
    point -= 3;
    text.insert(point, ",");
  }
  return text;
}

std::string count(std::uint64_t number, std::string_view thing) {
  return number == 0 ? fmt::format("no {}", thing)
                     : fmt::format("{} {}{}", count(number), thing, number == 1 ? "" : "s");
}

std::string enumeration(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool last = i + 1 == items.size();
    text += (i == 0 ? "" : last ? " and " : ", ") + items[i];
  }
  return text;
}

}  // namespace ausfall::studies
