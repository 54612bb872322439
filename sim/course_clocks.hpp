// The clocks of a simulation that tells rare courses from ordinary ones: a calendar that knows which
// clocks are failures, how old each of these is, and how improbable what happened is.
//
// 1. Good order: every failure clock that ran in the beginning runs, and no other clock runs that
//    did not run then. So whatever is under way (a repair, a boot, a count that is still to be
//    forgotten) shows as a clock that runs. What is used up for good has no clock; the model tells
//    of it.
// 2. A course is what happens from leaving good order until good order returns. The failures that
//    have met in it are counted; a course that began with something else counts that as one.
// 3. A course is rare as soon as more failures have met than is usual, or as fewer courses like it
//    are to be expected in the whole run than it takes to tell their cost. That expected number is
//    the one of its first failure, times the probability of each improbable choice that was made,
//    and of each draw from the tail of a heavy-tailed law. It stays rare until good order returns.
// 4. On a path (`begin_path`) improbable choices are made, and tails are drawn, more often than by
//    chance. Half of all paths do so, and half do not; `factor` is the ratio of the true density of
//    what was chosen to that of this mixture, so it is never above 2.
// 5. A failure's age is the time that it has run since it was last new; on hold it keeps it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sim/calendar.hpp"
#include "sim/clocks.hpp"
#include "sim/distribution.hpp"
#include "sim/id.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"

namespace ausfall {

/// A clock that can be struck: its law has a hazard, and it is never stretched.
struct FailureClock {
  ClockId clock;
  const Distribution* law = nullptr;
  std::uint32_t kind = 0;  ///< what fails alike
  ClockId found_by{};      ///< runs in good order, too, and ends what has failed unseen
};

/// What makes a course rare, in a run of so many histories.
struct Rareness {
  std::vector<double> expected;  ///< by kind: courses of the whole run that it begins
  double enough = 0;             ///< a course of which fewer are expected is rare
  std::uint32_t meeting = 2;     ///< and so is one in which so many failures have met
};

/// What has happened since good order was left.
struct Course {
  std::uint32_t failures = 0;  ///< that have met; 0: good order
  bool by_failure = false;     ///< it began with a failure that can be struck
  bool rare = false;
  double expected = 0;  ///< courses like it in the run; of one that began with a failure
  int improbable = 0;   ///< choices and draws that have made it less to be expected
};

class CourseClocks final : public Clocks {
 public:
  /// `choices`: streams whose choices are remembered, of two outcomes each. REQUIRES: as Calendar; no
  /// clock is named twice, and laws and `rareness` outlive this.
  CourseClocks(std::span<const Stream> streams, std::span<const FailureClock> failures,
               std::vector<Stream> choices, const Rareness& rareness);

  /// As Calendar's, and nothing is in good order yet.
  void reset(ReplicationKey key);
  /// What runs now is what runs when all is in good order.
  void call_this_good_order();
  [[nodiscard]] bool in_good_order() const { return out_of_order_ == 0 && !spent_; }

  /// As Calendar's. REQUIRES: it has the same streams and failures.
  void become(const CourseClocks& other);
  /// From here on it is a path: its draws are those of another replication.
  void begin_path(ReplicationKey key);
  /// The weight of what was chosen on the path: its true probability over the one with which paths
  /// choose it.
  [[nodiscard]] double factor() const { return 1 / (1 - leaning + leaning * ratio_); }

  [[nodiscard]] const Course& course() const { return course_; }
  /// Called before time passes: notes that a course has begun, or is over. `spent`: something is
  /// used up for good that no clock tells of, so good order never returns.
  void settle_course(bool spent) {
    spent_ = spent;
    if (in_good_order()) {
      course_ = {};
    } else if (course_.failures == 0) {
      course_.failures = 1;
    }
  }

  /// The time until the last of the clocks has rung that run now, would not run in good order, and
  /// are not failures, or that find what has failed. Without end where no such clock runs.
  [[nodiscard]] Seconds left_of_course() const;

  [[nodiscard]] const Calendar& calendar() const { return calendar_; }
  [[nodiscard]] Time now() const { return calendar_.now(); }
  [[nodiscard]] Time next() const { return calendar_.next(); }
  ClockId advance();
  void advance_to(Time time) { calendar_.advance_to(time); }

  [[nodiscard]] std::size_t failures() const { return failures_.size(); }
  [[nodiscard]] const FailureClock& failure(std::size_t i) const { return failures_[i].what; }
  [[nodiscard]] bool is_failure(ClockId clock) const { return failure_of(clock) != none; }
  /// REQUIRES: is_failure(clock).
  [[nodiscard]] std::uint32_t kind_of(ClockId clock) const {
    return failures_[failure_of(clock)].what.kind;
  }
  [[nodiscard]] bool can_fail(std::size_t i) const { return runs(failures_[i]); }
  /// All failures have constant hazards.
  [[nodiscard]] bool memoryless() const { return memoryless_; }
  /// The hazard's integral from now until then. REQUIRES: can_fail(i).
  [[nodiscard]] double hazard_until(std::size_t i, Seconds later) const;
  /// The time, within a span from now on, by which its hazard has accumulated this share of all
  /// that it accumulates over the span. REQUIRES: can_fail(i), 0 <= share <= 1.
  [[nodiscard]] Seconds moment_of(std::size_t i, Seconds span, double share) const;
  /// It rings now. REQUIRES: can_fail(i).
  ClockId strike(std::size_t i);

  void start(ClockId clock, const Distribution& distribution) override;
  void start_in_hours(ClockId clock, const Distribution& distribution, const WeeklyHours& hours,
                      InHours what) override;
  void stretch(ClockId clock, std::uint32_t from, std::uint32_t to) override;
  std::size_t choose(Stream stream, std::span<const double> probabilities) override;

 private:
  void do_stop(ClockId clock) override;
  void do_hold(ClockId clock) override;

  using Index = std::uint32_t;
  static constexpr Index none = std::numeric_limits<Index>::max();
  /// The share of paths on which the improbable is chosen more often.
  static constexpr double leaning = 0.5;

  struct Failure {
    FailureClock what;
    double rate = 0;  ///< of an exponential one; otherwise 0
    Duration age{0};  ///< when it began to run, or now if it does not
    Time since{0};    ///< it runs
  };

  [[nodiscard]] Duration age(const Failure& failure) const {
    return runs(failure) ? failure.age + (now() - failure.since) : failure.age;
  }
  [[nodiscard]] Seconds lasted(const Failure& failure) const;
  [[nodiscard]] bool runs(const Failure& failure) const {
    return calendar_.running(failure.what.clock);
  }
  [[nodiscard]] Index failure_of(ClockId clock) const { return failure_of_[clock.index()]; }
  void began(ClockId clock) { out_of_order_ += disorder_[clock.index()]; }
  void ended(ClockId clock) { out_of_order_ -= disorder_[clock.index()]; }
  void rang(ClockId clock);
  void failed(Index index);
  void improbable(double probability, double remembered);
  [[nodiscard]] bool in_tail(const Distribution& law) const;
  void start_in_tail(ClockId clock, const Distribution& law, const WeeklyHours& hours);
  [[nodiscard]] bool may_lean() const { return on_path_ && leanings_ < leanings_max; }
  static constexpr int leanings_max = 12;

  const Rareness& rareness_;
  Calendar calendar_;
  std::vector<Failure> failures_;
  std::vector<Index> failure_of_;      // by clock
  std::vector<std::int8_t> disorder_;  // by clock: what it adds to the next when it runs
  std::int64_t out_of_order_ = 0;      // failures that should run, and others that should not
  bool spent_ = false;
  std::vector<Stream> choices_;  // sorted
  bool memoryless_ = true;
  Course course_;
  // of a path
  bool on_path_ = false;
  bool leans_ = false;
  int leanings_ = 0;  // choices and draws at which it could lean
  double ratio_ = 1;  // density of what was chosen on paths that lean, by the true one
  ReplicationKey key_;
  std::uint64_t tails_ = 0;  // drawn on the path
};

}  // namespace ausfall
