// Histories that are learnt and played again are those that the model tells: every fact, with its time and
// what it stems from, and the world in the end.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "models/facts.hpp"
#include "models/learnable.hpp"
#include "scenarios/reader.hpp"
#include "sim/calendar.hpp"
#include "sim/learnt.hpp"
#include "sim/random.hpp"
#include "sim/simulate.hpp"
#include "tests/properties/small_worlds.hpp"

namespace ausfall {
namespace {

using namespace models;

/// All that is told, as one number.
class Listening final : public Observer {
 public:
  explicit Listening(const Calendar& calendar) : Observer(FactKinds{}.set()), calendar_(calendar) {}

  void observe(const Fact& fact) override {
    const std::size_t origin = fact.origin ? fact.origin.index() : ~std::size_t{0};
    for (const std::uint64_t word :
         {static_cast<std::uint64_t>(calendar_.now().count()),
          static_cast<std::uint64_t>(fact.kind), std::uint64_t{fact.subject},
          std::uint64_t{fact.detail}, std::uint64_t{fact.other}, std::uint64_t{origin}})
      hash = (hash ^ word) * 0x100000001b3ULL;
    ++facts;
  }

  std::uint64_t hash = 0xcbf29ce484222325ULL;
  std::uint64_t facts = 0;

 private:
  const Calendar& calendar_;
};

/// Where a replication ended.
struct End {
  std::uint64_t hash = 0;
  std::uint64_t events = 0;
  World world;
  bool operator==(const End&) const = default;
};

constexpr Time end = 36 * hour;
constexpr std::uint64_t rings_max = 20'000;

End plainly(const LearnableModel& model, Calendar& calendar, ReplicationKey key) {
  calendar.reset(key);
  Listening listening(calendar);
  End found{.world = model.healthy()};
  begin_replication(model, found.world, calendar, &listening);
  simulate(model, found.world, calendar, &listening, end, found.events, rings_max);
  found.hash = listening.hash;
  return found;
}

template <class Engine>
End learnt(const Engine& engine, Calendar& calendar, ReplicationKey key) {
  calendar.reset(key);
  Listening listening(calendar);
  auto state = engine.healthy();
  End found;
  begin_replication(engine, state, calendar, &listening);
  simulate(engine, state, calendar, &listening, end, found.events, rings_max);
  found.hash = listening.hash;
  found.world = engine.world(state);
  return found;
}

/// Some worlds, told both ways. `limits` of the world's number.
template <class Limits>
void expect_the_same(std::uint64_t first, std::uint64_t count, Limits limits) {
  std::uint64_t gave_up = 0;
  for (std::uint64_t number = first; number < first + count; ++number) {
    SCOPED_TRACE(number);
    const scenarios::Scenario scenario =
        scenarios::read_text("world.yaml", test::small_world(number).text());
    const Plant& plant = *scenario.plant;
    const LearnableModel model(plant);
    Calendar calendar(streams_of(plant));
    Calendar other(streams_of(plant));
    const Learnt<LearnableModel> engine(model, plant.clocks.size(), limits(number));
    for (std::uint64_t replication = 0; replication < 6; ++replication) {
      const End one = plainly(model, calendar, {number, replication});
      const End two = learnt(engine, other, {number, replication});
      ASSERT_EQ(two.events, one.events) << "replication " << replication;
      ASSERT_EQ(two.hash, one.hash) << "replication " << replication;
      ASSERT_EQ(two.world, one.world) << "replication " << replication;
      ASSERT_EQ(other.origin(), calendar.origin());
    }
    if (engine.gave_up()) ++gave_up;
  }
  RecordProperty("gave_up", static_cast<int>(gave_up));
}

constexpr std::uint64_t always = ~std::uint64_t{0};

TEST(LearntHistories, AreThoseThatTheModelTells) {
  expect_the_same(0, 300, [](std::uint64_t) {
    return LearningLimits{.replications_before = 0, .events_before = always};
  });
}

TEST(LearntHistories, GoOverToTheModelAnywhere) {
  expect_the_same(300, 300, [](std::uint64_t number) {
    return LearningLimits{
        .replications_before = 0,
        .events_before = always,
        .situations = Draw({.seed = number, .replication = 1}, Stream{1}, 0)() % 200};
  });
}

TEST(LearntHistories, AreLearntFromTheThirdOnAndGivenUpWhereNothingComesBack) {
  expect_the_same(600, 100, [](std::uint64_t) { return LearningLimits{.events_before = 64}; });
}

}  // namespace
}  // namespace ausfall
