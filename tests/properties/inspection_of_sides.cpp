// Who takes whom for a member, and which side goes on.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/cluster/fence_request.hpp"
#include "models/cluster/isolation.hpp"
#include "models/cluster/quarantine.hpp"
#include "models/cluster/view.hpp"
#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/storage.hpp"
#include "tests/properties/inspection.hpp"

namespace ausfall::test {
namespace {

using namespace models;

class Sides : Inspection {
 public:
  using Inspection::Inspection;

  void inspect() {
    for (std::size_t i = 0; i < plant_.clusters.size(); ++i) sides(ClusterId(i));
  }

 private:
  /// Nobody is suspected, rightly or not, and no side has anything to agree on.
  bool quiet(ClusterId cluster) const {
    return std::ranges::none_of(plant_[cluster].nodes, [&](NodeId id) {
      const Node& it = plant_[id];
      return runs(it.suspected) || runs(it.regrouped) || runs(it.arbitrated);
    });
  }

  bool somebody_is_deaf(ClusterId cluster) const {
    return std::ranges::any_of(plant_[cluster].nodes,
                               [&](NodeId id) { return world_[id].deaf != 0; });
  }

  /// The node takes no others for members than those of its side; but for one that went on without
  /// it while heartbeats between their sides are lost: the next that arrives makes them one again.
  bool knows_its_side(NodeId id) const {
    const ClusterId cluster = plant_[id].cluster;
    const NodeSet side = side_of({plant_, world_}, id);
    bool knows = true;
    for_nodes(plant_, cluster, world_[id].view & ~side, [&](NodeId other) {
      knows = knows && takes_part({plant_, world_}, other) &&
              loses_heartbeats({plant_, world_}, cluster, side | side_of({plant_, world_}, other));
    });
    return knows;
  }

  bool somebody_is_barred(ClusterId cluster) const {
    return by_request(plant_[cluster].fencing.kind) &&
           std::ranges::any_of(plant_[cluster].nodes, [&](NodeId id) {
             const Fence fence = world_[id].fence;
             return fence == Fence::under_way || fence == Fence::held || fence == Fence::delayed;
           });
  }

  void sides(ClusterId cluster) {
    // One that is being switched off may be in touch, and is not taken in.
    if (!quiet(cluster) || somebody_is_barred(cluster)) return;
    std::vector<NodeSet> sides;
    for (const NodeId id : plant_[cluster].nodes) {
      if (!takes_part({plant_, world_}, id)) continue;
      const NodeState& state = world_[id];
      const std::string& name = plant_[plant_[id].component].name;
      expect(state.agreement == Agreement::settled, "node {} has not settled, and never will",
             name);
      expect(knows_its_side(id), "node {} takes {:b} for members, and its side is {:b}", name,
             state.view, side_of({plant_, world_}, id));
      const bool counts_votes = plant_[cluster].quorum.kind == QuorumKind::witness ||
                                plant_[cluster].quorum.kind == QuorumKind::dynamic;
      expect(!counts_votes || has(world_.clusters[cluster.index()].current, plant_[id].number) ||
                 somebody_is_deaf(cluster),
             "node {} goes on without the last configuration", name);
      if (!std::ranges::count(sides, state.view)) sides.push_back(state.view);
    }
    // Whoever was left out by mistake may not know yet.
    if (somebody_is_deaf(cluster)) return;
    const Quorum& quorum = plant_[cluster].quorum;
    const bool one_is_enough = quorum.two_node && plant_[cluster].nodes.size() == 2;
    if (quorum.kind == QuorumKind::none || quorum.kind == QuorumKind::primaries || one_is_enough)
      return;
    for (const NodeSet side : sides)
      expect(is_quorate(cluster, side), "the side {:b} goes on in {} without the quorum", side,
             plant_[cluster].name);
    expect(sides.size() <= 1, "{} sides go on in {}", sides.size(), plant_[cluster].name);
    for (const GroupId id : plant_[cluster].groups) {
      const NodeId owner = node_of(plant_, cluster, world_[id].owner);
      expect(world_[id].ghost == no_node || !takes_part({plant_, world_}, owner),
             "group {} runs twice, and all have settled", plant_[id].name);
    }
  }

  /// By what its nodes and the disk, or the witness, that one of them holds are worth. Whether the
  /// disk answers is another matter: that is noticed after a while.
  bool is_quorate(ClusterId cluster, NodeSet side) const {
    const Quorum& quorum = plant_[cluster].quorum;
    const ClusterState& state = world_.clusters[cluster.index()];
    const std::size_t nodes = plant_[cluster].nodes.size();
    const std::size_t held = has(side, state.disk_owner) && state.witness_votes ? 1 : 0;
    switch (quorum.kind) {
      case QuorumKind::none:
      case QuorumKind::primaries:
      case QuorumKind::best_partition:
        return true;
      case QuorumKind::local:
        return has(side, 0);
      case QuorumKind::majority:
        return 2 * size_of(side) > nodes;
      case QuorumKind::shared_disk:
        return has(side, state.disk_owner);
      case QuorumKind::witness:
        return 2 * (size_of(side) + held) > nodes + 1;
      case QuorumKind::dynamic:
        return 2 * (size_of(side & state.votes) + held) >
               size_of(state.votes) + (state.witness_votes ? 1 : 0);
    }
    return false;
  }
};

}  // namespace

void inspect_sides(Scene scene, const Clocks& clocks, Violation& violation) {
  Sides(scene, clocks, violation).inspect();
}

}  // namespace ausfall::test
