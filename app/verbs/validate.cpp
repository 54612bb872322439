// `ausfall validate`: reads a scenario and says what is wrong with it, or what stands in it.
#include <fmt/format.h>

#include <algorithm>

#include "app/interrupt.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
#include "scenarios/harmless.hpp"
#include "studies/output/json.hpp"
#include "studies/words.hpp"

namespace ausfall::app {

namespace {

using models::ComponentKind;

/// "2 hosts, 8 VMs and 1 service".
std::string inventory(const models::Plant& plant) {
  const auto components = [&](ComponentKind kind) {
    return static_cast<std::uint64_t>(
        std::count_if(plant.components.begin(), plant.components.end(),
                      [&](const models::Component& each) { return each.kind == kind; }));
  };
  const std::vector<std::pair<std::uint64_t, std::string_view>> counts{
      {components(ComponentKind::host), "host"},
      {components(ComponentKind::vm), "VM"},
      {components(ComponentKind::app), "app"},
      {plant.networks.size(), "network"},
      {components(ComponentKind::array), "storage array"},
      {plant.mirrors.size(), "mirrored storage"},
      {components(ComponentKind::device), "device"},
      {plant.clusters.size(), "cluster"},
      {plant.services.size(), "service"},
      {plant.modes.size(), "failure mode"}};
  std::vector<std::string> items;
  for (const auto& [number, thing] : counts) {
    if (number > 0) {
      items.push_back(studies::count(number, thing));
    }
  }
  return studies::enumeration(items);
}

/// What it says of one; of several, the names of the variants and all their warnings.
std::string json_of(const std::vector<scenarios::Scenario>& scenarios) {
  studies::Json json;
  json["valid"] = true;  // one that is not ends in diagnostics and the exit code
  json["scenario"] = scenarios.front().name;
  json["warnings"] = studies::Json::array();
  for (const scenarios::Scenario& scenario : scenarios) {
    if (scenario.variant) {
      json["variants"].push_back(*scenario.variant);
    }
    for (const scenarios::Diagnostic& warning : scenario.warnings) {
      studies::Json said{{"file", warning.file},
                         {"line", warning.line},
                         {"column", warning.column},
                         {"message", warning.message},
                         {"hint", warning.hint}};
      if (scenario.variant) {
        said["variant"] = *scenario.variant;
      }
      json["warnings"].push_back(std::move(said));
    }
  }
  return studies::document(json);
}

std::string text_of(const std::vector<scenarios::Scenario>& scenarios) {
  const scenarios::Scenario& first = scenarios.front();
  const std::string name = scenarios::harmless(first.name);
  if (!first.variant) {
    return fmt::format("{}: can be run as it stands\n{}\n", name, inventory(*first.plant));
  }
  std::string text =
      scenarios.size() == 1
          ? fmt::format("{}: can be run in this variant\n", name)
          : fmt::format("{}: can be run in each of its {} variants\n", name, scenarios.size());
  for (const scenarios::Scenario& scenario : scenarios) {
    text += fmt::format("  {}: {}\n", *scenario.variant, inventory(*scenario.plant));
  }
  return text;
}

class Validate final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "validate"; }
  [[nodiscard]] std::string_view summary() const override {
    return "read a scenario and say what is wrong with it";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall validate scenarios/examples/host-cluster.yaml";
  }

  void declare(Syntax& syntax) override {
    scenario_.declare(syntax);
    progress_.declare(syntax);
    syntax.option("--format FORMAT", &format_, "text or json", {.default_shown = true});
  }

  ExitCode perform(studies::ResultWriter& out) override {
    const InterruptGuard guard;
    const bool as_json = choice_option("--format", format_, {"text", "json"}) == 1;
    const std::vector<scenarios::Scenario> scenarios = scenario_.read_variants();
    out.write(as_json ? json_of(scenarios) : text_of(scenarios));
    out.finish();
    return ExitCode::done;
  }

 private:
  ScenarioOptions scenario_{VariantChoice::one_or_all};
  ProgressOption progress_;
  std::string format_ = "text";
};

}  // namespace

std::unique_ptr<Verb> make_validate() { return std::make_unique<Validate>(); }

}  // namespace ausfall::app
