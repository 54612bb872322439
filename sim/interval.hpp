// Of durations of which each replication gives many: their mean, and their quantiles.
//
// The durations are no independent sample: those of one replication depend on one another, like ten
// failures of one night. Only replications are independent.
//
// 1. The mean is a quotient of two totals, all time over how many, and replications are independent
//    (the ratio estimator: Cochran, "Sampling Techniques", 1977, section 2.11 and 6.3). Student's t,
//    but only from 30 durations on, and once their mean is as good as normal, by its skewness;
//    before that nothing bounds it.
// 2. A quantile lies between two order statistics, by the binomial law, whatever the law of the
//    durations is (David and Nagaraja, "Order Statistics", 2003, section 7.1). Where they come in
//    bursts, as Fisher's index of dispersion of their numbers tells, their number is divided by
//    that index, which makes the interval wider.
// 3. Order statistics are read from a sketch. The interval is widened by the sketch's relative
//    error, but not beyond the smallest and the largest value, which the sketch knows exactly.
#pragma once

#include <optional>

#include "sim/estimate.hpp"
#include "sim/sketch.hpp"

namespace ausfall {

/// So many durations, and so little skewness of the mean of all of them, make it as good as normal: the
/// first term of Edgeworth's expansion then moves the 95 % limits by 2 % of probability (0.085 of the
/// skewness; see sim/difference.hpp).
inline constexpr double durations_for_a_mean = 30;
inline constexpr double skewness_of_a_mean = 0.25;

/// Variance over mean of the numbers of replications, as far as it tells of bursts; at least 1.
[[nodiscard]] double bursts(const Moments& numbers);

/// Two totals of each replication, and their quotient.
class Ratio {
 public:
  void add(double numerator, double denominator);
  void merge(const Ratio& other);

  /// Of the numerators over the denominators, by Student's t. Unbounded for less than two
  /// replications; 0 and unbounded where all denominators are 0. REQUIRES: 0 < confidence < 1.
  [[nodiscard]] Estimate interval(double confidence) const;
  /// Of the denominators.
  [[nodiscard]] const Moments& denominators() const { return denominators_; }

  bool operator==(const Ratio&) const = default;

 private:
  Moments numerators_;
  Moments denominators_;
  double together_ = 0;  // sum of the products of their deviations (Pébay, as for Moments)
};

/// The mean duration: `time` has the time and the number of a replication, `single` the durations
/// themselves, in any unit. In the unit of the time.
[[nodiscard]] Estimate mean_duration(const Ratio& time, const Moments& single, double confidence);

/// Of a sample in ascending order, the shares below and above which the limits of a quantile lie.
struct QuantileShares {
  std::optional<double> low;   ///< none: nothing bounds it below
  std::optional<double> high;  ///< or above
};
/// Of so many independent values. REQUIRES: number >= 0, 0 < p < 1, 0 < confidence < 1.
[[nodiscard]] QuantileShares quantile_shares(double number, double p, double confidence);

/// In seconds. `numbers` says how many durations each replication gave. Unbounded above where too few
/// are known; [0, infinity] without any. REQUIRES: 0 < p < 1, 0 < confidence < 1.
[[nodiscard]] Estimate quantile_interval(const Sketch& durations, double p, const Moments& numbers,
                                         double confidence);

}  // namespace ausfall
