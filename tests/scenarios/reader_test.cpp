// Good scenarios: the run, warnings, overrides, files. What of the language ends up where in the
// plant is in reader_room_test.cpp, reader_clusters_test.cpp and reader_services_test.cpp.
#include "scenarios/reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/scenarios/reading.hpp"

namespace ausfall::scenarios {
namespace {

// ---- the run ------------------------------------------------------------------------------------

TEST(Reader, TheRunHasDefaults) {
  const Scenario scenario = read("hosts: {a: {}}\n");
  EXPECT_EQ(scenario.name, "room");
  EXPECT_EQ(scenario.horizon, 10 * year);
  EXPECT_EQ(scenario.warmup, 0s);
  EXPECT_EQ(scenario.seed, 1U);
  EXPECT_EQ(scenario.replications, (Replications{1000, 1000}));
  EXPECT_FALSE(scenario.precision);
  EXPECT_DOUBLE_EQ(scenario.confidence, 0.95);
}

TEST(Reader, TheRunIsRead) {
  const Scenario scenario = read(
      "name: two hosts\ndescription: a story\nhorizon: 2.5 y\nwarmup: 30 days\nseed: "
      "18446744073709551615\n"
      "replications: {min: 50, max: 200}\nprecision: 5 %\nconfidence: 0.99\n");
  EXPECT_EQ(scenario.name, "two hosts");
  EXPECT_EQ(scenario.description, "a story");
  EXPECT_EQ(scenario.horizon, 21900h);
  EXPECT_EQ(scenario.warmup, 720h);
  EXPECT_EQ(scenario.seed, 18446744073709551615ULL);
  EXPECT_EQ(scenario.replications, (Replications{50, 200}));
  EXPECT_DOUBLE_EQ(*scenario.precision, 0.05);
  EXPECT_DOUBLE_EQ(scenario.confidence, 0.99);
}

TEST(Reader, WithAPrecisionACountOfReplicationsIsTheMost) {
  EXPECT_EQ(read("replications: 5000\nprecision: 5 %\n").replications, (Replications{100, 5000}));
  EXPECT_EQ(read("replications: 50\nprecision: 5 %\n").replications, (Replications{50, 50}));
  EXPECT_EQ(read("replications: 5000\n").replications, (Replications{5000, 5000}));
}

// ---- warnings -----------------------------------------------------------------------------------

TEST(Reader, WarnsOfWhatHasNoEffect) {
  const Scenario scenario = read(
      "crews: {field: {}}\nspares: {disks: {size: 1}}\nhosts: {a: {}}\nfaults: [{at: 20 y, fail: "
      "a}]\n");
  ASSERT_EQ(scenario.warnings.size(), 4U);
  for (const Diagnostic& warning : scenario.warnings)
    EXPECT_EQ(warning.severity, Diagnostic::Severity::warning);
  EXPECT_TRUE(read("hosts: {a: {}}\nservices: {a: {needs: a}}\n").warnings.empty());
}

TEST(Reader, WarnsOfAnEvacuationThatMovesNothing) {
  const std::string hosts = "hosts: {a: {}, b: {}}\nfaults: [{at: 1 h, evacuate: a}]\n";
  const Scenario scenario = read(hosts + "services: {a: {needs: a}}\n");
  ASSERT_EQ(scenario.warnings.size(), 1U);
  EXPECT_NE(scenario.warnings.front().message.find("no cluster stands on 'a'"), std::string::npos);
  EXPECT_TRUE(read(hosts +
                   "vms: {v: {host: a}}\nclusters: {c: {profile: ideal, nodes: [a, b]}}\nservices: "
                   "{v: {needs: v}}\n")
                  .warnings.empty());
}

TEST(Reader, ABlockOfTextMayHoldASingleQuote) {
  const Scenario scenario =
      read("description: >-\n  the nodes' heartbeats\nhosts: {a: {}}\nservices: {a: {needs: a}}\n");
  EXPECT_EQ(scenario.plant->services.size(), 1U);
}

TEST(Reader, AdmissionThatAProfileBringsIsSwitchedOffWhereItWouldRefuse) {
  const std::string room =
      "hosts: {a: {memory: 4 GiB}, b: {memory: 4 GiB}}\n"
      "vms: {v: {host: a, memory: 3 GiB}, w: {host: b, memory: 3 GiB}}\n"
      "services: {v: {needs: v}}\n";
  const Scenario scenario = read(room + "clusters: {c: {profile: vsphere-fdm, nodes: all}}\n");
  ASSERT_FALSE(scenario.warnings.empty());
  EXPECT_NE(scenario.warnings.front().message.find("switched off"), std::string::npos);
  EXPECT_THROW(
      read(room + "clusters: {c: {profile: vsphere-fdm, nodes: all, admission: {hosts: 1}}}\n"),
      Mistakes);
}

TEST(Reader, WarnsOfWhatLimitsNothing) {
  const Scenario scenario = read(
      "hosts: {a: {site: A, rack: r1}}\n"
      "networks: {lan: {bandwidth: 1 Gbit/s}, san: {bandwidth: 1 Gbit/s, carries: [storage]}}\n"
      "storage: {disks: {type: iscsi, network: san, iops: 3000, throughput: 200 MB/s}}\n"
      "vms: {v: {host: a, disk: 20 GiB, boot: {io: 20000}}, w: {host: a, storage: disks, boot: "
      "{io: "
      "20000}}}\n"
      "services: {v: {needs: v}, w: {needs: w}}\n");
  ASSERT_EQ(scenario.warnings.size(), 3U);
  EXPECT_NE(scenario.warnings[0].message.find("disk: in VM 'v' this limits nothing yet"),
            std::string::npos);
  EXPECT_NE(scenario.warnings[1].message.find("VM 'v' has no storage"), std::string::npos);
  EXPECT_NE(scenario.warnings[2].message.find("over the network 'lan'"), std::string::npos);
}

TEST(Reader, WarnsOfServicesThatAreDownInGoodHealth) {
  const Scenario scenario =
      read_text("room.yaml",
                "ausfall: 1\n"
                "hosts: {node1..2: {}}\n"
                "networks: {public: {carries: [client], hosts: node2}}\n"
                "apps: {web: {on: node1}, mail: {on: node2}}\n"
                "services: {mail: {needs: mail},\n"
                "           web: {needs: {all: [mail, web]}},\n"
                "           both: {needs: {at-least: 2, of: node*, connected: true}}}\n");
  ASSERT_EQ(scenario.warnings.size(), 2U);
  EXPECT_EQ(scenario.warnings[0].message,
            "service 'web' is down from the start, with nothing failed");
  EXPECT_EQ(scenario.warnings[0].line, 6U);
  EXPECT_EQ(scenario.warnings[0].hint,
            "clients do not reach 'web': its host 'node1' is on no network that carries them");
  EXPECT_EQ(scenario.warnings[1].line, 7U);
}

// ---- overrides ----------------------------------------------------------------------------------

TEST(Reader, OverridesAreMergePatchesAtAPath) {
  const std::string text =
      "hosts: {node1..3: {failures: {hw: {mttf: 1 y}}}}\nservices: {s: {needs: node1}}\n";
  const Plant plant = *read(text, {Override::parse("hosts.node*.failures.hw.mttf=2 h"),
                                   Override::parse("hosts.node3=null"),
                                   Override::parse("hosts.node4={boot: 3 min}"),
                                   Override::parse("services.s.slo=99 %")})
                           .plant;
  EXPECT_EQ(names_of(plant, ComponentKind::host), (Names{"node1", "node2", "node4"}));
  EXPECT_EQ(only_mode(plant, "node2").ttf, Distribution::exponential(2h));
  EXPECT_EQ(named(plant, "node4").start, Distribution::constant(3min));
  EXPECT_DOUBLE_EQ(*plant.services[0].slo, 0.99);
}

void expect_bad_override(const std::string& text, std::size_t column, const std::string& fragment) {
  try {
    read("hosts: {node1..2: {}}\nservices: {s: {needs: [node1, node2]}}\n",
         {Override::parse(text)});
    ADD_FAILURE() << text << " was taken";
  } catch (const Mistakes& mistakes) {
    const Diagnostic& diagnostic = mistakes.diagnostics().front();
    EXPECT_EQ(diagnostic.file, "change") << mistakes.what();
    EXPECT_EQ(diagnostic.column, column) << mistakes.what();
    EXPECT_NE((diagnostic.message + diagnostic.hint).find(fragment), std::string::npos)
        << mistakes.what();
  }
}

TEST(Reader, AnOverrideThatDeletesNothingIsAWarning) {
  const std::string text =
      "hosts: {node1: {boot: 1 min}, node2: {}}\nservices: {s: {needs: [node1, node2]}}\n";
  const Scenario idle = read(text, {Override::parse("clusters=null")});
  ASSERT_EQ(idle.warnings.size(), 1U);
  EXPECT_NE(idle.warnings.front().message.find("no 'clusters' to delete"), std::string::npos);
  const Scenario some = read(text, {Override::parse("hosts.*.boot=null")});
  EXPECT_TRUE(some.warnings.empty()) << "it deletes what there is";
  EXPECT_TRUE(named(*some.plant, "node1").start.is_zero());
}

TEST(Reader, ABadOverrideIsShown) {
  expect_bad_override("horizon=10", 9, "write '10 s'");
  expect_bad_override("horizn=10 y", 1, "did you mean 'horizon'?");
  expect_bad_override("hosts.web*.boot=10 s", 1, "selects nothing");
  expect_bad_override("hosts.node1.boot={a", 18, "not YAML");
  expect_bad_override("services.s.needs.7=node1", 1, "counted from 0 to 1");
  expect_bad_override("hosts..boot=1 s", 1, "between its dots");
  expect_bad_override("include=[a.yaml]", 1, "included by the scenario");
  expect_bad_override("hosts.nodeX.boot=5 s", 1, "did you mean 'node1'?");
  expect_bad_override("hosts.nodeX.boot=5 s", 1, "there is no 'nodeX' in hosts");
  expect_bad_override("vms.mail.boot=5 s", 1, "there is no 'mail' in vms");
  expect_bad_override("services.z.slo=99 %", 1, "there are: s");
  expect_bad_override("hosts.node1.failures.hw.mttf=5 h", 1, "no 'hw' in hosts.node1.failures");
  EXPECT_THROW(Override::parse("horizon"), Mistakes);
}

// ---- files --------------------------------------------------------------------------------------

class Files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "parts");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(Files, AreIncludedAndMergedOnto) {
  write("parts/hosts.yaml", "hosts: {node1..3: {boot: 1 min}}\n");
  write("parts/room.yaml", "include: hosts.yaml\nnetworks: {lan: {}}\nseed: 7\n");
  const auto file = write("main.yaml",
                          "ausfall: 1\ninclude: [parts/room.yaml]\nseed: 8\nhosts: {node2: {boot: "
                          "2 min}, node3: null}\n");
  const Scenario scenario = read_file(file);
  EXPECT_EQ(scenario.name, "main");
  EXPECT_EQ(scenario.seed, 8U);
  EXPECT_EQ(names_of(*scenario.plant, ComponentKind::host), (Names{"node1", "node2"}));
  EXPECT_EQ(named(*scenario.plant, "node1").start, Distribution::constant(1min));
  EXPECT_EQ(named(*scenario.plant, "node2").start, Distribution::constant(2min));
  EXPECT_EQ(named(*scenario.plant, "node1").family, named(*scenario.plant, "node2").family);
}

TEST_F(Files, NullsOfOneOfARangeReachWhatIsIncluded) {
  write("parts/room.yaml", "hosts: {ws01..12: {boot: 5 s, failures: {hw: {mttf: 1 h}}}}\n");
  const auto hosts = [&](const std::string& body) {
    return *read_file(write("main.yaml", "ausfall: 1\ninclude: parts/room.yaml\nhosts: " + body))
                .plant;
  };
  const Plant without_one = hosts("{ws01..12: {boot: 1 s}, ws07: null}\n");
  EXPECT_EQ(names_of(without_one, ComponentKind::host).size(), 11U);
  EXPECT_EQ(without_one.modes.size(), 11U);
  EXPECT_EQ(named(without_one, "ws08").start, Distribution::constant(1s));

  const Plant one_spared =
      hosts("{ws01..12: {failures: {hw: {mttf: 5 h}}}, ws05: {failures: {hw: null}}}\n");
  EXPECT_EQ(names_of(one_spared, ComponentKind::host).size(), 12U);
  EXPECT_EQ(one_spared.modes.size(), 11U);
  EXPECT_EQ(only_mode(one_spared, "ws04").ttf, Distribution::exponential(5h));
  const ComponentId spared = id_of(one_spared, "ws05");
  for (const models::Mode& mode : one_spared.modes) EXPECT_NE(mode.component, spared);
  EXPECT_EQ(named(one_spared, "ws05").start, Distribution::constant(5s));
}

TEST_F(Files, DiagnosticsNameTheFileTheyAreAbout) {
  const auto included = write("parts/hosts.yaml", "hosts:\n  a: {boot: 1}\n");
  const auto file = write("main.yaml", "ausfall: 1\ninclude: [parts/hosts.yaml]\n");
  try {
    read_file(file);
    FAIL();
  } catch (const Mistakes& mistakes) {
    EXPECT_EQ(mistakes.diagnostics().front().file, included.string());
    EXPECT_EQ(mistakes.diagnostics().front().line, 2U);
    EXPECT_EQ(mistakes.diagnostics().front().source_line, "  a: {boot: 1}");
  }
}

TEST_F(Files, CannotIncludeThemselves) {
  write("a.yaml", "include: b.yaml\n");
  const auto file = write("b.yaml", "ausfall: 1\ninclude: parts/../a.yaml\n");
  try {
    read_file(file);
    FAIL();
  } catch (const Mistakes& mistakes) {
    EXPECT_NE(mistakes.diagnostics().front().message.find("includes itself"), std::string::npos)
        << mistakes.what();
    EXPECT_EQ(mistakes.diagnostics().front().line, 1U);
  }
}

TEST_F(Files, EmpiricalLawsComeFromTables) {
  write("parts/repairs.csv", "\"node\",\"hours\"\r\n\"a, b\",1.5\r\nc,2\r\n");
  const auto file = write("main.yaml",
                          "ausfall: 1\nhosts: {a: {failures: {hw: {ttf: {empirical: {file: "
                          "parts/repairs.csv, column: hours, unit: h}}}}}}\n");
  EXPECT_EQ(only_mode(*read_file(file).plant, "a").ttf, Distribution::empirical({90min, 2h}));
}

TEST_F(Files, ABadTableIsShownWithItsLine) {
  write("repairs.csv", "hours\n1\nx\n");
  const auto file = write("main.yaml",
                          "ausfall: 1\nhosts:\n  a: {failures: {hw: {ttf: {empirical: {file: "
                          "repairs.csv, column: hours, unit: h}}}}}\n");
  try {
    read_file(file);
    FAIL();
  } catch (const Mistakes& mistakes) {
    EXPECT_EQ(mistakes.diagnostics().front().line, 3U);
    EXPECT_NE(mistakes.diagnostics().front().message.find("line 3 of the file"), std::string::npos)
        << mistakes.what();
  }
}

// ---- size ---------------------------------------------------------------------------------------

TEST(Reader, AHundredThousandHostsShareTheirBody) {
  const Plant plant = plant_of(
      "hosts: {node1..100000: {boot: 4 min, failures: {hardware: {mttf: 5 y, mttr: 6 h}}}}\n"
      "services: {farm: {needs: {at-least: 90000, of: node*}}}\n");
  EXPECT_EQ(plant.components.size(), 100'000U);
  EXPECT_EQ(plant.services[0].needs.parts.size(), 100'000U);
  EXPECT_EQ(plant.families.size(), 1U);
}

}  // namespace
}  // namespace ausfall::scenarios
