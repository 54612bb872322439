#include "studies/slopes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using models::ClockKind;
using models::Plant;

struct Time {
  std::string name;
  std::optional<Distribution> law;
};

Time time_of_mode(const Plant& plant, models::ModeId id, bool to_failure) {
  const models::Mode& mode = plant[id];
  const models::FamilyId family = plant[mode.component].family;
  const std::string& component =
      family ? plant.families[family.index()] : plant[mode.component].name;
  return {fmt::format("{}.{}: {}", component, mode.name, to_failure ? "time to failure" : "repair"),
          to_failure ? mode.ttf : mode.ttr};
}

Time time_of(const Plant& plant, ClockId id) {
  const models::Clock& clock = plant[id];
  switch (clock.kind) {
    case ClockKind::mode_fails:
      return time_of_mode(plant, models::ModeId(clock.subject), true);
    case ClockKind::mode_repaired:
      return time_of_mode(plant, models::ModeId(clock.subject), false);
    case ClockKind::crew_responds: {
      const models::Crew& crew = plant[models::CrewId(clock.subject)];
      return {crew.name + ": response", crew.response};
    }
    case ClockKind::spare_arrives: {
      const models::Spares& spares = plant[models::SparesId(clock.subject)];
      return {spares.name + ": restock", spares.restock};
    }
    case ClockKind::component_started: {
      const models::Component& component = plant[models::ComponentId(clock.subject)];
      return {(component.family ? plant.families[component.family.index()] : component.name) +
                  ": start",
              component.start};
    }
    default:
      return {clock.name, std::nullopt};
  }
}

/// Each of those that are alike gets the same share.
void share_out(const models::Symmetry& symmetry, std::vector<double>& by_clock) {
  for (const models::Symmetry::Class& bundles : symmetry.classes()) {
    for (std::size_t i = 0; i < bundles.front().clocks.size(); ++i) {
      double sum = 0;
      for (const auto& bundle : bundles) sum += by_clock[bundle.clocks[i].index()];
      for (const auto& bundle : bundles) {
        by_clock[bundle.clocks[i].index()] = sum / static_cast<double>(bundles.size());
      }
    }
  }
}

}  // namespace

std::vector<Slope> slopes_by_time(const Plant& plant, const models::Symmetry& symmetry,
                                  std::vector<SlopesByClock> measures) {
  for (SlopesByClock& each : measures) {
    each.by_clock.resize(plant.clocks.size(), 0);
    share_out(symmetry, each.by_clock);
  }
  std::map<std::string, Slope> by_name;
  for (std::size_t i = 0; i < plant.clocks.size(); ++i) {
    const auto tells = [&](const SlopesByClock& each) { return each.by_clock[i] != 0; };
    if (std::ranges::none_of(measures, tells)) continue;
    const Time time = time_of(plant, ClockId(i));
    Slope& slope = by_name[time.name];
    slope.time = time.name;
    if (time.law) slope.mean_hours = time.law->mean().count() / 3600;
    for (const SlopesByClock& each : measures) {
      // A longer mean is a lower rate.
      slope.*each.measure = (slope.*each.measure).value_or(0) - each.by_clock[i] * each.factor;
    }
  }
  std::vector<Slope> slopes;
  for (auto& [name, slope] : by_name) slopes.push_back(std::move(slope));
  std::ranges::stable_sort(slopes, std::greater<>(), [&](const Slope& slope) {
    return std::abs((slope.*measures.front().measure).value());
  });
  return slopes;
}

}  // namespace ausfall::studies
