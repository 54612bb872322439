// What the files for model checkers have in common: names they can read, and large files.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "sim/chain.hpp"
#include "studies/output/output_file.hpp"

namespace ausfall::studies {

/// Rates are written per hour: a time bound in a question to the checker is in hours then.
constexpr double seconds_in_hour = 3600;

/// A service as PRISM and Storm may call it: letters, digits and underscores, not beginning with a
/// digit, and each once.
std::vector<std::string> identifiers(const std::vector<std::string>& services);

/// Where the chain begins. Throws Refused where that is one of several states by chance, which
/// the files cannot say.
Rates::State only_start(const Chain& chain);

/// A text file that is written in large pieces, beside its place. Throws SystemFailure when it cannot
/// be.
class ModelFile {
 public:
  explicit ModelFile(std::filesystem::path path) : file_(std::move(path)) {}

  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    constexpr std::size_t piece = std::size_t{1} << 20U;
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Args>(args)...);
    if (buffer_.size() > piece) flush();
  }

  /// As those of OutputFile.
  void complete();
  void finish();

 private:
  void flush();

  OutputFile file_;
  fmt::memory_buffer buffer_;
};

}  // namespace ausfall::studies
