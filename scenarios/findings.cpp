#include "scenarios/findings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ausfall::scenarios {
namespace {

/// " (in the variants 'a' and 'b')"
std::string in_some(std::string_view where, const std::vector<std::string>& names) {
  constexpr std::size_t shown_max = 3;
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    if (shown.size() < shown_max) shown.push_back(fmt::format("'{}'", name));
  }
  if (names.size() > shown_max) {
    return fmt::format(" ({}s {} and {} more)", where, fmt::join(shown, ", "),
                       names.size() - shown_max);
  }
  const std::string last = shown.back();
  shown.pop_back();
  return shown.empty() ? fmt::format(" ({} {})", where, last)
                       : fmt::format(" ({}s {} and {})", where, fmt::join(shown, ", "), last);
}

}  // namespace

void Findings::add(const std::string& one, Position at, const Diagnostic& diagnostic) {
  const auto key =
      std::tuple(diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.message);
  const auto [place, is_new] = index_.emplace(key, found_.size());
  if (is_new) found_.push_back({at, diagnostic, {}});
  found_[place->second].having.push_back(one);
}

Diagnostic Findings::told(const Found& found) const {
  Diagnostic said = found.diagnostic;
  if (found.having.size() < all_) said.message += in_some(where_, found.having);
  return said;
}

}  // namespace ausfall::scenarios
