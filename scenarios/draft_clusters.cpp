// Clusters: who watches what, by which policy; and where everything starts.
//
// Where a VM or app starts may follow from the group it is in, and what a cluster watches by
// default follows from where things start. So: nodes and named groups of all clusters first, then
// places, then default groups, then policies.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/cluster_draft.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"
#include "scenarios/profile.hpp"
#include "scenarios/unknowns.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;

class ClusterReader {
 public:
  explicit ClusterReader(Draft& draft) : draft_(draft), plant_(draft.plant), drafts_(draft) {}

  void read(Section& scenario) {
    for (const Entry& entry : scenario.entries("clusters")) open(entry);
    for (std::size_t i = 0; i < drafts_.clusters.size(); ++i) read_nodes(i);
    for (std::size_t i = 0; i < drafts_.clusters.size(); ++i) read_groups(i);
    place_everything(drafts_);
    build_groups(drafts_);
    attach_storage(draft_);
    for (auto& cluster : drafts_.clusters) {
      read_policy(draft_, cluster->section, cluster->at, cluster->nodes, cluster->cluster);
      plant_.clusters[cluster->id.index()] = cluster->cluster;
    }
    read_rules(drafts_);
    check_storage_in_reach(drafts_);
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
    auto& cluster = *drafts_.clusters.emplace_back(
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
    ClusterDraft& cluster = *drafts_.clusters[index];
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
    ClusterDraft& cluster = *drafts_.clusters[index];
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
      drafts_.groups.push_back(std::move(group));
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
                     fmt::format("nodes: {}", fmt::join(drafts_.names_of(cluster.nodes), ", ")));
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

  Draft& draft_;
  models::Plant& plant_;
  ClusterDrafts drafts_;
};

}  // namespace

std::optional<std::uint8_t> number_of(const ClusterDraft& cluster, ComponentId component) {
  const auto found = std::find(cluster.nodes.begin(), cluster.nodes.end(), component);
  if (found == cluster.nodes.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - cluster.nodes.begin());
}

bool ClusterDrafts::runs_on_node(const ClusterDraft& cluster, ComponentId id) const {
  while (id.named() && !number_of(cluster, id)) id = draft.plant[id].place;
  return id.named();
}

std::vector<std::string> ClusterDrafts::names_of(const std::vector<ComponentId>& components) const {
  std::vector<std::string> names;
  for (const ComponentId id : components) names.push_back(draft.plant[id].name);
  return names;
}

void read_clusters(Draft& draft, Section& scenario) { ClusterReader(draft).read(scenario); }

}  // namespace ausfall::scenarios
