#include "sim/time.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>
#include <utility>

namespace ausfall {
namespace {

constexpr Duration second = std::chrono::seconds(1);
constexpr Duration minute = std::chrono::minutes(1);

/// The number with at most three decimals, and no zeros at its end.
std::string decimal(double number) {
  std::string text = fmt::format("{:.3f}", number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

/// "2.5 d", where it is a whole number of halves and at least one of them is whole; otherwise
/// nothing.
std::string in_halves(Duration duration, Duration unit, std::string_view symbol) {
  if (duration < unit || duration % (unit / 2) != Duration(0)) return {};
  const auto whole = duration / unit;
  return fmt::format("{}{} {}", whole, duration % unit == Duration(0) ? "" : ".5", symbol);
}

Duration rounded(Duration duration, Duration unit) {
  const Duration down = duration - duration % unit;
  return duration - down >= (unit + Duration(1)) / 2 ? after(down, unit) : down;
}

/// "2 h 30 min", without the parts that are nothing.
std::string in_parts(Duration duration) {
  const auto hours = duration / hour;
  const auto minutes = duration % hour / minute;
  const double seconds = seconds_in(duration % minute);
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
  if (hours > 0) add(fmt::format("{} h", hours));
  if (minutes > 0) add(fmt::format("{} min", minutes));
  if (seconds > 0) add(decimal(seconds) + " s");
  return text;
}

}  // namespace

std::string in_words(Duration duration) {
  if (duration == never) return "never";
  if (duration == Duration(0)) return "0 s";
  if (duration < Duration(0)) return "-" + in_words(-duration);
  if (duration < 1ms) return fmt::format("{} us", duration.count());
  if (duration < second) return decimal(seconds_in(duration) * 1e3) + " ms";
  for (const auto& [unit, symbol] : {std::pair{year, "y"}, std::pair{day, "d"}}) {
    if (std::string text = in_halves(duration, unit, symbol); !text.empty()) return text;
  }
  if (duration < minute) return in_parts(rounded(duration, 1ms));
  return in_parts(rounded(duration, duration < hour ? Duration(100ms) : second));
}

std::string in_words(Seconds seconds) {
  if (std::isinf(seconds.count()) && seconds.count() > 0) return "never";
  const Duration nearest = seconds.count() >= 0 ? nearest_tick(seconds) : Duration(0);
  if (seconds.count() == 0 || (nearest >= Duration(1) && nearest != never))
    return in_words(nearest);
  return fmt::format("{:.3g} s", seconds.count());
}

}  // namespace ausfall
