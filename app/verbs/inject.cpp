// `ausfall inject`: what one fault does, from good health and with no other failure.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
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

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    syntax.option("--fault NAME[:MODE][@TIME]", &faults_,
                  "a component, with :MODE (a failure mode's name, down or hang) and @TIME (from "
                  "the start) if need be; "
                  "several with commas, or given often",
                  {.required = true});
    syntax.option("--at WHEN", &at_,
                  "the hour of the week at which it begins: 'tue 3:00', or a random hour of 'sat'; "
                  "otherwise of the whole week");
    syntax.option("--samples N", &samples_, "how often, each time at another phase of every timer",
                  {.default_shown = true, .range = NumberRange{1, replications_max}});
    simulation_.declare(syntax);
    format_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const studies::Format format = format_.format();
    const std::vector<studies::FaultOrder> orders = studies::parse_fault_orders(faults_);
    const scenarios::Scenario scenario = scenario_.read();
    say_medians(scenario);
    const studies::RunResult result = simulated(scenario, orders);
    return told(studies::formatted(result, format), result, out);
  }

 private:
  [[nodiscard]] studies::RunResult simulated(const scenarios::Scenario& scenario,
                                             const std::vector<studies::FaultOrder>& orders) const {
    const studies::InjectPlan plan{simulation_.how(scenario), samples_, at_};
    ProgressBar bar(simulation_.progress(), "injecting");
    return studies::inject_faults(scenario, orders, plan, bar.watch());
  }

  ScenarioOptions scenario_;
  SimulationOptions simulation_;
  FormatOption format_;
  std::vector<std::string> faults_;
  std::optional<std::string> at_;
  std::uint64_t samples_ = 10'000;
};

}  // namespace

std::unique_ptr<Verb> make_inject() { return std::make_unique<Inject>(); }

}  // namespace ausfall::app
