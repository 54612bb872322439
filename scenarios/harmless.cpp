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

/// Source: Unicode 15, category Zs, and the tab.
bool is_blank(std::uint32_t code) {
  return code == ' ' || code == '\t' || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool begins_command(std::string_view text) {
  constexpr std::array<std::string_view, 3> commands{"##[", "##vso[", "##teamcity["};
  return text.starts_with('#') &&
         std::any_of(commands.begin(), commands.end(),
                     [&](std::string_view command) { return text.starts_with(command); });
}

bool is_ordinary(char letter) {
  return letter >= 0x20 && letter < 0x7F && letter != '#' && letter != ':';
}

enum class Breaks : bool { are_shown, stay };

class Shower {
 public:
  Shower(Breaks breaks, bool begins_line) : breaks_(breaks), begins_line_(begins_line) {}

  std::string shown(std::string_view text) && {
    for (add_ordinary(text); !text.empty(); add_ordinary(text)) {
      const std::size_t length = letter_length(text);
      const std::string_view letter = text.substr(0, std::max<std::size_t>(length, 1));
      add(text, letter, length == 0 ? 0 : code_point(text, length), length > 0);
      text.remove_prefix(letter.size());
    }
    return std::move(result_);
  }

 private:
  /// Takes off what need not be looked at closely, which is most of most texts.
  void add_ordinary(std::string_view& text) {
    std::size_t length = 0;
    for (; length < text.size() && is_ordinary(text[length]); ++length)
      begins_line_ = begins_line_ && text[length] == ' ';
    result_ += text.substr(0, length);
    text.remove_prefix(length);
  }

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
    // GitHub's runner leaves out what is blank before a command (String.TrimStart of .NET).
    begins_line_ = code == '\n' || (begins_line_ && is_blank(code));
  }

  Breaks breaks_;
  bool begins_line_;
  std::string result_;
};

}  // namespace

std::string harmless(std::string_view text) { return Shower(Breaks::are_shown, true).shown(text); }

bool is_harmless(std::string_view text) { return harmless(text) == text; }

std::string harmless_lines(std::string_view text, bool begins_line) {
  return Shower(Breaks::stay, begins_line).shown(text);
}

}  // namespace ausfall::scenarios
