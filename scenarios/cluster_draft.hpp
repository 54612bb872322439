// Clusters under construction: what each says of itself and of its groups, until everything has its
// place and the groups stand in the plant.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
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
};

struct GroupDraft {
  std::size_t cluster = 0;
  std::string name;
  Position at;
  Position members_at;
  bool members_given = false;
  std::vector<models::ComponentId> members;
  std::vector<models::ComponentId> owners;
  std::vector<models::ComponentId> possible;
  std::vector<std::string> anti_affinity;
  Tree order;
  models::StorageId storage;
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

  Draft& draft;
  std::vector<std::unique_ptr<ClusterDraft>> clusters;
  std::deque<GroupDraft> groups;  ///< pointers to them stay good
};

/// Nothing where it is no node of the cluster.
std::optional<std::uint8_t> number_of(const ClusterDraft& cluster, models::ComponentId component);

// In this order.

/// Says where every VM and app starts, and groups what is in no group where a cluster names none.
void place_everything(ClusterDrafts& drafts);
/// Puts groups and pools into the plant.
void build_groups(ClusterDrafts& drafts);
/// Keeps groups apart, as the rules of clusters say.
void read_rules(ClusterDrafts& drafts);
/// Says on which storage everything lies that runs.
void attach_storage(Draft& draft);
/// Hosts, and the nodes that may have to take a group, are attached to the storage it needs.
void check_storage_in_reach(const ClusterDrafts& drafts);

}  // namespace ausfall::scenarios
