// What came of a failure, as an observer noted it: outages of services, failovers by phase, split
// brains, persons who had to come.
//
// 1. Everything is noted in one replication and kept until the next begins; nothing is merged here.
// 2. A failure in the midst of a failover sets it back: it is the same failover, and detects again.
// 3. Spans of no length are not noted.
// 4. What a service calls an interruption (models/plant/services.hpp) is no outage.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "models/facts.hpp"
#include "models/plant.hpp"
#include "sim/calendar.hpp"
#include "sim/time.hpp"

namespace ausfall::models {

class Aftermath final : public Observer {
 public:
  struct Outage {
    ServiceId service;
    Time from;
    std::optional<Time> to;    ///< none: it lasts
    bool person_came = false;  ///< to bring a group back, while it lasted
  };
  /// A group's failover was in this phase.
  struct Span {
    Phase phase;
    Time from;
    Time to;
  };
  struct Failover {
    Time from;
    Time to;
    bool moved;  ///< to another node, not in place
    std::array<Duration, phase_count> phases;
  };
  struct SplitBrain {
    Time from;
    std::optional<Time> to;  ///< none: it lasts
  };

  /// REQUIRES: both outlive it.
  Aftermath(const Plant& plant, const Calendar& calendar);

  /// Before a replication's first fact.
  void begin();
  void observe(const Fact& fact) override;

  [[nodiscard]] const std::vector<Outage>& outages() const { return outages_; }
  /// The downtime of interruptions, if they count as such.
  [[nodiscard]] Duration interrupted(ServiceId service) const {
    return interrupted_[service.index()];
  }
  [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }  ///< by their ends
  /// Those that have ended with all members serving.
  [[nodiscard]] const std::vector<Failover>& failovers() const { return failovers_; }
  [[nodiscard]] const std::vector<SplitBrain>& split_brains() const { return split_brains_; }
  /// Whose data was lost since a copy went on that was behind: each time.
  [[nodiscard]] const std::vector<ComponentId>& data_lost() const { return data_lost_; }
  /// The least share of requests, in 1/65536, that the service took while it was up.
  [[nodiscard]] std::uint32_t least_capacity(ServiceId service) const {
    return least_capacity_[service.index()];
  }
  /// When anything was told last.
  [[nodiscard]] Time last() const { return last_; }

 private:
  struct Recovery {
    bool under_way = false;
    bool moved = false;
    Phase phase = Phase::detect;
    Time began{0};
    Time phase_began{0};
    std::array<Duration, phase_count> phases{};
    std::optional<std::size_t> split_brain;  // the one under way
  };

  void enter(Recovery& recovery, Phase phase);
  void group_lost(Recovery& recovery);
  void group_served(Recovery& recovery);
  void service_down(ServiceId service);
  void service_up(ServiceId service);

  const Plant& plant_;
  const Calendar& calendar_;
  std::vector<Outage> outages_;
  std::vector<Duration> interrupted_;  // by service
  std::vector<Span> spans_;
  std::vector<Failover> failovers_;
  std::vector<SplitBrain> split_brains_;
  std::vector<ComponentId> data_lost_;
  std::vector<std::uint32_t> least_capacity_;  // by service
  std::vector<Recovery> groups_;
  Time last_{0};
};

}  // namespace ausfall::models
