// A failure analysis as text, JSON, and tables; as `output.hpp` has it for other results.
#pragma once

#include <string>

#include "studies/fmea/failure_analysis.hpp"
#include "studies/output/output.hpp"

namespace ausfall::studies {

/// At most the page's columns (PageWidth), but for names. Failures of one family that do the same share a row.
std::string text_of(const FailureAnalysis& analysis);
/// Each failure and pair for itself. Ends in a line feed.
std::string json_of(const FailureAnalysis& analysis);
/// One row for each failure, or pair, and service.
std::string csv_of(const FailureAnalysis& analysis);
/// The table of failures of each service, and its minimal cut sets.
std::string markdown_of(const FailureAnalysis& analysis);

}  // namespace ausfall::studies
