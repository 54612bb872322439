#include "app/verbs/run_options.hpp"

namespace ausfall::app {

void RunOptions::declare(Syntax& syntax) {
  syntax.option("--replications N", &replications_, "so many; with --precision, so many at most",
                {.range = NumberRange{1, replications_max}});
  syntax.option("--precision SHARE", &precision_,
                "stop once the interval of every service's unavailability is this narrow: 5 % "
                "of it on either side");
  simulation_.declare(syntax);
}

studies::ExperimentPlan RunOptions::plan(const scenarios::Scenario& scenario) const {
  const studies::Simulated how = simulation_.how(scenario);
  std::optional<double> precision;
  if (!precision_.empty()) precision = share_option("--precision", precision_);
  return studies::experiment_plan(scenario, how, replications_, precision);
}

}  // namespace ausfall::app
