#include "models/aftermath.hpp"

#include <algorithm>

namespace ausfall::models {
namespace {

constexpr std::uint32_t full_capacity = 1U << 16U;

constexpr std::array wanted_kinds{
    FactKind::component_running, FactKind::node_suspected,      FactKind::regroup_began,
    FactKind::regroup_ended,     FactKind::quorum_challenged,   FactKind::quorum_won,
    FactKind::quorum_lost,       FactKind::node_joined,         FactKind::member_failure_seen,
    FactKind::group_lost,        FactKind::phase_began,         FactKind::group_failed_over,
    FactKind::group_served,      FactKind::failover_called_off, FactKind::failover_uncovered,
    FactKind::group_blocked,     FactKind::group_gave_up,       FactKind::person_came,
    FactKind::split_brain_began, FactKind::split_brain_ended,   FactKind::service_down,
    FactKind::service_up,        FactKind::service_capacity,    FactKind::data_lost,
};

FactKinds noted_kinds() {
  FactKinds kinds;
  for (const FactKind kind : wanted_kinds) kinds.set(static_cast<std::size_t>(kind));
  return kinds;
}

}  // namespace

Aftermath::Aftermath(const Plant& plant, const Calendar& calendar)
    : Observer(noted_kinds()),
      plant_(plant),
      calendar_(calendar),
      interrupted_(plant.services.size()),
      least_capacity_(plant.services.size(), full_capacity),
      groups_(plant.groups.size()) {}

void Aftermath::begin() {
  outages_.clear();
  std::ranges::fill(interrupted_, Duration::zero());
  spans_.clear();
  failovers_.clear();
  split_brains_.clear();
  data_lost_.clear();
  std::ranges::fill(least_capacity_, full_capacity);
  std::ranges::fill(groups_, Recovery{});
  last_ = Time(0);
}

void Aftermath::observe(const Fact& fact) {
  const std::size_t subject = fact.subject;
  last_ = calendar_.now();
  switch (fact.kind) {
    case FactKind::service_down:
      return service_down(ServiceId(subject));
    case FactKind::service_up:
      return service_up(ServiceId(subject));
    case FactKind::service_capacity:
      if (fact.detail > 0)
        least_capacity_[subject] = std::min(least_capacity_[subject], fact.detail);
      return;
    case FactKind::group_lost:
      return group_lost(groups_[subject]);
    case FactKind::phase_began:
      return enter(groups_[subject], static_cast<Phase>(fact.detail));
    case FactKind::group_failed_over:
      groups_[subject].moved = true;
      return;
    case FactKind::group_served:
      return group_served(groups_[subject]);
    case FactKind::failover_called_off:
      enter(groups_[subject], groups_[subject].phase);
      groups_[subject].under_way = false;
      return;
    case FactKind::person_came:
      for (Outage& outage : outages_) outage.person_came = outage.person_came || !outage.to;
      return;
    case FactKind::split_brain_began:
      groups_[subject].split_brain = split_brains_.size();
      split_brains_.push_back({.from = last_, .to = std::nullopt});
      return;
    case FactKind::split_brain_ended:
      if (const auto which = groups_[subject].split_brain) split_brains_[*which].to = last_;
      groups_[subject].split_brain.reset();
      return;
    case FactKind::data_lost:
      data_lost_.emplace_back(subject);
      return;
    default:
      return;
  }
}

void Aftermath::enter(Recovery& recovery, Phase phase) {
  if (!recovery.under_way) return;
  const Time now = calendar_.now();
  if (now > recovery.phase_began)
    spans_.push_back({.phase = recovery.phase, .from = recovery.phase_began, .to = now});
  recovery.phases[static_cast<std::size_t>(recovery.phase)] += now - recovery.phase_began;
  recovery.phase = phase;
  recovery.phase_began = now;
}

void Aftermath::group_lost(Recovery& recovery) {
  if (recovery.under_way) return enter(recovery, Phase::detect);
  const auto split_brain = recovery.split_brain;
  recovery = {.under_way = true,
              .began = calendar_.now(),
              .phase_began = calendar_.now(),
              .phases = {},
              .split_brain = split_brain};
}

void Aftermath::group_served(Recovery& recovery) {
  if (!recovery.under_way) return;
  enter(recovery, recovery.phase);
  recovery.under_way = false;
  failovers_.push_back({.from = recovery.began,
                        .to = calendar_.now(),
                        .moved = recovery.moved,
                        .phases = recovery.phases});
}

void Aftermath::service_down(ServiceId service) {
  outages_.push_back({.service = service, .from = calendar_.now(), .to = std::nullopt});
}

void Aftermath::service_up(ServiceId service) {
  const auto lasting = std::ranges::find_if(
      outages_, [&](const Outage& outage) { return outage.service == service && !outage.to; });
  if (lasting == outages_.end()) return;
  const Service& it = plant_[service];
  const Duration length = calendar_.now() - lasting->from;
  lasting->to = calendar_.now();
  if (!it.outage_longer_than || length > *it.outage_longer_than) return;
  if (it.interruptions_count) interrupted_[service.index()] += length;
  outages_.erase(lasting);
}

}  // namespace ausfall::models
