#include "models/cluster/fence_request.hpp"

#include <algorithm>

#include "models/cluster/isolation.hpp"
#include "models/cluster/watchdog.hpp"

namespace ausfall::models {
namespace {

const Cluster& cluster_of(Scene scene, NodeId id) { return scene.plant[scene.plant[id].cluster]; }

bool wants(const Moment& moment, NodeId other, NodeId id) {
  if (other == id || !takes_part(moment, other)) return false;
  if (moment.world[id].condemned) return true;
  return !has(moment.world[other].view, moment.plant[id].number) &&
         may_take_groups(moment, moment.plant[id].cluster, only(moment.plant[other].number));
}

/// A group of high priority counts 3, of medium 2, of low 1. Pacemaker adds up the numbers that its
/// user has given the resources.
int importance_of(const Moment& moment, NodeId id) {
  int sum = 0;
  for (const GroupId group : cluster_of(moment, id).groups) {
    if (moment.world[group].owner == moment.plant[id].number)
      sum += 3 - static_cast<int>(moment.plant[group].priority);
  }
  return sum;
}

/// With Pacemaker's integration the quorum is enough; of two nodes only both together have it.
bool is_well_without_disks(const Moment& moment, NodeId id) {
  const Cluster& cluster = cluster_of(moment, id);
  const bool alone =
      cluster.quorum.two_node && cluster.nodes.size() == 2 && is_one(moment.world[id].view);
  return cluster.fencing.stays_with_quorum && !alone;
}

}  // namespace

bool by_request(FencingKind kind) {
  return kind == FencingKind::power || kind == FencingKind::poison_pill;
}

bool wanted(const Moment& moment, NodeId id) {
  return std::ranges::any_of(cluster_of(moment, id).nodes,
                             [&](NodeId other) { return wants(moment, other, id); });
}

bool held_for_its_groups(const Moment& moment, NodeId id) {
  const Cluster& cluster = cluster_of(moment, id);
  if (cluster.fencing.priority_delay.is_zero()) return false;
  for (const NodeId other : cluster.nodes) {
    if (wants(moment, other, id) && 2 * size_of(side_of(moment, other)) > cluster.nodes.size())
      return false;
  }
  const int its = importance_of(moment, id);
  bool less_elsewhere = false;
  for (const NodeId other : cluster.nodes) {
    const int others = importance_of(moment, other);
    if (others > its) return false;
    less_elsewhere = less_elsewhere || others < its;
  }
  return less_elsewhere;
}

const Distribution& delay_of_request(const Moment& moment, NodeId id) {
  const Fencing& fencing = cluster_of(moment, id).fencing;
  return fencing.send_delays.empty() ? fencing.send_delay
                                     : fencing.send_delays[moment.plant[id].number];
}

bool can_be_sent(const Moment& moment, NodeId id) {
  return cluster_of(moment, id).fencing.kind != FencingKind::poison_pill ||
         std::ranges::any_of(cluster_of(moment, id).nodes, [&](NodeId other) {
           return wants(moment, other, id) && !lost_disks(moment, other);
         });
}

bool lost_disks(Scene scene, NodeId id) {
  const Fencing& fencing = cluster_of(scene, id).fencing;
  if (fencing.kind != FencingKind::poison_pill) return false;
  const auto reached = std::ranges::count_if(
      fencing.disks, [&](StorageId disk) { return node_reaches(scene, id, disk); });
  return static_cast<std::size_t>(reached) < fencing.disks_needed;
}

void watch_disks(Moment& moment, ClusterId cluster) {
  for (const NodeId id : moment.plant[cluster].nodes) {
    if (!moment.world[moment.plant[id].component].alive()) continue;
    const bool part = takes_part(moment, id);
    const bool bites = lost_disks(moment, id) && !(part && is_well_without_disks(moment, id));
    const bool watched = moment.clocks.running(moment.plant[id].watchdog);
    // One that has just come up has nothing yet that would write there.
    const bool writes = part || moment.world[id].status == NodeStatus::stopped;
    if (bites && !watched && writes) {
      moment.tell(FactKind::heartbeat_disk_lost, id);
      starve_watchdog(moment, id);
    } else if (!bites && watched) {
      feed_watchdog(moment, id);
    }
  }
}

}  // namespace ausfall::models
