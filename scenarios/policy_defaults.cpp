#include "scenarios/policy_defaults.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/kinds.hpp"
#include "scenarios/merging.hpp"

namespace ausfall::scenarios {
namespace {

/// The kind that is meant by a mapping that does not say it. If the profile's kind has all the keys
/// given, it is that one; else the one with a key of its own name (`{witness: array}`), or else the
/// only one that has all the keys.
std::string kind_told_by_keys(const Kinded& part, const std::string& its, const Tree& own) {
  std::vector<std::string_view> fitting;
  for (const Kind& kind : part.kinds) {
    const bool fits = std::all_of(own->entries.begin(), own->entries.end(),
                                  [&](const Entry& entry) { return kind.has(entry.key); });
    if (fits) fitting.push_back(kind.word);
  }
  if (std::find(fitting.begin(), fitting.end(), its) != fitting.end()) return its;
  for (const std::string_view kind : fitting) {
    if (own->find(kind) != nullptr) return std::string(kind);
  }
  // An isolation's keys say how long a response waits. They do not say that there is to be one.
  const bool says = fitting.size() == 1 && part.section != "isolation";
  return says ? std::string(fitting.front()) : its;
}

/// The profile's values that hold for this kind. A profile may also have values for other kinds
/// than its own; a cluster that names another kind then gets its values without writing them.
Tree defaults_for(const Kinded& part, const std::string& kind, const Tree& profile) {
  Node node = *in_one_form(part, profile);
  const auto of_a_kind = [&](const Entry& entry, std::string_view which) {
    return std::any_of(part.kinds.begin(), part.kinds.end(), [&](const Kind& known) {
      return (which.empty() || known.word == which) && known.has(entry.key);
    });
  };
  const bool its_own = kind == kind_in(part, profile);
  const auto holds = [&](const Entry& entry) {
    if (of_a_kind(entry, "")) return of_a_kind(entry, kind);
    return its_own;
  };
  std::erase_if(node.entries, [&](const Entry& entry) { return !holds(entry); });
  return std::make_shared<const Node>(std::move(node));
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

/// A profile's defaults and a cluster's own words for such a part, as one mapping.
Tree kind_merged(const Kinded& part, const Tree& profile, const Tree& own_words) {
  Tree own = in_one_form(part, own_words);
  if (own != nullptr && !own->is_mapping()) return own;
  const std::string its = kind_in(part, profile);
  if (own == nullptr) return profile == nullptr ? nullptr : defaults_for(part, its, profile);
  std::string kind = kind_in(part, own);
  if (kind.empty() && !own->entries.empty()) kind = kind_told_by_keys(part, its, own);
  Tree result = own;
  if (!kind.empty() && kind_in(part, own).empty() && kind != its) {
    Node word;
    word.kind = Node::Kind::scalar;
    word.at = own->at;
    word.text = kind;
    result = with_entry(own, part.key, std::make_shared<const Node>(std::move(word)));
  }
  return profile == nullptr
             ? result
             : merged(defaults_for(part, kind.empty() ? its : kind, profile), result, {});
}

/// The profile without `heartbeat.networks: none`, where the cluster has a `heartbeat` of its own:
/// unless it says otherwise, that goes over all networks that carry heartbeats.
Tree heartbeat_defaults(const Tree& policy, const Tree& body) {
  const Entry* own = body->find("heartbeat");
  const Entry* its = policy->find("heartbeat");
  if (own == nullptr || its == nullptr || !own->value->is_mapping() || !its->value->is_mapping() ||
      own->value->entries.empty())
    return policy;
  const Entry* networks = its->value->find("networks");
  if (networks == nullptr || networks->value->text != "none") return policy;
  Node node = *its->value;
  std::erase_if(node.entries, [](const Entry& entry) { return entry.key == "networks"; });
  return with_entry(policy, "heartbeat", std::make_shared<const Node>(std::move(node)));
}

/// The part of a profile that means something to this cluster: for a load balancer, its `check`
/// alone; otherwise all.
Tree of_use_to(const Tree& body, const Tree& policy) {
  if (body->find("check") == nullptr && policy->find("check") == nullptr) return policy;
  Node node = *policy;
  std::erase_if(node.entries, [](const Entry& entry) { return entry.key != "check"; });
  return std::make_shared<const Node>(std::move(node));
}

}  // namespace

Tree with_policy(const Tree& policy, const Tree& body) {
  if (!body->is_mapping()) return body;
  const Tree defaults = heartbeat_defaults(of_use_to(body, policy), body);
  Tree result = merged(defaults, body, {"cluster", false});
  for (const Kinded& part : kinded()) {
    const auto value = [&](const Tree& tree) {
      const Entry* entry = tree->find(part.section);
      return entry == nullptr ? nullptr : entry->value;
    };
    const Tree both = kind_merged(part, value(defaults), value(body));
    if (both != nullptr) result = with_entry(result, part.section, both);
  }
  // The cluster's own place, not the profile's, is where its diagnostics are, and those of its parts.
  Node node = *result;
  node.at = body->at;
  for (Entry& entry : node.entries) {
    const Entry* own = body->find(entry.key);
    if (own == nullptr || !own->value->is_mapping() || !entry.value->is_mapping()) continue;
    Node part = *entry.value;
    part.at = own->value->at;
    entry.value = std::make_shared<const Node>(std::move(part));
  }
  return std::make_shared<const Node>(std::move(node));
}

}  // namespace ausfall::scenarios
