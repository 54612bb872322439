// Biases of a chain: how much more of a measure is seen from a state on than from state 0, in all
// the time to come. One linear equation; what derivatives come down to (see slopes.hpp).
#pragma once

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <optional>
#include <vector>

#include "sim/balance.hpp"
#include "sim/chain.hpp"

namespace ausfall {

/// Small chains are solved by sparse elimination, others iterated.
class Biases {
 public:
  /// REQUIRES: each state can reach every other. The options outlive it.
  Biases(const Rates& rates, const SolveOptions& options);

  /// By state, in the unit of what is wanted times seconds: of a measure less its mean in the long
  /// run. None where the iteration did not end. Throws SolveInterrupted.
  std::optional<std::vector<double>> solve(const std::vector<double>& wanted);

 private:
  void eliminate();

  Balance balance_;
  const SolveOptions& options_;
  Eigen::SparseLU<Eigen::SparseMatrix<double>> lu_;
  bool eliminated_ = false;
};

/// What each state contributes to the measure, less the measure.
std::vector<double> less_mean(std::vector<double> measure, double mean);

}  // namespace ausfall
