// What of a spread is chance, and which inputs explain the rest.
//
// A result Y depends on inputs X that are not known, and on chance. Draw i of the inputs is run
// twice, with independent chance, and gives y_i1 and y_i2; what would be measured at these inputs
// for ever is m(x_i), which is never seen.
//
// 1. Chance and not knowing are told apart by the pairs, without any model of m: one-way analysis
//    of variance with random effects (Searle, Casella and McCulloch, "Variance Components", 1992,
//    chapter 3). Half the mean squared difference of a pair is the variance by chance; that of the
//    pairs' means, less half of it, the variance of m.
// 2. m is fitted as exp(sum of b_k h_k(z)), where z_j is the normal score of input j and h_k are
//    its first two Hermite polynomials, by quasi-likelihood with a variance in proportion to the
//    mean (McCullagh and Nelder, "Generalized Linear Models", 1989, chapter 9): so many small
//    downtimes are, and no logarithm of 0 is needed. The errors of the coefficients are robust
//    (White, Econometrica 48, 1980).
// 3. The Hermite polynomials are orthonormal, so an input's first-order share of the variance of
//    log m is the sum of its squared coefficients over all (Sudret, "Global sensitivity analysis
//    using polynomial chaos expansions", Reliability Engineering and System Safety 93, 2008). A
//    squared coefficient is too large by the square of its error, which is taken off.
// 4. The range of m is that of the fitted values, each coefficient shrunk so that its square is the
//    unbiased one of 3. What the fit misses (told from chance by the pairs again, and only where it
//    is clear) is added draw by draw, shrunk so that its spread is right and not its spread plus
//    that of chance (Louis, Journal of the American Statistical Association 79, 1984). So few and
//    short runs give no wider range than many and long ones.
// 5. What is not known exactly is not claimed: without an outage, or with fewer draws than five for
//    each coefficient, there is no ranking.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/estimate.hpp"

namespace ausfall {

/// What two runs of one draw gave. Not negative.
struct DrawnPair {
  double first = 0;
  double second = 0;
};

/// The quantile levels of a draw's inputs, one row a draw.
using DrawnLevels = std::vector<std::vector<double>>;

/// A range that holds the true value with 90 %, as far as the inputs are known.
struct TrueRange {
  double low = 0;     ///< 5 % lie below
  double median = 0;  ///< half of them
  double high = 0;    ///< 95 %
};

struct Attribution {
  std::uint64_t draws = 0;
  double variance_by_chance = 0;    ///< of one run, at given inputs
  double variance_of_unknowns = 0;  ///< of the true value, over the inputs
  std::optional<TrueRange> range;   ///< of the true value
  /// By input: its first-order share of the variance of the true value's logarithm, with an
  /// interval. Empty without a ranking.
  std::vector<Estimate> shares;
  /// What no single input explains: interactions, and what the fit misses.
  double together = 0;

  /// The share of the variance of one run that is due to not knowing; 0 if there is none.
  [[nodiscard]] double unknowns_share() const;
};

/// From pairs of runs. REQUIRES: as many pairs as rows, rows equally long, levels in (0, 1),
/// 0 < confidence < 1.
[[nodiscard]] Attribution attributed(const DrawnLevels& levels, std::span<const DrawnPair> pairs,
                                     double confidence);

/// From true values, one a draw: there is no chance in them.
[[nodiscard]] Attribution attributed(const DrawnLevels& levels, std::span<const double> values,
                                     double confidence);

/// The share of the variance of one run that pairs have in common, in [0, 1]: the intraclass
/// correlation. The interval of a mean over all runs, taken for independent, is too narrow by the
/// square root of 1 more than it (Kish, "Survey Sampling", 1965: the design effect of samples of
/// two).
[[nodiscard]] double in_common(std::span<const DrawnPair> pairs);

}  // namespace ausfall
