#include "scenarios/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <string_view>

#include "scenarios/harmless.hpp"

namespace ausfall::scenarios {
namespace {

/// The part of a long line that is shown around its column, and where the column is in it.
struct Window {
  std::string text;
  std::size_t column = 0;  // from 0
};

bool continues_letter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

Window window(std::string_view line, std::size_t column) {
  constexpr std::size_t before = 80;
  constexpr std::size_t width = 120;
  std::size_t from = column > before ? column - before : 0;
  while (from > 0 && from < line.size() && continues_letter(line[from])) --from;
  std::size_t to = std::min(line.size(), from + width);
  while (to < line.size() && continues_letter(line[to])) ++to;
  const std::string_view head = from > 0 ? "... " : "";
  const std::string_view tail = to < line.size() ? " ..." : "";
  return {fmt::format("{}{}{}", head, line.substr(from, to - from), tail),
          column - from + head.size()};
}

/// Tabs stay tabs, above the caret and below.
std::string shown_line(std::string_view line) {
  std::string shown;
  while (true) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    shown += harmless(line.substr(0, tab));
    if (tab == line.size()) return shown;
    shown += '\t';
    line.remove_prefix(tab + 1);
  }
}

/// Blanks as wide as the text before the caret; tabs stay tabs.
std::string blanks(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (continues_letter(letter)) continue;
    result += letter == '\t' ? '\t' : ' ';
  }
  return result;
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic) {
  const char* severity = diagnostic.severity == Diagnostic::Severity::error ? "error" : "warning";
  std::string text = harmless(diagnostic.file);
  if (diagnostic.line > 0) text += fmt::format(":{}:{}", diagnostic.line, diagnostic.column);
  text += fmt::format(": {}: {}\n", severity, harmless(diagnostic.message));
  if (diagnostic.line > 0 && !diagnostic.source_line.empty()) {
    const std::string_view line = diagnostic.source_line;
    const std::string gutter = fmt::format("{:5} | ", diagnostic.line);
    text += fmt::format("{}{}\n", gutter, line);
    text += fmt::format("{}| {}^\n", std::string(gutter.size() - 2, ' '),
                        blanks(line.substr(0, std::min(diagnostic.caret, line.size()))));
  }
  if (!diagnostic.hint.empty()) text += "        " + harmless(diagnostic.hint) + "\n";
  return text;
}

Mistakes::Mistakes(std::vector<Diagnostic> diagnostics)
    : std::runtime_error([&] {
        std::string text;
        for (const Diagnostic& diagnostic : diagnostics) text += to_text(diagnostic);
        return text;
      }()),
      diagnostics_(std::move(diagnostics)) {
  assert(!diagnostics_.empty());
}

Diagnostic Diagnostics::made(Diagnostic::Severity severity, Position at, std::string message,
                             std::string hint) const {
  Diagnostic result;
  result.severity = severity;
  result.file = at.source < sources_.size() ? sources_[at.source].name : "";
  result.line = at.line;
  result.column = at.column;
  result.message = std::move(message);
  const std::string_view line = sources_.line(at);
  const std::size_t before = at.column > 0 ? at.column - 1 : 0;
  const Window shown = window(line, std::min(before, line.size()));
  result.source_line = shown_line(shown.text);
  result.caret = shown_line(std::string_view(shown.text).substr(0, shown.column)).size();
  result.hint = std::move(hint);
  return result;
}

void Diagnostics::error(Position at, std::string message, std::string hint) {
  ++errors_;
  if (!said_.emplace(at, message).second || kept_.joins(at, message, hint)) return;
  if (kept_.size() >= errors_max) {
    ++not_kept_;
    return;
  }
  kept_.add(at, made(Diagnostic::Severity::error, at, std::move(message), std::move(hint)));
}

void Diagnostics::warning(Position at, std::string message, std::string hint) {
  if (!said_.emplace(at, message).second || warnings_.joins(at, message, hint)) return;
  if (warnings_.size() >= errors_max) return;
  warnings_.add(at, made(Diagnostic::Severity::warning, at, std::move(message), std::move(hint)));
}

void Diagnostics::retell(const std::vector<std::pair<Position, Diagnostic>>& errors) {
  kept_ = {};
  for (const auto& [at, error] : errors)
    kept_.add(at, made(Diagnostic::Severity::error, at, error.message, error.hint));
}

std::vector<Diagnostic> Diagnostics::warnings() const {
  std::vector<Diagnostic> all;
  for (auto& [at, diagnostic] : warnings_.together(Alike::Order::as_said))
    all.push_back(std::move(diagnostic));
  return all;
}

void Diagnostics::throw_if_any() const {
  if (kept_.size() == 0) return;
  std::vector<Diagnostic> all;
  for (auto& [at, diagnostic] : kept_.together(Alike::Order::of_lines))
    all.push_back(std::move(diagnostic));
  if (not_kept_ > 0 || is_hopeless()) {
    Diagnostic rest;
    rest.file = all.back().file;
    rest.message = is_hopeless() ? "too many errors: the rest was not read"
                                 : fmt::format("and {} more errors", not_kept_);
    all.push_back(std::move(rest));
  }
  throw Mistakes(std::move(all));
}

}  // namespace ausfall::scenarios
