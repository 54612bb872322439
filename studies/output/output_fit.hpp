// Fitted laws as text, JSON, tables, and as YAML to paste into a scenario; as `output.hpp` has it for
// other results.
#pragma once

#include <string>

#include "studies/fit/fitted_log.hpp"
#include "studies/output/output.hpp"

namespace ausfall::studies {

/// At most the page's columns (PageWidth), but for names.
std::string text_of(const FittedLog& fitted);
/// Times in seconds. Ends in a line feed.
std::string json_of(const FittedLog& fitted);
/// One row a law.
std::string csv_of(const FittedLog& fitted);
std::string markdown_of(const FittedLog& fitted);

/// What was seen and what the best law expects, bin by bin, as bars of text: a picture of each series.
std::string plot_of(const FittedLog& fitted);

/// The block `failures` of a scenario with the best laws: one mode a cause, or, by component, one
/// block for each. Names are made such as the language takes them.
std::string yaml_of(const FittedLog& fitted);

}  // namespace ausfall::studies
