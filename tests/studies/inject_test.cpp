#include "studies/inject.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "scenarios/reader.hpp"
#include "studies/errors.hpp"

namespace ausfall::studies {
namespace {

using namespace models;  // NOLINT(google-build-using-namespace): a test of little else

Plant two_hosts() {
  Plant plant;
  plant.families = {"node"};
  for (const std::string name : {"node1", "node2"}) {
    const ComponentId id(plant.components.size());
    plant.components.push_back({.kind = ComponentKind::host, .name = name, .family = FamilyId(0)});
    plant.modes.push_back(
        {.component = id, .name = "hardware", .ttf = Distribution::exponential(1000h)});
  }
  plant.common_causes.push_back(
      {.name = "feed", .ttf = Distribution::exponential(1000h), .hits = {ComponentId(0)}});
  plant.faults.push_back({.name = "planned", .at = 1h, .mode = ModeId(0)});
  return complete(std::move(plant));
}

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Refused& error) {
    return error.what();
  }
  return "(accepted)";
}

TEST(FaultOrders, AreReadFromTheCommandLine) {
  const auto orders = parse_fault_orders("node1:hardware, node2 @ 30 s,node1:hang@1min");
  ASSERT_EQ(orders.size(), 3U);
  EXPECT_EQ(orders[0].component, "node1");
  EXPECT_EQ(orders[0].mode, "hardware");
  EXPECT_EQ(orders[0].at, 0s);
  EXPECT_EQ(orders[1].component, "node2");
  EXPECT_FALSE(orders[1].mode.has_value());
  EXPECT_EQ(orders[1].at, 30s);
  EXPECT_EQ(orders[2].mode, "hang");
  EXPECT_EQ(orders[2].at, 1min);
}

TEST(FaultOrders, RefuseWhatTheyAreNot) {
  for (const std::string text :
       {"", "node1,", ":hardware", "node1:", "node1@", "node1@30", "node1@soon"}) {
    EXPECT_TRUE(refusal([&] { parse_fault_orders(text); }).starts_with("fault: ")) << text;
  }
}

TEST(Injection, LeavesNoOtherFailure) {
  const Plant plant = injected(two_hosts(), parse_fault_orders("node2:hardware"));
  for (const Mode& mode : plant.modes) {
    EXPECT_EQ(mode.ttf, Distribution::constant(never));
  }
  EXPECT_EQ(plant.common_causes[0].ttf, Distribution::constant(never));
  ASSERT_EQ(plant.faults.size(), 2U);
  EXPECT_EQ(plant.faults[0].at, never);
  EXPECT_EQ(plant.faults[1].at, 0s);
  EXPECT_EQ(plant.faults[1].mode, ModeId(1));
  EXPECT_EQ(plant[plant.faults[1].cause], "node2.hardware");
}

TEST(Injection, KeepsStreamsApart) {
  const Plant plant =
      injected(two_hosts(), parse_fault_orders("node1,node1@1s,node2:hang,node1:hardware"));
  std::set<Stream> streams;
  for (const Clock& clock : plant.clocks) {
    EXPECT_TRUE(streams.insert(clock.stream).second) << clock.name;
  }
  EXPECT_EQ(plant.components[1].faults.size(), 1U);
  EXPECT_EQ(plant.faults[3].effect, Effect::hang);
}

TEST(Injection, NamesTheNearest) {
  const Plant plant = two_hosts();
  EXPECT_TRUE(refusal([&] {
                injected(plant, parse_fault_orders("nod1"));
              }).starts_with("fault: there is no component 'nod1'; did you mean 'node1'?"));
  EXPECT_TRUE(
      refusal([&] { injected(plant, parse_fault_orders("node1:hardwear")); })
          .starts_with(
              "fault: there is no failure mode of node1 'hardwear'; did you mean 'hardware'?"));
}

Plant room() {
  const scenarios::Scenario scenario = scenarios::read_text("room.yaml",
                                                            "ausfall: 1\n"
                                                            "hosts: {node1: {}}\n"
                                                            "networks: {lan: {switches: 2}}\n"
                                                            "storage: {san: {type: fc}}\n"
                                                            "services: {web: {needs: node1}}\n");
  return *scenario.plant;
}

TEST(Injection, HitsTheSwitchesOfANetworkAndTheArrayOfAStorage) {
  const Plant plant = injected(room(), parse_fault_orders("lan@1h,san:down"));
  ASSERT_EQ(plant.faults.size(), 3U);
  EXPECT_EQ(plant.faults[0].name, "lan.switch1");
  EXPECT_EQ(plant[plant.faults[1].component].name, "lan.switch2");
  EXPECT_EQ(plant.faults[1].at, 1h);
  EXPECT_EQ(plant.faults[2].name, "san.array:down");
}

TEST(Injection, HangsOnlyWhatCanHang) {
  EXPECT_EQ(refusal([&] { injected(room(), parse_fault_orders("lan:hang")); }),
            "fault: 'lan' cannot hang: only hosts, VMs and apps can");
}

}  // namespace
}  // namespace ausfall::studies
