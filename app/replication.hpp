// One replication after another of one plant, on one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/rare_method.hpp"
#include "models/ledger.hpp"
#include "models/model.hpp"
#include "models/plant.hpp"
#include "models/rare_ledger.hpp"
#include "models/world.hpp"
#include "sim/calendar.hpp"
#include "sim/time.hpp"

namespace ausfall::app {

/// What replications give of one plant.
struct Measured {
  models::Tally tally;
  models::RareTally rare;  ///< by a weighted method
  std::uint64_t events = 0;

  void merge(const Measured& other);
};

/// Which part of which history is measured.
struct Span {
  std::uint64_t seed = 1;
  Duration warmup{0};
  Duration horizon{0};  ///< after it
};

class ReplicationRunner {
 public:
  /// REQUIRES: plant and method outlive it.
  ReplicationRunner(const models::Plant& plant, const Span& span,
                    std::optional<std::string> variant, const ChosenMethod& method = plainly);
  ReplicationRunner(const ReplicationRunner&) = delete;
  ReplicationRunner& operator=(const ReplicationRunner&) = delete;
  ~ReplicationRunner() = default;

  /// Throws UsageError for a model in which time stands still.
  void run(std::uint64_t replication, Measured& measured);

  /// Of the replication that it ran last.
  [[nodiscard]] const models::Ledger& ledger() const { return ledger_; }

 private:
  static const ChosenMethod plainly;

  void simulate_history(ReplicationKey key, Time end, std::uint64_t& events);

  const models::Plant& plant_;
  const Span span_;
  const std::optional<std::string> variant_;
  const models::Model model_;
  const models::World healthy_;
  models::World world_;
  Calendar calendar_;
  std::unique_ptr<RareWorker> rare_;  // by a weighted method
  models::Ledger ledger_;
};

}  // namespace ausfall::app
