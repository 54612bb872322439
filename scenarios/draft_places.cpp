// Where everything starts: on what it says, or on the first owner of its group; and the groups of
// what is in none that is named.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/cluster_draft.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"

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
    for (const Placement& placement : draft_.placements)
      at_.emplace(placement.component, placement.at);
  }

  /// What a cluster takes since it says so, or names no group at all, is no longer there for those
  /// that only name some.
  void default_groups() {
    for (const bool named_some : {false, true}) {
      for (std::size_t i = 0; i < drafts_.clusters.size(); ++i) {
        const ClusterDraft& cluster = *drafts_.clusters[i];
        const bool takes_what_is_left = cluster.section.has("groups") && !cluster.each_of_rest;
        if (takes_what_is_left == named_some) default_groups(i);
      }
      member_of_.insert(taken_.begin(), taken_.end());
      in_pool_.insert(pooled_.begin(), pooled_.end());
    }
    for (const auto& cluster : drafts_.clusters) {
      if (cluster->each_of_rest == false) warn_of_unprotected(*cluster);
      warn_of_first_node(*cluster);
      if (cluster->group_count > 0) continue;
      draft_.warning(cluster->at,
                     fmt::format("the cluster '{}' has nothing to protect: nothing runs on its "
                                 "nodes",
                                 cluster->cluster.name));
    }
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
                   is_vm ? "host: " + some_host() : "on: the name of a host, a VM or a group");
      return;
    }
    const ClusterDraft& cluster = *drafts_.clusters[group->second->cluster];
    if (cluster.nodes.empty()) return;
    const bool is_said = !group->second->owners.empty() || group->second->start.named();
    component.place = !group->second->owners.empty() ? group->second->owners.front()
                      : is_said                      ? group->second->start
                                                     : cluster.nodes.front();
    if (!is_said && group->second->by_each) on_first_node_[&cluster].push_back(component.name);
    if (is_vm && plant_[component.place].kind != ComponentKind::host) {
      draft_.error(placement.at, fmt::format("VM '{}' cannot run on '{}': a VM runs on a host",
                                             component.name, draft_.name(component.place)));
      component.place = {};
    }
  }

  /// The name of a host that is there.
  [[nodiscard]] std::string some_host() const {
    const auto& all = plant_.components;
    const auto host = std::ranges::find(all, ComponentKind::host, &models::Component::kind);
    return host == all.end() ? "the name of a host" : host->name;
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
    if (cluster.section.has("check")) {
      if (!cluster.section.has("groups")) default_pool(index);
      return;
    }
    if (cluster.each_of_rest == false) return;
    for (const ComponentId id : left_on(cluster)) {
      GroupDraft group;
      group.cluster = index;
      group.name = plant_[id].name;
      group.at = group.members_at = at_.at(id);
      group.members = {id};
      group.of_one = true;
      ++cluster.group_count;
      taken_.emplace(id, &drafts_.groups.emplace_back(std::move(group)));
    }
  }

  /// What stands on its nodes and is in no group yet.
  [[nodiscard]] std::vector<ComponentId> left_on(const ClusterDraft& cluster) const {
    std::vector<ComponentId> left;
    for (const Placement& placement : draft_.placements) {
      const ComponentId id = placement.component;
      const ComponentId place = plant_[id].place;
      const bool on_node = place.named() && number_of(cluster, place).has_value();
      if (on_node && !member_of_.contains(id) && !in_pool_.contains(id)) left.push_back(id);
    }
    return left;
  }

  /// Of a VM that is a node of another cluster, that one takes care.
  void warn_of_unprotected(const ClusterDraft& cluster) {
    std::vector<std::string> names;
    for (const ComponentId id : left_on(cluster)) {
      const bool node = std::ranges::any_of(
          plant_.nodes, [&](const models::Node& each) { return each.component == id; });
      if (!node) names.push_back(plant_[id].name);
    }
    if (names.empty()) return;
    draft_.warning(cluster.rest_at,
                   fmt::format("nothing protects {}: on the nodes of the cluster '{}', and in none "
                               "of its groups",
                               fmt::join(in_ranges(names), ", "), cluster.cluster.name),
                   "rest: each, for a group of each");
  }

  /// One may well begin anywhere; of several, hardly all are meant to begin on one node.
  void warn_of_first_node(const ClusterDraft& cluster) {
    const std::vector<std::string>& names = on_first_node_[&cluster];
    if (names.size() < 2 || cluster.nodes.size() < 2) return;
    const std::vector<std::string> nodes = in_ranges(drafts_.names_of(cluster.nodes));
    const std::string_view key =
        plant_[cluster.nodes.front()].kind == ComponentKind::host ? "host" : "on";
    draft_.warning(
        cluster.at,
        fmt::format("nothing says where {} begin: all of them on '{}', the first node of '{}'",
                    fmt::join(in_ranges(names), ", "), draft_.name(cluster.nodes.front()),
                    cluster.cluster.name),
        fmt::format("a range beside a range gives each its own, as in {}: {}; or say it by the "
                    "`owners` of groups",
                    key, nodes.front()));
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
    pooled_.insert(pool.members.begin(), pool.members.end());
    ++cluster.group_count;
    drafts_.groups.push_back(std::move(pool));
  }

  ClusterDrafts& drafts_;
  Draft& draft_;
  models::Plant& plant_;
  std::multimap<std::string, GroupDraft*> named_;
  /// Of groups made by `each` that nothing places.
  std::map<const ClusterDraft*, std::vector<std::string>> on_first_node_;
  std::map<ComponentId, GroupDraft*> member_of_;
  std::map<ComponentId, Position> at_;
  std::set<ComponentId> in_group_by_name_;
  std::set<ComponentId> in_pool_;             // of those that are named
  std::map<ComponentId, GroupDraft*> taken_;  // of what is in no group that is named
  std::set<ComponentId> pooled_;              // by load balancers that name none
};

}  // namespace

void place_everything(ClusterDrafts& drafts) {
  Places places(drafts);
  places.place_everything();
  places.default_groups();
}

}  // namespace ausfall::scenarios
