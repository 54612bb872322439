// Planned work on hosts: drained, patched and returned in turn.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// Starts the clocks of all maintenance. Of a healthy world.
void plan_maintenance(Moment& moment);

/// It is time for the next round.
void maintenance_due(Moment& moment, MaintenanceId id);

/// The work on its `number`-th host is over: it boots.
void maintenance_done(Moment& moment, MaintenanceId id, std::size_t number);

/// A host came up, or was drained, or something moved: perhaps the next host's turn has come.
void maintenance_progressed(Moment& moment);

}  // namespace ausfall::models
