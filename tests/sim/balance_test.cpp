#include "sim/balance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/clock_table.hpp"
#include "sim/slopes.hpp"
#include "sim/sum.hpp"

namespace ausfall {
namespace {

using State = Rates::State;

/// n machines that fail at rate 1 each and are repaired one at a time at rate `repair`; the state
/// is how many are down.
Chain machines(std::size_t n, double repair) {
  Chain chain;
  for (std::size_t down = 0; down <= n; ++down) {
    const auto add = [&](std::size_t target, double rate, ClockId clock) {
      chain.target.push_back(static_cast<State>(target));
      chain.rate.push_back(rate);
      chain.parts.push_back({static_cast<State>(down), static_cast<State>(target), clock, rate});
    };
    if (down < n) add(down + 1, static_cast<double>(n - down), ClockId(0));
    if (down > 0) add(down - 1, repair, ClockId(1));
    chain.row.push_back(chain.target.size());
  }
  chain.initial = {{0, 1.0}};
  return chain;
}

/// Mean times to state 0: those from each state to the one below, added up.
std::vector<double> times_by_formula(std::size_t n, double repair) {
  std::vector<double> down_one(n + 2, 0);
  for (std::size_t k = n; k > 0; --k)
    down_one[k] = (1 + static_cast<double>(n - k) * down_one[k + 1]) / repair;
  std::vector<double> times(n + 1, 0);
  for (std::size_t k = 1; k <= n; ++k) times[k] = times[k - 1] + down_one[k];
  return times;
}

// With a repair rate of 3 failures outweigh repairs in most states.
TEST(Balance, TimesAtMostAreNotLessThanTheTimes) {
  for (const double repair : {3.0, 30.0, 300.0}) {
    const auto bound = times_at_most(Balance(machines(20, repair)), {});
    ASSERT_TRUE(bound) << repair;
    const std::vector<double> truth = times_by_formula(20, repair);
    for (std::size_t s = 1; s < truth.size(); ++s) {
      EXPECT_GE((*bound)[s], truth[s]) << repair;
      EXPECT_LE((*bound)[s], 1000 * truth.back()) << repair;
    }
  }
}

TEST(Balance, IsSolvedFromBothSides) {
  const std::size_t n = 12;
  const Chain chain = machines(n, 20);
  const Balance balance(chain);
  const std::vector<double> ones(chain.states(), 1);

  std::vector<double> h(chain.states(), 0);
  const Iterated times = iterate(balance.times, ones, h, {.weight = ones}, 1e-13, {});
  EXPECT_LE(times.error, 1e-13);
  const std::vector<double> truth = times_by_formula(n, 20);
  for (State s = 0; s < chain.states(); ++s) EXPECT_NEAR(h[s], truth[s], 1e-12 * truth[s]);

  std::vector<double> b(chain.states(), 0);
  b[1] = static_cast<double>(n);
  std::vector<double> x(chain.states(), 0);
  iterate(balance.visits, b, x, {.weight = ones, .relative = true}, 1e-14, {});
  double visits = 1;
  for (State s = 1; s < chain.states(); ++s) {
    visits *= static_cast<double>(n + 1 - s) / 20;
    EXPECT_NEAR(x[s], visits, 1e-11 * visits);
  }
}

TEST(Balance, SaysWhatIsLeftWhenItHasToStop) {
  const Chain chain = machines(200, 150);
  const std::vector<double> ones(chain.states(), 1);
  std::vector<double> h(chain.states(), 0);
  SolveOptions options;
  options.sweeps_max = 1;
  const Iterated stopped = iterate(Balance(chain).times, ones, h, {.weight = ones}, 1e-12, options);
  EXPECT_GT(stopped.error, 1e-12);
}

// One machine: unavailability f/(f+r), as many outages as f r/(f+r).
TEST(Slopes, OfOneMachineAreTheClosedForm) {
  const double r = 9;
  const Chain chain = machines(1, r);
  const StateSet down = {false, true};
  const auto found = slopes(chain, steady_state(chain), down);
  ASSERT_TRUE(found);
  const double share = r / ((1 + r) * (1 + r));
  EXPECT_NEAR(found->probability[0], share, 1e-15);
  EXPECT_NEAR(found->probability[1], -share, 1e-15);
  EXPECT_NEAR(found->entries[0], r / (1 + r) * (1 - 1 / (1 + r)), 1e-15);
  EXPECT_NEAR(found->entries[1], r / (1 + r) * (1 - r / (1 + r)), 1e-15);
}

TEST(Slopes, AreNotGivenWhereTheChainDoesNotComeBack) {
  Chain chain = machines(1, 9);
  chain.target.pop_back();
  chain.rate.pop_back();
  chain.row.back() = chain.target.size();
  EXPECT_FALSE(slopes(chain, steady_state(chain), {false, true}));
}

// Two machines, f being the failure rate and r that of repair: until both are down it takes
// 1/f + r/(2f^2) with one down, and 1/(2f) more with none.
TEST(Slopes, OfTheTimeToASetAreTheClosedFormWhereverItBegins) {
  const double r = 9;
  Chain chain = machines(2, r);
  chain.initial = {{0, 0.5}, {1, 0.3}, {2, 0.2}};
  const auto found = slopes_of_time_to(chain, {false, false, true});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_NEAR((*found)[0], -0.8 * (1 + r) - 0.5 / 2, 1e-13);
  EXPECT_NEAR((*found)[1], 0.8 * r / 2, 1e-13);
}

TEST(Slopes, OfTheTimeToWhatNeedNotComeAreNone) {
  const Chain chain = machines(1, 9);
  EXPECT_FALSE(slopes_of_time_to(chain, {false, false}));
  EXPECT_TRUE(slopes_of_time_to(chain, {true, false})->empty()) << "it begins there";
}

TEST(Sum, LosesNoDigit) {
  Sum sum;
  sum += 1;
  for (int i = 0; i < 1000; ++i) sum += 1e-17;
  EXPECT_DOUBLE_EQ(sum.value(), 1 + 1e-14);
}

TEST(ClockTable, GoesBackToTheMomentThatWasAccepted) {
  using Condition = ClockTable::Condition;
  ClockTable table;
  table.set(ClockId(3), {1, 0, Condition::running});
  table.accept();
  table.set(ClockId(3), {});
  table.set(ClockId(7), {2, 1, Condition::held});
  table.set(ClockId(3), {1, 2, Condition::running});
  std::vector<RunningClock> clocks;
  table.list(clocks);
  EXPECT_EQ(clocks,
            (std::vector<RunningClock>{{ClockId(3), 1, 2, false}, {ClockId(7), 2, 1, true}}));
  EXPECT_EQ(table.changes().size(), 3U);
  table.undo();
  table.list(clocks);
  EXPECT_EQ(clocks, (std::vector<RunningClock>{{ClockId(3), 1, 0, false}}));
  EXPECT_TRUE(table.changes().empty());
}

}  // namespace
}  // namespace ausfall
