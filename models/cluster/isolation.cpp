#include "models/cluster/isolation.hpp"

#include <algorithm>

#include "models/cluster/groups.hpp"
#include "models/component.hpp"
#include "models/reach.hpp"

namespace ausfall::models {
namespace {

const Isolation& isolation_of(const Moment& moment, NodeId id) {
  return moment.plant[moment.plant[id].cluster].isolation;
}

bool leads(const Moment& moment, NodeId id) {
  return first_of(moment.world[id].view) == moment.plant[id].number;
}

void back_in_touch(Moment& moment, NodeId id) {
  moment.world[id].gave_up = false;
  node_returned(moment, id);
}

/// The groups on it have their storage where somebody who is not cut off does, or no longer here:
/// somebody else owns them by then (vSphere: a master that owns the datastore).
bool has_an_owner(const Moment& moment, NodeId id) {
  const Cluster& cluster = moment.plant[moment.plant[id].cluster];
  const auto owns = [&](NodeId other, GroupId group) {
    const auto& disks = moment.plant[group].disks;
    return disks.empty() || std::ranges::any_of(disks, [&](StorageId disk) {
             return node_reaches(moment, other, disk);
           });
  };
  const auto is_here = [&](GroupId group) {
    return moment.world[group].owner == moment.plant[id].number;
  };
  if (std::ranges::none_of(cluster.groups, is_here)) return true;
  return std::ranges::any_of(cluster.groups, [&](GroupId group) {
    if (!is_here(group)) return false;
    return !owns(id, group) || std::ranges::any_of(cluster.nodes, [&](NodeId other) {
      return other != id && takes_part(moment, other) && !is_cut_off(moment, other) &&
             owns(other, group);
    });
  });
}

void respond(Moment& moment, NodeId id);

/// It waits for somebody who can take its groups: until then, or until it is back in touch.
void watch_waiting_response(Moment& moment, NodeId id, bool cut_off) {
  if (!moment.world[id].response_waits) return;
  if (cut_off && !has_an_owner(moment, id)) return;
  moment.world[id].response_waits = false;
  if (cut_off) respond(moment, id);
}

void give_up(Moment& moment, NodeId id) {
  const ClusterId cluster = moment.plant[id].cluster;
  moment.world[id].gave_up = true;
  give_up_members(moment, id);
  take_freed(moment, cluster);
  watch_isolation(moment, cluster);  // it may be back in touch already
}

void respond(Moment& moment, NodeId id) {
  const Isolation& isolation = isolation_of(moment, id);
  moment.tell(FactKind::isolation_responded, id, static_cast<std::size_t>(isolation.response));
  if (isolation.response == IsolationResponse::power_off) return give_up(moment, id);
  moment.clocks.start(moment.plant[id].shut_down, isolation.shutdown);
}

}  // namespace

bool is_cut_off(Scene scene, NodeId id) {
  const Heartbeat& heartbeat = scene.plant[scene.plant[id].cluster].heartbeat;
  const ComponentId host = host_of(scene.world, scene.plant[id].component);
  return heartbeat.over_networks &&
         std::ranges::none_of(heartbeat.networks,
                              [&](NetworkId network) { return attached(scene, host, network); });
}

bool may_take_groups(const Moment& moment, ClusterId cluster, NodeSet side) {
  const Cluster& it = moment.plant[cluster];
  if (it.isolation.response == IsolationResponse::stay && it.isolation.takes_over &&
      it.fencing.kind != FencingKind::lock)
    return true;
  bool may = false;
  for_nodes(moment.plant, cluster, side, [&](NodeId id) { may = may || !is_cut_off(moment, id); });
  return may;
}

void watch_isolation(Moment& moment, ClusterId cluster) {
  for (const NodeId id : moment.plant[cluster].nodes) {
    const Node& node = moment.plant[id];
    const bool part = takes_part(moment, id);
    const bool cut_off = part && is_cut_off(moment, id);
    watch_waiting_response(moment, id, cut_off);
    const bool shutting_down = node.shut_down && moment.clocks.running(node.shut_down);
    if (shutting_down && !part) moment.clocks.stop(node.shut_down);
    const bool waits =
        cut_off && !moment.world[id].gave_up && !shutting_down && !moment.world[id].response_waits;
    if (waits && !moment.clocks.running(node.isolated)) {
      const Isolation& isolation = isolation_of(moment, id);
      moment.clocks.start(node.isolated,
                          leads(moment, id) ? isolation.leader_after : isolation.after);
    } else if (!waits) {
      moment.clocks.stop(node.isolated);
    }
    if (part && !cut_off && moment.world[id].gave_up) back_in_touch(moment, id);
  }
}

void isolation_due(Moment& moment, NodeId id) {
  moment.tell(FactKind::node_isolated, id);
  if (!isolation_of(moment, id).needs_owner || has_an_owner(moment, id)) return respond(moment, id);
  moment.world[id].response_waits = true;
  moment.tell(FactKind::isolation_unanswered, id);
}

void isolated_node_shut_down(Moment& moment, NodeId id) { give_up(moment, id); }

}  // namespace ausfall::models
