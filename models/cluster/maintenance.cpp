#include "models/cluster/maintenance.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

#include "models/cluster/budget.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/shutdown.hpp"
#include "models/cluster/view.hpp"
#include "models/failure.hpp"
#include "models/rejuvenation.hpp"

namespace ausfall::models {
namespace {

using Nodes = std::vector<NodeId>;

bool contains(const Nodes& nodes, NodeId id) { return std::ranges::count(nodes, id) != 0; }

/// It waits for a place or a person, so none of its members runs or is being moved.
bool is_idle(const GroupState& state) {
  return state.status == GroupStatus::queued || state.status == GroupStatus::uncovered ||
         state.status == GroupStatus::given_up;
}

/// The node to which a group on `node` could go; `no_node` if there is none. `leaving` are all
/// nodes that go down with the same host, so they are no places for it.
std::uint8_t place_for(const Moment& moment, GroupId id, NodeId node, const Nodes& leaving) {
  NodeSet side = side_of(moment, node);
  for (const NodeId each : leaving) {
    if (moment.plant[each].cluster == moment.plant[node].cluster)
      side &= ~only(moment.plant[each].number);
  }
  const NodeSet places = candidates(moment, id, side);
  return places == 0 ? no_node : static_cast<std::uint8_t>(first_of(places));
}

bool planned_moves_are_over(const Moment& moment, NodeId id) {
  const auto& groups = moment.plant[moment.plant[id].cluster].groups;
  return std::ranges::all_of(groups, [&](GroupId group) {
    const PlannedStage stage = moment.world[group].planned;
    return stage == PlannedStage::none || stage == PlannedStage::frozen;
  });
}

// ---- whether waiting may help -------------------------------------------------------------------

bool is_attached(const Moment& moment, NodeId id, StorageId storage) {
  const auto& hosts = moment.plant[storage].hosts;
  return std::ranges::count(hosts, home_host(moment.plant, moment.plant[id].component)) != 0;
}

bool storage_may_come_back(const Moment& moment, GroupId id, NodeId other) {
  return std::ranges::any_of(moment.plant[id].disks, [&](StorageId disk) {
    return is_attached(moment, other, disk) && !node_reaches(moment, other, disk);
  });
}

/// Waiting may help a group that has no place now: another group is being moved or started, and may
/// free one; or another node is drained, away, or cut off from a disk that it is attached to, and
/// may come back.
bool may_find_place(const Moment& moment, GroupId id, const Nodes& leaving) {
  const Cluster& cluster = moment.plant[moment.plant[id].cluster];
  const bool others_move = std::ranges::any_of(cluster.groups, [&](GroupId other) {
    const GroupState& state = moment.world[other];
    return other != id && state.status != GroupStatus::online && !is_idle(state);
  });
  return others_move || std::ranges::any_of(cluster.nodes, [&](NodeId other) {
           if (contains(leaving, other)) return false;
           return moment.world[other].drained || !takes_part(moment, other) ||
                  storage_may_come_back(moment, id, other);
         });
}

// ---- one host -----------------------------------------------------------------------------------

/// This node is a VM that is not in its cluster now, and will join it again by itself: another
/// cluster carries it or has just carried it, or it boots on the host that is drained.
bool is_on_its_way(const Moment& moment, NodeId id, const Nodes& leaving) {
  const ComponentId machine = moment.plant[id].component;
  const ComponentState& state = moment.world[machine];
  if (moment.plant[machine].kind != ComponentKind::vm || takes_part(moment, id)) return false;
  if (const MemberId member = moment.plant[machine].member) {
    const GroupState& group = moment.world[moment.plant[member].group];
    return group.planned != PlannedStage::none || state.alive();
  }
  return contains(leaving, id) && state.down == 0 && state.hung == 0;
}

/// Nodes that the drain itself carries away are missing in their cluster for a while. That must not
/// count as a failure which ends the drain: it would begin and be given up in turn for ever.
bool awaits_nodes(const Moment& moment, NodeId id, const Nodes& leaving) {
  return std::ranges::any_of(moment.plant[moment.plant[id].cluster].nodes,
                             [&](NodeId each) { return is_on_its_way(moment, each, leaving); });
}

/// The node takes part, and each other node of its cluster is on its side, is drained, or goes down
/// with the same host.
bool cluster_is_well(const Moment& moment, NodeId id, const Nodes& leaving) {
  if (!takes_part(moment, id)) return false;
  const NodeSet side = side_of(moment, id);
  const auto& nodes = moment.plant[moment.plant[id].cluster].nodes;
  return std::ranges::all_of(nodes, [&](NodeId other) {
    return contains(leaving, other) || moment.world[other].drained ||
           has(side, moment.plant[other].number) || is_shut_down(moment, other);
  });
}

bool all_is_well(const Moment& moment, ComponentId host, const Nodes& leaving) {
  return moment.world[host].alive() && std::ranges::all_of(leaving, [&](NodeId id) {
           return cluster_is_well(moment, id, leaving);
         });
}

/// Calls `visit` for each group that is on this node, or on its way to it or from it; false as soon
/// as one of these calls is. Groups that only wait are left out: a drain does not wait for them.
template <class Visit>
bool all_groups(const Moment& moment, NodeId id, Visit visit) {
  const Node& node = moment.plant[id];
  return std::ranges::all_of(moment.plant[node.cluster].groups, [&](GroupId group) {
    const GroupState& state = moment.world[group];
    const bool here = state.owner == node.number || state.target == node.number;
    return !here || is_idle(state) || visit(group);
  });
}

/// The drain may begin: each group on the node can be moved, and either has a place, beside those
/// that the groups before it take, or would wait for one in vain.
bool groups_can_leave(Moment& moment, NodeId id, const Nodes& leaving) {
  std::vector<GroupId> reserved;
  const bool can = all_groups(moment, id, [&](GroupId group) {
    if (!may_move(moment, group) || held_by_budget(moment, group)) return false;
    const std::uint8_t target = place_for(moment, group, id, leaving);
    if (target == no_node) return !may_find_place(moment, group, leaving);
    moment.world[group].target = target;
    reserved.push_back(group);
    return true;
  });
  for (const GroupId group : reserved) moment.world[group].target = no_node;
  return can;
}

/// All moves have ended, and a group that could be moved has no place although one may come free.
/// Waiting may take long, so the drain is given up and tried again later.
bool is_stuck(const Moment& moment, NodeId id, const Nodes& leaving) {
  return planned_moves_are_over(moment, id) && !all_groups(moment, id, [&](GroupId group) {
           return !may_move(moment, group) || place_for(moment, group, id, leaving) != no_node ||
                  !may_find_place(moment, group, leaving);
         });
}

/// The drain of this host is given up: the host or a node of its clusters has failed, or a group is
/// stuck. Not while nodes that the drain carries away are still to join again.
bool drain_fails(const Moment& moment, ComponentId host, const Nodes& leaving,
                 const Nodes& drained) {
  return !moment.world[host].alive() || std::ranges::any_of(leaving, [&](NodeId id) {
    return !awaits_nodes(moment, id, leaving) &&
           (!cluster_is_well(moment, id, leaving) ||
            (contains(drained, id) && is_stuck(moment, id, leaving)));
  });
}

/// The work may begin: what was moved serves again, and each group that is left on the node would
/// wait for a place in vain. Such groups go down with the host.
bool groups_have_left(const Moment& moment, NodeId id, const Nodes& leaving) {
  std::vector<GroupId> left;
  return !awaits_nodes(moment, id, leaving) && planned_moves_are_over(moment, id) &&
         all_groups(moment, id,
                    [&](GroupId group) {
                      left.push_back(group);
                      return may_move(moment, group) &&
                             place_for(moment, group, id, leaving) == no_node &&
                             !may_find_place(moment, group, leaving);
                    }) &&
         may_all_be_interrupted(moment, moment.plant[id].cluster, left);
}

bool is_back(const Moment& moment, ComponentId host, const Nodes& nodes) {
  return moment.world[host].alive() &&
         std::ranges::all_of(nodes, [&](NodeId id) { return takes_part(moment, id); });
}

/// `others` are being drained. If `nodes` were drained as well, a group that is still to leave
/// `others` and has a place now would have none.
bool hinders(const Moment& moment, const Nodes& others, const Nodes& nodes) {
  Nodes together = others;
  together.insert(together.end(), nodes.begin(), nodes.end());
  return !std::ranges::all_of(others, [&](NodeId id) {
    return all_groups(moment, id, [&](GroupId group) {
      return !may_move(moment, group) || place_for(moment, group, id, others) == no_node ||
             place_for(moment, group, id, together) != no_node;
    });
  });
}

// ---- one round ----------------------------------------------------------------------------------

void plan_next(Moment& moment, const Maintenance& plan) {
  moment.clocks.stop(plan.due);  // of a rejuvenation it may count anew already
  moment.clocks.start_in_hours(plan.due, plan.every, plan.hours, InHours::rings);
}

class Round {
 public:
  Round(Moment& moment, MaintenanceId id) : moment_(moment), id_(id), plan_(moment.plant[id]) {}

  [[nodiscard]] bool is_over() {
    for (std::size_t k = 0; k < plan_.hosts.size(); ++k) {
      if (state(k) != MaintenanceState::idle) return false;
    }
    return true;
  }

  void begin() {
    moment_.stem_from(plan_.cause);
    for (std::size_t k = 0; k < plan_.hosts.size(); ++k) state(k) = MaintenanceState::waiting;
    put_into(moment_.world.rounds, id_);
    plan_next(moment_, plan_);
  }

  /// At once, or when its hours begin.
  void begin_in_hours() {
    if (plan_.hours.always()) return begin();
    moment_.clocks.stop(plan_.due);
    moment_.clocks.start_in_hours(plan_.due, Distribution(), plan_.hours, InHours::rings);
  }

  /// Moves one host of the round a step on, the first in order that can go on. False: none could.
  bool progress() {
    for (std::size_t k = 0; k < plan_.hosts.size(); ++k) {
      if (progress(k)) return true;
    }
    return false;
  }

 private:
  MaintenanceState& state(std::size_t k) { return moment_.world.maintenance[plan_.first_host + k]; }

  bool progress(std::size_t k) {
    const ComponentId host = plan_.hosts[k];
    if (state(k) == MaintenanceState::idle) return false;
    const Nodes nodes = nodes_lost_with(moment_.plant, host);
    const Nodes drained = drained_of(nodes);
    const auto each = [&](auto holds) {
      return std::ranges::all_of(drained, [&](NodeId id) { return holds(moment_, id, nodes); });
    };
    switch (state(k)) {
      case MaintenanceState::idle:
        return false;
      case MaintenanceState::waiting:
        if (!somebody_is_free() || !all_is_well(moment_, host, nodes) || !each(groups_can_leave) ||
            hinders_a_drain(nodes))
          return false;
        begin_drain(k, drained);
        return true;
      case MaintenanceState::draining:
        if (drain_fails(moment_, host, nodes, drained)) {
          leave(k, MaintenanceState::waiting, nodes);
          return true;
        }
        if (!each(groups_have_left)) return false;
        begin_work(k, nodes);
        return true;
      case MaintenanceState::patching:
        if (moment_.clocks.running(plan_.done[k]) || !is_back(moment_, host, nodes)) return false;
        leave(k, MaintenanceState::idle, nodes);
        return true;
    }
    return false;
  }

  /// Those that are drained before the host goes down.
  [[nodiscard]] Nodes drained_of(Nodes nodes) const {
    if (plan_.goes_down == GoesDown::drained) return nodes;
    std::erase_if(nodes, [&](NodeId id) { return shutdown_of(id) != Shutdown::drain; });
    return nodes;
  }

  [[nodiscard]] Shutdown shutdown_of(NodeId id) const {
    return models::shutdown_of(moment_.plant, id, plan_.goes_down);
  }

  bool somebody_is_free() {
    int busy = 0;
    for (std::size_t k = 0; k < plan_.hosts.size(); ++k) {
      if (state(k) >= MaintenanceState::draining) ++busy;
    }
    return busy < plan_.at_once;
  }

  /// Draining these nodes would take the place of a group that leaves a host which is drained
  /// already. If that were allowed, hosts whose groups need each other's places would be drained
  /// and give up in turn for ever.
  bool hinders_a_drain(const Nodes& nodes) {
    for (const MaintenanceId round : moment_.world.rounds) {
      const Maintenance& plan = moment_.plant[round];
      for (std::size_t k = 0; k < plan.hosts.size(); ++k) {
        if (moment_.world.maintenance[plan.first_host + k] == MaintenanceState::draining &&
            hinders(moment_, nodes_lost_with(moment_.plant, plan.hosts[k]), nodes))
          return true;
      }
    }
    return false;
  }

  void begin_drain(std::size_t k, const Nodes& nodes) {
    moment_.stem_from(plan_.cause);
    state(k) = MaintenanceState::draining;
    for (const NodeId id : nodes) drain(moment_, id);
  }

  void begin_work(std::size_t k, const Nodes& nodes) {
    moment_.stem_from(plan_.cause);
    state(k) = MaintenanceState::patching;
    moment_.tell(FactKind::maintenance_began, id_, plan_.hosts[k].index());
    moment_.clocks.start(plan_.done[k], plan_.duration);
    for (const NodeId id : nodes) {
      if (shutdown_of(id) == Shutdown::freeze) freeze_groups(moment_, id);
    }
    bring_down(moment_, plan_.hosts[k]);
    for (const NodeId id : nodes) {
      if (shutdown_of(id) == Shutdown::failover) give_up_leases(moment_, id);
    }
    if (plan_.rejuvenation) renew(moment_, plan_.rejuvenation);
  }

  void leave(std::size_t k, MaintenanceState next, const Nodes& nodes) {
    moment_.stem_from(plan_.cause);
    state(k) = next;
    for (const NodeId id : nodes) end_drain(moment_, id);
  }

  Moment& moment_;
  MaintenanceId id_;
  const Maintenance& plan_;
};

}  // namespace

void plan_maintenance(Moment& moment) {
  for (const Maintenance& maintenance : moment.plant.maintenance) plan_next(moment, maintenance);
}

void maintenance_due(Moment& moment, MaintenanceId id) {
  Round round(moment, id);
  if (round.is_over())
    round.begin();
  else
    moment.world.overdue[id.index()] = 1;
}

void maintenance_done(Moment& moment, MaintenanceId id, std::size_t number) {
  const ComponentId host = moment.plant[id].hosts[number];
  moment.tell(FactKind::maintenance_ended, id, host.index());
  let_up(moment, host);
}

void maintenance_progressed(Moment& moment) {
  bool changed = true;
  std::size_t steps = 0;
  while (changed) {
    assert(steps++ <= 8 * moment.world.maintenance.size());  // else drains begin and end for ever
    changed = false;
    auto& rounds = moment.world.rounds;
    for (std::size_t i = 0; i < rounds.size();) {
      const MaintenanceId id = rounds[i];
      Round round(moment, id);
      if (round.is_over()) {
        rounds.erase(rounds.begin() + static_cast<std::ptrdiff_t>(i));
        if (moment.world.overdue[id.index()] == 0) continue;
        moment.world.overdue[id.index()] = 0;
        round.begin_in_hours();
      }
      changed = round.progress() || changed;
      if (i < rounds.size() && rounds[i] == id) ++i;
    }
  }
}

}  // namespace ausfall::models
