// Failures that nobody sees until they are needed or tested: standbys, spare paths, UPSs.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <string>

#include "tests/analytic/closed_form.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

/// By state, the long run of a chain with these rates.
Eigen::VectorXd long_run(Eigen::MatrixXd rates) {
  const Eigen::Index states = rates.rows();
  rates.diagonal() = -rates.rowwise().sum();
  Eigen::MatrixXd balance = rates.transpose();
  balance.row(states - 1).setOnes();
  Eigen::VectorXd right = Eigen::VectorXd::Zero(states);
  right(states - 1) = 1;
  return balance.partialPivLu().solve(right);
}

// The standby of a pair fails unseen, and is tested at random times. Unseen it becomes only while
// the main one works; when that fails, it is found, and its repair begins.
TEST(Latent, StandbyTestedAtRandomTimes) {
  const double f = 1.0 / 1000;
  const double r = 1.0 / 20;
  const double l = 1.0 / 500;
  const double tests = 1.0 / 700;
  const double m = 1.0 / 30;
  enum State { all_well, unseen, repaired, on_standby, both_down, states };
  Eigen::MatrixXd rates = Eigen::MatrixXd::Zero(states, states);
  rates(all_well, unseen) = l;
  rates(all_well, on_standby) = f;
  rates(unseen, repaired) = tests;
  rates(unseen, both_down) = f;
  rates(repaired, all_well) = m;
  rates(repaired, both_down) = f;
  rates(on_standby, both_down) = l;
  rates(on_standby, all_well) = r;
  rates(both_down, on_standby) = m;
  rates(both_down, repaired) = r;
  expect_both({"a standby that fails unseen, tested at random times", "chain of five states"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts:
  main: {failures: {hardware: {mttf: 1000 h, mttr: 20 h}}}
  spare:
    failures: {hardware: {mttf: 500 h, mttr: 30 h, effect: latent}}
    test: {every: {exponential: {mean: 700 h}}}
services: {web: {needs: {any: [main, spare]}}}
)",
              long_run(rates)(both_down));
}

// Without a test it is found only when it is needed.
TEST(Latent, StandbyThatIsNeverTested) {
  const double f = 1.0 / 1000;
  const double r = 1.0 / 20;
  const double l = 1.0 / 500;
  const double m = 1.0 / 30;
  enum State { all_well, unseen, repaired, on_standby, both_down, states };
  Eigen::MatrixXd rates = Eigen::MatrixXd::Zero(states, states);
  rates(all_well, unseen) = l;
  rates(all_well, on_standby) = f;
  rates(unseen, both_down) = f;
  rates(repaired, all_well) = m;
  rates(repaired, both_down) = f;
  rates(on_standby, both_down) = l;
  rates(on_standby, all_well) = r;
  rates(both_down, on_standby) = m;
  rates(both_down, repaired) = r;
  expect_both({"a standby that fails unseen and is never tested", "chain of five states"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts:
  main: {failures: {hardware: {mttf: 1000 h, mttr: 20 h}}}
  spare: {failures: {hardware: {mttf: 500 h, mttr: 30 h, effect: latent}}}
services: {web: {needs: {any: [main, spare]}}}
)",
              long_run(rates)(both_down));
}

// The mains of a room fail, and its UPS bridges that for as long as its battery lasts, unless it has
// failed unseen. It is found when it is needed, and repaired within the time that an outage of the
// mains lasts, or longer; who is down stays so until the mains are back.
TEST(Latent, UpsThatBridgesTheMains) {
  const double f = 1.0 / 400;  // the mains fail
  const double r = 1.0 / 2;    // and are back
  const double b = 1.0 / 3;    // the battery lasts
  const double l = 1.0 / 1500;
  const double tests = 1.0 / 700;
  const double m = 1.0 / 30;
  enum State { all_well, unseen, repaired, bridged, down, down_without, states };
  Eigen::MatrixXd rates = Eigen::MatrixXd::Zero(states, states);
  rates(all_well, unseen) = l;
  rates(all_well, bridged) = f;
  rates(unseen, repaired) = tests;
  rates(unseen, down_without) = f;
  rates(repaired, all_well) = m;
  rates(repaired, down_without) = f;
  rates(bridged, all_well) = r;
  rates(bridged, down) = b;
  rates(bridged, down_without) = l;
  // Exhausted it is not in use, and can fail unseen again; here it is in repair at the most.
  rates(down, all_well) = r;
  rates(down_without, down) = m;
  rates(down_without, repaired) = r;
  // Unseen while the mains are gone: one state more.
  const Eigen::Index unseen_down = states;
  Eigen::MatrixXd all = Eigen::MatrixXd::Zero(states + 1, states + 1);
  all.topLeftCorner(states, states) = rates;
  all(down, unseen_down) = l;
  all(unseen_down, unseen) = r;
  all(unseen_down, down_without) = tests;
  const Eigen::VectorXd shares = long_run(all);
  expect_both({"a UPS that may have failed unseen when the mains fail", "chain of seven states"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {node: {}}
devices:
  ups:
    failures: {battery: {mttf: 1500 h, mttr: 30 h, effect: latent}}
    test: {every: {exponential: {mean: 700 h}}}
common-causes:
  mains: {mttf: 400 h, mttr: 2 h, hits: node, bridged-by: ups, bridge-time: {exponential: {mean: 3 h}}}
services: {web: {needs: node}}
)",
              shares(down) + shares(down_without) + shares(unseen_down));
}

// ---- proof tests at fixed intervals ---------------------------------------------------------------

/// The mean, over the time between two tests, of the probability that it has failed unseen.
double mean_unseen(double rate, double between) {
  const double x = rate * between;
  return 1 + std::expm1(-x) / x;
}

/// A demand comes once in 50 years and lasts 30 s. What answers it is repaired in a minute, so its
/// repairs count for nothing.
std::string on_demand(const std::string& standbys) {
  return "ausfall: 1\nhorizon: 20 y\nreplications: 4000\n"
         "hosts:\n  main: {failures: {demand: {mttf: 50 y, ttr: 30 s}}}\n" +
         standbys + "services: {safe: {needs: {any: [main, s*]}}}\n";
}

/// The share of demands that nothing answers.
void expect_on_demand(const test::Oracle& oracle, const std::string& standbys, double known,
                      double width_most) {
  const std::string text = "confidence: 99.99 %\n" + on_demand(standbys);
  Estimate failed = test::run(text).services.front().outages_per_year;
  failed.mean *= 50;
  failed.low *= 50;
  failed.high *= 50;
  test::expect_contained(oracle, known, failed, width_most);
}

std::string tested(const std::string& names, double mttf_hours, const std::string& test) {
  return fmt::format(
      "  {}: {{failures: {{f: {{mttf: {} h, ttr: 1 min, effect: latent}}}}, test: {{{}}}}}\n",
      names, mttf_hours, test);
}

// The standard's table B.4 gives rates of all failures, half of which are dangerous: 1e-5 an hour,
// tested once a year, without diagnostics.
TEST(Latent, PublishedProbabilityOfFailureOnDemandOfOneChannel) {
  expect_on_demand({"1oo1, 5e-6 dangerous failures an hour, tested every year: PFD",
                    "IEC 61508-6, table B.4: 2.2e-2"},
                   tested("s1", 2e5, "every: 1 y"), 2.2e-2, 0.6);
}

TEST(Latent, OneChannelTestedEveryMonth) {
  expect_on_demand(
      {"one standby, 1e-3 failures an hour, tested every month: PFD", "1 - (1 - exp(-x)) / x"},
      tested("s1", 1000, "every: 30 d"), mean_unseen(1e-3, 720), 0.6);
}

// Both are tested at the same time: the mean of (1 - exp(-lt))^2. The standard's formula for small
// rates, 2 l^2 (T / 2) (T / 3), is (lT)^2 / 3.
TEST(Latent, TwoChannelsTestedTogether) {
  const double rate = 1.0 / 8760;
  const double x = rate * 4380;
  const double both = 1 - 2 * (1 - std::exp(-x)) / x + (1 - std::exp(-2 * x)) / (2 * x);
  expect_on_demand({"1oo2, tested at the same time: PFD", "mean of (1 - exp(-lt))^2"},
                   tested("s1..2", 8760, "every: 4380 h"), both, 0.6);
}

// Tested by turns, half an interval apart: the mean of (1 - exp(-lt)) (1 - exp(-l (t + T/2))) over
// half an interval, where 5/24 (lT)^2 takes the place of (lT)^2 / 3.
TEST(Latent, TwoChannelsTestedByTurns) {
  const double x = 4380.0 / 8760;
  double sum = 0;
  constexpr int steps = 20'000;
  for (int i = 0; i < steps; ++i) {
    const double t = (i + 0.5) * 0.5 * x / steps;
    sum += (1 - std::exp(-t)) * (1 - std::exp(-t - x / 2));
  }
  expect_on_demand(
      {"1oo2, tested by turns: PFD", "mean of the product"},
      tested("s1", 8760, "every: 4380 h") + tested("s2", 8760, "every: 4380 h, first: 2190 h"),
      sum / steps, 0.6);
}

}  // namespace
}  // namespace ausfall
