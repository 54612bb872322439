// Numbers with their units, as people write them: `4 h`, `16 GiB`, `200 MB/s`, `95 %`.
//
// 1. A bare number where a unit is due is an error that says what to write.
// 2. Nothing is guessed: `m` could be minutes or months, and is refused.
// 3. Each function throws NotAQuantity with a sentence for the person who wrote the text.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sim/time.hpp"

namespace ausfall::scenarios {

class NotAQuantity : public std::runtime_error {
 public:
  explicit NotAQuantity(const std::string& message, std::string hint_text = "")
      : std::runtime_error(message), hint_(std::move(hint_text)) {}
  [[nodiscard]] const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

/// `us ms s min h d w y` and their long forms. 1 y = 365 d. Not negative. Exact as a double.
/// Several are added up, from the longest unit to the shortest: `1 h 30 min`.
Seconds seconds_of(std::string_view text);
/// The same to the microsecond; more than nothing stays more than nothing, and all fits into the
/// end of time.
Duration duration_of(std::string_view text);
/// The length of one unit. `what` is what it was found on: "the column".
Seconds time_unit(std::string_view unit);
/// Bytes: `B kB MB GB TB` are powers of 1000, `KiB MiB GiB TiB` of 1024.
double size_of(std::string_view text);
/// Bytes as people write them, in the largest binary unit of which there is one, to four digits: "32
/// GiB", "1.5 TiB", "512 MiB".
std::string size_words(double bytes);
/// Bytes a second: `MB/s` and the like, or `Gbit/s` and the like.
double rate_of(std::string_view text);
/// `0.95` or `95 %`, in [0, 1].
double share_of(std::string_view text);
/// `1.2` or `120 %`.
double times_of(std::string_view text);
/// What is asked of something, or what it bears.
struct Load {
  double amount = 0;  ///< requests a second, or cores
  bool in_cores = false;
};
/// `200/s`, `12000/min`, or `2 cores`.
Load load_of(std::string_view text);
/// How sure an interval or a verdict is: a share from `confidence_min` to `confidence_max`, beyond which
/// it says nothing, or needs more than can be computed.
bool is_confidence(double share);
inline constexpr std::string_view confidence_words = "from 1 % to 99.9999999 %";
inline constexpr double confidence_min = 0.01;
inline constexpr double confidence_max = 0.999999999;
/// A number that is not negative, without a unit.
double number_of(std::string_view text);
/// A whole number that is not negative.
std::uint64_t count_of(std::string_view text);
/// `true` or `false`.
bool flag_of(std::string_view text);

}  // namespace ausfall::scenarios
