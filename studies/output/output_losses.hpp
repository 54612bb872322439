// What asynchronous copies lose, in text and JSON.
#pragma once

#include <string>

#include "studies/fmea/failure_effects.hpp"
#include "studies/output/json.hpp"
#include "studies/result.hpp"

namespace ausfall::studies {

/// A table of what has copies that are behind, by year, or by sample where faults were injected. Empty
/// without any.
std::string data_lost_text(const RunResult& result);
/// The same for documents.
std::string data_lost_markdown(const RunResult& result);
/// What single failures lose. Empty where none was seen to lose anything.
std::string data_lost_text(const FailureAnalysis& analysis);

Json data_lost_json(const RunResult& result);
Json data_lost_json(const HazardEffect& hazard);

}  // namespace ausfall::studies
