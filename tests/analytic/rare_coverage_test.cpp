// The intervals of weighted methods contain the exact value as often as they say.
//
// Each case is run to a precision with several seeds, many of them when thorough. With 500 the share
// of 95 % intervals that contain the exact value must be 93 % at least; with fewer, that less four
// standard deviations of chance. Exact values come from the Markov chain, or from machines that fail
// and are repaired independently of one another: the unavailability of each is ttr / (mttf + ttr) in
// the long run, whatever the laws.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <string>

#include "studies/experiment.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

struct Case {
  const char* name;
  std::string text;
  std::string exact;  ///< another scenario with the same answer, which has a chain; or
  double value = 0;
  studies::Method method;
  double precision;
  std::uint64_t seeds;  ///< of the thorough study
};

const std::string three = R"(
ausfall: 1
hosts: {node1..3: {failures: {hardware: {mttf: 10000 h, mttr: 1 h}}}}
services: {web: {needs: {any: [node1, node2, node3]}}}
)";

const std::string two = R"(
ausfall: 1
hosts: {node1..2: {failures: {hardware: {mttf: 25000 h, mttr: 1 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)";

const std::string crew = R"(
ausfall: 1
crews: {field: {size: 1}}
hosts: {node1..3: {failures: {hardware: {mttf: 10000 h, mttr: 1 h, crew: field}}}}
services: {web: {needs: {any: [node1, node2, node3]}}}
)";

const std::string crew_and_cluster = crew + R"(
storage: {san: {type: fc}}
vms: {vm: {host: node1, boot: 2 min, storage: san}}
clusters:
  msc: {nodes: node*, groups: {g: {members: [vm], storage: san}}, profile: vs2005-host}
)";

const std::string wearing_out = R"(
ausfall: 1
warmup: 4 y
horizon: 40 y
hosts: {node1..2: {failures: {hardware: {ttf: {weibull: {shape: 2, mean: 5000 h}}, ttr: 2 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)";

const std::string three_of_four = R"(
ausfall: 1
warmup: 4 y
horizon: 40 y
hosts:
  node1..4:
    failures: {hardware: {ttf: {weibull: {shape: 0.7, mean: 6000 h}}, ttr: {uniform: {min: 1 h, max: 9 h}}}}
services: {web: {needs: {at-least: 2, of: [node1, node2, node3, node4]}}}
)";

/// A rare cause among frequent ones that do no harm.
const std::string noisy = R"(
ausfall: 1
warmup: 1 y
hosts:
  safe: {failures: {hardware: {mttf: 100000 h, mttr: 10 h}}}
  weak: {failures: {hardware: {mttf: 5000 h, mttr: 2 h}}}
  noise1..2: {failures: {crash: {mttf: 5000 h, mttr: 1 h}}}
services: {web: {needs: {any: [safe, weak]}}}
)";

double down(double up_time, double down_time) { return down_time / (up_time + down_time); }

const double four = down(6000, 5);
const double often = down(2000, 10);

const std::string crews = "crews: {field: {size: 1}}\n";

/// So many of such hosts, of which so many are needed.
std::string hosts(int number, const std::string& failure, int needed) {
  return fmt::format(
      "ausfall: 1\nwarmup: 4 y\nhosts: {{node1..{}: {{failures: {{hardware: {{{}}}}}}}}}\n"
      "services: {{web: {{needs: {{at-least: {}, of: node*}}}}}}\n",
      number, failure, needed);
}

constexpr auto automatic = studies::Method::automatic;
constexpr auto importance = studies::Method::importance;

const Case cases[] = {
    {"three hosts", three, three, 0, automatic, 0.05, 500},
    {"two hosts", two, two, 0, automatic, 0.05, 500},
    {"one crew and a cluster", crew_and_cluster, crew, 0, automatic, 0.05, 60},
    {"wearing out, constant repairs", wearing_out, "", std::pow(down(5000, 2), 2), automatic, 0.05,
     60},
    {"two of four, no exponential", three_of_four, "",
     4 * std::pow(four, 3) * (1 - four) + std::pow(four, 4), automatic, 0.05, 40},
    {"a rare cause among noise", noisy, "", down(1e5, 10) * down(5000, 2), automatic, 0.05, 40},
    // Not quite so rare.
    {"two hosts", hosts(2, "mttf: 2000 h, mttr: 10 h", 1), "", std::pow(often, 2), importance, 0.2,
     40},
    {"three hosts", hosts(3, "mttf: 1000 h, mttr: 10 h", 1), "", std::pow(down(1000, 10), 3),
     importance, 0.2, 40},
    {"two of four, one crew", crews + hosts(4, "mttf: 1000 h, mttr: 10 h, crew: field", 2),
     crews + hosts(4, "mttf: 1000 h, mttr: 10 h, crew: field", 2), 0, importance, 0.2, 40},
    {"wearing out, constant repairs",
     hosts(2, "ttf: {weibull: {shape: 2, mean: 2000 h}}, ttr: 10 h", 1), "", std::pow(often, 2),
     importance, 0.2, 40},
    {"three of four, no exponential",
     hosts(4, "ttf: {weibull: {shape: 0.7, mean: 2000 h}}, ttr: {uniform: {min: 1 h, max: 19 h}}",
           3),
     "",
     6 * std::pow(often, 2) * std::pow(1 - often, 2) + 4 * std::pow(often, 3) * (1 - often) +
         std::pow(often, 4),
     importance, 0.2, 40},
    {"long-tailed repairs", hosts(2, "mttf: 2000 h, ttr: {lognormal: {mean: 10 h, cv: 2}}", 1), "",
     std::pow(often, 2), importance, 0.2, 40},
};

studies::RunResult run(const std::string& text, std::uint64_t seed, studies::Method method,
                       double precision) {
  static const std::atomic<bool> not_interrupted{false};
  const scenarios::Scenario it = test::scenario(text);
  studies::ExperimentPlan plan;
  plan.scenario = it.name;
  plan.warmup = it.warmup;
  plan.horizon = it.horizon;
  plan.seed = seed;
  plan.replications_min = 100;
  plan.replications_max = 1'000'000;
  plan.precision = precision;
  plan.method = method;
  return studies::simulate_plan(*it.plant, plan, {not_interrupted});
}

class RareCoverage : public testing::TestWithParam<Case> {};

TEST_P(RareCoverage, IsWhatItSays) {
  const Case& it = GetParam();
  const double exact =
      it.exact.empty() ? it.value : test::solve(it.exact).services.front().steady->unavailability;
  const std::uint64_t seeds = test::quick_or_thorough(5, it.seeds);
  std::uint64_t contained = 0;
  std::uint64_t untrusted = 0;
  Moments errors;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const studies::RunResult result = run(it.text, seed, it.method, it.precision);
    EXPECT_EQ(result.method->name,
              it.method == studies::Method::importance ? "importance" : "combined");
    const studies::ServiceResult& service = result.services.front();
    if (!service.rare->trusted()) ++untrusted;
    EXPECT_LE(service.rare->relative_half_width, it.precision);
    const Estimate& estimate = service.unavailability;
    if (estimate.low <= exact && exact <= estimate.high) ++contained;
    errors.add(estimate.mean / exact - 1);
  }
  const auto all = static_cast<double>(seeds);
  const double chance = seeds >= 500 ? 0 : 4 * std::sqrt(0.05 * 0.95 / all);
  test::expect_coverage(
      {fmt::format("{} ({:.4g}), {} to {} %: bias {:+.2f} % (+- {:.2f})", it.name, exact,
                   name_of(it.method), 100 * it.precision, 100 * errors.mean(),
                   200 * std::sqrt(errors.variance() / all)),
       it.exact.empty() ? "independent machines, ttr / (mttf + ttr) each" : "chain"},
      0.95, contained, seeds, 0.93 - chance);
  EXPECT_LE(untrusted, seeds / 50);  // a false alarm now and then
}

INSTANTIATE_TEST_SUITE_P(Cases, RareCoverage, testing::ValuesIn(cases));

}  // namespace
}  // namespace ausfall
