// The simulation loop, on toy models.
#include "sim/simulate.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ausfall {
namespace {

constexpr ReplicationKey key{.seed = 1, .replication = 0};

std::vector<Stream> streams(std::size_t count) {
  std::vector<Stream> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(stream_named("clock" + std::to_string(i)));
  return result;
}

/// Told whenever time is about to pass: since when it is how.
struct Log {
  std::vector<std::pair<Time, int>> settled;
};

// ---- a machine that is up, then down, then up ---------------------------------------------------

struct Machine {
  struct State {
    bool up = true;
    bool settled_up = true;
    Time since{0};
    Duration down_time{0};
    int outages = 0;
  };
  Distribution ttf;
  Distribution ttr;

  void begin(State&, Calendar& calendar, Log*) const { calendar.start(ClockId(0), ttf); }
  void ring(State& state, ClockId, Calendar& calendar, Log*) const {
    state.up = !state.up;
    calendar.start(ClockId(0), state.up ? ttf : ttr);
  }
  void settle(State& state, Calendar& calendar, Log* log) const {
    if (state.up == state.settled_up) return;
    state.settled_up = state.up;
    if (state.up) {
      state.down_time += calendar.now() - state.since;
    } else {
      state.since = calendar.now();
      ++state.outages;
    }
    if (log != nullptr) log->settled.emplace_back(calendar.now(), state.up ? 1 : 0);
  }
};

TEST(Simulate, tells_what_changed_before_time_passes) {
  const Machine machine{.ttf = Distribution::constant(10s), .ttr = Distribution::constant(2s)};
  Machine::State state;
  Calendar calendar(streams(1));
  calendar.reset(key);
  Log log;
  std::uint64_t events = 0;
  begin_replication(machine, state, calendar, &log);
  simulate(machine, state, calendar, &log, Time(30s), events);
  EXPECT_EQ(log.settled,
            (std::vector<std::pair<Time, int>>{{10s, 0}, {12s, 1}, {22s, 0}, {24s, 1}}));
  EXPECT_EQ(events, 4U);
  EXPECT_EQ(calendar.now(), 30s);
}

TEST(Simulate, a_ring_at_the_end_counts_and_is_told) {
  const Machine machine{.ttf = Distribution::constant(10s), .ttr = Distribution::constant(2s)};
  Machine::State state;
  Calendar calendar(streams(1));
  calendar.reset(key);
  Log log;
  std::uint64_t events = 0;
  begin_replication(machine, state, calendar, &log);
  simulate(machine, state, calendar, &log, Time(12s), events);
  EXPECT_EQ(events, 2U);
  EXPECT_EQ(log.settled.back(), (std::pair<Time, int>{12s, 1}));
}

TEST(Simulate, an_outage_of_no_length_is_none) {
  const Machine machine{.ttf = Distribution::constant(10s), .ttr = Distribution()};
  Machine::State state;
  Calendar calendar(streams(1));
  calendar.reset(key);
  std::uint64_t events = 0;
  begin_replication(machine, state, calendar, static_cast<Log*>(nullptr));
  simulate(machine, state, calendar, static_cast<Log*>(nullptr), Time(1h), events);
  EXPECT_EQ(events, 720U);
  EXPECT_EQ(state.outages, 0);
}

TEST(Simulate, in_two_parts_is_as_in_one) {
  const Machine machine{.ttf = Distribution::exponential(50s),
                        .ttr = Distribution::uniform(0s, 9s)};
  const auto run = [&](const std::vector<Time>& ends) {
    Machine::State state;
    Calendar calendar(streams(1));
    calendar.reset(key);
    Log log;
    std::uint64_t events = 0;
    begin_replication(machine, state, calendar, &log);
    for (const Time end : ends) simulate(machine, state, calendar, &log, end, events);
    return std::pair(log.settled, events);
  };
  const auto whole = run({2h});
  EXPECT_GT(whole.second, 100U);
  EXPECT_EQ(run({0s, 1s, 1s, whole.first[7].first, 59min, 2h}), whole);
}

// A renewal process: with up times of mean m and variance v, down times r and w, the down time
// until t is normal for long t with mean t r / (m + r) and variance t (r^2 v + m^2 w) / (m + r)^3.
//
// Source: Takács, "On certain sojourn time problems in the theory of stochastic processes" (1957).
TEST(Simulate, a_machine_has_its_availability) {
  const Machine machine{.ttf = Distribution::exponential(100h),
                        .ttr = Distribution::lognormal_with_mean(5h, 0.8)};
  Machine::State state;
  Calendar calendar(streams(1));
  calendar.reset(key);
  std::uint64_t events = 0;
  begin_replication(machine, state, calendar, static_cast<Log*>(nullptr));
  const Time end = 3000 * year;
  simulate(machine, state, calendar, static_cast<Log*>(nullptr), end, events);
  const double t = hours_in(end);
  const double expected = t * 5 / 105;
  const double deviation = std::sqrt(t * (25.0 * 1e4 + 1e4 * 16) / (105.0 * 105 * 105));
  EXPECT_NEAR(hours_in(state.down_time), expected, 6.5 * deviation);  // once in 1e10 seeds
}

// ---- what ends by itself, and what never ends ---------------------------------------------------

/// Each clock starts the next after a second, and the last nothing.
struct Fuse {
  struct State {
    std::size_t burnt = 0;
  };
  std::size_t length = 0;

  void begin(State&, Calendar& calendar, Log*) const {
    calendar.start(ClockId(0), Distribution::constant(1s));
  }
  void ring(State& state, ClockId clock, Calendar& calendar, Log*) const {
    state.burnt = clock.index() + 1;
    if (state.burnt < length) calendar.start(ClockId(state.burnt), Distribution::constant(1s));
  }
  void settle(State&, Calendar&, Log*) const {}
};

TEST(Simulate, without_an_end_it_goes_on_until_nothing_rings) {
  Fuse::State state;
  Calendar calendar(streams(5));
  calendar.reset(key);
  std::uint64_t events = 0;
  begin_replication(Fuse{5}, state, calendar, static_cast<Log*>(nullptr));
  simulate(Fuse{5}, state, calendar, static_cast<Log*>(nullptr), never, events);
  EXPECT_EQ(state.burnt, 5U);
  EXPECT_EQ(calendar.now(), 5s);
  simulate(Fuse{5}, state, calendar, static_cast<Log*>(nullptr), Time(9s), events);
  EXPECT_EQ(calendar.now(), 9s) << "time passes without rings too";
}

/// Its settling starts a clock at once, three times.
struct Settler {
  struct State {
    int begun = 0;
    int rung = 0;
  };
  void begin(State&, Calendar& calendar, Log*) const {
    calendar.start(ClockId(1), Distribution::constant(5s));
  }
  void ring(State& state, ClockId clock, Calendar& calendar, Log*) const {
    if (clock == ClockId(0)) {
      ++state.rung;
      EXPECT_EQ(calendar.now(), 0s);
    }
  }
  void settle(State& state, Calendar& calendar, Log*) const {
    if (state.begun < 3) {
      ++state.begun;
      calendar.start(ClockId(0), Distribution());
    }
  }
};

TEST(Simulate, what_settling_starts_rings_before_time_passes) {
  Settler::State state;
  Calendar calendar(streams(2));
  calendar.reset(key);
  std::uint64_t events = 0;
  begin_replication(Settler{}, state, calendar, static_cast<Log*>(nullptr));
  simulate(Settler{}, state, calendar, static_cast<Log*>(nullptr), Time(10s), events);
  EXPECT_EQ(state.rung, 3);
  EXPECT_EQ(events, 4U);
}

/// Two clocks that start one another without delay, from the first ring at 7 s on.
struct PingPong {
  struct State {};
  void begin(State&, Calendar& calendar, Log*) const {
    calendar.start(ClockId(0), Distribution::constant(7s));
  }
  void ring(State&, ClockId clock, Calendar& calendar, Log*) const {
    calendar.start(ClockId(1 - clock.index()), Distribution());
  }
  void settle(State&, Calendar&, Log*) const {}
};

TEST(Simulate, a_cycle_without_delay_is_reported_and_does_not_hang) {
  PingPong::State state;
  Calendar calendar(streams(2));
  calendar.reset(key);
  std::uint64_t events = 0;
  begin_replication(PingPong{}, state, calendar, static_cast<Log*>(nullptr));
  try {
    simulate(PingPong{}, state, calendar, static_cast<Log*>(nullptr), Time(1h), events);
    FAIL() << "it ended";
  } catch (const Livelock& livelock) {
    EXPECT_EQ(livelock.time, 7s);
    EXPECT_TRUE(livelock.clock == ClockId(0) || livelock.clock == ClockId(1));
    EXPECT_NE(std::string(livelock.what()).find("7 s"), std::string::npos) << livelock.what();
    EXPECT_EQ(events, rings_at_one_moment_max + 1);
  }
}

TEST(Simulate, many_rings_at_different_moments_are_no_livelock) {
  const Machine machine{.ttf = Distribution::constant(1us), .ttr = Distribution()};
  Machine::State state;
  Calendar calendar(streams(1));
  calendar.reset(key);
  std::uint64_t events = 0;
  begin_replication(machine, state, calendar, static_cast<Log*>(nullptr));
  EXPECT_NO_THROW(
      simulate(machine, state, calendar, static_cast<Log*>(nullptr), Time(1ms), events, 2));
  EXPECT_EQ(events, 2000U);
  EXPECT_THROW(simulate(machine, state, calendar, static_cast<Log*>(nullptr), Time(2ms), events, 1),
               Livelock);
}

TEST(Simulate, is_cut_short_in_the_midst_of_a_replication) {
  const Machine machine{.ttf = Distribution::constant(1us), .ttr = Distribution()};
  Machine::State state;
  Calendar calendar(streams(1));
  calendar.reset(key);
  const std::atomic<bool> stopped = true;
  std::uint64_t events = 0;
  begin_replication(machine, state, calendar, static_cast<Log*>(nullptr));
  EXPECT_THROW(simulate(machine, state, calendar, static_cast<Log*>(nullptr), Time(24h), events,
                        rings_at_one_moment_max, StopSign(stopped)),
               CutShort);
  EXPECT_LT(events, 5000U);
  EXPECT_LT(calendar.now(), Time(1s));
}

}  // namespace
}  // namespace ausfall
