// A sweep as tables, JSON, and drawings.
#pragma once

#include <string>
#include <vector>

#include "studies/sweep.hpp"

namespace ausfall::studies {

/// The values of a point, by axis, as they are written.
std::vector<std::string> values_at(const Swept& swept, const SweptPoint& point);

/// The shortest ends of the axes' paths that tell them apart: "boot" of hosts.node*.boot.
std::vector<std::string> short_names(const std::vector<scenarios::Axis>& axes);

/// A table of each service and of each cluster.
std::string text_of(const Swept& swept);
std::string markdown_of(const Swept& swept);
/// {"axes": [...], "points": [{"at": {...}, "variant": ..., "result": that of `run`}]}.
std::string json_of(const Swept& swept);
/// One number a row: a column an axis, then variant, kind, name, measure, mean, low, high.
std::string csv_of(const Swept& swept);

/// Downtime of each service and failovers of each cluster along the first axis, with the bands of their
/// intervals: a line for each combination of the other values. Of two axes, heat maps, too.
std::string svg_of(const Swept& swept);

}  // namespace ausfall::studies
