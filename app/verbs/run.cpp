// `ausfall run`: simulates a scenario as often as it asks for.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/standard_error.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/run_options.hpp"
#include "app/verbs/verb.hpp"
#include "studies/errors.hpp"
#include "studies/experiment.hpp"
#include "studies/method.hpp"

namespace ausfall::app {

namespace {

class Run final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "run"; }
  [[nodiscard]] std::string_view summary() const override {
    return "simulate a scenario: availability, downtime, failover times";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall run scenarios/examples/host-cluster.yaml\n"
           "  ausfall run scenarios/examples/host-cluster.yaml --set horizon='1 y' --precision '2 "
           "%' --format json\n"
           "  ausfall run scenarios/examples/strategies.yaml --variant host";
  }

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    scenario_.declare_assumed(syntax);
    run_.declare(syntax);
    format_.declare(syntax);
    syntax.option(fmt::format("--method {}", fmt::join(studies::method_names(), "|")), &method_,
                  "how outages are looked for: combined (the default): what is common on "
                  "histories, what is rare on struck paths beside them; plain: on histories alone; "
                  "importance: all that begins with a failure on paths; auto: as combined");
    syntax.unbuilt("--out");
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const studies::Format format = format_.format();
    if (scenario_.all()) {
      return perform_all(format, out);
    }
    const studies::RunResult result = simulated(scenario_.read());
    return told(studies::formatted(result, format), result, out);
  }

 private:
  /// One variant after another, each as it is run alone; after an interrupt those that were begun.
  ExitCode perform_all(studies::Format format, studies::ResultWriter& out) const {
    const std::vector<scenarios::Scenario> variants = scenario_.read_variants();
    std::vector<studies::RunResult> results;
    for (const scenarios::Scenario& variant : variants) {
      try {
        results.push_back(simulated(variant));
      } catch (const studies::Interrupted&) {
        if (results.empty()) {
          throw;
        }
      }
      if (interruption()) {
        break;
      }
    }
    out.write(studies::formatted(results, format));
    out.finish();
    if (results.size() == variants.size() && !results.back().interrupted()) {
      return ExitCode::done;
    }
    complain(
        results.back().interrupted()
            ? fmt::format("variant {}: {}", *results.back().variant, results.back().warnings.back())
            : fmt::format("interrupted after {} of {} variants", results.size(), variants.size()));
    return ExitCode::interrupted;
  }

  [[nodiscard]] studies::RunResult simulated(const scenarios::Scenario& scenario) const {
    studies::ExperimentPlan plan = run_.plan(scenario);
    if (!method_.empty()) {
      plan.method =
          static_cast<studies::Method>(choice_option("--method", method_, studies::method_names()));
    }
    ProgressBar bar(run_.progress(),
                    "simulating" + (scenario.variant ? " " + *scenario.variant : ""));
    return studies::simulate_scenario(scenario, plan, bar.watch());
  }

  ScenarioOptions scenario_{VariantChoice::one_or_all};
  RunOptions run_;
  std::string method_;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Verb> make_run() { return std::make_unique<Run>(); }

}  // namespace ausfall::app
