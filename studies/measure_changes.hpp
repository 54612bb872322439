// What has changed since a baseline beside downtime: requests served, outages, failovers that fail,
// split brains, and how long failovers take (studies/measure_rows.hpp).
//
// 1. Each is worse if the whole interval of the paired difference lies on the bad side, with a tolerance
//    beyond it: (1 + tolerance) times what it was. What is not known to be worse passes; only the
//    downtime has to be known to be no worse, since of what is rare nobody ever knows that.
// 2. One half of the error that is allowed goes to the downtimes, the other half to these, shared out
//    equally in both. So all verdicts on one scenario are right at once with the confidence stated.
// 3. Of a baseline that is the JSON of `run`, they are judged by the intervals of both, widened in the
//    same way as if they were those of normal estimates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/estimate.hpp"
#include "studies/baseline.hpp"
#include "studies/measure_rows.hpp"

namespace ausfall::studies {

enum class ChangeUnit : std::uint8_t { share, a_year, seconds };

struct MeasureChange {
  std::string path;  ///< as expectations name it: "clusters.ha.failover.p95"
  std::string of;    ///< the service, or the cluster
  ChangeUnit unit = ChangeUnit::a_year;
  double before = 0;
  double after = 0;  ///< in the same replications
  /// After less before, in its unit, and more is worse but of requests served. Of a quantile of paired
  /// replications: of the share of failovers that are longer than it was before.
  Estimate difference;
  std::uint64_t replications = 0;
  std::uint64_t differing = 0;  ///< of these; 0 if they were not paired
  Change change = Change::unchanged;
};

/// The part of a confidence that each verdict on downtime has, and each of these: what `changes_since`
/// takes for all downtimes, and `measure_changes` for each of its own.
struct Shares {
  double downtimes = 0.99;
  double each_measure = 0.99;
};
Shares shares_of(const Baseline& baseline, double confidence);

/// Of what both have. `rows` are of the scenario. REQUIRES: the baseline is paired, tolerance >= 0.
std::vector<MeasureChange> measure_changes(const Baseline& baseline, const AllRows& rows,
                                           double confidence_of_each, double tolerance);
/// REQUIRES: it is not paired.
std::vector<MeasureChange> measure_changes(const Baseline& baseline, const RunResult& result,
                                           double tolerance);

/// How much wider an interval of a normal estimate is that has its part of the error of so many, of
/// which all shall hold at once with 95 %.
double widening(std::size_t number);

/// The rows of quantiles that a baseline keeps.
std::vector<QuantileRows> quantile_rows(const AllRows& rows);

}  // namespace ausfall::studies
