// Which components are interchangeable, and that worlds which differ only by which of them is which
// become one.
#include "models/symmetry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/model.hpp"
#include "models/world_bytes.hpp"
#include "scenarios/reader.hpp"
#include "sim/random.hpp"

namespace ausfall::models {
namespace {

std::shared_ptr<const Plant> plant_of(const std::string& text) {
  return scenarios::read_text("symmetry.yaml", "ausfall: 1\n" + text).plant;
}

/// Clocks that ring when a test says so. Of a choice the first outcome happens, and it is noted
/// that there was one: which component that is depends on their order.
class ByHand final : public Clocks {
 public:
  void start(ClockId clock, const Distribution& law) override {
    const auto known = std::ranges::find(laws_, law);
    const auto number = static_cast<std::uint32_t>(known - laws_.begin());
    if (known == laws_.end()) laws_.push_back(law);
    running_[clock] = number;
  }
  void start_in_hours(ClockId clock, const Distribution& law, const WeeklyHours& /*hours*/,
                      InHours /*what*/) override {
    start(clock, law);
  }
  void do_stop(ClockId clock) override { running_.erase(clock); }
  void do_hold(ClockId clock) override { running_.erase(clock); }
  void stretch(ClockId /*clock*/, std::uint32_t /*from*/, std::uint32_t /*to*/) override {}
  [[nodiscard]] bool is_running(ClockId clock) const override { return running_.contains(clock); }
  std::size_t choose(Stream /*stream*/, std::span<const double> probabilities) override {
    chose_ = chose_ || probabilities.size() > 1;
    return 0;
  }

  [[nodiscard]] bool chose() const { return chose_; }
  [[nodiscard]] std::vector<RunningClock> all() const {
    std::vector<RunningClock> result;
    for (const auto& [clock, law] : running_) result.push_back({clock, law, 0, false});
    return result;
  }

 private:
  bool chose_ = false;
  std::vector<Distribution> laws_;
  std::map<ClockId, std::uint32_t> running_;
};

/// A world and its clocks, gone through by hand.
class Hand {
 public:
  explicit Hand(const Plant& plant) : plant_(plant), model_(plant), world_(model_.healthy()) {
    model_.begin(world_, clocks_);
    model_.settle(world_, clocks_);
  }

  /// Nothing if it is not running.
  void ring(const std::string& name) {
    for (std::size_t i = 0; i < plant_.clocks.size(); ++i) {
      if (plant_.clocks[i].name != name || !clocks_.running(ClockId(i))) continue;
      clocks_.stop(ClockId(i));
      model_.ring(world_, ClockId(i), clocks_);
      model_.settle(world_, clocks_);
    }
  }

  [[nodiscard]] bool chose() const { return clocks_.chose(); }

  [[nodiscard]] std::pair<World, std::vector<RunningClock>> canonical(
      const Symmetry& symmetry) const {
    World world = world_;
    std::vector<RunningClock> running = clocks_.all();
    symmetry.canonicalise(world, running);
    std::ranges::sort(running);
    return {world, running};
  }

 private:
  const Plant& plant_;
  Model model_;
  ByHand clocks_;
  World world_;
};

std::size_t largest_class(const std::string& text) {
  const auto plant = plant_of(text);
  std::size_t largest = 1;
  const Symmetry symmetry(*plant);
  for (const Symmetry::Class& each : symmetry.classes()) largest = std::max(largest, each.size());
  return largest;
}

const std::string farm = "services: {farm: {needs: {at-least: 2, of: node*}}}\n";
const std::string mode = "{mttf: 1000 h, mttr: 4 h, crew: field}";
const std::string crew = "crews: {field: {size: 1, response: {exponential: {mean: 1 h}}}}\n";

TEST(Symmetry, FindsHostsThatAreAlike) {
  EXPECT_EQ(
      largest_class(crew + "hosts: {node1..4: {failures: {hardware: " + mode + "}}}\n" + farm), 4);
}

TEST(Symmetry, FindsHostsWithTheirLinksPathsAndGuests) {
  const auto plant = plant_of(
      crew + "hosts: {node1..2: {failures: {hardware: " + mode +
      "}}}\n"
      "networks: {lan: {hosts: all, failures: {link: {mttf: 1000 h, mttr: 1 h}}}}\n"
      "storage: {disks: {type: fc, hosts: all, failures: {path: {mttf: 1000 h, mttr: 1 h}}}}\n"
      "vms: {vm1: {host: node1, storage: disks}, vm2: {host: node2, storage: disks}}\n"
      "services: {both: {needs: {any: [vm1, vm2]}}}\n");
  const Symmetry symmetry(*plant);
  ASSERT_EQ(symmetry.classes().size(), 1);
  for (const Symmetry::Bundle& bundle : symmetry.classes()[0])
    EXPECT_EQ(bundle.components.size(), 4);
}

TEST(Symmetry, TellsApartWhatIsNotAlike) {
  const std::string two =
      crew + "hosts: {node1: {failures: {hardware: " + mode + "}}, node2: {failures: {hardware: ";
  const std::string any = "services: {any: {needs: {any: [node1, node2]}}}\n";
  EXPECT_EQ(largest_class(two + mode + "}}}\n" + any), 2);
  EXPECT_EQ(largest_class(two + "{mttf: 1001 h, mttr: 4 h, crew: field}}}}\n" + any), 1);
  EXPECT_EQ(largest_class(two + "{mttf: 1000 h, mttr: 5 h, crew: field}}}}\n" + any), 1);
  EXPECT_EQ(largest_class(two + "{mttf: 1000 h, mttr: 4 h}}}}\n" + any), 1);
  EXPECT_EQ(largest_class(two + mode + "}, boot: 1 min}}\n" + any), 1);
  // A service, a common cause or a cluster that names one of them.
  EXPECT_EQ(largest_class(two + mode + "}}}\nservices: {one: {needs: node1}}\n"), 1);
  EXPECT_EQ(
      largest_class(two + mode +
                    "}}}\ncommon-causes: {feed: {mttf: 1 y, mttr: 1 h, hits: [node1]}}\n" + any),
      1);
  EXPECT_EQ(largest_class(
                two + mode +
                "}}}\ncommon-causes: {feed: {mttf: 1 y, mttr: 1 h, hits: [node1, node2]}}\n" + any),
            2);
  EXPECT_EQ(largest_class(two + mode +
                          "}}}\napps: {app: {on: node1}}\nclusters: {ha: {nodes: node*, groups: "
                          "{g: {members: [app]}}}}\n" +
                          any),
            1);
}

// Were they taken for one another, an exact solution would be that of another room: each of these
// differs in one value only.
TEST(Symmetry, TellsApartModesThatDifferInAnyValue) {
  const auto two = [](const std::string& first, const std::string& second) {
    return largest_class(
        "crews: {field: {size: 1}, other: {size: 1}}\nspares: {parts: {size: 1, "
        "restock: {exponential: {mean: 9 h}}}}\nhosts: {node1: {failures: {slow: "
        "{mttf: 1000 h, " +
        first + "}}}, node2: {failures: {slow: {mttf: 1000 h, " + second +
        "}}}}\nservices: {any: {needs: {any: [node1, node2]}}}\n");
  };
  const std::string half = "mttr: 4 h, effect: degrade, capacity: 50 %";
  EXPECT_EQ(two(half, half), 2U);
  EXPECT_EQ(two(half, "mttr: 4 h, effect: degrade, capacity: 60 %"), 1U);
  EXPECT_EQ(two(half, "mttr: 5 h, effect: degrade, capacity: 50 %"), 1U);
  EXPECT_EQ(two("mttr: 4 h", "mttr: 4 h, effect: hang"), 1U);
  EXPECT_EQ(two("mttr: 4 h", "mttr: 4 h, spare: parts"), 1U);
  EXPECT_EQ(two("mttr: 4 h, crew: field", "mttr: 4 h, crew: other"), 1U);
}

TEST(Symmetry, TellsApartMachinesThatDifferInAnyValue) {
  const std::string storage = "storage: {disks: {type: fc}, others: {type: fc}}\n";
  const auto two = [&](const std::string& first, const std::string& second) {
    return largest_class("hosts: {host: {}}\n" + storage + "vms: {vm1: {host: host, " + first +
                         "failures: {os: {mttf: 1000 h, mttr: 1 h}}}, vm2: {host: host, " + second +
                         "failures: {os: {mttf: 1000 h, mttr: 1 h}}}}\n"
                         "services: {any: {needs: {any: [vm1, vm2]}}}\n");
  };
  const std::string disk = "storage: disks, ";
  EXPECT_EQ(two(disk, disk), 2U);
  EXPECT_EQ(two(disk, "storage: others, "), 1U);
  EXPECT_EQ(two(disk, disk + "disk-timeout: {exponential: {mean: 30 s}}, "), 1U);
  EXPECT_EQ(two(disk, disk + "boot: {exponential: {mean: 30 s}}, "), 1U);
  EXPECT_EQ(two(disk, disk + "boot: {io: 20000}, "), 1U);
}

TEST(Symmetry, OfACrewThatRanksThemTellsApartThoseOfAnotherRank) {
  const std::string ranked = "crews: {field: {size: 1, order: [node1]}}\n";
  EXPECT_EQ(
      largest_class(ranked + "hosts: {node1..3: {failures: {hardware: " + mode + "}}}\n" + farm),
      2);
}

class Canonical : public testing::TestWithParam<const char*> {};

/// What happens to three hosts, told of host a, b and c, is one world whichever of them they are.
TEST_P(Canonical, WorldsAreTheSameWhicheverHostIsWhich) {
  const auto plant =
      plant_of("crews: {field: {size: 1, order: " + std::string(GetParam()) +
               ", response: {exponential: {mean: 1 h}}}}\n"
               "spares: {parts: {size: 1, restock: {exponential: {mean: 9 h}}}}\n"
               "hosts: {node1..3: {boot: {exponential: {mean: 1 h}}, failures: {hardware: " +
               mode +
               ", disk: {mttf: 500 h, mttr: 2 h, crew: field, spare: parts}, hung: {mttf: 300 h, "
               "mttr: 1 h, effect: hang}}}}\n"
               "networks: {lan: {hosts: all, failures: {link: {mttf: 1000 h, mttr: 1 h}}}}\n"
               "services: {farm: {needs: {at-least: 2, of: node*}}}\n");
  const Symmetry symmetry(*plant);
  ASSERT_FALSE(symmetry.classes().empty());
  const std::vector<std::string> clocks{"hardware",    "disk",        "hung", "hardware.repair",
                                        "disk.repair", "hung.repair", "boot"};
  int compared = 0;
  for (std::uint64_t number = 0; number < 300; ++number) {
    Draw draw({.seed = 5, .replication = number}, Stream{1}, 0);
    std::vector<std::string> told;  // with the host's place for its number
    for (int i = 0; i < 12; ++i) {
      const std::string host = std::to_string(draw() % 3);
      switch (draw() % 4) {
        case 0:
          told.push_back("lan.link." + host + (draw() % 2 == 0 ? "" : ".repair"));
          break;
        case 1:
          told.push_back("field.response." + host);
          break;
        default:
          told.push_back(host + "." + clocks[draw() % clocks.size()]);
      }
    }
    std::array<int, 3> names{1, 2, 3};
    std::optional<std::pair<World, std::vector<RunningClock>>> first;
    do {
      Hand hand(*plant);
      for (const std::string& each : told) {
        const auto named = [&](std::size_t place) { return "node" + std::to_string(names[place]); };
        if (each.starts_with("field.response.")) {
          // Whoever of that host the crew is on its way to.
          const std::string host = named(static_cast<std::size_t>(each.back() - '0'));
          hand.ring("field.response." + host + ".hardware");
          hand.ring("field.response." + host + ".disk");
        } else if (each.starts_with("lan.link.")) {
          const bool repair = each.ends_with(".repair");
          hand.ring("lan.link." + named(static_cast<std::size_t>(each[9] - '0')) +
                    (repair ? ".repair" : ""));
        } else {
          hand.ring(named(static_cast<std::size_t>(each[0] - '0')) + each.substr(1));
        }
      }
      if (hand.chose()) break;
      const auto canonical = hand.canonical(symmetry);
      if (!first) first = canonical;
      EXPECT_EQ(canonical, *first) << "world " << number;
      auto [world, running] = canonical;
      symmetry.canonicalise(world, running);
      std::ranges::sort(running);
      EXPECT_EQ(std::pair(world, running), canonical) << "world " << number;
    } while (std::ranges::next_permutation(names).found);
    if (first) ++compared;
  }
  EXPECT_GT(compared, 200);
}

INSTANTIATE_TEST_SUITE_P(Orders, Canonical, testing::Values("fifo", "random"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST(Encode, TellsWorldsApart) {
  const auto plant = plant_of(crew + "hosts: {node1..2: {failures: {hardware: " + mode + "}}}\n" +
                              "services: {farm: {needs: {at-least: 2, of: node*}}}\n");
  const Model model(*plant);
  const auto bytes = [&](const std::vector<std::string>& rung) {
    Hand hand(*plant);
    for (const std::string& each : rung) hand.ring(each);
    std::string result;
    encode({*plant, hand.canonical(Symmetry(*plant)).first}, result);
    return result;
  };
  EXPECT_EQ(bytes({"node1.hardware"}), bytes({"node2.hardware"}));
  EXPECT_NE(bytes({}), bytes({"node1.hardware"}));
  EXPECT_NE(bytes({"node1.hardware"}), bytes({"node1.hardware", "node2.hardware"}));
  EXPECT_EQ(bytes({"node1.hardware", "node2.hardware"}),
            bytes({"node2.hardware", "node1.hardware"}));
}

}  // namespace
}  // namespace ausfall::models
