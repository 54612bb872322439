// Simulate and solve must agree about evictions, workloads, budgets and hosts that are shut down, where all
// their clocks are exponential.
//
// The exact value has to lie in a 99.99 % interval: a false alarm comes once in thousands of different
// seeds, and the seed is fixed.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

void expect_agreement(const std::string& what, const std::string& text) {
  const std::string whole =
      "ausfall: 1\nhorizon: 10 y\nwarmup: 2000 h\nconfidence: 99.99 %\nreplications: 200\n" + text;
  SCOPED_TRACE(text);
  const studies::Solution solution = test::solve(whole);
  const studies::RunResult result = test::run(whole);
  for (const studies::SolvedService& solved : solution.services) {
    test::expect_contained({what + ": " + solved.name + ", unavailability", "its chain"},
                           solved.steady->unavailability,
                           test::service(result, solved.name).unavailability, 0.5);
  }
}

TEST(AgreementOfPlacement, LostNodesAreMarkedOneAfterAnother) {
  expect_agreement("evictions at a rate, by zone", R"(
hosts:
  node1..3: {failures: {hardware: {mttf: 400 h, mttr: 40 h}}}
  node1..2: {labels: {zone: a}}
  node3: {labels: {zone: b}}
apps: {web1..2: {on: node1..2, start: {exponential: {mean: 1 h}}}}
clusters:
  c:
    profile: ideal
    nodes: node*
    failover: {grace: {exponential: {mean: 2 h}}}
    eviction: {every: {exponential: {mean: 10 h}}, zones: zone}
services: {web1: {needs: web1}, web2: {needs: web2}}
)");
}

TEST(AgreementOfPlacement, NothingIsEvictedOfADisruptedZone) {
  expect_agreement("a disrupted zone", R"(
hosts: {node1..3: {failures: {hardware: {mttf: 300 h, mttr: 60 h}}}}
apps: {web: {on: node1, start: {exponential: {mean: 1 h}}}}
clusters:
  c:
    profile: ideal
    nodes: node*
    failover: {grace: {exponential: {mean: 5 h}}}
    eviction: {every: {exponential: {mean: 1 h}}, disrupted: 55 %, disrupted-above: 1}
services: {web: {needs: web}}
)");
}

TEST(AgreementOfPlacement, AStatefulSetWaitsForAPersonAndAVolumeForItsDetachment) {
  for (const std::string workload : {"statefulset", "deployment"}) {
    expect_agreement("a " + workload + " with a volume", R"(
hosts: {node1..2: {failures: {hardware: {mttf: 400 h, mttr: 60 h}}}}
storage: {san: {type: fc}}
apps: {db: {storage: san, start: {exponential: {mean: 1 h}}}}
clusters:
  c:
    profile: ideal
    nodes: node*
    groups: {db: {members: [db], workload: )" + workload + R"(}}
    fencing: none
    failover: {grace: {exponential: {mean: 2 h}}, manual: {exponential: {mean: 20 h}}}
    eviction: {every: {exponential: {mean: 1 h}}, detach: {exponential: {mean: 6 h}}}
services: {db: {needs: db}}
)");
  }
}

TEST(AgreementOfPlacement, WhatAHostThatIsRebootedHeldIsFrozen) {
  for (const std::string shutdown : {"freeze", "failover", "drain"}) {
    expect_agreement("hosts are rebooted: " + shutdown, R"(
hosts: {node1..2: {boot: {exponential: {mean: 2 h}}, failures: {hardware: {mttf: 900 h, mttr: 20 h}}}}
apps: {web: {on: node1, start: {exponential: {mean: 1 h}}}}
clusters:
  c:
    profile: ideal
    nodes: node*
    membership: {regroup: {exponential: {mean: 3 h}}}
    shutdown: )" + shutdown + R"(
maintenance: {patching: {every: {exponential: {mean: 300 h}}, duration: {exponential: {mean: 5 h}}, shutdown: reboot}}
services: {web: {needs: web}}
)");
  }
}

TEST(AgreementOfPlacement, ADrainWaitsForTheBudget) {
  expect_agreement("a budget of one in two", R"(
hosts: {node1..2: {boot: {exponential: {mean: 2 h}}}}
apps:
  web1..2:
    on: node1..2
    start: {exponential: {mean: 4 h}}
    failures: {crash: {mttf: 100 h, mttr: 10 h}}
clusters:
  c:
    profile: ideal
    nodes: node*
    restart: {attempts: unlimited}
    budget: {web: {of: web*, at-least: 1}}
maintenance: {patching: {every: {exponential: {mean: 200 h}}, duration: {exponential: {mean: 5 h}}}}
services: {web: {needs: {any: web*}}, both: {needs: {all: web*}}}
)");
}

}  // namespace
}  // namespace ausfall
