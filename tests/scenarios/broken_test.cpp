// Broken scenarios: each ends in one diagnostic that names the right line and says what is wrong,
// and in nothing else: no crash, no second error that only follows from the first. What asks for far
// more work than any room needs is told so before it is done.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "tests/scenarios/broken.hpp"

namespace ausfall::scenarios {
namespace {

std::vector<Broken> all() {
  std::vector<Broken> result;
  for (const auto& part : {not_a_document(), wrong_top_level(), wrong_failures(), wrong_room(),
                           wrong_clusters(), wrong_services_and_faults()}) {
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

class BrokenScenario : public testing::TestWithParam<Broken> {};

TEST_P(BrokenScenario, IsRefusedWithItsLine) {
  const Broken& broken = GetParam();
  try {
    read_text("broken.yaml", broken.text);
    FAIL() << "it was read without a complaint";
  } catch (const Mistakes& mistakes) {
    ASSERT_EQ(mistakes.diagnostics().size(), 1U) << mistakes.what();
    const Diagnostic& diagnostic = mistakes.diagnostics().front();
    EXPECT_EQ(diagnostic.file, "broken.yaml");
    EXPECT_EQ(diagnostic.line, broken.line) << mistakes.what();
    EXPECT_GE(diagnostic.column, 1U);
    const std::string said = diagnostic.message + "\n" + diagnostic.hint;
    EXPECT_NE(said.find(broken.fragment), std::string::npos) << mistakes.what();
  }
}

INSTANTIATE_TEST_SUITE_P(, BrokenScenario, testing::ValuesIn(all()),
                         [](const auto& broken) { return broken.param.name; });

TEST(BrokenScenarios, AreManyAndNamedOnce) {
  std::vector<std::string> names;
  for (const Broken& broken : all()) names.push_back(broken.name);
  EXPECT_GE(names.size(), 200U);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(BrokenScenarios, AllMistakesAreReportedAtOnceInTheOrderOfLines) {
  const std::string text =
      "ausfall: 1\n"
      "horizn: 1 y\n"
      "hosts:\n"
      "  node1..3: {memory: 16, boot: 4 m}\n"
      "apps:\n"
      "  web: {on: nod1}\n";
  try {
    read_text("room.yaml", text);
    FAIL();
  } catch (const Mistakes& mistakes) {
    std::vector<std::size_t> lines;
    for (const Diagnostic& diagnostic : mistakes.diagnostics()) lines.push_back(diagnostic.line);
    EXPECT_EQ(lines, (std::vector<std::size_t>{2, 4, 4, 6})) << mistakes.what();
  }
}

std::vector<Diagnostic> mistakes_of_hosts(int count) {
  std::string text = "ausfall: 1\nhosts:\n";
  for (int i = 0; i < count; ++i) text += "  node" + std::to_string(i) + ": {memory: 16}\n";
  try {
    read_text("room.yaml", text);
  } catch (const Mistakes& mistakes) {
    return mistakes.diagnostics();
  }
  return {};
}

TEST(BrokenScenarios, HundredsOfMistakesAreCounted) {
  const std::vector<Diagnostic> mistakes = mistakes_of_hosts(500);
  ASSERT_EQ(mistakes.size(), Diagnostics::errors_max + 1);
  EXPECT_EQ(mistakes.back().message, "and 400 more errors");
}

TEST(BrokenScenarios, ThousandsOfMistakesEndTheReading) {
  const std::vector<Diagnostic> mistakes = mistakes_of_hosts(5000);
  ASSERT_EQ(mistakes.size(), Diagnostics::errors_max + 1);
  EXPECT_EQ(mistakes.back().message, "too many errors: the rest was not read");
}

/// Each is at most 1 MiB of text that asks for far more work than any room needs. That it is not
/// done shows in what is said, and how often, not on a clock: how fast a machine is proves nothing.
TEST(BrokenScenarios, HostileOnesEndBeforeTheirWorkIsDone) {
  struct Hostile {
    std::string text;
    std::string last;         ///< what the reading ended with
    std::size_t diagnostics;  ///< at most so many
  };
  std::string unknown_names;
  for (int i = 0; i < 90'000; ++i) unknown_names += "nod" + std::to_string(i) + ", ";
  std::string unknown_keys;
  for (int i = 0; i < 60'000; ++i) unknown_keys += "hosst" + std::to_string(i) + ": {}\n";
  constexpr std::size_t all_kept = Diagnostics::errors_max + 1;
  const std::vector<Hostile> texts{
      {"hosts: {node1..20000: {}}\nservices: {s: {needs: [" + unknown_names + "]}}\n",
       "too many errors: the rest was not read", all_kept},
      {"hosts: {node1..3000: {}}\nservices: {s: {needs: [" + times(150'000, "\"n*\", ") + "]}}\n",
       "these are too many globs for so many things", 1},
      {"hosts: {n1..1000: {}}\nnetworks: {l1..10000: {switches: 64}}\n",
       "with this there are more than 500000 links and paths", 2},
      {"hosts: {n1..100000: {memroy: 1, failures: {hw: {mttf: 1, crew: x}}}}\n",
       "crew: there is no crew 'x'", 3},
      {unknown_keys, "too many errors: the rest was not read", all_kept},
      {"hosts: {n1..1000: {}}\nstorage: {san: {type: fc, paths: 64}}\nservices: {s1..90000: "
       "{needs: "
       "san}}\n",
       "needs: with this, services count more than 2000000 parts", 1},
  };
  for (const Hostile& hostile : texts) {
    SCOPED_TRACE(hostile.text.substr(0, 40));
    try {
      read_text("room.yaml", "ausfall: 1\n" + hostile.text);
      ADD_FAILURE() << "it was read without a complaint";
    } catch (const Mistakes& mistakes) {
      EXPECT_LE(mistakes.diagnostics().size(), hostile.diagnostics);
      EXPECT_EQ(mistakes.diagnostics().back().message, hostile.last);
    }
  }
}

TEST(BrokenScenarios, ARangeWithABadBodyIsReportedOnce) {
  try {
    read_text("room.yaml",
              "ausfall: 1\nhosts: {n1..50: {boots: 1 s, failures: {hw: {ttf: {normal: {}}}}}}\n");
    FAIL();
  } catch (const Mistakes& mistakes) {
    ASSERT_EQ(mistakes.diagnostics().size(), 2U) << mistakes.what();
    EXPECT_EQ(mistakes.diagnostics()[0].message, "unknown key 'boots' of hosts 'n1..50'");
    EXPECT_EQ(mistakes.diagnostics()[1].message, "unknown key 'normal' of a distribution");
  }
}

TEST(BrokenScenarios, AFileThatIsNotThereIsNoMistake) {
  EXPECT_THROW(read_file("no/such/file.yaml"), Unreadable);
  EXPECT_THROW(read_file("."), Unreadable);
}

}  // namespace
}  // namespace ausfall::scenarios
