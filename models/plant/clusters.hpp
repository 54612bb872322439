// Clusters: their nodes, groups and members, pools and instances; and planned work.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/plant/components.hpp"
#include "models/plant/ids.hpp"
#include "models/plant/placement_policies.hpp"
#include "models/plant/policies.hpp"
#include "sim/clocks.hpp"
#include "sim/distribution.hpp"
#include "sim/hours.hpp"
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
  Quarantine quarantine;
  Monitor monitor;
  StorageLoss storage_loss;
  Redirection redirection;
  Restart restart;
  Failover failover;
  Failback failback;
  Isolation isolation;
  Admission admission;
  Planned planned;
  Overcommit overcommit;  ///< of hosts that say nothing themselves
  Check check;
  SplitBrain split_brain;
  StopFailure stop_failure = StopFailure::block;
  bool preempts = false;  ///< groups of lower priority are stopped to make room
  bool returns = false;   ///< what maintenance moved away comes back afterwards
  Eviction eviction;
  Shutdown shutdown = Shutdown::drain;
  std::vector<Budget> budgets;
  // derived
  CauseId runs_twice;                ///< of what a split brain costs, where it costs something
  std::size_t first_pair = 0;        ///< of its nodes, among those of all clusters
  std::vector<GroupId> by_priority;  ///< its groups, those of high priority first
  ClockId disk_given_up;             ///< where a quorum disk or witness can be lost
};

/// Memory (bytes) and cores that a cluster may promise to the VMs of a host together; 0: no limit.
struct Promise {
  double memory = 0;
  double cores = 0;
};
Promise promised(const Cluster& cluster, const Component& host);

inline constexpr std::size_t nodes_max = 64;

/// One bit for each node of a cluster.
using NodeSet = std::uint64_t;

struct Node {
  ClusterId cluster;
  std::uint8_t number = 0;  ///< within the cluster
  ComponentId component;
  // derived
  Promise promise;        ///< to the VMs on it
  ClockId suspected;      ///< those who no longer hear it suspect it
  ClockId regrouped;      ///< the side it leads has agreed on who is left
  ClockId arbitrated;     ///< the side it leads has won or lost the quorum disk
  ClockId retries;        ///< its cluster service starts again
  ClockId isolated;       ///< it has been cut off for as long as its response waits
  ClockId shut_down;      ///< its isolation response has shut its members down
  ClockId fenced;         ///< an attempt to fence it has ended
  ClockId lease_expires;  ///< watchdog: what it held is free
  ClockId watchdog;       ///< it resets itself
  ClockId idles;          ///< it has carried no group for so long that it has no watchdog
  /// Of its departures, all but the last that is borne: each counts until its clock rings.
  std::vector<ClockId> departures;
  ClockId quarantine_over;  ///< it may join again
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
  std::vector<std::string> together;       ///< classes; on one node with the others, if it can
  std::vector<std::string> always_together;  ///< classes; it waits rather than be without them
  std::vector<StorageId> disks;              ///< its own and its members'
  std::uint8_t home = 0;                     ///< node number at the start
  /// Once its node is lost it waits for it, or for a person who makes sure that it is off
  bool waits_for_node = false;
  // derived
  double memory = 0;                  ///< of its VMs
  int cores = 0;                      ///< likewise
  Priority priority = Priority::low;  ///< the highest of its VMs; without any, medium
  std::vector<GroupId> kept_apart;    ///< those that share a class of `anti_affinity` with it
  std::vector<GroupId> never_beside;  ///< those that share one of `always_apart`
  std::vector<GroupId> goes_with;     ///< those that share a class of `together`
  std::vector<GroupId>
      never_without;  ///< those that share one of `always_together`, however long the chain
  ClockId fenced, moved, delay_over, failovers_forgotten, person_arrives, failback_due, grace_over,
      migrated, restored;
  ClockId retried;         ///< where its cluster tries again by itself
  ClockId stop_timed_out;  ///< where stops can take too long
  ClockId let_go;          ///< evicted: it need not wait for its node, or for its disks
  std::vector<std::uint32_t> budgets{};  ///< of its cluster, those that count it
  CauseId failback;
  Stream coverage{};
  Stream placement{};
  Stream mistakes{};          ///< of persons
  Stream planned_mistakes{};  ///< of planned moves
};

struct Member {
  GroupId group;
  ComponentId component;
  // derived
  ClockId failure_seen;
  ClockId pending_timed_out;       ///< where its cluster has a pending time-out
  ClockId attempt_over;            ///< an attempt to start what is broken has come to its end
  ClockId stopped;                 ///< it has been stopped, where that takes time or can fail
  std::size_t first_count = 0;     ///< its first, among the failure counts of all members
  std::vector<ClockId> forgotten;  ///< by node: what is counted there no longer is
  /// of VMs with storage, where their cluster responds to its loss: to one that nobody explains, and
  /// to one of which their host is told
  ClockId storage_response, permanent_response;
};

/// Applications, or VMs, that all run and share the requests: a load balancer's.
struct Pool {
  ClusterId cluster;
  std::string name;
  std::vector<InstanceId> instances;
  // derived
  std::vector<ServiceId> services;  ///< that count one of its instances
  double demand = 0;                ///< of all instances together
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
  std::vector<ComponentId> hosts;  ///< and VMs that are nodes, of rejuvenations
  Distribution every;
  Distribution duration;
  WeeklyHours hours;  ///< in which rounds begin
  int at_once = 1;
  GoesDown goes_down = GoesDown::drained;
  // derived
  ClockId due;
  std::vector<ClockId> done;   ///< by host
  std::size_t first_host = 0;  ///< its first, among the hosts of all maintenance
  CauseId cause;
  RejuvenationId rejuvenation;  ///< that it is
};

/// Planned restarts of a component, before it has aged. Where a cluster can move away what stands on
/// it they are maintenance; otherwise it is restarted where it is.
struct Rejuvenation {
  ComponentId component;
  /// from the beginning of one to the next, or from its start after a failure that makes its modes new
  Distribution every;
  Distribution takes;          ///< before it boots or starts
  WeeklyHours hours;           ///< in which they begin
  std::vector<ModeId> renews;  ///< modes of the component that are as good as new afterwards
  MaintenanceId maintenance;   ///< which sees to it, as the work on its only host
  // derived
  ClockId due;   ///< of maintenance, its own
  ClockId ends;  ///< without maintenance
  CauseId cause;
};

}  // namespace ausfall::models
