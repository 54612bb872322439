// What was measured in many replications: outages of services and their causes, failovers of
// clusters and where their time went. A Ledger adds replications to a Tally; tallies merge, and
// estimates follow from them.
//
// Times are added as whole microseconds; only what estimates need is floating-point, merged in the
// caller's order. The same order gives the same bytes.
#pragma once

#include <array>
#include <boost/container/flat_map.hpp>
#include <cstdint>
#include <vector>

#include "models/facts.hpp"
#include "models/plant.hpp"
#include "sim/estimate.hpp"
#include "sim/sketch.hpp"
#include "sim/time.hpp"
#include "sim/weighted_sketch.hpp"

namespace ausfall::models {

/// What is put down to one cause.
struct CauseTally {
  std::uint64_t outages = 0;  ///< begun inside the span
  WideSum downtime = 0;       ///< microseconds inside the span
  WideSum waiting = 0;        ///< of these, for the hours of its crew
  // The part of these that lies outside rare courses; counted in runs with paths only.
  std::uint64_t ordinary_outages = 0;
  WideSum ordinary_downtime = 0;
  WideSum ordinary_waiting = 0;
  // Of replications in which it brought something: its share of the span, with a jump for each outage,
  // and its outages. In runs with paths, of what lies outside rare courses.
  Jumps unavailability;
  Moments numbers;

  void merge(const CauseTally& other);
  bool operator==(const CauseTally&) const = default;
};

/// Times down that are too short for an outage, begun and ended inside the span.
struct InterruptionTally {
  Moments numbers;  ///< in each replication
  Jumps share;      ///< of the span

  void merge(const InterruptionTally& other);
  bool operator==(const InterruptionTally&) const = default;
};

/// The ordinary part of what ServiceTally has as a whole: what histories gave outside of rare
/// courses. The rest is measured on paths (sim/strikes.hpp). Empty in runs without paths.
struct OrdinaryTally {
  Jumps unavailability;
  Moments outages;
  Jumps lost;
  /// Replications whose first downtime was ordinary.
  std::uint64_t down_by_horizon = 0;
  /// Years and months, in each replication, whose downtime went beyond the slo at an ordinary moment.
  Moments years_beyond;
  Moments months_beyond;
  InterruptionTally interruptions;
  // The other part of the whole: what histories gave in rare courses.
  Sketch rare_durations;      ///< of outages that ended in rare courses
  WeightedSketch rare_moves;  ///< of the downtime of years, in rare courses

  void merge(const OrdinaryTally& other);
  bool operator==(const OrdinaryTally&) const = default;
};

struct ServiceTally {
  /// Share of the span that is downtime; a jump is an outage, as far as it lies inside.
  Jumps unavailability;
  /// Outages begun inside, in each replication and in all.
  Moments outages;
  std::uint64_t outage_count = 0;
  /// Replications with an outage, or a part of one, inside.
  std::uint64_t replications_struck = 0;
  /// What of `unavailability` is of outages, where interruptions count as downtime, too.
  Moments outage_sizes;
  InterruptionTally interruptions;
  /// Share of requests not served; a jump is a time of less than full capacity.
  Jumps lost;
  /// Microseconds inside the span.
  WideSum downtime = 0;
  /// Of outages begun and ended inside.
  Sketch outage_durations;
  /// Of the span's whole years of 365 days, counted from its beginning.
  Sketch year_downtimes;
  /// How many of these kept the slo, in each replication. Empty without an slo or a whole year.
  Moments slo_met;
  /// Likewise of its whole months, each a twelfth of a year (730 h), of which the slo is asked alone.
  Moments slo_met_months;
  /// By id; the unnamed id, which is the last, stands for what is not known.
  boost::container::flat_map<CauseId, CauseTally> causes;
  OrdinaryTally ordinary;

  void merge(const ServiceTally& other);
  bool operator==(const ServiceTally&) const = default;
};

inline constexpr Duration month = year / 12;

struct ClusterTally {
  /// Complete failovers; how many is the sketch's count.
  Sketch failover_durations;
  Moments failover_seconds;
  Moments failover_numbers;  ///< in each replication
  /// Microseconds; they add up to failover_durations.sum().
  std::array<WideSum, phase_count> phases{};
  /// Of the complete ones, those that went to another node, not in place.
  std::uint64_t moved = 0;
  /// Begun inside the span, and did not work by themselves. With a person's help they are complete.
  std::uint64_t failovers_failed = 0;
  Moments failed_numbers;  ///< of these, in each replication
  /// Begun inside the span, and had to wait until a node had room for the group.
  std::uint64_t queued = 0;
  /// Begun inside the span; and how long they lasted inside it, in microseconds.
  std::uint64_t split_brains = 0;
  Moments split_brain_numbers;  ///< in each replication
  WideSum split_brain_time = 0;
  // Of these, outside rare courses, in runs with paths.
  Moments ordinary_failed_numbers;
  Moments ordinary_split_brain_numbers;
  // What the whole has that ended in rare courses.
  Sketch rare_failover_durations;
  std::array<WideSum, phase_count> rare_phases{};
  /// Begun inside the span, and complete; a planned move is no failover.
  std::uint64_t planned_moves = 0;
  /// For how long their groups stood still for that inside the span, in microseconds; of moves that
  /// were called off, until then.
  WideSum planned_standstill = 0;
  // Of balancers: from an instance's failing to its getting no more requests, and from its serving again
  // to its getting requests. Begun and ended inside the span.
  Sketch removals;
  Sketch returns;

  void merge(const ClusterTally& other);
  bool operator==(const ClusterTally&) const = default;
};

/// How often data was lost since a copy went on that was behind.
struct LossTally {
  Moments numbers;   ///< inside the span, in each replication
  Moments ordinary;  ///< of these, outside rare courses, in runs with paths

  void merge(const LossTally& other);
  bool operator==(const LossTally&) const = default;
};

/// What was measured in replications of one plant. An empty tally is neutral in a merge.
struct Tally {
  std::uint64_t replications = 0;
  Duration span{0};                    ///< measured in each
  std::vector<ServiceTally> services;  ///< as in the plant
  std::vector<ClusterTally> clusters;
  std::vector<LossTally> losses;  ///< as Plant::copied

  /// REQUIRES: of the same plant and span.
  void merge(const Tally& other);
  [[nodiscard]] double simulated_years() const;
  bool operator==(const Tally&) const = default;
};

// Estimates for one service. REQUIRES: the tally is not empty, 0 < confidence < 1.

[[nodiscard]] Estimate unavailability(const Tally& tally, ServiceId service, double confidence);
[[nodiscard]] Estimate outages_per_year(const Tally& tally, ServiceId service, double confidence);
/// The share of requests that is served.
[[nodiscard]] Estimate served(const Tally& tally, ServiceId service, double confidence);
/// The probability that the service is down at some time in the span.
[[nodiscard]] Estimate outage_by_horizon(const Tally& tally, ServiceId service, double confidence);
/// The probability that a year keeps the slo. REQUIRES: its slo_met is not empty.
[[nodiscard]] Estimate slo_met_per_year(const Tally& tally, ServiceId service, double confidence);
/// That a month does. REQUIRES: its slo_met_months is not empty.
[[nodiscard]] Estimate slo_met_per_month(const Tally& tally, ServiceId service, double confidence);

}  // namespace ausfall::models
