// Where there is no cluster, what fails is down until it is repaired, and a plain look at what stands
// on what tells which services that takes: single failures must agree with the cut vertices of the
// topology, and single failures and pairs with a look at the rooms written here a second time, without
// a graph.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>

#include <fmt/format.h>

#include "models/topology.hpp"
#include "sim/random.hpp"
#include "studies/fmea/failure_analysis.hpp"
#include "tests/properties/small_worlds.hpp"
#include "tests/support/experiments.hpp"

namespace ausfall {
namespace {

using models::Component;
using models::ComponentId;
using models::ComponentKind;
using models::Need;
using models::Plant;
using studies::FailureAnalysis;
using studies::Severity;

/// A room without a cluster, by number.
class Room {
 public:
  explicit Room(std::uint64_t number) : draw_({number, 0}, stream_named("room"), 0) {}

  std::string text() {
    const int hosts = up_to(3);
    std::string text = "ausfall: 1\nhosts:\n";
    for (int i = 1; i <= hosts; ++i) text += thing("h", i, "boot: 1 min");
    text += networks(hosts);
    int storages = up_to(3) - 1;
    text += storages > 0 ? "storage:\n" : "";
    for (int i = 1; i <= storages; ++i) text += storage(i);
    if (storages == 2 && coin()) {
      text += "  d3: {mirror: {of: [d1, d2]}}\n";
      parts_.emplace_back("d3");
      ++storages;
    }
    const int vms = up_to(4) - 1;
    text += vms > 0 ? "vms:\n" : "";
    for (int i = 1; i <= vms; ++i)
      text += thing("v", i,
                    fmt::format("host: h{}, boot: 1 min{}", up_to(hosts), on_storage(storages)));
    const int apps = up_to(4);
    text += "apps:\n";
    for (int i = 1; i <= apps; ++i) {
      const bool on_vm = vms > 0 && coin();
      const std::string place = fmt::format("{}{}", on_vm ? "v" : "h", up_to(on_vm ? vms : hosts));
      text += thing("a", i, fmt::format("on: {}, start: 1 s{}", place, on_storage(storages)));
    }
    text += "services:\n";
    for (int i = 1; i <= 2; ++i)
      text += fmt::format("  s{}: {{needs: {}}}\n", i, need(hosts, vms, apps, 2));
    return text;
  }

 private:
  int up_to(int n) { return 1 + static_cast<int>(draw_.uniform() * n); }
  bool coin() { return draw_.uniform() < 0.5; }

  /// Some fail in ways of their own, of which some hang; the others just go down.
  std::string thing(const char* kind, int number, const std::string& what) {
    const std::string failures =
        coin() ? fmt::format(", failures: {{broken: {{mttf: 1 y, mttr: 8 h{}}}}}",
                             coin() ? ", effect: hang" : "")
               : "";
    return fmt::format("  {}{}: {{{}{}}}\n", kind, number, what, failures);
  }

  std::string networks(int hosts) {
    networks_ = up_to(3) - 1;
    std::string text = networks_ > 0 ? "networks:\n" : "";
    for (int i = 1; i <= networks_; ++i) {
      text += fmt::format("  n{}: {{carries: [{}storage], hosts: all, switches: {}}}\n", i,
                          coin() ? "client, " : "", up_to(2));
      parts_.push_back(fmt::format("n{}", i));
      parts_.push_back(fmt::format("{{any: n{}.switch*}}", i));
      parts_.push_back(fmt::format("{{all: n{}.link*.h{}}}", i, up_to(hosts)));
    }
    if (networks_ == 2) {
      text += "trunks: {t: {between: [n1, n2]}}\n";
      parts_.emplace_back("t");
    }
    return text;
  }

  std::string storage(int number) {
    const std::string kind =
        networks_ > 0 && coin() ? fmt::format("iscsi, network: n{}", up_to(networks_)) : "fc";
    parts_.push_back(fmt::format("d{}", number));
    parts_.push_back(fmt::format("d{}.array", number));
    parts_.push_back(fmt::format("{{all: d{}.controller*}}", number));
    parts_.push_back(fmt::format("{{any: d{}.path*}}", number));
    return fmt::format("  d{}: {{type: {}, hosts: all, controllers: {}, paths: {}}}\n", number,
                       kind, up_to(2), up_to(2));
  }

  std::string on_storage(int storages) {
    if (storages == 0 || coin()) return "";
    return fmt::format(", storage: d{}{}", up_to(storages), coin() ? ", disk-timeout: 1 min" : "");
  }

  std::string need(int hosts, int vms, int apps, int depth) {
    if (depth == 0 || up_to(3) == 1) {
      // In a list of its own: two words for one thing are counted once in a list.
      if (!parts_.empty() && up_to(3) == 1)
        return fmt::format(
            "{{all: [{}]}}",
            parts_[static_cast<std::size_t>(up_to(static_cast<int>(parts_.size())) - 1)]);
      const int kind = up_to(vms > 0 ? 4 : 3);
      return kind == 4   ? fmt::format("v{}", up_to(vms))
             : kind == 3 ? fmt::format("h{}", up_to(hosts))
                         : fmt::format("a{}", up_to(apps));
    }
    std::vector<std::string> parts;
    for (int i = up_to(3); i > 0; --i) {
      std::string part = need(hosts, vms, apps, depth - 1);
      if (std::ranges::count(parts, part) == 0) parts.push_back(std::move(part));
    }
    const auto n = static_cast<int>(parts.size());
    const std::string list = fmt::format("[{}]", fmt::join(parts, ", "));
    const int kind = up_to(3);
    return kind == 1   ? fmt::format("{{all: {}}}", list)
           : kind == 2 ? fmt::format("{{any: {}}}", list)
                       : fmt::format("{{at-least: {}, of: {}}}", up_to(n), list);
  }

  Draw draw_;
  int networks_ = 0;
  std::vector<std::string> parts_;  // networks, trunks, storages and parts of them, to be needed
};

/// What serves when these components are down.
class Look {
 public:
  Look(const Plant& plant, std::set<ComponentId> down) : plant_(plant), down_(std::move(down)) {}

  [[nodiscard]] bool serves(const Need& need) const {
    if (need.component) return serves(need.component);
    std::size_t up = 0;
    for (const Need& part : need.parts) up += serves(part) ? 1U : 0U;
    return up >= need.at_least;
  }

 private:
  [[nodiscard]] bool up(ComponentId id) const { return !down_.contains(id); }

  [[nodiscard]] bool serves(ComponentId id) const {
    if (plant_[id].kind == ComponentKind::mirror) {
      const auto& sides = plant_[plant_[plant_[id].storage].mirror].sides;
      return works(plant_[sides.front()]) || works(plant_[sides.back()]);
    }
    if (!plant_[id].runs()) return up(id);
    ComponentId host = id;
    while (plant_[host].place) host = plant_[host].place;
    for (ComponentId each = id; each; each = plant_[each].place) {
      if (!up(each)) return false;
      if (plant_[each].storage && !reaches(host, plant_[plant_[each].storage])) return false;
    }
    return plant_[id].kind != ComponentKind::app || clients_reach(host);
  }

  [[nodiscard]] bool attached(ComponentId host, const auto& wanted) const {
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      const Component& link = plant_.components[i];
      if (link.kind == ComponentKind::link && link.host == host && wanted(link.network) &&
          up(ComponentId(i)) && up(link.network_switch))
        return true;
    }
    return false;
  }

  [[nodiscard]] bool clients_reach(ComponentId host) const {
    bool any = false;
    for (const auto& network : plant_.networks) any = any || network.carries_clients;
    return !any || attached(host, [&](auto network) { return plant_[network].carries_clients; });
  }

  [[nodiscard]] bool works(const models::Storage& storage) const {
    bool controller = false;
    for (const ComponentId each : storage.controllers) controller = controller || up(each);
    return up(storage.array) && controller;
  }

  [[nodiscard]] bool reaches(ComponentId host, const models::Storage& storage) const {
    if (storage.mirror) {
      const auto& sides = plant_[storage.mirror].sides;
      return reaches(host, plant_[sides.front()]) || reaches(host, plant_[sides.back()]);
    }
    bool path = false;
    for (std::size_t i = 0; i < storage.hosts.size(); ++i) {
      if (storage.hosts[i] != host) continue;
      for (const ComponentId each : storage.paths[i]) path = path || up(each);
    }
    return works(storage) && path &&
           (!storage.network || attached(host, [&](auto id) { return id == storage.network; }));
  }

  const Plant& plant_;
  std::set<ComponentId> down_;
};

FailureAnalysis analysed(const Plant& plant, int order, std::uint64_t samples) {
  static const std::atomic<bool> not_interrupted{false};
  return studies::analyse_failures(plant, {.order = order, .samples = samples}, {not_interrupted});
}

/// Down in all samples, or in none.
void expect_down(bool down, const studies::SeverityCounts& seen, std::uint64_t samples,
                 const std::string& what) {
  EXPECT_EQ(seen[static_cast<std::size_t>(Severity::until_repair)], down ? samples : 0) << what;
  EXPECT_EQ(studies::at_least(seen, Severity::for_good), 0U) << what;
}

TEST(Structure, TellsTheSinglePointsOfFailureWithoutAClusterExactly) {
  std::size_t cut_vertices = 0;
  for (std::uint64_t number = 0; number < 2000; ++number) {
    const std::string text = Room(number).text();
    const scenarios::Scenario scenario = test::scenario(text);
    const Plant& plant = *scenario.plant;
    const FailureAnalysis analysis = analysed(plant, 1, 2);
    for (const studies::StructureCheck& check : analysis.structure) {
      ASSERT_TRUE(check.told);
      cut_vertices += check.cut_vertices.size();
      for (const auto& difference : check.differences)
        FAIL() << difference.component << ": " << difference.reason << "\n" << text;
    }
    for (const studies::HazardEffect& hazard : analysis.hazards) {
      const auto struck = models::struck_by(plant, hazard.hazard);
      const Look look(plant, {struck.begin(), struck.end()});
      for (std::size_t i = 0; i < plant.services.size(); ++i) {
        expect_down(!look.serves(plant.services[i].needs), hazard.services[i].seen, 2,
                    hazard.name + "\n" + text);
      }
    }
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(cut_vertices, 4000U);  // the rooms are not all solid
}

TEST(Structure, TellsThePairsWithoutACluster) {
  std::size_t sets_of_two = 0;
  for (std::uint64_t number = 0; number < 450; ++number) {
    const std::string text = Room(number).text();
    const scenarios::Scenario scenario = test::scenario(text);
    const Plant& plant = *scenario.plant;
    const FailureAnalysis analysis = analysed(plant, 2, 1);
    for (const studies::PairEffect& pair : analysis.pairs) {
      std::set<ComponentId> down;
      for (const std::size_t each : {pair.first, pair.second})
        down.insert(models::struck_by(plant, analysis.hazards[each].hazard).front());
      const Look look(plant, down);
      ASSERT_FALSE(pair.timed.empty());
      for (const studies::TimedEffect& timed : pair.timed) {
        for (std::size_t i = 0; i < plant.services.size(); ++i) {
          expect_down(!look.serves(plant.services[i].needs), timed.seen[i], timed.samples,
                      analysis.hazards[pair.first].name + " " + analysis.hazards[pair.second].name +
                          "\n" + text);
        }
      }
    }
    for (std::size_t i = 0; i < plant.services.size(); ++i) {
      for (const studies::CutSet& set : studies::minimal_cut_sets(analysis, i, studies::lasting))
        sets_of_two += set.hazards.size() == 2 ? 1U : 0U;
    }
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(sets_of_two, 1000U);
}

/// Of what does not move and cannot be restarted, no cluster can do without a cut vertex of every
/// place.
TEST(Structure, BoundsWhatAnyClusterCanDo) {
  std::size_t checked = 0;
  std::size_t masked = 0;
  for (std::uint64_t number = 0; number < 300; ++number) {
    const std::string text = test::small_world(number).head;
    if (text.find("mode: explicit") != std::string::npos) continue;  // a week of single heartbeats
    const scenarios::Scenario scenario = test::scenario(text);
    const Plant& plant = *scenario.plant;
    const FailureAnalysis analysis = analysed(plant, 1, 2);
    for (std::size_t i = 0; i < plant.services.size(); ++i) {
      if (!models::graph_tells(plant, models::ServiceId(i))) continue;
      const auto cut = models::cut_vertices(plant, models::ServiceId(i), models::Moves::clusters);
      for (const studies::HazardEffect& hazard : analysis.hazards) {
        if (hazard.hazard.common_cause || hazard.over_at_once) continue;
        const ComponentId id = models::struck_by(plant, hazard.hazard).front();
        if (plant[id].runs()) continue;
        const studies::SeverityCounts& seen = hazard.services[i].seen;
        if (!std::ranges::binary_search(cut, id)) {
          masked += studies::worst(seen) < studies::lasting ? 1U : 0U;
          continue;
        }
        ++checked;
        EXPECT_EQ(studies::at_least(seen, studies::lasting), 2U)
            << number << " " << hazard.name << "\n"
            << text;
      }
    }
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(checked, 300U);
  EXPECT_GT(masked, 300U);
}

}  // namespace
}  // namespace ausfall
