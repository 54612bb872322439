// One replication after another of one plant, on one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/ledger.hpp"
#include "models/model.hpp"
#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/calendar.hpp"
#include "sim/time.hpp"

namespace ausfall::app {

/// What replications give of one plant.
struct Measured {
  models::Tally tally;
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
  /// REQUIRES: the plant outlives it.
  ReplicationRunner(const models::Plant& plant, const Span& span,
                    std::optional<std::string> variant);
  ReplicationRunner(const ReplicationRunner&) = delete;
  ReplicationRunner& operator=(const ReplicationRunner&) = delete;
  ~ReplicationRunner() = default;

  /// Throws UsageError for a model in which time stands still.
  void run(std::uint64_t replication, Measured& measured);

  /// Of the replication that it ran last.
  [[nodiscard]] const models::Ledger& ledger() const { return ledger_; }

 private:
  const models::Plant& plant_;
  const Span span_;
  const std::optional<std::string> variant_;
  const models::Model model_;
  const models::World healthy_;
  models::World world_;
  Calendar calendar_;
  models::Ledger ledger_;
};

}  // namespace ausfall::app
