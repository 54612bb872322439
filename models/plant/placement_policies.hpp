// Rules of placement that only some products have: at what rate groups leave nodes that were lost, what
// becomes of groups on a node that is shut down, and how many of a set a drain may interrupt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/plant/ids.hpp"
#include "sim/clocks.hpp"
#include "sim/distribution.hpp"

namespace ausfall::models {

/// How groups leave nodes that were lost, where a control plane marks these nodes one after another, and
/// no more of them where much of a zone is lost, since that is rather a failure of the network.
///
/// Source: Kubernetes, node_lifecycle_controller.go (ComputeZoneState, handleDisruption,
/// ReducedQPSFunc) and attach_detach_controller.go.
struct Eviction {
  /// Lost nodes are marked at all. Otherwise the grace of their groups begins when they are found lost.
  bool paced = false;
  Distribution every;  ///< from one node of a zone that is marked to the next
  double disrupted =
      1;  ///< from this share of a zone's nodes lost on, its nodes are no longer marked
  int disrupted_above = 2;  ///< ... but only if more nodes of it than these are lost
  int large = 50;           ///< a zone of more nodes goes on even then, at its own pace:
  Distribution every_disrupted;
  /// The disks of a group that is evicted are held by one node: they are taken from the lost one so
  /// long after. Without it others may use them at the same time.
  std::optional<Distribution> detach;
  /// What waits for its node is let go after so long, by the product itself
  std::optional<Distribution> release;
  bool workload_waits = false;  ///< of groups that do not say whether they wait for their node
  std::vector<std::uint8_t> zone_of;  ///< by node number; empty: all are one zone
  std::size_t zones = 1;
  // derived
  std::vector<ClockId> paces;  ///< by zone: the next node may be marked
};

/// What becomes of the groups on a node that is shut down as planned.
///
/// Source: Proxmox VE Administration Guide, "Shutdown Policy"; learn, DrainOnShutdown.
enum class Shutdown : std::uint8_t {
  drain,        ///< they leave it first, as for maintenance
  freeze,       ///< they stop, and start there again; nobody takes them meanwhile
  failover,     ///< they stop, and are taken over as those of a lost node
  conditional,  ///< freeze for a reboot, failover for a power-off
};

/// How a host goes down for planned work.
enum class GoesDown : std::uint8_t {
  drained,    ///< whatever can leave it has left
  reboot,     ///< it is shut down; its clusters do as their `shutdown` says
  power_off,  ///< likewise, and is said to stay off for a while
};

/// Of these groups so many serve, if a drain can help it. What fails counts as well.
///
/// Source: Kubernetes, "Specifying a Disruption Budget for your Application".
struct Budget {
  std::string name;
  std::vector<GroupId> groups;
  std::size_t at_least = 0;
};

}  // namespace ausfall::models
