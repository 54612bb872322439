// Admission control: what is kept free for failovers when VMs are powered on.
//
// It is asked when VMs are placed, one after another, and never hinders a cluster's own restarts.
// Where a host's memory or cores are not limited, neither is what it can take.
//
// Source: vSphere HA Deepdive (dedicated hosts, percentage, slots). Cores are counted here as the
// reservations that they stand for there: each as one of a host's, or as what is promised says.
#pragma once

#include <optional>
#include <span>

#include "models/plant.hpp"

namespace ausfall::models {

/// What a host has, or a VM takes; 0: a host's does not limit, a VM takes none.
struct Size {
  double memory = 0;  ///< bytes; of a host, what it may promise
  int cores = 0;
  /// Of a host: so many may be promised for each of its cores; infinity: any number, and none are
  /// counted. Unless given, each counts as one, but by `hosts`, where a VM's are compared alone.
  std::optional<double> promised{};
};

/// What a policy asks for and has not.
struct Refusal {
  enum class Of : std::uint8_t { memory, cores, slots, hosts };
  std::size_t vm = 0;  ///< of those powered on, which is the first that is refused
  Of of = Of::memory;
  double needed = 0;  ///< with it, or by the VM that finds no host: bytes, or a number
  double there = 0;   ///< hosts: what is free on the host with the most; otherwise what may be used
  /// hosts: the VM that finds none, and the host with the most free; nothing where none is left
  std::optional<std::size_t> homeless, host;
};

/// What the policy asks for holds with these VMs powered on.
///
/// hosts: the largest hosts may fail, and every VM still fits on one of the others, the largest
/// first, each to the first host with room (memory; and as many cores as the VM has). percentage:
/// of all memory, and of all cores, that share is free. slots: a slot is as large as the largest VM
/// in memory and cores; without the hosts that have the most slots there is one for each VM.
bool admits(const Admission& policy, std::span<const Size> hosts, std::span<const Size> vms);

/// The first of these VMs, powered on one after another, that is refused.
std::optional<Refusal> first_refused(const Admission& policy, std::span<const Size> hosts,
                                     std::span<const Size> vms);

}  // namespace ausfall::models
