#include "models/rare_ledger.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace ausfall::models {
namespace {

constexpr std::uint32_t full_capacity = 1U << 16U;

constexpr std::array wanted_kinds{
    FactKind::service_down,        FactKind::service_up,         FactKind::service_capacity,
    FactKind::group_lost,          FactKind::phase_began,        FactKind::group_served,
    FactKind::failover_called_off, FactKind::failover_uncovered, FactKind::group_blocked,
    FactKind::group_gave_up,       FactKind::split_brain_began,  FactKind::data_lost,
};

FactKinds measured_kinds() {
  FactKinds kinds;
  for (const FactKind kind : wanted_kinds) kinds.set(static_cast<std::size_t>(kind));
  return kinds;
}

double& at(SurveyReturns::ByFailures& sums, std::size_t failures) {
  return sums.at(std::min(failures, sums.size() - 1));
}

void add_jump(Jumps& jumps, double size) {
  if (size > 0) jumps.add(size);
}

}  // namespace

void RareServiceTally::merge(const RareServiceTally& other) {
  unavailability.merge(other.unavailability);
  outages.merge(other.outages);
  interruptions.merge(other.interruptions);
  interrupted.merge(other.interrupted);
  lost.merge(other.lost);
  down_by_horizon.merge(other.down_by_horizon);
  years_beyond.merge(other.years_beyond);
  months_beyond.merge(other.months_beyond);
  largest = std::max(largest, other.largest);
  outage_durations.merge(other.outage_durations);
  year_moves.merge(other.year_moves);
  for (const auto& [id, theirs] : other.causes) {
    Cause& ours = causes[id];
    ours.outages += theirs.outages;
    ours.seconds += theirs.seconds;
    ours.waiting += theirs.waiting;
    ours.unavailability.merge(theirs.unavailability);
    ours.numbers.merge(theirs.numbers);
  }
}

void RareClusterTally::merge(const RareClusterTally& other) {
  failed.merge(other.failed);
  split_brains.merge(other.split_brains);
  failover_durations.merge(other.failover_durations);
  for (std::size_t i = 0; i < phases.size(); ++i) phases.at(i).merge(other.phases.at(i));
}

void RareTally::merge(const RareTally& other) {
  if (other.services.empty()) return;
  if (services.empty()) {
    *this = other;
    return;
  }
  replications += other.replications;
  strikes += other.strikes;
  history_events += other.history_events;
  path_events += other.path_events;
  courses.merge(other.courses);
  rare.merge(other.rare);
  assert(services.size() == other.services.size());
  for (std::size_t i = 0; i < services.size(); ++i) services[i].merge(other.services[i]);
  for (std::size_t i = 0; i < clusters.size(); ++i) clusters[i].merge(other.clusters[i]);
  for (std::size_t i = 0; i < losses.size(); ++i) losses[i].merge(other.losses[i]);
}

RareLedger::Sums& RareLedger::Sums::operator+=(const Sums& other) {
  seconds += other.seconds;
  outages += other.outages;
  interruptions += other.interruptions;
  interrupted += other.interrupted;
  lost += other.lost;
  struck += other.struck;
  years += other.years;
  months += other.months;
  return *this;
}

RareLedger::ClusterSums& RareLedger::ClusterSums::operator+=(const ClusterSums& other) {
  failed += other.failed;
  split_brains += other.split_brains;
  for (std::size_t i = 0; i < phases.size(); ++i) phases.at(i) += other.phases.at(i);
  return *this;
}

RareLedger::RareLedger(const Plant& plant, SurveyReturns* returns)
    : Observer(measured_kinds()),
      plant_(plant),
      returns_(returns),
      waits_(plant),
      of_root_(plant.services.size()),
      roots_(plant.services.size()),
      outage_durations_(plant.services.size()),
      failover_durations_(plant.clusters.size()),
      year_moves_(plant.services.size()),
      clusters_of_root_(plant.clusters.size()),
      cluster_roots_(plant.clusters.size()),
      losses_of_root_(plant.copied.size()),
      loss_roots_(plant.copied.size()),
      totals_(plant.services.size()),
      of_clusters_(plant.clusters.size()) {
  path_.services.resize(plant.services.size());
  if (returns_ == nullptr) return;
  returns_->outages.resize(plant.services.size());
  returns_->downtime.resize(plant.services.size());
}

void RareLedger::begin(Time warmup, Time end) {
  warmup_ = warmup;
  end_ = end;
  span_ = seconds_in(end - warmup);
  std::ranges::fill(of_root_, Sums{});
  for (auto& of_service : roots_) of_service.clear();
  caused_.clear();
  all_courses_.clear();
  for (auto& of_cluster : cluster_roots_) of_cluster.clear();
  for (auto& of_copied : loss_roots_) of_copied.clear();
  strikes_ = 0;
}

void RareLedger::observe(const Fact& fact) {
  switch (fact.kind) {
    case FactKind::service_down: {
      ServicePath& path = path_.services[fact.subject];
      path.cause = fact.origin;
      return impair(fact.subject);
    }
    case FactKind::service_up:
      path_.services[fact.subject].rose = true;
      return;
    case FactKind::service_capacity:
      return impair(fact.subject);
    default:
      path_.facts.push_back(fact);
      return;
  }
}

void RareLedger::impair(std::size_t service) {
  ServicePath& path = path_.services[service];
  if (path.impaired) return;
  path.impaired = true;
  path_.impaired.push_back(static_cast<std::uint32_t>(service));
}

void RareLedger::begin_root(const World& world, const Ledger& host, Time now) {
  path_.impaired.clear();
  path_.facts.clear();
  path_.rare = false;
  path_.was_rare = false;
  path_.failovers.clear();
  for (std::size_t i = 0; i < plant_.groups.size(); ++i) {
    if (const auto failover = host.so_far(GroupId(i))) path_.failovers.push_back(*failover);
  }
  for (std::size_t i = 0; i < path_.services.size(); ++i) {
    const ServiceId service(i);
    const ServiceSoFar so_far = host.so_far(service);
    ServicePath& path = path_.services[i];
    const bool up = world.services[i].up;
    path = {.cause = so_far.cause,
            .down_since = so_far.down_since,
            .was_down = !up,
            .known = so_far.known || plant_[service].longest_interruption() == Duration(0),
            .struck = so_far.struck};
    if (now >= warmup_) {
      path.year = {.current = (now - warmup_) / year, .downtime = so_far.in_year};
      path.month = {.current = (now - warmup_) / month, .downtime = so_far.in_month};
    }
    if (!world.services[i].up || world.services[i].capacity != full_capacity) impair(i);
  }
  if (allowed_in_year_.empty()) {
    for (std::size_t i = 0; i < path_.services.size(); ++i) {
      allowed_in_year_.push_back(host.allowed_in_year(ServiceId(i)));
      allowed_in_month_.push_back(host.allowed_in_month(ServiceId(i)));
    }
  }
}

void RareLedger::settled(const World& world, const Passing& passing) {
  const bool counts = passing.rare && passing.from < end_;
  if (counts && !path_.rare) courses_.courses += passing.weight;
  path_.rare = path_.rare || counts;
  std::erase_if(path_.impaired, [&](std::uint32_t i) {
    const ServiceState& service = world.services[i];
    service_changed(i, service.up, passing);
    const bool mended = service.up && service.capacity == full_capacity;
    path_.services[i].impaired = !mended;
    return mended;
  });
  for (const Fact& fact : path_.facts) group_changed(fact, passing);
  path_.facts.clear();
  path_.was_rare = passing.rare;
}

void RareLedger::pass(const World& world, const Passing& passing) {
  const Duration length = inside(passing.from, passing.to);
  if (length == Duration(0)) return;
  if (passing.rare) courses_.seconds += passing.weight * seconds_in(length);
  for (const std::uint32_t i : path_.impaired) {
    const ServiceState& service = world.services[i];
    const double lacking = 1 - service.capacity / static_cast<double>(full_capacity);
    if (passing.rare) of_root_[i].lost += passing.weight * lacking * seconds_in(length);
    if (service.up) continue;
    Passing part = passing;
    part.from = std::max(passing.from, warmup_);
    part.to = std::min(passing.to, end_);
    down(i, part);
    if (waits_.any() && passing.rare) wait(i, world, part);
  }
}

/// As Ledger has it, at the moment from which on time passes.
void RareLedger::group_changed(const Fact& fact, const Passing& passing) {
  if (fact.kind == FactKind::data_lost) return data_lost(ComponentId(fact.subject), passing);
  const Time now = passing.from;
  const double weight = passing.rare && now < end_ ? passing.weight : 0;
  ClusterSums& sums = clusters_of_root_[plant_.groups[fact.subject].cluster.index()];
  auto& failovers = path_.failovers;
  const auto failover = std::ranges::find(failovers, GroupId(fact.subject), &FailoverSoFar::group);
  if (fact.kind == FactKind::split_brain_began) {
    if (now >= warmup_) sums.split_brains += weight;
    return;
  }
  if (failover == failovers.end()) {
    if (fact.kind == FactKind::group_lost)
      failovers.push_back({.group = GroupId(fact.subject),
                           .inside = warmup_ <= now && now < end_,
                           .began = now,
                           .phase_began = now});
    return;
  }
  switch (fact.kind) {
    case FactKind::group_lost:
      return failover->enter(Phase::detect, now);
    case FactKind::phase_began:
      return failover->enter(static_cast<Phase>(fact.detail), now);
    case FactKind::failover_uncovered:
    case FactKind::group_gave_up:
    case FactKind::group_blocked:
      if (!std::exchange(failover->failed, true) && failover->inside) sums.failed += weight;
      return;
    case FactKind::group_served:
      served_again(*failover, passing);
      failovers.erase(failover);
      return;
    default:  // called off
      failovers.erase(failover);
      return;
  }
}

void RareLedger::served_again(FailoverSoFar& failover, const Passing& passing) {
  const Time now = passing.from;
  if (!path_.was_rare || !failover.inside || now > end_) return;
  failover.enter(failover.phase, now);
  const std::size_t cluster = plant_.groups[failover.group.index()].cluster.index();
  failovers_ended_.push_back({cluster, now - failover.began, passing.weight});
  for (std::size_t i = 0; i < phase_count; ++i)
    clusters_of_root_[cluster].phases.at(i) += passing.weight * seconds_in(failover.phases.at(i));
}

/// At the moment from which on time passes.
void RareLedger::service_changed(std::size_t service, bool up, const Passing& passing) {
  ServicePath& path = path_.services[service];
  const Time now = passing.from;
  const bool inside_span = warmup_ <= now && now < end_;
  if (path.was_down && path.rose) {
    const Duration length = now - path.down_since;
    if (path_.was_rare && path.down_since >= warmup_ && now <= end_ && length > Duration(0)) {
      if (length > plant_.services[service].longest_interruption()) {
        outages_ended_.push_back({service, length, passing.weight});
      } else {
        of_root_[service].interruptions += passing.weight;
        of_root_[service].interrupted += passing.weight * seconds_in(length);
      }
    }
    path.was_down = false;
  }
  if (!up && !path.was_down) {
    path.down_since = now;
    path.known = plant_.services[service].longest_interruption() == Duration(0);
    if (path.known && passing.rare && inside_span) outage_begins(service, passing);
  }
  path.was_down = !up;
  path.rose = false;
}

void RareLedger::outage_begins(std::size_t service, const Passing& passing) {
  of_root_[service].outages += passing.weight;
  add_caused(service, passing.weight, 0);
  if (returns_ != nullptr) at(returns_->outages[service], passing.failures) += passing.weight;
}

Duration RareLedger::inside(Time from, Time to) const {
  return std::max(std::min(to, end_) - std::max(from, warmup_), Duration(0));
}

/// A part of the span in which a service is down: whether it waits for a crew's hours. Replications
/// with paths begin on a Monday at 0:00.
void RareLedger::wait(std::size_t service, const World& world, const Passing& passing) {
  const ModeId mode = waits_.mode_of(path_.services[service].cause);
  if (!mode || world[mode] != ModeState::crew_on_its_way) return;
  caused(service).all.waiting +=
      passing.weight * seconds_in(waits_.closed(mode, passing.from, passing.to));
}

/// A part of the span in which a service is down.
void RareLedger::down(std::size_t service, const Passing& passing) {
  ServicePath& path = path_.services[service];
  const Service& it = plant_.services[service];
  const bool lasts = passing.to > after(path.down_since, it.longest_interruption());
  if (!path.known && !lasts) {
    if (it.interruptions_count) pass_down(service, passing);
    return;
  }
  Passing part = passing;
  if (!path.known) {
    path.known = true;
    if (passing.rare && path.down_since >= warmup_) outage_begins(service, passing);
    if (!it.interruptions_count) part.from = std::max(path.down_since, warmup_);
  }
  if (!path.struck && passing.rare) of_root_[service].struck += passing.weight;
  path.struck = true;
  pass_down(service, part);
}

/// A part of it that is downtime.
void RareLedger::pass_down(std::size_t service, const Passing& passing) {
  ServicePath& path = path_.services[service];
  Sums& sums = of_root_[service];
  if (passing.rare) {
    const double seconds = passing.weight * seconds_in(passing.to - passing.from);
    sums.seconds += seconds;
    add_caused(service, 0, seconds);
    if (returns_ != nullptr) at(returns_->downtime[service], passing.failures) += seconds;
  }
  const auto beyond = [](const std::optional<Duration>& allowed, Duration before, Duration now) {
    return allowed && before <= *allowed && now > *allowed;
  };
  pass_in(path.year, year, passing, [&](Duration before, Duration now) {
    if (!passing.rare) return;
    if (beyond(allowed_in_year_[service], before, now)) sums.years += passing.weight;
    move_year(service, before, now, passing.weight);
  });
  if (!allowed_in_month_[service]) return;
  pass_in(path.month, month, passing, [&](Duration before, Duration now) {
    if (passing.rare && beyond(allowed_in_month_[service], before, now))
      sums.months += passing.weight;
  });
}

template <class Pass>
void RareLedger::pass_in(Period& period, Duration length, const Passing& passing, Pass pass) const {
  const Time to = std::min(passing.to, warmup_ + (end_ - warmup_) / length * length);
  for (Time from = passing.from; from < to;) {
    const std::int64_t current = (from - warmup_) / length;
    if (current != period.current) period = {.current = current};
    const Time until = std::min(to, warmup_ + (current + 1) * length);
    const Duration before = period.downtime;
    period.downtime += until - from;
    pass(before, period.downtime);
    from = until;
  }
}

/// What goes on where the last move ended is one with it.
void RareLedger::move_year(std::size_t service, Duration from, Duration to, double weight) {
  if (!moves_.empty()) {
    Move& last = moves_.back();
    if (last.service == service && last.to == from && last.weight == weight) {
      last.to = to;
      return;
    }
  }
  moves_.push_back({service, from, to, weight});
}

void RareLedger::end_root(Situation situation, std::uint32_t kind, double worth,
                          std::uint64_t events) {
  ++strikes_;
  if (returns_ != nullptr) {
    auto& kinds = returns_->by_strike.at(situation.index());
    if (kinds.size() <= kind) kinds.resize(kind + 1);
    StrikeReturn& it = kinds[kind];
    it.strikes += 1;
    it.events += static_cast<double>(events);
    it.services.resize(of_root_.size());
    for (std::size_t i = 0; i < of_root_.size(); ++i) {
      const double share = of_root_[i].seconds / span_ / worth;
      it.services[i].unavailability += share;
      it.services[i].squares += share * share;
    }
  }
  for (std::size_t i = 0; i < of_root_.size(); ++i) {
    if (of_root_[i].any()) roots_[i].push_back(of_root_[i]);
  }
  std::ranges::fill(of_root_, Sums{});
  end_causes();
  end_durations(outages_ended_, outage_durations_);
  end_durations(failovers_ended_, failover_durations_);
  end_moves();
  for (std::size_t i = 0; i < clusters_of_root_.size(); ++i) {
    const ClusterSums sums = std::exchange(clusters_of_root_[i], {});
    if (sums != ClusterSums{}) cluster_roots_[i].push_back(sums);
  }
  end_losses();
  if (courses_.courses > 0) all_courses_.push_back(std::exchange(courses_, {}));
}

void RareLedger::end_durations(std::vector<Ended>& ended, std::vector<WeightedSketch>& durations) {
  std::ranges::sort(ended, {}, &Ended::of);
  for (auto rest = std::span(ended); !rest.empty();) {
    const auto other =
        std::ranges::find_if(rest, [&](const Ended& each) { return each.of != rest.front().of; });
    const auto alike = rest.first(static_cast<std::size_t>(other - rest.begin()));
    double together = 0;
    for (const Ended& each : alike) together += each.weight;
    for (const Ended& each : alike) durations[each.of].add(each.length, each.weight, together);
    rest = rest.subspan(alike.size());
  }
  ended.clear();
}

void RareLedger::end_moves() {
  std::ranges::sort(moves_, {}, &Move::service);
  for (auto rest = std::span(moves_); !rest.empty();) {
    const auto other = std::ranges::find_if(
        rest, [&](const Move& each) { return each.service != rest.front().service; });
    const auto of_service = rest.first(static_cast<std::size_t>(other - rest.begin()));
    const double together = most_at_once(of_service);
    for (const Move& each : of_service)
      year_moves_[each.service].move(each.from, each.to, each.weight, together);
    rest = rest.subspan(of_service.size());
  }
  moves_.clear();
}

/// The largest weight that moves across one value.
double RareLedger::most_at_once(std::span<const Move> moves) {
  std::vector<std::pair<Duration, double>> changes;
  for (const Move& each : moves) {
    changes.emplace_back(each.from, each.weight);
    changes.emplace_back(each.to, -each.weight);
  }
  std::ranges::sort(changes);  // at one value what ends comes first
  double weight = 0;
  double most = 0;
  for (const auto& [value, change] : changes) {
    weight += change;
    most = std::max(most, weight);
  }
  return most;
}

void RareLedger::finish_clusters(RareTally& tally) {
  tally.clusters.resize(cluster_roots_.size());
  for (std::size_t i = 0; i < cluster_roots_.size(); ++i) {
    RareClusterTally& cluster = tally.clusters[i];
    ClusterSums all;
    for (const ClusterSums& sums : cluster_roots_[i]) {
      add_jump(cluster.failed, sums.failed);
      add_jump(cluster.split_brains, sums.split_brains);
      for (std::size_t phase = 0; phase < phase_count; ++phase)
        add_jump(cluster.phases.at(phase), sums.phases.at(phase));
      all += sums;
    }
    of_clusters_[i] = {all.failed, all.split_brains};
    cluster.failed.end_replication(all.failed);
    cluster.split_brains.end_replication(all.split_brains);
    for (std::size_t phase = 0; phase < phase_count; ++phase)
      cluster.phases.at(phase).end_replication(all.phases.at(phase));
    cluster.failover_durations.merge(std::exchange(failover_durations_[i], {}));
  }
}

void RareLedger::finish(RareTally& tally) {
  tally.services.resize(path_.services.size());
  ++tally.replications;
  tally.strikes += strikes_;
  Courses sum;
  for (const Courses& each : all_courses_) {
    tally.courses.add(each.courses);
    add_jump(tally.rare, each.seconds / span_);
    sum.courses += each.courses;
    sum.seconds += each.seconds;
  }
  tally.courses.end_replication(sum.courses);
  tally.rare.end_replication(sum.seconds / span_);
  for (std::size_t i = 0; i < roots_.size(); ++i) {
    RareServiceTally& service = tally.services[i];
    Sums all;
    for (const Sums& sums : roots_[i]) {
      add(sums, service);
      all += sums;
    }
    totals_[i] = {all.seconds / span_, all.lost / span_, all.outages};
    service.unavailability.end_replication(totals_[i].unavailability);
    service.outages.end_replication(all.outages);
    service.interruptions.end_replication(all.interruptions);
    service.interrupted.end_replication(all.interrupted / span_);
    service.lost.end_replication(totals_[i].lost);
    service.down_by_horizon.end_replication(all.struck);
    service.years_beyond.end_replication(all.years);
    service.months_beyond.end_replication(all.months);
    service.outage_durations.merge(std::exchange(outage_durations_[i], {}));
    service.year_moves.merge(std::exchange(year_moves_[i], {}));
  }
  finish_clusters(tally);
  finish_losses(tally);
  finish_causes(tally);
}

void RareLedger::finish_causes(RareTally& tally) {
  for (const Caused& each : caused_) {
    RareServiceTally::Cause& cause = tally.services[each.service].causes[each.cause];
    cause.outages += each.all.outages;
    cause.seconds += each.all.seconds;
    cause.waiting += each.all.waiting;
    for (const CauseSums& root : each.roots) {
      add_jump(cause.unavailability, root.seconds / span_);
      add_jump(cause.numbers, root.outages);
    }
    cause.unavailability.end_replication(each.all.seconds / span_);
    cause.numbers.end_replication(each.all.outages);
  }
}

void RareLedger::add(const Sums& sums, RareServiceTally& tally) const {
  const double share = sums.seconds / span_;
  add_jump(tally.unavailability, share);
  add_jump(tally.outages, sums.outages);
  add_jump(tally.interruptions, sums.interruptions);
  add_jump(tally.interrupted, sums.interrupted / span_);
  add_jump(tally.lost, sums.lost / span_);
  add_jump(tally.down_by_horizon, sums.struck);
  add_jump(tally.years_beyond, sums.years);
  add_jump(tally.months_beyond, sums.months);
  tally.largest = std::max(tally.largest, share);
}

void RareLedger::add_caused(std::size_t service, double outages, double seconds) {
  Caused& it = caused(service);
  for (CauseSums* const sums : {&it.all, &it.root}) {
    sums->outages += outages;
    sums->seconds += seconds;
  }
  if (!std::exchange(it.waits, true))
    of_strike_.push_back(static_cast<std::size_t>(&it - caused_.data()));
}

RareLedger::Caused& RareLedger::caused(std::size_t service) {
  const CauseId cause = path_.services[service].cause;
  for (Caused& each : caused_) {
    if (each.service == service && each.cause == cause) return each;
  }
  return caused_.emplace_back(Caused{.service = service, .cause = cause});
}

void RareLedger::end_causes() {
  for (const std::size_t i : of_strike_) {
    caused_[i].roots.push_back(std::exchange(caused_[i].root, {}));
    caused_[i].waits = false;
  }
  of_strike_.clear();
}

}  // namespace ausfall::models
