// Methods for rare outages, as a user sees them.
#include "app/rare_method.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/experiment.hpp"
#include "app/output/output.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

using app::Method;

const std::string two = R"(
ausfall: 1
replications: 200
hosts: {node1..2: {failures: {hardware: {mttf: 25000 h, mttr: 1 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)";

app::RunResult run(const std::string& text, Method method, unsigned threads = 1,
                   std::uint64_t replications = 200) {
  static const std::atomic<bool> not_interrupted{false};
  const scenarios::Scenario it = test::scenario(text);
  app::ExperimentPlan plan;
  plan.scenario = it.name;
  plan.warmup = it.warmup;
  plan.horizon = it.horizon;
  plan.replications_min = plan.replications_max = replications;
  plan.threads = threads;
  plan.method = method;
  return app::simulate_plan(*it.plant, plan, not_interrupted, [](std::uint64_t, std::uint64_t) {});
}

TEST(RareMethod, the_same_bytes_at_any_number_of_threads) {
  for (const Method method : {Method::importance, Method::splitting}) {
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
  const app::RunResult plain = run(text, Method::plain);
  const app::RunResult weighted = run(text, Method::importance);
  const app::ServiceResult& a = plain.services.front();
  const app::ServiceResult& b = weighted.services.front();
  EXPECT_EQ(a.outages, b.outages);
  EXPECT_EQ(a.slo_met_per_year, b.slo_met_per_year);
  EXPECT_EQ(plain.clusters.front().failovers, weighted.clusters.front().failovers);
  EXPECT_LT(b.unavailability.low, a.unavailability.high);
  EXPECT_GT(b.unavailability.high, a.unavailability.low);
  EXPECT_LT(b.outages_per_year.low, a.outages_per_year.high);
  EXPECT_GT(b.outages_per_year.high, a.outages_per_year.low);
}

TEST(RareMethod, agrees_with_the_chain_on_outages_and_causes) {
  const app::SolvedService exact = test::solve(two).services.front();
  const app::ServiceResult found = run(two, Method::importance, 2, 2000).services.front();
  ASSERT_TRUE(found.rare.has_value());
  EXPECT_TRUE(found.rare->trusted());
  EXPECT_NEAR(found.unavailability.mean / exact.steady->unavailability, 1, 0.1);
  EXPECT_NEAR(found.outages_per_year.mean / exact.steady->outages_per_year, 1, 0.1);
  ASSERT_EQ(found.causes.size(), 2U);
  EXPECT_NEAR(*found.causes[0].outages_share, 0.5, 0.1);
  EXPECT_LE(found.outage_by_horizon.high, found.outages_per_year.high * 10);
}

TEST(RareMethod, automatic_takes_a_plain_run_where_outages_are_common) {
  const std::string common = R"(
ausfall: 1
hosts: {node: {failures: {hardware: {mttf: 500 h, mttr: 10 h}}}}
services: {web: {needs: node}}
)";
  const app::RunResult result = run(common, Method::automatic);
  EXPECT_EQ(result.method->name, "plain");
  EXPECT_EQ(result.method->asked, "auto");
  EXPECT_TRUE(result.method->why.has_value());
  EXPECT_FALSE(result.services.front().rare.has_value());
  EXPECT_EQ(run(two, Method::automatic).method->name, "importance");
}

TEST(RareMethod, automatic_splits_where_nothing_can_be_forced) {
  const std::string observed = R"(
ausfall: 1
horizon: 1 y
hosts: {node1..2: {failures: {hardware: {ttf: {empirical: {values: [900 h, 1500 h, 2200 h]}}, mttr: 1 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)";
  EXPECT_EQ(run(observed, Method::automatic, 1, 10).method->name, "splitting");
  EXPECT_THROW(run(observed, Method::importance), app::UsageError);
}

TEST(RareMethod, splitting_needs_a_step_on_the_way) {
  const std::string single = R"(
ausfall: 1
hosts: {node: {failures: {hardware: {mttf: 10000 h, mttr: 1 h}}}}
services: {web: {needs: node}}
)";
  EXPECT_THROW(run(single, Method::splitting), app::UsageError);
}

TEST(RareMethod, too_few_hits_are_called_untrusted) {
  const app::RunResult result = run(two, Method::importance, 1, 1);
  const app::RareResult& rare = *result.services.front().rare;
  EXPECT_FALSE(rare.trusted());
  EXPECT_FALSE(result.warnings.empty());
}

TEST(RareMethod, no_hit_shows_what_plain_histories_allow) {
  const std::string safe = R"(
ausfall: 1
hosts: {node: {failures: {hardware: {mttf: 10000 h, mttr: 1 h}}}, never: {}}
services: {web: {needs: never}}
)";
  const app::ServiceResult service = run(safe, Method::importance).services.front();
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
  EXPECT_EQ(result["method"]["name"], "importance");
  EXPECT_EQ(result["services"]["web"]["rare"]["trusted"], true);
  const test::Outcome wrong = test::ausfall({"run", file, "--method", "magic"});
  EXPECT_EQ(wrong.exit_code, 2);
  const auto plain = nlohmann::json::parse(test::ausfall({"run", file, "--format", "json"}).output);
  EXPECT_FALSE(plain.contains("method"));
}

}  // namespace
}  // namespace ausfall
