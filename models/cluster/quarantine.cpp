#include "models/cluster/quarantine.hpp"

#include <algorithm>
#include <cmath>

#include "models/cluster/groups.hpp"
#include "models/reactions.hpp"

namespace ausfall::models {
namespace {

bool another_may_be_kept_out(const Moment& moment, ClusterId cluster) {
  const auto& nodes = moment.plant[cluster].nodes;
  const auto kept_out = static_cast<std::size_t>(
      std::ranges::count_if(nodes, [&](NodeId id) { return moment.world[id].quarantined; }));
  return kept_out < quarantined_at_most(moment.plant[cluster].quarantine.at_most, nodes.size());
}

void keep_out(Moment& moment, NodeId id) {
  const Node& node = moment.plant[id];
  for (const ClockId clock : node.departures) moment.clocks.stop(clock);
  moment.world[id].quarantined = true;
  moment.tell(FactKind::node_quarantined, id);
  moment.clocks.start(node.quarantine_over, moment.plant[node.cluster].quarantine.duration);
  move_off_quarantined(moment, id);
}

void count_departure(Moment& moment, NodeId id) {
  const NodeState& state = moment.world[id];
  if (state.quarantined || state.drained) return;
  const Node& node = moment.plant[id];
  for (const ClockId clock : node.departures) {
    if (moment.clocks.running(clock)) continue;
    return moment.clocks.start(clock, moment.plant[node.cluster].quarantine.period);
  }
  if (another_may_be_kept_out(moment, node.cluster)) keep_out(moment, id);
}

}  // namespace

std::size_t quarantined_at_most(double share, std::size_t nodes) {
  return std::max<std::size_t>(
      1, static_cast<std::size_t>(std::floor(share * static_cast<double>(nodes) + 1e-9)));
}

void count_departures(Moment& moment, ClusterId cluster, NodeSet gone) {
  if (moment.plant[cluster].quarantine.threshold == 0) return;
  for_nodes(moment.plant, cluster, gone, [&](NodeId id) { count_departure(moment, id); });
}

/// Its clock has stopped, which is all that is known of it.
void departure_forgotten(Moment& /*moment*/, NodeId /*id*/, std::size_t /*which*/) {}

void quarantine_over(Moment& moment, NodeId id) {
  moment.world[id].quarantined = false;
  moment.tell(FactKind::quarantine_ended, id);
  contacts_changed(moment, moment.plant[id].cluster);
}

}  // namespace ausfall::models
