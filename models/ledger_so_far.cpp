// What a ledger knows while its replication is under way.
#include <algorithm>
#include <cassert>
#include <cmath>
#include "models/ledger.hpp"

namespace ausfall::models {

ServiceTotals Ledger::totals(ServiceId service) const {
  const ServiceLedger& state = services_[service.index()];
  return {.unavailability = share_of_span(state.downtime),
          .lost = share_of_span(state.lost),
          .outages = static_cast<double>(state.outages),
          .downtime = state.downtime,
          .ended = state.ended,
          .ended_time = state.ended_time,
          .ordinary_downtime = state.ordinary_downtime,
          .ordinary_unavailability = share_of_span(state.ordinary_downtime),
          .ordinary_lost = share_of_span(state.ordinary_lost),
          .ordinary_outages = static_cast<double>(state.ordinary_outages)};
}

ServiceSoFar Ledger::so_far(ServiceId service) const {
  assert(apart_);
  const ServiceLedger& state = services_[service.index()];
  const Time now = calendar_.now();
  ServiceSoFar found{.cause = state.cause, .down_since = state.down_since, .struck = state.struck};
  if (!state.up) {
    const Outage outage = outage_of(service.index(), now, false);
    found.known = outage.is_outage();
    if (found.known && inside(outage.from, now) > Duration::zero()) found.struck = true;
  }
  const bool any = found.struck || plant_[service].interruptions_count;
  if (now < warmup_ || !any) return found;
  found.in_year = so_far(state.year, year, service.index());
  found.in_month = so_far(state.month, month, service.index());
  return found;
}

Duration Ledger::so_far(const SoFar& period, Duration length, std::size_t service) const {
  const ServiceLedger& state = services_[service];
  const Time now = calendar_.now();
  const std::int64_t current = (now - warmup_) / length;
  Duration downtime = period.current == current ? period.downtime : Duration::zero();
  if (!state.up && outage_of(service, now, false).is_downtime())
    downtime +=
        std::max(now - std::max(state.down_since, warmup_ + current * length), Duration::zero());
  return downtime;
}

void Ledger::add_so_far(SoFar& period, Duration length, Time from, Time to) const {
  if (to <= warmup_) return;
  const std::int64_t current = (to - warmup_) / length;
  if (current != period.current) period = {.current = current, .downtime = Duration::zero()};
  period.downtime += to - std::max(from, warmup_ + current * length);
}

std::optional<FailoverSoFar> Ledger::so_far(GroupId group) const {
  const GroupLedger& state = groups_[group.index()];
  return state.failing_over ? std::optional(state.failover) : std::nullopt;
}

void FailoverSoFar::enter(Phase next, Time now) {
  phases[static_cast<std::size_t>(phase)] += now - phase_began;
  phase = next;
  phase_began = now;
}

ClusterTotals Ledger::totals(ClusterId cluster) const {
  const ClusterLedger& state = clusters_[cluster.index()];
  return {.failovers = state.complete,
          .phases = state.phases,
          .failed = state.failed,
          .split_brains = state.split_brains,
          .ordinary_failed = state.ordinary_failed,
          .ordinary_split_brains = state.ordinary_split_brains};
}

}  // namespace ausfall::models
