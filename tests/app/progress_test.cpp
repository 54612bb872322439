#include "app/progress.hpp"

#include <gtest/gtest.h>

namespace ausfall::app {
namespace {

TEST(ProgressBar, ShowsTheShareAndTheTimeLeft) {
  EXPECT_EQ(progress_bar("simulating", 250, 1000, 30),
            "simulating [######..................]  25 %  about 1 min 30 s left");
  EXPECT_EQ(progress_bar("simulating", 1000, 1000, 30),
            "simulating [########################] 100 %  about 0 s left");
}

TEST(ProgressBar, PromisesNothingTooEarly) {
  EXPECT_EQ(progress_bar("simulating", 0, 1000, 5), "simulating [........................]   0 %");
  EXPECT_EQ(progress_bar("simulating", 10, 1000, 0.3),
            "simulating [........................]   1 %");
}

TEST(ProgressBar, CountsWhereTheWholeIsUnknown) {
  EXPECT_EQ(progress_bar("states found", 12345, 0, 5), "states found: 12,345");
}

}  // namespace
}  // namespace ausfall::app
