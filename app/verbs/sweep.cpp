// `ausfall sweep`: how the answer moves with the scenario's inputs.
#include <string>
#include <vector>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/outputs.hpp"
#include "app/verbs/run_options.hpp"
#include "app/verbs/verb.hpp"
#include "studies/errors.hpp"
#include "studies/output/output_sweep.hpp"
#include "studies/sweep.hpp"

namespace ausfall::app {

namespace {

class Sweep final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "sweep"; }
  [[nodiscard]] std::string_view summary() const override {
    return "how the answer moves with values of the scenario: tables, curves, heat maps";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall sweep scenarios/recipes/heartbeat-time-out.yaml --svg time-out.svg\n"
           "  ausfall sweep scenarios/examples/host-cluster.yaml "
           "--sweep 'hosts.node*.boot=[1 min, 4 min, 10 min]'\n"
           "  ausfall sweep room.yaml --sweep 'horizon=[1 y, 10 y]' --format csv";
  }

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    scenario_.declare_assumed(syntax);
    syntax.option(
        "--sweep PATH=VALUES", &axes_,
        "a path, as of --set, and a list of values: 'hosts.node*.boot=[1 min, 4 min]'; in "
        "place of the scenario's axis of that path, or beside its others; may be given "
        "often");
    syntax.option("--simulate", &simulate_, "do not solve small chains exactly as well");
    syntax.option("--svg FILE", &svg_,
                  "also draw curves, and of two paths heat maps, into this file");
    run_.declare(syntax);
    format_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const studies::Format format = format_.format();
    const scenarios::Sweep sweep = scenario_.read_sweep(axes_);
    const OutputOption svg{"--svg", svg_};
    refuse_outputs({svg}, sweep.points.front().scenario.files);
    const studies::Swept found = swept(sweep);
    if (svg_.empty()) return told(studies::formatted(found, format), found, out);
    try {
      write_output(svg, studies::svg_of(found));
    } catch (const studies::SystemFailure&) {
      told(studies::formatted(found, format), found, out);  // it is not lost with the drawing
      throw;
    }
    return told(studies::formatted(found, format), found, out);
  }

 private:
  [[nodiscard]] studies::Swept swept(const scenarios::Sweep& sweep) const {
    studies::SweepPlan plan;
    plan.exact = !simulate_;
    for (const scenarios::SweepPoint& point : sweep.points)
      plan.points.push_back(run_.plan(point.scenario));
    ProgressBar bar(run_.progress(), "sweeping");
    return studies::swept(sweep, plan, bar.watch());
  }

  ScenarioOptions scenario_{VariantChoice::several};
  RunOptions run_;
  FormatOption format_;
  std::vector<std::string> axes_;
  std::string svg_;
  bool simulate_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_sweep() { return std::make_unique<Sweep>(); }

}  // namespace ausfall::app
