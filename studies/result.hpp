// What an experiment found, as plain values: made by `experiment` and `solution`, printed by
// `output_*`.
//
// 1. Nothing here depends on threads, machine or the time of day but `wall_seconds`.
// 2. What cannot be known is absent (an empty optional) or a bound at infinity, never a number that
//    was not seen.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/attribution.hpp"
#include "sim/chain.hpp"
#include "sim/estimate.hpp"
#include "sim/time.hpp"
#include "studies/stays_out.hpp"

namespace ausfall::models {
struct Plant;
}

namespace ausfall::studies {

/// Of durations that were met; in seconds.
struct DurationSummary {
  Estimate mean;
  Estimate p50;
  Estimate p90;
  Estimate p95;
  Estimate p99;
  std::optional<double> max;  ///< that a history met
};

struct CauseResult {
  std::string cause;                      ///< "node1.hardware"
  std::uint64_t outages = 0;              ///< that were seen
  double downtime_share = 0;              ///< of the service's downtime
  std::optional<double> outages_share{};  ///< of its outages; by a weighted method only
  /// Of what is put down to it: while its repair waited for its crew's hours. Where it has any.
  std::optional<double> waiting_share{};
  Estimate unavailability{};  ///< that it brings
  Estimate outages_per_year{};
};

/// Outages of causes that last about as long.
struct OutageKind {
  Estimate outages_per_year;
  Estimate unavailability;
  Estimate seconds;                 ///< how long one lasts, on average
  std::vector<std::string> causes;  ///< the largest share of the downtime first
};

/// Times down that a service does not count as outages.
struct InterruptionResult {
  Duration longest{0};  ///< what lasts longer is an outage
  bool counts = false;  ///< they are downtime all the same
  Estimate per_year;
  Estimate share;  ///< of the time
};

/// Where what is said of a service's downtime comes from: shares of it.
struct KnownFrom {
  double histories = 1;
  double paths = 0;
  double unmet = 0;  ///< what this run meets fewer than ten times
};

/// How far a service's weighted estimate is to be trusted.
struct RareResult {
  std::uint64_t hits = 0;     ///< paths that found downtime, of those that are independent
  double effective_hits = 0;  ///< equal ones that would know as much: (sum w)^2 / sum w^2 (Kish)
  double largest_share = 0;   ///< of the estimate: what its largest path makes
  double relative_half_width = 0;  ///< of the unavailability's interval; infinite without a hit
  std::vector<std::string> distrust{};  ///< "no_hit", "few_hits", "dominated", "contradicted"
  [[nodiscard]] bool trusted() const { return distrust.empty(); }
};

/// How a run looked for outages.
struct MethodResult {
  std::string name;                  ///< "plain", "combined", "importance"
  std::string asked;                 ///< or "auto"
  std::optional<std::string> why{};  ///< it was chosen
  std::uint64_t paths = 0;           ///< strikes beside histories, each with what grew from it
  std::uint64_t path_events = 0;
  std::uint64_t pilot_events = 0;
};

/// What a scenario does not know, as a result tells of it.
struct InputResult {
  std::string name;  ///< its path in the file: "hosts.node1..2.failures.hardware.mttf"
  std::size_t line = 0;
  Seconds low{0};  ///< 5 % lie below
  Seconds median{0};
  Seconds high{0};  ///< 95 %
  /// Its share of the variance of the logarithm of the true unavailability.
  Estimate share;
  /// By how much the range of that would shrink if it were known: 1 - sqrt(1 - share).
  double narrows = 0;
};

/// What not knowing the inputs leaves open about a service.
struct UnknownsResult {
  std::uint64_t draws = 0;
  /// Of the true unavailability, which chance has no part in; none where no outage was seen.
  std::optional<TrueRange> unavailability;
  /// The mean over all draws, with no chance in it; `solve` only.
  std::optional<double> mean;
  /// Of the variance of one replication's unavailability. None without a range, and of `solve`,
  /// where there is no chance.
  std::optional<double> unknowns_share;
  std::vector<InputResult> inputs;  ///< the largest share first; without shares, as in the file
  bool ranked = false;              ///< the inputs have shares
  double together = 0;              ///< what no single input explains
};

struct ServiceResult {
  std::string name;
  std::optional<double> slo;
  Estimate unavailability;
  Estimate outages_per_year;
  std::uint64_t outages = 0;                      ///< that began inside the measured span
  std::optional<DurationSummary> outage_seconds;  ///< of those that also ended there
  Estimate served;
  Estimate outage_by_horizon;
  std::optional<Estimate> slo_met_per_year;      ///< with an slo and a span of a year at least
  std::optional<Estimate> slo_met_per_month;     ///< with an slo and a span of a month at least
  std::optional<DurationSummary> year_downtime;  ///< of whole years; in seconds
  std::vector<CauseResult> causes;               ///< the largest share of the downtime first
  /// Of the downtime: while the repair of its cause waited for its crew's hours. Where crews have any.
  std::optional<double> waiting_share{};
  std::vector<OutageKind> kinds{};  ///< the shortest first; empty where all last about as long
  std::optional<InterruptionResult> interruptions{};  ///< where the service says what they are
  std::optional<UnknownsResult> unknowns;             ///< where something is not known
  KnownFrom known_from{};
  std::optional<RareResult> rare{};  ///< where paths found a part of it
};

struct PhaseResult {
  std::string name;
  std::string meaning;  ///< for people
  double mean = 0;      ///< seconds of an average failover
  double share = 0;     ///< of a failover's time
};

/// How long a balancer takes to notice something of its instances; in seconds.
struct NoticeResult {
  std::uint64_t seen = 0;
  double min = 0;
  double mean = 0;
  double median = 0;
  double p95 = 0;
  double max = 0;
};

struct ClusterResult {
  std::string name;
  std::uint64_t failovers = 0;        ///< complete
  Estimate failovers_per_year{};      ///< of histories
  std::uint64_t failovers_moved = 0;  ///< of these, to another node
  std::uint64_t failovers_failed = 0;
  Estimate failovers_failed_per_year;
  std::uint64_t queued = 0;  ///< failovers that had to wait until a node had room
  std::uint64_t split_brains = 0;
  Estimate split_brains_per_year;
  double split_brain_seconds = 0;         ///< in all
  std::uint64_t planned_moves = 0;        ///< complete; no failovers
  double planned_standstill_seconds = 0;  ///< of their groups, in all
  std::optional<DurationSummary> failover_seconds;
  std::vector<PhaseResult> phases;  ///< all of them, in order
  /// Of a balancer: from an instance's failing to its getting no more requests, and from its serving
  /// again to its getting requests.
  std::optional<NoticeResult> removal{};
  std::optional<NoticeResult> addition{};
  /// `inject`: groups that are out when it ends, by the samples in which they are; their failovers have
  /// failed
  std::vector<StaysOut> stay_out;
};

/// What is lost where a copy goes on that was behind.
struct DataLossResult {
  std::string name;          ///< of what is copied
  Duration lag{0};           ///< what is lost each time
  std::uint64_t losses = 0;  ///< that histories met
  Estimate losses_per_year;
};

/// Of `run`, and of `inject`.
struct RunResult {
  std::string scenario;
  std::optional<std::string> variant;
  std::vector<std::string> faults;      ///< `inject`: what was injected; otherwise empty
  std::optional<std::string> begins{};  ///< `inject`: at what hour, if that matters: "tue 3:00"
  std::uint64_t seed = 1;
  std::uint64_t replications = 0;
  std::uint64_t replications_wanted = 0;  ///< more than `replications` when it was interrupted
  /// Run before, to find out how many it takes, and thrown away; nothing here is about them.
  std::uint64_t pilot_replications = 0;
  Duration horizon{0};
  double simulated_years = 0;
  std::uint64_t events = 0;
  double wall_seconds = 0;
  double confidence = 0.95;
  std::vector<ServiceResult> services;
  std::vector<ClusterResult> clusters;
  std::vector<DataLossResult> data_lost{};  ///< of each that has asynchronous copies
  std::vector<std::string> warnings;
  std::optional<MethodResult> method{};  ///< of a run
  /// What stood there, for pictures of it: nothing that was found depends on it from here on.
  std::shared_ptr<const models::Plant> plant{};

  /// Nothing fails by itself, so all that happens stems from `faults` at fixed times, or from those that
  /// were injected: it is told by replication, and makes no rate.
  bool at_fixed_times = false;

  [[nodiscard]] bool by_replication() const { return injected() || at_fixed_times; }
  [[nodiscard]] bool interrupted() const { return replications < replications_wanted; }
  [[nodiscard]] bool injected() const { return !faults.empty(); }
};

}  // namespace ausfall::studies
