// What `sweep` says: paths, each with the values that it takes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "scenarios/document.hpp"
#include "scenarios/source.hpp"

namespace ausfall::scenarios {

/// One of them, as it stands in a file or on the command line.
struct AxisRead {
  std::string path;                   ///< "hosts.node*.boot"
  std::vector<std::string> segments;  ///< of the path
  Position at;
  std::vector<Tree> values;  ///< not empty
};

inline constexpr std::size_t axes_max = 8;  ///< of a sweep
inline constexpr std::size_t values_of_axis_max = 1000;

/// Those that stand in a `sweep`: a mapping of paths, or of their beginnings, to lists. What is wrong
/// with one is reported, and it is left out.
std::vector<AxisRead> axes_in(const Tree& sweep, Diagnostics& diagnostics);

/// The same of one: its list, whose path stands at `at`.
void add_axis(std::vector<AxisRead>& axes, std::vector<std::string> segments, const Tree& values,
              Position at, Diagnostics& diagnostics);

}  // namespace ausfall::scenarios
