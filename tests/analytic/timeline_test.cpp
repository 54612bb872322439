// The timelines that products publish, told by their stories (tests/golden), each over many phases
// of its heartbeats and polls. Where a product's time depends on the phase, it publishes the longest
// or a range; all that is seen must lie in the range.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/support/oracle.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

struct Step {
  const char* product;
  const char* story;     ///< a directory of tests/golden
  const char* sentence;  ///< begins the line of the trace at which the time ends
  double least, most;    ///< seconds from the fault on
  const char* source;
  double since = 60;  ///< seconds from the beginning of the story to the fault
};

void PrintTo(const Step& step, std::ostream* out) { *out << step.story << ": " << step.sentence; }

const Step steps[] = {
    {"Windows Server 2003, quorum owner dies: the other owns the quorum", "host-cluster-fails-over",
     "node2 wins the quorum", 17, 20, "KB309186, KB892422"},
    {"Windows Server 2003, another dies: the quorum's owner has regrouped", "quorum-owner-survives",
     "node1 has regrouped", 7.2, 10, "KB309186, KB892422"},
    {"Windows Server 2003, guest cluster: the other guest owns the quorum", "mscs-guest-host-dies",
     "guest2 wins the quorum", 17, 20, "KB309186, KB892422"},
    {"Windows Server 2008 R2: a lost node is suspected", "wsfc-2008r2-node-dies",
     "node1 is suspected", 4, 5, "SameSubnetDelay, SameSubnetThreshold (learn.microsoft.com)"},
    {"Windows Server 2012 R2, Hyper-V: a lost node is suspected", "wsfc-2012r2-last-man-stands",
     "node1 is suspected", 9, 10, "SameSubnetThreshold (learn.microsoft.com)"},
    {"Windows Server 2016: a lost node is suspected", "wsfc-2016-node-dies", "node1 is suspected",
     9, 10, "SameSubnetThreshold (learn.microsoft.com)"},
    {"Windows Server 2016, resiliency: the VM boots elsewhere", "wsfc-2016-node-dies",
     "group mail: its disks", 249, 256, "ResiliencyDefaultPeriod (learn.microsoft.com)"},
    {"Windows Server 2019, a guest cluster: the application serves elsewhere",
     "wsfc-2019-guest-fails", "service db is up", 80, 90,
     "SameSubnetThreshold (learn.microsoft.com)"},
    {"VI3 HA, isolated: VMs are powered off", "vi3-isolated-host-powers-off",
     "esx1 is isolated, and powers off", 14, 14, "KB322784"},
    {"VI3 HA, isolated: VMs restart elsewhere", "vi3-isolated-host-powers-off",
     "group mail fails over", 14, 15, "KB322784"},
    {"vSphere HA, a slave dies: restarts begin", "fdm-slave-dies", "group mail fails over", 17, 18,
     "vSphere HA deep dive (Epping, Denneman)"},
    {"vSphere HA, the master dies: restarts begin", "fdm-master-dies", "group mail fails over", 34,
     35, "vSphere HA deep dive (Epping, Denneman)"},
    {"vSphere HA, a slave is isolated: it responds", "fdm-slave-isolated-powers-off",
     "esx2 is isolated, and powers off", 60, 60, "vSphere HA deep dive (Epping, Denneman)"},
    {"vSphere FT, a host dies: the copy goes on", "vsphere-ft-host-dies", "service mail is up", 1,
     1, "VMware, Fault Tolerance"},
    {"Proxmox VE, a node is lost: it is fenced", "proxmox-network-lost", "pve2 is fenced", 120, 120,
     "pve-ha-manager: lock time-out 120 s"},
    {"Proxmox VE, the leader is lost: its VM may be recovered", "proxmox-leader-lost",
     "pve1 is fenced", 162, 163, "pve-ha-manager"},
    {"Pacemaker, Corosync 3: a lost node is suspected (token)", "pacemaker-node-dies",
     "node1 is suspected", 2.9, 3.0, "corosync.conf(5)"},
    {"Pacemaker, Corosync 3: the survivor has regrouped (consensus)", "pacemaker-node-dies",
     "node2 has regrouped", 6.5, 6.6, "corosync.conf(5)"},
    {"Kubernetes: pods come up elsewhere", "kubernetes-node-dies", "group mail fails over", 340,
     350, "kubernetes.io; issue 68086"},
    {"XenServer: VMs of a lost host restart", "xenserver-host-dies", "group mail fails over", 75,
     80, "xapi: state file watchdog 75 s, the plan's turn within 20 s of 57 to 60 s"},
    {"HAProxy: a dead server gets no more requests", "load-balancer-removes-and-returns",
     "web2 gets no more requests", 4, 6, "HAProxy: inter 2 s, fall 3"},
    {"Windows Server 2003: a lost node is suspected", "host-cluster-fails-over",
     "node1 is suspected", 6.0, 7.2, "KB892422: every 1.2 s, 6 missed"},
    {"Windows Server 2003: the survivors have regrouped", "host-cluster-fails-over",
     "node2 has regrouped", 7.2, 10, "KB309186, KB892422"},
    {"Windows Server 2003, guest cluster: a lost guest is suspected", "mscs-guest-host-dies",
     "guest1 is suspected", 6.0, 7.2, "KB892422: every 1.2 s, 6 missed"},
    {"Windows Server 2003: an application that stops is seen (LooksAlive)",
     "traditional-cluster-looks-alive", "node1 notices", 0, 5, "KB914458: every 5 s"},
    {"Windows Server 2003: an application that hangs is seen (IsAlive)",
     "traditional-cluster-is-alive", "node1 notices", 0, 60, "KB914458: every 60 s"},
    {"Windows Server 2008 R2, disk witness: the survivor has the quorum", "wsfc-2008r2-node-dies",
     "node2 wins the quorum", 10, 11, "SameSubnetThreshold 5; persistent reservations: 6 s"},
    {"Windows Server 2012 R2, Hyper-V: the survivors have regrouped", "wsfc-2012r2-last-man-stands",
     "node2 has regrouped", 9, 10, "SameSubnetThreshold (learn.microsoft.com)"},
    {"Windows Server 2012 R2: a host without a path redirects its I/O at once",
     "csv-redirects-over-the-network", "vm1 gets at its disk over the network", 0, 0,
     "Microsoft, Cluster Shared Volumes"},
    {"Windows Server 2016, no resiliency, disk witness: disks come online",
     "wsfc-2016-without-resiliency", "group mail: its disks", 15, 16,
     "SameSubnetThreshold; persistent reservations: 6 s"},
    {"Windows Server 2016, a node is cut off: suspected", "wsfc-2016-short-loss-of-the-network",
     "node2 is suspected", 9, 10, "SameSubnetThreshold (learn.microsoft.com)"},
    {"Windows Server 2016: a VM without storage is turned off",
     "wsfc-2016-storage-lost-pauses-the-vm", "mail has waited too long", 1800, 1800,
     "AutomaticCriticalErrorActionTimeout 30 min", 1800},
    {"Windows Server 2019: a lost node is suspected", "wsfc-2019-node-dies", "node1 is suspected",
     19, 20, "SameSubnetThreshold 20"},
    {"Windows Server 2019, a guest cluster: a lost guest is suspected", "wsfc-2019-guest-fails",
     "g1 is suspected", 19, 20, "SameSubnetThreshold 20"},
    {"SQL Server availability group: an instance that hangs is seen", "sql-ag-instance-hangs",
     "n1 notices", 20, 30, "HealthCheckTimeout 30 s, reports every 10 s (learn.microsoft.com)"},
    {"SQL Server availability group: an instance that crashes is seen", "sql-ag-instance-crashes",
     "n1 notices", 0, 5, "lease 20 s, renewed every 5 s (learn.microsoft.com)"},
    {"SQL Server availability group: a lost node is suspected", "sql-ag-node-dies",
     "n1 is suspected", 9, 10, "SameSubnetThreshold (learn.microsoft.com)"},
    {"SQL Server failover cluster instance: a crash is restarted in place",
     "sql-fci-instance-crashes-twice", "group db is restarted in place", 0, 5,
     "LooksAlive every 5 s; RestartThreshold 1"},
    {"SQL Server failover cluster instance: the second crash fails over",
     "sql-fci-instance-crashes-twice", "n1 notices", 0, 5, "RestartThreshold 1 within 900 s", 180},
    {"VI3 HA, isolated: VMs begin to shut down", "vi3-isolated-host-shuts-down",
     "esx1 is isolated, and shuts down", 14, 14, "KB322784"},
    {"VI3: a guest without its disk gives up", "guest-without-its-disk-hangs-unseen",
     "vm1 has waited too long", 60, 60, "Windows, Disk TimeOutValue 60 s"},
    {"vSphere HA, a slave dies: unreachable", "fdm-slave-dies", "esx2 is suspected", 9, 10,
     "vSphere HA deep dive: 10 s"},
    {"vSphere HA, a slave dies: declared dead", "fdm-slave-dies", "esx1 is sure who is dead", 17,
     18, "vSphere HA deep dive: 18 s"},
    {"vSphere HA, the master dies: unreachable", "fdm-master-dies", "esx1 is suspected", 9, 10,
     "vSphere HA deep dive: 10 s"},
    {"vSphere HA, the master dies: another leads, and knows the VMs", "fdm-master-dies",
     "esx2 has regrouped", 34, 35, "vSphere HA deep dive: 25 s and 35 s"},
    {"vSphere HA, the master is isolated: it responds", "fdm-master-isolated-powers-off",
     "esx1 is isolated, and powers off", 35, 35, "vSphere HA deep dive (Epping, Denneman)"},
    {"vSphere HA, VM monitoring: a guest that hangs is reset",
     "vm-monitoring-waits-for-a-window-without-io", "esx1 notices", 120, 150,
     "vSphere 6.0: no I/O for 120 s, looked at every 30 s"},
    {"vSphere, all paths down for ten minutes, VMCP off: the VM goes on",
     "vsphere-apd-is-nobodys-business", "service vm1 is up", 600, 600, "vSphere 6.0, VMCP"},
    {"vSphere, all paths down, VMCP: VMs are ended", "vsphere-vmcp-restarts-after-320-s",
     "esx1 ends vm1", 320, 320, "vSphere 6.0: APD time-out 140 s, delay 180 s"},
    {"vSphere, paths back after five minutes, VMCP: the VM goes on",
     "vsphere-vmcp-restarts-after-320-s", "service vm1 is up", 300, 300, "vSphere 6.0, VMCP", 2400},
    {"vSphere, permanent device loss, VMCP: VMs are ended", "vsphere-vmcp-permanent-loss-at-once",
     "esx1 ends vm1", 0, 0, "vSphere 6.0, VMCP"},
    {"vSphere FT, a host dies: the copy has taken over", "vsphere-ft-host-dies",
     "group mail fails over", 1, 1, "VMware, Fault Tolerance"},
    {"Proxmox VE, a node is cut off: its watchdog resets it", "proxmox-network-lost",
     "the watchdog of pve2", 60, 61, "pve-ha-manager: watchdog 60 s"},
    {"Proxmox VE, a node is lost: its VM is recovered", "proxmox-network-lost",
     "group mail fails over", 120, 120, "pve-ha-manager: lock time-out 120 s"},
    {"Proxmox VE, the leader is lost: another is the manager", "proxmox-leader-lost",
     "pve2 has regrouped", 102, 103, "pve-ha-manager"},
    {"Pacemaker, VirtualDomain: a VM that stops is seen", "pacemaker-does-not-look-into-a-vm",
     "node1 notices", 0, 10, "resource-agents: monitor interval 10 s", 3600},
    {"Pacemaker, queued I/O: a monitor that does I/O times out",
     "multipath-queues-and-the-stop-hangs", "node1 notices", 30, 40,
     "resource-agents: monitor interval 10 s, timeout 30 s"},
    {"Pacemaker, queued I/O: the node whose stop hangs is being fenced",
     "multipath-queues-and-the-stop-hangs", "node1 is being fenced", 90, 100,
     "Pacemaker Explained: a stop's time-out (60 s here), on-fail=fence"},
    {"DM Multipath, no_path_retry 12: the I/O fails", "multipath-gives-up-after-a-minute",
     "db has waited too long", 60, 60, "Red Hat, DM Multipath: 12 times 5 s"},
    {"DRBD and Pacemaker: the survivor has regrouped", "drbd-node-dies", "n2 has regrouped", 6.5,
     6.6, "corosync.conf(5)"},
    {"Kubernetes: a lost node is marked", "kubernetes-node-dies", "node2 is suspected", 40, 50,
     "kubernetes.io: node-monitor-grace-period 40 s"},
    {"Kubernetes, a node is cut off: marked", "kubernetes-node-returns-in-time",
     "node2 is suspected", 40, 50, "kubernetes.io: node-monitor-grace-period 40 s"},
    {"XenServer: a lost host is suspected", "xenserver-host-dies", "xen2 is suspected", 57, 60,
     "xapi: heartbeat time-out 60 s, every 3 s"},
    {"XenServer: a lost host has fenced itself", "xenserver-host-dies", "xen2 is fenced", 75, 80,
     "xapi: state file watchdog 75 s, the plan's turn within 20 s of 57 to 60 s"},
    {"MySQL InnoDB Cluster: a member is suspected", "innodb-primary-dies", "n1 is suspected", 4.9,
     5, "MySQL 8.4 manual: 5 s"},
    {"MySQL InnoDB Cluster: another primary is elected", "innodb-primary-dies",
     "group db fails over", 9.9, 10, "MySQL 8.4 manual: expelled 5 s after that"},
    {"Patroni: a primary that is cut off demotes itself", "patroni-primary-is-cut-off", "db stops",
     10, 20, "Patroni, Dynamic Configuration Settings: loop_wait 10 s, retry_timeout 10 s"},
    {"Patroni: the lock of a primary that is cut off runs out, and a replica is promoted",
     "patroni-primary-is-cut-off", "group primary fails over", 20, 32,
     "Patroni, DCS Failsafe Mode: ttl 30 s, after the old primary was demoted"},
    {"Patroni: a replica is promoted", "patroni-primary-dies", "group primary fails over", 20, 32,
     "pigsty.io, Model of Patroni Passive Failure: 0 to 2 s after that"},
    {"Patroni: a server that crashed is started where it is", "patroni-server-crashes",
     "db starts on pg1", 0, 10, "Patroni, Dynamic Configuration Settings: loop_wait 10 s"},
    {"Galera: a member is suspected", "galera-member-dies", "n3 is suspected", 4.5, 5,
     "galeracluster.com: evs.suspect_timeout 5 s"},
    {"F5: an instance that hangs gets no more requests", "f5-asks-by-a-timer",
     "web1 gets no more requests", 11, 16, "F5: interval 5 s, timeout 16 s"},
    {"HAProxy: a server that is back gets requests", "load-balancer-removes-and-returns",
     "web2 gets requests", 2, 4, "HAProxy: inter 2 s, rise 2", 130},
};

class Timeline : public testing::TestWithParam<Step> {};

/// Seconds from the fault to the first sentence that begins so; infinite without one.
double seconds_to(const Step& step, std::uint64_t seed) {
  const std::string scenario =
      fmt::format("{}/tests/golden/{}/scenario.yaml", test::source_dir, step.story);
  const test::Outcome told =
      test::ausfall({"trace", scenario, "--format", "json", "--seed", std::to_string(seed)});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  std::istringstream lines(told.output);
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json fact = nlohmann::json::parse(line);
    const double after = fact.at("time_seconds").get<double>() - step.since;
    if (after >= 0 && fact.at("sentence").get<std::string>().starts_with(step.sentence))
      return after;
  }
  return std::numeric_limits<double>::infinity();
}

TEST_P(Timeline, IsAsPublished) {
  const Step& step = GetParam();
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  for (std::uint64_t seed = 1; seed <= test::quick_or_thorough(5, 200); ++seed) {
    const double seconds = seconds_to(step, seed);
    least = std::min(least, seconds);
    most = std::max(most, seconds);
  }
  test::expect_between({step.product, step.source}, step.least, step.most, least, most, "s");
}

INSTANTIATE_TEST_SUITE_P(Products, Timeline, testing::ValuesIn(steps));

}  // namespace
}  // namespace ausfall
