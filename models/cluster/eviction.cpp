#include "models/cluster/eviction.hpp"

#include <algorithm>

#include "models/cluster/group.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/isolation.hpp"

namespace ausfall::models {
namespace {

const Eviction& eviction_of(const Moment& moment, GroupId id) {
  return cluster_of(moment, id).eviction;
}

bool is_tolerated(const Moment& moment, GroupId id) {
  return moment.world[id].status == GroupStatus::tolerated &&
         moment.world[id].planned != PlannedStage::frozen;
}

void begin_stage(Moment& moment, GroupId id, Evicted stage) {
  moment.world.evicted[id.index()] = stage;
  const bool waits = stage == Evicted::waits_for_node;
  moment.tell(waits ? FactKind::group_waits_for_node : FactKind::group_detaches, id,
              owner_of(moment, id).index());
  enter(moment, id, waits ? Phase::queue : Phase::fence);
}

/// Its disks are held by the node that was lost.
bool begin_to_detach(Moment& moment, GroupId id) {
  const auto& detach = eviction_of(moment, id).detach;
  if (!detach || moment.plant[id].disks.empty()) return false;
  begin_stage(moment, id, Evicted::detaching);
  moment.clocks.start(moment.plant[id].let_go, *detach);
  return true;
}

/// A person, or the product, will end that, if anybody does.
void wait_for_node(Moment& moment, GroupId id) {
  begin_stage(moment, id, Evicted::waits_for_node);
  const auto& release = eviction_of(moment, id).release;
  const auto& manual = cluster_of(moment, id).failover.manual;
  if (release)
    moment.clocks.start(moment.plant[id].let_go, *release);
  else if (manual)
    moment.clocks.start(moment.plant[id].let_go, *manual);
}

/// Nothing of it is left on the node that was lost, or can write there.
void give_up_there(Moment& moment, GroupId id) {
  begin_recovery(moment, id);
  stop_members(moment, id);
}

void leave(Moment& moment, GroupId id) {
  moment.world.evicted[id.index()] = Evicted::no;
  moment.tell(FactKind::group_let_go, id, owner_of(moment, id).index());
  give_up_there(moment, id);
  group_leaves(moment, id);
}

// ---- which nodes are marked ---------------------------------------------------------------------

/// The nodes that are members for whoever decides; none if nobody is left who does.
NodeSet members_by_those_who_decide(const Moment& moment, ClusterId id) {
  for (const NodeId node : moment.plant[id].nodes) {
    if (takes_part(moment, node) && may_take_groups(moment, id, side_of(moment, node)))
      return moment.world[node].view;
  }
  return 0;
}

std::size_t zone_of(const Eviction& eviction, std::size_t number) {
  return eviction.zone_of.empty() ? 0 : eviction.zone_of[number];
}

struct Zone {
  int lost = 0;
  int nodes = 0;
};

/// Enough of it is lost to take that for a failure of the network. If all of it is, others that are not
/// lost can take what ran there.
bool is_disrupted(const Eviction& eviction, const Zone& zone) {
  return zone.lost < zone.nodes && zone.lost > eviction.disrupted_above &&
         zone.lost >= eviction.disrupted * zone.nodes;
}

class Marks {
 public:
  Marks(Moment& moment, ClusterId id)
      : moment_(moment),
        cluster_(moment.plant[id]),
        eviction_(cluster_.eviction),
        members_(members_by_those_who_decide(moment, id)),
        zones_(eviction_.zones) {
    for (std::size_t n = 0; n < cluster_.nodes.size(); ++n) {
      Zone& zone = zones_[zone_of(eviction_, n)];
      ++zone.nodes;
      if (!has(members_, n)) ++zone.lost;
    }
  }

  void renew() {
    for (std::size_t n = 0; n < cluster_.nodes.size(); ++n) {
      const std::size_t zone = zone_of(eviction_, n);
      if (has(members_, n) || stopped(zone))
        unmark(n);
      else if (marked(n) == 0 && !moment_.clocks.running(eviction_.paces[zone]))
        mark(n, zone);
    }
  }

 private:
  std::uint8_t& marked(std::size_t n) { return moment_.world.marked[cluster_.nodes[n].index()]; }

  [[nodiscard]] bool stopped(std::size_t zone) const {
    return members_ == 0 ||
           (is_disrupted(eviction_, zones_[zone]) && zones_[zone].nodes <= eviction_.large);
  }

  void mark(std::size_t n, std::size_t zone) {
    marked(n) = 1;
    moment_.tell(FactKind::node_marked, cluster_.nodes[n]);
    const Distribution& pace =
        is_disrupted(eviction_, zones_[zone]) ? eviction_.every_disrupted : eviction_.every;
    if (!pace.is_zero()) moment_.clocks.start(eviction_.paces[zone], pace);
    for_tolerated(n, [&](GroupId id) { grace_begins(moment_, id); });
  }

  /// What has left it already, or waits for nothing but it, is no longer a matter of marks.
  void unmark(std::size_t n) {
    if (marked(n) == 0) return;
    marked(n) = 0;
    moment_.tell(FactKind::node_unmarked, cluster_.nodes[n]);
    for_tolerated(n, [&](GroupId id) {
      if (moment_.world.evicted[id.index()] == Evicted::no)
        moment_.clocks.stop(moment_.plant[id].grace_over);
    });
  }

  template <class Visit>
  void for_tolerated(std::size_t n, Visit visit) {
    for (const GroupId id : cluster_.by_priority) {
      if (moment_.world[id].owner == n && is_tolerated(moment_, id)) visit(id);
    }
  }

  Moment& moment_;
  const Cluster& cluster_;
  const Eviction& eviction_;
  NodeSet members_;
  std::vector<Zone> zones_;
};

}  // namespace

bool evicts(const Moment& moment, GroupId id) { return eviction_of(moment, id).paced; }

void grace_begins(Moment& moment, GroupId id) {
  const ClockId over = moment.plant[id].grace_over;
  if (evicts(moment, id) && (moment.world.marked[owner_of(moment, id).index()] == 0 ||
                             moment.world.evicted[id.index()] != Evicted::no))
    return;
  if (!moment.clocks.running(over))
    moment.clocks.start(over, cluster_of(moment, id).failover.grace);
}

bool stays_after_grace(Moment& moment, GroupId id) {
  if (!evicts(moment, id)) return false;
  if (moment.plant[id].waits_for_node) {
    wait_for_node(moment, id);
    return true;
  }
  return begin_to_detach(moment, id);
}

void forget_eviction(Moment& moment, GroupId id) {
  if (!evicts(moment, id)) return;
  moment.clocks.stop(moment.plant[id].let_go);
  moment.world.evicted[id.index()] = Evicted::no;
}

void mark_lost_nodes(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.clusters.size(); ++i) {
    if (moment.plant.clusters[i].eviction.paced) Marks(moment, ClusterId(i)).renew();
  }
}

void eviction_paced(Moment& /*moment*/, ClusterId /*id*/, std::size_t /*zone*/) {
  // When the ring is over, mark_lost_nodes() finds that the next may be marked.
}

/// A person has made sure that the node is off, which is why the disks are free at once; or the product
/// has deleted what ran there; or the disks were taken from the node.
void group_let_go(Moment& moment, GroupId id) {
  const bool waited = moment.world.evicted[id.index()] == Evicted::waits_for_node;
  if (!waited) return leave(moment, id);
  if (!eviction_of(moment, id).release) {
    moment.tell(FactKind::person_came, id);
    return leave(moment, id);
  }
  if (!begin_to_detach(moment, id)) leave(moment, id);
}

}  // namespace ausfall::models
