// What stands there: hosts, networks, storage, VMs, applications, how each fails and is repaired,
// who repairs, who watches, and what counts. Const once built, shared by all threads; what happens
// is the World's.
//
// 1. Whatever can fail is a component: hosts, VMs and apps, which run one on another; and the parts
//    of networks and storage.
// 2. Every id is an index into one of the vectors here. Everything that can ring has a clock,
//    listed in `clocks`.
// 3. Whoever makes a Plant fills in what is not marked "filled in"; `complete` does the rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/clocks.hpp"
#include "sim/distribution.hpp"
#include "sim/id.hpp"
#include "sim/random.hpp"

namespace ausfall::models {

using ComponentId = Id<struct ComponentTag>;
using FamilyId = Id<struct FamilyTag>;
using ModeId = Id<struct ModeTag>;
using CrewId = Id<struct CrewTag>;
using SparesId = Id<struct SparesTag>;
using NetworkId = Id<struct NetworkTag>;
using StorageId = Id<struct StorageTag>;
using ClusterId = Id<struct ClusterTag>;
using NodeId = Id<struct NodeTag>;  ///< a component as a node of one cluster
using GroupId = Id<struct GroupTag>;
using MemberId = Id<struct MemberTag>;  ///< a component as a member of one group
using ServiceId = Id<struct ServiceTag>;
using CommonCauseId = Id<struct CommonCauseTag>;
using FaultId = Id<struct FaultTag>;
using PoolId = Id<struct PoolTag>;
using InstanceId = Id<struct InstanceTag>;  ///< a component as a member of one pool
using MaintenanceId = Id<struct MaintenanceTag>;
using CauseId = Id<struct CauseTag>;  ///< what an outage is put down to

// ---- components and their failures --------------------------------------------------------------

enum class ComponentKind : std::uint8_t {
  host,
  vm,
  app,
  network_switch,
  link,
  trunk,
  array,
  controller,
  path
};

/// Who starts first when room or start slots are few.
enum class Priority : std::uint8_t { high, medium, low };

struct Component {
  ComponentKind kind = ComponentKind::host;
  std::string name;
  FamilyId family;     ///< the components written under one key
  ComponentId place;   ///< what a VM or app runs on when all is well
  Distribution start;  ///< a host's or VM's boot (its processor's part), an app's start
  double boot_io = 0;  ///< of a VM: I/Os that its boot asks of its storage
  Priority priority = Priority::medium;  ///< of a VM
  double memory = 0;                     ///< bytes; a host's 0 does not limit, a VM's takes nothing
  int cores = 0;                         ///< as memory
  /// what a VM or app cannot do without; the storage a part belongs to
  StorageId storage;
  Distribution disk_timeout;   ///< how long a VM or app bears the loss of its storage
  NetworkId network;           ///< of a switch or link
  ComponentId host;            ///< of a link or path
  ComponentId network_switch;  ///< of a link
  std::vector<ModeId> modes;
  // filled in by the builder
  ClockId started;                    ///< hosts, VMs, apps
  Distribution boot_io_time;          ///< what they take when it boots alone; zero: no limit
  ClockId boot_io_done;               ///< VMs whose boot's I/Os take time
  ClockId disk_timed_out;             ///< VMs and apps with storage
  MemberId member;                    ///< where a cluster decides when and where it runs
  std::vector<InstanceId> instances;  ///< one for each pool that it is in
  std::vector<InstanceId> checks;     ///< those whose checks ask whether it works
  std::vector<NodeId> nodes;          ///< one for each cluster that stands on it
  std::vector<ClusterId> witness_of;  ///< a file share on it is their witness
  std::vector<ServiceId> services;    ///< that count it
  /// a host's, in the order of networks and switches; a switch's, by host
  std::vector<ComponentId> links;
  std::vector<ComponentId> guests;  ///< what runs on it when all is well
  std::uint32_t host_number = 0;    ///< of a host, among hosts
  std::vector<FaultId> faults;      ///< that make it hang
  /// boots or starts; the others are up unless they failed
  bool runs() const { return kind <= ComponentKind::app; }
};

enum class Effect : std::uint8_t { down, hang, degrade };

struct Mode {
  ComponentId component;
  std::string name;
  Distribution ttf;
  Distribution ttr;  ///< of a hang: what it lasts if nothing automatic ends it
  Effect effect = Effect::down;
  double capacity = 1;  ///< of a degraded component: the share that is left
  CrewId crew;
  SparesId spares;
  // filled in by the builder
  ClockId fails;
  ClockId repaired;
  CauseId cause;
};

// ---- repair -------------------------------------------------------------------------------------

/// Whose turn it is when a crew has a member free.
enum class CrewOrder : std::uint8_t {
  fifo,
  random,
  /// each family with members waiting runs a response clock; the first to ring gets the crew
  race,
  priority,  ///< as listed
};

struct Crew {
  std::string name;
  int size = 1;
  Distribution response;
  CrewOrder order = CrewOrder::fifo;
  std::vector<int> rank;  ///< priority only: by component, lower first
  // filled in by the builder
  std::vector<ModeId> modes;       ///< that it repairs
  std::vector<FamilyId> families;  ///< race only: each with modes of this crew
  std::vector<ClockId> responses;  ///< race: by family; otherwise by mode
  Stream stream{};
};

struct Spares {
  std::string name;
  int size = 0;
  std::optional<Distribution> restock;  ///< without it they run out
  std::vector<ModeId> modes;
  std::vector<ClockId> arrivals;  ///< one for each part that can be on order
};

struct CommonCause {
  std::string name;
  Distribution ttf;
  Distribution ttr;
  std::vector<ComponentId> hits;
  double probability = 1;
  /// its first, among the hits of all common causes; filled in, as what follows
  std::size_t first_hit = 0;
  ClockId strikes;
  ClockId ends;
  CauseId cause;
  Stream stream{};
};

/// Injected in every replication. Exactly one of `mode` and `component` is named.
struct Fault {
  std::string name;
  Duration at{0};
  ModeId mode;            ///< this failure happens,
  ComponentId component;  ///< or this component goes down or hangs
  Effect effect = Effect::down;
  bool evacuates = false;         ///< instead of failing, the component (a host) is drained
  std::optional<Duration> lasts;  ///< otherwise a mode's own repair; a component stays down
  ClockId strikes;
  ClockId ends;
  CauseId cause;
};

// ---- networks and storage -----------------------------------------------------------------------

/// A connected part of the network has the number of one of its networks, in a byte.
inline constexpr std::size_t networks_max = 254;

struct Network {
  std::string name;
  bool carries_heartbeat = true;
  bool carries_clients = true;
  bool carries_storage = false;
  Duration latency{0};
  double loss = 0;                    ///< probability that a heartbeat is lost
  double bandwidth = 0;               ///< bytes a second; 0: not given
  std::vector<ComponentId> switches;  ///< joined to one another
  std::vector<ComponentId> hosts;     ///< each with one link to each switch
};

struct Trunk {
  ComponentId component;
  NetworkId left, right;
};

enum class StorageKind : std::uint8_t { scsi, fc, iscsi };

struct Storage {
  std::string name;
  StorageKind kind = StorageKind::fc;
  NetworkId network;  ///< iscsi: what it is reached over
  ComponentId array;
  std::vector<ComponentId> controllers;
  std::vector<ComponentId> hosts;               ///< attached
  std::vector<std::vector<ComponentId>> paths;  ///< by host as in `hosts`
  double iops = 0;                              ///< 0 does not limit
  /// bytes a second; 0 does not limit. Of a boot, 8 KiB an I/O
  double throughput = 0;
  /// I/O stands still while another controller, or another path of a host, takes over from the one
  /// in use, which is the first that works; zero, as `complete` makes it of one that is alone: it
  /// does not
  Distribution controller_failover, path_failover;
  /// for how long all hosts on the bus stand still when it is reset; zero: nobody else notices
  Distribution bus_reset;
  // filled in by the builder
  std::vector<ComponentId> users;     ///< VMs and apps that need it
  ClockId resumes;                    ///< I/O of all hosts goes on
  std::vector<ClockId> path_resumes;  ///< by host as in `hosts`
  std::size_t first_host = 0;         ///< its first, among the hosts of all storages
};

// ---- clusters -----------------------------------------------------------------------------------

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
  /// every heartbeat is simulated, instead of the law of their silence. REQUIRES: interval > 0 s
  bool is_explicit = false;
  // filled in
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
};

struct Quorum {
  QuorumKind kind = QuorumKind::none;
  /// shared_disk: may be unnamed, a disk that does not fail. witness, dynamic: a disk witness
  StorageId disk;
  bool has_witness = false;  ///< dynamic; true of witness
  ComponentId witness;       ///< that a file share lies on; neither named: always in reach
  bool two_node = false;     ///< majority of two nodes: one will do, but not to form the cluster
  int primaries = 0;         ///< primaries: how many nodes are
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
  lock,         ///< the storage refuses a second opener
};

struct Fencing {
  FencingKind kind = FencingKind::none;
  Distribution arbitration;  ///< reservation: reset, wait, reserve the group's disks
  Distribution time;         ///< power: of an attempt
  double success = 1;        ///< power: probability that an attempt works
  int attempts = 1;          ///< power: until a person has to come; `unlimited`
  Distribution timeout;      ///< watchdog: from losing the quorum to the node's reset
  Distribution expiry;       ///< watchdog: from a node's silence until its leases have expired
  Distribution delay;        ///< watchdog: after it was found lost, and not before they have
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
};

struct Restart {
  int attempts = 0;     ///< in place, before failover; `unlimited`
  Distribution period;  ///< after which attempts are forgotten
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
  Distribution grace;                  ///< for which a lost node's groups are left to it
  /// what runs on shared disks stands still meanwhile, if its node lives
  bool grace_pauses = false;
  Distribution delay;           ///< to move and bring online, before boot
  int concurrency = unlimited;  ///< groups that may be starting on one node
  /// a mirrored copy goes on at once on the target: neither boot nor start
  bool hot_standby = false;
};

enum class FailbackKind : std::uint8_t { never, immediate, window };

struct Failback {
  FailbackKind kind = FailbackKind::never;
  DailyWindow window;
};

enum class IsolationResponse : std::uint8_t { stay, power_off, shut_down };

/// What a node does that finds itself cut off from all heartbeat networks.
struct Isolation {
  IsolationResponse response = IsolationResponse::stay;
  bool takes_over = true;     ///< stay: it may take the groups of those that it misses
  Distribution after;         ///< from being cut off to the response
  Distribution leader_after;  ///< of the node that leads
  Distribution shutdown;      ///< shut_down: until the members are off
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
};

/// A load balancer's health check, or a heartbeat among those who share the load.
struct Check {
  bool of_app = true;      ///< false: only that the instance's machine works
  Distribution fall_seen;  ///< from an instance's failing to its getting no more requests
  Distribution rise_seen;  ///< from its serving again to its getting requests
};

struct Cluster {
  std::string name;
  std::string profile;
  std::vector<NodeId> nodes;  ///< at most 64
  std::vector<GroupId> groups;
  bool balances_load = false;  ///< it has a check, and pools instead of groups
  std::vector<PoolId> pools;
  std::size_t first_pair = 0;  ///< of its nodes, among those of all clusters; filled in
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
  // filled in
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
  std::vector<StorageId> disks;            ///< its own and its members'
  std::uint8_t home = 0;                   ///< node number at the start
  // filled in
  double memory = 0;                  ///< of its VMs
  Priority priority = Priority::low;  ///< the highest of its VMs; without any, medium
  std::vector<GroupId> kept_apart;    ///< those that share a class with it
  ClockId fenced, moved, delay_over, restarts_forgotten, failovers_forgotten, person_arrives,
      failback_due, grace_over, migrated;
  CauseId failback;
  Stream coverage{};
  Stream placement{};
};

struct Member {
  GroupId group;
  ComponentId component;
  ClockId failure_seen;
  ClockId pending_timed_out;  ///< where its cluster has a pending time-out
};

/// Applications, or VMs, that all run and share the requests: a load balancer's.
struct Pool {
  ClusterId cluster;
  std::string name;
  std::vector<InstanceId> instances;
  std::vector<ServiceId> services;  ///< filled in: those that count one of its instances
};

struct Instance {
  PoolId pool;
  ComponentId component;
  // filled in
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
  // filled in
  ClockId due;
  std::vector<ClockId> done;   ///< by host
  std::size_t first_host = 0;  ///< its first, among the hosts of all maintenance
  CauseId cause;
};

// ---- services -----------------------------------------------------------------------------------

/// What a service needs: a tree. A leaf is a component; otherwise at least `at_least` of `parts`.
struct Need {
  ComponentId component;
  std::size_t at_least = 0;
  /// attached to one and the same connected part of the network; parts are leaves
  bool connected = false;
  std::vector<Need> parts;
};

struct Service {
  std::string name;
  Need needs;
  std::optional<double> slo;  ///< availability promised
};

// ---- clocks and causes --------------------------------------------------------------------------

enum class ClockKind : std::uint8_t {
  mode_fails,
  mode_repaired,
  crew_responds,
  spare_arrives,
  common_cause_strikes,
  common_cause_ends,
  fault_strikes,
  fault_ends,
  component_started,
  disk_timed_out,
  node_suspected,
  regrouped,
  arbitrated,
  service_retries,
  quorum_disk_given_up,
  member_failure_seen,
  boot_io_done,
  storage_resumes,
  path_resumes,
  heartbeats_missed,
  heartbeat_heard,
  node_beats,
  node_isolated,
  node_shut_down,
  node_fenced,
  lease_expires,
  watchdog_fires,
  pending_timed_out,
  group_grace_over,
  group_migrated,
  instance_noticed,
  maintenance_due,
  maintenance_done,
  group_fenced,
  group_moved,
  restart_delay_over,
  restarts_forgotten,
  failovers_forgotten,
  person_arrives,
  failback_due,
};

struct Clock {
  ClockKind kind;
  std::uint32_t subject;     ///< the index of the thing; of crews and spares, the owner
  std::uint32_t detail = 0;  ///< of crews, spares, paths and maintenance, which of their clocks
  std::string name;          ///< for people, and of its stream of random numbers
  Stream stream{};
};

struct Plant {
  std::vector<Component> components;
  std::vector<std::string> families;
  std::vector<Mode> modes;
  std::vector<Crew> crews;
  std::vector<Spares> spares;
  std::vector<CommonCause> common_causes;
  std::vector<Fault> faults;
  std::vector<Network> networks;
  std::vector<Trunk> trunks;
  std::vector<Storage> storages;
  std::vector<Cluster> clusters;
  std::vector<Node> nodes;
  std::vector<Group> groups;
  std::vector<Member> members;
  std::vector<Pool> pools;
  std::vector<Instance> instances;
  std::vector<Maintenance> maintenance;
  std::vector<Service> services;
  std::vector<Clock> clocks;
  std::size_t host_count = 0;
  bool clients_anywhere = true;  ///< no network carries clients: they reach everything
  bool any_degrade = false;      ///< some mode takes a part of the capacity
  bool any_connected = false;    ///< some service asks for hosts that are connected
  bool any_drained = false;      ///< there is maintenance, or an evacuation
  std::size_t hit_count = 0;
  std::size_t storage_host_count = 0;
  std::size_t node_pair_count = 0;  ///< of clusters in which single heartbeats matter
  std::size_t maintenance_host_count = 0;
  std::vector<std::string> causes;  ///< "node1.hardware", "private.switch", "msc.failback"

  const Component& operator[](ComponentId id) const { return components[id.index()]; }
  const Mode& operator[](ModeId id) const { return modes[id.index()]; }
  const Crew& operator[](CrewId id) const { return crews[id.index()]; }
  const Spares& operator[](SparesId id) const { return spares[id.index()]; }
  const CommonCause& operator[](CommonCauseId id) const { return common_causes[id.index()]; }
  const Fault& operator[](FaultId id) const { return faults[id.index()]; }
  const Network& operator[](NetworkId id) const { return networks[id.index()]; }
  const Storage& operator[](StorageId id) const { return storages[id.index()]; }
  const Cluster& operator[](ClusterId id) const { return clusters[id.index()]; }
  const Node& operator[](NodeId id) const { return nodes[id.index()]; }
  const Group& operator[](GroupId id) const { return groups[id.index()]; }
  const Member& operator[](MemberId id) const { return members[id.index()]; }
  const Pool& operator[](PoolId id) const { return pools[id.index()]; }
  const Instance& operator[](InstanceId id) const { return instances[id.index()]; }
  const Maintenance& operator[](MaintenanceId id) const { return maintenance[id.index()]; }
  const Service& operator[](ServiceId id) const { return services[id.index()]; }
  const Clock& operator[](ClockId id) const { return clocks[id.index()]; }
  const std::string& operator[](CauseId id) const { return causes[id.index()]; }
};

/// Makes the plant whole: gives everything that can ring its clock and stream, every failure its
/// cause, and fills in what depends on what. REQUIRES: every id in it names something in it; the
/// lists marked "filled in" are empty.
Plant complete(Plant plant);

/// The streams of all its clocks, by id: what a calendar draws from.
std::vector<Stream> streams_of(const Plant& plant);

/// The host that a host, VM or app stands on when all is well; unnamed if that is not known yet.
ComponentId home_host(const Plant& plant, ComponentId id);

/// The time from a node's silence to its being suspected: uniform on [(missed - 1) * interval,
/// missed * interval], since the failure falls anywhere between two heartbeats; later by the time a
/// heartbeat is on its way.
///
/// Source: KB892422 (Windows Server 2003: 1.2 s, 6 missed). REQUIRES: interval >= 0 s, missed >= 1.
Distribution detection_delay(Duration interval, int missed, Duration latency);

/// The same where each heartbeat is lost with this probability. REQUIRES: interval > 0 s,
/// 1 <= missed <= 256, 0 < loss < 1.
HeartbeatLoss heartbeat_loss(Duration interval, int missed, Duration delay, double loss);

/// The time from an event to the next of the polls that come every `interval`, and then to the
/// poll's time-out. REQUIRES: interval >= 0 s, timeout >= 0 s.
Distribution poll_delay(Duration interval, Duration timeout);

}  // namespace ausfall::models
