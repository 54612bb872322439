// Many names as few.
#pragma once

#include <string>
#include <vector>

namespace ausfall::studies {

/// Names that differ in numbers alone as ranges, in the order in which the first of each kind comes:
/// "node1..4.os, node1..4.disk" of "node1.os, node1.disk, node2.os, ...".
std::vector<std::string> folded(const std::vector<std::string>& names);

}  // namespace ausfall::studies
