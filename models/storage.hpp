// Shared storage: who reaches it, and what its loss does to those who use it.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// The array works, one of its controllers, one of this host's paths to it, and for iSCSI the
/// network between.
bool reaches(const Plant& plant, const World& world, ComponentId host, StorageId storage);

/// A part of it, or of its network, went down or came back. A VM or app that loses it stands still,
/// and fails for good after its disk time-out; one that waits for it starts.
void storage_changed(Moment& moment, StorageId storage);

/// The I/Os of its boot are done.
void boot_io_done(Moment& moment, ComponentId id);

/// A controller has taken over, or the bus has settled: I/O goes on.
void storage_resumed(Moment& moment, StorageId id);

/// Another path of its `number`-th host has taken over.
void path_resumed(Moment& moment, StorageId id, std::size_t number);

}  // namespace ausfall::models
