// The texts that a scenario is read from, and places in them.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
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

/// Directories that files may be read from though they lie outside the scenario's own.
using Allowed = std::vector<std::filesystem::path>;

/// Which files a scenario may name: those of its own tree, which is the directory it lies in and what
/// is below, and those below directories that were allowed. Where a file lies is told with all links
/// followed, and whether it is there is told of those alone: somebody else's scenario can be read
/// without giving away what is on the machine.
class Access {
 public:
  Access() = default;
  /// `own` is empty where the scenario has no file: then it is the working directory.
  Access(const std::filesystem::path& own, const Allowed& allowed);

  [[nodiscard]] bool may_read(const std::filesystem::path& file) const;
  /// Throws Unreadable, which says how to allow it.
  void check(const std::filesystem::path& file) const;

 private:
  std::vector<std::filesystem::path> trees_;  // without links
};

class Sources {
 public:
  Sources() = default;
  explicit Sources(Access access) : access_(std::move(access)) {}

  /// The text of a file that the scenario names; read once, however often it is named. Of one that is
  /// longer than `size_max`, `size_max + 1` bytes. Throws Unreadable.
  const std::string& read(const std::filesystem::path& file, std::size_t size_max);
  /// The file that the scenario itself is.
  void add_read(const std::filesystem::path& file) { texts_.emplace(file, nullptr); }
  /// What was read, in the order of names.
  [[nodiscard]] std::vector<std::filesystem::path> files() const;

  /// The number of the new source.
  std::uint32_t add(std::string name, std::string text, std::filesystem::path directory = {});
  /// The same of a change, named as changes are called.
  std::uint32_t add_change(std::string text, std::filesystem::path directory);
  [[nodiscard]] const Source& operator[](std::uint32_t number) const { return sources_[number]; }
  [[nodiscard]] std::size_t size() const { return sources_.size(); }
  /// Without its end of line; empty beyond the last.
  [[nodiscard]] std::string_view line(Position at) const;

 private:
  Access access_;
  std::deque<Source> sources_;  // references to them stay good
  std::map<std::filesystem::path, std::shared_ptr<const std::string>> texts_;
};

/// Bytes of the UTF-8 letter that `text` begins with; 0 if it begins with none. Source: RFC 3629,
/// section 4.
std::size_t letter_length(std::string_view text);

/// The bytes of a file, of any kind: pipes, too. Reads no more than `size_max + 1` of them, and takes no
/// more memory than what it reads. Throws Unreadable.
std::string read_bytes(const std::filesystem::path& path, std::size_t size_max);
/// The same of standard input.
std::string read_standard_input(std::size_t size_max);

}  // namespace ausfall::scenarios
