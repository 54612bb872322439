#include "models/cluster/hindrance.hpp"

#include <algorithm>

#include "models/cluster/group.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/view.hpp"

namespace ausfall::models {
namespace {

/// Less memory is missing, or of cores fewer.
bool is_nearer(const Hindrance& one, const Hindrance& other) {
  if (one.obstacle != other.obstacle) return one.obstacle == Obstacle::cores;
  return one.missing() < other.missing();
}

NodeSet taking_part(Scene scene, ClusterId cluster) {
  NodeSet nodes = 0;
  for (const NodeId node : scene.plant[cluster].nodes) {
    if (takes_part(scene, node)) nodes |= only(scene.plant[node].number);
  }
  return nodes;
}

bool any_machine_works(Scene scene, ClusterId cluster) {
  return std::ranges::any_of(scene.plant[cluster].nodes, [&](NodeId node) {
    return scene.world[scene.plant[node].component].alive();
  });
}

}  // namespace

std::optional<Hindrance> room_missing(Scene scene, GroupId group, NodeSet nodes) {
  std::optional<Hindrance> nearest;
  for (; nodes != 0; nodes &= nodes - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(nodes));
    if (!may_run_on(scene, group, number)) continue;
    const std::optional<Shortfall> lacks = shortfall(scene, group, number);
    if (!lacks) return std::nullopt;
    const Hindrance its{
        .obstacle = lacks->what == Resource::memory ? Obstacle::memory : Obstacle::cores,
        .node = node_of(scene.plant, scene.plant[group].cluster, number),
        .needed = lacks->needed,
        .free = lacks->free};
    if (!nearest || is_nearer(its, *nearest)) nearest = its;
  }
  return nearest;
}

std::optional<Hindrance> hindrance_of(Scene scene, GroupId group) {
  const GroupState& state = scene.world[group];
  switch (state.status) {
    case GroupStatus::given_up:
      if (scene.plant[scene.plant[group].cluster].restart.retry_after)
        return Hindrance{.obstacle = Obstacle::retry, .node = {}};
      return Hindrance{.obstacle = Obstacle::person, .node = {}};
    case GroupStatus::uncovered:
    case GroupStatus::blocked:
      return Hindrance{.obstacle = Obstacle::person, .node = {}};
    case GroupStatus::lost:
    case GroupStatus::tolerated:
    case GroupStatus::queued:
      break;
    default:
      return std::nullopt;
  }
  if (state.target != no_node) return std::nullopt;
  const ClusterId cluster = scene.plant[group].cluster;
  if (!any_machine_works(scene, cluster))
    return Hindrance{.obstacle = Obstacle::no_machine, .node = {}};
  const NodeSet nodes = taking_part(scene, cluster);
  if (nodes == 0 || state.status != GroupStatus::queued)
    return Hindrance{.obstacle = Obstacle::no_quorum, .node = {}};
  if (const auto room = room_missing(scene, group, nodes)) return room;
  return Hindrance{.obstacle = Obstacle::no_place, .node = {}};
}

}  // namespace ausfall::models
