#include "studies/experiment.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>

#include "sim/replicate.hpp"
#include "studies/errors.hpp"
#include "studies/output/output.hpp"
#include "tests/studies/exact_room.hpp"
#include "tests/support/experiments.hpp"

namespace ausfall::studies {
namespace {

using namespace models;  // NOLINT(google-build-using-namespace): a test of little else

/// One host that fails every 1000 h and takes 10 h to repair.
Plant one_host(Seconds mttf = 1000h) {
  Plant plant;
  plant.families = {"node"};
  plant.components.push_back({.kind = ComponentKind::host, .name = "node", .family = FamilyId(0)});
  plant.modes.push_back({.component = ComponentId(0),
                         .name = "hardware",
                         .ttf = Distribution::exponential(mttf),
                         .ttr = Distribution::exponential(10h)});
  plant.services.push_back({.name = "web", .needs = {.component = ComponentId(0)}, .slo = 0.99});
  return complete(std::move(plant));
}

const std::atomic<bool> never_interrupted = false;

RunResult simulated(const Plant& plant, const ExperimentPlan& plan) {
  return simulate_plan(plant, plan, {never_interrupted});
}

TEST(Experiment, FindsTheAvailabilityOfOneHost) {
  const RunResult result =
      simulated(one_host(), {.replications_min = 400, .replications_max = 400});
  const ServiceResult& web = result.services.at(0);
  // The truth lies within twice the half-width of the interval with probability 0.9999.
  const double half = (web.unavailability.high - web.unavailability.low) / 2;
  EXPECT_NEAR(web.unavailability.mean, 10.0 / 1010, 2 * half);
  EXPECT_LT(half, 0.05 * 10 / 1010);
  EXPECT_EQ(result.replications, 400U);
  EXPECT_NEAR(result.simulated_years, 4000, 1e-6);
  ASSERT_EQ(web.causes.size(), 1U);
  EXPECT_EQ(web.causes[0].cause, "node.hardware");
  EXPECT_DOUBLE_EQ(web.causes[0].downtime_share, 1);
  EXPECT_EQ(web.causes[0].outages, web.outages);
  EXPECT_TRUE(web.slo_met_per_year.has_value());
  EXPECT_TRUE(result.warnings.empty());
}

TEST(Experiment, GivesTheSameBytesOnAnyNumberOfThreads) {
  ExperimentPlan plan{.replications_min = 100, .replications_max = 3000, .precision = 0.02};
  const RunResult alone = simulated(one_host(), plan);
  EXPECT_LT(alone.replications, 3000U);
  for (const unsigned threads : {2U, 8U}) {
    plan.threads = threads;
    EXPECT_EQ(digest_of(simulated(one_host(), plan)), digest_of(alone)) << threads;
  }
  plan.seed = 2;
  EXPECT_NE(digest_of(simulated(one_host(), plan)), digest_of(alone));
}

TEST(Experiment, StopsOnceItIsPreciseEnough) {
  const RunResult rough = simulated(
      one_host(), {.replications_min = 32, .replications_max = 100'000, .precision = 0.05});
  const Estimate& estimate = rough.services.at(0).unavailability;
  EXPECT_LE((estimate.high - estimate.low) / 2, 0.05 * estimate.mean);
  EXPECT_LT(rough.replications, 2000U);
  EXPECT_FALSE(rough.interrupted());
}

TEST(Experiment, SaysWhenThePrecisionWasNotReached) {
  const RunResult rough =
      simulated(one_host(), {.replications_min = 32, .replications_max = 48, .precision = 1e-4});
  ASSERT_EQ(rough.warnings.size(), 1U);
  EXPECT_NE(rough.warnings[0].find("the precision of 0.01 % was not reached"), std::string::npos)
      << rough.warnings[0];
  EXPECT_FALSE(rough.interrupted());
}

TEST(Experiment, ClaimsNothingThatWasNotSeen) {
  const RunResult result =
      simulated(one_host(Seconds(1e15)),
                {.replications_min = 50, .replications_max = 50, .method = Method::plain});
  const ServiceResult& web = result.services.at(0);
  EXPECT_EQ(web.unavailability.mean, 0);
  EXPECT_GT(web.unavailability.high, 0);
  EXPECT_GT(web.outages_per_year.high, 0);
  EXPECT_FALSE(web.outage_seconds.has_value());
  ASSERT_EQ(result.warnings.size(), 2U);
  EXPECT_TRUE(result.warnings[0].starts_with("100 % of the downtime of web comes from what"))
      << result.warnings[0];
  EXPECT_TRUE(result.warnings[1].starts_with("no outage of web was seen in 500 years"))
      << result.warnings[1];
}

TEST(Experiment, KnowsWhatWasNotSeen) {
  const RunResult result =
      simulated(one_host(Seconds(1e15)), {.replications_min = 50, .replications_max = 50});
  const ServiceResult& web = result.services.at(0);
  EXPECT_EQ(web.outages, 0U);
  EXPECT_EQ(web.known_from.paths, 1);
  const double outages_a_year = seconds_in(year) / 1e15;
  EXPECT_LT(web.outages_per_year.low, outages_a_year);
  EXPECT_GT(web.outages_per_year.high, outages_a_year);
  EXPECT_LT(half_width(web.outages_per_year), 0.1 * outages_a_year);
  EXPECT_TRUE(result.warnings.empty());
}

TEST(Experiment, ThrowsWhenInterruptedBeforeAnythingWasFinished) {
  const std::atomic<bool> interrupted = true;
  EXPECT_THROW(simulate_plan(one_host(), {}, {interrupted}), Interrupted);
}

TEST(Experiment, KeepsWhatWasFinishedWhenInterrupted) {
  std::atomic<bool> interrupted = false;
  const RunResult result =
      simulate_plan(one_host(), {.replications_min = 100'000'000, .replications_max = 100'000'000},
                    {interrupted, [&](std::uint64_t done, std::uint64_t at_most) {
                       EXPECT_EQ(at_most, 100'000'000U);
                       interrupted = done > 0;
                     }});
  EXPECT_TRUE(result.interrupted());
  EXPECT_GT(result.replications, 0U);
  EXPECT_NE(result.warnings.back().find("interrupted after"), std::string::npos);
}

// ---- numbers that are known exactly ---------------------------------------------------------------

using nlohmann::json;

const json& exact_result() {
  static const json result = json::parse(json_of(test::run(test::exact_room)));
  return result;
}

/// An estimate, or what is said of durations, has this mean.
void expect_mean(const json& measure, double mean, const std::string& name) {
  ASSERT_TRUE(measure["mean"].is_number()) << name << ": " << measure;
  EXPECT_NEAR(measure["mean"].get<double>(), mean, 1e-9 * mean) << name;
}

/// What follows from the downtime in the span, the number of outages and the longest of them.
void expect_downtime(const std::string& name, double seconds, int outages, double longest) {
  const json& service = exact_result()["services"][name];
  const double share = seconds / test::exact_room_seconds;
  expect_mean(service["unavailability"], share, name);
  expect_mean(service["availability"], 1 - share, name);
  expect_mean(service["served"], 1 - share, name);
  expect_mean(service["downtime_minutes_per_year"], seconds / 60 / 2, name);
  expect_mean(service["outages_per_year"], outages / 2.0, name);
  EXPECT_EQ(service["outages"], 4 * outages) << name << ": in four replications";
  expect_mean(service["outage_seconds"], seconds / outages, name);
  EXPECT_DOUBLE_EQ(service["outage_seconds"]["max"].get<double>(), longest) << name;
  expect_mean(service["outage_by_horizon"], 1, name);
  expect_mean(service["year_downtime_minutes"], seconds / 60 / 2, name);
}

TEST(ExactRoom, ServicesAreDownForAsLongAsItSays) {
  expect_downtime("mail", 174 + 177 + 174, 3, 177);
  expect_downtime("web", 10'820 + 14'420, 2, 14'420);
  expect_downtime("db", 1840, 1, 1840);
  const json& file = exact_result()["services"]["file"];
  EXPECT_EQ(file["unavailability"]["mean"], 0);
  EXPECT_EQ(file["availability"]["mean"], 1);
  EXPECT_EQ(file["outages"], 0);
  EXPECT_EQ(file["outage_by_horizon"]["mean"], 0);
  EXPECT_TRUE(file["outage_seconds"]["mean"].is_null());
  EXPECT_TRUE(file["outage_seconds"]["max"].is_null());
}

TEST(ExactRoom, YearsAndMonthsAreThoseOfTheSpan) {
  const json& services = exact_result()["services"];
  // 99.96 % allows 12,614.4 s a year and 1,051.2 s a month: one year of two and two months of 24 have
  // more of web's downtime. 99.9 % allows 31,536 and 2,628 s.
  expect_mean(services["web"]["slo_met_per_year"], 0.5, "web");
  expect_mean(services["web"]["slo_met_per_month"], 22.0 / 24, "web");
  EXPECT_EQ(services["web"]["slo"], 0.9996);
  expect_mean(services["db"]["slo_met_per_year"], 1, "db");
  expect_mean(services["db"]["slo_met_per_month"], 1, "db");
  EXPECT_TRUE(services["mail"]["slo"].is_null());
  EXPECT_TRUE(services["mail"]["slo_met_per_year"].is_null());
  EXPECT_TRUE(services["mail"]["slo_met_per_month"].is_null());
  // Minutes, of the worse year. A quantile is exact to a 256th.
  const auto worst = [&](const char* name, double seconds) {
    const json& years = services[name]["year_downtime_minutes"];
    EXPECT_DOUBLE_EQ(years["max"].get<double>(), seconds / 60) << name;
    EXPECT_NEAR(years["p99"].get<double>(), seconds / 60, seconds / 60 / 256) << name;
  };
  worst("mail", 174 + 177);
  worst("web", 14'420);
  worst("db", 1840);
}

TEST(ExactRoom, FailoversAreCountedAndTimed) {
  const json& clusters = exact_result()["clusters"];
  const json& msc = clusters["msc"];
  EXPECT_EQ(msc["failovers"], 4 * 5);
  EXPECT_EQ(msc["failovers_moved"], 4 * 3);
  EXPECT_EQ(msc["failovers_failed"], 0);
  EXPECT_EQ(msc["queued"], 4 * 2);
  EXPECT_EQ(msc["split_brain"], 0);
  expect_mean(msc["failover_seconds"], (174 + 177 + 174 + 10'820 + 14'420) / 5.0, "msc");
  EXPECT_EQ(msc["failover_seconds"]["max"], 14'420);
  const std::pair<const char*, double> phases[] = {{"detect", 0},
                                                   {"agree", (4 * 7 + 10) / 5.0},
                                                   {"fence", 5},
                                                   {"storage", 12 * 3 / 5.0},
                                                   {"queue", 25'176 / 5.0},
                                                   {"boot", (3 * 90 + 2 * 20) / 5.0},
                                                   {"start", 3 * 60 / 5.0}};
  for (const auto& [phase, seconds] : phases) {
    expect_mean(msc["phases"][phase], seconds, phase);
    EXPECT_NEAR(msc["phases"][phase]["share"].get<double>(), seconds / 5153, 1e-12) << phase;
  }
}

TEST(ExactRoom, MishapsOfClustersAreCountedAndTimed) {
  const json& risky = exact_result()["clusters"]["risky"];
  EXPECT_EQ(risky["failovers"], 4);
  EXPECT_EQ(risky["failovers_failed"], 4);
  expect_mean(risky["failovers_failed_per_year"], 0.5, "risky");
  EXPECT_EQ(risky["queued"], 0) << "for a person, not for room";
  EXPECT_EQ(risky["split_brain"], 0);
  EXPECT_EQ(risky["split_brains_per_year"]["mean"], 0);
  expect_mean(risky["failover_seconds"], 1840, "risky");
  expect_mean(risky["phases"]["queue"], 1800, "risky");
  const json& torn = exact_result()["clusters"]["torn"];
  EXPECT_EQ(torn["split_brain"], 4);
  expect_mean(torn["split_brains_per_year"], 0.5, "torn");
  EXPECT_EQ(torn["split_brain_seconds"], 4 * 600);
  EXPECT_EQ(torn["failovers_failed"], 0);
  EXPECT_EQ(torn["failovers_failed_per_year"]["mean"], 0);
  expect_mean(torn["failover_seconds"], 40, "torn");
}

TEST(ExactRoom, CausesShareTheDowntime) {
  const json& result = exact_result();
  EXPECT_EQ(result["horizon_hours"], 17'520);
  EXPECT_EQ(result["replications"], 4);
  EXPECT_EQ(result["simulated_years"], 8);
  const json& causes = result["services"]["mail"]["causes"];
  ASSERT_EQ(causes.size(), 2U);  // both faults of a node are one cause
  EXPECT_EQ(causes[0]["cause"], "node2");
  EXPECT_EQ(causes[0]["outages"], 8);
  EXPECT_NEAR(causes[0]["downtime_share"].get<double>(), 2 * 174.0 / 525, 1e-12);
  EXPECT_EQ(causes[1]["cause"], "node1");
  EXPECT_EQ(causes[1]["outages"], 4);
  EXPECT_NEAR(causes[1]["downtime_share"].get<double>(), 177.0 / 525, 1e-12);
}

/// A range holds the mean, and is of the same unit as what is derived from it.
TEST(ExactRoom, RangesHaveTheUnitOfTheirMean) {
  for (const auto& [name, service] : exact_result()["services"].items()) {
    const auto number = [](const json& measure, const char* end) {
      return measure[end].get<double>();
    };
    for (const char* end : {"mean", "low", "high"}) {
      EXPECT_DOUBLE_EQ(number(service["downtime_minutes_per_year"], end),
                       number(service["unavailability"], end) * 525'600)
          << name;
    }
    EXPECT_DOUBLE_EQ(number(service["availability"], "low"),
                     1 - number(service["unavailability"], "high"));
    for (const char* measure : {"unavailability", "outages_per_year"}) {
      EXPECT_LE(number(service[measure], "low"), number(service[measure], "mean")) << name;
      EXPECT_GE(number(service[measure], "high"), number(service[measure], "mean")) << name;
    }
    const json& years = service["year_downtime_minutes"];
    EXPECT_LE(years["intervals"]["mean"][0], years["mean"]) << name;
    EXPECT_GE(years["intervals"]["mean"][1], years["mean"]) << name;
  }
  const json& outage = exact_result()["services"]["web"]["outage_seconds"];
  EXPECT_NEAR(outage["intervals"]["p50"][0].get<double>(), 10'820, 10'820 / 256.0);
  EXPECT_NEAR(outage["intervals"]["p50"][1].get<double>(), 14'420, 14'420 / 256.0);
}

TEST(ExactRoom, ASpanOfExactlyAYearHasOne) {
  std::string text = test::exact_room;
  text.replace(text.find("horizon: 2 y"), 12, "horizon: 1 y");
  const json result = json::parse(json_of(test::run(text)));
  const json& services = result["services"];
  expect_mean(services["web"]["slo_met_per_year"], 1, "web");
  expect_mean(services["web"]["slo_met_per_month"], 11.0 / 12, "web");
  expect_mean(services["web"]["year_downtime_minutes"], 10'820 / 60.0, "web");
  expect_mean(services["web"]["outages_per_year"], 1, "web");
  text.replace(text.find("horizon: 1 y"), 12, "horizon: 8759 h");
  EXPECT_TRUE(
      json::parse(json_of(test::run(text)))["services"]["web"]["slo_met_per_year"].is_null());
}

/// The same numbers for a spreadsheet.
TEST(ExactRoom, CsvHasTheSameNumbers) {
  const std::string csv = csv_of(test::run(test::exact_room));
  for (const std::string line :
       {"service,mail,outages,12,", "service,mail,outages_per_year,1.5,",
        "service,web,slo_met_per_year,0.5,", "service,db,outage_seconds.mean,1840,",
        "service,web,outage_seconds.max,14420,", "service,web,year_downtime_seconds.max,14420,",
        "cluster,msc,failovers,20,", "cluster,msc,failovers_moved,12,",
        "cluster,msc,failovers_failed,0,", "cluster,msc,queued,8,", "cluster,msc,split_brain,0,",
        "cluster,msc,failover_seconds.mean,5153,", "cluster,msc,phases.agree.mean,7.6,",
        "cluster,risky,failovers_failed,4,", "cluster,risky,failovers_failed_per_year,0.5,",
        "cluster,torn,split_brain,4,", "cluster,torn,split_brains_per_year,0.5,"}) {
    EXPECT_NE(csv.find('\n' + line), std::string::npos) << line << "\nis not in\n" << csv;
  }
}

}  // namespace
}  // namespace ausfall::studies
