#include "studies/check_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "studies/errors.hpp"

namespace ausfall::studies {

namespace {

using scenarios::Scenario;

/// Where the scenario does not say how many replications it may take.
constexpr std::uint64_t budget_unless_given = 100'000;
constexpr std::uint64_t first_look_unless_given = 100;
/// One wrong verdict in a hundred at most.
constexpr double confidence_at_least = 0.99;
/// So many are kept for a later comparison, if the budget allows.
constexpr std::uint64_t rows_wanted = 1000;

const Baseline* baseline_of(const Scenario& scenario, const std::string& file,
                            const std::vector<Baseline>* baselines) {
  return baselines == nullptr ? nullptr : find_baseline(*baselines, scenario, file);
}

/// What has to be run to compare with a baseline that is not paired.
ExperimentPlan plan_like(const Baseline& baseline, const Scenario& scenario,
                         const CheckPlan& check) {
  const Simulated& how = check;
  ExperimentPlan plan{title_of(scenario), how};
  plan.warmup = scenario.warmup;
  plan.horizon = scenario.horizon;
  plan.seed = baseline.seed;
  plan.first_replication = baseline.replications.first;
  plan.replications_max = baseline.replications.last - baseline.replications.first;
  plan.replications_min = plan.replications_max;
  return plan;
}

void compare(const Baseline& baseline, const Scenario& scenario, const CheckPlan& plan,
             double tolerance, const Watch& watch, ScenarioReport& report) {
  report.paired = baseline.paired;
  if (baseline.paired) {
    report.changes = changes_since(baseline, report.result.rows, plan.confidence, tolerance);
    return;
  }
  const RunResult result =
      simulate_plan(*scenario.plant, plan_like(baseline, scenario, plan), {watch.interrupted});
  if (!result.interrupted()) report.changes = changes_since(baseline, result, tolerance);
}

/// What the reader of a comparison should know.
std::vector<std::string> notes_on(const Scenario& scenario, const CheckWish& wish,
                                  const Baseline* baseline) {
  if (baseline == nullptr) {
    return {"the baseline does not know it, so it is compared with nothing"};
  }
  std::vector<std::string> notes;
  for (const models::Service& service : scenario.plant->services) {
    const bool known = std::ranges::any_of(
        baseline->services, [&](const BaselineService& each) { return each.name == service.name; });
    if (!known)
      notes.push_back(fmt::format("the baseline does not know the service {}", service.name));
  }
  if (baseline->seed != wish.seed) {
    notes.push_back(
        fmt::format("the seed is that of the baseline, {}, and no other", baseline->seed));
  }
  return notes;
}

}  // namespace

std::size_t ScenarioReport::regressions() const {
  if (!changes) return 0;
  return static_cast<std::size_t>(
      std::ranges::count(*changes, Change::worse, &ServiceChange::change));
}

std::size_t CheckReport::number_of(CheckOutcome outcome) const {
  std::size_t number = 0;
  for (const ScenarioReport& scenario : scenarios) {
    number += static_cast<std::size_t>(
        std::ranges::count(scenario.result.expectations, outcome, &ExpectationResult::outcome));
  }
  return number;
}

CheckOutcome CheckReport::outcome() const {
  const bool worse = std::ranges::any_of(
      scenarios, [](const ScenarioReport& each) { return each.regressions() > 0; });
  if (worse || number_of(CheckOutcome::failed) > 0) return CheckOutcome::failed;
  return number_of(CheckOutcome::undecided) > 0 ? CheckOutcome::undecided : CheckOutcome::passed;
}

void refuse_idle(const std::string& file, const std::vector<Scenario>& scenarios,
                 const std::vector<Baseline>* baselines, bool rows) {
  const bool expects = std::ranges::any_of(
      scenarios, [](const Scenario& each) { return !each.expectations.empty(); });
  const bool compared = std::ranges::any_of(scenarios, [&](const Scenario& each) {
    return baseline_of(each, file, baselines) != nullptr;
  });
  if (expects || compared || (rows && baselines == nullptr)) return;
  const std::vector<models::Service>& services = scenarios.front().plant->services;
  throw Refused(fmt::format(
      "{}: there is nothing to check: {}; write into it\n"
      "  expect: {{services.{}.availability: {{at-least: 99.9 %}}}}",
      file,
      baselines == nullptr ? "the scenario has no `expect`"
                           : "the scenario has no `expect`, and the baseline does not know it",
      services.empty() ? "NAME" : services.front().name));
}

CheckPlan check_plan(const Scenario& scenario, const CheckWish& wish, const Baseline* baseline) {
  const auto& [min, max] = scenario.replications;
  CheckPlan plan;
  plan.seed = wish.seed;
  plan.confidence = wish.confidence.value_or(std::max(scenario.confidence, confidence_at_least));
  plan.threads = wish.threads;
  plan.budget = wish.budget.value_or(
      scenario.replications_given || scenario.precision ? max : budget_unless_given);
  plan.first_look = std::min(min < max ? min : first_look_unless_given, plan.budget);
  plan.rows = wish.rows ? std::min(rows_wanted, plan.budget) : 0;
  if (baseline != nullptr) {
    plan.seed = baseline->seed;
    if (baseline->paired) {
      plan.rows = std::max(plan.rows, baseline->replications.last);
      plan.method = baseline->paths ? Method::combined : Method::plain;
    }
  }
  return plan;
}

ScenarioReport check_report(const std::string& file, const Scenario& scenario,
                            const CheckWish& wish, const std::vector<Baseline>* baselines,
                            const Watch& watch) {
  const Baseline* baseline = baseline_of(scenario, file, baselines);
  if (baseline != nullptr) refuse_incomparable(*baseline, scenario);
  const CheckPlan plan = check_plan(scenario, wish, baseline);
  ScenarioReport report;
  report.result = check_scenario(scenario, plan, watch);
  report.result.file = file;
  if (baseline != nullptr && !report.result.interrupted) {
    compare(*baseline, scenario, plan, wish.tolerance, watch, report);
  }
  if (baselines != nullptr) report.notes = notes_on(scenario, wish, baseline);
  return report;
}

}  // namespace ausfall::studies
