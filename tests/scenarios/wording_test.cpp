#include "scenarios/wording.hpp"

#include <gtest/gtest.h>

#include "app/wording.hpp"

namespace {

using namespace ausfall::scenarios;

TEST(Wording, IsThatOfAProgramUnlessAShellGivesAnother) {
  EXPECT_EQ(setting_words({"method", "plain"}), "method=plain");
  EXPECT_EQ(setting_words({"variant", ""}), "variant");
  EXPECT_EQ(change_words("horizon=5 y"), "horizon=5 y");
  EXPECT_EQ(change_words(), "change");
  EXPECT_EQ(study_words("run"), "`run`");
  EXPECT_EQ(study_words("check", "FILE"), "`check FILE`");
}

TEST(Wording, IsTheShellsForAsLongAsItSays) {
  {
    const WordingGuard guard(ausfall::app::command_line_words);
    EXPECT_EQ(setting_words({"method", "plain"}), "--method plain");
    EXPECT_EQ(setting_words({"variant", ""}), "--variant");
    EXPECT_EQ(change_words("horizon=5 y"), "--set horizon=5 y");
    EXPECT_EQ(change_words(), "--set");
    EXPECT_EQ(study_words("run"), "`ausfall run`");
    EXPECT_EQ(study_words("check", "FILE"), "`ausfall check FILE`");
  }
  EXPECT_EQ(setting_words({"method", "plain"}), "method=plain");
}

}  // namespace
