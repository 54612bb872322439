#include "models/waits.hpp"

#include <algorithm>

namespace ausfall::models {

Waits::Waits(const Plant& plant) : plant_(plant) {
  if (std::ranges::all_of(plant.crews, [](const Crew& crew) { return crew.hours.always(); }))
    return;
  modes_.resize(plant.causes.size());
  for (std::size_t i = 0; i < plant.modes.size(); ++i) {
    const Mode& mode = plant.modes[i];
    if (mode.crew && !plant[mode.crew].hours.always()) modes_[mode.cause.index()] = ModeId(i);
  }
}

Duration Waits::closed(ModeId mode, Time from, Time to) const {
  return from < to ? plant_[plant_[mode].crew].hours.closed(from, to) : Duration(0);
}

void Waits::over(ModeId mode, Time now) {
  const auto call = std::find_if(calls_.rbegin(), calls_.rend(),
                                 [&](const Call& each) { return each.mode == mode; });
  if (call != calls_.rend() && call->to == never) call->to = now;
}

Duration Waits::within(CauseId cause, Time from, Time to) const {
  const ModeId mode = mode_of(cause);
  if (!mode) return Duration(0);
  Duration sum{0};
  for (const Call& call : calls_) {
    if (call.from >= to) break;
    if (call.mode == mode) sum += closed(mode, std::max(from, call.from), std::min(to, call.to));
  }
  return sum;
}

}  // namespace ausfall::models
