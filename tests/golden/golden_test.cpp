// One directory a story: a scenario whose opening comment says what it shows, and its trace. A new
// story touches no code.
//
// The program tells each scenario as a user would have it told; what it says must be what stands in
// trace.txt, to the letter. With AUSFALL_REWRITE_GOLDENS set, the traces are written anew instead
// (./dev golden).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "studies/output/facts_text.hpp"
#include "studies/output/tracing.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

namespace fs = std::filesystem;

const fs::path stories = fs::path(test::source_dir) / "tests" / "golden";

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

/// Keeps what happens, sentence by sentence, without when.
class Listener final : public studies::Storyteller {
 public:
  explicit Listener(const models::Plant& plant) : plant_(plant) {}
  void tell(Time time, const models::Fact& fact) override {
    story_ += studies::sentence(plant_, fact, time) + "\n";
  }
  void end(Time /*time*/) override {}
  [[nodiscard]] const std::string& story() const { return story_; }

 private:
  const models::Plant& plant_;
  std::string story_;
};

/// With so many seeds, how often each story is told.
std::map<std::string, int> stories_of(const scenarios::Scenario& scenario, std::uint64_t seeds) {
  std::map<std::string, int> told;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Listener listener(*scenario.plant);
    const Time until = after(scenario.warmup, scenario.horizon);
    studies::tell_replication(*scenario.plant, {seed, 0}, until, listener, {});
    ++told[listener.story()];
  }
  return told;
}

/// The overrides by which every cluster of the story simulates each heartbeat; none where there is
/// none to simulate, or where it is chance which are lost.
std::vector<scenarios::Override> explicit_heartbeats(const models::Plant& plant) {
  std::vector<scenarios::Override> overrides;
  for (const models::Cluster& cluster : plant.clusters) {
    if (cluster.heartbeat.interval == Duration(0) || !cluster.heartbeat.over_networks) continue;
    if (!cluster.heartbeat.loss.empty()) return {};
    overrides.push_back({"clusters." + cluster.name + ".heartbeat.mode", "explicit"});
  }
  return overrides;
}

// Other draws time it, so that of two who both wait for silence either may be first: the same
// stories are told, each as often. Where there is one story only, every seed tells it. Otherwise the
// numbers may differ by five standard deviations of the difference of two binomial ones, which
// chance exceeds for one story of a million.
TEST_P(Golden, IsTheSameWithEveryHeartbeatExplicit) {
  const fs::path file = stories / GetParam() / "scenario.yaml";
  const scenarios::Scenario scenario = scenarios::read_file(file);
  const auto overrides = explicit_heartbeats(*scenario.plant);
  if (overrides.empty()) GTEST_SKIP() << "no heartbeats to simulate";
  constexpr std::uint64_t many = 200;
  constexpr std::uint64_t few = 20;
  const std::uint64_t seeds = stories_of(scenario, few).size() == 1 ? few : many;
  const auto elided = stories_of(scenario, seeds);
  auto explicitly = stories_of(scenarios::read_file(file, overrides), seeds);
  for (const auto& [story, count] : elided) explicitly.try_emplace(story, 0);
  for (const auto& [story, count] : explicitly) {
    const auto found = elided.find(story);
    const int before = found == elided.end() ? 0 : found->second;
    const auto all = static_cast<double>(2 * seeds);
    const double share = (before + count) / all;
    EXPECT_NEAR(count, before, 5 * std::sqrt(all * share * (1 - share))) << story;
  }
}

INSTANTIATE_TEST_SUITE_P(Stories, Golden, testing::ValuesIn(story_names()), [](const auto& story) {
  std::string name = story.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Golden, TellsManyStories) { EXPECT_GE(story_names().size(), 30U); }

}  // namespace
}  // namespace ausfall
