#include "studies/output/facts_text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace ausfall::studies {
namespace {

using namespace models;  // NOLINT(google-build-using-namespace): a test of little else

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// Two hosts, a guest, a switch and an array; one cluster with one group.
Plant machine_room() {
  Plant plant;
  plant.families = {"node", "mail", "private", "array"};
  plant.components = {
      {.kind = ComponentKind::host, .name = "node1", .family = FamilyId(0)},
      {.kind = ComponentKind::host, .name = "node2", .family = FamilyId(0)},
      {.kind = ComponentKind::vm, .name = "mail", .family = FamilyId(1), .place = ComponentId(0)},
      {.kind = ComponentKind::array,
       .name = "array",
       .family = FamilyId(3),
       .storage = StorageId(0)},
  };
  plant.storages.push_back({.name = "array", .array = ComponentId(3)});
  plant.crews.push_back({.name = "field", .hours = WeeklyHours::daily(8h, 18h)});
  plant.spares.push_back({.name = "disks"});
  plant.modes = {
      {.component = ComponentId(0), .name = "hardware"},
      {.component = ComponentId(0), .name = "slow", .effect = Effect::degrade, .capacity = 0.5}};
  plant.common_causes.push_back({.name = "feed-a", .hits = {ComponentId(0), ComponentId(1)}});
  plant.faults = {
      {.name = "fault1", .targets = {{.mode = ModeId(0)}}},
      {.name = "fault2", .targets = {{.component = ComponentId(1)}}},
      {.name = "rack=A", .targets = {{.component = ComponentId(0)}, {.component = ComponentId(1)}}},
      {.name = "feed-a", .common_cause = CommonCauseId(0)}};
  plant.clusters.push_back(
      {.name = "msc", .nodes = {NodeId(0), NodeId(1)}, .groups = {GroupId(0)}});
  plant.nodes = {{.cluster = ClusterId(0), .number = 0, .component = ComponentId(0)},
                 {.cluster = ClusterId(0), .number = 1, .component = ComponentId(1)}};
  plant.groups.push_back(
      {.cluster = ClusterId(0), .name = "g1", .members = {MemberId(0)}, .owners = {0, 1}});
  plant.members.push_back({.group = GroupId(0), .component = ComponentId(2)});
  plant.pools.push_back({.cluster = ClusterId(0), .name = "front", .instances = {InstanceId(0)}});
  plant.instances.push_back({.pool = PoolId(0), .component = ComponentId(2)});
  plant.maintenance.push_back({.name = "patching", .hosts = {ComponentId(0)}});
  plant.services.push_back({.name = "post", .needs = {.component = ComponentId(2)}});
  return complete(std::move(plant));
}

std::string told(FactKind kind, std::uint32_t subject = 0, std::uint32_t detail = 0,
                 std::uint32_t other = 0) {
  static const Plant plant = machine_room();
  return sentence(
      plant, {.kind = kind, .subject = subject, .detail = detail, .other = other, .origin = {}},
      day + 3h);
}

TEST(FactsText, TellsOfComponents) {
  EXPECT_EQ(told(FactKind::component_failed, 0, 0), "node1 fails (hardware)");
  EXPECT_EQ(told(FactKind::component_degraded, 0, 1),
            "node1 goes on with 50 % of its capacity (slow)");
  EXPECT_EQ(told(FactKind::component_started, 0, none), "node1 boots");
  EXPECT_EQ(told(FactKind::component_started, 2, 1), "mail boots on node2");
  EXPECT_EQ(told(FactKind::component_running, 2), "mail runs");
  EXPECT_EQ(told(FactKind::component_running, 3), "array works again");
  EXPECT_EQ(told(FactKind::storage_lost, 2, 0), "mail loses its disk on array");
}

TEST(FactsText, TellsOfFaultsOfSetsAndCommonCauses) {
  EXPECT_EQ(told(FactKind::fault_struck, 2), "fault: rack=A goes down");
  EXPECT_EQ(told(FactKind::fault_ended, 2), "the fault of rack=A is over");
  EXPECT_EQ(told(FactKind::fault_struck, 3), "fault: feed-a");
}

TEST(FactsText, TellsOfMirrors) {
  EXPECT_EQ(told(FactKind::mirror_switched_over, 0, 0),
            "array switches over: array is to go on alone");
  EXPECT_EQ(told(FactKind::mirror_stopped, 0, none), "array stops: neither side may go on alone");
  EXPECT_EQ(told(FactKind::mirror_stopped, 0, 0), "array stops until array is back");
}

TEST(FactsText, TellsOfStorage) {
  EXPECT_EQ(told(FactKind::controller_failed_over, 0), "another controller of array takes over");
  EXPECT_EQ(told(FactKind::path_failed_over, 0, 1), "another path of node2 to array takes over");
  EXPECT_EQ(told(FactKind::bus_was_reset, 0), "the bus of array is reset");
  EXPECT_EQ(told(FactKind::storage_resumed, 0, 1), "array answers again to node2");
  EXPECT_EQ(told(FactKind::storage_resumed, 0, none), "array answers again");
}

TEST(FactsText, TellsOfRepairs) {
  EXPECT_EQ(told(FactKind::repair_waits, 0, 0, none),
            "the repair of node1.hardware waits for the crew field");
  EXPECT_EQ(told(FactKind::repair_waits, 0, none, 0),
            "the repair of node1.hardware waits for a part from disks");
  EXPECT_EQ(told(FactKind::repair_never, 0), "node1.hardware is never repaired");
  EXPECT_EQ(told(FactKind::repair_waits, 0, none, none),
            "the repair of node1.hardware waits for its turn");
  EXPECT_EQ(told(FactKind::repair_ended, 0), "node1.hardware is repaired");
}

TEST(FactsText, TellsOfCauses) {
  EXPECT_EQ(told(FactKind::common_cause_struck), "feed-a strikes node1 and node2");
  EXPECT_EQ(told(FactKind::fault_struck, 0), "fault: node1.hardware");
  EXPECT_EQ(told(FactKind::fault_struck, 1), "fault: node2 goes down");
  EXPECT_EQ(told(FactKind::fault_ended, 1), "the fault of node2 is over");
}

TEST(FactsText, TellsOfClusters) {
  EXPECT_EQ(told(FactKind::node_suspected, 0), "node1 is suspected");
  EXPECT_EQ(told(FactKind::regroup_ended, 1, 1), "node2 has regrouped: 1 node of 2");
  EXPECT_EQ(told(FactKind::member_failure_seen, 0, 1, 2),
            "node2 notices that mail of group g1 has failed");
  EXPECT_EQ(told(FactKind::group_failed_over, 0, 1, 0), "group g1 fails over from node1 to node2");
  EXPECT_EQ(told(FactKind::split_brain_began, 0, 1, 0),
            "split brain: group g1 runs on node2 and on node1");
  EXPECT_EQ(told(FactKind::phase_began, 0, static_cast<std::uint32_t>(Phase::boot)),
            "group g1: its guests boot");
}

TEST(FactsText, TellsOfSharedLoadAndPlannedWork) {
  EXPECT_EQ(told(FactKind::instance_removed), "mail gets no more requests of front");
  EXPECT_EQ(told(FactKind::instance_added), "mail gets requests of front");
  EXPECT_EQ(told(FactKind::maintenance_began, 0, 0), "patching of node1 begins");
  EXPECT_EQ(told(FactKind::planned_move_began, 0, 1), "group g1 is moved to node2 as planned");
}

TEST(FactsText, TellsUntilWhenACrewWaits) {
  const Plant plant = machine_room();
  const Fact called{.kind = FactKind::crew_called, .origin = {}};
  EXPECT_EQ(sentence(plant, called, 12h), "the crew field is called for node1.hardware");
  EXPECT_EQ(sentence(plant, called, 4 * day + 20h),
            "the crew field is called for node1.hardware, and waits until Saturday 8:00");
}

TEST(FactsText, TellsOfServices) {
  const Plant plant = machine_room();
  EXPECT_EQ(sentence(plant, {.kind = FactKind::service_down, .origin = plant.modes[0].cause}, 0h),
            "service post is down, because of node1.hardware");
  EXPECT_EQ(told(FactKind::service_up), "service post is up");
  EXPECT_EQ(told(FactKind::service_capacity, 0, 1U << 15U),
            "service post answers 50 % of its requests");
}

TEST(FactsText, TellsEveryKindInWordsOfItsOwn) {
  std::set<std::string> sentences;
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(FactKind::count_); ++i) {
    const auto kind = static_cast<FactKind>(i);
    EXPECT_TRUE(sentences.insert(told(kind, 0, 0, 0)).second) << told(kind, 0, 0, 0);
    EXPECT_TRUE(names.insert(name_of(kind)).second) << name_of(kind);
  }
}

}  // namespace
}  // namespace ausfall::studies
