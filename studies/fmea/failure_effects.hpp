// What failures were seen to do, and what follows from it: the sets of them that bring a service
// down, and what they cost a year.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/facts.hpp"
#include "models/hazard.hpp"
#include "sim/estimate.hpp"
#include "sim/time.hpp"
#include "studies/fmea/capacity.hpp"
#include "studies/stays_out.hpp"

namespace ausfall::studies {

/// What a failure does to a service in one sample, from nothing to the worst.
enum class Severity : std::uint8_t {
  none,          ///< serves on
  in_part,       ///< serves on with less than its full capacity
  interrupted,   ///< is down, and serves again without a repair or a person
  person,        ///< is down until a person brings it back; no repair needed
  until_repair,  ///< is down until the failure is repaired
  for_good,      ///< is down after the repair, too, or there is none: nobody brings it back
  count_
};
inline constexpr std::size_t severity_count = static_cast<std::size_t>(Severity::count_);
using SeverityCounts = std::array<std::uint64_t, severity_count>;

/// "serves on", "until a person comes"; keys of JSON and CSV.
std::string_view name_of(Severity severity);

/// From here on a failure is a single point of failure: the room does not get over it by itself.
inline constexpr Severity lasting = Severity::person;

/// The worst that was seen; `none` if nothing was.
Severity worst(const SeverityCounts& seen);
/// In how many samples it was at least so severe.
std::uint64_t at_least(const SeverityCounts& seen, Severity severity);

/// Of times that were seen.
struct Times {
  std::uint64_t count = 0;
  Duration sum{0};
  Duration least = never;
  Duration most{0};

  void add(Duration time);
  void merge(const Times& other);
  [[nodiscard]] double mean_seconds() const;  ///< REQUIRES: count > 0
};

/// What one failure does to one service.
struct ServiceEffect {
  SeverityCounts seen{};             ///< by sample
  Times outages;                     ///< that ended while it was unrepaired
  Times after_repair;                ///< outages that began when it was repaired (failback)
  std::uint32_t least_capacity = 0;  ///< in 1/65536, of the worst sample; while the service was up
  // With its own repair, by sample; empty without a rate.
  Moments outage_counts;
  Moments downtime_seconds;
};

/// Failovers and restarts that a failure led to while it was unrepaired.
struct FailoverEffect {
  std::uint64_t failovers = 0;  ///< complete
  std::uint64_t moved = 0;      ///< of these, to another node
  std::array<Duration, models::phase_count> phases{};
};

struct SplitBrainEffect {
  std::uint64_t samples = 0;  ///< with a split brain
  Duration time{0};           ///< in all samples
};

/// What a failure loses, where copies are behind.
struct DataLossEffect {
  std::string name;           ///< of what is copied
  Duration lag{0};            ///< what is lost each time
  std::uint64_t samples = 0;  ///< in which it was, unrepaired or by the repair
};

/// What one failure does.
struct HazardEffect {
  models::Hazard hazard;
  std::string name;
  std::string family;           ///< the same for one mode of the components under one key
  double per_year = 0;          ///< 0: the plant gives no rate
  bool over_at_once = false;    ///< nothing to repair
  bool lasts_for_good = false;  ///< never repaired
  std::uint64_t samples = 0;
  std::uint64_t unseen = 0;             ///< samples in which nobody had noticed it a week later
  std::vector<ServiceEffect> services;  ///< as in the plant
  FailoverEffect failovers;
  SplitBrainEffect split_brain;
  std::vector<DataLossEffect> data_lost;
  /// It strikes nodes whose groups do not go home, and may be elsewhere by then (studies/placement.hpp).
  bool hangs_on_placement = false;
  std::vector<StaysOut> stay_out;  ///< groups that are out a week after it, unrepaired
};

/// When the second failure of a pair strikes.
enum class Timing : std::uint8_t {
  together,
  during_first,  ///< in a phase of the first one's failover
  after_first,   ///< after its failover, unrepaired
};

struct TimedEffect {
  bool swapped = false;  ///< the pair's second strikes first
  Timing timing = Timing::together;
  models::Phase phase = models::Phase::detect;  ///< during_first only
  std::uint64_t samples = 0;                    ///< in which the second could strike then
  std::vector<SeverityCounts> seen;             ///< by service
};

/// When: "together", "during storage", "after".
std::string words_of(const TimedEffect& timed);

struct PairEffect {
  std::size_t first = 0;  ///< among the single failures
  std::size_t second = 0;
  std::vector<TimedEffect> timed;    ///< those that could happen
  std::vector<SeverityCounts> seen;  ///< by service, whenever the second struck
  std::uint64_t samples = 0;
  SplitBrainEffect split_brain;
};

/// Where the structure and what was seen differ for one component, and why.
struct StructuralDifference {
  std::string component;
  bool cut_vertex = false;  ///< and no single point of failure; otherwise the reverse
  std::string reason;
};

/// The single points of failure that were seen, beside the cut vertices of the topology.
struct StructureCheck {
  std::string service;
  bool told = false;                            ///< the graph can tell
  std::vector<std::string> cut_vertices;        ///< if nothing moves
  std::vector<std::string> even_with_clusters;  ///< of these, those that no cluster could mask
  std::vector<StructuralDifference> differences;
};

/// Failures that together bring a service down, and no part of which does.
struct CutSet {
  std::vector<std::size_t> hazards;  ///< one or two, among the single failures
  Severity worst = Severity::none;
  std::uint64_t seen = 0;     ///< samples in which it was at least as severe as was asked
  std::uint64_t samples = 0;  ///< of so many
};

struct FailureAnalysis {
  std::string scenario;
  std::optional<std::string> variant;
  std::uint64_t seed = 1;
  double confidence = 0.95;
  int order = 1;
  std::uint64_t samples = 0;  ///< of each
  Duration horizon{0};
  std::vector<std::string> services;
  std::vector<HazardEffect> hazards;  ///< in the order of the plant
  std::vector<PairEffect> pairs;
  std::vector<StructureCheck> structure;  ///< by service; empty when interrupted
  std::vector<ClusterCapacity> capacity;  ///< likewise, by cluster with groups
  std::size_t hazards_wanted = 0;         ///< more than `hazards` when it was interrupted
  std::size_t pairs_wanted = 0;
  bool capacity_missing = false;  ///< it was interrupted while hosts were counted
  std::uint64_t events = 0;
  double wall_seconds = 0;
  std::vector<std::string> warnings;

  [[nodiscard]] bool interrupted() const {
    return hazards.size() < hazards_wanted || pairs.size() < pairs_wanted || capacity_missing;
  }
};

/// The sets of failures that were seen to do at least this to the service, none of which holds
/// another: single failures first, each in the order of the plant. With `Severity::interrupted`,
/// all that bring it down at all; with `lasting`, those that it does not get over by itself.
std::vector<CutSet> minimal_cut_sets(const FailureAnalysis& analysis, std::size_t service,
                                     Severity severity);

/// The single failures that it does not get over by itself, by name.
std::vector<std::string> single_points_of_failure(const FailureAnalysis& analysis,
                                                  std::size_t service);

/// What a year costs the service, if failures never meet. The half-widths of single failures are
/// independent, and added so.
struct YearlyCost {
  Estimate outages;
  Estimate downtime_seconds;
};
YearlyCost yearly_cost(const HazardEffect& hazard, std::size_t service, double confidence);
YearlyCost yearly_cost(const FailureAnalysis& analysis, std::size_t service);

}  // namespace ausfall::studies
