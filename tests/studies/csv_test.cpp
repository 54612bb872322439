// CSV as RFC 4180 has it and as spreadsheets write it.
#include "studies/fit/csv.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "studies/errors.hpp"

namespace ausfall::studies {
namespace {

std::string refusal(const std::string& text) {
  try {
    read_csv("log.csv", text);
    return "";
  } catch (const Refused& error) {
    return error.what();
  }
}

TEST(Csv, ReadsQuotesAndLineEnds) {
  const CsvTable table =
      read_csv("log.csv",
               "\xEF\xBB\xBF name ,\"a, b\"\r\n\"say \"\"no\"\"\",2\r\n\r\n\"two\nlines\",\nlast");
  EXPECT_EQ(table.columns, (std::vector<std::string>{"name", "a, b"}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0].fields, (std::vector<std::string>{"say \"no\"", "2"}));
  EXPECT_EQ(table.rows[1].fields, (std::vector<std::string>{"two\nlines", ""}));
  EXPECT_EQ(table.rows[2].fields, (std::vector<std::string>{"last", ""}));
  EXPECT_EQ(table.rows[0].line, 2U);
  EXPECT_EQ(table.rows[1].line, 4U);
  EXPECT_EQ(table.rows[2].line, 6U);
}

TEST(Csv, FindsTheDelimiter) {
  EXPECT_EQ(read_csv("x", "a;b;\"c,d,e,f\"\n1;2;3").columns.size(), 3U);
  EXPECT_EQ(read_csv("x", "a\tb\n1\t2").columns.size(), 2U);
  EXPECT_EQ(read_csv("x", "a|b,c|d\n1|2|3").columns.size(), 3U);
  EXPECT_EQ(read_csv("x", "a|b,c|d\n1,2", ',').columns.size(), 2U);
  EXPECT_EQ(read_csv("x", "alone\n1").columns.size(), 1U);
}

TEST(Csv, NamesTheLineOfWhatIsWrong) {
  EXPECT_EQ(refusal(""), "log.csv: the log is empty");
  EXPECT_EQ(refusal("\n\n"), "log.csv: the log is empty");
  EXPECT_EQ(refusal("a,b\n"), "log.csv: the log has no row below its columns");
  EXPECT_NE(refusal("a,b\n1,2\n1,2,3\n").find("log.csv:3: 3 fields, but there are 2 columns"),
            std::string::npos);
  EXPECT_NE(refusal("a,b\n1,2\n\"open,2\n3,4").find("log.csv:3: a quote is opened here"),
            std::string::npos);
  EXPECT_NE(refusal("a,b\n\"x\"y,2\n").find("log.csv:2: text follows a closing quote"),
            std::string::npos);
}

TEST(Csv, FindsColumnsByName) {
  const CsvTable table = read_csv("log.csv", "Started,Fixed,fixed\n1,2,3");
  EXPECT_EQ(table.column("start", "started"), 0U);
  EXPECT_EQ(table.column("end", "fixed"), 2U);
  EXPECT_THROW(static_cast<void>(table.column("end", "FIXED")), Refused);
  try {
    static_cast<void>(table.column("start", "Startet"));
    FAIL();
  } catch (const Refused& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("start: the log has no column 'Startet'; did you mean 'Started'?"),
              std::string::npos)
        << text;
  }
}

}  // namespace
}  // namespace ausfall::studies
