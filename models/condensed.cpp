#include "models/condensed.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ausfall::models {
namespace {

/// Each component, mode and clock belongs to one bundle of one class at most.
bool disjoint(const Plant& plant, const std::vector<Symmetry::Class>& classes) {
  std::vector<bool> components(plant.components.size(), false);
  std::vector<bool> clocks(plant.clocks.size(), false);
  const auto take = [](std::vector<bool>& taken, std::size_t index) {
    const bool was = taken[index];
    taken[index] = true;
    return !was;
  };
  for (const Symmetry::Class& bundles : classes) {
    for (const Symmetry::Bundle& bundle : bundles) {
      for (const ComponentId id : bundle.components) {
        if (!take(components, id.index())) return false;
      }
      for (const ClockId clock : bundle.clocks) {
        if (!take(clocks, clock.index())) return false;
      }
    }
  }
  return true;
}

}  // namespace

std::unique_ptr<Condensed> Condensed::of(const Plant& plant, const Symmetry& symmetry,
                                         const World& healthy, ClockTable& clocks) {
  const bool bridged = std::ranges::any_of(
      plant.common_causes, [](const CommonCause& cause) { return cause.bridged_by.named(); });
  const bool fits = plant.clusters.empty() && plant.maintenance.empty() &&
                    plant.rejuvenations.empty() && plant.faults.empty() && plant.latent.empty() &&
                    !bridged && !plant.any_demand && plant.mirrors.empty() &&
                    disjoint(plant, symmetry.classes());
  if (!fits || symmetry.classes().empty()) return nullptr;
  return std::unique_ptr<Condensed>(new Condensed(plant, symmetry.classes(), healthy, clocks));
}

Condensed::Condensed(const Plant& plant, std::vector<Symmetry::Class> classes, const World& healthy,
                     ClockTable& clocks)
    : plant_(plant),
      clocks_(clocks),
      entered_(healthy),
      world_(healthy),
      kinds_(classes.size()),
      of_component_(plant.components.size()),
      of_mode_(plant.modes.size()),
      of_clock_(plant.clocks.size()),
      of_hit_(plant.hit_count) {
  for (std::uint32_t i = 0; i < kinds_.size(); ++i) {
    kinds_[i].bundles = std::move(classes[i]);
    own(i);
  }
  find_rest();
  find_queues();
  find_what_may_change();
  for (Kind& kind : kinds_) {
    for (std::size_t slot = 0; slot < kind.bundles.size(); ++slot) {
      gather_words(kind, slot);
      kind.local.push_back(number_words(kind));
    }
    for (Local local = 0; local < kind.known.size(); ++local) {
      kind.groups.push_back(
          {local, static_cast<std::uint32_t>(std::ranges::count(kind.local, local))});
    }
  }
  rest_ = number_rest();
}

void Condensed::own(std::uint32_t of_class) {
  Kind& kind = kinds_[of_class];
  for (std::uint32_t slot = 0; slot < kind.bundles.size(); ++slot) {
    const Symmetry::Bundle& bundle = kind.bundles[slot];
    for (const ComponentId id : bundle.components) of_component_[id.index()] = {of_class, slot, 0};
    for (std::uint32_t i = 0; i < bundle.modes.size(); ++i)
      of_mode_[bundle.modes[i].index()] = {of_class, slot, i};
    for (std::uint32_t i = 0; i < bundle.clocks.size(); ++i)
      of_clock_[bundle.clocks[i].index()] = {of_class, slot, i};
    std::vector<std::size_t>& hits = kind.hits.emplace_back();
    for (const ComponentId id : bundle.components) {
      for (const CommonCause& cause : plant_.common_causes) {
        const auto hit = std::ranges::find(cause.hits, id);
        if (hit == cause.hits.end()) continue;
        hits.push_back(cause.first_hit + static_cast<std::size_t>(hit - cause.hits.begin()));
        of_hit_[hits.back()] = {of_class, slot, 0};
      }
    }
  }
}

void Condensed::find_rest() {
  for (std::size_t i = 0; i < of_component_.size(); ++i) {
    if (of_component_[i].of_class == no_class) rest_components_.emplace_back(i);
  }
  for (std::size_t i = 0; i < of_mode_.size(); ++i) {
    if (of_mode_[i].of_class == no_class) rest_modes_.emplace_back(i);
  }
  for (std::size_t i = 0; i < of_hit_.size(); ++i) {
    if (of_hit_[i].of_class == no_class) rest_hits_.push_back(i);
  }
  std::vector<bool> arrives(plant_.clocks.size(), false);
  for (const Spares& spares : plant_.spares) {
    for (const ClockId clock : spares.arrivals) arrives[clock.index()] = true;
  }
  for (std::size_t i = 0; i < of_clock_.size(); ++i) {
    if (of_clock_[i].of_class == no_class && !arrives[i]) rest_clocks_.emplace_back(i);
  }
}

void Condensed::find_queues() {
  for (std::size_t i = 0; i < plant_.crews.size(); ++i) {
    if (plant_.crews[i].order != CrewOrder::random) queues_.push_back({i, {}});
  }
  for (std::size_t i = 0; i < plant_.spares.size(); ++i)
    queues_.push_back({plant_.crews.size() + i, {}});
}

/// What boots, or can fail or be brought down.
void Condensed::find_what_may_change() {
  std::vector<bool> may(plant_.components.size());
  for (std::size_t i = 0; i < may.size(); ++i)
    may[i] = plant_.components[i].runs() || !plant_.components[i].modes.empty();
  for (const CommonCause& cause : plant_.common_causes) {
    for (const ComponentId hit : cause.hits) may[hit.index()] = true;
  }
  for (std::size_t i = 0; i < may.size(); ++i) {
    if (!may[i]) continue;
    if (may_change_.empty() || may_change_.back().second != i) may_change_.emplace_back(i, i);
    ++may_change_.back().second;
  }
}

}  // namespace ausfall::models
