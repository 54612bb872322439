#include "studies/output/table.hpp"

#include <gtest/gtest.h>

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

TEST(Table, QuotesForCsv) {
  EXPECT_EQ(example().csv(), "name,n\nKöln,1\n\"a|b, c\",\"1,000\",\"says \"\"hi\"\"\"\n");
}

TEST(Table, EscapesForMarkdown) {
  EXPECT_EQ(example().markdown(),
            "| name | n |\n|---|---:|\n| Köln | 1 |\n| a\\|b, c | 1,000 | says \"hi\" |\n");
}

}  // namespace
}  // namespace ausfall::studies
