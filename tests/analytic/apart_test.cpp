// Parts of a room that share nothing, solved apart: what comes out is what the joint chain says.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/random.hpp"
#include "studies/errors.hpp"
#include "studies/output/output.hpp"
#include "studies/solve.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

using namespace std::chrono_literals;

const std::atomic<bool> not_interrupted{false};
constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

studies::Solution solved(const std::string& text, studies::SolvePlan plan) {
  const scenarios::Scenario scenario = test::scenario(text);
  return studies::solve_plan(*scenario.plant, plan, {not_interrupted});
}

studies::Solution jointly(const std::string& text, Duration at) {
  return solved(text, {.at = at, .states_jointly = any_number});
}

/// In parts as small as can be, even where the joint chain would tell more.
studies::Solution apart(const std::string& text, Duration at, const studies::Solution& joint) {
  return solved(text, {.at = at, .states_jointly = 0, .states_max = joint.states - 1});
}

/// Rooms of a few parts, and services that ask for them in any way, for some in several places.
class Rooms {
 public:
  Rooms(std::uint64_t number, bool repaired)
      : draw_({.seed = 20260101, .replication = number}, Stream{1}, 0), repaired_(repaired) {}

  std::string room() {
    std::string before = "ausfall: 1\n";
    std::string hosts = "hosts:\n";
    std::string crews;
    std::string spares;
    std::string apps;
    std::string clusters;
    const int parts = pick(2, 3);
    for (int p = 1; p <= parts; ++p) {
      const int count = pick(1, 2);
      std::string who;
      if (repaired_ && count > 1 && chance(0.4)) {
        crews += fmt::format("  crew{}: {{size: 1}}\n", p);
        who += fmt::format(", crew: crew{}", p);
      }
      if (chance(0.3)) {
        spares +=
            repaired_ && chance(0.6)
                ? fmt::format("  parts{}: {{size: 1, restock: {{exponential: {{mean: {} h}}}}}}\n",
                              p, pick(50, 200))
                : fmt::format("  parts{}: {{size: 1}}\n", p);
        who += fmt::format(", spare: parts{}", p);
      }
      const bool alike = chance(0.5);
      for (int h = 1; h <= count; ++h) {
        const int mttf = alike ? 300 + p : pick(100, 900);
        const std::string repair =
            repaired_ ? fmt::format("mttr: {} h", alike ? 20 : pick(5, 60))
                      : (who.empty() || chance(0.3) ? std::string("mttr: never") : "mttr: 0 s");
        hosts += fmt::format("  h{}{}: {{failures: {{f: {{mttf: {} h, {}{}}}}}}}\n", p, h, mttf,
                             repair, repair == "mttr: never" ? "" : who);
        names_.push_back(fmt::format("h{}{}", p, h));
      }
      if (!repaired_ || count < 2 || !chance(0.4)) continue;
      names_.push_back(fmt::format("app{}", p));
      apps += fmt::format(
          "  app{0}: {{on: h{0}1, start: {{exponential: {{mean: 10 min}}}}, failures: {{crash: "
          "{{mttf: 200 h, mttr: 1 h}}}}}}\n",
          p);
      clusters += fmt::format(
          "  c{0}: {{profile: ideal, nodes: [h{0}1, h{0}2], failover: {{delay: {{exponential: "
          "{{mean: "
          "5 min}}}}}}}}\n",
          p);
    }
    if (!apps.empty()) hosts += "apps:\n" + apps + "clusters:\n" + clusters;
    if (chance(0.3)) {
      hosts += fmt::format(
          "common-causes: {{feed: {{mttf: 700 h, mttr: {}, hits: [{}, {}], probability: 0.6}}}}\n",
          repaired_ ? "3 h" : "never", names_.front(),
          names_[static_cast<std::size_t>(pick(1, static_cast<int>(names_.size()) - 1))]);
    }
    if (!crews.empty()) before += "crews:\n" + crews;
    if (!spares.empty()) before += "spares:\n" + spares;
    std::string services = "services:\n";
    for (int s = 1; s <= 2; ++s) services += fmt::format("  s{}: {{needs: {}}}\n", s, need(2));
    return before + hosts + services;
  }

 private:
  int pick(int low, int high) {
    return low + static_cast<int>(draw_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(double probability) { return draw_.uniform() < probability; }
  std::string name() {
    return names_[static_cast<std::size_t>(pick(0, static_cast<int>(names_.size()) - 1))];
  }
  std::string need(int depth) {
    std::vector<std::string> parts;
    for (int i = pick(2, 3); i > 0; --i) {
      std::string part = depth > 0 && chance(0.5) ? need(depth - 1) : name();
      if (std::ranges::count(parts, part) == 0) parts.push_back(std::move(part));
    }
    const std::string list = fmt::format("[{}]", fmt::join(parts, ", "));
    switch (pick(0, 2)) {
      case 0:
        return "{all: " + list + "}";
      case 1:
        return "{any: " + list + "}";
      default:
        return fmt::format("{{at-least: {}, of: {}}}", pick(1, static_cast<int>(parts.size())),
                           list);
    }
  }

  Draw draw_;
  bool repaired_;
  std::vector<std::string> names_;
};

void expect_near(double known, double found, const std::string& what) {
  EXPECT_NEAR(found, known, 1e-9 * std::abs(known) + 1e-15) << what;
}

/// Of so many random rooms at least so many are solved apart.
void compare(int rooms, bool repaired, int least_apart) {
  constexpr Duration at = 150h;
  int taken_apart = 0;
  for (int number = 0; number < rooms; ++number) {
    const std::string text = Rooms(static_cast<std::uint64_t>(number), repaired).room();
    const studies::Solution joint = jointly(text, at);
    studies::Solution found;
    try {
      found = apart(text, at, joint);
    } catch (const studies::Refused&) {
      continue;  // it is one part
    }
    if (found.parts.size() > 1) ++taken_apart;
    for (std::size_t i = 0; i < joint.services.size(); ++i) {
      const studies::SteadyAnswer& known = *joint.services[i].steady;
      const studies::SteadyAnswer& steady = *found.services[i].steady;
      expect_near(known.unavailability, steady.unavailability, text);
      expect_near(known.availability, steady.availability, text);
      expect_near(known.outages_per_year, steady.outages_per_year, text);
      const studies::TransientAnswer& until = *joint.services[i].transient;
      const studies::TransientAnswer& transient = *found.services[i].transient;
      expect_near(until.unavailability_at, transient.unavailability_at, text);
      expect_near(until.unavailability_over, transient.unavailability_over, text);
      expect_near(until.outages_over, transient.outages_over, text);
      EXPECT_EQ(steady.first_outage_known, transient.outage_by_known);
      if (!steady.first_outage_known) {
        EXPECT_TRUE(repaired) << text;
        continue;
      }
      expect_near(until.outage_by, transient.outage_by, text);
      EXPECT_EQ(known.hours_to_outage.has_value(), steady.hours_to_outage.has_value()) << text;
      expect_near(known.hours_to_outage.value_or(0), steady.hours_to_outage.value_or(0), text);
      ASSERT_EQ(known.down_for_good.has_value(), steady.down_for_good.has_value()) << text;
      if (!known.down_for_good) continue;
      expect_near(known.down_for_good->probability, steady.down_for_good->probability, text);
      expect_near(known.down_for_good->hours.value_or(0), steady.down_for_good->hours.value_or(0),
                  text);
    }
  }
  EXPECT_GE(taken_apart, least_apart);
}

TEST(Apart, RepairedRoomsAreWhatTheJointChainSays) { compare(20, true, 12); }

TEST(Apart, RoomsThatOnlyLoseAreWhatTheJointChainSays) { compare(150, false, 100); }

// A computer with two processors and one cold spare for them, three of five memories, one of two buses
// and two things of which there is one. Of three such computers two have to work: too many states
// jointly, and few apart.
std::string computer(int number) {
  return fmt::format(
      "  cpu{0}x1..2: {{failures: {{f: {{mttf: 900 h, spare: cold{0}}}}}}}\n"
      "  memory{0}x1..5: {{failures: {{f: {{mttf: 1500 h, mttr: never}}}}}}\n"
      "  bus{0}x1..2: {{failures: {{f: {{mttf: 4000 h, mttr: never}}}}}}\n"
      "  power{0}: {{failures: {{f: {{mttf: 5000 h, mttr: never}}}}}}\n"
      "  clock{0}: {{failures: {{f: {{mttf: 7000 h, mttr: never}}}}}}\n",
      number);
}
std::string needs(int number) {
  return fmt::format(
      "{{all: [{{any: cpu{0}x*}}, {{at-least: 3, of: memory{0}x*}}, {{any: bus{0}x*}}, power{0}, "
      "clock{0}]}}",
      number);
}

TEST(Apart, TwoOfThreeComputers) {
  constexpr Duration at = 200h;
  const studies::Solution one =
      jointly("ausfall: 1\nspares: {cold1: {size: 1}}\nhosts:\n" + computer(1) +
                  "services: {s: {needs: " + needs(1) + "}}\n",
              at);
  const studies::Solution three = solved(
      "ausfall: 1\nspares: {cold1: {size: 1}, cold2: {size: 1}, cold3: {size: 1}}\nhosts:\n" +
          computer(1) + computer(2) + computer(3) + "services: {s: {needs: {at-least: 2, of: [" +
          needs(1) + ", " + needs(2) + ", " + needs(3) + "]}}}\n",
      {.at = at});
  ASSERT_EQ(three.parts.size(), 3U);
  for (const studies::PartSize& part : three.parts) EXPECT_EQ(part.states, one.states);
  EXPECT_EQ(three.states, 3 * one.states);
  const double p = one.services[0].transient->outage_by;
  test::expect_relative(
      {"two of three computers with a cold spare each: failure in 200 h", "3 p^2 - 2 p^3 of one"},
      3 * p * p - 2 * p * p * p, three.services[0].transient->outage_by, 1e-10);
  const std::string text = studies::text_of(three);
  EXPECT_NE(text.find("3 parts that share nothing"), std::string::npos) << text;
  EXPECT_NE(text.find(fmt::format("chains of {} states", three.states)), std::string::npos) << text;
}

// Thirty hosts of as many kinds, one of which has to work, would be 2^30 states.
TEST(Apart, ManyPartsThatAreRepaired) {
  std::string hosts;
  double all_down = 1;
  double rate_of_return = 0;
  for (int i = 1; i <= 30; ++i) {
    hosts += fmt::format("  h{}: {{failures: {{f: {{mttf: {} h, mttr: 50 h}}}}}}\n", i, 100 + i);
    all_down *= 50.0 / (150 + i);
    rate_of_return += 1.0 / 50;
  }
  const studies::Solution solution =
      solved("ausfall: 1\nhosts:\n" + hosts + "services: {s: {needs: {any: h*}}}\n",
             {.at = 10h, .states_jointly = 100, .states_max = 20'000});
  const studies::SolvedService& service = solution.services.front();
  test::expect_relative({"thirty different hosts, one of which has to work: unavailability",
                         "product of mttr / (mttf + mttr)"},
                        all_down, service.steady->unavailability, 1e-10);
  test::expect_relative({"thirty different hosts, one of which has to work: outages a year",
                         "unavailability times the rate of return"},
                        all_down * rate_of_return * 8760, service.steady->outages_per_year, 1e-10);
  EXPECT_FALSE(service.steady->first_outage_known);
  EXPECT_TRUE(std::isnan(service.transient->outage_by));
  EXPECT_EQ(solution.warnings.size(), 1U);
  EXPECT_NE(studies::text_of(solution).find("not known"), std::string::npos);
  EXPECT_NE(studies::json_of(solution).find("\"first_outage_known\": false"), std::string::npos);
}

}  // namespace
}  // namespace ausfall
