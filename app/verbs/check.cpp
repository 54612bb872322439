// `ausfall check`: a verdict on scenarios, for those who build and change them.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/standard_error.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/outputs.hpp"
#include "app/verbs/verb.hpp"
#include "studies/check_report.hpp"
#include "studies/errors.hpp"
#include "studies/output/check_summary.hpp"
#include "studies/output/output_check.hpp"
#include "studies/output/output_file.hpp"

namespace ausfall::app {

namespace {

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

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    syntax.option("--replications,--budget N", &budget_,
                  "so many at most for each scenario; otherwise those of the scenario, or "
                  "100,000 if it gives none",
                  {.range = NumberRange{1, replications_max}});
    syntax.option("--baseline FILE", &baseline_,
                  "the JSON of an earlier check or run, to be compared with on the same random "
                  "numbers; - is standard input");
    syntax.option(
        "--tolerance SHARE", &tolerance_,
        "no service may have so much more downtime than in the baseline, 2 %; what is not "
        "known to be within it is undecided");
    syntax.option("--renamed BEFORE=NOW", &renamed_,
                  "what the baseline calls array is san now: array=san; may be given often");
    syntax.option("--out FILE", &out_, "write the JSON to this file, too: the next baseline");
    syntax.option("--junit FILE", &junit_, "write a JUnit report to this file");
    syntax.option("--summary FILE", &summary_,
                  "write a summary in Markdown to this file; where GITHUB_STEP_SUMMARY names one, "
                  "it is added to that by itself");
    syntax.option("--github", &github_,
                  "annotate a GitHub workflow, on standard error; of itself where "
                  "GITHUB_ACTIONS=true");
    simulation_.declare(syntax);
    syntax.option("--format FORMAT", &format_, "text or json", {.default_shown = true});
  }

  /// What cannot be checked is summed up, too: whoever reads the page of a build does not read its log.
  ExitCode perform(studies::ResultWriter& out) override {
    step_summary_ = file_of_step();
    try {
      return checked(out);
    } catch (const scenarios::Mistakes& mistakes) {
      annotate(mistakes);
      sum_up_failure(mistakes.what());
      throw;
    } catch (const studies::Refused& error) {
      sum_up_failure(error.what());
      throw;
    } catch (const scenarios::Unreadable& error) {
      sum_up_failure(error.what());
      throw;
    } catch (const studies::SystemFailure& error) {
      sum_up_failure(error.what());
      throw;
    }
  }

 private:
  ExitCode checked(studies::ResultWriter& out) {
    const InterruptGuard guard;
    const auto began = std::chrono::steady_clock::now();
    as_json_ = choice_option("--format", format_, {"text", "json"}) == 1;
    keeps_rows_ = as_json_ || !out_.empty() || !baseline_.empty();
    studies::CheckReport report;
    report.with_baseline = !baseline_.empty();
    refuse_idle_options();
    report.tolerance = tolerance_.empty() ? 0 : share_option("--tolerance", tolerance_);
    const scenarios::Renames renames = renames_wanted();
    if (report.with_baseline) {
      const LeaveOnInterrupt leaving;
      baselines_ = studies::read_baselines(baseline_);
    }
    const std::vector<FileScenarios> files = scenario_.read_files();
    for (const auto& [file, scenarios] : files) {
      studies::refuse_idle(file, scenarios, baselines(), keeps_rows_);
    }
    if (report.with_baseline)
      studies::refuse_uncompared(baselines_, to_check(files),
                                 scenario_.chosen() && !scenario_.all());
    refuse_places(files);
    check(files, renames, report);
    report.wall_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    tell(report, out);
    if (interruption()) {
      complain("interrupted: what was not decided by then is undecided");
      return ExitCode::interrupted;
    }
    return exit_code_of(report.outcome());
  }

  /// Where GitHub wants it; empty elsewhere.
  static std::string file_of_step() {
    const char* file =
        std::getenv("GITHUB_STEP_SUMMARY");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return file == nullptr ? "" : file;
  }

  /// `most`: how many bytes it may have.
  void sum_up(const std::function<std::string(std::size_t most)>& text) {
    summed_up_ = true;
    const bool both = !summary_.empty() && studies::same_file(summary_, step_summary_);
    if (!summary_.empty() && !both)
      write_output({"--summary", summary_}, text(studies::summary_size_max));
    if (step_summary_.empty()) return;
    // That nobody asked for is no reason to fail.
    try {
      constexpr std::size_t least = 1024;
      std::error_code none;
      const std::uintmax_t there = std::filesystem::file_size(step_summary_, none);
      if (!none && there + least > studies::summary_size_max) {
        complain("GITHUB_STEP_SUMMARY: there is no room left in it");
        return;
      }
      append_output({"GITHUB_STEP_SUMMARY", step_summary_},
                    text(studies::summary_size_max - (none ? 0 : there)));
    } catch (const studies::SystemFailure& failure) {
      complain(failure.what());
    }
  }

  /// Never hides what went wrong first.
  void sum_up_failure(std::string_view why) {
    if (summed_up_) return;
    try {
      sum_up([&](std::size_t most) { return studies::summary_of_failure(why, most); });
    } catch (const studies::SystemFailure& failure) {
      complain(failure.what());
    }
  }

  void annotate(const scenarios::Mistakes& mistakes) const {
    if (github_ || on_github()) tell_ci(studies::annotations_of(mistakes.diagnostics()));
  }

  /// What would change nothing most likely lost its baseline.
  void refuse_idle_options() const {
    if (!baseline_.empty()) {
      if (baseline_ == "-" && scenario_.reads_standard_input())
        throw UsageError("--baseline: standard input, -, is the scenario already");
      return;
    }
    if (!tolerance_.empty())
      throw UsageError(
          "--tolerance: there is no --baseline to be worse than; name one by --baseline FILE");
    if (!renamed_.empty())
      throw UsageError("--renamed: there is no --baseline in which anything is called otherwise");
  }

  static studies::ToCheck to_check(const std::vector<FileScenarios>& files) {
    studies::ToCheck all;
    for (const auto& [file, scenarios] : files) {
      for (const scenarios::Scenario& scenario : scenarios) all.emplace_back(file, &scenario);
    }
    return all;
  }

  /// The next baseline may take the place of the last one; nothing else that is read may be written.
  void refuse_places(const std::vector<FileScenarios>& files) const {
    std::vector<std::filesystem::path> inputs;
    for (const auto& [file, scenarios] : files) {
      for (const scenarios::Scenario& scenario : scenarios)
        inputs.insert(inputs.end(), scenario.files.begin(), scenario.files.end());
    }
    refuse_outputs({{"--out", out_}, {"--junit", junit_}, {"--summary", summary_}}, inputs);
    const bool baseline_is_file = !baseline_.empty() && baseline_ != "-";
    if (baseline_is_file)
      refuse_outputs({{"--junit", junit_}, {"--summary", summary_}}, {baseline_});
    if (out_.empty()) return;
    // What an interrupted check writes (write_baseline).
    if (!junit_.empty()) inputs.emplace_back(junit_);
    if (baseline_is_file) inputs.emplace_back(baseline_);
    for (const std::filesystem::path& input : inputs) {
      if (are_one_file(partial_name(), input))
        throw UsageError(fmt::format("--out: an interrupted check would write '{}', which is {}",
                                     partial_name(),
                                     input == junit_ ? "what --junit writes" : "read"));
    }
  }

  [[nodiscard]] std::string partial_name() const { return out_ + ".partial"; }

  /// A file that cannot be written does not cost the result on standard output.
  void tell(const studies::CheckReport& report, studies::ResultWriter& out) {
    const std::string json = as_json_ || !out_.empty() ? studies::json_of(report) : "";
    std::optional<studies::SystemFailure> failure;
    const auto trying = [&](const auto& write) {
      try {
        write();
      } catch (const studies::SystemFailure& trouble) {
        failure = trouble;
      }
    };
    if (!out_.empty()) trying([&] { write_baseline(report, json); });
    if (!junit_.empty())
      trying([&] { write_output({"--junit", junit_}, studies::junit_of(report)); });
    trying([&] { sum_up([&](std::size_t most) { return studies::summary_of(report, most); }); });
    out.write(as_json_ ? json : studies::text_of(report));
    out.finish();
    if (github_ || on_github()) tell_ci(studies::annotations_of(report));
    if (failure) throw *failure;
  }

  /// What is worse, or not whole, does not take the place of a baseline by itself.
  void write_baseline(const studies::CheckReport& report, const std::string& json) const {
    const bool worse =
        std::any_of(report.scenarios.begin(), report.scenarios.end(),
                    [](const studies::ScenarioReport& each) { return each.regressions() > 0; });
    if (interruption()) {
      const std::string partial = partial_name();
      write_output({"--out", partial}, json);
      complain(fmt::format("--out: interrupted, so '{}' is as it was; what was finished is in '{}'",
                           out_, partial));
    } else if (worse && studies::same_file(out_, baseline_)) {
      complain(fmt::format(
          "--out: '{}' is as it was, since it is the baseline and a service is worse than in it; "
          "to take what was found as the next one, write it to another file",
          out_));
    } else {
      write_output({"--out", out_}, json);
    }
  }

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

  [[nodiscard]] const std::vector<studies::Baseline>* baselines() const {
    return baseline_.empty() ? nullptr : &baselines_;
  }

  [[nodiscard]] scenarios::Renames renames_wanted() const {
    scenarios::Renames renames;
    try {
      for (const std::string& each : renamed_) scenarios::add_rename(each, renames);
    } catch (const std::invalid_argument& wrong) {
      throw UsageError(fmt::format("--renamed: {}", wrong.what()));
    }
    return renames;
  }

  void check(const std::vector<FileScenarios>& files, const scenarios::Renames& renames,
             studies::CheckReport& report) const {
    for (const auto& [file, scenarios] : files) {
      for (const scenarios::Scenario& scenario : scenarios) {
        try {
          const auto began = std::chrono::steady_clock::now();
          report.scenarios.push_back(reported(file, scenario, report.tolerance, renames));
          report.scenarios.back().wall_seconds =
              std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
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

  [[nodiscard]] studies::ScenarioReport reported(const std::string& file,
                                                 const scenarios::Scenario& scenario,
                                                 double tolerance,
                                                 const scenarios::Renames& renames) const {
    say_medians(scenario);
    const studies::Simulated how = simulation_.how(scenario);
    studies::CheckWish wish{.seed = how.seed,
                            .threads = how.threads,
                            .budget = budget_,
                            .rows = keeps_rows_,
                            .tolerance = tolerance,
                            .renames = renames};
    if (simulation_.confidence_given()) wish.confidence = how.confidence;
    ProgressBar bar(simulation_.progress(),
                    "checking" + (scenario.variant ? " " + *scenario.variant : ""));
    return studies::check_report(file, scenario, wish, baselines(), bar.watch());
  }

  ScenarioOptions scenario_{VariantChoice::of_each_file};
  SimulationOptions simulation_;
  std::optional<std::uint64_t> budget_;
  std::string baseline_;
  std::string tolerance_;
  std::vector<std::string> renamed_;
  std::string out_;
  std::string junit_;
  std::string summary_;
  std::string step_summary_;
  bool summed_up_ = false;
  bool github_ = false;
  std::string format_ = "text";
  bool as_json_ = false;
  bool keeps_rows_ = false;
  std::vector<studies::Baseline> baselines_;
};

}  // namespace

std::unique_ptr<Verb> make_check() { return std::make_unique<Check>(); }

}  // namespace ausfall::app
