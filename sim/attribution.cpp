#include "sim/attribution.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cassert>
#include <cmath>
#include <numeric>

namespace ausfall {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t draws_least = 20;           // before anything is said of a range
constexpr std::size_t draws_a_coefficient = 5;    // before inputs are ranked
constexpr std::size_t draws_a_second_order = 10;  // before their squares are fitted, too
constexpr double clear = 1.645;                   // standard errors: one-sided, 5 %
constexpr double exponent_max = 40;               // of fitted values, around their mean

double normal_quantile(double p) { return boost::math::quantile(boost::math::normal(), p); }

/// Sorted values, interpolated between neighbours.
double quantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

TrueRange range_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.05), quantile(values, 0.5), quantile(values, 0.95)};
}

/// Mean square of a pair's difference, halved: the variance of one run by chance.
double variance_within(std::span<const DrawnPair> pairs) {
  double sum = 0;
  for (const DrawnPair& pair : pairs) sum += std::pow(pair.first - pair.second, 2) / 2;
  return pairs.empty() ? 0 : sum / static_cast<double>(pairs.size());
}

double mean_of(const DrawnPair& pair) { return (pair.first + pair.second) / 2; }

std::vector<double> means_of(std::span<const DrawnPair> pairs) {
  std::vector<double> means;
  means.reserve(pairs.size());
  for (const DrawnPair& pair : pairs) means.push_back(mean_of(pair));
  return means;
}

Moments moments_of(std::span<const double> values) {
  Moments moments;
  for (const double value : values) moments.add(value);
  return moments;
}

/// May be negative, by chance.
double variance_between(std::span<const DrawnPair> pairs) {
  return moments_of(means_of(pairs)).variance() - variance_within(pairs) / 2;
}

// ---- the fit ------------------------------------------------------------------------------------

/// Which input and which order a column stands for; column 0 is the constant.
struct Columns {
  std::size_t inputs = 0;
  int orders = 1;
  [[nodiscard]] Index count() const {
    return static_cast<Index>(1 + inputs * static_cast<std::size_t>(orders));
  }
  [[nodiscard]] Index of(std::size_t input, int order) const {
    return static_cast<Index>(1 + input * static_cast<std::size_t>(orders)) + order;
  }
};

/// As many orders as the draws bear; none if they bear no ranking.
std::optional<Columns> columns_for(std::size_t inputs, std::size_t draws) {
  if (inputs == 0 || draws < draws_least) return std::nullopt;
  if (draws >= draws_a_second_order * (1 + 2 * inputs)) return Columns{inputs, 2};
  if (draws >= draws_a_coefficient * (1 + inputs)) return Columns{inputs, 1};
  return std::nullopt;
}

MatrixXd design(const DrawnLevels& levels, const Columns& columns) {
  MatrixXd x(static_cast<Index>(levels.size()), columns.count());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto row = static_cast<Index>(i);
    x(row, 0) = 1;
    for (std::size_t input = 0; input < columns.inputs; ++input) {
      const double z = normal_quantile(levels[i][input]);
      x(row, columns.of(input, 0)) = z;
      if (columns.orders > 1) x(row, columns.of(input, 1)) = (z * z - 1) / std::sqrt(2.0);
    }
  }
  return x;
}

struct Fitted {
  VectorXd coefficients;
  MatrixXd covariance;
};

/// Given weights of the rows and what is left of each: (X'WX)^-1 (sum r^2 x x') (X'WX)^-1.
MatrixXd robust(const MatrixXd& x, const VectorXd& weights, const VectorXd& residuals) {
  const Index p = x.cols();
  const MatrixXd bread =
      (x.transpose() * weights.asDiagonal() * x).ldlt().solve(MatrixXd::Identity(p, p));
  const MatrixXd meat = x.transpose() * residuals.array().square().matrix().asDiagonal() * x;
  const auto n = static_cast<double>(x.rows());
  return bread * meat * bread * (n / (n - static_cast<double>(p)));
}

/// Fitted values, never so far from their mean that they mean nothing.
VectorXd exponentials(const MatrixXd& x, const VectorXd& coefficients, double around) {
  return (x * coefficients).unaryExpr([&](double eta) {
    return std::exp(std::clamp(eta, around - exponent_max, around + exponent_max));
  });
}

/// By iteratively reweighted least squares. Nothing if that does not settle.
std::optional<Fitted> log_linear(const MatrixXd& x, const VectorXd& y) {
  const double centre = std::log(y.mean());
  VectorXd coefficients = VectorXd::Zero(x.cols());
  coefficients(0) = centre;
  constexpr int rounds_max = 100;
  for (int round = 0; round < rounds_max; ++round) {
    const VectorXd mu = exponentials(x, coefficients, centre);
    const MatrixXd information = x.transpose() * mu.asDiagonal() * x;
    const VectorXd step = information.ldlt().solve(x.transpose() * (y - mu));
    if (!step.allFinite()) return std::nullopt;
    const double largest = step.cwiseAbs().maxCoeff();
    coefficients += step * std::min(1.0, 1 / largest);
    if (largest < 1e-10) {
      const VectorXd found = exponentials(x, coefficients, centre);
      return Fitted{coefficients, robust(x, found, y - found)};
    }
  }
  return std::nullopt;
}

Fitted linear(const MatrixXd& x, const VectorXd& y) {
  const VectorXd coefficients = (x.transpose() * x).ldlt().solve(x.transpose() * y);
  return {coefficients, robust(x, VectorXd::Ones(x.rows()), y - x * coefficients)};
}

/// Less the square of its error, which it is too large by on average.
double squared(const Fitted& fit, Index k) {
  return std::max(0.0, std::pow(fit.coefficients(k), 2) - fit.covariance(k, k));
}

// ---- shares -------------------------------------------------------------------------------------

/// By the delta method: how a share changes with each coefficient, and how these vary.
Estimate share_of(const Fitted& fit, const Columns& columns, std::size_t input, double variance,
                  double confidence) {
  double its = 0;
  for (int order = 0; order < columns.orders; ++order)
    its += squared(fit, columns.of(input, order));
  const double share = its / variance;
  VectorXd gradient = VectorXd::Zero(columns.count());
  for (std::size_t other = 0; other < columns.inputs; ++other) {
    for (int order = 0; order < columns.orders; ++order) {
      const Index k = columns.of(other, order);
      gradient(k) = 2 * fit.coefficients(k) / variance * ((other == input ? 1 : 0) - share);
    }
  }
  const double error = std::sqrt(std::max(0.0, gradient.dot(fit.covariance * gradient)));
  const double reach = normal_quantile((1 + confidence) / 2) * error;
  const double mean = std::min(share, 1.0);
  return {mean, std::max(0.0, mean - reach), std::min(1.0, mean + reach)};
}

/// `rest` is the variance of the logarithm that the fit misses.
void add_shares(Attribution& result, const Fitted& fit, const Columns& columns, double rest,
                double confidence) {
  double variance = rest;
  for (Index k = 1; k < columns.count(); ++k) variance += squared(fit, k);
  if (!(variance > 0)) return;
  for (std::size_t input = 0; input < columns.inputs; ++input)
    result.shares.push_back(share_of(fit, columns, input, variance, confidence));
  result.together = rest / variance;
}

// ---- pairs --------------------------------------------------------------------------------------

/// Each coefficient with the square that it should have; the constant so that the mean stays.
VectorXd shrunk_values(const MatrixXd& x, const Fitted& fit, double mean) {
  VectorXd coefficients = fit.coefficients;
  for (Index k = 1; k < coefficients.size(); ++k)
    coefficients(k) = std::copysign(std::sqrt(squared(fit, k)), coefficients(k));
  VectorXd values = exponentials(x, coefficients, coefficients(0));
  return values * (mean / values.mean());
}

/// How much the true values scatter around the fit, relative to it, and what chance adds to a
/// pair's mean where the true value is 1.
struct Lack {
  double variance = 0;
  double chance = 0;
};

/// Draws are weighted by 1/(fit + mean fit). That lies between equal weights and 1/fit, which a
/// variance in proportion to the fit would ask for, and under which a fit near 0 would outweigh all
/// others.
Lack lack_of_fit(std::span<const DrawnPair> pairs, const VectorXd& fitted, Index coefficients) {
  const auto n = static_cast<double>(pairs.size());
  const double freedom = n / (n - static_cast<double>(coefficients));
  const double typical = fitted.mean();
  Moments excess;  // over chance
  Moments squares;
  double chance = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const double fit = fitted(static_cast<Index>(i));
    const double by_chance = std::pow(pairs[i].first - pairs[i].second, 2) / 4;
    const double missed = std::pow(mean_of(pairs[i]) - fit, 2) * freedom;
    excess.add((missed - by_chance) / (fit + typical));
    squares.add(fit * fit / (fit + typical));
    chance += by_chance / (typical * n);
  }
  const double error = std::sqrt(excess.variance() / n);
  if (excess.mean() < clear * error) return {0, chance};
  return {excess.mean() / squares.mean(), chance};
}

/// The fitted values, each with that share of the draw's deviation from it that is not chance.
std::vector<double> true_values(std::span<const DrawnPair> pairs, const VectorXd& fitted,
                                const Lack& lack) {
  std::vector<double> values;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const double fit = fitted(static_cast<Index>(i));
    const double mean = mean_of(pairs[i]);
    const double by_chance = lack.chance / ((fit + mean) / 2);
    const double kept =
        lack.variance > 0 ? std::sqrt(lack.variance / (lack.variance + by_chance)) : 0;
    values.push_back(fit + kept * (mean - fit));
  }
  return values;
}

}  // namespace

double Attribution::unknowns_share() const {
  const double all = variance_by_chance + variance_of_unknowns;
  return all > 0 ? variance_of_unknowns / all : 0;
}

Attribution attributed(const DrawnLevels& levels, std::span<const DrawnPair> pairs,
                       double confidence) {
  assert(levels.size() == pairs.size());
  Attribution result;
  result.draws = pairs.size();
  result.variance_by_chance = variance_within(pairs);
  result.variance_of_unknowns = std::max(0.0, variance_between(pairs));
  const auto columns = columns_for(levels.empty() ? 0 : levels.front().size(), levels.size());
  const std::vector<double> means = means_of(pairs);
  const VectorXd y = Eigen::Map<const VectorXd>(means.data(), static_cast<Index>(means.size()));
  if (!columns || !(y.mean() > 0)) return result;
  const MatrixXd x = design(levels, *columns);
  const auto fit = log_linear(x, y);
  if (!fit) return result;
  const Lack lack =
      lack_of_fit(pairs, exponentials(x, fit->coefficients, std::log(y.mean())), x.cols());
  result.range = range_of(true_values(pairs, shrunk_values(x, *fit, y.mean()), lack));
  add_shares(result, *fit, *columns, std::log1p(lack.variance), confidence);
  return result;
}

Attribution attributed(const DrawnLevels& levels, std::span<const double> values,
                       double confidence) {
  assert(levels.size() == values.size());
  Attribution result;
  result.draws = values.size();
  result.variance_of_unknowns = moments_of(values).variance();
  if (values.size() < draws_least) return result;
  result.range = range_of({values.begin(), values.end()});
  const auto columns = columns_for(levels.front().size(), levels.size());
  if (!columns || !std::ranges::all_of(values, [](double value) { return value > 0; }))
    return result;
  VectorXd logarithms(static_cast<Index>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i)
    logarithms(static_cast<Index>(i)) = std::log(values[i]);
  const MatrixXd x = design(levels, *columns);
  const Fitted fit = linear(x, logarithms);
  const auto freedom = static_cast<double>(x.rows() - x.cols());
  const double rest = (logarithms - x * fit.coefficients).squaredNorm() / freedom;
  add_shares(result, fit, *columns, rest, confidence);
  return result;
}

double in_common(std::span<const DrawnPair> pairs) {
  if (pairs.size() < 2) return 1;
  const double between = variance_between(pairs);
  const double all = between + variance_within(pairs);
  return all > 0 ? std::clamp(between / all, 0.0, 1.0) : 0;
}

}  // namespace ausfall
