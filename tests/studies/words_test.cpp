#include "studies/words.hpp"

#include <gtest/gtest.h>

namespace ausfall::studies {
namespace {

TEST(ExactWords, SayEveryMicrosecondAndNoMore) {
  EXPECT_EQ(exact_words(0s), "0 s");
  EXPECT_EQ(exact_words(1us), "0.000001 s");
  EXPECT_EQ(exact_words(4500ms), "4.5 s");
  EXPECT_EQ(exact_words(1min), "1 min 0 s");
  EXPECT_EQ(exact_words(1h + 4500ms), "1 h 0 min 4.5 s");
  EXPECT_EQ(exact_words(day + 1us), "1 d 0 h 0 min 0.000001 s");
  EXPECT_EQ(exact_words(year), "365 d 0 h 0 min 0 s");
  EXPECT_EQ(exact_words(never), "never");
}

TEST(ExactWords, FitTheirColumn) {
  for (const Duration end :
       {Duration(30s), Duration(5min), Duration(2h), Duration(3 * day), 10 * year, 1000 * year}) {
    const Duration last = end - 1us;
    EXPECT_LE(exact_words(last).size(), exact_words_width(end)) << exact_words(last);
  }
}

TEST(ExactSpan, IsWrittenAsAPersonWould) {
  EXPECT_EQ(exact_span(10 * year), "10 y");
  EXPECT_EQ(exact_span(36h), "36 h");
  EXPECT_EQ(exact_span(30 * day), "30 d");
  EXPECT_EQ(exact_span(90min), "90 min");
  EXPECT_EQ(exact_span(1min + 30s), "1 min 30 s");
}

TEST(RoughWords, HaveTwoUnitsAtMost) {
  EXPECT_EQ(rough_words(Seconds(0)), "0 s");
  EXPECT_EQ(rough_words(Seconds(2.3456)), "2.35 s");
  EXPECT_EQ(rough_words(Seconds(45)), "45 s");
  EXPECT_EQ(rough_words(Seconds(0.35)), "350 ms");
  EXPECT_EQ(rough_words(Seconds(2e-5)), "20 us");
  EXPECT_EQ(rough_words(Seconds(15120)), "4 h 12 min");
  EXPECT_EQ(rough_words(Seconds(3600)), "1 h");
  EXPECT_EQ(rough_words(Seconds(138)), "2 min 18 s");
  EXPECT_EQ(rough_words(Seconds(30 * 3600)), "30 h");
  EXPECT_EQ(rough_words(Seconds(50 * 3600)), "2 d 2 h");
  EXPECT_EQ(rough_words(Seconds(86400 * 400.0)), "1 y 35 d");
}

TEST(RoughWords, NeverSaySixtyMinutes) {
  EXPECT_EQ(rough_words(Seconds(59.97)), "1 min");
  EXPECT_EQ(rough_words(Seconds(3599.9)), "1 h");
  EXPECT_EQ(rough_words(Seconds(86399)), "24 h");
  EXPECT_EQ(rough_words(Seconds(2 * 86400 - 1)), "2 d");
  EXPECT_EQ(rough_words(Seconds(365 * 86400 - 1)), "1 y");
  EXPECT_EQ(rough_words(Seconds(2 * 3600 - 1)), "2 h");
}

TEST(RoughWords, SayNoMoreThanIsKnown) {
  const Seconds time(7 * 3600 + 41 * 60);
  EXPECT_EQ(rough_words(time, Seconds(60)), "7 h 41 min");
  EXPECT_EQ(rough_words(time, Seconds(20 * 60)), "7 h 40 min");
  EXPECT_EQ(rough_words(time, Seconds(60 * 60)), "7 h 30 min");
  EXPECT_EQ(rough_words(time, Seconds(3 * 3600)), "8 h");
  EXPECT_EQ(rough_words(Seconds(12.3456), Seconds(0.5)), "12.35 s");
  EXPECT_EQ(rough_words(Seconds(12.3456), Seconds(5)), "12.3 s");
  EXPECT_EQ(rough_words(Seconds(12.3456), Seconds(50)), "12 s");
  EXPECT_EQ(rough_words(Seconds(366 * 86400), Seconds(45 * 86400)), "360 d");
}

TEST(Years, AreRoundedWhereThereAreMany) {
  EXPECT_EQ(years_words(8000.0000001), "8,000 years");
  EXPECT_EQ(years_words(0.5), "0.5 years");
  EXPECT_EQ(years_words(1), "1 year");
  EXPECT_EQ(years_words(5.0 / 8760), "5 h");
}

TEST(Nines, AreSaidAsPeopleSayThem) {
  EXPECT_EQ(nines(0.2), "no nine");
  EXPECT_EQ(nines(0.1), "one nine");
  EXPECT_EQ(nines(0.05), "one and a half nines");
  EXPECT_EQ(nines(0.01), "two nines");
  EXPECT_EQ(nines(1 - 0.999), "three nines");
  EXPECT_EQ(nines(0.0009), "three nines");
  EXPECT_EQ(nines(0.0005), "three and a half nines");
  EXPECT_EQ(nines(0.0001), "four nines");
  EXPECT_EQ(nines(0), "all nines");
}

TEST(Decimals, ShowTwoDigitsOfTheUncertainty) {
  EXPECT_EQ(decimals_for(0.0123, 9), 3);
  EXPECT_EQ(decimals_for(0.99, 9), 2);
  EXPECT_EQ(decimals_for(1.5, 9), 1);
  EXPECT_EQ(decimals_for(12, 9), 0);
  EXPECT_EQ(decimals_for(1234, 9), 0);
  EXPECT_EQ(decimals_for(0, 9), 9);
}

TEST(Numbers, AreReadable) {
  EXPECT_EQ(decimal(1234567.891, 1), "1,234,567.9");
  EXPECT_EQ(decimal(-1234, 0), "-1,234");
  EXPECT_EQ(decimal(0.5, 3), "0.500");
  EXPECT_EQ(significant(10000, 5), "10,000");
  EXPECT_EQ(significant(0.0012345, 3), "0.00123");
  EXPECT_EQ(significant(1.234e-9, 2), "1.2e-09");
  EXPECT_EQ(significant(0, 2), "0");
  EXPECT_EQ(count(0), "0");
  EXPECT_EQ(count(999), "999");
  EXPECT_EQ(count(12003), "12,003");
  EXPECT_EQ(count(0, "failover"), "no failover");
  EXPECT_EQ(count(1, "failover"), "1 failover");
  EXPECT_EQ(count(2000, "failover"), "2,000 failovers");
  EXPECT_EQ(times(1), "once");
  EXPECT_EQ(times(3), "3 times");
}

TEST(Percent, NeverRoundsToAll) {
  EXPECT_EQ(percent(0), "0 %");
  EXPECT_EQ(percent(1), "100 %");
  EXPECT_EQ(percent(0.43), "43 %");
  EXPECT_EQ(percent(0.05), "5 %");
  EXPECT_EQ(percent(0.0512), "5.1 %");
  EXPECT_EQ(percent(0.9997), "99.97 %");
  EXPECT_EQ(percent(0.99999), "more than 99.99 %");
  EXPECT_EQ(percent(0.00001), "0.0010 %");
  EXPECT_EQ(percent(3.49e-8), "0.0000035 %");
}

TEST(Enumeration, IsASentencePart) {
  EXPECT_EQ(enumeration({}), "");
  EXPECT_EQ(enumeration({"a"}), "a");
  EXPECT_EQ(enumeration({"a", "b"}), "a and b");
  EXPECT_EQ(enumeration({"a", "b", "c"}), "a, b and c");
}

}  // namespace
}  // namespace ausfall::studies
