// What a cluster does by: the policies that a profile sets and a scenario changes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/plant/ids.hpp"
#include "sim/distribution.hpp"
#include "sim/hours.hpp"

namespace ausfall::models {

/// What losses do to the heartbeats between two nodes, as laws of whole runs of them.
///
/// Source: W. Feller, volume 1, chapter XIII.7 (see sim/trials.hpp).
struct HeartbeatLoss {
  Distribution doubted;    ///< until so many in a row are lost that a living node is suspected
  Distribution heard;      ///< from then until one arrives
  Distribution detection;  ///< from a node's silence to its being suspected: some were lost before
};

/// A cluster whose networks can lose heartbeats has a law for each set of networks.
inline constexpr std::size_t lossy_networks_max = 8;

struct Heartbeat {
  Duration interval{0};
  int missed = 1;                   ///< in a row, on all networks, until a node is suspected
  Duration delay{0};                ///< of a heartbeat on its way, and whatever else is waited
  Distribution detection;           ///< from a node's silence to its being suspected, without loss
  bool over_networks = true;        ///< false: nodes know of one another without a network
  std::vector<NetworkId> networks;  ///< REQUIRES: at least one if `over_networks`
  /// on which nodes that work are seen by others that reach one of them, too, though no network
  /// joins them: their groups are left to them
  std::vector<StorageId> storages;
  /// every heartbeat is simulated, instead of the law of their silence. REQUIRES: interval > 0 s
  bool is_explicit = false;
  // derived
  /// single heartbeats matter: they can be lost, or are simulated
  bool is_watched = false;
  /// By the set of networks that join two nodes, a bit for each of `networks`; nothing where none of
  /// them loses anything.
  std::vector<HeartbeatLoss> loss;
};

struct Membership {
  Distribution regroup;   ///< to agree on who is left
  Distribution election;  ///< and on who leads, after that, if the leader was lost
  Distribution confirm;   ///< otherwise: for the leader to make sure that a suspect is dead
};

enum class QuorumKind : std::uint8_t {
  none,
  local,        ///< the side of the first node, which has the quorum on a disk of its own
  majority,     ///< more than half of the nodes
  shared_disk,  ///< whoever holds the disk
  witness,      ///< more than half of the votes; the witness has one, for whoever holds it
  dynamic,      ///< as witness or majority, and votes follow the members
  primaries,    ///< one of the first nodes; without, nothing is restarted, but nobody stops
  /// the largest side of those that write the state file on the disk, of equal ones that of the
  /// first node; who does not reach the file while others do counts as gone
  best_partition,
};

struct Quorum {
  QuorumKind kind = QuorumKind::none;
  /// shared_disk: may be unnamed, a disk that does not fail. witness, dynamic: a disk witness.
  /// best_partition: where the state file lies; unnamed, it does not fail
  StorageId disk;
  bool has_witness = false;  ///< dynamic; true of witness
  ComponentId witness;       ///< that a file share lies on; neither named: always in reach
  /// the witness has a copy of the configuration, as a disk has; a share or the cloud knows only
  /// which is the last one
  bool has_copy = false;
  bool two_node = false;  ///< majority of two nodes: one will do, but not to form the cluster
  /// dynamic: without a witness, the last node of an even number has no vote; otherwise two halves
  /// both stop
  bool breaks_ties = true;
  int primaries = 0;  ///< primaries: how many nodes are
  /// shared_disk: its holder does not defend it for a side that clients do not reach against one
  /// that they do
  bool yields_without_clients = false;
  Distribution arbitration;  ///< from challenge to quorum online; who holds it need not wait
  /// after which a node that lost the quorum starts its cluster service again
  Distribution retry;
};

enum class FencingKind : std::uint8_t {
  none,
  reservation,  ///< the group's disks are reserved anew
  power,        ///< the node is switched off, by a device that may fail
  watchdog,     ///< the node resets itself; the others wait until it must have
  poison_pill,  ///< as power, by a message on shared disks; who loses these resets itself
  lock,         ///< the storage refuses a second opener
};

struct Fencing {
  FencingKind kind = FencingKind::none;
  Distribution arbitration;  ///< reservation: reset, wait, reserve the group's disks
  Distribution time;         ///< power: of an attempt
  double success = 1;        ///< power: probability that an attempt works
  int attempts = 1;          ///< power, poison_pill: until a person has to come; `unlimited`
  // power, poison_pill: before a request is sent, while its sender has to live
  Distribution send_delay;                ///< each
  std::vector<Distribution> send_delays;  ///< in its place, by the number of the node to be fenced
  /// more, before the node with the most important groups is fenced by a side without a majority
  Distribution priority_delay;
  // poison_pill
  std::vector<StorageId> disks;    ///< that messages are written on
  std::size_t disks_needed = 1;    ///< REQUIRES: at most as many as there are
  bool stays_with_quorum = false;  ///< who loses the disks, but has the quorum, goes on
  /// watchdog: from losing the quorum to the node's reset; poison_pill: from losing the disks
  Distribution timeout;
  Distribution expiry;  ///< watchdog: from a node's silence until its leases have expired
  Distribution delay;   ///< watchdog: after it was found lost, and not before they have
  /// watchdog: a node that has carried no group for so long has none that would reset it; nothing:
  /// it always has
  std::optional<Distribution> idle_after;
};

/// Of nodes that leave the cluster again and again.
struct Quarantine {
  int threshold = 0;      ///< departures within the period that keep a node out; 0: none do
  Distribution period;    ///< that each departure counts for
  Distribution duration;  ///< for which it may not join
  double at_most = 1;  ///< share of the nodes that are kept out at a time; one node always may be
};

enum class Scope : std::uint8_t { node, vm_state, guest_os, app };

struct Monitor {
  Scope scope = Scope::app;
  /// from a member's stopping to the cluster's seeing it (LooksAlive)
  Distribution stop_seen;
  /// from a member's hanging to the cluster's seeing it (IsAlive)
  Distribution hang_seen;
  /// from an application's stopping or hanging inside a member to the cluster's seeing it by its
  /// status messages; where they are used
  std::optional<Distribution> status_seen;
  /// a member with less capacity counts as failed, seen as one that hangs
  double capacity_floor = 0;
  /// a member that takes longer to come up counts as failed
  std::optional<Distribution> pending_timeout;
  /// The disks of a group are watched as its members are: losing them is seen as a member's
  /// stopping, where another node reaches them.
  bool disks = false;
  /// So is whether clients reach it: from losing them to the cluster's seeing it, where they reach
  /// another node.
  std::optional<Distribution> clients_seen;
  /// VMs that lose their storage are paused for so long, in place of their own disk time-out
  std::optional<Distribution> storage_pause;
  /// A member whose stop takes longer counts as one that could not be stopped; the stop of one whose I/O
  /// hangs does. Without it such a member is ended at once.
  std::optional<Distribution> stop_timeout;
  /// Asking does I/O: a member whose disk does not answer is seen as one that hangs.
  bool io = false;
};

/// What is done about VMs that lose their storage on their host, where it is not seen as a failure.
struct StorageLoss {
  /// The hypervisor holds their I/O, and answers it once it can: no time-out of the guests runs.
  bool holds = false;
  /// They are terminated and restarted on a node that has the storage: `after` they lost it, or
  /// `permanent_after` where it tells that it is gone.
  bool responds = false;
  Distribution after, permanent_after;
};

/// A node that has lost its paths to a storage gets at it through another that has one.
struct Redirection {
  bool over_network = false;
  std::vector<NetworkId> networks;  ///< any of these joins the two; empty: those of the heartbeats
  double capacity = 1;              ///< what is left to those whose I/O takes this way
};

/// Whose failures are counted together.
enum class Counted : std::uint8_t {
  group,   ///< a group's, wherever it is
  node,    ///< a group's on a node
  member,  ///< a member's on a node
};

struct Restart {
  int attempts = 0;  ///< in place, before failover; `unlimited`
  /// after which attempts are forgotten: 0 s, once the group serves; `never`, by a person alone
  Distribution period;
  bool since_last = false;  ///< the period runs from the last failure, not from the first
  Counted counted = Counted::node;
  bool only_failed_starts = false;  ///< what ran, and failed, is restarted without being counted
  bool failed_start_moves = false;  ///< a start that fails is not tried again on its node
  bool tries_broken = true;         ///< it does not know that what is broken cannot start
  /// a node on which it has failed too often may not take it until that is forgotten
  bool bars_node = false;
  std::optional<Distribution> retry_after;  ///< after which what was given up is tried again
  /// before the first start of an episode that is not the first, the second, and so on, failovers
  /// counted; the last before all that follow. Not empty once complete
  std::vector<Distribution> delays;
};

inline constexpr int unlimited = -1;

enum class PlacementRule : std::uint8_t {
  next_owner,  ///< the next down the list of owners
  random,      ///< each that can, as likely
  most_free,   ///< with the most memory free
  first_fit,   ///< the first of the list of owners
};

struct Failover {
  int threshold = unlimited;
  Distribution period;  ///< after which failovers are forgotten
  PlacementRule placement = PlacementRule::next_owner;
  /// next_owner: when its node is lost, a group without preferred owners goes to any, at random
  bool random_without_owners = false;
  double coverage = 1;                 ///< probability that an automatic failover works
  std::optional<Distribution> manual;  ///< time a person needs; without it nobody comes
  double mistake = 0;  ///< probability that what a person does is wrong, and takes as long again
  Distribution grace;  ///< for which a lost node's groups are left to it
  /// what runs on shared disks stands still meanwhile, if its node lives
  bool grace_pauses = false;
  /// groups without a VM are taken over at once nevertheless
  bool grace_vms_only = false;
  Distribution delay;  ///< to move and bring online, before boot
  /// the same, of a group that is moved since it failed on a node that is there; else as `delay`
  std::optional<Distribution> relocation;
  int concurrency = unlimited;  ///< groups that may be starting on one node
  /// a mirrored copy goes on at once on the target: neither boot nor start
  bool hot_standby = false;
};

enum class FailbackKind : std::uint8_t { never, immediate, in_hours };

struct Failback {
  FailbackKind kind = FailbackKind::never;
  WeeklyHours hours;  ///< in_hours: when it may begin
};

enum class IsolationResponse : std::uint8_t { stay, power_off, shut_down };

/// What a node does that finds itself cut off from all heartbeat networks.
struct Isolation {
  IsolationResponse response = IsolationResponse::stay;
  bool takes_over = true;     ///< stay: it may take the groups of those that it misses
  Distribution after;         ///< from being cut off to the response
  Distribution leader_after;  ///< of the node that leads
  Distribution shutdown;      ///< shut_down: until the members are off
  /// It responds only once somebody who is not cut off has the storage of its groups, or it has
  /// lost that itself.
  bool needs_owner = false;
};

enum class AdmissionKind : std::uint8_t { none, hosts, percentage, slots };

/// What is kept free for failovers when VMs are powered on. It does not hinder a cluster's own
/// restarts (vSphere HA Deepdive).
struct Admission {
  AdmissionKind kind = AdmissionKind::none;
  int hosts = 0;     ///< hosts, slots: failures to be borne
  double share = 0;  ///< percentage: of all memory
};

enum class PlannedKind : std::uint8_t { restart, save_restore, live_migration };

/// How a planned move goes. Only VMs can be saved or migrate; an application is restarted.
struct Planned {
  PlannedKind kind = PlannedKind::restart;
  double bandwidth = 0;         ///< bytes a second for memory; 0 does not limit
  double dirty_rate = 0;        ///< live_migration: bytes a second
  int concurrency = unlimited;  ///< moves at a time from one node
  double mistake = 0;           ///< probability that the group fails where it was moved to
  /// what no other node can take is stopped; otherwise it stays where it is, and serves
  bool stops_without_place = false;
};

/// What a group costs that ran twice: data that two instances wrote is of no use.
struct SplitBrain {
  bool corrupts = false;
  Distribution restore;  ///< from the end of the split brain until it can serve again
};

/// What is done about a member that could not be stopped.
enum class StopFailure : std::uint8_t {
  fence,  ///< its node is switched off, if somebody can; else as `block`
  block,  ///< its group waits for a person
  kill,   ///< it is terminated, and that works
};

/// A load balancer's health check, or a heartbeat among those who share the load.
///
/// From an instance's failing to its getting no more requests it takes as long as the checks that fail:
/// an application that is not there refuses them at once, one that hangs is waited for, and a machine
/// that is gone does not even take the connection.
struct Check {
  bool of_app = true;             ///< false: only that the instance's machine works
  Distribution refused_seen;      ///< the machine is there, and the application is not
  Distribution unanswered_seen;   ///< the application hangs
  Distribution unreachable_seen;  ///< the machine is gone, hangs, or nobody reaches it
  Distribution rise_seen;         ///< from its serving again to its getting requests
};

}  // namespace ausfall::models
