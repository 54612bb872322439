// Random words of what a cluster does that depend on nothing else in the scenario.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>

#include "tests/properties/chance.hpp"
#include "tests/properties/planned_words.hpp"

namespace ausfall::test {

class PolicyWords : protected Chance {
 protected:
  using Chance::Chance;

  std::string monitor() {
    return fmt::format(", monitor: {{scope: {}, looks-alive: {}, is-alive: {}, timeout: {}{}{}{}}}",
                       one_of({"node", "vm-state", "guest-os", "app"}), seconds(0, 10),
                       seconds(0, 60), seconds(0, 30), maybe(0.4, ", capacity-floor: 60 %"),
                       maybe(0.3, fmt::format(", status-messages: {{interval: {}, missed: {}}}",
                                              seconds(1, 20), pick(1, 3))),
                       maybe(0.4, ", pending-timeout: " + one_of({"none", "130 s", "240 s"})) +
                           maybe(0.4, ", disks: true") +
                           maybe(0.4, ", clients: true, clients-timeout: " + seconds(0, 20)) +
                           maybe(0.2, ", storage-pause: " + law(10, 1800)));
  }

  std::string restart() {
    return fmt::format(", restart: {{attempts: {}, period: {}, delay: {}}}",
                       one_of({"0", "1", "3", "unlimited"}), law(60, 1800),
                       chance(0.3) ? "[0 s, " + law(1, 60) + ", 2 min]" : law(1, 60));
  }

  std::string failover(PlannedWords& planned) {
    std::string failover = "delay: " + law(1, 60);
    if (chance(0.4))
      failover += fmt::format(", threshold: {}, period: {}", pick(0, 3), law(600, 7200));
    if (chance(0.3))
      failover += fmt::format(", coverage: {} %, manual: {}", pick(1, 9) * 10,
                              planned.manual(law(60, 7200)));
    else if (chance(0.7))
      failover += ", manual: " + planned.manual(law(60, 7200));
    if (chance(0.25))
      failover += ", grace: " + law(10, 600) + maybe(0.5, ", grace-pauses: true") +
                  maybe(0.3, ", grace-vms-only: true");
    failover +=
        maybe(0.4, ", placement: " + one_of({"next-owner", "random", "most-free", "first-fit"}));
    failover += maybe(0.3, fmt::format(", concurrency: {}", pick(1, 2)));
    failover += maybe(0.2, ", standby: hot");
    return failover;
  }

  std::string fencing() {
    switch (pick(0, 5)) {
      case 0:
        return "none";
      case 1:
      case 2:
        return fmt::format("{{kind: reservation, arbitration: {}}}", seconds(1, 20));
      case 3:
      case 4:
        return fmt::format("{{kind: power, time: {}, success: {} %, attempts: {}}}",
                           chance(0.5) ? seconds(1, 60) : "{exponential: {mean: 20 s}}",
                           pick(4, 10) * 10, one_of({"1", "3", "unlimited"}));
      default:
        return "lock";
    }
  }

  /// Whatever happens before a node knows that it lost the quorum, its leases outlast its watchdog.
  std::string watchdog() {
    return fmt::format(", fencing: {{kind: watchdog, timeout: {}, expiry: {}, delay: {}}}",
                       seconds(0, 60), seconds(600, 900), law(1, 120));
  }

  std::string isolation() {
    const std::string times = fmt::format(", after: {}, leader-after: {}", law(1, 60), law(1, 60));
    if (chance(0.2)) return "{response: stay, takes-over: false}";
    if (chance(0.5)) return "{response: power-off" + times + "}";
    return "{response: shut-down" + times + ", shutdown: " + law(1, 300) + "}";
  }

  /// `witness` says where one may be.
  std::string quorum(const std::function<std::string()>& witness) {
    const std::string retry = ", retry: " + law(10, 300);
    switch (pick(0, 8)) {
      case 0:
        return "none";
      case 1:
        return "{kind: majority" + retry + "}";
      case 2:
        return "{kind: majority, two-node: true" + retry + "}";
      case 3:
        return "{kind: local" + retry + "}";
      case 4:
        return fmt::format("{{kind: primaries, primaries: {}}}", pick(1, 3));
      case 5:
      case 6:
        return "{kind: shared-disk, arbitration: " + law(1, 30) + retry +
               maybe(0.5, ", yields-without-clients: true") + "}";
      case 7:
        return "{kind: witness, witness: " + witness() + ", arbitration: " + law(1, 30) + retry +
               "}";
      default:
        return "{kind: dynamic, witness: " + (chance(0.4) ? "none" : witness()) +
               ", arbitration: " + law(1, 30) + retry + "}";
    }
  }

  /// `networks`: what else is said of them. REQUIRES: not both.
  std::string heartbeat_over(const std::string& networks, bool each, bool loses) {
    if (each) {
      return fmt::format(", heartbeat: {{interval: {} s, missed: {}, mode: explicit{}}}",
                         pick(30, 90), pick(2, 4), networks);
    }
    if (!loses && chance(0.4)) return "";
    return fmt::format(", heartbeat: {{interval: {}, missed: {}{}}}",
                       loses ? one_of({"1 s", "5 s"}) : one_of({"0 s", "1 s", "5 s"}),
                       loses ? pick(2, 6) : pick(1, 4), networks);
  }

  std::string owners(int home, int hosts) {
    switch (pick(0, 4)) {
      case 0:
        return fmt::format(", owners: [node{}]", pick(1, hosts));
      case 1:
        return fmt::format(", possible-owners: [node{}, node{}]", home, home % hosts + 1);
      default:
        return "";
    }
  }

  std::string need(const std::vector<std::string>& all, int depth) {
    if (depth == 0 || chance(0.3)) return fmt::format("{{all: {}}}", one_of(all));
    const int parts = pick(1, 3);
    std::string list;
    for (int i = 0; i < parts; ++i) list += (i > 0 ? ", " : "") + need(all, depth - 1);
    switch (pick(0, 2)) {
      case 0:
        return fmt::format("{{all: [{}]}}", list);
      case 1:
        return fmt::format("{{any: [{}]}}", list);
      default:
        return fmt::format("{{at-least: {}, of: [{}]}}", pick(1, parts), list);
    }
  }
};

}  // namespace ausfall::test
