// From rows of a log to durations: what is counted, what is cut off, and what cannot be used.
#include "studies/fit/failure_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "studies/errors.hpp"
#include "studies/fit/log_durations.hpp"

namespace ausfall::studies {
namespace {

using Times = std::vector<double>;
constexpr double h = 3600;

/// Two nodes, two causes, on one day: node a fails at 2:00, 6:00 and 10:00, node b at 4:00.
constexpr std::string_view small =
    "node,down,up,why\n"
    "a,2005-06-21 02:00,2005-06-21 03:00,disk\n"
    "a,2005-06-21 10:00,2005-06-21 10:00,disk\n"
    "b,2005-06-21 04:00,2005-06-21 07:00,power\n"
    "a,2005-06-21 06:00,2005-06-21 08:00,power\n"
    "b,2005-06-21 20:00,2005-06-21 20:30,disk\n";

LogColumns columns() {
  LogColumns names;
  names.component = {"node"};
  names.start = "down";
  names.end = "up";
  names.cause = {"why"};
  return names;
}

FailureLog log_of(std::string_view text, const LogColumns& names = columns(),
                  const LogWindow& window = {}) {
  return read_failure_log("log.csv", text, names, window, std::nullopt, std::nullopt);
}

std::vector<LogGroup> groups_of(const FailureLog& log, GroupBy by, Renewal renewal = Renewal::own,
                                bool all_new = false) {
  std::size_t overlaps = 0;
  return grouped(log, by, renewal, all_new, overlaps);
}

std::string refusal(std::string_view text, const LogColumns& names, const LogWindow& window = {}) {
  try {
    log_of(text, names, window);
    return "";
  } catch (const Refused& error) {
    return error.what();
  }
}

void expect_in(const std::string& part, const std::string& text) {
  EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
}

Times sorted(Times times) {
  std::ranges::sort(times);
  return times;
}

void expect_durations(const Durations& seen, const Times& exact, const Times& longer_than,
                      const Times& shorter_than = {}) {
  EXPECT_EQ(sorted(seen.exact), exact);
  EXPECT_EQ(sorted(seen.longer_than), longer_than);
  EXPECT_EQ(sorted(seen.shorter_than), shorter_than);
}

TEST(FailureLog, CountsTheTimesOfAllTogether) {
  const FailureLog log = log_of(small);
  EXPECT_EQ(log.resolution, 60);
  EXPECT_EQ(log.components, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(log.causes, (std::vector<std::string>{"disk", "power"}));
  const std::vector<LogGroup> groups = groups_of(log, GroupBy::none);
  ASSERT_EQ(groups.size(), 1U);
  // The zero is shorter than a minute; node a was up when the log ended, at 20:30.
  expect_durations(groups[0].repairs, {0.5 * h, h, 2 * h, 3 * h}, {}, {60});
  expect_durations(groups[0].uptimes, {2 * h, 3 * h, 13 * h}, {10.5 * h});
}

TEST(FailureLog, KnowsTheTimeBeforeTheFirstOutageOfWhatWasNew) {
  const FailureLog log = log_of(small, columns(), {"2005-06-21", "6/22/2005", true});
  const std::vector<LogGroup> groups = groups_of(log, GroupBy::none, Renewal::own, true);
  expect_durations(groups[0].uptimes, {2 * h, 2 * h, 3 * h, 4 * h, 13 * h}, {3.5 * h, 14 * h});
}

TEST(FailureLog, CountsACausesTimeSinceItsOwnLastFailure) {
  const std::vector<LogGroup> groups = groups_of(log_of(small), GroupBy::cause);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].name, "disk");
  // Node a was up for 3 h and for 2 h before its disk failed at 10:00.
  expect_durations(groups[0].uptimes, {5 * h, 13 * h}, {10.5 * h});
  expect_durations(groups[0].repairs, {0.5 * h, h}, {}, {60});
  expect_durations(groups[1].uptimes, {3 * h}, {12.5 * h, 13 * h});
  expect_durations(groups[1].repairs, {2 * h, 3 * h}, {});
}

TEST(FailureLog, LetsOtherCausesCutATimeOff) {
  const std::vector<LogGroup> groups = groups_of(log_of(small), GroupBy::cause, Renewal::any);
  expect_durations(groups[0].uptimes, {2 * h, 13 * h}, {3 * h, 10.5 * h});
  expect_durations(groups[1].uptimes, {3 * h}, {2 * h, 10.5 * h, 13 * h});
}

TEST(FailureLog, CountsEachComponentForItself) {
  const std::vector<LogGroup> groups = groups_of(log_of(small), GroupBy::component);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[1].name, "b");
  expect_durations(groups[0].uptimes, {2 * h, 3 * h}, {10.5 * h});
  expect_durations(groups[1].uptimes, {13 * h}, {});
}

TEST(FailureLog, TakesOverlappingOutagesForOne) {
  const FailureLog log = log_of(
      "node,down,up,why\n"
      "a,1.6.2005 1:00,1.6.2005 5:00,x\na,1.6.2005 2:00,1.6.2005 3:00,x\n"
      "a,1.6.2005 4:00,1.6.2005 6:00,x\na,1.6.2005 9:00,1.6.2005 10:00,x\n");
  std::size_t overlaps = 0;
  const auto groups = grouped(log, GroupBy::none, Renewal::own, false, overlaps);
  EXPECT_EQ(overlaps, 2U);
  expect_durations(groups[0].uptimes, {3 * h}, {});
  expect_durations(groups[0].repairs, {h, h, 2 * h, 4 * h}, {});
}

TEST(FailureLog, KnowsWhatLastsLongerThanTheLog) {
  const FailureLog log = log_of(
      "node,down,up,why\n"
      "a,6/1/2005 1:00,6/1/2005 2:00,x\n"
      "a,6/1/2005 6:00,,x\n"
      "b,6/1/2005 3:00,NA,x\n"
      "b,6/1/2005 4:00,6/1/2005 8:00,x\n");
  // Node b has a later outage, so that the end of its first is not known at all.
  ASSERT_EQ(log.unusable.size(), 1U);
  EXPECT_EQ(log.unusable[0].what, "no end");
  EXPECT_EQ(log.unusable[0].line, 4U);
  const auto groups = groups_of(log, GroupBy::none);
  expect_durations(groups[0].repairs, {h, 4 * h}, {2 * h});
  expect_durations(groups[0].uptimes, {4 * h}, {});
}

TEST(FailureLog, CountsRowsThatCannotBeUsed) {
  const FailureLog log = log_of(
      "node,down,up,why\n"
      "a,2005-06-01 01:00,2005-06-01 02:00,x\n"
      "a,2005-06-01 05:00,2005-06-01 04:00,x\n"
      "a,,2005-06-01 08:00,x\n"
      "a,2005-06-02 05:00,2005-06-02 04:00,x\n"
      "a,2005-06-03 05:00,2005-06-03 06:00,\n");
  EXPECT_EQ(log.rows, 5U);
  EXPECT_EQ(log.outages.size(), 2U);
  ASSERT_EQ(log.unusable.size(), 2U);
  EXPECT_EQ(log.unusable[0].what, "an end before the start");
  EXPECT_EQ(log.unusable[0].rows, 2U);
  EXPECT_EQ(log.unusable[0].line, 3U);
  EXPECT_EQ(log.unusable[1].what, "no start");
  ASSERT_EQ(log.remarks.size(), 1U);
  EXPECT_EQ(log.remarks[0].what, "no cause");
  EXPECT_EQ(log.causes, (std::vector<std::string>{"unknown", "x"}));
}

TEST(FailureLog, TakesWindowsAndRowsThatAreNamed) {
  LogColumns names = columns();
  EXPECT_EQ(log_of(small, names, {"2005-06-21 05:00", "2005-06-21 12:00", false}).outages.size(),
            2U);
  names.where = {{"node", "b"}};
  EXPECT_EQ(log_of(small, names).outages.size(), 2U);
  names.where = {{"node", "c"}};
  EXPECT_EQ(refusal(small, names), "where: no row of the log is like that");
}

TEST(FailureLog, TakesDurationsAndTimesToFailure) {
  LogColumns names;
  names.duration = "minutes";
  names.unit = "min";
  names.cause = {"power", "disk"};  // the one that is written in
  const FailureLog repairs = log_of("minutes;power;disk\n90;;cable\n0;fuse;\n1.5;;head\n", names);
  EXPECT_FALSE(repairs.has_uptimes);
  const auto groups = groups_of(repairs, GroupBy::cause);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].name, "disk");
  expect_durations(groups[0].repairs, {90, 5400}, {});
  expect_durations(groups[1].repairs, {}, {}, {1});

  LogColumns lives;
  lives.time_to_failure = "hours";
  lives.censored = "running";
  lives.unit = "h";
  const FailureLog log = log_of("hours,running\n10,no\n20,yes\n30,0\n", lives);
  EXPECT_FALSE(log.has_repairs);
  expect_durations(groups_of(log, GroupBy::none)[0].uptimes, {10 * h, 30 * h}, {20 * h});
  EXPECT_EQ(refusal("hours,running\n10,maybe\n", lives),
            "log.csv:2: running: 'maybe' is neither yes nor no");
}

TEST(FailureLog, NamesTheLineOfWhatIsNoDateOrNumber) {
  expect_in("log.csv:3: up: '6/41/2005 2:00' is no date of the form M/D/YYYY H:MM",
            refusal("node,down,up,why\na,6/1/2005 1:00,6/1/2005 2:00,x\n"
                    "a,6/1/2005 1:00,6/41/2005 2:00,x\n",
                    columns()));
  expect_in("log.csv:2: down: 'yesterday' is no date; dates are written as",
            refusal("node,down,up,why\na,yesterday,6/1/2005 2:00,x\n", columns()));
  LogColumns names;
  names.duration = "minutes";
  names.unit = "min";
  expect_in("log.csv:2: minutes: '5 min' is no number", refusal("minutes\n5 min\n", names));
  names.unit = "m";
  expect_in("unit: ", refusal("minutes\n5\n", names));
  names.unit = "";
  expect_in("duration: say what it is counted in: unit=min", refusal("minutes\n5\n", names));
}

TEST(FailureLog, SaysWhatToNameInstead) {
  LogColumns names = columns();
  names.start = "dwn";
  expect_in("start: the log has no column 'dwn'; did you mean 'down'?", refusal(small, names));
  names = {};
  expect_in(
      "start and end, or duration, or time-to-failure; the log's columns: node, down, up "
      "and why",
      refusal(small, names));
  names.start = "down";
  expect_in("start: the outages' end or duration is due", refusal(small, names));
  names = {};
  names.end = "up";
  expect_in("start", refusal(small, names));
  expect_in("no row can be used: 1 with no start", refusal("node,down,up,why\na,,,x\n", columns()));
  expect_in("from: 'tomorrow' is no date", refusal(small, columns(), {"tomorrow", "", false}));
  expect_in("until: it lies before",
            refusal(small, columns(), {"2006-01-01", "2005-01-01", false}));
}

}  // namespace
}  // namespace ausfall::studies
