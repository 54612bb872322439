// `ausfall report`: one page for those who have to decide, from a scenario or from a result.
#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/standard_error.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/outputs.hpp"
#include "app/verbs/run_options.hpp"
#include "app/verbs/verb.hpp"
#include "scenarios/source.hpp"
#include "studies/errors.hpp"
#include "studies/output/output_report.hpp"
#include "studies/report.hpp"

namespace ausfall::app {

namespace {

/// Of a result; a scenario's own limit is far less.
constexpr std::size_t result_size_max = std::size_t{256} << 20U;

class Report final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "report"; }
  [[nodiscard]] std::string_view summary() const override {
    return "a page to show: availability, causes, failovers, the room";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall report scenarios/examples/host-or-guest.yaml -o report.html\n"
           "  ausfall report scenarios/examples/host-cluster.yaml --fault node1:hardware -o "
           "report.html\n"
           "  ausfall run scenarios/examples/host-cluster.yaml --format json | ausfall report - -o "
           "report.html\n"
           "The page is one file, and needs no network. Of a scenario it tells what `run` or\n"
           "`compare`, `fmea`, `inject` and, where something is not known, `sensitivity` find; of "
           "the\n"
           "JSON of a result what that holds.";
  }

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    syntax.option("-o,--output FILE", &output_, "the page", {.required = true});
    syntax.option(
        "--fault NAME[:MODE][@TIME]", &faults_,
        "tell how this one goes, phase by phase; may be given often; those that cost most "
        "unless given");
    run_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const OutputOption page{"--output", output_};
    refuse_outputs({page}, {scenario_.file()});
    std::string text = is_link_elsewhere() ? "" : read();
    if (const auto of_result = studies::page_of_result(text, shown())) {
      write_output(page, *of_result);
      out.finish();
      return ExitCode::done;
    }
    const std::vector<scenarios::Scenario> variants =
        is_link_elsewhere() ? scenario_.read_variants()
                            : scenario_.read_variants_in(std::move(text));
    refuse_outputs({page}, variants.front().files);
    const studies::Report report = gathered(variants);
    write_output(page, page_of(report));
    out.finish();
    if (!report.interrupted) return ExitCode::done;
    complain("interrupted; the page has what was finished");
    return ExitCode::interrupted;
  }

 private:
  [[nodiscard]] bool from_standard_input() const { return scenario_.file() == "-"; }

  /// It is not even opened: what it is would show, and a pipe would be waited for. As a scenario it is
  /// refused, unless that directory was allowed.
  [[nodiscard]] bool is_link_elsewhere() const {
    const std::filesystem::path file = scenario_.file();
    const std::string directory = file.parent_path().lexically_normal().string();
    if (directory.starts_with("/dev") || directory.starts_with("/proc")) return false;
    std::error_code trouble;  // which reading will tell of
    return std::filesystem::is_symlink(file, trouble) &&
           !scenarios::Access(file.parent_path(), {}).may_read(file);
  }

  [[nodiscard]] std::string read() const {
    const LeaveOnInterrupt leaving;
    return from_standard_input() ? scenarios::read_standard_input(result_size_max)
                                 : scenarios::read_bytes(scenario_.file(), result_size_max);
  }

  /// How failures go is simulated once more for it, which may take long; an interrupt ends the program then,
  /// and the old page stays.
  [[nodiscard]] std::string page_of(const studies::Report& report) const {
    if (report.interrupted) return studies::page_of(report, shown());
    const LeaveOnInterrupt leaving;
    return studies::page_of(report, shown());
  }

  /// Where it lies on this machine is nobody's business who reads the page.
  [[nodiscard]] std::string shown() const {
    return from_standard_input() ? std::string(scenarios::standard_input_name)
                                 : std::filesystem::path(scenario_.file()).filename().string();
  }

  [[nodiscard]] studies::Report gathered(const std::vector<scenarios::Scenario>& variants) const {
    studies::ReportPlan plan;
    plan.run = run_.plan(variants.front());
    plan.faults = faults_;
    for (const std::string& fault : faults_) studies::parse_fault_orders(fault);
    ProgressBar bar(run_.progress(), "reporting");
    return studies::report_of(variants, plan, bar.watch());
  }

  ScenarioOptions scenario_{VariantChoice::several};
  RunOptions run_;
  std::string output_;
  std::vector<std::string> faults_;
};

}  // namespace

std::unique_ptr<Verb> make_report() { return std::make_unique<Report>(); }

}  // namespace ausfall::app
