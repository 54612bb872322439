#include "studies/fmea/structure_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "models/topology.hpp"

namespace ausfall::studies {

namespace {

using models::ComponentId;
using models::Plant;
using models::ServiceId;

class StructureChecker {
 public:
  StructureChecker(const Plant& plant, const FailureAnalysis& analysis)
      : plant_(plant), analysis_(analysis) {}

  [[nodiscard]] StructureCheck check(ServiceId service) const {
    StructureCheck check{.service = plant_[service].name,
                         .told = models::graph_tells(plant_, service),
                         .cut_vertices = {},
                         .even_with_clusters = {},
                         .differences = {}};
    if (!check.told) return check;
    const auto cut = models::cut_vertices(plant_, service, models::Moves::none);
    const auto even = models::cut_vertices(plant_, service, models::Moves::clusters);
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      const ComponentId id(i);
      const bool is_cut = std::ranges::binary_search(cut, id);
      const bool is_even = std::ranges::binary_search(even, id);
      if (is_cut) check.cut_vertices.push_back(plant_[id].name);
      if (is_cut && is_even) check.even_with_clusters.push_back(plant_[id].name);
      if (is_cut == single_point(id, service)) continue;
      check.differences.push_back(
          {.component = plant_[id].name,
           .cut_vertex = is_cut,
           .reason = is_cut ? why_not_single(id, is_even) : why_single(id, service)});
    }
    return check;
  }

 private:
  template <class Visit>
  void for_hazards(ComponentId id, Visit visit) const {
    for (const HazardEffect& each : analysis_.hazards) {
      if (each.hazard.common_cause || each.hazard.domain) continue;
      if (models::struck_by(plant_, each.hazard).front() == id) visit(each);
    }
  }

  [[nodiscard]] std::uint64_t times_lasting(ComponentId id, ServiceId service) const {
    std::uint64_t seen = 0;
    for_hazards(id, [&](const HazardEffect& each) {
      seen = std::max(seen, at_least(each.services[service.index()].seen, lasting));
    });
    return seen;
  }
  [[nodiscard]] bool single_point(ComponentId id, ServiceId service) const {
    return times_lasting(id, service) > 0;
  }

  [[nodiscard]] std::string why_not_single(ComponentId id, bool even_with_clusters) const {
    if (!even_with_clusters) return "a cluster serves without it, from another place";
    bool all_over_at_once = true;
    bool all_degrade = true;
    for_hazards(id, [&](const HazardEffect& each) {
      all_over_at_once = all_over_at_once && each.over_at_once;
      all_degrade = all_degrade && each.hazard.mode &&
                    plant_[each.hazard.mode].effect == models::Effect::degrade;
    });
    if (all_degrade) return "its failures take only a part of its capacity";
    if (all_over_at_once) return "its failures need no repair: it starts again by itself";
    return fmt::format("a restart ended its failures in all of {} samples", analysis_.samples);
  }

  [[nodiscard]] std::string why_single(ComponentId id, ServiceId service) const {
    return fmt::format(
        "the structure has a way without it, but in {} of {} samples the service was not brought "
        "back until it was repaired or a person came",
        times_lasting(id, service), analysis_.samples);
  }

  const Plant& plant_;
  const FailureAnalysis& analysis_;
};

}  // namespace

StructureCheck structure_check(const Plant& plant, const FailureAnalysis& analysis,
                               ServiceId service) {
  return StructureChecker(plant, analysis).check(service);
}

}  // namespace ausfall::studies
