// Boots that share an array; controllers and paths that take over; buses that are reset.
#include "models/storage.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

// ---- boots --------------------------------------------------------------------------------------

/// The host is off for ten minutes from 1 h on; then all its VMs boot at once.
std::string storm(int vms, const std::string& boot, const std::string& storage) {
  return fmt::format(
      "hosts: {{host: {{}}}}\n"
      "storage: {{disks: {{type: fc, {}}}}}\n"
      "vms: {{vm1..{}: {{host: host, storage: disks, boot: {}}}}}\n"
      "services: {{vms: {{needs: vm1}}}}\n"
      "faults: [{{at: 1 h, fail: host, for: 10 min}}]\n",
      storage, vms, boot);
}

void expect_all_up_at(const std::string& scenario, int vms, Time time) {
  Story story(scenario);
  story.until(2 * hour);
  for (int i = 1; i <= vms; ++i)
    EXPECT_EQ(story.times(fmt::format("vm{} runs", i)), Times{time}) << vms << " VMs";
  EXPECT_EQ(story.world().storages[0].booting, 0U);
}

TEST(BootStorm, SharesTheArrayToTheTick) {
  for (int n = 1; n <= 64; ++n) {
    const Duration boot = std::max<Duration>(10s, n * 20s);
    expect_all_up_at(storm(n, "{cpu: 10 s, io: 20000}", "iops: 1000"), n, 70min + boot);
  }
}

TEST(BootStorm, IsNoneWhereProcessorsTakeLonger) {
  for (const int n : {1, 5, 20, 21, 40}) {
    const Duration boot = std::max<Duration>(100s, n * 5s);
    expect_all_up_at(storm(n, "{cpu: 100 s, io: 5000}", "iops: 1000"), n, 70min + boot);
  }
}

TEST(BootStorm, NeedsNoProcessor) {
  expect_all_up_at(storm(3, "{io: 20000}", "iops: 1000"), 3, 71min);
}

TEST(BootStorm, IsLimitedByThroughputToo) {
  // 8,192,000 bytes a second are 1000 I/Os of 8 KiB.
  expect_all_up_at(storm(4, "{io: 20000}", "throughput: 8.192 MB/s"), 4, 70min + 80s);
  expect_all_up_at(storm(4, "{io: 20000}", "throughput: 8.192 MB/s, iops: 5000"), 4, 70min + 80s);
  expect_all_up_at(storm(4, "{io: 20000}", "throughput: 1 GB/s, iops: 1000"), 4, 70min + 80s);
}

TEST(BootStorm, IsLimitedByNothingWithoutStorage) {
  Story story(
      "hosts: {host: {}}\nvms: {vm: {host: host, boot: {cpu: 10 s, io: 20000}}}\n"
      "services: {vm: {needs: vm}}\nfaults: [{at: 1 h, fail: host, for: 10 min}]\n");
  story.until(2 * hour);
  EXPECT_EQ(story.times("vm runs"), Times{70min + 10s});
}

/// `a`, `b` and `c`, each on a host of its own, which are off from 1 h on, for 10 min and a little.
/// Alone, each has 20 s of I/O; 70 min is when `a` begins.
std::string staggered(const std::string& cpu, int b_later, int c_later,
                      const std::string& faults = "", const std::string& keys = "") {
  return fmt::format(
             "hosts: {{host1..3: {{}}}}\n"
             "storage: {{disks: {{type: fc, iops: 1000{}}}}}\n"
             "vms:\n"
             "  a: {{host: host1, storage: disks, disk-loss: crash, boot: {{cpu: {}, io: "
             "20000}}}}\n"
             "  b: {{host: host2, storage: disks, disk-loss: crash, boot: {{cpu: {}, io: "
             "20000}}}}\n"
             "  c: {{host: host3, storage: disks, disk-loss: crash, boot: {{cpu: {}, io: "
             "20000}}}}\n"
             "services: {{a: {{needs: a}}}}\n"
             "faults:\n"
             "  - {{at: 1 h, fail: host1, for: 600 s}}\n"
             "  - {{at: 1 h, fail: host2, for: {} s}}\n"
             "  - {{at: 1 h, fail: host3, for: {} s}}\n",
             keys, cpu, cpu, cpu, 600 + b_later, 600 + c_later) +
         faults;
}
constexpr int not_today = 7200;

TEST(BootStorm, OfWhoComesLaterTakesWhatIsLeft) {
  Story two(staggered("10 s", 10, not_today));
  two.until(2 * hour);
  EXPECT_EQ(two.times("a runs"), Times{70min + 30s}) << "10 s alone, 10 s of work at half speed";
  EXPECT_EQ(two.times("b runs"), Times{70min + 40s});

  Story three(staggered("10 s", 10, 15));
  three.until(2 * hour);
  // At 15 s they have 7.5 s, 17.5 s and 20 s of work left, and each gets a third; then a half.
  EXPECT_EQ(three.times("a runs"), Times{70min + 37500ms});
  EXPECT_EQ(three.times("b runs"), Times{70min + 57500ms});
  EXPECT_EQ(three.times("c runs"), Times{70min + 60s});
}

TEST(BootStorm, LeavesTheShareOfWhoStopsToTheOthers) {
  Story story(
      staggered("10 s", 0, not_today, "  - {at: 4210 s, fail: host2, mode: down, for: 1 h}\n"));
  story.until(72min);
  EXPECT_EQ(story.times("a runs"), Times{70min + 25s});
  EXPECT_EQ(story.world().storages[0].booting, 0U);
}

TEST(BootStorm, LeavesTheShareOfWhoStandsStillToTheOthers) {
  // From 10 s to 20 s, b cannot reach its disk.
  const std::string faults = "  - {at: 4210 s, fail: disks.path.host2, for: 10 s}\n";
  Story story(staggered("10 s", 0, not_today, faults));
  story.until(70min + 15s);
  EXPECT_EQ(story.world().storages[0].booting, 1U);
  EXPECT_TRUE(story.world()[story.component("b")].boot_io);
  story.until(2 * hour);
  EXPECT_EQ(story.times("a runs"), Times{70min + 30s}) << story.all();
  EXPECT_EQ(story.times("b runs"), Times{70min + 40s});
}

TEST(BootStorm, KeepsWhatTheProcessorHasDone) {
  // At 10 s the processor's 5 s are over and 15 s of I/O are left; they do not begin anew.
  const std::string faults = "  - {at: 4210 s, fail: disks, for: 30 s}\n";
  Story io_left(staggered("5 s", not_today, not_today, faults));
  io_left.until(2 * hour);
  EXPECT_EQ(io_left.times("a runs"), Times{70min + 50s}) << io_left.all();

  // Here the I/O is over first.
  const std::string later = "  - {at: 4230 s, fail: disks, for: 30 s}\n";
  Story processor_left(staggered("50 s", not_today, not_today, later));
  processor_left.until(2 * hour);
  EXPECT_EQ(processor_left.times("a runs"), Times{70min + 80s}) << processor_left.all();
}

TEST(BootStorm, IsConservedWhereTheArrayIsLost) {
  const std::string faults = "  - {at: 4210 s, fail: disks, for: 10 s}\n";
  Story story(staggered("10 s", 0, 0, faults));
  story.until(70min + 15s);
  EXPECT_EQ(story.world().storages[0].booting, 0U);
  story.until(2 * hour);
  for (const char* vm : {"a runs", "b runs", "c runs"}) {
    // Each had a third of 50 s left, and stood still with that, to the nearest tick.
    EXPECT_EQ(story.times(vm), Times{71min + 10s + 1us});
  }
}

TEST(BootStorm, BeginsAnewAfterADiskTimeOut) {
  const std::string faults = "  - {at: 4210 s, fail: disks, for: 90 s}\n";
  Story story(staggered("10 s", not_today, not_today, faults));
  story.until(2 * hour);
  EXPECT_EQ(story.times("a has waited too long for its disk, and fails"), Times{70min + 70s});
  EXPECT_EQ(story.times("a runs"), Times{70min + 120s}) << story.all();
}

// ---- controllers and paths ----------------------------------------------------------------------

std::string shared(const std::string& keys, const std::string& faults) {
  return "hosts: {host1..2: {}}\n"
         "storage: {disks: {type: fc, " +
         keys +
         "}}\n"
         "vms: {vm1: {host: host1, storage: disks, disk-loss: crash, boot: 30 s},\n"
         "      vm2: {host: host2, storage: disks, disk-loss: crash, boot: 30 s}}\n"
         "services: {vm: {needs: vm1}}\nfaults: [" +
         faults + "]\n";
}
const std::string lost1 = "vm1 loses its disk on disks";
const std::string back1 = "vm1 has its disk on disks back";
const std::string lost2 = "vm2 loses its disk on disks";
const std::string back2 = "vm2 has its disk on disks back";
const std::string timed_out1 = "vm1 has waited too long for its disk, and fails";

TEST(Controller, TakesOverWhileAllStandStill) {
  Story story(shared("controllers: 2", "{at: 1 h, fail: disks.controller1, for: 10 min}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times("another controller of disks takes over"), Times{1 * hour});
  EXPECT_EQ(story.times(lost1), Times{1 * hour});
  EXPECT_EQ(story.times(lost2), Times{1 * hour});
  EXPECT_EQ(story.times("disks answers again"), Times{1 * hour + 3s});
  EXPECT_EQ(story.times(back1), Times{1 * hour + 3s}) << "and its return is not noticed";
  EXPECT_EQ(story.times(back2), Times{1 * hour + 3s});
}

TEST(Controller, ThatIsNotInUseIsNotMissed) {
  Story story(shared("controllers: 2", "{at: 1 h, fail: disks.controller2, for: 10 min}"));
  story.until(2 * hour);
  EXPECT_FALSE(story.told(lost1)) << story.all();
}

TEST(Controller, ThatIsNotInUseDoesNotProlongATakeover) {
  Story story(shared("controllers: 3, controller-failover: 30 s",
                     "{at: 1 h, fail: disks.controller1}, {at: 3610 s, fail: disks.controller3}"));
  story.until(2 * hour);
  EXPECT_EQ(story.count(FactKind::controller_failed_over), 1U);
  EXPECT_EQ(story.times(back1), Times{1 * hour + 30s}) << story.all();
}

TEST(Controller, ThatTakesOverMayFailToo) {
  const std::string first = "{at: 1 h, fail: disks.controller1, for: 10 min}, ";
  const std::string second = "{at: 3610 s, fail: disks.controller2, for: 2 min}";
  Story three(shared("controllers: 3, controller-failover: 30 s", first + second));
  three.until(2 * hour);
  EXPECT_EQ(three.count(FactKind::controller_failed_over), 2U);
  EXPECT_EQ(three.times(back1), Times{1 * hour + 40s}) << three.all();

  Story two(shared("controllers: 2, controller-failover: 30 s", first + second));
  two.until(2 * hour);
  EXPECT_EQ(two.times(timed_out1), Times{1 * hour + 60s}) << "counted from the first loss on";
  EXPECT_EQ(two.times("vm1 runs"), Times{1 * hour + 130s + 30s}) << two.all();
  EXPECT_EQ(two.count(FactKind::storage_resumed), 0U);
}

TEST(Controller, ThatIsAloneHasNothingToFailOverTo) {
  Story story(shared("controller-failover: 30 s", "{at: 1 h, fail: disks.controller, for: 10 s}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times(back1), Times{1 * hour + 10s});
  EXPECT_EQ(story.count(FactKind::controller_failed_over), 0U);
}

TEST(Path, TakesOverWhileOneHostStandsStill) {
  Story story(shared("paths: 2", "{at: 1 h, fail: disks.path1.host1, for: 10 min}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times("another path of host1 to disks takes over"), Times{1 * hour});
  EXPECT_EQ(story.times(lost1), Times{1 * hour});
  EXPECT_EQ(story.times("disks answers again to host1"), Times{1 * hour + 30s});
  EXPECT_EQ(story.times(back1), Times{1 * hour + 30s});
  EXPECT_FALSE(story.told(lost2));
}

TEST(Path, ThatIsNotInUseIsNotMissed) {
  Story story(shared("paths: 2", "{at: 1 h, fail: disks.path2.host1, for: 10 min}"));
  story.until(2 * hour);
  EXPECT_FALSE(story.told(lost1)) << story.all();
  EXPECT_EQ(story.count(FactKind::path_failed_over), 0U);
  EXPECT_EQ(story.count(FactKind::service_down), 0U) << "no I/O stood still";
}

TEST(Path, ThatIsNotInUseDoesNotProlongATakeover) {
  Story story(shared("paths: 3",
                     "{at: 1 h, fail: disks.path1.host1}, {at: 3610 s, fail: disks.path3.host1}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times("another path of host1 to disks takes over"), Times{1 * hour});
  EXPECT_EQ(story.times(back1), Times{1 * hour + 30s}) << story.all();
}

TEST(Path, ThatIsBackIsInUseAgain) {
  // path1 is repaired at 70 min, so that path2, whose failure follows, carries nothing any longer.
  Story story(shared("paths: 2",
                     "{at: 1 h, fail: disks.path1.host1, for: 10 min}, {at: 80 min, fail: "
                     "disks.path2.host1, for: 10 min}, {at: 2 h, fail: disks.path1.host1}"));
  story.until(3 * hour);
  EXPECT_EQ(story.times(lost1), (Times{1 * hour, 2 * hour})) << story.all();
  EXPECT_EQ(story.times(back1), (Times{1 * hour + 30s, 2 * hour + 30s}));
}

TEST(Path, MayTakeOverTooLate) {
  Story story(shared("paths: 2, path-failover: 90 s", "{at: 1 h, fail: disks.path1.host1}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times(timed_out1), Times{1 * hour + 60s});
  EXPECT_EQ(story.times("vm1 runs"), Times{1 * hour + 120s}) << story.all();
}

TEST(Path, ThatTakesOverMayFailToo) {
  Story story(shared("paths: 2",
                     "{at: 1 h, fail: disks.path1.host1, for: 100 s}, "
                     "{at: 3610 s, fail: disks.path2.host1, for: 1 h}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times(timed_out1), Times{1 * hour + 60s}) << "counted from the first loss on";
  EXPECT_EQ(story.times("vm1 runs"), Times{1 * hour + 130s}) << story.all();
}

TEST(Path, ThatTakesOverAndFailsIsFollowedByTheNext) {
  Story story(shared("paths: 3",
                     "{at: 1 h, fail: disks.path1.host1}, {at: 3610 s, fail: disks.path2.host1}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times("another path of host1 to disks takes over"),
            (Times{1 * hour, 1 * hour + 10s}));
  EXPECT_EQ(story.times(back1), Times{1 * hour + 40s}) << story.all();
}

TEST(Path, AndControllerFailOverTogether) {
  Story story(shared("paths: 2, controllers: 2, controller-failover: 20 s",
                     "{at: 1 h, fail: disks.path1.host1}, {at: 3620 s, fail: disks.controller1}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times(lost1), Times{1 * hour});
  EXPECT_EQ(story.times(back1), Times{1 * hour + 40s}) << story.all();
  EXPECT_EQ(story.times(lost2), Times{1 * hour + 20s});
  EXPECT_EQ(story.times(back2), Times{1 * hour + 40s});
}

TEST(Storage, ThatIsLostHasNothingToFailOver) {
  Story story(shared("controllers: 2, controller-failover: 50 s",
                     "{at: 1 h, fail: disks.controller1}, {at: 3610 s, fail: disks, for: 20 s}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times(back1), Times{1 * hour + 30s}) << story.all();
}

TEST(Storage, LetsWhatComesUpWaitUntilItAnswers) {
  Story story(shared("controllers: 2, controller-failover: 30 s",
                     "{at: 1 h, fail: host1, for: 10 s}, {at: 3605 s, fail: disks.controller1}"));
  story.until(2 * hour);
  EXPECT_EQ(story.times("vm1 boots on host1"), Times{1 * hour + 35s}) << story.all();
}

TEST(Storage, ThatComesBackDoesNotUpsetTheOrderOfAGroup) {
  // It is away for 5 s while the first of two boots; the second waits for the first all the same.
  Story story(
      "hosts: {node1..2: {boot: 1 h}}\n"
      "storage: {disks: {type: fc}}\n"
      "vms: {first: {host: node1, boot: 60 s, storage: disks}, second: {host: node1, boot: 30 s, "
      "storage: disks}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [first, second], order: "
      "[first, second]}}}}\n"
      "services: {first: {needs: first}}\n"
      "faults: [{at: 1 h, fail: node1}, {at: 3615 s, fail: disks, for: 5 s}]\n");
  story.until(2 * hour);
  EXPECT_EQ(story.times("first runs"), Times{1 * hour + 65s}) << story.all();
  EXPECT_EQ(story.times("second boots on node2"), Times{1 * hour + 65s});
}

// ---- bus resets ---------------------------------------------------------------------------------

/// node1 dies at 1 h; what stands on node2 is not in the cluster.
std::string bus(const std::string& type, const std::string& policy) {
  return "hosts: {node1..2: {boot: 1 h}}\n"
         "storage: {disks: {type: " +
         type +
         "}}\n"
         "vms: {mail: {host: node1, storage: disks, boot: 30 s},\n"
         "      other: {host: node2, storage: disks, disk-loss: crash}}\n"
         "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, " +
         policy +
         "}}\n"
         "services: {mail: {needs: mail}}\nfaults: [{at: 1 h, fail: node1, for: 1 min}]\n";
}
const std::string reset = "the bus of disks is reset";
const std::string reservation = "fencing: {kind: reservation, arbitration: 7 s}";

TEST(BusReset, HitsTheOtherHostToo) {
  Story story(bus("scsi", reservation));
  story.until(90min);
  EXPECT_EQ(story.times(reset), Times{1 * hour}) << story.all();
  EXPECT_EQ(story.times("other loses its disk on disks"), Times{1 * hour});
  EXPECT_EQ(story.times("disks answers again"), Times{1 * hour + 3s});
  EXPECT_EQ(story.times("other has its disk on disks back"), Times{1 * hour + 3s});
  EXPECT_EQ(story.times("mail boots on node2"), Times{1 * hour + 7s});
}

TEST(BusReset, OfAChallengeAndAReservation) {
  Story story(bus("scsi", reservation + ", quorum: {kind: shared-disk, arbitration: 10 s}"));
  story.until(90min);
  EXPECT_EQ(story.times(reset), (Times{1 * hour, 1 * hour + 10s})) << story.all();
}

TEST(BusReset, IsNoneOnFabrics) {
  for (const char* type : {"fc", "iscsi"}) {
    Story story(bus(type, reservation + ", quorum: {kind: shared-disk, arbitration: 10 s}"));
    story.until(90min);
    EXPECT_FALSE(story.told(reset));
    EXPECT_FALSE(story.told("other loses its disk on disks"));
  }
}

TEST(BusReset, OfAVmGoesNoFartherThanItsOwnBus) {
  Story story(
      "hosts: {node1..2: {boot: 1 h}}\n"
      "storage: {disks: {type: scsi}}\n"
      "vms: {guest1: {host: node1, storage: disks}, guest2: {host: node2, storage: disks}}\n"
      "apps: {mail: {on: guest1}}\n"
      "clusters: {ha: {profile: ideal, nodes: guest*, groups: {g: {members: [mail], storage: "
      "disks}}, quorum: shared-disk, " +
      reservation + "}}\nservices: {mail: {needs: mail}}\nfaults: [{at: 1 h, fail: node1}]\n");
  story.until(90min);
  EXPECT_TRUE(story.told("group g fails over from guest1 to guest2")) << story.all();
  EXPECT_FALSE(story.told(reset));
}

/// node1 dies at 1 h, and node2 reserves its disks; of two controllers one fails at `controller`.
std::string bus_and_controller(const std::string& keys, const std::string& controller) {
  std::string text = bus("scsi, controllers: 2, " + keys, reservation);
  text.replace(text.find("]\n", text.find("faults")), 1,
               ", {at: " + controller + ", fail: disks.controller1}]");
  return text;
}

TEST(BusReset, ThatComesWhileAControllerTakesOverChangesNothing) {
  // The I/O stands still until the controller has taken over; a reset of 3 s must not end that
  // sooner, nor one of 2 min make it last longer.
  for (const char* lasts : {"3 s", "2 min"}) {
    Story story(bus_and_controller("controller-failover: 30 s, bus-reset: " + std::string(lasts),
                                   "3595 s"));
    story.until(90min);
    EXPECT_EQ(story.times("other has its disk on disks back"), Times{1 * hour + 25s})
        << lasts << story.all();
    EXPECT_FALSE(story.told(reset)) << lasts;
  }
}

TEST(BusReset, IsOverOnceAnotherControllerHasTakenOver) {
  // The controller that failed amid the reset is replaced in 30 s, and no I/O goes on sooner.
  Story story(bus_and_controller("controller-failover: 30 s, bus-reset: 3 s", "3601 s"));
  story.until(90min);
  EXPECT_EQ(story.times(reset), Times{1 * hour}) << story.all();
  EXPECT_EQ(story.times("other has its disk on disks back"), Times{1 * hour + 31s});
}

TEST(BusReset, IsNoneOfAHostThatNoLongerReachesTheBus) {
  // node2 challenges node1 for the disks, again and again every 7 s until its path fails at 65 s.
  Story story(
      "hosts: {node1..2: {}}\nnetworks: {lan: {hosts: all}}\nstorage: {disks: {type: scsi, "
      "failures: "
      "{path: {mttf: 100000 y}}}}\n"
      "vms: {mail: {host: node1, storage: disks}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, heartbeat: "
      "{interval: 0 s, missed: 1, networks: all}, " +
      reservation +
      "}}\nservices: {mail: {needs: mail}}\n"
      "faults: [{at: 53 s, cut: lan, for: 1 min}, {at: 65 s, fail: disks.path.node2, for: 1 h}]\n");
  story.until(90s);
  EXPECT_EQ(story.times(reset), (Times{53s, 60s})) << story.all();
}

TEST(BusReset, LastsAsLongAsTheScenarioSays) {
  Story story(bus("scsi, bus-reset: 90 s", reservation));
  story.until(90min);
  EXPECT_EQ(story.times("other has waited too long for its disk, and fails"),
            Times{1 * hour + 60s});
  EXPECT_EQ(story.times("mail boots on node2"), Times{1 * hour + 90s}) << story.all();
}

}  // namespace
}  // namespace ausfall::models
