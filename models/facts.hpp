// Facts: what happened, told in the past tense to whoever measures or listens.
//
// 1. A fact is trivially copyable: what kind, about what, and one or two details whose meaning the
//    kind gives.
// 2. The model does not need them: without an observer it goes the same way.
// 3. Service facts are told when time is about to pass, so an outage that lasts no time is none.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>

#include "models/plant.hpp"

namespace ausfall::models {

enum class FactKind : std::uint8_t {
  // subject: a component
  component_failed,    ///< detail: mode
  component_hung,      ///< detail: mode
  component_degraded,  ///< detail: mode
  component_restored,  ///< a degraded one has its full capacity again; detail: mode
  component_stopped,   ///< it went down with what it ran on, or was stopped
  component_started,   ///< began to boot or start; detail: component it runs on, or none
  component_running,
  component_reset,  ///< a hang ended
  storage_lost,     ///< detail: storage
  storage_back,     ///< detail: storage
  disk_timed_out,
  // subject: a storage
  controller_failed_over,  ///< I/O of all hosts stands still meanwhile
  path_failed_over,        ///< of host `detail`
  bus_was_reset,
  storage_resumed,  ///< I/O goes on; detail: host, or none: of all
  // subject: a mode
  /// for its crew or for spares; detail: crew; other: spares (either may be none)
  repair_waits,
  repair_began,
  repair_ended,
  repair_never,  ///< it is never repaired
  // subject: a common cause; a fault
  common_cause_struck,
  common_cause_ended,
  fault_struck,
  fault_ended,
  // subject: a node
  node_silent,  ///< somebody who takes it for a member no longer hears it
  node_heard,   ///< again, before it was suspected
  node_suspected,
  regroup_began,      ///< on the side that this node leads
  regroup_ended,      ///< detail: nodes left, as a number
  quorum_challenged,  ///< by the side that this node leads
  quorum_won,
  quorum_lost,       ///< and its cluster service stopped
  quorum_disk_lost,  ///< by the node that held it, while its side lived
  node_joined,
  death_confirmed,         ///< by the side that this node leads
  leader_elected,          ///< this node
  node_falsely_suspected,  ///< by node `detail`: heartbeats were lost, not the node
  node_isolated,           ///< it finds itself cut off
  isolation_responded,     ///< it takes its groups offline; detail: IsolationResponse
  fencing_began,
  node_fenced,
  node_fence_failed,  ///< an attempt did not work
  node_unfenced,      ///< no attempt is left: a person has to come
  watchdog_fired,
  node_drained,   ///< it takes no groups until it returns
  node_returned,  ///< from maintenance or evacuation
  // subject: a group; detail: node (of the cluster's), where one is meant
  member_failure_seen,  ///< other: component
  /// its failure began: a member or its node stopped. The failover starts here
  group_lost,
  phase_began,          ///< detail: Phase; other: Wait
  fence_failed,         ///< node `detail` still defends the group's disks
  group_restarted,      ///< in place
  group_failed_over,    ///< to node `detail`, from node `other`
  group_served,         ///< all members serve: the failover is over
  failover_called_off,  ///< its node came back in touch with its members running: nothing to move
  failover_uncovered,   ///< it does not work by itself: not covered, or its node cannot be fenced
  group_gave_up,        ///< past its threshold: stays failed until a person comes
  person_came,
  split_brain_began,  ///< the group runs on node `detail` and on node `other`
  split_brain_ended,
  failback_began,      ///< to node `detail`
  group_tolerated,     ///< its node is lost, and for a while it is left to it
  group_paused,        ///< its node is out of touch, and it stands still there
  group_cut_off,       ///< seen on node `detail`; other: 0 from its disks, 1 from its clients
  pending_timed_out,   ///< other: the member that did not come up in time
  slot_waited_for,     ///< node `detail` starts as many groups as it may
  planned_move_began,  ///< to node `detail`
  planned_move_ended,  ///< it is on node `detail`
  planned_move_stands_still,  ///< from here on it does not serve, until it has moved
  planned_move_called_off,    ///< it goes on where it is, or fails over
  // subject: an instance of a pool
  instance_removed,  ///< it gets no more requests
  instance_added,
  // subject: maintenance; detail: host
  maintenance_began,
  maintenance_ended,
  // subject: a service; origin: the cause
  service_down,
  service_up,
  service_capacity,  ///< detail: share of requests served, in 1/65536
  count_
};

/// Where the time of a failover goes; they add up to it.
enum class Phase : std::uint8_t {
  detect,  ///< from the failure to suspicion
  agree,   ///< membership, quorum, election
  fence,
  storage,  ///< disks moved and online
  queue,    ///< waiting for a place, a start slot or a person
  boot,     ///< guests
  start,    ///< applications
  count_
};
inline constexpr std::size_t phase_count = static_cast<std::size_t>(Phase::count_);

/// "detect".
constexpr std::string_view name_of(Phase phase) {
  constexpr std::array<std::string_view, phase_count> names{"detect", "agree", "fence", "storage",
                                                            "queue",  "boot",  "start"};
  return names.at(static_cast<std::size_t>(phase));
}

/// What a group in the phase `queue` waits for.
enum class Wait : std::uint8_t {
  otherwise,
  for_room,  ///< no node that could take it has memory or cores for its VMs
};

struct Fact {
  FactKind kind = FactKind::count_;
  std::uint32_t subject = 0;
  std::uint32_t detail = 0;
  std::uint32_t other = 0;
  CauseId origin;  ///< what this stems from, as far as it is known
};

using FactKinds = std::bitset<static_cast<std::size_t>(FactKind::count_)>;

class Observer {
 public:
  /// It will be told facts of these kinds only.
  explicit Observer(FactKinds wanted) : wanted_(wanted) {}
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void observe(const Fact& fact) = 0;
  [[nodiscard]] const FactKinds& wanted() const { return wanted_; }

 private:
  FactKinds wanted_;
};

}  // namespace ausfall::models
