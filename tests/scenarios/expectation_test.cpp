#include "scenarios/expectation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"

namespace ausfall::scenarios {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

const std::string room =
    "ausfall: 1\n"                                                         // line 1
    "horizon: 2 y\n"                                                       // 2
    "hosts: {node1..2: {}}\n"                                              // 3
    "vms: {mail: {host: node1}, web1..2: {host: node2}}\n"                 // 4
    "clusters: {msc: {nodes: node*}}\n"                                    // 5
    "services: {mail: {needs: mail, slo: 99.9 %}, web1: {needs: web1},\n"  // 6
    "           web2: {needs: web2}}\n";                                   // 7

Scenario read(const std::string& expect, const std::vector<Override>& overrides = {}) {
  return read_text("room.yaml", room + expect, overrides);
}

std::vector<Diagnostic> mistakes_in(const std::string& expect) {
  try {
    read(expect);
  } catch (const Mistakes& mistakes) {
    return mistakes.diagnostics();
  }
  return {};
}

TEST(Expectations, AreReadWithTheirPlace) {
  const Scenario scenario = read(
      "expect:\n"
      "  services.mail.availability: {at-least: 99.9 %}\n"
      "  clusters:\n"
      "    msc:\n"
      "      failover.p99: {between: [10 s, 5 min]}\n");
  ASSERT_EQ(scenario.expectations.size(), 2U);
  const Expectation& mail = scenario.expectations[0];
  EXPECT_EQ(mail.path, "services.mail.availability");
  EXPECT_EQ(mail.measure, Measure::availability);
  EXPECT_EQ(mail.unit, Unit::share);
  EXPECT_DOUBLE_EQ(mail.low, 0.999);
  EXPECT_EQ(mail.high, infinity);
  EXPECT_FALSE(mail.never);
  EXPECT_EQ(mail.words, "at least 99.9 %");
  EXPECT_EQ(mail.file, "room.yaml");
  EXPECT_EQ(mail.line, 9U);
  EXPECT_EQ(mail.column, 3U);
  const Expectation& failover = scenario.expectations[1];
  EXPECT_EQ(failover.path, "clusters.msc.failover.p99");
  EXPECT_EQ(failover.statistic, Statistic::quantile);
  EXPECT_DOUBLE_EQ(failover.quantile, 0.99);
  EXPECT_DOUBLE_EQ(failover.low, 10);
  EXPECT_DOUBLE_EQ(failover.high, 300);
  EXPECT_EQ(failover.words, "from 10 s to 5 min");
  EXPECT_EQ(failover.line, 12U);
  EXPECT_TRUE(scenario.warnings.empty());
}

TEST(Expectations, OfAGlobAreOneOfEach) {
  const Scenario scenario = read("expect: {services.web*.downtime: {at-most: 2 h}}\n");
  ASSERT_EQ(scenario.expectations.size(), 2U);
  EXPECT_EQ(scenario.expectations[0].path, "services.web1.downtime");
  EXPECT_EQ(scenario.expectations[1].path, "services.web2.downtime");
  EXPECT_EQ(read("expect: {services.web1..2.served: {at-least: 99 %}}\n").expectations.size(), 2U);
  EXPECT_EQ(read("expect: {services.all.served: {at-least: 99 %}}\n").expectations.size(), 3U);
}

TEST(Expectations, OfAServiceCalledAllAreItsOwn) {
  const Scenario scenario = read_text("room.yaml",
                                      "ausfall: 1\n"
                                      "hosts: {node1..2: {}}\n"
                                      "spares: {none: {size: 0}}\n"
                                      "services: {all: {needs: all}, any: {needs: {any: all}}}\n"
                                      "expect: {services.all.served: {at-least: 99 %}}\n");
  ASSERT_EQ(scenario.expectations.size(), 1U);
  EXPECT_EQ(scenario.expectations[0].path, "services.all.served");
}

TEST(Expectations, MayBeWrittenAsInTheResult) {
  const Scenario scenario = read(
      "expect:\n"
      "  services.mail: {slo_met_per_year: {at-least: 90 %}, outage_seconds.median: {at-most: 1 "
      "h},\n"
      "                  outages_per_year: {at-most: 2.5}, year-downtime.p95: {at-most: 8 h}}\n"
      "  clusters.msc: {split-brain: {at-most: 0}, phases.detect.mean: {at-most: 20 s}}\n");
  ASSERT_EQ(scenario.expectations.size(), 6U);
  EXPECT_EQ(scenario.expectations[0].path, "services.mail.slo-met-per-year");
  EXPECT_EQ(scenario.expectations[1].quantile, 0.5);
  EXPECT_EQ(scenario.expectations[2].high, 2.5);
  EXPECT_EQ(scenario.expectations[4].path, "clusters.msc.split-brains-per-year");
  EXPECT_TRUE(scenario.expectations[4].never);
  EXPECT_EQ(scenario.expectations[5].phase, models::Phase::detect);
}

TEST(Expectations, AreChangedByOverridesHoweverTheyAreWritten) {
  const std::string expect = "expect: {services.mail.availability: {at-least: 99.9 %}}\n";
  const auto low = [&](const std::string& change) {
    return read(expect, {Override::parse(change)}).expectations.at(0).low;
  };
  EXPECT_DOUBLE_EQ(low("expect.services.mail.availability.at-least=99 %"), 0.99);
  EXPECT_DOUBLE_EQ(low("expect.services.mail.availability={at-least: 98 %}"), 0.98);
  EXPECT_DOUBLE_EQ(low("expect={services.mail.availability: {at-least: 97 %}}"), 0.97);
  EXPECT_TRUE(read(expect, {Override::parse("expect=null")}).expectations.empty());
}

TEST(Expectations, BelongToVariants) {
  const Variants variants = read_variants_text(
      "room.yaml",
      room +
          "expect: {services.mail.availability: {at-least: 99.9 %},\n"
          "         clusters.msc.failover.p99: {at-most: 5 min}}\n"
          "variants:\n"
          "  as it is: {}\n"
          "  none:\n"
          "    clusters: null\n"
          "    expect: {clusters: null, services.mail.availability: {at-least: 99 %}}\n");
  ASSERT_EQ(variants.scenarios.size(), 2U);
  EXPECT_EQ(variants.scenarios[0].expectations.size(), 2U);
  ASSERT_EQ(variants.scenarios[1].expectations.size(), 1U);
  EXPECT_DOUBLE_EQ(variants.scenarios[1].expectations[0].low, 0.99);
}

TEST(Expectations, OfWhatAVariantHasNotAreMistakesThere) {
  try {
    read_variants_text("room.yaml", room +
                                        "expect: {clusters.msc.failover.p99: {at-most: 5 min}}\n"
                                        "variants: {as it is: {}, none: {clusters: null}}\n");
    FAIL();
  } catch (const Mistakes& mistakes) {
    EXPECT_NE(
        mistakes.diagnostics()[0].message.find("there is no cluster 'msc' (in the variant 'none')"),
        std::string::npos)
        << mistakes.diagnostics()[0].message;
  }
}

struct Wrong {
  std::string expect;
  std::string message;
  std::string hint;
};

class WrongExpectations : public testing::TestWithParam<Wrong> {};

TEST_P(WrongExpectations, AreSaidWithWhatToWriteInstead) {
  const std::vector<Diagnostic> found = mistakes_in("expect:\n  " + GetParam().expect + "\n");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].line, 9U) << found[0].message;
  EXPECT_NE(found[0].message.find(GetParam().message), std::string::npos) << found[0].message;
  EXPECT_NE(found[0].hint.find(GetParam().hint), std::string::npos) << found[0].hint;
}

INSTANTIATE_TEST_SUITE_P(
    Each, WrongExpectations,
    testing::Values(
        Wrong{"services.mial.availability: {at-least: 99 %}", "there is no service 'mial'",
              "did you mean 'mail'?"},
        Wrong{"clusters.mcs.failover.p99: {at-most: 1 min}", "there is no cluster 'mcs'", "msc"},
        Wrong{"services.db*.availability: {at-least: 99 %}", "there is no service 'db*'", "mail"},
        Wrong{"mail.availability: {at-least: 99 %}", "'mail' begins no path", "services.mail"},
        Wrong{"service.mail.availability: {at-least: 99 %}", "'service' begins no path",
              "did you mean 'services'?"},
        Wrong{"services.mail.availibility: {at-least: 99 %}", "'availibility' is not measured",
              "did you mean 'availability'?"},
        Wrong{"services.mail: {at-least: 99 %}", "'at-least' is not measured", "availability"},
        Wrong{"services.mail.availability: {at-least: 150 %}", "'150 %' is more than 1", "95 %"},
        Wrong{"services.mail.availability: {at-least: 0 %}", "always holds", ""},
        Wrong{"services.mail.availability: {at-most: 100 %}", "always holds", ""},
        Wrong{"services.mail.availability: {at-least: 4 h}", "'4 h' is not a share", "95 %"},
        Wrong{"services.mail.availability: {at_least: 99 %}", "unknown key 'at_least'",
              "did you mean 'at-least'?"},
        Wrong{"services.mail.availability: 99 %", "a bound is due", "at-least"},
        Wrong{"services.mail.availability: {}", "needs a bound", "at-least"},
        Wrong{"services.mail.availability: {between: 99 %}", "a list of two bounds",
              "[10 s, 5 min]"},
        Wrong{"services.mail.availability: {between: [99.9 %, 99 %]}", "runs backwards", ""},
        Wrong{"services.mail.availability: {at-least: 99 %, between: [98 %, 99 %]}",
              "needs a bound", ""},
        Wrong{"services.mail.downtime: {at-most: 3}", "needs a unit", ""},
        Wrong{"services.mail.outages-per-year: {at-most: 3 h}", "takes no unit", ""},
        Wrong{"services.mail.outage: {at-most: 3 h}", "say which is meant", "outage.p99"},
        Wrong{"services.mail.outage.p100: {at-most: 3 h}", "there is no 'p100'", "p99"},
        Wrong{"services.mail.outage.max: {at-least: 3 h}", "grows with every replication", "p99"},
        Wrong{"services.mail.outage.p99: {at-most: 0 s}", "nothing takes 0 s", ""},
        Wrong{"services.mail.year-downtime.mean: {at-most: 3 h}", "is 'downtime'", "downtime"},
        Wrong{"services.web1.slo-met-per-year: {at-least: 90 %}", "has no slo", "slo: 99.9 %"},
        Wrong{"clusters.msc.split-brain: {at-most: 3}", "depends on how long",
              "split-brains-per-year"},
        Wrong{"clusters.msc.phases.detects.mean: {at-most: 3 s}", "no phase 'detects'",
              "did you mean 'detect'?"},
        Wrong{"clusters.msc.hosts-to-spare: {at-least: 4}", "no more than 3 hosts", "at-least: 3"},
        Wrong{"clusters.msc.hosts-to-spare: {at-most: 3}", "no more than 3 hosts", "at-least: 1"},
        Wrong{"clusters.msc.hosts-to-spare: {at-least: 1.5}", "at-least", ""},
        Wrong{"services.mail.single-points: {at-most: 0}", "'single-points' is not measured",
              "single-points-of-failure"},
        Wrong{"services..availability: {at-least: 99 %}", "is no path", "services.NAME"},
        Wrong{"services.mail", "say what is expected", "services.NAME"}));

TEST(Expectations, OfYearsNeedAHorizonOfOne) {
  try {
    read("expect: {services.mail.slo-met-per-year: {at-least: 90 %}}\n",
         {Override::parse("horizon=300 d")});
    FAIL();
  } catch (const Mistakes& mistakes) {
    EXPECT_NE(mistakes.diagnostics()[0].message.find("no whole year"), std::string::npos);
  }
  EXPECT_EQ(read("expect: {services.mail.slo-met-per-month: {at-least: 90 %}}\n",
                 {Override::parse("horizon=300 d")})
                .expectations.size(),
            1U);
}

TEST(Expectations, OfYearsAreTakenOfExactlyOne) {
  const auto expectations = [](const std::string& measure, const std::string& horizon) {
    try {
      return read("expect: {services.mail." + measure + "}\n",
                  {Override::parse("horizon=" + horizon)})
          .expectations.size();
    } catch (const Mistakes&) {
      return std::size_t{0};
    }
  };
  for (const std::string of_years :
       {"slo-met-per-year: {at-least: 90 %}", "year-downtime.p95: {at-most: 8 h}"}) {
    EXPECT_EQ(expectations(of_years, "1 y"), 1U) << of_years;
    EXPECT_EQ(expectations(of_years, "8759 h"), 0U) << of_years;
  }
  EXPECT_EQ(expectations("slo-met-per-month: {at-least: 90 %}", "730 h"), 1U);
  EXPECT_EQ(expectations("slo-met-per-month: {at-least: 90 %}", "729 h"), 0U);
  EXPECT_EQ(expectations("availability: {at-least: 90 %}", "1 h"), 1U);
}

TEST(Expectations, InIncludedFilesAreMergedPathByPath) {
  // Two documents of one file stand for two files: what comes later wins, however it is written.
  const Scenario scenario = read_text(
      "room.yaml", room + "expect: {services: {mail: {availability: {at-least: 99 %}}}}\n",
      {Override::parse("expect={services.mail.downtime: {at-most: 2 h}}")});
  EXPECT_EQ(scenario.expectations.size(), 2U);
}

}  // namespace
}  // namespace ausfall::scenarios
