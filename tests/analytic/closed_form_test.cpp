// Scenarios whose answer has a closed form, solved and simulated.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/analytic/closed_form.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

TEST(ClosedForm, OneRepairableHost) {
  expect_both({"one host: unavailability", "mttr / (mttf + mttr)"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}
services: {web: {needs: node}}
)",
              10.0 / 1010);
}

// What clients cannot reach is down from the start, whatever else fails.
TEST(ClosedForm, DownFromTheStart) {
  expect_both({"an application that no client reaches", "it never serves"},
              R"(
ausfall: 1
horizon: 1 y
replications: 10
hosts: {node1..2: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}
networks: {public: {carries: [client], hosts: node2}}
apps: {web: {on: node1}}
services: {web: {needs: web}}
)",
              1);
}

// Boot and start are exponential too: three stages in a row, and the host can fail while the
// application starts. Stages up U, booting B, starting S with rates f (failure), r (repair), b, s:
// S is left by s or f; the balance gives p(U) = s / (s + f) * p(S or U), and p(S or U) = 1 / (1 + f
// / r + f / b).
TEST(ClosedForm, RepairBootStart) {
  const double f = 1.0 / 200;
  const double r = 1.0 / 10;
  const double b = 1.0 / 2;
  const double s = 1.0 / 5;
  const double available = s / (s + f) / (1 + f / r + f / b);
  expect_both({"a host that boots and an application that starts", "balance of three stages"},
              R"(
ausfall: 1
horizon: 20 y
replications: 100
hosts: {node: {boot: {exponential: {mean: 2 h}}, failures: {hardware: {mttf: 200 h, mttr: 10 h}}}}
apps: {web: {on: node, start: {exponential: {mean: 5 h}}}}
services: {web: {needs: web}}
)",
              1 - available);
}

// VMs that boot from one array share it: with exponential I/Os the array is Palm's one repairer, who
// works on all at once. A boot of 36000 I/Os at 10 a second takes an hour alone.
TEST(ClosedForm, BootsThatShareAnArray) {
  const double a = 1.0 / 20;
  double weight = 1;
  double total = 1;
  double down = 0;
  for (int k = 1; k <= 4; ++k) {
    weight *= (5 - k) * a;
    total += weight;
    if (k >= 2) down += weight;
  }
  const studies::Solution solution = test::solve(R"(
ausfall: 1
hosts: {node: {}}
storage: {array: {type: fc, iops: 10}}
vms: {web1..4: {host: node, storage: array, boot: {io: 36000}, failures: {os: {mttf: 20 h}}}}
services: {web: {needs: {at-least: 3, of: web*}}}
)",
                                                 std::nullopt, 1);
  test::expect_relative({"VMs that boot from one array, solved", "Palm's machine repair"},
                        down / total, solution.services.front().steady->unavailability, 1e-9);
  EXPECT_EQ(solution.states, 5U) << "which of them boot makes no difference";
}

// Machine repair (Palm): k of n down with probability proportional to n! / (n - k)! a^k for one
// repairer.
TEST(ClosedForm, SixHostsAndOneRepairer) {
  const double a = 30.0 / 700;
  double weight = 1;
  double total = 1;
  double down = 0;
  for (int k = 1; k <= 6; ++k) {
    weight *= (7 - k) * a;
    total += weight;
    if (k > 2) down += weight;
  }
  expect_both({"at least 4 of 6 hosts, one repairer", "Palm's machine repair"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
crews: {field: {size: 1}}
hosts: {node1..6: {failures: {hardware: {mttf: 700 h, mttr: 30 h, crew: field}}}}
services: {farm: {needs: {at-least: 4, of: node*}}}
)",
              down / total);
}

// With as many repairers as hosts they are independent: a binomial.
TEST(ClosedForm, IndependentHostsAreBinomial) {
  const double q = 30.0 / 730;
  const double down = 1 - std::pow(1 - q, 3) - 3 * q * std::pow(1 - q, 2);
  expect_both({"at least 2 of 3 hosts, a repairer each", "binomial"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {node1..3: {failures: {hardware: {mttf: 700 h, mttr: 30 h}}}}
services: {farm: {needs: {at-least: 2, of: node*}}}
)",
              down);
}

// Interchangeable hosts are merged: n + 1 states instead of 2^n.
TEST(ClosedForm, InterchangeableHostsAreMerged) {
  const studies::Solution solution = test::solve(R"(
ausfall: 1
hosts: {node1..12: {failures: {hardware: {mttf: 700 h, mttr: 30 h}}}}
services: {farm: {needs: {at-least: 2, of: node*}}}
)");
  EXPECT_EQ(solution.states, 13U);
  EXPECT_EQ(solution.transitions, 24U);
}

// ... and those that a service tells apart are not.
TEST(ClosedForm, HostsThatDifferAreNotMerged) {
  const studies::Solution solution = test::solve(R"(
ausfall: 1
hosts: {node1..3: {failures: {hardware: {mttf: 700 h, mttr: 30 h}}}}
services: {one: {needs: node1}, farm: {needs: {at-least: 2, of: node*}}}
)");
  EXPECT_EQ(solution.states, 6U);
}

// Two failure modes of one host: down for either, one at a time, as the other's clock waits.
TEST(ClosedForm, TwoModesOfOneHost) {
  const double load = 10.0 / 1000 + 1.0 / 50;
  expect_both({"a host with two failure modes", "sum of their loads"},
              R"(
ausfall: 1
horizon: 20 y
replications: 100
hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}, os: {mttf: 50 h, mttr: 1 h}}}}
services: {web: {needs: node}}
)",
              load / (1 + load));
}

// The ideal cluster: a service on two hosts is down when both are (1-out-of-2), as there is no
// delay at all.
TEST(ClosedForm, IdealClusterIsOneOfTwo) {
  const double q = 20.0 / 520;
  expect_both({"an ideal cluster of two", "1-out-of-2"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {node1..2: {failures: {hardware: {mttf: 500 h, mttr: 20 h}}}}
apps: {web: {on: node1}}
clusters: {ha: {profile: ideal, nodes: node*}}
services: {web: {needs: web}}
)",
              q * q);
}

// Imperfect coverage (Bouricius, Carter, Schneider 1969): a failover that does not work leaves the
// service down until a person comes, or its host is repaired, whichever is first. f failure, r
// repair, m the person, c the coverage; relative to a, both up and serving:
//   b  one up and serving z  both down; the first back starts the service: a cold start is no
//   failover w  one up, but the failover to it did not work v  the same, and then that one went
//   down too q  both down and the person has been: whichever is back first starts it
TEST(ClosedForm, ImperfectCoverage) {
  const double f = 1.0 / 500;
  const double r = 1.0 / 20;
  const double m = 1.0 / 2;
  const double c = 0.9;
  double b = 0;
  double w = 0;
  double v = 0;
  double z = 0;
  double q = 0;
  for (int i = 0; i < 10000; ++i) {
    z = b * f / (2 * r);
    v = w * f / (2 * r + m);
    q = v * m / (2 * r);
    w = (f * (1 - c) + v * r) / (m + r + f);
    b = (f + f * c + w * m + z * 2 * r + v * r + q * 2 * r) / (r + f);
  }
  const double unavailability = (w + v + z + q) / (1 + b + w + v + z + q);
  expect_both(
      {"a cluster whose failover works in 90 % of cases", "Bouricius, Carter, Schneider 1969"},
      R"(
ausfall: 1
horizon: 20 y
replications: 400
hosts: {node1..2: {failures: {hardware: {mttf: 500 h, mttr: 20 h}}}}
apps: {web: {on: node1}}
clusters: {ha: {profile: ideal, nodes: node*, failover: {coverage: 90 %, manual: {exponential: {mean: 2 h}}}}}
services: {web: {needs: web}}
)",
      unavailability);
}

// Takacs: constant repair does not change the mean. 1000 h up, 4 h 12 min down.
TEST(ClosedForm, ConstantRepairIsARenewalProcess) {
  expect_simulated({"constant repair and boot", "alternating renewal process"},
                   R"(
ausfall: 1
horizon: 20 y
replications: 100
hosts: {node: {boot: 12 min, failures: {hardware: {mttf: 1000 h, ttr: 4 h}}}}
services: {web: {needs: node}}
)",
                   4.2 / 1004.2, 0.05);
}

// A failure clock keeps its age while its component is down for another reason: an alternating
// renewal process in operating time. Constant 100 h of operation to the failure, whatever the other
// mode does.
TEST(ClosedForm, FailureClocksKeepTheirAge) {
  const double load = 10.0 / 100 + 5.0 / 30;
  expect_simulated({"a part that wears in operating time", "alternating renewal process"},
                   R"(
ausfall: 1
horizon: 20 y
replications: 100
hosts: {node: {failures: {wear: {ttf: 100 h, ttr: 10 h}, os: {mttf: 30 h, mttr: 5 h}}}}
services: {web: {needs: node}}
)",
                   load / (1 + load), 0.05);
}

// Phase-type stand-ins: for a single alternating renewal process the steady state depends on means
// only, so it is exact.
TEST(ClosedForm, StagesKeepTheMean) {
  const studies::Solution solution = test::solve(R"(
ausfall: 1
hosts: {node: {failures: {hardware: {ttf: {weibull: {shape: 0.7, mean: 900 h}}, ttr: {lognormal: {mean: 6 h, cv: 1.4}}}}}}
services: {web: {needs: node}}
)",
                                                 std::nullopt, 8);
  test::expect_absolute(
      {"Weibull failures and lognormal repairs by 8 stages", "mttr / (mttf + mttr)"}, 6.0 / 906,
      solution.services.front().steady->unavailability, 1e-11);
}

TEST(ClosedForm, TransientAvailabilityOfOneHost) {
  const double f = 1.0 / 1000;
  const double r = 1.0 / 10;
  const double t = 24;
  const studies::Solution solution = test::solve(R"(
ausfall: 1
hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}
services: {web: {needs: node}}
)",
                                                 std::chrono::hours(24));
  const studies::TransientAnswer& answer = *solution.services.front().transient;
  const double decay = std::exp(-(f + r) * t);
  const std::string source = "two states: Trivedi, Probability and Statistics, ch. 8";
  test::expect_relative({"one host after a day: unavailability", source}, f / (f + r) * (1 - decay),
                        answer.unavailability_at, 1e-9);
  test::expect_relative({"one host over a day: unavailability", source},
                        f / (f + r) * (1 - (1 - decay) / ((f + r) * t)), answer.unavailability_over,
                        1e-9);
  test::expect_relative({"one host: probability of an outage in a day", source},
                        1 - std::exp(-f * t), answer.outage_by, 1e-10);
  test::expect_relative({"one host: mean hours to an outage", source}, 1000,
                        *solution.services.front().steady->hours_to_outage, 1e-9);
}

// Two in parallel, each with its own repair: mean time to the first outage (3 f + r) / (2 f^2).
TEST(ClosedForm, MeanTimeToOutageOfTwoInParallel) {
  const double f = 1.0 / 500;
  const double r = 1.0 / 20;
  const studies::Solution solution = test::solve(R"(
ausfall: 1
hosts: {node1..2: {failures: {hardware: {mttf: 500 h, mttr: 20 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)");
  const double q = f / (f + r);
  test::expect_relative({"two in parallel: mean hours to an outage", "(3 f + r) / (2 f^2)"},
                        (3 * f + r) / (2 * f * f),
                        *solution.services.front().steady->hours_to_outage, 1e-9);
  test::expect_relative({"two in parallel: outages a year", "2 q^2 r"}, 8760 * 2 * q * q * r,
                        solution.services.front().steady->outages_per_year, 1e-9);
}

// Triple modular redundancy without repair: a pool without parts, which are never restocked, repairs
// nothing. With R = exp(-t / mttf) each, 3 R^2 - 2 R^3; the first outage after 5/6 of the mttf.
TEST(ClosedForm, TripleModularRedundancy) {
  const studies::Solution solution = test::solve(R"(
ausfall: 1
spares: {boards: {size: 0}}
hosts: {node1..3: {failures: {hardware: {mttf: 1000 h, spare: boards}}}}
services: {voted: {needs: {at-least: 2, of: node*}}}
)",
                                                 std::chrono::hours(500));
  const studies::SolvedService& service = solution.services.front();
  const std::string source = "Lyons, Vanderkulk 1962";
  const double alive = std::exp(-0.5);
  const double reliability = 3 * alive * alive - 2 * alive * alive * alive;
  test::expect_relative({"triple modular redundancy: probability of failure in 500 h", source},
                        1 - reliability, service.transient->outage_by, 1e-9);
  test::expect_relative({"triple modular redundancy: unavailable after 500 h", source},
                        1 - reliability, service.transient->unavailability_at, 1e-9);
  test::expect_relative({"triple modular redundancy: mean hours to failure", source}, 5000.0 / 6,
                        *service.steady->hours_to_outage, 1e-9);
}

// The same, as the language has it since. The mean until nothing brings it back is the same mean,
// since the first outage is the last.
TEST(ClosedForm, TripleModularRedundancyNeverRepaired) {
  const std::string text = R"(
ausfall: 1
horizon: 500 h
replications: 20000
confidence: 99.99 %
hosts: {node1..3: {failures: {hardware: {mttf: 1000 h, mttr: never}}}}
services: {voted: {needs: {at-least: 2, of: node*}}}
)";
  const studies::Solution solution = test::solve(text, std::chrono::hours(500));
  const studies::SolvedService& service = solution.services.front();
  const std::string source = "Lyons, Vanderkulk 1962";
  const double alive = std::exp(-0.5);
  const double failed = 1 - 3 * alive * alive + 2 * alive * alive * alive;
  test::expect_relative(
      {"triple modular redundancy, never repaired: probability of failure in 500 h", source},
      failed, service.transient->outage_by, 1e-9);
  ASSERT_TRUE(service.steady->down_for_good);
  EXPECT_EQ(service.steady->unavailability, 1);
  EXPECT_EQ(service.steady->down_for_good->probability, 1);
  test::expect_relative({"triple modular redundancy: mean hours to the end", source}, 5000.0 / 6,
                        service.steady->down_for_good->hours.value_or(0), 1e-9);
  test::expect_contained(
      {"triple modular redundancy, never repaired: failure in 500 h, simulated", source}, failed,
      test::run(text).services.front().outage_by_horizon, 0.1);
}

// A flood, once in 100 h on average, which hits one host in three times out of ten: with the other
// probability it never fails.
TEST(ClosedForm, AnEndThatNeedNotCome) {
  const studies::Solution solution = test::solve(R"(
ausfall: 1
hosts: {node: {failures: {os: {mttf: 50 h, mttr: 1 h}}}}
common-causes: {flood: {mttf: 100 h, mttr: never, hits: node, probability: 30 %}}
services: {web: {needs: node}}
)");
  const studies::SteadyAnswer& answer = *solution.services.front().steady;
  test::expect_relative({"a flood that hits with 30 %: unavailability", "0.3 + 0.7 / 51"},
                        0.3 + 0.7 / 51, answer.unavailability, 1e-9);
  ASSERT_TRUE(answer.down_for_good);
  test::expect_relative({"a flood that hits with 30 %: it ends so", "by the scenario"}, 0.3,
                        answer.down_for_good->probability, 1e-12);
  EXPECT_FALSE(answer.down_for_good->hours);
}

// A VM that may fail over only so often stays failed after that: the cluster gives it up. With one
// failover in all its life, the second failure is the end.
TEST(ClosedForm, AGroupThatIsGivenUp) {
  const studies::Solution solution = test::solve(R"(
ausfall: 1
hosts: {node1..2: {}}
vms: {vm: {host: node1, failures: {os: {mttf: 300 h, mttr: 1 h}}}}
clusters: {c: {profile: ideal, nodes: node*, monitor: {scope: vm-state},
  failover: {threshold: 1, period: {exponential: {mean: 200000 y}}}}}
services: {web: {needs: vm}}
)");
  const studies::SteadyAnswer& answer = *solution.services.front().steady;
  ASSERT_TRUE(answer.down_for_good);
  test::expect_relative({"given up at the second failure: mean hours to the end", "twice the mttf"},
                        600, answer.down_for_good->hours.value_or(0), 1e-6);
}

// Two spare parts that are not restocked: the third failure is the end, an Erlang time of three
// stages.
TEST(ClosedForm, SparesThatRunOut) {
  const studies::Solution solution = test::solve(R"(
ausfall: 1
spares: {disks: {size: 2}}
hosts: {node: {failures: {disk: {mttf: 100 h, spare: disks}}}}
services: {web: {needs: node}}
)",
                                                 std::chrono::hours(500));
  const studies::SolvedService& service = solution.services.front();
  const double left = std::exp(-5.0) * (1 + 5 + 12.5);
  test::expect_relative({"two spares, repair at once: probability of an outage in 500 h", "Erlang"},
                        1 - left, service.transient->outage_by, 1e-9);
  test::expect_relative({"two spares, repair at once: mean hours to an outage", "Erlang"}, 300,
                        *service.steady->hours_to_outage, 1e-9);
}

// One spare part, ordered anew when it is taken: n its restocking, f failure, r repair. Relative to
// b, under repair and none in stock: e, under repair and one in stock; c, up without; d, waiting for
// the part; a, all well.
TEST(ClosedForm, OneSpareThatIsRestocked) {
  const double f = 1.0 / 100;
  const double r = 1.0 / 5;
  const double n = 1.0 / 50;
  const double b = 1;
  const double e = n / r;
  const double c = r / (n + f);
  const double d = f / n * c;
  const double a = (n * c + r * e) / f;
  expect_both({"a host and one spare part", "balance of five states"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
spares: {disks: {size: 1, restock: {exponential: {mean: 50 h}}}}
hosts: {node: {failures: {disk: {mttf: 100 h, mttr: 5 h, spare: disks}}}}
services: {web: {needs: node}}
)",
              (b + d + e) / (a + b + c + d + e));
}

// No cluster moves anything: each round costs the work, the boots and the start, and comes exactly
// every 30 days.
TEST(ClosedForm, MaintenanceOfAnUnclusteredHost) {
  const studies::RunResult result = test::run(R"(
ausfall: 1
horizon: 330 d
warmup: 30 d
replications: 2
hosts: {node: {boot: 4 min}}
vms: {vm: {host: node, boot: 90 s}}
apps: {app: {on: vm, start: 30 s}}
services: {app: {needs: app}}
maintenance: {patching: {every: 30 d, duration: 40 min}}
)");
  const studies::ServiceResult& service = result.services.front();
  EXPECT_DOUBLE_EQ(service.unavailability.mean, (40 + 4 + 1.5 + 0.5) / (30 * 24 * 60));
  ASSERT_EQ(service.causes.size(), 1U);
  EXPECT_EQ(service.causes.front().cause, "patching");
  EXPECT_EQ(service.causes.front().outages, 22U);
}

// Work that comes after an exponential time, counted from the last, and takes one: the host is up,
// or it is worked on. A round that comes due during the work follows at once, so the work is a
// queue of at most one in service and one that waits: of the three states up, one and two, with
// rates a of coming due and m of the work, the clock of the next round runs in the first two, and
// balance gives p1 = a/m p0 and p2 = a/m p1.
TEST(ClosedForm, MaintenanceWithoutMemory) {
  const double load = 20.0 / 200;
  const double up = 1 / (1 + load + load * load);
  expect_both({"maintenance of a host", "balance of three states"},
              R"(
ausfall: 1
horizon: 20 y
replications: 100
hosts: {node: {}}
services: {web: {needs: node}}
maintenance: {work: {every: {exponential: {mean: 200 h}}, duration: {exponential: {mean: 20 h}}}}
)",
              1 - up);
}

}  // namespace
}  // namespace ausfall
