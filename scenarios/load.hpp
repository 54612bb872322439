// From files to one merged document: includes first, each file's ranges spelled out before it is
// merged, overrides last.
#pragma once

#include <string>
#include <vector>

#include "scenarios/document.hpp"
#include "scenarios/reader.hpp"

namespace ausfall::scenarios {

/// The document that stands in a source, merged onto those it includes, without the key `include`.
/// Null after a mistake that leaves nothing to read.
Tree loaded(std::uint32_t source, Sources& sources, Diagnostics& diagnostics);

/// With the overrides, in their order. What is wrong with one is reported as of a file named after
/// it.
Tree overridden(Tree document, const std::vector<Override>& overrides, Sources& sources,
                Diagnostics& diagnostics);

}  // namespace ausfall::scenarios
