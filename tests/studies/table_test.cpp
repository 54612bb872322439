#include "studies/output/table.hpp"

#include <gtest/gtest.h>

#include "studies/output/markdown.hpp"

namespace ausfall::studies {
namespace {

Table example() {
  Table table({Align::left, Align::right});
  table.add({"name", "n"});
  table.add({"Köln", "1"});
  table.add({"a|b, c", "1,000", "says \"hi\""});
  return table;
}

TEST(Table, AlignsItsColumnsAndEndsNoLineInSpaces) {
  EXPECT_EQ(example().text("  "),
            "  name        n\n"
            "  Köln        1\n"
            "  a|b, c  1,000  says \"hi\"\n");
}

TEST(Table, BreaksTheHeadAndThenLongCellsWhereThePageIsNarrow) {
  const PageWidth page(44);
  Table table({Align::left, Align::right, Align::right});
  table.add({"caused by", "outages a year", "downtime a year"});
  table.add({"x", "35.85", "1 h 50 min"});
  EXPECT_EQ(table.text("  "),
            "  caused by  outages a year  downtime a year\n"
            "  x                   35.85       1 h 50 min\n")
      << "it fits";
  table.add({"machine-room.switch1.power-supply", "0.1", "12 s"});
  EXPECT_EQ(table.text("  "),
            "                         outages  downtime a\n"
            "  caused by               a year        year\n"
            "  x                        35.85  1 h 50 min\n"
            "  machine-room.switch1.      0.1        12 s\n"
            "    power-supply\n");
}

TEST(Table, KeepsRangesAndTimesInOneLineAsLongAsItCan) {
  const PageWidth page(60);
  Table table({Align::left, Align::right, Align::left});
  table.add({"variant", "downtime a year", "range"});
  table.add({"a cluster of hosts with a long name for it all", "7 h 20 min", "7 h to 8 h"});
  EXPECT_EQ(table.text(),
            "                                     downtime a\n"
            "variant                                    year  range\n"
            "a cluster of hosts with a long name  7 h 20 min  7 h to 8 h\n"
            "  for it all\n");
}

TEST(Table, IsAsWideAsThePageOfItsTime) {
  EXPECT_EQ(PageWidth::columns(), 100U);
  {
    const PageWidth page(80);
    EXPECT_EQ(PageWidth::columns(), 80U);
    const PageWidth narrower(1);
    EXPECT_EQ(PageWidth::columns(), 40U) << "what is narrower is not readable";
  }
  EXPECT_EQ(PageWidth::columns(), 100U);
}

TEST(Wrapping, LeavesItemsWhole) {
  const PageWidth page(40);
  EXPECT_EQ(
      wrapped_items("by cause:", {"node1.hardware +4 h 2 min", "mail.hung +59 min"}, "  ", "    "),
      "  by cause: node1.hardware +4 h 2 min,\n    mail.hung +59 min\n");
}

TEST(Table, QuotesForCsv) {
  EXPECT_EQ(example().csv(), "name,n\nKöln,1\n\"a|b, c\",\"1,000\",\"says \"\"hi\"\"\"\n");
}

TEST(Markdown, TextHasNoMarkup) {
  EXPECT_EQ(markdown_text("**a** _b_ ~c~ &lt; `d` [e](f) <g>"),
            "\\*\\*a\\*\\* \\_b\\_ \\~c\\~ \\&lt; \\`d\\` \\[e\\](f) \\<g\\>");
  EXPECT_EQ(markdown_text("https://x.y www.z 1.5"), "https\\://x.y www\\.z 1.5");
  EXPECT_EQ(markdown_text("a\nb"), "a\\\\u000ab");
}

TEST(Table, EscapesForMarkdown) {
  EXPECT_EQ(example().markdown(),
            "| name | n |\n|---|---:|\n| Köln | 1 |\n| a\\|b, c | 1,000 | says \"hi\" |\n");
}

}  // namespace
}  // namespace ausfall::studies
