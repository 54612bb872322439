#include "models/ledger.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <tuple>

namespace ausfall::models {

namespace {

constexpr std::uint32_t full_capacity = 1U << 16U;

constexpr std::array wanted_kinds{
    FactKind::group_lost,
    FactKind::phase_began,
    FactKind::group_failed_over,
    FactKind::group_served,
    FactKind::failover_called_off,
    FactKind::failover_uncovered,
    FactKind::group_blocked,
    FactKind::group_gave_up,
    FactKind::split_brain_began,
    FactKind::split_brain_ended,
    FactKind::service_down,
    FactKind::service_up,
    FactKind::service_capacity,
    FactKind::planned_move_began,
    FactKind::planned_move_stands_still,
    FactKind::planned_move_ended,
    FactKind::planned_move_called_off,
    FactKind::data_lost,
};

constexpr std::array kinds_of_waits{FactKind::crew_called, FactKind::crew_sent_home,
                                    FactKind::repair_began};

FactKinds measured_kinds(bool waits) {
  FactKinds kinds;
  for (const FactKind kind : wanted_kinds) kinds.set(static_cast<std::size_t>(kind));
  if (!waits) return kinds;
  for (const FactKind kind : kinds_of_waits) kinds.set(static_cast<std::size_t>(kind));
  return kinds;
}

WideSum wide(Duration duration) {
  assert(duration >= Duration::zero());
  return static_cast<WideSum>(duration.count());
}

/// To the nearest tick, so that 99.9 % allows 31536 s and not 31535.999999.
std::optional<Duration> downtime_allowed(const Service& service, Duration in) {
  if (!service.slo) return std::nullopt;
  return Duration(std::llround((1 - *service.slo) * static_cast<double>(in.count())));
}

}  // namespace

Ledger::Ledger(const Plant& plant, const Calendar& calendar, bool apart)
    : Observer(measured_kinds(Waits(plant).any()) | ChecksLedger::wanted(plant)),
      plant_(plant),
      calendar_(calendar),
      apart_(apart),
      services_(plant.services.size()),
      groups_(plant.groups.size()),
      clusters_(plant.clusters.size()),
      waits_(plant),
      checks_(plant) {
  for (const Service& service : plant.services) {
    allowed_in_year_.push_back(downtime_allowed(service, year));
    allowed_in_month_.push_back(downtime_allowed(service, month));
  }
}

void Ledger::begin(Time warmup, Time end) {
  assert(Time(0) <= warmup && warmup < end && end < never);
  warmup_ = warmup;
  end_ = end;
  years_ = (end - warmup) / year;
  std::ranges::fill(services_, ServiceLedger{.capacity = full_capacity});
  std::ranges::fill(groups_, GroupLedger{});
  std::ranges::fill(clusters_, ClusterLedger{});
  outages_.clear();
  brought_.clear();
  losses_.clear();
  failovers_.clear();
  failed_.clear();
  split_brains_.clear();
  data_lost_.clear();
  rare_.clear();
  waits_.begin();
  checks_.begin(warmup, end);
}

void Ledger::observe(const Fact& fact) {
  const std::size_t subject = fact.subject;
  switch (fact.kind) {
    case FactKind::service_down:
      services_[subject].up = false;
      services_[subject].cause = fact.origin;
      services_[subject].down_since = calendar_.now();
      return;
    case FactKind::service_up:
      return service_up(subject, true);
    case FactKind::crew_called:
      return waits_.called(ModeId(subject), calendar_.in_weeks(calendar_.now()));
    case FactKind::crew_sent_home:
    case FactKind::repair_began:
      return waits_.over(ModeId(subject), calendar_.in_weeks(calendar_.now()));
    case FactKind::service_capacity:
      return capacity_changed(subject, fact.detail);
    case FactKind::group_lost:
      return group_lost(subject);
    case FactKind::phase_began:
      if (fact.other == static_cast<std::uint32_t>(Wait::for_room)) waits_for_room(subject);
      if (GroupLedger& group = groups_[subject]; group.failing_over)
        group.failover.enter(static_cast<Phase>(fact.detail), calendar_.now());
      return;
    case FactKind::group_failed_over:
      groups_[subject].moved = true;
      return;
    case FactKind::group_served:
      return group_served(subject);
    case FactKind::failover_called_off:
      groups_[subject].failing_over = false;
      return;
    case FactKind::failover_uncovered:
    case FactKind::group_gave_up:
    case FactKind::group_blocked:
      return failover_failed(subject);
    case FactKind::split_brain_began:
      groups_[subject].split = true;
      groups_[subject].split_began = calendar_.now();
      return;
    case FactKind::split_brain_ended:
      return split_brain_ended(subject);
    case FactKind::planned_move_began:
      groups_[subject].move_inside = inside(calendar_.now());
      return;
    case FactKind::planned_move_stands_still:
      groups_[subject].stands_still = true;
      groups_[subject].standstill_began = calendar_.now();
      return;
    case FactKind::planned_move_ended:
      return planned_move_over(subject, true);
    case FactKind::planned_move_called_off:
      return planned_move_over(subject, false);
    case FactKind::instance_fails:
    case FactKind::instance_passes:
    case FactKind::instance_removed:
    case FactKind::instance_added:
      return checks_.observe(fact, calendar_.now());
    case FactKind::data_lost:
      return data_lost(ComponentId(subject));
    default:
      return;
  }
}

void Ledger::finish(Tally& tally) {
  if (tally.replications == 0) {
    tally.span = end_ - warmup_;
    tally.services.resize(plant_.services.size());
    tally.clusters.resize(plant_.clusters.size());
    tally.losses.resize(plant_.copied.size());
  }
  assert(tally.span == end_ - warmup_ && tally.services.size() == services_.size());
  ++tally.replications;
  cut_off();
  checks_.finish(tally.clusters);
  for (const Outage& outage : outages_) add(outage, tally.services[outage.service]);
  for (const Loss& loss : losses_) {
    ServiceTally& service = tally.services[loss.service];
    service.lost.add(share_of_span(loss.amount));
    if (apart_ && loss.ordinary > 0) service.ordinary.lost.add(share_of_span(loss.ordinary));
  }
  for (std::size_t i = 0; i < services_.size(); ++i) end_service(i, tally.services[i]);
  end_causes(tally);
  for (const Failover& failover : failovers_) {
    ClusterTally& cluster = tally.clusters[failover.cluster.index()];
    cluster.failover_durations.add(failover.length);
    cluster.failover_seconds.add(seconds_in(failover.length));
    if (!apart_ || !is_rare(failover.to - Duration(1))) continue;
    cluster.rare_failover_durations.add(failover.length);
    for (std::size_t i = 0; i < phase_count; ++i)
      cluster.rare_phases[i] += wide(failover.phases[i]);
  }
  if (apart_) end_mishaps();
  for (std::size_t i = 0; i < clusters_.size(); ++i) end_cluster(clusters_[i], tally.clusters[i]);
  end_losses(tally);
}

// ---- while the replication runs -----------------------------------------------------------------

Ledger::Outage Ledger::outage_of(std::size_t service, Time until, bool over) const {
  const ServiceLedger& state = services_[service];
  const Service& it = plant_.services[service];
  const Time outage_at = after(state.down_since, it.longest_interruption());
  return {.service = service,
          .cause = state.cause,
          .from = state.down_since,
          .to = until,
          .over = over,
          .outage_at = outage_at,
          .downtime_at = it.interruptions_count ? state.down_since : outage_at};
}

void Ledger::service_up(std::size_t service, bool over) {
  ServiceLedger& state = services_[service];
  assert(!state.up);
  const Outage outage = outage_of(service, calendar_.now(), over);
  state.up = true;
  if (inside(outage.from, outage.to) == Duration::zero()) return;
  if (outage.is_outage()) state.struck = true;
  outages_.push_back(outage);
  if (!apart_ || !outage.is_downtime()) return;
  add_so_far(state.year, year, outage.from, outage.to);
  add_so_far(state.month, month, outage.from, outage.to);
}

void Ledger::capacity_changed(std::size_t service, std::uint32_t capacity) {
  ServiceLedger& state = services_[service];
  const Time now = calendar_.now();
  const std::uint32_t lacking = full_capacity - state.capacity;
  const Duration lasted = inside(state.capacity_since, now);
  state.losing += wide(lasted) * lacking;
  if (apart_ && lacking > 0)
    state.losing_ordinarily += wide(lasted - rarely(state.capacity_since, now)) * lacking;
  state.capacity = capacity;
  state.capacity_since = now;
  if (capacity == full_capacity) losses_end(service);
}

void Ledger::losses_end(std::size_t service) {
  ServiceLedger& state = services_[service];
  if (state.losing == 0) return;
  losses_.push_back({service, state.losing, state.losing_ordinarily});
  state.lost += state.losing;
  state.ordinary_lost += state.losing_ordinarily;
  state.losing = 0;
  state.losing_ordinarily = 0;
}

/// A failure in the midst of a failover sets it back: it is the same failover, and detects again.
void Ledger::group_lost(std::size_t group) {
  GroupLedger& state = groups_[group];
  const Time now = calendar_.now();
  if (state.failing_over) return state.failover.enter(Phase::detect, now);
  state.failing_over = true;
  state.failover = {
      .group = GroupId(group), .inside = inside(now), .began = now, .phase_began = now};
  state.moved = false;
  state.queued = false;
}

void Ledger::group_served(std::size_t group) {
  GroupLedger& state = groups_[group];
  if (!state.failing_over) return;
  const Time now = calendar_.now();
  state.failover.enter(state.failover.phase, now);
  state.failing_over = false;
  if (!state.failover.inside) return;
  const ClusterId id = plant_.groups[group].cluster;
  const auto& phases = state.failover.phases;
  failovers_.push_back({id, now, now - state.failover.began, phases});
  ClusterLedger& cluster = clusters_[id.index()];
  ++cluster.complete;
  if (state.moved) ++cluster.moved;
  for (std::size_t i = 0; i < phase_count; ++i) cluster.phases[i] += phases[i];
}

void Ledger::failover_failed(std::size_t group) {
  GroupLedger& state = groups_[group];
  if (!state.failing_over || state.failover.failed) return;
  state.failover.failed = true;
  if (!state.failover.inside) return;
  const ClusterId id = plant_.groups[group].cluster;
  ++clusters_[id.index()].failed;
  if (apart_) failed_.push_back({id, calendar_.now()});
}

void Ledger::waits_for_room(std::size_t group) {
  GroupLedger& state = groups_[group];
  if (!state.failing_over || state.queued) return;
  state.queued = true;
  if (state.failover.inside) ++clusters_[plant_.groups[group].cluster.index()].queued;
}

void Ledger::split_brain_ended(std::size_t group) {
  GroupLedger& state = groups_[group];
  if (!state.split) return;
  state.split = false;
  const ClusterId id = plant_.groups[group].cluster;
  ClusterLedger& cluster = clusters_[id.index()];
  if (inside(state.split_began)) {
    ++cluster.split_brains;
    if (apart_) split_brains_.push_back({id, state.split_began});
  }
  cluster.split_brain_time += inside(state.split_began, calendar_.now());
}

void Ledger::planned_move_over(std::size_t group, bool complete) {
  GroupLedger& state = groups_[group];
  ClusterLedger& cluster = clusters_[plant_.groups[group].cluster.index()];
  if (complete && state.move_inside) ++cluster.planned_moves;
  if (state.stands_still)
    cluster.planned_standstill += inside(state.standstill_began, calendar_.now());
  state.move_inside = false;
  state.stands_still = false;
}

// ---- when it is over ----------------------------------------------------------------------------

void Ledger::cut_off() {
  for (std::size_t i = 0; i < services_.size(); ++i) {
    if (!services_[i].up) service_up(i, false);
    capacity_changed(i, full_capacity);
  }
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    split_brain_ended(i);
    planned_move_over(i, false);
  }
}

void Ledger::add_interruption(const Outage& outage, ServiceTally& tally) {
  if (!outage.over || !inside(outage.from)) return;
  ServiceLedger& state = services_[outage.service];
  const Duration length = outage.to - outage.from;
  ++state.interruptions;
  state.interrupted += length;
  tally.interruptions.share.add(share_of_span(length));
  if (!apart_ || is_rare(outage.to - Duration(1))) return;
  ++state.ordinary_interruptions;
  state.ordinary_interrupted += length;
  tally.ordinary.interruptions.share.add(share_of_span(length));
}

void Ledger::end_causes(Tally& tally) {
  std::ranges::sort(brought_, {}, [](const Brought& each) {
    return std::tuple(each.service, each.cause, each.number);
  });
  for (auto each = brought_.begin(); each != brought_.end();) {
    Brought sum{.service = each->service, .cause = each->cause};
    for (; each != brought_.end() && each->service == sum.service && each->cause == sum.cause;
         ++each) {
      sum.unavailability += each->unavailability;
      sum.outages += each->outages;
    }
    CauseTally& cause = tally.services[sum.service].causes[sum.cause];
    cause.unavailability.end_replication(sum.unavailability);
    cause.numbers.add(static_cast<double>(sum.outages));
  }
}

void Ledger::add(const Outage& outage, ServiceTally& tally) {
  if (!outage.is_outage()) add_interruption(outage, tally);
  if (!outage.is_downtime()) return;
  ServiceLedger& state = services_[outage.service];
  const Duration downtime = inside(outage.from, outage.to);
  const bool begun = outage.is_outage() && inside(outage.from);
  state.downtime += downtime;
  if (begun) ++state.outages;
  tally.unavailability.add(share_of_span(downtime));
  if (outage.is_outage() && plant_.services[outage.service].interruptions_count)
    tally.outage_sizes.add(share_of_span(downtime));
  if (begun && outage.over) {
    tally.outage_durations.add(outage.to - outage.from);
    ++state.ended;
    state.ended_time += outage.to - outage.from;
    // The time before it ended tells, not what its end begins.
    if (apart_ && is_rare(outage.to - Duration(1)))
      tally.ordinary.rare_durations.add(outage.to - outage.from);
  }
  CauseTally& cause = tally.causes[outage.cause];
  if (begun) ++cause.outages;
  cause.downtime += wide(downtime);
  const Duration counted = apart_ ? add_ordinary(outage, tally, cause) : downtime;
  Brought& brought = brought_.emplace_back(
      Brought{.service = outage.service, .cause = outage.cause, .number = brought_.size()});
  if (begun && begins_ordinarily(outage)) ++brought.outages;
  if (counted > Duration::zero()) {
    cause.unavailability.add(share_of_span(counted));
    brought.unavailability += share_of_span(counted);
  }
  if (waits_.any()) add_waiting(outage, cause);
  add_to_years(outage, tally);
  if (allowed_in_month_[outage.service]) add_to_months(outage);
}

bool Ledger::begins_ordinarily(const Outage& outage) const {
  return !apart_ || !is_rare(outage.outage_at);
}

Duration Ledger::add_ordinary(const Outage& outage, ServiceTally& tally, CauseTally& cause) {
  ServiceLedger& state = services_[outage.service];
  const Duration downtime = inside(outage.from, outage.to) - rarely(outage);
  if (outage.is_outage()) {
    if (!state.first_outage_known)
      state.first_down_ordinarily = !is_rare(std::max(outage.outage_at, warmup_));
    state.first_outage_known = true;
    if (inside(outage.from) && begins_ordinarily(outage)) {
      ++state.ordinary_outages;
      ++cause.ordinary_outages;
    }
  }
  if (downtime == Duration::zero()) return downtime;
  state.ordinary_downtime += downtime;
  cause.ordinary_downtime += wide(downtime);
  tally.ordinary.unavailability.add(share_of_span(downtime));
  return downtime;
}

void Ledger::add_waiting(const Outage& outage, CauseTally& cause) const {
  const auto waiting = [&](Time from, Time to) {
    return waits_.within(outage.cause, calendar_.in_weeks(std::max(from, warmup_)),
                         calendar_.in_weeks(std::min(to, end_)));
  };
  Duration ordinary = waiting(outage.from, outage.to);
  cause.waiting += wide(ordinary);
  if (!apart_) return;
  each_rare(outage.from, outage.to, [&](Time from, Time to) { ordinary -= waiting(from, to); });
  cause.ordinary_waiting += wide(ordinary);
}

void Ledger::add_to_years(const Outage& outage, ServiceTally& tally) {
  CalendarPeriods& periods = services_[outage.service].years;
  const std::optional<Duration> allowed = allowed_in_year_[outage.service];
  const auto end = [&] {
    tally.year_downtimes.add(periods.downtime);
    end_period(periods, allowed);
  };
  add_to(periods, outage, year, allowed, end, [&](Time from, Time to, Duration before) {
    if (!apart_) return;
    each_rare(outage, from, to, [&](Time begin, Time until) {
      tally.ordinary.rare_moves.move(before + (begin - from), before + (until - from), 1, 0);
    });
  });
}

void Ledger::add_to_months(const Outage& outage) {
  CalendarPeriods& periods = services_[outage.service].months;
  const std::optional<Duration> allowed = allowed_in_month_[outage.service];
  add_to(
      periods, outage, month, allowed, [&] { end_period(periods, allowed); },
      [](Time, Time, Duration) {});
}

template <class End, class Passed>
void Ledger::add_to(CalendarPeriods& periods, const Outage& outage, Duration length,
                    std::optional<Duration> allowed, End end, Passed passed) const {
  const Duration whole = (end_ - warmup_) / length * length;
  Duration from = std::max(outage.from, warmup_) - warmup_;
  const Duration to = std::min(outage.to - warmup_, whole);
  while (from < to) {
    const std::int64_t current = from / length;
    if (periods.current >= 0 && periods.current != current) end();
    periods.current = current;
    const Duration until = std::min(to, (current + 1) * length);
    const Duration before = periods.downtime;
    periods.downtime += until - from;
    passed(warmup_ + from, warmup_ + until, before);
    if (apart_ && allowed && before <= *allowed && periods.downtime > *allowed &&
        !is_rare(std::max(warmup_ + from + (*allowed - before), outage.downtime_at)))
      ++periods.beyond;
    from = until;
  }
}

void Ledger::end_period(CalendarPeriods& periods, std::optional<Duration> allowed) {
  ++periods.touched;
  if (allowed && periods.downtime <= *allowed) ++periods.kept;
  periods.current = -1;
  periods.downtime = Duration::zero();
}

void Ledger::end_service(std::size_t service, ServiceTally& tally) {
  ServiceLedger& state = services_[service];
  tally.unavailability.end_replication(share_of_span(state.downtime));
  tally.lost.end_replication(share_of_span(state.lost));
  tally.outages.add(static_cast<double>(state.outages));
  tally.outage_count += state.outages;
  tally.downtime += wide(state.downtime);
  if (state.struck) ++tally.replications_struck;
  if (plant_.services[service].outage_longer_than)
    end_interruptions(state.interruptions, state.interrupted, tally.interruptions);
  if (apart_) end_ordinary(state, tally.ordinary);
  const auto kept = [](const CalendarPeriods& periods, std::uint64_t all) {
    return static_cast<double>(periods.kept + all - periods.touched);
  };
  const auto months = static_cast<std::uint64_t>((end_ - warmup_) / month);
  if (months > 0 && allowed_in_month_[service]) {
    if (state.months.current >= 0) end_period(state.months, allowed_in_month_[service]);
    tally.slo_met_months.add(kept(state.months, months));
  }
  const auto years = static_cast<std::uint64_t>(years_);
  if (years == 0) return;
  if (state.years.current >= 0) {
    tally.year_downtimes.add(state.years.downtime);
    end_period(state.years, allowed_in_year_[service]);
  }
  tally.year_downtimes.add(Duration::zero(), years - state.years.touched);
  if (allowed_in_year_[service]) tally.slo_met.add(kept(state.years, years));
}

void Ledger::end_ordinary(const ServiceLedger& state, OrdinaryTally& tally) const {
  tally.unavailability.end_replication(share_of_span(state.ordinary_downtime));
  tally.lost.end_replication(share_of_span(state.ordinary_lost));
  tally.outages.add(static_cast<double>(state.ordinary_outages));
  tally.down_by_horizon += state.first_down_ordinarily ? 1 : 0;
  tally.years_beyond.add(static_cast<double>(state.years.beyond));
  tally.months_beyond.add(static_cast<double>(state.months.beyond));
  end_interruptions(state.ordinary_interruptions, state.ordinary_interrupted, tally.interruptions);
}

void Ledger::end_interruptions(std::uint64_t number, Duration lasting,
                               InterruptionTally& tally) const {
  tally.numbers.add(static_cast<double>(number));
  tally.share.end_replication(share_of_span(lasting));
}

void Ledger::end_mishaps() {
  for (const Mishap& each : failed_)
    if (!is_rare(each.time)) ++clusters_[each.cluster.index()].ordinary_failed;
  for (const Mishap& each : split_brains_)
    if (!is_rare(each.time)) ++clusters_[each.cluster.index()].ordinary_split_brains;
}

void Ledger::end_cluster(const ClusterLedger& state, ClusterTally& tally) const {
  for (std::size_t i = 0; i < phase_count; ++i) tally.phases[i] += wide(state.phases[i]);
  tally.moved += state.moved;
  tally.failovers_failed += state.failed;
  tally.queued += state.queued;
  tally.planned_moves += state.planned_moves;
  tally.planned_standstill += wide(state.planned_standstill);
  tally.split_brains += state.split_brains;
  tally.split_brain_time += wide(state.split_brain_time);
  tally.failover_numbers.add(static_cast<double>(state.complete));
  tally.failed_numbers.add(static_cast<double>(state.failed));
  tally.split_brain_numbers.add(static_cast<double>(state.split_brains));
  if (!apart_) return;
  tally.ordinary_failed_numbers.add(static_cast<double>(state.ordinary_failed));
  tally.ordinary_split_brain_numbers.add(static_cast<double>(state.ordinary_split_brains));
}

bool Ledger::is_rare(Time time) const {
  const auto rare = std::ranges::upper_bound(rare_, time, {}, &Stretch::to);
  return rare != rare_.end() && rare->from <= time;
}

template <class F>
void Ledger::each_rare(Time from, Time to, F f) const {
  const auto first = std::ranges::upper_bound(rare_, from, {}, &Stretch::to);
  for (auto rare = first; rare != rare_.end() && rare->from < to; ++rare) {
    const Time begin = std::max(from, rare->from);
    const Time until = std::min(to, rare->to);
    if (begin < until) f(begin, until);
  }
}

template <class F>
void Ledger::each_rare(const Outage& outage, Time from, Time to, F f) const {
  if (from < outage.downtime_at && is_rare(outage.downtime_at))
    f(from, std::min(to, outage.downtime_at));
  each_rare(std::max(from, outage.downtime_at), to, f);
}

Duration Ledger::rarely(const Outage& outage) const {
  Duration sum{0};
  each_rare(outage, outage.from, outage.to,
            [&](Time begin, Time until) { sum += inside(begin, until); });
  return sum;
}

Duration Ledger::rarely(Time from, Time to) const {
  Duration sum{0};
  each_rare(from, to, [&](Time begin, Time until) { sum += inside(begin, until); });
  return sum;
}

Duration Ledger::inside(Time from, Time to) const {
  return std::max(std::min(to, end_) - std::max(from, warmup_), Duration::zero());
}

double Ledger::share_of_span(Duration duration) const {
  return static_cast<double>(duration.count()) / static_cast<double>((end_ - warmup_).count());
}

double Ledger::share_of_span(WideSum lost) const {
  return static_cast<double>(lost) / full_capacity / static_cast<double>((end_ - warmup_).count());
}

}  // namespace ausfall::models
