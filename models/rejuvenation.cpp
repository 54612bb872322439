#include "models/rejuvenation.hpp"

#include "models/component.hpp"
#include "models/failure.hpp"
#include "models/reactions.hpp"
#include "models/rejuvenation_clock.hpp"

namespace ausfall::models {

void plan_rejuvenations(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.rejuvenations.size(); ++i)
    await_rejuvenation(moment, RejuvenationId(i));
}

void renew(Moment& moment, RejuvenationId id) {
  for (const ModeId mode : moment.plant[id].renews) {
    moment.clocks.stop(moment.plant[mode].fails);
    end_degradation(moment, mode);
  }
}

void rejuvenation_due(Moment& moment, RejuvenationId id) {
  const Rejuvenation& plan = moment.plant[id];
  await_rejuvenation(moment, id);
  const MemberId member = moment.plant[plan.component].member;
  if (!moment.world[plan.component].alive() || (member && !may_be_stopped(moment, member))) return;
  moment.stem_from(plan.cause);
  moment.tell(FactKind::rejuvenation_began, plan.component);
  ++moment.world[plan.component].down;
  stop(moment, plan.component);
  renew(moment, id);
  if (plan.takes.is_zero()) return rejuvenation_ends(moment, id);
  moment.clocks.start(plan.ends, plan.takes);
}

void rejuvenation_ends(Moment& moment, RejuvenationId id) {
  let_up(moment, moment.plant[id].component);
}

}  // namespace ausfall::models
