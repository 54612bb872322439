// Storages that are made of two others, which hold the same data.
#pragma once

#include <array>
#include <cstddef>

#include "models/plant/ids.hpp"
#include "sim/clocks.hpp"
#include "sim/distribution.hpp"

namespace ausfall::models {

/// What is written is on both of its sides; if the component that stands for it has a lag, on the other
/// one so much later.
struct Mirror {
  StorageId storage;               ///< as which it is used
  std::array<StorageId, 2> sides;  ///< the preferred one first
  /// I/O of all hosts stands still when the sides lose each other, until one goes on alone
  Distribution switch_over;
  Distribution resync;  ///< until a side that was away has what was written meanwhile
  /// until a person lets a side go on alone that may not do so by itself
  Distribution manual = Distribution::constant(never);
  /// Over what they replicate: by side, the network at its end. Unnamed: nothing can part them.
  std::array<NetworkId, 2> over;
  bool has_witness = false;  ///< without a machine and a disk it is always in reach
  ComponentId witness;       ///< a machine
  StorageId witness_disk;
  // derived
  /// Each side reaches the witness over the network at its own end, not by others.
  bool witness_shares_network = false;
  ClockId resynced;  ///< both sides hold the same again
  ClockId decided;   ///< a person has come
};

}  // namespace ausfall::models
