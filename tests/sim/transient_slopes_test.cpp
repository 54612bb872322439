#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <vector>

#include "sim/chain.hpp"
#include "sim/slopes.hpp"

namespace ausfall {
namespace {

using State = Rates::State;

constexpr std::size_t failure = 0;
constexpr std::size_t repair = 1;

struct Move {
  State from, to;
  std::size_t clock;
  double rate;
};

Chain chain_of(std::size_t states, const std::vector<Move>& moves) {
  Chain chain;
  for (State s = 0; s < states; ++s) {
    for (const Move& move : moves) {
      if (move.from != s) continue;
      chain.target.push_back(move.to);
      chain.rate.push_back(move.rate);
      chain.parts.push_back({move.from, move.to, ClockId(move.clock), move.rate});
    }
    chain.row.push_back(chain.target.size());
  }
  chain.initial = {{0, 1.0}};
  return chain;
}

/// n machines and a repairer each: by the number of failed ones.
Chain machines(std::size_t n, double f, double r) {
  std::vector<Move> moves;
  for (State failed = 0; failed <= n; ++failed) {
    if (failed < n)
      moves.push_back({failed, failed + 1, failure, f * static_cast<double>(n - failed)});
    if (failed > 0) moves.push_back({failed, failed - 1, repair, r * failed});
  }
  return chain_of(n + 1, moves);
}

StateSet all_failed(const Chain& chain) {
  StateSet set(chain.states(), false);
  set.back() = true;
  return set;
}

void expect_relatively(double computed, double known, double error) {
  EXPECT_NEAR(computed, known, error * std::abs(known));
}

void expect_alike(const std::vector<double>& one, const std::vector<double>& other, double error) {
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t c = 0; c < one.size(); ++c) expect_relatively(one[c], other[c], error);
}

void expect_alike(const SlopesUntil& one, const SlopesUntil& other, double error) {
  expect_alike(one.probability_at, other.probability_at, error);
  expect_alike(one.probability_over, other.probability_over, error);
  expect_alike(one.visited_by, other.visited_by, error);
  expect_alike(one.entries_over, other.entries_over, error);
}

// ---- closed forms -------------------------------------------------------------------------------

/// One machine, with E = e^-(f+r)t: down at t with probability f/(f+r) (1-E), over t for a share of
/// f/(f+r) (1 - (1-E)/((f+r)t)) = U, f t (1-U) times; and by then with probability 1 - e^-ft.
void expect_one_machine(const SlopesUntil& found, double f, double r, double t) {
  const double s = f + r;
  const double e = std::exp(-s * t);
  const double gone = -std::expm1(-s * t);
  expect_relatively(found.probability_at[failure], f * (r / (s * s) * gone + f / s * t * e), 1e-12);
  expect_relatively(found.probability_at[repair], r * f * (t * e / s - gone / (s * s)), 1e-11);

  const double share = f / s * (1 - gone / (s * t));
  const double by_s = -f / (s * s) + f * (2 * gone / (s * s * s * t) - e / (s * s));
  const double by_f = by_s + share / f;
  expect_relatively(found.probability_over[failure], f * by_f, 1e-11);
  expect_relatively(found.probability_over[repair], r * by_s, 1e-11);
  expect_relatively(found.entries_over[failure], f * t * (1 - share - f * by_f), 1e-11);
  expect_relatively(found.entries_over[repair], -f * t * r * by_s, 1e-11);
  EXPECT_NEAR(found.visited_by[failure], f * t * std::exp(-f * t), -1e-12 * std::expm1(-f * t));
  for (std::size_t c = repair; c < found.visited_by.size(); ++c) EXPECT_EQ(found.visited_by[c], 0);
}

TEST(TransientSlopes, OfOneMachineAreTheClosedForm) {
  const double f = 0.01;
  const double r = 0.5;
  const Chain chain = machines(1, f, r);
  for (const double t : {1.0, 7.0, 100.0, 1e4}) {
    SCOPED_TRACE(t);
    const SlopesUntil jumping = slopes_until_by_uniformisation(chain, {false, true}, Seconds(t));
    expect_one_machine(jumping, f, r, t);
    EXPECT_LT(jumping.residual, 1e-12);
    EXPECT_LT(jumping.error, 1e-30);
    const SlopesUntil doubling = slopes_until_by_doubling(chain, {false, true}, Seconds(t));
    expect_one_machine(doubling, f, r, t);
    EXPECT_LT(doubling.residual, 1e-12);
    EXPECT_LT(doubling.error, 1e-25);
  }
}

// It fails so seldom that next to nothing happens: every digit of that is there.
TEST(TransientSlopes, KeepTheDigitsOfWhatIsRare) {
  const double f = 1e-12;
  const Chain chain = machines(1, f, 1);
  expect_one_machine(slopes_until_by_uniformisation(chain, {false, true}, Seconds(3)), f, 1, 3);
  expect_one_machine(slopes_until_by_doubling(chain, {false, true}, Seconds(3)), f, 1, 3);
}

// Three of three down at once, for some 1e-12 of the time.
TEST(TransientSlopes, BothWaysAgreeWhereItIsRare) {
  const Chain chain = machines(3, 1e-4, 1);
  const StateSet down = all_failed(chain);
  for (const double t : {5.0, 1000.0}) {
    const SlopesUntil one = slopes_until_by_uniformisation(chain, down, Seconds(t));
    const SlopesUntil other = slopes_until_by_doubling(chain, down, Seconds(t));
    expect_alike(one, other, 1e-9);
    EXPECT_LT(one.residual, 1e-12);
    EXPECT_LT(other.residual, 1e-12);
  }
}

// It fails and comes back some 20 times within the time; 100 jumps settle it, of 2000 in all.
TEST(TransientSlopes, EndEarlyWhereTheChainSettles) {
  const Chain chain = machines(4, 0.05, 0.5);
  StateSet down(chain.states(), true);
  down[0] = down[1] = down[2] = false;
  const double t = 1000;
  const SlopesUntil early = slopes_until_by_settling(chain, down, Seconds(t));
  EXPECT_EQ(early.method, "uniformisation until it settles");
  EXPECT_LT(early.residual, 1e-12);
  EXPECT_LT(early.error, 1e-10);
  const SlopesUntil all = slopes_until_by_uniformisation(chain, down, Seconds(t));
  expect_alike(early, all, 1e-11);
}

// Settled from the beginning on, which is no way at all forth.
TEST(TransientSlopes, EndEarlyWhereTheChainBeginsSettled) {
  const double f = 0.3;
  const double r = 0.7;
  Chain chain = machines(1, f, r);
  chain.initial = {{0, r}, {1, f}};
  const double t = 300;
  const SlopesUntil found = slopes_until_by_settling(chain, {false, true}, Seconds(t));
  EXPECT_EQ(found.method, "uniformisation until it settles");
  expect_alike(found, slopes_until_by_uniformisation(chain, {false, true}, Seconds(t)), 1e-11);
}

// It does not settle before the time is over: all the way, then.
TEST(TransientSlopes, DoNotEndEarlyWhereTheChainDoesNotSettle) {
  const Chain chain = machines(4, 0.05, 0.5);
  const StateSet down = all_failed(chain);
  const SlopesUntil early = slopes_until_by_settling(chain, down, Seconds(10));
  EXPECT_EQ(early.method, "uniformisation");
  expect_alike(early, slopes_until_by_uniformisation(chain, down, Seconds(10)), 1e-15);
}

// Long after it began, at a moment is as in the long run, and so is the time until then.
TEST(TransientSlopes, BecomeThoseOfTheLongRun) {
  const Chain chain = machines(3, 1e-3, 0.5);
  const StateSet down = all_failed(chain);
  const Slopes limit = *slopes(chain, steady_state(chain), down);
  const double t = 1e12;
  const SlopesUntil found = slopes_until(chain, down, Seconds(t));
  EXPECT_EQ(found.method, "doubling");
  EXPECT_LT(found.residual, 1e-11);
  expect_alike(found.probability_at, limit.probability, 1e-10);
  expect_alike(found.probability_over, limit.probability, 1e-9);
  for (const std::size_t c : {failure, repair}) {
    expect_relatively(found.entries_over[c] / t, limit.entries[c], 1e-9);
  }
}

// The mean time to the set is 2e11 s: by then it is reached with probability 1 - 1/e, and
// the slope of that is the mean's, relatively, over e, but for the 1e-8 of its way that it has to
// take from all machines up on.
TEST(TransientSlopes, OfALongWayToARareSetArePrecise) {
  const Chain chain = machines(3, 1e-4, 1);
  const StateSet down = all_failed(chain);
  const double mean = mean_time_to(chain, down).mean->count();
  const std::vector<double> of_mean = *slopes_of_time_to(chain, down);
  const SlopesUntil found = slopes_until(chain, down, Seconds(mean));
  for (const std::size_t c : {failure, repair}) {
    expect_relatively(found.visited_by[c], -of_mean[c] / mean * std::exp(-1), 1e-8);
  }
}

// ---- the edges ----------------------------------------------------------------------------------

TEST(TransientSlopes, OfNoTimeAreNone) {
  const SlopesUntil found = slopes_until(machines(1, 1, 1), {false, true}, Seconds(0));
  EXPECT_TRUE(found.probability_at.empty());
  EXPECT_TRUE(found.visited_by.empty());
}

TEST(TransientSlopes, OfWhatItBeginsInAreThoseOfLeavingIt) {
  const double f = 0.3;
  const double r = 0.7;
  const double t = 2;
  const Chain chain = machines(1, f, r);
  const SlopesUntil found = slopes_until(chain, {true, false}, Seconds(t));
  const SlopesUntil other = slopes_until(chain, {false, true}, Seconds(t));
  for (const std::size_t c : {failure, repair}) {
    expect_relatively(found.probability_at[c], -other.probability_at[c], 1e-12);
    expect_relatively(found.probability_over[c], -other.probability_over[c], 1e-12);
  }
  EXPECT_TRUE(std::ranges::all_of(found.visited_by, [](double each) { return each == 0; }));
}

TEST(TransientSlopes, OfAnEndingChainAreTheClosedForm) {
  const double f = 0.25;
  const Chain chain = chain_of(2, {{0, 1, failure, f}});
  const SlopesUntil found = slopes_until(chain, {false, true}, Seconds(3));
  const double slope = f * 3 * std::exp(-f * 3);
  expect_relatively(found.probability_at[failure], slope, 1e-13);
  expect_relatively(found.visited_by[failure], slope, 1e-13);
  expect_relatively(found.entries_over[failure], slope, 1e-13);
}

TEST(TransientSlopes, AreRefusedWhereTheyExceedTheBudget) {
  SolveOptions options;
  options.slopes_work_max = 1e3;
  const Chain chain = machines(20, 1e-3, 1);
  EXPECT_THROW(slopes_until(chain, all_failed(chain), Seconds(1e6), options), NotSolved);
}

TEST(TransientSlopes, CanBeInterrupted) {
  const std::atomic<bool> interrupted = true;
  SolveOptions options;
  options.interrupted = &interrupted;
  const Chain chain = machines(2, 1e-3, 1);
  const StateSet down = all_failed(chain);
  EXPECT_THROW(slopes_until_by_uniformisation(chain, down, Seconds(9), options), SolveInterrupted);
  EXPECT_THROW(slopes_until_by_doubling(chain, down, Seconds(9), options), SolveInterrupted);
}

// Together they are the slope by the time: whoever forgets a clock is found out.
TEST(TransientSlopes, HaveAResidualWhereTheyAreWrong) {
  Chain chain = machines(2, 0.1, 1);
  const StateSet down = all_failed(chain);
  EXPECT_LT(slopes_until(chain, down, Seconds(3)).residual, 1e-13);
  chain.parts.pop_back();
  EXPECT_GT(slopes_until(chain, down, Seconds(3)).residual, 1e-3);
}

// More steps than are kept on two levels of sixteen: the third is needed, and the first is reached.
TEST(TransientSlopes, RetraceEveryStepOnce) {
  const double f = 0.01;
  const double r = 0.99;
  const Chain chain = machines(1, f, r);
  for (const double t : {0.5, 20.0, 300.0, 30000.0}) {
    expect_one_machine(slopes_until_by_uniformisation(chain, {false, true}, Seconds(t)), f, r, t);
  }
}

}  // namespace
}  // namespace ausfall
