#include "app/estimates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/ledger.hpp"
#include "models/rare_ledger.hpp"

namespace ausfall::app {

namespace {

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

/// Nothing if there were no paths, or neither they nor histories met an outage: then the histories'
/// bound is what is known.
const RareServiceTally* paths_of(const Measured& measured, ServiceId id) {
  if (measured.rare.services.empty()) return nullptr;
  const RareServiceTally& paths = measured.rare.services[id.index()];
  const bool any = paths.lost.count() > 0 || paths.unavailability.count() > 0 ||
                   ordinary_of(measured, id).lost.count() > 0;
  return any ? &paths : nullptr;
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

Estimate unavailability(const Measured& measured, ServiceId id, double confidence) {
  const RareServiceTally* paths = paths_of(measured, id);
  if (paths == nullptr || !met(ordinary_of(measured, id).unavailability, paths->unavailability))
    return models::unavailability(measured.tally, id, confidence);
  return sum(of_histories(ordinary_of(measured, id).unavailability, confidence),
             of_paths(paths->unavailability, measured.rare.rare, 1, confidence), 1);
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
  return complement(sum(of_histories(ordinary_of(measured, id).lost, confidence),
                        of_paths(paths->lost, measured.rare.rare, 1, confidence), 1));
}

Estimate outage_by_horizon(const Measured& measured, ServiceId id, double confidence) {
  const RareServiceTally* paths = paths_of(measured, id);
  const std::uint64_t down = ordinary_of(measured, id).down_by_horizon;
  if (paths == nullptr || (paths->down_by_horizon.count() == 0 && down == 0))
    return models::outage_by_horizon(measured.tally, id, confidence);
  const Estimate a = stratum(
      down > 0, [&] { return proportion_interval(down, measured.tally.replications, confidence); });
  return sum(a, of_paths(paths->down_by_horizon, measured.rare.courses, infinity, confidence), 1);
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

bool contradicted(const Measured& measured, ServiceId id) {
  constexpr double confidence = 0.9999;
  const Estimate seen = models::outages_per_year(measured.tally, id, confidence);
  const Estimate found = outages_per_year(measured, id, confidence);
  return seen.high < found.low || found.high < seen.low;
}

KnownFrom known_from(const Measured& measured, ServiceId id) {
  constexpr std::uint64_t met = 10;
  const RareServiceTally* paths = paths_of(measured, id);
  const std::uint64_t outages = histories_of(measured, id).unavailability.count();
  if (paths == nullptr) return {.histories = 1, .paths = 0, .unmet = outages < met ? 1.0 : 0.0};
  const Jumps& ordinary = ordinary_of(measured, id).unavailability;
  const double a = ordinary.totals().mean();
  const double b = paths->unavailability.totals().mean();
  if (!(a + b > 0)) return {.histories = 1, .paths = 0, .unmet = 1};
  KnownFrom known{.histories = a / (a + b), .paths = b / (a + b), .unmet = 0};
  if (ordinary.count() < met) known.unmet += known.histories;
  if (paths->unavailability.count() < met) known.unmet += known.paths;
  return known;
}

}  // namespace ausfall::app
