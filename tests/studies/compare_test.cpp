#include "studies/compare.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "scenarios/reader.hpp"
#include "studies/errors.hpp"
#include "studies/output/output.hpp"
#include "studies/output/table.hpp"

namespace ausfall::studies {
namespace {

using nlohmann::json;

const std::atomic<bool> never_interrupted{false};

std::vector<scenarios::Scenario> read(const std::string& text) {
  return scenarios::read_variants_text("test.yaml", "ausfall: 1\nhorizon: 1 y\n" + text).scenarios;
}

ExperimentPlan plan_of(std::uint64_t replications, unsigned threads = 2) {
  ExperimentPlan plan;
  plan.scenario = "test";
  plan.horizon = year;
  plan.replications_min = plan.replications_max = replications;
  plan.threads = threads;
  return plan;
}

Comparison compared(const std::string& text, std::uint64_t replications = 100,
                    unsigned threads = 2) {
  return compare_variants(read(text), plan_of(replications, threads), {never_interrupted});
}

/// The same host, with slower repair, with a spare machine, and the service under another name.
constexpr const char* hosts = R"(
hosts: {node1..2: {failures: {hardware: {mttf: 500 h, mttr: 10 h}}}}
services: {web: {needs: node1}, both: {needs: node*}}
variants:
  plain: {}
  slow: {hosts: {node1: {failures: {hardware: {mttr: 30 h}}}}}
  spare: {services: {web: {needs: {any: node*}}, both: null}}
  the same again, by another name: {}
)";

const Difference& pair(const Comparison& comparison, const std::string& a, const std::string& b,
                       const std::string& service = "web") {
  for (const Difference& difference : comparison.differences) {
    if (difference.a == a && difference.b == b && difference.service == service) return difference;
  }
  throw std::out_of_range(a + " and " + b);
}

TEST(Comparison, JudgesEachPairByTheLaterOfTheTwo) {
  const Comparison comparison = compared(hosts);
  EXPECT_EQ(comparison.variants.size(), 4U);
  // Six pairs of web, three of both: spare does not have it.
  EXPECT_EQ(comparison.differences.size(), 9U);
  EXPECT_EQ(pair(comparison, "plain", "slow").verdict, Verdict::worse);
  EXPECT_EQ(pair(comparison, "plain", "spare").verdict, Verdict::better);
  EXPECT_EQ(pair(comparison, "slow", "spare").verdict, Verdict::better);
  EXPECT_EQ(pair(comparison, "plain", "slow", "both").verdict, Verdict::worse);
  const double plain = comparison.variants[0].services[0].unavailability.mean;
  const double slow = comparison.variants[1].services[0].unavailability.mean;
  EXPECT_NEAR(pair(comparison, "plain", "slow").unavailability.mean, slow - plain, 1e-12);
  const Difference& spare = pair(comparison, "plain", "spare");
  EXPECT_NEAR(spare.served.mean, -spare.unavailability.mean, 1e-12);
  EXPECT_LT(spare.outages_per_year.high, 0);
}

TEST(Comparison, SaysNothingOfWhatIsTheSame) {
  const Comparison comparison = compared(hosts);
  const Difference& same = pair(comparison, "plain", "the same again, by another name");
  EXPECT_EQ(same.verdict, Verdict::not_separable);
  EXPECT_EQ(same.differing, 0U);
  EXPECT_EQ(same.unavailability.mean, 0);
  EXPECT_GT(same.unavailability.high, 0);
  EXPECT_FALSE(same.narrowed);
}

TEST(Comparison, IsNarrowedByCommonLuck) {
  const Comparison comparison = compared(hosts, 400);
  // With three times the repair of the same failures, what is left of A in B - A is 2 A: the
  // variances are 1, 9 and 4, and sqrt(10 / 4) is 1.58.
  EXPECT_NEAR(pair(comparison, "plain", "slow").narrowed.value(), 1.58, 0.1);
  EXPECT_GT(pair(comparison, "plain", "spare").narrowed.value(), 0.9);
}

TEST(Comparison, ItsCausesAddUp) {
  const Comparison comparison = compared(hosts);
  for (const Difference& difference : comparison.differences) {
    double sum = 0;
    for (const CauseDifference& cause : difference.causes) sum += cause.unavailability;
    EXPECT_NEAR(sum, difference.unavailability.mean, 1e-12) << difference.a << difference.b;
  }
  const Difference& slow = pair(comparison, "plain", "slow");
  ASSERT_EQ(slow.causes.size(), 1U);
  EXPECT_EQ(slow.causes[0].cause, "node1.hardware");
  EXPECT_GT(slow.causes[0].unavailability, 0);
}

TEST(Comparison, VerdictsAreForAllPairsAtOnce) {
  const Comparison comparison = compared(hosts);
  EXPECT_NEAR(comparison.confidence_at_once, 1 - 0.05 / 9, 1e-12);
  for (const Difference& difference : comparison.differences) {
    EXPECT_LE(difference.unavailability_at_once.low, difference.unavailability.low);
    EXPECT_GE(difference.unavailability_at_once.high, difference.unavailability.high);
  }
}

/// By plain histories to the byte. By paths, too, it is but for how often these strike, which variants
/// have in common.
TEST(Comparison, AVariantIsWhatItIsAlone) {
  const auto variants = read(hosts);
  for (const Method method : {Method::plain, Method::combined}) {
    ExperimentPlan plan = plan_of(50);
    plan.method = method;
    const Comparison comparison = compare_variants(variants, plan, {never_interrupted});
    for (std::size_t i = 0; i < variants.size(); ++i) {
      plan.variant = variants[i].variant;
      const RunResult alone = simulate_plan(*variants[i].plant, plan, {never_interrupted});
      const RunResult& compared = comparison.variants[i];
      if (method == Method::plain) {
        EXPECT_EQ(digest_of(alone), digest_of(compared));
      }
      for (std::size_t s = 0; s < alone.services.size(); ++s) {
        EXPECT_EQ(alone.services[s].outages, compared.services[s].outages);
        EXPECT_LE(alone.services[s].unavailability.low, compared.services[s].unavailability.high);
        EXPECT_GE(alone.services[s].unavailability.high, compared.services[s].unavailability.low);
      }
    }
  }
}

TEST(Comparison, GivesTheSameBytesOnAnyNumberOfThreads) {
  const auto bytes = [](unsigned threads) {
    Comparison comparison = compared(hosts, 333, threads);
    comparison.wall_seconds = 0;
    for (RunResult& variant : comparison.variants) variant.wall_seconds = 0;
    return json_of(comparison);
  };
  const std::string alone = bytes(1);
  EXPECT_EQ(bytes(2), alone);
  EXPECT_EQ(bytes(8), alone);
}

TEST(Comparison, StopsOnceEveryVariantIsKnown) {
  ExperimentPlan plan = plan_of(100'000);
  plan.replications_min = 32;
  plan.precision = 0.1;
  const Comparison comparison = compare_variants(read(hosts), plan, {never_interrupted});
  EXPECT_LT(comparison.replications, 100'000U);
  for (const RunResult& variant : comparison.variants) {
    EXPECT_EQ(variant.replications, comparison.replications);
    for (const ServiceResult& service : variant.services) {
      const Estimate& known = service.unavailability;
      EXPECT_LE(known.high - known.low, 2 * 0.1 * known.mean);
    }
  }
}

std::string refusal(const std::string& text) {
  try {
    compared(text);
  } catch (const Refused& error) {
    return error.what();
  }
  return "";
}

TEST(Comparison, RefusesWhatCannotBeCompared) {
  const std::string host = "hosts: {a: {}}\nservices: {s: {needs: a}}\n";
  EXPECT_NE(refusal(host).find("the scenario has no variants"), std::string::npos);
  EXPECT_NE(refusal(host + "variants: {a: {}}\n").find("one variant alone"), std::string::npos);
  for (const std::string key : {"seed: 3", "horizon: 2 y", "warmup: 1 h", "replications: 7",
                                "confidence: 90 %", "precision: 3 %"}) {
    const std::string said = refusal(host + "variants: {a: {}, b: {" + key + "}}\n");
    EXPECT_NE(said.find("'a' and 'b' differ in '" + key.substr(0, key.find(':')) + "'"),
              std::string::npos)
        << said;
  }
  EXPECT_NE(refusal("hosts: {a: {}}\nvariants: {a: {services: {s: {needs: a}}}, b: {services: {t: "
                    "{needs: a}}}}\n")
                .find("no two variants have a service in common"),
            std::string::npos);
}

TEST(Comparison, NamesTheVariantInWhichTimeStandsStill) {
  const std::string said = refusal(
      "hosts: {a: {failures: {hw: {mttf: 1 d, mttr: 1 h}}}}\nservices: {s: {needs: a}}\nvariants:\n"
      "  fine: {}\n  stuck: {apps: {w: {on: a, start-failure: 99.9999999 %}}}\n");
  EXPECT_TRUE(said.starts_with("variant stuck: time stands still at ")) << said;
}

// ---- output -------------------------------------------------------------------------------------

void expect_narrow(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), 100U) << line;
}

TEST(ComparisonOutput, TextShowsThePairsThatAreAskedFor) {
  const Comparison comparison = compared(hosts);
  const std::string first = text_of(comparison, Pairs::first);
  expect_narrow(first);
  EXPECT_NE(first.find("service web\n"), std::string::npos) << first;
  EXPECT_NE(first.find("against plain\n"), std::string::npos) << first;
  EXPECT_EQ(first.find("against slow\n"), std::string::npos);
  EXPECT_NE(first.find("worse"), std::string::npos);
  EXPECT_NE(first.find("the same again, by another name and plain: hardly any"), std::string::npos)
      << first;
  EXPECT_NE(first.find("node1.hardware"), std::string::npos);
  const std::string best = text_of(comparison, Pairs::best);
  // Of web; `both` is best where the machine is repaired sooner, which is the first.
  EXPECT_NE(best.find("against spare\n"), std::string::npos) << best;
  const std::string all = text_of(comparison, Pairs::all);
  expect_narrow(all);
  for (const std::string variant : {"plain", "slow", "spare"})
    EXPECT_NE(all.find("against " + variant + "\n"), std::string::npos) << all;
}

/// All of them differ, and are too few for a verdict all the same.
TEST(ComparisonOutput, TooFewReplicationsAreNoSmallDifference) {
  const Comparison comparison = compared(hosts, 5);
  ASSERT_EQ(pair(comparison, "plain", "slow").differing, 5U);
  const std::string text = text_of(comparison, Pairs::first);
  EXPECT_NE(text.find("slow and plain: too few replications for a verdict; their downtimes differ "
                      "in all of 5"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("hardly any"), std::string::npos) << text;
}

TEST(ComparisonOutput, APairTurnedRoundSaysTheOpposite) {
  const Comparison comparison = compared(hosts);
  const std::string best = text_of(comparison, Pairs::best);
  // Against spare all others are worse: none is better.
  const std::string pairs = best.substr(best.find("against spare\n"), 700);
  EXPECT_NE(pairs.find("worse"), std::string::npos) << pairs;
  EXPECT_EQ(pairs.substr(0, pairs.find("what the downtime")).find("better"), std::string::npos)
      << pairs;
}

TEST(ComparisonOutput, JsonHasEveryVariantAndEveryPair) {
  const Comparison comparison = compared(hosts);
  const json result = json::parse(json_of(comparison));
  EXPECT_EQ(result["variants"].size(), 4U);
  EXPECT_EQ(result["variants"]["slow"]["variant"], "slow");
  EXPECT_EQ(result["variants"]["slow"]["digest"], digest_of(comparison.variants[1]));
  EXPECT_EQ(result["differences"].size(), 9U);
  const json& first = result["differences"][0];
  EXPECT_EQ(first["service"], "web");
  EXPECT_EQ(first["a"], "plain");
  EXPECT_EQ(first["b"], "slow");
  EXPECT_EQ(first["verdict"], "worse");
  EXPECT_EQ(first["better"], "plain");
  const auto mean = [&](const std::string& variant) {
    return result["variants"][variant]["services"]["web"]["downtime_minutes_per_year"]["mean"]
        .get<double>();
  };
  EXPECT_NEAR(first["downtime_minutes_per_year"]["mean"].get<double>(),
              mean("slow") - mean("plain"), 1e-6);
  EXPECT_GT(first["downtime_minutes_per_year"]["low"], 0);
  EXPECT_GT(first["narrower"], 1);
  EXPECT_EQ(json_of(comparison).find(" nan"), std::string::npos);
}

TEST(ComparisonOutput, TablesHaveBothNames) {
  const Comparison comparison = compared(hosts);
  const std::string csv = csv_of(comparison);
  EXPECT_TRUE(csv.starts_with("variant,against,kind,name,measure,value,low,high\nplain,,service,"))
      << csv.substr(0, 200);
  EXPECT_NE(csv.find("\nspare,plain,service,web,verdict,better,,\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\n\"the same again, by another name\",plain,service,web,"),
            std::string::npos);
  const std::string markdown = markdown_of(comparison, Pairs::first);
  EXPECT_NE(markdown.find("| variant | availability of web |"), std::string::npos) << markdown;
  EXPECT_NE(markdown.find("| spare | plain | -"), std::string::npos) << markdown;
}

TEST(ComparisonOutput, OneReplicationClaimsNothing) {
  const Comparison comparison = compared(hosts, 1);
  for (const Difference& difference : comparison.differences)
    EXPECT_EQ(difference.verdict, Verdict::not_separable);
  EXPECT_NE(text_of(comparison, Pairs::first).find("not known from one replication"),
            std::string::npos);
  const json result = json::parse(json_of(comparison));
  EXPECT_TRUE(result["differences"][0]["downtime_minutes_per_year"]["low"].is_null());
}

}  // namespace
}  // namespace ausfall::studies
