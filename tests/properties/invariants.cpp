#include "tests/properties/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/cluster/group.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/view.hpp"
#include "models/service.hpp"
#include "tests/properties/inspection.hpp"

namespace ausfall::test {
namespace {

using namespace models;

class Services : Inspection {
 public:
  using Inspection::Inspection;

  void inspect() {
    expect(world_.unsettled.empty(), "something is unsettled");
    for (std::size_t i = 0; i < plant_.services.size(); ++i) {
      expect(world_.services[i] == assess({plant_, world_}, ServiceId(i)),
             "service {} is not what it is assessed to be", plant_.services[i].name);
    }
    needed();
  }

 private:
  /// Services that need one thing that is no host, VM or app, by what the language says of it.
  void needed() {
    for (std::size_t i = 0; i < plant_.services.size(); ++i) {
      const ComponentId id = plant_.services[i].needs.component;
      if (id && !plant_[id].runs()) expect_up(ServiceId(i), on(id));
    }
    for (const Network& network : plant_.networks)
      expect_up(service_of(network.name), any_on(network.switches));
    for (const Storage& it : plant_.storages) {
      if (it.mirror) continue;  // it goes on or not: see its component
      bool path = false;
      for (const auto& of_host : it.paths) path = path || any_on(of_host);
      expect_up(service_of(it.name), on(it.array) && any_on(it.controllers) && path &&
                                         (!it.network || any_on(plant_[it.network].switches)));
    }
  }

  /// None if the world has no such service.
  ServiceId service_of(const std::string& thing) const {
    const auto found = std::ranges::find(plant_.services, "s-" + thing, &Service::name);
    if (found == plant_.services.end()) return {};
    return ServiceId(static_cast<std::size_t>(found - plant_.services.begin()));
  }

  void expect_up(ServiceId id, bool up) {
    if (!id) return;
    expect(world_.services[id.index()].up == up, "service {}: up or down", plant_[id].name);
  }

  bool on(ComponentId id) const { return world_[id].running == Running::on; }
  bool any_on(const std::vector<ComponentId>& ids) const {
    return std::ranges::any_of(ids, [&](ComponentId id) { return on(id); });
  }
};

class End : Inspection {
 public:
  using Inspection::Inspection;

  void inspect() {
    if (period_of_hours(plant_) > Duration(0))
      return;  // who works by the hour may still be waited for
    for (std::size_t i = 0; i < plant_.modes.size(); ++i) {
      if (world_.modes[i] == ModeState::armed) continue;
      if (world_.modes[i] == ModeState::unseen) {
        expect(!plant_.modes[i].test, "{}: no test found it", name_of(ModeId(i)));
        continue;
      }
      expect(world_.modes[i] == ModeState::beyond_repair, "{} is not repaired", name_of(ModeId(i)));
      broken_ = true;
    }
    for (const CommonCause& cause : plant_.common_causes)
      broken_ = broken_ || (cause.ttr.is_never() && runs(cause.ends));
    // What is never repaired is reason enough for whatever else is out of order.
    if (broken_) return;
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      const ComponentId id(i);
      if (plant_[id].member || host_or_place_in_group(id)) continue;
      expect(world_[id].alive(), "{} does not run in the end", plant_[id].name);
    }
    for (const Maintenance& work : plant_.maintenance) maintenance_in_the_end(work);
    for (std::size_t i = 0; i < plant_.clusters.size(); ++i) {
      const ClusterId id(i);
      if (lacks_a_node_for_good(id)) continue;
      whole_again(id);
      for (const GroupId group : plant_[id].groups) group_in_the_end(group);
    }
    for (const Instance& each : plant_.instances)
      expect(!runs(each.noticed), "{} is still checked in the end", plant_[each.component].name);
  }

 private:
  bool host_or_place_in_group(ComponentId id) const {
    for (; id; id = world_[id].place) {
      if (plant_[id].member) return true;
    }
    return false;
  }

  /// A node of it is a VM, or on one, of a group that another cluster has given up or cannot place.
  /// That group is looked at for itself.
  bool lacks_a_node_for_good(ClusterId cluster) const {
    return std::ranges::any_of(plant_[cluster].nodes, [&](NodeId id) {
      const ComponentId machine = plant_[id].component;
      return !world_[machine].alive() && host_or_place_in_group(machine);
    });
  }

  void whole_again(ClusterId cluster) {
    if (plant_[cluster].balances_load) return;
    const std::size_t count = plant_[cluster].nodes.size();
    for (const NodeId id : plant_[cluster].nodes) {
      const std::string& name = plant_[plant_[id].component].name;
      expect(world_[id].status == NodeStatus::member, "node {} is not a member in the end ({})",
             name, static_cast<int>(world_[id].status));
      expect(size_of(world_[id].view) == count, "node {} does not know all in the end", name);
    }
  }

  /// A host's turn waits for clusters to be well, and one that lacks a node for good never is; the
  /// others wait for their turn. None is drained (`node`).
  void maintenance_in_the_end(const Maintenance& work) {
    const bool waits = std::ranges::any_of(work.hosts, [&](ComponentId host) {
      return std::ranges::any_of(nodes_lost_with(plant_, host), [&](NodeId id) {
        return lacks_a_node_for_good(plant_[id].cluster);
      });
    });
    for (std::size_t k = 0; k < work.hosts.size(); ++k) {
      const MaintenanceState state = world_.maintenance[work.first_host + k];
      expect(state == MaintenanceState::idle || (state == MaintenanceState::waiting && waits),
             "{} of {} has not ended ({})", work.name, plant_[work.hosts[k]].name,
             static_cast<int>(state));
    }
  }

  /// Starts and stops fail when everything else has ended, too.
  bool may_fail_for_ever(const Group& group) const {
    return std::ranges::any_of(group.members, [&](MemberId member) {
      return plant_[plant_[member].component].start_failure > 0;
    });
  }

  void group_in_the_end(GroupId id) {
    const Group& it = plant_[id];
    const GroupState& state = world_[id];
    const auto waits = [&](GroupStatus status) { return state.status == status; };
    const bool nobody_comes = !plant_[it.cluster].failover.manual;
    if ((waits(GroupStatus::given_up) || waits(GroupStatus::uncovered) ||
         waits(GroupStatus::blocked)) &&
        nobody_comes)
      return;
    if (may_fail_for_ever(it)) return;
    if (waits(GroupStatus::queued)) {
      // What no other node can take, and was restarted in place too often, waits where it is for
      // something to change.
      expect(state.target == no_node, "group {} waits for a slot in the end", it.name);
      for (const std::uint8_t node : it.owners) {
        if (node == state.owner) continue;
        expect(!can_take({plant_, world_}, id, node),
               "group {} is queued in the end, and could be taken", it.name);
      }
      return;
    }
    std::string members;
    for (const MemberId member : it.members) {
      const ComponentState& each = world_[plant_[member].component];
      members += fmt::format(", {} {} down {} still {}", plant_[plant_[member].component].name,
                             static_cast<int>(each.running), each.down, each.stalled);
    }
    expect(waits(GroupStatus::online), "group {} is not online in the end ({}{})", it.name,
           static_cast<int>(state.status), members);
    expect(!state.recovering, "group {} recovers in the end", it.name);
    expect(state.ghost == no_node, "group {} runs twice in the end", it.name);
    expect(all_members_serve({plant_, world_}, id), "group {} does not serve in the end", it.name);
  }

  bool broken_ = false;
};

}  // namespace

Violation violated_after_a_ring(Scene scene, const Clocks& clocks, bool armed) {
  Violation violation;
  inspect_things(scene, clocks, armed, violation);
  inspect_clusters(scene, clocks, armed, violation);
  inspect_memory(scene, clocks, violation);
  return violation;
}

Violation violated_when_time_passes(Scene scene, const Clocks& clocks) {
  Violation violation;
  Services(scene, clocks, violation).inspect();
  inspect_sides(scene, clocks, violation);
  inspect_lists(scene, clocks, violation);
  return violation;
}

Violation violated_in_the_end(Scene scene, const Clocks& clocks) {
  Violation violation;
  End(scene, clocks, violation).inspect();
  return violation;
}

}  // namespace ausfall::test
