#include "models/rare_ledger.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace ausfall::models {
namespace {

constexpr std::uint32_t full_capacity = 1U << 16U;

FactKinds measured_kinds() {
  FactKinds kinds;
  kinds.set(static_cast<std::size_t>(FactKind::service_down));
  kinds.set(static_cast<std::size_t>(FactKind::service_capacity));
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
  lost.merge(other.lost);
  down_by_horizon.merge(other.down_by_horizon);
  years_beyond.merge(other.years_beyond);
  months_beyond.merge(other.months_beyond);
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
  strikes += other.strikes;
  history_events += other.history_events;
  path_events += other.path_events;
  courses.merge(other.courses);
  rare.merge(other.rare);
  assert(services.size() == other.services.size());
  for (std::size_t i = 0; i < services.size(); ++i) services[i].merge(other.services[i]);
}

RareLedger::Sums& RareLedger::Sums::operator+=(const Sums& other) {
  seconds += other.seconds;
  outages += other.outages;
  lost += other.lost;
  struck += other.struck;
  years += other.years;
  months += other.months;
  return *this;
}

RareLedger::RareLedger(const Plant& plant, SurveyReturns* returns)
    : Observer(measured_kinds()),
      returns_(returns),
      of_root_(plant.services.size()),
      roots_(plant.services.size()),
      totals_(plant.services.size()) {
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
  strikes_ = 0;
}

void RareLedger::observe(const Fact& fact) {
  if (fact.kind == FactKind::service_down) {
    ServicePath& path = path_.services[fact.subject];
    path.cause = fact.origin;
    path.fell = true;
    path.hit = true;
  }
  impair(fact.subject);
}

void RareLedger::impair(std::size_t service) {
  ServicePath& path = path_.services[service];
  if (path.impaired) return;
  path.impaired = true;
  path_.impaired.push_back(static_cast<std::uint32_t>(service));
}

void RareLedger::begin_root(const World& world, const Ledger& host, Time now) {
  path_.impaired.clear();
  path_.rare = false;
  for (std::size_t i = 0; i < path_.services.size(); ++i) {
    const ServiceId service(i);
    const ServiceSoFar so_far = host.so_far(service);
    ServicePath& path = path_.services[i];
    path = {.cause = so_far.cause, .hit = !world.services[i].up, .struck = so_far.struck};
    if (host.allowed_in_year(service) && now >= warmup_) {
      path.year = {.current = (now - warmup_) / year,
                   .downtime = so_far.in_year,
                   .beyond = so_far.in_year > *host.allowed_in_year(service)};
      path.month = {.current = (now - warmup_) / month,
                    .downtime = so_far.in_month,
                    .beyond = so_far.in_month > *host.allowed_in_month(service)};
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

void RareLedger::pass(const World& world, Time from, Time to, double weight, std::size_t failures) {
  if (weight > 0 && from < end_) {
    if (!path_.rare) courses_.courses += weight;
    path_.rare = true;
    courses_.seconds += weight * seconds_in(inside(from, to));
  }
  const auto mended = [&](std::uint32_t i) {
    const ServiceState& service = world.services[i];
    ServicePath& path = path_.services[i];
    if (path.fell && !service.up && weight > 0 && warmup_ <= from && from < end_) {
      of_root_[i].outages += weight;
      caused(i).outages += weight;
      if (returns_ != nullptr) {
        at(returns_->outages[i], failures) += weight;
      }
    }
    path.fell = false;
    if (service.up && service.capacity == full_capacity) {
      path.impaired = false;
      return true;
    }
    if (inside(from, to) == Duration(0)) return false;
    const double lost = 1 - service.capacity / static_cast<double>(full_capacity);
    of_root_[i].lost += weight * lost * seconds_in(inside(from, to));
    if (!service.up) down(i, std::max(from, warmup_), std::min(to, end_), weight, failures);
    return false;
  };
  std::erase_if(path_.impaired, mended);
}

Duration RareLedger::inside(Time from, Time to) const {
  return std::max(std::min(to, end_) - std::max(from, warmup_), Duration(0));
}

/// A part of the span in which a service is down.
void RareLedger::down(std::size_t service, Time from, Time to, double weight,
                      std::size_t failures) {
  ServicePath& path = path_.services[service];
  Sums& sums = of_root_[service];
  if (weight > 0) {
    sums.seconds += weight * seconds_in(to - from);
    caused(service).seconds += weight * seconds_in(to - from);
    if (returns_ != nullptr)
      at(returns_->downtime[service], failures) += weight * seconds_in(to - from);
  }
  if (!path.struck) sums.struck += weight;
  path.struck = true;
  if (!allowed_in_year_[service]) return;
  sums.years += goes_beyond(path.year, year, *allowed_in_year_[service], from, to, weight);
  sums.months += goes_beyond(path.month, month, *allowed_in_month_[service], from, to, weight);
}

/// Whole years or months whose downtime goes beyond what is allowed in this stretch of it.
double RareLedger::goes_beyond(Period& period, Duration length, Duration allowed, Time from,
                               Time to, double weight) const {
  const Time whole = warmup_ + (end_ - warmup_) / length * length;
  double beyond = 0;
  for (to = std::min(to, whole); from < to;) {
    const std::int64_t current = (from - warmup_) / length;
    if (current != period.current) period = {.current = current};
    const Time until = std::min(to, warmup_ + (current + 1) * length);
    period.downtime += until - from;
    if (!period.beyond && period.downtime > allowed) {
      period.beyond = true;
      beyond += weight;
    }
    from = until;
  }
  return beyond;
}

bool RareLedger::everything_hit() const {
  return std::ranges::all_of(path_.services, [](const ServicePath& path) { return path.hit; });
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
  if (courses_.courses > 0) all_courses_.push_back(std::exchange(courses_, {}));
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
    service.lost.end_replication(totals_[i].lost);
    service.down_by_horizon.end_replication(all.struck);
    service.years_beyond.end_replication(all.years);
    service.months_beyond.end_replication(all.months);
  }
  for (const Caused& each : caused_) {
    RareServiceTally::Cause& cause = tally.services[each.service].causes[each.cause];
    cause.outages += each.sums.outages;
    cause.seconds += each.sums.seconds;
  }
}

void RareLedger::add(const Sums& sums, RareServiceTally& tally) const {
  const double share = sums.seconds / span_;
  add_jump(tally.unavailability, share);
  add_jump(tally.outages, sums.outages);
  add_jump(tally.lost, sums.lost / span_);
  add_jump(tally.down_by_horizon, sums.struck);
  add_jump(tally.years_beyond, sums.years);
  add_jump(tally.months_beyond, sums.months);
  tally.largest = std::max(tally.largest, share);
}

RareServiceTally::Cause& RareLedger::caused(std::size_t service) {
  const CauseId cause = path_.services[service].cause;
  for (Caused& each : caused_) {
    if (each.service == service && each.cause == cause) return each.sums;
  }
  return caused_.emplace_back(Caused{service, cause, {}}).sums;
}

}  // namespace ausfall::models
