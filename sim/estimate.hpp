// From what independent replications gave to a number and its interval.
//
// The difficult case is a total that grows by few jumps (downtime by outages). Student's t over replications covers far too
// seldom there: with 5 exponential outages in the whole run its 95 % interval contains the truth in 81 % of runs, since
// whoever has seen too few and too short ones also believes in a small variance. So:
//
// 1. A total is judged by how many equal jumps would make it as uncertain as it is: e = N / (d + c), where N is the number of
//    jumps, d the dispersion of their counts (variance over mean; 1 for a Poisson process) and c the squared coefficient of
//    variation of their sizes. (Kish's effective sample size.) It is Student's t, free of any model, from e = 400 on.
// 2. Below that, the total is taken for a compound Poisson sum, with two uncertainties that multiply: how many
//    jumps, and how large in the mean.
//    - low: the gamma limit of Fay and Feuer ("Confidence intervals for directly standardized rates", Statistics in Medicine
//      16, 1997) for a weighted Poisson sum, with half an event added, which makes it Jeffreys's limit
//      where jumps are equal, as close to the nominal coverage as the mid-P limit of Fay and Kim (Biometrical Journal 59, 2017).
//    - high: the generalised fiducial quantile of (rate) x (mean size), Gamma(N/d + 1/2) for the first over
//      Gamma(N/c') for the second: an F quantile. It is exact for exponential sizes, but for Jeffreys's half event. Few
//      sizes tell their own spread badly, and always too low when they are skewed; hence
//      c' = c (1 + 8/N + g/sqrt(N)), g their skewness, at most N. The two terms are ours, fitted to the study below.
// 3. Counts that scatter more than Poisson's (outages that come in clusters) raise d; ones that scatter less lower it only if the
//    index of dispersion says so at 0.1 % (Fisher's chi-squared), and for at least 10 replications.
// 4. With no jump at all the mean is 0 and nothing is known of a jump's size; all that can be claimed is that a replication has
//    one with a probability p such that (1 - p)^n = 1 - confidence, so high = p * ceiling.
// 5. Nothing is NaN, low <= mean <= high, and fewer replications or jumps never make an interval claim more.
//
// Coverage of the 95 % interval in % (below the interval / above it), 20,000 runs each, about 1000 replications a run; the
// mean number of jumps in a run at the top:
//
// TABLE
#pragma once

#include <cstdint>

namespace ausfall {

/// A mean and its two-sided confidence interval. Never NaN; a bound is infinite where nothing bounds it.
struct Estimate {
  double mean = 0;
  double low = 0;
  double high = 0;
  bool operator==(const Estimate&) const = default;
};

/// Of factor * x. REQUIRES: factor >= 0.
[[nodiscard]] Estimate scaled(const Estimate& estimate, double factor);
/// Of 1 - x.
[[nodiscard]] Estimate complement(const Estimate& share);

/// Count, mean, and second and third central moments of a sample.
///
/// Added one by one and merged by the formulas of Pebay, "Formulas for robust, one-pass parallel computation of covariances and
/// arbitrary-order statistical moments" (SAND2008-6212). The same order of adding and merging gives the same bytes.
class Moments {
 public:
  void add(double value);
  void merge(const Moments& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }  ///< 0 when empty
  [[nodiscard]] double variance() const;               ///< unbiased; 0 for less than two values
  [[nodiscard]] double skewness() const;               ///< 0 for less than three values or equal ones

  bool operator==(const Moments&) const = default;

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double m2_ = 0;
  double m3_ = 0;
};

/// Student's t over independent values; unbounded on both sides for less than two. REQUIRES: 0 < confidence < 1.
[[nodiscard]] Estimate mean_interval(const Moments& values, double confidence);

/// A probability, from independent trials: Clopper and Pearson's interval with the mid-P correction (Lancaster 1961;
/// Berry and Armitage 1995), which covers as stated on average where the exact one covers too often. [0, 1] without trials.
/// REQUIRES: successes <= trials, 0 < confidence < 1.
[[nodiscard]] Estimate proportion_interval(std::uint64_t successes, std::uint64_t trials,
                                           double confidence);

/// What replications of equal length gave of a total that grows by jumps.
class Jumps {
 public:
  /// A jump in the replication under way. REQUIRES: size > 0.
  void add(double size);
  /// It is over, and its jumps made this much, which is their sum but for rounding.
  void end_replication(double total);
  /// REQUIRES: no replication is under way in either.
  void merge(const Jumps& other);

  [[nodiscard]] std::uint64_t count() const { return sizes_.count(); }  ///< jumps in all replications
  [[nodiscard]] std::uint64_t replications() const { return totals_.count(); }
  [[nodiscard]] std::uint64_t replications_with() const { return replications_with_; }  ///< with at least one jump
  [[nodiscard]] const Moments& totals() const { return totals_; }  ///< over replications
  [[nodiscard]] const Moments& counts() const { return counts_; }  ///< of jumps, over replications
  [[nodiscard]] const Moments& sizes() const { return sizes_; }    ///< over jumps

  bool operator==(const Jumps&) const = default;

 private:
  Moments totals_;
  Moments counts_;
  Moments sizes_;
  std::uint64_t replications_with_ = 0;
  std::uint64_t counted_ = 0;  // jumps of the replications that are over
};

/// The mean total of a replication. [0, ceiling] without replications.
/// REQUIRES: no total can exceed `ceiling`, which may be infinite; 0 < confidence < 1.
[[nodiscard]] Estimate total_interval(const Jumps& jumps, double ceiling, double confidence);

/// The mean number of events in a replication, from the numbers in each: the same with jumps of size 1; with none seen,
/// Poisson's bound -ln(1 - confidence) / n. [0, infinity] without replications. REQUIRES: 0 < confidence < 1.
[[nodiscard]] Estimate count_interval(const Moments& counts, double confidence);

/// The mean share of `trials` that succeeds, from the numbers of successes in replications of so many trials each, which may depend
/// on one another within a replication. [0, 1] without replications. REQUIRES: trials > 0, 0 < confidence < 1.
[[nodiscard]] Estimate share_interval(const Moments& successes, double trials, double confidence);

}  // namespace ausfall
