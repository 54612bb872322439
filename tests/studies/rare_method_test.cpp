// Methods for rare outages, as a user sees them.
#include "studies/trust.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "studies/errors.hpp"
#include "studies/estimates.hpp"
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
                       std::uint64_t replications = 200, std::uint64_t seed = 1) {
  static const std::atomic<bool> not_interrupted{false};
  const scenarios::Scenario it = test::scenario(text);
  studies::ExperimentPlan plan;
  plan.scenario = it.name;
  plan.warmup = it.warmup;
  plan.horizon = it.horizon;
  plan.replications_min = plan.replications_max = replications;
  plan.threads = threads;
  plan.seed = seed;
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

/// What is made of the paths of one replication that hit so much, beside what histories gave.
studies::RareResult made_of(const std::vector<double>& hits, double of_histories = 0,
                            bool contradicted = false) {
  models::RareTally rare;
  rare.replications = 1;
  rare.services.resize(1);
  models::RareServiceTally& paths = rare.services.front();
  double all = 0;
  for (const double hit : hits) {
    paths.unavailability.add(hit);
    paths.largest = std::max(paths.largest, hit);
    all += hit;
  }
  paths.unavailability.end_replication(all);
  models::Tally histories;
  histories.replications = 1;
  histories.services.resize(1);
  Jumps& ordinary = histories.services.front().ordinary.unavailability;
  if (of_histories > 0) ordinary.add(of_histories);
  ordinary.end_replication(of_histories);
  return studies::rare_result(rare, histories, models::ServiceId(0), {1e-5, 1e-6, 1e-4},
                              contradicted);
}

/// So many of one size, and some of another.
std::vector<double> sizes(std::size_t many, double size, std::size_t others = 0, double other = 0) {
  std::vector<double> all(many, size);
  all.insert(all.end(), others, other);
  return all;
}

TEST(RareMethod, says_why_it_is_not_trusted) {
  using Reasons = std::vector<std::string>;
  EXPECT_EQ(made_of(sizes(100, 1e-6)).distrust, Reasons{});
  EXPECT_EQ(made_of(sizes(49, 1e-6)).distrust, Reasons{"few_hits"});
  // 60 paths met it, but 12 of them made all of it: they are worth 12 equal ones.
  const studies::RareResult unequal = made_of(sizes(12, 1e-6, 48, 1e-12));
  EXPECT_EQ(unequal.distrust, Reasons{"few_hits"});
  EXPECT_EQ(unequal.hits, 60U);
  EXPECT_NEAR(unequal.effective_hits, 12, 0.01);
  // One of a hundred makes a sixth of it, and they are worth 28.
  const studies::RareResult dominated = made_of(sizes(99, 1e-6, 1, 20e-6));
  EXPECT_EQ(dominated.distrust, Reasons{"dominated"});
  EXPECT_NEAR(dominated.largest_share, 20.0 / 119, 1e-12);
  EXPECT_EQ(made_of(sizes(99, 1e-9, 1, 1e-6)).distrust, (Reasons{"few_hits", "dominated"}));
  EXPECT_EQ(made_of(sizes(100, 1e-6), 0, true).distrust, Reasons{"contradicted"});
  EXPECT_EQ(made_of(sizes(3, 1e-6), 0, true).distrust,
            (Reasons{"contradicted", "few_hits", "dominated"}));
  EXPECT_EQ(made_of({}).distrust, Reasons{"no_hit"});
  // Where histories know 99 % of it, few paths do no harm; where these know a tenth, they do.
  EXPECT_EQ(made_of(sizes(3, 1e-6), 300e-6).distrust, Reasons{});
  EXPECT_EQ(made_of(sizes(3, 1e-6), 300e-6, true).distrust, Reasons{"contradicted"});
  EXPECT_EQ(made_of(sizes(3, 1e-6), 27e-6).distrust, Reasons{"few_hits"});
}

TEST(RareMethod, tells_people_why_it_is_not_trusted) {
  studies::ServiceResult web;
  web.name = "web";
  const auto words = [&](const studies::RareResult& rare) {
    web.rare = rare;
    return studies::distrust(web).value_or("trusted");
  };
  EXPECT_EQ(words(made_of(sizes(100, 1e-6))), "trusted");
  EXPECT_EQ(words(made_of(sizes(12, 1e-6, 48, 1e-12))),
            "do not trust the numbers of web: only 60 paths met an outage, worth 12 equal ones");
  EXPECT_EQ(words(made_of(sizes(99, 1e-6, 1, 20e-6))),
            "do not trust the numbers of web: a single path makes 17 % of the estimate");
  EXPECT_EQ(words(made_of(sizes(100, 1e-6), 0, true)),
            "do not trust the numbers of web: its histories saw a number of outages that "
            "contradicts it");
  EXPECT_EQ(words(made_of({})),
            "neither a history nor a struck path met an outage of web: what is shown is what plain "
            "histories allow");
  web.rare = std::nullopt;
  EXPECT_FALSE(studies::distrust(web));
}

/// A hundred replications of a year: histories saw so many outages in each, paths found so many.
studies::Measured seen_and_found(double seen, double found) {
  constexpr int replications = 100;
  studies::Measured measured;
  measured.tally.replications = replications;
  measured.tally.span = year;
  measured.tally.services.resize(1);
  measured.rare.replications = replications;
  measured.rare.services.resize(1);
  models::ServiceTally& histories = measured.tally.services.front();
  models::RareServiceTally& paths = measured.rare.services.front();
  for (int i = 0; i < replications; ++i) {
    histories.outages.add(seen);
    if (seen > 0) histories.unavailability.add(1e-6);
    histories.unavailability.end_replication(seen > 0 ? 1e-6 : 0);
    histories.ordinary.outages.add(0);
    for (int hit = 0; hit < 10; ++hit) {
      paths.outages.add(found / 10);
      paths.unavailability.add(1e-6);
      paths.down_by_horizon.add(std::min(found, 1.0) / 10);
      measured.rare.courses.add(1);
    }
    paths.outages.end_replication(found);
    paths.unavailability.end_replication(1e-5);
    paths.down_by_horizon.end_replication(std::min(found, 1.0));
    measured.rare.courses.end_replication(10);
  }
  return measured;
}

/// Paths that miss what histories see, or find what these would have seen.
TEST(RareMethod, histories_contradict_paths_on_either_side) {
  const models::ServiceId web(0);
  EXPECT_TRUE(contradicted(seen_and_found(5, 0.01), web));
  EXPECT_TRUE(contradicted(seen_and_found(0, 5), web));
  EXPECT_TRUE(contradicted(seen_and_found(1, 5), web));
  EXPECT_FALSE(contradicted(seen_and_found(2, 2), web));
  EXPECT_FALSE(contradicted(seen_and_found(0, 0.01), web)) << "one in a hundred is easily missed";
}

/// A hundred histories that were down for a tenth of the time rule out that it is half of it, whatever
/// its law is; a rare outage that they may have missed they do not.
TEST(RareMethod, paths_that_histories_rule_out_tell_nothing) {
  const models::ServiceId web(0);
  for (const double of_paths : {0.5, 0.01}) {
    studies::Measured measured = seen_and_found(1, 1);
    Jumps seen;
    Jumps found;
    for (int i = 0; i < 100; ++i) {
      seen.add(of_paths > 0.1 ? 0.1 : 1e-6);
      seen.end_replication(of_paths > 0.1 ? 0.1 : 1e-6);
      for (int hit = 0; hit < 10; ++hit) found.add(of_paths / 10);
      found.end_replication(of_paths);
    }
    measured.tally.services.front().unavailability = seen;
    measured.rare.services.front().unavailability = found;
    measured.rare.rare = found;
    const bool ruled_out = of_paths > 0.1;
    EXPECT_EQ(studies::astray(measured, web), ruled_out);
    EXPECT_EQ(contradicted(measured, web), ruled_out);
    EXPECT_NEAR(studies::unavailability(measured, web, 0.95).mean, ruled_out ? 0.1 : 0.01, 1e-9);
  }
}

/// A fifth of these times are rounded to none: what fails again at once is met by histories and paths
/// alike, and is not struck besides.
TEST(RareMethod, what_fails_again_at_once_counts_once) {
  const std::string irregular = R"(
ausfall: 1
horizon: 3 y
hosts: {node1..2: {failures: {hw: {ttf: {gamma: {shape: 0.05, mean: 30 d}}, ttr: 8 h}}}}
services: {web: {needs: {any: node*}}}
)";
  const Estimate truth = run(irregular, Method::plain, 1, 1500, 99).services.front().unavailability;
  double sum = 0;
  constexpr int seeds = 4;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    sum += run(irregular, Method::combined, 1, 60, seed).services.front().unavailability.mean;
  EXPECT_NEAR(sum / seeds, truth.mean, 0.2 * truth.mean);  // it was 37 % too much
}

/// One burst in a hundred years has seventy outages: thirty histories that met none contradict nothing.
TEST(RareMethod, histories_without_a_burst_contradict_nothing) {
  const std::string bursts = R"(
ausfall: 1
horizon: 1 y
hosts:
  flaky: {failures: {os: {mttf: 10 h, mttr: 5 min}}}
  backup: {failures: {hw: {mttf: 100 y, ttr: 30 d}}}
services: {web: {needs: {any: [flaky, backup]}}}
)";
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const studies::RareResult rare =
        *run(bursts, Method::importance, 1, 30, seed).services.front().rare;
    EXPECT_EQ(std::ranges::count(rare.distrust, "contradicted"), 0) << seed;
  }
}

/// Five failures that must meet, and a run too short for it: whoever reads the result is told why, in
/// words and in JSON.
TEST(RareMethod, few_hits_are_told_with_the_result) {
  const std::string five = R"(
ausfall: 1
horizon: 1 y
hosts: {node1..5: {failures: {hardware: {mttf: 25000 h, mttr: 1 h}}}}
services: {web: {needs: {any: node*}}}
)";
  const studies::RunResult few = run(five, Method::importance, 1, 3);
  const studies::RareResult& rare = *few.services.front().rare;
  EXPECT_GT(rare.hits, 0U);
  EXPECT_LT(rare.hits, 50U);
  EXPECT_EQ(rare.distrust.front(), "few_hits");
  ASSERT_FALSE(few.warnings.empty());
  const std::string warning = few.warnings.front();
  EXPECT_NE(warning.find("do not trust the numbers of web: only "), std::string::npos) << warning;
  EXPECT_NE(text_of(few).find("do not trust the numbers of web"), std::string::npos);
  const auto told = nlohmann::json::parse(json_of(few));
  EXPECT_EQ(told["services"]["web"]["rare"]["trusted"], false);
  EXPECT_EQ(told["services"]["web"]["rare"]["distrust"][0], "few_hits");
  EXPECT_EQ(told["services"]["web"]["rare"]["hits"], rare.hits);
}

/// A host that crashes for five minutes every hundred days and loses its disk for two days in forty
/// years. Importance strikes both alike often, and they count as often as they happen; combined leaves
/// the crashes to histories, and what these met of the rest counts once.
TEST(RareMethod, causes_are_weighed_by_how_often_they_happen) {
  const std::string text = R"(
ausfall: 1
horizon: 1 y
hosts: {node: {failures: {os: {mttf: 100 d, mttr: 5 min}, disk: {mttf: 40 y, mttr: 2 d}}}}
services: {web: {needs: node}}
)";
  const double crashes = 365.0 / 100;
  const double disks = 1.0 / 40;
  const double minutes = crashes * 5 + disks * 2880;
  for (const Method method : {Method::combined, Method::importance}) {
    const studies::ServiceResult web = run(text, method, 1, 300).services.front();
    ASSERT_EQ(web.causes.size(), 2U);
    const studies::CauseResult& disk = web.causes[0];
    const studies::CauseResult& os = web.causes[1];
    EXPECT_EQ(disk.cause, "node.disk");
    EXPECT_EQ(os.cause, "node.os");
    EXPECT_NEAR(*disk.outages_share / (disks / (crashes + disks)), 1, 0.15);
    EXPECT_NEAR(*os.outages_share, 1 - *disk.outages_share, 1e-12);
    EXPECT_NEAR(disk.downtime_share, disks * 2880 / minutes, 0.05);
    EXPECT_NEAR(os.downtime_share, crashes * 5 / minutes, 0.05);
  }
}

void expect_alike(const Estimate& one, const Estimate& other, const std::string& what) {
  EXPECT_GT(one.mean, 0) << what;
  EXPECT_NEAR(one.mean / other.mean, 1, 0.35) << what;
}

/// What is measured after so long a warm-up, as paths and as histories give it. What happens in the
/// warm-up must count nowhere; it would be many times as much.
void expect_paths_like_histories(const std::string& text, std::uint64_t replications) {
  const studies::RunResult plain = run(text, Method::plain, 1, replications);
  const studies::RunResult paths = run(text, Method::importance, 1, replications);
  const studies::ServiceResult& a = plain.services.front();
  const studies::ServiceResult& b = paths.services.front();
  EXPECT_GT(paths.method->paths, 0U);
  expect_alike(b.unavailability, a.unavailability, "unavailability");
  expect_alike(b.outages_per_year, a.outages_per_year, "outages a year");
  expect_alike(complement(b.served), complement(a.served), "requests lost");
  if (a.outage_by_horizon.mean < 0.9)
    expect_alike(b.outage_by_horizon, a.outage_by_horizon, "any outage");
  expect_alike(b.outage_seconds->mean, a.outage_seconds->mean, "one outage");
  expect_alike(complement(*b.slo_met_per_month), complement(*a.slo_met_per_month), "months");
  for (std::size_t i = 0; i < plain.clusters.size(); ++i) {
    const studies::ClusterResult& one = paths.clusters[i];
    const studies::ClusterResult& other = plain.clusters[i];
    expect_alike(one.failovers_failed_per_year, other.failovers_failed_per_year, "failed");
    expect_alike(one.split_brains_per_year, other.split_brains_per_year, "split brains");
    expect_alike(one.failover_seconds->mean, other.failover_seconds->mean, "one failover");
  }
}

/// Of an outage of 300 days hardly one in five that end in the year has begun in it.
TEST(RareMethod, the_warm_up_counts_nowhere_of_a_service) {
  expect_paths_like_histories(R"(
ausfall: 1
warmup: 3 y
horizon: 1 y
hosts: {node: {failures: {os: {mttf: 1 y, mttr: 1 h}, disk: {mttf: 4 y, ttr: 300 d}}}}
services: {web: {needs: node, slo: 99.9 %}}
)",
                              300);
}

TEST(RareMethod, the_warm_up_counts_nowhere_of_a_cluster) {
  expect_paths_like_histories(R"(
ausfall: 1
warmup: 18 y
horizon: 2 y
hosts: {n1..2: {failures: {hardware: {mttf: 1000 h, mttr: 2 h}}}}
networks: {lan: {hosts: [n1, n2], carries: heartbeat, switches: 1,
                 failures: {switch: {mttf: 2000 h, mttr: 1 h}}}}
apps: {sql: {on: n1, start: 10 s}}
clusters:
  c: {nodes: [n1, n2], failover: {coverage: 90 %, manual: 10 min}, heartbeat: {interval: 1 s},
      quorum: none, fencing: none, groups: {g: {members: sql}}}
services: {web: {needs: sql, slo: 99.99 %}}
)",
                              100);
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
