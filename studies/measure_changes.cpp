#include "studies/measure_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cassert>
#include <cmath>

#include "sim/difference.hpp"

namespace ausfall::studies {

namespace {

std::string path_of(Judged measure, const std::string& of) {
  return fmt::format("{}.{}.{}", is_of_cluster(measure) ? "clusters" : "services", of,
                     name_of(measure));
}

std::string path_of(double p, const std::string& cluster) {
  return fmt::format("clusters.{}.failover.p{:g}", cluster, 100 * p);
}

/// Nobody can say of what is seldom that it is no worse; so what is not known to be worse passes.
Change change_of(Sign sign, Sign beyond, double tolerance) {
  if (sign == Sign::negative) return Change::better;
  if (beyond == Sign::positive) return Change::worse;
  return tolerance > 0 && beyond == Sign::negative ? Change::no_worse : Change::not_separable;
}

/// Pairs of one measure, without and with the tolerance.
struct Pairs {
  PairedDifference both;
  PairedDifference beyond;
  Moments before;
  Moments after;

  void add(double a, double b, double tolerance) {
    both.add(a, b);
    beyond.add((1 + tolerance) * a, b);
    before.add(a);
    after.add(b);
  }
};

std::int64_t at(const std::vector<std::int64_t>& rows, std::size_t i) {
  return i < rows.size() ? rows[i] : 0;
}

MeasureChange judged(const MeasureRows& before, const MeasureRows& after, std::size_t number,
                     double years, double confidence, double tolerance) {
  const bool share = before.measure == Judged::requests_lost;
  const double unit = share ? 1 : years;
  Pairs histories;
  Pairs paths;
  for (std::size_t i = 0; i < number; ++i) {
    const auto of = [&](const std::vector<std::int64_t>& rows, bool on_paths) {
      return in_units(before.measure, at(rows, i), on_paths) / unit;
    };
    histories.add(of(before.histories, false), of(after.histories, false), tolerance);
    paths.add(of(before.paths, true), of(after.paths, true), tolerance);
  }
  MeasureChange change{.path = path_of(before.measure, before.of),
                       .of = before.of,
                       .unit = share ? ChangeUnit::share : ChangeUnit::a_year,
                       .before = histories.before.mean() + paths.before.mean(),
                       .after = histories.after.mean() + paths.after.mean(),
                       .difference = {},
                       .replications = number,
                       .differing = std::max(histories.both.differing(), paths.both.differing())};
  if (change.differing > 0) {
    const auto together = [&](PairedDifference Pairs::*which) {
      return sum((histories.*which).interval(confidence, 0),
                 (paths.*which).interval(confidence, 0));
    };
    const std::uint64_t beyond = std::max(histories.beyond.differing(), paths.beyond.differing());
    change.difference = together(&Pairs::both);
    change.change = change_of(sign_of(change.difference, change.differing, confidence),
                              sign_of(together(&Pairs::beyond), beyond, confidence), tolerance);
  }
  if (share) {  // told as what is served
    change.before = 1 - change.before;
    change.after = 1 - change.after;
    change.difference = {-change.difference.mean, -change.difference.high, -change.difference.low};
  }
  return change;
}

/// By replication: how many are longer, less what that would be if the share of both were the same.
PairedDifference excess(const std::vector<std::int64_t>& before,
                        const std::vector<std::int64_t>& twice_before,
                        const std::vector<std::int64_t>& after,
                        const std::vector<std::int64_t>& twice_after) {
  double all = 0;
  double longer = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    all += static_cast<double>(before[i] + at(after, i));
    longer += static_cast<double>(twice_before[i] + at(twice_after, i)) / 2;
  }
  const double share = all > 0 ? longer / all : 0;
  PairedDifference difference;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto of = [&](std::int64_t number, std::int64_t twice) {
      return static_cast<double>(twice) / 2 - share * static_cast<double>(number);
    };
    difference.add(of(before[i], twice_before[i]), of(at(after, i), at(twice_after, i)));
  }
  return difference;
}

MeasureChange judged(const QuantileRows& before, const FailoverRows& after, double confidence,
                     double tolerance) {
  const std::size_t number = before.numbers.size();
  MeasureChange change{.path = path_of(before.p, before.cluster),
                       .of = before.cluster,
                       .unit = ChangeUnit::seconds,
                       .before = seconds_in(before.quantile),
                       .after = seconds_in(after.quantile(before.p, number)),
                       .difference = {},
                       .replications = number};
  const std::vector<std::int64_t> numbers = after.numbers(number);
  const auto compared = [&](double factor) {
    const auto bound =
        Duration(std::llround(static_cast<double>(before.quantile.count()) * factor));
    return excess(before.numbers, before.twice_above, numbers, after.twice_above(bound, number));
  };
  const PairedDifference same = compared(1);
  const PairedDifference beyond = compared(1 + tolerance);
  change.differing = same.differing();
  if (change.differing == 0) return change;
  double failovers = 0;
  for (std::size_t i = 0; i < number; ++i) failovers += static_cast<double>(before.numbers[i]);
  const double mean = failovers / static_cast<double>(number);
  const Estimate difference = same.interval(confidence, 0);
  if (mean > 0) change.difference = scaled(difference, 1 / mean);
  change.change =
      change_of(sign_of(difference, same.differing(), confidence),
                sign_of(beyond.interval(confidence, 0), beyond.differing(), confidence), tolerance);
  return change;
}

std::size_t measures_of(const Baseline& baseline) {
  return baseline.measures.size() + baseline.quantiles.size() + baseline.estimates.size();
}

/// Of two that know nothing of each other.
Estimate independent(const Estimate& b, const Estimate& a, double wider) {
  const double mean = b.mean - a.mean;
  return {mean, mean - wider * std::hypot(b.mean - b.low, a.high - a.mean),
          mean + wider * std::hypot(b.high - b.mean, a.mean - a.low)};
}

std::optional<Estimate> found_in(const RunResult& result, const MeasureEstimate& before) {
  for (const ServiceResult& service : result.services) {
    if (is_of_cluster(before.measure) || before.quantile || service.name != before.of) continue;
    return before.measure == Judged::outages ? service.outages_per_year : service.served;
  }
  for (const ClusterResult& cluster : result.clusters) {
    if ((!is_of_cluster(before.measure) && !before.quantile) || cluster.name != before.of) continue;
    if (before.quantile) {
      if (!cluster.failover_seconds) return std::nullopt;
      return *before.quantile == judged_quantiles[0] ? cluster.failover_seconds->p50
                                                     : cluster.failover_seconds->p95;
    }
    return before.measure == Judged::split_brains ? cluster.split_brains_per_year
                                                  : cluster.failovers_failed_per_year;
  }
  return std::nullopt;
}

Sign sign(const Estimate& interval) {
  return interval.low > 0 ? Sign::positive : interval.high < 0 ? Sign::negative : Sign::not_known;
}

MeasureChange judged(const MeasureEstimate& before, const Estimate& after, double wider,
                     double tolerance) {
  const bool served = !before.quantile && before.measure == Judged::requests_lost;
  MeasureChange change{.path = before.quantile ? path_of(*before.quantile, before.of)
                                               : path_of(before.measure, before.of),
                       .of = before.of,
                       .unit = before.quantile ? ChangeUnit::seconds
                               : served        ? ChangeUnit::share
                                               : ChangeUnit::a_year,
                       .before = before.value.mean,
                       .after = after.mean,
                       .difference = {}};
  if (before.value.mean == after.mean) return change;
  change.difference = independent(after, before.value, wider);
  // Of what is served, by what is lost.
  const Estimate a = served ? complement(before.value) : before.value;
  const Estimate b = served ? complement(after) : after;
  change.change = change_of(sign(independent(b, a, wider)),
                            sign(independent(b, scaled(a, 1 + tolerance), wider)), tolerance);
  return change;
}

}  // namespace

Shares shares_of(const Baseline& baseline, double confidence) {
  const std::size_t measures = measures_of(baseline);
  if (measures == 0) return {confidence, confidence};
  const double half = (1 - confidence) / 2;
  return {1 - half, 1 - half / static_cast<double>(measures)};
}

std::vector<MeasureChange> measure_changes(const Baseline& baseline, const AllRows& rows,
                                           double confidence_of_each, double tolerance) {
  assert(baseline.paired);
  std::vector<MeasureChange> changes;
  const std::size_t number = baseline.replications.last;
  const double years = years_in(baseline.horizon);
  for (const MeasureRows& before : baseline.measures) {
    const auto now = std::ranges::find_if(rows.measures, [&](const MeasureRows& each) {
      return each.measure == before.measure && each.of == before.of;
    });
    if (now != rows.measures.end())
      changes.push_back(judged(before, *now, number, years, confidence_of_each, tolerance));
  }
  for (const QuantileRows& before : baseline.quantiles) {
    const auto now = std::ranges::find(rows.failovers, before.cluster, &FailoverRows::cluster);
    if (now != rows.failovers.end())
      changes.push_back(judged(before, *now, confidence_of_each, tolerance));
  }
  return changes;
}

std::vector<MeasureChange> measure_changes(const Baseline& baseline, const RunResult& result,
                                           double tolerance) {
  const double wider = widening(baseline.services.size() + measures_of(baseline));
  std::vector<MeasureChange> changes;
  for (const MeasureEstimate& before : baseline.estimates) {
    const std::optional<Estimate> now = found_in(result, before);
    if (!now) continue;
    changes.push_back(judged(before, *now, wider, tolerance));
    changes.back().replications = result.replications;
  }
  return changes;
}

double widening(std::size_t number) {
  constexpr double error = 0.05;
  const auto reach = [](double tail) {
    return boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
  };
  const auto shares = static_cast<double>(std::max<std::size_t>(number, 1));
  return reach(error / 2 / shares) / reach(error / 2);
}

std::vector<QuantileRows> quantile_rows(const AllRows& rows) {
  std::vector<QuantileRows> result;
  for (const FailoverRows& each : rows.failovers) {
    const std::size_t number = each.kinds.size();
    if (each.counts.empty()) continue;
    for (const double p : judged_quantiles) {
      const Duration quantile = each.quantile(p, number);
      result.push_back(
          {each.cluster, p, quantile, each.numbers(number), each.twice_above(quantile, number)});
    }
  }
  return result;
}

}  // namespace ausfall::studies
