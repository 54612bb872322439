// How many hosts a cluster can do without, and that it is what `inject` finds; what is judged of it.
#include "studies/fmea/capacity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "studies/check.hpp"
#include "studies/output/output.hpp"
#include "studies/output/output_fmea.hpp"
#include "studies/studies.hpp"

namespace ausfall::studies {
namespace {

const std::string too_large_for_h2 =
    "ausfall: 1\n"
    "hosts: {h1: {memory: 64 GiB}, h2: {memory: 16 GiB}}\n"
    "storage: {san: {type: fc}}\n"
    "vms: {v: {memory: 32 GiB, storage: san}, w: {memory: 8 GiB, storage: san}}\n"
    "clusters: {ha: {profile: vsphere-fdm, admission: none, nodes: h*, groups: {v: {members: v}, "
    "w: "
    "{members: w}}}}\n"
    "services: {v: {needs: v}, w: {needs: w}}\n";

/// Four hosts, of unlike size, and VMs that prefer, avoid and need one another.
const std::string four_hosts =
    "ausfall: 1\n"
    "hosts: {h1..2: {memory: 16 GiB, cores: 4}, h3: {memory: 12 GiB, cores: 4}, h4: {memory: 8 "
    "GiB, "
    "cores: 2}}\n"
    "vms: {a1: {host: h1, memory: 4 GiB, cores: 2}, a2: {host: h2, memory: 4 GiB, cores: 2}, b: "
    "{host: "
    "h1, memory: 6 GiB, cores: 4}, c: {host: h3, memory: 6 GiB, cores: 1}, d: {host: h4, memory: 2 "
    "GiB, "
    "cores: 1}, e: {host: h4, memory: 2 GiB, cores: 1}}\n"
    "clusters: {ha: {profile: vsphere-fdm, admission: none, nodes: h*, overcommit: {cores: 2}, "
    "rules: "
    "[{apart: a*, required: true}, {together: [d, e], required: true}, {prefer: c, owners: [h3, "
    "h1], "
    "required: true}]}}\n"
    "services: {all: {needs: all}}\n";

ClusterCapacity capacity(const std::string& text, std::size_t most = hosts_lost_max) {
  const scenarios::Scenario room = read_text(text);
  return capacity_of(*room.plant, models::ClusterId(0), {.seed = 1, .threads = 1, .most = most},
                     Watch());
}

/// What is out after these have been lost, as `inject` has it in ten samples.
std::set<std::string> out_by_inject(const std::string& text, const std::string& faults) {
  const scenarios::Scenario room = read_text(text);
  InjectPlan plan{simulated_as(room)};
  plan.samples = 10;
  plan.threads = 1;
  std::set<std::string> out;
  for (const StaysOut& each : inject(room, faults, plan).clusters[0].stay_out)
    out.insert(each.group);
  return out;
}

TEST(Capacity, IsWhatInjectFindsForEachCombination) {
  const std::vector<std::string> hosts{"h1", "h2", "h3", "h4"};
  const ClusterCapacity found = capacity(four_hosts);
  ASSERT_EQ(found.lost.size(), 3U);
  std::vector<std::uint64_t> with_something_out(3);
  std::vector<std::size_t> most_out(3);
  for (unsigned set = 1; set < 16; ++set) {
    std::string faults;
    std::size_t lost = 0;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
      if ((set >> i & 1U) == 0) continue;
      faults += (faults.empty() ? "" : ",") + hosts[i];
      ++lost;
    }
    if (lost > 3) continue;
    const std::set<std::string> out = out_by_inject(four_hosts, faults);
    if (!out.empty()) ++with_something_out[lost - 1];
    most_out[lost - 1] = std::max(most_out[lost - 1], out.size());
    const LostHosts& of_so_many = found.lost[lost - 1];
    std::string worst;
    for (const std::string& host : of_so_many.worst) worst += (worst.empty() ? "" : ",") + host;
    if (worst != faults) continue;
    std::set<std::string> told;
    for (const StaysOut& each : of_so_many.out) told.insert(each.group);
    EXPECT_EQ(told, out) << faults;
  }
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(found.lost[i].with_something_out, with_something_out[i]) << i + 1;
    EXPECT_EQ(found.lost[i].out.size(), most_out[i]) << i + 1;
  }
  EXPECT_EQ(found.lost[0].combinations, 4U);
  EXPECT_EQ(found.lost[1].combinations, 6U);
  EXPECT_EQ(found.lost[2].combinations, 4U);
}

TEST(Capacity, OfAlikeHostsIsWhatArithmeticSays) {
  // Five hosts of 8 GiB with two VMs of 2 GiB each: 10 VMs fit on three hosts, and eight on two.
  const std::string text =
      "ausfall: 1\nhosts: {h1..5: {memory: 8 GiB}}\n"
      "vms: {a1: {host: h1, memory: 2 GiB}, a2: {host: h2, memory: 2 GiB}, a3: {host: h3, memory: "
      "2 "
      "GiB}, a4: {host: h4, memory: 2 GiB}, a5: {host: h5, memory: 2 GiB}, b1: {host: h1, memory: "
      "2 "
      "GiB}, b2: {host: h2, memory: 2 GiB}, b3: {host: h3, memory: 2 GiB}, b4: {host: h4, memory: "
      "2 "
      "GiB}, b5: {host: h5, memory: 2 GiB}}\n"
      "clusters: {ha: {nodes: h*, failover: {placement: most-free}}}\n"
      "services: {a: {needs: a1}}\n";
  const ClusterCapacity found = capacity(text);
  EXPECT_EQ(found.hosts_to_spare, 2U);
  EXPECT_FALSE(found.or_more);
  ASSERT_EQ(found.lost.size(), 3U);
  EXPECT_EQ(found.lost[1].combinations, 10U);
  EXPECT_EQ(found.lost[1].with_something_out, 0U);
  EXPECT_EQ(found.lost[2].with_something_out, 10U);
  EXPECT_EQ(found.lost[2].mean_out, 2);
  ASSERT_EQ(found.lost[2].out.size(), 2U);
  EXPECT_EQ(found.lost[2].out[0].words,
            "needs 2 GiB more memory: it takes 2 GiB, and h4 has 0 B free");
  EXPECT_EQ(capacity(text, 2).hosts_to_spare, 2U);
  EXPECT_TRUE(capacity(text, 2).or_more);
}

TEST(Capacity, EndsWithTheQuorum) {
  const std::string text =
      "ausfall: 1\nhosts: {n1..3: {}}\nnetworks: {lan: {}}\napps: {web: {on: n1}}\n"
      "clusters: {c: {nodes: n*, heartbeat: {interval: 1 s, missed: 3}, quorum: majority}}\n"
      "services: {web: {needs: web}}\n";
  const ClusterCapacity found = capacity(text);
  EXPECT_EQ(found.hosts_to_spare, 1U);
  EXPECT_EQ(found.lost[1].with_something_out, 3U) << "no majority is left";
  ASSERT_FALSE(found.lost[1].out.empty());
  EXPECT_EQ(found.lost[1].out[0].obstacle, models::Obstacle::no_quorum);
  EXPECT_EQ(found.lost[2].out[0].obstacle, models::Obstacle::no_machine);
}

TEST(Capacity, OfAGuestClusterIsOfTheHostsBelow) {
  const std::string text =
      "ausfall: 1\nhosts: {n1..2: {}}\nvms: {g1: {host: n1}, g2: {host: n2}}\napps: {web: {on: "
      "g1}}\n"
      "clusters: {c: {nodes: g*}}\nservices: {web: {needs: web}}\n";
  const ClusterCapacity found = capacity(text);
  EXPECT_EQ(found.hosts, 2U);
  EXPECT_EQ(found.hosts_to_spare, 1U);
}

TEST(Inject, CountsWhatFitsNowhereAsFailed) {
  const scenarios::Scenario room = read_text(too_large_for_h2);
  InjectPlan plan{simulated_as(room)};
  plan.samples = 10;
  const RunResult result = inject(room, "h1", plan);
  const ClusterResult& ha = result.clusters[0];
  EXPECT_EQ(ha.failovers, 10U) << "w";
  EXPECT_EQ(ha.failovers_failed, 10U) << "v";
  ASSERT_EQ(ha.stay_out.size(), 1U);
  EXPECT_EQ(ha.stay_out[0].group, "v");
  EXPECT_EQ(ha.stay_out[0].phase, models::Phase::queue);
  EXPECT_EQ(ha.stay_out[0].samples, 10U);
  EXPECT_EQ(ha.stay_out[0].needed - ha.stay_out[0].free, 24.0 * (1 << 30));
  const std::string text = text_of(result);
  EXPECT_NE(text.find("v is down for good in 10 samples, failed in phase queue: needs 24 GiB more"),
            std::string::npos)
      << text;
}

TEST(Fmea, TellsCapacityAndWhatStaysOut) {
  const scenarios::Scenario room = read_text(too_large_for_h2);
  FailureAnalysisPlan plan = failure_analysis_plan(room, simulated_as(room));
  plan.samples = 3;
  const FailureAnalysis analysis = fmea(room, plan);
  ASSERT_EQ(analysis.capacity.size(), 1U);
  EXPECT_EQ(analysis.capacity[0].hosts_to_spare, 0U);
  const std::string text = text_of(analysis);
  EXPECT_NE(text.find("capacity of ha: no host to spare"), std::string::npos) << text;
  EXPECT_NE(text.find("after h1\n    v needs 24 GiB more memory"), std::string::npos) << text;
  EXPECT_NE(json_of(analysis).find("\"hosts_to_spare\": 0"), std::string::npos);
}

ScenarioReport checked(const std::string& text) { return check(read_text(text)); }

TEST(Check, WorksOutHostsToSpareAndSinglePoints) {
  const ScenarioReport report = checked(too_large_for_h2 +
                                        "expect: {clusters.ha.hosts-to-spare: {at-least: 1}, "
                                        "services.w.single-points-of-failure: {between: [4, 4]}, "
                                        "services.v.single-points-of-failure: {at-most: 3}}\n");
  const auto& results = report.result.expectations;
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(report.result.replications, 0U);
  EXPECT_EQ(results[0].outcome, CheckOutcome::failed);
  EXPECT_EQ(results[0].because,
            "without h1 v needs 24 GiB more memory: it takes 32 GiB, and h2 has 8 GiB free");
  EXPECT_EQ(results[1].outcome, CheckOutcome::passed)
      << "itself, array, controller and the only path of its host, whose loss nobody notices: "
      << results[1].because;
  EXPECT_EQ(results[2].outcome, CheckOutcome::failed) << results[2].because;
}

TEST(Check, SinglePointsAreThoseOfFmea) {
  for (const std::string& text : {too_large_for_h2, four_hosts}) {
    const scenarios::Scenario room = read_text(text);
    const FailureAnalysis analysis = fmea(room);
    for (std::size_t i = 0; i < room.plant->services.size(); ++i) {
      const std::size_t points = single_points_of_failure(analysis, i).size();
      const std::string path = "services." + room.plant->services[i].name;
      const ScenarioReport report =
          checked(text + "expect: {" + path + ".single-points-of-failure: {at-most: 0}}\n");
      EXPECT_EQ(report.result.expectations[0].value.mean, static_cast<double>(points)) << path;
    }
  }
}

TEST(Check, WorkedOutBesideEstimated) {
  const ScenarioReport report = checked(
      "ausfall: 1\nhorizon: 1 y\nreplications: 200\nhosts: {n1..2: {failures: {hw: {mttf: 1000 h, "
      "mttr: "
      "10 h}}}}\n"
      "apps: {web: {on: n1}}\nclusters: {c: {nodes: n*}}\nservices: {web: {needs: web}}\n"
      "expect: {clusters.c.hosts-to-spare: {at-least: 1}, services.web.availability: {at-least: 90 "
      "%}}\n");
  EXPECT_GT(report.result.replications, 0U);
  for (const ExpectationResult& each : report.result.expectations)
    EXPECT_EQ(each.outcome, CheckOutcome::passed) << each.expectation.path;
}

}  // namespace
}  // namespace ausfall::studies
