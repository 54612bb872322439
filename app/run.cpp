// `ausfall run`: simulates a scenario as often as it asks for.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>

#include "app/experiment.hpp"
#include "app/interrupt.hpp"
#include "app/options.hpp"
#include "app/progress.hpp"
#include "app/verb.hpp"

namespace ausfall::app {

namespace {

/// The most replications of a run that is to reach a precision and names no limit.
constexpr std::uint64_t replications_limit = 1'000'000;

class Run final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "run"; }
  [[nodiscard]] std::string_view summary() const override {
    return "simulate a scenario: availability, downtime, failover times";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall run scenarios/examples/host-cluster.yaml\n"
           "  ausfall run scenarios/examples/host-cluster.yaml --set horizon='1 y' --precision '2 "
           "%' --format json";
  }

  void declare(CLI::App& parser) override {
    scenario_.declare(parser);
    parser
        .add_option("--replications", replications_, "so many; with --precision, so many at most")
        ->type_name("N")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40U).description(""));
    parser
        .add_option("--precision", precision_,
                    "stop once the interval of every service's unavailability is this narrow: 5 % "
                    "of it on either side")
        ->type_name("SHARE");
    simulation_.declare(parser);
    format_.declare(parser);
  }

  ExitCode perform(ResultWriter& out) override {
    const Format format = format_.format();
    const scenarios::Scenario scenario = scenario_.read();
    const RunResult result = simulated(scenario);
    out.write(formatted(result, format));
    out.finish();
    if (!result.interrupted()) {
      return ExitCode::done;
    }
    complain(result.warnings.back());
    return ExitCode::interrupted;
  }

 private:
  [[nodiscard]] RunResult simulated(const scenarios::Scenario& scenario) const {
    const ExperimentPlan plan = plan_of(scenario);
    ProgressBar bar(simulation_.progress(), "simulating");
    const InterruptGuard guard;
    return simulate_plan(
        *scenario.plant, plan, interruption(),
        [&](std::uint64_t done, std::uint64_t at_most) { bar.show(done, at_most); });
  }

  [[nodiscard]] ExperimentPlan plan_of(const scenarios::Scenario& scenario) const {
    ExperimentPlan plan;
    plan.scenario = scenario.name;
    plan.warmup = scenario.warmup;
    plan.horizon = scenario.horizon;
    plan.seed = simulation_.seed(scenario);
    plan.confidence = simulation_.confidence(scenario);
    plan.threads = simulation_.threads();
    plan.replications_min = scenario.replications.min;
    plan.replications_max = scenario.replications.max;
    if (!precision_.empty()) {
      plan.precision = share_option("--precision", precision_);
    } else if (!replications_) {
      plan.precision = scenario.precision;
    }
    if (replications_) {
      plan.replications_max = *replications_;
    } else if (plan.precision && plan.replications_max == plan.replications_min) {
      plan.replications_max = std::max(plan.replications_min, replications_limit);
    }
    plan.replications_min = std::min(plan.replications_min, plan.replications_max);
    return plan;
  }

  ScenarioOptions scenario_;
  SimulationOptions simulation_;
  FormatOption format_;
  std::optional<std::uint64_t> replications_;
  std::string precision_;
};

}  // namespace

std::unique_ptr<Verb> make_run() { return std::make_unique<Run>(); }

}  // namespace ausfall::app
