// `ausfall compare`: the variants of a scenario against one another, on the same random numbers.
#include <string>
#include <vector>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/run_options.hpp"
#include "app/verbs/verb.hpp"
#include "studies/compare.hpp"
#include "studies/output/output.hpp"

namespace ausfall::app {

namespace {

std::string in_format(const studies::Comparison& comparison, studies::Format format,
                      studies::Pairs pairs) {
  switch (format) {
    case studies::Format::json:
      return studies::json_of(comparison);
    case studies::Format::csv:
      return studies::csv_of(comparison);
    case studies::Format::markdown:
      return studies::markdown_of(comparison, pairs);
    case studies::Format::text:
      break;
  }
  return studies::text_of(comparison, pairs);
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

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    scenario_.declare_assumed(syntax);
    run_.declare(syntax);
    syntax.option("--pairs first|best|all", &pairs_,
                  "which pairs the text shows: each variant against the first, each against the "
                  "best, or all; JSON and CSV have all of them",
                  {.default_shown = true});
    format_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const studies::Format format = format_.format();
    const auto pairs =
        static_cast<studies::Pairs>(choice_option("--pairs", pairs_, {"first", "best", "all"}));
    const std::vector<scenarios::Scenario> variants = scenario_.read_variants();
    const studies::Comparison comparison = compared(variants);
    return told(in_format(comparison, format, pairs), comparison, out);
  }

 private:
  [[nodiscard]] studies::Comparison compared(
      const std::vector<scenarios::Scenario>& variants) const {
    const studies::ExperimentPlan plan = run_.plan(variants.front());
    ProgressBar bar(run_.progress(), "comparing");
    return studies::compare_variants(variants, plan, bar.watch());
  }

  ScenarioOptions scenario_{VariantChoice::several};
  RunOptions run_;
  FormatOption format_;
  std::string pairs_ = "first";
};

}  // namespace

std::unique_ptr<Verb> make_compare() { return std::make_unique<Compare>(); }

}  // namespace ausfall::app
