// What can stand still for ever without anybody's noticing is warned of; what somebody notices is not.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "scenarios/reader.hpp"

namespace ausfall::scenarios {
namespace {

/// Whether any warning says that nobody notices.
bool warns(const std::string& text) {
  const Scenario scenario = read_text("room.yaml", text);
  return std::ranges::any_of(scenario.warnings, [](const Diagnostic& warning) {
    return warning.message.find("without anybody's noticing") != std::string::npos;
  });
}

/// Two hosts, whose paths to the storage fail.
std::string room(const std::string& what, const std::string& storage, const std::string& cluster,
                 const std::string& failures = "failures: {path: {mttf: 1 y, mttr: 1 h}}") {
  return "ausfall: 1\nhosts: {node1..2: {boot: 2 min}}\nnetworks: {lan: {}}\n"
         "storage: {san: {type: fc, " +
         storage + failures + "}}\n" + what + "\nclusters: {c: {nodes: node*, " + cluster +
         "}}\nservices: {box: {needs: box}}\n";
}
const std::string vm = "vms: {box: {host: node1, storage: san}}";
const std::string app = "apps: {box: {on: node1, storage: san}}";

TEST(Unnoticed, AnApplicationWhoseQueuedIoNobodyDoes) {
  EXPECT_TRUE(warns(room(app, "queues-for: ever, ", "profile: pacemaker")));
  EXPECT_FALSE(warns(room(app, "queues-for: ever, ", "profile: pacemaker, monitor: {io: true}")));
  EXPECT_FALSE(
      warns(room(app, "queues-for: ever, ", "profile: pacemaker, monitor: {disks: true}")));
  EXPECT_FALSE(warns(room(app, "queues-for: 60 s, ", "profile: pacemaker"))) << "it fails then";
  EXPECT_FALSE(warns(room(app, "", "profile: pacemaker")));
}

TEST(Unnoticed, AnApplicationThatBearsTheLossForAsGoodAsEver) {
  const std::string patient = "apps: {box: {on: node1, storage: san, disk-timeout: 1000 d}}";
  EXPECT_TRUE(warns(room(patient, "", "profile: pacemaker")));
  EXPECT_FALSE(warns(room(patient, "", "profile: pacemaker, monitor: {io: true}")));
}

TEST(Unnoticed, AGuestThatHangsForWantOfItsDisk) {
  EXPECT_TRUE(warns(room(vm, "", "profile: vi3-ha")));
  EXPECT_TRUE(warns(room(vm, "", "profile: vsphere-fdm")));
  EXPECT_FALSE(warns(room(vm, "", "profile: vsphere-fdm, storage-loss: {response: restart}")));
  EXPECT_FALSE(warns(room(vm, "", "profile: vi3-ha, monitor: {scope: guest-os}")));
  EXPECT_FALSE(warns(room(vm, "", "profile: wsfc-2012r2"))) << "its I/O is redirected";
  const std::string crashes = "vms: {box: {host: node1, storage: san, disk-loss: crash}}";
  EXPECT_FALSE(warns(room(crashes, "", "profile: vi3-ha")));
}

TEST(Unnoticed, NotWhereAllLoseItOrNothingFails) {
  EXPECT_FALSE(warns(room(vm, "", "profile: vi3-ha", "failures: {array: {mttf: 1 y, mttr: 1 h}}")))
      << "nobody could do better";
  EXPECT_FALSE(warns(room(vm, "", "profile: vi3-ha", "paths: 2")));
}

TEST(Unnoticed, NotWhereTheHeartbeatsOverTheStorageEndTheHost) {
  EXPECT_TRUE(warns(room(vm, "", "profile: xenserver-ha"))) << "its state file lies elsewhere";
  EXPECT_FALSE(warns(room(vm, "", "profile: xenserver-ha, quorum: {witness: san}")));
}

TEST(Unnoticed, NotWherePoisonPillsLieThereAndNobodyGoesOnWithoutThem) {
  const auto pills = [](const std::string& more) {
    return room(app, "queues-for: ever, ",
                "profile: pacemaker, fencing: {kind: poison-pill, storage: san" + more + "}");
  };
  EXPECT_TRUE(warns(pills(""))) << "with Pacemaker's integration the quorum is enough";
  EXPECT_FALSE(warns(pills(", stays-with-quorum: false")));
}

/// A storage over Ethernet, on a network that loses links, and heartbeats over some networks.
std::string over_ethernet(const std::string& networks, const std::string& cluster) {
  return "ausfall: 1\nhosts: {node1..2: {boot: 2 min}}\nnetworks: {lan: {failures: {link: {mttf: 1 "
         "y, "
         "mttr: 1 h}}}" +
         networks + "}\nstorage: {san: {type: iscsi, network: lan}}\n" + vm +
         "\nclusters: {c: {nodes: node*, " + cluster + "}}\nservices: {box: {needs: box}}\n";
}

TEST(Unnoticed, NotWhereWhoeverLosesItIsNoLongerHeard) {
  const std::string vsphere = "profile: vsphere-fdm, isolation: power-off";
  EXPECT_FALSE(warns(over_ethernet("", vsphere)));
  EXPECT_TRUE(warns(over_ethernet(", management: {}", vsphere)));
  EXPECT_TRUE(
      warns(over_ethernet(", management: {}", vsphere + ", heartbeat: {networks: management}")));
  EXPECT_FALSE(warns(over_ethernet(", management: {}", vsphere + ", heartbeat: {networks: lan}")));
}

TEST(Unnoticed, AHangThatNothingEnds) {
  const auto hangs = [](const std::string& repair, const std::string& scope) {
    return "ausfall: 1\nhosts: {node1..2: {}}\nvms: {box: {host: node1, failures: {hung: {mttf: 1 "
           "y, "
           "effect: hang, " +
           repair + "}}}}\nclusters: {c: {nodes: node*, monitor: {scope: " + scope +
           "}}}\nservices: {box: {needs: box}}\n";
  };
  EXPECT_TRUE(warns(hangs("mttr: never", "vm-state")));
  EXPECT_FALSE(warns(hangs("mttr: never", "guest-os")));
  EXPECT_FALSE(warns(hangs("mttr: 1 h", "vm-state")));
}

}  // namespace
}  // namespace ausfall::scenarios
