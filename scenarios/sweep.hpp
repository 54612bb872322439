// From a scenario with axes to one scenario a point: the product of what `sweep` lists, over all
// variants.
//
// 1. A point is the scenario with the values set, after all other changes: to be run as `run` would run
//    it with these changes.
// 2. All points are read before any is run, so that a value which makes the scenario invalid is told
//    at its place, with the points that it spoils.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/reader.hpp"

namespace ausfall::scenarios {

struct Axis {
  std::string path;                 ///< "hosts.node*.failures.hardware.mttf"
  std::vector<std::string> values;  ///< as they are written; not empty, no two the same
};

struct SweepPoint {
  std::vector<std::size_t> at;  ///< which value of each axis
  Scenario scenario;
};

struct Sweep {
  std::vector<Axis> axes;  ///< not empty
  /// Variant by variant, the values of the last axis changing fastest. Never empty.
  std::vector<SweepPoint> points;
  std::vector<Diagnostic> warnings;  ///< each once; of what not all have, it says which have it
};

/// An axis from the command line, `path=[value, value]`: it takes the place of the scenario's with
/// that path, or is one more. Throws Mistakes.
Override parse_axis(std::string_view text);

/// What is to be read, beside the file.
struct SweepAsked {
  std::vector<Override> overrides;
  std::vector<Override> axes;         ///< as parse_axis gives them
  std::vector<std::string> variants;  ///< those that are named; none: all
  Allowed allowed;
};

/// Throws as read_variants does; Mistakes where there is no axis, too.
Sweep read_sweep(const std::filesystem::path& path, const SweepAsked& asked);
/// Of a scenario that stands in memory, as read_text.
Sweep read_sweep_text(const std::string& name, std::string text, const SweepAsked& asked);

/// "hosts.node*.boot=5 min, clusters.pair.quorum=majority": what `run` would be told to set.
std::string words_of(const std::vector<Axis>& axes, const std::vector<std::size_t>& at);

inline constexpr std::size_t points_max = 1000;  ///< of a sweep, over all variants

}  // namespace ausfall::scenarios
