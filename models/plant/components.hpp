// Components: whatever can fail. Hosts, VMs and apps run one on another; parts of networks and
// storage, and devices, are up unless they failed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/plant/ids.hpp"
#include "sim/clocks.hpp"
#include "sim/distribution.hpp"

namespace ausfall::models {

enum class ComponentKind : std::uint8_t {
  host,
  vm,
  app,
  network_switch,
  link,
  trunk,
  array,
  controller,
  path,
  device,  ///< of the room: a UPS, a generator, a cooler; it stands by itself
  mirror,  ///< never fails itself: it works while one of its sides goes on
};

/// Who starts first when room or start slots are few.
enum class Priority : std::uint8_t { high, medium, low };

/// What VMs take of a host.
enum class Resource : std::uint8_t { memory, cores };

/// What a host promises to VMs over what it has. Not said: memory no more than there is, and of cores
/// any number, as long as the host has as many as each of its VMs.
struct Overcommit {
  std::optional<double> cores;   ///< infinity: any number
  std::optional<double> memory;  ///< infinity: any amount

  bool operator==(const Overcommit&) const = default;
};

/// What becomes of a VM or app whose disk did not answer for its disk time-out.
enum class DiskLoss : std::uint8_t {
  crash,  ///< it stops, which whoever looks whether it runs can see
  hang,  ///< it stays on and hangs, until somebody resets it or its disk is back and it is restarted
  wait,  ///< nothing: its I/O is queued however long it takes, and it goes on when that is answered
};

struct Component {
  ComponentKind kind = ComponentKind::host;
  std::string name;
  FamilyId family;     ///< the components written under one key
  ComponentId place;   ///< what a VM or app runs on when all is well
  Distribution start;  ///< a host's or VM's boot (its processor's part), an app's start
  double boot_io = 0;  ///< of a VM: I/Os that its boot asks of its storage
  Distribution stop;   ///< of a VM or app: for how long it is stopped, once it no longer serves
  double start_failure = 0;                 ///< probability that a start comes to nothing
  std::vector<ComponentId> start_fails_on;  ///< hosts and VMs where that is so; none: anywhere
  double stop_failure = 0;                  ///< probability that a stop does not work
  Priority priority = Priority::medium;     ///< of a VM
  double memory = 0;      ///< bytes; a host's 0 does not limit, a VM's takes nothing
  int cores = 0;          ///< as memory
  Overcommit overcommit;  ///< a host's own, which goes before its cluster's
  double demand = 0;      ///< of a VM or app: requests a second, or cores
  double bears = 0;       ///< in the same unit; 0 does not limit
  /// what a VM or app cannot do without; the storage a part belongs to
  StorageId storage;
  Distribution disk_timeout;             ///< how long a VM or app bears the loss of its storage
  DiskLoss disk_loss = DiskLoss::crash;  ///< and what it does then
  /// the scenario says so of itself, which goes before what its storage and its cluster do
  bool says_disk_timeout = false, says_disk_loss = false;
  NetworkId network;           ///< of a switch or link
  ComponentId host;            ///< of a link or path
  ComponentId network_switch;  ///< of a link
  /// How far its copy is behind, that of a VM or app on any other node, that of a mirror on its other
  /// side. What has not reached it is lost where it goes on. 0: nothing is lost.
  Duration lag{0};
  std::vector<ModeId> modes;
  // derived
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
  /// needs that keep the number of their parts that serve, and have it for a part; as often as that
  std::vector<std::uint32_t> counted_by;
  /// of a host: those with a node or a witness that stands on it, or can come to stand there
  std::vector<ClusterId> clusters;
  /// a host's, in the order of networks and switches; a switch's, by host
  std::vector<ComponentId> links;
  std::vector<ComponentId> guests;  ///< what runs on it when all is well
  std::uint32_t host_number = 0;    ///< of a host, among hosts
  std::vector<FaultId> faults;      ///< that make it hang
  RejuvenationId rejuvenation;      ///< its planned restarts
  std::vector<CommonCauseId> bridges;
  /// boots or starts; the others are up unless they failed
  Stream start_failures{};
  Stream stop_failures{};
  bool runs() const { return kind <= ComponentKind::app; }
};

}  // namespace ausfall::models
