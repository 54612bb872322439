// Groups and pools into the plant: who is in them, in which order, on which nodes they may run, and
// which disks move with them.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "scenarios/cluster_draft.hpp"
#include "scenarios/draft.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::GroupId;

class GroupBuilder {
 public:
  explicit GroupBuilder(ClusterDrafts& drafts)
      : drafts_(drafts), draft_(drafts.draft), plant_(draft_.plant) {
    for (const Placement& placement : draft_.placements)
      placement_of_.emplace(placement.component, &placement);
  }

  void build(GroupDraft& draft) {
    ClusterDraft& cluster = *drafts_.clusters[draft.cluster];
    if (draft.members.empty()) {
      if (draft.members_given) return;  // and reported
      return draft_.error(draft.at, fmt::format("the group '{}' has no members", draft.name),
                          no_members_hint(draft.name));
    }
    if (cluster.nodes.empty()) return;
    if (drafts_.is_pool(draft)) return build_pool(cluster, draft);
    if (!claim(draft) || !starts_together(cluster, draft) || !claim_name(draft)) return;
    models::Group group;
    group.cluster = cluster.id;
    group.name = draft.name;
    group.home = *number_of(cluster, plant_[draft.members.front()].place);
    order_members(draft, group);
    order_owners(cluster, draft, group);
    if (!set_possible_owners(cluster, draft, group)) return;
    group.anti_affinity = draft.anti_affinity;
    group.always_apart = draft.always_apart;
    group.together = draft.together;
    group.always_together = draft.always_together;
    group.disks = disks_of(draft);
    const GroupId id(plant_.groups.size());
    for (const ComponentId member : draft.members) {
      group.members.emplace_back(plant_.members.size());
      models::Member built;
      built.group = id;
      built.component = member;
      plant_.members.push_back(built);
    }
    cluster.cluster.groups.push_back(id);
    plant_.groups.push_back(std::move(group));
  }

 private:
  /// With the name of a VM or app that is there.
  [[nodiscard]] std::string no_members_hint(const std::string& group) const {
    std::string by_app = fmt::format("`on: {}` of an app", group);
    if (draft_.placements.empty()) return by_app;
    return fmt::format("members: [{}], or {}", draft_.name(draft_.placements.front().component),
                       by_app);
  }

  /// False, with a diagnostic, if the node that it starts on is not one of them.
  bool set_possible_owners(const ClusterDraft& cluster, const GroupDraft& draft,
                           models::Group& group) {
    group.has_preferred = !draft.owners.empty();
    if (draft.possible.empty()) return true;
    group.possible = 0;
    for (const ComponentId node : draft.possible)
      group.possible |= models::NodeSet{1} << *number_of(cluster, node);
    if ((group.possible >> group.home & 1U) != 0) return true;
    draft_.error(draft.at, fmt::format("the group '{}' starts on '{}', which is not one of its "
                                       "possible-owners",
                                       draft.name, draft_.name(cluster.nodes[group.home])));
    return false;
  }

  /// Of a load balancer: the members all run, each on its own node.
  void build_pool(ClusterDraft& cluster, const GroupDraft& draft) {
    const bool moves = draft.order != nullptr || draft.storage.named() || !draft.owners.empty() ||
                       !draft.possible.empty() || !draft.anti_affinity.empty();
    if (moves) {
      return draft_.error(draft.at,
                          fmt::format("the group '{}' is load-balanced: its members all run, and "
                                      "none of them moves",
                                      draft.name),
                          "only 'members' have a meaning");
    }
    models::Pool pool;
    pool.cluster = cluster.id;
    pool.name = draft.name;
    const models::PoolId id(plant_.pools.size());
    for (const ComponentId member : draft.members) {
      if (!plant_[member].place.named()) continue;  // reported before
      if (!drafts_.runs_on_node(cluster, member)) {
        draft_.error(draft.members_at,
                     fmt::format("'{}' does not run on a node of the load balancer '{}'",
                                 draft_.name(member), cluster.cluster.name),
                     fmt::format("nodes: {}", fmt::join(drafts_.names_of(cluster.nodes), ", ")));
        continue;
      }
      pool.instances.emplace_back(plant_.instances.size());
      models::Instance instance;
      instance.pool = id;
      instance.component = member;
      plant_.instances.push_back(instance);
    }
    cluster.cluster.pools.push_back(id);
    plant_.pools.push_back(std::move(pool));
  }

  /// A thing belongs to one group only.
  bool claim(const GroupDraft& group) {
    bool good = true;
    for (const ComponentId member : group.members) {
      const auto [place, is_new] = claimed_.emplace(member, &group);
      if (is_new) continue;
      const GroupDraft& other = *place->second;
      const std::string& name = draft_.name(member);
      if (other.name == group.name && other.cluster != group.cluster) {
        draft_.error(group.members_at,
                     fmt::format("'{}' would be a group of two clusters, '{}' and '{}'", name,
                                 cluster_of(other), cluster_of(group)),
                     "each VM and app belongs to one group of one cluster; let the `groups` of the "
                     "other say `rest: none`");
      } else {
        draft_.error(
            group.members_at,
            fmt::format("'{}' is in two groups, '{}' and '{}'", name, other.name, group.name),
            "each VM and app belongs to one group of one cluster");
      }
      good = false;
    }
    return good;
  }

  [[nodiscard]] const std::string& cluster_of(const GroupDraft& group) const {
    return drafts_.clusters[group.cluster]->cluster.name;
  }

  /// What `each` makes, or `rest`, is called as its member.
  bool claim_name(const GroupDraft& group) {
    if (names_.emplace(group.cluster, group.name).second) return true;
    draft_.error(group.members_at,
                 fmt::format("'{}' would be a group of that name, which the cluster '{}' has "
                             "already",
                             draft_.name(group.members.front()), cluster_of(group)),
                 "call the other group otherwise, or name this one in a group");
    return false;
  }

  bool starts_together(const ClusterDraft& cluster, const GroupDraft& group) {
    const ComponentId first = group.members.front();
    for (const ComponentId member : group.members) {
      const ComponentId place = plant_[member].place;
      if (!place.named()) return false;  // reported before
      if (!number_of(cluster, place)) {
        draft_.error(group.members_at,
                     fmt::format("'{}' runs on '{}', which is not a node of the cluster '{}'",
                                 draft_.name(member), draft_.name(place), cluster.cluster.name),
                     fmt::format("nodes: {}; what runs on a member goes with it",
                                 fmt::join(drafts_.names_of(cluster.nodes), ", ")));
        return false;
      }
      if (place != plant_[first].place) {
        draft_.error(
            group.members_at,
            fmt::format("the members of the group '{}' start on different nodes: '{}' on '{}', "
                        "'{}' on '{}'",
                        group.name, draft_.name(first), draft_.name(plant_[first].place),
                        draft_.name(member), draft_.name(place)),
            "a group runs on one node; place them on the same one, or leave out where they run");
        return false;
      }
    }
    return true;
  }

  void order_members(GroupDraft& draft, models::Group& group) {
    if (draft.order == nullptr) return;
    group.ordered = true;
    std::vector<ComponentId> ordered;
    for (const Thing* thing : draft_.select(draft.order, kinds::vm | kinds::app, "order")) {
      const auto found = std::find(draft.members.begin(), draft.members.end(), thing->component);
      if (found == draft.members.end()) {
        draft_.error(
            draft.order->at,
            fmt::format("order: '{}' is not a member of the group '{}'", thing->name, draft.name),
            fmt::format("members: {}", fmt::join(drafts_.names_of(draft.members), ", ")));
        continue;
      }
      ordered.push_back(thing->component);
    }
    for (const ComponentId member : draft.members) {
      if (std::find(ordered.begin(), ordered.end(), member) == ordered.end())
        ordered.push_back(member);
    }
    draft.members = std::move(ordered);
  }

  /// The preferred owners, then the others by number. Without any, in the order of the nodes from
  /// where the group starts: each fails over to the next, and fails back to where it came from.
  static void order_owners(const ClusterDraft& cluster, const GroupDraft& draft,
                           models::Group& group) {
    for (const ComponentId owner : draft.owners) group.owners.push_back(*number_of(cluster, owner));
    const std::size_t first = draft.owners.empty() ? group.home : 0;
    for (std::size_t i = 0; i < cluster.nodes.size(); ++i) {
      const auto number = static_cast<std::uint8_t>((first + i) % cluster.nodes.size());
      const bool listed =
          std::find(group.owners.begin(), group.owners.end(), number) != group.owners.end();
      if (!listed) group.owners.push_back(number);
    }
  }

  /// The group's own disks, and its members'. A member without storage of its own lives on the
  /// group's.
  std::vector<models::StorageId> disks_of(const GroupDraft& group) {
    std::vector<models::StorageId> disks;
    const auto add = [&](models::StorageId disk) {
      if (disk.named() && std::find(disks.begin(), disks.end(), disk) == disks.end())
        disks.push_back(disk);
    };
    add(group.storage);
    for (const ComponentId id : group.members) {
      const Placement& placement = *placement_of_.at(id);
      models::Component& member = draft_.component(placement.component);
      if (placement.storage == nullptr) {
        member.storage = group.storage;
      } else if (const Thing* thing =
                     draft_.find(placement.storage->is_scalar() ? placement.storage->text : "",
                                 kinds::storage)) {
        add(thing->storage);
      }
    }
    return disks;
  }

  ClusterDrafts& drafts_;
  Draft& draft_;
  models::Plant& plant_;
  std::map<ComponentId, const Placement*> placement_of_;
  std::map<ComponentId, const GroupDraft*> claimed_;
  std::set<std::pair<std::size_t, std::string>> names_;  // of groups, by cluster
};

bool has_vm(const models::Plant& plant, GroupId id) {
  return std::ranges::any_of(plant[id].members, [&](models::MemberId member) {
    return plant[plant[member].component].kind == models::ComponentKind::vm;
  });
}

/// What a profile's values are about is not what the cluster protects: said once, with the first.
void check_members(const ClusterDraft& cluster, Draft& draft) {
  const Profile& profile = *cluster.profile;
  if (profile.members == ProfileMembers::any) return;
  const bool of_vms = profile.members == ProfileMembers::vms;
  const auto is_other = [&](GroupId id) { return has_vm(draft.plant, id) != of_vms; };
  const std::vector<GroupId>& groups = cluster.cluster.groups;
  const auto first = std::ranges::find_if(groups, is_other);
  if (first == groups.end()) return;
  const auto count = std::ranges::count_if(groups, is_other);
  const std::string others =
      count > 1 ? fmt::format(" and {} more of '{}' have", count - 1, cluster.cluster.name)
                : " has";
  draft.warning(
      cluster.at,
      fmt::format("the values of the profile {} are about groups {}; '{}'{} {}", profile.name,
                  of_vms ? "of VMs" : "of applications", draft.plant[*first].name, others,
                  of_vms ? "none" : "VMs"),
      fmt::format(
          "about groups {}: {}", of_vms ? "of applications" : "of VMs",
          fmt::join(profiles_about(of_vms ? ProfileMembers::apps : ProfileMembers::vms), ", ")));
}

}  // namespace

/// Those that are named, as they are written. Those of one member follow in the order of the members,
/// so it does not matter which of these `each` made.
void build_groups(ClusterDrafts& drafts) {
  std::vector<GroupDraft*> groups;
  for (GroupDraft& group : drafts.groups) groups.push_back(&group);
  const auto rank = [](const GroupDraft* group) {
    return group->of_one ? std::tuple(1, group->cluster, group->members.front())
                         : std::tuple(0, std::size_t{0}, ComponentId(0));
  };
  std::ranges::stable_sort(groups, {}, rank);
  GroupBuilder builder(drafts);
  for (GroupDraft* group : groups) builder.build(*group);
  for (const auto& cluster : drafts.clusters) check_members(*cluster, drafts.draft);
}

}  // namespace ausfall::scenarios
