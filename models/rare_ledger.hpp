// What struck paths give (sim/strikes.hpp): of each service its downtime, outages and requests lost in
// rare courses, and how probable these make it that it is ever down, or down for too long; added up
// with their weights.
//
// 1. All paths that grow from one strike belong together; what they gave of a measure is one jump of
//    it, so that an interval knows from how many independent looks at what is rare it comes, and how
//    unequal they were.
// 2. The mean of what a replication's paths give is the mean of what its history gives in rare courses.
// 3. An outage counts with the weight of the moment at which it begins, put down to its cause. So does
//    the moment at which a service is down for the first time, or at which a year's downtime goes beyond
//    what the slo allows: a path goes on from what its history has had until then.
#pragma once

#include <array>
#include <boost/container/flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/facts.hpp"
#include "models/ledger.hpp"
#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/estimate.hpp"
#include "sim/strikes.hpp"
#include "sim/time.hpp"

namespace ausfall::models {

struct RareServiceTally {
  Jumps unavailability;   ///< share of the span; a jump is a strike with all that grew from it
  Jumps outages;          ///< begun inside
  Jumps lost;             ///< share of requests not served
  Jumps down_by_horizon;  ///< first downtime inside the span
  Jumps years_beyond;     ///< years beyond the slo
  Jumps months_beyond;    ///< months
  double largest = 0;     ///< of the jumps of unavailability
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
  std::uint64_t strikes = 0;  ///< beside histories; those on paths are not counted
  std::uint64_t history_events = 0;
  std::uint64_t path_events = 0;
  /// Rare courses, and the share of the span that they take, whether or not a service is down in them.
  Jumps courses;
  Jumps rare;
  std::vector<RareServiceTally> services;

  void merge(const RareTally& other);
  [[nodiscard]] std::uint64_t events() const { return history_events + path_events; }
};

/// What strikes of one kind gave in one situation, for a plan; per failure that they stand for.
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
    bool beyond = false;
  };
  struct ServicePath {
    CauseId cause;
    bool fell = false;      ///< went down since time last passed
    bool hit = false;       ///< was down on this path
    bool struck = false;    ///< has been down inside the span
    bool impaired = false;  ///< is down, or has less than its capacity
    Period year;
    Period month;
  };
  struct Path {
    std::vector<ServicePath> services;
    std::vector<std::uint32_t> impaired;
    bool rare = false;  ///< it counted already
  };

  explicit RareLedger(const Plant& plant, SurveyReturns* returns = nullptr);

  void begin(Time warmup, Time end);
  void observe(const Fact& fact) override;
  void begin_root(const World& world, const Ledger& host, Time now);
  void pass(const World& world, Time from, Time to, double weight, std::size_t failures);
  [[nodiscard]] Path& path() { return path_; }
  [[nodiscard]] bool everything_hit() const;
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

 private:
  struct Sums {
    double seconds = 0;
    double outages = 0;
    double lost = 0;
    double struck = 0;
    double years = 0;
    double months = 0;
    [[nodiscard]] bool any() const { return seconds > 0 || outages > 0 || lost > 0; }
    Sums& operator+=(const Sums& other);
  };
  struct Caused {
    std::size_t service = 0;
    CauseId cause;
    RareServiceTally::Cause sums;
  };
  RareServiceTally::Cause& caused(std::size_t service);
  [[nodiscard]] Duration inside(Time from, Time to) const;
  void impair(std::size_t service);
  void down(std::size_t service, Time from, Time to, double weight, std::size_t failures);
  double goes_beyond(Period& period, Duration length, Duration allowed, Time from, Time to,
                     double weight) const;
  void add(const Sums& sums, RareServiceTally& tally) const;

  SurveyReturns* returns_;
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
  std::vector<Totals> totals_;
  std::uint64_t strikes_ = 0;
};

}  // namespace ausfall::models
