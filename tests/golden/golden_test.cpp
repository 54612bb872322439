// One directory a story: a scenario whose opening comment says what it shows, and its trace. A new
// story touches no code.
//
// The program tells each scenario as a user would have it told; what it says must be what stands in
// trace.txt, to the letter. With AUSFALL_REWRITE_GOLDENS set, the traces are written anew instead
// (./dev golden).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

namespace fs = std::filesystem;

const fs::path stories = fs::path(AUSFALL_SOURCE_DIR) / "tests" / "golden";

std::vector<std::string> story_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(stories)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string contents(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, IsToldAsItStands) {
  const fs::path story = stories / GetParam();
  EXPECT_TRUE(contents(story / "scenario.yaml").starts_with("# "))
      << "a story opens with what it shows";
  const test::Outcome told = test::ausfall({"trace", (story / "scenario.yaml").string()});
  ASSERT_EQ(told.exit_code, 0) << told.errors;
  if (std::getenv("AUSFALL_REWRITE_GOLDENS") != nullptr) {
    std::ofstream(story / "trace.txt") << told.output;
    return;
  }
  EXPECT_EQ(told.output, contents(story / "trace.txt"));
}

/// What happened, line by line, without when. The trace is JSON, a line a fact.
std::vector<std::string> story_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const test::Outcome told = test::ausfall(arguments);
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  std::vector<std::string> events;
  std::istringstream lines(told.output);
  for (std::string line; std::getline(lines, line);)
    events.push_back(nlohmann::json::parse(line).at("sentence"));
  return events;
}

/// The overrides by which every cluster of the story simulates each heartbeat; none where there is
/// none to simulate, or where it is chance which are lost.
std::vector<std::string> explicit_heartbeats(const models::Plant& plant) {
  std::vector<std::string> overrides;
  for (const models::Cluster& cluster : plant.clusters) {
    if (cluster.heartbeat.interval == Duration(0) || !cluster.heartbeat.over_networks) continue;
    if (!cluster.heartbeat.loss.empty()) return {};
    overrides.insert(overrides.end(),
                     {"--set", "clusters." + cluster.name + ".heartbeat.mode=explicit"});
  }
  return overrides;
}

// Other draws time it, so that of two who both wait for silence the other may be first: then it is
// a story that is told with another seed, too.
TEST_P(Golden, IsTheSameWithEveryHeartbeatExplicit) {
  const std::string scenario = (stories / GetParam() / "scenario.yaml").string();
  const auto overrides = explicit_heartbeats(*scenarios::read_file(scenario).plant);
  if (overrides.empty()) GTEST_SKIP() << "no heartbeats to simulate";
  std::vector<std::string> arguments{"trace", scenario};
  arguments.insert(arguments.end(), overrides.begin(), overrides.end());
  const auto explicitly = story_of(arguments);
  constexpr int seeds = 200;
  for (int seed = 1; seed <= seeds; ++seed) {
    if (story_of({"trace", scenario, "--seed", std::to_string(seed)}) == explicitly) return;
  }
  FAIL() << "told with none of " << seeds << " seeds:\n" << testing::PrintToString(explicitly);
}

INSTANTIATE_TEST_SUITE_P(Stories, Golden, testing::ValuesIn(story_names()), [](const auto& story) {
  std::string name = story.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Golden, TellsManyStories) { EXPECT_GE(story_names().size(), 30U); }

}  // namespace
}  // namespace ausfall
