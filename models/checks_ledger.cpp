#include "models/checks_ledger.hpp"

#include <algorithm>
#include <array>

namespace ausfall::models {
namespace {

constexpr std::array kinds_of_checks{FactKind::instance_fails, FactKind::instance_passes,
                                     FactKind::instance_removed, FactKind::instance_added};

}  // namespace

ChecksLedger::ChecksLedger(const Plant& plant) : plant_(plant), changed_(plant.instances.size()) {}

FactKinds ChecksLedger::wanted(const Plant& plant) {
  FactKinds kinds;
  if (plant.instances.empty()) return kinds;
  for (const FactKind kind : kinds_of_checks) kinds.set(static_cast<std::size_t>(kind));
  return kinds;
}

void ChecksLedger::begin(Time warmup, Time end) {
  warmup_ = warmup;
  end_ = end;
  std::ranges::fill(changed_, Time(0));
  noticed_.clear();
}

void ChecksLedger::observe(const Fact& fact, Time now) {
  Time& changed = changed_[fact.subject];
  if (fact.kind == FactKind::instance_fails || fact.kind == FactKind::instance_passes) {
    changed = now;
    return;
  }
  if (changed < warmup_ || now >= end_) return;
  const InstanceId instance(fact.subject);
  noticed_.push_back({.cluster = plant_[plant_[instance].pool].cluster,
                      .removed = fact.kind == FactKind::instance_removed,
                      .after = now - changed});
}

void ChecksLedger::finish(std::vector<ClusterTally>& clusters) const {
  for (const Noticed& each : noticed_) {
    ClusterTally& tally = clusters[each.cluster.index()];
    (each.removed ? tally.removals : tally.returns).add(each.after);
  }
}

}  // namespace ausfall::models
