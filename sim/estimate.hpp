// From what independent replications gave to a number and its interval.
//
// The difficult case is a total that grows by few jumps, as downtime does by outages. Student's t
// over replications covers far too seldom there: with 5 exponential jumps in the whole run, its 95 %
// interval holds the truth in 81 % of runs, since a run that saw too few and too short ones also
// believes in a small variance. So:
//
// 1. A total is judged by how many equal jumps at random moments would leave it as uncertain:
//    e = N / (d + c), with N jumps, d the dispersion of their number (variance over mean; 1 for a
//    Poisson process) and c the squared coefficient of variation of their sizes (Kish's effective
//    sample size). From e = 400 on it is Student's t, which assumes no process.
// 2. Below, the total is taken for a compound Poisson sum, of which two things are uncertain: how
//    many jumps, and how large.
//    - low: the gamma limit of Fay and Feuer ("Confidence intervals for directly standardized rates:
//      a method based on the gamma distribution", Statistics in Medicine 16, 1997), with half an
//      event added, which makes it Jeffreys's limit where jumps are equal. Theirs covers too often,
//      for which Fay and Kim (Biometrical Journal 59, 2017) have the mid-P limit; ours needs no
//      largest jump and no root.
//    - high: the fiducial quantile of rate times mean size, Gamma(N/d + 1/2) / Gamma(N/c'), which is
//      an F quantile (half an event as in Krishnamoorthy and Lee, Journal of Statistical Planning
//      and Inference 140, 2010). For exponential sizes c' is 1. A small sample shows too small a c,
//      the more so the larger its skewness g: c' = c (1 + 4/N + g/sqrt(4N)), at most N. These two
//      terms are our own; they were fitted to the study below.
// 3. d is 1 unless Fisher's index of dispersion tells otherwise: at the level of 10 % that jumps come
//    in bursts (then c, too, is at least what the scatter of the totals asks for), or at that of
//    0.1 %, from 10 replications on, that they come regularly: an injected fault strikes in each.
// 4. Without any jump nothing is known of a jump's size. What can be claimed is that a replication
//    has one with a probability of at most 1 - ((1 - confidence) / 2)^(1/n), and the upper limit is
//    that share of the largest possible total.
// 5. Nothing is NaN, and low <= mean <= high.
//
// What it gives for 95 %: coverage, and how often the truth lies below/above the interval, in %, by
// the mean number of jumps in a run; 20,000 runs of 200 replications each, so +- 0.3 for chance.
//
//   sizes                5             12             20             30            200
//   constant      97.5 2.5/0.0   95.8 2.1/2.1   95.7 2.2/2.1   95.8 2.0/2.2   95.3 2.3/2.3
//   half constant 96.3 1.9/1.8   95.3 2.1/2.6   95.7 2.0/2.3   95.6 2.0/2.4   95.4 2.3/2.3
//   uniform       96.6 2.2/1.2   97.2 2.2/0.6   96.8 2.2/1.0   96.1 2.4/1.5   95.2 2.5/2.3
//   exponential   95.7 1.5/2.8   96.4 1.8/1.8   96.2 1.9/1.9   96.2 2.0/1.9   95.7 2.2/2.1
//   lognormal 1   95.4 1.5/3.1   95.2 1.6/3.3   95.2 1.7/3.1   95.3 1.6/3.1   95.3 1.8/2.9
//   lognormal 1.5 93.8 1.2/4.9   93.9 1.3/4.8   94.3 1.2/4.5   94.6 1.1/4.2   95.5 1.3/3.1
//   in pairs      96.3 1.6/2.1   96.6 1.8/1.6   96.4 1.8/1.8   96.2 1.9/1.9   95.7 2.1/2.2
//
// (Half constant: a constant and an exponential of the same mean, added. Lognormal: by coefficient of
// variation. In pairs: exponential ones, two at a time.) With 1000 jumps, by Student's t, all lie
// between 94.8 and 95.6. With 10 replications it is the same within 1 %, but pairs have 94.3 to 95.6
// (and their number 87 to 95); with one, where bursts cannot be told, 89 to 92 (and 81 to 86). What no
// sample tells is what it did not see: where 20 % of the jumps are 250 times as long as the others
// and make the total, 8 jumps give 77 %, 12 give 88 %, 20 give 94 %.
#pragma once

#include <cstdint>

namespace ausfall {

/// A mean and its two-sided confidence interval. Never NaN; a bound is infinite where nothing
/// bounds it.
struct Estimate {
  double mean = 0;
  double low = 0;
  double high = 0;
  bool operator==(const Estimate&) const = default;
};

/// Neither bound is infinite.
[[nodiscard]] bool bounded(const Estimate& estimate);
/// Half of what lies between the bounds: infinite if one of them is.
[[nodiscard]] double half_width(const Estimate& estimate);
/// Of factor * x. REQUIRES: factor >= 0.
[[nodiscard]] Estimate scaled(const Estimate& estimate, double factor);
/// Of the sum of two that know nothing of each other, by the method of variance estimates recovery (Zou
/// and Donner, "Construction of confidence limits about effect measures: a general approach",
/// Statistics in Medicine 27, 2008).
[[nodiscard]] Estimate sum(const Estimate& a, const Estimate& b);
/// Of 1 - x.
[[nodiscard]] Estimate complement(const Estimate& share);

/// Count, mean, and second and third central moments of a sample.
///
/// Added one by one and merged by the formulas of Pebay, "Formulas for robust, one-pass parallel
/// computation of covariances and arbitrary-order statistical moments" (SAND2008-6212). The same
/// order of adding and merging gives the same bytes.
class Moments {
 public:
  void add(double value);
  /// So many times the value 0.
  void add_zeros(std::uint64_t number);
  void merge(const Moments& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }  ///< 0 when empty
  [[nodiscard]] double variance() const;               ///< unbiased; 0 for less than two values
  [[nodiscard]] double skewness() const;  ///< 0 for less than three values or equal ones

  bool operator==(const Moments&) const = default;

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double m2_ = 0;
  double m3_ = 0;
};

/// Student's t over independent values; unbounded on both sides for less than two. REQUIRES: 0 <
/// confidence < 1.
[[nodiscard]] Estimate mean_interval(const Moments& values, double confidence);

/// A probability p, from n independent trials: Clopper and Pearson's interval with the mid-P
/// correction (Lancaster 1961; Berry and Armitage 1995), which covers as stated on average where the
/// exact one covers too often. Without a success, or without a failure, Clopper and Pearson's own
/// limit, ((1 - confidence) / 2)^(1/n): half of that tail would claim on one side alone what both
/// may err. At 95 % it covers (exactly computed; mean and minimum over p, by n)
///
///   n                            10          20          50         100         300
///   p = i/400             97.2 94.3   96.3 92.9   95.6 93.4   95.3 93.3   95.1 94.3
///   p = i/(20 n) to 10/n  97.1 94.3   96.3 92.9   96.3 93.4   96.3 93.2   96.3 93.0
///
/// and with mid-P there, too, no more than 91.8 for n = 300. [0, 1] without trials. REQUIRES:
/// successes <= trials, 0 < confidence < 1.
[[nodiscard]] Estimate proportion_interval(std::uint64_t successes, std::uint64_t trials,
                                           double confidence);

/// What the mean of `number` independent values between 0 and 1 lets their expectation be, whatever their
/// law is: wide, but never wrong (Hoeffding, "Probability inequalities for sums of bounded random
/// variables", JASA 58, 1963, theorem 1). [0, 1] without values. REQUIRES: 0 <= mean <= 1, 0 <
/// confidence < 1.
[[nodiscard]] Estimate bounded_mean_interval(double mean, double number, double confidence);

/// What replications of equal length gave of a total that grows by jumps.
class Jumps {
 public:
  /// A jump in the replication under way. REQUIRES: size > 0.
  void add(double size);
  /// It is over, and its jumps made this much, which is their sum but for rounding.
  void end_replication(double total);
  /// So many replications without a jump.
  void add_idle_replications(std::uint64_t number);
  /// REQUIRES: no replication is under way in either.
  void merge(const Jumps& other);

  /// Jumps in all replications.
  [[nodiscard]] std::uint64_t count() const { return sizes_.count(); }
  [[nodiscard]] std::uint64_t replications() const { return totals_.count(); }
  /// Those with at least one jump.
  [[nodiscard]] std::uint64_t replications_with() const { return replications_with_; }
  /// Over replications: their totals, and their numbers of jumps.
  [[nodiscard]] const Moments& totals() const { return totals_; }
  [[nodiscard]] const Moments& counts() const { return counts_; }
  /// Over jumps.
  [[nodiscard]] const Moments& sizes() const { return sizes_; }

  bool operator==(const Jumps&) const = default;

 private:
  Moments totals_;
  Moments counts_;
  Moments sizes_;
  std::uint64_t replications_with_ = 0;
  std::uint64_t counted_ = 0;  // jumps of the replications that are over
};

/// Equal jumps that would tell as much: (sum x)^2 / sum x^2 (Kish).
[[nodiscard]] double effective_count(const Jumps& jumps);

/// The mean total of a replication. [0, ceiling] without replications.
/// REQUIRES: no total can exceed `ceiling`, which may be infinite; 0 < confidence < 1.
[[nodiscard]] Estimate total_interval(const Jumps& jumps, double ceiling, double confidence);

/// The mean number of events in a replication, from the numbers in each: the same for jumps of size
/// 1, but with 0.3 events added for the lower and 0.7 for the upper limit. So of Poisson numbers it
/// covers, at 95 %, at least 94.2 % for any mean from 4.5 to 32 in the run (Jeffreys's halves:
/// 92.3; computed exactly). Without an event, high is Poisson's bound -ln((1 - confidence)/2) over
/// the number of replications. [0, infinity] without replications. REQUIRES: 0 < confidence < 1.
[[nodiscard]] Estimate count_interval(const Moments& counts, double confidence);

/// The mean share of `trials` that succeeds, from the numbers of successes in replications of so
/// many trials each, which may depend on one another within a replication. [0, 1] without
/// replications. REQUIRES: trials > 0, 0 < confidence < 1.
[[nodiscard]] Estimate share_interval(const Moments& successes, double trials, double confidence);

}  // namespace ausfall
