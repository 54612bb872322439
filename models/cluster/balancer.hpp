// Load balancing: instances that all run and share the requests, until a health check takes one
// that fails out of the rotation.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// An instance, or what it stands on, may serve or no longer serve: makes the clocks of the checks
/// agree with it.
void watch_instance(Moment& moment, InstanceId id);

/// The checks have told apart what it does from what they took it to do.
void instance_noticed(Moment& moment, InstanceId id);

/// The share of the pool's requests that are answered: of those in rotation, those that serve.
double answered(const Plant& plant, const World& world, PoolId id);

}  // namespace ausfall::models
