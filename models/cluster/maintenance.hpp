// Planned work on hosts: drained, patched and returned in turn.
//
// 1. A round begins `every` so often, counted from the beginning of the last one, or when that is
//    over if it takes longer; with hours of the week, when these next begin. Each host has its turn, as they are listed, at most `at_once` at a
//    time; one whose turn cannot come yet lets the next go first.
// 2. A host's turn comes when it is up, every other node of its clusters takes part or is drained
//    too, and its groups can leave it. It is drained, goes down for the work, boots, and the next
//    has its turn when its nodes have joined again. The work begins when what was moved serves.
// 3. What cannot leave is waited for as long as waiting may help: another node is drained, another
//    group is on its way, or a storage does not answer. When all of these are well and still
//    nobody can take it, nobody ever will: it goes down with the host, as does what no cluster
//    looks after.
// 4. If a node of its clusters fails before the work has begun, the host takes groups again, and
//    waits for another turn. A VM that another cluster carries away is no such node: its own cluster
//    misses it, and the work waits until it has joined again.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// Starts the clocks of all maintenance. Of a healthy world.
void plan_maintenance(Moment& moment);

/// It is time for the next round.
void maintenance_due(Moment& moment, MaintenanceId id);

/// The work on its `number`-th host is over: it boots.
void maintenance_done(Moment& moment, MaintenanceId id, std::size_t number);

/// After whatever has happened: perhaps a host is drained or back, and the next one's turn has come.
void maintenance_progressed(Moment& moment);

}  // namespace ausfall::models
