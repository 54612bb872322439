// Mirrored storage: who goes on when an array, or the line between two, is lost; and when both hold
// the same again.
#include "models/mirror.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

constexpr const char* switches_to_2 = "metro switches over: array2 is to go on alone";
constexpr const char* switches_to_1 = "metro switches over: array1 is to go on alone";
constexpr const char* in_step = "both sides of metro are in step again";

/// Two arrays in one room.
std::string pair(const std::string& mirror, const std::string& faults) {
  return fmt::format(
      "hosts: {{host: {{}}}}\n"
      "storage: {{array1..2: {{type: fc, controllers: 2, paths: 2}}, metro: {{mirror: {{of: "
      "[array1, array2]{}}}}}}}\n"
      "vms: {{mail: {{host: host, storage: metro}}}}\n"
      "services: {{mail: {{needs: mail}}, disks: {{needs: metro}}}}\n"
      "faults: [{}]\n",
      mirror, faults);
}

TEST(Mirror, GoesOnWithEitherSideAfterTheSwitchOver) {
  for (const std::string lost : {"array1", "array2"}) {
    Story story(pair("", fmt::format("{{at: 1 h, fail: {}, for: 1 h}}", lost)));
    story.until(Time(3 * hour));
    EXPECT_EQ(story.times(lost == "array1" ? switches_to_2 : switches_to_1), Times{hour});
    EXPECT_EQ(story.times("mail loses its disk on metro"), Times{hour}) << story.all();
    EXPECT_EQ(story.times("mail has its disk on metro back"), Times{hour + 30s});
    EXPECT_FALSE(story.told("service disks is down, because of " + lost + ".array"));
    EXPECT_EQ(story.times(in_step), Times{2 * hour});
  }
}

TEST(Mirror, OfWhichAllControllersOfOneSideFailGoesOn) {
  Story story(pair("", "{at: 1 h, fail: [array1.controller1, array1.controller2], for: 1 h}"));
  story.until(Time(3 * hour));
  EXPECT_EQ(story.times(switches_to_2), Times{hour});
  EXPECT_EQ(story.times(in_step), Times{2 * hour});
}

TEST(Mirror, StandsStillWhileAControllerOfEitherSideTakesOver) {
  Story story(pair("", "{at: 1 h, fail: array2.controller1, for: 1 h}"));
  story.until(Time(3 * hour));
  EXPECT_EQ(story.times("mail loses its disk on metro"), Times{hour});
  EXPECT_EQ(story.times("mail has its disk on metro back"), Times{hour + 3s});
  EXPECT_FALSE(story.told(switches_to_1));
}

TEST(Mirror, IsReachedThroughTheOtherSideWhereAPathIsLost) {
  Story story(pair("", "{at: 1 h, fail: [array1.path1.host, array1.path2.host], for: 1 h}"));
  story.until(Time(3 * hour));
  EXPECT_FALSE(story.told("mail loses its disk on metro")) << story.all();
  EXPECT_TRUE(story.alive("mail"));
}

TEST(Mirror, ProtectsAgainOnlyWhenItIsInStep) {
  Story story(pair(", resync: 1 h",
                   "{at: 1 h, fail: array1, for: 1 h}, {at: 150 min, fail: array2, for: 1 h}"));
  story.until(Time(3 * hour));
  EXPECT_EQ(story.times("metro stops until array2 is back"), Times{150min}) << story.all();
  EXPECT_EQ(story.times("service disks is down, because of array2.array"), Times{150min});
  story.until(Time(6 * hour));
  EXPECT_EQ(story.times("service disks is up"), Times{210min});
  EXPECT_EQ(story.times("array1 is brought into step with the rest of metro"),
            (Times{2 * hour, 210min}));
  EXPECT_EQ(story.times(in_step), Times{270min});
}

TEST(Mirror, WaitsForTheLastGoodSideAlone) {
  Story story(pair("", "{at: 1 h, fail: array1, for: 3 h}, {at: 2 h, fail: array2, for: 6 h}"));
  story.until(Time(10 * hour));
  EXPECT_EQ(story.times("service disks is up"), Times{8 * hour}) << story.all();
}

TEST(Mirror, SidesThatFailAtOneInstantHoldTheSame) {
  Story story(
      "hosts: {host: {}}\n"
      "storage: {array1..2: {type: fc, failures: {array: {mttf: 100000 y, ttr: 5 h}}}, metro: "
      "{mirror: {of: [array1, array2]}}}\n"
      "common-causes: {feed: {ttf: 1 h, ttr: 1 h, hits: metro}}\n"
      "services: {disks: {needs: metro}}\n");
  story.until(Time(90min));
  EXPECT_EQ(story.times("metro stops: neither side may go on alone"), Times{hour}) << story.all();
  EXPECT_FALSE(story.told(switches_to_2));
  story.until(Time(150min));
  EXPECT_EQ(story.times("service disks is up"), Times{2 * hour});
}

// ---- two sites ----------------------------------------------------------------------------------

/// An array and a host in each; each host reaches its own array, and one VM runs on each.
std::string sites(const std::string& mirror, const std::string& faults) {
  return fmt::format(
      "hosts: {{north: {{}}, south: {{}}, keeper: {{}}}}\n"
      "networks: {{left: {{hosts: north}}, right: {{hosts: south}}, third: {{hosts: keeper}}}}\n"
      "trunks: {{backbone: {{between: [left, right]}}, wan1: {{between: [left, third]}}, wan2: "
      "{{between: [right, third]}}}}\n"
      "storage: {{array1: {{type: fc, hosts: north}}, array2: {{type: fc, hosts: south}}, tie: "
      "{{type: fc}}, metro: {{mirror: {{of: [array1, array2]{}}}}}}}\n"
      "vms: {{mail: {{host: north, storage: metro}}, web: {{host: south, storage: metro}}}}\n"
      "services: {{mail: {{needs: mail}}, web: {{needs: web}}, disks: {{needs: metro}}}}\n"
      "faults: [{}]\n",
      mirror, faults);
}

const std::string parted =
    "{at: 1 h, cut: backbone, for: 1 h}, {at: 1 h, cut: wan1, for: 1 h}, "
    "{at: 1 h, cut: wan2, for: 1 h}";

TEST(Mirror, PartedWithoutAWitnessGoesOnWithThePreferredSide) {
  Story story(sites(", over: backbone", parted));
  story.until(Time(90min));
  EXPECT_TRUE(story.told(switches_to_1)) << story.all();
  EXPECT_TRUE(story.alive("mail"));
  EXPECT_FALSE(story.alive("web"));
  story.until(Time(3 * hour));
  EXPECT_EQ(story.times(in_step), Times{2 * hour});
  EXPECT_TRUE(story.alive("web"));
}

TEST(Mirror, IsNotPartedWhileAnotherWayJoinsItsSides) {
  Story story(sites(", over: backbone", "{at: 1 h, cut: backbone, for: 1 h}"));
  story.until(Time(3 * hour));
  EXPECT_FALSE(story.told(switches_to_1)) << story.all();
}

TEST(Mirror, GoesOnWithTheSideThatReachesItsWitness) {
  // The third site is cut off from the north, and the north from the south.
  const std::string faults =
      "{at: 1 h, cut: wan1, for: 1 h}, {at: 70 min, cut: backbone, for: 30 min}";
  Story with(sites(", over: backbone, witness: keeper", faults));
  with.until(Time(90min));
  EXPECT_EQ(with.times(switches_to_2), Times{70min}) << with.all();
  Story without(sites(", over: backbone", faults));
  without.until(Time(90min));
  EXPECT_EQ(without.times(switches_to_1), Times{70min}) << without.all();
}

TEST(Mirror, ThePreferredSideWinsWhereBothReachTheWitness) {
  for (const std::string witness : {"cloud", "tie"}) {
    Story story(sites(", over: backbone, witness: " + witness, parted));
    story.until(Time(90min));
    EXPECT_EQ(story.times(switches_to_1), Times{hour}) << witness << "\n" << story.all();
  }
}

TEST(Mirror, WithAWitnessOutlivesThePreferredSide) {
  const std::string lost = "{at: 1 h, fail: array1, for: 1 h}";
  for (const std::string witness : {"cloud", "keeper", "tie"}) {
    Story story(sites(", over: backbone, witness: " + witness, lost));
    story.until(Time(90min));
    EXPECT_EQ(story.times(switches_to_2), Times{hour}) << witness << "\n" << story.all();
  }
}

TEST(Mirror, StopsWhereNobodyWitnessesTheLossOfItsPreferredSide) {
  const std::string lost = "{at: 1 h, fail: array1, for: 1 h}";
  const std::vector<std::string> unwitnessed{
      sites(", over: backbone", lost),
      sites(", over: backbone, witness: keeper", lost + ", {at: 30 min, fail: keeper, for: 2 h}"),
      sites(", over: backbone, witness: tie", lost + ", {at: 30 min, fail: tie, for: 2 h}")};
  for (const std::string& text : unwitnessed) {
    Story story(text);
    story.until(Time(3 * hour));
    EXPECT_EQ(story.times("metro stops: neither side may go on alone"), Times{hour}) << story.all();
    EXPECT_EQ(story.times("metro is back"), Times{2 * hour}) << story.all();
    EXPECT_FALSE(story.told(in_step)) << "nothing was written meanwhile";
  }
}

TEST(Mirror, IsDecidedByAPerson) {
  Story story(sites(", over: backbone, manual: 20 min", "{at: 1 h, fail: array1, for: 1 h}"));
  story.until(Time(3 * hour));
  EXPECT_EQ(story.times("a person lets array2 go on alone"), Times{80min}) << story.all();
  EXPECT_EQ(story.times("metro is back"), Times{80min});
  EXPECT_TRUE(story.told(in_step));
}

TEST(Mirror, NeedsNoPersonWhenThePreferredSideIsBackFirst) {
  Story story(sites(", over: backbone, manual: 2 h", "{at: 1 h, fail: array1, for: 1 h}"));
  story.until(Time(6 * hour));
  EXPECT_EQ(story.times("metro is back"), Times{2 * hour}) << story.all();
  EXPECT_FALSE(story.told("a person lets array2 go on alone"));
}

TEST(Mirror, OverANetworkIsPartedWithItsSwitches) {
  Story story(
      "hosts: {north: {}, south: {}, keeper: {}}\n"
      "networks: {replication: {hosts: [north, south]}, lan: {hosts: all}}\n"
      "storage: {array1: {type: fc, hosts: north}, array2: {type: fc, hosts: south}, metro: "
      "{mirror: {of: [array1, array2], over: replication, witness: keeper}}}\n"
      "vms: {web: {host: south, storage: metro}}\n"
      "services: {web: {needs: web}}\n"
      "faults: [{at: 1 h, cut: replication, for: 1 h}, {at: 90 min, fail: array1, for: 2 h}]\n");
  story.until(Time(80min));
  EXPECT_EQ(story.times(switches_to_1), Times{hour}) << story.all();
  story.until(Time(4 * hour));
  EXPECT_EQ(story.times("metro stops until array1 is back"), Times{90min}) << story.all();
  EXPECT_EQ(story.times(in_step), Times{210min});
}

// ---- who uses it --------------------------------------------------------------------------------

TEST(Mirror, BootsShareWhatTheSlowerSideCan) {
  Story story(
      "hosts: {host: {}}\n"
      "storage: {array1: {type: fc, iops: 1000}, array2: {type: fc, iops: 500}, metro: {mirror: "
      "{of: [array1, array2]}}}\n"
      "vms: {vm1..2: {host: host, storage: metro, boot: {io: 10000}}}\n"
      "services: {vms: {needs: vm1}}\n"
      "faults: [{at: 1 h, fail: host, for: 10 min}]\n");
  story.until(Time(2 * hour));
  EXPECT_EQ(story.times("vm1 runs"), Times{70min + 40s}) << story.all();
}

TEST(Mirror, CarriesAQuorumDisk) {
  const std::string scenario =
      "hosts: {node1..2: {boot: 4 min}}\n"
      "networks: {lan: {hosts: all}}\n"
      "storage: {array1..2: {type: fc}, metro: {mirror: {of: [array1, array2]}}}\n"
      "apps: {db: {on: node1, storage: metro}}\n"
      "clusters: {ha: {nodes: node*, groups: {db: {members: [db], storage: metro}}, quorum: {kind: "
      "shared-disk}, heartbeat: {interval: 1 s, missed: 3, networks: [lan]}}}\n"
      "services: {db: {needs: db}}\n";
  Story one_array(scenario + "faults: [{at: 1 h, fail: array1}, {at: 2 h, fail: node1}]\n");
  EXPECT_EQ(one_array.plant().clusters[0].quorum.disk, one_array.plant().mirrors[0].storage);
  one_array.until(Time(3 * hour));
  EXPECT_TRUE(one_array.alive("db")) << one_array.all();
  EXPECT_EQ(one_array.world()[one_array.component("db")].place, one_array.component("node2"));
}

}  // namespace
}  // namespace ausfall::models
