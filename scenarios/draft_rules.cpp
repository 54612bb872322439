// Rules beside groups: which are kept apart, which go together, which nodes they prefer.
//
// Rules name groups, some of which are there only when everything has its place; and a group that
// goes with others, or prefers a node, starts there if nothing else says where. So rules are read
// first, what follows for the start is found then, and the rest is said of groups when all are
// known.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/cluster_draft.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::GroupId;

std::string_view word_for(RuleKind kind) {
  switch (kind) {
    case RuleKind::apart:
      return "apart";
    case RuleKind::together:
      return "together";
    case RuleKind::prefer:
      break;
  }
  return "prefer";
}

// ---- reading ------------------------------------------------------------------------------------

class RuleReader {
 public:
  RuleReader(ClusterDrafts& drafts, std::size_t cluster)
      : drafts_(drafts), draft_(drafts.draft), cluster_(cluster) {}

  void read() {
    const Tree rules = drafts_.clusters[cluster_]->section.raw("rules");
    if (rules == nullptr) return;
    if (!rules->is_list()) {
      return draft_.error(rules->at, "rules: a list is due",
                          "rules: [{apart: web*, required: true}]");
    }
    for (const Tree& item : rules->items) rule(item);
  }

 private:
  [[nodiscard]] bool required_by_default(RuleKind kind) const {
    const ClusterDraft& cluster = *drafts_.clusters[cluster_];
    return (kind == RuleKind::apart && cluster.apart_required) ||
           (kind == RuleKind::together && cluster.together_required);
  }

  void rule(const Tree& item) {
    Section section(draft_.reading, "rule", item, "rule");
    RuleDraft rule;
    rule.cluster = cluster_;
    // Where a rule does not say it, its cluster does.
    const auto required =
        section.has("required") ? section.flag("required") : std::optional<bool>();
    const Tree owners = section.raw("owners");
    std::vector<RuleKind> kinds;
    for (const RuleKind kind : {RuleKind::apart, RuleKind::together, RuleKind::prefer}) {
      const Tree names = section.raw(word_for(kind));
      if (names == nullptr) continue;
      kinds.push_back(kind);
      rule.kind = kind;
      rule.names = names;
    }
    if (kinds.size() > 1) {
      return draft_.error(rule.names->at,
                          fmt::format("a rule says one thing: {} or {}", word_for(kinds.front()),
                                      word_for(kinds.back())),
                          "rules: [{apart: web*}, {together: [sql, db]}]");
    }
    if (rule.names == nullptr) {
      return section.missing("a rule needs 'apart', 'together' or 'prefer'",
                             "rules: [{apart: web*}]");
    }
    rule.required = required.value_or(required_by_default(rule.kind));
    if ((owners != nullptr) != (rule.kind == RuleKind::prefer)) {
      if (owners == nullptr)
        return section.missing("prefer: the rule needs 'owners', the nodes that are preferred",
                               "{prefer: sql, owners: [node1, node2]}");
      return draft_.error(owners->at, "owners: only a rule with 'prefer' has them",
                          "{prefer: sql, owners: [node1, node2]}");
    }
    if (owners != nullptr) {
      rule.owners = drafts_.nodes_named(*drafts_.clusters[cluster_], owners, "owners");
      if (rule.owners.empty()) return;  // and reported
    }
    drafts_.rules.push_back(std::move(rule));
  }

  ClusterDrafts& drafts_;
  Draft& draft_;
  std::size_t cluster_;
};

// ---- whom they name -----------------------------------------------------------------------------

class Named {
 public:
  explicit Named(ClusterDrafts& drafts) : drafts_(drafts), draft_(drafts.draft) {}

  /// In the order of the groups, each once. With `report`, what names none is a mistake, and there are
  /// none then.
  std::vector<GroupDraft*> groups(const RuleDraft& rule, bool report) {
    std::set<const GroupDraft*> found;
    bool all_known = true;
    const auto add = [&](const Tree& item) {
      const auto name =
          scalar_of(draft_.reading, item, word_for(rule.kind), "the name of a group, or a glob");
      bool known = false;
      for (const GroupDraft& group : drafts_.groups) {
        if (!name || group.cluster != rule.cluster || !selects(*name, group)) continue;
        known = true;
        found.insert(&group);
      }
      all_known = all_known && known;
      if (report && name && !known) unknown(rule, *name, item->at);
    };
    if (rule.names->is_list()) {
      for (const Tree& item : rule.names->items) add(item);
    } else {
      add(rule.names);
    }
    std::vector<GroupDraft*> groups;
    for (GroupDraft& group : drafts_.groups) {
      if (found.contains(&group) && (all_known || !report)) groups.push_back(&group);
    }
    return groups;
  }

 private:
  /// By its name, or by that of its only member.
  [[nodiscard]] bool selects(const std::string& name, const GroupDraft& group) const {
    if (drafts_.is_pool(group)) return false;
    return name == "all" || matches(name, group.name) ||
           (group.members.size() == 1 && matches(name, draft_.name(group.members.front())));
  }

  void unknown(const RuleDraft& rule, const std::string& name, Position at) {
    std::vector<std::string> names;
    for (const GroupDraft& group : drafts_.groups) {
      if (group.cluster != rule.cluster || drafts_.is_pool(group)) continue;
      names.push_back(group.name);
      const bool holds =
          std::any_of(group.members.begin(), group.members.end(),
                      [&](ComponentId member) { return draft_.name(member) == name; });
      if (!holds) continue;
      return draft_.error(at,
                          fmt::format("{}: '{}' is in the group '{}' with others, and goes where "
                                      "they go",
                                      word_for(rule.kind), name, group.name),
                          fmt::format("{}: {}", word_for(rule.kind), group.name));
    }
    draft_.error(
        at,
        fmt::format("{}: no group of the cluster '{}' is called '{}'", word_for(rule.kind),
                    drafts_.clusters[rule.cluster]->cluster.name, name),
        names.empty() ? "it has no groups" : fmt::format("groups: {}", fmt::join(names, ", ")));
  }

  ClusterDrafts& drafts_;
  Draft& draft_;
};

// ---- where groups start -------------------------------------------------------------------------

class Starts {
 public:
  explicit Starts(ClusterDrafts& drafts) : drafts_(drafts), draft_(drafts.draft), named_(drafts) {}

  void find() {
    for (const RuleDraft& rule : drafts_.rules) {
      if (rule.kind == RuleKind::prefer) prefer(rule);
    }
    // Those that are named in several rules lead from one to the next.
    for (std::size_t i = 0; i < drafts_.rules.size(); ++i) {
      for (const RuleDraft& rule : drafts_.rules) {
        if (rule.kind == RuleKind::together) go_together(rule);
      }
    }
  }

 private:
  void prefer(const RuleDraft& rule) {
    for (GroupDraft* group : named_.groups(rule, false)) {
      if (!start_of(*group).named()) group->start = rule.owners.front();
    }
  }

  void go_together(const RuleDraft& rule) {
    ComponentId start;
    const std::vector<GroupDraft*> groups = named_.groups(rule, false);
    for (const GroupDraft* group : groups) {
      if (!start.named()) start = start_of(*group);
    }
    for (GroupDraft* group : groups) {
      if (!start_of(*group).named()) group->start = start;
    }
  }

  /// Unnamed if nothing says it.
  [[nodiscard]] ComponentId start_of(const GroupDraft& group) const {
    for (const Placement& placement : draft_.placements) {
      const bool is_member = std::find(group.members.begin(), group.members.end(),
                                       placement.component) != group.members.end();
      if (!is_member || placement.place == nullptr || !placement.place->is_scalar()) continue;
      const Thing* place = draft_.find(placement.place->text, kinds::host | kinds::vm);
      if (place != nullptr) return place->component;
    }
    return group.owners.empty() ? group.start : group.owners.front();
  }

  ClusterDrafts& drafts_;
  Draft& draft_;
  Named named_;
};

// ---- what they say of groups --------------------------------------------------------------------

class RuleWriter {
 public:
  explicit RuleWriter(ClusterDrafts& drafts)
      : drafts_(drafts), draft_(drafts.draft), named_(drafts) {}

  void write() {
    std::size_t number = 0;
    for (const RuleDraft& rule : drafts_.rules) {
      const std::vector<GroupDraft*> groups = named_.groups(rule, true);
      if (groups.empty()) continue;
      if (rule.kind == RuleKind::prefer) {
        for (GroupDraft* group : groups) prefer(rule, *group);
        continue;
      }
      if (groups.size() < 2) {
        draft_.error(rule.names->at,
                     rule.kind == RuleKind::apart
                         ? "apart: one group alone is apart from nothing"
                         : "together: one group alone is together with nothing",
                     fmt::format("name two groups or more, or a glob that finds them: {}: web*",
                                 word_for(rule.kind)));
        continue;
      }
      const std::string its_class = fmt::format("rule {}", ++number);
      for (GroupDraft* group : groups) classes_of(*group, rule).push_back(its_class);
    }
  }

 private:
  static std::vector<std::string>& classes_of(GroupDraft& group, const RuleDraft& rule) {
    if (rule.kind == RuleKind::apart)
      return rule.required ? group.always_apart : group.anti_affinity;
    return rule.required ? group.always_together : group.together;
  }

  void prefer(const RuleDraft& rule, GroupDraft& group) {
    std::vector<ComponentId>& its = rule.required ? group.possible : group.owners;
    if (!its.empty()) {
      return draft_.error(rule.names->at,
                          fmt::format("prefer: the group '{}' has {}owners already", group.name,
                                      rule.required ? "possible-" : ""),
                          "say it once: in the group, or in one rule");
    }
    its = rule.owners;
    if (group.possible.empty()) return;
    for (const ComponentId owner : group.owners) {
      if (std::find(group.possible.begin(), group.possible.end(), owner) != group.possible.end())
        continue;
      return draft_.error(rule.names->at,
                          fmt::format("prefer: the group '{}' prefers '{}', which is not one of "
                                      "its possible owners",
                                      group.name, draft_.name(owner)),
                          "list every preferred owner among the possible ones");
    }
  }

  ClusterDrafts& drafts_;
  Draft& draft_;
  Named named_;
};

// ---- what contradicts ---------------------------------------------------------------------------

class RuleChecker {
 public:
  explicit RuleChecker(ClusterDrafts& drafts)
      : drafts_(drafts), draft_(drafts.draft), plant_(draft_.plant), named_(drafts) {}

  void check() {
    for (const RuleDraft& rule : drafts_.rules) {
      if (rule.kind == RuleKind::prefer) continue;
      const std::vector<GroupId> groups = built(rule);
      for (std::size_t i = 0; i < groups.size(); ++i) {
        for (std::size_t k = i + 1; k < groups.size(); ++k) {
          if (!pair_is_good(rule, groups[i], groups[k])) return;
        }
      }
    }
    check_chains();
  }

 private:
  /// Those of them that stand in the plant.
  std::vector<GroupId> built(const RuleDraft& rule) {
    std::vector<GroupId> ids;
    for (const GroupDraft* draft : named_.groups(rule, false)) {
      for (const GroupId id : plant_.clusters[rule.cluster].groups) {
        if (plant_[id].name == draft->name) ids.push_back(id);
      }
    }
    return ids;
  }

  bool pair_is_good(const RuleDraft& rule, GroupId first, GroupId second) {
    const models::Group& one = plant_[first];
    const models::Group& two = plant_[second];
    const Position at = rule.names->at;
    if (rule.kind == RuleKind::together && are_apart(one, two)) {
      draft_.error(at,
                   fmt::format("together: the groups '{}' and '{}' are to be kept apart, too",
                               one.name, two.name),
                   "leave one of the two rules out");
      return false;
    }
    if (!rule.required) return true;
    return rule.kind == RuleKind::apart ? start_apart(one, two, at) : start_together(one, two, at);
  }

  /// Where the cluster has not moved anything yet, they have to be apart already.
  bool start_apart(const models::Group& one, const models::Group& two, Position at) {
    if (one.home != two.home) return true;
    draft_.error(
        at,
        fmt::format("apart: the groups '{}' and '{}' both start on '{}', and may not share it",
                    one.name, two.name, node(one, one.home)),
        "let them start on different nodes (`on` of an app, `host` of a VM, or `owners`), or "
        "leave `required` out");
    return false;
  }

  bool start_together(const models::Group& one, const models::Group& two, Position at) {
    if (one.home != two.home) {
      draft_.error(at,
                   fmt::format("together: the group '{}' starts on '{}' and '{}' on '{}', and they "
                               "may not be without each other",
                               one.name, node(one, one.home), two.name, node(two, two.home)),
                   "let them start on one node (`on` of an app, `host` of a VM, or `owners`), or "
                   "leave `required` out");
      return false;
    }
    const bool goes_home = plant_[one.cluster].failback.kind != models::FailbackKind::never;
    if (!goes_home || one.owners.front() == two.owners.front()) return true;
    draft_.error(at,
                 fmt::format("together: the group '{}' fails back to '{}' and '{}' to '{}', and "
                             "they may not be without each other",
                             one.name, node(one, one.owners.front()), two.name,
                             node(two, two.owners.front())),
                 "give them the same first owner");
    return false;
  }

  static bool share_one(const std::vector<std::string>& some,
                        const std::vector<std::string>& others) {
    return std::find_first_of(some.begin(), some.end(), others.begin(), others.end()) != some.end();
  }

  static bool are_apart(const models::Group& one, const models::Group& two) {
    return share_one(one.always_apart, two.always_apart) ||
           share_one(one.anti_affinity, two.anti_affinity);
  }

  /// Groups that may not be without one another by several rules at once.
  void check_chains() {
    for (const RuleDraft& rule : drafts_.rules) {
      if (rule.kind != RuleKind::together || !rule.required) continue;
      std::vector<GroupId> chain = built(rule);
      for (std::size_t k = 0; k < chain.size(); ++k) {
        for (const GroupId next : plant_.clusters[rule.cluster].groups) {
          const bool linked =
              share_one(plant_[chain[k]].always_together, plant_[next].always_together);
          if (linked && std::find(chain.begin(), chain.end(), next) == chain.end())
            chain.push_back(next);
        }
      }
      if (!chain_is_good(chain, rule.names->at)) return;
    }
  }

  bool chain_is_good(const std::vector<GroupId>& chain, Position at) {
    models::NodeSet possible = ~models::NodeSet{0};
    for (const GroupId id : chain) {
      possible &= plant_[id].possible;
      for (const GroupId other : chain) {
        if (other <= id || !share_one(plant_[id].always_apart, plant_[other].always_apart))
          continue;
        draft_.error(at,
                     fmt::format("together: the groups '{}' and '{}' are to be kept apart, too",
                                 plant_[id].name, plant_[other].name),
                     "leave one of the two rules out");
        return false;
      }
    }
    if (possible != 0) return true;
    draft_.error(at, "together: no node may run all of these groups",
                 "possible-owners that have a node in common");
    return false;
  }

  [[nodiscard]] const std::string& node(const models::Group& group, std::uint8_t number) const {
    return draft_.name(drafts_.clusters[group.cluster.index()]->nodes[number]);
  }

  ClusterDrafts& drafts_;
  Draft& draft_;
  models::Plant& plant_;
  Named named_;
};

}  // namespace

void read_rules(ClusterDrafts& drafts) {
  for (std::size_t i = 0; i < drafts.clusters.size(); ++i) RuleReader(drafts, i).read();
  Starts(drafts).find();
}

void apply_rules(ClusterDrafts& drafts) { RuleWriter(drafts).write(); }

void check_rules(ClusterDrafts& drafts) { RuleChecker(drafts).check(); }

}  // namespace ausfall::scenarios
