// Tables of text for a terminal: columns as wide as their widest cell, two spaces apart.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ausfall::studies {

enum class Align : bool { left, right };

/// Rows of cells. A row may be shorter than the widest.
class Table {
 public:
  /// Columns beyond those named are aligned left.
  explicit Table(std::vector<Align> columns) : columns_(std::move(columns)) {}

  /// Cells are shown harmlessly (scenarios/harmless.hpp).
  void add(std::vector<std::string> row);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::size_t rows() const { return rows_.size(); }

  /// Each row on a line that begins with `indent` and does not end in spaces.
  [[nodiscard]] std::string text(std::string_view indent = "") const;
  /// The first row is the head.
  [[nodiscard]] std::string markdown() const;
  /// As RFC 4180 has it, but lines end in a line feed alone.
  [[nodiscard]] std::string csv() const;

 private:
  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// How many columns a text takes on a terminal: its code points (UTF-8), which is right for all but
/// wide and combining ones.
std::size_t width_of(std::string_view text);

/// The text in lines of at most `width` columns, as far as its words allow; the first begins with
/// `first`, the others with `rest`. Ends in a line feed. The text is shown harmlessly.
std::string wrapped(const std::string& said, std::string_view first, std::string_view rest,
                    std::size_t width = 100);

}  // namespace ausfall::studies
