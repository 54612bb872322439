// Defaults of rules of placement that only some products have.
#include <string>
#include <vector>

#include "tests/scenarios/defaults.hpp"

namespace ausfall::scenarios {
namespace {

/// A cluster with an app on each of three nodes, one of which is often lost.
std::string apps(const std::string& policy) {
  return days +
         "hosts: {node1..3: {boot: 4 min, failures: {hardware: {mttf: 10 d, mttr: 12 h}}}}\n"
         "apps: {web1..3: {on: node1..3, start: 30 s}}\n"
         "clusters: {c: {nodes: node*, heartbeat: {interval: 1 s, missed: 5}, failover: {grace: 1 "
         "min}, " +
         policy + "}}\n" + service("web*");
}

/// A group with a disk that two nodes reach.
std::string disk(const std::string& policy) {
  return days + hosts(2) +
         "storage: {san: {type: fc}}\n"
         "apps: {web: {on: node1, start: 30 s, storage: san}}\n"
         "clusters: {c: {nodes: node*, failover: {grace: 1 min}, " +
         policy + "}}\n" + service("web");
}

/// VMs that leave no room for one another.
const std::string full =
    days +
    "hosts: {node1..2: {memory: 8 GiB, failures: {hardware: {mttf: 20 d, mttr: 4 h}}}}\n"
    "vms: {a: {host: node1, memory: 8 GiB}, b: {host: node2, memory: 8 GiB}}\n"
    "clusters: {c: {nodes: node*, planned: {kind: restart}}}\n" +
    service("[a, b]");

std::string balancer(const std::string& check) {
  return days + hosts(2) +
         "apps: {web1..2: {on: node1..2, failures: {stuck: {mttf: 5 d, effect: hang, ttr: 10 "
         "min}}}}\n"
         "clusters: {lb: {nodes: node*, groups: {pool: {members: web*}}, check: {" +
         check + "}}}\n" + service("{any: web*}");
}

}  // namespace

std::vector<Default> of_placement() {
  return {
      {"affinity.apart",
       "clusters.c.affinity.apart",
       "preferred",
       {"required"},
       apps("rules: [{apart: web*}]")},
      {"affinity.together",
       "clusters.c.affinity.together",
       "preferred",
       {"required"},
       days + hosts(3) +
           "apps: {a: {on: node1, start: 30 s, failures: {crash: {mttf: 5 d, ttr: 10 min}}}, "
           "b: {on: node1, start: 1 min}}\n"
           "clusters: {c: {nodes: node*, rules: [{together: [a, b]}]}}\n" +
           service("[a, b]")},
      {"eviction.every",
       "clusters.c.eviction.every",
       "0 s",
       {"10 d"},
       apps("eviction: {workload: deployment}")},
      {"eviction.disrupted-above",
       "clusters.c.eviction.disrupted-above",
       "0",
       {"2"},
       apps("eviction: {disrupted: 30 %}")},
      {"eviction.large",
       "clusters.c.eviction.large",
       "64",
       {"2"},
       apps("eviction: {disrupted: 30 %}")},
      {"eviction.every-disrupted",
       "clusters.c.eviction.every-disrupted",
       "0 s",
       {"10 d"},
       apps("eviction: {disrupted: 30 %, large: 2}")},
      {"eviction.detach",
       "clusters.c.eviction.detach",
       "none",
       {"0 s", "1 h"},
       disk("eviction: {workload: deployment}, fencing: none")},
      {"eviction.workload",
       "clusters.c.eviction.workload",
       "deployment",
       {"statefulset"},
       apps("eviction: {every: 1 s}")},
      {"policy.shutdown",
       "clusters.c.shutdown",
       "drain",
       {"freeze", "failover", "conditional"},
       apps("restart: {attempts: 1}") +
           "maintenance: {patching: {every: 10 d, duration: 30 min, shutdown: reboot}}\n"},
      {"planned.without-place",
       "clusters.c.planned.without-place",
       "stay",
       {"stop"},
       full + "faults: [{at: 10 d, evacuate: node1, for: 1 h}]\n"},
      {"check.connect-timeout",
       "clusters.lb.check.connect-timeout",
       "0 s",
       {"5 s"},
       balancer("interval: 10 s")},
      {"check.answer-timeout",
       "clusters.lb.check.answer-timeout",
       "0 s",
       {"5 s"},
       balancer("interval: 10 s")},
  };
}

}  // namespace ausfall::scenarios
