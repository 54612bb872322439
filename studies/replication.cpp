#include "studies/replication.hpp"

#include <utility>
#include <vector>

#include "sim/simulate.hpp"
#include "studies/inject.hpp"
#include "studies/livelock.hpp"

namespace ausfall::studies {

void Measured::merge(const Measured& other) {
  tally.merge(other.tally);
  rare.merge(other.rare);
  events += other.events;
}

const ChosenMethod ReplicationRunner::plainly;

ReplicationRunner::ReplicationRunner(const models::Plant& plant, const Span& span,
                                     std::optional<std::string> variant, StopSign stop,
                                     const ChosenMethod& method)
    : plant_(plant),
      span_(span),
      variant_(std::move(variant)),
      stop_(stop),
      model_(plant),
      healthy_(model_.healthy()),
      calendar_(streams_of(plant)),
      rare_(method.weighted() ? std::make_unique<RareWorker>(plant, *method.strategy, stop)
                              : nullptr),
      ledger_(plant, rare_ ? rare_->calendar() : calendar_, rare_ != nullptr) {}

void ReplicationRunner::run(std::uint64_t replication) {
  const Time end = after(span_.warmup, span_.horizon);
  const ReplicationKey key{span_.seed, replication};
  ledger_.begin(span_.warmup, end);
  try {
    if (rare_) {
      rare_->run(key, {span_.warmup, end}, ledger_);
    } else {
      simulate_history(key, end);
    }
  } catch (const Livelock& livelock) {
    throw time_stands_still(plant_, livelock, variant_ ? "variant " + *variant_ + ": " : "");
  }
}

void ReplicationRunner::count(Measured& measured) {
  if (rare_) {
    const std::uint64_t before = measured.rare.events();
    rare_->count(measured.rare);
    measured.events += measured.rare.events() - before;
  } else {
    measured.events += events_;
  }
  ledger_.finish(measured.tally);
}

ReplicationTotals ReplicationRunner::totals(models::ServiceId service) const {
  const models::ServiceTotals history = ledger_.totals(service);
  if (rare_ == nullptr) {
    return {{history.unavailability, history.lost, history.outages}, {}};
  }
  const models::RareLedger::Totals paths = rare_->ledger().totals(service);
  return {{history.ordinary_unavailability, history.ordinary_lost, history.ordinary_outages},
          {paths.unavailability, paths.lost, paths.outages}};
}

ClusterReplicationTotals ReplicationRunner::totals(models::ClusterId cluster) const {
  const models::ClusterTotals history = ledger_.totals(cluster);
  const auto numbers = [](std::uint64_t failed, std::uint64_t split_brains) {
    return ClusterReplicationTotals::Numbers{static_cast<double>(failed),
                                             static_cast<double>(split_brains)};
  };
  if (rare_ == nullptr) return {numbers(history.failed, history.split_brains), {}};
  const models::RareLedger::OfCluster paths = rare_->ledger().totals(cluster);
  return {numbers(history.ordinary_failed, history.ordinary_split_brains),
          {paths.failed, paths.split_brains}};
}

Duration ReplicationRunner::hour_of_week(ReplicationKey key) const {
  return span_.begins ? studies::hour_of_week(*span_.begins, key) : Duration(0);
}

void ReplicationRunner::simulate_history(ReplicationKey key, Time end) {
  world_ = healthy_;
  calendar_.reset(key, hour_of_week(key));
  begin_replication(model_, world_, calendar_, &ledger_);
  events_ = 0;
  simulate(model_, world_, calendar_, &ledger_, end, events_, rings_at_one_moment_max, stop_);
}

}  // namespace ausfall::studies
