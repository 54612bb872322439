// Text of others, as it is shown.
#include "scenarios/harmless.hpp"

#include <gtest/gtest.h>

namespace ausfall::scenarios {
namespace {

TEST(Harmless, OrdinaryTextStaysAsItIs) {
  for (const std::string text : {"", "node1", "a-b_c (d) #1: e", "Zürich, 東京 ✓ 👍", "1 :: 2",
                                 "# x", "a::b", "##vs", "C:\\x"}) {
    EXPECT_EQ(harmless(text), text);
    EXPECT_TRUE(is_harmless(text)) << text;
    EXPECT_EQ(harmless_lines(text), text);
  }
}

TEST(Harmless, WhatIsHiddenIsShown) {
  EXPECT_EQ(harmless("a\x1b[31m"), "a\\u001b[31m");
  EXPECT_EQ(harmless(std::string("\0\x7f", 2)), "\\u0000\\u007f");
  EXPECT_EQ(harmless("\xC2\x80\xC2\x9F\xC2\xA0"), "\\u0080\\u009f\xC2\xA0");  // U+00A0 is a blank
  // UAX 9: ALM, LRM, RLM, LRE to RLO, LRI to PDI; and the two separators.
  EXPECT_EQ(harmless("\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069"),
            "\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a\\u202e\\u2066\\u2069");
  EXPECT_EQ(harmless("\u2027\u202f\u2065\u206a\u200d"), "\u2027\u202f\u2065\u206a\u200d");
  EXPECT_EQ(harmless("a\xff\xc3z"), "a\uFFFD\uFFFDz");
}

TEST(Harmless, LinesStayLinesInWholeOutputAlone) {
  EXPECT_EQ(harmless("a\nb\tc\r"), "a\\u000ab\\u0009c\\u000d");
  EXPECT_EQ(harmless_lines("a\nb\tc\r\n"), "a\nb\tc\\u000d\n");
}

TEST(Harmless, CommandsOfCiSystemsAreNone) {
  EXPECT_EQ(harmless("::error::x"), "\\u003a:error::x");
  EXPECT_EQ(harmless_lines("a\n::stop\n  ::set x\n\t::y\nb ::z"),
            "a\n\\u003a:stop\n  \\u003a:set x\n\t\\u003a:y\nb ::z");
  EXPECT_EQ(harmless_lines("\u00a0\u3000 ::x"), "\u00a0\u3000 \\u003a:x");
  EXPECT_EQ(harmless_lines("::x", false), "::x");
  EXPECT_EQ(harmless_lines("a ##[group]b##vso[x]##teamcity[y]"),
            "a \\u0023#[group]b\\u0023#vso[x]\\u0023#teamcity[y]");
}

}  // namespace
}  // namespace ausfall::scenarios
