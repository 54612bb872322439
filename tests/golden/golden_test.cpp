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
#include <sstream>
#include <string>
#include <vector>

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

INSTANTIATE_TEST_SUITE_P(Stories, Golden, testing::ValuesIn(story_names()), [](const auto& story) {
  std::string name = story.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Golden, TellsManyStories) { EXPECT_GE(story_names().size(), 30U); }

}  // namespace
}  // namespace ausfall
