#include "models/rare_ledger.hpp"

#include <algorithm>
#include <cassert>

namespace ausfall::models {
namespace {

constexpr std::uint32_t full_capacity = 1U << 16U;

FactKinds measured_kinds() {
  FactKinds kinds;
  kinds.set(static_cast<std::size_t>(FactKind::service_down));
  return kinds;
}

}  // namespace

void RareServiceTally::merge(const RareServiceTally& other) {
  unavailability.merge(other.unavailability);
  outages.merge(other.outages);
  lost.merge(other.lost);
  largest = std::max(largest, other.largest);
  for (const auto& [id, theirs] : other.causes) {
    Cause& ours = causes[id];
    ours.outages += theirs.outages;
    ours.seconds += theirs.seconds;
  }
}

void RareTally::merge(const RareTally& other) {
  if (other.services.empty()) return;
  if (services.empty()) {
    *this = other;
    return;
  }
  replications += other.replications;
  paths += other.paths;
  history_events += other.history_events;
  path_events += other.path_events;
  assert(services.size() == other.services.size());
  for (std::size_t i = 0; i < services.size(); ++i) services[i].merge(other.services[i]);
}

RareLedger::RareLedger(const Plant& plant)
    : Observer(measured_kinds()),
      path_(plant.services.size()),
      of_path_(plant.services.size()),
      paths_(plant.services.size()) {}

void RareLedger::begin(Duration span) {
  span_ = seconds_in(span);
  std::ranges::fill(path_, ServicePath{});
  std::ranges::fill(of_path_, Sums{});
  for (auto& of_service : paths_) of_service.clear();
  caused_.clear();
  path_count_ = 0;
}

void RareLedger::observe(const Fact& fact) {
  ServicePath& path = path_[fact.subject];
  path.cause = fact.origin;
  path.fell = true;
  path.hit = true;
}

void RareLedger::pass(const World& world, double weight, double seconds) {
  for (std::size_t i = 0; i < path_.size(); ++i) {
    const ServiceState& service = world.services[i];
    if (path_[i].fell && !service.up && weight > 0) {
      of_path_[i].outages += weight;
      caused(i).outages += weight;
    }
    path_[i].fell = false;
    if (service.capacity != full_capacity)
      of_path_[i].lost += seconds * (1 - service.capacity / static_cast<double>(full_capacity));
    if (service.up || !(seconds > 0)) continue;
    of_path_[i].seconds += seconds;
    caused(i).seconds += seconds;
  }
}

void RareLedger::ignore() {
  for (ServicePath& path : path_) path.fell = false;
}

void RareLedger::begin_path(const World& world) {
  ++path_count_;
  for (std::size_t i = 0; i < path_.size(); ++i) path_[i].hit = !world.services[i].up;
}

void RareLedger::end_path() {
  for (std::size_t i = 0; i < of_path_.size(); ++i) {
    const Sums& sums = of_path_[i];
    if (sums.seconds > 0 || sums.outages > 0 || sums.lost > 0) paths_[i].push_back(sums);
  }
  std::ranges::fill(of_path_, Sums{});
}

bool RareLedger::everything_hit() const {
  return std::ranges::all_of(path_, [](const ServicePath& path) { return path.hit; });
}

void RareLedger::finish(RareTally& tally) {
  end_path();
  tally.services.resize(path_.size());
  ++tally.replications;
  tally.paths += path_count_;
  for (std::size_t i = 0; i < path_.size(); ++i) {
    RareServiceTally& service = tally.services[i];
    Sums all;
    for (const Sums& sums : paths_[i]) {
      const double share = sums.seconds / span_;
      if (share > 0) service.unavailability.add(share);
      if (sums.outages > 0) service.outages.add(sums.outages);
      if (sums.lost > 0) service.lost.add(sums.lost / span_);
      service.largest = std::max(service.largest, share);
      all.seconds += sums.seconds;
      all.outages += sums.outages;
      all.lost += sums.lost;
    }
    service.unavailability.end_replication(all.seconds / span_);
    service.outages.end_replication(all.outages);
    service.lost.end_replication(all.lost / span_);
  }
  for (const Caused& each : caused_) {
    RareServiceTally::Cause& cause = tally.services[each.service].causes[each.cause];
    cause.outages += each.sums.outages;
    cause.seconds += each.sums.seconds;
  }
}

RareServiceTally::Cause& RareLedger::caused(std::size_t service) {
  const CauseId cause = path_[service].cause;
  for (Caused& each : caused_) {
    if (each.service == service && each.cause == cause) return each.sums;
  }
  return caused_.emplace_back(Caused{service, cause, {}}).sums;
}

}  // namespace ausfall::models
