// What counts: which services are up.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// A component serves when it is alive, and so all it stands on and its storage; an app only if
/// clients can reach it, too. Where the group it belongs to runs twice, its other instance will do.
bool serves(Scene scene, ComponentId id);

/// What is needed serves.
bool serves(Scene scene, const Need& need);

/// How a service stands: whether what it needs serves, and the share of requests it can take.
ServiceState assess(Scene scene, ServiceId id);

/// Counts from scratch what is kept of needs: World::serving. REQUIRES: all else in the world is known.
void count_what_serves(const Plant& plant, World& world);

/// Tells of those that do not serve in full although nothing has failed yet: until they are told
/// otherwise, observers take every service for up.
void tell_of_services(Moment& moment);

/// Looks at all services whose parts changed and tells what is different.
void settle_services(Moment& moment);

}  // namespace ausfall::models
