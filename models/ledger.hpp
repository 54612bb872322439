// What is measured: outages of services and their causes, failovers of clusters and where their
// time goes.
//
// A Ledger listens to one replication after another and adds each to a Tally; the tallies of many
// replications merge.
//
// 1. Only the measured span of a replication counts, from `warmup` to `end`. Downtime is what lies
//    inside it; an outage, a failover or a split brain belongs to the span if it begins inside.
// 2. Durations are those of outages and failovers that began and ended inside. One that is still
//    under way at the end counts as an outage, and with its downtime so far; its duration is not
//    known, and in no sample. (Long ones are a little more likely to be cut off; the share of the
//    span that an outage takes is the measure of that error.)
//    What a service calls an interruption is no outage, and no downtime unless it says so. So a time
//    down is an outage from the moment on at which it has lasted longer, and is one from its beginning
//    then: what belongs to it counts where that moment lies, be it a rare course or not. What is still
//    under way at the end, and has not lasted longer, is neither.
// 3. A failover is in exactly one Phase at any moment, so phases add up to its duration, to the
//    tick.
// 4. A fact costs no allocation, once the replication before had as many outages and failovers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "models/checks_ledger.hpp"
#include "models/facts.hpp"
#include "models/plant.hpp"
#include "models/tally.hpp"
#include "models/waits.hpp"
#include "sim/calendar.hpp"
#include "sim/time.hpp"

namespace ausfall::models {

/// What one replication gave of a service, inside the span.
struct ServiceTotals {
  double unavailability = 0;  ///< share of the span
  double lost = 0;            ///< share of requests not served
  double outages = 0;         ///< begun inside
  Duration downtime{0};
  std::uint64_t ended = 0;  ///< outages begun and ended inside
  Duration ended_time{0};   ///< of these
  // Of these, outside rare courses.
  Duration ordinary_downtime{0};
  double ordinary_unavailability = 0;
  double ordinary_lost = 0;
  double ordinary_outages = 0;
};

/// What a history has met of a service so far.
struct ServiceSoFar {
  CauseId cause;         ///< of its outage, where it is down
  Time down_since{0};    ///< likewise
  bool known = false;    ///< that is an outage by now
  bool struck = false;   ///< it has had an outage inside the span
  Duration in_year{0};   ///< downtime of the year of the span that this moment lies in
  Duration in_month{0};  ///< likewise of the month
};

/// A failover that is under way.
struct FailoverSoFar {
  GroupId group;
  bool inside = false;  ///< it began inside the span
  bool failed = false;  ///< it did not work by itself
  Phase phase = Phase::detect;
  Time began{0};
  Time phase_began{0};
  std::array<Duration, phase_count> phases{};  ///< those that are over

  void enter(Phase next, Time now);
};

/// What one replication gave of a cluster, inside the span.
struct ClusterTotals {
  std::uint64_t failovers = 0;                 ///< complete
  std::array<Duration, phase_count> phases{};  ///< of these; they add up to their time
  std::uint64_t failed = 0;                    ///< did not work by themselves
  std::uint64_t split_brains = 0;
  // Of these, outside rare courses.
  std::uint64_t ordinary_failed = 0;
  std::uint64_t ordinary_split_brains = 0;
};

class Ledger final : public Observer {
 public:
  /// `apart`: what is ordinary is tallied apart, too. REQUIRES: both outlive the ledger.
  Ledger(const Plant& plant, const Calendar& calendar, bool apart = false);

  /// Before a replication's first fact. REQUIRES: 0 s <= warmup < end < never; the span is that of
  /// every replication in a tally.
  void begin(Time warmup, Time end);
  void observe(const Fact& fact) override;
  /// From now on, until it ends, what happens is rare.
  void rare_begins() { rare_.push_back({calendar_.now(), never}); }
  void rare_ends() { rare_.back().to = calendar_.now(); }
  /// Of the replication under way. REQUIRES: what is ordinary is tallied apart.
  [[nodiscard]] ServiceSoFar so_far(ServiceId service) const;
  /// Nothing where the group does not fail over.
  [[nodiscard]] std::optional<FailoverSoFar> so_far(GroupId group) const;
  [[nodiscard]] std::optional<Duration> allowed_in_year(ServiceId service) const {
    return allowed_in_year_[service.index()];
  }
  [[nodiscard]] std::optional<Duration> allowed_in_month(ServiceId service) const {
    return allowed_in_month_[service.index()];
  }
  [[nodiscard]] Time warmup() const { return warmup_; }
  [[nodiscard]] Time end() const { return end_; }
  /// After its last fact: what is under way is cut off at the end of the span, and the replication
  /// added to the tally.
  void finish(Tally& tally);
  /// Of the replication that was finished last. REQUIRES: one was, and no other has begun.
  [[nodiscard]] ServiceTotals totals(ServiceId service) const;
  [[nodiscard]] ClusterTotals totals(ClusterId cluster) const;
  /// Likewise: `f(cluster, duration)` of each complete failover, in the order in which they ended.
  template <class F>
  void each_failover(F f) const {
    for (const Failover& failover : failovers_) f(failover.cluster, failover.length);
  }

 private:
  // What happened in the replication, kept until it is over.
  struct Outage {
    std::size_t service;
    CauseId cause;
    Time from;
    Time to;
    bool over;         ///< not cut off
    Time outage_at;    ///< when it has lasted so long that it is an outage
    Time downtime_at;  ///< and downtime
    [[nodiscard]] bool is_outage() const { return to > outage_at; }
    [[nodiscard]] bool is_downtime() const { return to > downtime_at; }
  };
  /// What an outage brought its service, and so its cause.
  struct Brought {
    std::size_t service = 0;
    CauseId cause;
    std::size_t number = 0;  ///< in the order in which they came
    double unavailability = 0;
    std::uint64_t outages = 0;
  };
  /// Requests not served while the capacity was less than full.
  struct Loss {
    std::size_t service;
    WideSum amount;  ///< microseconds times 1/65536 of the requests
    WideSum ordinary;
  };
  struct Stretch {
    Time from;
    Time to;
  };
  struct Failover {
    ClusterId cluster;
    Time to;
    Duration length;
    std::array<Duration, phase_count> phases;
  };
  struct Mishap {
    ClusterId cluster;
    Time time;
  };
  /// Of what Plant::copied has there.
  struct DataLoss {
    std::size_t of;
    Time time;
  };

  /// Whole years or months of the span, one after another; those without downtime are not visited.
  struct CalendarPeriods {
    std::int64_t current = -1;  ///< the last one with downtime
    Duration downtime{0};       ///< in it
    std::uint64_t touched = 0;
    std::uint64_t kept = 0;
    std::uint64_t beyond = 0;  ///< since an ordinary moment
  };

  /// Downtime of the year or month in which the service was down last, up to the last outage's end.
  struct SoFar {
    std::int64_t current = -1;
    Duration downtime{0};
  };

  struct ServiceLedger {
    // under way
    bool up = true;
    CauseId cause;
    Time down_since{0};
    std::uint32_t capacity = 0;
    Time capacity_since{0};
    WideSum losing = 0;  ///< since the capacity was last full
    WideSum losing_ordinarily = 0;
    bool struck = false;  ///< it has had an outage inside the span that is over
    SoFar year;
    SoFar month;
    // in the replication
    Duration downtime{0};
    std::uint64_t outages = 0;
    std::uint64_t ended = 0;
    Duration ended_time{0};
    WideSum lost = 0;
    Duration ordinary_downtime{0};
    std::uint64_t ordinary_outages = 0;
    WideSum ordinary_lost = 0;
    bool first_outage_known = false;
    bool first_down_ordinarily = false;
    std::uint64_t interruptions = 0;
    Duration interrupted{0};
    std::uint64_t ordinary_interruptions = 0;
    Duration ordinary_interrupted{0};
    CalendarPeriods years;
    CalendarPeriods months;
  };

  struct GroupLedger {
    bool failing_over = false;
    FailoverSoFar failover;
    bool moved = false;
    bool queued = false;
    bool split = false;
    bool move_inside = false;  ///< a planned move is under way that began inside the span
    bool stands_still = false;
    Time split_began{0};
    Time standstill_began{0};
  };

  struct ClusterLedger {
    std::array<Duration, phase_count> phases{};  // of the complete failovers
    std::uint64_t complete = 0;
    std::uint64_t moved = 0;  // of these
    std::uint64_t failed = 0;
    std::uint64_t queued = 0;
    std::uint64_t split_brains = 0;
    Duration split_brain_time{0};
    std::uint64_t ordinary_failed = 0;
    std::uint64_t ordinary_split_brains = 0;
    std::uint64_t planned_moves = 0;
    Duration planned_standstill{0};
  };

  [[nodiscard]] bool inside(Time time) const { return warmup_ <= time && time < end_; }
  /// How much of it lies inside the span.
  [[nodiscard]] Duration inside(Time from, Time to) const;
  [[nodiscard]] double share_of_span(Duration duration) const;
  [[nodiscard]] double share_of_span(WideSum lost) const;

  [[nodiscard]] bool is_rare(Time time) const;
  /// How much of it lies in rare courses; all of it lies inside the span.
  [[nodiscard]] Duration rarely(Time from, Time to) const;
  [[nodiscard]] Duration rarely(const Outage& outage) const;

  /// `f(from, to)` of each part of it that lies in a rare course.
  template <class F>
  void each_rare(Time from, Time to, F f) const;
  /// Likewise of an outage, of which all counts as its moment `downtime_at` does until then.
  template <class F>
  void each_rare(const Outage& outage, Time from, Time to, F f) const;

  [[nodiscard]] Outage outage_of(std::size_t service, Time until, bool over) const;
  void service_up(std::size_t service, bool over);
  void add_so_far(SoFar& period, Duration length, Time from, Time to) const;
  [[nodiscard]] Duration so_far(const SoFar& period, Duration length, std::size_t service) const;
  void capacity_changed(std::size_t service, std::uint32_t capacity);
  void losses_end(std::size_t service);
  void group_lost(std::size_t group);
  void group_served(std::size_t group);
  void failover_failed(std::size_t group);
  void waits_for_room(std::size_t group);
  void split_brain_ended(std::size_t group);
  void planned_move_over(std::size_t group, bool complete);

  void cut_off();
  void add(const Outage& outage, ServiceTally& tally);
  /// What is down too short for an outage, and is over.
  void add_interruption(const Outage& outage, ServiceTally& tally);
  /// The downtime that is ordinary.
  Duration add_ordinary(const Outage& outage, ServiceTally& tally, CauseTally& cause);
  [[nodiscard]] bool begins_ordinarily(const Outage& outage) const;
  void add_waiting(const Outage& outage, CauseTally& cause) const;
  void add_to_years(const Outage& outage, ServiceTally& tally);
  void add_to_months(const Outage& outage);
  /// `end()` is told of each that is over; `passed(from, to, before)` of the downtime in one, and of how
  /// much that had before.
  template <class End, class Passed>
  void add_to(CalendarPeriods& periods, const Outage& outage, Duration length,
              std::optional<Duration> allowed, End end, Passed passed) const;
  static void end_period(CalendarPeriods& periods, std::optional<Duration> allowed);
  void end_service(std::size_t service, ServiceTally& tally);
  void end_ordinary(const ServiceLedger& state, OrdinaryTally& tally) const;
  void end_interruptions(std::uint64_t number, Duration lasting, InterruptionTally& tally) const;
  void end_mishaps();
  void data_lost(ComponentId component);
  void end_causes(Tally& tally);
  void end_losses(Tally& tally) const;
  void end_cluster(const ClusterLedger& state, ClusterTally& tally) const;

  const Plant& plant_;
  const Calendar& calendar_;
  const bool apart_;
  Time warmup_{0};
  Time end_{0};
  std::int64_t years_ = 0;  // whole ones in the span
  // By the slo; by service.
  std::vector<std::optional<Duration>> allowed_in_year_;
  std::vector<std::optional<Duration>> allowed_in_month_;
  std::vector<ServiceLedger> services_;
  std::vector<GroupLedger> groups_;
  std::vector<ClusterLedger> clusters_;
  std::vector<Outage> outages_;
  std::vector<Brought> brought_;
  std::vector<Loss> losses_;
  std::vector<Failover> failovers_;
  std::vector<Mishap> failed_;
  std::vector<Mishap> split_brains_;
  std::vector<DataLoss> data_lost_;
  std::vector<Stretch> rare_;  // one after another
  Waits waits_;
  ChecksLedger checks_;
};

}  // namespace ausfall::models
