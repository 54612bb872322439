#include "studies/fit/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "scenarios/names.hpp"
#include "scenarios/nul.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

constexpr std::string_view mark_of_utf8 = "\xEF\xBB\xBF";

/// The first row, quoted line ends included, is what tells.
char most_frequent_delimiter(std::string_view text) {
  constexpr std::array delimiters{',', ';', '\t', '|'};
  std::array<std::size_t, delimiters.size()> found{};
  bool quoted = false;
  for (const char letter : text) {
    if (letter == '"') quoted = !quoted;
    if (quoted) continue;
    if (letter == '\n') break;
    for (std::size_t i = 0; i < delimiters.size(); ++i)
      found[i] += letter == delimiters[i] ? 1U : 0U;
  }
  return delimiters[static_cast<std::size_t>(std::ranges::max_element(found) - found.begin())];
}

/// Reads one row after the other.
class CsvReader {
 public:
  CsvReader(std::string_view name, std::string_view text, char delimiter)
      : name_(name), text_(text), delimiter_(delimiter) {}

  /// None at the end. Empty lines are none.
  std::optional<CsvRow> next() {
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) end_line();
    if (at_ >= text_.size()) return std::nullopt;
    CsvRow row{line_, {}};
    do {
      row.fields.push_back(scenarios::without_nul(field()));
    } while (passes_delimiter());
    end_line();
    return row;
  }

 private:
  std::string field() {
    if (at_ < text_.size() && text_[at_] == '"') return quoted_field();
    const std::size_t begin = at_;
    while (at_ < text_.size() && !ends_field(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string quoted_field() {
    const std::size_t opened = line_;
    std::string field;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"' && at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        if (at_ < text_.size() && !ends_field(text_[at_]))
          throw Refused(fmt::format(
              "{}:{}: text follows a closing quote; a quote in a field is written twice", name_,
              line_));
        return field;
      }
      line_ += text_[at_] == '\n' ? 1U : 0U;
      field += text_[at_];
    }
    throw Refused(fmt::format("{}:{}: a quote is opened here and never closed", name_, opened));
  }

  [[nodiscard]] bool ends_field(char letter) const {
    return letter == delimiter_ || letter == '\n' || letter == '\r';
  }

  bool passes_delimiter() {
    if (at_ >= text_.size() || text_[at_] != delimiter_) return false;
    ++at_;
    return true;
  }

  /// A carriage return, a line feed, or both.
  void end_line() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
  }

  std::string_view name_;
  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return text;
}

}  // namespace

std::string trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(" \t") - from + 1));
}

std::size_t CsvTable::column(const std::string& setting, const std::string& name) const {
  const auto exact = std::ranges::find(columns, name);
  if (exact != columns.end()) return static_cast<std::size_t>(exact - columns.begin());
  const auto alike = [&](const std::string& known) {
    return lower_case(known) == lower_case(name);
  };
  if (std::ranges::count_if(columns, alike) == 1)
    return static_cast<std::size_t>(std::ranges::find_if(columns, alike) - columns.begin());
  throw Refused({setting}, fmt::format("the log has no column '{}'; {}", name,
                                       scenarios::known_names_hint(name, columns, "columns")));
}

CsvTable read_csv(std::string_view name, std::string_view text, std::optional<char> delimiter) {
  if (text.starts_with(mark_of_utf8)) text.remove_prefix(mark_of_utf8.size());
  CsvReader reader(name, text, delimiter.value_or(most_frequent_delimiter(text)));
  CsvTable table;
  std::optional<CsvRow> row = reader.next();
  if (!row) throw Refused(fmt::format("{}: the log is empty", name));
  for (const std::string& column : row->fields) table.columns.push_back(trimmed(column));
  while ((row = reader.next())) {
    if (row->fields.size() > table.columns.size())
      throw Refused(
          fmt::format("{}:{}: {} fields, but there are {} columns; a field with a "
                      "delimiter in it is written in quotes",
                      name, row->line, row->fields.size(), table.columns.size()));
    row->fields.resize(table.columns.size());
    table.rows.push_back(*std::move(row));
  }
  if (table.rows.empty())
    throw Refused(fmt::format("{}: the log has no row below its columns", name));
  return table;
}

}  // namespace ausfall::studies
