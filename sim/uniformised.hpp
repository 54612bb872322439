// A chain seen at the times of a Poisson process (uniformisation): what answers for a time, and
// their derivatives, have in common.
//
// 1. A time t is a Poisson number of jumps, of mean `rate() * t`. With what is left over, a state
//    jumps to itself, so all states jump alike. The rate does not depend on single rates: a
//    derivative leaves it as it is.
// 2. Nothing is subtracted but what a state loses by jumping.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "sim/chain.hpp"

namespace ausfall {

using DenseMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Far below any tolerance, since it costs next to nothing.
constexpr double series_cut_off = 1e-25;

/// P(N = n) and P(N > n) of a Poisson number N, for n from `first` on. Computed outwards from the
/// mode by ratios of neighbours, then normalised, so that nothing under- or overflows and nothing
/// is subtracted (the idea of Fox and Glynn, "Computing Poisson probabilities", Communications of
/// the ACM 31, 1988). What lies outside sums to less than the cut-off.
struct Poisson {
  std::size_t first = 0;
  std::vector<double> equals;
  std::vector<double> exceeds;

  /// REQUIRES: mean > 0.
  explicit Poisson(double mean, double cut_off = series_cut_off);

  [[nodiscard]] std::size_t last() const { return first + equals.size() - 1; }
  [[nodiscard]] double at(std::size_t n) const { return n < first ? 0 : equals[n - first]; }
  [[nodiscard]] double beyond(std::size_t n) const { return n < first ? 1 : exceeds[n - first]; }
};

/// The jumps of a chain, which outlives this.
class Uniformised {
 public:
  explicit Uniformised(const Rates& rates);

  [[nodiscard]] double rate() const { return rate_; }  ///< per second; 0: nothing ever moves

  /// Probabilities by state, one jump later. REQUIRES: something moves; `to` is another vector.
  void step(const std::vector<double>& from, std::vector<double>& to) const;
  /// The probability to be in the column's state one jump after the row's.
  [[nodiscard]] DenseMatrix matrix() const;

 private:
  const Rates& rates_;
  std::vector<double> exit_;
  double rate_ = 0;
};

/// By state.
std::vector<double> initial_of(const Chain& chain);

/// Probabilities have arrived at their limit and stay there: relatively within the tolerance where
/// the limit is positive, and hardly anything left elsewhere. Positive matrices keep that.
bool arrived(const std::vector<double>& x, const std::vector<double>& limit, double tolerance);

/// Throws SolveInterrupted.
void look_up(const SolveOptions& options);

/// The chain that ends as soon as it enters the set: what lies in it is one state, the last, that
/// is never left. It has parts where the chain has, and no measures.
Chain ending_in(const Chain& chain, const StateSet& set);

// ---- dense, for small stiff chains --------------------------------------------------------------

/// Chains of more states have no dense matrices.
constexpr std::size_t dense_states_max = 1500;

/// How often a step of at most one jump has to be doubled to take so many.
int doublings_for(double mean_jumps);

/// The rows of a matrix of probabilities sum to 1. Made true after every step, rounding stays a
/// small relative change of the rates, at every scale of time.
void restore_rows(DenseMatrix& p);

/// Where the chain is after a Poisson number of jumps, by where it was: the row is the state before.
DenseMatrix after_jumps(const DenseMatrix& jump, const Poisson& number,
                        const SolveOptions& options);

}  // namespace ausfall
