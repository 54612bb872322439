// What is kept beside the rest of the world so that nobody has to look for it: it has to be what whoever
// looked would find.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/service.hpp"
#include "tests/properties/inspection.hpp"

namespace ausfall::test {
namespace {

using namespace models;

class Lists : Inspection {
 public:
  using Inspection::Inspection;

  void inspect() {
    expect(world_.drained == drained(), "the list of drained nodes");
    expect(world_.rounds == rounds(), "the list of rounds of maintenance");
    expect(world_.late_responses == late_responses(), "the list of overdue responses");
    for (std::size_t i = 0; i < plant_.clusters.size(); ++i) {
      const Cluster& cluster = plant_.clusters[i];
      const auto queued = std::ranges::count_if(
          cluster.groups, [&](GroupId id) { return world_[id].status == GroupStatus::queued; });
      expect(world_.clusters[i].queued == static_cast<std::uint32_t>(queued),
             "{}: so many groups are queued", cluster.name);
    }
    services();
  }

 private:
  std::vector<NodeId> drained() const {
    std::vector<NodeId> found;
    for (std::size_t i = 0; i < plant_.nodes.size(); ++i) {
      if (world_.nodes[i].drained) found.emplace_back(i);
    }
    return found;
  }

  std::vector<MaintenanceId> rounds() const {
    std::vector<MaintenanceId> found;
    for (std::size_t i = 0; i < plant_.maintenance.size(); ++i) {
      const Maintenance& work = plant_.maintenance[i];
      bool under_way = world_.overdue[i] != 0;
      for (std::size_t k = 0; k < work.hosts.size(); ++k)
        under_way = under_way || world_.maintenance[work.first_host + k] != MaintenanceState::idle;
      if (under_way) found.emplace_back(i);
    }
    return found;
  }

  std::vector<GroupId> late_responses() const {
    std::vector<GroupId> found;
    for (std::size_t i = 0; i < plant_.groups.size(); ++i) {
      if (world_.groups[i].response_overdue) found.emplace_back(i);
    }
    return found;
  }

  void services() {
    World anew = world_;
    count_what_serves(plant_, anew);
    expect(anew.serving == world_.serving && anew.components == world_.components,
           "so many parts serve of what a service counts");
    anew.serving.clear();  // each service looks at all of its parts
    for (std::size_t i = 0; i < plant_.services.size(); ++i) {
      expect(world_.services[i] == assess({plant_, anew}, ServiceId(i)),
             "service {} was not looked at when it changed", plant_.services[i].name);
    }
  }
};

}  // namespace

void inspect_lists(Scene scene, const Clocks& clocks, Violation& violation) {
  Lists(scene, clocks, violation).inspect();
}

}  // namespace ausfall::test
