#include "app/verbs/run_options.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace ausfall::app {

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
  const studies::Simulated how = simulation_.how(scenario);
  std::optional<double> precision;
  if (!precision_.empty()) precision = share_option("--precision", precision_);
  return studies::experiment_plan(scenario, how, replications_, precision);
}

}  // namespace ausfall::app
