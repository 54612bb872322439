// `ausfall sensitivity`: which inputs move the answer, and how far.
#include <fmt/format.h>

#include <string>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/outputs.hpp"
#include "app/verbs/run_options.hpp"
#include "app/verbs/verb.hpp"
#include "studies/errors.hpp"
#include "studies/output/output_sensitivity.hpp"
#include "studies/sensitivity.hpp"

namespace ausfall::app {

namespace {

class Sensitivity final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "sensitivity"; }
  [[nodiscard]] std::string_view summary() const override {
    return "which inputs move the answer, and how far: a tornado";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall sensitivity scenarios/examples/unknown-hardware.yaml --svg tornado.svg\n"
           "  ausfall sensitivity scenarios/examples/host-cluster.yaml --factor 1.5\n"
           "Inputs that are not known, {between: [1 y, 5 y]}, go to the ends of their ranges; in "
           "a\n"
           "scenario without any, or with --factor, every time is varied.";
  }

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    scenario_.declare_assumed(syntax);
    syntax.option("--service NAME", &service_, "only this one");
    syntax.option("--factor FACTOR", &factor_,
                  "vary every time by it, known or not; 2 where the scenario knows all of them");
    syntax.option("--simulate", &simulate_, "simulate even where there is an exact answer");
    syntax.option("--svg FILE", &svg_, "also draw it into this file");
    run_.declare(syntax);
    format_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const studies::Format format = format_.format();
    if (factor_) check_factor("--factor", *factor_);
    const scenarios::Scenario scenario = scenario_.read();
    const OutputOption svg{"--svg", svg_};
    refuse_outputs({svg}, scenario.files);
    const studies::Sensitivity tornado = found(scenario);
    if (svg_.empty()) return told(studies::formatted(tornado, format), tornado, out);
    try {
      write_output(svg, studies::svg_of(tornado));
    } catch (const studies::SystemFailure&) {
      told(studies::formatted(tornado, format), tornado, out);  // it is not lost with the drawing
      throw;
    }
    return told(studies::formatted(tornado, format), tornado, out);
  }

 private:
  [[nodiscard]] studies::Sensitivity found(const scenarios::Scenario& scenario) const {
    const studies::SensitivityPlan plan{
        .run = run_.plan(scenario), .factor = factor_, .service = service_, .simulate = simulate_};
    ProgressBar bar(run_.progress(), "leaning");
    return studies::sensitivity_of(scenario, plan, bar.watch());
  }

  ScenarioOptions scenario_;
  RunOptions run_;
  FormatOption format_;
  std::string service_;
  std::optional<double> factor_;
  bool simulate_ = false;
  std::string svg_;
};

}  // namespace

std::unique_ptr<Verb> make_sensitivity() { return std::make_unique<Sensitivity>(); }

}  // namespace ausfall::app
