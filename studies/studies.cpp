#include "studies/studies.hpp"

namespace ausfall::studies {

namespace {

std::vector<scenarios::Override> overrides_of(const Changes& changes) {
  std::vector<scenarios::Override> overrides;
  overrides.reserve(changes.size());
  for (const std::string& change : changes) {
    overrides.push_back(scenarios::Override::parse(change));
  }
  return overrides;
}

ExperimentPlan plan_of(const scenarios::Scenario& scenario) {
  return experiment_plan(scenario, simulated_as(scenario));
}

}  // namespace

scenarios::Scenario read(const std::filesystem::path& file, const Changes& changes,
                         const std::optional<std::string>& variant) {
  return scenarios::read_file(file, overrides_of(changes), variant);
}

scenarios::Scenario read_text(std::string_view text, const Changes& changes,
                              const std::optional<std::string>& variant, const std::string& name) {
  return scenarios::read_text(name, std::string(text), overrides_of(changes), variant);
}

std::vector<scenarios::Scenario> read_variants(const std::filesystem::path& file,
                                               const Changes& changes,
                                               const std::vector<std::string>& names) {
  return scenarios::read_variants(file, overrides_of(changes), names).scenarios;
}

RunResult run(const scenarios::Scenario& scenario, const Watch& watch) {
  return run(scenario, plan_of(scenario), watch);
}

RunResult run(const scenarios::Scenario& scenario, const ExperimentPlan& plan, const Watch& watch) {
  return simulate_scenario(scenario, plan, watch);
}

Comparison compare(const std::vector<scenarios::Scenario>& variants, const Watch& watch) {
  if (variants.empty()) throw Refused("there is nothing to compare: no variant");
  return compare(variants, plan_of(variants.front()), watch);
}

Comparison compare(const std::vector<scenarios::Scenario>& variants, const ExperimentPlan& plan,
                   const Watch& watch) {
  return compare_variants(variants, plan, watch);
}

Solution solve(const scenarios::Scenario& scenario, SolvePlan plan, const Watch& watch) {
  if (plan.scenario.empty()) static_cast<Titled&>(plan) = title_of(scenario);
  return solve_scenario(scenario, plan, watch);
}

RunResult inject(const scenarios::Scenario& scenario, std::string_view faults, const Watch& watch) {
  return inject(scenario, faults, InjectPlan{simulated_as(scenario)}, watch);
}

RunResult inject(const scenarios::Scenario& scenario, std::string_view faults,
                 const InjectPlan& plan, const Watch& watch) {
  return inject_faults(scenario, parse_fault_orders(faults), plan, watch);
}

FailureAnalysis fmea(const scenarios::Scenario& scenario, int order, const Watch& watch) {
  FailureAnalysisPlan plan = failure_analysis_plan(scenario, simulated_as(scenario));
  plan.order = order;
  return fmea(scenario, plan, watch);
}

FailureAnalysis fmea(const scenarios::Scenario& scenario, const FailureAnalysisPlan& plan,
                     const Watch& watch) {
  return analyse_failures(*scenario.plant, plan, watch);
}

ScenarioReport check(const scenarios::Scenario& scenario, const Watch& watch) {
  const Simulated how = simulated_as(scenario);
  return check(scenario, {.seed = how.seed, .threads = how.threads}, nullptr, watch);
}

ScenarioReport check(const scenarios::Scenario& scenario, const CheckWish& wish,
                     const std::vector<Baseline>* baselines, const Watch& watch) {
  refuse_idle(scenario.name, {scenario}, baselines, wish.rows);
  return check_report(scenario.name, scenario, wish, baselines, watch);
}

Sensitivity sensitivity(const scenarios::Scenario& scenario, const Watch& watch) {
  SensitivityPlan plan;
  plan.run = plan_of(scenario);
  return sensitivity(scenario, plan, watch);
}

Sensitivity sensitivity(const scenarios::Scenario& scenario, const SensitivityPlan& plan,
                        const Watch& watch) {
  return sensitivity_of(scenario, plan, watch);
}

FittedLog fit(const std::string& name, std::string_view log, const LogColumns& columns,
              GroupBy by) {
  FailureLog read = read_failure_log(name, log, columns, {}, std::nullopt, std::nullopt);
  return fitted(std::move(read), by, Renewal::own, false, Simulated{}.threads);
}

}  // namespace ausfall::studies
