// NUL in a file that others wrote: it would cut off whatever is said of the text.
#pragma once

#include <string>
#include <string_view>

namespace ausfall::scenarios {

/// NUL becomes \u0000, as `harmless` shows it.
inline std::string without_nul(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (const char letter : text) letter == '\0' ? shown += "\\u0000" : shown += letter;
  return shown;
}

}  // namespace ausfall::scenarios
