// The texts that a scenario is read from, and places in them.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ausfall::scenarios {

/// A place in one of the sources. Lines and columns count from 1, columns in bytes; 0 where none is
/// meant.
struct Position {
  std::uint32_t source = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const Position&) const = default;
};

struct Source {
  std::string name;  ///< as the user wrote it
  std::string text;
  std::filesystem::path directory;  ///< what paths in it are relative to
  std::vector<std::size_t> line_starts;
  bool is_change = false;  ///< no file, but a change that was asked for
};

class Sources {
 public:
  /// The number of the new source.
  std::uint32_t add(std::string name, std::string text, std::filesystem::path directory = {});
  /// The same of a change, named as changes are called.
  std::uint32_t add_change(std::string text, std::filesystem::path directory);
  [[nodiscard]] const Source& operator[](std::uint32_t number) const { return sources_[number]; }
  [[nodiscard]] std::size_t size() const { return sources_.size(); }
  /// Without its end of line; empty beyond the last.
  [[nodiscard]] std::string_view line(Position at) const;

 private:
  std::deque<Source> sources_;  // references to them stay good
};

/// Bytes of the UTF-8 letter that `text` begins with; 0 if it begins with none. Source: RFC 3629,
/// section 4.
std::size_t letter_length(std::string_view text);

/// The bytes of a file. Reads no more than `size_max + 1` of them. Throws Unreadable.
std::string read_bytes(const std::filesystem::path& path, std::size_t size_max);

}  // namespace ausfall::scenarios
