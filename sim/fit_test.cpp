#include "sim/fit_test.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace ausfall::fitting {

using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<Watched> watched(const Durations& seen) {
  std::vector<Watched> all;
  all.reserve(seen.size());
  for (const double time : seen.exact) all.push_back({time, true});
  for (const double time : seen.longer_than) all.push_back({time, false});
  for (const double time : seen.shorter_than) all.push_back({time / 2, true});
  std::ranges::sort(all, {}, &Watched::time);
  return all;
}

namespace {

/// More bins than grow with the fifth root or so see too little in each; fewer than four see
/// nothing.
std::size_t bins_for(std::size_t ended) {
  const double bins = 1.5 * std::pow(static_cast<double>(ended), 0.4);
  return std::clamp(static_cast<std::size_t>(bins), std::size_t{4}, std::size_t{30});
}

/// The levels of the cumulative hazard between which the law expects equally many ends.
std::vector<double> levels(const std::vector<Hazard>& hazards, std::size_t bins) {
  double total = 0;
  for (const Hazard& hazard : hazards) total += hazard.cumulative;
  std::vector<double> found;
  double passed = 0;
  std::size_t next = 0;
  for (std::size_t bin = 1; bin < bins; ++bin) {
    const double target = total * static_cast<double>(bin) / static_cast<double>(bins);
    const auto level = [&] {
      return (target - passed) / static_cast<double>(hazards.size() - next);
    };
    while (next + 1 < hazards.size() && hazards[next].cumulative < level())
      passed += hazards[next++].cumulative;
    found.push_back(level());
  }
  return found;
}

/// When the law has run up so much hazard. Out in the tail, where a probability of 1 less than that
/// is no number any more, by halving between times that were seen.
double time_at(const Family& family, const Maximum& maximum, const Fit& fit, double level,
               double longest) {
  constexpr double tail = 30;
  if (level < tail) return fit.law.quantile(-std::expm1(-level)).count();
  double low = fit.law.quantile(-std::expm1(-tail)).count();
  double high = std::max(low, longest);
  for (int i = 0; i < 60; ++i) {
    const double middle = std::midpoint(low, high);
    (family.hazard(maximum.at, middle).cumulative < level ? low : high) = middle;
  }
  return high;
}
}  // namespace

TestOfFit tested(const Family& family, const Maximum& maximum, const Fit& fit,
                 const Durations& seen) {
  const std::vector<Watched> all = watched(seen);
  std::vector<Hazard> hazards;
  hazards.reserve(all.size());
  for (const Watched& one : all) hazards.push_back(family.hazard(maximum.at, one.time));
  std::vector<Hazard> bounds{{}};
  for (const double level : levels(hazards, bins_for(seen.ended()))) {
    const double time = time_at(family, maximum, fit, level, all.back().time);
    Hazard bound = family.hazard(maximum.at, time);
    bound.cumulative = level;
    bounds.push_back(bound);
  }
  const auto bins = static_cast<Eigen::Index>(bounds.size());
  VectorXd excess = VectorXd::Zero(bins);
  VectorXd expected = VectorXd::Zero(bins);
  MatrixXd slopes = MatrixXd::Zero(bins, 2);
  Eigen::Index bin = 0;
  std::size_t passed = 0;
  const auto spend = [&](const Hazard& until, double times) {
    const Hazard& from = bounds[static_cast<std::size_t>(bin)];
    expected[bin] += times * (until.cumulative - from.cumulative);
    slopes.row(bin) += times * (until.gradient - from.gradient).transpose();
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    while (bin + 1 < bins &&
           hazards[i].cumulative > bounds[static_cast<std::size_t>(bin + 1)].cumulative) {
      spend(bounds[static_cast<std::size_t>(bin + 1)], static_cast<double>(all.size() - passed));
      ++bin;
    }
    spend(hazards[i], 1);
    if (all[i].ended) excess[bin] += 1;
    ++passed;
  }
  excess -= expected;
  const VectorXd scale = expected.cwiseSqrt().cwiseInverse();
  const MatrixXd explained = slopes * maximum.covariance * slopes.transpose();
  const MatrixXd covariance =
      MatrixXd::Identity(bins, bins) - scale.asDiagonal() * explained * scale.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> parts(covariance);
  const VectorXd along = parts.eigenvectors().transpose() * scale.cwiseProduct(excess);
  TestOfFit test;
  for (Eigen::Index i = 0; i < bins; ++i) {
    // Directions in which the fit leaves next to no room say nothing.
    constexpr double room_min = 0.1;
    if (parts.eigenvalues()[i] < room_min) continue;
    test.statistic += square(along[i]) / parts.eigenvalues()[i];
    ++test.degrees;
  }
  if (test.degrees > 0)
    test.p = boost::math::gamma_q(test.degrees / 2.0, test.statistic / 2, Policy());
  return test;
}

}  // namespace ausfall::fitting
