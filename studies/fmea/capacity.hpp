// How many hosts a cluster can do without: every combination of one, two and three of them is lost at
// once, from good health and for good, and what its groups come to by the cluster's own failovers is
// looked at a week later, as `inject` would find it.
//
// 1. All combinations are tried, of at most 64 nodes: there is no bound here, and no estimate.
// 2. Nothing else fails meanwhile, a failover works as far as there is room for it (coverage and the
//    success of fencing are taken to be 100 %), and whatever the cluster draws it draws by one seed.
// 3. Of a cluster whose nodes are VMs, the hosts are those that these run on; what their own cluster
//    does for them, it does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/plant.hpp"
#include "studies/stays_out.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

inline constexpr std::size_t hosts_lost_max = 3;

/// So many hosts, whichever they are.
struct LostHosts {
  std::size_t hosts = 0;
  std::uint64_t combinations = 0;
  std::uint64_t with_something_out = 0;
  double mean_out = 0;  ///< groups that stay out, over all combinations
  std::vector<std::string>
      worst;                  ///< the combination that leaves most groups out, the first of these
  std::vector<StaysOut> out;  ///< then
};

struct ClusterCapacity {
  std::string cluster;
  std::size_t hosts = 0;
  std::vector<LostHosts> lost;     ///< one, two, three; fewer where there are fewer hosts
  std::size_t hosts_to_spare = 0;  ///< with so many lost, whichever, nothing stays out
  bool or_more = false;            ///< and nothing did, however many were tried
};

/// Of a cluster with groups. `most` hosts lost at once are tried, and no more than `until` says once
/// something stays out.
struct CapacityPlan {
  std::uint64_t seed = 1;
  unsigned threads = 1;
  std::size_t most = hosts_lost_max;
  bool until_something_is_out = false;
};

/// Nothing of clusters that move nothing. Throws Interrupted, and Refused for a model in which time
/// stands still.
std::vector<ClusterCapacity> capacities(const models::Plant& plant, const CapacityPlan& plan,
                                        const Watch& watch);
/// Of one. REQUIRES: it has groups.
ClusterCapacity capacity_of(const models::Plant& plant, models::ClusterId cluster,
                            const CapacityPlan& plan, const Watch& watch);

}  // namespace ausfall::studies
