// Admission control: what is kept free for failovers when VMs are powered on.
//
// It is asked when VMs are placed, one after another, and never hinders a cluster's own restarts.
// Where a host's memory or cores are not limited, neither is what it can take.
//
// Source: vSphere HA Deepdive (dedicated hosts, percentage, slots). Cores are counted here as the
// reservations that they stand for there.
#pragma once

#include <optional>
#include <span>

#include "models/plant.hpp"

namespace ausfall::models {

/// What a host has, or a VM takes; 0: a host's does not limit, a VM takes none.
struct Size {
  double memory = 0;  ///< bytes
  int cores = 0;
};

/// What the policy asks for holds with these VMs powered on.
///
/// hosts: the largest hosts may fail, and every VM still fits on one of the others, the largest
/// first, each to the first host with room (memory; and as many cores as the VM has). percentage:
/// of all memory, and of all cores, that share is free. slots: a slot is as large as the largest VM
/// in memory and cores; without the hosts that have the most slots there is one for each VM.
bool admits(const Admission& policy, std::span<const Size> hosts, std::span<const Size> vms);

/// The first of these VMs, powered on one after another, that is refused.
std::optional<std::size_t> first_refused(const Admission& policy, std::span<const Size> hosts,
                                         std::span<const Size> vms);

}  // namespace ausfall::models
