#include "studies/placement.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/wording.hpp"
#include "studies/folded.hpp"
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

bool carries_node_of(const Plant& plant, const Cluster& cluster, ComponentId machine) {
  return std::ranges::any_of(cluster.nodes, [&](models::NodeId node) {
    const ComponentId its = plant[node].component;
    return its == machine || models::home_host(plant, its) == machine;
  });
}

/// A failure of a node of the cluster that is over some day, at once if there is such; of another node
/// than what is struck itself. Nothing if there is none.
std::optional<std::string> another_fault(const Plant& plant, const Cluster& cluster,
                                         const std::string& fault) {
  std::optional<std::string> found;
  for (const models::NodeId id : cluster.nodes) {
    const models::Component& node = plant[plant[id].component];
    if (fault.substr(0, fault.find_first_of(":.")) == node.name) continue;
    for (const models::ModeId mode_id : node.modes) {
      const models::Mode& mode = plant[mode_id];
      if (mode.effect != models::Effect::down || mode.ttr.is_never()) continue;
      if (!found || mode.ttr.is_zero()) found = fmt::format("{}:{}", node.name, mode.name);
      if (mode.ttr.is_zero()) return found;
    }
  }
  return found;
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

/// How to have a fault strike after another has moved groups: "esx1:psod,upsA@1d". Empty where nothing
/// would.
std::string after_another(const Plant& plant, const std::string& fault) {
  const auto first = another_fault(plant, *first_that_drifts(plant), fault);
  return first ? fmt::format("{},{}@1d", *first, fault) : "";
}

}  // namespace

bool hangs_on_placement(const Plant& plant, const std::vector<ComponentId>& components) {
  return std::ranges::any_of(plant.clusters, [&](const Cluster& cluster) {
    return drifts(cluster) && std::ranges::any_of(components, [&](ComponentId id) {
             return carries_node_of(plant, cluster, id);
           });
  });
}

std::string note_on_first_day(const Plant& plant, const std::vector<std::string>& failures) {
  std::string last = failures.back();
  if (const std::size_t dot = last.rfind('.'); dot != std::string::npos) last[dot] = ':';
  const std::string later = after_another(plant, last);
  return fmt::format(
      "each failure strikes the room of the first day, where every group runs where it starts. The "
      "groups of {} do not go home after a failover (failback: never): as the years go on, {} "
      "strike "
      "others and find other room, and {} may tell another cost{}",
      enumeration(clusters_that_drift(plant)), enumeration(folded(failures)),
      scenarios::study_words("run"),
      later.empty()
          ? ""
          : fmt::format(". To strike one after another failure, use {}",
                        scenarios::study_words("inject", scenarios::setting_words(
                                                             scenarios::Setting{"fault", later}))));
}

std::optional<std::string> note_on_placement(const Plant& plant, const std::vector<bool>& moved,
                                             const std::string& fault) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < plant.clusters.size(); ++i)
    if (moved[i] && drifts(plant.clusters[i])) names.push_back(plant.clusters[i].name);
  if (names.empty()) return std::nullopt;
  const std::string later = after_another(plant, fault);
  return fmt::format(
      "this is what the fault costs where each group still runs where it starts. The groups of {} "
      "do "
      "not go home after a failover (failback: never), so later it may strike more of them, or "
      "find "
      "less room: {} tells what it costs as the years go on{}",
      enumeration(names), scenarios::study_words("run"),
      later.empty() ? ""
                    : fmt::format("; to strike after another failure, give {}",
                                  scenarios::setting_words(scenarios::Setting{"fault", later})));
}

}  // namespace ausfall::studies
