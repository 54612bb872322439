#include "studies/estimates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/ledger.hpp"
#include "models/rare_ledger.hpp"
#include "sim/interval.hpp"

namespace ausfall::studies {

namespace {

using models::ClusterId;
using models::OrdinaryTally;
using models::RareServiceTally;
using models::ServiceId;
using models::ServiceTally;

constexpr double infinity = std::numeric_limits<double>::infinity();

const ServiceTally& histories_of(const Measured& measured, ServiceId id) {
  return measured.tally.services[id.index()];
}

const OrdinaryTally& ordinary_of(const Measured& measured, ServiceId id) {
  return histories_of(measured, id).ordinary;
}

bool met(const Jumps& ordinary, const Jumps& paths) {
  return ordinary.count() > 0 || paths.count() > 0;
}

bool met(const Moments& ordinary, const Jumps& paths) {
  return ordinary.mean() > 0 || paths.count() > 0;
}

/// What histories gave outside rare courses. What they never met there is taken for impossible: common
/// courses were met a hundred times or more, without.
template <class Interval>
Estimate stratum(bool met, Interval interval) {
  return met ? interval() : Estimate{};
}

/// What paths gave. Where they never met a thing, it happens in so few of the rare courses that as
/// many as were followed are likely to miss it; each would cost at most what `all` of them come to.
Estimate of_paths(const Jumps& jumps, const Jumps& all, double ceiling, double confidence) {
  if (jumps.count() > 0) return total_interval(jumps, ceiling, confidence);
  if (all.count() == 0) return {};
  const double share = std::min(-std::log((1 - confidence) / 2) / effective_count(all), 1.0);
  return {0, 0, share * all.totals().mean()};
}

Estimate sum(const Estimate& a, const Estimate& b, double ceiling) {
  Estimate both = ausfall::sum(a, b);
  both.mean = std::min(both.mean, ceiling);
  both.low = std::clamp(both.low, 0.0, both.mean);
  both.high = std::min(both.high, ceiling);
  return both;
}

Estimate of_histories(const Jumps& jumps, double confidence) {
  return stratum(jumps.count() > 0, [&] { return total_interval(jumps, 1, confidence); });
}

/// The share of years, or of months, that keep the slo, from those that do not.
Estimate slo_met(const Moments& beyond, const Jumps& paths, const Jumps& courses, double periods,
                 double confidence) {
  const Estimate ordinary =
      stratum(beyond.mean() > 0, [&] { return share_interval(beyond, periods, confidence); });
  return complement(
      sum(ordinary, scaled(of_paths(paths, courses, periods, confidence), 1 / periods), 1));
}

}  // namespace

bool astray(const Measured& measured, ServiceId id) {
  if (measured.rare.services.empty()) return false;
  constexpr double confidence = 0.9999;
  const Estimate ordinary = of_histories(ordinary_of(measured, id).unavailability, confidence);
  const Estimate rare = of_paths(measured.rare.services[id.index()].unavailability,
                                 measured.rare.rare, 1, confidence);
  if (ordinary.mean + rare.mean > 1) return true;
  const Moments& seen = histories_of(measured, id).unavailability.totals();
  // Two of them may share what is not known, so half of them are independent.
  const Estimate possible = bounded_mean_interval(
      std::min(seen.mean(), 1.0), static_cast<double>(seen.count()) / 2, confidence);
  const Estimate both = sum(ordinary, rare, 1);
  return both.low > possible.high || both.high < possible.low;
}

const RareServiceTally* paths_of(const Measured& measured, ServiceId id) {
  if (measured.rare.services.empty()) return nullptr;
  const RareServiceTally& paths = measured.rare.services[id.index()];
  const bool any = paths.lost.count() > 0 || paths.unavailability.count() > 0 ||
                   ordinary_of(measured, id).lost.count() > 0;
  return any && !astray(measured, id) ? &paths : nullptr;
}

Estimate unavailability(const Measured& measured, ServiceId id, double confidence) {
  const RareServiceTally* paths = paths_of(measured, id);
  if (paths == nullptr || !met(ordinary_of(measured, id).unavailability, paths->unavailability))
    return models::unavailability(measured.tally, id, confidence);
  const Estimate ordinary = of_histories(ordinary_of(measured, id).unavailability, confidence);
  return sum(ordinary, of_paths(paths->unavailability, measured.rare.rare, 1, confidence), 1);
}

Estimate outages_per_year(const Measured& measured, ServiceId id, double confidence) {
  const RareServiceTally* paths = paths_of(measured, id);
  const Moments& ordinary = ordinary_of(measured, id).outages;
  if (paths == nullptr || !met(ordinary, paths->outages))
    return models::outages_per_year(measured.tally, id, confidence);
  const Estimate a =
      stratum(ordinary.mean() > 0, [&] { return count_interval(ordinary, confidence); });
  return scaled(
      sum(a, of_paths(paths->outages, measured.rare.courses, infinity, confidence), infinity),
      1 / years_in(measured.tally.span));
}

Estimate served(const Measured& measured, ServiceId id, double confidence) {
  const RareServiceTally* paths = paths_of(measured, id);
  if (paths == nullptr) return models::served(measured.tally, id, confidence);
  const Estimate ordinary = of_histories(ordinary_of(measured, id).lost, confidence);
  const Estimate rare = of_paths(paths->lost, measured.rare.rare, 1, confidence);
  return complement(sum(ordinary, rare, 1));
}

Estimate outage_by_horizon(const Measured& measured, ServiceId id, double confidence) {
  const RareServiceTally* paths = paths_of(measured, id);
  const std::uint64_t down = ordinary_of(measured, id).down_by_horizon;
  if (paths == nullptr || (paths->down_by_horizon.count() == 0 && down == 0))
    return models::outage_by_horizon(measured.tally, id, confidence);
  const Estimate a = stratum(
      down > 0, [&] { return proportion_interval(down, measured.tally.replications, confidence); });
  const Estimate both = sum(
      a, of_paths(paths->down_by_horizon, measured.rare.courses, infinity, confidence), infinity);
  // A sum that was cut off at 1 would be too low on average. All histories know it as well there, and
  // wherever most of them have an outage.
  const Estimate seen = models::outage_by_horizon(measured.tally, id, confidence);
  return both.high > 1 || half_width(seen) < half_width(both) ? seen : both;
}

Estimate slo_met_per_year(const Measured& measured, ServiceId id, double confidence) {
  const RareServiceTally* paths = paths_of(measured, id);
  if (paths == nullptr || !met(ordinary_of(measured, id).years_beyond, paths->years_beyond))
    return models::slo_met_per_year(measured.tally, id, confidence);
  return slo_met(ordinary_of(measured, id).years_beyond, paths->years_beyond, measured.rare.courses,
                 static_cast<double>(measured.tally.span / year), confidence);
}

Estimate slo_met_per_month(const Measured& measured, ServiceId id, double confidence) {
  const RareServiceTally* paths = paths_of(measured, id);
  if (paths == nullptr || !met(ordinary_of(measured, id).months_beyond, paths->months_beyond))
    return models::slo_met_per_month(measured.tally, id, confidence);
  return slo_met(ordinary_of(measured, id).months_beyond, paths->months_beyond,
                 measured.rare.courses, static_cast<double>(measured.tally.span / models::month),
                 confidence);
}

Estimate interruptions_per_year(const Measured& measured, ServiceId id, double confidence) {
  const models::InterruptionTally& all = histories_of(measured, id).interruptions;
  const double years = years_in(measured.tally.span);
  const RareServiceTally* paths = paths_of(measured, id);
  if (paths == nullptr ||
      !met(ordinary_of(measured, id).interruptions.numbers, paths->interruptions))
    return scaled(count_interval(all.numbers, confidence), 1 / years);
  const Moments& ordinary = ordinary_of(measured, id).interruptions.numbers;
  const Estimate a =
      stratum(ordinary.mean() > 0, [&] { return count_interval(ordinary, confidence); });
  const Estimate b = of_paths(paths->interruptions, measured.rare.courses, infinity, confidence);
  return scaled(sum(a, b, infinity), 1 / years);
}

Estimate interrupted(const Measured& measured, ServiceId id, double confidence) {
  const RareServiceTally* paths = paths_of(measured, id);
  const Jumps& ordinary = ordinary_of(measured, id).interruptions.share;
  if (paths == nullptr || !met(ordinary, paths->interrupted))
    return total_interval(histories_of(measured, id).interruptions.share, 1, confidence);
  return sum(of_histories(ordinary, confidence),
             of_paths(paths->interrupted, measured.rare.rare, 1, confidence), 1);
}

namespace {

const models::RareClusterTally* paths_of(const Measured& measured, ClusterId id) {
  return measured.rare.clusters.empty() ? nullptr : &measured.rare.clusters[id.index()];
}

/// What goes wrong, by year. `all`, `ordinary`: in each history; `paths`: null without any.
Estimate mishaps_per_year(const Measured& measured, const Moments& all, const Moments& ordinary,
                          const Jumps* paths, double confidence) {
  const double years = years_in(measured.tally.span);
  if (paths == nullptr || !met(ordinary, *paths))
    return scaled(count_interval(all, confidence), 1 / years);
  const Estimate a =
      stratum(ordinary.mean() > 0, [&] { return count_interval(ordinary, confidence); });
  const Estimate b = of_paths(*paths, measured.rare.courses, infinity, confidence);
  return scaled(sum(a, b, infinity), 1 / years);
}

}  // namespace

Estimate failovers_failed_per_year(const Measured& measured, ClusterId id, double confidence) {
  const models::ClusterTally& cluster = measured.tally.clusters[id.index()];
  const models::RareClusterTally* paths = paths_of(measured, id);
  return mishaps_per_year(measured, cluster.failed_numbers, cluster.ordinary_failed_numbers,
                          paths == nullptr ? nullptr : &paths->failed, confidence);
}

Estimate split_brains_per_year(const Measured& measured, ClusterId id, double confidence) {
  const models::ClusterTally& cluster = measured.tally.clusters[id.index()];
  const models::RareClusterTally* paths = paths_of(measured, id);
  return mishaps_per_year(measured, cluster.split_brain_numbers,
                          cluster.ordinary_split_brain_numbers,
                          paths == nullptr ? nullptr : &paths->split_brains, confidence);
}

Estimate data_losses_per_year(const Measured& measured, std::size_t copied, double confidence) {
  const models::LossTally& losses = measured.tally.losses[copied];
  const auto& paths = measured.rare.losses;
  return mishaps_per_year(measured, losses.numbers, losses.ordinary,
                          paths.empty() ? nullptr : &paths[copied], confidence);
}

WeightedSketch outage_durations(const Measured& measured, ServiceId id) {
  const ServiceTally& histories = histories_of(measured, id);
  const RareServiceTally* paths = paths_of(measured, id);
  const double together = bursts(paths == nullptr ? histories.outages : histories.ordinary.outages);
  WeightedSketch durations;
  durations.add(histories.outage_durations, together);
  if (paths == nullptr) return durations;
  durations.add(histories.ordinary.rare_durations, together, -1);
  durations.merge(paths->outage_durations);
  return durations;
}

WeightedSketch year_downtimes(const Measured& measured, ServiceId id) {
  const ServiceTally& histories = histories_of(measured, id);
  const RareServiceTally* paths = paths_of(measured, id);
  const double together = bursts(paths == nullptr ? histories.outages : histories.ordinary.outages);
  WeightedSketch years;
  years.add(histories.year_downtimes, together);
  if (paths == nullptr) return years;
  years.take_back(histories.ordinary.rare_moves, together);
  years.merge(paths->year_moves);
  return years;
}

namespace {

/// `histories`: all of it that these met. Their order statistics are finer than buckets, and will do
/// where there is nothing else.
std::optional<DurationSummary> summary(const WeightedSketch& all, const Sketch& histories,
                                       bool nothing_else, double confidence) {
  if (!(all.weight() > 0)) return std::nullopt;
  const auto at = [&](double p) {
    Estimate estimate = all.quantile_interval(p, confidence);
    if (nothing_else) {
      estimate.mean = seconds_in(histories.quantile(p));
      estimate.low = std::min(estimate.low, estimate.mean);
      estimate.high = std::max(estimate.high, estimate.mean);
    }
    return estimate;
  };
  DurationSummary summary{.mean = all.mean_interval(confidence),
                          .p50 = at(0.5),
                          .p90 = at(0.9),
                          .p95 = at(0.95),
                          .p99 = at(0.99),
                          .max = std::nullopt};
  if (!histories.empty()) summary.max = seconds_in(histories.max());
  // What a lower quantile may be, a higher one may be, too.
  Estimate* lower = &summary.p50;
  for (Estimate* higher : {&summary.p90, &summary.p95, &summary.p99}) {
    higher->high = std::max(higher->high, lower->high);
    lower = higher;
  }
  return summary;
}

}  // namespace

std::optional<DurationSummary> outage_seconds(const Measured& measured, ServiceId id,
                                              double confidence) {
  const ServiceTally& histories = histories_of(measured, id);
  const RareServiceTally* paths = paths_of(measured, id);
  const bool nothing_else = paths == nullptr || (histories.ordinary.rare_durations.empty() &&
                                                 paths->outage_durations.empty());
  return summary(outage_durations(measured, id), histories.outage_durations, nothing_else,
                 confidence);
}

std::optional<DurationSummary> year_downtime_seconds(const Measured& measured, ServiceId id,
                                                     double confidence) {
  const ServiceTally& histories = histories_of(measured, id);
  const RareServiceTally* paths = paths_of(measured, id);
  const bool nothing_else =
      paths == nullptr || (histories.ordinary.rare_moves.empty() && paths->year_moves.empty());
  auto found =
      summary(year_downtimes(measured, id), histories.year_downtimes, nothing_else, confidence);
  if (!found) return found;
  for (Estimate* const each : {&found->p50, &found->p90, &found->p95, &found->p99}) {
    constexpr double most = seconds_in(year);  // a bucket may reach beyond
    each->mean = std::min(each->mean, most);
    each->low = std::min(each->low, most);
    if (std::isfinite(each->high)) each->high = std::min(each->high, most);
  }
  // Whole years have the downtime of the span.
  if (measured.tally.span % year == Duration::zero())
    found->mean = scaled(unavailability(measured, id, confidence), seconds_in(year));
  return found;
}

WeightedSketch failover_durations(const Measured& measured, ClusterId id) {
  const models::ClusterTally& cluster = measured.tally.clusters[id.index()];
  const double together = bursts(cluster.failover_numbers);
  WeightedSketch durations;
  durations.add(cluster.failover_durations, together);
  if (const models::RareClusterTally* paths = paths_of(measured, id)) {
    durations.add(cluster.rare_failover_durations, together, -1);
    durations.merge(paths->failover_durations);
  }
  return durations;
}

std::optional<DurationSummary> failover_seconds(const Measured& measured, ClusterId id,
                                                double confidence) {
  const models::ClusterTally& cluster = measured.tally.clusters[id.index()];
  const models::RareClusterTally* paths = paths_of(measured, id);
  const bool nothing_else = paths == nullptr || (cluster.rare_failover_durations.empty() &&
                                                 paths->failover_durations.empty());
  return summary(failover_durations(measured, id), cluster.failover_durations, nothing_else,
                 confidence);
}

PhaseSeconds phase_seconds(const Measured& measured, ClusterId id, models::Phase phase,
                           double confidence) {
  const auto index = static_cast<std::size_t>(phase);
  const models::ClusterTally& cluster = measured.tally.clusters[id.index()];
  PhaseSeconds found{.seconds = seconds_in(cluster.phases.at(index))};
  const models::RareClusterTally* paths = paths_of(measured, id);
  if (paths == nullptr) return found;
  const auto replications = static_cast<double>(measured.tally.replications);
  const Jumps& jumps = paths->phases.at(index);
  found.seconds += jumps.totals().mean() * replications - seconds_in(cluster.rare_phases.at(index));
  if (jumps.count() > 0)
    found.paths_at_most = total_interval(jumps, infinity, confidence).high * replications;
  return found;
}

}  // namespace ausfall::studies
