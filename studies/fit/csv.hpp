// Tables of comma-separated values, as RFC 4180 has them, and as spreadsheets write them: other
// delimiters, line ends of either kind, a mark of UTF-8 in front.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ausfall::studies {

struct CsvRow {
  std::size_t line = 0;  ///< on which it begins, from 1
  std::vector<std::string> fields;
};

struct CsvTable {
  std::vector<std::string> columns;  ///< the first row, without spaces around the names
  std::vector<CsvRow> rows;          ///< each as long as the first; what is missing is empty

  /// The number of a column: as it is written, or else without regard to capitals. Throws Refused
  /// with the nearest name; `setting` is where it was named.
  [[nodiscard]] std::size_t column(const std::string& setting, const std::string& name) const;
};

/// `name` is what errors call the text. Without a delimiter, it is the one of , ; | and the
/// tabulator that the first row has most of. Throws Refused with the line.
CsvTable read_csv(std::string_view name, std::string_view text,
                  std::optional<char> delimiter = std::nullopt);

/// Without spaces at its ends.
std::string trimmed(std::string_view text);

}  // namespace ausfall::studies
