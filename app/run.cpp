// `ausfall run`: simulates a scenario as often as it asks for.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "app/experiment.hpp"
#include "app/interrupt.hpp"
#include "app/options.hpp"
#include "app/progress.hpp"
#include "app/verb.hpp"

namespace ausfall::app {

namespace {

/// The most replications of a run that is to reach a precision and names no limit.
constexpr std::uint64_t replications_limit = 1'000'000;

/// Options that have a meaning and no effect yet; the help does not speak of them.
constexpr std::array<std::string_view, 2> to_come{"--out", "--variant"};

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
    for (const std::string_view name : to_come) {
      later_.push_back(parser.add_option(std::string(name))->expected(0, 1)->group(""));
    }
  }

  ExitCode perform(ResultWriter& out) override {
    const InterruptGuard guard;
    refuse_what_is_to_come();
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
  void refuse_what_is_to_come() const {
    for (const CLI::Option* option : later_) {
      if (option->count() > 0) {
        throw UsageError("--" + option->get_lnames().front() +
                         " is part of the command line but not built yet");
      }
    }
  }

  [[nodiscard]] RunResult simulated(const scenarios::Scenario& scenario) const {
    const ExperimentPlan plan = plan_of(scenario);
    ProgressBar bar(simulation_.progress(), "simulating");
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
  std::vector<const CLI::Option*> later_;
};

}  // namespace

std::unique_ptr<Verb> make_run() { return std::make_unique<Run>(); }

}  // namespace ausfall::app
