// A load balancer against closed forms.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

// Times in hours.
constexpr double failure = 100;
constexpr double start = 2;
constexpr double removal = 0.5;
constexpr double addition = 1;

std::string scenario(const std::string& check) {
  return "ausfall: 1\nhorizon: 10 y\nwarmup: 100 h\nreplications: 400\nconfidence: 99.9 %\n"
         "hosts: {node1..2: {}}\n"
         "apps: {web1..2: {on: node1, start: {exponential: {mean: 2 h}}, failures: {crash: {mttf: "
         "100 h}}}, web2: {on: node2}}\n"
         "clusters: {lb: {profile: ideal, nodes: node*, check: {" +
         check + "}}}\nservices: {web: {needs: {any: web*}}}\n";
}

/// One instance, long run: it serves and gets requests; it is dead and gets them; it gets none.
struct Shares {
  double serves, dead, out;
};

/// Four states in balance: up; dead and in rotation; dead and out; up and out.
Shares shares() {
  const double rate = 1 / failure;
  const double dead = rate / (1 / start + 1 / removal);
  const double waits = addition * (rate - dead / start);
  const double out = start * waits * (1 / addition + rate);
  const double all = 1 + dead + waits + out;
  return {1 / all, dead / all, (waits + out) / all};
}

const std::string exponential =
    "removal: {exponential: {mean: 30 min}}, addition: {exponential: {mean: 1 h}}";

TEST(BalancerClosedForm, AvailabilityOfTwoIsSolvedExactly) {
  const studies::Solution solution = test::solve(scenario(exponential));
  const double one = shares().serves;
  test::expect_absolute({"two instances behind a load balancer: unavailability, solved",
                         "four states each, in balance"},
                        (1 - one) * (1 - one), solution.services.front().steady->unavailability,
                        1e-12);
}

TEST(BalancerClosedForm, RequestsOfTwoAreServedAsOften) {
  const studies::RunResult result = test::run(scenario(exponential), 1);
  const auto [serves, dead, out] = shares();
  // Both in rotation: all or half of the requests; one: all or none.
  const double served = serves * serves + serves * dead + 2 * out * serves;
  test::expect_contained({"two instances behind a load balancer: requests served, simulated",
                          "four states each, in balance"},
                         served, test::service(result, "web").served, 1e-3);
}

/// What is lost is what goes to the dead until they are noticed: the rate of failures, times the
/// mean time to notice one, a half of all requests. Failures that meet are 1e-6 of all.
TEST(BalancerClosedForm, RequestsLostAreRateTimesTimeToNotice) {
  const studies::RunResult result = test::run(
      "ausfall: 1\nhorizon: 10 y\nreplications: 400\nconfidence: 99.9 %\n"
      "hosts: {node1..2: {}}\n"
      "apps: {web1..2: {on: node1, start: 1 min, failures: {crash: {mttf: 1000 h}}}, web2: {on: "
      "node2}}\n"
      "clusters: {lb: {profile: load-balancer, nodes: node*}}\n"
      "services: {web: {needs: {any: web*}}}\n",
      1);
  const double lost = 2.0 / 1000 * (5.0 / 3600) / 2;
  const Estimate& served = test::service(result, "web").served;
  EXPECT_LE(1 - served.high, lost * 1.02);
  EXPECT_GE(1 - served.low, lost);
  EXPECT_LT(served.high - served.low, 0.1 * lost);
}

}  // namespace
}  // namespace ausfall
