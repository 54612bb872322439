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
  const char* story;     ///< a directory of tests/golden, whose first fault strikes after a minute
  const char* sentence;  ///< begins the line of the trace at which the time ends
  double least, most;    ///< seconds from the fault on
  const char* source;
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
};

class Timeline : public testing::TestWithParam<Step> {};

/// Seconds from the first minute to the first sentence that begins so; infinite without one.
double seconds_to(const Step& step, std::uint64_t seed) {
  const std::string scenario =
      fmt::format("{}/tests/golden/{}/scenario.yaml", test::source_dir, step.story);
  const test::Outcome told =
      test::ausfall({"trace", scenario, "--format", "json", "--seed", std::to_string(seed)});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  std::istringstream lines(told.output);
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json fact = nlohmann::json::parse(line);
    if (fact.at("sentence").get<std::string>().starts_with(step.sentence))
      return fact.at("time_seconds").get<double>() - 60;
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
