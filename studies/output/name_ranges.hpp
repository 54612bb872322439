// Many names in few words, as people write them.
#pragma once

#include <string>
#include <vector>

namespace ausfall::studies {

/// Names that differ in one number as a range: "node1..4.hardware"; others one after another, the
/// first few of them. REQUIRES: at least one.
std::string names_together(const std::vector<std::string>& names);

}  // namespace ausfall::studies
