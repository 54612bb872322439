// Tables of text for a terminal: columns as wide as their widest cell, two spaces apart.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ausfall::studies {

/// How many columns text may take, on this thread, while this lives; 100 where none does.
class PageWidth {
 public:
  /// At least 40: what is narrower is not readable.
  explicit PageWidth(std::size_t columns);
  PageWidth(const PageWidth&) = delete;
  PageWidth& operator=(const PageWidth&) = delete;
  ~PageWidth();

  static std::size_t columns();

 private:
  std::size_t before_;
};

enum class Align : bool { left, right };

enum class Head : bool { none, first_row };

/// Rows of cells. A row may be shorter than the widest.
class Table {
 public:
  /// Columns beyond those named are aligned left.
  explicit Table(std::vector<Align> columns, Head head = Head::first_row)
      : columns_(std::move(columns)), head_(head) {}

  /// Cells are shown harmlessly (scenarios/harmless.hpp).
  void add(std::vector<std::string> row);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::size_t rows() const { return rows_.size(); }

  /// Each row on a line that begins with `indent` and does not end in spaces. Where the page has too few
  /// columns, the head's words are broken first, then the longest cells: a row is several lines then.
  [[nodiscard]] std::string text(std::string_view indent = "") const;
  /// The first row is the head.
  [[nodiscard]] std::string markdown() const;
  /// As RFC 4180 has it, but lines end in a line feed alone.
  [[nodiscard]] std::string csv() const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t room) const;
  [[nodiscard]] bool is_right(std::size_t column) const {
    return column < columns_.size() && columns_[column] == Align::right;
  }

  std::vector<Align> columns_;
  Head head_;
  std::vector<std::vector<std::string>> rows_;
};

/// How many columns a text takes on a terminal: its code points (UTF-8), which is right for all but
/// wide and combining ones.
std::size_t width_of(std::string_view text);

/// The text in lines of at most a page's columns, as far as its words allow; the first begins with
/// `first`, the others with `rest`. Ends in a line feed. The text is shown harmlessly.
std::string wrapped(const std::string& said, std::string_view first, std::string_view rest);

/// The same of items set apart by commas, after a head: lines break between two items, not inside of one.
std::string wrapped_items(const std::string& head, const std::vector<std::string>& items,
                          std::string_view first, std::string_view rest);

}  // namespace ausfall::studies
