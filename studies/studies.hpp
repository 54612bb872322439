// The library: what can be asked of a cluster, as functions from values to values.
//
//     const scenarios::Scenario room = studies::read("room.yaml", {"horizon=5 y"});
//     const studies::RunResult result = studies::run(room);
//     std::cout << studies::text_of(result);
//
// 1. A question is a scenario, a plan and a watch. What a plan does not say is as the program has it
//    where the command line does not say it; a watch that is left out never interrupts.
// 2. An answer is a function of scenario and plan alone: not of threads, of the clock, of what was
//    asked before. Nothing here writes to a terminal or reads a command line. Answers are told by
//    studies/output/output*.hpp.
// 3. What is thrown, each a std::runtime_error whose text tells a person what to write instead:
//    scenarios::Mistakes (the scenario is wrong: file, line and column of each mistake),
//    scenarios::Unreadable (a file cannot be read), Refused (there is no such answer; its `setting`
//    is what is wrong in the plan), Interrupted (stopped by its watch before anything was finished).
//    A study that was stopped with something to show gives that, and a warning.
// 4. Everything here may be called from several threads at once.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/reader.hpp"
#include "studies/check_report.hpp"
#include "studies/compare.hpp"
#include "studies/errors.hpp"
#include "studies/experiment.hpp"
#include "studies/fit/fitted_log.hpp"
#include "studies/fmea/failure_analysis.hpp"
#include "studies/inject.hpp"
#include "studies/sensitivity.hpp"
#include "studies/solve.hpp"
#include "studies/unknowns.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

/// Changes of a scenario, as `--set` of the program has them: "hosts.node*.boot=2 min". Of some
/// `path=value`, a merge patch at that path.
using Changes = std::vector<std::string>;

/// A scenario from a file, changed. One that has variants needs the name of one. Throws Mistakes and
/// Unreadable.
scenarios::Scenario read(const std::filesystem::path& file, const Changes& changes = {},
                         const std::optional<std::string>& variant = std::nullopt);
/// From a text, which messages call by `name`; files that it includes are sought where `name` lies.
scenarios::Scenario read_text(std::string_view text, const Changes& changes = {},
                              const std::optional<std::string>& variant = std::nullopt,
                              const std::string& name = "scenario");
/// All its variants, or those of these names; one without a `variant` where the file has none.
std::vector<scenarios::Scenario> read_variants(const std::filesystem::path& file,
                                               const Changes& changes = {},
                                               const std::vector<std::string>& names = {});

/// How available its services are, as often simulated as the scenario asks for.
RunResult run(const scenarios::Scenario& scenario, const Watch& watch = {});
/// The same as `plan` has it; experiment_plan() makes one.
RunResult run(const scenarios::Scenario& scenario, const ExperimentPlan& plan,
              const Watch& watch = {});

/// Variants against one another, on the same random numbers. Throws Refused where they cannot be
/// compared.
Comparison compare(const std::vector<scenarios::Scenario>& variants, const Watch& watch = {});
Comparison compare(const std::vector<scenarios::Scenario>& variants, const ExperimentPlan& plan,
                   const Watch& watch = {});

/// The exact answer. Throws Refused where there is none.
Solution solve(const scenarios::Scenario& scenario, SolvePlan plan = {}, const Watch& watch = {});

/// What faults do that strike as ordered, "node1:hardware,node2@30s", when nothing else fails.
RunResult inject(const scenarios::Scenario& scenario, std::string_view faults,
                 const Watch& watch = {});
RunResult inject(const scenarios::Scenario& scenario, std::string_view faults,
                 const InjectPlan& plan, const Watch& watch = {});

/// Every single failure and its effect; with an `order` of 2, every pair, too.
FailureAnalysis fmea(const scenarios::Scenario& scenario, int order = 1, const Watch& watch = {});
/// The same as `plan` has it; failure_analysis_plan() makes one.
FailureAnalysis fmea(const scenarios::Scenario& scenario, const FailureAnalysisPlan& plan,
                     const Watch& watch = {});

/// Whether it meets what it expects.
ScenarioReport check(const scenarios::Scenario& scenario, const Watch& watch = {});
/// The same, and what has changed since a baseline: read_baselines() reads them, null for none.
ScenarioReport check(const scenarios::Scenario& scenario, const CheckWish& wish,
                     const std::vector<Baseline>* baselines, const Watch& watch = {});

/// Which inputs move the answer, and how far: those that are not known, or all, by a factor.
Sensitivity sensitivity(const scenarios::Scenario& scenario, const Watch& watch = {});
Sensitivity sensitivity(const scenarios::Scenario& scenario, const SensitivityPlan& plan,
                        const Watch& watch = {});

/// The laws of the times in a log of failures, a text of comma-separated values that messages call
/// by `name`. Throws Refused where the log does not hold what the columns say. Of a longer way, with a
/// window, a delimiter and a resolution: read_failure_log() and fitted().
FittedLog fit(const std::string& name, std::string_view log, const LogColumns& columns,
              GroupBy by = GroupBy::none);

}  // namespace ausfall::studies
