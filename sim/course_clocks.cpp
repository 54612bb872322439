#include "sim/course_clocks.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>

namespace ausfall {

namespace {

// Where a path leans, the less probable of two outcomes has at least this probability.
constexpr double leaning_choice = 0.4;
/// A chosen outcome less probable than this counts as improbable, and so does a draw from the tail
/// that has this probability: each lowers the number of courses like it that are to be expected.
constexpr double improbable_outcome = 0.5;
constexpr double improbable_tail = 0.1;
/// At most so many are counted in one course. Where one cause may hit many things, some are always
/// hit, and each of many choices is a little improbable.
constexpr int improbable_max = 12;
/// Where a path leans, the probability to draw a larger value is drawn from a mixture: with 1/2 it
/// is uniform, with 1/2 its logarithm is, down to one over this number.
constexpr double tail_reach = 1e9;

/// The density of that mixture.
double leaning_density(double beyond) {
  const double even = beyond > 1 / tail_reach ? 1 / (beyond * std::log(tail_reach)) : 0;
  return 0.5 + 0.5 * even;
}

}  // namespace

CourseClocks::CourseClocks(std::span<const Stream> streams, std::span<const FailureClock> failures,
                           std::vector<Stream> choices, const Rareness& rareness)
    : rareness_(rareness),
      calendar_(streams),
      failure_of_(streams.size(), none),
      disorder_(streams.size(), 1),
      choices_(std::move(choices)) {
  std::ranges::sort(choices_);
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

void CourseClocks::reset(ReplicationKey key) {
  calendar_.reset(key);
  for (Failure& failure : failures_) {
    failure.age = Duration(0);
    failure.since = Time(0);
  }
  std::ranges::fill(disorder_, std::int8_t{1});
  out_of_order_ = 0;
  spent_ = false;
  course_ = {};
  on_path_ = false;
  ratio_ = 1;
  origin_ = {};
}

void CourseClocks::call_this_good_order() {
  for (std::size_t i = 0; i < disorder_.size(); ++i) {
    const bool failure = failure_of_[i] != none;
    disorder_[i] = static_cast<std::int8_t>(!running(ClockId(i)) ? 1 : failure ? -1 : 0);
  }
  out_of_order_ = 0;
  spent_ = false;
  course_ = {};
}

Seconds CourseClocks::left_of_course() const {
  constexpr auto without_end = Seconds(std::numeric_limits<double>::infinity());
  if (spent_) return without_end;
  std::optional<Duration> left;
  for (std::size_t i = 0; i < disorder_.size(); ++i) {
    if (disorder_[i] != 1 || !running(ClockId(i)) || failure_of_[i] != none) continue;
    left = std::max(left.value_or(Duration(0)), calendar_.remaining(ClockId(i)));
  }
  for (const Failure& failure : failures_) {
    const ClockId found_by = failure.what.found_by;
    if (found_by && !runs(failure) && running(found_by))
      left = std::max(left.value_or(Duration(0)), calendar_.remaining(found_by));
  }
  return left && *left != never ? Seconds(*left) : without_end;
}

void CourseClocks::become(const CourseClocks& other) {
  assert(failures_.size() == other.failures_.size());
  calendar_.become(other.calendar_);
  failures_ = other.failures_;
  disorder_ = other.disorder_;
  out_of_order_ = other.out_of_order_;
  spent_ = other.spent_;
  course_ = other.course_;
  on_path_ = other.on_path_;
  leans_ = other.leans_;
  leanings_ = other.leanings_;
  ratio_ = other.ratio_;
  key_ = other.key_;
  tails_ = other.tails_;
  origin_ = other.origin_;
}

void CourseClocks::begin_path(ReplicationKey key) {
  constexpr Stream stream = stream_named("whether a path leans");
  calendar_.draw_from(key);
  key_ = key;
  on_path_ = true;
  leans_ = Draw(key, stream, 0).uniform() < leaning;
  leanings_ = 0;
  ratio_ = 1;
  tails_ = 0;
}

ClockId CourseClocks::advance() {
  const ClockId clock = calendar_.advance();
  origin_ = calendar_.origin();
  rang(clock);
  return clock;
}

/// Its age, from which on hazard is still to come. What is new fails at once if its time is rounded to
/// none, and what did not has that part of its hazard behind it. In the beginning nothing fails at once.
Seconds CourseClocks::lasted(const Failure& failure) const {
  constexpr Seconds rounded_to_none{0.5e-6};
  const Seconds now = age(failure);
  return failure.since > Time(0) ? std::max(now, rounded_to_none) : now;
}

double CourseClocks::hazard_until(std::size_t i, Seconds later) const {
  const Failure& failure = failures_[i];
  if (failure.rate > 0) return failure.rate * later.count();
  const Distribution& law = *failure.what.law;
  return std::max(
      law.cumulative_hazard(age(failure) + later) - law.cumulative_hazard(lasted(failure)), 0.0);
}

Seconds CourseClocks::moment_of(std::size_t i, Seconds span, double share) const {
  if (failures_[i].rate > 0) return span * share;
  const Distribution& law = *failures_[i].what.law;
  const Seconds now = age(failures_[i]);
  const double before = law.cumulative_hazard(lasted(failures_[i]));
  const double wanted = before + (law.cumulative_hazard(now + span) - before) * share;
  Seconds from{0};
  Seconds to = span;
  for (int step = 0; step < 60; ++step) {
    const Seconds middle = (from + to) / 2;
    (law.cumulative_hazard(now + middle) < wanted ? from : to) = middle;
  }
  return to;
}

ClockId CourseClocks::strike(std::size_t i) {
  assert(can_fail(i));
  const ClockId clock = failures_[i].what.clock;
  calendar_.stop(clock);
  rang(clock);
  return clock;
}

// ---- the words of a model -----------------------------------------------------------------------

void CourseClocks::start(ClockId clock, const Distribution& distribution) {
  calendar_.stem_from(origin_);
  const Index index = failure_of(clock);
  if (index != none) {
    calendar_.start(clock, distribution);
    failures_[index].since = now();
    // Good order is what is there when the first moment is over.
    if (now() == Time(0) && calendar_.remaining(clock) == Duration(0))
      calendar_.set_remaining(clock, Duration(1));
  } else if (in_tail(distribution) && !calendar_.on_hold(clock)) {
    start_in_tail(clock, distribution, WeeklyHours());
  } else {
    calendar_.start(clock, distribution);
  }
  began(clock);
}

/// A time of a law with a heavy tail: how much of the law lies beyond it is remembered.
void CourseClocks::start_in_tail(ClockId clock, const Distribution& law, const WeeklyHours& hours) {
  constexpr auto what = InHours::counts;
  if (!may_lean()) {
    calendar_.start_in_hours(clock, law, hours, what);
    const Time from = calendar_.in_weeks(now());
    const Duration left = calendar_.remaining(clock);
    const Duration drawn = left == never ? never : left - hours.closed(from, after(from, left));
    improbable(std::exp(-law.cumulative_hazard(drawn)), improbable_tail);
    return;
  }
  constexpr Stream stream = stream_named("tails");
  Draw draw(key_, stream, tails_++);
  double beyond = draw.uniform();
  if (leans_ && draw.uniform() < 0.5) beyond = std::pow(tail_reach, -beyond);
  const auto drawn = Distribution::constant(nearest_tick(law.quantile(1 - beyond)));
  calendar_.start_in_hours(clock, drawn, hours, what);
  ++leanings_;
  ratio_ *= leaning_density(beyond);
  improbable(beyond, improbable_tail);
}

void CourseClocks::start_in_hours(ClockId clock, const Distribution& distribution,
                                  const WeeklyHours& hours, InHours what) {
  assert(failure_of(clock) == none);
  calendar_.stem_from(origin_);
  if (what == InHours::counts && in_tail(distribution))
    start_in_tail(clock, distribution, hours);
  else
    calendar_.start_in_hours(clock, distribution, hours, what);
  began(clock);
}

/// Whether it is remembered how much of the law lies beyond what is drawn of it.
bool CourseClocks::in_tail(const Distribution& law) const {
  return course_.failures > 0 && !law.is_constant() && law.heavy_tailed();
}

std::size_t CourseClocks::choose(Stream stream, std::span<const double> probabilities) {
  const bool of_two = probabilities.size() == 2 && probabilities[0] > 0 && probabilities[1] > 0;
  if (course_.failures == 0 || !of_two || !std::ranges::binary_search(choices_, stream))
    return calendar_.choose(stream, probabilities);
  if (!may_lean()) {
    const std::size_t outcome = calendar_.choose(stream, probabilities);
    improbable(probabilities[outcome], improbable_outcome);
    return outcome;
  }
  const std::size_t rarer = probabilities[0] < probabilities[1] ? 0 : 1;
  std::array<double, 2> leant{};
  leant.at(rarer) = std::max(probabilities[rarer], leaning_choice);
  leant.at(1 - rarer) = 1 - leant.at(rarer);
  const std::size_t outcome =
      calendar_.choose(stream, leans_ ? std::span<const double>(leant) : probabilities);
  ++leanings_;
  ratio_ *= leant.at(outcome) / probabilities[outcome];
  improbable(probabilities[outcome], improbable_outcome);
  return outcome;
}

void CourseClocks::do_stop(ClockId clock) {
  const bool ran = running(clock);
  calendar_.stop(clock);
  if (const Index index = failure_of(clock); index != none) failures_[index].age = Duration(0);
  if (ran) ended(clock);
}

void CourseClocks::do_hold(ClockId clock) {
  if (!running(clock)) return;
  if (const Index index = failure_of(clock); index != none)
    failures_[index].age = age(failures_[index]);
  calendar_.hold(clock);
  ended(clock);
}

void CourseClocks::stretch(ClockId clock, std::uint32_t from, std::uint32_t to) {
  assert(failure_of(clock) == none);
  calendar_.stretch(clock, from, to);
}

// ---- courses ------------------------------------------------------------------------------------

void CourseClocks::rang(ClockId clock) {
  if (const Index index = failure_of(clock); index != none) failed(index);
  ended(clock);
}

void CourseClocks::failed(Index index) {
  failures_[index].age = Duration(0);
  if (course_.failures++ == 0) {
    course_.by_failure = true;
    course_.expected = rareness_.expected[failures_[index].what.kind];
  }
  course_.rare = course_.rare || course_.failures >= rareness_.meeting ||
                 (course_.by_failure && course_.expected < rareness_.enough);
}

/// An outcome of this probability was chosen. It can make the course rare, but only one that began
/// with a failure: what improbable outcomes make rare is measured on paths, which begin with
/// failures.
void CourseClocks::improbable(double probability, double remembered) {
  if (!course_.by_failure || course_.rare || course_.improbable >= improbable_max) return;
  if (probability >= improbable_outcome) return;
  const double expected = course_.expected * probability;
  course_.rare = expected < rareness_.enough;
  if (probability >= remembered) return;
  course_.expected = expected;
  ++course_.improbable;
}

}  // namespace ausfall
