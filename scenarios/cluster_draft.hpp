// Clusters under construction: what each says of itself and of its groups, until everything has its
// place and the groups stand in the plant.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/plant.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/policy_defaults.hpp"
#include "scenarios/profile.hpp"

namespace ausfall::scenarios {

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
  std::vector<models::ComponentId> nodes;
  std::size_t group_count = 0;
  /// What its `groups` say of the rest: whether each that they do not name is one of its own.
  std::optional<bool> each_of_rest;
  Position rest_at;
  bool apart_required = false;  ///< what rules mean that do not say it
  bool together_required = false;
};

enum class RuleKind : std::uint8_t { apart, together, prefer };

/// Beside the groups of a cluster.
struct RuleDraft {
  std::size_t cluster = 0;
  RuleKind kind = RuleKind::apart;
  Tree names;  ///< of groups
  bool required = false;
  std::vector<models::ComponentId> owners;  ///< prefer: nodes
};

struct GroupDraft {
  std::size_t cluster = 0;
  std::string name;
  Position at;
  Position members_at;
  bool members_given = false;  ///< by `members` or `each`
  bool of_one = false;         ///< made for its only member, by `each` or since no group names it
  bool by_each = false;        ///< likewise, by `each`
  std::vector<models::ComponentId> members;
  std::vector<models::ComponentId> owners;
  std::vector<models::ComponentId> possible;
  models::ComponentId start;  ///< by a rule, where nothing else says where its members start
  std::vector<std::string> anti_affinity;
  std::vector<std::string> always_apart;
  std::vector<std::string> together;
  std::vector<std::string> always_together;
  Tree order;
  models::StorageId storage;
  std::optional<bool> waits_for_node;  ///< as its `workload` says
  Position workload_at;
};

/// All of a scenario.
struct ClusterDrafts {
  explicit ClusterDrafts(Draft& in) : draft(in) {}

  /// Of a load balancer: its members all run.
  [[nodiscard]] bool is_pool(const GroupDraft& group) const {
    return clusters[group.cluster]->section.has("check");
  }
  /// On one itself, or on what runs on one.
  [[nodiscard]] bool runs_on_node(const ClusterDraft& cluster, models::ComponentId id) const;
  [[nodiscard]] std::vector<std::string> names_of(
      const std::vector<models::ComponentId>& components) const;
  /// Nodes of the cluster; what is none is reported.
  [[nodiscard]] std::vector<models::ComponentId> nodes_named(const ClusterDraft& cluster,
                                                             const Tree& tree,
                                                             std::string_view key) const;

  Draft& draft;
  std::vector<std::unique_ptr<ClusterDraft>> clusters;
  std::deque<GroupDraft> groups;  ///< pointers to them stay good
  std::vector<RuleDraft> rules;
};

/// Nothing where it is no node of the cluster.
std::optional<std::uint8_t> number_of(const ClusterDraft& cluster, models::ComponentId component);

// In this order.

/// Reads rules, and where groups start by them if nothing else says it.
void read_rules(ClusterDrafts& drafts);
/// Says where every VM and app starts, and makes the groups of what is in none that is named.
void place_everything(ClusterDrafts& drafts);
/// Says of groups what rules say of them.
void apply_rules(ClusterDrafts& drafts);
/// Puts groups and pools into the plant.
void build_groups(ClusterDrafts& drafts);
/// Says of the groups of one cluster what they are for its `eviction`. REQUIRES: its policy was read.
void apply_workloads(ClusterDrafts& drafts, std::size_t index);
/// The disruption budgets of one cluster, into it. REQUIRES: its groups are built.
void read_budgets(ClusterDrafts& drafts, std::size_t index);
/// Says on which storage everything lies that runs.
void attach_storage(Draft& draft);
/// Rules that nothing could keep are mistakes.
void check_rules(ClusterDrafts& drafts);
/// Hosts, and the nodes that may have to take a group, are attached to the storage it needs.
void check_storage_in_reach(const ClusterDrafts& drafts);

}  // namespace ausfall::scenarios
