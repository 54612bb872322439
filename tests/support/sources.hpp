// The sources of the house, read as text: for the tests that hold its rules and measures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ausfall::test {

/// One file, its path relative to the top, with '/'.
struct Source {
  std::string path;
  std::string text;
};

/// The .cpp and .hpp files of a folder at the top, by path; none if it is not there.
std::vector<Source> sources_under(std::string_view folder);

enum class Strings { keep, blank };

/// The text with its comments blanked, and its string and character literals too if asked; lines
/// stay where they are.
std::string without_comments(std::string_view text, Strings strings);

std::vector<std::string> lines_of(std::string_view text);

}  // namespace ausfall::test
