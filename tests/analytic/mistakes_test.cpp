// Work that goes wrong, and has to be done again.
#include <gtest/gtest.h>

#include <string>

#include "tests/analytic/closed_form.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

// Each repair takes a response of 2 h and 8 h of work, and one in four goes wrong: 4/3 repairs a
// failure.
TEST(Mistakes, ARepairIsDoneAgain) {
  const double down = 10 / 0.75;
  expect_both({"a host whose repair goes wrong one time in four", "a geometric number of repairs"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
crews: {field: {response: {exponential: {mean: 2 h}}, mistake: {probability: 25 %, effect: down}}}
hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 8 h, crew: field}}}}
services: {web: {needs: node}}
)",
              down / (1000 + down));
}

// A failover that does not work waits for a person, who errs one time in five: exponential times, so the
// wait is a geometric number of them, which is exponential again. So a mistake of 20 % and 1 h is as if
// it took 75 min without.
TEST(Mistakes, APersonTriesAgain) {
  const auto room = [](const std::string& manual) {
    return "ausfall: 1\nhorizon: 20 y\nreplications: 400\n"
           "hosts: {node1..2: {boot: {exponential: {mean: 6 min}}, failures: {hardware: {mttf: 500 "
           "h, "
           "mttr: 30 h}}}}\n"
           "apps: {web: {on: node1, start: {exponential: {mean: 3 min}}}}\n"
           "clusters: {c: {nodes: node*, failover: {coverage: 50 %, manual: " +
           manual + "}}}\nservices: {web: {needs: web}}\n";
  };
  const std::string erring =
      room("{time: {exponential: {mean: 1 h}}, mistake: {probability: 20 %}}");
  const std::string longer = room("{exponential: {mean: 75 min}}");
  const double truth = test::solve(longer).services.front().steady->unavailability;
  expect_both({"a recovery by hand that goes wrong one time in five",
               "a geometric number of exponential times"},
              erring, truth);
}

// What is rare is measured on paths, where mistakes are made more often, and weighed.
TEST(Mistakes, ThatAreRareAreMet) {
  // Both are down together while the first is repaired once more: two hosts of a service that any of
  // them serves, each with a crew of its own, are independent.
  const double p = 0.01;
  const double down = 2 / (1 - p);
  const double one = down / (10 * 8760 + down);
  const studies::RunResult result = test::run(R"(
confidence: 99.99 %
ausfall: 1
horizon: 1 y
replications: 1000
crews: {field: {size: 2, mistake: {probability: 1 %}}}
hosts: {node1..2: {failures: {hardware: {mttf: 10 y, ttr: 2 h, crew: field}}}}
services: {web: {needs: {any: node*}}}
)");
  test::expect_contained({"two hosts down together, whose repairs go wrong one time in a hundred",
                          "the square of one's unavailability, a geometric number of repairs"},
                         one * one, result.services.front().unavailability, 0.5);
}

// A planned move that goes wrong ends in a failure, which the cluster sees and repairs in place: the
// restart takes 10 min. A round moves the group away, and it stays there.
TEST(Mistakes, APlannedMoveEndsInAFailure) {
  const auto room = [](const std::string& planned) {
    return "confidence: 99.99 %\nausfall: 1\nhorizon: 1 y\nreplications: 400\nhosts: {node1..2: "
           "{}}\n"
           "vms: {web: {host: node1, boot: 10 min}}\n"
           "clusters: {c: {nodes: node*, restart: {attempts: unlimited}, planned: {kind: "
           "live-migration" +
           planned +
           "}}}\nmaintenance: {patching: {every: 5 d, duration: 1 h}}\nservices: {web: {needs: "
           "web}}\n";
  };
  EXPECT_EQ(test::run(room("")).services.front().outages, 0U);
  const studies::RunResult result = test::run(room(", mistake: {probability: 10 %}"));
  // 72 rounds a year, each of two moves: node1's group goes to node2, and back when that is patched.
  const double moves = 72 * 2;
  test::expect_contained({"planned moves of which one in ten goes wrong: downtime",
                          "two moves a round, each a restart of 10 min with probability 10 %"},
                         moves * 0.1 * 10 / (365 * 24 * 60), result.services.front().unavailability,
                         0.2);
  EXPECT_EQ(result.services.front().causes.front().cause, "patching");
}

}  // namespace
}  // namespace ausfall
