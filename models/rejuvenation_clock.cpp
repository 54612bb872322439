#include "models/rejuvenation_clock.hpp"

namespace ausfall::models {

void await_rejuvenation(Moment& moment, RejuvenationId id) {
  const Rejuvenation& plan = moment.plant[id];
  if (moment.clocks.running(plan.due)) return;
  moment.clocks.start_in_hours(plan.due, plan.every, plan.hours, InHours::rings);
}

void leave_rejuvenation_behind(Moment& moment, RejuvenationId id) {
  const Rejuvenation& plan = moment.plant[id];
  if (!plan.ends || !moment.clocks.running(plan.ends)) return;
  moment.clocks.stop(plan.ends);
  --moment.world[plan.component].down;
}

}  // namespace ausfall::models
