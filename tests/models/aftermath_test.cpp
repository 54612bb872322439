#include "models/aftermath.hpp"

#include <gtest/gtest.h>

#include "tests/support/experiments.hpp"

namespace ausfall::models {
namespace {

class AftermathTest : public testing::Test {
 protected:
  AftermathTest() { aftermath_.begin(); }

  void at(Time time, FactKind kind, std::size_t subject = 0, std::size_t detail = 0) {
    calendar_.advance_to(time);
    aftermath_.observe(
        {kind, static_cast<std::uint32_t>(subject), static_cast<std::uint32_t>(detail), 0, {}});
  }
  void phase(Time time, Phase phase) {
    at(time, FactKind::phase_began, 0, static_cast<std::size_t>(phase));
  }

  const scenarios::Scenario scenario_ = test::scenario(
      "ausfall: 1\nhosts: {a: {}, b: {}}\napps: {mail: {on: a}}\n"
      "clusters: {c: {nodes: [a, b], groups: {g: {members: [mail]}}}}\n"
      "services: {mail: {needs: mail}, host: {needs: a}}\n");
  Calendar calendar_{std::vector<Stream>{}};
  Aftermath aftermath_{*scenario_.plant, calendar_};
};

TEST_F(AftermathTest, NotesOutages) {
  at(1s, FactKind::service_down, 0);
  at(2s, FactKind::service_down, 1);
  at(5s, FactKind::service_up, 0);
  ASSERT_EQ(aftermath_.outages().size(), 2U);
  EXPECT_EQ(aftermath_.outages()[0].from, 1s);
  EXPECT_EQ(aftermath_.outages()[0].to, 5s);
  EXPECT_EQ(aftermath_.outages()[1].service, ServiceId(1));
  EXPECT_FALSE(aftermath_.outages()[1].to.has_value());
  EXPECT_EQ(aftermath_.last(), 5s);
}

TEST_F(AftermathTest, NotesWhetherAPersonCame) {
  at(1s, FactKind::service_down, 0);
  at(2s, FactKind::service_up, 0);
  at(3s, FactKind::service_down, 0);
  at(4s, FactKind::person_came);
  at(5s, FactKind::service_up, 0);
  EXPECT_FALSE(aftermath_.outages()[0].person_came);
  EXPECT_TRUE(aftermath_.outages()[1].person_came);
}

TEST_F(AftermathTest, NotesFailoversByPhase) {
  at(1s, FactKind::group_lost);
  phase(4s, Phase::agree);
  phase(6s, Phase::storage);
  phase(6s, Phase::boot);  // at once
  at(10s, FactKind::group_failed_over);
  at(11s, FactKind::group_served);
  ASSERT_EQ(aftermath_.failovers().size(), 1U);
  const Aftermath::Failover& failover = aftermath_.failovers()[0];
  EXPECT_TRUE(failover.moved);
  EXPECT_EQ(failover.phases[0], 3s);
  EXPECT_EQ(failover.phases[1], 2s);
  EXPECT_EQ(failover.phases[static_cast<std::size_t>(Phase::boot)], 5s);
  ASSERT_EQ(aftermath_.spans().size(), 3U);
  EXPECT_EQ(aftermath_.spans()[2].phase, Phase::boot);
  EXPECT_EQ(aftermath_.spans()[2].from, 6s);
}

TEST_F(AftermathTest, CountsAFailoverThatIsSetBackOnce) {
  at(1s, FactKind::group_lost);
  phase(2s, Phase::boot);
  at(3s, FactKind::group_lost);
  phase(5s, Phase::boot);
  at(6s, FactKind::group_served);
  ASSERT_EQ(aftermath_.failovers().size(), 1U);
  EXPECT_EQ(aftermath_.failovers()[0].phases[0], 3s);
  EXPECT_EQ(aftermath_.failovers()[0].phases[static_cast<std::size_t>(Phase::boot)], 2s);
}

TEST_F(AftermathTest, DoesNotCountAFailoverThatIsCalledOff) {
  at(1s, FactKind::group_lost);
  at(2s, FactKind::failover_called_off);
  at(3s, FactKind::group_served);
  EXPECT_TRUE(aftermath_.failovers().empty());
  EXPECT_EQ(aftermath_.spans().size(), 1U);
}

TEST_F(AftermathTest, NotesSplitBrainsAndCapacity) {
  at(1s, FactKind::split_brain_began);
  at(2s, FactKind::split_brain_ended);
  at(3s, FactKind::split_brain_began);
  at(4s, FactKind::service_capacity, 0, 20'000);
  at(5s, FactKind::service_capacity, 0, 0);  // down: no share of it while up
  ASSERT_EQ(aftermath_.split_brains().size(), 2U);
  EXPECT_EQ(aftermath_.split_brains()[0].to, 2s);
  EXPECT_FALSE(aftermath_.split_brains()[1].to.has_value());
  EXPECT_EQ(aftermath_.least_capacity(ServiceId(0)), 20'000U);
  EXPECT_EQ(aftermath_.least_capacity(ServiceId(1)), 65'536U);
}

TEST_F(AftermathTest, ForgetsWhenTheNextBegins) {
  at(1s, FactKind::service_down, 0);
  at(1s, FactKind::group_lost);
  aftermath_.begin();
  at(2s, FactKind::group_served);
  EXPECT_TRUE(aftermath_.outages().empty());
  EXPECT_TRUE(aftermath_.failovers().empty());
}

}  // namespace
}  // namespace ausfall::models
