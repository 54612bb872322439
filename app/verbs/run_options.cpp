#include "app/verbs/run_options.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>

namespace ausfall::app {

namespace {

/// The most replications of a run that is to reach a precision and names no limit.
constexpr std::uint64_t replications_limit = 1'000'000;

}  // namespace

void RunOptions::declare(CLI::App& parser) {
  parser.add_option("--replications", replications_, "so many; with --precision, so many at most")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40U).description(""));
  parser
      .add_option("--precision", precision_,
                  "stop once the interval of every service's unavailability is this narrow: 5 % "
                  "of it on either side")
      ->type_name("SHARE");
  simulation_.declare(parser);
}

studies::ExperimentPlan RunOptions::plan(const scenarios::Scenario& scenario) const {
  studies::ExperimentPlan plan;
  plan.scenario = scenario.name;
  plan.variant = scenario.variant;
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
  plan.replications_min = plan.precision ? std::min(plan.replications_min, plan.replications_max)
                                         : plan.replications_max;
  return plan;
}

}  // namespace ausfall::app
