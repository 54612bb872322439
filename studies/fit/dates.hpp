// Dates as logs have them. A column has one form, which is found by trying them all on all of it:
// the forms differ in their punctuation, so a text never fits two.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ausfall::studies {

enum class DateForm : std::uint8_t {
  iso,    ///< 2005-06-21T10:54:00Z, 2005-06-21 10:54, 2005-06-21 (ISO 8601, RFC 3339)
  us,     ///< 6/21/2005 10:54, 6/21/2005 10:54 AM, 6/21/2005: the month first
  dots,   ///< 21.06.2005 10:54, 21.06.2005: the day first
  epoch,  ///< 1119351240: seconds since 1970
};
inline constexpr std::array all_date_forms{DateForm::iso, DateForm::us, DateForm::dots,
                                           DateForm::epoch};

/// "M/D/YYYY H:MM".
std::string_view words_for(DateForm form);

/// Seconds since 1970-01-01 00:00, of a clock that is not put forward or back; where a text gives its
/// distance to UTC, that of UTC. Seconds and their fractions may be missing, and so may the time of
/// day. None if the text is no date of this form, or no day of the calendar.
std::optional<double> date_of(DateForm form, std::string_view text);

/// "2005-06-21".
std::string day_words(double date);

}  // namespace ausfall::studies
