// How a replication is run that has paths beside its history.
#pragma once

#include "models/ledger.hpp"
#include "models/model.hpp"
#include "models/plant.hpp"
#include "models/rare_ledger.hpp"
#include "models/rarity.hpp"
#include "sim/calendar.hpp"
#include "sim/strikes.hpp"
#include "studies/method.hpp"

namespace ausfall::studies {

/// Runs replications with paths beside them, on one thread.
class RareWorker {
 public:
  using Engine = Strikes<models::Model, models::Ledger, models::RareLedger>;

  /// REQUIRES: plant and strategy outlive it.
  RareWorker(const models::Plant& plant, const StrikeStrategy& strategy, StopSign stop,
             Survey* survey = nullptr, models::SurveyReturns* returns = nullptr);

  /// Of the histories.
  [[nodiscard]] const Calendar& calendar() const { return engine_.calendar(); }
  [[nodiscard]] const models::RareLedger& ledger() const { return ledger_; }
  /// `history` observes what a plain run would, and is told what is rare. Throws Livelock and CutShort.
  void run(ReplicationKey key, MeasuredSpan span, models::Ledger& history);
  /// Counts what it has run.
  void count(models::RareTally& tally);

 private:
  const models::Model model_;
  const models::Rarity rarity_;
  models::RareLedger ledger_;
  RareEvents events_;  // of the last
  Engine engine_;
};

}  // namespace ausfall::studies
