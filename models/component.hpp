// How hosts, VMs and apps come up and go down, one standing on another.
//
// 1. What runs on a component goes down with it, and stands still while it stands still.
// 2. A failure clock runs while its component is alive, and keeps its age otherwise.
// 3. A component starts by itself as soon as nothing keeps it down, unless a cluster decides when
//    and where it runs.
#pragma once

#include <span>

#include "models/moment.hpp"

namespace ausfall::models {

/// Boots or starts it, if it is off and nothing keeps it down: failures, its place, its storage,
/// its cluster.
void try_start(Moment& moment, ComponentId id);

/// A mirrored copy takes over: as `try_start`, and neither it nor what runs on it takes any time.
void go_on_at_once(Moment& moment, ComponentId id);

/// Its boot or start has come to its end.
void start_ended(Moment& moment, ComponentId id);

/// It goes off, and what runs on it. A hang ends with that.
void stop(Moment& moment, ComponentId id);

/// It stands still for one more reason (a hang, lost storage), and so does what runs on it.
void stall(Moment& moment, ComponentId id);
/// One reason less; what was held goes on.
void unstall(Moment& moment, ComponentId id);

/// From now on it stands on another place. REQUIRES: it is off.
void put_on(Moment& moment, ComponentId id, ComponentId place);

/// They are moved to another place as they are, with what stands on them, and go on there: their
/// storage and their contacts are those of the new host. Nobody notices before all are there, since
/// whoever looks for room meanwhile would find some. REQUIRES: all places are alive.
void carry(Moment& moment, std::span<const ComponentId> members, ComponentId place);

/// The host at the bottom of what it stands on.
inline ComponentId host_of(const World& world, ComponentId id) {
  while (world[id].place) id = world[id].place;
  return id;
}

/// It and all that runs on it do their work, but for what some cluster starts and stops there.
bool all_alive(Scene scene, ComponentId id);

/// The share of its work that its own degradation leaves.
double own_capacity_of(Scene scene, ComponentId id);
/// The same with the degradation of what it stands on.
double capacity_of(Scene scene, ComponentId id);

/// It may serve, or do less than before: the services that count it have to be looked at before
/// time passes, and a load balancer's checks will tell.
void unsettle(Moment& moment, ComponentId id);
/// All services: where loads count, each may have more or less left.
void unsettle_services(Moment& moment);
/// And those that count what stands on it.
void unsettle_all(Moment& moment, ComponentId id);

}  // namespace ausfall::models
