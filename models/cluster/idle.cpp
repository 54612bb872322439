#include "models/cluster/idle.hpp"

#include <algorithm>

#include "models/cluster/view.hpp"

namespace ausfall::models {

bool carries_groups(const Moment& moment, NodeId id) {
  const Node& node = moment.plant[id];
  return std::ranges::any_of(moment.plant[node.cluster].groups, [&](GroupId group) {
    const GroupState& state = moment.world[group];
    return state.ghost == node.number ||
           (state.owner == node.number && state.status != GroupStatus::given_up);
  });
}

void begin_idle(Moment& moment, NodeId id) {
  const ClockId idles = moment.plant[id].idles;
  if (!idles) return;
  moment.clocks.stop(idles);
  moment.world[id].idle = true;
}

void watch_idle(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.nodes.size(); ++i) {
    const NodeId id(i);
    const ClockId idles = moment.plant[id].idles;
    if (!idles || !takes_part(moment, id)) continue;
    const bool waits = !carries_groups(moment, id);
    if (!waits) moment.world[id].idle = false;
    const bool watched = moment.clocks.running(idles);
    if (waits && !watched && !moment.world[id].idle)
      moment.clocks.start(idles, *moment.plant[moment.plant[id].cluster].fencing.idle_after);
    else if (!waits && watched)
      moment.clocks.stop(idles);
  }
}

void node_idles(Moment& moment, NodeId id) {
  // One that stands still cannot close its watchdog, which is about to reset it.
  const ClockId watchdog = moment.plant[id].watchdog;
  if (!watchdog || !moment.clocks.running(watchdog)) moment.world[id].idle = true;
}

bool idles_at_first(const Plant& plant, NodeId id) {
  return plant[id].idles &&
         std::ranges::none_of(plant[plant[id].cluster].groups,
                              [&](GroupId group) { return plant[group].home == plant[id].number; });
}

}  // namespace ausfall::models
