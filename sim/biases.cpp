#include "sim/biases.hpp"

#include <algorithm>
#include <cmath>

namespace ausfall {

using State = Rates::State;
using Vector = std::vector<double>;

Biases::Biases(const Rates& rates, const SolveOptions& options)
    : balance_(rates), options_(options) {
  constexpr std::size_t eliminated_max = 20'000;  // states
  if (rates.states() > 1 && rates.states() <= eliminated_max) eliminate();
}

std::optional<Vector> Biases::solve(const Vector& wanted) {
  constexpr double precise = 1e-10;  // of what is wanted
  const std::size_t n = wanted.size();
  if (n == 1) return Vector{0};
  if (eliminated_) {
    const Eigen::VectorXd right =
        Eigen::Map<const Eigen::VectorXd>(wanted.data() + 1, static_cast<Eigen::Index>(n - 1));
    const Eigen::VectorXd solved = lu_.solve(right);
    Vector h(n, 0);
    std::copy(solved.begin(), solved.end(), h.begin() + 1);
    return h;
  }
  Vector h(n, 0);
  const Vector ones(n, 1);
  double most = 0;
  for (const double each : wanted) most = std::max(most, std::abs(each));
  const Iterated iterated = iterate(balance_.times, wanted, h, {.weight = ones, .relative = false},
                                    precise * most, options_);
  if (iterated.error > precise * most) return {};
  return h;
}

void Biases::eliminate() {
  const Equations& times = balance_.times;
  const auto n = static_cast<Eigen::Index>(times.states());
  std::vector<Eigen::Triplet<double>> entries;
  for (State s = 1; s < times.states(); ++s) {
    entries.emplace_back(s - 1, s - 1, times.leaves(s));
    const auto columns = times.columns(s);
    const auto rates = times.rates(s);
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (columns[k] > 0) entries.emplace_back(s - 1, columns[k] - 1, -rates[k]);
    }
  }
  Eigen::SparseMatrix<double> matrix(n - 1, n - 1);
  matrix.setFromTriplets(entries.begin(), entries.end());
  lu_.compute(matrix);
  eliminated_ = lu_.info() == Eigen::Success;
}

Vector less_mean(Vector measure, double mean) {
  for (double& each : measure) each -= mean;
  return measure;
}

}  // namespace ausfall
