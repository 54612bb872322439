#include "studies/inject.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <optional>
#include <set>
#include <utility>

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
  plant.faults.push_back({.name = "planned", .at = 1h, .targets = {{.mode = ModeId(0)}}});
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
  EXPECT_EQ(plant.faults[1].targets[0].mode, ModeId(1));
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
  ASSERT_EQ(plant.faults.size(), 2U);
  EXPECT_EQ(plant.faults[0].name, "lan");
  EXPECT_EQ(plant[plant.faults[0].targets[1].component].name, "lan.switch2");
  EXPECT_EQ(plant.faults[0].at, 1h);
  EXPECT_EQ(plant.faults[1].name, "san.array:down");
}

TEST(Injection, HangsOnlyWhatCanHang) {
  EXPECT_EQ(refusal([&] { injected(room(), parse_fault_orders("lan:hang")); }),
            "fault: 'lan.switch1' cannot hang: only hosts, VMs and apps can");
}

// ---- common causes, racks and sites, sets -------------------------------------------------------

const std::string racks =
    "ausfall: 1\nhorizon: 10 h\n"
    "hosts: {node1..2: {rack: A, site: north}, node3: {rack: B, site: north}}\n"
    "storage: {array1..2: {type: fc}, metro: {mirror: {of: [array1, array2]}}}\n"
    "vms: {vm1: {host: node1}, vm2: {host: node2}}\n"
    "common-causes: {ups: {mttf: 5 y, ttr: 30 min, hits: node1..2}, flaky: {mttf: 5 y, ttr: 30 "
    "min, "
    "hits: node1, probability: 50 %}}\n"
    "services: {one: {needs: vm1}, any: {needs: {any: [vm1, vm2]}}}\n";

Plant racked() { return *scenarios::read_text("racks.yaml", racks).plant; }

std::vector<std::string> hit(const std::string& order) {
  const Plant plant = injected(racked(), parse_fault_orders(order));
  std::vector<std::string> names;
  for (const FaultTarget& target : plant.faults.front().targets)
    names.push_back(plant[target.component].name);
  return names;
}

TEST(Injection, HitsWhatStandsInOneRackOrAtOneSite) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(hit("rack=A"), (Names{"node1", "node2"}));
  EXPECT_EQ(hit("rack=B"), Names{"node3"});
  EXPECT_EQ(hit("site=north:hang"), (Names{"node1", "node2", "node3"}));
  EXPECT_EQ(hit("node2..3"), (Names{"node2", "node3"}));
  EXPECT_EQ(hit("vm*"), (Names{"vm1", "vm2"}));
  EXPECT_EQ(hit("metro"), (Names{"array1.array", "array2.array"}));
  EXPECT_TRUE(refusal([&] {
                injected(racked(), parse_fault_orders("rack=C"));
              }).starts_with("fault: there is no component 'rack=C'; did you mean 'rack=A'?"));
}

TEST(Injection, HitsWhatHasALabelOfOnesOwn) {
  using Names = std::vector<std::string>;
  const Plant plant = *scenarios::read_text("labels.yaml",
                                            "ausfall: 1\n"
                                            "hosts: {node1..3: {rack: A, labels: {row: 7}}}\n"
                                            "vms: {dc1..2: {host: node1..2, labels: {tier: dc}}}\n"
                                            "apps: {ad: {on: dc1, labels: {tier: directory}}}\n"
                                            "services: {s: {needs: ad}}\n")
                           .plant;
  const auto hits = [&](const std::string& order) {
    const Plant struck = injected(plant, parse_fault_orders(order));
    Names names;
    for (const FaultTarget& target : struck.faults.front().targets)
      names.push_back(struck[target.component].name);
    return names;
  };
  EXPECT_EQ(hits("row=7"), (Names{"node1", "node2", "node3"}));
  EXPECT_EQ(hits("rack=*"), (Names{"node1", "node2", "node3"}));
  EXPECT_EQ(hits("tier=dc"), (Names{"dc1", "dc2"}));
  EXPECT_EQ(hits("tier=d*"), (Names{"dc1", "dc2", "ad"}));
}

RunResult injection(const std::string& order, std::uint64_t samples = 1) {
  InjectPlan plan;
  plan.samples = samples;
  plan.threads = 1;
  static const std::atomic<bool> not_interrupted{false};
  return inject_faults(scenarios::read_text("racks.yaml", racks), parse_fault_orders(order), plan,
                       {not_interrupted});
}

std::vector<std::string> causes(const RunResult& result, std::size_t service) {
  std::vector<std::string> names;
  for (const auto& cause : result.services[service].causes) names.push_back(cause.cause);
  return names;
}

TEST(Injection, OfASetIsOneCause) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(causes(injection("rack=A"), 1), Names{"rack=A"});
  EXPECT_EQ(causes(injection("node1..2"), 0), Names{"node1..2"});
}

TEST(Injection, OfOneThingTwiceIsOneCause) {
  const RunResult result = injection("ups,ups@2h");
  EXPECT_EQ(causes(result, 0), std::vector<std::string>{"ups"});
  EXPECT_EQ(result.services[0].outages, 2U) << "it was over when it struck again";
}

TEST(Injection, OfACommonCauseHasItsRepairAndItsProbability) {
  const RunResult ups = injection("ups");
  EXPECT_NEAR(ups.services[1].unavailability.mean * 10, 0.5, 1e-9) << "half an hour of ten";
  const RunResult flaky = injection("flaky", 10'000);
  EXPECT_NEAR(flaky.services[0].unavailability.mean * 10, 0.25, 0.25 * 0.05);
  EXPECT_EQ(refusal([&] { injection("ups:hang"); }),
            "fault: 'ups' is a common cause: it has no failure mode 'hang'");
}

// ---- at an hour of the week ---------------------------------------------------------------------

const std::atomic<bool> not_interrupted{false};

scenarios::Scenario by_day() {
  return scenarios::read_text(
      "room.yaml",
      "ausfall: 1\nhorizon: 28 d\ncrews: {field: {hours: mon-fri 8-18}}\n"
      "hosts: {node1: {failures: {psu: {mttf: 1 y, ttr: 1 h, crew: field}}}}\n"
      "services: {web: {needs: node1}}\n");
}

RunResult struck(std::optional<std::string> at, unsigned threads = 1) {
  InjectPlan plan;
  plan.samples = 200;
  plan.at = std::move(at);
  plan.threads = threads;
  return inject_faults(by_day(), parse_fault_orders("node1:psu"), plan, {not_interrupted});
}

double hours_down(const RunResult& result) {
  return result.services.front().outage_seconds->mean.mean / 3600;
}

TEST(Injection, BeginsAtTheHourThatIsAskedFor) {
  EXPECT_NEAR(hours_down(struck("tue 3:00")), 5 + 1, 0.01);
  EXPECT_NEAR(hours_down(struck("tue 12:00")), 1, 0.01);
  EXPECT_NEAR(hours_down(struck("sat 8:00")), 48 + 1, 0.01);
  EXPECT_NEAR(hours_down(struck("sat")), 12 + 24 + 8 + 1, 2) << "in the mean of a Saturday";
  EXPECT_EQ(struck("sat").begins, "sat");
}

TEST(Injection, BeginsAtARandomHourWhereHoursMatter) {
  const RunResult result = struck(std::nullopt);
  EXPECT_EQ(result.begins, "a random hour of the week");
  EXPECT_GT(*result.services.front().outage_seconds->max, 50 * 3600);
  EXPECT_EQ(result.services.front().outage_seconds->p90.mean,
            struck(std::nullopt, 3).services.front().outage_seconds->p90.mean);
  const Plant without = room();
  EXPECT_EQ(models::period_of_hours(without), Duration(0));
}

TEST(Injection, RefusesWhatIsNoMomentOfAWeek) {
  EXPECT_TRUE(refusal([] {
                struck("tues 3");
              }).starts_with("at: 'tues' is no day of the week; did you mean 'tue'?"));
  EXPECT_TRUE(
      refusal([] { struck("tue 25:00"); }).starts_with("at: '25:00' is no hour of the day"));
}

}  // namespace
}  // namespace ausfall::studies
