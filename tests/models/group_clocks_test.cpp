// What a group remembers, and for how long: restarts, failovers, delays, grace, pending time-outs,
// failback. Times are constant, so each story says to the second when it is forgotten.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall::models {
namespace {

using test::Story;
using Times = std::vector<Time>;

/// An application that starts in 30 s on one of two hosts, and crashes when faults say so.
std::string room(const std::string& policy, const std::string& faults) {
  return "hosts: {node1..2: {boot: 1 min}}\nnetworks: {lan: {hosts: all}}\n"
         "apps: {mail: {on: node1, start: 30 s, failures: {crash: {mttf: 100000 y}}}}\n"
         "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, " +
         policy + "}}\nservices: {mail: {needs: mail}}\nfaults: [" + faults + "]\n";
}
const std::string moves = "restart: {attempts: 0}, ";  // it is not restarted where it is
std::string crash(const std::string& at) { return "{at: " + at + ", fail: mail, mode: crash}, "; }

const std::string restarted1 = "group g is restarted in place on node1";
const std::string restarted2 = "group g is restarted in place on node2";
const std::string on1 = "group g serves again on node1";
const std::string on2 = "group g serves again on node2";
const std::string gave_up = "group g has failed too often, and stays down until a person comes";
const std::string gave_up_for_good =
    "group g has failed too often, and stays down for good: nobody comes";
const std::string person = "a person attends to group g";
const std::string too_slow = "mail of group g takes too long to come up, and counts as failed";

// ---- what a group that serves has forgotten -------------------------------------------------------

TEST(FailoverThreshold, WithoutAPeriodIsOfOneOutage) {
  // Once a week: each outage is 30 s, and the group is never given up.
  Story story(
      room(moves + "failover: {threshold: 1}", crash("1 d") + crash("8 d") + crash("15 d")));
  story.until(30 * day);
  EXPECT_EQ(story.times(on2), (Times{1 * day + 30s, 15 * day + 30s})) << story.all();
  EXPECT_EQ(story.times(on1), Times{8 * day + 30s});
  EXPECT_EQ(story.count(FactKind::group_gave_up), 0);
  EXPECT_EQ(story.world()[story.group("g")].failovers, 0);
}

TEST(FailoverThreshold, WithAPeriodOutlivesAnOutage) {
  Story story(room(moves + "failover: {threshold: 1, period: 8 d}", crash("1 d") + crash("8 d")));
  story.until(30 * day);
  EXPECT_EQ(story.times(on2), Times{1 * day + 30s}) << story.all();
  EXPECT_EQ(story.times(gave_up_for_good), Times{8 * day});
  EXPECT_FALSE(story.alive("mail"));
}

TEST(RestartAttempts, WithoutAPeriodAreOfOneOutage) {
  Story story(room("restart: {attempts: 1}", crash("1 d") + crash("8 d")));
  story.until(30 * day);
  EXPECT_EQ(story.times(restarted1), (Times{1 * day, 8 * day})) << story.all();
  EXPECT_EQ(story.count(FactKind::group_failed_over), 0);
}

TEST(RestartAttempts, WithAPeriodOutliveAnOutage) {
  Story story(room("restart: {attempts: 1, period: 8 d}", crash("1 d") + crash("8 d")));
  story.until(30 * day);
  EXPECT_EQ(story.times(restarted1), Times{1 * day}) << story.all();
  EXPECT_EQ(story.times(on2), Times{8 * day + 30s});
}

// ---- periods run from the first, whatever becomes of the group -------------------------------------

TEST(RestartPeriod, RunsFromTheFirstAttemptAndOnThroughFailovers) {
  Story story(room("restart: {attempts: 2, period: 1 h}", crash("10 min") + crash("60 min") +
                                                              crash("65 min") + crash("71 min") +
                                                              crash("75 min") + crash("80 min")));
  story.until(1 * day);
  // Two are used up, the third crash moves it; at 70 min both are forgotten, on node2 as well.
  EXPECT_EQ(story.times(restarted1), (Times{10min, 60min})) << story.all();
  EXPECT_EQ(story.times(on2).front(), Time(65min + 30s));
  EXPECT_EQ(story.times(restarted2), (Times{71min, 75min}));
  EXPECT_EQ(story.times(on1).back(), Time(80min + 30s));
}

TEST(FailoverPeriod, RunsFromTheFirstFailover) {
  Story story(room(
      moves + "failover: {threshold: 2, period: 1 h}",
      crash("10 min") + crash("60 min") + crash("71 min") + crash("80 min") + crash("90 min")));
  story.until(1 * day);
  EXPECT_EQ(story.times(on2), (Times{10min + 30s, 71min + 30s})) << story.all();
  EXPECT_EQ(story.times(on1), (Times{60min + 30s, 80min + 30s}));
  EXPECT_EQ(story.times(gave_up_for_good), Times{90min}) << "of those after 70 min it is the third";
}

TEST(FailoverPeriod, RunsOnWhileTheNodeOfTheGroupIsLost) {
  // A crash at 10 min counts; that its node is lost at 20 min moves it, too. At 71 min the first
  // hour is over, whatever happened meanwhile.
  Story story(room(moves + "failover: {threshold: 1, period: 1 h}",
                   crash("10 min") + "{at: 20 min, fail: node2, for: 1 min}, " + crash("71 min")));
  story.until(1 * day);
  EXPECT_EQ(story.times(on1), Times{20min + 30s}) << story.all();
  EXPECT_EQ(story.times(on2), (Times{10min + 30s, 71min + 30s}));
  EXPECT_EQ(story.count(FactKind::group_gave_up), 0);
}

// ---- a person ---------------------------------------------------------------------------------------

TEST(Person, BeginsTheCountOfFailoversAnew) {
  Story story(room(moves + "failover: {threshold: 1, period: 3 h, manual: 1 h}",
                   crash("1 min") + crash("10 min") + crash("2 h") + crash("4 h")));
  story.until(270min);
  EXPECT_EQ(story.times(gave_up), (Times{10min, 4 * hour})) << story.all();
  EXPECT_EQ(story.times(person), Times{70min});
  EXPECT_EQ(story.times(on2), (Times{1min + 30s, 70min + 30s}));
  // The failover at 2 h is the first of a new count, and of a new period: at 181 min nothing is
  // forgotten.
  EXPECT_EQ(story.times(on1), Times{2 * hour + 30s});
}

TEST(Person, BeginsTheCountOfRestartsAnew) {
  Story story(room("restart: {attempts: 1, period: 3 h}, failover: {threshold: 0, manual: 1 h}",
                   crash("1 min") + crash("10 min") + crash("2 h") + crash("4 h")));
  story.until(270min);
  EXPECT_EQ(story.times(gave_up), (Times{10min, 4 * hour})) << story.all();
  EXPECT_EQ(story.times(person), Times{70min});
  EXPECT_EQ(story.times(restarted1), (Times{1min, 2 * hour}));
}

// ---- delays before restarts -------------------------------------------------------------------------

TEST(RestartDelay, OfAListCountsFailoversToo) {
  // It is restarted after 10 s, moves when its node dies, and crashes there while it starts: that is
  // the third attempt, before which it waits for 40 s.
  for (const std::string threshold : {"5", "unlimited"}) {
    Story story(
        room("restart: {attempts: 5, delay: [10 s, 20 s, 40 s, 80 s]}, "
             "failover: {threshold: " +
                 threshold + "}",
             crash("60 s") + "{at: 80 s, fail: node1, for: 1 h}, " + crash("90 s")));
    story.until(10min);
    EXPECT_EQ(story.times(restarted1), Times{70s}) << story.all();
    EXPECT_EQ(story.times(restarted2), Times{90s + 40s}) << story.all();
    EXPECT_EQ(story.times(on2), Times{160s});
  }
}

TEST(RestartDelay, OfAListStaysTheLast) {
  Story story(room("restart: {attempts: unlimited, delay: [10 s, 20 s]}",
                   crash("60 s") + crash("80 s") + crash("110 s") + crash("140 s")));
  story.until(10min);
  EXPECT_EQ(story.times(restarted1), (Times{70s, 100s, 130s, 160s})) << story.all();
  EXPECT_EQ(story.times(on1), Times{190s});
}

TEST(RestartDelay, EndsWithTheNodeThatWasToRestartIt) {
  // node1 dies before the delay is over: what starts on node2 is not restarted a second time.
  Story story(room("restart: {attempts: 1, delay: 1 min}",
                   crash("60 s") + "{at: 80 s, fail: node1, for: 1 h}, "));
  story.until(10min);
  EXPECT_EQ(story.times(on2), Times{110s}) << story.all();
  EXPECT_EQ(story.count(FactKind::group_restarted), 0);
  EXPECT_EQ(story.count(FactKind::service_down), 1);
}

// ---- pending time-out -------------------------------------------------------------------------------

TEST(PendingTimeout, EndsWhenTheMemberIsUp) {
  Story story(room("restart: {attempts: 1}, monitor: {pending-timeout: 40 s}", crash("60 s")));
  story.until(1 * hour);
  EXPECT_EQ(story.times(on1), Times{90s}) << story.all();
  EXPECT_FALSE(story.told(too_slow)) << "at 100 s it would be stopped again";
  EXPECT_EQ(story.count(FactKind::service_down), 1);
}

TEST(PendingTimeout, BeginsAnewWithEachStart) {
  // It crashes 20 s into its start, and again 20 s into the next: no start takes 40 s.
  Story story(room("restart: {attempts: unlimited}, monitor: {pending-timeout: 40 s}",
                   crash("60 s") + crash("80 s") + crash("100 s")));
  story.until(1 * hour);
  EXPECT_EQ(story.times(on1), Times{130s}) << story.all();
  EXPECT_FALSE(story.told(too_slow));
}

TEST(PendingTimeout, BeginsAnewOnAnotherNode) {
  Story story(room("restart: {attempts: 1}, monitor: {pending-timeout: 40 s}",
                   crash("60 s") + "{at: 80 s, fail: node1, for: 1 h}, "));
  story.until(1 * hour);
  EXPECT_EQ(story.times(on2), Times{110s}) << story.all();
  EXPECT_FALSE(story.told(too_slow));
}

TEST(PendingTimeout, RunsOnWhileTheStartStandsStill) {
  // Its host hangs from 70 s on; whatever it waits for, it is not up after 40 s.
  Story story(
      "hosts: {node1..2: {}}\nstorage: {disks: {type: fc}}\n"
      "vms: {mail: {host: node1, boot: 30 s, storage: disks, disk-timeout: 1 h, failures: {crash: "
      "{mttf: 100000 y}}}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, restart: "
      "{attempts: 1}, monitor: {pending-timeout: 40 s}}}\nservices: {mail: {needs: mail}}\n"
      "faults: [{at: 60 s, fail: mail, mode: crash}, {at: 70 s, fail: disks.path.node1, for: 1 "
      "h}]\n");
  story.until(30min);
  EXPECT_EQ(story.times(too_slow), Times{100s}) << story.all();
  EXPECT_EQ(story.times(on2), Times{130s});
}

// ---- failures that are still to be seen -----------------------------------------------------------

TEST(Monitor, ForgetsAFailureThatDiedWithItsNode) {
  // It hangs, which would be seen after 10 min. Its node dies at 2 min, and nothing is left to see.
  Story story(room("restart: {attempts: 1}, monitor: {is-alive: 0 s, timeout: 10 min}",
                   "{at: 1 min, fail: mail, mode: hang, for: 9 h}, {at: 2 min, fail: node1, for: 1 "
                   "h}"));
  story.until(1 * hour);
  EXPECT_EQ(story.times(on2), Times{2min + 30s}) << story.all();
  EXPECT_EQ(story.count(FactKind::member_failure_seen), 0);
  EXPECT_EQ(story.count(FactKind::service_down), 1);
}

TEST(Monitor, ForgetsAFailureThatARebootHasEnded) {
  // As before, and node1 is back before anybody has missed it: the group starts with it.
  Story story(
      room("restart: {attempts: 1}, monitor: {is-alive: 0 s, timeout: 10 min}, heartbeat: "
           "{interval: 10 min, missed: 3, networks: all}",
           "{at: 1 min, fail: mail, mode: hang, for: 9 h}, {at: 2 min, fail: node1, for: 0 "
           "s}"));
  story.until(1 * hour);
  EXPECT_EQ(story.times(on1), Times{3min + 30s}) << story.all();
  EXPECT_EQ(story.count(FactKind::member_failure_seen), 0);
}

// ---- grace ------------------------------------------------------------------------------------------

const std::string grace =
    "heartbeat: {interval: 0 s, missed: 1, networks: all}, failover: {grace: "
    "10 min}";

TEST(Grace, BeginsAnewWithEachLossOfTheNode) {
  // Out of touch for 5 min, back, and then lost for good: the second time, too, it is left to its
  // node for all of 10 min.
  Story story(room(grace,
                   "{at: 1 min, cut: node1, network: lan, for: 5 min}, "
                   "{at: 8 min, fail: node1, for: 1 h}"));
  story.until(30min);
  EXPECT_EQ(story.times("group g is left to node1 for a while"), (Times{1min, 8min}))
      << story.all();
  EXPECT_EQ(story.times(on2), Times{18min + 30s});
}

TEST(Grace, IsOfVmsAloneWhereItIsSaid) {
  const std::string vms_only =
      "heartbeat: {interval: 0 s, missed: 1, networks: all}, failover: {grace: 10 min, "
      "grace-vms-only: true}";
  const std::string lost = "{at: 1 min, fail: node1}";
  Story of_an_app(room(vms_only, lost));
  of_an_app.until(30min);
  EXPECT_EQ(of_an_app.times(on2), Times{1min + 30s}) << of_an_app.all() << "taken over at once";
  Story of_a_vm(
      "hosts: {node1..2: {boot: 1 min}}\nnetworks: {lan: {hosts: all}}\n"
      "vms: {mail: {host: node1, boot: 30 s}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, " +
      vms_only + "}}\nservices: {mail: {needs: mail}}\nfaults: [" + lost + "]\n");
  of_a_vm.until(30min);
  EXPECT_EQ(of_a_vm.times(on2), Times{11min + 30s}) << of_a_vm.all() << "left to its node first";
}

TEST(Grace, IsOverOnceTheNodeIsBack) {
  Story story(room(grace, "{at: 1 min, fail: node1, for: 5 min}"));
  story.until(1 * hour);
  EXPECT_EQ(story.times(on1), Times{7min + 30s}) << story.all() << "with the boot of its node";
  EXPECT_EQ(story.count(FactKind::group_failed_over), 0) << "at 11 min nobody takes it";
  EXPECT_EQ(story.count(FactKind::service_down), 1);
}

TEST(Grace, IsOverForAGroupThatStartsOnItsNode) {
  // node1 is back at 645 s, so at 11 min the group is starting; nothing begins that anew.
  Story story(room(grace, "{at: 1 min, fail: node1, for: 525 s}"));
  story.until(1 * hour);
  EXPECT_EQ(story.times(on1), Times{675s}) << story.all();
}

TEST(Grace, OfANodeThatRunsOnIsNoOutage) {
  Story story(room(grace, "{at: 1 min, cut: node1, network: lan, for: 9 min}"));
  story.until(1 * hour);
  EXPECT_EQ(story.count(FactKind::group_lost), 0) << story.all();
  EXPECT_EQ(story.count(FactKind::split_brain_began), 0);
}

// ---- failback ---------------------------------------------------------------------------------------

/// Of a group whose home is node1, which is away from 8 h on for half an hour.
std::string at_night(const std::string& faults) {
  return room("failback: {window: [22, 6]}", "{at: 8 h, fail: node1, for: 30 min}, " + faults);
}

bool failback_pends(const Story& story) {
  return story.calendar().running(story.plant()[story.group("g")].failback_due);
}

TEST(Failback, IsForgottenWhenTheGroupIsLost) {
  Story story(at_night("{at: 12 h, fail: node2, for: 10 min}"));
  story.until(11 * hour);
  EXPECT_TRUE(failback_pends(story)) << story.all();
  story.until(13 * hour);
  EXPECT_EQ(story.times(on1), Times{12 * hour + 30s}) << story.all();
  EXPECT_FALSE(failback_pends(story)) << "it is home, and nothing is left to be done at night";
  story.until(1 * day);
  EXPECT_EQ(story.count(FactKind::failback_began), 0);
}

TEST(Failback, WaitsForTheNextNightWhenItsHomeIsLostInThis) {
  // node1 is away again from 21:50 to 6:10: there is nowhere to go until 22 h of the next day.
  Story story(at_night("{at: 1310 min, fail: node1, for: 499 min}"));
  story.until(45 * hour);
  EXPECT_EQ(story.count(FactKind::failback_began), 0) << story.all();
  story.until(47 * hour);
  EXPECT_EQ(story.times("group g goes back to node1"), Times{46 * hour}) << story.all();
  EXPECT_EQ(story.times("mail starts on node1"), Times{46 * hour});
}

TEST(Failback, ComesAsSoonAsItsHomeIsBackInTheNight) {
  Story story(at_night("{at: 21 h, fail: node1, for: 119 min}"));
  story.until(1 * day);
  EXPECT_EQ(story.times("group g goes back to node1"), Times{23 * hour}) << story.all();
}

TEST(Failback, OfAGroupThatRestartsWaitsUntilItServes) {
  // At 22 h it has just crashed; it goes home once it serves again, not in the midst of its start.
  Story story(room("restart: {attempts: 1}, failback: {window: [22, 6]}",
                   "{at: 8 h, fail: node1, for: 30 min}, " + crash("79190 s")));
  story.until(1 * day);
  EXPECT_EQ(story.times(restarted2), Times{79190s}) << story.all();
  EXPECT_EQ(story.times("group g goes back to node1"), Times{79220s});
}

TEST(Failback, OfAGroupThatHangsWaitsUntilSomebodyHasNoticed) {
  // It hangs from 21:55 on, which its cluster sees after 10 min; only then can it serve, and go home.
  Story story(room(
      "restart: {attempts: 1}, monitor: {is-alive: 0 s, timeout: 10 min}, failback: {window: "
      "[22, 6]}",
      "{at: 8 h, fail: node1, for: 30 min}, {at: 1315 min, fail: mail, mode: hang, for: 9 h}"));
  story.until(1 * day);
  EXPECT_EQ(story.times(restarted2), Times{1325min}) << story.all();
  EXPECT_EQ(story.times("group g goes back to node1"), Times{1325min + 30s});
}

TEST(Failback, DoesNotGoToANodeThatHasJustDied) {
  // node1 dies at 21:59, and at 22:00 nobody has missed it yet.
  Story story(
      room("heartbeat: {interval: 10 min, missed: 3, networks: all}, failback: {window: [22, "
           "6]}, failover: {delay: 10 s}",
           "{at: 8 h, fail: node1, for: 5 h}, {at: 1319 min, fail: node1, for: 12 h}"));
  story.until(30 * hour);
  EXPECT_EQ(story.count(FactKind::failback_began), 0) << story.all();
  EXPECT_EQ(story.count(FactKind::service_down), 1);
  EXPECT_TRUE(story.alive("mail"));
}

TEST(Failback, ThatIsUnderWayIsNotBegunAgain) {
  // It takes a minute to move home; half-way another node is back.
  Story story(
      "hosts: {node1..3: {}}\napps: {mail: {on: node1, start: 30 s}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}, failback: "
      "immediate, failover: {delay: 1 min}}}\nservices: {mail: {needs: mail}}\n"
      "faults: [{at: 1 min, fail: node1, for: 9 min}, {at: 2 min, fail: node3, for: 510 s}]\n");
  story.until(1 * hour);
  EXPECT_EQ(story.times("group g goes back to node1"), Times{10min}) << story.all();
  EXPECT_EQ(story.times("mail starts on node1"), Times{11min});
}

}  // namespace
}  // namespace ausfall::models
