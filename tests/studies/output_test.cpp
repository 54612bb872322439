#include "studies/output/output.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "models/plant.hpp"
#include "studies/output/table.hpp"

namespace ausfall::studies {
namespace {
using nlohmann::json;
using testing::Test;

constexpr double infinity = std::numeric_limits<double>::infinity();

ServiceResult mail() {
  ServiceResult service;
  service.name = "mail";
  service.slo = 0.999;
  service.unavailability = {.mean = 9.1234e-4, .low = 8.7e-4, .high = 9.5e-4};
  service.outages_per_year = {.mean = 2.1312, .low = 2.10, .high = 2.16};
  service.outages = 21312;
  service.outage_seconds = {.mean = {13500, 9000, 18000},
                            .p50 = {137, 136, 138},
                            .p90 = {30000, 20000, 45000},
                            .p95 = {43200, 30000, 60000},
                            .p99 = {90000, 50000, std::numeric_limits<double>::infinity()},
                            .max = 220000};
  service.served = {.mean = 0.99908766, .low = 0.99905, .high = 0.99913};
  service.outage_by_horizon = {.mean = 0.87, .low = 0.85, .high = 0.89};
  service.slo_met_per_year = {.mean = 0.62, .low = 0.60, .high = 0.64};
  service.year_downtime = {.mean = {28000, 20000, 36000},
                           .p50 = {18000, 15000, 21000},
                           .p90 = {54000, 45000, 63000},
                           .p95 = {72000, 60000, 84000},
                           .p99 = {150000, 120000, 210000},
                           .max = 500000};
  for (int i = 0; i < 12; ++i) {
    service.causes.push_back(
        {.cause = "node" + std::to_string(i + 1) + ".hardware",
         .outages = static_cast<std::uint64_t>(1000 - i),
         .downtime_share = i == 0 ? 0.45 : 0.05,
         .unavailability = scaled(service.unavailability, i == 0 ? 0.45 : 0.05),
         .outages_per_year = {0.1, 0.09, 0.11}});
  }
  return service;
}

/// Never down: nothing was seen of it.
ServiceResult steadfast() {
  ServiceResult service;
  service.name = "steadfast";
  service.unavailability = {.mean = 0, .low = 0, .high = 3e-7};
  service.outages_per_year = {.mean = 0, .low = 0, .high = 3e-4};
  service.served = {.mean = 1, .low = 1 - 3e-7, .high = 1};
  service.outage_by_horizon = {.mean = 0, .low = 0, .high = 3e-3};
  return service;
}

ClusterResult msc() {
  ClusterResult cluster;
  cluster.name = "msc";
  cluster.failovers = 12003;
  cluster.failovers_moved = 12000;
  cluster.failovers_per_year = {.mean = 1.2003, .low = 1.18, .high = 1.22};
  cluster.failovers_failed = 3;
  cluster.failovers_failed_per_year = {.mean = 3e-4, .low = 6e-5, .high = 9e-4};
  cluster.failover_seconds = {.mean = {136.5, 136.4, 136.6},
                              .p50 = {136.4, 136.3, 136.5},
                              .p90 = {137, 137, 137},
                              .p95 = {137, 137, 137},
                              .p99 = {137, 137, 137},
                              .max = 137};
  const std::vector<std::pair<std::string, double>> phases{
      {"detect", 4.504}, {"agree", 2.004}, {"fence", 0.004}, {"storage", 9.996},
      {"queue", 0},      {"boot", 89.996}, {"start", 29.996}};
  for (const auto& [name, mean] : phases) {
    cluster.phases.push_back(
        {.name = name, .meaning = "what it is", .mean = mean, .share = mean / 136.5});
  }
  return cluster;
}

RunResult result() {
  RunResult result;
  result.scenario = "two-node host cluster";
  result.replications = 1000;
  result.replications_wanted = 1000;
  result.horizon = 10 * year;
  result.simulated_years = 10000;
  result.events = 123456;
  result.wall_seconds = 0.4;
  result.services = {mail(), steadfast()};
  result.clusters = {msc()};
  result.warnings = {"no outage of steadfast was seen in 10,000 years"};
  return result;
}

/// What is in both has the same kind everywhere: the keys of a contract.
void expect_keys(const json& object, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    EXPECT_TRUE(object.contains(key)) << key;
  }
}

TEST(RunJson, HasEveryKeyOfTheContract) {
  const json parsed = json::parse(json_of(result()));
  expect_keys(parsed, {"ausfall", "scenario", "variant", "seed", "replications", "horizon_hours",
                       "simulated_years", "events", "wall_seconds", "confidence", "digest",
                       "services", "clusters", "warnings"});
  EXPECT_EQ(parsed["horizon_hours"], 87600);
  EXPECT_TRUE(parsed["variant"].is_null());
  for (const std::string name : {"mail", "steadfast"}) {
    const json& service = parsed["services"][name];
    expect_keys(service,
                {"availability", "unavailability", "downtime_minutes_per_year", "outages_per_year",
                 "outages", "outage_seconds", "served", "outage_by_horizon", "slo_met_per_year",
                 "year_downtime_minutes", "causes"});
    for (const std::string estimate :
         {"availability", "unavailability", "downtime_minutes_per_year", "outages_per_year",
          "served", "outage_by_horizon"}) {
      expect_keys(service[estimate], {"mean", "low", "high"});
    }
    expect_keys(service["outage_seconds"], {"mean", "p50", "p90", "p95", "p99", "max"});
    expect_keys(service["year_downtime_minutes"], {"p50", "p90", "p95", "p99"});
  }
  const json& cluster = parsed["clusters"]["msc"];
  expect_keys(cluster, {"failovers", "failovers_failed", "queued", "split_brain",
                        "failover_seconds", "phases"});
  for (const std::string phase :
       {"detect", "agree", "fence", "storage", "queue", "boot", "start"}) {
    expect_keys(cluster["phases"][phase], {"mean", "share"});
  }
}

TEST(RunJson, HasTheNumbersThatWereFound) {
  const json parsed = json::parse(json_of(result()));
  const json& service = parsed["services"]["mail"];
  EXPECT_DOUBLE_EQ(service["availability"]["mean"].get<double>(), 1 - 9.1234e-4);
  EXPECT_DOUBLE_EQ(service["availability"]["low"].get<double>(), 1 - 9.5e-4);
  EXPECT_DOUBLE_EQ(service["unavailability"]["mean"].get<double>(), 9.1234e-4);
  EXPECT_DOUBLE_EQ(service["downtime_minutes_per_year"]["mean"].get<double>(), 9.1234e-4 * 525600);
  EXPECT_DOUBLE_EQ(service["year_downtime_minutes"]["p50"].get<double>(), 300);
  EXPECT_EQ(service["causes"][0]["cause"], "node1.hardware");
  EXPECT_EQ(service["causes"][0]["outages"], 1000);
  EXPECT_DOUBLE_EQ(parsed["clusters"]["msc"]["phases"]["boot"]["mean"].get<double>(), 89.996);
}

/// A cluster each of whose counts is another number, as everybody who is told of it reads them.
TEST(RunCounts, OfAClusterAreEachToldUnderTheirOwnName) {
  RunResult counted = result();
  ClusterResult& cluster = counted.clusters.front();
  cluster.failovers = 1201;
  cluster.failovers_moved = 1102;
  cluster.failovers_failed = 13;
  cluster.failovers_failed_per_year = {.mean = 0.25, .low = 0.125, .high = 0.5};
  cluster.queued = 17;
  cluster.split_brains = 19;
  cluster.split_brains_per_year = {.mean = 0.75, .low = 0.625, .high = 0.875};
  cluster.split_brain_seconds = 7200;
  cluster.planned_moves = 23;
  cluster.planned_standstill_seconds = 46;
  const json told = json::parse(json_of(counted))["clusters"]["msc"];
  EXPECT_EQ(told["failovers"], 1201);
  EXPECT_EQ(told["failovers_moved"], 1102);
  EXPECT_EQ(told["failovers_failed"], 13);
  EXPECT_EQ(told["failovers_failed_per_year"],
            (json{{"mean", 0.25}, {"low", 0.125}, {"high", 0.5}}));
  EXPECT_EQ(told["queued"], 17);
  EXPECT_EQ(told["split_brain"], 19);
  EXPECT_EQ(told["split_brains_per_year"], (json{{"mean", 0.75}, {"low", 0.625}, {"high", 0.875}}));
  EXPECT_EQ(told["split_brain_seconds"], 7200);
  EXPECT_EQ(told["planned_moves"], 23);
  EXPECT_EQ(told["planned_standstill_seconds"], 46);
  const std::string csv = csv_of(counted);
  for (const std::string line :
       {"failovers,1201,,", "failovers_moved,1102,,", "failovers_failed,13,,",
        "failovers_failed_per_year,0.25,0.125,0.5", "queued,17,,", "split_brain,19,,",
        "split_brains_per_year,0.75,0.625,0.875", "planned_moves,23,,",
        "planned_standstill_seconds,46,,", "failover_seconds.mean,136.5,136.4,136.6"})
    EXPECT_NE(csv.find("\ncluster,msc," + line + "\n"), std::string::npos) << line << '\n' << csv;
  counted.simulated_years = 100;
  std::string text = text_of(counted);
  for (std::size_t at = text.find("\n  "); at != std::string::npos; at = text.find("\n  "))
    text.replace(at, 3, " ");  // lines of a sentence as one
  for (const std::string expected :
       {"cluster msc: 1.200 failovers a year (1.180 to 1.220; 11.0 a year to another node)",
        "failed 0.25 a year (0.12 to 0.50)", "0.170 a year waited for room",
        "split brain 0.75 a year (0.62 to 0.88) of 6 min 19 s on average",
        "0.230 planned moves a year (2 s at a standstill each)"})
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\nis not in\n" << text;
  EXPECT_NE(markdown_of(counted).find(
                "| msc | 1.200 (1.180 to 1.220) | 0.25 (0.12 to 0.50) | 0.75 (0.62 to 0.88) |"),
            std::string::npos)
      << markdown_of(counted);
}

TEST(RunText, TellsOutagesOfOtherLengthsApart) {
  RunResult apart = result();
  ServiceResult& service = apart.services.front();
  service.kinds = {{.outages_per_year = {43, 42.6, 43.4},
                    .unavailability = scaled({9.7e-8, 9.6e-8, 9.8e-8}, 1),
                    .seconds = {0.071, 0.0708, 0.0712},
                    .causes = {"patching"}},
                   {.outages_per_year = {0.02, 0.012, 0.03},
                    .unavailability = {2.7e-4, 1.4e-4, 4.4e-4},
                    .seconds = {432000, 300000, 600000},
                    .causes = {"array.array", "ups1"}}};
  std::istringstream lines(text_of(apart));
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);)
    if (line.find("  shortest") != std::string::npos ||
        line.find("  longest ") != std::string::npos)
      found.push_back(line);
  ASSERT_EQ(found.size(), 2U) << text_of(apart);
  for (const std::string word : {"43.00", "42.60 to 43.40", "71.00 ms", "patching"})
    EXPECT_NE(found[0].find(word), std::string::npos) << word << " is not in " << found[0];
  for (const std::string word : {"0.0200", "0.0120 to 0.0300", "5 d", "array.array, 1 other"})
    EXPECT_NE(found[1].find(word), std::string::npos) << word << " is not in " << found[1];
  const json kinds = json::parse(json_of(apart))["services"]["mail"]["outages_by_length"];
  EXPECT_EQ(kinds[1]["causes"], (json{"array.array", "ups1"}));
  EXPECT_EQ(kinds[1]["outages_per_year"]["high"], 0.03);
}

TEST(RunText, GivesDowntimeAndRangeOfEachCause) {
  const std::string text = text_of(result());
  EXPECT_NE(text.find("caused by       outages a year  downtime a year  range"), std::string::npos)
      << text;
  EXPECT_NE(text.find("node1.hardware           0.100       3 h 36 min  3 h 26 min to 3 h 44 min"),
            std::string::npos)
      << text;
  const json cause = json::parse(json_of(result()))["services"]["mail"]["causes"][0];
  EXPECT_NEAR(cause["downtime_minutes_per_year"]["mean"].get<double>(), 9.1234e-4 * 0.45 * 525600,
              1e-9);
  EXPECT_EQ(cause["outages_per_year"]["low"], 0.09);
}

TEST(RunText, SaysInWordsThatAFaultBroughtNoOutage) {
  RunResult injected = result();
  injected.faults = {"node1:hardware"};
  injected.services = {steadfast()};
  const std::string text = text_of(injected);
  EXPECT_NE(
      text.find("no outage was seen in 1,000 samples: with 95 % confidence fewer than 0.3 % of "
                "such faults bring\n  one"),
      std::string::npos)
      << text;
  EXPECT_EQ(text.find("downtime"), std::string::npos) << text;
}

TEST(RunText, CountsInterruptionsApart) {
  RunResult brief = result();
  brief.services.front().interruptions = {.longest = Duration(1s),
                                          .counts = false,
                                          .per_year = {43, 42.6, 43.4},
                                          .share = {9.7e-8, 9.6e-8, 9.8e-8}};
  EXPECT_NE(text_of(brief).find("interruptions  43.00 a year"), std::string::npos)
      << text_of(brief);
  EXPECT_NE(text_of(brief).find("of 1 s or less, no downtime"), std::string::npos);
  const json service = json::parse(json_of(brief))["services"]["mail"];
  EXPECT_EQ(service["interruptions_per_year"], (json{{"mean", 43}, {"low", 42.6}, {"high", 43.4}}));
  EXPECT_EQ(service["outage_longer_than_seconds"], 1);
  EXPECT_FALSE(
      json::parse(json_of(result()))["services"]["mail"].contains("interruptions_per_year"));
}

TEST(RunText, KeepsDigitsOfTinyShares) {
  RunResult rare = result();
  rare.services.front().outage_by_horizon = {.mean = 3.49e-8, .low = 0, .high = 0.003};
  EXPECT_NE(text_of(rare).find("0.0000035 %"), std::string::npos) << text_of(rare);
}

TEST(RunText, FitsEightyColumns) {
  const PageWidth page(80);
  RunResult narrow = result();
  narrow.services.front().causes.front().cause =
      "a-room-with-a-long-name.switch1.power-supply-of-it";
  std::istringstream lines(text_of(narrow));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), 80U) << line;
}

TEST(RunJson, IsNullWhereNothingIsKnown) {
  const json service = json::parse(json_of(result()))["services"]["steadfast"];
  EXPECT_TRUE(service["outage_seconds"]["mean"].is_null());
  EXPECT_TRUE(service["slo_met_per_year"].is_null());
  EXPECT_TRUE(service["year_downtime_minutes"]["p99"].is_null());
  EXPECT_TRUE(service["causes"].empty());
}

TEST(RunJson, NeverHoldsNaNOrInfinity) {
  RunResult bad = result();
  bad.services[0].unavailability = {.mean = std::nan(""), .low = -infinity, .high = infinity};
  const std::string text = json_of(bad);
  const json service = json::parse(text)["services"]["mail"];
  EXPECT_TRUE(service["unavailability"]["mean"].is_null());
  EXPECT_TRUE(service["unavailability"]["high"].is_null());
  EXPECT_EQ(text.find("nan"), std::string::npos);
  EXPECT_EQ(text.find("inf"), std::string::npos);
}

TEST(RunJson, SaysSamplesAndFaultsWhenInjected) {
  RunResult injected = result();
  injected.faults = {"node1:hardware"};
  const json parsed = json::parse(json_of(injected));
  EXPECT_EQ(parsed["samples"], 1000);
  EXPECT_EQ(parsed["faults"], json::array({"node1:hardware"}));
  EXPECT_FALSE(parsed.contains("replications"));
}

TEST(RunJson, TakesAnyBytesForAName) {
  RunResult odd = result();
  odd.scenario = "caf\xE9 \x01 \"quoted\"";
  EXPECT_TRUE(json::accept(json_of(odd)));
}

TEST(Digest, ForgetsTheMachineAndNothingElse) {
  const std::string digest = digest_of(result());
  EXPECT_EQ(digest.size(), 16U);
  EXPECT_EQ(json::parse(json_of(result()))["digest"], digest);
  RunResult slower = result();
  slower.wall_seconds = 99;
  EXPECT_EQ(digest_of(slower), digest);
  RunResult other = result();
  other.services[0].outages += 1;
  EXPECT_NE(digest_of(other), digest);
  other = result();
  other.seed = 2;
  EXPECT_NE(digest_of(other), digest);
  // What stood there was given, and not found.
  RunResult placed = result();
  models::Plant plant;
  plant.components.push_back({.kind = models::ComponentKind::host, .name = "node1"});
  placed.plant = std::make_shared<const models::Plant>(plant);
  EXPECT_EQ(digest_of(placed), digest);
  EXPECT_EQ(json::parse(json_of(placed))["digest"], digest);
  EXPECT_EQ(json::parse(json_of(placed))["room"]["hosts"], (json{{"node1", json::object()}}));
}

void expect_narrow(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(width_of(line), 100U) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
}

TEST(RunText, SaysWhatAPlannerAsks) {
  const std::string text = text_of(result());
  expect_narrow(text);
  for (const std::string expected :
       {"99.9088 %", "99.9050 to 99.9130 %", "three nines", "8 h a year",
        "7 h 40 min to 8 h 20 min", "2.131 a year", "21,312 seen", "within 10 y", "node1.hardware",
        "4 others", "1.200 failovers a year (1.180 to 1.220; 1.20 a year to another node)",
        "failed 0.00030 a\n", "no split brain", "note: no outage of steadfast"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\nis not in\n" << text;
  }
}

/// The column of means, read back from the table that begins with "phase".
TEST(RunText, ShowsPhasesThatAddUp) {
  std::istringstream lines(text_of(result()));
  double sum = 0;
  double whole = 0;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    double mean = 0;
    words >> name;
    inside = inside || name == "phase";
    if (inside && words >> mean) {
      (name == "all" ? whole : sum) += mean;
    }
  }
  EXPECT_NEAR(sum, whole, 1e-9);
  EXPECT_NEAR(whole, 136.5, 0.005);
}

TEST(RunText, SaysThatItWasInterrupted) {
  RunResult cut = result();
  cut.replications_wanted = 5000;
  EXPECT_NE(text_of(cut).find("interrupted: what follows rests on 1,000 of 5,000 replications"),
            std::string::npos);
  EXPECT_EQ(text_of(result()).find("interrupted"), std::string::npos);
}

TEST(RunText, ClaimsNothingThatWasNotSeen) {
  const std::string text = text_of(result());
  EXPECT_NE(text.find("no outage seen"), std::string::npos) << text;
  EXPECT_EQ(text.find("all nines"), std::string::npos) << text;
  RunResult rough = result();
  rough.services[0].unavailability = {.mean = 1e-7, .low = 0, .high = 0.01};
  EXPECT_NE(text_of(rough).find("99.99999 %"), std::string::npos) << text_of(rough);
}

TEST(RunText, StaysNarrowWithUnboundedIntervals) {
  RunResult single = result();
  for (ServiceResult& service : single.services) {
    service.outages_per_year.low = 0;
    service.outages_per_year.high = infinity;
  }
  const std::string text = text_of(single);
  expect_narrow(text);
  EXPECT_EQ(text.find("inf"), std::string::npos);
}

TEST(RunTables, AreWellFormed) {
  std::istringstream csv(csv_of(result()));
  for (std::string line; std::getline(csv, line);) {
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 5) << line;
  }
  EXPECT_NE(csv_of(result()).find("service,mail,outages_per_year,2.1312,2.1,2.16\n"),
            std::string::npos);
  EXPECT_NE(markdown_of(result()).find(
                "| mail | 99.9088 % (99.9050 to 99.9130) | three nines | 8 h (7 h 40 min to 8 h 20 "
                "min) | 2.131 (2.100 to 2.160) | node1.hardware |"),
            std::string::npos)
      << markdown_of(result());
}

Solution solution() {
  Solution solution;
  solution.scenario = "dependable workstation cluster, N = 2";
  solution.states = 276;
  solution.transitions = 1120;
  solution.method = "elimination";
  solution.residual = 1.5e-17;
  solution.services.push_back({.name = "premium",
                               .slo = 0.9999,
                               .steady = SteadyAnswer{.availability = 0.9999615335623628,
                                                      .unavailability = 3.846643763717e-05,
                                                      .outages_per_year = 0.1234,
                                                      .hours_to_outage = 70000.5},
                               .transient = {}});
  return solution;
}

TEST(SolveJson, HasEveryKeyOfTheContract) {
  const json parsed = json::parse(json_of(solution()));
  EXPECT_EQ(parsed["chain"]["states"], 276);
  EXPECT_EQ(parsed["chain"]["transitions"], 1120);
  EXPECT_EQ(parsed["chain"]["method"], "elimination");
  EXPECT_EQ(parsed["chain"]["residual"], 1.5e-17);
  EXPECT_FALSE(parsed["approximate"]);
  const json& service = parsed["services"]["premium"];
  EXPECT_EQ(service["availability"]["value"], 0.9999615335623628);
  EXPECT_EQ(service["unavailability"]["value"], 3.846643763717e-05);
  EXPECT_EQ(service["outages_per_year"]["value"], 0.1234);
  EXPECT_EQ(service["mean_hours_to_outage"]["value"], 70000.5);
  EXPECT_FALSE(service.contains("outage_by"));
}

TEST(SolveJson, AnswersForATimeAndSaysHowItApproximates) {
  Solution timed = solution();
  timed.at = 2000h;
  timed.phases = 4;
  timed.fitted = {"node1.boot: constant 4 min"};
  timed.services[0].transient = TransientAnswer{.availability_over = 0.99,
                                                .availability_at = 0.98,
                                                .unavailability_over = 0.01,
                                                .unavailability_at = 0.02,
                                                .outage_by = 0.3,
                                                .outages_over = 0.4};
  timed.services[0].steady->hours_to_outage.reset();
  const json parsed = json::parse(json_of(timed));
  EXPECT_TRUE(parsed["approximate"]);
  EXPECT_EQ(parsed["approximation"]["phases"], 4);
  EXPECT_EQ(parsed["approximation"]["clocks"], json::array({"node1.boot: constant 4 min"}));
  const json& service = parsed["services"]["premium"];
  EXPECT_EQ(service["availability_over"]["value"], 0.99);
  EXPECT_EQ(service["availability_at"]["value"], 0.98);
  EXPECT_EQ(service["outage_by"]["value"], 0.3);
  EXPECT_EQ(service["outages_over"]["value"], 0.4);
  EXPECT_TRUE(service["mean_hours_to_outage"]["value"].is_null());
  expect_narrow(text_of(timed));
}

TEST(Solve, SaysHowItEnds) {
  Solution ends = solution();
  EXPECT_TRUE(json::parse(json_of(ends))["services"]["premium"]["down_for_good"].is_null());
  EXPECT_EQ(text_of(ends).find("down for good"), std::string::npos);
  std::optional<Ending>& ending = ends.services[0].steady->down_for_good;
  ending = Ending{.probability = 1, .hours = 3.47261046653e+12};
  json parsed = json::parse(json_of(ends))["services"]["premium"]["down_for_good"];
  EXPECT_EQ(parsed["probability"]["value"], 1.0);
  EXPECT_EQ(parsed["mean_hours_to_it"]["value"], 3.47261046653e+12);
  EXPECT_NE(text_of(ends).find("down for good   3.47261046653e+12 h"), std::string::npos);
  expect_narrow(text_of(ends));
  ending = Ending{.probability = 0.25, .hours = std::nullopt};
  parsed = json::parse(json_of(ends))["services"]["premium"]["down_for_good"];
  EXPECT_TRUE(parsed["mean_hours_to_it"]["value"].is_null());
  EXPECT_NE(text_of(ends).find("down for good   0.25"), std::string::npos);
  EXPECT_NE(csv_of(ends).find("premium,down_for_good.probability,0.25"), std::string::npos);
  expect_narrow(text_of(ends));
}

TEST(SolveText, ShowsTwelveDigits) {
  const std::string text = text_of(solution());
  expect_narrow(text);
  for (const std::string expected :
       {"276 states", "1,120 transitions", "elimination", "0.999961533562363",
        "four and a half nines", "3.84664376372e-05", "20 min 13 s a year",
        "kept in the long run"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\nis not in\n" << text;
  }
}

}  // namespace
}  // namespace ausfall::studies
