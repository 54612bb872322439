// Options that several verbs share: each group declares itself to a parser and gives its values
// once parsed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/exit_code.hpp"
#include "app/verbs/syntax.hpp"
#include "scenarios/reader.hpp"
#include "scenarios/sweep.hpp"
#include "sim/time.hpp"
#include "studies/output/output.hpp"
#include "studies/output/result_writer.hpp"
#include "studies/plan.hpp"

namespace ausfall::app {

/// The most replications that any verb simulates at once, far beyond what a machine can.
constexpr std::uint64_t replications_max = std::uint64_t{1} << 40U;

/// By how much a time may be varied.
constexpr double factor_min = 1.001;
constexpr double factor_max = 1000;
/// Throws UsageError with the option's name for another one.
void check_factor(std::string_view option, double factor);

/// How many of a scenario's variants a verb takes.
enum class VariantChoice : std::uint8_t {
  one,           ///< a scenario that has variants needs --variant NAME
  one_or_all,    ///< or --variant all
  several,       ///< as many as are named; all of them if none is
  of_each_file,  ///< the same, of several files
};

/// What one of several files says: a scenario, or its variants.
struct FileScenarios {
  std::string file;  ///< as messages call it
  std::vector<scenarios::Scenario> scenarios;
};

/// FILE, --variant, --set and --allow-read; where a verb wants it, --assumed.
class ScenarioOptions {
 public:
  explicit ScenarioOptions(VariantChoice choice = VariantChoice::one) : choice_(choice) {}

  void declare(Syntax& syntax);
  void declare_assumed(Syntax& syntax);
  /// Reads one; warnings go to standard error. Throws what the reader throws, Interrupted, and
  /// UsageError if more than one is named.
  [[nodiscard]] scenarios::Scenario read() const;
  /// Those that are named; all if none is, or `all`. Otherwise as `read`.
  [[nodiscard]] std::vector<scenarios::Scenario> read_variants() const;

  /// The same of a file whose text was read already.
  [[nodiscard]] std::vector<scenarios::Scenario> read_variants_in(std::string text) const;

  /// The same of each file, in their order.
  [[nodiscard]] std::vector<FileScenarios> read_files() const;

  /// The points of its sweep, with these axes in place of the scenario's or beside them
  /// ("path=[value, value]"), of the variants that are named, or of all.
  [[nodiscard]] scenarios::Sweep read_sweep(const std::vector<std::string>& axes) const;

  /// As it stands on the command line.
  [[nodiscard]] const std::string& file() const { return file_; }
  /// --variant all.
  [[nodiscard]] bool all() const;
  /// One of its files is standard input.
  [[nodiscard]] bool reads_standard_input() const;
  /// Some variant is named, or all.
  [[nodiscard]] bool chosen() const { return !variants_.empty(); }

 private:
  [[nodiscard]] std::vector<scenarios::Override> overrides() const;
  [[nodiscard]] scenarios::Allowed allowed() const;
  [[nodiscard]] std::string_view help() const;
  [[nodiscard]] std::vector<scenarios::Scenario> read_variants(
      const std::string& file, std::optional<std::string> read = std::nullopt) const;
  /// What profiles assume is not known, if --assumed says so.
  void assume(const std::vector<scenarios::Scenario*>& scenarios) const;

  VariantChoice choice_;
  std::string file_;
  std::vector<std::string> files_;  // where there may be several
  std::vector<std::string> variants_;
  std::vector<std::string> sets_;
  std::vector<std::string> allowed_;
  std::optional<double> assumed_;
};

/// --no-progress, which every verb understands, so that scripts need not know which show any.
class ProgressOption {
 public:
  void declare(Syntax& syntax);
  [[nodiscard]] bool progress() const { return !no_progress_; }

 private:
  bool no_progress_ = false;
};

/// --seed.
class SeedOption {
 public:
  void declare(Syntax& syntax);
  /// The scenario's unless given. Throws UsageError.
  [[nodiscard]] std::uint64_t seed(const scenarios::Scenario& scenario) const;

 private:
  std::string seed_;
};

/// --seed, --threads, --confidence, --no-progress.
class SimulationOptions {
 public:
  void declare(Syntax& syntax);

  /// As the scenario says, but for what the options say.
  [[nodiscard]] studies::Simulated how(const scenarios::Scenario& scenario) const;
  /// The option says it.
  [[nodiscard]] bool confidence_given() const { return !confidence_.empty(); }
  [[nodiscard]] bool progress() const { return progress_.progress(); }

 private:
  SeedOption seed_;
  std::optional<unsigned> threads_;
  std::string confidence_;
  ProgressOption progress_;
};

/// --format text|json|csv|markdown.
class FormatOption {
 public:
  void declare(Syntax& syntax);
  [[nodiscard]] studies::Format format() const;

 private:
  std::string format_ = "text";
};

// Texts of options, each throwing UsageError with the option's name.
Duration duration_option(std::string_view option, const std::string& text);
/// Above 0.
double share_option(std::string_view option, const std::string& text);
/// The index of the choice. For a text that is none of them, the error names them.
std::size_t choice_option(std::string_view option, const std::string& text,
                          const std::vector<std::string>& choices);

/// Says, on standard error, that inputs which are not known are taken at their medians.
void say_medians(const scenarios::Scenario& scenario);

/// Writes the text of a result, and how it ends: of one that was interrupted, the last warning says
/// after how much.
ExitCode told(const std::string& text, bool interrupted, const std::vector<std::string>& warnings,
              studies::ResultWriter& out);
template <class Result>
ExitCode told(const std::string& text, const Result& result, studies::ResultWriter& out) {
  return told(text, result.interrupted(), result.warnings, out);
}

}  // namespace ausfall::app
