#include "studies/rare_worker.hpp"

#include <cassert>

namespace ausfall::studies {

using models::Plant;
using models::RareTally;
using models::SurveyReturns;

RareWorker::RareWorker(const Plant& plant, const StrikeStrategy& strategy, StopSign stop,
                       Survey* survey, SurveyReturns* returns)
    : model_(plant),
      rarity_(plant),
      ledger_(plant, returns),
      engine_(model_, streams_of(plant), rarity_.failures(), rarity_.kind_streams(),
              rarity_.choices(), strategy.rareness, strategy.plan, survey, stop) {
  assert(strategy.rareness.expected.size() == rarity_.kinds().size());
}

void RareWorker::run(ReplicationKey key, MeasuredSpan span, models::Ledger& history) {
  ledger_.begin(span.warmup, span.end);
  events_ = {};
  engine_.run(key, span, history, ledger_, events_);
}

void RareWorker::count(RareTally& tally) {
  tally.history_events += events_.history;
  tally.path_events += events_.paths;
  ledger_.finish(tally);
}

}  // namespace ausfall::studies
