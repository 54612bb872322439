// A sensitivity as text for people, as a drawing, as JSON for programs and as tables.
//
// 1. Each is a pure function of the sensitivity: the same one gives the same bytes everywhere.
// 2. A bar goes from what the service's downtime is with the input at one end of its range to what
//    it is at the other; the line through all of them is where every input is at its median.
#pragma once

#include <string>

#include "studies/output/output.hpp"
#include "studies/sensitivity.hpp"

namespace ausfall::studies {

/// At most the page's columns (PageWidth).
std::string text_of(const Sensitivity& tornado);
std::string json_of(const Sensitivity& tornado);
/// One end of an input a row.
std::string csv_of(const Sensitivity& tornado);
std::string markdown_of(const Sensitivity& tornado);

/// A drawing in SVG 1.1, the services one below the other.
std::string svg_of(const Sensitivity& tornado);

}  // namespace ausfall::studies
