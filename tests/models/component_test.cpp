// Hosts, VMs and apps, one standing on another: how they come up, go down and stand still.
#include "models/component.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

std::string tower(const std::string& app_failures, const std::string& faults,
                  const std::string& vm_keys = "", const std::string& host_failures = "{}") {
  return "hosts: {host: {boot: 4 min, failures: " + host_failures +
         "}}\n"
         "storage: {disks: {type: fc, hosts: all}}\n"
         "vms: {vm: {host: host, boot: 90 s" +
         vm_keys +
         "}}\n"
         "apps: {app: {on: vm, start: 30 s, failures: " +
         app_failures +
         "}}\n"
         "services: {app: {needs: app}}\nfaults: [" +
         faults + "]\n";
}

TEST(Component, ComesUpAfterWhatItStandsOn) {
  Story story(tower("{}", "{at: 1 h, fail: host, for: 10 min}"));
  story.until(1 * hour);
  for (const char* name : {"host", "vm", "app"})
    EXPECT_EQ(story.world()[story.component(name)].running, Running::off);
  story.until(2 * hour);
  EXPECT_EQ(story.times("host runs"), Times{74min});
  EXPECT_EQ(story.times("vm runs"), Times{75min + 30s});
  EXPECT_EQ(story.times("app runs"), Times{76min});
}

TEST(Component, StandsStillWithWhatItStandsOnAndIsResetWithIt) {
  Story story(tower("{}", "{at: 1 h, fail: host, mode: hang, for: 10 min}"));
  story.until(1 * hour);
  const ComponentState& app = story.world()[story.component("app")];
  EXPECT_EQ(app.running, Running::on);
  EXPECT_EQ(app.stalled, 1);
  EXPECT_FALSE(app.alive());
  story.until(2 * hour);
  EXPECT_EQ(story.times("app runs"), Times{76min}) << story.all();
}

TEST(Component, StandsStillForEveryReasonAtOnce) {
  Story story(tower(
      "{}",
      "{at: 1 h, fail: host, mode: hang, for: 10 min}, {at: 61 min, fail: disks, for: 2 min}, "
      "{at: 62 min, fail: vm, mode: hang, for: 1 h}",
      ", storage: disks, disk-timeout: 1 h"));
  story.until(62min);
  EXPECT_EQ(story.world()[story.component("host")].stalled, 1);
  EXPECT_EQ(story.world()[story.component("vm")].stalled, 3);
  EXPECT_EQ(story.world()[story.component("app")].stalled, 3);
  story.until(63min);
  EXPECT_EQ(story.world()[story.component("app")].stalled, 2);
  story.until(3 * hour);
  EXPECT_TRUE(story.alive("app"));  // the reset of the host ended the hang of what stood on it
  EXPECT_EQ(story.times("app runs"), Times{76min}) << story.all();
}

TEST(Component, AgesOnlyWhileItIsAlive) {
  // A life of 10 h, of which the first 5 h pass before the host hangs for 1 h; then 4 min, 90 s and
  // 30 s to come back.
  Story story(
      tower("{wear: {ttf: 10 h, ttr: 1 h}}", "{at: 5 h, fail: host, mode: hang, for: 1 h}"));
  story.until(12 * hour);
  EXPECT_EQ(story.times("app fails (wear)"), Times{11 * hour + 6min}) << story.all();
}

TEST(Component, KeepsTheAgeOfAModeWhileAnotherIsRepaired) {
  // It wears out after 10 h of work. At 5 h something else fails, which takes 2 h; only what leaves
  // it at work lets it age meanwhile.
  const auto worn_out = [](const std::string& effect) {
    Story story(
        "hosts: {host: {failures: {wear: {ttf: 10 h, ttr: 1 h}, other: {mttf: 100000 y, ttr: 2 h, "
        "effect: " +
        effect +
        "}}}}\nservices: {host: {needs: host}}\nfaults: [{at: 5 h, fail: host, mode: other}]\n");
    story.until(13 * hour);
    return story.times("host fails (wear)");
  };
  EXPECT_EQ(worn_out("down"), Times{12 * hour});
  EXPECT_EQ(worn_out("hang"), Times{12 * hour});
  EXPECT_EQ(worn_out("degrade, capacity: 50 %"), Times{10 * hour});
}

TEST(Component, OfANetworkOrAStorageKeepsItsAgeWhileItIsDown) {
  // Each wears out after 10 h of work, and something takes one of them down from 5 h on for 2 h.
  for (const std::string part :
       {"a.switch", "a.link.host1", "t", "disks.array", "disks.controller", "disks.path.host1"}) {
    const auto law = [&](const std::string& name) {
      return std::string(part.starts_with(name) ? ": {ttf: 10 h, ttr: 1 h}" : ": {mttf: 100000 y}");
    };
    Story story("hosts: {host1..2: {}}\nnetworks: {a: {hosts: all, failures: {switch" +
                law("a.switch") + ", link" + law("a.link") +
                "}}, b: {hosts: all}}\ntrunks: {t: {between: [a, b], failures: {t" + law("t") +
                "}}}\nstorage: {disks: {type: fc, failures: {array" + law("disks.array") +
                ", controller" + law("disks.controller") + ", path" + law("disks.path") +
                "}}}\nservices: {host: {needs: host1}}\nfaults: [{at: 5 h, fail: " + part +
                ", for: 2 h}]\n");
    story.until(12 * hour);
    const auto mode = story.plant()[story.component(part)].modes.at(0);
    EXPECT_EQ(story.times(part + " fails (" + story.plant()[mode].name + ")"), Times{12 * hour})
        << part << story.all();
  }
}

TEST(Component, BearsTheLossOfItsDiskForSoLongAndNoLonger) {
  Story story(tower("{}", "{at: 1 h, fail: disks, for: 59 s}, {at: 2 h, fail: disks, for: 61 s}",
                    ", storage: disks, disk-loss: crash"));
  story.until(90min);
  EXPECT_EQ(story.count(FactKind::disk_timed_out), 0);
  EXPECT_EQ(story.count(FactKind::component_running), 0);
  EXPECT_EQ(story.count(FactKind::service_down), 1);
  story.until(3 * hour);
  EXPECT_EQ(story.count(FactKind::disk_timed_out), 1);
  EXPECT_EQ(story.times("vm runs"), Times{2 * hour + 61s + 90s}) << story.all();
}

TEST(Component, IsDownUntilTheLastOfItsFailuresIsRepaired) {
  Story story(tower("{}", "{at: 1 h, fail: host, mode: a}, {at: 70 min, fail: host, for: 30 min}",
                    "", "{a: {mttf: 100000 y, ttr: 1 h}}"));
  story.until(80min);
  EXPECT_EQ(story.world()[story.component("host")].down, 2);
  story.until(3 * hour);
  EXPECT_EQ(story.times("host runs"), Times{124min}) << story.all();
}

TEST(Component, HasTheCapacityThatAllItStandsOnLeaveIt) {
  Story story(
      "hosts: {host: {failures: {slow: {mttf: 100000 y, ttr: 1 h, effect: degrade, capacity: 50 "
      "%}}}}\n"
      "vms: {vm: {host: host, failures: {slow: {mttf: 100000 y, ttr: 1 h, effect: degrade, "
      "capacity: 20 %}}}}\n"
      "services: {vm: {needs: vm}}\n"
      "faults: [{at: 1 h, fail: host, mode: slow}, {at: 90 min, fail: vm, mode: slow}]\n");
  const auto capacity = [&] {
    return capacity_of({story.plant(), story.world()}, story.component("vm"));
  };
  story.until(1 * hour);
  EXPECT_DOUBLE_EQ(capacity(), 0.5);
  story.until(90min);
  EXPECT_DOUBLE_EQ(capacity(), 0.1);
  story.until(2 * hour);
  EXPECT_DOUBLE_EQ(capacity(), 0.2);
  story.until(3 * hour);
  EXPECT_DOUBLE_EQ(capacity(), 1);
  EXPECT_EQ(story.count(FactKind::service_down), 0);
}

TEST(Component, AFaultThatOutlastsItsHangDoesNotEndTheNext) {
  // The host's fall ends the injected hang; the guest hangs again by itself while the fault would
  // still last.
  Story story(
      "hosts: {host: {}}\n"
      "vms: {vm: {host: host, failures: {hung: {mttf: 100000 y, effect: hang, ttr: 2 h}}}}\n"
      "services: {vm: {needs: vm}}\n"
      "faults: [{at: 1 h, fail: vm, mode: hung, for: 1 h}, {at: 70 min, fail: host, for: 1 min}, "
      "{at: 80 min, fail: vm, mode: hung}]\n");
  story.until(75min);
  EXPECT_FALSE(story.calendar().running(story.plant().faults[0].ends)) << "nothing is left to end";
  EXPECT_EQ(story.world().faults[0], 0);
  story.until(2 * hour + 1min);
  EXPECT_FALSE(story.alive("vm")) << story.all();
  story.until(5 * hour);
  EXPECT_TRUE(story.alive("vm"));
  EXPECT_EQ(story.count(FactKind::component_reset), 1) << story.all();
}

TEST(Component, AnInjectedHangThatAResetEndedDoesNotEndAgain) {
  // The cluster resets the guest in place; an hour later, when the fault would have been over, there
  // is nothing to reset, and no second outage.
  Story story(
      "hosts: {node1..2: {}}\nvms: {vm: {host: node1, boot: 30 s}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, restart: {attempts: 1}, monitor: {scope: "
      "guest-os}}}\n"
      "services: {vm: {needs: vm}}\n"
      "faults: [{at: 1 h, fail: vm, mode: hang, for: 1 h}]\n");
  story.until(90min);
  EXPECT_FALSE(story.calendar().running(story.plant().faults[0].ends)) << "nothing is left to end";
  EXPECT_EQ(story.world().faults[0], 0);
  story.until(1 * day);
  EXPECT_EQ(story.times("vm runs"), Times{1 * hour + 30s}) << story.all();
  EXPECT_EQ(story.count(FactKind::service_down), 1);
  EXPECT_EQ(story.count(FactKind::fault_ended), 0);
}

TEST(Component, AnInjectedHangDoesNotEndTheOneThatFollows) {
  // The first would have lasted until 2 h, had not the fall of the host ended it; the second, from
  // 90 min on, lasts until 3 h.
  Story story(
      "hosts: {host: {}}\nvms: {vm: {host: host}}\nservices: {vm: {needs: vm}}\n"
      "faults: [{at: 1 h, fail: vm, mode: hang, for: 1 h}, {at: 70 min, fail: host, for: 1 min}, "
      "{at: 90 min, fail: vm, mode: hang, for: 90 min}]\n");
  story.until(1 * day);
  EXPECT_EQ(story.times("vm runs"), (Times{71min, 3 * hour})) << story.all();
}

}  // namespace
}  // namespace ausfall::models
