#include "sim/chain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "sim/stationary.hpp"

namespace ausfall {
namespace {

using State = Rates::State;

struct Transition {
  State from, to;
  double rate;
};

Chain chain_of(std::size_t states, const std::vector<Transition>& transitions,
               std::vector<Chain::Start> initial = {{0, 1.0}}) {
  Chain chain;
  for (State s = 0; s < states; ++s) {
    for (const Transition& one : transitions) {
      if (one.from != s) continue;
      chain.target.push_back(one.to);
      chain.rate.push_back(one.rate);
    }
    chain.row.push_back(chain.target.size());
  }
  chain.initial = std::move(initial);
  return chain;
}

/// Up in state 0, down in state 1.
Chain one_unit(double failure, double repair) {
  return chain_of(2, {{0, 1, failure}, {1, 0, repair}});
}

/// By the number of failed machines, of n, with c in the crew.
Chain machine_repair(std::size_t n, std::size_t c, double failure, double repair) {
  std::vector<Transition> transitions;
  for (State failed = 0; failed <= n; ++failed) {
    if (failed < n)
      transitions.push_back({failed, failed + 1, static_cast<double>(n - failed) * failure});
    if (failed > 0) {
      transitions.push_back(
          {failed, failed - 1, static_cast<double>(std::min<std::size_t>(failed, c)) * repair});
    }
  }
  return chain_of(n + 1, transitions);
}

std::vector<double> machine_repair_by_formula(std::size_t n, std::size_t c, double failure,
                                              double repair) {
  std::vector<double> weight = {1};
  for (std::size_t failed = 1; failed <= n; ++failed) {
    weight.push_back(weight.back() * static_cast<double>(n - failed + 1) * failure /
                     (static_cast<double>(std::min(failed, c)) * repair));
  }
  const double sum = std::accumulate(weight.rbegin(), weight.rend(), 0.0);
  for (double& w : weight) w /= sum;
  return weight;
}

StateSet only(std::size_t states, std::vector<State> members) {
  StateSet set(states, false);
  for (const State s : members) set[s] = true;
  return set;
}

void expect_relatively(double value, double truth, double error) {
  EXPECT_LE(std::abs(value / truth - 1), error) << value << " is not " << truth;
}

// ---- steady state -------------------------------------------------------------------------------

TEST(SteadyState, OfMachineRepairIsTheClosedForm) {
  for (const std::size_t crew : {1U, 3U, 12U}) {
    const SteadyState solved = steady_state(machine_repair(12, crew, 1e-6, 0.01));
    const std::vector<double> truth = machine_repair_by_formula(12, crew, 1e-6, 0.01);
    for (std::size_t s = 0; s < truth.size(); ++s)
      expect_relatively(solved.probability[s], truth[s], 1e-13);
    EXPECT_EQ(solved.classes, 1U);
    EXPECT_TRUE(solved.trust.reached);
    EXPECT_LT(solved.trust.residual, 1e-14);
  }
}

TEST(SteadyState, KeepsEveryDigitOfRareStatesWhereRatesAreStiff) {
  // 15 orders of magnitude between the rates; the rarest state has a probability of about 1e-74.
  const SteadyState solved = steady_state(machine_repair(5, 1, 1e-9, 1e6));
  const std::vector<double> truth = machine_repair_by_formula(5, 1, 1e-9, 1e6);
  EXPECT_LT(truth.back(), 1e-72);
  for (std::size_t s = 0; s < truth.size(); ++s)
    expect_relatively(solved.probability[s], truth[s], 1e-13);
}

TEST(SteadyState, UnavailabilityOfThreeInParallelIsPrecise) {
  // Three units, mttf 10,000 h, mttr 1 h, a crew each: (1/10001)^3.
  const Chain chain = machine_repair(3, 3, 1 / 3.6e7, 1 / 3600.0);
  const Split parts = split(steady_state(chain).probability, only(4, {3}));
  expect_relatively(parts.inside, std::pow(1 / 10001.0, 3), 1e-13);
  EXPECT_DOUBLE_EQ(parts.outside, 1 - std::pow(1 / 10001.0, 3));
}

TEST(SteadyState, OfTwoDifferentUnitsIsTheProduct) {
  // State: bit 0 first unit down, bit 1 second unit down.
  const double a = 2e-5, b = 3e-3, c = 7e-6, d = 0.1;
  const Chain chain = chain_of(
      4, {{0, 1, a}, {1, 0, b}, {2, 3, a}, {3, 2, b}, {0, 2, c}, {2, 0, d}, {1, 3, c}, {3, 1, d}});
  const std::vector<double> p = steady_state(chain).probability;
  expect_relatively(p[3], a / (a + b) * c / (c + d), 1e-14);
  expect_relatively(p[1], a / (a + b) * d / (c + d), 1e-14);
  const StateSet both_down = only(4, {3});
  expect_relatively(entry_rate(chain, p, both_down), p[3] * (b + d),
                    1e-14);  // what goes in comes out
}

TEST(SteadyState, WeighsClosedClassesByTheProbabilityOfEndingInThem) {
  // 0 and 1 are left for good: to {2, 3} or to {4}. From 0: to 1 with 3/4, to 4 with 1/4. From 1:
  // to 0 with 1/2, to 2 with 1/2. So from 0 it ends in {2, 3} with (3/8) / (1 - 3/8) = 3/5.
  const std::vector<Transition> transitions = {{0, 1, 3}, {0, 4, 1}, {1, 0, 5},
                                               {1, 2, 5}, {2, 3, 1}, {3, 2, 4}};
  const SteadyState solved = steady_state(chain_of(5, transitions));
  EXPECT_EQ(solved.classes, 2U);
  EXPECT_EQ(solved.probability[0], 0);
  EXPECT_EQ(solved.probability[1], 0);
  expect_relatively(solved.probability[2], 0.6 * 0.8, 1e-14);
  expect_relatively(solved.probability[3], 0.6 * 0.2, 1e-14);
  expect_relatively(solved.probability[4], 0.4, 1e-14);
  // Begun in 4 with a half, and in 1, from where it ends in {2, 3} with 1/2 + 1/2 * 3/5 = 4/5.
  const SteadyState spread = steady_state(chain_of(5, transitions, {{4, 0.5}, {1, 0.5}}));
  expect_relatively(spread.probability[4], 0.6, 1e-14);
  expect_relatively(spread.probability[2], 0.4 * 0.8, 1e-14);
}

TEST(SteadyState, IgnoresWhatCannotBeReached) {
  const SteadyState solved =
      steady_state(chain_of(4, {{0, 1, 1}, {1, 0, 1}, {2, 0, 1}, {3, 2, 1}, {2, 3, 1}}));
  EXPECT_EQ(solved.probability, (std::vector<double>{0.5, 0.5, 0, 0}));
}

TEST(SteadyState, OfAChainThatNeverMovesIsItsBeginning) {
  const Chain chain = chain_of(1, {});
  EXPECT_EQ(steady_state(chain).probability, std::vector<double>{1});
  EXPECT_EQ(steady_state(chain).trust.residual, 0);
}

/// Machines of three kinds, each with its crew of one: a product of three machine repairs, (n +
/// 1)^3 states.
Chain three_kinds(std::size_t n, double failure, double repair) {
  const auto side = static_cast<State>(n + 1);
  Chain chain;
  for (State s = 0; s < side * side * side; ++s) {
    for (State power = 1; power <= side * side; power *= side) {
      const State failed = s / power % side;
      const auto add = [&](State target, double rate) {
        chain.target.push_back(target);
        chain.rate.push_back(rate);
      };
      if (failed < n) add(s + power, static_cast<double>(n - failed) * failure);
      if (failed > 0)
        add(s - power, repair * static_cast<double>(power));  // each kind at its own speed
    }
    chain.row.push_back(chain.target.size());
  }
  chain.initial = {{0, 1.0}};
  return chain;
}

TEST(Stationary, EliminationAndIterationAgree) {
  const std::size_t n = 15;
  const Chain chain = three_kinds(n, 1e-4, 1e-3);
  const SolveOptions options;
  const Stationary eliminated = stationary_by_elimination(chain, options);
  const Stationary iterated = stationary_by_iteration(chain, options);
  EXPECT_TRUE(iterated.trust.reached) << iterated.trust.residual;
  EXPECT_EQ(iterated.trust.method, "BiCGSTAB");
  std::vector<std::vector<double>> kinds;
  for (const double speed : {1e-3, 16e-3, 256e-3})
    kinds.push_back(machine_repair_by_formula(n, 1, 1e-4, speed));
  double distance = 0;
  for (State s = 0; s < chain.states(); ++s) {
    const double truth = kinds[0][s % 16] * kinds[1][s / 16 % 16] * kinds[2][s / 256];
    expect_relatively(eliminated.probability[s], truth, 1e-11);
    distance += std::abs(iterated.probability[s] - truth);
  }
  ASSERT_TRUE(iterated.trust.bound);
  EXPECT_LE(distance, *iterated.trust.bound);
  EXPECT_LT(*iterated.trust.bound, 1e-9);
}

TEST(Stationary, SaysWhenItDoesNotReachTheTolerance) {
  SolveOptions options;
  options.sweeps_max = 1;
  const Stationary early = stationary_by_iteration(three_kinds(15, 1e-4, 1e-3), options);
  EXPECT_FALSE(early.trust.reached);
  EXPECT_GT(early.trust.residual, options.tolerance);
}

TEST(Stationary, CanBeInterrupted) {
  const std::atomic<bool> interrupted = true;
  SolveOptions options;
  options.interrupted = &interrupted;
  EXPECT_THROW(stationary(three_kinds(4, 1e-4, 1e-3), options), SolveInterrupted);
}

TEST(Stationary, CountsTheWorkOfAnElimination) {
  // In a row of states none has more than two neighbours among those left: at most two times two
  // multiplications each.
  EXPECT_LE(elimination_work(machine_repair(1000, 1, 1, 1)), 4 * 1000.0);
  EXPECT_GE(elimination_work(machine_repair(1000, 1, 1, 1)), 999.0);
}

// ---- mean time to an outage ---------------------------------------------------------------------

TEST(MeanTimeTo, OfTwoInParallelIsTheClosedForm) {
  // Two units with failure rate a, one repaired at rate b: (3a + b) / (2a^2).
  for (const auto& [a, b] : {std::pair{1e-3, 0.1}, {1e-9, 1e6}, {1.0, 1e-6}}) {
    const TimeTo outage = mean_time_to(machine_repair(2, 1, a, b), only(3, {2}));
    ASSERT_TRUE(outage.mean);
    expect_relatively(outage.mean->count(), (3 * a + b) / (2 * a * a), 1e-13);
  }
}

TEST(MeanTimeTo, IsInfiniteWhenTheSetMayNeverBeReached) {
  EXPECT_FALSE(mean_time_to(chain_of(3, {{0, 1, 1}, {0, 2, 1}}), only(3, {2})).mean);
  EXPECT_FALSE(mean_time_to(one_unit(1, 1), only(2, {})).mean);
}

TEST(MeanTimeTo, BeginsWhereTheChainDoes) {
  EXPECT_EQ(mean_time_to(one_unit(1, 1), only(2, {0})).mean, Seconds(0));
  // A quarter begins in the set; from 0 it takes 1/2 s on average.
  const Chain chain = chain_of(2, {{0, 1, 2}, {1, 0, 1}}, {{0, 0.75}, {1, 0.25}});
  EXPECT_NEAR(mean_time_to(chain, only(2, {1})).mean->count(), 0.375, 1e-15);
}

// ---- after a while ------------------------------------------------------------------------------

double down_at(double a, double b, double t) { return -a / (a + b) * std::expm1(-(a + b) * t); }

double down_over(double a, double b, double t) {
  const double s = a + b;
  return a / s * (1 + std::expm1(-s * t) / (s * t));
}

TEST(Transient, OfOneUnitIsTheClosedForm) {
  const double a = 0.01, b = 0.5;
  for (const double t : {1e-3, 0.1, 1.0, 7.0, 100.0, 1e4}) {
    const Transient solved = transient(one_unit(a, b), Seconds(t));
    expect_relatively(solved.at[1], down_at(a, b, t), 1e-12);
    expect_relatively(solved.over[1], down_over(a, b, t), 1e-9);  // the formula cancels for small t
    EXPECT_NEAR(solved.over[0] + solved.over[1], 1, 1e-12);
    expect_relatively(entries_over(one_unit(a, b), solved, only(2, {1}), Seconds(t)),
                      a * t * (1 - down_over(a, b, t)), 1e-12);
  }
}

TEST(Transient, KeepsTheDigitsOfRareStates) {
  const double a = 1e-12, b = 1;
  expect_relatively(transient(one_unit(a, b), Seconds(3)).at[1], down_at(a, b, 3), 1e-12);
}

TEST(Transient, AtTimeZeroIsTheBeginning) {
  const Transient solved = transient(one_unit(1, 1), Seconds(0));
  EXPECT_EQ(solved.at, (std::vector<double>{1, 0}));
  EXPECT_EQ(solved.over, (std::vector<double>{1, 0}));
}

TEST(Transient, OfAStiffChainEndsSoon) {
  // Fails once a year, reboots within a second, or (1 in 1000) is repaired in 10 h: q t = 3e8.
  const double fail = 1 / 3.15e7, reboot = 1.0, repair = 1 / 3.6e4, t = 3.15e8;
  const Chain chain =
      chain_of(3, {{0, 1, fail * 0.999}, {1, 0, reboot}, {0, 2, fail * 0.001}, {2, 0, repair}});
  const Transient solved = transient(chain, Seconds(t));
  EXPECT_EQ(solved.method, "doubling");
  const std::vector<double> p = steady_state(chain).probability;
  for (std::size_t s = 0; s < 3; ++s) expect_relatively(solved.at[s], p[s], 1e-11);
  // From the healthy state on, state 2 lacks its relaxation time's worth: p (1 - 1/(r t)), r close
  // to the repair rate.
  expect_relatively(solved.over[2], p[2] * (1 - 1 / (repair * t)), 1e-7);
}

TEST(Transient, EndsAtTheProvedSteadyState) {
  // Too many states for doubling; relaxed after some 1e5 jumps of 1e8.
  const Chain chain = three_kinds(12, 1e-4, 1e-3);
  const Transient solved = transient(chain, Seconds(1e8 / 0.17));
  EXPECT_EQ(solved.method, "uniformisation");
  EXPECT_LT(solved.steps, 1'000'000U);
  EXPECT_LT(solved.error, 1e-11);
  const std::vector<double> p = steady_state(chain).probability;
  for (std::size_t s = 0; s < p.size(); ++s) expect_relatively(solved.at[s], p[s], 1e-11);
}

TEST(Transient, DoublingAndUniformisationAgree) {
  const Chain chain = machine_repair(6, 2, 1e-4, 1e-2);
  const double t = 5000;
  const Transient one = transient(chain, Seconds(t));
  EXPECT_EQ(one.method, "uniformisation");
  // Something that moves fast beside it makes no difference to it.
  const auto n = static_cast<State>(chain.states());
  Chain both;
  for (State s = 0; s < 2 * n; ++s) {
    for (std::size_t k = chain.row[s % n]; k < chain.row[s % n + 1]; ++k) {
      both.target.push_back(chain.target[k] + s / n * n);
      both.rate.push_back(chain.rate[k]);
    }
    both.target.push_back(s < n ? s + n : s - n);
    both.rate.push_back(s < n ? 1e4 : 1e3);
    both.row.push_back(both.target.size());
  }
  both.initial = {{0, 1.0}};
  const Transient other = transient(both, Seconds(t));
  EXPECT_EQ(other.method, "doubling");
  for (State s = 0; s < n; ++s) {
    expect_relatively(other.at[s] + other.at[s + n], one.at[s], 1e-11);
    expect_relatively(other.over[s] + other.over[s + n], one.over[s], 1e-11);
  }
}

TEST(Transient, RefusesWhatExceedsItsBudget) {
  SolveOptions options;
  options.transient_work_max = 1e6;
  EXPECT_THROW(transient(three_kinds(12, 1e-4, 1e-3), Seconds(1e9), options), NotSolved);
}

TEST(VisitBy, OfOneUnitIsTheLifetime) {
  for (const double t : {1e-9, 1.0, 300.0}) {
    expect_relatively(visit_by(one_unit(1e-4, 5), only(2, {1}), Seconds(t)).probability,
                      -std::expm1(-1e-4 * t), 1e-12);
  }
  EXPECT_DOUBLE_EQ(visit_by(one_unit(1, 1), only(2, {0}), Seconds(3)).probability, 1);
  EXPECT_EQ(visit_by(one_unit(1, 1), only(2, {}), Seconds(3)).probability, 0);
}

TEST(VisitBy, OfTwoInParallelWithoutRepair) {
  const Chain chain = chain_of(3, {{0, 1, 2e-3}, {1, 2, 1e-3}});
  expect_relatively(visit_by(chain, only(3, {2}), Seconds(50)).probability,
                    std::pow(-std::expm1(-0.05), 2), 1e-12);
}

TEST(Measures, BelowAThresholdMakeASet) {
  Chain chain = one_unit(1, 3);
  chain.measures = {{1, 0.5}};
  EXPECT_EQ(states_below(chain, 0), (StateSet{false, true}));
  EXPECT_EQ(states_below(chain, 0, 0.5), (StateSet{false, false}));
  EXPECT_DOUBLE_EQ(expected(steady_state(chain).probability, chain.measures[0]), 0.75 + 0.125);
}

// ---- what is never entered again ----------------------------------------------------------------

TEST(NeverAgain, IsFromWhereNoWayLeadsIn) {
  // 0 and 1 come back; from 2 a way leads to 3, which stays; 4 leads back.
  const Chain chain =
      chain_of(5, {{0, 1, 1}, {1, 0, 2}, {0, 2, 1e-9}, {2, 3, 1}, {1, 4, 1}, {4, 0, 1}});
  EXPECT_EQ(never_again(chain, {true, false, false, false, false}),
            (StateSet{false, false, true, true, false}));
  EXPECT_EQ(never_again(chain, {false, false, false, true, false}), StateSet(5, false));
  EXPECT_EQ(never_again(chain, StateSet(5, false)), StateSet(5, true));
}

}  // namespace
}  // namespace ausfall
