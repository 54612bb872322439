#include "sim/explorer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "sim/chain.hpp"

namespace ausfall {
namespace {

Distribution exponential(double rate) { return Distribution::exponential(Seconds(1 / rate)); }

/// Whatever a test wants to happen. Its state is a list of small numbers, its measure the list read
/// as a decimal number.
struct Play {
  using State = std::vector<int>;
  std::function<void(State&, Clocks&)> at_begin;
  std::function<void(State&, std::size_t, Clocks&)> at_ring = [](State&, std::size_t, Clocks&) {};
  std::function<void(State&, Clocks&)> at_settling = [](State&, Clocks&) {};

  [[nodiscard]] State healthy() const { return {}; }
  void begin(State& state, Clocks& clocks) const { at_begin(state, clocks); }
  void ring(State& state, ClockId clock, Clocks& clocks) const {
    ASSERT_FALSE(clocks.running(clock));
    at_ring(state, clock.index(), clocks);
  }
  void settle(State& state, Clocks& clocks) const { at_settling(state, clocks); }
  void canonicalise(State&, std::vector<RunningClock>&) const {}
  void encode(const State& state, std::string& bytes) const {
    for (const int number : state) bytes.push_back(static_cast<char>(number));
  }
  [[nodiscard]] std::size_t measure_count() const { return 1; }
  [[nodiscard]] double measure(const State& state, std::size_t) const {
    return std::accumulate(state.begin(), state.end(), 0.0,
                           [](double sum, int n) { return 10 * sum + n; });
  }
};

const std::vector<double>& numbers(const Chain& chain) { return chain.measures[0]; }

double rate_between(const Chain& chain, Chain::State from, Chain::State to) {
  for (std::size_t t = chain.row[from]; t < chain.row[from + 1]; ++t) {
    if (chain.target[t] == to) return chain.rate[t];
  }
  return 0;
}

const Distribution at_once;

// ---- transitions --------------------------------------------------------------------------------

TEST(Explorer, FindsTheChainOfOneUnit) {
  Play play;
  play.at_begin = [](auto& state, Clocks& clocks) {
    state = {1};
    clocks.start(ClockId(0), exponential(2));
  };
  play.at_ring = [](auto& state, std::size_t clock, Clocks& clocks) {
    state = {clock == 0 ? 0 : 1};
    clocks.start(ClockId(1 - clock), exponential(clock == 0 ? 5 : 2));
  };
  const Chain chain = explore(play);
  ASSERT_EQ(chain.states(), 2U);
  EXPECT_EQ(chain.transitions(), 2U);
  EXPECT_DOUBLE_EQ(rate_between(chain, 0, 1), 2);
  EXPECT_DOUBLE_EQ(rate_between(chain, 1, 0), 5);
  EXPECT_EQ(numbers(chain), (std::vector<double>{1, 0}));
  EXPECT_FALSE(chain.approximate);
  ASSERT_EQ(chain.initial.size(), 1U);
  EXPECT_EQ(chain.initial[0].probability, 1);
}

TEST(Explorer, AddsRatesToTheSameTargetAndDropsWhatChangesNothing) {
  Play play;
  play.at_begin = [](auto& state, Clocks& clocks) {
    state = {0};
    for (std::size_t i = 0; i < 3; ++i)
      clocks.start(ClockId(i), exponential(static_cast<double>(i + 1)));
  };
  play.at_ring = [](auto& state, std::size_t clock, Clocks& clocks) {
    if (clock < 2) {
      state = {1};
      for (std::size_t i = 0; i < 3; ++i) clocks.stop(ClockId(i));
    } else {
      clocks.start(ClockId(2), exponential(3));
    }
  };
  const Chain chain = explore(play);
  EXPECT_EQ(chain.states(), 2U);
  EXPECT_EQ(chain.transitions(), 1U);
  EXPECT_DOUBLE_EQ(rate_between(chain, 0, 1), 3);
}

TEST(Explorer, DistinguishesStatesByTheClocksThatRun) {
  Play play;
  play.at_begin = [](auto&, Clocks& clocks) { clocks.start(ClockId(0), exponential(1)); };
  play.at_ring = [](auto&, std::size_t clock, Clocks& clocks) {
    if (clock < 4) clocks.start(ClockId(clock + 1), exponential(1));
  };
  EXPECT_EQ(explore(play).states(), 6U);  // clocks 0 to 4, and none
}

// ---- moments that last no time ------------------------------------------------------------------

TEST(Explorer, RingsWhatIsDueInTheOrderOfItsStarting) {
  Play play;
  play.at_begin = [](auto&, Clocks& clocks) {
    for (const std::size_t i : {3U, 1U, 2U, 6U}) clocks.start(ClockId(i), at_once);
    EXPECT_TRUE(clocks.running(ClockId(6)));
    clocks.stop(ClockId(6));
    EXPECT_FALSE(clocks.running(ClockId(6)));
  };
  play.at_ring = [](auto& state, std::size_t clock, Clocks& clocks) {
    state.push_back(static_cast<int>(clock));
    if (clock == 3) clocks.start(ClockId(4), at_once);
    if (clock == 1) clocks.stop(ClockId(2));
  };
  bool settled = false;
  play.at_settling = [&](auto& state, Clocks& clocks) {
    state.push_back(9);
    if (!settled) clocks.start(ClockId(5), at_once);
    settled = true;
  };
  const Chain chain = explore(play);
  // 3, 1, then not 2, then 4 which was started by 3; what settling brings about comes after it, and
  // is settled too.
  EXPECT_EQ(numbers(chain), std::vector<double>{314959});
}

TEST(Explorer, FollowsEveryPossibleOutcome) {
  Play play;
  play.at_begin = [](auto&, Clocks& clocks) { clocks.start(ClockId(0), at_once); };
  play.at_ring = [](auto& state, std::size_t clock, Clocks& clocks) {
    const std::vector<double> three = {0.2, 0.0, 0.8};
    const std::vector<double> two = {0.25, 0.75};
    state.push_back(1 + static_cast<int>(clocks.choose(Stream{}, three)));
    if (clock == 0 && state.back() == 3) {
      state.push_back(1 + static_cast<int>(clocks.choose(Stream{}, two)));
      clocks.start(ClockId(1), exponential(10));
    }
  };
  const Chain chain = explore(play);
  // Begins in 1, 31 or 32; from each of the latter two to ...1 at 2 per second and to ...3 at 8.
  EXPECT_EQ(numbers(chain), (std::vector<double>{1, 31, 32, 311, 313, 321, 323}));
  ASSERT_EQ(chain.initial.size(), 3U);
  EXPECT_DOUBLE_EQ(chain.initial[0].probability, 0.2);
  EXPECT_DOUBLE_EQ(chain.initial[1].probability, 0.2);
  EXPECT_DOUBLE_EQ(chain.initial[2].probability, 0.6);
  EXPECT_DOUBLE_EQ(rate_between(chain, 1, 3), 2);
  EXPECT_DOUBLE_EQ(rate_between(chain, 2, 6), 8);
}

TEST(Explorer, AddsUpWaysThatLeadToTheSameState) {
  Play play;
  play.at_begin = [](auto& state, Clocks& clocks) {
    const std::vector<double> fair = {0.5, 0.5};
    state = {static_cast<int>(clocks.choose(Stream{}, fair) + clocks.choose(Stream{}, fair))};
  };
  const Chain chain = explore(play);
  ASSERT_EQ(chain.initial.size(), 3U);
  EXPECT_EQ(numbers(chain), (std::vector<double>{0, 1, 2}));
  EXPECT_DOUBLE_EQ(chain.initial[1].probability, 0.5);
}

TEST(Explorer, EndsAnEndlessInstant) {
  Play play;
  play.at_begin = [](auto&, Clocks& clocks) { clocks.start(ClockId(7), at_once); };
  play.at_ring = [](auto&, std::size_t clock, Clocks& clocks) {
    clocks.start(ClockId(clock), at_once);
  };
  try {
    explore(play);
    FAIL();
  } catch (const EndlessInstant& endless) {
    EXPECT_EQ(endless.clock(), ClockId(7));
  }
}

// ---- clocks that stand still, and others --------------------------------------------------------

/// Clock 0 rings again and again; clock 1 makes it stand still and go on.
Play interrupted_by_turns(Distribution law) {
  Play play;
  play.at_begin = [law](auto& state, Clocks& clocks) {
    state = {1};
    clocks.start(ClockId(0), law);
    clocks.start(ClockId(1), exponential(3));
  };
  play.at_ring = [law](auto& state, std::size_t clock, Clocks& clocks) {
    clocks.start(ClockId(clock), clock == 0 ? law : exponential(3));
    if (clock == 0) return;
    state = {1 - state[0]};
    if (state[0] == 1) {
      EXPECT_FALSE(clocks.running(ClockId(0)));
      clocks.start(ClockId(0), law);
      EXPECT_TRUE(clocks.running(ClockId(0)));
    } else {
      clocks.hold(ClockId(0));
      EXPECT_FALSE(clocks.running(ClockId(0)));
    }
  };
  return play;
}

TEST(Explorer, ForgetsAHeldExponential) {
  const Chain chain = explore(interrupted_by_turns(exponential(1)));
  EXPECT_EQ(chain.states(), 2U);
  EXPECT_EQ(chain.transitions(), 2U);
}

TEST(Explorer, KeepsTheStageOfAHeldClock) {
  ExploreOptions options;
  options.phases = 2;
  const Chain chain = explore(interrupted_by_turns(Distribution::constant(4s)), options);
  EXPECT_TRUE(chain.approximate);
  ASSERT_EQ(chain.states(), 4U);  // running or held, at the first stage or the second
  EXPECT_EQ(chain.transitions(), 6U);
  // 0: runs at the first; 1: at the second; 2: stands still at the first; 3: at the second.
  EXPECT_DOUBLE_EQ(rate_between(chain, 0, 1), 0.5);
  EXPECT_DOUBLE_EQ(rate_between(chain, 1, 0), 0.5);
  EXPECT_DOUBLE_EQ(rate_between(chain, 0, 2), 3);
  EXPECT_DOUBLE_EQ(rate_between(chain, 2, 0), 3);
  EXPECT_DOUBLE_EQ(rate_between(chain, 1, 3), 3);
  EXPECT_DOUBLE_EQ(rate_between(chain, 3, 1), 3);
}

/// Clock 0 makes the state and back; while clock 1 has made it 1, clock 0 takes three times as long.
Play stretched_by_turns(const Distribution& law) {
  Play play;
  play.at_begin = [law](auto& state, Clocks& clocks) {
    state = {0};
    clocks.start(ClockId(0), law);
    clocks.start(ClockId(1), exponential(3));
  };
  play.at_ring = [law](auto& state, std::size_t clock, Clocks& clocks) {
    if (clock == 1) {
      state = {1 - state[0]};
      clocks.start(ClockId(1), exponential(3));
      if (state[0] == 1) {  // by steps, of which some cancel
        clocks.stretch(ClockId(0), 1, 2);
        clocks.stretch(ClockId(0), 4, 6);
      } else {
        clocks.stretch(ClockId(0), 3, 1);
      }
      return;
    }
    state = {2};
    clocks.stop(ClockId(1));
  };
  return play;
}

TEST(Explorer, SlowsAStretchedExponential) {
  const Chain chain = explore(stretched_by_turns(exponential(6)));
  ASSERT_EQ(chain.states(), 3U) << "back as it was, it is the same state";
  EXPECT_EQ(numbers(chain), (std::vector<double>{0, 2, 1}));
  EXPECT_DOUBLE_EQ(rate_between(chain, 0, 1), 6);
  EXPECT_DOUBLE_EQ(rate_between(chain, 2, 1), 2);
  EXPECT_DOUBLE_EQ(rate_between(chain, 0, 2), 3);
  EXPECT_DOUBLE_EQ(rate_between(chain, 2, 0), 3);
}

TEST(Explorer, SlowsEveryStageOfAStretchedClock) {
  ExploreOptions options;
  options.phases = 2;
  const Chain chain = explore(stretched_by_turns(Distribution::constant(4s)), options);
  ASSERT_EQ(chain.states(), 5U);  // the first stage or the second, stretched or not; the end
  const auto is = [&](double number) {
    std::vector<Chain::State> found;
    for (Chain::State state = 0; state < chain.states(); ++state) {
      if (numbers(chain)[state] == number) found.push_back(state);
    }
    return found;
  };
  const auto plain = is(0);
  const auto slow = is(1);
  ASSERT_EQ(plain.size(), 2U);
  ASSERT_EQ(slow.size(), 2U);
  EXPECT_DOUBLE_EQ(rate_between(chain, plain[0], plain[1]), 0.5);
  EXPECT_DOUBLE_EQ(rate_between(chain, plain[1], is(2)[0]), 0.5);
  EXPECT_DOUBLE_EQ(rate_between(chain, slow[0], slow[1]), 0.5 / 3);
  EXPECT_DOUBLE_EQ(rate_between(chain, slow[1], is(2)[0]), 0.5 / 3);
}

TEST(Explorer, KeepsTheStretchOfAHeldClock) {
  Play play;
  play.at_begin = [](auto& state, Clocks& clocks) {
    state = {0};
    clocks.start(ClockId(0), exponential(6));
    clocks.stretch(ClockId(0), 1, 2);
    clocks.hold(ClockId(0));
    clocks.start(ClockId(1), exponential(1));
  };
  play.at_ring = [](auto& state, std::size_t clock, Clocks& clocks) {
    state = {1 + static_cast<int>(clock == 0)};
    if (clock == 1) clocks.start(ClockId(0), exponential(6));
  };
  const Chain chain = explore(play);
  ASSERT_EQ(chain.states(), 3U);
  EXPECT_DOUBLE_EQ(rate_between(chain, 1, 2), 3);
}

TEST(Explorer, LetsWhatNeverRingsRunWithoutRinging) {
  Play play;
  play.at_begin = [](auto&, Clocks& clocks) {
    clocks.start(ClockId(0), Distribution::constant(never));
    EXPECT_TRUE(clocks.running(ClockId(0)));
  };
  const Chain chain = explore(play);
  EXPECT_EQ(chain.states(), 1U);
  EXPECT_EQ(chain.transitions(), 0U);
}

TEST(Explorer, NamesEveryClockThatIsNotMemoryless) {
  Play play;
  const Distribution constant = Distribution::constant(5s);
  const Distribution uniform = Distribution::uniform(1s, 2s);
  play.at_begin = [](auto& state, Clocks& clocks) {
    state = {0};
    clocks.start(ClockId(9), Distribution::constant(5s));
    clocks.start(ClockId(1), exponential(1));
  };
  play.at_ring = [&](auto& state, std::size_t clock, Clocks& clocks) {
    if (clock == 9 && state[0] < 3) {
      clocks.start(ClockId(9), ++state[0] % 2 == 1 ? uniform : constant);
    } else if (clock == 9) {
      clocks.start_in_hours(ClockId(4), Distribution(), WeeklyHours::daily(22h, 6h),
                            InHours::rings);
    }
  };
  try {
    explore(play);
    FAIL();
  } catch (const NotMarkovian& refused) {
    using Offender = NotMarkovian::Offender;
    std::vector<Offender> truth = {{ClockId(4), "waits for hours of the week", true},
                                   {ClockId(9), constant.describe()},
                                   {ClockId(9), uniform.describe()}};
    std::sort(truth.begin(), truth.end());
    EXPECT_EQ(refused.offenders(), truth);
  }
}

TEST(Explorer, RefusesHoursOfTheWeekEvenWithStages) {
  Play play;
  play.at_begin = [](auto&, Clocks& clocks) {
    clocks.start_in_hours(ClockId(2), exponential(1), WeeklyHours::daily(1h, 3h), InHours::counts);
  };
  ExploreOptions options;
  options.phases = 5;
  EXPECT_THROW(explore(play, options), NotMarkovian);
}

TEST(Explorer, RingsAtOnceInAllHours) {
  Play play;
  play.at_begin = [](auto&, Clocks& clocks) {
    clocks.start_in_hours(ClockId(2), Distribution(), WeeklyHours(), InHours::rings);
  };
  play.at_ring = [](auto& state, std::size_t clock, Clocks&) { state = {static_cast<int>(clock)}; };
  EXPECT_EQ(numbers(explore(play)), std::vector<double>{2});
}

TEST(Explorer, FindsNonMarkovianClocksInAModelWithoutEnd) {
  Play play;
  play.at_begin = [](auto& state, Clocks& clocks) {
    state = {0, 0, 0, 0};
    clocks.start(ClockId(0), Distribution::constant(1s));
  };
  play.at_ring = [](auto& state, std::size_t, Clocks& clocks) {
    clocks.start(ClockId(0), Distribution::constant(1s));
    for (std::size_t i = 0; ++state[i] == 100; ++i) state[i] = 0;
  };
  EXPECT_THROW(explore(play), NotMarkovian);
}

// ---- stages -------------------------------------------------------------------------------------

/// Which is first: an exponential clock, or one of this law?
Play race(Distribution law, double rate) {
  Play play;
  play.at_begin = [law, rate](auto&, Clocks& clocks) {
    clocks.start(ClockId(0), law);
    clocks.start(ClockId(1), exponential(rate));
  };
  play.at_ring = [](auto& state, std::size_t clock, Clocks& clocks) {
    state = {static_cast<int>(clock) + 1};
    clocks.stop(ClockId(1 - clock));
  };
  return play;
}

double probability_that_law_wins(const Chain& chain) {
  const std::vector<double> p = steady_state(chain).probability;
  double sum = 0;
  for (std::size_t s = 0; s < p.size(); ++s) sum += numbers(chain)[s] == 1 ? p[s] : 0;
  return sum;
}

TEST(Explorer, MakesStagesOfAConstant) {
  for (const int k : {1, 2, 7, 40}) {
    ExploreOptions options;
    options.phases = k;
    const Chain chain = explore(race(Distribution::constant(10s), 0.05), options);
    EXPECT_TRUE(chain.approximate);
    EXPECT_EQ(chain.states(), static_cast<std::size_t>(k) + 2);
    // An Erlang time of k stages and mean 10 s beats an exponential of rate 0.05/s: its Laplace
    // transform.
    EXPECT_NEAR(probability_that_law_wins(chain), std::pow(1 / (1 + 0.5 / k), k), 1e-13);
  }
}

/// As they are, with or without stages for other laws.
TEST(Explorer, TakesSumsAndMixturesOfExponentialsAsTheyAre) {
  for (const int k : {0, 2}) {
    ExploreOptions options;
    options.phases = k;
    const Chain sum = explore(race(Distribution::erlang(4, Seconds(10)), 0.05), options);
    EXPECT_FALSE(sum.approximate);
    EXPECT_EQ(sum.states(), 6U);
    EXPECT_NEAR(probability_that_law_wins(sum), std::pow(1 / (1 + 0.05 * 2.5), 4), 1e-13);
    const Distribution law = Distribution::hyperexponential(
        {{0.7, Seconds(1)}, {0.2, Seconds(30)}, {0.1, Seconds(400)}});
    const Chain mixture = explore(race(law, 0.05), options);
    EXPECT_FALSE(mixture.approximate);
    EXPECT_EQ(mixture.initial.size(), 1U) << "nothing is chosen at the start";
    EXPECT_NEAR(probability_that_law_wins(mixture), 0.7 / 1.05 + 0.2 / 2.5 + 0.1 / 21, 1e-13);
  }
}

TEST(Explorer, MakesBranchesOfWhatVariesMuch) {
  ExploreOptions options;
  options.phases = 2;
  const Distribution law = Distribution::lognormal_with_mean(Seconds(10), 3);  // cv^2 = 9
  const Chain chain = explore(race(law, 0.05), options);
  EXPECT_EQ(chain.initial.size(), 2U);
  const double p = (1 + std::sqrt(0.8)) / 2;
  const double truth = p / (1 + 0.05 * 10 / (2 * p)) + (1 - p) / (1 + 0.05 * 10 / (2 * (1 - p)));
  EXPECT_NEAR(probability_that_law_wins(chain), truth, 1e-9);
}

TEST(Explorer, DoesNotTouchExponentialsWhenThereAreStages) {
  ExploreOptions options;
  options.phases = 9;
  EXPECT_FALSE(explore(race(exponential(3), 1), options).approximate);
}

// ---- alike things -------------------------------------------------------------------------------

/// n machines, each with a repairer of its own; clock 2i: machine i fails, 2i + 1: it is repaired.
struct Farm {
  using State = std::vector<bool>;  // up?
  std::size_t n = 0;
  bool merges = true;

  static constexpr double failure = 1e-3, repair = 0.1;

  [[nodiscard]] State healthy() const { return State(n, true); }
  void begin(State&, Clocks& clocks) const {
    for (std::size_t i = 0; i < n; ++i) clocks.start(ClockId(2 * i), exponential(failure));
  }
  void ring(State& up, ClockId clock, Clocks& clocks) const {
    const std::size_t i = clock.index() / 2;
    up[i] = clock.index() % 2 == 1;
    clocks.start(ClockId(2 * i + (up[i] ? 0 : 1)), exponential(up[i] ? failure : repair));
  }
  void settle(State&, Clocks&) const {}
  void canonicalise(State& up, std::vector<RunningClock>& running) const {
    if (!merges) return;
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return up[i]; });
    std::vector<std::size_t> place(n);
    for (std::size_t k = 0; k < n; ++k) place[order[k]] = k;
    const State old = up;
    for (std::size_t k = 0; k < n; ++k) up[k] = old[order[k]];
    for (RunningClock& one : running) {
      one.clock = ClockId(2 * place[one.clock.index() / 2] + one.clock.index() % 2);
    }
  }
  void encode(const State& up, std::string& bytes) const {
    for (const bool one : up) bytes.push_back(one ? '1' : '0');
  }
  [[nodiscard]] std::size_t measure_count() const { return 1; }
  [[nodiscard]] double measure(const State& up, std::size_t) const {
    return static_cast<double>(std::count(up.begin(), up.end(), true));
  }
};

/// The same, saying which clocks are alike.
struct FarmThatKnows : Farm {
  void alike(const State&, std::span<const RunningClock> running,
             std::vector<std::uint32_t>& leader) const {
    std::vector<std::uint32_t> first(2, ~std::uint32_t{0});
    for (std::uint32_t i = 0; i < running.size(); ++i) {
      std::uint32_t& of_kind = first[running[i].clock.index() % 2];
      of_kind = std::min(of_kind, i);
      leader[i] = of_kind;
    }
  }
};

TEST(Explorer, MergesWhatDiffersOnlyByWhichIsWhich) {
  const Chain merged = explore(Farm{6, true});
  const Chain apart = explore(Farm{6, false});
  ASSERT_EQ(merged.states(), 7U);
  EXPECT_EQ(merged.transitions(), 12U);
  EXPECT_EQ(apart.states(), 64U);
  EXPECT_EQ(apart.transitions(), 64U * 6U);
  EXPECT_DOUBLE_EQ(rate_between(merged, 0, 1), 6e-3);
  EXPECT_DOUBLE_EQ(rate_between(merged, 1, 0), 0.1);
  const double up = Farm::repair / (Farm::failure + Farm::repair);
  for (const Chain* chain : {&merged, &apart}) {
    EXPECT_NEAR(expected(steady_state(*chain).probability, chain->measures[0]), 6 * up, 1e-13);
  }
}

TEST(Explorer, RingsOneOfThoseAlikeForAll) {
  const Chain plain = explore(Farm{20, true});
  FarmThatKnows farm;
  farm.n = 20;
  const Chain known = explore(farm);
  EXPECT_EQ(known.row, plain.row);
  EXPECT_EQ(known.target, plain.target);
  for (std::size_t t = 0; t < plain.transitions(); ++t)
    EXPECT_NEAR(known.rate[t] / plain.rate[t], 1, 1e-13);
}

// ---- limits -------------------------------------------------------------------------------------

TEST(Explorer, StopsAtItsLimitOfMemory) {
  ExploreOptions options;
  options.memory_max = 10'000;
  EXPECT_THROW(explore(Farm{12, false}, options), TooManyStates);
  EXPECT_NO_THROW(explore(Farm{2, false}, options));
}

TEST(Explorer, StopsAtItsLimitOfStates) {
  ExploreOptions options;
  options.states_max = 1000;
  EXPECT_THROW(explore(Farm{12, false}, options), TooManyStates);
  EXPECT_NO_THROW(explore(Farm{9, false}, options));
}

TEST(Explorer, TellsItsProgressAndCanBeInterrupted) {
  std::atomic<bool> interrupted = false;
  ExploreOptions options;
  options.interrupted = &interrupted;
  std::vector<std::size_t> done;
  options.progress = [&](std::size_t found, std::size_t explored) {
    EXPECT_GE(found, explored);
    done.push_back(explored);
    interrupted = done.size() == 2;
  };
  EXPECT_THROW(explore(Farm{14, false}, options), ExplorationInterrupted);
  EXPECT_EQ(done, (std::vector<std::size_t>{0, 4096}));
}

}  // namespace
}  // namespace ausfall
