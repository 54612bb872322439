#include "studies/output/table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <numeric>

#include "scenarios/harmless.hpp"
#include "studies/output/markdown.hpp"

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

}  // namespace

/// What has a meaning in Markdown, within a line, or in the HTML that it may hold. Source: CommonMark
/// 0.31, sections 2.4, 2.5 and 6; GitHub's tables, strikethrough and extended autolinks, which begin
/// with `://` and `www.`.
std::string markdown_text(std::string_view shown) {
  constexpr std::string_view meaningful = "\\|<>[]`*_~&";
  const std::string line = scenarios::harmless(shown);
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string_view rest = std::string_view(line).substr(i);
    const bool links =
        rest.starts_with("://") || (line[i] == '.' && i >= 3 && text.ends_with("www"));
    if (links || meaningful.find(line[i]) != std::string_view::npos) text += '\\';
    text += line[i];
  }
  return text;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

namespace {

constexpr std::size_t columns_min = 40;
constexpr std::size_t prose_columns = 100;  // wider lines are hard to read
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): of a page, while it is made
thread_local std::size_t page_columns = 100;

/// Words that are not broken, in lines of at most so many columns.
std::string filled(const std::vector<std::string>& words, std::string_view first,
                   std::string_view rest) {
  std::string lines;
  std::string line(first);
  bool begun = false;
  for (const std::string& word : words) {
    if (begun && width_of(line) + 1 + width_of(word) > std::min(page_columns, prose_columns)) {
      lines += line + '\n';
      line = rest;
      begun = false;
    }
    line += (begun ? " " : "") + word;
    begun = true;
  }
  return lines + line + '\n';
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

PageWidth::PageWidth(std::size_t columns) : before_(page_columns) {
  page_columns = std::max(columns, columns_min);
}

PageWidth::~PageWidth() { page_columns = before_; }

std::size_t PageWidth::columns() { return page_columns; }

std::string wrapped(const std::string& said, std::string_view first, std::string_view rest) {
  return filled(words_of(scenarios::harmless(said)), first, rest);
}

std::string wrapped_items(const std::string& head, const std::vector<std::string>& items,
                          std::string_view first, std::string_view rest) {
  std::vector<std::string> parts = words_of(head);
  for (std::size_t i = 0; i < items.size(); ++i)
    parts.push_back(scenarios::harmless(items[i]) + (i + 1 < items.size() ? "," : ""));
  return filled(parts, first, rest);
}

void Table::add(std::vector<std::string> row) {
  for (std::string& cell : row) cell = scenarios::harmless(cell);
  rows_.push_back(std::move(row));
}

namespace {

bool is_digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }
bool is_letter(char letter) { return std::isalpha(static_cast<unsigned char>(letter)) != 0; }

/// Between a number and its unit, and between the parts of a time: "1 h 50 min".
bool within_a_quantity(const std::string& cell, std::size_t blank) {
  if (blank == 0 || blank + 1 >= cell.size()) return false;
  if (is_digit(cell[blank - 1])) return true;
  constexpr std::array<std::string_view, 7> units{"us", "ms", "s", "min", "h", "d", "y"};
  const std::size_t before = cell.find_last_of(' ', blank - 1);
  const std::size_t from = before == std::string::npos ? 0 : before + 1;
  const auto word = std::string_view(cell).substr(from, blank - from);
  return is_digit(cell[blank + 1]) && std::ranges::find(units, word) != units.end();
}

/// Where a cell may be broken: behind a blank, which goes, or behind a dot, a hyphen or a slash in a name. The parts
/// end in what they are broken behind.
std::vector<std::string> parts_of(const std::string& cell) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < cell.size(); ++i) {
    parts.back() += cell[i];
    if (i + 1 == cell.size()) break;
    const bool between_words = cell[i] == ' ' && !within_a_quantity(cell, i);
    const bool hyphen = cell[i] == '-' && i > 0 && is_letter(cell[i - 1]);
    const bool in_a_name = ((cell[i] == '.' || hyphen) && is_letter(cell[i + 1])) || cell[i] == '/';
    if (between_words || in_a_name) parts.emplace_back();
  }
  return parts;
}

std::string without_end_blanks(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// The cell in lines of at most `width` columns, as far as its parts allow. Further lines are indented, as
/// far as they are aligned left.
std::vector<std::string> lines_of(const std::string& cell, std::size_t width, bool right) {
  if (width_of(cell) <= width) return {cell};
  std::vector<std::string> lines;
  std::string line;
  const std::string indent = right ? "" : "  ";
  for (const std::string& part : parts_of(cell)) {
    const bool begun = line.size() > (lines.empty() ? 0 : indent.size());
    if (begun && width_of(without_end_blanks(line + part)) > width) {
      lines.push_back(without_end_blanks(line));
      line = indent;
    }
    line += part;
  }
  lines.push_back(without_end_blanks(line));
  return lines;
}

std::size_t widest(const std::vector<std::string>& lines) {
  std::size_t most = 0;
  for (const std::string& line : lines) most = std::max(most, width_of(line));
  return most;
}

}  // namespace

/// As wide as the widest cells; if that is more than there is room for, narrower.
std::vector<std::size_t> Table::widths(std::size_t room) const {
  std::vector<std::size_t> all;  // of whole cells
  std::vector<std::size_t> body;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    all.resize(std::max(all.size(), rows_[i].size()), 0);
    body.resize(all.size(), 0);
    for (std::size_t column = 0; column < rows_[i].size(); ++column) {
      const std::size_t width = width_of(rows_[i][column]);
      all[column] = std::max(all[column], width);
      if (i > 0 || head_ == Head::none) body[column] = std::max(body[column], width);
    }
  }
  const auto needed = [](const std::vector<std::size_t>& widths) {
    return std::accumulate(widths.begin(), widths.end(), 2 * (widths.size() - 1));
  };
  if (all.empty() || needed(all) <= room) return all;
  std::vector<std::size_t> narrow = all;
  const auto narrower = [&](std::size_t column, std::size_t least) {
    // To a width that some lines take: the widest of those that are narrower.
    std::size_t now = 0;
    for (const auto& row : rows_) {
      if (column >= row.size()) continue;
      now = std::max(now, widest(lines_of(row[column], narrow[column] - 1, is_right(column))));
    }
    if (now < least || now >= narrow[column]) return false;
    narrow[column] = now;
    return true;
  };
  // The heads that are longest for what stands below them.
  std::vector<bool> done(narrow.size(), false);
  while (needed(narrow) > room) {
    std::size_t which = narrow.size();
    std::size_t most = 0;
    for (std::size_t column = 0; column < narrow.size(); ++column) {
      const std::size_t spare = narrow[column] - std::min(narrow[column], body[column]);
      if (!done[column] && spare > most) {
        which = column;
        most = spare;
      }
    }
    if (which == narrow.size()) break;
    done[which] = !narrower(which, std::max<std::size_t>(body[which], 1));
  }
  // Then names and words, the widest column first; then times and numbers; at last words again, though
  // they are hard to read then.
  struct Narrowing {
    bool right;
    std::size_t least;
  };
  for (const auto& [right, least] : {Narrowing{false, 10}, {true, 1}, {false, 6}}) {
    std::fill(done.begin(), done.end(), false);
    while (needed(narrow) > room) {
      std::size_t which = narrow.size();
      for (std::size_t column = 0; column < narrow.size(); ++column) {
        if (!done[column] && is_right(column) == right &&
            (which == narrow.size() || narrow[column] > narrow[which]))
          which = column;
      }
      if (which == narrow.size()) break;
      done[which] = !narrower(which, least);
    }
  }
  return narrow;
}

std::string Table::text(std::string_view indent) const {
  const std::size_t room = std::max(page_columns, indent.size() + columns_min) - indent.size();
  const std::vector<std::size_t> columns = widths(room);
  std::string text;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t column = 0; column < rows_[i].size(); ++column) {
      cells.push_back(lines_of(rows_[i][column], columns[column], is_right(column)));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t at = 0; at < height; ++at) {
      std::string line(indent);
      for (std::size_t column = 0; column < cells.size(); ++column) {
        // The head stands on what it is about; cells hang from their first line.
        const std::size_t above =
            i == 0 && head_ == Head::first_row ? height - cells[column].size() : 0;
        const bool any = at >= above && at - above < cells[column].size();
        const std::string cell = any ? cells[column][at - above] : "";
        const std::string space(columns[column] - std::min(columns[column], width_of(cell)), ' ');
        line += (column == 0 ? "" : "  ") + (is_right(column) ? space + cell : cell + space);
      }
      text += without_end_blanks(line) + '\n';
    }
  }
  return text;
}

std::string Table::markdown() const {
  std::string text;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::string rule = "|";
    text += "|";
    for (std::size_t column = 0; column < rows_[i].size(); ++column) {
      text += ' ' + markdown_text(rows_[i][column]) + " |";
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
