// What `check` finds: each scenario's verdicts, and what has changed since a baseline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/reader.hpp"
#include "studies/baseline.hpp"
#include "studies/check.hpp"
#include "studies/measure_changes.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

/// Of one scenario, or one variant of it.
struct ScenarioReport {
  CheckResult result;
  std::optional<std::vector<ServiceChange>> changes;  ///< none without a baseline of it
  std::vector<MeasureChange> measures{};  ///< likewise, of what is judged beside downtime
  /// Of these verdicts: what the command line says, or the baseline. Not what the scenario says, which may be
  /// that nothing is certain enough.
  double confidence_of_changes = 0.99;
  bool paired = true;               ///< replication by replication
  std::vector<PhaseChange> phases;  ///< of failovers, where they changed
  std::vector<std::string> notes;
  std::optional<std::string> changed_file{};  ///< where something was written since the baseline
  std::size_t changed_line = 1;
  double wall_seconds = 0;
  /// For the next baseline; where rows are kept.
  std::vector<Baseline::File> files;
  std::vector<std::string> names;    ///< of things that can fail
  std::vector<Likeness> likenesses;  ///< of the same

  /// Downtimes of services, and what else is judged, that are worse than in the baseline.
  [[nodiscard]] std::size_t regressions() const;
  /// Services of which it is not known whether their downtime is.
  [[nodiscard]] std::size_t undecided_changes() const;
};

struct CheckReport {
  std::vector<ScenarioReport> scenarios;
  bool with_baseline = false;
  double tolerance = 0;
  double wall_seconds = 0;

  /// The worst of all: failed before undecided before passed.
  [[nodiscard]] CheckOutcome outcome() const;
  /// Of all expectations.
  [[nodiscard]] std::size_t number_of(CheckOutcome outcome) const;
};

/// How scenarios are checked.
struct CheckWish {
  std::uint64_t seed = 1;  ///< of scenarios that the baseline does not know
  /// Unless given, that of the scenario, but 99 % at least: a build that is stopped for nothing is a
  /// build that nobody believes.
  std::optional<double> confidence;
  unsigned threads = 1;                 ///< >= 1
  std::optional<std::uint64_t> budget;  ///< replications; what the scenario says unless given
  bool rows = false;                    ///< keep replications one by one, for a later comparison
  double tolerance = 0;                 ///< a share: so much more downtime than before is not worse
  scenarios::Renames renames;           ///< of things, since the baseline
};

/// A check that checks nothing would always pass: throws Refused where none of the scenarios of a
/// file expects anything, and none is in the baselines; unless rows are kept for a first baseline.
/// `baselines` is null without any.
void refuse_idle(const std::string& file, const std::vector<scenarios::Scenario>& scenarios,
                 const std::vector<Baseline>* baselines, bool rows);

/// Scenarios to be checked, with the files that they are of, as these were named.
using ToCheck = std::vector<std::pair<std::string, const scenarios::Scenario*>>;

/// Whoever names baselines wants them compared, all that is in them of the files that are checked: a
/// scenario that has another name now would be compared with nothing, and pass. Throws Refused.
/// `some_variants`: the user chose some, and is not held to the others.
void refuse_uncompared(const std::vector<Baseline>& baselines, const ToCheck& scenarios,
                       bool some_variants);

/// How a scenario is checked: with the seed and the replications of its baseline, null without one.
CheckPlan check_plan(const scenarios::Scenario& scenario, const CheckWish& wish,
                     const Baseline* baseline);

/// Checks a scenario of a file, and compares it with its baseline where there is one. Throws as
/// check_scenario, and Refused where it cannot be compared.
ScenarioReport check_report(const std::string& file, const scenarios::Scenario& scenario,
                            const CheckWish& wish, const std::vector<Baseline>* baselines,
                            const Watch& watch);

}  // namespace ausfall::studies
