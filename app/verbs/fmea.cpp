// `ausfall fmea`: every single failure, or every pair, and what it does to each service.
#include <cstdint>
#include <memory>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
#include "studies/fmea/failure_analysis.hpp"
#include "studies/output/output_fmea.hpp"
#include "studies/output/room.hpp"

namespace ausfall::app {

namespace {

constexpr std::uint64_t samples_max = std::uint64_t{1} << 24U;

class Fmea final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "fmea"; }
  [[nodiscard]] std::string_view summary() const override {
    return "every single failure and its effect; single points of failure";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall fmea scenarios/examples/host-cluster.yaml\n"
           "  ausfall fmea scenarios/examples/host-cluster.yaml --order 2 --samples 20\n"
           "The second strikes every pair as well: together, in each phase of the first one's\n"
           "failover, and after it.";
  }

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    syntax.option("--order N", &order_,
                  "1: single failures; 2: pairs, too, and minimal cut sets of two",
                  {.default_shown = true, .range = NumberRange{1, 2}});
    syntax.option("--samples N", &samples_,
                  "how often each is struck, each time at another phase of every timer",
                  {.default_shown = true, .range = NumberRange{1, samples_max}});
    simulation_.declare(syntax);
    format_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const studies::Format format = format_.format();
    const scenarios::Scenario scenario = scenario_.read();
    say_medians(scenario);
    const studies::FailureAnalysis analysis = analysed(scenario);
    std::string text = studies::formatted(analysis, format);
    if (format == studies::Format::json) text = studies::with_room(text, *scenario.plant);
    return told(text, analysis, out);
  }

 private:
  [[nodiscard]] studies::FailureAnalysis analysed(const scenarios::Scenario& scenario) const {
    studies::FailureAnalysisPlan plan =
        studies::failure_analysis_plan(scenario, simulation_.how(scenario));
    plan.order = order_;
    plan.samples = samples_;
    ProgressBar bar(simulation_.progress(), "striking");
    return studies::analyse_failures(*scenario.plant, plan, bar.watch());
  }

  ScenarioOptions scenario_;
  SimulationOptions simulation_;
  FormatOption format_;
  int order_ = 1;
  std::uint64_t samples_ = 100;
};

}  // namespace

std::unique_ptr<Verb> make_fmea() { return std::make_unique<Fmea>(); }

}  // namespace ausfall::app
