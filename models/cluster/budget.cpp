#include "models/cluster/budget.hpp"

#include <algorithm>
#include <array>

#include "models/cluster/group.hpp"

namespace ausfall::models {
namespace {

bool counts(Scene scene, GroupId id) {
  const GroupState& state = scene.world[id];
  const bool there = state.status == GroupStatus::online || state.status == GroupStatus::migrating;
  return there && !state.recovering && all_members_serve(scene, id);
}

}  // namespace

bool may_all_be_interrupted(Scene scene, ClusterId cluster, std::span<const GroupId> groups) {
  return std::ranges::all_of(scene.plant[cluster].budgets, [&](const Budget& budget) {
    std::size_t serve = 0;
    bool touched = false;
    for (const GroupId id : budget.groups) {
      const bool goes = std::ranges::count(groups, id) != 0;
      touched = touched || goes;
      if (!goes && counts(scene, id)) ++serve;
    }
    return !touched || serve >= budget.at_least;
  });
}

bool may_be_interrupted(Scene scene, GroupId id) {
  if (scene.plant[id].budgets.empty()) return true;
  const std::array one{id};
  return may_all_be_interrupted(scene, scene.plant[id].cluster, one);
}

}  // namespace ausfall::models
