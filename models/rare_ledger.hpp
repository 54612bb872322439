// What is measured where histories are weighted: of each service its downtime, outages and requests
// lost, added up with their weights.
//
// 1. Paths that belong together end together (`end_path`); what they gave of a measure is one jump
//    of it, so that an interval knows from how many independent looks at the rare event it comes,
//    and how unequal they were.
// 2. The mean of what a replication's paths give is the mean of what a replication would give.
// 3. An outage counts with the weight of the moment at which it begins, put down to its cause.
#pragma once

#include <boost/container/flat_map.hpp>
#include <cstdint>
#include <vector>

#include "models/facts.hpp"
#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/estimate.hpp"
#include "sim/time.hpp"

namespace ausfall::models {

struct RareServiceTally {
  Jumps unavailability;  ///< share of the span; a jump is a path, or paths that belong together
  Jumps outages;         ///< begun inside
  Jumps lost;            ///< share of requests not served
  double largest = 0;    ///< of the jumps of unavailability
  struct Cause {
    double outages = 0;  ///< weighted, as all here
    double seconds = 0;
  };
  boost::container::flat_map<CauseId, Cause> causes;  ///< as ServiceTally's

  void merge(const RareServiceTally& other);
};

/// An empty tally is neutral in a merge.
struct RareTally {
  std::uint64_t replications = 0;
  std::uint64_t paths = 0;
  std::uint64_t history_events = 0;  ///< those of the histories that the paths set out from
  std::uint64_t path_events = 0;
  std::vector<RareServiceTally> services;

  void merge(const RareTally& other);
  [[nodiscard]] std::uint64_t events() const { return history_events + path_events; }
};

class RareLedger final : public Observer {
 public:
  /// Where a path stands.
  struct ServicePath {
    CauseId cause;
    bool fell = false;  ///< went down since time last passed
    bool hit = false;   ///< was down on this path
  };
  using Path = std::vector<ServicePath>;

  explicit RareLedger(const Plant& plant);

  void begin(Duration span);
  void observe(const Fact& fact) override;
  void pass(const World& world, double weight, double seconds);
  void ignore();
  /// Nothing has been hit on it yet, but for what is down.
  void begin_path(const World& world);
  void end_path();
  [[nodiscard]] Path& path() { return path_; }
  [[nodiscard]] bool everything_hit() const;
  /// The replication is over.
  void finish(RareTally& tally);

 private:
  struct Sums {
    double seconds = 0;
    double outages = 0;
    double lost = 0;
  };
  struct Caused {
    std::size_t service = 0;
    CauseId cause;
    RareServiceTally::Cause sums;
  };
  RareServiceTally::Cause& caused(std::size_t service);

  double span_ = 1;  // seconds
  Path path_;
  std::vector<Sums> of_path_;             // by service
  std::vector<std::vector<Sums>> paths_;  // by service: of those with any
  std::vector<Caused> caused_;            // in the replication
  std::uint64_t path_count_ = 0;
};

/// One observer that tells two.
class Both final : public Observer {
 public:
  /// REQUIRES: they outlive this.
  Both(Observer& first, Observer& second)
      : Observer(first.wanted() | second.wanted()), first_(first), second_(second) {}
  void observe(const Fact& fact) override {
    const auto kind = static_cast<std::size_t>(fact.kind);
    if (first_.wanted()[kind]) first_.observe(fact);
    if (second_.wanted()[kind]) second_.observe(fact);
  }

 private:
  Observer& first_;
  Observer& second_;
};

}  // namespace ausfall::models
