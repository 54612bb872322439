// `ausfall fit`: a log of failures in, the laws to simulate with out.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

#include "app/interrupt.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
#include "scenarios/source.hpp"
#include "studies/fit/fitted_log.hpp"
#include "studies/output/output_fit.hpp"

namespace ausfall::app {

namespace {

constexpr std::size_t log_size_max = std::size_t{1} << 30U;

/// Source of the first bytes: the specifications of the formats xz (1.1.0, 2.1.1.1), gzip (RFC 1952)
/// and zstd (RFC 8878), and those of bzip2 and zip.
void refuse_compressed(const std::string& name, std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> marks{
      {{"\xFD"
        "7zXZ",
        "xz -dc"},
       {"\x1F\x8B", "gzip -dc"},
       {"\x28\xB5\x2F\xFD", "zstd -dc"},
       {"BZh", "bzip2 -dc"},
       {"PK\x03\x04", "unzip -p"}}};
  for (const auto& [mark, command] : marks) {
    if (text.starts_with(mark))
      throw UsageError(fmt::format("{} is compressed; write: {} {} | ausfall fit - ...", name,
                                   command, name == "-" ? "LOG" : name));
  }
}

std::string text_of_log(const std::string& file) {
  std::string text = file == "-" ? scenarios::read_standard_input(log_size_max)
                                 : scenarios::read_bytes(file, log_size_max);
  refuse_compressed(file, text);
  if (text.size() > log_size_max) throw UsageError(file + ": the log is larger than 1 GiB");
  return text;
}

class FitVerb final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "fit"; }
  [[nodiscard]] std::string_view summary() const override {
    return "failure logs to distributions, and to the YAML of a scenario";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall fit log.csv --component node --cause reason --start down --end up --by "
           "cause\n"
           "  ausfall fit log.csv --cause reason --duration minutes --unit min --by cause --plot\n"
           "  xz -dc log.csv.xz | ausfall fit - --component node --start down --end up --yaml\n"
           "Dates: 2005-06-21 10:54, 2005-06-21T10:54:00Z, 6/21/2005 10:54, 21.06.2005 10:54, or\n"
           "seconds since 1970; each column is all of one form.";
  }

  void declare(Syntax& syntax) override {
    syntax.option("LOG", &file_,
                  "the log, a CSV file with names of columns in its first row; - is standard input",
                  {.required = true});
    declare_columns(syntax);
    declare_reading(syntax);
    syntax.option("--by cause|component|none", &by_,
                  "fit each cause for itself, or each component, or none: all together",
                  {.default_shown = true});
    syntax.option("--renewal own|any", &renewal_,
                  "what a repair makes new: own, the cause that failed, as the simulator has it; "
                  "any, the whole component, and other causes cut a time to failure off",
                  {.default_shown = true});
    syntax.option("--plot", &plot_, "draw what was seen and the best law, with --format text");
    syntax.option("--yaml", &yaml_, "print the failures to paste into a scenario instead");
    format_.declare(syntax);
    progress_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const LeaveOnInterrupt leaving;
    const studies::Format format = format_.format();
    if (yaml_ && format != studies::Format::text)
      throw UsageError("--yaml: it is a format of its own");
    if (plot_ && (yaml_ || format != studies::Format::text))
      throw UsageError("--plot: it goes with --format text");
    const studies::FittedLog result = analysed();
    out.write(yaml_ ? studies::yaml_of(result) : studies::formatted(result, format));
    if (plot_) out.write(studies::plot_of(result));
    out.finish();
    return ExitCode::done;
  }

 private:
  void declare_columns(Syntax& syntax) {
    syntax.option("--component COLUMN,...", &columns_.component,
                  "what failed; several columns together, as in system,node; one thing unless "
                  "given",
                  {.delimiter = ','});
    syntax.option("--cause COLUMN,...", &columns_.cause,
                  "why; of several columns, the one that is not empty is the cause",
                  {.delimiter = ','});
    syntax.option("--start COLUMN", &columns_.start, "when each outage began");
    syntax.option("--end COLUMN", &columns_.end, "when it ended");
    syntax.option("--duration COLUMN", &columns_.duration, "how long it lasted, instead of --end");
    syntax.option("--time-to-failure COLUMN", &columns_.time_to_failure,
                  "how long the component was up, instead of --start");
    syntax.option("--censored COLUMN", &columns_.censored,
                  "yes where that time ended without a failure");
    syntax.option("--unit UNIT", &columns_.unit,
                  "of --duration and --time-to-failure: s, min, h, d");
  }

  void declare_reading(Syntax& syntax) {
    syntax.option("--where COLUMN=VALUE", &wheres_,
                  "only rows with this in that column; may be given often");
    syntax.option("--from DATE", &window_.from,
                  "the log begins then; with its first outage unless given");
    syntax.option("--until DATE", &window_.until, "and ends then; with its last date unless given");
    syntax.option("--new", &window_.all_new,
                  "all components were new when the log begins; otherwise nothing is known of "
                  "them before their first outage");
    syntax.option(
        "--resolution TIME", &resolution_,
        "what the log counts in, so that shorter times are zeros; found out unless given");
    syntax.option("--delimiter LETTER", &delimiter_,
                  "of the columns, or tab; found out unless given");
  }

  [[nodiscard]] std::optional<char> delimiter() const {
    if (delimiter_.empty()) return std::nullopt;
    if (delimiter_ == "tab" || delimiter_ == "\\t") return '\t';
    if (delimiter_.size() > 1 || delimiter_ == "\"" || delimiter_ == "\n")
      throw UsageError("--delimiter: one letter is due, or tab");
    return delimiter_.front();
  }

  [[nodiscard]] studies::LogColumns columns() const {
    studies::LogColumns columns = columns_;
    for (const std::string& where : wheres_) {
      const std::size_t sign = where.find('=');
      if (sign == std::string::npos)
        throw UsageError(fmt::format("--where: '{}': COLUMN=VALUE is due", where));
      columns.where.emplace_back(where.substr(0, sign), where.substr(sign + 1));
    }
    return columns;
  }

  [[nodiscard]] studies::FittedLog analysed() const {
    const auto by =
        static_cast<studies::GroupBy>(choice_option("--by", by_, {"none", "cause", "component"}));
    const auto renewal =
        static_cast<studies::Renewal>(choice_option("--renewal", renewal_, {"own", "any"}));
    if (by == studies::GroupBy::cause && columns_.cause.empty())
      throw UsageError("--by cause: say which column holds it: --cause COLUMN");
    if (by == studies::GroupBy::component && columns_.component.empty())
      throw UsageError("--by component: say which column holds it: --component COLUMN");
    std::optional<Duration> resolution;
    if (!resolution_.empty()) resolution = duration_option("--resolution", resolution_);
    if (resolution == Duration(0)) throw UsageError("--resolution: write more than 0");
    const std::optional<char> delimiter_letter = delimiter();
    const studies::LogColumns named = columns();
    studies::FailureLog log =
        studies::read_failure_log(file_ == "-" ? "standard input" : file_, text_of_log(file_),
                                  named, window_, delimiter_letter, resolution);
    return studies::fitted(std::move(log), by, renewal, window_.all_new,
                           std::max(1U, std::thread::hardware_concurrency()));
  }

  std::string file_;
  studies::LogColumns columns_;
  studies::LogWindow window_;
  std::vector<std::string> wheres_;
  std::string resolution_, delimiter_;
  std::string by_ = "none";
  std::string renewal_ = "own";
  bool plot_ = false;
  bool yaml_ = false;
  FormatOption format_;
  ProgressOption progress_;
};

}  // namespace

std::unique_ptr<Verb> make_fit() { return std::make_unique<FitVerb>(); }

}  // namespace ausfall::app
