#include "sim/gamma_family.hpp"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <memory>

namespace ausfall::fitting {

Terms log_incomplete_gamma(Side side, double shape, double log_x) {
  const double x = std::exp(log_x);
  const double log_gamma = std::lgamma(shape);
  const double part = side == Side::beyond ? boost::math::gamma_q(shape, x, Policy())
                                           : boost::math::gamma_p(shape, x, Policy());
  double value = std::log(part);
  if (!(part > 1e-290)) {  // first terms of the series: Abramowitz and Stegun 6.5.29, 6.5.32
    value = side == Side::beyond ? (shape - 1) * log_x - x - log_gamma + std::log1p((shape - 1) / x)
                                 : shape * log_x - x - std::lgamma(shape + 1);
  }
  const double rate = std::exp(shape * log_x - x - log_gamma - value);
  if (side == Side::beyond) return {value, -rate, -rate * (shape - x + rate)};
  return {value, rate, rate * (shape - x - rate)};
}

namespace {

/// In the logarithms of shape and scale.
class Gamma final : public Family {
 public:
  explicit Gamma(const Durations& seen)
      : seen_(seen), size_(static_cast<double>(seen.exact.size())) {
    for (const double time : seen.exact) {
      sum_ += time;
      logs_ += std::log(time);
    }
  }

  /// Source of the approximation for complete samples: T. Minka, "Estimating a Gamma distribution"
  /// (2002), equation (9) and before.
  [[nodiscard]] Vector2d start() const override {
    double total = sum_;
    for (const double time : seen_.longer_than) total += time;
    for (const double time : seen_.shorter_than) total += time / 2;
    const double mean = total / static_cast<double>(seen_.ended());
    const double gap = std::max(std::log(sum_ / size_) - logs_ / size_, 1e-9);
    const double shape = (3 - gap + std::sqrt(square(gap - 3) + 24 * gap)) / (12 * gap);
    return {std::log(shape), std::log(mean / shape)};
  }

  [[nodiscard]] bool allowed(const Vector2d& at) const override {
    return std::abs(at[0]) < 20 && std::abs(at[1]) < 200;
  }

  [[nodiscard]] Likelihood likelihood(const Vector2d& at) const override {
    const double shape = std::exp(at[0]);
    const double total = sum_ * std::exp(-at[1]);
    const double slope = shape * (logs_ - size_ * (boost::math::digamma(shape, Policy()) + at[1]));
    const double bend = slope - size_ * square(shape) * boost::math::trigamma(shape, Policy());
    Likelihood sum;
    Matrix2d hessian;
    hessian << bend, -size_ * shape, -size_ * shape, -total;
    sum.add((shape - 1) * logs_ - total - size_ * (std::lgamma(shape) + shape * at[1]),
            {slope, total - size_ * shape}, hessian);
    for (const double time : seen_.longer_than) collect(sum, Side::beyond, at, time);
    for (const double time : seen_.shorter_than) collect(sum, Side::reached, at, time);
    return sum;
  }

  [[nodiscard]] Hazard hazard(const Vector2d& at, double time) const override {
    Likelihood beyond;
    collect(beyond, Side::beyond, at, time);
    return {-beyond.value, -beyond.gradient};
  }

  [[nodiscard]] Fit result(const Vector2d& at, const Matrix2d& covariance) const override {
    Fit fit;
    const double shape = std::exp(at[0]);
    const double mean = std::exp(at[0] + at[1]);
    fit.law = Distribution::gamma(shape, Seconds(mean));
    fit.shape = derived(shape, {shape, 0}, covariance);
    fit.mean = derived(mean, {mean, mean}, covariance);
    return fit;
  }

 private:
  /// To the shape, the incomplete gamma function has no derivative that is quick to compute;
  /// differences over this step leave an error of 1e-8.
  static void collect(Likelihood& sum, Side side, const Vector2d& at, double time) {
    constexpr double step = 2e-4;
    const double log_x = std::log(time) - at[1];
    const Terms here = log_incomplete_gamma(side, std::exp(at[0]), log_x);
    const Terms above = log_incomplete_gamma(side, std::exp(at[0] + step), log_x);
    const Terms below = log_incomplete_gamma(side, std::exp(at[0] - step), log_x);
    const double mixed = -(above.first - below.first) / (2 * step);
    Matrix2d hessian;
    hessian << (above.value - 2 * here.value + below.value) / square(step), mixed, mixed,
        here.second;
    sum.add(here.value, {(above.value - below.value) / (2 * step), -here.first}, hessian);
  }

  const Durations& seen_;
  double size_;
  double sum_ = 0;
  double logs_ = 0;
};

}  // namespace

std::unique_ptr<Family> gamma_family(const Durations& seen) {
  return std::make_unique<Gamma>(seen);
}

}  // namespace ausfall::fitting
