// `ausfall check`: a verdict on scenarios, for those who build and change them.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
#include "studies/baseline.hpp"
#include "studies/check.hpp"
#include "studies/errors.hpp"
#include "studies/output/output_check.hpp"
#include "studies/words.hpp"

namespace ausfall::app {

namespace {

/// Where the scenario does not say how many replications it may take.
constexpr std::uint64_t budget_unless_given = 100'000;
constexpr std::uint64_t first_look_unless_given = 100;
/// A build that is stopped for nothing is a build that nobody believes: one wrong verdict in a hundred
/// at most, unless the command line says otherwise.
constexpr double confidence_at_least = 0.99;
/// So many are kept for a later comparison, if the budget allows.
constexpr std::uint64_t rows_wanted = 1000;

/// What has to be run to compare with a baseline that is not paired.
studies::ExperimentPlan plan_like(const studies::Baseline& baseline,
                                  const scenarios::Scenario& scenario,
                                  const studies::CheckPlan& check) {
  studies::ExperimentPlan plan;
  plan.scenario = scenario.name;
  plan.variant = scenario.variant;
  plan.warmup = scenario.warmup;
  plan.horizon = scenario.horizon;
  plan.seed = baseline.seed;
  plan.first_replication = baseline.replications.first;
  plan.replications_max = baseline.replications.last - baseline.replications.first;
  plan.replications_min = plan.replications_max;
  plan.confidence = check.confidence;
  plan.threads = check.threads;
  return plan;
}

void write_file(std::string_view option, const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) {
    throw studies::SystemFailure(fmt::format("{}: cannot write '{}'", option, path));
  }
}

bool on_github() {
  const char* value =
      std::getenv("GITHUB_ACTIONS");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value != nullptr && std::string_view(value) == "true";
}

class Check final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "check"; }
  [[nodiscard]] std::string_view summary() const override {
    return "does a scenario meet what it expects, and is it no worse than before? For CI";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall check scenarios/examples/expectations.yaml\n"
           "  ausfall check room.yaml --out baseline.json\n"
           "  ausfall check room.yaml --baseline baseline.json --tolerance '2 %' --junit "
           "report.xml\n"
           "\n"
           "Exit status: 0 all passed; 1 an expectation failed, or a service is worse than in the\n"
           "baseline; 2 the command line or a scenario is wrong; 3 undecided within the budget;\n"
           "4 the system failed; 130 interrupted.";
  }

  void declare(CLI::App& parser) override {
    scenario_.declare(parser);
    parser
        .add_option("--replications,--budget", budget_,
                    "so many at most for each scenario; otherwise those of the scenario, or "
                    "100,000 if it gives none")
        ->type_name("N")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40U).description(""));
    parser
        .add_option("--baseline", baseline_,
                    "the JSON of an earlier check or run, to be compared with on the same random "
                    "numbers")
        ->type_name("FILE");
    parser
        .add_option("--tolerance", tolerance_,
                    "so much more downtime than in the baseline is not worse: 2 %")
        ->type_name("SHARE");
    parser.add_option("--out", out_, "write the JSON to this file, too: the next baseline")
        ->type_name("FILE");
    parser.add_option("--junit", junit_, "write a JUnit report to this file")->type_name("FILE");
    parser.add_flag("--github", github_,
                    "annotate a GitHub workflow, on standard error; of itself where "
                    "GITHUB_ACTIONS=true");
    simulation_.declare(parser);
    parser.add_option("--format", format_, "text or json")
        ->type_name("FORMAT")
        ->capture_default_str();
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const auto began = std::chrono::steady_clock::now();
    const bool as_json = choice_option("--format", format_, {"text", "json"}) == 1;
    keeps_rows_ = as_json || !out_.empty() || !baseline_.empty();
    studies::CheckReport report;
    report.with_baseline = !baseline_.empty();
    report.tolerance = tolerance_.empty() ? 0 : share_option("--tolerance", tolerance_);
    if (report.with_baseline) {
      baselines_ = studies::read_baselines(baseline_);
    }
    const std::vector<FileScenarios> files = scenario_.read_files();
    refuse_idle(files);
    check(files, report);
    report.wall_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();

    const std::string json = as_json || !out_.empty() ? studies::json_of(report) : "";
    out.write(as_json ? json : studies::text_of(report));
    out.finish();
    if (!out_.empty()) {
      write_file("--out", out_, json);
    }
    if (!junit_.empty()) {
      write_file("--junit", junit_, studies::junit_of(report));
    }
    if (github_ || on_github()) {
      fmt::print(stderr, "{}", studies::annotations_of(report));
    }
    if (interruption()) {
      complain("interrupted: what was not decided by then is undecided");
      return ExitCode::interrupted;
    }
    return exit_code_of(report.outcome());
  }

 private:
  static ExitCode exit_code_of(studies::CheckOutcome outcome) {
    switch (outcome) {
      case studies::CheckOutcome::failed:
        return ExitCode::failed;
      case studies::CheckOutcome::undecided:
        return ExitCode::undecided;
      case studies::CheckOutcome::passed:
        break;
    }
    return ExitCode::done;
  }

  /// A check that checks nothing would always pass.
  void refuse_idle(const std::vector<FileScenarios>& files) const {
    for (const FileScenarios& read : files) {
      const std::string& file = read.file;
      const std::vector<scenarios::Scenario>& all = read.scenarios;
      const bool expects = std::any_of(all.begin(), all.end(), [](const scenarios::Scenario& each) {
        return !each.expectations.empty();
      });
      const bool compared =
          std::any_of(all.begin(), all.end(), [&](const scenarios::Scenario& each) {
            return studies::find_baseline(baselines_, each, file) != nullptr;
          });
      if (expects || compared || (keeps_rows_ && baseline_.empty())) {
        continue;
      }
      throw UsageError(fmt::format(
          "{}: there is nothing to check: {}; write into it\n"
          "  expect: {{services.{}.availability: {{at-least: 99.9 %}}}}",
          file,
          baseline_.empty() ? "the scenario has no `expect`"
                            : "the scenario has no `expect`, and the baseline does not know it",
          all.front().plant->services.empty() ? "NAME" : all.front().plant->services.front().name));
    }
  }

  void check(const std::vector<FileScenarios>& files, studies::CheckReport& report) const {
    for (const auto& [file, scenarios] : files) {
      for (const scenarios::Scenario& scenario : scenarios) {
        try {
          report.scenarios.push_back(reported(file, scenario, report.tolerance));
        } catch (const studies::Interrupted&) {
          if (report.scenarios.empty()) {
            throw;
          }
        }
        if (interruption()) {
          return;
        }
      }
    }
  }

  [[nodiscard]] studies::CheckPlan plan_of(const scenarios::Scenario& scenario,
                                           const studies::Baseline* baseline) const {
    const auto& [min, max] = scenario.replications;
    studies::CheckPlan plan;
    plan.seed = simulation_.seed(scenario);
    plan.confidence = simulation_.confidence(scenario);
    if (!simulation_.confidence_given()) {
      plan.confidence = std::max(plan.confidence, confidence_at_least);
    }
    plan.threads = simulation_.threads();
    plan.budget = budget_.value_or(
        scenario.replications_given || scenario.precision ? max : budget_unless_given);
    plan.first_look = std::min(min < max ? min : first_look_unless_given, plan.budget);
    plan.rows = keeps_rows_ ? std::min(rows_wanted, plan.budget) : 0;
    if (baseline != nullptr) {
      plan.seed = baseline->seed;
      if (baseline->paired) {
        plan.rows = std::max(plan.rows, baseline->replications.last);
        plan.method = baseline->paths ? studies::Method::combined : studies::Method::plain;
      }
    }
    return plan;
  }

  [[nodiscard]] studies::ScenarioReport reported(const std::string& file,
                                                 const scenarios::Scenario& scenario,
                                                 double tolerance) const {
    say_medians(scenario);
    const studies::Baseline* baseline = studies::find_baseline(baselines_, scenario, file);
    if (baseline != nullptr) {
      studies::refuse_incomparable(*baseline, scenario);
    }
    const studies::CheckPlan plan = plan_of(scenario, baseline);
    ProgressBar bar(simulation_.progress(),
                    "checking" + (scenario.variant ? " " + *scenario.variant : ""));
    studies::ScenarioReport report;
    report.result = studies::check_scenario(scenario, plan, bar.watch());
    report.result.file = file;
    if (baseline != nullptr && !report.result.interrupted) {
      compare(*baseline, scenario, plan, tolerance, report);
    }
    add_notes(scenario, baseline, report);
    return report;
  }

  static void compare(const studies::Baseline& baseline, const scenarios::Scenario& scenario,
                      const studies::CheckPlan& plan, double tolerance,
                      studies::ScenarioReport& report) {
    report.paired = baseline.paired;
    if (baseline.paired) {
      report.changes =
          studies::changes_since(baseline, report.result.rows, plan.confidence, tolerance);
      return;
    }
    const studies::RunResult result = studies::simulate_plan(
        *scenario.plant, plan_like(baseline, scenario, plan), {interruption()});
    if (!result.interrupted()) {
      report.changes = studies::changes_since(baseline, result, tolerance);
    }
  }

  void add_notes(const scenarios::Scenario& scenario, const studies::Baseline* baseline,
                 studies::ScenarioReport& report) const {
    if (baseline_.empty()) {
      return;
    }
    if (baseline == nullptr) {
      report.notes.emplace_back("the baseline does not know it, so it is compared with nothing");
      return;
    }
    for (const models::Service& service : scenario.plant->services) {
      const bool known = std::any_of(
          baseline->services.begin(), baseline->services.end(),
          [&](const studies::BaselineService& each) { return each.name == service.name; });
      if (!known) {
        report.notes.push_back(
            fmt::format("the baseline does not know the service {}", service.name));
      }
    }
    if (baseline->seed != simulation_.seed(scenario)) {
      report.notes.push_back(
          fmt::format("the seed is that of the baseline, {}, and no other", baseline->seed));
    }
  }

  ScenarioOptions scenario_{VariantChoice::of_each_file};
  SimulationOptions simulation_;
  std::optional<std::uint64_t> budget_;
  std::string baseline_;
  std::string tolerance_;
  std::string out_;
  std::string junit_;
  bool github_ = false;
  std::string format_ = "text";
  bool keeps_rows_ = false;
  std::vector<studies::Baseline> baselines_;
};

}  // namespace

std::unique_ptr<Verb> make_check() { return std::make_unique<Check>(); }

}  // namespace ausfall::app
