#include "models/cluster/maintenance.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/view.hpp"
#include "models/failure.hpp"

namespace ausfall::models {
namespace {

using Nodes = std::vector<NodeId>;

bool contains(const Nodes& nodes, NodeId id) { return std::ranges::count(nodes, id) != 0; }

/// Nothing of it runs or is on its way: it waits for a place or a person.
bool is_idle(const GroupState& state) {
  return state.status == GroupStatus::queued || state.status == GroupStatus::uncovered ||
         state.status == GroupStatus::given_up;
}

/// Where a group on this node could go, `no_node` if nowhere. `leaving` are the nodes that go down
/// together with it.
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
  return std::ranges::all_of(
      groups, [&](GroupId group) { return moment.world[group].planned == PlannedStage::none; });
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

/// There is no place for this group, and there may be one soon.
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

/// A VM that has still to join its cluster again, and will: another cluster carries it, or has
/// carried it, or it boots on the host that is drained.
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

/// What a cluster does for a while without a node that the drain itself carries away is no reason
/// to give up: otherwise the drain would begin and give up in turn for ever.
bool awaits_nodes(const Moment& moment, NodeId id, const Nodes& leaving) {
  return std::ranges::any_of(moment.plant[moment.plant[id].cluster].nodes,
                             [&](NodeId each) { return is_on_its_way(moment, each, leaving); });
}

/// The other nodes of the cluster take part, on its side, or are drained themselves.
bool cluster_is_well(const Moment& moment, NodeId id, const Nodes& leaving) {
  if (!takes_part(moment, id)) return false;
  const NodeSet side = side_of(moment, id);
  const auto& nodes = moment.plant[moment.plant[id].cluster].nodes;
  return std::ranges::all_of(nodes, [&](NodeId other) {
    return contains(leaving, other) || moment.world[other].drained ||
           has(side, moment.plant[other].number);
  });
}

bool all_is_well(const Moment& moment, ComponentId host, const Nodes& leaving) {
  return moment.world[host].alive() && std::ranges::all_of(leaving, [&](NodeId id) {
           return cluster_is_well(moment, id, leaving);
         });
}

/// Visits the groups that are on this node, or on their way to it or from it.
template <class Visit>
bool all_groups(const Moment& moment, NodeId id, Visit visit) {
  const Node& node = moment.plant[id];
  return std::ranges::all_of(moment.plant[node.cluster].groups, [&](GroupId group) {
    const GroupState& state = moment.world[group];
    const bool here = state.owner == node.number || state.target == node.number;
    return !here || is_idle(state) || visit(group);
  });
}

/// All its groups find a place, one after another, or never will.
bool groups_can_leave(Moment& moment, NodeId id, const Nodes& leaving) {
  std::vector<GroupId> reserved;
  const bool can = all_groups(moment, id, [&](GroupId group) {
    if (!may_move(moment, group)) return false;
    const std::uint8_t target = place_for(moment, group, id, leaving);
    if (target == no_node) return !may_find_place(moment, group, leaving);
    moment.world[group].target = target;
    reserved.push_back(group);
    return true;
  });
  for (const GroupId group : reserved) moment.world[group].target = no_node;
  return can;
}

/// A group has nowhere to go, and may have soon.
bool is_stuck(const Moment& moment, NodeId id, const Nodes& leaving) {
  return planned_moves_are_over(moment, id) && !all_groups(moment, id, [&](GroupId group) {
           return !may_move(moment, group) || place_for(moment, group, id, leaving) != no_node ||
                  !may_find_place(moment, group, leaving);
         });
}

/// Of one that is being drained: something has failed, or a group has nowhere to go.
bool drain_fails(const Moment& moment, ComponentId host, const Nodes& leaving) {
  return !moment.world[host].alive() || std::ranges::any_of(leaving, [&](NodeId id) {
    return !awaits_nodes(moment, id, leaving) &&
           (!cluster_is_well(moment, id, leaving) || is_stuck(moment, id, leaving));
  });
}

/// Nothing is left on it but what has nowhere to go, ever; and what was moved serves again.
bool groups_have_left(const Moment& moment, NodeId id, const Nodes& leaving) {
  return !awaits_nodes(moment, id, leaving) && planned_moves_are_over(moment, id) &&
         all_groups(moment, id, [&](GroupId group) {
           return may_move(moment, group) && place_for(moment, group, id, leaving) == no_node &&
                  !may_find_place(moment, group, leaving);
         });
}

bool is_back(const Moment& moment, ComponentId host, const Nodes& nodes) {
  return moment.world[host].alive() &&
         std::ranges::all_of(nodes, [&](NodeId id) { return takes_part(moment, id); });
}

/// Going down together with others takes the last place from a group that is still to leave.
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
    moment_.clocks.start(plan_.due, plan_.every);
  }

  /// Whether anything changed. Then the first in order is asked first again.
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
    const auto each = [&](auto holds) {
      return std::ranges::all_of(nodes, [&](NodeId id) { return holds(moment_, id, nodes); });
    };
    switch (state(k)) {
      case MaintenanceState::idle:
        return false;
      case MaintenanceState::waiting:
        if (!somebody_is_free() || !all_is_well(moment_, host, nodes) || !each(groups_can_leave) ||
            hinders_a_drain(nodes))
          return false;
        begin_drain(k, nodes);
        return true;
      case MaintenanceState::draining:
        if (drain_fails(moment_, host, nodes)) {
          leave(k, MaintenanceState::waiting, nodes);
          return true;
        }
        if (!each(groups_have_left)) return false;
        begin_work(k);
        return true;
      case MaintenanceState::patching:
        if (moment_.clocks.running(plan_.done[k]) || !is_back(moment_, host, nodes)) return false;
        leave(k, MaintenanceState::idle, nodes);
        return true;
    }
    return false;
  }

  bool somebody_is_free() {
    int busy = 0;
    for (std::size_t k = 0; k < plan_.hosts.size(); ++k) {
      if (state(k) >= MaintenanceState::draining) ++busy;
    }
    return busy < plan_.at_once;
  }

  /// Otherwise those with a ring of places would drain and give up in turn for ever.
  bool hinders_a_drain(const Nodes& nodes) {
    for (const Maintenance& plan : moment_.plant.maintenance) {
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

  void begin_work(std::size_t k) {
    moment_.stem_from(plan_.cause);
    state(k) = MaintenanceState::patching;
    moment_.tell(FactKind::maintenance_began, id_, plan_.hosts[k].index());
    moment_.clocks.start(plan_.done[k], plan_.duration);
    bring_down(moment_, plan_.hosts[k]);
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
  for (const Maintenance& maintenance : moment.plant.maintenance)
    moment.clocks.start(maintenance.due, maintenance.every);
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
    assert(steps++ <= 8 * moment.world.maintenance.size());  // drained and returned for ever
    changed = false;
    for (std::size_t i = 0; i < moment.plant.maintenance.size(); ++i) {
      const MaintenanceId id(i);
      Round round(moment, id);
      if (round.is_over()) {
        if (moment.world.overdue[i] == 0) continue;
        moment.world.overdue[i] = 0;
        round.begin();
      }
      changed = round.progress() || changed;
    }
  }
}

}  // namespace ausfall::models
