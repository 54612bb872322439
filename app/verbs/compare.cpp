// `ausfall compare`: the variants of a scenario against one another, on the same random numbers.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <string>
#include <vector>

#include "app/comparison.hpp"
#include "app/interrupt.hpp"
#include "app/output/output.hpp"
#include "app/output/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/run_options.hpp"
#include "app/verbs/verb.hpp"

namespace ausfall::app {

namespace {

std::string in_format(const Comparison& comparison, Format format, Pairs pairs) {
  switch (format) {
    case Format::json:
      return json_of(comparison);
    case Format::csv:
      return csv_of(comparison);
    case Format::markdown:
      return markdown_of(comparison, pairs);
    case Format::text:
      break;
  }
  return text_of(comparison, pairs);
}

class Compare final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "compare"; }
  [[nodiscard]] std::string_view summary() const override {
    return "the variants of a scenario against one another, paired";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall compare scenarios/examples/strategies.yaml\n"
           "  ausfall compare scenarios/examples/strategies.yaml --pairs all --replications 4000\n"
           "  ausfall compare scenarios/examples/strategies.yaml --variant host "
           "--variant guest";
  }

  void declare(CLI::App& parser) override {
    scenario_.declare(parser);
    run_.declare(parser);
    parser
        .add_option("--pairs", pairs_,
                    "which pairs the text shows: each variant against the first, each against the "
                    "best, or all; JSON and CSV have all of them")
        ->type_name("first|best|all")
        ->capture_default_str();
    format_.declare(parser);
  }

  ExitCode perform(ResultWriter& out) override {
    const InterruptGuard guard;
    const Format format = format_.format();
    const auto pairs =
        static_cast<Pairs>(choice_option("--pairs", pairs_, {"first", "best", "all"}));
    const std::vector<scenarios::Scenario> variants = scenario_.read_variants();
    const Comparison comparison = compared(variants);
    out.write(in_format(comparison, format, pairs));
    out.finish();
    if (!comparison.interrupted()) {
      return ExitCode::done;
    }
    complain(comparison.warnings.back());
    return ExitCode::interrupted;
  }

 private:
  [[nodiscard]] Comparison compared(const std::vector<scenarios::Scenario>& variants) const {
    const ExperimentPlan plan = run_.plan(variants.front());
    ProgressBar bar(run_.progress(), "comparing");
    return compare_variants(
        variants, plan, interruption(),
        [&](std::uint64_t done, std::uint64_t at_most) { bar.show(done, at_most); });
  }

  ScenarioOptions scenario_{VariantChoice::several};
  RunOptions run_;
  FormatOption format_;
  std::string pairs_ = "first";
};

}  // namespace

std::unique_ptr<Verb> make_compare() { return std::make_unique<Compare>(); }

}  // namespace ausfall::app
