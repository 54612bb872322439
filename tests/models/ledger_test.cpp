#include "models/ledger.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ausfall::models {
namespace {

constexpr std::uint32_t full = 1U << 16U;

/// Two services, of which the first has an slo that allows 876 h a year; two groups of one cluster;
/// three causes.
Plant plant() {
  Plant plant;
  plant.services.push_back({.name = "mail", .needs = {}, .slo = 0.9});
  plant.services.push_back({.name = "web", .needs = {}, .slo = std::nullopt});
  plant.clusters.push_back({.name = "msc"});
  for (const char* name : {"g1", "g2"}) {
    Group group;
    group.cluster = ClusterId(0);
    group.name = name;
    plant.groups.push_back(group);
  }
  plant.causes = {"node1.hardware", "node1.os", "array"};
  return plant;
}

constexpr std::uint32_t mail = 0;
constexpr std::uint32_t web = 1;
constexpr CauseId hardware(0);
constexpr CauseId os(1);

/// Tells a ledger what happened and when.
class LedgerTest : public testing::Test {
 protected:
  void begin(Time warmup, Time end) {
    calendar_.reset({1, 0});
    ledger_.begin(warmup, end);
    end_ = end;
  }
  void at(Time time) { calendar_.advance_to(time); }
  void tell(FactKind kind, std::uint32_t subject, std::uint32_t detail = 0, CauseId origin = {}) {
    ledger_.observe(
        {.kind = kind, .subject = subject, .detail = detail, .other = 0, .origin = origin});
  }
  void down(std::uint32_t service, CauseId cause = {}) {
    tell(FactKind::service_down, service, 0, cause);
    tell(FactKind::service_capacity, service, 0, cause);
  }
  void up(std::uint32_t service) {
    tell(FactKind::service_up, service);
    tell(FactKind::service_capacity, service, full);
  }
  void phase(std::uint32_t group, Phase phase) {
    tell(FactKind::phase_began, group, static_cast<std::uint32_t>(phase));
  }
  void wait(std::uint32_t group, Wait why) {
    ledger_.observe({.kind = FactKind::phase_began,
                     .subject = group,
                     .detail = static_cast<std::uint32_t>(Phase::queue),
                     .other = static_cast<std::uint32_t>(why),
                     .origin = {}});
  }
  void outage(std::uint32_t service, Time from, Time to, CauseId cause = {}) {
    at(from);
    down(service, cause);
    at(to);
    up(service);
  }
  void finish() {
    at(end_);
    ledger_.finish(tally_);
  }
  [[nodiscard]] const ServiceTally& of(std::uint32_t service) const {
    return tally_.services[service];
  }
  [[nodiscard]] const ClusterTally& cluster() const { return tally_.clusters[0]; }
  [[nodiscard]] static Duration micros(WideSum sum) {
    return Duration(static_cast<std::int64_t>(sum));
  }

  Plant plant_ = plant();
  Calendar calendar_{{}};
  Ledger ledger_{plant_, calendar_};
  Tally tally_;
  Time end_{0};
};

TEST_F(LedgerTest, AddsUpTheDowntimeOfOutages) {
  begin(0s, 100h);
  outage(mail, 10h, 12h, hardware);
  outage(mail, 50h, 51h, os);
  finish();
  EXPECT_EQ(tally_.replications, 1);
  EXPECT_EQ(of(mail).outage_count, 2);
  EXPECT_EQ(micros(of(mail).downtime), Duration(3h));
  EXPECT_EQ(of(mail).outage_durations.max(), Duration(2h));
  EXPECT_EQ(of(mail).outage_durations.min(), Duration(1h));
  const Estimate share = unavailability(tally_, ServiceId(mail), 0.95);
  EXPECT_DOUBLE_EQ(share.mean, 0.03);
  EXPECT_LT(share.low, 0.03);
  EXPECT_GT(share.high, 0.03);
  EXPECT_DOUBLE_EQ(served(tally_, ServiceId(mail), 0.95).mean, 0.97);
  EXPECT_DOUBLE_EQ(outages_per_year(tally_, ServiceId(mail), 0.95).mean, 2 * 87.6);
  EXPECT_EQ(unavailability(tally_, ServiceId(web), 0.95).mean, 0);
  EXPECT_EQ(served(tally_, ServiceId(web), 0.95).mean, 1);
}

TEST_F(LedgerTest, CutsAnOutageOffAtBothEndsOfTheSpan) {
  begin(100h, 200h);
  outage(mail, 90h, 110h, hardware);  // begun before: its downtime counts, it does not
  outage(mail, 120h, 121h, os);
  at(195h);
  down(mail, os);  // not over at the end
  finish();
  EXPECT_EQ(micros(of(mail).downtime), Duration(10h + 1h + 5h));
  EXPECT_EQ(of(mail).outage_count, 2);
  EXPECT_EQ(of(mail).outage_durations.count(), 1);
  EXPECT_EQ(of(mail).outage_durations.max(), Duration(1h));
  EXPECT_EQ(of(mail).causes.at(hardware).outages, 0);
  EXPECT_EQ(micros(of(mail).causes.at(hardware).downtime), Duration(10h));
  EXPECT_EQ(of(mail).causes.at(os).outages, 2);
  EXPECT_EQ(micros(of(mail).causes.at(os).downtime), Duration(6h));
}

TEST_F(LedgerTest, TellsOfEachCauseInHowManyReplicationsItBroughtHowMuch) {
  for (const int outages : {2, 0, 1}) {
    begin(0s, 100h);
    for (int i = 0; i < outages; ++i) outage(mail, (10 * i + 1) * 1h, (10 * i + 2) * 1h, os);
    finish();
  }
  const CauseTally& cause = of(mail).causes.at(os);
  EXPECT_EQ(cause.unavailability.replications(), 2) << "those without it are not noted";
  EXPECT_EQ(cause.unavailability.count(), 3);
  EXPECT_DOUBLE_EQ(cause.unavailability.totals().mean(), 0.015);
  EXPECT_EQ(cause.numbers.count(), 2);
  EXPECT_DOUBLE_EQ(cause.numbers.mean(), 1.5);
}

// ---- interruptions ------------------------------------------------------------------------------

TEST_F(LedgerTest, CountsApartWhatIsTooShortForAnOutage) {
  plant_.services[mail].outage_longer_than = Duration(1min);
  begin(0s, 100h);
  outage(mail, 10h, 10h + 30s, hardware);
  outage(mail, 20h, 20h + 1min, os);  // no longer than that
  outage(mail, 30h, 31h, os);
  finish();
  EXPECT_EQ(of(mail).outage_count, 1);
  EXPECT_EQ(micros(of(mail).downtime), Duration(1h));
  EXPECT_EQ(of(mail).outage_durations.count(), 1);
  EXPECT_EQ(of(mail).interruptions.numbers.mean(), 2);
  EXPECT_NEAR(of(mail).interruptions.share.totals().mean(), 90.0 / 360000, 1e-12);
  EXPECT_EQ(of(mail).causes.count(hardware), 0) << "it brought no outage";
  EXPECT_DOUBLE_EQ(unavailability(tally_, ServiceId(mail), 0.95).mean, 0.01);
  EXPECT_LT(served(tally_, ServiceId(mail), 0.95).mean, 0.99) << "requests are lost all the same";
}

TEST_F(LedgerTest, TakesInterruptionsForDowntimeWhereTheyCount) {
  plant_.services[mail].outage_longer_than = Duration(1min);
  plant_.services[mail].interruptions_count = true;
  begin(0s, 2 * year);
  outage(mail, 10h, 10h + 30s, hardware);
  outage(mail, 30h, 31h, os);
  finish();
  EXPECT_EQ(of(mail).outage_count, 1);
  EXPECT_EQ(micros(of(mail).downtime), Duration(1h + 30s));
  EXPECT_EQ(of(mail).interruptions.numbers.mean(), 1);
  EXPECT_EQ(of(mail).year_downtimes.max(), Duration(1h + 30s));
  EXPECT_EQ(of(mail).causes.at(hardware).outages, 0);
  EXPECT_EQ(micros(of(mail).causes.at(hardware).downtime), Duration(30s));
}

TEST_F(LedgerTest, KnowsNoOutageWhereThereWereInterruptionsOnly) {
  plant_.services[mail].outage_longer_than = Duration(1h);
  begin(0s, 10 * year);
  outage(mail, 10h, 11h);
  at(end_ - 30min);
  down(mail);  // not over at the end, and not longer by then
  finish();
  EXPECT_EQ(outage_by_horizon(tally_, ServiceId(mail), 0.95).mean, 0);
  EXPECT_EQ(of(mail).outage_count, 0);
  EXPECT_EQ(micros(of(mail).downtime), Duration(0));
  EXPECT_EQ(slo_met_per_year(tally_, ServiceId(mail), 0.95).mean, 1);
  EXPECT_EQ(of(mail).interruptions.numbers.mean(), 1);
}

TEST_F(LedgerTest, LeavesOutWhatLiesOutsideTheSpan) {
  begin(100h, 200h);
  outage(mail, 10h, 20h, hardware);
  at(200h);
  down(mail, os);
  finish();
  EXPECT_EQ(of(mail).outage_count, 0);
  EXPECT_EQ(micros(of(mail).downtime), Duration(0));
  EXPECT_TRUE(of(mail).causes.empty());
  EXPECT_EQ(outage_by_horizon(tally_, ServiceId(mail), 0.95).mean, 0);
}

TEST_F(LedgerTest, PutsAnOutageDownToWhatItStemsFrom) {
  begin(0s, 100h);
  outage(mail, 1h, 2h, hardware);
  outage(mail, 3h, 5h);
  outage(mail, 6h, 9h, hardware);
  finish();
  ASSERT_EQ(of(mail).causes.size(), 2);
  EXPECT_EQ(of(mail).causes.at(hardware).outages, 2);
  EXPECT_EQ(micros(of(mail).causes.at(hardware).downtime), Duration(4h));
  EXPECT_EQ(of(mail).causes.at(CauseId()).outages, 1);
  EXPECT_EQ(of(mail).causes.rbegin()->first, CauseId()) << "what is not known comes last";
}

TEST_F(LedgerTest, MeasuresEachYear) {
  // Five whole years and a bit. 876 h may be down a year.
  begin(0s, 5 * year + 100h);
  outage(mail, 10h, 110h);                      // year 0: 100 h
  outage(mail, year - 50h, year + 850h);        // 50 h more in year 0, 850 h in year 1
  outage(mail, 2 * year - 26h, 2 * year);       // year 1: 876 h, which is just kept
  outage(mail, 3 * year, 3 * year + 877h);      // year 3: not kept
  outage(mail, 5 * year - 1h, 5 * year + 50h);  // year 4: 1 h; the rest belongs to no whole year
  finish();
  const Sketch& years = of(mail).year_downtimes;
  EXPECT_EQ(years.count(), 5);
  EXPECT_EQ(micros(years.sum()), Duration(150h + 876h + 0h + 877h + 1h));
  EXPECT_EQ(years.min(), Duration(0));
  EXPECT_EQ(years.max(), Duration(877h));
  EXPECT_EQ(of(mail).slo_met.count(), 1);
  EXPECT_EQ(of(mail).slo_met.mean(), 4);
  EXPECT_DOUBLE_EQ(slo_met_per_year(tally_, ServiceId(mail), 0.95).mean, 0.8);
  EXPECT_EQ(of(web).year_downtimes.count(), 5);
  EXPECT_EQ(of(web).slo_met.count(), 0) << "it promised nothing";
}

TEST_F(LedgerTest, MeasuresEachMonth) {
  // Three whole months of 730 h and a bit. 73 h may be down a month.
  begin(0s, 3 * month + 10h);
  outage(mail, 10h, 60h);                         // month 0: 50 h
  outage(mail, month - 23h, month + 1h);          // 23 h more, which is just kept; month 1: 1 h
  outage(mail, 2 * month - 80h, 2 * month - 7h);  // month 1: 74 h, which is not
  finish();
  EXPECT_EQ(of(mail).slo_met_months.count(), 1);
  EXPECT_EQ(of(mail).slo_met_months.mean(), 2);
  EXPECT_DOUBLE_EQ(slo_met_per_month(tally_, ServiceId(mail), 0.95).mean, 2.0 / 3);
  EXPECT_EQ(of(mail).slo_met.count(), 0);
  EXPECT_EQ(of(web).slo_met_months.count(), 0) << "it promised nothing";
}

TEST_F(LedgerTest, AnOutageOfYearsFillsThem) {
  begin(10h, 10h + 4 * year);
  outage(mail, 10h + year / 2, 10h + 3 * year + 1h);
  finish();
  EXPECT_EQ(of(mail).year_downtimes.count(), 4);
  EXPECT_EQ(micros(of(mail).year_downtimes.sum()), 2 * year + year / 2 + 1h);
  EXPECT_EQ(of(mail).year_downtimes.max(), year);
  EXPECT_EQ(of(mail).slo_met.mean(), 1);
}

TEST_F(LedgerTest, ASpanOfLessThanAYearHasNoYears) {
  begin(0s, year - 1us);
  finish();
  EXPECT_TRUE(of(mail).year_downtimes.empty());
  EXPECT_EQ(of(mail).slo_met.count(), 0);
}

TEST_F(LedgerTest, ASpanOfExactlyAYearHasOne) {
  begin(2h, 2h + year);
  outage(mail, 1000h, 1876h);  // all that a year may have of it
  finish();
  ASSERT_EQ(of(mail).year_downtimes.count(), 1);
  EXPECT_EQ(of(mail).year_downtimes.max(), Duration(876h));
  ASSERT_EQ(of(mail).slo_met.count(), 1);
  EXPECT_DOUBLE_EQ(slo_met_per_year(tally_, ServiceId(mail), 0.95).mean, 1);
  tally_ = {};
  begin(2h, 2h + month);
  outage(mail, 10h, 84h);  // an hour more than a month may have
  finish();
  ASSERT_EQ(of(mail).slo_met_months.count(), 1);
  EXPECT_EQ(slo_met_per_month(tally_, ServiceId(mail), 0.95).mean, 0);
}

TEST_F(LedgerTest, WeighsWhatIsServedByItsShare) {
  begin(10h, 110h);
  at(5h);
  tell(FactKind::service_capacity, web, full / 2);  // 5 of these hours lie before the span
  at(20h);
  tell(FactKind::service_capacity, web, full / 4);
  at(30h);
  tell(FactKind::service_capacity, web, full);
  at(100h);
  tell(FactKind::service_capacity, web, full / 2);
  finish();
  EXPECT_EQ(of(web).lost.count(), 2) << "times of less than full capacity";
  EXPECT_DOUBLE_EQ(served(tally_, ServiceId(web), 0.95).mean,
                   1 - (10 * 0.5 + 10 * 0.75 + 10 * 0.5) / 100);
  EXPECT_EQ(unavailability(tally_, ServiceId(web), 0.95).mean, 0);
}

TEST_F(LedgerTest, PhasesAddUpToTheFailover) {
  begin(0s, 100h);
  at(1h);
  tell(FactKind::group_lost, 0);
  at(1h + 7s + 1us);
  phase(0, Phase::agree);
  at(1h + 10s);
  phase(0, Phase::storage);
  at(1h + 12s);
  tell(FactKind::group_failed_over, 0, 1);
  phase(0, Phase::boot);
  at(1h + 100s);
  phase(0, Phase::detect);  // back: the new node failed too
  at(1h + 105s);
  phase(0, Phase::start);
  at(1h + 120s);
  tell(FactKind::group_served, 0);
  finish();
  EXPECT_EQ(cluster().failover_durations.count(), 1);
  EXPECT_EQ(cluster().moved, 1);
  EXPECT_EQ(micros(cluster().failover_durations.sum()), Duration(120s));
  EXPECT_DOUBLE_EQ(cluster().failover_seconds.mean(), 120);
  const auto in = [&](Phase phase) {
    return micros(cluster().phases[static_cast<std::size_t>(phase)]);
  };
  EXPECT_EQ(in(Phase::detect), 7s + 1us + 5s);
  EXPECT_EQ(in(Phase::agree), 3s - 1us);
  EXPECT_EQ(in(Phase::fence), 0s);
  EXPECT_EQ(in(Phase::storage), Duration(2s));
  EXPECT_EQ(in(Phase::boot), Duration(88s));
  EXPECT_EQ(in(Phase::start), Duration(15s));
  WideSum sum = 0;
  for (const WideSum each : cluster().phases) sum += each;
  EXPECT_TRUE(sum == cluster().failover_durations.sum());
}

TEST_F(LedgerTest, ASecondFailureInAFailoverIsTheSameFailover) {
  begin(0s, 100h);
  at(1h);
  tell(FactKind::group_lost, 0);
  at(1h + 10s);
  phase(0, Phase::boot);
  at(1h + 20s);
  tell(FactKind::group_lost, 0);
  at(1h + 50s);
  tell(FactKind::group_served, 0);
  finish();
  EXPECT_EQ(cluster().failover_durations.count(), 1);
  EXPECT_EQ(cluster().moved, 0) << "in place";
  EXPECT_EQ(micros(cluster().phases[0]), Duration(40s));
}

TEST_F(LedgerTest, OnlyWholeFailoversInsideTheSpanAreSampled) {
  begin(10h, 100h);
  at(9h);
  tell(FactKind::group_lost, 0);  // begun before the span
  at(11h);
  tell(FactKind::group_served, 0);
  tell(FactKind::group_served, 1);  // no failover: it was moved by plan
  at(12h);
  tell(FactKind::group_lost, 1);
  at(13h);
  tell(FactKind::failover_called_off, 1);
  at(14h);
  tell(FactKind::group_served, 1);
  at(99h);
  tell(FactKind::group_lost, 0);  // not over at the end
  finish();
  EXPECT_TRUE(cluster().failover_durations.empty());
  EXPECT_EQ(cluster().failover_seconds.count(), 0);
}

TEST_F(LedgerTest, CountsAFailedFailoverOnce) {
  begin(0s, 100h);
  at(1h);
  tell(FactKind::group_lost, 0);
  tell(FactKind::failover_uncovered, 0);
  tell(FactKind::group_gave_up, 0);
  at(2h);
  tell(FactKind::group_served, 0);
  at(3h);
  tell(FactKind::group_lost, 0);
  at(4h);
  tell(FactKind::group_gave_up, 0);
  finish();
  EXPECT_EQ(cluster().failovers_failed, 2);
  EXPECT_EQ(cluster().failover_durations.count(), 1);
}

/// A target that dies sends a group back to the queue: it is the same failover, and waited for room
/// once.
TEST_F(LedgerTest, CountsAFailoverThatWaitsForRoomOnce) {
  begin(10h, 100h);
  at(5h);
  tell(FactKind::group_lost, 0);
  wait(0, Wait::for_room);  // lost before the span
  at(20h);
  tell(FactKind::group_served, 0);
  wait(0, Wait::for_room);  // not lost
  tell(FactKind::group_lost, 0);
  wait(0, Wait::for_room);
  phase(0, Phase::boot);
  at(21h);
  tell(FactKind::group_lost, 0);
  wait(0, Wait::for_room);
  at(22h);
  tell(FactKind::group_served, 0);
  finish();
  EXPECT_EQ(cluster().queued, 1);
  begin(10h, 100h);
  at(20h);
  tell(FactKind::group_lost, 0);
  tell(FactKind::group_lost, 1);
  for (const std::uint32_t group : {0U, 1U}) wait(group, Wait::for_room);
  at(30h);
  tell(FactKind::group_served, 0);
  tell(FactKind::group_lost, 0);
  wait(0, Wait::for_room);
  finish();
  EXPECT_EQ(cluster().queued, 1 + 3);
}

TEST_F(LedgerTest, TimesSplitBrain) {
  begin(10h, 100h);
  at(5h);
  tell(FactKind::split_brain_began, 0);
  at(11h);
  tell(FactKind::split_brain_ended, 0);
  at(50h);
  tell(FactKind::split_brain_began, 1);
  at(52h);
  tell(FactKind::split_brain_ended, 1);
  at(99h);
  tell(FactKind::split_brain_began, 0);
  finish();
  EXPECT_EQ(cluster().split_brains, 2);
  EXPECT_EQ(micros(cluster().split_brain_time), Duration(1h + 2h + 1h));
}

TEST_F(LedgerTest, CountsPlannedMovesAndTimesTheirStandstill) {
  begin(10h, 100h);
  at(5h);
  tell(FactKind::planned_move_began, 0);
  tell(FactKind::planned_move_stands_still, 0);
  at(11h);
  tell(FactKind::planned_move_ended, 0);  // begun before the span: not counted, and 1 h of it
  at(50h);
  tell(FactKind::planned_move_began, 0);
  at(51h);
  tell(FactKind::planned_move_stands_still, 0);
  at(53h);
  tell(FactKind::planned_move_ended, 0);
  tell(FactKind::planned_move_began, 0);
  tell(FactKind::planned_move_stands_still, 0);
  at(54h);
  tell(FactKind::planned_move_called_off, 0);
  at(98h);
  tell(FactKind::planned_move_began, 1);
  at(99h);
  tell(FactKind::planned_move_stands_still, 1);
  finish();
  EXPECT_EQ(cluster().planned_moves, 1);
  EXPECT_EQ(micros(cluster().planned_standstill), Duration(1h + 2h + 1h + 1h));
  EXPECT_TRUE(cluster().failover_durations.empty());
}

TEST_F(LedgerTest, EachReplicationBeginsAnew) {
  begin(0s, 100h);
  at(90h);
  down(mail, hardware);
  tell(FactKind::group_lost, 0);
  tell(FactKind::split_brain_began, 0);
  finish();
  begin(0s, 100h);
  at(50h);
  tell(FactKind::group_served, 0);
  finish();
  EXPECT_EQ(tally_.replications, 2);
  EXPECT_EQ(micros(of(mail).downtime), Duration(10h));
  EXPECT_TRUE(cluster().failover_durations.empty());
  EXPECT_EQ(cluster().split_brains, 1);
  EXPECT_DOUBLE_EQ(outage_by_horizon(tally_, ServiceId(mail), 0.95).mean, 0.5);
  EXPECT_DOUBLE_EQ(unavailability(tally_, ServiceId(mail), 0.95).mean, 0.05);
  EXPECT_DOUBLE_EQ(tally_.simulated_years(), 200.0 / 8760);
}

TEST_F(LedgerTest, TalliesMergeToThatOfAllReplications) {
  const auto replicate = [&](int number) {
    begin(0s, 100h);
    outage(number % 2 == 0 ? mail : web, number * 1h, number * 1h + 30min,
           number % 3 == 0 ? hardware : os);
    tell(FactKind::group_lost, 0);
    at(99h);
    tell(FactKind::group_served, 0);
    finish();
  };
  const auto replicate_all = [&](int from, int to) {
    tally_ = {};
    for (int i = from; i < to; ++i) replicate(i);
    return tally_;
  };
  const Tally whole = replicate_all(1, 9);
  Tally merged;
  merged.merge(replicate_all(1, 4));
  merged.merge(Tally());
  merged.merge(replicate_all(4, 9));
  EXPECT_EQ(merged.replications, 8);
  EXPECT_EQ(merged.services[mail].causes, whole.services[mail].causes);
  EXPECT_EQ(merged.services[mail].outage_durations, whole.services[mail].outage_durations);
  EXPECT_TRUE(merged.services[web].downtime == whole.services[web].downtime);
  EXPECT_EQ(merged.clusters[0].failover_durations, whole.clusters[0].failover_durations);
  EXPECT_NEAR(unavailability(merged, ServiceId(mail), 0.95).high,
              unavailability(whole, ServiceId(mail), 0.95).high, 1e-12);
  Tally again;
  again.merge(replicate_all(1, 4));
  again.merge(replicate_all(4, 9));
  EXPECT_TRUE(merged == again) << "the same order, the same bytes";
}

TEST_F(LedgerTest, WantsWhatItMeasuresAndNothingElse) {
  const auto wants = [&](FactKind kind) {
    return ledger_.wanted().test(static_cast<std::size_t>(kind));
  };
  EXPECT_TRUE(wants(FactKind::service_down));
  EXPECT_TRUE(wants(FactKind::failover_called_off));
  EXPECT_FALSE(wants(FactKind::component_failed));
  EXPECT_FALSE(wants(FactKind::node_silent));
}

}  // namespace
}  // namespace ausfall::models
