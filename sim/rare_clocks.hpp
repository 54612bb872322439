// The clocks of a search for rare events: a calendar that knows which of a model's clocks are
// failures, and how old each of these is.
//
// 1. At first failures ring as on any calendar. From `by_force_only` on they grow old, and none
//    rings but by `force`: who forces it knows by its hazard how improbable that was.
// 2. A failure's age is the time that it has run since it was last new; on hold it keeps it.
// 3. Good order: every failure that ran in the beginning runs, and nothing runs that did not.
//    Whatever is under way (a repair, a boot, a count that is still to be forgotten) is a clock.
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

/// A clock that can be forced: its law has a hazard, and it is never stretched.
struct FailureClock {
  ClockId clock;
  const Distribution* law = nullptr;
  std::uint32_t kind = 0;  ///< what fails alike: no kind is neglected because it has few clocks
};

class RareClocks final : public Clocks {
 public:
  /// REQUIRES: as Calendar; no clock is named twice, and each law outlives this.
  RareClocks(std::span<const Stream> streams, std::span<const FailureClock> failures);

  /// As Calendar's, and nothing is in good order yet.
  void reset(ReplicationKey key);
  /// What runs now is what runs when all is in good order.
  void call_this_good_order();
  [[nodiscard]] bool in_good_order() const { return out_of_order_ == 0; }

  /// As Calendar's. REQUIRES: it has the same streams and failures.
  void become(const RareClocks& other);
  /// From here on failures ring by force only, and draws are those of another replication.
  void by_force_only(ReplicationKey key);
  /// What is left of all but failures is drawn anew, given how long it has lasted, from another
  /// replication's numbers; but not of what has no hazard, stood still or was stretched. That its
  /// end has not come yet is all that the past tells of it.
  void draw_remainders_anew(ReplicationKey key);
  /// What is left of every failure that runs or stands still is drawn anew, given its age; draws
  /// are those of another replication. REQUIRES: failures ring by themselves.
  void draw_failures_anew(ReplicationKey key);

  [[nodiscard]] const Calendar& calendar() const { return calendar_; }
  [[nodiscard]] Time now() const { return calendar_.now(); }
  [[nodiscard]] Time next() const { return calendar_.next(); }
  ClockId advance();
  void advance_to(Time time) { calendar_.advance_to(time); }

  [[nodiscard]] std::size_t failures() const { return failures_.size(); }
  [[nodiscard]] const FailureClock& failure(std::size_t i) const { return failures_[i].what; }
  [[nodiscard]] bool can_fail(std::size_t i) const { return runs(failures_[i]); }
  /// All failures have constant hazards.
  [[nodiscard]] bool memoryless() const { return memoryless_; }
  /// `later` from now. REQUIRES: can_fail(i).
  [[nodiscard]] double hazard(std::size_t i, Seconds later) const {
    const Failure& failure = failures_[i];
    return failure.rate > 0 ? failure.rate : failure.what.law->hazard(age(failure) + later);
  }
  /// The hazard's integral from now until then. REQUIRES: can_fail(i).
  [[nodiscard]] double hazard_until(std::size_t i, Seconds later) const;
  /// It rings now. REQUIRES: can_fail(i), and failures ring by force only.
  ClockId force(std::size_t i);

  void start(ClockId clock, const Distribution& distribution) override;
  void start_in_window(ClockId clock, DailyWindow window) override;
  void stretch(ClockId clock, std::uint32_t from, std::uint32_t to) override;
  std::size_t choose(Stream stream, std::span<const double> probabilities) override {
    return calendar_.choose(stream, probabilities);
  }

 private:
  void do_stop(ClockId clock) override;
  void do_hold(ClockId clock) override;

  using Index = std::uint32_t;
  static constexpr Index none = std::numeric_limits<Index>::max();

  struct Failure {
    FailureClock what;
    double rate = 0;  ///< of an exponential one; otherwise 0
    Duration age{0};  ///< when it began to run, or now if it does not
    Time since{0};    ///< it runs
  };

  /// What runs since then, of this law, and is no failure.
  struct Unfinished {
    ClockId clock;
    Distribution law;
    Time since{0};
  };
  void forget_unfinished(ClockId clock) {
    if (!unfinished_.empty())
      std::erase_if(unfinished_, [&](const Unfinished& it) { return it.clock == clock; });
  }

  [[nodiscard]] Duration age(const Failure& failure) const {
    return runs(failure) ? failure.age + (now() - failure.since) : failure.age;
  }
  [[nodiscard]] bool runs(const Failure& failure) const {
    return calendar_.running(failure.what.clock);
  }
  [[nodiscard]] Index failure_of(ClockId clock) const { return failure_of_[clock.index()]; }
  void began(ClockId clock);
  void ended(ClockId clock);
  void rang(ClockId clock);

  Calendar calendar_;  // where failures that ring by force only never ring
  std::vector<Failure> failures_;
  std::vector<Unfinished> unfinished_;
  std::vector<Index> failure_of_;       // by clock
  std::vector<std::uint8_t> standing_;  // by clock: it runs in good order
  std::uint64_t out_of_order_ = 0;      // failures that should run, and others that should not
  bool by_force_only_ = false;
  bool memoryless_ = true;
};

}  // namespace ausfall
