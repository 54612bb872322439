// What an experiment found of a cluster.
#pragma once

#include <cstdint>
#include <vector>

#include "models/cluster/hindrance.hpp"
#include "models/ledger.hpp"
#include "models/plant.hpp"
#include "models/world.hpp"
#include "studies/replication.hpp"
#include "studies/result.hpp"

namespace ausfall::studies {

ClusterResult cluster_result(const models::Plant& plant, const Measured& measured,
                             models::ClusterId id, double confidence);

/// Groups whose failover has not ended when a sample has: injected faults leave them down for good.
/// By group.
struct StillOut {
  struct Group {
    std::uint64_t samples = 0;
    std::uint64_t failed = 0;  ///< of these, failovers that have not been counted as failed before
    models::Phase phase = models::Phase::queue;  ///< in the first of them
    models::Hindrance why;
  };
  std::vector<Group> groups;

  /// At the end of a sample.
  void look(const models::Plant& plant, const models::World& world, const models::Ledger& ledger);
  void merge(const StillOut& other);
  /// Says so of each cluster; REQUIRES: the results of all of them.
  void tell(const models::Plant& plant, std::vector<ClusterResult>& clusters) const;
};

}  // namespace ausfall::studies
