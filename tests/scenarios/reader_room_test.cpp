// What stands there, how it fails, and how long things take: where it ends up in the plant.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "tests/scenarios/reading.hpp"

namespace ausfall::scenarios {
namespace {

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

TEST(Reader, FailuresThatNobodySees) {
  const Plant plant = plant_of(
      "hosts:\n"
      "  a: {failures: {hw: {mttf: 1 y, mttr: 1 h, effect: latent}}}\n"
      "  b: {failures: {hw: {mttf: 1 y, effect: latent, test: {every: 30 d}}}, test: {every: 7 "
      "d}}\n"
      "  c1..2: {failures: {hw: {mttf: 1 y, effect: latent}, os: {mttf: 1 y}}, test: {every: 30 d, "
      "first: 10 d}}\n"
      "storage: {san: {type: fc, hosts: a, paths: 2, test: {every: 1 d}, failures: {path: {mttf: 1 "
      "y, effect: latent}, array: {mttf: 9 y}}}}\n");
  EXPECT_EQ(only_mode(plant, "a").effect, models::Effect::latent);
  EXPECT_FALSE(only_mode(plant, "a").test);
  EXPECT_EQ(only_mode(plant, "b").test->every, Distribution::constant(720h)) << "its own";
  EXPECT_EQ(only_mode(plant, "b").test->first, Distribution::constant(720h));
  std::vector<std::string> tested;
  for (const models::Mode& mode : plant.modes) {
    if (mode.test) tested.push_back(plant[mode.component].name + "." + mode.name);
    if (mode.test && plant[mode.component].name == "c2") {
      EXPECT_EQ(mode.test->first, Distribution::constant(240h));
    }
  }
  EXPECT_EQ(tested, (std::vector<std::string>{"b.hw", "c1.hw", "c2.hw", "san.path1.a.path",
                                              "san.path2.a.path"}));
}

TEST(Reader, DevicesThatBridgeCommonCauses) {
  const Plant plant = plant_of(
      "hosts: {node1..2: {}}\n"
      "devices: {ups1..2: {failures: {battery: {mttf: 4 y, effect: latent}}}, cooler: {}}\n"
      "common-causes:\n"
      "  mains: {mttf: 60 d, mttr: 1 h, hits: node*, bridged-by: ups2, bridge-time: 15 min}\n"
      "  heat: {mttf: 9 y, mttr: 1 h, hits: [node1, cooler]}\n");
  const models::CommonCause& mains = plant.common_causes[0];
  EXPECT_EQ(plant[mains.bridged_by].name, "ups2");
  EXPECT_EQ(plant[mains.bridged_by].kind, models::ComponentKind::device);
  EXPECT_EQ(mains.bridge_time, Distribution::constant(15min));
  EXPECT_FALSE(plant.common_causes[1].bridged_by.named());
  EXPECT_EQ(plant[plant.common_causes[1].hits[1]].name, "cooler");
}

TEST(Reader, WhatIsAskedAndBorne) {
  const Plant requests = plant_of(
      "hosts: {node1..2: {bears: 60000/min}}\n"
      "vms: {vm: {host: node1, bears: 800/s}}\n"
      "apps: {web: {on: vm, demand: 200 /s, failures: {overload: {beyond: 120 %, after: 10 min, "
      "effect: hang, ttr: 1 h}}}}\n");
  EXPECT_DOUBLE_EQ(requests.components[1].bears, 1000);
  EXPECT_DOUBLE_EQ(requests.components[2].bears, 800);
  EXPECT_DOUBLE_EQ(requests.components[3].demand, 200);
  EXPECT_DOUBLE_EQ(requests.modes[0].beyond, 1.2);
  EXPECT_EQ(requests.modes[0].ttf, Distribution::constant(10min));
  const Plant cores = plant_of(
      "hosts: {node1: {cores: 8}, node2: {cores: 8, bears: 6 cores}}\n"
      "vms: {vm: {host: node1, cores: 2, demand: 1.5 cores}}\n");
  EXPECT_DOUBLE_EQ(cores.components[0].bears, 8) << "its cores, unless it says otherwise";
  EXPECT_DOUBLE_EQ(cores.components[1].bears, 6);
  EXPECT_DOUBLE_EQ(cores.components[2].bears, 2);
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
      "hosts: {web1..2: {failures: {hw: {mttf: 1 y}}}, db: {failures: {hw: {mttf: 1 "
      "y}}}, other: {failures: {hw: {mttf: 1 y}}}}\n");
  EXPECT_EQ(plant.crews[0].order, models::CrewOrder::fifo);
  EXPECT_EQ(plant.crews[1].order, models::CrewOrder::random);
  EXPECT_EQ(plant.crews[2].order, models::CrewOrder::race);
  EXPECT_EQ(plant.crews[3].order, models::CrewOrder::priority);
  EXPECT_EQ(plant.crews[3].rank, (std::vector<int>{1, 2, 0, 3}));
}

TEST(Reader, APriorityForANetworkIsOneForItsParts) {
  const Plant plant = plant_of(
      "crews: {d: {order: [lan]}}\nhosts: {a: {failures: {hw: {mttf: 1 y}}}}\n"
      "networks: {lan: {failures: {switch: {mttf: 1 y}, link: {mttf: 1 y}}}}\n");
  EXPECT_EQ(plant.crews[0].rank, (std::vector<int>{1, 0, 0}));  // of the host, a switch, a link
}

TEST(Reader, APriorityCanBeOneOfFailureModes) {
  const Plant plant = plant_of(
      "crews: {c: {order: [os, 'a*:hw', b]}}\n"
      "hosts: {a1: {failures: {hw: {mttf: 1 y}, os: {mttf: 1 y}}}, "
      "b: {failures: {hw: {mttf: 1 y}, os: {mttf: 1 y}}}, "
      "c: {failures: {hw: {mttf: 1 y}}}}\n");
  // a1.hw, a1.os, b.hw, b.os, c.hw
  EXPECT_EQ(plant.crews[0].rank, (std::vector<int>{1, 0, 2, 0, 3}));
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

}  // namespace
}  // namespace ausfall::scenarios
