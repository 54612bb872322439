// `ausfall export`: the Markov chain of a scenario, for other programs to check.
#include <filesystem>

#include "app/exit_code.hpp"
#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/outputs.hpp"
#include "app/verbs/verb.hpp"
#include "studies/output/prism.hpp"
#include "studies/output/storm.hpp"
#include "studies/solve.hpp"

namespace ausfall::app {

namespace {

constexpr int phases_max = 100;

class Export final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "export"; }
  [[nodiscard]] std::string_view summary() const override {
    return "the Markov chain of a scenario, for another program";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall export cluster.yaml --prism           writes cluster.tra, .sta, .lab, "
           "...\n"
           "  ausfall export cluster.yaml --storm --out c   writes c.drn";
  }

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    syntax.option("--prism", &prism_,
                  "as the model checker PRISM reads it: rates per hour, labels, rewards");
    syntax.option("--storm", &storm_, "the same as the model checker Storm reads it, in one file");
    syntax.option("--out STEM", &stem_,
                  "files begin with this (default: the scenario's file name)");
    syntax.option("--phases K", &phases_,
                  "replace each clock that is no exponential, erlang or hyperexponential by at "
                  "most so many exponential stages",
                  {.range = NumberRange{1, phases_max}});
    progress_.declare(syntax);
  }

  ExitCode perform(studies::ResultWriter& out) override {
    if (!prism_ && !storm_) throw UsageError("in which form? --prism or --storm");
    const InterruptGuard guard;
    const scenarios::Scenario scenario = scenario_.read();
    say_medians(scenario);
    std::vector<std::string> services;
    for (const models::Service& service : scenario.plant->services)
      services.push_back(service.name);
    const std::string stem = stem_of_files();
    std::vector<std::filesystem::path> files;
    if (prism_) files = studies::prism_files(services, stem);
    if (storm_) files.push_back(studies::storm_file(stem));
    std::vector<OutputOption> outputs;
    for (const std::filesystem::path& file : files) outputs.push_back({"--out", file.string()});
    refuse_outputs(outputs, scenario.files);
    const Chain chain = explored(*scenario.plant);
    if (prism_) studies::write_prism(chain, services, stem);
    if (storm_) studies::write_storm(chain, services, stem);
    for (const std::filesystem::path& file : files) out.write(file.string() + '\n');
    out.finish();
    return ExitCode::done;
  }

 private:
  [[nodiscard]] std::string stem_of_files() const {
    if (!stem_.empty()) return stem_;
    const bool unnamed = scenario_.file() == "-";  // standard input
    return unnamed ? "scenario" : std::filesystem::path(scenario_.file()).stem().string();
  }

  [[nodiscard]] Chain explored(const models::Plant& plant) const {
    ProgressBar bar(progress_.progress(), "states found");
    return studies::chain_of(plant, phases_, bar.watch());
  }

  ScenarioOptions scenario_;
  std::string stem_;
  bool prism_ = false;
  bool storm_ = false;
  int phases_ = 0;
  ProgressOption progress_;
};

}  // namespace

std::unique_ptr<Verb> make_export() { return std::make_unique<Export>(); }

}  // namespace ausfall::app
