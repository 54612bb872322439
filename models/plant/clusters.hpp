// Clusters: their nodes, groups and members, pools and instances; and planned work.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/plant/components.hpp"
#include "models/plant/ids.hpp"
#include "models/plant/policies.hpp"
#include "sim/clocks.hpp"
#include "sim/distribution.hpp"
#include "sim/random.hpp"

namespace ausfall::models {

struct Cluster {
  std::string name;
  std::string profile;
  std::vector<NodeId> nodes;  ///< at most 64
  std::vector<GroupId> groups;
  bool balances_load = false;  ///< it has a check, and pools instead of groups
  std::vector<PoolId> pools;
  Heartbeat heartbeat;
  Membership membership;
  Quorum quorum;
  Fencing fencing;
  Monitor monitor;
  Restart restart;
  Failover failover;
  Failback failback;
  Isolation isolation;
  Admission admission;
  Planned planned;
  Check check;
  // derived
  std::size_t first_pair = 0;        ///< of its nodes, among those of all clusters
  std::vector<GroupId> by_priority;  ///< its groups, those of high priority first
  ClockId disk_given_up;             ///< where a quorum disk or witness can be lost
};

inline constexpr std::size_t nodes_max = 64;

/// One bit for each node of a cluster.
using NodeSet = std::uint64_t;

struct Node {
  ClusterId cluster;
  std::uint8_t number = 0;  ///< within the cluster
  ComponentId component;
  // derived
  ClockId suspected;      ///< those who no longer hear it suspect it
  ClockId regrouped;      ///< the side it leads has agreed on who is left
  ClockId arbitrated;     ///< the side it leads has won or lost the quorum disk
  ClockId retries;        ///< its cluster service starts again
  ClockId isolated;       ///< it has been cut off for as long as its response waits
  ClockId shut_down;      ///< its isolation response has shut its members down
  ClockId fenced;         ///< an attempt to fence it has ended
  ClockId lease_expires;  ///< watchdog: what it held is free
  ClockId watchdog;       ///< it resets itself
  // Where single heartbeats matter; by the number of the node that is listened to.
  std::vector<ClockId> doubts;  ///< too many of its heartbeats in a row did not arrive
  std::vector<ClockId> heard;   ///< after that, one does
  ClockId beats;                ///< explicit: its next heartbeat
  Stream losses{};
  Stream fencing{};
};

struct Group {
  ClusterId cluster;
  std::string name;
  std::vector<MemberId> members;
  bool ordered = false;  ///< members start one after another, in this order
  /// all node numbers, the preferred first; failback goes to the first of all
  std::vector<std::uint8_t> owners;
  bool has_preferred = false;              ///< the first owners were chosen by somebody
  NodeSet possible = ~NodeSet{0};          ///< nodes that may run it at all
  std::vector<std::string> anti_affinity;  ///< kept apart from groups of the same class, if it can
  std::vector<std::string> always_apart;   ///< classes; it waits rather than share a node
  std::vector<StorageId> disks;            ///< its own and its members'
  std::uint8_t home = 0;                   ///< node number at the start
  // derived
  double memory = 0;                  ///< of its VMs
  Priority priority = Priority::low;  ///< the highest of its VMs; without any, medium
  std::vector<GroupId> kept_apart;    ///< those that share a class of `anti_affinity` with it
  std::vector<GroupId> never_beside;  ///< those that share one of `always_apart`
  ClockId fenced, moved, delay_over, restarts_forgotten, failovers_forgotten, person_arrives,
      failback_due, grace_over, migrated;
  CauseId failback;
  Stream coverage{};
  Stream placement{};
};

struct Member {
  GroupId group;
  ComponentId component;
  // derived
  ClockId failure_seen;
  ClockId pending_timed_out;  ///< where its cluster has a pending time-out
};

/// Applications, or VMs, that all run and share the requests: a load balancer's.
struct Pool {
  ClusterId cluster;
  std::string name;
  std::vector<InstanceId> instances;
  // derived
  std::vector<ServiceId> services;  ///< that count one of its instances
};

struct Instance {
  PoolId pool;
  ComponentId component;
  // derived
  ComponentId machine;  ///< the node that it runs on, or itself if it is one
  ClockId noticed;      ///< that it fails, or serves again
};

/// Hosts are drained, patched and returned in turn.
struct Maintenance {
  std::string name;
  std::vector<ComponentId> hosts;
  Distribution every;
  Distribution duration;
  int at_once = 1;
  // derived
  ClockId due;
  std::vector<ClockId> done;   ///< by host
  std::size_t first_host = 0;  ///< its first, among the hosts of all maintenance
  CauseId cause;
};

}  // namespace ausfall::models
