// Clusters: who watches what, by which policy; and where everything starts.
//
// Where a VM or app starts may follow from the group it is in, and what a cluster watches by
// default follows from where things start. So: nodes and named groups of all clusters first, then
// places, then default groups, then policies.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <set>

#include "models/cluster/admission.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"
#include "scenarios/policy_defaults.hpp"
#include "scenarios/profile.hpp"
#include "scenarios/unknowns.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::ComponentKind;
using models::GroupId;

// ---- one cluster --------------------------------------------------------------------------------

struct ClusterDraft {
  ClusterDraft(Reading& reading, const Entry& entry, std::shared_ptr<const Profile> of)
      : profile(std::move(of)),
        at(entry.at),
        policy(with_policy(profile->policy, entry.value)),
        section(reading, "cluster", policy, fmt::format("cluster '{}'", entry.written)) {}

  std::shared_ptr<const Profile> profile;
  Position at;
  Tree policy;  ///< the profile's, and its own words
  Section section;
  models::ClusterId id;
  models::Cluster cluster;
  std::vector<ComponentId> nodes;
  std::size_t group_count = 0;
};

struct GroupDraft {
  std::size_t cluster = 0;
  std::string name;
  Position at;
  Position members_at;
  bool members_given = false;
  std::vector<ComponentId> members;
  std::vector<ComponentId> owners;
  std::vector<ComponentId> possible;
  std::vector<std::string> anti_affinity;
  Tree order;
  models::StorageId storage;
};

class ClusterReader {
 public:
  explicit ClusterReader(Draft& draft) : draft_(draft), plant_(draft.plant) {}

  void read(Section& scenario) {
    for (const Entry& entry : scenario.entries("clusters")) open(entry);
    for (std::size_t i = 0; i < clusters_.size(); ++i) read_nodes(i);
    for (std::size_t i = 0; i < clusters_.size(); ++i) read_groups(i);
    place_everything();
    for (std::size_t i = 0; i < clusters_.size(); ++i) default_groups(i);
    for (GroupDraft& group : groups_) build_group(group);
    attach_storage();
    for (auto& cluster : clusters_) {
      read_policy(draft_, cluster->section, cluster->at, cluster->nodes, cluster->cluster);
      plant_.clusters[cluster->id.index()] = cluster->cluster;
    }
    check_hosts_reach_storage();
  }

 private:
  void open(const Entry& entry) {
    const std::string wrong = wrong_with_name(entry.key);
    if (!wrong.empty())
      return draft_.error(entry.at, fmt::format("bad name '{}': {}", entry.key, wrong));
    const Entry* named = entry.value->find("profile");
    std::string name = "ideal";
    Position at = entry.at;
    if (named != nullptr) {
      const auto text = scalar_of(draft_.reading, named->value, "profile", "the name of a profile");
      if (!text) return;
      name = *text;
      at = named->value->at;
    }
    auto profile = profile_named(name, at);
    if (profile == nullptr) {
      // Its own words are read all the same, so that what else is wrong with them is found.
      auto nothing = std::make_shared<Profile>();
      nothing->policy = empty_mapping(entry.at);
      profile = nothing;
    }
    auto& cluster = *clusters_.emplace_back(
        std::make_unique<ClusterDraft>(draft_.reading, entry, std::move(profile)));
    if (UnknownsReading* unknowns = draft_.reading.unknowns)
      unknowns->name(cluster.policy, "clusters." + entry.written);
    cluster.section.raw("profile");
    cluster.id = models::ClusterId(plant_.clusters.size());
    cluster.cluster.name = entry.key;
    cluster.cluster.profile = name;
    plant_.clusters.push_back(cluster.cluster);
  }

  std::shared_ptr<const Profile> profile_named(const std::string& name, Position at) {
    Reading& reading = draft_.reading;
    KnownProfiles own;
    auto& known = (reading.profiles != nullptr ? *reading.profiles : own).by_name;
    auto& profile = known[name];
    if (profile == nullptr) profile = find_profile(name, at, reading.sources, reading.diagnostics);
    return profile;
  }

  // ---- nodes

  void read_nodes(std::size_t index) {
    ClusterDraft& cluster = *clusters_[index];
    const Tree given = cluster.section.raw("nodes");
    if (given == nullptr) return;
    const bool all = given->is_scalar() && given->text == "all";
    const auto things = draft_.select(given, all ? kinds::host : kinds::host | kinds::vm, "nodes");
    for (const Thing* thing : things) {
      if (thing->kind != things.front()->kind) {
        return draft_.error(
            given->at,
            fmt::format("nodes: '{}' is {} and '{}' is {}: a cluster stands on hosts or on VMs",
                        things.front()->name, a(words_for(things.front()->kind)), thing->name,
                        a(words_for(thing->kind))));
      }
    }
    if (things.size() > models::nodes_max) {
      return draft_.error(given->at, fmt::format("nodes: {} nodes; a cluster has at most {}",
                                                 things.size(), models::nodes_max));
    }
    for (const Thing* thing : things) add_node(cluster, thing->component);
    if (cluster.profile->identical_hosts && !cluster.nodes.empty())
      check_identical(cluster, given->at);
    if (cluster.profile->virtual_nodes && !things.empty() && things.front()->kind != kinds::vm) {
      draft_.error(given->at, fmt::format("the profile {} is for nodes that are VMs: '{}' is {}",
                                          cluster.profile->name, things.front()->name,
                                          a(words_for(things.front()->kind))));
    }
  }

  void add_node(ClusterDraft& cluster, ComponentId component) {
    models::Node node;
    node.cluster = cluster.id;
    node.number = static_cast<std::uint8_t>(cluster.nodes.size());
    node.component = component;
    cluster.cluster.nodes.emplace_back(plant_.nodes.size());
    cluster.nodes.push_back(component);
    plant_.nodes.push_back(node);
  }

  void check_identical(const ClusterDraft& cluster, Position at) {
    const models::Component& first = plant_[cluster.nodes.front()];
    for (const ComponentId id : cluster.nodes) {
      const models::Component& other = plant_[id];
      const std::string_view key = other.cores != first.cores     ? "cores"
                                   : other.memory != first.memory ? "memory"
                                   : other.start == first.start   ? ""
                                                                  : "boot";
      if (key.empty()) continue;
      draft_.error(
          at, fmt::format("the profile {} asks for identical hosts: '{}' differs from '{}' in {}",
                          cluster.profile->name, other.name, first.name, key));
      return;
    }
  }

  // ---- groups

  void read_groups(std::size_t index) {
    ClusterDraft& cluster = *clusters_[index];
    for (const Entry& entry : cluster.section.entries("groups")) {
      const std::string wrong = wrong_with_name(entry.key);
      if (!wrong.empty()) {
        draft_.error(entry.at, fmt::format("bad name '{}': {}", entry.key, wrong));
        continue;
      }
      Section section(draft_.reading, "group", entry.value,
                      fmt::format("group '{}'", entry.written));
      GroupDraft group;
      group.cluster = index;
      group.name = entry.key;
      group.at = entry.at;
      group.members_given = section.has("members");
      group.members_at = section.has("members") ? section.at("members") : entry.at;
      if (const Tree members = section.raw("members")) {
        for (const Thing* thing : draft_.select(members, kinds::vm | kinds::app, "members"))
          group.members.push_back(thing->component);
      }
      if (const Tree owners = section.raw("owners"))
        group.owners = nodes_named(cluster, owners, "owners");
      if (const Tree possible = section.raw("possible-owners")) {
        group.possible = nodes_named(cluster, possible, "possible-owners");
        check_owners(group, possible);
      }
      if (const Tree classes = section.raw("anti-affinity")) read_classes(classes, group);
      if (const Tree storage = section.raw("storage")) {
        const Thing* thing = draft_.one(storage, kinds::storage, "storage");
        if (thing != nullptr) group.storage = thing->storage;
      }
      group.order = section.raw("order");
      ++cluster.group_count;
      groups_.push_back(std::move(group));
    }
  }

  std::vector<ComponentId> nodes_named(const ClusterDraft& cluster, const Tree& tree,
                                       std::string_view key) {
    if (tree->is_scalar() && tree->text == "all") return cluster.nodes;
    std::vector<ComponentId> named;
    for (const Thing* thing : draft_.select(tree, kinds::host | kinds::vm, key)) {
      if (number_of(cluster, thing->component)) {
        named.push_back(thing->component);
      } else if (!cluster.nodes.empty()) {
        draft_.error(tree->at,
                     fmt::format("{}: '{}' is not a node of the cluster '{}'", key, thing->name,
                                 cluster.cluster.name),
                     fmt::format("nodes: {}", fmt::join(names_of(cluster.nodes), ", ")));
      }
    }
    return named;
  }

  void check_owners(const GroupDraft& group, const Tree& possible) {
    for (const ComponentId owner : group.owners) {
      if (std::find(group.possible.begin(), group.possible.end(), owner) != group.possible.end())
        continue;
      draft_.error(
          possible->at,
          fmt::format("possible-owners: '{}' is preferred, and not possible", draft_.name(owner)),
          "list every preferred owner among the possible ones");
    }
  }

  void read_classes(const Tree& tree, GroupDraft& group) {
    const auto add = [&](const Tree& item) {
      if (const auto word = scalar_of(draft_.reading, item, "anti-affinity", "the name of a class"))
        group.anti_affinity.push_back(*word);
    };
    if (!tree->is_list()) return add(tree);
    for (const Tree& item : tree->items) add(item);
  }

  static std::optional<std::uint8_t> number_of(const ClusterDraft& cluster, ComponentId component) {
    const auto found = std::find(cluster.nodes.begin(), cluster.nodes.end(), component);
    if (found == cluster.nodes.end()) return std::nullopt;
    return static_cast<std::uint8_t>(found - cluster.nodes.begin());
  }

  [[nodiscard]] std::vector<std::string> names_of(
      const std::vector<ComponentId>& components) const {
    std::vector<std::string> names;
    for (const ComponentId id : components) names.push_back(plant_[id].name);
    return names;
  }

  // ---- places

  void place_everything() {
    for (const Placement& placement : draft_.placements)
      placement_of_.emplace(placement.component, &placement);
    for (GroupDraft& group : groups_) {
      if (!is_pool(group)) named_.emplace(group.name, &group);
    }
    for (const Placement& placement : draft_.placements) join_group(placement);
    for (GroupDraft& group : groups_) {
      // What shares a load stays where it runs, and by default no cluster moves it.
      if (is_pool(group)) {
        in_pool_.insert(group.members.begin(), group.members.end());
        continue;
      }
      for (const ComponentId member : group.members) member_of_.emplace(member, &group);
    }
    for (const Placement& placement : draft_.placements) place(placement);
  }

  [[nodiscard]] bool is_pool(const GroupDraft& group) const {
    return clusters_[group.cluster]->section.has("check");
  }

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
    const ClusterDraft& cluster = *clusters_[group->second->cluster];
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
    ClusterDraft& cluster = *clusters_[index];
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
        groups_.push_back(std::move(group));
      }
    }
    if (cluster.group_count == 0)
      draft_.warning(
          cluster.at,
          fmt::format("the cluster '{}' has nothing to protect: nothing runs on its nodes",
                      cluster.cluster.name));
  }

  /// Of a load balancer that is not told: all that runs on its nodes and carries nothing itself.
  void default_pool(std::size_t index) {
    ClusterDraft& cluster = *clusters_[index];
    std::set<ComponentId> carries;
    for (const Placement& placement : draft_.placements)
      carries.insert(plant_[placement.component].place);
    GroupDraft pool;
    pool.cluster = index;
    pool.name = cluster.cluster.name;
    pool.at = pool.members_at = cluster.at;
    for (const Placement& placement : draft_.placements) {
      const ComponentId id = placement.component;
      if (!carries.contains(id) && runs_on_node(cluster, id)) pool.members.push_back(id);
    }
    if (pool.members.empty()) return;
    ++cluster.group_count;
    groups_.push_back(std::move(pool));
  }

  [[nodiscard]] bool runs_on_node(const ClusterDraft& cluster, ComponentId id) const {
    while (id.named() && !number_of(cluster, id)) id = plant_[id].place;
    return id.named();
  }

  // ---- groups into the plant

  void build_group(GroupDraft& draft) {
    ClusterDraft& cluster = *clusters_[draft.cluster];
    if (draft.members.empty()) {
      if (draft.members_given) return;  // and reported
      return draft_.error(draft.at, fmt::format("the group '{}' has no members", draft.name),
                          "members: [mail], or `on: " + draft.name + "` of an app");
    }
    if (cluster.nodes.empty()) return;
    if (is_pool(draft)) return build_pool(cluster, draft);
    if (!claim(draft) || !starts_together(cluster, draft)) return;
    models::Group group;
    group.cluster = cluster.id;
    group.name = draft.name;
    group.home = *number_of(cluster, plant_[draft.members.front()].place);
    order_members(draft, group);
    order_owners(cluster, draft, group);
    if (!set_possible_owners(cluster, draft, group)) return;
    group.anti_affinity = draft.anti_affinity;
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
      if (!runs_on_node(cluster, member)) {
        draft_.error(draft.members_at,
                     fmt::format("'{}' does not run on a node of the load balancer '{}'",
                                 draft_.name(member), cluster.cluster.name),
                     fmt::format("nodes: {}", fmt::join(names_of(cluster.nodes), ", ")));
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
      const auto [place, is_new] = claimed_.emplace(member, group.name);
      if (is_new) continue;
      draft_.error(group.members_at,
                   fmt::format("'{}' is in two groups, '{}' and '{}'", draft_.name(member),
                               place->second, group.name),
                   "each VM and app belongs to one group of one cluster");
      good = false;
    }
    return good;
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
                                 fmt::join(names_of(cluster.nodes), ", ")));
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
            fmt::format("members: {}", fmt::join(names_of(draft.members), ", ")));
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

  void attach_storage() {
    for (const Placement& placement : draft_.placements) {
      models::Component& component = draft_.component(placement.component);
      if (placement.storage != nullptr) {
        const Thing* thing = draft_.one(placement.storage, kinds::storage, "storage");
        if (thing != nullptr) component.storage = thing->storage;
      }
      if (placement.disk_timeout != nullptr && !component.storage.named() &&
          placement.storage == nullptr) {
        draft_.error(
            placement.disk_timeout->at,
            fmt::format("'disk-timeout' has no effect: '{}' has no storage", component.name));
      }
    }
  }

  void check_hosts_reach_storage() {
    for (const Placement& placement : draft_.placements) {
      const models::Component& component = plant_[placement.component];
      const ComponentId host = models::home_host(plant_, placement.component);
      if (!component.storage.named() || !host.named() || draft_.attached(component.storage, host))
        continue;
      draft_.error(
          placement.storage == nullptr ? placement.at : placement.storage->at,
          fmt::format("'{}' needs the storage '{}', to which its host '{}' is not attached",
                      component.name, plant_[component.storage].name, draft_.name(host)));
    }
    for (const auto& cluster : clusters_) check_owners_reach_storage(*cluster);
  }

  void check_owners_reach_storage(const ClusterDraft& cluster) {
    for (const GroupId id : cluster.cluster.groups) {
      for (const models::StorageId disk : plant_[id].disks) {
        for (const ComponentId node : cluster.nodes) {
          const ComponentId host = models::home_host(plant_, node);
          if (!host.named() || draft_.attached(disk, host)) continue;
          draft_.error(
              cluster.section.at("nodes"),
              fmt::format(
                  "the group '{}' needs the storage '{}', to which the node '{}' is not attached",
                  plant_[id].name, plant_[disk].name, draft_.name(node)));
          return;
        }
      }
    }
  }

  Draft& draft_;
  models::Plant& plant_;
  std::vector<std::unique_ptr<ClusterDraft>> clusters_;
  std::deque<GroupDraft> groups_;  // pointers to them stay good
  std::map<ComponentId, const Placement*> placement_of_;
  std::multimap<std::string, GroupDraft*> named_;
  std::map<ComponentId, GroupDraft*> member_of_;  // of the groups that are named
  std::set<ComponentId> in_group_by_name_;
  std::set<ComponentId> in_pool_;  // of those that are named
  std::map<ComponentId, std::string> claimed_;
};

}  // namespace

void check_admission(Draft& draft) {
  const models::Plant& plant = draft.plant;
  for (const models::Cluster& cluster : plant.clusters) {
    std::vector<models::Size> hosts;
    std::set<ComponentId> nodes;
    for (const models::NodeId node : cluster.nodes) {
      const models::Component& host = plant[plant[node].component];
      if (host.kind != ComponentKind::host) continue;
      nodes.insert(plant[node].component);
      hosts.push_back({host.memory, host.cores});
    }
    std::vector<models::Size> vms;
    std::vector<const Placement*> placements;
    for (const Placement& placement : draft.placements) {
      const models::Component& vm = plant[placement.component];
      if (vm.kind != ComponentKind::vm || !nodes.contains(vm.place)) continue;
      vms.push_back({vm.memory, vm.cores});
      placements.push_back(&placement);
    }
    const auto refused = models::first_refused(cluster.admission, hosts, vms);
    if (!refused) continue;
    const Placement& placement = *placements[*refused];
    const std::string message = fmt::format(
        "the admission control of the cluster '{}' does not let VM '{}' be powered on: "
        "what it keeps free for failovers would not be",
        cluster.name, plant[placement.component].name);
    // Many switch off what comes with the product.
    if (draft.own_admission.contains(cluster.name)) {
      draft.error(placement.at, message,
                  "less memory or fewer cores for the VMs, more hosts, or admission: none");
    } else {
      draft.warning(placement.at, message + "; it is taken to be switched off",
                    "admission: none, to say so");
    }
  }
}

void read_clusters(Draft& draft, Section& scenario) { ClusterReader(draft).read(scenario); }

void check_capacity(Draft& draft) {
  const models::Plant& plant = draft.plant;
  std::vector<double> taken(plant.components.size(), 0);
  for (const Placement& placement : draft.placements) {
    const models::Component& vm = plant[placement.component];
    if (vm.kind != ComponentKind::vm || !vm.place.named()) continue;
    const models::Component& host = plant[vm.place];
    if (host.cores > 0 && vm.cores > host.cores) {
      draft.error(placement.at, fmt::format("VM '{}' has {} cores, its host '{}' only {}", vm.name,
                                            vm.cores, host.name, host.cores));
    }
    double& sum = taken[vm.place.index()];
    const bool fitted = sum <= host.memory;
    sum += vm.memory;
    if (host.memory > 0 && fitted && sum > host.memory) {
      constexpr double gib = 1024.0 * 1024 * 1024;
      draft.error(placement.at, fmt::format("VM '{}' does not fit: with it the VMs on host '{}' "
                                            "take {:.4g} GiB of its {:.4g} GiB of memory",
                                            vm.name, host.name, sum / gib, host.memory / gib));
    }
  }
}

}  // namespace ausfall::scenarios
