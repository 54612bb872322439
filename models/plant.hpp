// What stands there: hosts, networks, storage, VMs, applications, how each fails and is repaired,
// who repairs, who watches, and what counts. Const once built, shared by all threads; what happens
// is the World's.
//
// 1. Whatever can fail is a component: hosts, VMs and apps, which run one on another; and the parts
//    of networks and storage.
// 2. Every id is an index into one of the vectors here. Everything that can ring has a clock,
//    listed in `clocks`.
// 3. Whoever makes a Plant fills in each struct down to its line `// derived`; what stands below it
//    follows from that, and `complete` works it out.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/plant/clocks.hpp"
#include "models/plant/clusters.hpp"
#include "models/plant/components.hpp"
#include "models/plant/failures.hpp"
#include "models/plant/ids.hpp"
#include "models/plant/mirrors.hpp"
#include "models/plant/networks.hpp"
#include "models/plant/policies.hpp"
#include "models/plant/repair.hpp"
#include "models/plant/services.hpp"

namespace ausfall::models {

struct Plant {
  std::vector<Component> components;
  std::vector<std::string> families;
  std::vector<Mode> modes;
  std::vector<Crew> crews;
  std::vector<Spares> spares;
  std::vector<CommonCause> common_causes;
  std::vector<Domain> domains;
  std::vector<Fault> faults;
  std::vector<Network> networks;
  std::vector<Trunk> trunks;
  std::vector<Storage> storages;
  std::vector<Mirror> mirrors;
  std::vector<Cluster> clusters;
  std::vector<Node> nodes;
  std::vector<Group> groups;
  std::vector<Member> members;
  std::vector<Pool> pools;
  std::vector<Instance> instances;
  std::vector<Maintenance> maintenance;
  std::vector<Rejuvenation> rejuvenations;
  std::vector<Service> services;
  // derived
  std::vector<Clock> clocks;
  std::vector<std::string> causes;  ///< "node1.hardware", "private.switch", "msc.failback"
  std::size_t host_count = 0;
  bool clients_anywhere = true;  ///< no network carries clients: they reach everything
  std::vector<ModeId> latent;    ///< modes that nobody sees
  std::vector<Need> in_turn;     ///< of services that count what such a mode can strike
  std::vector<ModeId> overloads;
  std::vector<ComponentId> copied;  ///< what has a lag
  bool any_degrade = false;         ///< some mode takes a part of the capacity
  bool any_demand = false;          ///< loads count: something bears no more than so much
  bool any_corruption = false;      ///< of what ran twice
  bool any_connected = false;       ///< some service asks for hosts that are connected
  bool any_drained = false;         ///< there is maintenance, or an evacuation
  bool any_together = false;        ///< some group may not be without another
  bool any_stop = false;            ///< some member's stop takes time, can fail or hang
  std::size_t failure_count_count = 0;
  bool any_idle = false;              ///< some nodes have a watchdog only while they carry groups
  bool any_eviction = false;          ///< some cluster marks nodes that were lost
  bool any_storage_response = false;  ///< some cluster responds to the loss of storage
  bool any_redirection = false;       ///< some storage is reached through other hosts
  std::size_t hit_count = 0;
  std::size_t fault_target_count = 0;
  std::size_t storage_host_count = 0;
  std::size_t node_pair_count = 0;  ///< of clusters in which single heartbeats matter
  std::size_t maintenance_host_count = 0;

  const Component& operator[](ComponentId id) const { return components[id.index()]; }
  const Mode& operator[](ModeId id) const { return modes[id.index()]; }
  const Crew& operator[](CrewId id) const { return crews[id.index()]; }
  const Spares& operator[](SparesId id) const { return spares[id.index()]; }
  const CommonCause& operator[](CommonCauseId id) const { return common_causes[id.index()]; }
  const Domain& operator[](DomainId id) const { return domains[id.index()]; }
  const Fault& operator[](FaultId id) const { return faults[id.index()]; }
  const Network& operator[](NetworkId id) const { return networks[id.index()]; }
  const Storage& operator[](StorageId id) const { return storages[id.index()]; }
  const Mirror& operator[](MirrorId id) const { return mirrors[id.index()]; }
  const Cluster& operator[](ClusterId id) const { return clusters[id.index()]; }
  const Node& operator[](NodeId id) const { return nodes[id.index()]; }
  const Group& operator[](GroupId id) const { return groups[id.index()]; }
  const Member& operator[](MemberId id) const { return members[id.index()]; }
  const Pool& operator[](PoolId id) const { return pools[id.index()]; }
  const Instance& operator[](InstanceId id) const { return instances[id.index()]; }
  const Maintenance& operator[](MaintenanceId id) const { return maintenance[id.index()]; }
  const Rejuvenation& operator[](RejuvenationId id) const { return rejuvenations[id.index()]; }
  const Service& operator[](ServiceId id) const { return services[id.index()]; }
  const Clock& operator[](ClockId id) const { return clocks[id.index()]; }
  const std::string& operator[](CauseId id) const { return causes[id.index()]; }
};

/// After what time the hours come back in which something is done or begun in this plant: a day, a
/// week, or nothing where no hour differs from another.
Duration period_of_hours(const Plant& plant);

/// There are faults, and nothing fails by itself, is lost by chance, or is planned: all that happens
/// stems from these faults, at their times.
bool fails_at_fixed_times(const Plant& plant);

/// Makes the plant whole: gives everything that can ring its clock and stream, every failure its
/// cause, and fills in what depends on what. REQUIRES: every id in it names something in it; the
/// derived lists are empty.
Plant complete(Plant plant);

/// The streams of all its clocks, by id: what a calendar draws from.
std::vector<Stream> streams_of(const Plant& plant);

/// "rack A".
std::string name_of(const Domain& domain);

/// What the target is, or has.
ComponentId component_of(const Plant& plant, const FaultTarget& target);

/// The host that a host, VM or app stands on when all is well; unnamed if that is not known yet.
ComponentId home_host(const Plant& plant, ComponentId id);

/// Between two networks, a witness that stands on one that is joined to them. Where they replicate
/// over one network alone, it is reached by the others when that fails.
bool shares_network(const Plant& plant, const Mirror& mirror);

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