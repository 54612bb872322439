// What the plans of several studies have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scenarios/reader.hpp"

namespace ausfall::studies {

/// What is studied, for the heads of results.
struct Titled {
  std::string scenario;  ///< its name
  std::optional<std::string> variant;
};

/// Of all studies that simulate.
struct Simulated {
  std::uint64_t seed = 1;    ///< of all chance
  double confidence = 0.95;  ///< of the intervals. In (0, 1)
  unsigned threads = 1;      ///< >= 1. No result depends on it
};

/// Of a scenario.
Titled title_of(const scenarios::Scenario& scenario);
/// With the seed and the confidence of a scenario, on all cores.
Simulated simulated_as(const scenarios::Scenario& scenario);

}  // namespace ausfall::studies
