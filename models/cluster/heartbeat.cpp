#include "models/cluster/heartbeat.hpp"

#include <array>

#include "models/cluster/membership.hpp"
#include "models/cluster/view.hpp"
#include "models/cluster/watchdog.hpp"

namespace ausfall::models {
namespace {

std::size_t pair_of(const Plant& plant, NodeId id, NodeId other) {
  const Cluster& cluster = plant[plant[id].cluster];
  return cluster.first_pair + plant[id].number * cluster.nodes.size() + plant[other].number;
}

/// It would notice if the other fell silent.
bool listens(const Moment& moment, NodeId id, NodeId other) {
  const NodeState& state = moment.world[id];
  return takes_part(moment, id) && has(state.view, moment.plant[other].number) &&
         state.agreement == Agreement::settled;
}

/// Its heartbeats are sent, and a network could bring them.
bool can_be_heard(const Moment& moment, NodeId id, NodeId other) {
  return takes_part(moment, other) && joining_networks(moment, id, other) != 0;
}

void run(Moment& moment, ClockId clock, bool wanted, const Distribution& law) {
  const bool runs = moment.clocks.running(clock);
  if (wanted && !runs) moment.clocks.start(clock, law);
  if (!wanted && runs) moment.clocks.stop(clock);
}

/// The laws of losses between two; their clocks begin anew when other networks join them.
void watch_losses(Moment& moment, NodeId id, NodeId other) {
  const Node& node = moment.plant[id];
  const std::uint8_t number = moment.plant[other].number;
  const ClockId doubts = node.doubts[number];
  const ClockId heard = node.heard[number];
  NodeState& state = moment.world[id];
  if (!can_be_heard(moment, id, other)) {
    state.deaf &= ~only(number);
    moment.clocks.stop(doubts);
    return moment.clocks.stop(heard);
  }
  const auto networks = static_cast<std::uint8_t>(joining_networks(moment, id, other));
  std::uint8_t& known = moment.world.pair_networks[pair_of(moment.plant, id, other)];
  if (networks != known) {
    known = networks;
    moment.clocks.stop(doubts);
    moment.clocks.stop(heard);
  }
  const HeartbeatLoss& loss = moment.plant[node.cluster].heartbeat.loss[networks];
  const bool deaf = has(state.deaf, number);
  run(moment, heard, deaf, loss.heard);
  run(moment, doubts, !deaf && listens(moment, id, other), loss.doubted);
}

/// From the last heartbeat that was heard; a tick more than the last one that is waited for, which
/// may come at that very moment.
Distribution patience(const Heartbeat& heartbeat) {
  if (heartbeat.interval > never / heartbeat.missed) return Distribution::constant(never);
  return Distribution::constant(
      after(heartbeat.interval * heartbeat.missed, heartbeat.delay + Duration(1)));
}

/// The timer that each heartbeat heard sets anew.
void watch_timer(Moment& moment, NodeId id, NodeId other) {
  const Node& node = moment.plant[id];
  const std::uint8_t number = moment.plant[other].number;
  NodeState& state = moment.world[id];
  if (!can_be_heard(moment, id, other)) state.deaf &= ~only(number);
  run(moment, node.doubts[number], !has(state.deaf, number) && listens(moment, id, other),
      patience(moment.plant[node.cluster].heartbeat));
}

/// One of the networks that join them brings it.
bool arrives(Moment& moment, NodeId id, NodeId other) {
  const Heartbeat& heartbeat = moment.plant[moment.plant[id].cluster].heartbeat;
  const std::uint32_t networks = joining_networks(moment, id, other);
  bool arrived = false;
  for (std::size_t i = 0; i < heartbeat.networks.size(); ++i) {
    if ((networks >> i & 1U) == 0) continue;
    const double loss = moment.plant[heartbeat.networks[i]].loss;
    const std::array<double, 2> lost_or_not{loss, 1 - loss};
    arrived = moment.clocks.choose(moment.plant[id].losses, lost_or_not) == 1 || arrived;
  }
  return arrived;
}

}  // namespace

void watch_heartbeats(Moment& moment, ClusterId id) {
  const Cluster& cluster = moment.plant[id];
  if (!cluster.heartbeat.is_watched) return;
  for (const NodeId node : cluster.nodes) {
    if (cluster.heartbeat.is_explicit) {
      run(moment, moment.plant[node].beats, takes_part(moment, node),
          Distribution::uniform(Duration(0), cluster.heartbeat.interval));
    }
    for (const NodeId other : cluster.nodes) {
      if (node == other) continue;
      if (cluster.heartbeat.is_explicit)
        watch_timer(moment, node, other);
      else
        watch_losses(moment, node, other);
    }
  }
}

void fell_silent(Moment& moment, NodeId id) {
  const Node& node = moment.plant[id];
  const Heartbeat& heartbeat = moment.plant[node.cluster].heartbeat;
  if (!heartbeat.is_explicit || !heartbeat.is_watched) return;
  for (const NodeId other : moment.plant[node.cluster].nodes) {
    const ClockId timer = moment.plant[other].doubts[node.number];
    if (!moment.clocks.running(timer)) continue;
    moment.clocks.hold(timer);  // it goes on from where it stands
    moment.clocks.start(timer, patience(heartbeat));
  }
}

void heartbeats_missed(Moment& moment, NodeId id, std::size_t target) {
  const NodeId other = node_of(moment.plant, moment.plant[id].cluster, target);
  moment.clocks.stop(moment.plant[other].suspected);
  if (can_be_heard(moment, id, other)) {
    moment.world[id].deaf |= only(target);
    moment.tell(FactKind::node_falsely_suspected, other, id.index());
    lease_begins(moment, other);
  }
  node_suspected(moment, other);
}

void heartbeat_heard(Moment& moment, NodeId id, std::size_t target) {
  const NodeId other = node_of(moment.plant, moment.plant[id].cluster, target);
  moment.world[id].deaf &= ~only(target);
  moment.tell(FactKind::node_heard, other);
  contacts_changed(moment, moment.plant[id].cluster);
}

void node_beats(Moment& moment, NodeId id) {
  const Node& node = moment.plant[id];
  const Heartbeat& heartbeat = moment.plant[node.cluster].heartbeat;
  moment.clocks.start(node.beats, Distribution::constant(heartbeat.interval));
  for (const NodeId other : moment.plant[node.cluster].nodes) {
    if (other == id || !can_be_heard(moment, other, id) || !arrives(moment, other, id)) continue;
    if (has(moment.world[other].deaf, node.number)) {
      heartbeat_heard(moment, other, node.number);
      continue;
    }
    const ClockId timer = moment.plant[other].doubts[node.number];
    if (!moment.clocks.running(timer)) continue;
    moment.clocks.stop(timer);
    moment.clocks.start(timer, patience(heartbeat));
  }
}

std::size_t last_joining_networks(Scene scene, NodeId id, NodeId other) {
  return scene.world.pair_networks[pair_of(scene.plant, id, other)];
}

}  // namespace ausfall::models
