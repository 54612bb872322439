#include "studies/plan.hpp"

#include <algorithm>
#include <thread>

namespace ausfall::studies {

Titled title_of(const scenarios::Scenario& scenario) { return {scenario.name, scenario.variant}; }

Simulated simulated_as(const scenarios::Scenario& scenario) {
  return {.seed = scenario.seed,
          .confidence = scenario.confidence,
          .threads = std::max(1U, std::thread::hardware_concurrency())};
}

}  // namespace ausfall::studies
