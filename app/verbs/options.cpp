#include "app/verbs/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "app/exit_code.hpp"
#include "app/interrupt.hpp"
#include "app/standard_error.hpp"
#include "scenarios/names.hpp"
#include "scenarios/quantity.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::app {

namespace {

constexpr unsigned threads_max = 1024;

}  // namespace

void ScenarioOptions::declare(Syntax& syntax) {
  if (choice_ == VariantChoice::of_each_file) {
    syntax.option("FILE", &files_, "the scenarios; - is standard input", {.required = true});
  } else {
    syntax.option("FILE", &file_, "the scenario; - is standard input", {.required = true});
  }
  syntax.option("--variant NAME", &variants_, help());
  syntax.option("--set PATH=VALUE", &sets_,
                "change the scenario: hosts.node*.boot='2 min', horizon='5 y', clusters=null, "
                "variants.NAME.clusters.msc.nodes='[a, b]'; may be given often");
  syntax.option("--allow-read DIR", &allowed_,
                "files below this directory may be included and read as data, beside those of "
                "the scenario's own; may be given often");
}

void ScenarioOptions::declare_assumed(Syntax& syntax) {
  syntax.option("--assumed FACTOR", &assumed_,
                "times that profiles assume are not known: each lies between its value divided and "
                "multiplied by it with 90 %");
}

namespace {

std::vector<scenarios::Scenario*> each_of(std::vector<scenarios::Scenario>& scenarios) {
  std::vector<scenarios::Scenario*> all;
  for (scenarios::Scenario& scenario : scenarios) all.push_back(&scenario);
  return all;
}

}  // namespace

void ScenarioOptions::assume(const std::vector<scenarios::Scenario*>& scenarios) const {
  if (!assumed_) return;
  check_factor("--assumed", *assumed_);
  const auto assumes = [](const scenarios::Scenario* scenario) {
    return std::ranges::any_of(scenario->unknowns->inputs(), [](const auto& input) {
      return input.name.ends_with(scenarios::assumed_words);
    });
  };
  for (scenarios::Scenario* scenario : scenarios)
    scenario->unknowns = std::make_shared<const scenarios::Unknowns>(scenario->assumed(*assumed_));
  if (std::ranges::none_of(scenarios, assumes))
    complain("--assumed: no profile of this scenario assumes a time, so it changes nothing");
}

std::string_view ScenarioOptions::help() const {
  switch (choice_) {
    case VariantChoice::one:
      return "which of the scenario's variants";
    case VariantChoice::one_or_all:
      return "which of the scenario's variants, or all";
    case VariantChoice::several:
    case VariantChoice::of_each_file:
      return "one of the scenario's variants; may be given often; all of them unless given";
  }
  return {};
}

bool ScenarioOptions::all() const {
  return std::find(variants_.begin(), variants_.end(), "all") != variants_.end();
}

std::vector<scenarios::Override> ScenarioOptions::overrides() const {
  std::vector<scenarios::Override> overrides;
  overrides.reserve(sets_.size());
  for (const std::string& text : sets_) {
    overrides.push_back(scenarios::Override::parse(text));
  }
  return overrides;
}

scenarios::Allowed ScenarioOptions::allowed() const {
  scenarios::Allowed directories;
  for (const std::string& each : allowed_) {
    std::error_code trouble;
    if (!std::filesystem::is_directory(each, trouble))
      throw UsageError(fmt::format("--allow-read: '{}' is no directory", each));
    directories.emplace_back(each);
  }
  return directories;
}

namespace {

bool is_standard_input(const std::string& file) { return file == "-"; }

std::string standard_input() { return scenarios::read_standard_input(scenarios::file_size_max); }

void report(const std::vector<scenarios::Diagnostic>& warnings) {
  for (const scenarios::Diagnostic& warning : warnings) tell(scenarios::to_text(warning) + '\n');
}

}  // namespace

scenarios::Scenario ScenarioOptions::read() const {
  if (all()) {
    throw UsageError(
        "--variant all: one variant is due here; `ausfall run FILE --variant all` and `ausfall "
        "compare FILE` take all of them");
  }
  if (variants_.size() > 1) {
    throw UsageError("--variant: one is due here; `ausfall compare FILE` takes several");
  }
  std::optional<std::string> variant;
  if (!variants_.empty()) {
    variant = variants_.front();
  }
  const LeaveOnInterrupt leaving;
  scenarios::Scenario scenario =
      is_standard_input(file_)
          ? scenarios::read_text(std::string(scenarios::standard_input_name), standard_input(),
                                 overrides(), variant, allowed())
          : scenarios::read_file(file_, overrides(), variant, allowed());
  report(scenario.warnings);
  std::vector<scenarios::Scenario> one{std::move(scenario)};
  assume(each_of(one));
  return std::move(one.front());
}

std::vector<scenarios::Scenario> ScenarioOptions::read_variants() const {
  return read_variants(file_);
}

bool ScenarioOptions::reads_standard_input() const {
  return is_standard_input(file_) || std::ranges::any_of(files_, is_standard_input);
}

std::vector<FileScenarios> ScenarioOptions::read_files() const {
  if (std::count_if(files_.begin(), files_.end(), is_standard_input) > 1)
    throw UsageError("FILE: standard input, -, can be read once");
  std::vector<FileScenarios> files;
  for (const std::string& file : files_) {
    files.push_back({is_standard_input(file) ? std::string(scenarios::standard_input_name) : file,
                     read_variants(file)});
  }
  return files;
}

std::vector<scenarios::Scenario> ScenarioOptions::read_variants_in(std::string text) const {
  return read_variants(file_, std::move(text));
}

std::vector<scenarios::Scenario> ScenarioOptions::read_variants(
    const std::string& file, std::optional<std::string> read) const {
  const bool one_only = choice_ == VariantChoice::one || choice_ == VariantChoice::one_or_all;
  if (variants_.size() > 1 && (all() || one_only)) {
    throw UsageError(all() ? "--variant all: it says all there is to say; leave the others out"
                           : "--variant: one is due here, or all");
  }
  const std::vector<std::string> names = all() ? std::vector<std::string>{} : variants_;
  const LeaveOnInterrupt leaving;
  if (is_standard_input(file) && !read) read = standard_input();
  const std::string name =
      is_standard_input(file) ? std::string(scenarios::standard_input_name) : file;
  scenarios::Variants variants =
      read ? scenarios::read_variants_text(name, std::move(*read), overrides(), names, allowed())
           : scenarios::read_variants(file, overrides(), names, allowed());
  if (all() && !variants.scenarios.front().variant) {
    throw UsageError("--variant all: the scenario has no variants");
  }
  report(variants.warnings);
  assume(each_of(variants.scenarios));
  return std::move(variants.scenarios);
}

scenarios::Sweep ScenarioOptions::read_sweep(const std::vector<std::string>& axes) const {
  if (variants_.size() > 1 && all())
    throw UsageError("--variant all: it says all there is to say; leave the others out");
  scenarios::SweepAsked asked{
      overrides(), {}, all() ? std::vector<std::string>{} : variants_, allowed()};
  for (const std::string& axis : axes) asked.axes.push_back(scenarios::parse_axis(axis));
  const LeaveOnInterrupt leaving;
  scenarios::Sweep sweep =
      is_standard_input(file_)
          ? scenarios::read_sweep_text(std::string(scenarios::standard_input_name),
                                       standard_input(), asked)
          : scenarios::read_sweep(file_, asked);
  report(sweep.warnings);
  std::vector<scenarios::Scenario*> scenarios;
  for (scenarios::SweepPoint& point : sweep.points) scenarios.push_back(&point.scenario);
  assume(scenarios);
  return sweep;
}

void ProgressOption::declare(Syntax& syntax) {
  syntax.option("--no-progress", &no_progress_, "show no progress, even on a terminal");
}

void SeedOption::declare(Syntax& syntax) {
  syntax.option("--seed N", &seed_, "of all chance; the scenario's unless given");
}

std::uint64_t SeedOption::seed(const scenarios::Scenario& scenario) const {
  if (seed_.empty()) {
    return scenario.seed;
  }
  try {
    return scenarios::count_of(seed_);
  } catch (const scenarios::NotAQuantity&) {
    throw UsageError(fmt::format("--seed: '{}' is not a whole number from 0 to {}", seed_,
                                 std::numeric_limits<std::uint64_t>::max()));
  }
}

void SimulationOptions::declare(Syntax& syntax) {
  seed_.declare(syntax);
  syntax.option("--threads N", &threads_,
                "as many as there are cores unless given; no result depends on it",
                {.range = NumberRange{1, threads_max}});
  syntax.option("--confidence SHARE", &confidence_, "of the intervals: 95 %, 0.99");
  progress_.declare(syntax);
}

studies::Simulated SimulationOptions::how(const scenarios::Scenario& scenario) const {
  studies::Simulated how = studies::simulated_as(scenario);
  how.seed = seed_.seed(scenario);
  if (!confidence_.empty()) {
    how.confidence = share_option("--confidence", confidence_);
    if (!scenarios::is_confidence(how.confidence))
      throw UsageError(fmt::format("--confidence: it can be {}", scenarios::confidence_words));
  }
  how.threads = threads_.value_or(how.threads);
  return how;
}

void FormatOption::declare(Syntax& syntax) {
  syntax.option("--format FORMAT", &format_, "text, json, csv or markdown",
                {.default_shown = true});
}

studies::Format FormatOption::format() const {
  return static_cast<studies::Format>(
      choice_option("--format", format_, {"text", "json", "csv", "markdown"}));
}

Duration duration_option(std::string_view option, const std::string& text) {
  try {
    return scenarios::duration_of(text);
  } catch (const scenarios::NotAQuantity& error) {
    throw UsageError(fmt::format("{}: {}{}{}", option, error.what(),
                                 error.hint().empty() ? "" : "; ", error.hint()));
  }
}

double share_option(std::string_view option, const std::string& text) {
  try {
    const double share = scenarios::share_of(text);
    if (share <= 0) {
      throw UsageError(fmt::format("{}: write more than 0", option));
    }
    return share;
  } catch (const scenarios::NotAQuantity& error) {
    throw UsageError(fmt::format("{}: {}{}{}", option, error.what(),
                                 error.hint().empty() ? "" : "; ", error.hint()));
  }
}

void check_factor(std::string_view option, double factor) {
  // Written so that what is no number at all is refused, too.
  if (!(factor >= factor_min && factor <= factor_max))
    throw UsageError(fmt::format("{}: it can be from {} to {}", option, factor_min, factor_max));
}

std::size_t choice_option(std::string_view option, const std::string& text,
                          const std::vector<std::string>& choices) {
  const auto found = std::find(choices.begin(), choices.end(), text);
  if (found == choices.end()) {
    throw UsageError(
        fmt::format("{}: '{}' is not one of {}", option, text, studies::enumeration(choices)));
  }
  return static_cast<std::size_t>(found - choices.begin());
}

void say_medians(const scenarios::Scenario& scenario) {
  const std::size_t inputs = scenario.unknowns->inputs().size();
  if (inputs == 0) return;
  complain(inputs == 1
               ? "one input is not known, and taken at its median; `ausfall run` draws it"
               : fmt::format("{} inputs are not known, and taken at their medians; `ausfall run` "
                             "draws them",
                             inputs));
}

ExitCode told(const std::string& text, bool interrupted, const std::vector<std::string>& warnings,
              studies::ResultWriter& out) {
  out.write(text);
  out.finish();
  if (!interrupted) return ExitCode::done;
  complain(warnings.back());
  return ExitCode::interrupted;
}

}  // namespace ausfall::app
