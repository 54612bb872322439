// Laws that are made of exponential stages, sums and mixtures of them, need no approximation: `solve`
// takes them as they are. What is compared depends on the whole law, not on its mean alone.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

using namespace std::chrono_literals;

constexpr int no_phases = 0;

/// The stationary probabilities of a chain of a few states, by elimination of what is written here
/// and nowhere else.
template <std::size_t N>
std::array<double, N> long_run(const std::array<std::array<double, N>, N>& rates) {
  std::array<std::array<double, N + 1>, N> rows{};
  for (std::size_t to = 0; to + 1 < N; ++to) {
    for (std::size_t from = 0; from < N; ++from) {
      rows[to][from] += rates[from][to];
      rows[to][to] -= rates[to][from];
    }
  }
  rows[N - 1].fill(1);
  for (std::size_t i = 0; i < N; ++i) {
    std::size_t pivot = i;
    for (std::size_t k = i; k < N; ++k) {
      if (std::abs(rows[k][i]) > std::abs(rows[pivot][i])) pivot = k;
    }
    std::swap(rows[i], rows[pivot]);
    for (std::size_t k = 0; k < N; ++k) {
      if (k == i) continue;
      const double share = rows[k][i] / rows[i][i];
      for (std::size_t j = i; j <= N; ++j) rows[k][j] -= share * rows[i][j];
    }
  }
  std::array<double, N> result{};
  for (std::size_t i = 0; i < N; ++i) result[i] = rows[i][N] / rows[i][i];
  return result;
}

std::string two_hosts_one_crew(const std::string& repair) {
  return R"(
ausfall: 1
horizon: 20 y
replications: 100
crews: {one: {size: 1}}
hosts: {node1..2: {failures: {hardware: {mttf: 200 h, ttr: )" +
         repair + R"(, crew: one}}}}
services: {any: {needs: {any: node*}}}
)";
}

void expect_both(const test::Oracle& oracle, const std::string& text, double unavailability) {
  for (const int phases : {no_phases, 3}) {
    const studies::Solution solution = test::solve(text, std::nullopt, phases);
    EXPECT_FALSE(solution.phases) << "it is not called approximate";
    test::expect_relative(
        {oracle.question + (phases > 0 ? ", solved with --phases" : ", solved"), oracle.source},
        unavailability, solution.services.front().steady->unavailability, 1e-9);
  }
  const std::uint64_t replications = test::quick_or_thorough(100, 10'000);
  const studies::RunResult result =
      test::run("confidence: 99.99 %\n" + text, std::nullopt, replications);
  test::expect_contained({oracle.question + ", simulated", oracle.source}, unavailability,
                         result.services.front().unavailability, 0.4);
}

// Both down, as one crew sees them: nobody; one, repaired by a short or a long repair; one, and one
// that waits.
TEST(Stages, RepairsOfTwoKindsByOneCrew) {
  constexpr double f = 1.0 / 200;
  constexpr double quick = 1.0 / 2;
  constexpr double slow = 1.0 / 50;
  constexpr double share = 0.8;  // of the quick ones
  std::array<std::array<double, 5>, 5> rates{};
  rates[0] = {0, 2 * f * share, 2 * f * (1 - share), 0, 0};
  rates[1] = {quick, 0, 0, f, 0};
  rates[2] = {slow, 0, 0, 0, f};
  rates[3] = {0, quick * share, quick * (1 - share), 0, 0};
  rates[4] = {0, slow * share, slow * (1 - share), 0, 0};
  const auto p = long_run(rates);
  expect_both(
      {"two hosts, one crew, hyperexponential repair: both down", "balance of five states"},
      two_hosts_one_crew("{hyperexponential: [{weight: 4, mean: 2 h}, {weight: 1, mean: 50 h}]}"),
      p[3] + p[4]);
}

// The stages of a repair that is the sum of two, and who waits.
TEST(Stages, RepairsInTwoStepsByOneCrew) {
  constexpr double f = 1.0 / 200;
  constexpr double step = 1.0 / 20;
  std::array<std::array<double, 5>, 5> rates{};
  rates[0] = {0, 2 * f, 0, 0, 0};
  rates[1] = {0, 0, step, f, 0};
  rates[2] = {step, 0, 0, 0, f};
  rates[3] = {0, 0, 0, 0, step};
  rates[4] = {0, step, 0, 0, 0};
  const auto p = long_run(rates);
  expect_both({"two hosts, one crew, Erlang repair: both down", "balance of five states"},
              two_hosts_one_crew("{erlang: {k: 2, mean: 40 h}}"), p[3] + p[4]);
}

// Until the first failure: the distribution itself.
TEST(Stages, TimesToFailureAsTheyAre) {
  const auto outage_by = [](const std::string& ttf) {
    const studies::Solution solution =
        test::solve("ausfall: 1\nhosts: {node: {failures: {hardware: {ttf: " + ttf +
                        ", mttr: 5 h}}}}\nservices: {web: {needs: node}}\n",
                    100h);
    return solution.services.front().transient->outage_by;
  };
  test::expect_relative(
      {"time to failure of three equal stages, mean 300 h: outage by 100 h", "Erlang distribution"},
      1 - std::exp(-1) * 2.5, outage_by("{erlang: {k: 3, mean: 300 h}}"), 1e-9);
  test::expect_relative(
      {"time to failure of two kinds, means 20 h and 1000 h: outage by 100 h", "its distribution"},
      1 - 0.25 * std::exp(-5) - 0.75 * std::exp(-0.1),
      outage_by("{hyperexponential: [{weight: 1, mean: 20 h}, {weight: 3, mean: 1000 h}]}"), 1e-9);
}

// A clock that stands still keeps its stage: a VM's failure clock does while its host is down. Until
// the VM has failed once, the time it was up is Erlang.
TEST(Stages, AgeIsKeptWhileAClockStandsStill) {
  const std::string text = R"(
ausfall: 1
horizon: 500 h
replications: 20000
confidence: 99.99 %
hosts: {node: {failures: {hardware: {mttf: 100 h, mttr: 20 h}}}}
vms: {vm: {host: node, failures: {os: {ttf: {erlang: {k: 4, mean: 300 h}}, mttr: 30 h}}}}
services: {web: {needs: vm}}
)";
  const studies::Solution solution = test::solve(text, 500h);
  EXPECT_FALSE(solution.phases);
  test::expect_contained({"a VM that ages by stages only while its host is up", "the same, solved"},
                         solution.services.front().transient->unavailability_over,
                         test::run(text).services.front().unavailability, 0.05);
}

}  // namespace
}  // namespace ausfall
