// Groups that are not served any more, in JSON: of `inject` and of `fmea`.
#pragma once

#include "studies/output/json.hpp"
#include "studies/stays_out.hpp"

namespace ausfall::studies {

/// What lacks, and of memory (bytes) and cores how much, and of which node.
Json object_of(const StaysOut& out);

}  // namespace ausfall::studies
