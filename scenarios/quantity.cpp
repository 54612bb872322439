#include "scenarios/quantity.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <span>
#include <vector>

#include "scenarios/mean.hpp"
#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr double second = 1;
constexpr double minute = 60;
constexpr double an_hour = 3600;
constexpr double a_day = 24 * an_hour;
constexpr double a_year = 365 * a_day;

// In seconds.
constexpr std::array time_units{
    Unit{"us", 1e-6 * second},  Unit{"\u00b5s", 1e-6 * second},
    Unit{"microsecond", 1e-6},  Unit{"microseconds", 1e-6},
    Unit{"ms", 1e-3 * second},  Unit{"millisecond", 1e-3},
    Unit{"milliseconds", 1e-3}, Unit{"s", second},
    Unit{"sec", second},        Unit{"secs", second},
    Unit{"second", second},     Unit{"seconds", second},
    Unit{"min", minute},        Unit{"mins", minute},
    Unit{"minute", minute},     Unit{"minutes", minute},
    Unit{"h", an_hour},         Unit{"hr", an_hour},
    Unit{"hrs", an_hour},       Unit{"hour", an_hour},
    Unit{"hours", an_hour},     Unit{"d", a_day},
    Unit{"day", a_day},         Unit{"days", a_day},
    Unit{"w", 7 * a_day},       Unit{"week", 7 * a_day},
    Unit{"weeks", 7 * a_day},   Unit{"y", a_year},
    Unit{"yr", a_year},         Unit{"yrs", a_year},
    Unit{"year", a_year},       Unit{"years", a_year},
};

// In bytes.
constexpr std::array size_units{
    Unit{"B", 1},        Unit{"kB", 1e3},     Unit{"KB", 1e3},     Unit{"MB", 1e6},
    Unit{"GB", 1e9},     Unit{"TB", 1e12},    Unit{"KiB", 0x1p10}, Unit{"MiB", 0x1p20},
    Unit{"GiB", 0x1p30}, Unit{"TiB", 0x1p40},
};

// In bytes a second.
constexpr std::array rate_units{
    Unit{"B/s", 1},          Unit{"kB/s", 1e3},        Unit{"KB/s", 1e3},
    Unit{"MB/s", 1e6},       Unit{"GB/s", 1e9},        Unit{"TB/s", 1e12},
    Unit{"KiB/s", 0x1p10},   Unit{"MiB/s", 0x1p20},    Unit{"GiB/s", 0x1p30},
    Unit{"bit/s", 0.125},    Unit{"kbit/s", 0.125e3},  Unit{"Mbit/s", 0.125e6},
    Unit{"Gbit/s", 0.125e9}, Unit{"Tbit/s", 0.125e12},
};

constexpr std::string_view time_hint = "times: us, ms, s, min, h, d, w, y, as in '90 s' or '4.5 h'";
constexpr std::string_view size_hint = "sizes: KiB, MiB, GiB, TiB, kB, MB, GB, TB, as in '16 GiB'";
constexpr std::string_view rate_hint =
    "rates: kB/s, MB/s, GB/s, kbit/s, Mbit/s, Gbit/s, as in '200 MB/s'";

/// One kind of quantity and how to speak of it.
struct Dimension {
  std::string_view a_thing;  // "a time"
  std::string_view things;   // "time": what units are of
  std::string_view example;  // a unit
  std::string_view hint;
  std::span<const Unit> units;
};

constexpr Dimension time_dimension{"a time", "time", "s", time_hint, time_units};
constexpr Dimension size_dimension{"a size", "size", "GiB", size_hint, size_units};
constexpr Dimension rate_dimension{"a rate", "rate", "MB/s", rate_hint, rate_units};

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

/// A number, and what stands after it.
struct Measured {
  double number = 0;
  std::string_view rest;
  std::string_view digits;  // of the number, as written
};

Measured measured(std::string_view text, std::string_view what, std::string_view hint) {
  text = trimmed(text);
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  Measured result;
  const char* end = digits.data() + digits.size();
  const auto [after, trouble] = std::from_chars(digits.data(), end, result.number);
  const bool begins_as_number = !digits.empty() && (digits[0] == '-' || digits[0] == '.' ||
                                                    (digits[0] >= '0' && digits[0] <= '9'));
  if (!begins_as_number || trouble == std::errc::invalid_argument) {
    throw NotAQuantity(fmt::format("'{}' is not {}", text, what), std::string(hint));
  }
  if (trouble == std::errc::result_out_of_range || !std::isfinite(result.number)) {
    throw NotAQuantity(fmt::format("'{}' is out of range", text), std::string(hint));
  }
  if (std::signbit(result.number) && result.number != 0) {
    throw NotAQuantity(fmt::format("'{}': {} cannot be negative", text, what), std::string(hint));
  }
  result.rest = trimmed({after, static_cast<std::size_t>(end - after)});
  result.digits = digits.substr(0, static_cast<std::size_t>(after - digits.data()));
  return result;
}

/// The double nearest to a hundredth of the number, which division by 100 need not give: 99.9 % is
/// 0.999.
double hundredth_of(const Measured& percent) {
  const std::size_t mark = percent.digits.find_first_of("eE");
  long exponent = 0;
  if (mark != std::string_view::npos) {
    std::string_view written = percent.digits.substr(mark + 1);
    if (written.starts_with('+')) written.remove_prefix(1);
    const auto [after, trouble] =
        std::from_chars(written.data(), written.data() + written.size(), exponent);
    if (trouble != std::errc() || std::abs(exponent) > 1000) return percent.number / 100;
  }
  const std::string moved = fmt::format("{}e{}", percent.digits.substr(0, mark), exponent - 2);
  double result = 0;
  const auto [after, trouble] = std::from_chars(moved.data(), moved.data() + moved.size(), result);
  return trouble == std::errc() ? result : percent.number / 100;
}

/// What to say of units of time that people write and that are none.
std::string ambiguous_time_unit(std::string_view unit) {
  if (unit == "m" || unit == "M")
    return fmt::format("'{}' is no unit: write 'min' for minutes", unit);
  if (unit.starts_with("month")) return "a month has no fixed length: write it in days";
  return {};
}

double factor_of(std::string_view text, std::string_view unit, const Dimension& dimension) {
  std::vector<std::string> names;
  for (const Unit& known : dimension.units) {
    if (known.name == unit) return known.factor;
    names.emplace_back(known.name);
  }
  const std::string hint(dimension.hint);
  if (unit.empty()) {
    throw NotAQuantity(fmt::format("{} needs a unit: write '{} {}'", dimension.a_thing,
                                   trimmed(text), dimension.example),
                       hint);
  }
  const std::string ambiguous = ambiguous_time_unit(unit);
  if (dimension.things == "time" && !ambiguous.empty()) throw NotAQuantity(ambiguous, hint);
  const std::string near = nearest(unit, names);
  throw NotAQuantity(fmt::format("'{}' is not a unit of {}", unit, dimension.things),
                     (near.empty() ? "" : fmt::format("did you mean '{}'? ", near)) + hint);
}

double quantity(std::string_view text, const Dimension& dimension) {
  const auto [number, unit, digits] = measured(text, dimension.a_thing, dimension.hint);
  const double value = number * factor_of(text, unit, dimension);
  if (!std::isfinite(value)) throw NotAQuantity(fmt::format("'{}' is out of range", text));
  return value;
}

/// Where the first unit of `1 h 30 min` ends: before the second number, or at the end.
std::size_t end_of_first_unit(std::string_view text, std::string_view unit) {
  const std::size_t next = unit.find_first_of("0123456789");
  if (next == 0 || next == std::string_view::npos) return text.size();
  return text.size() - unit.size() + next;
}

/// `4.5 h`, or `1 h 30 min`: several, each of a smaller unit than the one before.
double seconds_in(std::string_view text) {
  const std::string_view whole = trimmed(text);
  std::string_view left = whole;
  double sum = 0;
  double before = std::numeric_limits<double>::infinity();
  while (true) {
    const std::string_view rest = measured(left, "a time", time_hint).rest;
    const std::size_t end = end_of_first_unit(left, rest);
    const std::string_view one = left.substr(0, end);
    const std::string_view unit = trimmed(rest.substr(0, rest.size() - (left.size() - end)));
    const double factor = factor_of(one, unit, time_dimension);
    if (factor >= before) {
      throw NotAQuantity(
          fmt::format("'{}': '{}' is not shorter than what stands before it", whole, trimmed(one)),
          "times: from the longest unit to the shortest, as in '1 h 30 min'");
    }
    sum += quantity(one, time_dimension);
    if (end == left.size()) return sum;
    before = factor;
    left = left.substr(end);
  }
}

}  // namespace

Seconds seconds_of(std::string_view text) {
  const double seconds = seconds_in(text);
  if (nearest_tick(Seconds(seconds)) == never) {
    throw NotAQuantity(
        fmt::format("'{}' is beyond the end of time, which is in 292,000 years", text));
  }
  return Seconds(seconds);
}

Duration duration_of(std::string_view text) {
  const Seconds seconds = seconds_of(text);
  const Duration duration = nearest_tick(seconds);
  if (duration == Duration{0} && seconds.count() > 0) throw too_short_a_time(text);
  return duration;
}

Seconds time_unit(std::string_view unit) {
  return Seconds(factor_of("1", trimmed(unit), time_dimension));
}

double size_of(std::string_view text) { return quantity(text, size_dimension); }

double rate_of(std::string_view text) { return quantity(text, rate_dimension); }

double share_of(std::string_view text) {
  constexpr std::string_view hint = "shares: '0.95' or '95 %'";
  const Measured found = measured(text, "a share", hint);
  const double number = found.number;
  const std::string_view rest = found.rest;
  if (!rest.empty() && rest != "%") {
    throw NotAQuantity(fmt::format("'{}' is not a share", trimmed(text)), std::string(hint));
  }
  const double share = rest == "%" ? hundredth_of(found) : number;
  if (share <= 1) return share;
  const std::string meant =
      rest.empty() && number <= 100 ? fmt::format("did you mean '{} %'? ", number) : "";
  throw NotAQuantity(
      fmt::format("'{}' is more than 1: a share lies between 0 and 1", trimmed(text)),
      meant + std::string(hint));
}

double times_of(std::string_view text) {
  constexpr std::string_view hint = "as in '120 %' or '1.2'";
  const Measured found = measured(text, "a share", hint);
  if (found.rest.empty()) return found.number;
  if (found.rest == "%") return hundredth_of(found);
  throw NotAQuantity(fmt::format("'{}' is not a share", trimmed(text)), std::string(hint));
}

Load load_of(std::string_view text) {
  constexpr std::string_view hint = "requests: /s, /min, /h, as in '200/s'; or cores: '2 cores'";
  const Measured found = measured(text, "a load", hint);
  const std::string_view unit = found.rest;
  if (unit == "cores" || unit == "core") return {found.number, true};
  if (unit == "/s") return {found.number, false};
  if (unit == "/min") return {found.number / minute, false};
  if (unit == "/h") return {found.number / an_hour, false};
  if (!unit.empty())
    throw NotAQuantity(fmt::format("'{}' is not a unit of load", unit), std::string(hint));
  const std::string_view number = trimmed(text);
  throw NotAQuantity(
      fmt::format("a load needs a unit: write '{}/s', or '{} cores'", number, number),
      std::string(hint));
}

bool is_confidence(double share) { return share >= confidence_min && share <= confidence_max; }

double number_of(std::string_view text) {
  const auto [number, rest, digits] =
      measured(text, "a number", "write a plain number, as in 3000 or 0.7");
  if (!rest.empty()) {
    throw NotAQuantity(fmt::format("'{}' takes no unit: it is a plain number", trimmed(text)));
  }
  return number;
}

std::uint64_t count_of(std::string_view text) {
  constexpr std::string_view hint = "write a whole number, as in 4";
  text = trimmed(text);
  std::uint64_t value = 0;
  const auto [after, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (trouble == std::errc() && after == text.data() + text.size()) return value;
  if (text.starts_with('-'))
    throw NotAQuantity(fmt::format("'{}': a count cannot be negative", text), std::string(hint));
  if (trouble == std::errc::result_out_of_range && after == text.data() + text.size())
    throw NotAQuantity(fmt::format("'{}' is too large a number", text), "at most 2^64 - 1");
  throw NotAQuantity(fmt::format("'{}' is not a whole number", text), std::string(hint));
}

bool flag_of(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  throw NotAQuantity(fmt::format("'{}' is neither true nor false", text), "write true or false");
}

std::string size_words(double bytes) {
  constexpr std::array units{"TiB", "GiB", "MiB", "KiB"};
  double unit = 0x1p40;
  for (const char* name : units) {
    if (bytes >= unit) return fmt::format("{:.4g} {}", bytes / unit, name);
    unit /= 1024;
  }
  return fmt::format("{:.4g} B", bytes);
}

}  // namespace ausfall::scenarios
