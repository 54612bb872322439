// Defaults of runs, repair, and what stands there.
#include <string>
#include <vector>

#include "tests/scenarios/defaults.hpp"

namespace ausfall::scenarios {
namespace {

/// Hosts that call a crew, and wait for one another.
std::string crew(const std::string& body) {
  return days + "crews: {field: {" + body +
         "}}\nhosts: {node1..4: {failures: {hardware: {mttf: 2 d, mttr: 1 d, crew: field}}}}\n" +
         service("node1");
}

/// A host with one mode of failure.
std::string host(const std::string& mode) {
  return "hosts: {node1: {boot: 4 min, failures: {hardware: {" + mode + "}}}}\n" + service("node1");
}

/// An app whose hanging would be seen later than that it is gone.
const std::string seen = days + hosts(2) +
                         "apps: {web: {on: node1, failures: {fault: {mttf: 5 d, mttr: 1 h}}}}\n"
                         "clusters: {c: {nodes: node*, monitor: {is-alive: 1 min}}}\n" +
                         service("web");

/// An app that ages in two ways, and is restarted before it has.
const std::string restarted =
    days +
    "hosts: {node1: {}}\n"
    "apps: {web: {on: node1, start: 1 min, rejuvenate: {every: 3 d}, failures: {ageing: {ttf: "
    "{weibull: {shape: 2, mean: 8 d}}}, other: {ttf: {weibull: {shape: 3, mean: 9 d}}}}}}\n" +
    service("web");

/// A power feed of two hosts.
std::string feed(const std::string& body) {
  return days + "hosts: {node1..2: {boot: 4 min}}\ncommon-causes: {feed: {mttf: 5 d, hits: node*" +
         body + "}}\n" + service("node*");
}

/// Two hosts with an app each, a network with these keys, and a cluster that hears over it.
std::string lan(const std::string& body, const std::string& heartbeat) {
  return days + hosts(2) +
         "apps: {web1: {on: node1}, web2: {on: node2}}\n"
         "networks: {lan: {" +
         body +
         "failures: {link: {mttf: 10 d, mttr: 1 h}, switch: {mttf: 20 d, mttr: 1 h}}}}\n"
         "clusters: {c: {nodes: node*, heartbeat: {" +
         heartbeat + "}}}\n" + service("web*");
}

/// A storage whose parts fail, and which is needed itself.
const std::string san =
    days +
    "hosts: {node1..2: {}}\n"
    "storage: {san: {type: fc, failures: {controller: {mttf: 10 d, mttr: 1 h}, path: {mttf: 3 d, "
    "mttr: 10 h}}}}\n" +
    service("san");

/// A VM with a disk on a storage that is now and then away for minutes, and a crash of its own.
std::string vm(const std::string& body) {
  return days + "hosts: {node1: {}}\nvms: {box: {host: node1, storage: san, " + body +
         "failures: {crash: {mttf: 10 d, mttr: 1 h}}}}\n"
         "storage: {san: {type: fc, iops: 100, failures: {array: {mttf: 5 d, mttr: 2 min}}}}\n" +
         service("box");
}

/// The same with an app.
const std::string app =
    days +
    "hosts: {node1: {}}\n"
    "apps: {web: {on: node1, storage: san, failures: {crash: {mttf: 10 d, mttr: 1 h}}}}\n"
    "storage: {san: {type: fc, failures: {array: {mttf: 5 d, mttr: 2 min}}}}\n" +
    service("web");

/// What runs on two hosts, which lose their paths now and then, and is looked at from outside.
std::string loses_paths(const std::string& what, const std::string& storage = "",
                        const std::string& cluster = "") {
  return days + "hosts: {node1..2: {boot: 4 min}}\n" + what + "\nstorage: {san: {type: fc" +
         storage +
         ", failures: {path: {mttf: 5 d, mttr: 1 h}}}}\n"
         "clusters: {c: {nodes: node*, monitor: {scope: vm-state}" +
         cluster + "}}\n" + service("box");
}
const std::string box_vm = "vms: {box: {host: node1, storage: san, boot: 1 min}}";
const std::string box_app = "apps: {box: {on: node1, storage: san, start: 1 min}}";

/// A VM on a mirror, of which an array fails now and then, and both sometimes.
std::string mirrored(const std::string& body) {
  return days +
         "hosts: {node1: {}}\nvms: {box: {host: node1, storage: metro}}\n"
         "storage:\n"
         "  array1..2: {type: fc, failures: {array: {mttf: 2 d, mttr: 10 h}}}\n"
         "  metro: {mirror: {of: [array1, array2]" +
         body + "}}\n" + service("box");
}

/// Three VMs of the first host that start one after another on the second. Those of one priority
/// start as they are written, so the priority of the one in the middle shows.
const std::string starts =
    "ausfall: 1\nhorizon: 1 d\nreplications: 1\nhosts: {node1..2: {}}\n"
    "vms: {late: {host: node1, boot: 4 min, priority: low}, box: {host: node1, boot: 2 min}, "
    "early: {host: node1, boot: 1 min, priority: high}}\n"
    "clusters: {c: {nodes: node*, failover: {concurrency: 1}}}\n"
    "faults: [{at: 1 h, fail: node1}]\n" +
    service("box");

}  // namespace

std::vector<Default> of_runs_and_repair() {
  const std::string rare = host("mttf: 1 y, mttr: 4 h");
  const std::string twice = "ausfall: 1\nreplications: 2\n";
  return {
      {"scenario.horizon", "horizon", "10 y", {"9 y", "11 y"}, twice + rare},
      {"scenario.warmup", "warmup", "0 s", {"1 d"}, days + host("mttf: 5 d, mttr: 4 h")},
      {"scenario.seed", "seed", "1", {"2", "0"}, twice + rare},
      {"scenario.replications", "replications", "1000", {"999", "1001"}, "ausfall: 1\n" + rare},
      {"scenario.confidence", "confidence", "95 %", {"90 %", "99 %"}, twice + rare},
      // Ten would be enough; it is looked after so many, or a few more.
      {"replications.min",
       "replications.min",
       "100",
       {"50", "150"},
       "ausfall: 1\nhorizon: 1 y\nprecision: 100 %\nreplications: {max: 2000}\n" +
           host("mttf: 5 d, mttr: 4 h")},

      {"crew.size", "crews.field.size", "1", {"2"}, crew("")},
      {"crew.response", "crews.field.response", "0 s", {"1 h"}, crew("")},
      {"crew.hours", "crews.field.hours", "daily 0-24", {"mon-fri 8-18", "daily 0-23"}, crew("")},
      {"crew.order",
       "crews.field.order",
       "fifo",
       {"random", "race", "[node1, node2, node3, node4]", "[node4, node3, node2, node1]"},
       crew("response: {exponential: {mean: 1 h}}")},

      {"rejuvenate.takes", "apps.web.rejuvenate.takes", "0 s", {"1 min"}, restarted},
      {"rejuvenate.renews",
       "apps.web.rejuvenate.renews",
       "all",
       {"[ageing]", "[other]"},
       restarted},
      {"rejuvenate.hours", "apps.web.rejuvenate.hours", "daily 0-24", {"sun 2-6"}, restarted},

      {"mode.ttr",
       "hosts.node1.failures.hardware.ttr",
       "0 s",
       {"1 s", "never"},
       days + host("mttf: 5 d")},
      // To degrade takes a capacity, which has no default.
      {"mode.effect", "apps.web.failures.fault.effect", "down", {"hang"}, seen},
      {"common-cause.ttr", "common-causes.feed.ttr", "0 s", {"1 s", "never"}, feed("")},
      {"common-cause.probability",
       "common-causes.feed.probability",
       "100 %",
       {"99 %", "50 %"},
       feed(", mttr: 1 h")},
  };
}

std::vector<Default> of_what_stands_there() {
  return {
      {"host.boot",
       "hosts.node1.boot",
       "0 s",
       {"1 s"},
       days + "hosts: {node1: {failures: {hardware: {mttf: 5 d, mttr: 1 h}}}}\n" +
           service("node1")},

      {"network.hosts", "networks.lan.hosts", "all", {"node1", "node2"}, lan("", "interval: 1 s")},
      // That it carries storage changes nothing as long as no storage is reached over it.
      {"network.carries",
       "networks.lan.carries",
       "[heartbeat, client]",
       {"[heartbeat]", "[client]", "[storage]"},
       lan("", "interval: 1 s")},
      {"network.switches", "networks.lan.switches", "1", {"2"}, lan("", "interval: 1 s")},
      {"network.latency", "networks.lan.latency", "0 s", {"1 s"}, lan("", "interval: 1 s")},
      {"network.loss", "networks.lan.loss", "0 %", {"0.1 %"}, lan("", "interval: 10 s, missed: 2")},

      {"storage.hosts", "storage.san.hosts", "all", {"node1", "node2"}, san},
      {"storage.controllers", "storage.san.controllers", "1", {"2"}, san},
      {"storage.paths", "storage.san.paths", "1", {"2"}, san},

      {"mirror.switch-over",
       "storage.metro.mirror.switch-over",
       "30 s",
       {"29 s", "31 s"},
       mirrored("")},
      {"mirror.resync", "storage.metro.mirror.resync", "0 s", {"5 h"}, mirrored("")},

      {"storage.path-loss",
       "storage.san.path-loss",
       "silent",
       {"told"},
       loses_paths(box_vm, "", ", storage-loss: {response: restart, after: 5 min}")},
      {"vm.disk-loss", "vms.box.disk-loss", "hang", {"crash", "wait"}, loses_paths(box_vm)},
      {"app.disk-loss", "apps.box.disk-loss", "crash", {"hang", "wait"}, loses_paths(box_app)},
      {"vm.disk-timeout", "vms.box.disk-timeout", "60 s", {"55 s", "65 s"}, vm("")},
      {"vm.boot", "vms.box.boot", "0 s", {"1 s", "{cpu: 0 s, io: 100}"}, vm("")},
      {"vm.priority", "vms.box.priority", "medium", {"high", "low"}, starts},
      {"boot.cpu", "vms.box.boot.cpu", "0 s", {"11 s"}, vm("boot: {io: 1000}, ")},
      {"boot.io", "vms.box.boot.io", "0", {"1000"}, vm("boot: {cpu: 1 s}, ")},

      {"app.disk-timeout", "apps.web.disk-timeout", "60 s", {"55 s", "65 s"}, app},
      {"app.start", "apps.web.start", "0 s", {"1 s"}, app},
  };
}

std::vector<Default> told_in_words() {
  // The I/O stands still now and then, since another controller or path takes over.
  const auto failover_of = [](const std::string& type) {
    return days +
           "hosts: {node1..2: {}}\napps: {web: {on: node1, storage: san}}\n"
           "storage: {san: {type: " +
           type + ", controllers: 2, paths: " + (type == "scsi" ? "1" : "2") +
           ", failures: {controller: {mttf: 10 d, mttr: 1 h}, path: {mttf: 10 d, mttr: 1 h}}}}\n" +
           service("web");
  };
  // A boot takes as long as reading takes.
  const auto boot_of = [](const std::string& type) {
    return days +
           "hosts: {node1: {}}\n"
           "vms: {box: {host: node1, storage: san, boot: {io: 1000000}, failures: {crash: {mttf: "
           "10 d, mttr: 1 h}}}}\n"
           "storage: {san: {type: " +
           type + "}}\n" + service("box");
  };
  // Who loses sight of the other challenges for the disk, and resets the bus.
  const auto bus_of = [](const std::string& type) {
    return days + hosts(2) +
           "apps: {web: {on: node1, storage: san}}\n"
           "storage: {san: {type: " +
           type +
           "}}\nnetworks: {lan: {failures: {link: {mttf: 1 d, mttr: 1 h}}}}\n"
           "clusters: {c: {nodes: node*, heartbeat: {interval: 1 s}, quorum: shared-disk}}\n" +
           service("web");
  };
  const std::string controller = "storage.san.controller-failover";
  const std::string path = "storage.san.path-failover";
  return {
      {"storage.throughput", "storage.san.throughput", "320 MB/s", {"310 MB/s"}, boot_of("scsi")},
      {"storage.throughput", "storage.san.throughput", "400 MB/s", {"390 MB/s"}, boot_of("fc")},
      {"storage.throughput", "storage.san.throughput", "110 MB/s", {"100 MB/s"}, boot_of("iscsi")},
      {"storage.controller-failover", controller, "3 s", {"2 s"}, failover_of("scsi")},
      {"storage.controller-failover", controller, "3 s", {"2 s"}, failover_of("fc")},
      {"storage.controller-failover", controller, "15 s", {"14 s"}, failover_of("iscsi")},
      {"storage.path-failover", path, "30 s", {"29 s"}, failover_of("fc")},
      {"storage.path-failover", path, "15 s", {"14 s"}, failover_of("iscsi")},
      {"storage.bus-reset", "storage.san.bus-reset", "3 s", {"2 s"}, bus_of("scsi")},
      {"storage.bus-reset", "storage.san.bus-reset", "0 s", {"1 s"}, bus_of("fc")},
      {"storage.bus-reset", "storage.san.bus-reset", "0 s", {"1 s"}, bus_of("iscsi")},
  };
}

}  // namespace ausfall::scenarios
