#include "models/rarity.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "models/model.hpp"
#include "models/service.hpp"

namespace ausfall::models {
namespace {

/// Numbers for what fails alike.
class Kinds {
 public:
  std::uint32_t number(const std::string& what) {
    return numbers_.try_emplace(what, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }

 private:
  std::map<std::string, std::uint32_t> numbers_;
};

std::string kind_of(const Plant& plant, const Mode& mode) {
  const Component& component = plant[mode.component];
  const std::string& key =
      component.family ? plant.families[component.family.index()] : component.name;
  return key + '.' + mode.name;
}

bool ever(const Distribution& law) { return law != Distribution::constant(never); }

/// It has happened, and is not over.
bool happened(const Plant& plant, const World& world, const Hazard& hazard) {
  if (hazard.mode) return world[hazard.mode] != ModeState::armed;
  if (hazard.component) return world[hazard.component].down > 0;
  const CommonCause& cause = plant[hazard.common_cause];
  const auto hits = world.common_causes.begin() + static_cast<std::ptrdiff_t>(cause.first_hit);
  return std::any_of(hits, hits + static_cast<std::ptrdiff_t>(cause.hits.size()),
                     [](std::uint8_t hit) { return hit != 0; });
}

}  // namespace

Rarity::Rarity(const Plant& plant, std::vector<std::vector<HazardSet>> cut_sets)
    : plant_(plant), cut_sets_(std::move(cut_sets)) {
  Kinds kinds;
  const auto add = [&](ClockId clock, const Distribution& law, const std::string& kind) {
    if (law.has_hazard()) {
      failures_.push_back({clock, &law, kinds.number(kind)});
    } else {
      some_without_hazard_ = some_without_hazard_ || ever(law);
    }
  };
  for (const Mode& mode : plant.modes) add(mode.fails, mode.ttf, kind_of(plant, mode));
  for (const CommonCause& cause : plant.common_causes) add(cause.strikes, cause.ttf, cause.name);
  cut_sets_.resize(plant.services.size());
  const World healthy = Model(plant).healthy();
  for (std::size_t i = 0; i < plant.services.size(); ++i)
    in_good_health_.push_back(missing(healthy, i));
}

std::size_t Rarity::level(const World& world) const {
  std::size_t level = 0;
  for (std::size_t i = 0; i < in_good_health_.size(); ++i) {
    const std::size_t left = world.services[i].up ? missing(world, i) : 0;
    if (left < in_good_health_[i]) level = std::max(level, in_good_health_[i] - left);
  }
  return level;
}

std::size_t Rarity::levels() const {
  return in_good_health_.empty() ? 0 : *std::ranges::max_element(in_good_health_);
}

std::size_t Rarity::missing(const World& world, std::size_t service) const {
  const std::vector<HazardSet>& sets = cut_sets_[service];
  if (sets.empty()) return missing(world, plant_.services[service].needs);
  std::size_t least = missing(world, sets.front());
  for (const HazardSet& set : sets) least = std::min(least, missing(world, set));
  return least;
}

std::size_t Rarity::missing(const World& world, const HazardSet& set) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      set, [&](const Hazard& hazard) { return !happened(plant_, world, hazard); }));
}

std::size_t Rarity::missing(const World& world, const Need& need) const {
  if (need.component) return serves(plant_, world, need.component) ? 1 : 0;
  std::vector<std::size_t> losses;
  losses.reserve(need.parts.size());
  for (const Need& part : need.parts) losses.push_back(missing(world, part));
  // It is lost when fewer than at_least are left: with the loss of the cheapest so many.
  const std::size_t to_lose = losses.size() - std::min(need.at_least, losses.size()) + 1;
  const auto last = losses.begin() + static_cast<std::ptrdiff_t>(std::min(to_lose, losses.size()));
  std::partial_sort(losses.begin(), last, losses.end());
  return std::accumulate(losses.begin(), last, std::size_t{0});
}

}  // namespace ausfall::models
