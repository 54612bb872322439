#include "studies/output/json.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace ausfall::studies {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(JsonNumber, IsNullWhereItIsNone) {
  EXPECT_EQ(number(1.5), Json(1.5));
  EXPECT_TRUE(number(infinity).is_null());
  EXPECT_TRUE(number(-infinity).is_null());
  EXPECT_TRUE(number(std::numeric_limits<double>::quiet_NaN()).is_null());
  EXPECT_TRUE(number(std::optional<double>()).is_null());
}

TEST(JsonInterval, HasNullForABoundThatIsNone) {
  EXPECT_EQ(in_one_line(interval(Estimate{2, 1, infinity})),
            R"({"mean":2.0,"low":1.0,"high":null})");
  EXPECT_TRUE(interval(std::nullopt).is_null());
}

TEST(JsonDocument, KeepsTheOrderOfMembersAndEndsItsLine) {
  EXPECT_EQ(document({{"b", 1}, {"a", 2}}), "{\n  \"b\": 1,\n  \"a\": 2\n}\n");
}

TEST(JsonDocument, ReplacesWhatIsNoUtf8) { EXPECT_EQ(in_one_line(text("a\xFFz")), "\"a\uFFFDz\""); }

}  // namespace
}  // namespace ausfall::studies
