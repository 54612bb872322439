// `ausfall trace`: one replication, one fact a line.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/interrupt.hpp"
#include "app/standard_error.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
#include "studies/inject.hpp"
#include "studies/output/tracing.hpp"
#include "studies/words.hpp"

namespace ausfall::app {

namespace {

class Trace final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "trace"; }
  [[nodiscard]] std::string_view summary() const override {
    return "tell one replication, one fact a line";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall trace scenarios/examples/host-cluster.yaml --fault node1:hardware --until "
           "'10 min'\n"
           "  ausfall trace scenarios/examples/host-cluster.yaml --until '1 y' --format chrome > "
           "trace.json\n"
           "The second opens in https://ui.perfetto.dev or chrome://tracing.";
  }

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    syntax.option("--fault NAME[:MODE][@TIME]", &faults_,
                  "inject these, as `inject` does, and let nothing else fail; otherwise all "
                  "fails as in `run`");
    syntax.option("--at WHEN", &at_,
                  "the hour of the week at which it begins, as `inject` has it: 'tue 3:00', or a "
                  "random hour of 'sat'; otherwise Monday at 0:00");
    seed_.declare(syntax);
    syntax.option("--replication N", &replication_, "which of the run's, from 1 on",
                  {.default_shown = true, .range = NumberRange{1, replications_max}});
    syntax.option("--until TIME", &until_, "where to stop; at the scenario's horizon unless given");
    syntax.option("--format FORMAT", &format_,
                  "text, json (one object a line), or chrome (trace events for Perfetto and "
                  "chrome://tracing)",
                  {.default_shown = true});
    progress_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const std::size_t format = choice_option("--format", format_, {"text", "json", "chrome"});
    const std::vector<studies::FaultOrder> orders = studies::parse_fault_orders(faults_);
    const scenarios::Scenario scenario = scenario_.read();
    say_medians(scenario);
    const models::Plant plant =
        orders.empty() ? *scenario.plant : studies::injected(*scenario.plant, orders);
    const ReplicationKey key{seed_.seed(scenario), replication_ - 1};
    const Duration begins = at_ ? studies::hour_of_week(studies::begin_at(*at_), key) : Duration(0);
    const Time until = until_.empty() ? after(scenario.warmup, scenario.horizon)
                                      : duration_option("--until", until_);
    const std::unique_ptr<studies::Storyteller> teller =
        format == 0   ? studies::text_teller(plant, until, out, begins)
        : format == 1 ? studies::json_teller(plant, out, begins)
                      : studies::chrome_teller(plant, out, begins);
    const Time ended =
        studies::tell_replication(plant, key, until, *teller, {interruption()}, begins);
    out.finish();
    if (ended == until) {
      return ExitCode::done;
    }
    complain("interrupted at " + studies::exact_words(ended) + " of simulated time");
    return ExitCode::interrupted;
  }

 private:
  ScenarioOptions scenario_;
  std::vector<std::string> faults_;
  std::optional<std::string> at_;
  SeedOption seed_;
  std::uint64_t replication_ = 1;
  std::string until_;
  std::string format_ = "text";
  ProgressOption progress_;
};

}  // namespace

std::unique_ptr<Verb> make_trace() { return std::make_unique<Trace>(); }

}  // namespace ausfall::app
