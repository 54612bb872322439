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

struct Component {
  ComponentKind kind = ComponentKind::host;
  std::string name;
  FamilyId family;     ///< the components written under one key
  ComponentId place;   ///< what a VM or app runs on when all is well
  Distribution start;  ///< a host's or VM's boot, an app's start
  double memory = 0;   ///< bytes; a host's 0 does not limit, a VM's takes nothing
  int cores = 0;       ///< as memory
  /// what a VM or app cannot do without; the storage a part belongs to
  StorageId storage;
  Distribution disk_timeout;   ///< how long a VM or app bears the loss of its storage
  NetworkId network;           ///< of a switch or link
  ComponentId host;            ///< of a link or path
  ComponentId network_switch;  ///< of a link
  std::vector<ModeId> modes;
  // filled in by the builder
  ClockId started;                  ///< hosts, VMs, apps
  ClockId disk_timed_out;           ///< VMs and apps with storage
  MemberId member;                  ///< where a cluster decides when and where it runs
  std::vector<NodeId> nodes;        ///< one for each cluster that stands on it
  std::vector<ServiceId> services;  ///< that count it
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
  std::optional<Duration> lasts;  ///< otherwise a mode's own repair; a component stays down
  ClockId strikes;
  ClockId ends;
  CauseId cause;
};

// ---- networks and storage -----------------------------------------------------------------------

struct Network {
  std::string name;
  bool carries_heartbeat = true;
  bool carries_clients = true;
  bool carries_storage = false;
  Duration latency{0};
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
  double throughput = 0;                        ///< bytes a second; 0 does not limit
  std::vector<ComponentId> users;  ///< VMs and apps that need it; filled in by the builder
};

// ---- clusters -----------------------------------------------------------------------------------

struct Heartbeat {
  Distribution detection;           ///< from a node's silence to its being suspected
  bool over_networks = true;        ///< false: nodes know of one another without a network
  std::vector<NetworkId> networks;  ///< REQUIRES: at least one if `over_networks`
};

enum class QuorumKind : std::uint8_t { none, majority, shared_disk };

struct Quorum {
  QuorumKind kind = QuorumKind::none;
  StorageId disk;            ///< shared_disk; may be unnamed: a disk that does not fail
  Distribution arbitration;  ///< shared_disk: from challenge to quorum online
  /// after which a node that lost the quorum starts its cluster service again
  Distribution retry;
};

enum class FencingKind : std::uint8_t { none, reservation };

struct Fencing {
  FencingKind kind = FencingKind::none;
  Distribution arbitration;  ///< reservation: reset, wait, reserve the group's disks
};

enum class Scope : std::uint8_t { node, vm_state, guest_os, app };

struct Monitor {
  Scope scope = Scope::app;
  /// from a member's stopping to the cluster's seeing it (LooksAlive)
  Distribution stop_seen;
  /// from a member's hanging to the cluster's seeing it (IsAlive)
  Distribution hang_seen;
};

struct Restart {
  int attempts = 0;     ///< in place, before failover; `unlimited`
  Distribution period;  ///< after which attempts are forgotten
  Distribution delay;
};

inline constexpr int unlimited = -1;

struct Failover {
  int threshold = unlimited;
  Distribution period;                 ///< after which failovers are forgotten
  double coverage = 1;                 ///< probability that an automatic failover works
  std::optional<Distribution> manual;  ///< time a person needs; without it nobody comes
  Distribution delay;                  ///< to move and bring online, before boot
  int concurrency = unlimited;         ///< groups that may be starting on one node
};

enum class FailbackKind : std::uint8_t { never, immediate, window };

struct Failback {
  FailbackKind kind = FailbackKind::never;
  DailyWindow window;
};

struct Cluster {
  std::string name;
  std::string profile;
  std::vector<NodeId> nodes;  ///< at most 64
  std::vector<GroupId> groups;
  Heartbeat heartbeat;
  Distribution regroup;   ///< to agree on who is left
  Distribution election;  ///< and on who leads, after that
  Quorum quorum;
  Fencing fencing;
  Monitor monitor;
  Restart restart;
  Failover failover;
  Failback failback;
};

inline constexpr std::size_t nodes_max = 64;

struct Node {
  ClusterId cluster;
  std::uint8_t number = 0;  ///< within the cluster
  ComponentId component;
  ClockId suspected;   ///< those who no longer hear it suspect it
  ClockId regrouped;   ///< the side it leads has agreed on who is left
  ClockId arbitrated;  ///< the side it leads has won or lost the quorum disk
  ClockId retries;     ///< its cluster service starts again
};

struct Group {
  ClusterId cluster;
  std::string name;
  std::vector<MemberId> members;
  bool ordered = false;  ///< members start one after another, in this order
  /// all node numbers, the preferred first; failback goes to the first of all
  std::vector<std::uint8_t> owners;
  std::vector<StorageId> disks;  ///< its own and its members'
  std::uint8_t home = 0;         ///< node number at the start
  double memory = 0;             ///< of its VMs; filled in, as what follows
  ClockId fenced, moved, delay_over, restarts_forgotten, failovers_forgotten, person_arrives,
      failback_due;
  CauseId failback;
  Stream coverage{};
};

struct Member {
  GroupId group;
  ComponentId component;
  ClockId failure_seen;
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
  member_failure_seen,
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
  std::uint32_t detail = 0;  ///< of crews and spares, which of their clocks
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
  std::vector<Service> services;
  std::vector<Clock> clocks;
  std::size_t host_count = 0;
  bool clients_anywhere = true;  ///< no network carries clients: they reach everything
  bool any_degrade = false;      ///< some mode takes a part of the capacity
  bool any_connected = false;    ///< some service asks for hosts that are connected
  std::size_t hit_count = 0;
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
  const Service& operator[](ServiceId id) const { return services[id.index()]; }
  const Clock& operator[](ClockId id) const { return clocks[id.index()]; }
  const std::string& operator[](CauseId id) const { return causes[id.index()]; }
};

/// Makes the plant whole: gives everything that can ring its clock and stream, every failure its
/// cause, and fills in what depends on what. REQUIRES: every id in it names something in it; the
/// lists marked "filled in" are empty.
Plant complete(Plant plant);

/// The time from a node's silence to its being suspected: uniform on [(missed - 1) * interval,
/// missed * interval], since the failure falls anywhere between two heartbeats; later by the time a
/// heartbeat is on its way.
///
/// Source: KB892422 (Windows Server 2003: 1.2 s, 6 missed). REQUIRES: interval >= 0 s, missed >= 1.
Distribution detection_delay(Duration interval, int missed, Duration latency);

/// The time from an event to the next of the polls that come every `interval`, and then to the
/// poll's time-out. REQUIRES: interval >= 0 s, timeout >= 0 s.
Distribution poll_delay(Duration interval, Duration timeout);

}  // namespace ausfall::models
