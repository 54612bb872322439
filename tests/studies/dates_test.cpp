// Dates in the forms that logs have.
#include "studies/fit/dates.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ausfall::studies {
namespace {

constexpr double june = 1119312000;  // 2005-06-21 00:00 UTC: 12955 days of 86400 s

TEST(Dates, ReadsEachForm) {
  for (const std::string text : {"2005-06-21T10:54:00Z", "2005-06-21 10:54", "2005-06-21T10:54:00",
                                 "2005-06-21T12:54+02:00", "2005-06-21T08:24:00-0230"}) {
    EXPECT_EQ(date_of(DateForm::iso, text), june + 10 * 3600 + 54 * 60) << text;
  }
  EXPECT_EQ(date_of(DateForm::iso, "2005-06-21"), june);
  EXPECT_NEAR(*date_of(DateForm::iso, "2005-06-21 00:00:01.25"), june + 1.25, 1e-6);
  EXPECT_EQ(date_of(DateForm::us, "6/21/2005 9:05"), june + 9 * 3600 + 5 * 60);
  EXPECT_EQ(date_of(DateForm::us, "06/21/2005"), june);
  EXPECT_EQ(date_of(DateForm::us, "6/21/2005 12:05 AM"), june + 5 * 60);
  EXPECT_EQ(date_of(DateForm::us, "6/21/2005 12:05:30 PM"), june + 12 * 3600 + 5 * 60 + 30);
  EXPECT_EQ(date_of(DateForm::us, "6/21/2005 1:00 pm"), june + 13 * 3600);
  EXPECT_EQ(date_of(DateForm::dots, "21.06.2005 9:05"), june + 9 * 3600 + 5 * 60);
  EXPECT_EQ(date_of(DateForm::dots, "21.6.2005"), june);
  EXPECT_EQ(date_of(DateForm::epoch, "1119312000"), june);
  EXPECT_EQ(date_of(DateForm::epoch, "1119312000.5"), june + 0.5);
  EXPECT_EQ(date_of(DateForm::iso, "2004-02-29"), 1078012800);
}

TEST(Dates, RefusesWhatIsNone) {
  for (const std::string text :
       {"", "2005-06-31", "2005-02-29", "2005-13-01", "2005-06-21 25:00", "2005-06-21 10:60",
        "2005-06-21 10", "2005-6-21", "05-06-21", "2005-06-21 10:54 x", "2005-06-21T10:54+2"}) {
    EXPECT_FALSE(date_of(DateForm::iso, text)) << text;
  }
  for (const std::string text :
       {"21/6/2005", "6/21/05", "6/21", "6/21/2005 13:00 PM", "6/21/2005 10:54 XM", "6.21.2005"}) {
    EXPECT_FALSE(date_of(DateForm::us, text)) << text;
  }
  for (const std::string text : {"6.21.2005", "21.6", "21.6.2005 10:54 PM"}) {
    EXPECT_FALSE(date_of(DateForm::dots, text)) << text;
  }
  for (const std::string text : {"", "-5", "1e9", "12a", "1234567890123", "5."}) {
    EXPECT_FALSE(date_of(DateForm::epoch, text)) << text;
  }
}

TEST(Dates, NamesDays) {
  EXPECT_EQ(day_words(june + 5), "2005-06-21");
  EXPECT_EQ(day_words(0), "1970-01-01");
  EXPECT_EQ(day_words(-1), "1969-12-31");
}

}  // namespace
}  // namespace ausfall::studies
