// `ausfall solve`: the exact answer, where the model is Markovian or made so.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
#include "studies/output/room.hpp"
#include "studies/solve.hpp"
#include "studies/unknowns.hpp"

namespace ausfall::app {

namespace {

constexpr int phases_max = 100;
constexpr int draws_max = 1'000'000;

class Solve final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "solve"; }
  [[nodiscard]] std::string_view summary() const override {
    return "the exact answer, of a scenario with exponential clocks";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall solve cluster.yaml                    in the long run\n"
           "  ausfall solve cluster.yaml --at 2000h         and over the first 2000 hours\n"
           "  ausfall solve cluster.yaml --derivatives      and what each time does to it\n"
           "  ausfall solve cluster.yaml --phases 4         approximately, where times are not "
           "exponential";
  }

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    scenario_.declare_assumed(syntax);
    syntax.option("--at TIME", &at_, "also answer for a time, from good health on: 2000h, '5 y'");
    syntax.option("--phases K", &phases_,
                  "replace each clock that is no exponential, erlang or hyperexponential by at "
                  "most so many exponential stages of the same mean and, as far as they reach, "
                  "variance",
                  {.range = NumberRange{1, phases_max}});
    syntax.option("--draws N", &draws_,
                  "where something is not known: solved for so many values of it, which give the "
                  "range of the answer; 0: only for the medians",
                  {.default_shown = true, .range = NumberRange{0, draws_max}});
    syntax.option("--derivatives", &derivatives_,
                  "also how the answers change with each time to failure, repair and so on");
    progress_.declare(syntax);
    format_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const studies::Format format = format_.format();
    std::optional<Duration> at;
    if (at_) at = duration_option("--at", *at_);
    const scenarios::Scenario scenario = scenario_.read();
    studies::SolvePlan plan{studies::title_of(scenario), at, derivatives_, phases_};
    plan.draws = static_cast<std::uint64_t>(draws_);
    std::string text = studies::formatted(solved(scenario, plan), format);
    if (format == studies::Format::json) text = studies::with_room(text, *scenario.plant);
    out.write(text);
    out.finish();
    return ExitCode::done;
  }

 private:
  [[nodiscard]] studies::Solution solved(const scenarios::Scenario& scenario,
                                         const studies::SolvePlan& plan) const {
    studies::Solution solution = [&] {
      ProgressBar bar(progress_.progress(), "states found");
      return studies::solve_plan(*scenario.plant, plan, bar.watch());
    }();
    ProgressBar bar(progress_.progress(), "draws solved");
    studies::solve_unknowns(solution, scenario, plan, bar.watch());
    return solution;
  }

  ScenarioOptions scenario_;
  FormatOption format_;
  std::optional<std::string> at_;
  int phases_ = 0;
  int draws_ = static_cast<int>(studies::SolvePlan{}.draws);
  bool derivatives_ = false;
  ProgressOption progress_;
};

}  // namespace

std::unique_ptr<Verb> make_solve() { return std::make_unique<Solve>(); }

}  // namespace ausfall::app
