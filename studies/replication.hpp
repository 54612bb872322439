// One replication after another of one plant, on one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "models/ledger.hpp"
#include "models/model.hpp"
#include "models/plant.hpp"
#include "models/rare_ledger.hpp"
#include "models/world.hpp"
#include "scenarios/hours.hpp"
#include "sim/calendar.hpp"
#include "sim/time.hpp"
#include "studies/rare_worker.hpp"

namespace ausfall::studies {

/// What replications give of one plant.
struct Measured {
  models::Tally tally;
  models::RareTally rare;  ///< of paths, where there were any
  std::uint64_t events = 0;

  void merge(const Measured& other);
};

/// What one replication gave of a service, inside the span.
struct Totals {
  double unavailability = 0;  ///< share of the span
  double lost = 0;            ///< share of requests not served
  double outages = 0;         ///< begun inside
};

/// By its history, outside rare courses if there were paths; and by these.
struct ReplicationTotals {
  Totals histories;
  Totals paths;
  [[nodiscard]] Totals sum() const {
    return {histories.unavailability + paths.unavailability, histories.lost + paths.lost,
            histories.outages + paths.outages};
  }
};

/// How many of a cluster began inside the span; as above.
struct ClusterReplicationTotals {
  struct Numbers {
    double failed = 0;  ///< failovers that did not work by themselves
    double split_brains = 0;
  };
  Numbers histories;
  Numbers paths;
};

/// At what hour of the week each replication begins, if not on a Monday at 0:00.
struct Begin {
  scenarios::MomentOfWeek moment;
  std::string words;  ///< for people: "tue 3:00"
};

/// Which part of which history is measured.
struct Span {
  std::uint64_t seed = 1;
  Duration warmup{0};
  Duration horizon{0};            ///< after it
  std::optional<Begin> begins{};  ///< REQUIRES: no paths
};

class ReplicationRunner {
 public:
  /// REQUIRES: plant and method outlive it.
  ReplicationRunner(const models::Plant& plant, const Span& span,
                    std::optional<std::string> variant, StopSign stop,
                    const ChosenMethod& method = plainly);
  ReplicationRunner(const ReplicationRunner&) = delete;
  ReplicationRunner& operator=(const ReplicationRunner&) = delete;
  ~ReplicationRunner() = default;

  /// Throws Refused for a model in which time stands still, and CutShort.
  void run(std::uint64_t replication);
  /// Counts what it has run, once. Of several plants all are run before any is counted, so that one that
  /// is cut short leaves nothing of its replication.
  void count(Measured& measured);

  /// Of the history that it ran last, once it is counted.
  [[nodiscard]] const models::Ledger& ledger() const { return ledger_; }
  /// As that history has ended. REQUIRES: there are no paths.
  [[nodiscard]] const models::World& world() const { return world_; }
  /// Likewise of the replication, with its paths.
  [[nodiscard]] ReplicationTotals totals(models::ServiceId service) const;
  [[nodiscard]] ClusterReplicationTotals totals(models::ClusterId cluster) const;

 private:
  static const ChosenMethod plainly;

  [[nodiscard]] Duration hour_of_week(ReplicationKey key) const;
  void simulate_history(ReplicationKey key, Time end);

  const models::Plant& plant_;
  const Span span_;
  const std::optional<std::string> variant_;
  const StopSign stop_;
  const models::Model model_;
  const models::World healthy_;
  models::World world_;
  Calendar calendar_;
  std::unique_ptr<RareWorker> rare_;  // with paths
  models::Ledger ledger_;
  std::uint64_t events_ = 0;  // of the last, without paths
};

}  // namespace ausfall::studies
