// Options of the verbs that simulate a scenario as often as it asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/verbs/options.hpp"
#include "scenarios/reader.hpp"
#include "studies/experiment.hpp"

namespace ausfall::app {

/// --replications, --precision, and those of SimulationOptions.
class RunOptions {
 public:
  void declare(Syntax& syntax);
  /// What the scenario says, but for what the options say. Throws UsageError.
  [[nodiscard]] studies::ExperimentPlan plan(const scenarios::Scenario& scenario) const;
  [[nodiscard]] bool progress() const { return simulation_.progress(); }

 private:
  SimulationOptions simulation_;
  std::optional<std::uint64_t> replications_;
  std::string precision_;
};

}  // namespace ausfall::app
