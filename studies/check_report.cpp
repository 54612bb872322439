#include "studies/check_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <stdexcept>

#include "scenarios/harmless.hpp"
#include "scenarios/source.hpp"
#include "scenarios/wording.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

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
ExperimentPlan plan_like(const Baseline& baseline, const Scenario& scenario, const CheckPlan& check,
                         double confidence) {
  const Simulated& how = check;
  ExperimentPlan plan{title_of(scenario), how};
  plan.confidence = confidence;
  plan.warmup = scenario.warmup;
  plan.horizon = scenario.horizon;
  plan.seed = baseline.seed;
  plan.first_replication = baseline.replications.first;
  plan.replications_max = baseline.replications.last - baseline.replications.first;
  plan.replications_min = plan.replications_max;
  return plan;
}

/// What was found is of the scenario.
void compare(const Baseline& baseline, const Scenario& scenario, const CheckPlan& plan,
             const CheckResult& found, double tolerance, const Watch& watch,
             ScenarioReport& report) {
  report.paired = baseline.paired;
  const double confidence = report.confidence_of_changes;
  if (baseline.paired) {
    const Shares shares = shares_of(baseline, confidence);
    report.changes = changes_since(baseline, found.rows, shares.downtimes, tolerance);
    report.measures = measure_changes(baseline, found.beside, shares.each_measure, tolerance);
    return;
  }
  const RunResult result = simulate_plan(
      *scenario.plant, plan_like(baseline, scenario, plan, confidence), {watch.interrupted});
  if (result.interrupted()) return;
  const double wider = widening(baseline.services.size() + baseline.estimates.size());
  report.changes = changes_since(baseline, result, tolerance, wider);
  report.measures = measure_changes(baseline, result, tolerance);
}

/// What things that can fail are called, up to the first dot: "san" of "san.controller1".
std::vector<std::string> names_of(const models::Plant& plant) {
  std::set<std::string> names;
  for (const models::Component& component : plant.components)
    names.insert(component.name.substr(0, component.name.find('.')));
  return {names.begin(), names.end()};
}

/// The texts of the scenario's files. One that has gone since it was read leaves nothing to compare.
std::vector<Baseline::File> files_of(const Scenario& scenario) {
  std::vector<Baseline::File> files;
  try {
    for (const std::filesystem::path& path : scenario.files)
      files.push_back(
          {path.filename().string(), scenarios::read_bytes(path, scenarios::file_size_max)});
  } catch (const scenarios::Unreadable&) {
    files.clear();
  }
  return files;
}

std::vector<std::string> only_in(const std::vector<std::string>& some,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> result;
  std::ranges::set_difference(some, others, std::back_inserter(result));
  return result;
}

/// Names that came and went: nothing of the two meets the same random numbers.
std::optional<std::string> note_on_names(const Baseline& baseline,
                                         const std::vector<std::string>& names) {
  if (baseline.names.empty()) return std::nullopt;
  const std::vector<std::string> gone = only_in(baseline.names, names);
  const std::vector<std::string> fresh = only_in(names, baseline.names);
  if (gone.empty() || fresh.empty()) return std::nullopt;
  constexpr std::size_t shown = 6;
  const auto some = [](std::vector<std::string> list) {
    const std::size_t more = list.size() > shown ? list.size() - shown : 0;
    list.resize(list.size() - more);
    return enumeration(list) + (more > 0 ? fmt::format(" and {} more", more) : "");
  };
  return fmt::format(
      "in the baseline stood {}, now {}: if one is the other under a new name, say so by {}, so "
      "that "
      "it meets the same random numbers",
      some(gone), some(fresh),
      scenarios::setting_words(
          scenarios::Setting{"renamed", fmt::format("{}={}", gone.front(), fresh.front())}));
}

double confidence_of_changes(const CheckWish& wish, const Baseline& baseline) {
  return wish.confidence.value_or(std::max(baseline.confidence, confidence_at_least));
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
  const double confidence =
      wish.confidence.value_or(std::max(scenario.confidence, confidence_at_least));
  if (confidence != confidence_of_changes(wish, *baseline)) {
    notes.push_back(fmt::format(
        "the confidence of the comparison is that of the baseline, {}, and not the {} of the "
        "scenario, which its author chose; {} gives another",
        percent(confidence_of_changes(wish, *baseline)), percent(confidence),
        scenarios::setting_words(scenarios::Setting{"confidence", "..."})));
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
      std::ranges::count(*changes, Change::worse, &ServiceChange::change) +
      std::ranges::count(measures, Change::worse, &MeasureChange::change));
}

std::size_t ScenarioReport::undecided_changes() const {
  if (!changes) return 0;
  return static_cast<std::size_t>(
      std::ranges::count(*changes, Change::undecided, &ServiceChange::change));
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
  const bool unknown = std::ranges::any_of(
      scenarios, [](const ScenarioReport& each) { return each.undecided_changes() > 0; });
  return unknown || number_of(CheckOutcome::undecided) > 0 ? CheckOutcome::undecided
                                                           : CheckOutcome::passed;
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

namespace {

std::string quoted_title(const std::string& scenario, const std::optional<std::string>& variant) {
  return fmt::format("'{}'{}", scenarios::harmless(scenario),
                     variant ? fmt::format(", variant '{}'", scenarios::harmless(*variant)) : "");
}

/// The variant was left out on purpose: others of its scenario are checked.
bool left_out(const Baseline& baseline, const ToCheck& scenarios) {
  return baseline.variant && std::ranges::any_of(scenarios, [&](const auto& each) {
           return each.second->name == baseline.scenario && each.second->variant &&
                  each.second->variant != baseline.variant;
         });
}

std::string last_name(const std::string& file) {
  return std::filesystem::path(file).filename().string();
}

/// Its file was named, be it in other words than when the baseline was made.
bool is_of_a_named_file(const Baseline& baseline, const std::vector<Baseline>& baselines,
                        const ToCheck& scenarios) {
  if (baseline.file.empty()) return true;  // the JSON of `run` does not say
  return std::ranges::any_of(scenarios, [&](const auto& each) {
    if (each.first == baseline.file) return true;
    return last_name(each.first) == last_name(baseline.file) &&
           std::ranges::find(baselines, each.first, &Baseline::file) == baselines.end();
  });
}

}  // namespace

void refuse_uncompared(const std::vector<Baseline>& baselines, const ToCheck& scenarios,
                       bool some_variants) {
  std::set<const Baseline*> compared;
  std::vector<std::string> here;
  for (const auto& [file, scenario] : scenarios) {
    compared.insert(find_baseline(baselines, *scenario, file));
    here.push_back(quoted_title(scenario->name, scenario->variant));
  }
  const bool any = std::ranges::any_of(compared, [](const Baseline* it) { return it != nullptr; });
  for (const Baseline& each : baselines) {
    if (compared.contains(&each)) continue;
    const bool on_purpose = (some_variants && left_out(each, scenarios)) ||
                            !is_of_a_named_file(each, baselines, scenarios);
    if (any && on_purpose) continue;
    throw Refused(
        {"baseline"},
        fmt::format(
            "it holds {}{}, with which nothing is compared: here {} {}. If that is it under "
            "another name, give it its old `name` or variant; if it is another file, name "
            "that, too; if it is meant to be gone or changed, write a new baseline by {}",
            quoted_title(each.scenario, each.variant),
            each.file.empty() ? "" : " of " + scenarios::harmless(each.file),
            here.size() == 1 ? "is" : "are", enumeration(here),
            scenarios::study_words("check",
                                   "FILE " + setting_words(scenarios::Setting{"out", "FILE"}))));
  }
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

namespace {

/// The scenario with its things under the names that the baseline has.
Scenario renamed_back(Scenario scenario, const scenarios::Renames& renames) {
  try {
    scenario.plant = scenario.under_old_names(renames);
  } catch (const std::invalid_argument& wrong) {
    throw Refused({"renamed"},
                  fmt::format("{}: {}", scenarios::harmless(scenario.name), wrong.what()));
  }
  return scenario;
}

/// The renames that were given, and those that tell by what things are.
scenarios::Renames with_recognised(const Baseline& baseline, const Scenario& scenario,
                                   const scenarios::Renames& given,
                                   std::optional<std::string>& note) {
  const Scenario so_far = given.empty() ? scenario : renamed_back(scenario, given);
  const scenarios::Renames found = recognised(baseline.likenesses, likenesses_of(*so_far.plant));
  if (found.empty() || baseline.likenesses.empty()) return given;
  note = fmt::format("taken for the same under another name, since all else of it is as it was: {}",
                     words_of(found));
  scenarios::Renames all = given;
  all.insert(found.begin(), found.end());
  return all;
}

/// As things are called now.
void rename_forth(ScenarioReport& report, const scenarios::Renames& renames) {
  const scenarios::Renames forth = scenarios::reversed(renames);
  const auto rename = [&](std::string& name) { name = scenarios::renamed(name, forth); };
  if (report.changes) {
    for (ServiceChange& change : *report.changes) {
      rename(change.service);
      for (CauseShare& cause : change.causes) rename(cause.cause);
    }
  }
  for (PhaseChange& phase : report.phases) rename(phase.cluster);
  for (MeasureChange& change : report.measures) {
    const std::string before = change.of;
    rename(change.of);
    const std::size_t at = change.path.find('.') + 1;
    change.path.replace(at, before.size(), change.of);
  }
}

void tell_reasons(const Baseline& baseline, const Reasons& now, ScenarioReport& report) {
  if (!report.changes) return;
  for (ServiceChange& change : *report.changes)
    change.causes = causes_of_change(baseline.reasons, now, change.service);
  report.phases = changed_phases(baseline.reasons, now);
}

/// Under the names of the baseline, with as many replications kept; nothing is expected of it.
CheckResult simulated_again(Scenario before, const CheckPlan& plan, const Watch& watch) {
  before.expectations.clear();
  return check_scenario(before, plan, watch);
}

/// Where to look, if anything changed for the worse.
void find_changed_line(const Baseline& baseline, const std::string& file, const Scenario& scenario,
                       ScenarioReport& report) {
  const bool any = report.regressions() + report.undecided_changes() > 0;
  if (!any || (report.files.empty() && !baseline.files.empty())) return;
  if (const auto changed = first_changed_line(baseline, report.files)) {
    report.changed_file = changed->file == 0 ? file : scenario.files[changed->file].string();
    report.changed_line = changed->line;
    return;
  }
  report.notes.emplace_back(
      baseline.files.empty()
          ? "the baseline does not hold the text of the scenario, so the line that changed is not "
            "known; the next baseline does"
          : "the text of the scenario is that of the baseline: what changed is on the command "
            "line, or "
            "in a profile");
}

}  // namespace

ScenarioReport check_report(const std::string& file, const Scenario& scenario,
                            const CheckWish& wish, const std::vector<Baseline>* baselines,
                            const Watch& watch) {
  const Baseline* baseline = baseline_of(scenario, file, baselines);
  std::optional<std::string> note;
  const scenarios::Renames known = baseline == nullptr
                                       ? scenarios::Renames()
                                       : with_recognised(*baseline, scenario, wish.renames, note);
  const bool renames = !known.empty();
  const Scenario before = renames ? renamed_back(scenario, known) : scenario;
  if (baseline != nullptr) refuse_incomparable(*baseline, before);
  const CheckPlan plan = check_plan(scenario, wish, baseline);
  ScenarioReport report;
  report.result = check_scenario(scenario, plan, watch);
  report.result.file = file;
  report.names = names_of(*scenario.plant);
  report.likenesses = likenesses_of(*scenario.plant);
  if (wish.rows) report.files = files_of(scenario);
  if (baselines != nullptr) report.notes = notes_on(before, wish, baseline);
  if (note) report.notes.push_back(*note);
  if (baseline == nullptr || report.result.interrupted) return report;
  report.confidence_of_changes = confidence_of_changes(wish, *baseline);
  const CheckResult again = renames ? simulated_again(before, plan, watch) : report.result;
  if (again.interrupted) return report;
  compare(*baseline, before, plan, again, wish.tolerance, watch, report);
  tell_reasons(*baseline, again.reasons, report);
  if (renames) rename_forth(report, known);
  find_changed_line(*baseline, file, scenario, report);
  if (const auto names = note_on_names(*baseline, names_of(*before.plant)))
    report.notes.push_back(*names);
  return report;
}

}  // namespace ausfall::studies
