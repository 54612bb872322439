// One omission is one error, whoever suffers from it.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/plural.hpp"
#include "scenarios/reader.hpp"
#include "tests/scenarios/reading.hpp"

namespace ausfall::scenarios {
namespace {

std::vector<Diagnostic> mistakes_of(const std::string& text) {
  try {
    read(text);
  } catch (const Mistakes& mistakes) {
    return mistakes.diagnostics();
  }
  ADD_FAILURE() << "nothing was wrong with\n" << text;
  return {};
}

TEST(Alike, FortyEightVmsThatLackSomethingAreOneError) {
  const auto mistakes = mistakes_of(
      "hosts: {esx1..2: {}}\n"
      "vms:\n"
      "  web1..3: {cores: 2}\n"
      "  sql: {cores: 8}\n"
      "  misc01..44: {cores: 2}\n");
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(
      mistakes[0].message,
      "VMs 'web1..3', 'sql' and 'misc01..44' need 'host': it is in no group of a cluster (also "
      "in lines 5, 6)");
  EXPECT_EQ(mistakes[0].line, 4U);
  EXPECT_EQ(mistakes[0].hint, "host: esx1") << "a host that is there";
}

TEST(Alike, TwoInTwoPlacesStayTwo) {
  const auto mistakes = mistakes_of(
      "hosts: {h: {}}\n"
      "vms:\n"
      "  a: {}\n"
      "  b: {}\n");
  ASSERT_EQ(mistakes.size(), 2U);
  EXPECT_EQ(mistakes[0].message, "VM 'a' needs 'host': it is in no group of a cluster");
  EXPECT_EQ(mistakes[1].line, 5U);
}

TEST(Alike, ThousandsOfOneKindLeaveRoomForOthers) {
  const auto mistakes = mistakes_of(
      "hosts: {h: {memory: 16}}\n"
      "vms: {v0001..5000: {}}\n");
  ASSERT_EQ(mistakes.size(), 2U);
  EXPECT_EQ(mistakes[1].message, "VMs 'v0001..5000' need 'host': it is in no group of a cluster");
}

TEST(Alike, WarningsAreTold) {
  const Scenario scenario = read(
      "hosts: {h: {}}\n"
      "crews: {c1..8: {}}\n"
      "services: {s: {needs: h}}\n");
  ASSERT_EQ(scenario.warnings.size(), 1U);
  EXPECT_EQ(scenario.warnings[0].message, "no failure mode calls the crews 'c1..8'");
}

/// It is not there once, wherever it is asked for.
TEST(Alike, OneThingThatIsNotThereIsOneError) {
  const auto mistakes = mistakes_of(
      "hosts: {h: {}}\n"
      "vms:\n"
      "  web1..4: {host: h, storage: san}\n"
      "  misc1..9: {host: h, storage: san}\n"
      "  sql: {host: h, storage: san}\n");
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes[0].message, "storage: there is no storage 'san' (also in lines 5, 6)");
}

TEST(Alike, SeveralAreSpokenOfAsSeveral) {
  EXPECT_EQ(spoken_of_several("VM 'web1..4' needs 'host'"), "VMs 'web1..4' need 'host'");
  EXPECT_EQ(spoken_of_several("nodes: there is no host 'esx1..3'"),
            "nodes: there are no hosts 'esx1..3'");
  EXPECT_EQ(spoken_of_several("owners: 'n1..2' is not a node of the cluster 'ha'"),
            "owners: 'n1..2' are not nodes of the cluster 'ha'");
  EXPECT_EQ(spoken_of_several("the range 'node4..1' runs backwards"),
            "the range 'node4..1' runs backwards");
  EXPECT_EQ(spoken_of_several("VM 'web' needs 'host'"), "VM 'web' needs 'host'");
}

}  // namespace
}  // namespace ausfall::scenarios
