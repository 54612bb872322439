// Networks and storage, and the components that they are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/plant/ids.hpp"
#include "sim/clocks.hpp"
#include "sim/distribution.hpp"

namespace ausfall::models {

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
  // derived
  /// those that have to do with a host of this network, or of one that trunks join to it
  std::vector<ClusterId> clusters{};
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
  ComponentId array;  ///< of a mirror, itself
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
  /// for how long the I/O of a host without a path is queued before it fails, in place of the disk
  /// time-outs of those who say nothing themselves; `never` ends: for ever
  std::optional<Distribution> queues;
  /// a host that loses its last path is told that the disk is gone for it (permanent device loss),
  /// rather than left without an answer (all paths down)
  bool tells_loss = false;
  MirrorId mirror;  ///< it is one: without controllers, and its hosts' paths are those of its sides
  // derived
  MirrorId side_of;                   ///< it is half of this one
  std::vector<ComponentId> users;     ///< VMs and apps that need it
  ClockId resumes;                    ///< I/O of all hosts goes on
  std::vector<ClockId> path_resumes;  ///< by host as in `hosts`
  std::size_t first_host = 0;         ///< its first, among the hosts of all storages
  /// clusters whose nodes reach it through one another (models/redirection)
  std::vector<ClusterId> redirected_by;
  std::vector<ClusterId> decides;   ///< those whose quorum, or whose fencing, depends on it
  std::vector<ClusterId> clusters;  ///< those, and all whose groups or heartbeats do
};

}  // namespace ausfall::models
