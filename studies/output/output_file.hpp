// Files that a verb writes. A file is written beside its place and takes it when it is whole, so
// whatever happens (a full disk, a signal, a power cut), what stands there is the old one or the new
// one.
//
// 1. A symbolic link stays, and what it leads to is replaced. The new file has the old one's mode.
// 2. A file that is write-protected is not replaced, though its directory would allow it.
// 3. What is no file (/dev/null, /dev/stdout, a pipe) cannot be replaced and is written as it is.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ausfall::studies {

/// Finds out whether a file can be written there, without changing anything: for before a long
/// computation. Throws SystemFailure.
void refuse_unwritable(const std::filesystem::path& place);

/// Where a file will be written: at the end of all links, also of those that lead to nothing yet. Throws
/// SystemFailure where they lead in a circle.
std::filesystem::path where_written(const std::filesystem::path& place);

/// The two are one file, by whatever names: links, `..`. False if either does not exist, or is no
/// file.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b);

class OutputFile {
 public:
  /// Throws SystemFailure.
  explicit OutputFile(std::filesystem::path place);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  /// What was not finished is removed; the place keeps what it had.
  ~OutputFile();

  /// Throws SystemFailure.
  void write(std::string_view text);
  /// Everything is on the disk when this returns, and only the place has to be taken: of several files
  /// that belong together, for before the first one takes its. Throws SystemFailure.
  void complete();
  /// The file is in its place. Throws SystemFailure.
  void finish();

  [[nodiscard]] const std::filesystem::path& place() const { return place_; }

 private:
  [[noreturn]] void fail() const;
  void open_beside(unsigned mode);

  std::filesystem::path place_;   ///< as it was asked for
  std::filesystem::path target_;  ///< where links lead
  std::string beside_;            ///< empty where it is written as it is
  int file_ = -1;
};

/// Adds to what a file has, which is made where there is none: to a file that somebody else has opened,
/// too, and which therefore stays the same one. If that fails, it has what it had. Throws SystemFailure.
void append_to_file(const std::filesystem::path& place, std::string_view text);

/// A whole text. Throws SystemFailure.
void write_file(const std::filesystem::path& place, std::string_view text);

}  // namespace ausfall::studies
