// Variants meet the same luck: whatever the strategy, each component draws the same lifetimes and
// repair times in the same order.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/model.hpp"
#include "scenarios/reader.hpp"
#include "sim/calendar.hpp"
#include "sim/simulate.hpp"

namespace ausfall {
namespace {

using models::ClockKind;

/// The draws of a clock in their order: how long it ran until it rang, holds left out. One that was
/// stopped, or that still runs, tells nothing.
using Draws = std::vector<std::optional<Duration>>;

/// Passes everything on, and listens.
class Listener final : public Clocks {
 public:
  Listener(Calendar& calendar, std::size_t clocks) : calendar_(calendar), heard_(clocks) {}

  void start(ClockId clock, const Distribution& distribution) override {
    Heard& heard = heard_[clock.index()];
    if (!heard.held) {
      heard.draws.push_back(std::nullopt);
      heard.ran = Duration(0);
    }
    heard.held = false;
    heard.since = calendar_.now();
    calendar_.start(clock, distribution);
  }
  void start_in_hours(ClockId clock, const Distribution& distribution, const WeeklyHours& hours,
                      InHours what) override {
    if (hours.always()) return start(clock, distribution);
    calendar_.start_in_hours(clock, distribution, hours, what);
  }
  void do_stop(ClockId clock) override {
    heard_[clock.index()].held = false;
    calendar_.stop(clock);
  }
  void do_hold(ClockId clock) override {
    if (calendar_.running(clock)) {
      Heard& heard = heard_[clock.index()];
      heard.held = true;
      heard.ran += calendar_.now() - heard.since;
    }
    calendar_.hold(clock);
  }
  void stretch(ClockId clock, std::uint32_t from, std::uint32_t to) override {
    calendar_.stretch(clock, from, to);
  }
  [[nodiscard]] bool is_running(ClockId clock) const override { return calendar_.running(clock); }
  std::size_t choose(Stream stream, std::span<const double> probabilities) override {
    return calendar_.choose(stream, probabilities);
  }

  void rang(ClockId clock) {
    Heard& heard = heard_[clock.index()];
    if (!heard.draws.empty()) heard.draws.back() = heard.ran + (calendar_.now() - heard.since);
  }
  [[nodiscard]] const Draws& draws(ClockId clock) const { return heard_[clock.index()].draws; }

 private:
  struct Heard {
    Draws draws;
    Time since{0};
    Duration ran{0};
    bool held = false;
  };

  Calendar& calendar_;
  std::vector<Heard> heard_;
};

/// A model that is overheard.
class Overheard {
 public:
  using State = models::World;

  Overheard(const models::Model& model, Listener& listener) : model_(model), listener_(listener) {}
  void begin(State& world, Calendar& /*calendar*/, models::Observer* observer) const {
    model_.begin(world, listener_, observer);
  }
  void ring(State& world, ClockId clock, Calendar& /*calendar*/, models::Observer* observer) const {
    listener_.rang(clock);
    model_.ring(world, clock, listener_, observer);
  }
  void settle(State& world, Calendar& /*calendar*/, models::Observer* observer) const {
    model_.settle(world, listener_, observer);
  }

 private:
  const models::Model& model_;
  Listener& listener_;
};

/// Of all clocks of components, by name: failures, repairs, and the way of the crew.
std::map<std::string, Draws> draws_of(const models::Plant& plant, std::uint64_t seed) {
  Calendar calendar(streams_of(plant));
  calendar.reset({seed, 0});
  Listener listener(calendar, plant.clocks.size());
  const models::Model model(plant);
  const Overheard overheard(model, listener);
  models::World world = model.healthy();
  begin_replication(overheard, world, calendar, static_cast<models::Observer*>(nullptr));
  std::uint64_t events = 0;
  simulate(overheard, world, calendar, static_cast<models::Observer*>(nullptr), 20 * year, events);

  std::map<std::string, Draws> draws;
  for (std::size_t i = 0; i < plant.clocks.size(); ++i) {
    const ClockKind kind = plant.clocks[i].kind;
    if (kind == ClockKind::mode_fails || kind == ClockKind::mode_repaired ||
        kind == ClockKind::crew_responds)
      draws[plant.clocks[i].name] = listener.draws(ClockId(i));
  }
  return draws;
}

constexpr const char* strategies = R"(ausfall: 1
hosts:
  node1..2:
    boot: 4 min
    failures:
      hardware: {mttf: 100 d, ttr: {lognormal: {mean: 6 h, cv: 1.4}}, crew: field}
      os: {mttf: 20 d}
      hung: {ttf: {weibull: {shape: 0.7, mean: 60 d}}, effect: hang, ttr: {gamma: {shape: 2, mean: 30 min}}}
crews: {field: {size: 1, response: {uniform: {min: 1 h, max: 4 h}}}}
storage: {array: {type: fc, hosts: all, failures: {array: {mttf: 1 y, mttr: 12 h, crew: field}}}}
networks:
  private: {carries: [heartbeat], hosts: all}
  public: {carries: [client, heartbeat], hosts: all, failures: {switch: {mttf: 2 y, mttr: 4 h}}}
apps: {mail: {start: 60 s, failures: {crash: {mttf: 10 d}}}}
services: {mail: {needs: mail}}
variants:
  none: {apps: {mail: {on: node1}}}
  traditional:
    clusters: {msc: {profile: mscs-2003, nodes: node*, groups: {mail: {members: [mail], storage: array}}}}
  host:
    vms: {guest: {host: node1, storage: array, boot: 90 s, failures: {os: {mttf: 60 d}}}}
    apps: {mail: {on: guest}}
    clusters: {msc: {profile: vs2005-host, nodes: node*, groups: {mail: {members: [guest]}}}}
  guest:
    vms: {guest: {host: node1, storage: array, boot: 90 s, failures: {os: {mttf: 60 d}}},
          guest2: {host: node2, storage: array, boot: 90 s}}
    clusters: {msc: {profile: mscs-2003, nodes: guest*, groups: {mail: {members: [mail], storage: array}}}}
)";

TEST(CommonRandomNumbers, EachComponentMeetsTheSameLifetimesWhateverTheStrategy) {
  const auto variants = scenarios::read_variants_text("test.yaml", strategies).scenarios;
  std::vector<std::map<std::string, Draws>> draws;
  for (const scenarios::Scenario& variant : variants) draws.push_back(draws_of(*variant.plant, 1));
  for (const std::string clock :
       {"node1.hardware", "node1.hardware.repair", "field.response.node1.hardware", "node2.os",
        "node1.hung", "node1.hung.repair", "array.array", "array.array.repair", "mail.crash",
        "public.switch", "public.switch.repair"}) {
    for (std::size_t b = 1; b < variants.size(); ++b) {
      ASSERT_TRUE(draws[0].contains(clock) && draws[b].contains(clock)) << clock;
      const Draws& one = draws[0].at(clock);
      const Draws& other = draws[b].at(clock);
      std::size_t compared = 0;
      for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
        if (!one[i] || !other[i]) continue;
        ++compared;
        EXPECT_EQ(*one[i], *other[i])
            << "draw " << i << " of " << clock << " in " << *variants[b].variant;
      }
      // Hangs are mostly ended by a reset, which calls their repair off.
      EXPECT_GE(compared, clock == "node1.hung.repair" ? 0U : 5U)
          << clock << " in " << *variants[b].variant;
    }
  }
}

TEST(CommonRandomNumbers, AnotherSeedIsOtherLuck) {
  const auto none = scenarios::read_text("test.yaml", strategies, {}, "none");
  EXPECT_EQ(draws_of(*none.plant, 1), draws_of(*none.plant, 1));
  EXPECT_NE(draws_of(*none.plant, 1).at("node1.os").front(),
            draws_of(*none.plant, 2).at("node1.os").front());
}

}  // namespace
}  // namespace ausfall
