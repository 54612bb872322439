// Rules beside groups: which of them are kept apart.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "scenarios/cluster_draft.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

using models::GroupId;

class RuleReader {
 public:
  RuleReader(Draft& draft, ClusterDraft& cluster)
      : draft_(draft),
        cluster_(cluster),
        groups_(draft.plant.clusters[cluster.id.index()].groups) {}

  void read() {
    const Tree rules = cluster_.section.raw("rules");
    if (rules == nullptr) return;
    if (!rules->is_list()) {
      return draft_.error(rules->at, "rules: a list is due",
                          "rules: [{apart: web*, required: true}]");
    }
    for (const Tree& item : rules->items) rule(item);
  }

 private:
  void rule(const Tree& item) {
    Section section(draft_.reading, "rule", item, "rule");
    const Tree apart = section.raw("apart");
    const bool required = section.flag("required").value_or(false);
    if (apart == nullptr) return;
    const std::set<GroupId> groups = groups_named(apart);
    if (groups.size() < 2) {
      if (named_all_)
        draft_.error(apart->at, "apart: one group alone is apart from nothing",
                     "name two groups or more, or a glob that finds them: apart: web*");
      return;
    }
    if (required) check_starts(groups, apart->at);
    const std::string its_class = fmt::format("rule {}", ++rules_);
    for (const GroupId id : groups) {
      models::Group& group = draft_.plant.groups[id.index()];
      (required ? group.always_apart : group.anti_affinity).push_back(its_class);
    }
  }

  std::set<GroupId> groups_named(const Tree& tree) {
    named_all_ = true;
    std::set<GroupId> found;
    const auto add = [&](const Tree& item) {
      const auto name = scalar_of(draft_.reading, item, "apart", "the name of a group, or a glob");
      const std::size_t before = found.size();
      if (name) {
        for (const GroupId id : groups_) {
          if (matches(*name, draft_.plant[id].name)) found.insert(id);
        }
      }
      if (found.size() > before) return;
      named_all_ = false;
      if (name) unknown(*name, item->at);
    };
    if (tree->is_list()) {
      for (const Tree& item : tree->items) add(item);
    } else {
      add(tree);
    }
    return found;
  }

  void unknown(const std::string& name, Position at) {
    std::vector<std::string> names;
    for (const GroupId id : groups_) names.push_back(draft_.plant[id].name);
    draft_.error(
        at,
        fmt::format("apart: no group of the cluster '{}' is called '{}'", cluster_.cluster.name,
                    name),
        names.empty() ? "it has no groups" : fmt::format("groups: {}", fmt::join(names, ", ")));
  }

  /// Where the cluster has not moved anything yet, they have to be apart already.
  void check_starts(const std::set<GroupId>& groups, Position at) {
    for (const GroupId id : groups) {
      for (const GroupId other : groups) {
        const models::Group& one = draft_.plant[id];
        const models::Group& two = draft_.plant[other];
        if (other <= id || one.home != two.home) continue;
        return draft_.error(
            at,
            fmt::format("apart: the groups '{}' and '{}' both start on '{}', and may not share it",
                        one.name, two.name, draft_.name(cluster_.nodes[one.home])),
            "let them start on different nodes (`on` of an app, `host` of a VM, or `owners`), or "
            "leave `required` out");
      }
    }
  }

  Draft& draft_;
  ClusterDraft& cluster_;
  const std::vector<GroupId>& groups_;
  bool named_all_ = true;  // whatever the rule names is there
  int rules_ = 0;
};

}  // namespace

void read_rules(ClusterDrafts& drafts) {
  for (const auto& cluster : drafts.clusters) RuleReader(drafts.draft, *cluster).read();
}

}  // namespace ausfall::scenarios
