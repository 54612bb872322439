// Defaults of clusters. What the profile `ideal` gives, which a cluster has that names none, is
// what the vocabulary says.
#include <string>
#include <vector>

#include "tests/scenarios/defaults.hpp"

namespace ausfall::scenarios {
namespace {

/// A cluster with one app, which stops now and hangs then.
std::string cluster(const std::string& policy, int nodes = 2) {
  return days + hosts(nodes) +
         "apps: {web: {on: node1, start: 30 s, failures: {crash: {mttf: 5 d, ttr: 10 min}, stuck: "
         "{mttf: 5 d, effect: hang, ttr: 1 h}}}}\n"
         "clusters: {c: {nodes: node*, " +
         policy + "}}\n" + service("web");
}

/// A cluster with an app on each of its nodes, which hear of one another over a network that fails.
std::string parts(const std::string& policy, int nodes = 3, const std::string& heartbeat = "") {
  std::string apps;
  for (int i = 1; i <= nodes; ++i) {
    const std::string number = std::to_string(i);
    apps += (i == 1 ? "web" : ", web") + number + ": {on: node" + number + ", start: 30 s}";
  }
  return days + hosts(nodes) + "apps: {" + apps +
         "}\nnetworks: {lan: {failures: {link: {mttf: 5 d, mttr: 1 h}, switch: {mttf: 20 d, mttr: "
         "1 h}}}}\nclusters: {c: {nodes: node*, heartbeat: {" +
         (heartbeat.empty() ? "interval: 1 s, missed: 5" : heartbeat) + "}, " + policy + "}}\n" +
         service("web*");
}

/// An app on the first of some nodes, whose network fails.
std::string lone(const std::string& policy, int nodes = 2) {
  return days + hosts(nodes) +
         "apps: {web: {on: node1, start: 30 s}}\n"
         "networks: {lan: {failures: {switch: {mttf: 5 d, mttr: 1 h}}}}\n"
         "clusters: {c: {nodes: node*, heartbeat: {interval: 1 s, missed: 5}, " +
         policy + "}}\n" + service("web");
}

/// Disks that go with a group, and a network for clients beside that of the heartbeats.
std::string disks(const std::string& policy) {
  return days + hosts(2) +
         "apps: {web: {start: 30 s, disk-timeout: 10 min}}\n"
         "storage: {san: {type: scsi, failures: {path: {mttf: 5 d, mttr: 1 h}}}}\n"
         "networks: {private: {carries: [heartbeat], failures: {link: {mttf: 1 d, mttr: 4 h}}}, "
         "public: {carries: [client], failures: {link: {mttf: 1 d, mttr: 4 h}}}}\n"
         "clusters: {c: {nodes: node*, groups: {g: {members: web, storage: san}}, heartbeat: "
         "{interval: 1 s, missed: 5}, " +
         policy + "}}\n" + service("web");
}

/// A VM on two hosts that lose their paths now and then, and what its cluster does about it.
std::string loses_paths(const std::string& policy, const std::string& storage = "") {
  return days +
         "hosts: {node1..2: {boot: 4 min}}\nnetworks: {lan: {}}\n"
         "vms: {box: {host: node1, storage: san, boot: 1 min}}\n"
         "storage: {san: {type: fc" +
         storage +
         ", failures: {path: {mttf: 5 d, mttr: 1 h}}}}\n"
         "clusters: {c: {nodes: node*, monitor: {scope: vm-state}" +
         policy + "}}\n" + service("box");
}

/// The same where a guest that hangs is seen.
std::string sees_hangs(std::string room) {
  const std::string scope = "vm-state";
  return room.replace(room.find(scope), scope.size(), "guest-os");
}

/// Six VMs on hosts with room for four of them, and one for eight; `more` is beside the cluster.
std::string vms(const std::string& policy, const std::string& more = "") {
  return days +
         "hosts: {node1..4: {boot: 4 min, failures: {hardware: {mttf: 5 d, mttr: 4 h}}}, "
         "node1..3: {memory: 8 GiB}, node4: {memory: 16 GiB}}\n"
         "vms: {a1..3: {host: node1, memory: 2 GiB, boot: 2 min}, b1..2: {host: node2, memory: 2 "
         "GiB, boot: 1 min}, c: {host: node3, memory: 2 GiB, boot: 1 min}}\n"
         "clusters: {c: {nodes: node*, " +
         policy + "}}\n" + more + service("[a*, b*, c]");
}

/// VMs that leave no room for failovers.
const std::string full =
    days +
    "hosts: {node1..2: {memory: 8 GiB, failures: {hardware: {mttf: 20 d, mttr: 4 h}}}}\n"
    "vms: {a1..2: {host: node1, memory: 4 GiB}, b1..2: {host: node2, memory: 4 GiB}}\n"
    "clusters: {c: {nodes: node*}}\n" +
    service("[a*, b*]");

/// VMs that crash and hang, with an app in one of them that does so, too.
std::string guests(const std::string& monitor) {
  return days + hosts(2) +
         "vms: {box: {host: node1, boot: 1 min, failures: {crash: {mttf: 5 d, ttr: 2 h}, stuck: "
         "{mttf: 5 d, effect: hang, ttr: 2 h}}}}\n"
         "apps: {web: {on: box, start: 30 s, failures: {crash: {mttf: 5 d, ttr: 2 h}}}}\n"
         "clusters: {c: {nodes: node*, monitor: {" +
         monitor + "}}}\n" + service("web");
}

/// An app that comes up sooner or later.
const std::string slow = days + hosts(2) +
                         "apps: {web: {on: node1, start: {exponential: {mean: 1 min}}}}\n"
                         "clusters: {c: {nodes: node*}}\n" +
                         service("web");

/// Seven nodes, of which often few are there.
const std::string few = days +
                        "hosts: {node1..7: {failures: {hardware: {mttf: 1 d, mttr: 1 d}}}}\n"
                        "apps: {web: {on: node7}}\n"
                        "clusters: {c: {nodes: node*, quorum: {kind: primaries}}}\n" +
                        service("web");

const std::string migrations = "maintenance: {patching: {every: 10 d, duration: 30 min}}\n";

/// Two apps that share the load.
std::string balancer(const std::string& check) {
  return days + hosts(2) +
         "apps: {web1..2: {failures: {crash: {mttf: 5 d, ttr: 10 min}}}, web1: {on: node1}, "
         "web2: {on: node2}}\n"
         "clusters: {lb: {nodes: node*, groups: {pool: {members: web*}}, check: {" +
         check + "}}}\n" + service("{any: web*}");
}

/// Each with room for one VM.
const std::string hosts_with_memory =
    "hosts: {node1..2: {memory: 2 GiB, failures: {hardware: {mttf: 10 d, mttr: 4 h}}}}\n";

}  // namespace

std::vector<Default> of_clusters() {
  return {
      {"cluster.profile",
       "clusters.c.profile",
       "ideal",
       {"mscs-2003", "pacemaker", "vsphere-fdm", "wsfc-2019"},
       cluster("")},
      {"rule.required",
       "clusters.c.rules",
       "false",
       {"true"},
       parts("rules: [{apart: web*}]"),
       "[{apart: web*, required: @}]"},

      {"policy.quorum",
       "clusters.c.quorum",
       "none",
       {"local", "majority", "shared-disk", "{kind: witness, witness: cloud}", "dynamic",
        "{kind: primaries, primaries: 1}"},
       parts("")},
      {"policy.fencing",
       "clusters.c.fencing",
       "none",
       {"{kind: reservation, arbitration: 1 s}", "{kind: power, time: 1 s}", "watchdog", "lock"},
       disks("quorum: shared-disk")},
      {"policy.quarantine", "clusters.c.quarantine", "none", {"{threshold: 1}"}, parts("")},
      {"policy.failback",
       "clusters.c.failback",
       "never",
       {"immediate", "{window: [22, 6]}", "{hours: sat 22-6}"},
       cluster("")},
      {"policy.isolation", "clusters.c.isolation", "stay", {"power-off", "shut-down"}, parts("")},
      {"policy.admission",
       "clusters.c.admission",
       "none",
       {"slots", "{hosts: 1}", "{percentage: 25 %}"},
       full,
       "@",
       true},
      {"overcommit.memory",
       "clusters.c.overcommit.memory",
       "1",
       {"2", "unlimited"},
       days + hosts_with_memory +
           "vms: {a: {host: node1, memory: 2 GiB}, b: {host: node2, memory: 2 GiB}}\n"
           "clusters: {c: {nodes: node*}}\n" +
           service("a")},
      {"policy.planned",
       "clusters.c.planned",
       "restart",
       {"save-restore", "live-migration"},
       vms("", migrations)},

      {"isolation.takes-over",
       "clusters.c.isolation.takes-over",
       "true",
       {"false"},
       parts("isolation: {response: stay}")},
      {"isolation.after",
       "clusters.c.isolation.after",
       "0 s",
       {"1 s"},
       parts("isolation: {response: power-off}")},
      {"isolation.shutdown",
       "clusters.c.isolation.shutdown",
       "0 s",
       {"1 s"},
       parts("isolation: {response: shut-down}")},

      {"planned.dirty-rate",
       "clusters.c.planned.dirty-rate",
       "0 MB/s",
       {"1 MB/s"},
       vms("planned: {kind: live-migration, bandwidth: 100 MB/s}", migrations)},
      {"planned.concurrency",
       "clusters.c.planned.concurrency",
       "unlimited",
       {"1", "2"},
       vms("planned: {kind: live-migration, bandwidth: 100 MB/s}", migrations)},

      {"check.scope", "clusters.lb.check.scope", "app", {"node"}, balancer("interval: 10 s")},
      {"check.interval", "clusters.lb.check.interval", "0 s", {"1 s"}, balancer("fall: 1")},
      {"check.fall", "clusters.lb.check.fall", "1", {"2"}, balancer("interval: 10 s")},
      {"check.rise", "clusters.lb.check.rise", "1", {"2"}, balancer("interval: 10 s")},
      {"check.convergence", "clusters.lb.check.convergence", "0 s", {"1 s"}, balancer("fall: 1")},
  };
}

std::vector<Default> of_seeing_and_agreeing() {
  const auto heartbeat = [](const std::string& keys) { return parts("failback: never", 3, keys); };
  const std::string watchdog = parts("quorum: majority, fencing: {kind: watchdog}");
  const auto power = [](const std::string& keys) {
    return parts("quorum: majority, fencing: {kind: power, " + keys + "}");
  };
  return {
      {"heartbeat.interval",
       "clusters.c.heartbeat.interval",
       "0 s",
       {"1 s"},
       heartbeat("networks: all")},
      {"heartbeat.missed", "clusters.c.heartbeat.missed", "1", {"2"}, heartbeat("interval: 10 s")},
      // Both say the same; that each heartbeat is simulated shows in the number of events.
      {"heartbeat.mode",
       "clusters.c.heartbeat.mode",
       "elided",
       {"explicit"},
       heartbeat("interval: 1 h")},
      {"heartbeat.more-nodes",
       "clusters.c.heartbeat.more-nodes",
       "0 s",
       {"1 s"},
       heartbeat("interval: 10 s")},

      {"membership.regroup", "clusters.c.membership.regroup", "0 s", {"1 s"}, parts("")},
      {"membership.more-nodes", "clusters.c.membership.more-nodes", "0 s", {"1 s"}, parts("")},
      {"membership.election", "clusters.c.membership.election", "0 s", {"1 s"}, parts("")},
      {"membership.confirm", "clusters.c.membership.confirm", "0 s", {"1 s"}, parts("")},

      {"quorum.two-node",
       "clusters.c.quorum.two-node",
       "false",
       {"true"},
       parts("quorum: {kind: majority}", 2)},
      {"quorum.primaries", "clusters.c.quorum.primaries", "5", {"1", "4", "6"}, few},
      {"quorum.yields-without-clients",
       "clusters.c.quorum.yields-without-clients",
       "false",
       {"true"},
       disks("quorum: {kind: shared-disk}")},
      {"quorum.arbitration",
       "clusters.c.quorum.arbitration",
       "0 s",
       {"1 s"},
       disks("quorum: {kind: shared-disk}")},
      {"quorum.retry",
       "clusters.c.quorum.retry",
       "0 s",
       {"1 s"},
       parts("quorum: {kind: majority}")},

      {"fencing.arbitration",
       "clusters.c.fencing.arbitration",
       "0 s",
       {"1 s"},
       disks("quorum: shared-disk, fencing: {kind: reservation}")},
      {"fencing.time", "clusters.c.fencing.time", "0 s", {"1 s"}, power("success: 50 %")},
      {"fencing.success", "clusters.c.fencing.success", "100 %", {"99 %"}, power("time: 10 s")},
      {"fencing.attempts",
       "clusters.c.fencing.attempts",
       "1",
       {"2", "unlimited"},
       power("success: 50 %, time: 10 s")},
      {"fencing.timeout", "clusters.c.fencing.timeout", "0 s", {"1 s"}, watchdog},
      {"fencing.expiry", "clusters.c.fencing.expiry", "0 s", {"10 s"}, watchdog},
      {"fencing.delay", "clusters.c.fencing.delay", "0 s", {"1 s"}, watchdog},
      {"fencing.send-delay",
       "clusters.c.fencing.send-delay",
       "0 s",
       {"1 min"},
       power("time: 10 s")},
      {"fencing.priority-delay",
       "clusters.c.fencing.priority-delay",
       "0 s",
       {"1 min"},
       lone("fencing: {kind: power, time: 10 s}")},
      {"fencing.message-wait",
       "clusters.c.fencing.message-wait",
       "0 s",
       {"1 s"},
       disks("quorum: shared-disk, fencing: {kind: poison-pill, storage: san}")},
      {"fencing.disk-timeout",
       "clusters.c.fencing.disk-timeout",
       "0 s",
       {"1 s"},
       disks("fencing: {kind: poison-pill, storage: san, message-wait: 10 s}")},
      {"fencing.stays-with-quorum",
       "clusters.c.fencing.stays-with-quorum",
       "false",
       {"true"},
       disks("fencing: {kind: poison-pill, storage: san, message-wait: 10 s}")},
      {"quarantine.threshold",
       "clusters.c.quarantine.threshold",
       "3",
       {"2", "4"},
       parts("quarantine: {period: 10 d}")},
      {"quarantine.period",
       "clusters.c.quarantine.period",
       "1 h",
       {"10 d"},
       parts("quarantine: {duration: 1 d}")},
      {"quarantine.duration",
       "clusters.c.quarantine.duration",
       "2 h",
       {"1 d"},
       parts("quarantine: {period: 10 d}")},
      {"quarantine.at-most",
       "clusters.c.quarantine.at-most",
       "100 %",
       {"0 %"},
       parts("quarantine: {threshold: 1, period: 10 d, duration: 2 d}")},
      {"isolation.needs-owner",
       "clusters.c.isolation.needs-owner",
       "false",
       {"true"},
       lone("isolation: {response: power-off, after: 10 s}", 2)},

      {"monitor.scope",
       "clusters.c.monitor.scope",
       "app",
       {"guest-os", "vm-state", "node"},
       guests("looks-alive: 10 s")},
      {"monitor.looks-alive",
       "clusters.c.monitor.looks-alive",
       "0 s",
       {"1 s"},
       guests("is-alive: 10 s")},
      {"monitor.is-alive",
       "clusters.c.monitor.is-alive",
       "0 s",
       {"1 s"},
       guests("looks-alive: 10 s")},
      {"monitor.timeout",
       "clusters.c.monitor.timeout",
       "0 s",
       {"1 s"},
       guests("looks-alive: 10 s")},
      {"monitor.disks", "clusters.c.monitor.disks", "false", {"true"}, disks("")},
      {"monitor.io", "clusters.c.monitor.io", "false", {"true"}, disks("")},
      {"monitor.io-window",
       "clusters.c.monitor.io-window",
       "0 s",
       {"1 min"},
       guests("looks-alive: 10 s")},
      {"policy.redirected",
       "clusters.c.redirected",
       "none",
       {"network"},
       loses_paths(", heartbeat: {interval: 1 s}")},
      {"redirected.capacity",
       "clusters.c.redirected.capacity",
       "100 %",
       {"50 %"},
       loses_paths(", redirected: {kind: network}")},
      {"storage-loss.guests", "clusters.c.storage-loss.guests", "own", {"hold"}, loses_paths("")},
      {"storage-loss.response",
       "clusters.c.storage-loss.response",
       "none",
       {"restart"},
       sees_hangs(loses_paths(""))},
      {"storage-loss.after",
       "clusters.c.storage-loss.after",
       "0 s",
       {"5 min"},
       loses_paths(", storage-loss: {response: restart}")},
      {"storage-loss.permanent-after",
       "clusters.c.storage-loss.permanent-after",
       "0 s",
       {"5 min"},
       loses_paths(", storage-loss: {response: restart, after: 10 min}", ", path-loss: told")},
      {"quorum.tie-break",
       "clusters.c.quorum.tie-break",
       "true",
       {"false"},
       parts("quorum: {kind: dynamic, witness: none}", 2)},
      {"monitor.clients", "clusters.c.monitor.clients", "false", {"true"}, disks("")},
      {"monitor.clients-timeout",
       "clusters.c.monitor.clients-timeout",
       "0 s",
       {"1 s"},
       disks("monitor: {clients: true}")},
      {"monitor.pending-timeout",
       "clusters.c.monitor.pending-timeout",
       "none",
       {"1 min", "3 min"},
       slow},
      {"status-messages.missed",
       "clusters.c.monitor.status-messages.missed",
       "1",
       {"2"},
       guests("scope: vm-state, status-messages: {interval: 10 s}")},
  };
}

std::vector<Default> of_restart_and_failover() {
  const std::string preempted =
      days +
      "hosts: {node1..2: {memory: 4 GiB, boot: 4 min, failures: {hardware: {mttf: 20 d, "
      "mttr: 4 h}}}}\n"
      "vms: {box: {host: node1, memory: 3 GiB, priority: high}, low: {host: node2, memory: 3 "
      "GiB, priority: low}}\nclusters: {c: {nodes: node*}}\n" +
      service("box");
  const std::string patched =
      days + hosts(2) +
      "apps: {web: {on: node1, start: 30 s}}\nclusters: {c: {nodes: node*}}\n"
      "maintenance: {patching: {every: 10 d, duration: 1 h}}\n" +
      service("web");
  const std::string patched_vm = days + hosts(2) +
                                 "vms: {box: {host: node1, boot: 30 s}}\n"
                                 "clusters: {c: {nodes: node*, planned: {kind: restart}}}\n"
                                 "maintenance: {patching: {every: 10 d, duration: 1 h}}\n" +
                                 service("box");
  return {
      {"restart.attempts",
       "clusters.c.restart.attempts",
       "1",
       {"0", "2", "unlimited"},
       cluster("restart: {period: 30 d}")},
      {"restart.period",
       "clusters.c.restart.period",
       "0 s",
       {"10 min", "30 d"},
       cluster("restart: {attempts: 1}")},
      {"restart.delay",
       "clusters.c.restart.delay",
       "0 s",
       {"1 s", "[0 s, 1 min]"},
       cluster("restart: {attempts: 2, period: 30 d}")},

      {"restart.since",
       "clusters.c.restart.since",
       "first",
       {"last"},
       cluster("restart: {attempts: 2, period: 10 d}")},
      {"restart.counted",
       "clusters.c.restart.counted",
       "group",
       {"node", "member"},
       cluster("restart: {attempts: 1, period: 30 d}")},
      {"restart.only-failed-starts",
       "clusters.c.restart.only-failed-starts",
       "false",
       {"true"},
       cluster("restart: {attempts: 1, period: 30 d}")},
      {"restart.failed-start",
       "clusters.c.restart.failed-start",
       "again",
       {"moves"},
       cluster("restart: {attempts: 3, tries-broken: true}")},
      {"restart.tries-broken",
       "clusters.c.restart.tries-broken",
       "false",
       {"true"},
       cluster("restart: {attempts: 3}")},
      {"restart.bars-node",
       "clusters.c.restart.bars-node",
       "false",
       {"true"},
       cluster("restart: {attempts: 1, period: 30 d, counted: node}")},
      {"policy.preempt", "clusters.c.preempt", "none", {"lower-priority"}, preempted},
      {"app.stop", "apps.web.stop", "0 s", {"1 min"}, patched},
      {"app.start-failure", "apps.web.start-failure", "0 %", {"80 %"}, patched},
      {"app.stop-failure", "apps.web.stop-failure", "0 %", {"80 %"}, patched},
      {"vm.stop", "vms.box.stop", "0 s", {"1 min"}, patched_vm},
      {"vm.start-failure", "vms.box.start-failure", "0 %", {"80 %"}, patched_vm},
      {"vm.stop-failure", "vms.box.stop-failure", "0 %", {"80 %"}, patched_vm},
      {"mode.stop-failure",
       "apps.web.failures.stuck.stop-failure",
       "0 %",
       {"100 %"},
       days + hosts(2) +
           "apps: {web: {on: node1, failures: {stuck: {mttf: 5 d, effect: hang, ttr: 1 h}}}}\n"
           "clusters: {c: {nodes: node*}}\n" +
           service("web")},
      {"policy.return", "clusters.c.return", "never", {"after-maintenance"}, patched},

      {"failover.threshold",
       "clusters.c.failover.threshold",
       "unlimited",
       {"1", "other-nodes", "5"},
       cluster("restart: {attempts: 0}, failover: {period: 100 d}", 3)},
      {"failover.period",
       "clusters.c.failover.period",
       "0 s",
       {"1 d", "30 d"},
       cluster("restart: {attempts: 0}, failover: {threshold: 1}", 3)},
      {"failover.placement",
       "clusters.c.failover.placement",
       "next-owner",
       {"random", "most-free", "first-fit"},
       vms("")},
      {"failover.random-without-owners",
       "clusters.c.failover.random-without-owners",
       "false",
       {"true"},
       vms("")},
      {"failover.coverage", "clusters.c.failover.coverage", "100 %", {"99 %"}, vms("")},
      {"failover.grace", "clusters.c.failover.grace", "0 s", {"1 s"}, vms("")},
      {"failover.grace-pauses",
       "clusters.c.failover.grace-pauses",
       "false",
       {"true"},
       disks("quorum: majority, failover: {grace: 4 min}")},
      {"failover.grace-vms-only",
       "clusters.c.failover.grace-vms-only",
       "false",
       {"true"},
       cluster("failover: {grace: 4 min}", 3)},
      {"failover.delay", "clusters.c.failover.delay", "0 s", {"1 s"}, vms("")},
      {"failover.concurrency", "clusters.c.failover.concurrency", "unlimited", {"1", "2"}, vms("")},
      {"failover.standby", "clusters.c.failover.standby", "cold", {"hot"}, vms("")},
  };
}

std::vector<Default> of_what_is_planned_and_counted() {
  const std::string patching = days + hosts(3) + migrations + service("{at-least: 2, of: node*}");
  return {
      {"maintenance.hosts", "maintenance.patching.hosts", "all", {"[node1, node2]"}, patching},
      {"maintenance.hours",
       "maintenance.patching.hours",
       "daily 0-24",
       {"sun 2-6", "daily 1-23"},
       patching},
      {"maintenance.at-once", "maintenance.patching.at-once", "1", {"2"}, patching},
      {"outage.counts",
       "services.it.outage.counts",
       "false",
       {"true"},
       days + hosts(2) + "services: {it: {needs: node1, outage: {longer-than: 2 h}}}\n"},
      {"needs.connected",
       "services.it.needs.connected",
       "false",
       {"true"},
       days + hosts(3) + "networks: {lan: {failures: {link: {mttf: 10 d, mttr: 1 h}}}}\n" +
           service("{at-least: 2, of: node*}")},
  };
}

}  // namespace ausfall::scenarios
