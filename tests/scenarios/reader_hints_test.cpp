// What is said of rooms that can be read and are hardly meant, or where one mistake brings others.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

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

/// The warning with these words; null if there is none.
std::optional<Diagnostic> warning(const std::string& text, const std::string& words) {
  for (const Diagnostic& each : read(text).warnings) {
    if (each.message.find(words) != std::string::npos) return each;
  }
  return std::nullopt;
}

// ---- what follows from a mistake ----------------------------------------------------------------

/// Without its profile the cores of VMs count, and admission control would refuse them, too.
TEST(OneMistake, IsNotTheRefusalThatFollowsFromIt) {
  const auto mistakes = mistakes_of(
      "hosts: {esx1..2: {cores: 8, memory: 64 GiB}}\n"
      "vms: {v1..4: {host: esx1, cores: 4, memory: 8 GiB}}\n"
      "clusters: {ha: {profile: vsphere-fmd, nodes: esx*, admission: {percentage: 33 %}}}\n"
      "services: {s: {needs: v1}}\n");
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes[0].line, 4U);
  EXPECT_NE(mistakes[0].message.find("profile 'vsphere-fmd'"), std::string::npos);
}

TEST(OneMistake, IsWhereItWasWritten) {
  const auto mistakes = mistakes_of(
      "hosts: {esx1..2: {}}\n"
      "vms: {v: {host: esx1}}\n"
      "clusters:\n"
      "  ha:\n"
      "    profile: vsphere-fdm\n"
      "    nodes: esx*\n"
      "    admission: {percentage: 33 %, hosts: 1}\n"
      "services: {s: {needs: v}}\n");
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes[0].file, "room.yaml");
  EXPECT_EQ(mistakes[0].line, 8U);
  EXPECT_NE(mistakes[0].message.find("one of hosts, percentage and slots"), std::string::npos);
}

// ---- where groups begin -------------------------------------------------------------------------

const std::string crowded =
    "hosts: {esx1..6: {}}\n"
    "vms: {web1..4: {}, sql: {}}\n"
    "clusters: {ha: {nodes: esx*, groups: {all: {each: all}}}}\n"
    "services: {s: {needs: web1}}\n";

TEST(Groups, ThatNothingPlacesAreNamedWithWhereTheyBegin) {
  const auto found = warning(crowded, "nothing says where");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->message,
            "nothing says where web1..4, sql begin: all of them on 'esx1', the first node of 'ha'");
  EXPECT_NE(found->hint.find("host: esx1..6"), std::string::npos) << found->hint;
}

TEST(Groups, ThatArePlacedAreNotSpokenOf) {
  EXPECT_FALSE(
      warning("hosts: {esx1..2: {}}\nvms: {web1..2: {host: esx1..2}}\n"
              "clusters: {ha: {nodes: esx*, groups: {all: {each: all}}}}\n"
              "services: {s: {needs: web1}}\n",
              "nothing says where"));
  EXPECT_FALSE(
      warning("hosts: {esx1..2: {}}\nvms: {web1..2: {}}\n"
              "clusters: {ha: {nodes: esx*, groups: {all: {each: all, owners: esx2}}}}\n"
              "services: {s: {needs: web1}}\n",
              "nothing says where"));
}

// ---- clients ------------------------------------------------------------------------------------

std::string of_clients(const std::string& needs, const std::string& failures) {
  return "hosts: {h1..2: {}}\nnetworks: {lan: {failures: {" + failures +
         "}}}\nvms: {web: {host: h1}}\napps: {www: {on: web}}\n"
         "clusters: {ha: {nodes: h*}}\nservices: {s: {needs: " +
         needs + "}}\n";
}

TEST(Services, OfVmsAloneDoNotFeelTheClientsNetwork) {
  const std::string fails = "switch: {mttf: 1 y, mttr: 1 h}";
  const auto found = warning(of_clients("web", fails), "whether or not clients reach them");
  ASSERT_TRUE(found);
  EXPECT_NE(found->message.find("service 's' needs VMs alone"), std::string::npos);
  EXPECT_EQ(found->hint,
            "needs: {all: [web, lan]}; or need an app on it, which serves as long as clients reach "
            "it: apps: {www: {on: web}}");
  for (const std::string needs : {"www", "{all: [web, lan]}", "h1"})
    EXPECT_FALSE(warning(of_clients(needs, fails), "whether or not clients")) << needs;
  EXPECT_FALSE(warning(of_clients("web", ""), "whether or not clients")) << "it never fails";
}

}  // namespace
}  // namespace ausfall::scenarios
