#include "studies/fit/dates.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

namespace ausfall::studies {

namespace {

constexpr double minute = 60;
constexpr double seconds_in_day = 86400;

/// Takes a text from the left, piece by piece. Once a piece does not fit, none does.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  /// A whole number of so many digits.
  int number(std::size_t digits_min, std::size_t digits_max) {
    std::size_t digits = 0;
    while (digits < rest_.size() && digits < digits_max && is_digit(rest_[digits])) ++digits;
    int value = 0;
    if (digits < digits_min) fits_ = false;
    std::from_chars(rest_.data(), rest_.data() + digits, value);
    rest_.remove_prefix(digits);
    return value;
  }

  void expect(char letter) {
    if (!passes(letter)) fits_ = false;
  }

  bool passes(char letter) {
    if (rest_.empty() || rest_.front() != letter) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// What follows a decimal point, in [0, 1).
  double fraction() {
    double value = 0;
    double place = 0.1;
    if (rest_.empty() || !is_digit(rest_.front())) fits_ = false;
    for (; !rest_.empty() && is_digit(rest_.front()); place /= 10) {
      value += place * (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  void refuse_unless(bool fits) { fits_ = fits_ && fits; }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  void skip(std::size_t letters) { rest_.remove_prefix(letters); }
  /// All of the text was taken, and fitted.
  [[nodiscard]] bool done() const { return fits_ && rest_.empty(); }

 private:
  static bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

  std::string_view rest_;
  bool fits_ = true;
};

double day_of(Scanner& text, int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  text.refuse_unless(date.ok());
  if (!date.ok()) return 0;
  return seconds_in_day *
         static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// 10:54, 10:54:30, 10:54:30.25
double time_of_day(Scanner& text) {
  const int hours = text.number(1, 2);
  text.expect(':');
  const int minutes = text.number(2, 2);
  double seconds = 0;
  if (text.passes(':')) {
    seconds = text.number(2, 2);
    if (text.passes('.') || text.passes(',')) seconds += text.fraction();
  }
  // 24:00 is the end of a day, and 60 a leap second.
  text.refuse_unless((hours < 24 || (hours == 24 && minutes == 0)) && minutes < 60 && seconds < 61);
  return 3600.0 * hours + minute * minutes + seconds;
}

/// Z, +02:00, +0200, +02 after a time of day; how far it is ahead of UTC.
double ahead_of_utc(Scanner& text) {
  if (text.rest().empty() || text.passes('Z')) return 0;
  const bool behind = text.passes('-');
  if (!behind) text.expect('+');
  double ahead = 3600.0 * text.number(2, 2);
  const bool colon = text.passes(':');
  if (colon || !text.rest().empty()) ahead += minute * text.number(2, 2);
  return behind ? -ahead : ahead;
}

/// " AM" turns 12 into 0, " PM" 1 into 13.
double half_of_day(Scanner& text, double time) {
  text.passes(' ');
  const std::string_view half = text.rest();
  if (half.empty()) return time;
  const bool after_noon = half == "PM" || half == "pm";
  text.refuse_unless(after_noon || half == "AM" || half == "am");
  text.refuse_unless(time >= 3600 && time < 13 * 3600.0);
  text.skip(half.size());
  const double hour_twelve = time >= 12 * 3600.0 ? 12 * 3600.0 : 0;
  return time - hour_twelve + (after_noon ? 12 * 3600.0 : 0);
}

double iso_date(Scanner& text) {
  const int year = text.number(4, 4);
  text.expect('-');
  const int month = text.number(2, 2);
  text.expect('-');
  const double date = day_of(text, year, month, text.number(2, 2));
  if (text.rest().empty()) return date;
  if (!text.passes('T')) text.expect(' ');
  const double time = time_of_day(text);
  return date + time - ahead_of_utc(text);
}

double us_date(Scanner& text) {
  const int month = text.number(1, 2);
  text.expect('/');
  const int day = text.number(1, 2);
  text.expect('/');
  const double date = day_of(text, text.number(4, 4), month, day);
  if (text.rest().empty()) return date;
  text.expect(' ');
  const double time = time_of_day(text);
  return date + half_of_day(text, time);
}

double date_with_dots(Scanner& text) {
  const int day = text.number(1, 2);
  text.expect('.');
  const int month = text.number(1, 2);
  text.expect('.');
  const double date = day_of(text, text.number(4, 4), month, day);
  if (text.rest().empty()) return date;
  text.expect(' ');
  return date + time_of_day(text);
}

/// Up to 12 digits, which reach further than the calendar.
double seconds_of_epoch(Scanner& text) {
  const std::size_t digits =
      std::min(text.rest().find_first_not_of("0123456789"), text.rest().size());
  text.refuse_unless(digits > 0 && digits <= 12);
  double seconds = 0;
  std::from_chars(text.rest().data(), text.rest().data() + digits, seconds);
  text.skip(digits);
  return text.passes('.') ? seconds + text.fraction() : seconds;
}

}  // namespace

std::string_view words_for(DateForm form) {
  switch (form) {
    case DateForm::iso:
      return "YYYY-MM-DD HH:MM:SS";
    case DateForm::us:
      return "M/D/YYYY H:MM";
    case DateForm::dots:
      return "D.M.YYYY H:MM";
    case DateForm::epoch:
      return "seconds since 1970";
  }
  return {};
}

std::optional<double> date_of(DateForm form, std::string_view text) {
  Scanner scanner(text);
  double date = 0;
  switch (form) {
    case DateForm::iso:
      date = iso_date(scanner);
      break;
    case DateForm::us:
      date = us_date(scanner);
      break;
    case DateForm::dots:
      date = date_with_dots(scanner);
      break;
    case DateForm::epoch:
      date = seconds_of_epoch(scanner);
      break;
  }
  return scanner.done() ? std::optional(date) : std::nullopt;
}

std::string day_words(double date) {
  const std::chrono::sys_days day{
      std::chrono::days(static_cast<std::int64_t>(std::floor(date / seconds_in_day)))};
  const std::chrono::year_month_day calendar(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(calendar.year()),
                     static_cast<unsigned>(calendar.month()),
                     static_cast<unsigned>(calendar.day()));
}

}  // namespace ausfall::studies
