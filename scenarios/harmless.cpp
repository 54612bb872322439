#include "scenarios/harmless.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "scenarios/source.hpp"

namespace ausfall::scenarios {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// Of a letter of `length` bytes that the text begins with. Source: RFC 3629, section 3.
std::uint32_t code_point(std::string_view text, std::size_t length) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(text[i]);
  };
  if (length == 1) return byte(0);
  std::uint32_t code = byte(0) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = code << 6U | (byte(i) & 0x3FU);
  return code;
}

/// Source: Unicode 15, the controls (category Cc), the bidirectional formatting characters of UAX 9,
/// section 2, and the two separators.
bool is_hidden(std::uint32_t code) {
  const auto within = [&](std::uint32_t first, std::uint32_t last) {
    return code >= first && code <= last;
  };
  return code < 0x20 || within(0x7F, 0x9F) || code == 0x061C || within(0x200E, 0x200F) ||
         within(0x2028, 0x202E) || within(0x2066, 0x2069);
}

bool begins_command(std::string_view text) {
  constexpr std::array<std::string_view, 3> commands{"##[", "##vso[", "##teamcity["};
  return text.starts_with('#') &&
         std::any_of(commands.begin(), commands.end(),
                     [&](std::string_view command) { return text.starts_with(command); });
}

enum class Breaks : bool { are_shown, stay };

class Shower {
 public:
  Shower(Breaks breaks, bool begins_line) : breaks_(breaks), begins_line_(begins_line) {}

  std::string shown(std::string_view text) && {
    while (!text.empty()) {
      const std::size_t length = letter_length(text);
      const std::string_view letter = text.substr(0, std::max<std::size_t>(length, 1));
      add(text, letter, length == 0 ? 0 : code_point(text, length), length > 0);
      text.remove_prefix(letter.size());
    }
    return std::move(result_);
  }

 private:
  void add(std::string_view rest, std::string_view letter, std::uint32_t code, bool sound) {
    const bool stays = breaks_ == Breaks::stay && (code == '\n' || code == '\t');
    const bool command = begins_command(rest) || (begins_line_ && rest.starts_with("::"));
    if (!sound) {
      result_ += replacement;
    } else if (!stays && (is_hidden(code) || command)) {
      fmt::format_to(std::back_inserter(result_), "\\u{:04x}", code);
    } else {
      result_ += letter;
    }
    // GitHub's runner leaves out what is blank before a command.
    begins_line_ = code == '\n' || (begins_line_ && (code == ' ' || code == '\t'));
  }

  Breaks breaks_;
  bool begins_line_;
  std::string result_;
};

/// Most text is of plain letters, and passes at once.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return letter >= 0x20 && letter < 0x7F && letter != '#' && letter != ':';
  });
}

}  // namespace

std::string harmless(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  return Shower(Breaks::are_shown, true).shown(text);
}

bool is_harmless(std::string_view text) { return harmless(text) == text; }

std::string harmless_lines(std::string_view text, bool begins_line) {
  return Shower(Breaks::stay, begins_line).shown(text);
}

}  // namespace ausfall::scenarios
