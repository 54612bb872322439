// How long balancers took, in one replication, to notice that instances fail or serve again.
#pragma once

#include <vector>

#include "models/facts.hpp"
#include "models/plant.hpp"
#include "models/tally.hpp"
#include "sim/time.hpp"

namespace ausfall::models {

class ChecksLedger {
 public:
  /// REQUIRES: the plant outlives it.
  explicit ChecksLedger(const Plant& plant);

  /// What it has to be told of; none without balancers.
  [[nodiscard]] static FactKinds wanted(const Plant& plant);

  /// What begins and ends inside the span counts.
  void begin(Time warmup, Time end);
  /// Of a fact that it wants.
  void observe(const Fact& fact, Time now);
  /// The replication is over.
  void finish(std::vector<ClusterTally>& clusters) const;

 private:
  struct Noticed {
    ClusterId cluster;
    bool removed;
    Duration after;
  };
  const Plant& plant_;
  Time warmup_{0};
  Time end_{0};
  std::vector<Time> changed_;  // by instance: when it last began to fail, or to pass, its checks
  std::vector<Noticed> noticed_;
};

}  // namespace ausfall::models
