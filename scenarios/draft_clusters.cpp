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

#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"
#include "scenarios/profile.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::ComponentKind;
using models::GroupId;

// ---- quorum and fencing: a word, or a mapping with that word as its kind ------------------------

/// Which keys of the quorum and the fencing mean something for a kind.
struct KindKeys {
  std::string_view section, kind;
  std::array<std::string_view, 3> keys;
};
constexpr std::array kind_keys{
    KindKeys{"quorum", "majority", {"retry"}},
    KindKeys{"quorum", "shared-disk", {"storage", "arbitration", "retry"}},
    KindKeys{"fencing", "reservation", {"arbitration"}},
};

std::string kind_in(const Tree& tree) {
  if (tree == nullptr) return {};
  if (tree->is_scalar()) return tree->text;
  const Entry* kind = tree->find("kind");
  return kind != nullptr && kind->value->is_scalar() ? kind->value->text : "";
}

/// `none` as `{kind: none}`. Anything else as it is.
Tree with_kind(const Tree& tree) {
  if (tree == nullptr || !tree->is_scalar()) return tree;
  Node node;
  node.kind = Node::Kind::mapping;
  node.at = tree->at;
  node.weight = 2;
  node.entries.push_back({"kind", "kind", tree->at, tree});
  return std::make_shared<const Node>(std::move(node));
}

/// What a profile says, as far as it holds for another kind than its own.
Tree defaults_for(std::string_view section, const std::string& kind, const Tree& profile) {
  Node node = *with_kind(profile);
  const auto applies = [&](const Entry& entry) {
    return std::any_of(kind_keys.begin(), kind_keys.end(), [&](const KindKeys& known) {
      return known.section == section && known.kind == kind &&
             std::find(known.keys.begin(), known.keys.end(), entry.key) != known.keys.end();
    });
  };
  std::erase_if(node.entries, [&](const Entry& entry) { return !applies(entry); });
  return std::make_shared<const Node>(std::move(node));
}

/// A profile's defaults and a cluster's own words for one of the two, as one mapping.
Tree kind_merged(std::string_view section, const Tree& profile, const Tree& own) {
  if (own == nullptr) return with_kind(profile);
  if (profile == nullptr || own->is_list()) return with_kind(own);
  const std::string kind = kind_in(own);
  const bool same = kind.empty() || kind == kind_in(profile);
  return merged(same ? with_kind(profile) : defaults_for(section, kind, profile), with_kind(own));
}

Tree with_entry(const Tree& mapping, std::string_view key, Tree value) {
  Node node = *mapping;
  const auto found = std::find_if(node.entries.begin(), node.entries.end(),
                                  [&](const Entry& e) { return e.key == key; });
  if (found == node.entries.end()) {
    node.entries.push_back({std::string(key), std::string(key), value->at, value});
  } else {
    found->value = std::move(value);
  }
  return std::make_shared<const Node>(std::move(node));
}

/// A cluster's body with the profile's values where it gives none.
Tree with_defaults(const Tree& policy, const Tree& body) {
  if (!body->is_mapping()) return body;
  Tree result = merged(policy, body);
  for (const std::string_view key : {"quorum", "fencing"}) {
    const auto value = [&](const Tree& tree) {
      const Entry* entry = tree->find(key);
      return entry == nullptr ? nullptr : entry->value;
    };
    const Tree both = kind_merged(key, value(policy), value(body));
    if (both != nullptr) result = with_entry(result, key, both);
  }
  // The cluster's own place, not the profile's, is where its diagnostics are.
  Node node = *result;
  node.at = body->at;
  return std::make_shared<const Node>(std::move(node));
}

// ---- one cluster --------------------------------------------------------------------------------

struct ClusterDraft {
  ClusterDraft(Reading& reading, const Entry& entry, std::shared_ptr<const Profile> of)
      : profile(std::move(of)),
        at(entry.at),
        section(reading, "cluster", with_defaults(profile->policy, entry.value),
                fmt::format("cluster '{}'", entry.written)) {}

  std::shared_ptr<const Profile> profile;
  Position at;
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
    for (auto& cluster : clusters_) read_policy(*cluster);
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
    auto profile = find_profile(name, at, draft_.reading.sources, draft_.reading.diagnostics);
    if (profile == nullptr) {
      // Its own words are read all the same, so that what else is wrong with them is found.
      auto nothing = std::make_shared<Profile>();
      nothing->policy = empty_mapping(entry.at);
      profile = nothing;
    }
    auto& cluster = *clusters_.emplace_back(
        std::make_unique<ClusterDraft>(draft_.reading, entry, std::move(profile)));
    cluster.section.raw("profile");
    cluster.id = models::ClusterId(plant_.clusters.size());
    cluster.cluster.name = entry.key;
    cluster.cluster.profile = name;
    plant_.clusters.push_back(cluster.cluster);
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
      if (const Tree owners = section.raw("owners")) read_owners(cluster, owners, group);
      if (const Tree storage = section.raw("storage")) {
        const Thing* thing = draft_.one(storage, kinds::storage, "storage");
        if (thing != nullptr) group.storage = thing->storage;
      }
      group.order = section.raw("order");
      ++cluster.group_count;
      groups_.push_back(std::move(group));
    }
  }

  void read_owners(const ClusterDraft& cluster, const Tree& tree, GroupDraft& group) {
    for (const Thing* thing : draft_.select(tree, kinds::host | kinds::vm, "owners")) {
      if (number_of(cluster, thing->component)) {
        group.owners.push_back(thing->component);
      } else if (!cluster.nodes.empty()) {
        draft_.error(tree->at,
                     fmt::format("owners: '{}' is not a node of the cluster '{}'", thing->name,
                                 cluster.cluster.name),
                     fmt::format("nodes: {}", fmt::join(names_of(cluster.nodes), ", ")));
      }
    }
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
    for (GroupDraft& group : groups_) named_.emplace(group.name, &group);
    for (const Placement& placement : draft_.placements) join_group(placement);
    for (GroupDraft& group : groups_) {
      for (const ComponentId member : group.members) member_of_.emplace(member, &group);
    }
    for (const Placement& placement : draft_.placements) place(placement);
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
      draft_.error(
          placement.at,
          is_vm
              ? fmt::format("VM '{}' needs 'host': it is in no group of a cluster", component.name)
              : fmt::format("app '{}' needs 'on': it is in no group of a cluster", component.name),
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
    if (!cluster.section.has("groups")) {
      for (const Placement& placement : draft_.placements) {
        const models::Component& component = plant_[placement.component];
        if (!component.place.named() || !number_of(cluster, component.place) ||
            member_of_.contains(placement.component))
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

  // ---- groups into the plant

  void build_group(GroupDraft& draft) {
    ClusterDraft& cluster = *clusters_[draft.cluster];
    if (draft.members.empty()) {
      if (draft.members_given) return;  // and reported
      return draft_.error(draft.at, fmt::format("the group '{}' has no members", draft.name),
                          "members: [mail], or `on: " + draft.name + "` of an app");
    }
    if (cluster.nodes.empty()) return;
    if (!claim(draft) || !starts_together(cluster, draft)) return;
    models::Group group;
    group.cluster = cluster.id;
    group.name = draft.name;
    group.home = *number_of(cluster, plant_[draft.members.front()].place);
    order_members(draft, group);
    order_owners(cluster, draft, group);
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

  /// The host that a host, VM or app stands on when all is well.
  [[nodiscard]] ComponentId host_of(ComponentId id) const {
    while (id.named() && plant_[id].kind != ComponentKind::host) id = plant_[id].place;
    return id;
  }

  [[nodiscard]] bool attached(models::StorageId storage, ComponentId host) const {
    const auto& hosts = plant_[storage].hosts;
    return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
  }

  void check_hosts_reach_storage() {
    for (const Placement& placement : draft_.placements) {
      const models::Component& component = plant_[placement.component];
      const ComponentId host = host_of(placement.component);
      if (!component.storage.named() || !host.named() || attached(component.storage, host))
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
          const ComponentId host = host_of(node);
          if (!host.named() || attached(disk, host)) continue;
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

  // ---- policy

  /// A part of the policy; with no keys where neither the cluster nor its profile says anything.
  static Tree part(ClusterDraft& cluster, std::string_view key) {
    const Tree tree = cluster.section.raw(key);
    return tree == nullptr ? empty_mapping(cluster.at) : tree;
  }

  void read_policy(ClusterDraft& draft) {
    models::Cluster& cluster = draft.cluster;
    Reading& reading = draft_.reading;
    Section heartbeat(reading, "heartbeat", part(draft, "heartbeat"));
    read_heartbeat(draft, heartbeat);
    Section membership(reading, "membership", part(draft, "membership"));
    cluster.regroup = membership.law("regroup").value_or(Distribution());
    cluster.election = membership.law("election").value_or(Distribution());
    read_quorum(draft);
    read_fencing(draft);
    Section monitor(reading, "monitor", part(draft, "monitor"));
    read_monitor(monitor, cluster.monitor);
    Section restart(reading, "restart", part(draft, "restart"));
    cluster.restart.attempts = restart.limit("attempts").value_or(0);
    cluster.restart.period = restart.law("period").value_or(Distribution());
    cluster.restart.delay = restart.law("delay").value_or(Distribution());
    Section failover(reading, "failover", part(draft, "failover"));
    read_failover(failover, cluster.failover);
    read_failback(draft);
    draft.section.choice("isolation");
    draft.section.choice("admission");
    plant_.clusters[draft.id.index()] = cluster;
  }

  void read_heartbeat(ClusterDraft& draft, Section& section) {
    models::Heartbeat& heartbeat = draft.cluster.heartbeat;
    const Duration interval = section.duration("interval").value_or(Duration{0});
    const int missed = section.count_in("missed", 1, 1'000'000).value_or(1);
    section.choice("mode");
    read_heartbeat_networks(section.raw("networks"), heartbeat);
    Duration latency{0};
    for (const models::NetworkId id : heartbeat.networks)
      latency = std::max(latency, plant_[id].latency);
    heartbeat.detection = models::detection_delay(interval, missed, latency);
    if (!heartbeat.over_networks || draft.nodes.size() < 2) return;
    for (const ComponentId node : draft.nodes) {
      if (!beats(node, heartbeat)) {
        draft_.warning(draft.section.at("nodes"),
                       fmt::format("the node '{}' is on no network that carries the heartbeats of "
                                   "the cluster '{}': the others take it for dead",
                                   draft_.name(node), draft.cluster.name));
      }
    }
  }

  [[nodiscard]] bool beats(ComponentId node, const models::Heartbeat& heartbeat) const {
    const ComponentId host = host_of(node);
    return std::any_of(heartbeat.networks.begin(), heartbeat.networks.end(),
                       [&](models::NetworkId id) {
                         const auto& hosts = plant_[id].hosts;
                         return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
                       });
  }

  /// Where nothing is said, all networks that carry heartbeats; where none does, nodes know of one
  /// another without.
  void read_heartbeat_networks(const Tree& given, models::Heartbeat& heartbeat) {
    if (given != nullptr && given->is_scalar() && given->text == "none") {
      heartbeat.over_networks = false;
      return;
    }
    if (given == nullptr || (given->is_scalar() && given->text == "all")) {
      for (std::size_t i = 0; i < plant_.networks.size(); ++i) {
        if (plant_.networks[i].carries_heartbeat) heartbeat.networks.emplace_back(i);
      }
      heartbeat.over_networks = !heartbeat.networks.empty();
      return;
    }
    for (const Thing* thing : draft_.select(given, kinds::network, "networks")) {
      heartbeat.networks.push_back(thing->network);
      if (!plant_[thing->network].carries_heartbeat) {
        draft_.error(
            given->at,
            fmt::format("networks: the network '{}' does not carry heartbeats", thing->name),
            "carries: [heartbeat]");
      }
    }
  }

  void read_quorum(ClusterDraft& draft) {
    const Tree tree = draft.section.raw("quorum");
    if (tree == nullptr) return;
    Section section(draft_.reading, "quorum", tree,
                    fmt::format("the quorum of cluster '{}'", draft.cluster.name));
    models::Quorum& quorum = draft.cluster.quorum;
    const std::string kind = section.choice("kind").value_or("none");
    if (kind == "none") return;
    quorum.kind =
        kind == "majority" ? models::QuorumKind::majority : models::QuorumKind::shared_disk;
    quorum.retry = section.law("retry").value_or(Distribution());
    if (quorum.kind != models::QuorumKind::shared_disk) return;
    quorum.arbitration = section.law("arbitration").value_or(Distribution());
    const Tree storage = section.raw("storage");
    if (storage == nullptr) {
      quorum.disk = only_shared_storage(draft);
    } else if (const Thing* thing = draft_.one(storage, kinds::storage, "storage")) {
      quorum.disk = thing->storage;
      for (const ComponentId node : draft.nodes) {
        const ComponentId host = host_of(node);
        if (!host.named() || attached(quorum.disk, host)) continue;
        draft_.error(
            storage->at,
            fmt::format("storage: the node '{}' is not attached to the quorum's storage '{}'",
                        draft_.name(node), thing->name));
        break;
      }
    }
  }

  /// Where the quorum disk lies if it is not said: nowhere that fails unless exactly one storage is
  /// everybody's.
  [[nodiscard]] models::StorageId only_shared_storage(const ClusterDraft& draft) const {
    models::StorageId only;
    for (std::size_t i = 0; i < plant_.storages.size(); ++i) {
      const models::StorageId storage(i);
      const bool everybodys =
          std::all_of(draft.nodes.begin(), draft.nodes.end(), [&](ComponentId node) {
            const ComponentId host = host_of(node);
            return host.named() && attached(storage, host);
          });
      if (!everybodys) continue;
      if (only.named()) return {};
      only = storage;
    }
    return only;
  }

  void read_fencing(ClusterDraft& draft) {
    const Tree tree = draft.section.raw("fencing");
    if (tree == nullptr) return;
    Section section(draft_.reading, "fencing", tree,
                    fmt::format("the fencing of cluster '{}'", draft.cluster.name));
    if (section.choice("kind").value_or("none") == "none") return;
    draft.cluster.fencing.kind = models::FencingKind::reservation;
    draft.cluster.fencing.arbitration = section.law("arbitration").value_or(Distribution());
  }

  static void read_monitor(Section& section, models::Monitor& monitor) {
    const std::string scope = section.choice("scope").value_or("app");
    monitor.scope = scope == "node"       ? models::Scope::node
                    : scope == "vm-state" ? models::Scope::vm_state
                    : scope == "guest-os" ? models::Scope::guest_os
                                          : models::Scope::app;
    const Duration looks_alive = section.duration("looks-alive").value_or(Duration{0});
    const Duration is_alive = section.duration("is-alive").value_or(Duration{0});
    const Duration timeout = section.duration("timeout").value_or(Duration{0});
    monitor.stop_seen = models::poll_delay(looks_alive, Duration{0});
    monitor.hang_seen = models::poll_delay(is_alive, timeout);
  }

  static void read_failover(Section& section, models::Failover& failover) {
    failover.threshold = section.limit("threshold").value_or(models::unlimited);
    failover.period = section.law("period").value_or(Distribution());
    section.choice("placement");
    failover.coverage = section.share("coverage").value_or(1);
    failover.manual = section.law("manual");
    failover.delay = section.law("delay").value_or(Distribution());
    if (failover.coverage < 1 && !failover.manual) {
      section.error("coverage",
                    "a coverage below 100 % needs 'manual': the time until a person comes when a "
                    "failover does not work",
                    "manual: 1 h");
    }
  }

  void read_failback(ClusterDraft& draft) {
    const Tree tree = draft.section.raw("failback");
    if (tree == nullptr) return;
    models::Failback& failback = draft.cluster.failback;
    if (tree->is_scalar()) {
      if (tree->text == "immediate") {
        failback.kind = models::FailbackKind::immediate;
      } else if (tree->text != "never") {
        draft_.error(tree->at, fmt::format("failback: '{}' is not one of its words", tree->text),
                     known_names_hint(tree->text, {"never", "immediate"}, "words") +
                         ", or {window: [22, 6]}");
      }
    } else {
      Section section(draft_.reading, "failback", tree,
                      fmt::format("the failback of cluster '{}'", draft.cluster.name));
      failback.kind = models::FailbackKind::window;
      if (const Tree window = section.raw("window")) failback.window = window_of(window);
    }
  }

  DailyWindow window_of(const Tree& tree) {
    std::vector<int> hours;
    for (const Tree& item : tree->items) {
      const bool digits = item->is_scalar() && !item->text.empty() && item->text.size() <= 2 &&
                          item->text.find_first_not_of("0123456789") == std::string::npos;
      if (digits) hours.push_back(std::stoi(item->text));
    }
    const bool good = tree->items.size() == 2 && hours.size() == 2 && hours[0] <= 24 &&
                      hours[1] <= 24 && hours[0] % 24 != hours[1] % 24;
    if (!good) {
      draft_.error(tree->at, "window: two different hours of the day are due, from when to when",
                   "window: [22, 6]");
      return {};
    }
    return {std::chrono::hours(hours[0] % 24), std::chrono::hours(hours[1])};
  }

  Draft& draft_;
  models::Plant& plant_;
  std::vector<std::unique_ptr<ClusterDraft>> clusters_;
  std::deque<GroupDraft> groups_;  // pointers to them stay good
  std::map<ComponentId, const Placement*> placement_of_;
  std::multimap<std::string, GroupDraft*> named_;
  std::map<ComponentId, GroupDraft*> member_of_;  // of the groups that are named
  std::set<ComponentId> in_group_by_name_;
  std::map<ComponentId, std::string> claimed_;
};

}  // namespace

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
