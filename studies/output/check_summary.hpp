// The verdicts of `check` as Markdown: for the page of a build, a comment, a log.
//
// 1. It is at most `summary_size_max` bytes: GitHub takes 1 MiB of a step. Of a larger one, what passed
//    and is as it was is told in numbers alone; then it is cut off between two lines, and says so.
// 2. What comes from outside (names, files, messages) stands in <code>, with everything that Markdown
//    or HTML would read as a character reference: nobody is mentioned, nothing is loaded or linked.
// 3. Pictures are Mermaid's, which GitHub and GitLab draw. Labels are letters, digits and a few signs.
// Source: docs.github.com, "Workflow commands for GitHub Actions", "Adding a job summary";
// mermaid.js.org, "XY Chart".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "studies/check_report.hpp"

namespace ausfall::studies {

inline constexpr std::size_t summary_size_max = (std::size_t{1} << 20U) - 1024;

/// At most so many bytes; REQUIRES: at least 1 KiB.
std::string summary_of(const CheckReport& report, std::size_t most = summary_size_max);

/// Of a check that was refused or could not be made: why, in the words that people were told.
std::string summary_of_failure(std::string_view why, std::size_t most = summary_size_max);

}  // namespace ausfall::studies
