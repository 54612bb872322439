#include "studies/fmea/failure_analysis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "studies/errors.hpp"
#include "studies/output/output_fmea.hpp"
#include "tests/support/experiments.hpp"

namespace ausfall::studies {
namespace {

using testing::Test;

const std::atomic<bool> not_interrupted{false};

FailureAnalysis analysed(const std::string& text, FailureAnalysisPlan plan = {}) {
  const scenarios::Scenario scenario = test::scenario("ausfall: 1\n" + text);
  plan.scenario = scenario.name;
  plan.horizon = scenario.horizon;
  return analyse_failures(*scenario.plant, plan, {not_interrupted});
}

std::size_t place_of(const FailureAnalysis& analysis, const std::string& name) {
  for (std::size_t i = 0; i < analysis.hazards.size(); ++i) {
    if (analysis.hazards[i].name == name) return i;
  }
  throw std::out_of_range("no failure " + name);
}

const ServiceEffect& effect(const FailureAnalysis& analysis, const std::string& name,
                            std::size_t service = 0) {
  return analysis.hazards[place_of(analysis, name)].services[service];
}

const PairEffect& pair(const FailureAnalysis& analysis, const std::string& one,
                       const std::string& other) {
  const std::size_t first = place_of(analysis, one);
  const std::size_t second = place_of(analysis, other);
  for (const PairEffect& each : analysis.pairs) {
    if (each.first == std::min(first, second) && each.second == std::max(first, second))
      return each;
  }
  throw std::out_of_range("no pair");
}

Severity severity(const FailureAnalysis& analysis, const std::string& name) {
  return worst(effect(analysis, name).seen);
}

using Names = std::vector<std::string>;

std::vector<Names> cut_sets(const FailureAnalysis& analysis, Severity at_least = lasting) {
  std::vector<Names> sets;
  for (const CutSet& set : minimal_cut_sets(analysis, 0, at_least)) {
    Names names;
    for (const std::size_t hazard : set.hazards) names.push_back(analysis.hazards[hazard].name);
    sets.push_back(names);
  }
  return sets;
}

/// Two nodes, one guest, and a cluster whose every time is known: it suspects after 4 to 5 s, agrees
/// in 2 s, moves disks in 10 s; the guest boots in 90 s and its application starts in 30 s.
const std::string cluster =
    "hosts: {node1..2: {boot: 4 min, failures: {hardware: {mttf: 2 y, mttr: 6 h}, os: {mttf: 1 "
    "y}}}}\n"
    "networks: {private: {carries: [heartbeat], hosts: all}}\n"
    "vms: {guest: {host: node1, boot: 90 s, failures: {hung: {mttf: 1 y, effect: hang, ttr: 1 "
    "h}}}}\n"
    "apps: {mail: {on: guest, start: 30 s, failures: {crash: {mttf: 30 d}}}}\n"
    "services: {mail: {needs: mail}}\n";
const std::string how =
    "profile: vs2005-host, nodes: node*, groups: {mail: {members: [guest]}},\n"
    "  heartbeat: {interval: 1 s, missed: 5}, membership: {regroup: 2 s, election: 0 s},\n"
    "  quorum: none, fencing: none";

std::string clustered(const std::string& failover = "delay: 10 s") {
  return cluster + "clusters: {c: {" + how + ", failover: {" + failover + "}}}\n";
}

TEST(FailureAnalysis, TellsHowLongAFailoverTakesAndWhere) {
  const FailureAnalysis analysis = analysed(clustered());
  const HazardEffect& hardware = analysis.hazards[place_of(analysis, "node1.hardware")];
  const ServiceEffect& mail = hardware.services[0];
  EXPECT_EQ(mail.seen[static_cast<std::size_t>(Severity::interrupted)], 100U);
  EXPECT_EQ(mail.outages.count, 100U);
  EXPECT_GE(mail.outages.least, 136s);
  EXPECT_LE(mail.outages.most, 137s);
  EXPECT_NEAR(mail.outages.mean_seconds(), 136.5, 0.15);
  EXPECT_LT(mail.outages.least, mail.outages.most);  // the phase of the heartbeat differs
  EXPECT_EQ(hardware.failovers.failovers, 100U);
  EXPECT_EQ(hardware.failovers.moved, 100U);
  using models::Phase;
  const auto phase = [&](Phase which) {
    return hardware.failovers.phases[static_cast<std::size_t>(which)];
  };
  EXPECT_NEAR(seconds_in(phase(Phase::detect)) / 100, 4.5, 0.15);
  EXPECT_EQ(phase(Phase::agree), 200s);
  EXPECT_EQ(phase(Phase::storage), 1000s);
  EXPECT_EQ(phase(Phase::boot), 9000s);
  EXPECT_EQ(phase(Phase::start), 3000s);
}

TEST(FailureAnalysis, TellsWhatEachFailureDoes) {
  const FailureAnalysis analysis = analysed(clustered());
  EXPECT_EQ(severity(analysis, "node2.hardware"), Severity::none);
  EXPECT_EQ(severity(analysis, "private.switch"), Severity::none);
  EXPECT_EQ(severity(analysis, "node1.os"), Severity::interrupted);
  EXPECT_EQ(severity(analysis, "guest.hung"), Severity::interrupted);  // the cluster resets it
  EXPECT_EQ(severity(analysis, "mail.crash"), Severity::interrupted);
  EXPECT_EQ(effect(analysis, "mail.crash").outages.most, 30s);
  EXPECT_TRUE(cut_sets(analysis).empty());
  EXPECT_EQ(cut_sets(analysis, Severity::interrupted).size(), 4U);
}

TEST(FailureAnalysis, WhatFailsUnseenDoesNoHarmAloneAndInPairs) {
  const FailureAnalysis analysis = analysed(
      "hosts:\n"
      "  main: {failures: {f: {mttf: 1 y, mttr: 6 h}}}\n"
      "  spare: {failures: {f: {mttf: 1 y, mttr: 6 h, effect: latent}}, test: {every: 30 d}}\n"
      "services: {web: {needs: {any: [main, spare]}}}\n",
      {.order = 2, .samples = 10});
  EXPECT_EQ(severity(analysis, "spare.f"), Severity::none);
  EXPECT_EQ(analysis.hazards[place_of(analysis, "spare.f")].unseen, 10U) << "no test finds it";
  EXPECT_EQ(analysis.hazards[place_of(analysis, "main.f")].unseen, 0U);
  EXPECT_EQ(worst(pair(analysis, "main.f", "spare.f").seen[0]), Severity::until_repair);
  const std::string text = text_of(analysis);
  EXPECT_NE(text.find("nobody sees until it is needed or tested: spare.f"), std::string::npos)
      << text;
}

TEST(FailureAnalysis, WhatIsNeverRepairedIsDownForGood) {
  const FailureAnalysis analysis = analysed(
      "horizon: 1 y\n"
      "hosts: {a: {failures: {lost: {mttf: 10 y, mttr: never}, fan: {mttf: 1 y, mttr: 1 h}}},\n"
      "  b1..2: {failures: {lost: {mttf: 10 y, mttr: never}}}}\n"
      "common-causes: {flood: {mttf: 100 y, mttr: never, hits: a}}\n"
      "services: {web: {needs: {all: [a, {any: b*}]}}}\n",
      {.order = 2, .samples = 10});
  EXPECT_EQ(severity(analysis, "a.lost"), Severity::for_good);
  EXPECT_EQ(severity(analysis, "flood"), Severity::for_good);
  EXPECT_EQ(severity(analysis, "a.fan"), Severity::until_repair);
  EXPECT_EQ(severity(analysis, "b1.lost"), Severity::none);
  EXPECT_EQ(worst(pair(analysis, "b1.lost", "b2.lost").seen[0]), Severity::for_good);
  // Nothing costs more than the horizon.
  EXPECT_NEAR(effect(analysis, "a.lost").downtime_seconds.mean(), seconds_in(year), 1);
  const std::string text = text_of(analysis);
  EXPECT_NE(text.find("down for good"), std::string::npos) << text;
  EXPECT_EQ(text.find("repaired or not"), std::string::npos) << text;
}

TEST(FailureAnalysis, TellsWhatWaitsForAPerson) {
  const FailureAnalysis person = analysed(clustered("coverage: 0 %, manual: 30 min"));
  EXPECT_EQ(severity(person, "node1.hardware"), Severity::person);
  EXPECT_GE(effect(person, "node1.hardware").outages.least, 30min);
  EXPECT_EQ(cut_sets(person), (std::vector<Names>{{"node1.hardware"}}));
  // The node is back before the person, and starts its guest itself.
  EXPECT_EQ(severity(person, "node1.os"), Severity::interrupted);
}

TEST(FailureAnalysis, TellsWhatNobodyBringsBack) {
  // An application that may not be restarted in place nor fail over is given up, and stays so.
  const FailureAnalysis analysis = analysed(
      "hosts: {node1..2: {}}\n"
      "apps: {mail: {on: node1, start: 30 s, failures: {broken: {mttf: 1 y, mttr: 1 h}}}}\n"
      "clusters: {c: {nodes: node*, restart: {attempts: 0}, failover: {threshold: 0}}}\n"
      "services: {mail: {needs: mail}}\n");
  EXPECT_EQ(effect(analysis, "mail.broken").seen[static_cast<std::size_t>(Severity::for_good)],
            100U);
}

TEST(FailureAnalysis, CountsHowOftenAChanceGoesWrong) {
  const FailureAnalysis analysis =
      analysed(clustered("coverage: 70 %, manual: 30 min"), {.samples = 1000});
  const SeverityCounts& seen = effect(analysis, "node1.hardware").seen;
  EXPECT_NEAR(static_cast<double>(seen[static_cast<std::size_t>(Severity::person)]), 300, 60);
  EXPECT_EQ(at_least(seen, Severity::interrupted), 1000U);
  EXPECT_EQ(worst(seen), Severity::person);
}

TEST(FailureAnalysis, TellsWhatServesInPart) {
  const FailureAnalysis analysis = analysed(
      "hosts: {node: {failures: {fan: {mttf: 1 y, mttr: 4 h, effect: degrade, capacity: 25 %}}}}\n"
      "apps: {web: {on: node}}\nservices: {web: {needs: web}}\n");
  EXPECT_EQ(severity(analysis, "node.fan"), Severity::in_part);
  EXPECT_EQ(effect(analysis, "node.fan").least_capacity, 16384U);
  ASSERT_EQ(analysis.structure[0].differences.size(), 1U);
  EXPECT_EQ(analysis.structure[0].differences[0].reason,
            "its failures take only a part of its capacity");
}

TEST(FailureAnalysis, StrikesCommonCausesByChance) {
  const FailureAnalysis analysis = analysed(
      "hosts: {node1..2: {}}\n"
      "common-causes: {feed: {mttf: 4 y, mttr: 1 h, hits: [node1, node2], probability: 50 %}}\n"
      "services: {either: {needs: {any: [node1, node2]}}}\n",
      {.samples = 1000});
  const SeverityCounts& seen = effect(analysis, "feed").seen;
  EXPECT_NEAR(static_cast<double>(seen[static_cast<std::size_t>(Severity::until_repair)]), 250, 60);
  EXPECT_EQ(cut_sets(analysis), (std::vector<Names>{{"feed"}}));
}

/// A storage, a network and a trunk, each a service of its own, and the common cause of them.
TEST(FailureAnalysis, StrikesThePartsOfWhatIsNeededItself) {
  const std::string room =
      "hosts: {a: {}, b: {}}\n"
      "networks: {left: {hosts: a, switches: 2}, right: {hosts: b}}\n"
      "trunks: {line: {between: [left, right], failures: {cut: {mttf: 1 y, mttr: 8 h}}}}\n"
      "storage: {san: {type: fc, hosts: a, controllers: 2, paths: 2, failures: {array: {mttf: 1 y, "
      "mttr: 8 h}}}}\n"
      "common-causes: {feed: {mttf: 4 y, mttr: 1 h, hits: [san.array, left.switch1]}}\n";
  const auto cut_sets_of = [&](const std::string& needs) {
    const FailureAnalysis analysis =
        analysed(room + "services: {s: {needs: " + needs + "}}\n", {.order = 2, .samples = 2});
    for (const StructureCheck& check : analysis.structure) {
      EXPECT_TRUE(check.told);
      EXPECT_TRUE(check.differences.empty()) << needs;
    }
    return cut_sets(analysis);
  };
  EXPECT_EQ(cut_sets_of("san"), (std::vector<Names>{{"san.array"},
                                                    {"feed"},
                                                    {"san.controller1", "san.controller2"},
                                                    {"san.path1.a", "san.path2.a"}}));
  EXPECT_EQ(cut_sets_of("line"), (std::vector<Names>{{"line.cut"}}));
  EXPECT_EQ(cut_sets_of("left"),
            (std::vector<Names>{{"left.switch1", "left.switch2"}, {"left.switch2", "feed"}}));
  EXPECT_EQ(cut_sets_of("{any: [san.array, line]}"),
            (std::vector<Names>{{"line.cut", "san.array"}, {"line.cut", "feed"}}));
}

TEST(FailureAnalysis, MeetsEveryHourOfTheDay) {
  // Home again at night: the failback waits until then, and takes the service down once more.
  const FailureAnalysis analysis = analysed(cluster + "clusters: {c: {" + how +
                                            ", planned: restart, failback: {window: [22, 6]}}}\n");
  const ServiceEffect& mail = effect(analysis, "node1.hardware");
  EXPECT_EQ(mail.after_repair.count, 100U);
  EXPECT_GE(mail.after_repair.least, 2min);
  EXPECT_EQ(mail.seen[static_cast<std::size_t>(Severity::interrupted)], 100U);
}

TEST(FailureAnalysis, SeesSplitBrains) {
  const std::string room =
      "hosts: {node1..2: {boot: 1 min}}\n"
      "networks: {private: {hosts: all}}\n"
      "vms: {guest: {host: node1, boot: 10 s}}\n"
      "services: {guest: {needs: guest}}\n"
      "clusters: {c: {" +
      how;
  const std::string groups = "groups: {mail: {members: [guest]}}";
  std::string text = room + "}}\n";
  text.replace(text.find("groups: {mail: {members: [guest]}}"), groups.size(), groups);
  const FailureAnalysis analysis = analysed(text);
  const HazardEffect& cut = analysis.hazards[place_of(analysis, "private.switch")];
  EXPECT_EQ(cut.split_brain.samples, 100U);
  // For the week that it lasts, less what it takes to notice and to boot.
  EXPECT_NEAR(seconds_in(cut.split_brain.time) / 100, 7 * 86400, 60);
  EXPECT_EQ(analysis.hazards[place_of(analysis, "node1")].split_brain.samples, 0U);
}

TEST(FailureAnalysis, WeighsAsTheExactSolution) {
  // Four services by different laws of the same kind of failure: what they cost a year is what the
  // Markov chain says, as long as failures hardly meet.
  const std::string text =
      "hosts: {node1..2: {failures: {hardware: {mttf: 5 y, mttr: 8 h}}}}\n"
      "storage: {array: {type: fc, hosts: all, controllers: 1,\n"
      "  failures: {array: {mttf: 10 y, mttr: 12 h}, controller: {mttf: 8 y, mttr: 6 h}}}}\n"
      "vms: {guest: {host: node1, storage: array, disk-timeout: 0 s, failures: {os: {mttf: 1 y, "
      "mttr: 10 min}}}}\n"
      "apps: {mail: {on: guest, failures: {hung: {mttf: 1 y, effect: hang, mttr: 30 min}}}}\n"
      "services: {mail: {needs: mail}, both: {needs: {all: [mail, node2]}}}\n";
  const FailureAnalysis analysis = analysed(text, {.samples = 1000});
  const Solution solution = test::solve("ausfall: 1\n" + text);
  for (std::size_t i = 0; i < 2; ++i) {
    const YearlyCost cost = yearly_cost(analysis, i);
    const SteadyAnswer& exact = *solution.services[i].steady;
    EXPECT_NEAR(cost.outages.mean / exact.outages_per_year, 1, 0.01) << i;
    EXPECT_NEAR(cost.downtime_seconds.mean / (exact.unavailability * seconds_in(year)), 1, 0.03)
        << i;
    EXPECT_LT(cost.downtime_seconds.low, cost.downtime_seconds.mean);
  }
}

TEST(FailureAnalysis, WeighsAsARunOfAReliableCluster) {
  const std::string text = clustered() + "horizon: 20 y\nreplications: 2000\n";
  const FailureAnalysis analysis = analysed(text, {.samples = 200});
  const RunResult run = test::run("ausfall: 1\n" + text);
  const YearlyCost cost = yearly_cost(analysis, 0);
  EXPECT_NEAR(cost.outages.mean / run.services[0].outages_per_year.mean, 1, 0.02);
  // Two nodes down at once are rare, and long: a run has some of them.
  EXPECT_NEAR(cost.downtime_seconds.mean / (run.services[0].unavailability.mean * seconds_in(year)),
              1, 0.05);
}

TEST(FailureAnalysis, CostsNoMoreThanTheHorizon) {
  const FailureAnalysis analysis = analysed(
      "horizon: 1 y\nhosts: {node1..2: {}}\n"
      "apps: {mail: {on: node1, failures: {broken: {mttf: 1 y, mttr: 1 h}}}}\n"
      "clusters: {c: {nodes: node*, restart: {attempts: 0}, failover: {threshold: 0}}}\n"
      "services: {mail: {needs: mail}}\n");
  EXPECT_DOUBLE_EQ(effect(analysis, "mail.broken").downtime_seconds.mean(), seconds_in(year));
}

TEST(Pairs, AreMinimalCutSetsWhereNoPartIsOne) {
  const FailureAnalysis analysis = analysed(
      "hosts: {a: {}, b: {}, c: {}}\n"
      "services: {s: {needs: {all: [c, {any: [a, b]}]}}}\n",
      {.order = 2, .samples = 5});
  EXPECT_EQ(cut_sets(analysis), (std::vector<Names>{{"c"}, {"a", "b"}}));
  const CutSet both = minimal_cut_sets(analysis, 0, lasting)[1];
  EXPECT_EQ(both.worst, Severity::until_repair);
  EXPECT_EQ(both.seen, both.samples);
}

TEST(Pairs, StrikeInEveryPhaseOfAFailoverAndAfterIt) {
  const FailureAnalysis analysis = analysed(clustered(), {.order = 2, .samples = 10});
  const PairEffect& nodes = pair(analysis, "node1.hardware", "node2.hardware");
  std::vector<std::string> moments;
  for (const TimedEffect& timed : nodes.timed) {
    EXPECT_EQ(timed.samples, 10U);
    EXPECT_EQ(at_least(timed.seen[0], lasting), 10U);  // nowhere to go
    moments.push_back((timed.swapped ? "2" : "1") +
                      (timed.timing == Timing::during_first
                           ? std::to_string(static_cast<int>(timed.phase))
                       : timed.timing == Timing::together ? std::string("together")
                                                          : std::string("after")));
  }
  // Detection, agreement, storage, boot, start; of the node where nothing runs, that it is noticed.
  EXPECT_EQ(moments, (std::vector<std::string>{"1together", "10", "11", "13", "15", "16", "1after",
                                               "20", "2after"}));
  EXPECT_EQ(std::ranges::count(cut_sets(analysis), Names{"node1.hardware", "node2.hardware"}), 1);
}

TEST(Pairs, MeetTheFirstOneAsItIsAlone) {
  // The second strikes where nothing depends on it: each sample of the first is the one it has alone.
  const FailureAnalysis analysis =
      analysed(clustered("coverage: 70 %, manual: 30 min"), {.order = 2, .samples = 200});
  const SeverityCounts& alone = effect(analysis, "node1.hardware").seen;
  for (const TimedEffect& timed : pair(analysis, "node1.hardware", "private.link.node1").timed) {
    if (timed.swapped || timed.timing != Timing::after_first) continue;
    EXPECT_EQ(timed.samples, 200U);
    EXPECT_EQ(timed.seen[0], alone);
  }
}

TEST(Pairs, CannotStrikeWhatIsDown) {
  const FailureAnalysis analysis = analysed(
      "hosts: {a: {boot: 1 min, failures: {hardware: {mttf: 1 y, mttr: 1 h}, os: {mttf: 1 y, "
      "mttr: 1 h}}}}\n"
      "apps: {mail: {on: a}}\nservices: {mail: {needs: mail}}\n",
      {.order = 2, .samples = 3});
  EXPECT_TRUE(pair(analysis, "a.hardware", "a.os").timed.empty());
  // The application first, then its host.
  for (const TimedEffect& timed : pair(analysis, "a.hardware", "mail").timed)
    EXPECT_TRUE(timed.timing == Timing::together || timed.swapped);
}

TEST(Structure, IsComparedWithWhatWasSeen) {
  const FailureAnalysis analysis = analysed(clustered());
  const StructureCheck& check = analysis.structure[0];
  EXPECT_EQ(check.cut_vertices, (Names{"node1", "guest", "mail"}));
  EXPECT_EQ(check.even_with_clusters, (Names{"guest", "mail"}));
  ASSERT_EQ(check.differences.size(), 3U);
  EXPECT_EQ(check.differences[0].component, "node1");
  EXPECT_EQ(check.differences[0].reason, "a cluster serves without it, from another place");
  EXPECT_EQ(check.differences[1].reason, "a restart ended its failures in all of 100 samples");
  EXPECT_EQ(check.differences[2].reason, "its failures need no repair: it starts again by itself");
}

TEST(Structure, NamesWhatTheClusterCannotDoWithout) {
  // Nobody but the nodes uses this network; but without it no node sees a majority.
  const FailureAnalysis blind = analysed(
      "hosts: {node1..3: {}}\n"
      "networks: {lan: {carries: [heartbeat], hosts: all}}\n"
      "apps: {db: {on: node1}}\n"
      "clusters: {c: {nodes: node*, heartbeat: {networks: [lan]}, quorum: majority}}\n"
      "services: {db: {needs: db}}\n",
      {.samples = 5});
  ASSERT_FALSE(blind.structure[0].differences.empty());
  const auto lan = std::ranges::find(blind.structure[0].differences, "lan.switch",
                                     &StructuralDifference::component);
  ASSERT_NE(lan, blind.structure[0].differences.end());
  EXPECT_FALSE(lan->cut_vertex);
  EXPECT_EQ(lan->reason,
            "the structure has a way without it, but in 5 of 5 samples the service was not brought "
            "back until it was repaired or a person came");
}

FailureAnalysisPlan plan_of(int order, std::uint64_t samples, std::uint64_t seed,
                            unsigned threads = 1) {
  FailureAnalysisPlan plan{.order = order, .samples = samples};
  plan.seed = seed;
  plan.threads = threads;
  return plan;
}

TEST(FailureAnalysis, IsTheSameOnAnyNumberOfThreads) {
  FailureAnalysis one = analysed(clustered("coverage: 70 %, manual: 30 min"), plan_of(2, 7, 5));
  for (const unsigned threads : {2U, 3U}) {
    FailureAnalysis more =
        analysed(clustered("coverage: 70 %, manual: 30 min"), plan_of(2, 7, 5, threads));
    one.wall_seconds = more.wall_seconds = 0;
    EXPECT_EQ(json_of(one), json_of(more));
  }
}

TEST(FailureAnalysis, DependsOnTheSeed) {
  const FailureAnalysis one = analysed(clustered(), plan_of(1, 10, 1));
  const FailureAnalysis other = analysed(clustered(), plan_of(1, 10, 2));
  EXPECT_NE(effect(one, "node1.hardware").outages.sum, effect(other, "node1.hardware").outages.sum);
}

TEST(FailureAnalysis, ThrowsIfNothingWasFinished) {
  const scenarios::Scenario scenario =
      test::scenario("ausfall: 1\nhosts: {a: {}}\nservices: {s: {needs: a}}\n");
  const std::atomic<bool> interrupted{true};
  EXPECT_THROW(analyse_failures(*scenario.plant, {}, {interrupted}), Interrupted);
}

// ---- racks, sites and mirrors -------------------------------------------------------------------

TEST(FailureAnalysis, LosesRacksAndSitesAsAWhole) {
  const FailureAnalysis analysis = analysed(
      "hosts: {a1..2: {rack: A, site: north, boot: 4 min}, b1: {rack: B, site: north, boot: 4 "
      "min}}\n"
      "apps: {web1: {on: a1}, web2: {on: a2}, web3: {on: b1}}\n"
      "services: {pair: {needs: {any: [web1, web2]}}, all: {needs: {any: web*}}}\n",
      {.order = 2, .samples = 3});
  EXPECT_EQ(severity(analysis, "a1"), Severity::none);
  EXPECT_EQ(severity(analysis, "rack A"), Severity::until_repair);
  EXPECT_EQ(severity(analysis, "rack B"), Severity::none);
  EXPECT_EQ(worst(effect(analysis, "rack A", 1).seen), Severity::none);
  EXPECT_EQ(worst(effect(analysis, "site north", 1).seen), Severity::until_repair);
  EXPECT_EQ(effect(analysis, "site north", 1).after_repair.count, 0U) << "all is back at once";
  EXPECT_EQ(analysis.hazards[place_of(analysis, "rack A")].family, "rack");
  // Six that fail alone, and no pairs with a rack.
  EXPECT_EQ(analysis.pairs.size(), 15U);
  EXPECT_FALSE(analysis.interrupted());
}

/// What only one thing says of itself is lost with that.
TEST(FailureAnalysis, LosesWhatHasALabelInCommonAsAWhole) {
  const FailureAnalysis analysis = analysed(
      "hosts: {a1: {labels: {row: 7, number: 1}}, a2: {labels: {row: 7, number: 2}}}\n"
      "vms: {dc1..2: {host: a1..2, labels: {tier: dc}}}\n"
      "services: {logon: {needs: {any: dc*}}}\n",
      {.samples = 3});
  EXPECT_EQ(severity(analysis, "dc1"), Severity::none);
  EXPECT_EQ(severity(analysis, "tier dc"), Severity::until_repair);
  EXPECT_EQ(severity(analysis, "row 7"), Severity::until_repair);
  EXPECT_EQ(analysis.hazards.size(), 6U);
}

TEST(FailureAnalysis, HasNoRowsOfRacksWithoutLabels) {
  const FailureAnalysis analysis =
      analysed("hosts: {a1..2: {}}\nservices: {s: {needs: a1}}\n", {.samples = 1});
  EXPECT_EQ(analysis.hazards.size(), 2U);
}

TEST(FailureAnalysis, AMirrorHasNoFailureOfItsOwnAndMasksThoseOfItsSides) {
  const std::string room =
      "hosts: {a: {}, b: {}}\n"
      "networks: {l: {hosts: a, carries: [storage]}, r: {hosts: b, carries: [storage]}}\n"
      "trunks: {t: {between: [l, r]}}\n"
      "storage: {array1..2: {type: fc}, metro: {mirror: {of: [array1, array2]";
  const std::string rest =
      "}}}\nvms: {v: {host: a, storage: metro}}\nservices: {v: {needs: v}, m: {needs: metro}}\n";
  const FailureAnalysis both = analysed(room + rest, {.order = 2, .samples = 3});
  EXPECT_THROW(place_of(both, "metro"), std::out_of_range);
  EXPECT_EQ(severity(both, "array1.array"), Severity::interrupted);
  EXPECT_EQ(worst(effect(both, "array1.array", 1).seen), Severity::none);
  EXPECT_EQ(worst(pair(both, "array1.array", "array2.array").seen[1]), Severity::until_repair);
  EXPECT_TRUE(both.structure[1].cut_vertices.empty());
  EXPECT_TRUE(both.structure[1].differences.empty());
  // Without a witness the preferred array is a single point of failure, as structure does not tell.
  const FailureAnalysis alone = analysed(room + ", over: t" + rest, {.samples = 3});
  EXPECT_EQ(worst(effect(alone, "array1.array", 1).seen), Severity::until_repair);
  EXPECT_EQ(worst(effect(alone, "array2.array", 1).seen), Severity::none);
  ASSERT_EQ(alone.structure[1].differences.size(), 2U);
  EXPECT_EQ(alone.structure[1].differences[0].component, "array1.array");
  EXPECT_EQ(alone.structure[1].differences[1].component, "array1.controller");
}

}  // namespace
}  // namespace ausfall::studies
