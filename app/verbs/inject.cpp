// `ausfall inject`: what one fault does, from good health and with no other failure.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
#include "studies/experiment.hpp"
#include "studies/inject.hpp"

namespace ausfall::app {

namespace {

class Inject final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "inject"; }
  [[nodiscard]] std::string_view summary() const override {
    return "what one fault does: failover times by phase";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall inject scenarios/examples/host-cluster.yaml --fault node1:hardware\n"
           "  ausfall inject scenarios/examples/host-cluster.yaml --fault node1,node2:hang@30s "
           "--samples 100000";
  }

  void declare(CLI::App& parser) override {
    scenario_.declare(parser);
    parser
        .add_option("--fault", faults_,
                    "a component, with :MODE (a failure mode's name, down or hang) and @TIME (from "
                    "the start) if need be; "
                    "several with commas, or given often")
        ->type_name("NAME[:MODE][@TIME]")
        ->expected(1)
        ->take_all()
        ->required();
    parser
        .add_option("--samples", samples_, "how often, each time at another phase of every timer")
        ->type_name("N")
        ->capture_default_str()
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40U).description(""));
    simulation_.declare(parser);
    format_.declare(parser);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const studies::Format format = format_.format();
    std::vector<studies::FaultOrder> orders;
    for (const std::string& text : faults_) {
      const std::vector<studies::FaultOrder> more = studies::parse_fault_orders(text);
      orders.insert(orders.end(), more.begin(), more.end());
    }
    const scenarios::Scenario scenario = scenario_.read();
    say_medians(scenario);
    const studies::RunResult result = simulated(scenario, orders);
    out.write(studies::formatted(result, format));
    out.finish();
    if (!result.interrupted()) {
      return ExitCode::done;
    }
    complain(result.warnings.back());
    return ExitCode::interrupted;
  }

 private:
  [[nodiscard]] studies::RunResult simulated(const scenarios::Scenario& scenario,
                                             const std::vector<studies::FaultOrder>& orders) const {
    studies::refuse_beyond(scenario.horizon, orders);
    const models::Plant plant = studies::injected(*scenario.plant, orders);
    studies::ExperimentPlan plan;
    plan.scenario = scenario.name;
    plan.variant = scenario.variant;
    for (const studies::FaultOrder& order : orders) {
      plan.faults.push_back(studies::words_of(order));
    }
    plan.horizon = scenario.horizon;
    plan.seed = simulation_.seed(scenario);
    plan.confidence = simulation_.confidence(scenario);
    plan.threads = simulation_.threads();
    plan.replications_min = samples_;
    plan.replications_max = samples_;
    ProgressBar bar(simulation_.progress(), "injecting");
    return studies::simulate_plan(plant, plan, bar.watch());
  }

  ScenarioOptions scenario_;
  SimulationOptions simulation_;
  FormatOption format_;
  std::vector<std::string> faults_;
  std::uint64_t samples_ = 10'000;
};

}  // namespace

std::unique_ptr<Verb> make_inject() { return std::make_unique<Inject>(); }

}  // namespace ausfall::app
