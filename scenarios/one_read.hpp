// One scenario of a file that says several, as variants and points of a sweep are read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/load.hpp"
#include "scenarios/reader.hpp"

namespace ausfall::scenarios {

/// The text of a file, or one that stands in memory. Throws Mistakes and Unreadable.
Sources source_of(const std::filesystem::path& path, const Allowed& allowed);
Sources source_of(const std::string& name, std::string text, const Allowed& allowed);

enum class Wanted { one, any };

/// The names of the variants to read. Reports what was asked for and is not there. REQUIRES: the
/// documents have variants.
std::vector<std::string> chosen(const Documents& documents, Wanted wanted,
                                const std::vector<std::string>& names, Diagnostics& diagnostics);

/// Which of a file's scenarios, and what is changed in it.
struct Changed {
  std::string variant;  ///< empty where there are none
  const std::vector<Change>& changes;
};

struct OneRead {
  std::optional<Scenario> scenario;  ///< none if there are mistakes, which the diagnostics have
  std::size_t weight = 0;            ///< of its document
};

/// Reads it. It is looked through and not made where it is not to be `whole`, since something else
/// is wrong.
OneRead read_one(Sources& sources, Diagnostics& own, const Documents& documents,
                 const Changed& changed, bool whole);

}  // namespace ausfall::scenarios
