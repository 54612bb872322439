#include "scenarios/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/draft.hpp"
#include "scenarios/load.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/section.hpp"

namespace ausfall::scenarios {
namespace {

constexpr std::uint64_t language_version = 1;
constexpr std::uint64_t replications_max = 1'000'000'000'000;
constexpr std::uint64_t first_look = 100;  // replications before a precision is looked at

/// Says what is wrong with a count of replications.
bool sensible(Section& section, std::string_view key, std::uint64_t count) {
  if (count >= 1 && count <= replications_max) return true;
  section.error(key,
                fmt::format("{}: {} is out of range: from 1 to {}", key, count, replications_max));
  return false;
}

Replications read_range(Reading& reading, const Tree& tree) {
  Section section(reading, "replications", tree);
  const auto max = section.count("max");
  if (!max || !sensible(section, "max", *max)) return {};
  const std::uint64_t min =
      section.has("min") ? section.count("min").value_or(1) : std::min(*max, *section.count("min"));
  if (!sensible(section, "min", min)) return {};
  if (min > *max) {
    section.error("min", fmt::format("min: {} is more than max, which is {}", min, *max));
    return {};
  }
  return {min, *max};
}

Replications read_replications(Reading& reading, Section& scenario, bool with_precision) {
  const Tree tree = scenario.raw("replications");
  if (tree == nullptr) return with_precision ? Replications{first_look, 100'000} : Replications{};
  if (!tree->is_scalar()) {
    const Replications range = read_range(reading, tree);
    if (!with_precision && range.min != range.max) {
      reading.diagnostics.warning(
          tree->at, "without a 'precision' all of the replications are run: max", "precision: 5 %");
      return {range.max, range.max};
    }
    return range;
  }
  try {
    const std::uint64_t count = count_of(tree->text);
    if (!sensible(scenario, "replications", count)) return {};
    return {with_precision ? std::min(count, first_look) : count, count};
  } catch (const NotAQuantity& wrong) {
    reading.diagnostics.error(tree->at, fmt::format("replications: {}", wrong.what()),
                              wrong.hint());
    return {};
  }
}

void read_run(Reading& reading, Section& section, Scenario& scenario) {
  if (const auto version = section.count("ausfall"); version && *version != language_version) {
    section.error("ausfall",
                  fmt::format("ausfall: version {} of the language is not known here", *version),
                  fmt::format("ausfall: {}", language_version));
  }
  scenario.name = section.text("name").value_or(scenario.name);
  scenario.description = section.text("description").value_or("");
  scenario.horizon = section.duration("horizon").value_or(scenario.horizon);
  if (scenario.horizon <= Duration{0})
    section.error("horizon", "horizon: it has to be more than 0 s", "horizon: 10 y");
  scenario.warmup = section.duration("warmup").value_or(Duration{0});
  if (after(scenario.horizon, scenario.warmup) == never)
    section.error("warmup", "warmup: with the horizon it is beyond the end of time");
  scenario.seed = section.count("seed").value_or(1);
  scenario.precision = section.share("precision");
  if (scenario.precision && *scenario.precision <= 0) {
    section.error("precision", "precision: it has to be more than 0", "precision: 5 %");
  }
  scenario.confidence = section.share("confidence").value_or(0.95);
  if (scenario.confidence <= 0 || scenario.confidence >= 1) {
    section.error("confidence", "confidence: it has to lie between 0 % and 100 %, both excluded",
                  "confidence: 95 %");
  }
  scenario.replications = read_replications(reading, section, scenario.precision.has_value());
}

models::Plant read_plant(Reading& reading, Section& section, Time end) {
  Draft draft(reading);
  read_crews(draft, section);
  read_hosts(draft, section);
  read_vms(draft, section);
  read_apps(draft, section);
  read_networks(draft, section);
  read_trunks(draft, section);
  read_storages(draft, section);
  read_clusters(draft, section);
  read_crew_orders(draft, section);
  read_common_causes(draft, section);
  read_services(draft, section);
  read_maintenance(draft, section);
  read_faults(draft, section, end);
  check_capacity(draft);
  check_admission(draft);
  check_unused(draft, section);
  if (draft.plant.services.empty()) {
    draft.warning(section.at(), "there are no services: nothing is counted",
                  "services: {web: {needs: web}}");
  }
  return std::move(draft.plant);
}

Scenario read(Sources& sources, const std::vector<Override>& overrides) {
  Diagnostics diagnostics(sources);
  Reading reading{sources, diagnostics};
  Scenario scenario;
  scenario.name = std::filesystem::path(sources[0].name).stem().string();
  Tree document = loaded(0, sources, diagnostics);
  if (document != nullptr) document = overridden(document, overrides, sources, diagnostics);
  if (document == nullptr) diagnostics.throw_if_any();

  Section section(reading, "scenario", document);
  read_run(reading, section, scenario);
  models::Plant plant = read_plant(reading, section, after(scenario.warmup, scenario.horizon));
  section.close();
  diagnostics.throw_if_any();
  scenario.plant = std::make_shared<const models::Plant>(models::complete(std::move(plant)));
  scenario.warnings = diagnostics.warnings();
  return scenario;
}

}  // namespace

Scenario read_file(const std::filesystem::path& path, const std::vector<Override>& overrides) {
  Sources sources;
  sources.add(path.string(), read_bytes(path, file_size_max), path.parent_path());
  return read(sources, overrides);
}

Scenario read_text(const std::string& name, std::string text,
                   const std::vector<Override>& overrides) {
  Sources sources;
  sources.add(name, std::move(text), std::filesystem::path(name).parent_path());
  return read(sources, overrides);
}

}  // namespace ausfall::scenarios
