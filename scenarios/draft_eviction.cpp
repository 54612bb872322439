// How groups leave nodes that were lost, or are shut down; and what disruption budgets hold them back.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "scenarios/cluster_draft.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::GroupId;

// ---- eviction -----------------------------------------------------------------------------------

/// What the machine says of itself, or what the host says that it stands on; empty where neither does.
std::string value_of(Draft& draft, const std::string& label, ComponentId id) {
  for (const ComponentId each : {id, models::home_host(draft.plant, id)}) {
    const Thing* thing =
        each.named() ? draft.find(draft.name(each), kinds::host | kinds::vm) : nullptr;
    if (thing == nullptr) continue;
    const auto found = std::ranges::find(thing->labels, label, &Label::name);
    if (found != thing->labels.end()) return found->value;
  }
  return {};
}

/// Nodes without the label are a zone, too.
void divide(Draft& draft, const std::string& label, const std::vector<ComponentId>& nodes,
            models::Eviction& eviction) {
  std::map<std::string, std::uint8_t> numbers;
  for (const ComponentId node : nodes) {
    const auto number = static_cast<std::uint8_t>(numbers.size());
    const auto zone = numbers.try_emplace(value_of(draft, label, node), number).first;
    eviction.zone_of.push_back(zone->second);
  }
  eviction.zones = std::max<std::size_t>(numbers.size(), 1);
}

void check_zones(Draft& draft, Position at, const std::string& label,
                 const models::Cluster& cluster, const std::vector<ComponentId>& nodes) {
  const bool of_profile = draft.reading.sources[at.source].name.starts_with(profile_source);
  const bool known = std::ranges::any_of(
      nodes, [&](ComponentId node) { return !value_of(draft, label, node).empty(); });
  if (of_profile || known || nodes.empty()) return;
  draft.error(
      at, fmt::format("zones: no node of the cluster '{}' has the label '{}'", cluster.name, label),
      fmt::format("hosts: {{node1: {{labels: {{{}: a}}}}}}, or zones: site", label));
}

}  // namespace

void read_eviction(Draft& draft, Section& policy, const std::vector<ComponentId>& nodes,
                   models::Cluster& cluster) {
  cluster.shutdown = policy.choice("shutdown", words::shutdowns).value_or(models::Shutdown::drain);
  const Tree tree = policy.raw("eviction");
  if (tree == nullptr) return;
  Section section(draft.reading, "eviction", tree);
  models::Eviction& eviction = cluster.eviction;
  eviction.paced = true;
  eviction.every = section.law("every").value_or(Distribution());
  eviction.every_disrupted = section.law("every-disrupted").value_or(Distribution());
  const auto disrupted = section.share("disrupted");
  const auto none = static_cast<int>(models::nodes_max);
  eviction.disrupted = disrupted.value_or(1);
  eviction.disrupted_above = section.count_in("disrupted-above", 0, none).value_or(0);
  if (!disrupted) eviction.disrupted_above = none;
  eviction.large = section.count_in("large", 1, 1'000'000).value_or(none);
  const Tree detach = section.raw("detach");
  if (detach != nullptr && !(detach->is_scalar() && detach->text == "none"))
    eviction.detach = law_of(draft.reading, "detach", detach);
  eviction.release = section.law("release");
  eviction.workload_waits = section.choice("workload", words::workloads).value_or(false);
  if (const auto label = section.text("zones")) {
    check_zones(draft, section.at("zones"), *label, cluster, nodes);
    divide(draft, *label, nodes, eviction);
  }
}

// ---- what groups are ----------------------------------------------------------------------------

void apply_workloads(ClusterDrafts& drafts, std::size_t index) {
  const models::Cluster& cluster = drafts.clusters[index]->cluster;
  for (const GroupDraft& draft : drafts.groups) {
    if (draft.cluster != index) continue;
    for (const GroupId id : cluster.groups) {
      models::Group& group = drafts.draft.plant.groups[id.index()];
      if (group.name == draft.name)
        group.waits_for_node = draft.waits_for_node.value_or(cluster.eviction.workload_waits);
    }
    if (!draft.waits_for_node || cluster.eviction.paced) continue;
    drafts.draft.error(draft.workload_at,
                       fmt::format("workload: the cluster '{}' knows none, since it has no "
                                   "'eviction'",
                                   cluster.name),
                       "profile: kubernetes, or eviction: {every: 10 s}");
  }
}

// ---- budgets ------------------------------------------------------------------------------------

namespace {

class BudgetReader {
 public:
  BudgetReader(ClusterDrafts& drafts, std::size_t index)
      : draft_(drafts.draft), cluster_(*drafts.clusters[index]) {}

  void read() {
    for (const Entry& entry : cluster_.section.entries("budget")) {
      if (cluster_.section.has("check")) {
        return draft_.error(entry.at,
                            fmt::format("budget: '{}' is a load balancer, and drains nothing",
                                        cluster_.cluster.name));
      }
      read(entry);
    }
  }

 private:
  void read(const Entry& entry) {
    Section section(draft_.reading, "budget", entry.value,
                    fmt::format("budget '{}'", entry.written));
    models::Budget budget;
    budget.name = entry.key;
    const Tree of = section.raw("of");
    if (of == nullptr) {
      add(budget, entry.key, entry.at);
    } else if (of->is_list()) {
      for (const Tree& item : of->items) add_named(budget, item);
    } else {
      add_named(budget, of);
    }
    const Tree at_least = section.raw("at-least");
    const Tree missing = section.raw("at-most-missing");
    if ((at_least != nullptr) == (missing != nullptr)) {
      return draft_.error(
          entry.at,
          fmt::format("budget '{}': one of 'at-least' and 'at-most-missing' is due", entry.written),
          "budget: {web: {at-least: 2}}");
    }
    const std::size_t all = budget.groups.size();
    const auto count = count_of(at_least != nullptr ? at_least : missing, all,
                                at_least != nullptr ? "at-least" : "at-most-missing");
    if (!count || all == 0) return;
    budget.at_least = at_least != nullptr ? *count : all - std::min(*count, all);
    if (budget.at_least >= all) {
      draft_.warning(
          entry.at,
          fmt::format("budget '{}': all {} have to serve, so a drain that would stop one "
                      "waits for ever",
                      entry.written, all),
          fmt::format("at-least: {}", all - 1));
    }
    cluster_.cluster.budgets.push_back(std::move(budget));
  }

  void add_named(models::Budget& budget, const Tree& item) {
    const auto name = scalar_of(draft_.reading, item, "of", "the name of a group, or a glob");
    if (name) add(budget, *name, item->at);
  }

  /// By the name of the group, or by that of its only member.
  void add(models::Budget& budget, const std::string& name, Position at) {
    bool known = false;
    std::vector<std::string> names;
    for (const GroupId id : cluster_.cluster.groups) {
      const models::Group& group = draft_.plant[id];
      names.push_back(group.name);
      const bool meant =
          name == "all" || matches(name, group.name) ||
          (group.members.size() == 1 &&
           matches(name, draft_.name(draft_.plant[group.members.front()].component)));
      known = known || meant;
      if (meant && !std::ranges::count(budget.groups, id)) budget.groups.push_back(id);
    }
    if (known) return;
    draft_.error(at,
                 fmt::format("budget: no group of the cluster '{}' is called '{}'",
                             cluster_.cluster.name, name),
                 names.empty() ? "it has no groups"
                               : fmt::format("of: web*, of the groups {}", fmt::join(names, ", ")));
  }

  /// `2`, or `50 %` of all, rounded up.
  std::optional<std::size_t> count_of(const Tree& tree, std::size_t all, std::string_view key) {
    const auto text = scalar_of(draft_.reading, tree, key, "a whole number, or a share");
    if (!text) return std::nullopt;
    const bool digits = !text->empty() && text->size() <= 6 &&
                        text->find_first_not_of("0123456789") == std::string::npos;
    if (digits) return std::stoul(*text);
    if (text->ends_with('%')) {
      try {
        constexpr double rounding = 1e-9;  // 2 of 3 are not more than 66.666666667 %
        return static_cast<std::size_t>(
            std::ceil(share_of(*text) * static_cast<double>(all) - rounding));
      } catch (const NotAQuantity&) {  // and reported below
      }
    }
    draft_.error(tree->at, fmt::format("{}: '{}' is no whole number and no share", key, *text),
                 fmt::format("{}: 2, or {}: 50 %", key, key));
    return std::nullopt;
  }

  Draft& draft_;
  ClusterDraft& cluster_;
};

}  // namespace

void read_budgets(ClusterDrafts& drafts, std::size_t index) { BudgetReader(drafts, index).read(); }

}  // namespace ausfall::scenarios
