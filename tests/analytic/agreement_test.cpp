// Simulate and solve must agree: on a family of random small scenarios in which every clock is
// exponential, or does not delay.
//
// Each scenario is solved, and simulated with a seed of its own. Two statements are tested over the
// whole family of n scenarios:
//
// 1. No estimate is impossibly far off: the exact unavailability of every service lies in its
//    99.9999 % interval. Were all intervals as sure as they say, a family with n services would
//    raise a false alarm with probability n * 1e-6, about 4e-4.
// 2. Nor are they off by a little everywhere: the number of exact values that lie outside their 90
//    % intervals is binomial (n, 0.1) or less sure by what one service of a scenario tells about
//    the next; it must not exceed its mean by more than 5 standard deviations of a binomial in
//    which the scenarios' services fall together. False alarm: below 1e-5.
//
// The seeds are fixed, so either it passes always or never.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "sim/random.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

/// Makes small scenarios that can be solved. The same number makes the same scenario.
class Family {
 public:
  explicit Family(std::uint64_t number)
      : draw_({.seed = 20061204, .replication = number}, Stream{1}, 0) {}

  std::string scenario() {
    std::string text = "ausfall: 1\nhorizon: 5 y\nwarmup: 2000 h\nreplications: 150\n";
    const int hosts = chance(0.15) ? 3 : pick(1, 2);
    const bool crew = hosts < 3 && extra(0.4);
    if (crew) text += crews(hosts);
    text += fmt::format(
        "hosts:\n  node1..{}: {{{}failures: {{hardware: {{mttf: {} h, mttr: {} h{}}}{}}}}}\n",
        hosts,
        chance(0.5) ? fmt::format("boot: {{exponential: {{mean: {} min}}}}, ", pick(5, 60)) : "",
        pick(200, 1500), pick(5, 60), crew ? ", crew: field" : "", hang(0.2));
    if (hosts < 3 && extra(0.4)) text += network();
    if (hosts < 3 && extra(0.3))
      text += fmt::format(
          "common-causes: {{feed: {{mttf: {} h, mttr: {} h, hits: all, probability: {} %}}}}\n",
          pick(1000, 4000), pick(2, 20), pick(3, 10) * 10);
    const bool virtual_machines = chance(0.6);
    if (virtual_machines && hosts < 3 && extra(0.25)) text += storage();
    text += virtual_machines ? guests() : applications();
    if (chance(0.75)) text += cluster(virtual_machines);
    if (quorum_disk_)
      text += fmt::format(
          "storage: {{disk: {{type: fc, hosts: all, failures: {{array: {{mttf: {} h, mttr: {} "
          "h}}}}}}}}\n",
          pick(1000, 4000), pick(2, 20));
    text += services(hosts);
    if (hosts < 3 && extra(0.4)) text += maintenance();
    return text;
  }

 private:
  int pick(int low, int high) {
    return low + static_cast<int>(draw_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(double probability) { return draw_.uniform() < probability; }
  /// What makes a scenario larger is rationed, so that the chains stay small.
  bool extra(double probability) {
    if (extras_left_ == 0 || !chance(probability)) return false;
    --extras_left_;
    return true;
  }
  std::string one_of(std::initializer_list<const char*> words) {
    return *(words.begin() + pick(0, static_cast<int>(words.size()) - 1));
  }

  std::string exponential(int low, int high, const char* unit) {
    return fmt::format("{{exponential: {{mean: {} {}}}}}", pick(low, high), unit);
  }
  std::string hang(double probability) {
    if (!extra(probability)) return "";
    return fmt::format(", hung: {{mttf: {} h, effect: hang, mttr: {} h}}", pick(500, 2000),
                       pick(1, 5));
  }
  std::string crews(int hosts) {
    const std::string order =
        hosts > 1 ? one_of({"fifo", "random", "race", "[node2, node1]"}) : "fifo";
    const std::string response =
        chance(0.5) || order == "race" ? ", response: " + exponential(1, 6, "h") : "";
    return fmt::format("crews: {{field: {{size: {}, order: {}{}}}}}\n", pick(1, 2), order,
                       response);
  }
  std::string network() {
    networked_ = true;
    const std::string links =
        extra(0.4) ? fmt::format(", link: {{mttf: {} h, mttr: {} h}}", pick(2000, 5000), pick(2, 8))
                   : "";
    return fmt::format(
        "networks: {{lan: {{hosts: all, failures: {{switch: {{mttf: {} h, mttr: {} h}}{}}}}}}}\n",
        pick(2000, 5000), pick(2, 8), links);
  }
  /// Of two controllers, or two paths, one takes over from the other, not always in time.
  std::string storage() {
    storage_ = true;
    const bool controllers = chance(0.5);
    return fmt::format(
        "storage: {{disks: {{type: fc, {}: 2, {}-failover: {}, failures: {{{}: {{mttf: {} h, mttr: "
        "{} "
        "h}}}}}}}}\n",
        controllers ? "controllers" : "paths", controllers ? "controller" : "path",
        exponential(1, 60, "min"), controllers ? "controller" : "path", pick(200, 1500),
        pick(2, 20));
  }
  std::string guests() {
    return fmt::format(
        "vms: {{vm: {{host: node1, boot: {}{}, failures: {{os: {{mttf: {} h, mttr: {} "
        "min}}{}}}}}}}\n"
        "apps: {{app: {{on: vm, start: {}, failures: {{crash: {{mttf: {} h}}{}}}}}}}\n",
        exponential(1, 20, "min"),
        storage_ ? ", storage: disks, disk-timeout: " + exponential(1, 60, "min") : "",
        pick(200, 1000), pick(0, 1) * pick(5, 60), hang(0.25), exponential(1, 10, "min"),
        pick(100, 500), hang(0.15));
  }
  std::string applications() {
    return fmt::format(
        "apps: {{app: {{on: node1, start: {}, failures: {{crash: {{mttf: {} h, mttr: {} "
        "min}}{}}}}}}}\n",
        exponential(1, 30, "min"), pick(100, 500), pick(0, 1) * pick(5, 60), hang(0.25));
  }
  std::string cluster(bool virtual_machines) {
    std::string keys = fmt::format("profile: ideal, nodes: node*, groups: {{g: {{members: [{}]}}}}",
                                   virtual_machines ? "vm" : "app");
    if (networked_ && chance(0.7))
      keys += ", heartbeat: {interval: 0 s, missed: 1, networks: [lan]}";
    if (extra(0.4)) keys += ", membership: {regroup: " + exponential(5, 60, "s") + "}";
    if (extra(0.5)) keys += ", quorum: " + quorum();
    if (extra(0.3)) {
      keys +=
          fmt::format(", fencing: {{kind: power, time: {}, success: {} %, attempts: {}}}",
                      exponential(10, 120, "s"), pick(5, 10) * 10, one_of({"1", "2", "unlimited"}));
    }
    if (chance(0.5))
      keys +=
          fmt::format(", monitor: {{scope: {}}}", one_of({"node", "vm-state", "guest-os", "app"}));
    if (extra(0.4)) {
      keys += fmt::format(", restart: {{attempts: {}, period: {}, delay: {}}}", pick(0, 2),
                          exponential(1, 10, "h"), exponential(5, 60, "s"));
    }
    keys += ", failover: {delay: " + exponential(1, 10, "min");
    if (extra(0.2)) keys += ", grace: " + exponential(1, 30, "min");
    if (chance(0.2)) keys += ", standby: hot";
    if (chance(0.2)) keys += ", concurrency: 1";
    if (chance(0.3)) keys += ", placement: " + one_of({"random", "most-free", "first-fit"});
    if (extra(0.5))
      keys += fmt::format(", coverage: {} %, manual: {}", pick(7, 9) * 10, exponential(1, 8, "h"));
    else if (extra(0.5))
      keys += fmt::format(", threshold: {}, period: {}, manual: {}", pick(1, 3),
                          exponential(10, 100, "h"), exponential(1, 8, "h"));
    keys += "}";
    if (chance(0.3)) keys += ", failback: immediate";
    return "clusters: {ha: {" + keys + "}}\n";
  }
  std::string disk(const char* key) {
    if (storage_ || !extra(0.6)) return "";
    quorum_disk_ = true;
    return key;
  }
  std::string quorum() {
    const std::string retry = ", retry: {exponential: {mean: 5 min}}}";
    const std::string arbitration = ", arbitration: {exponential: {mean: 30 s}}";
    switch (pick(0, 8)) {
      case 0:
        return "majority";
      case 1:
        return "{kind: majority" + retry;
      case 2:
        return "{kind: majority, two-node: true}";
      case 3:
        return "{kind: local" + retry;
      case 4:
        return "{kind: primaries, primaries: 1}";
      case 5:
        return "{kind: shared-disk" + disk(", storage: disk") + arbitration + retry;
      case 6:
        return "{kind: witness" + disk(", witness: disk") + arbitration + retry;
      case 7:
        return "{kind: dynamic, witness: " + one_of({"cloud", "none"}) + arbitration + retry;
      default:
        return "{kind: dynamic" + disk(", witness: disk") + arbitration + retry;
    }
  }
  std::string services(int hosts) {
    return fmt::format(
        "services: {{app: {{needs: app}}, farm: {{needs: {{at-least: {}, of: node*}}}}{}{}{}}}\n",
        pick(1, hosts), networked_ ? ", lan: {needs: lan}" : "",
        storage_ ? ", disks: {needs: disks}" : "",
        quorum_disk_ ? ", disk: {needs: [disk, node1]}" : "");
  }

  std::string maintenance() {
    return fmt::format("maintenance: {{patching: {{every: {}, duration: {}}}}}\n",
                       exponential(300, 1500, "h"), exponential(1, 10, "h"));
  }

  Draw draw_;
  bool networked_ = false;
  bool storage_ = false;
  bool quorum_disk_ = false;  // there is one, and it fails
  int extras_left_ = 3;
};

bool contains(const Estimate& estimate, double truth) {
  return estimate.low <= truth && truth <= estimate.high;
}

TEST(Agreement, SimulateAndSolveAgreeOnRandomScenarios) {
  const std::uint64_t scenarios = test::quick_or_thorough(50, 220);
  int services = 0;
  int outside = 0;
  for (std::uint64_t number = 0; number < scenarios; ++number) {
    const std::string text = Family(number).scenario();
    SCOPED_TRACE(text);
    const studies::Solution solution = test::solve(text);
    const studies::RunResult sure = test::run("confidence: 99.9999 %\n" + text, number + 1);
    const studies::RunResult result = test::run("confidence: 90 %\n" + text, number + 1);
    for (const studies::SolvedService& solved : solution.services) {
      const double truth = solved.steady->unavailability;
      ++services;
      EXPECT_TRUE(contains(test::service(sure, solved.name).unavailability, truth))
          << solved.name << ": exact " << truth << ", simulated "
          << test::service(sure, solved.name).unavailability.mean << " ["
          << test::service(sure, solved.name).unavailability.low << ", "
          << test::service(sure, solved.name).unavailability.high << "]";
      if (!contains(test::service(result, solved.name).unavailability, truth)) ++outside;
    }
  }
  const double expected = 0.1 * services;
  const double deviation =
      std::sqrt(2 * 0.1 * 0.9 * services);  // services of one scenario may fall together
  const auto share = [&](double of) { return of / services; };
  test::expect_coverage({fmt::format("services of {} random scenarios, 90 % intervals", scenarios),
                         "exact, from their chains"},
                        0.9, static_cast<std::uint64_t>(services - outside),
                        static_cast<std::uint64_t>(services), 1 - share(expected + 5 * deviation),
                        1 - share(expected - 5 * deviation));
}

}  // namespace
}  // namespace ausfall
