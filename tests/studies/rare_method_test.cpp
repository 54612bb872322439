// Methods for rare outages, as a user sees them.
#include "studies/trust.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>

#include "studies/errors.hpp"
#include "studies/experiment.hpp"
#include "studies/output/output.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

using studies::Method;

const std::string two = R"(
ausfall: 1
replications: 200
hosts: {node1..2: {failures: {hardware: {mttf: 25000 h, mttr: 1 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)";

studies::RunResult run(const std::string& text, Method method, unsigned threads = 1,
                       std::uint64_t replications = 200) {
  static const std::atomic<bool> not_interrupted{false};
  const scenarios::Scenario it = test::scenario(text);
  studies::ExperimentPlan plan;
  plan.scenario = it.name;
  plan.warmup = it.warmup;
  plan.horizon = it.horizon;
  plan.replications_min = plan.replications_max = replications;
  plan.threads = threads;
  plan.method = method;
  return studies::simulate_plan(*it.plant, plan, {not_interrupted});
}

TEST(RareMethod, the_same_bytes_at_any_number_of_threads) {
  for (const Method method : {Method::combined, Method::importance}) {
    const std::string alone = digest_of(run(two, method, 1, 40));
    EXPECT_EQ(digest_of(run(two, method, 3, 40)), alone);
  }
}

TEST(RareMethod, histories_are_those_of_a_plain_run) {
  const std::string text = R"(
ausfall: 1
hosts: {node1..2: {boot: 5 min, failures: {hardware: {mttf: 2000 h, mttr: 4 h}}}}
apps: {mail: {on: node1, start: 1 min}}
clusters: {pair: {nodes: [node1, node2], groups: {mail: {members: [mail]}}}}
services: {mail: {needs: mail, slo: 99.9 %}}
)";
  const studies::RunResult plain = run(text, Method::plain);
  const studies::ServiceResult& a = plain.services.front();
  for (const Method method : {Method::combined, Method::importance}) {
    const studies::RunResult weighted = run(text, method);
    const studies::ServiceResult& b = weighted.services.front();
    EXPECT_EQ(a.outages, b.outages);
    EXPECT_EQ(plain.clusters.front().failovers, weighted.clusters.front().failovers);
    const auto agree = [](const Estimate& one, const Estimate& other) {
      return one.low < other.high && other.low < one.high;
    };
    EXPECT_TRUE(agree(a.unavailability, b.unavailability));
    EXPECT_TRUE(agree(a.outages_per_year, b.outages_per_year));
    EXPECT_TRUE(agree(a.served, b.served));
    EXPECT_TRUE(agree(*a.slo_met_per_year, *b.slo_met_per_year));
    EXPECT_TRUE(agree(*a.slo_met_per_month, *b.slo_met_per_month));
  }
}

TEST(RareMethod, agrees_with_the_chain_on_outages_and_causes) {
  const studies::SolvedService exact = test::solve(two).services.front();
  const studies::ServiceResult found = run(two, Method::importance, 2, 2000).services.front();
  ASSERT_TRUE(found.rare.has_value());
  EXPECT_TRUE(found.rare->trusted());
  EXPECT_NEAR(found.unavailability.mean / exact.steady->unavailability, 1, 0.1);
  EXPECT_NEAR(found.outages_per_year.mean / exact.steady->outages_per_year, 1, 0.1);
  ASSERT_EQ(found.causes.size(), 2U);
  EXPECT_NEAR(*found.causes[0].outages_share, 0.5, 0.1);
  EXPECT_LE(found.outage_by_horizon.high, found.outages_per_year.high * 10);
}

/// Of two services that fail in good years, one does so often and the other hardly ever.
TEST(RareMethod, tells_what_is_known_from_what) {
  std::string text =
      two + "apps: {mail: {on: node1, failures: {crash: {mttf: 30 d, mttr: 1 min}}}}\n";
  text.replace(text.find("services: {web"), 13, "services: {mail: {needs: mail}, web");
  const studies::RunResult result = run(text, Method::combined);
  const studies::KnownFrom& often = result.services[0].known_from;
  const studies::KnownFrom& seldom = result.services[1].known_from;
  EXPECT_GT(often.histories, 0.1);
  EXPECT_NEAR(often.histories + often.paths, 1, 1e-12);
  EXPECT_EQ(seldom.paths, 1);
  EXPECT_EQ(seldom.unmet, 0);
  // Plain histories meet no more than one outage of the pair in all, and say so.
  const studies::RunResult plain = run(text, Method::plain);
  EXPECT_GT(plain.services[1].known_from.unmet, 0.9);
}

TEST(RareMethod, what_cannot_be_struck_is_left_to_histories) {
  const std::string observed = R"(
ausfall: 1
horizon: 1 y
hosts: {node1..2: {failures: {hardware: {ttf: {empirical: {values: [900 h, 1500 h, 2200 h]}}, mttr: 1 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)";
  const studies::RunResult result = run(observed, Method::combined, 1, 10);
  EXPECT_EQ(result.method->name, "plain");
  EXPECT_TRUE(result.method->why.has_value());
  EXPECT_THROW(run(observed, Method::importance), studies::Refused);
}

TEST(RareMethod, too_few_hits_are_called_untrusted) {
  const auto with_hits = [](int hits) {
    models::RareTally rare;
    rare.replications = 1;
    rare.services.resize(1);
    for (int i = 0; i < hits; ++i) rare.services[0].unavailability.add(1e-6);
    rare.services[0].unavailability.end_replication(1e-6 * hits);
    rare.services[0].largest = 1e-6;
    models::Tally histories;
    histories.replications = 1;
    histories.services.resize(1);
    return studies::rare_result(rare, histories, models::ServiceId(0), {1e-5, 1e-6, 1e-4}, false);
  };
  EXPECT_EQ(with_hits(49).distrust, std::vector<std::string>{"few_hits"});
  EXPECT_TRUE(with_hits(50).trusted());
}

TEST(RareMethod, no_hit_shows_what_plain_histories_allow) {
  const std::string safe = R"(
ausfall: 1
hosts: {node: {failures: {hardware: {mttf: 10000 h, mttr: 1 h}}}, never: {}}
services: {web: {needs: never}}
)";
  const studies::ServiceResult service = run(safe, Method::importance).services.front();
  EXPECT_EQ(service.rare->distrust, std::vector<std::string>{"no_hit"});
  EXPECT_EQ(service.unavailability, run(safe, Method::plain).services.front().unavailability);
}

TEST(RareMethod, is_told_on_the_command_line) {
  const std::string file = test::file_with("two.yaml", two);
  const test::Outcome text = test::ausfall({"run", file, "--method", "importance"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_NE(text.output.find("method: importance"), std::string::npos);
  const test::Outcome json = test::ausfall({"run", file, "--method", "auto", "--format", "json"});
  const auto result = nlohmann::json::parse(json.output);
  EXPECT_EQ(result["method"]["name"], "combined");
  EXPECT_EQ(result["services"]["web"]["rare"]["trusted"], true);
  const test::Outcome wrong = test::ausfall({"run", file, "--method", "magic"});
  EXPECT_EQ(wrong.exit_code, 2);
  const auto unasked =
      nlohmann::json::parse(test::ausfall({"run", file, "--format", "json"}).output);
  EXPECT_EQ(unasked["method"]["name"], "combined");
  EXPECT_EQ(unasked["services"]["web"]["known_from"]["paths"], 1.0);
}

}  // namespace
}  // namespace ausfall
