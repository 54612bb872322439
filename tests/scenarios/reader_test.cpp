// Good scenarios: what of the language ends up where in the plant.
#include "scenarios/reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace ausfall::scenarios {
namespace {

using models::Component;
using models::ComponentId;
using models::ComponentKind;
using models::Plant;

Scenario read(const std::string& text, const std::vector<Override>& overrides = {}) {
  return read_text("room.yaml", "ausfall: 1\n" + text, overrides);
}
Plant plant_of(const std::string& text) { return *read(text).plant; }

ComponentId id_of(const Plant& plant, const std::string& name) {
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    if (plant.components[i].name == name) return ComponentId(i);
  }
  ADD_FAILURE() << "there is no " << name;
  return ComponentId(0);
}
const Component& named(const Plant& plant, const std::string& name) {
  return plant[id_of(plant, name)];
}

std::vector<std::string> names_of(const Plant& plant, ComponentKind kind) {
  std::vector<std::string> names;
  for (const Component& component : plant.components) {
    if (component.kind == kind) names.push_back(component.name);
  }
  return names;
}
std::vector<std::string> names_of(const Plant& plant, const std::vector<ComponentId>& ids) {
  std::vector<std::string> names;
  for (const ComponentId id : ids) names.push_back(plant[id].name);
  return names;
}
const models::Mode& only_mode(const Plant& plant, const std::string& component) {
  const ComponentId id = id_of(plant, component);
  const auto found = std::find_if(plant.modes.begin(), plant.modes.end(),
                                  [&](const models::Mode& mode) { return mode.component == id; });
  EXPECT_NE(found, plant.modes.end()) << component;
  return *found;
}
std::vector<std::string> member_names(const Plant& plant, const models::Group& group) {
  std::vector<std::string> names;
  for (const models::MemberId id : group.members) names.push_back(plant[plant[id].component].name);
  return names;
}

using Names = std::vector<std::string>;

// ---- the run ------------------------------------------------------------------------------------

TEST(Reader, TheRunHasDefaults) {
  const Scenario scenario = read("hosts: {a: {}}\n");
  EXPECT_EQ(scenario.name, "room");
  EXPECT_EQ(scenario.horizon, 10 * year);
  EXPECT_EQ(scenario.warmup, 0s);
  EXPECT_EQ(scenario.seed, 1U);
  EXPECT_EQ(scenario.replications, (Replications{1000, 1000}));
  EXPECT_FALSE(scenario.precision);
  EXPECT_DOUBLE_EQ(scenario.confidence, 0.95);
}

TEST(Reader, TheRunIsRead) {
  const Scenario scenario = read(
      "name: two hosts\ndescription: a story\nhorizon: 2.5 y\nwarmup: 30 days\nseed: "
      "18446744073709551615\n"
      "replications: {min: 50, max: 200}\nprecision: 5 %\nconfidence: 0.99\n");
  EXPECT_EQ(scenario.name, "two hosts");
  EXPECT_EQ(scenario.description, "a story");
  EXPECT_EQ(scenario.horizon, 21900h);
  EXPECT_EQ(scenario.warmup, 720h);
  EXPECT_EQ(scenario.seed, 18446744073709551615ULL);
  EXPECT_EQ(scenario.replications, (Replications{50, 200}));
  EXPECT_DOUBLE_EQ(*scenario.precision, 0.05);
  EXPECT_DOUBLE_EQ(scenario.confidence, 0.99);
}

TEST(Reader, WithAPrecisionACountOfReplicationsIsTheMost) {
  EXPECT_EQ(read("replications: 5000\nprecision: 5 %\n").replications, (Replications{100, 5000}));
  EXPECT_EQ(read("replications: 50\nprecision: 5 %\n").replications, (Replications{50, 50}));
  EXPECT_EQ(read("replications: 5000\n").replications, (Replications{5000, 5000}));
}

// ---- what stands there --------------------------------------------------------------------------

TEST(Reader, HostsAndTheirRanges) {
  const Plant plant = plant_of(
      "hosts:\n"
      "  ws08..10: {cores: 8, memory: 16 GiB, boot: 4 min, site: A, rack: r1}\n"
      "  ws09: {memory: 32 GiB}\n"
      "  other: {}\n");
  EXPECT_EQ(names_of(plant, ComponentKind::host), (Names{"ws08", "ws09", "ws10", "other"}));
  EXPECT_EQ(named(plant, "ws08").cores, 8);
  EXPECT_EQ(named(plant, "ws08").memory, 16.0 * 1024 * 1024 * 1024);
  EXPECT_EQ(named(plant, "ws09").memory, 32.0 * 1024 * 1024 * 1024);
  EXPECT_EQ(named(plant, "ws09").cores, 8);
  EXPECT_EQ(named(plant, "ws10").start, Distribution::constant(4min));
  EXPECT_EQ(named(plant, "ws08").family, named(plant, "ws09").family);
  EXPECT_NE(named(plant, "ws08").family, named(plant, "other").family);
  EXPECT_TRUE(named(plant, "other").start.is_zero());
}

TEST(Reader, NullDeletesFromARange) {
  const Plant plant = plant_of("hosts: {node1..3: {}, node2: null}\n");
  EXPECT_EQ(names_of(plant, ComponentKind::host), (Names{"node1", "node3"}));
}

TEST(Reader, ALaterNullDeletesWhatARangeSaidOfOne) {
  const Plant plant = plant_of(
      "hosts: {ws01..12: {failures: {hw: {mttf: 5 h}}}, ws05: {failures: {hw: null}}, ws06..07: "
      "null}\n");
  EXPECT_EQ(names_of(plant, ComponentKind::host).size(), 10U);
  EXPECT_EQ(plant.modes.size(), 9U);
  const ComponentId spared = id_of(plant, "ws05");
  for (const models::Mode& mode : plant.modes) EXPECT_NE(mode.component, spared);
}

TEST(Reader, AHangEndsByHandWhateverItsRepair) {
  const Plant plant = plant_of(
      "hosts:\n"
      "  a: {failures: {hung: {mttf: 1 y, mttr: 6 h, effect: hang, manual: 30 min}}}\n"
      "  b: {failures: {hung: {mttf: 1 y, ttr: 6 h, effect: hang, manual: 20 min}}}\n"
      "  c: {failures: {hung: {mttf: 1 y, ttr: 6 h, effect: hang}}}\n");
  EXPECT_EQ(only_mode(plant, "a").ttr, Distribution::constant(30min));
  EXPECT_EQ(only_mode(plant, "b").ttr, Distribution::constant(20min));
  EXPECT_EQ(only_mode(plant, "c").ttr, Distribution::constant(6h));
}

TEST(Reader, FailureModes) {
  const Plant plant = plant_of(
      "crews: {field: {size: 2, response: {exponential: {mean: 2 h}}}}\n"
      "spares: {disks: {size: 2, restock: 5 d}}\n"
      "hosts:\n"
      "  a: {failures: {hardware: {mttf: 5 y, mttr: 6 h, crew: field, spare: disks}}}\n"
      "  b: {failures: {os: {ttf: {weibull: {shape: 0.8, mean: 90 d}}, effect: down}}}\n"
      "  c: {failures: {hung: {mttf: 1 y, effect: hang, manual: 30 min}}}\n"
      "  d: {failures: {slow: {mttf: 1 y, effect: degrade, capacity: 40 %, ttr: 1 h}}}\n"
      "  e: {failures: {fast: {mttf: 1 y, mttr: 0 s}}}\n");
  const models::Mode& a = only_mode(plant, "a");
  EXPECT_EQ(a.name, "hardware");
  EXPECT_EQ(a.ttf, Distribution::exponential(Seconds(5 * 8760 * 3600.0)));
  EXPECT_EQ(a.ttr, Distribution::exponential(6h));
  EXPECT_EQ(plant[a.crew].name, "field");
  EXPECT_EQ(plant[a.crew].size, 2);
  EXPECT_EQ(plant[a.crew].response, Distribution::exponential(2h));
  EXPECT_EQ(plant.spares[a.spares.index()].size, 2);
  EXPECT_EQ(plant.spares[a.spares.index()].restock, Distribution::constant(120h));
  EXPECT_EQ(only_mode(plant, "b").ttf, Distribution::weibull_with_mean(0.8, 2160h));
  EXPECT_TRUE(only_mode(plant, "b").ttr.is_zero());
  EXPECT_FALSE(only_mode(plant, "b").crew.named());
  EXPECT_EQ(only_mode(plant, "c").effect, models::Effect::hang);
  EXPECT_EQ(only_mode(plant, "c").ttr, Distribution::constant(30min));
  EXPECT_EQ(only_mode(plant, "d").effect, models::Effect::degrade);
  EXPECT_DOUBLE_EQ(only_mode(plant, "d").capacity, 0.4);
  EXPECT_TRUE(only_mode(plant, "e").ttr.is_zero());
}

TEST(Reader, FailuresThatAreNeverRepaired) {
  const Plant plant = plant_of(
      "hosts:\n"
      "  a: {failures: {hw: {mttf: 1 y, mttr: never}}}\n"
      "  b: {failures: {hw: {mttf: 1 y, ttr: never}}}\n"
      "  c: {failures: {hung: {mttf: 1 y, mttr: 1 h, effect: hang, manual: never}}}\n"
      "common-causes: {flood: {mttf: 100 y, mttr: never, hits: all}}\n");
  for (const char* name : {"a", "b", "c"})
    EXPECT_TRUE(only_mode(plant, name).ttr.is_never()) << name;
  EXPECT_TRUE(plant.common_causes[0].ttr.is_never());
}

TEST(Reader, SaysThatNobodyIsCalledForWhatIsNeverRepaired) {
  const Scenario scenario = read(
      "crews: {field: {size: 1}}\nspares: {parts: {size: 1}}\n"
      "hosts: {a: {failures: {hw: {mttf: 1 y, mttr: never, crew: field, spare: parts}}}}\n"
      "services: {a: {needs: a}}\n");
  ASSERT_EQ(scenario.warnings.size(), 2U);
  EXPECT_NE(scenario.warnings[0].message.find("nobody calls this crew"), std::string::npos);
  EXPECT_NE(scenario.warnings[1].message.find("takes no part"), std::string::npos);
}

TEST(Reader, CrewOrders) {
  const Plant plant = plant_of(
      "crews: {a: {order: fifo}, b: {order: random}, c: {order: race}, d: {order: [db, web*]}}\n"
      "hosts: {web1..2: {}, db: {}, other: {}}\n");
  EXPECT_EQ(plant.crews[0].order, models::CrewOrder::fifo);
  EXPECT_EQ(plant.crews[1].order, models::CrewOrder::random);
  EXPECT_EQ(plant.crews[2].order, models::CrewOrder::race);
  EXPECT_EQ(plant.crews[3].order, models::CrewOrder::priority);
  EXPECT_EQ(plant.crews[3].rank, (std::vector<int>{1, 2, 0, 3}));
}

TEST(Reader, APriorityForANetworkIsOneForItsParts) {
  const Plant plant = plant_of("crews: {d: {order: [lan]}}\nhosts: {a: {}}\nnetworks: {lan: {}}\n");
  EXPECT_EQ(plant.crews[0].rank, (std::vector<int>{1, 0, 0}));  // host, switch, link
}

TEST(Reader, NetworksHaveSwitchesAndLinks) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {}}\n"
      "networks:\n"
      "  private: {carries: [heartbeat], latency: 200 us, failures: {link: {mttf: 10 y, mttr: 4 "
      "h}}}\n"
      "  public: {hosts: node1, switches: 2, failures: {switch: {mttf: 20 y}}}\n"
      "trunks: {backbone: {between: [private, public], failures: {cut: {mttf: 5000 h, mttr: 8 "
      "h}}}}\n");
  EXPECT_EQ(names_of(plant, ComponentKind::network_switch),
            (Names{"private.switch", "public.switch1", "public.switch2"}));
  EXPECT_EQ(names_of(plant, ComponentKind::link),
            (Names{"private.link.node1", "private.link.node2", "public.link1.node1",
                   "public.link2.node1"}));
  const models::Network& is_private = plant.networks[0];
  EXPECT_TRUE(is_private.carries_heartbeat);
  EXPECT_FALSE(is_private.carries_clients);
  EXPECT_EQ(is_private.latency, 200us);
  EXPECT_EQ(names_of(plant, is_private.hosts), (Names{"node1", "node2"}));
  const models::Network& is_public = plant.networks[1];
  EXPECT_TRUE(is_public.carries_heartbeat && is_public.carries_clients &&
              !is_public.carries_storage);
  EXPECT_EQ(names_of(plant, is_public.switches), (Names{"public.switch1", "public.switch2"}));
  const Component& link = named(plant, "public.link2.node1");
  EXPECT_EQ(plant[link.host].name, "node1");
  EXPECT_EQ(plant[link.network].name, "public");
  EXPECT_EQ(plant[link.network_switch].name, "public.switch2");
  EXPECT_EQ(only_mode(plant, "private.link.node2").name, "link");
  EXPECT_EQ(only_mode(plant, "public.switch2").name, "switch");
  EXPECT_EQ(named(plant, "public.switch1").family, named(plant, "public.switch2").family);
  EXPECT_NE(named(plant, "public.switch1").family, named(plant, "private.switch").family);
  EXPECT_NE(named(plant, "public.switch1").family, link.family);
  EXPECT_EQ(plant[plant.trunks[0].component].name, "backbone");
  EXPECT_EQ(plant[plant.trunks[0].left].name, "private");
  EXPECT_EQ(plant[plant.trunks[0].right].name, "public");
  EXPECT_EQ(only_mode(plant, "backbone").name, "cut");
}

TEST(Reader, StorageHasAnArrayControllersAndPaths) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {}}\n"
      "networks: {san: {carries: [storage]}}\n"
      "storage:\n"
      "  array: {type: iscsi, network: san, controllers: 2, paths: 2, iops: 3000, throughput: 1 "
      "Gbit/s,\n"
      "          failures: {array: {mttf: 30 y}, controller: {mttf: 8 y}, path: {mttf: 5 y}}}\n"
      "  bus: {type: scsi, hosts: node2}\n");
  const models::Storage& array = plant.storages[0];
  EXPECT_EQ(array.kind, models::StorageKind::iscsi);
  EXPECT_EQ(plant[array.network].name, "san");
  EXPECT_EQ(plant[array.array].name, "array.array");
  EXPECT_EQ(names_of(plant, array.controllers), (Names{"array.controller1", "array.controller2"}));
  EXPECT_EQ(names_of(plant, array.hosts), (Names{"node1", "node2"}));
  ASSERT_EQ(array.paths.size(), 2U);
  EXPECT_EQ(names_of(plant, array.paths[1]), (Names{"array.path1.node2", "array.path2.node2"}));
  EXPECT_DOUBLE_EQ(array.iops, 3000);
  EXPECT_DOUBLE_EQ(array.throughput, 125e6);
  EXPECT_EQ(only_mode(plant, "array.array").name, "array");
  EXPECT_EQ(only_mode(plant, "array.controller2").name, "controller");
  EXPECT_EQ(only_mode(plant, "array.path2.node1").name, "path");
  EXPECT_EQ(plant[named(plant, "array.path1.node2").host].name, "node2");
  const models::Storage& bus = plant.storages[1];
  EXPECT_EQ(bus.kind, models::StorageKind::scsi);
  EXPECT_EQ(names_of(plant, bus.controllers), (Names{"bus.controller"}));
  EXPECT_EQ(names_of(plant, bus.paths.front()), (Names{"bus.path.node2"}));
  EXPECT_DOUBLE_EQ(bus.throughput, 320e6);
}

TEST(Reader, VmsAndApps) {
  const Plant plant = plant_of(
      "hosts: {node1: {cores: 4, memory: 8 GiB}}\n"
      "storage: {array: {type: fc}}\n"
      "vms: {mail: {host: node1, cores: 1, memory: 1 GiB, disk: 10 GiB, storage: array, boot: 90 "
      "s, disk-timeout: 2 min}}\n"
      "apps:\n"
      "  exchange: {on: mail, start: {uniform: {min: 30 s, max: 60 s}}}\n"
      "  agent: {on: node1, storage: array}\n");
  const Component& mail = named(plant, "mail");
  EXPECT_EQ(plant[mail.place].name, "node1");
  EXPECT_EQ(plant[mail.storage].name, "array");
  EXPECT_EQ(mail.start, Distribution::constant(90s));
  EXPECT_EQ(mail.disk_timeout, Distribution::constant(2min));
  EXPECT_EQ(plant[named(plant, "exchange").place].name, "mail");
  EXPECT_EQ(named(plant, "exchange").start, Distribution::uniform(30s, 60s));
  EXPECT_FALSE(named(plant, "exchange").storage.named());
  EXPECT_EQ(named(plant, "agent").disk_timeout, Distribution::constant(60s));
}

// ---- distributions ------------------------------------------------------------------------------

Distribution law(const std::string& text) {
  return only_mode(plant_of("hosts: {a: {failures: {hw: {ttf: " + text + "}}}}\n"), "a").ttf;
}

TEST(Reader, EveryDistribution) {
  EXPECT_EQ(law("4 h"), Distribution::constant(4h));
  EXPECT_EQ(law("{exponential: {mean: 4 h}}"), Distribution::exponential(4h));
  EXPECT_EQ(law("{weibull: {shape: 0.7, mean: 900 h}}"),
            Distribution::weibull_with_mean(0.7, 900h));
  EXPECT_EQ(law("{weibull: {shape: 0.7, scale: 900 h}}"), Distribution::weibull(0.7, 900h));
  EXPECT_EQ(law("{lognormal: {mean: 2 h, cv: 1.5}}"), Distribution::lognormal_with_mean(2h, 1.5));
  EXPECT_EQ(law("{lognormal: {median: 2 h, sigma: 1.5}}"), Distribution::lognormal(2h, 1.5));
  EXPECT_EQ(law("{gamma: {shape: 2, mean: 1 h}}"), Distribution::gamma(2, 1h));
  EXPECT_EQ(law("{erlang: {k: 3, mean: 1 h}}"), Distribution::erlang(3, 1h));
  EXPECT_EQ(law("{uniform: {min: 1 s, max: 3 s}}"), Distribution::uniform(1s, 3s));
  EXPECT_EQ(law("{triangular: {min: 1 s, mode: 2 s, max: 3 s}}"),
            Distribution::triangular(1s, 2s, 3s));
  EXPECT_EQ(law("{hyperexponential: [{weight: 0.9, mean: 1 h}, {weight: 0.1, mean: 24 h}]}"),
            Distribution::hyperexponential({{0.9, 1h}, {0.1, 24h}}));
  EXPECT_EQ(law("{empirical: {values: [1 h, 30 min, 2 h]}}"),
            Distribution::empirical({1h, 30min, 2h}));
}

// ---- clusters -----------------------------------------------------------------------------------

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
  EXPECT_EQ(cluster.failback.kind, models::FailbackKind::window);
  EXPECT_EQ(cluster.failback.window, (DailyWindow{22h, 6h}));
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

// ---- services, causes, faults -------------------------------------------------------------------

TEST(Reader, Services) {
  const Plant plant = plant_of(
      "hosts: {ws1..3: {}, db: {}}\nnetworks: {ws-lan: {switches: 2}}\nstorage: {array: {type: "
      "fc}}\n"
      "services:\n"
      "  one: {needs: db, slo: 99.9 %}\n"
      "  nested: {needs: {all: [db, {any: [ws1, ws2]}]}}\n"
      "  farm: {needs: {at-least: 2, of: ws*, connected: true}}\n"
      "  both: {needs: [db, ws1, db]}\n"
      "  fabric: {needs: {all: [ws-lan, array]}}\n");
  EXPECT_EQ(plant[plant.services[0].needs.component].name, "db");
  EXPECT_DOUBLE_EQ(*plant.services[0].slo, 0.999);
  const models::Need& nested = plant.services[1].needs;
  EXPECT_EQ(nested.at_least, 2U);
  EXPECT_EQ(nested.parts[1].at_least, 1U);
  EXPECT_EQ(nested.parts[1].parts.size(), 2U);
  const models::Need& farm = plant.services[2].needs;
  EXPECT_EQ(farm.at_least, 2U);
  EXPECT_TRUE(farm.connected);
  EXPECT_EQ(farm.parts.size(), 3U) << "a glob selects what runs, not the network ws-lan";
  EXPECT_EQ(plant.services[3].needs.parts.size(), 2U) << "each thing once";
  const models::Need& fabric = plant.services[4].needs;
  EXPECT_EQ(fabric.parts[0].at_least, 1U) << "one of its switches";
  EXPECT_EQ(fabric.parts[1].at_least, 3U) << "its array, a controller and a path";
}

/// In the words of a need, by the names of its components: "(1 of lan.switch1 lan.switch2)".
std::string words_of(const Plant& plant, const models::Need& need) {
  if (need.component) return plant[need.component].name;
  std::string words = "(" + std::to_string(need.at_least) + " of";
  for (const models::Need& part : need.parts) words += " " + words_of(plant, part);
  return words + ")";
}

TEST(Reader, NeedsOfAllThatHasAName) {
  const std::string room =
      "hosts: {a: {}, b: {}}\n"
      "networks: {lan: {switches: 2, hosts: a}, wan: {hosts: all}}\n"
      "trunks: {line: {between: [lan, wan]}}\n"
      "storage:\n"
      "  san1: {type: fc, controllers: 2, hosts: all}\n"
      "  san2: {type: iscsi, network: lan, hosts: a}\n";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"lan", "(1 of lan.switch1 lan.switch2)"},
      {"wan", "wan.switch"},
      {"line", "line"},
      {"san1",
       "(3 of san1.array (1 of san1.controller1 san1.controller2) (1 of san1.path.a san1.path.b))"},
      {"san2", "(4 of san2.array san2.controller san2.path.a (1 of lan.switch1 lan.switch2))"},
      {"san1.array", "san1.array"},
      {"san1.path.b", "san1.path.b"},
      {"lan.link2.a", "lan.link2.a"},
      {"{any: san1.controller*}", "(1 of san1.controller1 san1.controller2)"},
      {"{at-least: 2, of: [lan, wan, lan, wan.switch]}",
       "(2 of (1 of lan.switch1 lan.switch2) wan.switch)"},
      // A glob prefers what runs, and selects the rest where there is no such.
      {"[wan, a*]", "(2 of wan.switch a)"},
      {"{any: l*}", "(1 of (1 of lan.switch1 lan.switch2) line)"},
      {"all", "(2 of a b)"},
  };
  for (const auto& [needs, words] : cases) {
    const Plant plant = plant_of(room + "services: {s: {needs: " + needs + "}}\n");
    EXPECT_EQ(words_of(plant, plant.services[0].needs), words) << needs;
  }
}

TEST(Reader, CommonCauses) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {}}\nnetworks: {lan: {switches: 2}}\nstorage: {array: {type: fc}}\n"
      "common-causes: {feed-a: {mttf: 4 y, mttr: 2 h, hits: [node1, lan, array], probability: 80 "
      "%}}\n");
  const models::CommonCause& cause = plant.common_causes[0];
  EXPECT_EQ(cause.name, "feed-a");
  EXPECT_EQ(cause.ttr, Distribution::exponential(2h));
  EXPECT_EQ(names_of(plant, cause.hits),
            (Names{"node1", "lan.switch1", "lan.switch2", "array.array"}));
  EXPECT_DOUBLE_EQ(cause.probability, 0.8);
}

TEST(Reader, Faults) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {failures: {hardware: {mttf: 5 y}}}}\n"
      "networks: {private: {switches: 2}, other: {}}\n"
      "trunks: {backbone: {between: [private, other]}}\n"
      "faults:\n"
      "  - {at: 1 h, fail: node1, mode: hardware, for: 30 min}\n"
      "  - {at: 2 h, fail: node2, mode: hang}\n"
      "  - {at: 3 h, fail: node*}\n"
      "  - {at: 4 h, cut: node1, network: private, for: 5 min}\n"
      "  - {at: 5 h, cut: backbone}\n"
      "  - {at: 6 h, cut: other}\n");
  Names names;
  for (const models::Fault& fault : plant.faults) names.push_back(fault.name);
  EXPECT_EQ(names, (Names{"node1:hardware", "node2:hang", "node1", "node2", "private.link1.node1",
                          "private.link2.node1", "backbone", "other.switch"}));
  EXPECT_TRUE(plant.faults[0].mode.named());
  EXPECT_FALSE(plant.faults[0].component.named());
  EXPECT_EQ(plant.faults[0].at, 1h);
  EXPECT_EQ(plant.faults[0].lasts, 30min);
  EXPECT_EQ(plant.faults[1].effect, models::Effect::hang);
  EXPECT_FALSE(plant.faults[1].mode.named());
  EXPECT_FALSE(plant.faults[1].lasts);
  EXPECT_EQ(plant[plant.faults[4].component].name, "private.link1.node1");
  EXPECT_EQ(plant.faults[4].lasts, 5min);
}

TEST(Reader, AModeCalledAsAnEffectIsMeantByItsName) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {failures: {hw: {mttf: 1 y}}}, node1: {failures: {hang: {mttf: 5 y, "
      "effect: "
      "hang, ttr: 1 h}}}}\n"
      "faults: [{at: 1 h, fail: node*, mode: hang}]\n");
  ASSERT_EQ(plant.faults.size(), 2U);
  ASSERT_TRUE(plant.faults[0].mode.named());
  EXPECT_EQ(plant[plant.faults[0].mode].name, "hang");
  EXPECT_FALSE(plant.faults[1].mode.named());
  EXPECT_EQ(plant.faults[1].effect, models::Effect::hang);
}

// ---- warnings -----------------------------------------------------------------------------------

TEST(Reader, WarnsOfWhatHasNoEffect) {
  const Scenario scenario = read(
      "crews: {field: {}}\nspares: {disks: {size: 1}}\nhosts: {a: {}}\nfaults: [{at: 20 y, fail: "
      "a}]\n");
  ASSERT_EQ(scenario.warnings.size(), 4U);
  for (const Diagnostic& warning : scenario.warnings)
    EXPECT_EQ(warning.severity, Diagnostic::Severity::warning);
  EXPECT_TRUE(read("hosts: {a: {}}\nservices: {a: {needs: a}}\n").warnings.empty());
}

TEST(Reader, WarnsOfAnEvacuationThatMovesNothing) {
  const std::string hosts = "hosts: {a: {}, b: {}}\nfaults: [{at: 1 h, evacuate: a}]\n";
  const Scenario scenario = read(hosts + "services: {a: {needs: a}}\n");
  ASSERT_EQ(scenario.warnings.size(), 1U);
  EXPECT_NE(scenario.warnings.front().message.find("no cluster stands on 'a'"), std::string::npos);
  EXPECT_TRUE(read(hosts +
                   "vms: {v: {host: a}}\nclusters: {c: {profile: ideal, nodes: [a, b]}}\nservices: "
                   "{v: {needs: v}}\n")
                  .warnings.empty());
}

TEST(Reader, ABlockOfTextMayHoldASingleQuote) {
  const Scenario scenario =
      read("description: >-\n  the nodes' heartbeats\nhosts: {a: {}}\nservices: {a: {needs: a}}\n");
  EXPECT_EQ(scenario.plant->services.size(), 1U);
}

TEST(Reader, AdmissionThatAProfileBringsIsSwitchedOffWhereItWouldRefuse) {
  const std::string room =
      "hosts: {a: {memory: 4 GiB}, b: {memory: 4 GiB}}\n"
      "vms: {v: {host: a, memory: 3 GiB}, w: {host: b, memory: 3 GiB}}\n"
      "services: {v: {needs: v}}\n";
  const Scenario scenario = read(room + "clusters: {c: {profile: vsphere-fdm, nodes: all}}\n");
  ASSERT_FALSE(scenario.warnings.empty());
  EXPECT_NE(scenario.warnings.front().message.find("switched off"), std::string::npos);
  EXPECT_THROW(
      read(room + "clusters: {c: {profile: vsphere-fdm, nodes: all, admission: {hosts: 1}}}\n"),
      Mistakes);
}

TEST(Reader, WarnsOfWhatLimitsNothing) {
  const Scenario scenario = read(
      "hosts: {a: {site: A, rack: r1}}\n"
      "networks: {lan: {bandwidth: 1 Gbit/s}, san: {bandwidth: 1 Gbit/s, carries: [storage]}}\n"
      "storage: {disks: {type: iscsi, network: san, iops: 3000, throughput: 200 MB/s}}\n"
      "vms: {v: {host: a, disk: 20 GiB, boot: {io: 20000}}, w: {host: a, storage: disks, boot: "
      "{io: "
      "20000}}}\n"
      "services: {v: {needs: v}, w: {needs: w}}\n");
  ASSERT_EQ(scenario.warnings.size(), 3U);
  EXPECT_NE(scenario.warnings[0].message.find("disk: in VM 'v' this limits nothing yet"),
            std::string::npos);
  EXPECT_NE(scenario.warnings[1].message.find("VM 'v' has no storage"), std::string::npos);
  EXPECT_NE(scenario.warnings[2].message.find("over the network 'lan'"), std::string::npos);
}

TEST(Reader, WarnsOfServicesThatAreDownInGoodHealth) {
  const Scenario scenario =
      read_text("room.yaml",
                "ausfall: 1\n"
                "hosts: {node1..2: {}}\n"
                "networks: {public: {carries: [client], hosts: node2}}\n"
                "apps: {web: {on: node1}, mail: {on: node2}}\n"
                "services: {mail: {needs: mail},\n"
                "           web: {needs: {all: [mail, web]}},\n"
                "           both: {needs: {at-least: 2, of: node*, connected: true}}}\n");
  ASSERT_EQ(scenario.warnings.size(), 2U);
  EXPECT_EQ(scenario.warnings[0].message,
            "service 'web' is down from the start, with nothing failed");
  EXPECT_EQ(scenario.warnings[0].line, 6U);
  EXPECT_EQ(scenario.warnings[0].hint,
            "clients do not reach 'web': its host 'node1' is on no network that carries them");
  EXPECT_EQ(scenario.warnings[1].line, 7U);
}

TEST(Reader, BootsOfVmsTakeTimeAndIos) {
  const Plant plant = plant_of(
      "hosts: {node1: {}}\n"
      "storage: {array: {type: fc, iops: 1000}, quick: {type: fc}}\n"
      "vms:\n"
      "  timed: {host: node1, storage: array, boot: {exponential: {mean: 90 s}}}\n"
      "  both: {host: node1, storage: array, boot: {cpu: {exponential: {mean: 60 s}}, io: 20000}}\n"
      "  moved: {host: node1, storage: quick, boot: {io: 20000}}\n");
  EXPECT_EQ(named(plant, "timed").start, Distribution::exponential(90s));
  EXPECT_FALSE(named(plant, "timed").boot_io_done.named());
  EXPECT_EQ(named(plant, "both").start, Distribution::exponential(60s));
  EXPECT_EQ(named(plant, "both").boot_io_time, Distribution::constant(20s));
  EXPECT_TRUE(named(plant, "moved").start.is_zero());
  EXPECT_EQ(named(plant, "moved").boot_io_time, Distribution::constant(409600us))
      << "20,000 I/Os of 8 KiB at 400 MB/s";
}

TEST(Reader, StorageIsByItsTypeWhatIsNotSaid) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {}}\n"
      "networks: {san: {carries: [storage]}, fast: {carries: [storage], bandwidth: 10 Gbit/s}}\n"
      "storage:\n"
      "  bus: {type: scsi, controllers: 2}\n"
      "  fabric: {type: fc, controllers: 2, paths: 2}\n"
      "  slow: {type: iscsi, network: san, controllers: 2, paths: 2}\n"
      "  quick: {type: iscsi, network: fast}\n"
      "  both: {type: iscsi, network: fast, throughput: 2 GB/s}\n"
      "  said: {type: scsi, controllers: 2, controller-failover: 60 s, bus-reset: 5 s}\n");
  const auto& storages = plant.storages;
  const auto is = [](Duration value) { return Distribution::constant(value); };
  EXPECT_DOUBLE_EQ(storages[0].throughput, 320e6);
  EXPECT_EQ(storages[0].controller_failover, is(3s));
  EXPECT_EQ(storages[0].bus_reset, is(3s));
  EXPECT_DOUBLE_EQ(storages[1].throughput, 400e6);
  EXPECT_EQ(storages[1].controller_failover, is(3s));
  EXPECT_EQ(storages[1].path_failover, is(30s));
  EXPECT_TRUE(storages[1].bus_reset.is_zero());
  EXPECT_DOUBLE_EQ(storages[2].throughput, 110e6);
  EXPECT_EQ(storages[2].controller_failover, is(15s));
  EXPECT_EQ(storages[2].path_failover, is(15s));
  EXPECT_DOUBLE_EQ(storages[3].throughput, 1250e6);
  EXPECT_TRUE(storages[3].controller_failover.is_zero()) << "there is no other";
  EXPECT_TRUE(storages[3].path_failover.is_zero());
  EXPECT_DOUBLE_EQ(storages[4].throughput, 1250e6);
  EXPECT_EQ(storages[5].controller_failover, is(60s));
  EXPECT_EQ(storages[5].bus_reset, is(5s));
}

// ---- overrides ----------------------------------------------------------------------------------

TEST(Reader, OverridesAreMergePatchesAtAPath) {
  const std::string text =
      "hosts: {node1..3: {failures: {hw: {mttf: 1 y}}}}\nservices: {s: {needs: node1}}\n";
  const Plant plant = *read(text, {Override::parse("hosts.node*.failures.hw.mttf=2 h"),
                                   Override::parse("hosts.node3=null"),
                                   Override::parse("hosts.node4={boot: 3 min}"),
                                   Override::parse("services.s.slo=99 %")})
                           .plant;
  EXPECT_EQ(names_of(plant, ComponentKind::host), (Names{"node1", "node2", "node4"}));
  EXPECT_EQ(only_mode(plant, "node2").ttf, Distribution::exponential(2h));
  EXPECT_EQ(named(plant, "node4").start, Distribution::constant(3min));
  EXPECT_DOUBLE_EQ(*plant.services[0].slo, 0.99);
}

void expect_bad_override(const std::string& text, std::size_t column, const std::string& fragment) {
  try {
    read("hosts: {node1..2: {}}\nservices: {s: {needs: [node1, node2]}}\n",
         {Override::parse(text)});
    ADD_FAILURE() << text << " was taken";
  } catch (const Mistakes& mistakes) {
    const Diagnostic& diagnostic = mistakes.diagnostics().front();
    EXPECT_EQ(diagnostic.file, "change") << mistakes.what();
    EXPECT_EQ(diagnostic.column, column) << mistakes.what();
    EXPECT_NE((diagnostic.message + diagnostic.hint).find(fragment), std::string::npos)
        << mistakes.what();
  }
}

TEST(Reader, AnOverrideThatDeletesNothingIsAWarning) {
  const std::string text =
      "hosts: {node1: {boot: 1 min}, node2: {}}\nservices: {s: {needs: [node1, node2]}}\n";
  const Scenario idle = read(text, {Override::parse("clusters=null")});
  ASSERT_EQ(idle.warnings.size(), 1U);
  EXPECT_NE(idle.warnings.front().message.find("no 'clusters' to delete"), std::string::npos);
  const Scenario some = read(text, {Override::parse("hosts.*.boot=null")});
  EXPECT_TRUE(some.warnings.empty()) << "it deletes what there is";
  EXPECT_TRUE(named(*some.plant, "node1").start.is_zero());
}

TEST(Reader, ABadOverrideIsShown) {
  expect_bad_override("horizon=10", 9, "write '10 s'");
  expect_bad_override("horizn=10 y", 1, "did you mean 'horizon'?");
  expect_bad_override("hosts.web*.boot=10 s", 1, "selects nothing");
  expect_bad_override("hosts.node1.boot={a", 18, "not YAML");
  expect_bad_override("services.s.needs.0=node1", 1, "nothing to set");
  expect_bad_override("hosts..boot=1 s", 1, "between its dots");
  expect_bad_override("include=[a.yaml]", 1, "included by the scenario");
  expect_bad_override("hosts.nodeX.boot=5 s", 1, "did you mean 'node1'?");
  expect_bad_override("hosts.nodeX.boot=5 s", 1, "there is no 'nodeX' in hosts");
  expect_bad_override("vms.mail.boot=5 s", 1, "there is no 'mail' in vms");
  expect_bad_override("services.z.slo=99 %", 1, "there are: s");
  expect_bad_override("hosts.node1.failures.hw.mttf=5 h", 1, "no 'hw' in hosts.node1.failures");
  EXPECT_THROW(Override::parse("horizon"), Mistakes);
}

// ---- files --------------------------------------------------------------------------------------

class Files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "parts");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(Files, AreIncludedAndMergedOnto) {
  write("parts/hosts.yaml", "hosts: {node1..3: {boot: 1 min}}\n");
  write("parts/room.yaml", "include: hosts.yaml\nnetworks: {lan: {}}\nseed: 7\n");
  const auto file = write("main.yaml",
                          "ausfall: 1\ninclude: [parts/room.yaml]\nseed: 8\nhosts: {node2: {boot: "
                          "2 min}, node3: null}\n");
  const Scenario scenario = read_file(file);
  EXPECT_EQ(scenario.name, "main");
  EXPECT_EQ(scenario.seed, 8U);
  EXPECT_EQ(names_of(*scenario.plant, ComponentKind::host), (Names{"node1", "node2"}));
  EXPECT_EQ(named(*scenario.plant, "node1").start, Distribution::constant(1min));
  EXPECT_EQ(named(*scenario.plant, "node2").start, Distribution::constant(2min));
  EXPECT_EQ(named(*scenario.plant, "node1").family, named(*scenario.plant, "node2").family);
}

TEST_F(Files, NullsOfOneOfARangeReachWhatIsIncluded) {
  write("parts/room.yaml", "hosts: {ws01..12: {boot: 5 s, failures: {hw: {mttf: 1 h}}}}\n");
  const auto hosts = [&](const std::string& body) {
    return *read_file(write("main.yaml", "ausfall: 1\ninclude: parts/room.yaml\nhosts: " + body))
                .plant;
  };
  const Plant without_one = hosts("{ws01..12: {boot: 1 s}, ws07: null}\n");
  EXPECT_EQ(names_of(without_one, ComponentKind::host).size(), 11U);
  EXPECT_EQ(without_one.modes.size(), 11U);
  EXPECT_EQ(named(without_one, "ws08").start, Distribution::constant(1s));

  const Plant one_spared =
      hosts("{ws01..12: {failures: {hw: {mttf: 5 h}}}, ws05: {failures: {hw: null}}}\n");
  EXPECT_EQ(names_of(one_spared, ComponentKind::host).size(), 12U);
  EXPECT_EQ(one_spared.modes.size(), 11U);
  EXPECT_EQ(only_mode(one_spared, "ws04").ttf, Distribution::exponential(5h));
  const ComponentId spared = id_of(one_spared, "ws05");
  for (const models::Mode& mode : one_spared.modes) EXPECT_NE(mode.component, spared);
  EXPECT_EQ(named(one_spared, "ws05").start, Distribution::constant(5s));
}

TEST_F(Files, DiagnosticsNameTheFileTheyAreAbout) {
  const auto included = write("parts/hosts.yaml", "hosts:\n  a: {boot: 1}\n");
  const auto file = write("main.yaml", "ausfall: 1\ninclude: [parts/hosts.yaml]\n");
  try {
    read_file(file);
    FAIL();
  } catch (const Mistakes& mistakes) {
    EXPECT_EQ(mistakes.diagnostics().front().file, included.string());
    EXPECT_EQ(mistakes.diagnostics().front().line, 2U);
    EXPECT_EQ(mistakes.diagnostics().front().source_line, "  a: {boot: 1}");
  }
}

TEST_F(Files, CannotIncludeThemselves) {
  write("a.yaml", "include: b.yaml\n");
  const auto file = write("b.yaml", "ausfall: 1\ninclude: parts/../a.yaml\n");
  try {
    read_file(file);
    FAIL();
  } catch (const Mistakes& mistakes) {
    EXPECT_NE(mistakes.diagnostics().front().message.find("includes itself"), std::string::npos)
        << mistakes.what();
    EXPECT_EQ(mistakes.diagnostics().front().line, 1U);
  }
}

TEST_F(Files, EmpiricalLawsComeFromTables) {
  write("parts/repairs.csv", "\"node\",\"hours\"\r\n\"a, b\",1.5\r\nc,2\r\n");
  const auto file = write("main.yaml",
                          "ausfall: 1\nhosts: {a: {failures: {hw: {ttf: {empirical: {file: "
                          "parts/repairs.csv, column: hours, unit: h}}}}}}\n");
  EXPECT_EQ(only_mode(*read_file(file).plant, "a").ttf, Distribution::empirical({90min, 2h}));
}

TEST_F(Files, ABadTableIsShownWithItsLine) {
  write("repairs.csv", "hours\n1\nx\n");
  const auto file = write("main.yaml",
                          "ausfall: 1\nhosts:\n  a: {failures: {hw: {ttf: {empirical: {file: "
                          "repairs.csv, column: hours, unit: h}}}}}\n");
  try {
    read_file(file);
    FAIL();
  } catch (const Mistakes& mistakes) {
    EXPECT_EQ(mistakes.diagnostics().front().line, 3U);
    EXPECT_NE(mistakes.diagnostics().front().message.find("line 3 of the file"), std::string::npos)
        << mistakes.what();
  }
}

// ---- size ---------------------------------------------------------------------------------------

TEST(Reader, AHundredThousandHostsShareTheirBody) {
  const Plant plant = plant_of(
      "hosts: {node1..100000: {boot: 4 min, failures: {hardware: {mttf: 5 y, mttr: 6 h}}}}\n"
      "services: {farm: {needs: {at-least: 90000, of: node*}}}\n");
  EXPECT_EQ(plant.components.size(), 100'000U);
  EXPECT_EQ(plant.services[0].needs.parts.size(), 100'000U);
  EXPECT_EQ(plant.families.size(), 1U);
}

}  // namespace
}  // namespace ausfall::scenarios
