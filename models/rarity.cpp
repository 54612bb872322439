#include "models/rarity.hpp"

#include <map>

namespace ausfall::models {
namespace {

std::string kind_of(const Plant& plant, const Mode& mode) {
  const Component& component = plant[mode.component];
  const std::string& key =
      component.family ? plant.families[component.family.index()] : component.name;
  return key + '.' + mode.name;
}

bool ever(const Distribution& law) { return law != Distribution::constant(never); }

}  // namespace

Rarity::Rarity(const Plant& plant) {
  std::map<std::string, std::uint32_t> numbers;
  const auto add = [&](ClockId clock, const Distribution& law, const std::string& kind,
                       ClockId found_by = {}) {
    if (!law.has_hazard()) {
      some_without_hazard_ = some_without_hazard_ || ever(law);
      return;
    }
    const auto [found, is_new] =
        numbers.try_emplace(kind, static_cast<std::uint32_t>(kinds_.size()));
    if (is_new) {
      kinds_.push_back(kind);
      kind_streams_.push_back(stream_named("strikes of " + kind));
    }
    failures_.push_back({clock, &law, found->second, found_by});
  };
  for (const Mode& mode : plant.modes) {
    // An overload follows from other failures.
    if (mode.beyond == 0) add(mode.fails, mode.ttf, kind_of(plant, mode), mode.tested);
  }
  for (const CommonCause& cause : plant.common_causes) {
    add(cause.strikes, cause.ttf, cause.name);
    choices_.push_back(cause.stream);
  }
  for (const Node& node : plant.nodes) choices_.push_back(node.fencing);
  for (const Group& group : plant.groups) {
    choices_.push_back(group.coverage);
    if (plant[group.cluster].failover.mistake > 0) choices_.push_back(group.mistakes);
    if (plant[group.cluster].planned.mistake > 0) choices_.push_back(group.planned_mistakes);
  }
  for (const Crew& crew : plant.crews) {
    if (crew.mistake > 0) choices_.push_back(crew.mistakes);
  }
}

}  // namespace ausfall::models
