#include "studies/output/table.hpp"

#include <algorithm>
#include <charconv>

#include "scenarios/harmless.hpp"

namespace ausfall::studies {

namespace {

/// A cell that a spreadsheet would take for a formula, and that is no number, is marked as text: by an
/// apostrophe, as OWASP advises against CSV injection.
bool is_formula(const std::string& cell) {
  constexpr std::string_view beginnings = "=+-@";
  if (cell.empty() || beginnings.find(cell.front()) == std::string_view::npos) return false;
  double number = 0;
  const char* const end = cell.data() + cell.size();
  const char* const begin = cell.data() + (cell.front() == '+' ? 1 : 0);
  return std::from_chars(begin, end, number).ptr != end;
}

std::string quoted(std::string cell) {
  if (is_formula(cell)) cell.insert(cell.begin(), '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos) {
    return cell;
  }
  std::string text = "\"";
  for (const char letter : cell) {
    text += letter == '"' ? "\"\"" : std::string(1, letter);
  }
  return text + '"';
}

/// What has a meaning in Markdown, within a line, or in the HTML that it may hold. Source: CommonMark
/// 0.31, sections 2.4, 6.4 and 6.6; GitHub's tables.
std::string escaped(const std::string& cell) {
  constexpr std::string_view meaningful = "\\|<>[]`";
  std::string text;
  for (const char letter : cell) {
    if (meaningful.find(letter) != std::string_view::npos) text += '\\';
    text += letter;
  }
  return text;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

std::string wrapped(const std::string& said, std::string_view first, std::string_view rest,
                    std::size_t width) {
  const std::string text = scenarios::harmless(said);
  std::string lines;
  std::string line(first);
  bool begun = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (begun && width_of(line) + 1 + width_of(word) > width) {
      lines += line + '\n';
      line = rest;
      begun = false;
    }
    line += (begun ? " " : "") + word;
    begun = true;
    at = end + 1;
  }
  return lines + line + '\n';
}

void Table::add(std::vector<std::string> row) {
  for (std::string& cell : row) cell = scenarios::harmless(cell);
  rows_.push_back(std::move(row));
}

std::string Table::text(std::string_view indent) const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], width_of(row[column]));
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line(indent);
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::string space(widths[column] - width_of(row[column]), ' ');
      const bool right = column < columns_.size() && columns_[column] == Align::right;
      line += (column == 0 ? "" : "  ") + (right ? space + row[column] : row[column] + space);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string Table::markdown() const {
  std::string text;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::string rule = "|";
    text += "|";
    for (std::size_t column = 0; column < rows_[i].size(); ++column) {
      text += ' ' + escaped(rows_[i][column]) + " |";
      const bool right = column < columns_.size() && columns_[column] == Align::right;
      rule += right ? "---:|" : "---|";
    }
    text += '\n';
    if (i == 0) {
      text += rule + '\n';
    }
  }
  return text;
}

std::string Table::csv() const {
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      text += (column == 0 ? "" : ",") + quoted(row[column]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace ausfall::studies
