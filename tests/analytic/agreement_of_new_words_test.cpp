// Simulate and solve must agree, one scenario for each behaviour whose clocks can be exponential and
// that no random scenario of agreement_test.cpp has.
//
// The exact value has to lie in a 99.99 % interval: a false alarm comes once in thousands of different
// seeds, and the seed is fixed.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

void expect_agreement(const std::string& what, const std::string& text, double width_most) {
  const std::string whole =
      "ausfall: 1\nhorizon: 10 y\nwarmup: 2000 h\nconfidence: 99.99 %\nreplications: 200\n" + text;
  SCOPED_TRACE(text);
  const studies::Solution solution = test::solve(whole);
  const studies::RunResult result = test::run(whole);
  for (const studies::SolvedService& solved : solution.services) {
    test::expect_contained({what + ": " + solved.name + ", unavailability", "its chain"},
                           solved.steady->unavailability,
                           test::service(result, solved.name).unavailability, width_most);
  }
}

TEST(AgreementOfWords, LatentStandbyOfACluster) {
  expect_agreement("latent hosts of a cluster", R"(
hosts:
  node1..2:
    boot: {exponential: {mean: 30 min}}
    failures:
      hardware: {mttf: 700 h, mttr: 30 h}
      controller: {mttf: 500 h, mttr: 20 h, effect: latent, test: {every: {exponential: {mean: 600 h}}}}
apps: {web: {on: node1, start: {exponential: {mean: 10 min}}}}
clusters: {c: {profile: ideal, nodes: node*, membership: {regroup: {exponential: {mean: 5 min}}}}}
services: {web: {needs: web}}
)",
                   0.5);
}

TEST(AgreementOfWords, LatentPathsAndControllers) {
  expect_agreement("latent paths and controllers", R"(
crews: {field: {size: 1}}
hosts: {node: {}}
storage:
  san:
    type: fc
    controllers: 2
    paths: 2
    controller-failover: {exponential: {mean: 10 min}}
    path-failover: {exponential: {mean: 20 min}}
    test: {every: {exponential: {mean: 500 h}}}
    failures:
      controller: {mttf: 900 h, mttr: 20 h, effect: latent, crew: field}
      path: {mttf: 700 h, mttr: 10 h, effect: latent, crew: field}
vms: {vm: {host: node, storage: san, disk-timeout: {exponential: {mean: 30 min}}, boot: {exponential: {mean: 10 min}}}}
services: {vm: {needs: vm}, san: {needs: san}}
)",
                   0.5);
}

TEST(AgreementOfWords, LatentSwitchesAndLinks) {
  expect_agreement("latent switches and links", R"(
hosts: {node1..2: {}}
networks:
  lan:
    switches: 2
    test: {every: {exponential: {mean: 400 h}}}
    failures:
      switch: {mttf: 900 h, mttr: 20 h, effect: latent}
      link: {mttf: 700 h, mttr: 10 h, effect: latent}
apps: {web: {on: node1}}
services: {web: {needs: web}, lan: {needs: lan}}
)",
                   0.5);
}

TEST(AgreementOfWords, WhatRanTwiceIsRestored) {
  expect_agreement("a split brain that corrupts", R"(
hosts: {node1..2: {failures: {hardware: {mttf: 2000 h, mttr: 20 h}}}}
networks: {lan: {failures: {link: {mttf: 500 h, mttr: 5 h}}}}
apps: {web: {on: node1, start: {exponential: {mean: 10 min}}}}
clusters:
  c:
    profile: ideal
    nodes: node*
    heartbeat: {networks: lan}
    fencing: none
    quorum: none
    split-brain: {corrupts: true, restore: {exponential: {mean: 10 h}}}
services: {web: {needs: web}}
)",
                   0.5);
}

TEST(AgreementOfWords, OverloadedHosts) {
  expect_agreement("hosts that are asked for more than they bear", R"(
hosts: {node1..3: {bears: 1000/s, failures: {hardware: {mttf: 500 h, mttr: 50 h}}}}
vms:
  a: {host: node1, demand: 600/s, boot: {exponential: {mean: 10 min}}}
  b: {host: node2, demand: 700/s, failures: {overload: {beyond: 120 %, after: {exponential: {mean: 10 h}}, effect: hang, ttr: {exponential: {mean: 5 h}}}}}
  c: {host: node3, demand: 500/s}
clusters: {ha: {profile: ideal, nodes: node*, failback: immediate, monitor: {scope: vm-state}}}
services: {a: {needs: a}, b: {needs: b}, all: {needs: {all: [a, b, c]}}}
)",
                   0.5);
}

// Two hosts fail by themselves, and the VM of each moves to the other at once: with one of them up,
// that one is asked for 1200/s of the 1000/s that it bears.
TEST(ClosedForm, ShareServedByWhatIsLeft) {
  const double q = 50.0 / 550;
  const double lost = q * q + 2 * q * (1 - q) * (1 - 1000.0 / 1200);
  const studies::RunResult result = test::run(R"(
ausfall: 1
horizon: 20 y
confidence: 99.99 %
replications: 200
hosts: {node1..2: {bears: 1000/s, failures: {hardware: {mttf: 500 h, mttr: 50 h}}}}
vms: {a: {host: node1, demand: 700/s}, b: {host: node2, demand: 500/s}}
clusters: {ha: {profile: ideal, nodes: node*, failback: immediate}}
services: {a: {needs: a}}
)");
  const Estimate served = result.services.front().served;
  test::expect_contained(
      {"two hosts that bear less than all is asked: requests lost", "binomial"}, lost,
      {.mean = 1 - served.mean, .low = 1 - served.high, .high = 1 - served.low}, 0.2);
}

TEST(AgreementOfWords, PoolsThatAreAskedForMoreThanTheyBear) {
  expect_agreement("a pool that is asked for more than what is left bears", R"(
hosts: {node1..3: {failures: {hardware: {mttf: 500 h, mttr: 50 h}}}}
apps:
  web1: {on: node1, demand: 200/s, bears: 250/s}
  web2: {on: node2, demand: 200/s, bears: 250/s}
  web3: {on: node3, demand: 200/s, bears: 250/s}
clusters:
  lb:
    profile: load-balancer
    nodes: node*
    groups: {web: {members: web*}}
    check: {removal: {exponential: {mean: 1 h}}, addition: {exponential: {mean: 1 h}}}
services: {web: {needs: {any: web*}}}
)",
                   0.5);
}

/// Two nodes that shoot at each other: requests that wait, and work though their senders are gone.
TEST(AgreementOfWords, RequestsToFence) {
  expect_agreement("requests to fence", R"(
hosts:
  node1..2:
    boot: {exponential: {mean: 40 min}}
    failures: {hardware: {mttf: 900 h, mttr: 20 h}}
networks: {lan: {failures: {switch: {mttf: 400 h, mttr: 5 h}}}}
apps: {web: {on: node1, start: {exponential: {mean: 10 min}}}}
clusters:
  c:
    nodes: node*
    heartbeat: {networks: all}
    membership: {regroup: {exponential: {mean: 10 min}}}
    quorum: {kind: majority, two-node: true}
    fencing:
      kind: power
      time: {exponential: {mean: 20 min}}
      send-delay: {exponential: {mean: 15 min}}
      priority-delay: {exponential: {mean: 30 min}}
services: {web: {needs: web}}
)",
                   0.5);
}

TEST(AgreementOfWords, ResponsesToLostStorage) {
  expect_agreement("VMs that are ended when their storage is lost", R"(
hosts: {node1..2: {boot: {exponential: {mean: 20 min}}}}
storage: {san: {type: fc, failures: {path: {mttf: 300 h, mttr: 10 h}}}}
vms: {box: {host: node1, storage: san, boot: {exponential: {mean: 10 min}}}}
clusters:
  c:
    profile: ideal
    nodes: node*
    monitor: {scope: vm-state}
    storage-loss: {guests: hold, response: restart, after: {exponential: {mean: 1 h}}}
services: {box: {needs: box}}
)",
                   0.5);
}

TEST(AgreementOfWords, GuestsThatHangWithoutTheirDisk) {
  expect_agreement("guests that hang for want of their disk", R"(
hosts: {node1: {}}
storage: {san: {type: fc, failures: {array: {mttf: 300 h, mttr: 2 h}}}}
vms: {box: {host: node1, storage: san, disk-timeout: {exponential: {mean: 1 h}}, boot: {exponential: {mean: 30 min}}}}
services: {box: {needs: box}}
)",
                   0.5);
}

TEST(AgreementOfWords, RedirectedInputAndOutput) {
  expect_agreement("I/O that goes over the network", R"(
hosts: {node1..3: {boot: {exponential: {mean: 20 min}}, failures: {hardware: {mttf: 700 h, mttr: 20 h}}}}
networks: {lan: {failures: {switch: {mttf: 400 h, mttr: 2 h}}}}
storage: {san: {type: fc, failures: {path: {mttf: 300 h, mttr: 10 h}}}}
vms: {box: {host: node1, storage: san, disk-timeout: {exponential: {mean: 1 h}}, boot: {exponential: {mean: 10 min}}}}
clusters: {c: {profile: ideal, nodes: node*, redirected: {kind: network, capacity: 50 %}}}
services: {box: {needs: box}}
)",
                   0.5);
}

TEST(AgreementOfWords, StopsThatHang) {
  expect_agreement("stops that hang with the I/O", R"(
hosts: {node1..2: {boot: {exponential: {mean: 20 min}}}}
storage: {san: {type: fc, queues-for: ever, failures: {path: {mttf: 300 h, mttr: 10 h}}}}
apps: {web: {on: node1, storage: san, start: {exponential: {mean: 10 min}}}}
clusters:
  c:
    profile: ideal
    nodes: node*
    monitor: {io: true, stop-timeout: {exponential: {mean: 1 h}}}
    fencing: {kind: power, time: {exponential: {mean: 10 min}}, success: 80 %, attempts: unlimited}
services: {web: {needs: web}}
)",
                   0.5);
}

TEST(AgreementOfWords, QuarantineAndTheBestPartition) {
  expect_agreement("quarantine, best partition", R"(
hosts:
  node1..3:
    boot: {exponential: {mean: 40 min}}
    failures: {hardware: {mttf: 300 h, mttr: 20 h}}
storage: {sr: {type: fc, failures: {path: {mttf: 400 h, mttr: 5 h}}}}
apps: {web: {on: node1, start: {exponential: {mean: 10 min}}}}
clusters:
  c:
    nodes: node*
    membership: {regroup: {exponential: {mean: 10 min}}}
    quorum: {kind: best-partition, witness: sr}
    quarantine: {threshold: 2, period: {exponential: {mean: 100 h}}, duration: {exponential: {mean: 50 h}}}
services: {web: {needs: web}}
)",
                   0.5);
}

TEST(AgreementOfWords, OldConfigurations) {
  for (const char* witness : {"share", "disk"}) {
    expect_agreement(std::string("who has the last configuration, with a ") + witness,
                     std::string(R"(
hosts:
  node1..2:
    boot: {exponential: {mean: 40 min}}
    failures: {hardware: {mttf: 200 h, mttr: 60 h}}
  share: {failures: {hardware: {mttf: 2000 h, mttr: 20 h}}}
storage: {disk: {type: fc, hosts: node*, failures: {array: {mttf: 2000 h, mttr: 20 h}}}}
apps: {web: {on: node1, start: {exponential: {mean: 10 min}}}}
clusters:
  c:
    nodes: node*
    membership: {regroup: {exponential: {mean: 10 min}}}
    quorum: {kind: dynamic, arbitration: {exponential: {mean: 5 min}}, retry: {exponential: {mean: 30 min}}, witness: )") +
                         witness + R"(}
services: {web: {needs: web}}
)",
                     0.5);
  }
}

// ---- rules ----------------------------------------------------------------------------------------

std::string ruled(const std::string& rules) {
  return R"(
hosts:
  node1..3: {memory: 16 GiB, boot: {exponential: {mean: 20 min}}, failures: {hardware: {mttf: 500 h, mttr: 40 h}}}
vms:
  a: {host: node1, memory: 8 GiB, boot: {exponential: {mean: 10 min}}, failures: {os: {mttf: 300 h, mttr: 1 h}}}
  b: {host: node2, memory: 4 GiB, boot: {exponential: {mean: 5 min}}}
clusters:
  ha:
    profile: ideal
    nodes: node*
    failback: immediate
    rules: [)" +
         rules + R"(]
services: {a: {needs: a}, b: {needs: b}, both: {needs: {all: [a, b]}}, any: {needs: {any: [a, b]}}}
)";
}

TEST(AgreementOfWords, GroupsThatNeverShareANode) {
  expect_agreement("groups that never share a node", ruled("{apart: [a, b], required: true}"), 0.5);
}

TEST(AgreementOfWords, GroupsThatAreApartWhereTheyCan) {
  expect_agreement("groups that are apart where they can", ruled("{apart: [a, b]}"), 0.5);
}

TEST(AgreementOfWords, GroupsThatPreferANode) {
  expect_agreement("groups that prefer a node, and one that runs nowhere else",
                   ruled("{prefer: a, owners: [node1, node3]}, "
                         "{prefer: b, owners: [node2], required: true}"),
                   0.5);
}

TEST(AgreementOfWords, GroupsThatGoTogether) {
  std::string text = ruled("{together: [a, b], required: true}");
  text.replace(text.find("host: node2"), 11, "host: node1");
  expect_agreement("groups that go together", text, 0.5);
}

}  // namespace
}  // namespace ausfall
