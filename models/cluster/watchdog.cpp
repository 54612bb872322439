#include "models/cluster/watchdog.hpp"

#include "models/failure.hpp"

namespace ausfall::models {
namespace {

const Fencing& fencing_of(const Plant& plant, NodeId id) {
  return plant[plant[id].cluster].fencing;
}

}  // namespace

void lease_begins(Moment& moment, NodeId id) {
  const ClockId lease = moment.plant[id].lease_expires;
  if (lease && !moment.clocks.running(lease))
    moment.clocks.start(lease, fencing_of(moment.plant, id).expiry);
}

void lease_renewed(Moment& moment, NodeId id) {
  if (moment.plant[id].lease_expires && moment.world[id].fence == Fence::none)
    moment.clocks.stop(moment.plant[id].lease_expires);
}

void starve_watchdog(Moment& moment, NodeId id) {
  const ClockId watchdog = moment.plant[id].watchdog;
  if (watchdog && !moment.world[id].idle && !moment.clocks.running(watchdog))
    moment.clocks.start(watchdog, fencing_of(moment.plant, id).timeout);
}

void feed_watchdog(Moment& moment, NodeId id) {
  if (moment.plant[id].watchdog) moment.clocks.stop(moment.plant[id].watchdog);
}

void watchdog_fired(Moment& moment, NodeId id) {
  moment.tell(FactKind::watchdog_fired, id);
  power_cycle(moment, moment.plant[id].component);
}

}  // namespace ausfall::models
