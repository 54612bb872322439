// Clusters: what of their policies and groups ends up in the plant.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "tests/scenarios/reading.hpp"

namespace ausfall::scenarios {
namespace {

const std::string two = "hosts: {node1..2: {}}\nvms: {mail: {host: node1}, web: {host: node2}}\n";

TEST(Reader, AClusterWithoutAProfileIsIdeal) {
  const Plant plant = plant_of(two + "clusters: {c: {nodes: all}}\n");
  const models::Cluster& cluster = plant.clusters[0];
  EXPECT_EQ(cluster.profile, "ideal");
  EXPECT_EQ(cluster.nodes.size(), 2U);
  EXPECT_FALSE(cluster.heartbeat.over_networks);
  EXPECT_TRUE(cluster.heartbeat.detection.is_zero());
  EXPECT_TRUE(cluster.membership.regroup.is_zero());
  EXPECT_EQ(cluster.quorum.kind, models::QuorumKind::none);
  EXPECT_EQ(cluster.fencing.kind, models::FencingKind::none);
  EXPECT_EQ(cluster.monitor.scope, models::Scope::app);
  EXPECT_TRUE(cluster.monitor.stop_seen.is_zero());
  EXPECT_EQ(cluster.restart.attempts, 1);
  EXPECT_EQ(cluster.failover.threshold, models::unlimited);
  EXPECT_EQ(cluster.failback.kind, models::FailbackKind::never);
}

TEST(Reader, ByDefaultEverythingOnTheNodesIsAGroupOfItsOwn) {
  const Plant plant = plant_of(
      two + "apps: {inside: {on: mail}, agent: {on: node2}}\nclusters: {c: {nodes: node*}}\n");
  ASSERT_EQ(plant.groups.size(), 3U);
  EXPECT_EQ(plant.groups[0].name, "mail");
  EXPECT_EQ(plant.groups[0].home, 0);
  EXPECT_EQ(plant.groups[1].name, "web");
  EXPECT_EQ(plant.groups[1].home, 1);
  EXPECT_EQ(plant.groups[1].owners, (std::vector<std::uint8_t>{1, 0}));
  EXPECT_EQ(plant.groups[2].name, "agent");
}

TEST(Reader, MscsOf2003) {
  const Plant plant =
      plant_of(two +
               "networks: {private: {carries: heartbeat}, public: {}, san: {carries: storage}}\n"
               "storage: {array: {type: fc}}\n"
               "clusters: {msc: {profile: mscs-2003, nodes: [node1, node2], groups: {g: {members: "
               "mail, storage: array}}}}\n");
  const models::Cluster& cluster = plant.clusters[0];
  EXPECT_EQ(cluster.heartbeat.detection, models::detection_delay(1200ms, 6, 0s));
  EXPECT_TRUE(cluster.heartbeat.over_networks);
  EXPECT_EQ(cluster.heartbeat.networks.size(), 2U);
  EXPECT_EQ(cluster.membership.regroup, Distribution::constant(2400ms));
  EXPECT_EQ(cluster.quorum.kind, models::QuorumKind::shared_disk);
  EXPECT_EQ(plant[cluster.quorum.disk].name, "array");
  EXPECT_EQ(cluster.quorum.arbitration, Distribution::constant(10s));
  EXPECT_EQ(cluster.quorum.retry, Distribution::constant(60s));
  EXPECT_EQ(cluster.fencing.kind, models::FencingKind::reservation);
  EXPECT_EQ(cluster.fencing.arbitration, Distribution::constant(7s));
  EXPECT_EQ(cluster.monitor.stop_seen, models::poll_delay(5s, 0s));
  EXPECT_EQ(cluster.monitor.hang_seen, models::poll_delay(60s, 0s));
  EXPECT_EQ(cluster.restart.attempts, 3);
  EXPECT_EQ(cluster.restart.period, Distribution::constant(900s));
  EXPECT_EQ(cluster.failover.threshold, 10);
  EXPECT_EQ(cluster.failover.period, Distribution::constant(6h));
  EXPECT_EQ(cluster.failover.manual, Distribution::constant(1h));
  EXPECT_EQ(cluster.failover.delay, Distribution::constant(5s));
}

TEST(Reader, HostClustersOfVirtualServerWatchTheGuest) {
  const models::Cluster cluster =
      plant_of(two + "clusters: {c: {profile: vs2005-host, nodes: node*}}\n").clusters[0];
  EXPECT_EQ(cluster.monitor.scope, models::Scope::guest_os);
  EXPECT_EQ(cluster.monitor.hang_seen, models::poll_delay(6s, 120s));
  EXPECT_EQ(cluster.quorum.kind, models::QuorumKind::shared_disk)
      << "as mscs-2003, which it extends";
  EXPECT_FALSE(cluster.quorum.disk.named()) << "there is no storage that could fail";
}

models::Cluster mscs(const std::string& keys) {
  return plant_of(two +
                  "storage: {one: {type: fc}, other: {type: fc}}\n"
                  "clusters: {c: {profile: mscs-2003, nodes: node*, " +
                  keys + "}}\n")
      .clusters[0];
}

TEST(Reader, TheQuorumOfAProfileCanBeReplacedOrRefined) {
  EXPECT_EQ(mscs("quorum: none").quorum.kind, models::QuorumKind::none);
  EXPECT_EQ(mscs("quorum: majority").quorum.kind, models::QuorumKind::majority);
  EXPECT_EQ(mscs("quorum: majority").quorum.retry, Distribution::constant(60s));
  EXPECT_EQ(mscs("quorum: shared-disk").quorum.arbitration, Distribution::constant(10s));
  EXPECT_EQ(mscs("quorum: {arbitration: 3 s}").quorum.kind, models::QuorumKind::shared_disk);
  EXPECT_EQ(mscs("quorum: {arbitration: 3 s}").quorum.arbitration, Distribution::constant(3s));
  EXPECT_EQ(mscs("quorum: {arbitration: 3 s}").quorum.retry, Distribution::constant(60s));
  EXPECT_EQ(mscs("quorum: {kind: shared-disk, storage: other}").quorum.disk, models::StorageId(1));
  EXPECT_FALSE(mscs("quorum: shared-disk").quorum.disk.named()) << "either could be meant";
  EXPECT_EQ(mscs("fencing: none").fencing.kind, models::FencingKind::none);
  EXPECT_EQ(mscs("fencing: {arbitration: 1 s}").fencing.arbitration, Distribution::constant(1s));
}

TEST(Reader, AKindMayBeTheKeyOfItsMapping) {
  const models::Fencing fencing = mscs("fencing: {power: {time: 30 s, attempts: 3}}").fencing;
  EXPECT_EQ(fencing.kind, models::FencingKind::power);
  EXPECT_EQ(fencing.time, Distribution::constant(30s));
  EXPECT_EQ(fencing.attempts, 3);
  const models::Isolation isolation = mscs("isolation: {power-off: {after: 12 s}}").isolation;
  EXPECT_EQ(isolation.response, models::IsolationResponse::power_off);
  EXPECT_EQ(isolation.after, Distribution::constant(12s));
  const models::Planned planned = mscs("planned: {save-restore: {bandwidth: 80 MB/s}}").planned;
  EXPECT_EQ(planned.kind, models::PlannedKind::save_restore);
  EXPECT_DOUBLE_EQ(planned.bandwidth, 80e6);
  EXPECT_EQ(mscs("quorum: {shared-disk: {arbitration: 3 s}}").quorum.arbitration,
            Distribution::constant(3s));
}

TEST(Reader, KeysOfOneKindOnlyTellTheKind) {
  EXPECT_EQ(mscs("fencing: {time: 30 s, success: 80 %}").fencing.kind, models::FencingKind::power);
  EXPECT_EQ(mscs("quorum: {witness: other}").quorum.kind, models::QuorumKind::witness);
  EXPECT_EQ(mscs("planned: {dirty-rate: 5 MB/s}").planned.kind,
            models::PlannedKind::live_migration);
  EXPECT_EQ(mscs("isolation: {after: 12 s}").isolation.response, models::IsolationResponse::stay)
      << "how long a response waits does not say that there is one";
}

TEST(Reader, PowerMayWorkAtOnce) {
  EXPECT_TRUE(mscs("fencing: power").fencing.time.is_zero());
  EXPECT_EQ(mscs("fencing: power").fencing.attempts, 1);
}

TEST(Reader, OneAdmissionControlTakesThePlaceOfAnother) {
  const std::string text =
      two +
      "clusters: {c: {profile: vsphere-fdm, nodes: node*, groups: {g: {members: mail}}, "
      "admission: {percentage: 25 %}}}\n";
  EXPECT_EQ(plant_of(text).clusters[0].admission.kind, models::AdmissionKind::percentage);
}

TEST(Reader, WarnsOfKeysThatAChangeOfKindLeftBehind) {
  for (const std::string policy :
       {"quorum: {kind: none, retry: 60 s}", "quorum: {kind: majority, arbitration: 10 s}",
        "fencing: {kind: reservation, success: 90 %}", "isolation: {response: stay, after: 3 s}",
        "planned: {kind: restart, dirty-rate: 1 MB/s}"}) {
    const Scenario scenario = read(two + "clusters: {c: {nodes: node*, " + policy + "}}\n" +
                                   "services: {s: {needs: mail}}\n");
    ASSERT_FALSE(scenario.warnings.empty()) << policy;
    EXPECT_NE(scenario.warnings.front().message.find("has no effect"), std::string::npos) << policy;
  }
}

TEST(Reader, WarnsWhereNobodyComesAfterAnUncoveredFailover) {
  const Scenario scenario =
      read(two + "clusters: {c: {nodes: node*, failover: {coverage: 90 %}}}\n" +
           "services: {s: {needs: mail}}\n");
  ASSERT_FALSE(scenario.warnings.empty());
  EXPECT_NE(scenario.warnings.front().message.find("nobody comes"), std::string::npos);
}

TEST(Reader, EveryPolicyCanBeOverridden) {
  const models::Cluster cluster = mscs(
      "heartbeat: {interval: 1 s, missed: 5}, membership: {regroup: 2 s, election: 1 s},"
      "monitor: {scope: vm-state, looks-alive: 1 s, is-alive: 2 s, timeout: 3 s},"
      "restart: {attempts: unlimited, period: 1 h, delay: {uniform: {min: 1 s, max: 2 s}}},"
      "failover: {threshold: unlimited, coverage: 95 %, manual: {lognormal: {mean: 1 h, cv: 1}}, "
      "delay: 10 s, placement: next-owner},"
      "failback: {window: [22, 6]}, isolation: stay, admission: none");
  EXPECT_EQ(cluster.heartbeat.detection, models::detection_delay(1s, 5, 0s));
  EXPECT_EQ(cluster.membership.regroup, Distribution::constant(2s));
  EXPECT_EQ(cluster.membership.election, Distribution::constant(1s));
  EXPECT_EQ(cluster.monitor.scope, models::Scope::vm_state);
  EXPECT_EQ(cluster.monitor.stop_seen, models::poll_delay(1s, 0s));
  EXPECT_EQ(cluster.monitor.hang_seen, models::poll_delay(2s, 3s));
  EXPECT_EQ(cluster.restart.attempts, models::unlimited);
  EXPECT_EQ(cluster.restart.delays, std::vector{Distribution::uniform(1s, 2s)});
  EXPECT_EQ(cluster.failover.threshold, models::unlimited);
  EXPECT_DOUBLE_EQ(cluster.failover.coverage, 0.95);
  EXPECT_EQ(cluster.failover.manual, Distribution::lognormal_with_mean(1h, 1));
  EXPECT_EQ(cluster.failback.kind, models::FailbackKind::in_hours);
  EXPECT_EQ(cluster.failback.hours, WeeklyHours::daily(22h, 6h));
  EXPECT_EQ(mscs("failback: immediate").failback.kind, models::FailbackKind::immediate);
}

TEST(Reader, RestartDelaysMayDifferFromOneToTheNext) {
  const auto delays = [](const std::string& delay) {
    return mscs("restart: {attempts: 3, delay: " + delay + "}").restart.delays;
  };
  EXPECT_EQ(delays("5 s"), std::vector{Distribution::constant(5s)});
  EXPECT_EQ(
      delays("[0 s, 2 min, {uniform: {min: 1 s, max: 2 s}}]"),
      (std::vector{Distribution(), Distribution::constant(2min), Distribution::uniform(1s, 2s)}));
}

TEST(Reader, WhatAGroupNeedsWhereItIsMayBeWatched) {
  const models::Monitor of_profile = mscs("failback: never").monitor;
  EXPECT_TRUE(of_profile.disks);
  EXPECT_EQ(of_profile.clients_seen, models::poll_delay(5s, 4800ms));
  const models::Monitor off =
      mscs("monitor: {disks: false, clients: false, storage-pause: 30 min}").monitor;
  EXPECT_FALSE(off.disks);
  EXPECT_FALSE(off.clients_seen.has_value());
  EXPECT_EQ(off.storage_pause, Distribution::constant(30min));
}

TEST(Reader, AThresholdMayFollowTheNumberOfNodes) {
  EXPECT_EQ(mscs("failover: {threshold: other-nodes}").failover.threshold, 1);
  EXPECT_EQ(mscs("failover: {threshold: 4}").failover.threshold, 4);
}

TEST(Reader, WhoIsOutOfTouchMayBeHeldBack) {
  const models::Cluster cluster = mscs(
      "isolation: {response: stay, takes-over: false}, failover: {grace: 1 min, grace-pauses: "
      "true}, quorum: {yields-without-clients: false}");
  EXPECT_FALSE(cluster.isolation.takes_over);
  EXPECT_TRUE(cluster.failover.grace_pauses);
  EXPECT_FALSE(cluster.quorum.yields_without_clients);
  EXPECT_TRUE(mscs("failback: never").quorum.yields_without_clients);
  EXPECT_TRUE(mscs("failback: never").isolation.takes_over);
}

TEST(Reader, HeartbeatsGoOverTheNetworksThatAreNamed) {
  const Plant plant =
      plant_of(two +
               "networks: {a: {latency: 1 ms}, b: {latency: 5 ms}, c: {latency: 9 s}}\n"
               "clusters: {c1: {nodes: node*, heartbeat: {interval: 1 s, missed: 5, networks: [a, "
               "b]}, groups: {g: {members: mail}}},"
               " c2: {nodes: node*, heartbeat: {networks: none}, groups: {h: {members: web}}}}\n");
  EXPECT_EQ(plant.clusters[0].heartbeat.networks,
            (std::vector<models::NetworkId>{models::NetworkId(0), models::NetworkId(1)}));
  EXPECT_EQ(plant.clusters[0].heartbeat.detection, models::detection_delay(1s, 5, 5ms));
  EXPECT_FALSE(plant.clusters[1].heartbeat.over_networks);
}

TEST(Reader, AllOwnersAreTheNodesOfTheCluster) {
  const Plant plant =
      plant_of(two + "clusters: {c: {nodes: node*, groups: {g: {members: mail, owners: all}}}}\n");
  EXPECT_EQ(plant.groups[0].owners, (std::vector<std::uint8_t>{0, 1}));
}

TEST(Reader, HeartbeatsOfAClusterWithoutAProfileGoOverTheNetworks) {
  const std::string room = two + "networks: {lan: {}}\n";
  EXPECT_FALSE(
      plant_of(room + "clusters: {c: {nodes: node*}}\n").clusters[0].heartbeat.over_networks);
  const std::string said = room + "clusters: {c: {nodes: node*, heartbeat: {interval: 1 s}}}\n";
  EXPECT_TRUE(plant_of(said).clusters[0].heartbeat.over_networks);
  const std::string without =
      room + "clusters: {c: {nodes: node*, heartbeat: {interval: 1 s, networks: none}}}\n";
  EXPECT_FALSE(plant_of(without).clusters[0].heartbeat.over_networks);
}

TEST(Reader, GroupsHaveMembersOrderOwnersAndDisks) {
  const Plant plant = plant_of(
      "hosts: {node1..3: {}}\n"
      "storage: {array: {type: fc}, own: {type: fc}}\n"
      "apps: {web: {on: node2}, db: {on: node2, storage: own}, log: {}}\n"
      "clusters: {c: {nodes: all, groups: {shop: {members: [web, db, log], order: [db], owners: "
      "[node2, node1], storage: array}}}}\n");
  const models::Group& group = plant.groups[0];
  EXPECT_EQ(member_names(plant, group), (Names{"db", "web", "log"}));
  EXPECT_TRUE(group.ordered);
  EXPECT_EQ(group.owners, (std::vector<std::uint8_t>{1, 0, 2}));
  EXPECT_EQ(group.home, 1);
  EXPECT_EQ(group.disks.size(), 2U);
  EXPECT_EQ(plant[named(plant, "web").storage].name, "array")
      << "a member lives on the disks of its group";
  EXPECT_EQ(plant[named(plant, "db").storage].name, "own");
  EXPECT_EQ(plant[named(plant, "log").place].name, "node2")
      << "not placed: where the group's first owner is";
}

TEST(Reader, AnAppCanNameItsGroup) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {}}\napps: {web: {on: shop}, db: {on: shop}}\n"
      "clusters: {c: {nodes: all, groups: {shop: {owners: [node2]}}}}\n");
  EXPECT_EQ(member_names(plant, plant.groups[0]), (Names{"web", "db"}));
  EXPECT_EQ(plant[named(plant, "web").place].name, "node2");
}

TEST(Reader, AClusterCanStandOnVmsThatAnotherProtects) {
  const Plant plant = plant_of(two +
                               "apps: {exchange: {on: mail}}\n"
                               "clusters:\n"
                               "  hosts: {profile: vs2005-host, nodes: node*, groups: {a: "
                               "{members: [mail]}, b: {members: [web]}}}\n"
                               "  guests: {profile: mscs-2003, nodes: [mail, web], groups: {mail: "
                               "{members: [exchange]}}}\n");
  EXPECT_EQ(plant.clusters[1].groups.size(), 1U);
  EXPECT_EQ(named(plant, "mail").nodes.size(), 1U);
  EXPECT_TRUE(named(plant, "mail").member.named());
}

TEST(Profiles, SayWhereTheirValuesDoNotFit) {
  const std::string guests =
      "hosts: {h1..2: {}}\nvms: {g1: {host: h1}, g2: {host: h2}}\napps: {db: {}, mail: {}}\n";
  const auto said = [&](const std::string& room, const std::string& profile) {
    std::vector<std::string> texts;
    for (const Diagnostic& each : read(room + "clusters: {c: {profile: " + profile +
                                       ", nodes: g*, groups: {db: {members: db}, "
                                       "mail: {members: mail}}}}\nservices: {db: {needs: db}}\n")
                                      .warnings)
      texts.push_back(each.message + "; " + each.hint);
    return texts;
  };
  EXPECT_EQ(said(guests, "wsfc-2019"),
            Names{"the values of the profile wsfc-2019 are about groups of VMs; 'db' and 1 more of "
                  "'c' have none; about groups of applications: drbd-pacemaker, galera, "
                  "innodb-cluster, mscs-guest, patroni, sql-ag, sql-fci, wsfc-2016-guest, "
                  "wsfc-2019-guest"});
  EXPECT_EQ(said(guests, "wsfc-2019-guest"), Names{});
  EXPECT_EQ(said(guests, "pacemaker"), Names{}) << "which is for anything";
  const Scenario vms = read(
      "hosts: {h1..2: {}}\nvms: {mail: {host: h1}}\n"
      "clusters: {c: {profile: wsfc-2019-guest, nodes: h*}}\nservices: {mail: {needs: mail}}\n");
  ASSERT_EQ(vms.warnings.size(), 1U);
  EXPECT_NE(vms.warnings.front().message.find("about groups of applications; 'mail' has VMs"),
            std::string::npos)
      << vms.warnings.front().message;
}

}  // namespace
}  // namespace ausfall::scenarios
