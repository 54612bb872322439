// What happens: the state of everything in the plant at one moment.
//
// 1. A value: copying it copies the world; it can be compared and hashed. No pointers, no times:
//    all memory of time lives in clocks.
// 2. Canonical: the same situation reached by another way is the same value (lists are kept in
//    order).
// 3. What follows from the rest but is asked often (reach of the network, serving) is kept here
//    too, and is never out of date when time passes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/plant.hpp"

namespace ausfall::models {

enum class Running : std::uint8_t { off, starting, on };

struct ComponentState {
  ComponentId place;        ///< what a VM or app runs on now
  ComponentId first_guest;  ///< what runs on it, in order of ids
  ComponentId next_guest;
  Running running = Running::off;
  std::uint8_t down = 0;  ///< failures that keep it down
  /// reasons why it stands still: it hangs, what it runs on does, its disk does not answer
  std::uint8_t stalled = 0;
  std::uint8_t hung = 0;      ///< of these, its own hangs
  std::uint8_t degraded = 0;  ///< modes that take some of its capacity
  bool disk_lost = false;
  bool io_failed = false;    ///< its disk did not answer in time: it hangs until it is restarted
  bool redirected = false;   ///< its I/O goes through another host that reaches its storage
  bool boot_io = false;      ///< its boot's I/Os are not done
  bool boot_waits = false;   ///< for nothing but them: its processor's part is done
  std::uint16_t unused = 0;  ///< fills it up, since worlds are compared by their memory

  bool operator==(const ComponentState&) const = default;
  /// Does its work: on, and nothing makes it stand still.
  [[nodiscard]] bool alive() const { return running == Running::on && stalled == 0; }
};

enum class ModeState : std::uint8_t {
  armed,  ///< it can fail; its clock runs while the component is up
  waits_for_spare,
  waits_for_crew,
  crew_on_its_way,
  in_repair,
  beyond_repair,  ///< nobody will ever repair it: it is never repaired, or a part never comes
  unseen,         ///< it has failed, and its component counts as working
};

struct CrewState {
  std::uint32_t free = 0;
  std::vector<ModeId> waiting;  ///< in order of arrival where that matters, otherwise of ids
  bool operator==(const CrewState&) const = default;
};

struct SparesState {
  std::uint32_t in_stock = 0;
  std::vector<ModeId> waiting;
  bool operator==(const SparesState&) const = default;
};

enum class NodeStatus : std::uint8_t {
  down,     ///< its machine does not work
  waiting,  ///< its cluster service found no side to join that it may, and waits
  stopped,  ///< its cluster service stopped itself: it lost the quorum
  member,
};

/// What a member is doing about its view.
enum class Agreement : std::uint8_t {
  settled,
  regrouping,   ///< its side works out who is left
  confirming,   ///< its leader makes sure that those it misses are dead
  electing,     ///< who leads
  arbitrating,  ///< its side challenges for the quorum disk
};

/// What the others have done about a lost node: fencing by power, poison pill and watchdog.
enum class Fence : std::uint8_t {
  none,
  under_way,  ///< a request was sent, and works whatever becomes of its sender
  fenced,     ///< it is off, until it joins again
  failed,     ///< a person has to see to it
  held,       ///< the request waits, since its groups are the more important ones
  delayed,    ///< the request waits, as each does
};

struct NodeState {
  NodeSet view = 0;  ///< the nodes it takes for members, itself among them
  NodeStatus status = NodeStatus::down;
  Agreement agreement = Agreement::settled;
  Fence fence = Fence::none;
  std::uint8_t fence_attempts = 0;
  NodeSet deaf = 0;          ///< living nodes whose last heartbeats, too many, it did not hear
  NodeSet known_votes = 0;   ///< dynamic, where the witness has a copy: those it last knew of
  bool drained = false;      ///< for maintenance, or by an evacuation: it takes no groups
  bool gave_up = false;      ///< its isolation response took its groups offline
  bool in_vain = false;      ///< it tries to start its cluster service, and the quorum disk is gone
  bool condemned = false;    ///< a stop failed there: it is to be fenced, though it is a member
  bool idle = false;         ///< it has carried no group for long, and no watchdog runs on it
  bool quarantined = false;  ///< it has left too often, and may not join
  bool response_waits = false;  ///< isolated, it responds once others can take its groups
  bool operator==(const NodeState&) const = default;
};

enum class GroupStatus : std::uint8_t {
  online,  ///< as far as its cluster knows
  lost,    ///< its node is lost, and the survivors have not agreed on that
  fencing,
  moving,      ///< its disks are brought online
  migrating,   ///< planned: its members are carried to another node, not stopped
  tolerated,   ///< its node is lost, and it is left to it for a while
  queued,      ///< no node may or can take it
  restarting,  ///< waits for its restart delay
  starting,    ///< its members boot and start
  uncovered,   ///< the automatic failover did not work: waits for a person
  given_up,    ///< past its threshold: waits for a person, or to be tried again
  stopping,    ///< its members are stopped, before it starts elsewhere or anew
  blocked,     ///< a member could not be stopped: waits for a person
};
inline constexpr std::size_t group_status_count =
    static_cast<std::size_t>(GroupStatus::blocked) + 1;

/// What a group that is being stopped is stopped for.
enum class AfterStop : std::uint8_t {
  none,
  restart,    ///< in place
  fail_over,  ///< it has failed too often here
  move,       ///< to its target, as planned
  make_room,  ///< for a group of higher priority
};

/// How far the stop of a member has come.
enum class MemberStop : std::uint8_t {
  none,
  due,          ///< those that start after it stop first
  due_in_vain,  ///< likewise, and it will not work
  under_way,  ///< one whose I/O hangs still runs, and its end begins when that is answered, or fails
  failing,    ///< under way, and it does not work
};

inline constexpr std::uint8_t no_node = 0xFF;

/// How far a planned move has come. From `copying` on, the group is `migrating`.
enum class PlannedStage : std::uint8_t {
  none,
  restarting,    ///< stopped; its disks are moved, and it starts on the target
  frozen,        ///< stopped; it stays with its node, which is shut down, and starts there again
  copying,       ///< live migration: it serves while its memory is copied
  handing_over,  ///< live migration: it stands still while the rest is copied
  saving,        ///< it stands still from here on: its memory is written
  saved,         ///< its disks are moved
  restoring,     ///< on the target: its memory is read
};

struct GroupState {
  GroupStatus status = GroupStatus::online;  ///< changed by `set_status` only
  std::uint8_t owner = 0;                    ///< node number
  /// where it is being moved to; of a queued group, where it waits for a start slot
  std::uint8_t target = no_node;
  std::uint8_t ghost = no_node;  ///< where a second instance runs on: split brain
  /// where all that was written is while it fails over, if its copies lag and it has left that node
  std::uint8_t data_on = no_node;
  std::uint8_t failovers = 0;
  std::uint8_t left_for_work = no_node;  ///< where maintenance moved it away from
  /// a failover is under way (it began with a failure and has not ended)
  bool recovering = false;
  bool fence_due = false;  ///< its disks may still be held by the node it is taken from
  bool mirrored = false;   ///< on its way to its hot standby, which goes on without boot or start
  bool paused = false;     ///< its members stand still while it is left to its node
  bool restoring = false;  ///< its data is corrupt, and being restored: it does not serve
  bool failed_at_home = false;  ///< of its own, with its first owner there: it does not fail back
  bool counted = false;         ///< some failure of its members is counted (World::failure_counts)
  /// it can not be started where it is: it waits for another node, a person, or to be tried again
  bool spent = false;
  /// its cluster's response to the loss of its storage is due, and no node can take it
  bool response_overdue = false;
  PlannedStage planned = PlannedStage::none;
  AfterStop after_stop = AfterStop::none;
  bool operator==(const GroupState&) const = default;
};

/// Of a group that was left to its lost node for long enough.
enum class Evicted : std::uint8_t {
  no,
  waits_for_node,  ///< until that is back, or somebody makes sure that it is off
  detaching,       ///< its disks are still held by that node
};

struct ClusterState {
  std::uint8_t disk_owner = 0;  ///< node number that holds the quorum disk, or the witness
  NodeSet votes = 0;            ///< nodes that have a vote
  bool witness_votes = false;
  NodeSet current = 0;  ///< where a witness votes: nodes that have the last configuration
  bool operator==(const ClusterState&) const = default;
};

struct StorageState {
  std::uint32_t booting = 0;  ///< VMs whose boots share its I/Os
  bool stalled = false;       ///< nobody's I/O is answered: it fails over, or its bus was reset
  bool operator==(const StorageState&) const = default;
};

/// One bit for each side of a mirror, the preferred one first.
using Sides = std::uint8_t;
constexpr bool has_side(Sides sides, std::size_t side) { return (sides >> side & 1U) != 0; }
inline constexpr Sides both_sides = 3;

struct MirrorState {
  Sides in_step = both_sides;    ///< have all that was written; one has at any time
  Sides answering = both_sides;  ///< do I/O; follows from the rest
  bool operator==(const MirrorState&) const = default;
};

enum class MaintenanceState : std::uint8_t { idle, waiting, draining, patching };

struct ServiceState {
  bool up = true;
  std::uint32_t capacity = 1U << 16U;  ///< share of requests served
  bool operator==(const ServiceState&) const = default;
};

/// A service whose parts changed, and what that change stems from.
struct Unsettled {
  ServiceId service;
  CauseId origin;
  bool operator==(const Unsettled&) const = default;
};

/// A cluster whose groups that wait are tried again when the ring is over, and what that stems
/// from. `except` was queued by what makes room, and waits for the next change.
struct Retry {
  ClusterId cluster;
  GroupId except;
  CauseId origin;
  bool operator==(const Retry&) const = default;
};

struct World {
  std::vector<ComponentState> components;
  std::vector<ModeState> modes;
  std::vector<CrewState> crews;
  std::vector<SparesState> spares;
  std::vector<std::uint8_t> common_causes;  ///< by hit: 1 while the cause keeps it down
  std::vector<std::uint8_t> bridged;        ///< by common cause: 1 while it lasts and hits nothing
  std::vector<std::uint8_t> faults;         ///< by target: 1 while the fault lasts there
  std::vector<NodeState> nodes;
  std::vector<ClusterState> clusters;
  std::vector<GroupState> groups;
  /// by member and node (Member::first_count): how often it was restarted there (failure_counts.hpp)
  std::vector<std::uint8_t> failure_counts;
  std::vector<MemberStop> member_stops;  ///< by member
  std::vector<std::uint8_t>
      marked;                    ///< by node: 1 while its groups are to leave it since it was lost
  std::vector<Evicted> evicted;  ///< by group
  /// by pair of nodes: the networks that joined them when they last were in touch
  std::vector<std::uint8_t> pair_networks;
  std::vector<std::uint8_t> in_rotation;  ///< by instance: 1 while it gets requests
  std::vector<StorageState> storages;
  std::vector<MirrorState> mirrors;
  std::vector<std::uint8_t> path_stalls;      ///< by storage and host: 1 while its path fails over
  std::vector<MaintenanceState> maintenance;  ///< by maintenance and host
  std::vector<std::uint8_t> overdue;  ///< by maintenance: 1 if a round came due during another
  std::vector<ServiceState> services;
  // reach: follows from the components
  /// by network: which connected part it belongs to, `no_part` if its switches are down
  std::vector<std::uint8_t> network_part;
  /// by host number and network: working links to working switches
  std::vector<std::uint8_t> attachments;
  // empty whenever time passes
  std::vector<Retry> retries;        ///< what `conclude` still has to do
  std::vector<Unsettled> unsettled;  ///< what `settle` still has to look at

  bool operator==(const World&) const = default;

  ComponentState& operator[](ComponentId id) { return components[id.index()]; }
  const ComponentState& operator[](ComponentId id) const { return components[id.index()]; }
  ModeState& operator[](ModeId id) { return modes[id.index()]; }
  const ModeState& operator[](ModeId id) const { return modes[id.index()]; }
  NodeState& operator[](NodeId id) { return nodes[id.index()]; }
  const NodeState& operator[](NodeId id) const { return nodes[id.index()]; }
  CrewState& operator[](CrewId id) { return crews[id.index()]; }
  const CrewState& operator[](CrewId id) const { return crews[id.index()]; }
  SparesState& operator[](SparesId id) { return spares[id.index()]; }
  const SparesState& operator[](SparesId id) const { return spares[id.index()]; }
  GroupState& operator[](GroupId id) { return groups[id.index()]; }
  const GroupState& operator[](GroupId id) const { return groups[id.index()]; }
  StorageState& operator[](StorageId id) { return storages[id.index()]; }
  const StorageState& operator[](StorageId id) const { return storages[id.index()]; }
  MirrorState& operator[](MirrorId id) { return mirrors[id.index()]; }
  const MirrorState& operator[](MirrorId id) const { return mirrors[id.index()]; }
  ClusterState& operator[](ClusterId id) { return clusters[id.index()]; }
  const ClusterState& operator[](ClusterId id) const { return clusters[id.index()]; }
};

/// The plant, and the world it is in: what every question about a situation is asked of.
struct Scene {
  const Plant& plant;
  const World& world;
};

inline constexpr std::uint8_t no_part = 0xFF;
static_assert(networks_max <= no_part);

}  // namespace ausfall::models
