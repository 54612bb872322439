// The simulation of one replication: clocks ring one after another, and the model says what
// follows.
//
// 1. A ring at the very end still counts; what is measured lasts until the end.
// 2. Before time passes the model settles, so what changes and changes back within one moment is
//    not seen from outside.
// 3. To run to t1 and then on to t2 is to run to t2: a warm-up needs no care.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <stdexcept>

#include "sim/calendar.hpp"
#include "sim/id.hpp"
#include "sim/stop_sign.hpp"
#include "sim/time.hpp"

namespace ausfall {

/// Rings at one moment beyond which it is taken that time will not pass any more: a hundred for
/// each of 100,000 things.
inline constexpr std::uint64_t rings_at_one_moment_max = 10'000'000;

/// Clocks that start one another without delay. The model knows the name of the clock.
class Livelock : public std::runtime_error {
 public:
  Livelock(ClockId last_rung, Time moment, std::uint64_t rings)
      : std::runtime_error(fmt::format(
            "Time stands still at {}: {} clocks have rung, the last of them clock {}. Some "
            "of them start one another without any delay.",
            in_words(moment), rings, last_rung.index())),
        clock(last_rung),
        time(moment) {}

  ClockId clock;  ///< that rang last
  Time time;
};

/// Starts the clocks of a new world. REQUIRES: the calendar was reset.
template <class Model, class Observer>
void begin_replication(const Model& model, typename Model::State& state, Calendar& calendar,
                       Observer* observer) {
  assert(calendar.now() == Time(0) && calendar.next() == never);
  model.begin(state, calendar, observer);
}

/// Rings every clock up to and at `end`, and lets time pass until then. With `never` as the end it
/// goes on until nothing rings any more. `events` is raised by the number of rings. Throws
/// Livelock, and CutShort.
///
/// REQUIRES: the replication was begun, and end >= calendar.now().
template <class Model, class Observer>
void simulate(const Model& model, typename Model::State& state, Calendar& calendar,
              Observer* observer, Time end, std::uint64_t& events,
              std::uint64_t rings_max = rings_at_one_moment_max, StopSign stop = {}) {
  assert(calendar.now() <= end);
  std::uint64_t rings_now = 0;
  for (;;) {
    if (calendar.next() > calendar.now()) {
      model.settle(state, calendar, observer);
      const Time next = calendar.next();  // settling may have started a clock
      if (next == never || next > end) break;
      if (next > calendar.now()) rings_now = 0;
    }
    const ClockId clock = calendar.advance();
    stop.look(++events);
    if (++rings_now > rings_max) throw Livelock(clock, calendar.now(), rings_now);
    model.ring(state, clock, calendar, observer);
  }
  if (end != never) calendar.advance_to(end);
}

}  // namespace ausfall
