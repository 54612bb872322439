// How much is asked of hosts, VMs and apps, and how much of it they bear.
//
// 1. A VM or app asks its `demand` of itself and of all it stands on, while it does its work. What a
//    load balancer's pool asks in all is spread over the instances in rotation, in equal parts.
// 2. What bears less than is asked of it does an equal share of all that is asked: bears / load. What
//    it bears shrinks with its capacity, and capacity that was not asked for is not missed.
// 3. What a thing serves is decided where its way is narrowest: itself, its VM, its host. Of what
//    bears without limit the capacity counts as it does where no load is counted.
// 4. The clock of an overload runs while more is asked than `beyond` times what is borne, somewhere on
//    the way, and begins anew each time.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// What is asked of it, by itself and all that stands on it.
double load_of(Scene scene, ComponentId id);

/// Of what is asked of it: the share that it serves, where loads count.
double share_served(Scene scene, ComponentId id);

/// The share that a member would serve if it were started anew on this place, with its group: its own
/// degradation is gone, and what the group asks comes to what is asked there by others.
double share_served_on(Scene scene, MemberId id, ComponentId place);

/// Of what is borne: how much is asked where its way is narrowest; 0 where nothing has a limit.
double load_borne(Scene scene, ComponentId id);

/// Starts and stops the clocks of overloads.
void watch_overloads(Moment& moment);

}  // namespace ausfall::models
