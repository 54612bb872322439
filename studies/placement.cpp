#include "studies/placement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/names.hpp"
#include "scenarios/wording.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

using models::Cluster;
using models::ComponentId;
using models::Plant;

namespace {

bool drifts(const Cluster& cluster) {
  return cluster.failback.kind == models::FailbackKind::never && cluster.nodes.size() > 1 &&
         cluster.groups.size() > 1;
}

/// The machine that a component belongs to, or connects.
ComponentId machine_of(const Plant& plant, ComponentId id) {
  const models::Component& component = plant[id];
  return component.host ? component.host : id;
}

bool carries_node_of(const Plant& plant, const Cluster& cluster, ComponentId machine) {
  return std::ranges::any_of(cluster.nodes, [&](models::NodeId node) {
    const ComponentId its = plant[node].component;
    return its == machine || models::home_host(plant, its) == machine;
  });
}

/// A failure of the first node of such a cluster that is soon over: a mode without a repair, or the node
/// itself.
std::string first_fault(const Plant& plant, const Cluster& cluster) {
  const models::Component& node = plant[plant[cluster.nodes.front()].component];
  for (const models::ModeId mode : node.modes) {
    if (plant[mode].ttr.is_zero() && plant[mode].effect == models::Effect::down)
      return fmt::format("{}:{}", node.name, plant[mode].name);
  }
  return node.modes.empty() ? node.name
                            : fmt::format("{}:{}", node.name, plant[node.modes.front()].name);
}

const Cluster* first_that_drifts(const Plant& plant) {
  const auto found = std::ranges::find_if(plant.clusters, drifts);
  return found == plant.clusters.end() ? nullptr : &*found;
}

/// The clusters of which all this speaks.
std::vector<std::string> clusters_that_drift(const Plant& plant) {
  std::vector<std::string> names;
  for (const Cluster& cluster : plant.clusters)
    if (drifts(cluster)) names.push_back(cluster.name);
  return names;
}

/// "esx1,upsA@1d": how to have a fault strike after another has moved groups.
std::string after_another(const Plant& plant, const std::string& fault) {
  const Cluster* cluster = first_that_drifts(plant);
  return fmt::format("{},{}@1d", first_fault(plant, *cluster), fault);
}

}  // namespace

bool hangs_on_placement(const Plant& plant, const std::vector<ComponentId>& components) {
  return std::ranges::any_of(plant.clusters, [&](const Cluster& cluster) {
    return drifts(cluster) && std::ranges::any_of(components, [&](ComponentId id) {
             return carries_node_of(plant, cluster, machine_of(plant, id));
           });
  });
}

std::string note_on_first_day(const Plant& plant, const std::vector<std::string>& failures) {
  return fmt::format(
      "each failure strikes the room of the first day, where every group runs where it starts. The "
      "groups of {} do not go home after a failover (failback: never): as the years go on, {} "
      "strike "
      "others and find other room, and {} may tell another cost. To strike one after another "
      "failure, "
      "use {}",
      enumeration(clusters_that_drift(plant)), enumeration(scenarios::in_ranges(failures)),
      scenarios::study_words("run"),
      scenarios::study_words("inject", scenarios::setting_words(scenarios::Setting{
                                           "fault", after_another(plant, failures.back())})));
}

std::optional<std::string> note_on_placement(const Plant& plant, const std::vector<bool>& moved,
                                             const std::string& fault) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < plant.clusters.size(); ++i)
    if (moved[i] && drifts(plant.clusters[i])) names.push_back(plant.clusters[i].name);
  if (names.empty()) return std::nullopt;
  return fmt::format(
      "this is what the fault costs where each group still runs where it starts. The groups of {} "
      "do "
      "not go home after a failover (failback: never), so later it may strike more of them, or "
      "find "
      "less room: {} tells what it costs as the years go on; to strike after another failure, give "
      "{}",
      enumeration(names), scenarios::study_words("run"),
      scenarios::setting_words(scenarios::Setting{"fault", after_another(plant, fault)}));
}

}  // namespace ausfall::studies
