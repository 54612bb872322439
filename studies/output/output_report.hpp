// A report as a page: one file that draws itself from the JSON that stands in it, without a network.
//
// 1. The page itself (studies/output/page/, TypeScript) is built once into report.html, which is
//    compiled into the program. Nothing of it is known here but the place where the JSON goes.
// 2. Results stand in the document as their verbs print them, so every number of the page is one of a
//    result.
// 3. No name, however it is made up, ends the element that holds the document.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "studies/report.hpp"

namespace ausfall::studies {

/// The page of a report. `file` is what it was made from, for people.
std::string page_of(const Report& report, const std::string& file);

/// The page of what `run`, `compare`, `inject`, `fmea`, `sensitivity` or `solve` printed as JSON;
/// nothing where the text is no result at all. Throws Refused for a result of another kind.
std::optional<std::string> page_of_result(std::string_view text, const std::string& file);

/// What the page of a report is drawn from.
std::string json_of(const Report& report, const std::string& file);

}  // namespace ausfall::studies
