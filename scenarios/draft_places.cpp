// Where everything starts: on what it says, or on the first owner of its group; and the groups of
// clusters that name none.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "scenarios/cluster_draft.hpp"
#include "scenarios/draft.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::ComponentKind;

class Places {
 public:
  explicit Places(ClusterDrafts& drafts)
      : drafts_(drafts), draft_(drafts.draft), plant_(draft_.plant) {}

  void place_everything() {
    for (GroupDraft& group : drafts_.groups) {
      if (!drafts_.is_pool(group)) named_.emplace(group.name, &group);
    }
    for (const Placement& placement : draft_.placements) join_group(placement);
    for (GroupDraft& group : drafts_.groups) {
      // Members of a pool stay where they run, so default groups of other clusters leave them out.
      if (drafts_.is_pool(group)) {
        in_pool_.insert(group.members.begin(), group.members.end());
        continue;
      }
      for (const ComponentId member : group.members) member_of_.emplace(member, &group);
    }
    for (const Placement& placement : draft_.placements) place(placement);
  }

  void default_groups() {
    for (std::size_t i = 0; i < drafts_.clusters.size(); ++i) default_groups(i);
  }

 private:
  /// `on: group` makes the app a member of that group.
  void join_group(const Placement& placement) {
    const models::Component& component = plant_[placement.component];
    if (component.kind != ComponentKind::app || placement.place == nullptr ||
        !placement.place->is_scalar())
      return;
    const std::string& name = placement.place->text;
    if (draft_.find(name, kinds::host | kinds::vm) != nullptr) return;
    const auto [first, last] = named_.equal_range(name);
    if (first == last) return;
    if (std::next(first) != last) {
      draft_.error(placement.place->at, fmt::format("on: several clusters have a group '{}'", name),
                   "list the app in `members` of one of them");
    }
    auto& members = first->second->members;
    if (std::find(members.begin(), members.end(), placement.component) == members.end())
      members.push_back(placement.component);
    in_group_by_name_.insert(placement.component);
  }

  void place(const Placement& placement) {
    models::Component& component = draft_.component(placement.component);
    const bool is_vm = component.kind == ComponentKind::vm;
    if (placement.place != nullptr && !in_group_by_name_.contains(placement.component)) {
      const Kinds kind = is_vm ? kinds::host : kinds::host | kinds::vm;
      const Thing* thing = place_named(placement, kind, is_vm ? "host" : "on");
      if (thing != nullptr) component.place = thing->component;
      return;
    }
    const auto group = member_of_.find(placement.component);
    if (group == member_of_.end()) {
      const std::string_view why = in_pool_.contains(placement.component)
                                       ? "a load balancer does not say where it runs"
                                       : "it is in no group of a cluster";
      draft_.error(placement.at,
                   is_vm ? fmt::format("VM '{}' needs 'host': {}", component.name, why)
                         : fmt::format("app '{}' needs 'on': {}", component.name, why),
                   is_vm ? "host: node1" : "on: the name of a host, a VM or a group");
      return;
    }
    const ClusterDraft& cluster = *drafts_.clusters[group->second->cluster];
    if (cluster.nodes.empty()) return;
    component.place =
        group->second->owners.empty() ? cluster.nodes.front() : group->second->owners.front();
    if (is_vm && plant_[component.place].kind != ComponentKind::host) {
      draft_.error(placement.at, fmt::format("VM '{}' cannot run on '{}': a VM runs on a host",
                                             component.name, draft_.name(component.place)));
      component.place = {};
    }
  }

  const Thing* place_named(const Placement& placement, Kinds kind, std::string_view key) {
    if (!placement.place->is_scalar()) return draft_.one(placement.place, kind, key);
    const Thing* other = draft_.find(placement.place->text, kinds::vm | kinds::app);
    if (other != nullptr && other->component == placement.component) {
      draft_.error(placement.place->at,
                   fmt::format("{}: '{}' cannot run on itself", key, other->name));
      return nullptr;
    }
    if (other != nullptr && (other->kind & kind) == 0) {
      draft_.error(placement.place->at,
                   fmt::format("{}: '{}' is {}: {}", key, other->name, a(words_for(other->kind)),
                               key == "on" ? "an app runs on a host, on a VM or in a group"
                                           : "a VM runs on a host"));
      return nullptr;
    }
    return draft_.one(placement.place, kind, key);
  }

  void default_groups(std::size_t index) {
    ClusterDraft& cluster = *drafts_.clusters[index];
    if (!cluster.section.has("groups") && cluster.section.has("check")) {
      default_pool(index);
    } else if (!cluster.section.has("groups")) {
      for (const Placement& placement : draft_.placements) {
        const models::Component& component = plant_[placement.component];
        if (!component.place.named() || !number_of(cluster, component.place) ||
            member_of_.contains(placement.component) || in_pool_.contains(placement.component))
          continue;
        GroupDraft group;
        group.cluster = index;
        group.name = component.name;
        group.at = group.members_at = placement.at;
        group.members = {placement.component};
        ++cluster.group_count;
        drafts_.groups.push_back(std::move(group));
      }
    }
    if (cluster.group_count == 0)
      draft_.warning(
          cluster.at,
          fmt::format("the cluster '{}' has nothing to protect: nothing runs on its nodes",
                      cluster.cluster.name));
  }

  /// The pool of a load balancer without `groups`: everything on its nodes that nothing else runs
  /// on.
  void default_pool(std::size_t index) {
    ClusterDraft& cluster = *drafts_.clusters[index];
    std::set<ComponentId> carries;
    for (const Placement& placement : draft_.placements)
      carries.insert(plant_[placement.component].place);
    GroupDraft pool;
    pool.cluster = index;
    pool.name = cluster.cluster.name;
    pool.at = pool.members_at = cluster.at;
    for (const Placement& placement : draft_.placements) {
      const ComponentId id = placement.component;
      if (!carries.contains(id) && drafts_.runs_on_node(cluster, id)) pool.members.push_back(id);
    }
    if (pool.members.empty()) return;
    ++cluster.group_count;
    drafts_.groups.push_back(std::move(pool));
  }

  ClusterDrafts& drafts_;
  Draft& draft_;
  models::Plant& plant_;
  std::multimap<std::string, GroupDraft*> named_;
  std::map<ComponentId, GroupDraft*> member_of_;  // of the groups that are named
  std::set<ComponentId> in_group_by_name_;
  std::set<ComponentId> in_pool_;  // of those that are named
};

}  // namespace

void place_everything(ClusterDrafts& drafts) {
  Places places(drafts);
  places.place_everything();
  places.default_groups();
}

}  // namespace ausfall::scenarios
