#include "studies/output/output_fmea.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "studies/output/name_ranges.hpp"
#include "studies/output/table.hpp"
#include "tests/support/experiments.hpp"

namespace ausfall::studies {
namespace {

using nlohmann::json;
using Names = std::vector<std::string>;

TEST(NamesTogether, CountUp) {
  EXPECT_EQ(names_together({"node1"}), "node1");
  EXPECT_EQ(names_together({"node1.os", "node2.os", "node3.os"}), "node1..3.os");
  EXPECT_EQ(names_together({"node9", "node10", "node11"}), "node9..11");
  EXPECT_EQ(names_together({"ws01.os", "ws02.os"}), "ws01..02.os");
  EXPECT_EQ(names_together({"ws08", "ws09", "ws10"}), "ws08..10");
  EXPECT_EQ(names_together({"ws9", "ws010"}), "ws9 and ws010");
  EXPECT_EQ(names_together({"a1.b1", "a1.b2", "a2.b1", "a2.b2"}), "a1.b1..2 and a2.b1..2");
  EXPECT_EQ(names_together({"node1", "node3"}), "node1 and node3");
  EXPECT_EQ(names_together({"node1", "node2", "node4", "node5"}), "node1..2 and node4..5");
  EXPECT_EQ(names_together({"node", "node1"}), "node and node1");
  EXPECT_EQ(names_together({"x1a", "x2b"}), "x1a and x2b");
  EXPECT_EQ(names_together({"same", "same"}), "same and same");
  EXPECT_EQ(names_together({"v2147483647123", "v2147483647124"}),
            "v2147483647123 and v2147483647124");
}

TEST(NamesTogether, ShowAFewOfMany) {
  EXPECT_EQ(names_together({"a", "b", "c", "d", "e", "f", "g"}), "a, b, c, d, e, f and g");
  EXPECT_EQ(names_together({"a", "b", "c", "d", "e", "f", "g", "h"}),
            "a, b, c, d, e, f and 2 others");
}

/// Nothing in it is left to chance.
const std::string pair_of_servers =
    "ausfall: 1\n"
    "name: a pair of servers\n"
    "hosts: {node1..2: {boot: 4 min, failures: {hardware: {mttf: 2 y, ttr: 8 h}}}}\n"
    "storage: {array: {type: fc, hosts: all, failures: {array: {mttf: 10 y, ttr: 12 h}}}}\n"
    "apps: {mail: {on: node1, storage: array, start: 1 min, failures: {crash: {mttf: 0.5 y}}}}\n"
    "clusters: {c: {nodes: [node1, node2], failover: {delay: 10 s}}}\n"
    "services: {mail: {needs: mail}}\n";

const FailureAnalysis& analysis() {
  static const std::atomic<bool> not_interrupted{false};
  static const scenarios::Scenario scenario = test::scenario(pair_of_servers);
  static const FailureAnalysis it = [] {
    FailureAnalysisPlan plan{.order = 2, .samples = 5};
    plan.scenario = scenario.name;
    return analyse_failures(*scenario.plant, plan, {not_interrupted});
  }();
  return it;
}

TEST(FmeaText, IsATableForPeople) {
  EXPECT_EQ(text_of(analysis()), R"(a pair of servers
7 single failures and 21 pairs, each struck 5 times from good health at another phase of every
timer, all other failures off; seed 1

service mail
  failure           a year  what it does         mean outage  from ... to  costs a year  share
  array.array         0.10  down until repaired   12 h 1 min                 1 h 12 min   97 %
  array.controller          down until repaired
  mail.crash           2.0  restarted in place         1 min                      2 min  2.7 %
  node1.hardware      0.50  fails over            1 min 10 s                       35 s  0.8 %
  array.path.node1          fails over            2 min 10 s
  serves on through: node2.hardware and array.path.node2
  single failures cost 1 h 15 min a year in 2.60 outages, as long as they are so rare that they do
    not meet

  single points of failure: array.array and array.controller
  structure: cut vertices, if nothing moved, are node1, mail, array.array, array.controller and
    array.path.node1
    what was seen differs:
    node1 and array.path.node1: a cluster serves without it, from another place
    mail: its failures need no repair: it starts again by itself

  pairs that keep it down                what they do           seen  when the second strikes
  node1.hardware and node2.hardware      down until repaired  always  whenever
  node1.hardware and array.path.node2    down until repaired  always  whenever
  node2.hardware and array.path.node1    down until repaired  always  whenever
  array.path.node1 and array.path.node2  down until repaired  always  whenever

failovers, on average  each time  storage  start         all
node1.hardware               1.0     10 s  1 min  1 min 10 s
mail.crash                   1.0           1 min       1 min
array.path.node1             1.0     10 s  1 min  1 min 10 s

split brain: not seen

what stays out, unrepaired for a week
  after array.array
    mail finds no node that may run it
  after array.controller
    mail finds no node that may run it

capacity of c: 1 host to spare: so many of 2 can be lost at once, whichever, and nothing stays out
  lost at once  combinations  something out  groups out, mean  worst
             1             2          never                 0
             2             1              1              1.00  node1 and node2: 1 group out
  without node1 and node2
    mail finds no node that works
)");
}

TEST(FmeaText, FitsATerminal) {
  std::istringstream lines(text_of(analysis()));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(width_of(line), 100U) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(FmeaJson, HoldsEachFailureAndPair) {
  const json result = json::parse(json_of(analysis()));
  EXPECT_EQ(result["failures"].size(), 7U);
  EXPECT_EQ(result["pairs"].size(), 21U);
  EXPECT_EQ(result["interrupted"], false);
  const json& array = result["failures"][3];
  EXPECT_EQ(array["failure"], "array.array");
  EXPECT_DOUBLE_EQ(array["per_year"], 0.1);
  EXPECT_EQ(array["services"]["mail"]["effect"], "until repair");
  EXPECT_EQ(array["services"]["mail"]["seen"]["until repair"], 5);
  // Every tenth year twelve hours, and 70 s to bring the disks online and start.
  EXPECT_NEAR(array["services"]["mail"]["downtime_minutes_per_year"]["mean"], 4327.0 / 60, 1e-9);
  EXPECT_TRUE(result["failures"][4]["per_year"].is_null());
  const json& mail = result["services"]["mail"];
  EXPECT_EQ(mail["single_points_of_failure"], (json{"array.array", "array.controller"}));
  EXPECT_EQ(mail["structure"]["cut_vertices"].size(), 5U);
  EXPECT_EQ(mail["minimal_cut_sets"][2]["failures"], (json{"node1.hardware", "node2.hardware"}));
  const json& both = result["pairs"][0];
  EXPECT_EQ(both["failures"], (json{"node1.hardware", "node2.hardware"}));
  EXPECT_EQ(both["moments"][1]["first"], "node1.hardware");
}

TEST(FmeaCsv, HasARowForEachFailureAndMoment) {
  std::istringstream lines(csv_of(analysis()));
  std::string head;
  std::getline(lines, head);
  EXPECT_EQ(head,
            "failure,second,moment,service,effect,samples,serves on,serves in part,interrupted,"
            "until a person comes,until repair,for good,outage_seconds_mean,outage_seconds_min,"
            "outage_seconds_max,per_year,outages_per_year,downtime_minutes_per_year");
  std::string first;
  std::getline(lines, first);
  EXPECT_EQ(first,
            "node1.hardware,,,mail,interrupted,5,0,0,5,0,0,0,70,70,70,0.5,0.5,0.583333333333");
  std::size_t rows = 1;
  for (std::string line; std::getline(lines, line);) ++rows;
  std::size_t moments = 0;
  for (const PairEffect& pair : analysis().pairs) moments += pair.timed.size();
  EXPECT_EQ(rows, 7 + moments);
}

TEST(FmeaMarkdown, HasATableForEachService) {
  const std::string text = markdown_of(analysis());
  EXPECT_TRUE(text.starts_with("### mail\n\n| failure |")) << text;
  EXPECT_NE(text.find("| array.array | 0.10 | down until repaired |"), std::string::npos) << text;
  EXPECT_NE(text.find("| node1.hardware and node2.hardware | down until repaired | always |"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace ausfall::studies
