// What struck paths give (sim/strikes.hpp): of each service its downtime, outages and requests lost in
// rare courses, how long these outages last and what they make of a year, and how probable it is that
// it is ever down, or down for too long; of each cluster its failed failovers and split brains. All is
// added up with weights.
//
// 1. All paths that grow from one strike are one jump of a measure, the sum of what they gave of
//    it. Strikes are independent, paths of one strike are not; so an interval knows how many
//    independent looks at what is rare it comes from, and how unequal they were.
// 2. In the mean, the paths of a replication give what its history would give in rare courses.
// 3. An outage counts with the path's weight at the moment when it begins, and is put down to its
//    cause. (Where it is one only from some length on, at the moment when it has lasted so long; then its
//    downtime until there counts, too.) So does a service's first downtime in the span, and so does the moment when a year's
//    downtime passes what the slo allows. A path goes on from what its history has met until then:
//    so it moves a year from the downtime that it had to a larger one, and histories alone count
//    years.
// 4. An outage's duration counts at its end, if the course was rare then.
#pragma once

#include <array>
#include <boost/container/flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/facts.hpp"
#include "models/ledger.hpp"
#include "models/plant.hpp"
#include "models/waits.hpp"
#include "models/world.hpp"
#include "sim/estimate.hpp"
#include "sim/strikes.hpp"
#include "sim/time.hpp"
#include "sim/weighted_sketch.hpp"

namespace ausfall::models {

struct RareServiceTally {
  Jumps unavailability;   ///< share of the span; a jump is a strike with all that grew from it
  Jumps outages;          ///< begun inside
  Jumps interruptions;    ///< begun and ended inside
  Jumps interrupted;      ///< share of the span, by these
  Jumps lost;             ///< share of requests not served
  Jumps down_by_horizon;  ///< first downtime inside the span
  Jumps years_beyond;     ///< years beyond the slo
  Jumps months_beyond;    ///< months
  double largest = 0;     ///< of the jumps of unavailability
  WeightedSketch outage_durations;  ///< of outages begun and ended inside
  WeightedSketch year_moves;        ///< of the downtime of years
  struct Cause {
    double outages = 0;  ///< weighted, as all here
    double seconds = 0;
    double waiting = 0;  ///< of the seconds, for the hours of its crew
    // Of replications in which it brought something; a jump is a strike with all that grew from it.
    Jumps unavailability;
    Jumps numbers;
  };
  boost::container::flat_map<CauseId, Cause> causes;  ///< as ServiceTally's

  void merge(const RareServiceTally& other);
};

struct RareClusterTally {
  Jumps failed;                       ///< failovers, begun inside, that did not work by themselves
  Jumps split_brains;                 ///< begun inside
  WeightedSketch failover_durations;  ///< of complete ones, begun inside
  std::array<Jumps, phase_count> phases;  ///< seconds of these

  void merge(const RareClusterTally& other);
};

/// An empty tally is neutral in a merge.
struct RareTally {
  std::uint64_t replications = 0;
  std::uint64_t strikes = 0;  ///< beside histories; those on paths are not counted
  std::uint64_t history_events = 0;
  std::uint64_t path_events = 0;
  /// Rare courses, and the share of the span that they take, whether or not a service is down in them.
  Jumps courses;
  Jumps rare;
  std::vector<RareServiceTally> services;
  std::vector<RareClusterTally> clusters;
  std::vector<Jumps> losses;  ///< of data, inside the span; as Plant::copied

  void merge(const RareTally& other);
  [[nodiscard]] std::uint64_t events() const { return history_events + path_events; }
};

/// What strikes of one kind gave in one situation, for each failure that they stand for: what a
/// plan is made from.
struct StrikeReturn {
  double strikes = 0;
  double events = 0;
  struct OfService {
    double unavailability = 0;  ///< added up
    double squares = 0;
  };
  std::vector<OfService> services;
};

/// What a survey's strikes gave.
struct SurveyReturns {
  std::vector<std::vector<StrikeReturn>> by_strike;  ///< by situation (the first two), then by kind
  /// By service, then by the number of failures that had met: of all histories.
  using ByFailures = std::array<double, 8>;
  std::vector<ByFailures> outages;
  std::vector<ByFailures> downtime;  ///< seconds
};

class RareLedger final : public Observer {
 public:
  /// Where a path stands.
  struct Period {
    std::int64_t current = -1;
    Duration downtime{0};
  };
  struct ServicePath {
    CauseId cause;
    Time down_since{0};
    bool was_down = false;  ///< when time last passed
    bool rose = false;      ///< came up since time last passed
    bool known = false;     ///< that it is an outage, where it is down
    bool struck = false;    ///< has had an outage inside the span
    bool impaired = false;  ///< is down, or has less than its capacity
    Period year;
    Period month;
  };
  struct Path {
    std::vector<ServicePath> services;
    std::vector<FailoverSoFar> failovers;
    std::vector<std::uint32_t> impaired;
    std::vector<Fact> facts;  ///< about groups, since time last passed
    bool rare = false;        ///< it counted already
    bool was_rare = false;    ///< when time last passed
  };

  explicit RareLedger(const Plant& plant, SurveyReturns* returns = nullptr);

  void begin(Time warmup, Time end);
  void observe(const Fact& fact) override;
  void begin_root(const World& world, const Ledger& host, Time now);
  void settled(const World& world, const Passing& passing);
  void pass(const World& world, const Passing& passing);
  [[nodiscard]] Path& path() { return path_; }
  void end_root(Situation situation, std::uint32_t kind, double worth, std::uint64_t events);
  /// The replication is over.
  void finish(RareTally& tally);
  /// Of the replication under way, of the service: share of the span, share of requests, outages.
  struct Totals {
    double unavailability = 0;
    double lost = 0;
    double outages = 0;
  };
  /// Of the replication that was finished last.
  [[nodiscard]] Totals totals(ServiceId service) const { return totals_[service.index()]; }
  /// Likewise of a cluster: how many began.
  struct OfCluster {
    double failed = 0;
    double split_brains = 0;
  };
  [[nodiscard]] OfCluster totals(ClusterId cluster) const { return of_clusters_[cluster.index()]; }

 private:
  struct Sums {
    double seconds = 0;
    double outages = 0;
    double interruptions = 0;
    double interrupted = 0;  // seconds
    double lost = 0;
    double struck = 0;
    double years = 0;
    double months = 0;
    [[nodiscard]] bool any() const {
      return seconds > 0 || outages > 0 || interruptions > 0 || lost > 0;
    }
    Sums& operator+=(const Sums& other);
  };
  struct ClusterSums {
    double failed = 0;
    double split_brains = 0;
    std::array<double, phase_count> phases{};  // seconds
    ClusterSums& operator+=(const ClusterSums& other);
    bool operator==(const ClusterSums&) const = default;
  };
  /// Of a service or cluster, an outage or failover that ended.
  struct Ended {
    std::size_t of = 0;
    Duration length{0};
    double weight = 0;
  };
  /// Of the downtime of a year.
  struct Move {
    std::size_t service = 0;
    Duration from{0};
    Duration to{0};
    double weight = 0;
  };
  struct CauseSums {
    double outages = 0;
    double seconds = 0;
    double waiting = 0;  ///< of the seconds, for the hours of a crew
  };
  struct Caused {
    std::size_t service = 0;
    CauseId cause;
    CauseSums all;
    CauseSums root;                // from the strike under way
    std::vector<CauseSums> roots;  // those with any
    bool waits = false;            // `root` is to be added to them
  };
  void add_caused(std::size_t service, double outages, double seconds);
  Caused& caused(std::size_t service);
  void end_causes();
  void finish_causes(RareTally& tally);
  [[nodiscard]] Duration inside(Time from, Time to) const;
  void impair(std::size_t service);
  void service_changed(std::size_t service, bool up, const Passing& passing);
  void down(std::size_t service, const Passing& passing);
  void wait(std::size_t service, const World& world, const Passing& passing);
  void pass_down(std::size_t service, const Passing& passing);
  void outage_begins(std::size_t service, const Passing& passing);
  /// `pass(before, now)` of each year or month that a passing lies in: its downtime.
  template <class Pass>
  void pass_in(Period& period, Duration length, const Passing& passing, Pass pass) const;
  void move_year(std::size_t service, Duration from, Duration to, double weight);
  void add(const Sums& sums, RareServiceTally& tally) const;
  void group_changed(const Fact& fact, const Passing& passing);
  void served_again(FailoverSoFar& failover, const Passing& passing);
  static void end_durations(std::vector<Ended>& ended, std::vector<WeightedSketch>& durations);
  void end_moves();
  static double most_at_once(std::span<const Move> moves);
  void finish_clusters(RareTally& tally);
  void data_lost(ComponentId component, const Passing& passing);
  void end_losses();
  void finish_losses(RareTally& tally);

  const Plant& plant_;
  SurveyReturns* returns_;
  const Waits waits_;
  Time warmup_{0};
  Time end_{1};
  double span_ = 1;  // seconds
  std::vector<std::optional<Duration>> allowed_in_year_;
  std::vector<std::optional<Duration>> allowed_in_month_;
  Path path_;
  /// Whatever happens to services.
  struct Courses {
    double courses = 0;
    double seconds = 0;
  };
  Courses courses_;
  std::vector<Courses> all_courses_;      // of the replication, by strike
  std::vector<Sums> of_root_;             // by service
  std::vector<std::vector<Sums>> roots_;  // by service: of those with any
  std::vector<Caused> caused_;            // in the replication
  std::vector<std::size_t> of_strike_;    // those from the strike under way
  // From one strike, and what became of that until now, by service.
  std::vector<Ended> outages_ended_;
  std::vector<Ended> failovers_ended_;
  std::vector<Move> moves_;
  std::vector<WeightedSketch> outage_durations_;
  std::vector<WeightedSketch> failover_durations_;
  std::vector<WeightedSketch> year_moves_;
  std::vector<ClusterSums> clusters_of_root_;
  std::vector<std::vector<ClusterSums>> cluster_roots_;
  std::vector<double> losses_of_root_;           // as Plant::copied
  std::vector<std::vector<double>> loss_roots_;  // those with any
  std::vector<Totals> totals_;
  std::vector<OfCluster> of_clusters_;
  std::uint64_t strikes_ = 0;
};

}  // namespace ausfall::models
