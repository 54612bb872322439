#include "models/hazard.hpp"

#include <gtest/gtest.h>

#include "models/model.hpp"
#include "sim/calendar.hpp"
#include "sim/simulate.hpp"
#include "tests/support/experiments.hpp"

namespace ausfall::models {
namespace {

const std::string room =
    "ausfall: 1\n"
    "hosts:\n"
    "  a: {boot: 1 min, failures: {hardware: {mttf: 2 y, mttr: 8 h}, os: {mttf: 1 y}}}\n"
    "  b: {}\n"
    "apps: {mail: {on: a, failures: {hung: {mttf: 1 y, effect: hang, ttr: 30 min, crew: desk}}}}\n"
    "crews: {desk: {response: 10 min}}\n"
    "common-causes: {feed: {mttf: 4 y, mttr: 1 h, hits: [a, b]}}\n"
    "services: {mail: {needs: mail}}\n"
    "faults: [{at: 1 h, fail: b, mode: down}]\n";

/// A room in which only what a test strikes fails.
class Room {
 public:
  explicit Room(bool repairs)
      : plant_(repairs ? quiet(*test::scenario(room).plant)
                       : quiet_and_unrepaired(*test::scenario(room).plant)),
        model_(plant_),
        world_(model_.healthy()),
        calendar_(streams_of(plant_)) {
    calendar_.reset({1, 0});
    begin_replication(model_, world_, calendar_, static_cast<Observer*>(nullptr));
  }
  void until(Time end) {
    std::uint64_t events = 0;
    simulate(model_, world_, calendar_, static_cast<Observer*>(nullptr), end, events);
  }
  Moment now() { return {plant_, world_, calendar_, nullptr}; }
  Hazard hazard(const std::string& name) const {
    for (const Hazard& each : hazards_of(plant_)) {
      if (name_of(plant_, each) == name) return each;
    }
    throw std::out_of_range("no hazard " + name);
  }
  bool can_strike(const std::string& name) { return models::can_strike(now(), hazard(name)); }
  void strike(const std::string& name) {
    Moment moment = now();
    models::strike(moment, hazard(name));
    conclude(moment);
    until(calendar_.now());
  }
  void mend(const std::string& name) {
    Moment moment = now();
    models::mend(moment, hazard(name));
    conclude(moment);
    until(calendar_.now());
  }
  bool outstanding(const std::string& name) { return models::outstanding(now(), hazard(name)); }
  [[nodiscard]] bool up() const { return world_.services[0].up; }
  [[nodiscard]] const World& world() const { return world_; }

 private:
  Plant plant_;
  Model model_;
  World world_;
  Calendar calendar_;
};

TEST(Hazards, AreModesAndCommonCausesAndWhatHasNoMode) {
  const auto scenario = test::scenario(room);
  std::vector<std::string> names;
  std::vector<double> rates;
  for (const Hazard& hazard : hazards_of(*scenario.plant)) {
    names.push_back(name_of(*scenario.plant, hazard));
    rates.push_back(strikes_per_year(*scenario.plant, hazard));
  }
  EXPECT_EQ(names, (std::vector<std::string>{"a.hardware", "a.os", "b", "mail.hung", "feed"}));
  EXPECT_EQ(rates, (std::vector<double>{0.5, 1, 0, 1, 0.25}));
}

TEST(Hazards, SayWhatTheyStrike) {
  const auto scenario = test::scenario(room);
  const Plant& plant = *scenario.plant;
  const auto hazards = hazards_of(plant);
  EXPECT_EQ(struck_by(plant, hazards[0]), std::vector{ComponentId(0)});
  EXPECT_EQ(struck_by(plant, hazards[2]), std::vector{ComponentId(1)});
  EXPECT_EQ(struck_by(plant, hazards[4]), (std::vector{ComponentId(0), ComponentId(1)}));
  EXPECT_FALSE(over_at_once(plant, hazards[0]));
  EXPECT_TRUE(over_at_once(plant, hazards[1]));
  EXPECT_FALSE(over_at_once(plant, hazards[3]));  // a crew has to come
}

TEST(Hazards, DoNotStrikeByThemselves) {
  Room quiet_room(true);
  quiet_room.until(100 * year);
  EXPECT_EQ(quiet_room.world().components[1].down, 0);
  EXPECT_TRUE(quiet_room.up());
}

TEST(Hazards, LastUntilTheyAreMended) {
  for (const std::string name : {"a.hardware", "mail.hung", "feed"}) {
    Room it(false);
    it.until(1h);
    it.strike(name);
    EXPECT_FALSE(it.up()) << name;
    EXPECT_FALSE(it.can_strike(name)) << name;
    it.until(1 * year);
    EXPECT_FALSE(it.up()) << name;
    EXPECT_TRUE(it.outstanding(name)) << name;
    it.mend(name);
    EXPECT_FALSE(it.outstanding(name)) << name;
    it.until(1 * year + 1min);
    EXPECT_TRUE(it.up()) << name;
    EXPECT_TRUE(it.can_strike(name)) << name;
  }
}

TEST(Hazards, AreRepairedAsThePlantSays) {
  Room it(true);
  it.strike("mail.hung");
  it.until(39min);
  EXPECT_FALSE(it.up());
  it.until(40min);  // the crew came after ten minutes
  EXPECT_TRUE(it.up());
  it.mend("mail.hung");  // is over
  EXPECT_TRUE(it.up());
}

TEST(Hazards, ThatLeaveNothingToRepairAreOver) {
  Room it(false);
  it.strike("a.os");
  EXPECT_FALSE(it.outstanding("a.os"));
  EXPECT_FALSE(it.up());
  EXPECT_FALSE(it.can_strike("a.hardware"));  // it boots
  EXPECT_FALSE(it.can_strike("mail.hung"));
  it.until(1min);
  EXPECT_TRUE(it.up());
}

TEST(Hazards, OfAComponentWithoutModesKeepItDown) {
  Room it(false);
  it.strike("b");
  EXPECT_FALSE(it.can_strike("b"));
  it.until(1 * year);
  EXPECT_TRUE(it.outstanding("b"));
  it.mend("b");
  EXPECT_TRUE(it.can_strike("b"));
}

}  // namespace
}  // namespace ausfall::models
