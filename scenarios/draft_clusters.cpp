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
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;

class ClusterReader {
 public:
  explicit ClusterReader(Draft& draft) : draft_(draft), plant_(draft.plant), drafts_(draft) {}

  void read(Section& scenario) {
    for (const Entry& entry : scenario.entries("clusters")) open(entry);
    for (std::size_t i = 0; i < drafts_.clusters.size(); ++i) read_nodes(i);
    for (std::size_t i = 0; i < drafts_.clusters.size(); ++i) {
      read_affinity(*drafts_.clusters[i]);
      read_groups(i);
    }
    read_rules(drafts_);
    place_everything(drafts_);
    apply_rules(drafts_);
    build_groups(drafts_);
    attach_storage(draft_);
    for (std::size_t i = 0; i < drafts_.clusters.size(); ++i) {
      auto& cluster = drafts_.clusters[i];
      read_policy(draft_, cluster->section, cluster->at, cluster->nodes, cluster->cluster);
      apply_workloads(drafts_, i);
      read_budgets(drafts_, i);
      plant_.clusters[cluster->id.index()] = cluster->cluster;
    }
    check_rules(drafts_);
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
    if (profile == nullptr || reading.unknowns == nullptr || !reading.unknowns->assumed())
      return profile;
    return std::make_shared<const Profile>(
        with_assumptions_unknown(*profile, *reading.unknowns->assumed()));
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

  void read_affinity(ClusterDraft& cluster) {
    const Tree tree = cluster.section.raw("affinity");
    if (tree == nullptr) return;
    Section section(draft_.reading, "affinity", tree);
    cluster.apart_required = section.choice("apart", words::demands).value_or(false);
    cluster.together_required = section.choice("together", words::demands).value_or(false);
  }

  void read_groups(std::size_t index) {
    ClusterDraft& cluster = *drafts_.clusters[index];
    for (const Entry& entry : cluster.section.entries("groups")) {
      const std::string wrong = wrong_with_name(entry.key);
      if (!wrong.empty()) {
        draft_.error(entry.at, fmt::format("bad name '{}': {}", entry.key, wrong));
      } else if (entry.key == "rest" && !entry.value->is_mapping()) {
        read_rest(cluster, entry.value);
      } else {
        read_group(index, entry);
      }
    }
    const bool names_some = std::ranges::any_of(
        drafts_.groups, [&](const GroupDraft& group) { return group.cluster == index; });
    if (cluster.each_of_rest || cluster.profile->takes_rest || !names_some) return;
    cluster.each_of_rest = false;
    cluster.rest_at = cluster.section.at("groups");
  }

  /// `rest: each` or `rest: none`. A mapping is a group of that name.
  void read_rest(ClusterDraft& cluster, const Tree& value) {
    cluster.rest_at = value->at;
    if (cluster.section.has("check")) {
      return draft_.error(value->at,
                          fmt::format("rest: '{}' is a load balancer, which takes what its groups "
                                      "name",
                                      cluster.cluster.name),
                          "leave it out");
    }
    const auto word = scalar_of(draft_.reading, value, "rest", listed<words::rests>);
    if (!word) return;
    cluster.each_of_rest = meaning_of(words::rests, *word);
    if (cluster.each_of_rest) return;
    draft_.error(value->at, fmt::format("rest: '{}' is not one of its words", *word),
                 known_names_hint(*word, texts_of(words::rests), "words") +
                     ": what no group names is each a group of its own, or is not protected");
  }

  void read_group(std::size_t index, const Entry& entry) {
    ClusterDraft& cluster = *drafts_.clusters[index];
    Section section(draft_.reading, "group", entry.value, fmt::format("group '{}'", entry.written));
    GroupDraft group;
    group.cluster = index;
    group.name = entry.key;
    group.at = group.members_at = entry.at;
    const std::vector<const Thing*> each = read_members(section, group);
    if (const Tree owners = section.raw("owners"))
      group.owners = drafts_.nodes_named(cluster, owners, "owners");
    if (const Tree possible = section.raw("possible-owners")) {
      group.possible = drafts_.nodes_named(cluster, possible, "possible-owners");
      check_owners(group, possible);
    }
    if (const Tree classes = section.raw("anti-affinity"))
      read_classes(classes, cluster.apart_required ? group.always_apart : group.anti_affinity);
    group.waits_for_node = section.choice("workload", words::workloads);
    group.workload_at = section.at("workload");
    if (const Tree storage = section.raw("storage")) {
      const Thing* thing = draft_.one(storage, kinds::storage, "storage");
      if (thing != nullptr) group.storage = thing->storage;
    }
    if (!section.has("each")) {
      group.order = section.raw("order");
      return add_group(cluster, std::move(group));
    }
    for (const Thing* thing : each) {
      GroupDraft one = group;
      one.name = thing->name;
      one.members = {thing->component};
      one.of_one = one.by_each = true;
      add_group(cluster, std::move(one));
    }
  }

  /// `members` into the group; or those of which `each` is to have a group of its own.
  std::vector<const Thing*> read_members(Section& section, GroupDraft& group) {
    const Tree each = section.raw("each");
    const Tree members = section.raw("members");
    group.members_given = each != nullptr || members != nullptr;
    if (each != nullptr && members != nullptr) {
      section.error("members", fmt::format("{} has both 'each' and 'members'", section.title()),
                    "each: a group for each of them; members: all in one group");
      return {};
    }
    if (!group.members_given) return {};
    const std::string_view key = each != nullptr ? "each" : "members";
    group.members_at = section.at(key);
    auto things = draft_.select(each != nullptr ? each : members, kinds::vm | kinds::app, key);
    if (each != nullptr) return things;
    for (const Thing* thing : things) group.members.push_back(thing->component);
    return {};
  }

  void add_group(ClusterDraft& cluster, GroupDraft group) {
    ++cluster.group_count;
    drafts_.groups.push_back(std::move(group));
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

  void read_classes(const Tree& tree, std::vector<std::string>& into) {
    const auto add = [&](const Tree& item) {
      if (const auto word = scalar_of(draft_.reading, item, "anti-affinity", "the name of a class"))
        into.push_back(*word);
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

std::vector<ComponentId> ClusterDrafts::nodes_named(const ClusterDraft& cluster, const Tree& tree,
                                                    std::string_view key) const {
  if (tree->is_scalar() && tree->text == "all") return cluster.nodes;
  const bool on_vms = !cluster.nodes.empty() &&
                      draft.plant[cluster.nodes.front()].kind == models::ComponentKind::vm;
  std::vector<ComponentId> named;
  const auto add = [&](const Tree& item) {
    const bool by_label = item->is_scalar() && is_label(item->text);
    for (const Thing* thing :
         draft.select(item, kinds::host | kinds::vm, key, on_vms ? kinds::vm : kinds::host)) {
      if (std::ranges::count(named, thing->component) > 0) continue;
      if (number_of(cluster, thing->component)) {
        named.push_back(thing->component);
      } else if (!by_label && !cluster.nodes.empty()) {
        draft.error(item->at,
                    fmt::format("{}: '{}' is not a node of the cluster '{}'", key, thing->name,
                                cluster.cluster.name),
                    fmt::format("nodes: {}", fmt::join(in_ranges(names_of(cluster.nodes)), ", ")));
      }
    }
  };
  if (!tree->is_list() || tree->items.empty()) {
    add(tree);
  } else {
    for (const Tree& item : tree->items) add(item);
  }
  return named;
}

void read_clusters(Draft& draft, Section& scenario) { ClusterReader(draft).read(scenario); }

}  // namespace ausfall::scenarios
