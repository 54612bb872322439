// Load balancing: instances that all run and share the requests, until a health check takes one
// that fails out of the rotation.
//
// 1. Every instance runs and restarts by itself. The balancer believes each to be up or down; one
//    that stops serving gets its share of the requests until the check has noticed, and one that
//    serves again gets none until the check has noticed that.
// 2. The requests of a pool are spread evenly over its instances in rotation. What goes to one
//    that does not serve is lost.
// 3. For a service, an instance serves if it does and is in rotation; and whoever is reached
//    through a load balancer is reached as well as its pool answers: the share of requests of an
//    instance that serves is that of its pool. From there on services are composed as all others.
#pragma once

#include "models/reactions.hpp"

namespace ausfall::models {

/// The check has told apart what the instance does from what the balancer took it to do.
void instance_noticed(Moment& moment, InstanceId id);

}  // namespace ausfall::models
