#include "sim/rare_clocks.hpp"

#include <algorithm>
#include <cassert>

namespace ausfall {

RareClocks::RareClocks(std::span<const Stream> streams, std::span<const FailureClock> failures)
    : calendar_(streams), failure_of_(streams.size(), none), standing_(streams.size(), 0) {
  failures_.reserve(failures.size());
  for (const FailureClock& failure : failures) {
    assert(failure.law->has_hazard() && failure_of(failure.clock) == none);
    failure_of_[failure.clock.index()] = static_cast<Index>(failures_.size());
    const bool exponential = failure.law->is_exponential();
    failures_.push_back({.what = failure, .rate = exponential ? failure.law->hazard({}) : 0});
    memoryless_ = memoryless_ && exponential;
  }
  show_places(calendar_.places());
}

void RareClocks::reset(ReplicationKey key) {
  calendar_.reset(key);
  for (Failure& failure : failures_) failure = {.what = failure.what, .rate = failure.rate};
  unfinished_.clear();
  std::ranges::fill(standing_, std::uint8_t{0});
  out_of_order_ = 0;
  by_force_only_ = false;
  origin_ = {};
}

void RareClocks::call_this_good_order() {
  for (std::size_t i = 0; i < standing_.size(); ++i) standing_[i] = running(ClockId(i)) ? 1 : 0;
  out_of_order_ = 0;
}

void RareClocks::become(const RareClocks& other) {
  assert(failures_.size() == other.failures_.size());
  calendar_.become(other.calendar_);
  failures_ = other.failures_;
  unfinished_ = other.unfinished_;
  standing_ = other.standing_;
  out_of_order_ = other.out_of_order_;
  by_force_only_ = other.by_force_only_;
  origin_ = other.origin_;
}

void RareClocks::by_force_only(ReplicationKey key) {
  for (const Failure& failure : failures_) {
    if (runs(failure)) calendar_.set_remaining(failure.what.clock, never);
  }
  calendar_.draw_from(key);
  by_force_only_ = true;
}

void RareClocks::draw_remainders_anew(ReplicationKey key) {
  constexpr Stream stream = stream_named("what is left of the rest");
  for (const Unfinished& it : unfinished_) {
    Draw draw(key, stream, it.clock.index());
    calendar_.set_remaining(it.clock, it.law.sample_remaining(now() - it.since, draw));
  }
}

void RareClocks::draw_failures_anew(ReplicationKey key) {
  assert(!by_force_only_);
  constexpr Stream stream = stream_named("what is left of failures");
  calendar_.stem_from(origin_);
  calendar_.draw_from(key);
  for (std::size_t i = 0; i < failures_.size(); ++i) {
    const Failure& failure = failures_[i];
    const bool stands_still = !runs(failure);
    if (stands_still && failure.age == Duration(0)) continue;
    Draw draw(key, stream, i);
    const Duration left = failure.what.law->sample_remaining(age(failure), draw);
    calendar_.stop(failure.what.clock);
    calendar_.start(failure.what.clock, Distribution::constant(left));
    if (stands_still) calendar_.hold(failure.what.clock);
  }
}

ClockId RareClocks::advance() {
  const ClockId clock = calendar_.advance();
  origin_ = calendar_.origin();
  rang(clock);
  return clock;
}

double RareClocks::hazard_until(std::size_t i, Seconds later) const {
  const Failure& failure = failures_[i];
  if (failure.rate > 0) return failure.rate * later.count();
  const Seconds now = age(failure);
  return failure.what.law->cumulative_hazard(now + later) -
         failure.what.law->cumulative_hazard(now);
}

ClockId RareClocks::force(std::size_t i) {
  assert(by_force_only_ && can_fail(i));
  const ClockId clock = failures_[i].what.clock;
  calendar_.stop(clock);
  rang(clock);
  return clock;
}

// ---- the words of a model -----------------------------------------------------------------------

void RareClocks::start(ClockId clock, const Distribution& distribution) {
  const Index index = failure_of(clock);
  calendar_.stem_from(origin_);
  if (index == none && distribution.has_hazard() && !calendar_.on_hold(clock))
    unfinished_.push_back({clock, distribution, now()});
  if (index != none && by_force_only_) {
    calendar_.stop(clock);
    calendar_.start(clock, Distribution::constant(never));
  } else {
    calendar_.start(clock, distribution);
  }
  if (index != none) failures_[index].since = now();
  began(clock);
}

void RareClocks::start_in_window(ClockId clock, DailyWindow window) {
  assert(failure_of(clock) == none);
  calendar_.stem_from(origin_);
  calendar_.start_in_window(clock, window);
  began(clock);
}

void RareClocks::do_stop(ClockId clock) {
  const bool ran = running(clock);
  forget_unfinished(clock);
  calendar_.stop(clock);
  if (const Index index = failure_of(clock); index != none) failures_[index].age = Duration(0);
  if (ran) ended(clock);
}

void RareClocks::do_hold(ClockId clock) {
  if (!running(clock)) return;
  forget_unfinished(clock);
  if (const Index index = failure_of(clock); index != none)
    failures_[index].age = age(failures_[index]);
  calendar_.hold(clock);
  ended(clock);
}

void RareClocks::stretch(ClockId clock, std::uint32_t from, std::uint32_t to) {
  assert(failure_of(clock) == none);
  forget_unfinished(clock);
  calendar_.stretch(clock, from, to);
}

// ---- good order ---------------------------------------------------------------------------------

void RareClocks::rang(ClockId clock) {
  if (const Index index = failure_of(clock); index != none) {
    failures_[index].age = Duration(0);
  } else {
    forget_unfinished(clock);
  }
  ended(clock);
}

void RareClocks::began(ClockId clock) {
  if (standing_[clock.index()] == 0) {
    ++out_of_order_;
  } else if (failure_of(clock) != none) {
    --out_of_order_;
  }
}

void RareClocks::ended(ClockId clock) {
  if (standing_[clock.index()] == 0) {
    --out_of_order_;
  } else if (failure_of(clock) != none) {
    ++out_of_order_;
  }
}

}  // namespace ausfall
