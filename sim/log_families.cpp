#include "sim/log_families.hpp"

#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <memory>
#include <numbers>
#include <numeric>
#include <vector>

namespace ausfall::fitting {
namespace {

const double log_root_two_pi = 0.5 * std::log(2 * M_PI);

/// The logarithms of the density, of the survival and of the distribution function of a standard
/// variable, each with derivatives.
struct Standard {
  Terms (*density)(double);
  Terms (*survival)(double);
  Terms (*reached)(double);
};

// The logarithm of an exponential of mean 1 (Gumbel's law of least values).
Terms gumbel_density(double z) {
  const double w = std::exp(z);
  return {z - w, 1 - w, -w};
}
Terms gumbel_survival(double z) {
  const double w = std::exp(z);
  return {-w, -w, -w};
}
Terms gumbel_reached(double z) {
  const double w = std::exp(z);
  if (w > 700) return {};
  const double ratio = w > 0 ? w / std::expm1(w) : 1;
  // Below 1e-300 the exponential is a straight line.
  const double value = w < 1e-300 ? z : std::log(-std::expm1(-w));
  return {value, ratio, ratio * (1 - w - ratio)};
}

/// Density over survival of the standard normal. Source of the series: Abramowitz and Stegun
/// 26.2.12.
double inverse_mills(double z) {
  if (z > 25) return z + 1 / z - 2 / (z * z * z) + 10 / std::pow(z, 5);
  return std::exp(-z * z / 2 - log_root_two_pi) / (0.5 * std::erfc(z / M_SQRT2));
}
Terms normal_density(double z) { return {-z * z / 2 - log_root_two_pi, -z, -1}; }

}  // namespace

Terms normal_survival(double z) {
  const double mills = inverse_mills(z);
  const double value = z > 25 ? -z * z / 2 - log_root_two_pi - std::log(mills)
                              : std::log(0.5 * std::erfc(z / M_SQRT2));
  return {value, -mills, -mills * (mills - z)};
}

namespace {

Terms normal_reached(double z) {
  const Terms mirrored = normal_survival(-z);
  return {mirrored.value, -mirrored.first, mirrored.second};
}

constexpr Standard gumbel{gumbel_density, gumbel_survival, gumbel_reached};
constexpr Standard normal{normal_density, normal_survival, normal_reached};

/// Where logarithms lie and how far they scatter, of all that was seen.
struct LogSpread {
  double mean = 0;
  double deviation = 0;

  explicit LogSpread(const Durations& seen) {
    std::vector<double> logs;
    for (const auto* times : {&seen.exact, &seen.longer_than, &seen.shorter_than})
      for (const double time : *times) logs.push_back(std::log(time));
    const auto size = static_cast<double>(logs.size());
    mean = std::accumulate(logs.begin(), logs.end(), 0.0) / size;
    double squares = 0;
    for (const double value : logs) squares += square(value - mean);
    deviation = std::sqrt(squares / size);
  }
};

/// The logarithm of a time, with its origin and unit moved to where the data are, is y; beta * y -
/// alpha has a standard law. In these parameters the likelihood is concave (Burridge, "Some
/// unimodality properties of likelihoods derived from grouped data", Biometrika 69, 1982), so
/// Newton's method finds its only maximum.
class LogLocation : public Family {
 public:
  LogLocation(const Standard& standard, const Durations& seen, const LogSpread& spread, bool free)
      : standard_(standard),
        spread_{free ? spread.mean : 0},
        unit_(free && spread.deviation > 0 ? spread.deviation : 1),
        free_(free) {
    for (const double time : seen.exact) {
      exact_.push_back(standardised(time));
      logs_ += std::log(time);
    }
    for (const double time : seen.longer_than) longer_.push_back(standardised(time));
    for (const double time : seen.shorter_than) shorter_.push_back(standardised(time));
  }

  [[nodiscard]] bool allowed(const Vector2d& at) const override {
    return at[1] > 1e-9 && at[1] < 1e9;
  }
  [[nodiscard]] int parameters() const override { return free_ ? 2 : 1; }

  [[nodiscard]] Likelihood likelihood(const Vector2d& at) const override {
    Likelihood sum;
    collect(sum, exact_, standard_.density, at);
    collect(sum, longer_, standard_.survival, at);
    collect(sum, shorter_, standard_.reached, at);
    const auto size = static_cast<double>(exact_.size());
    // The density of the time itself.
    sum.value += size * std::log(at[1] / unit_) - logs_;
    sum.gradient[1] += size / at[1];
    sum.hessian(1, 1) -= size / square(at[1]);
    return sum;
  }

  [[nodiscard]] Hazard hazard(const Vector2d& at, double time) const override {
    const double y = standardised(time);
    const Terms survival = standard_.survival(at[1] * y - at[0]);
    return {-survival.value, {survival.first, free_ ? -y * survival.first : 0}};
  }

 protected:
  /// The place and the width of the logarithm of the time in seconds.
  [[nodiscard]] double place(const Vector2d& at) const { return spread_ + unit_ * at[0] / at[1]; }
  [[nodiscard]] double width(const Vector2d& at) const { return unit_ / at[1]; }
  [[nodiscard]] Vector2d place_gradient(const Vector2d& at) const {
    return {unit_ / at[1], -unit_ * at[0] / square(at[1])};
  }
  [[nodiscard]] Vector2d width_gradient(const Vector2d& at) const {
    return {0, -unit_ / square(at[1])};
  }

 private:
  [[nodiscard]] double standardised(double time) const {
    return (std::log(time) - spread_) / unit_;
  }

  static void collect(Likelihood& sum, const std::vector<double>& logs, Terms (*terms)(double),
                      const Vector2d& at) {
    double value = 0;
    double slope = 0;
    double slope_y = 0;
    double bend = 0;
    double bend_y = 0;
    double bend_yy = 0;
    for (const double y : logs) {
      const Terms term = terms(at[1] * y - at[0]);
      value += term.value;
      slope += term.first;
      slope_y += term.first * y;
      bend += term.second;
      bend_y += term.second * y;
      bend_yy += term.second * y * y;
    }
    Matrix2d hessian;
    hessian << bend, -bend_y, -bend_y, bend_yy;
    sum.add(value, {-slope, slope_y}, hessian);
  }

  Standard standard_;
  double spread_;
  double unit_;
  bool free_;
  double logs_ = 0;
  std::vector<double> exact_, longer_, shorter_;
};

class Exponential final : public LogLocation {
 public:
  Exponential(const Durations& seen, const LogSpread& spread)
      : LogLocation(gumbel, seen, spread, false) {
    double total = 0;
    for (const auto* times : {&seen.exact, &seen.longer_than})
      total = std::accumulate(times->begin(), times->end(), total);
    for (const double time : seen.shorter_than) total += time / 2;
    start_ = std::log(total / static_cast<double>(seen.ended()));
  }

  /// The answer, but for durations of which only an upper bound is known.
  [[nodiscard]] Vector2d start() const override { return {start_, 1}; }

  [[nodiscard]] Fit result(const Vector2d& at, const Matrix2d& covariance) const override {
    Fit fit;
    fit.mean = derived(std::exp(at[0]), {std::exp(at[0]), 0}, covariance);
    fit.law = Distribution::exponential(Seconds(fit.mean.value));
    return fit;
  }

 private:
  double start_ = 0;
};

class Weibull final : public LogLocation {
 public:
  Weibull(const Durations& seen, const LogSpread& spread)
      : LogLocation(gumbel, seen, spread, true) {}

  /// By the moments of Gumbel's law: variance pi^2 / 6, mean minus Euler's constant.
  [[nodiscard]] Vector2d start() const override {
    return {std::numbers::egamma, M_PI / std::sqrt(6.0)};
  }

  [[nodiscard]] Fit result(const Vector2d& at, const Matrix2d& covariance) const override {
    Fit fit;
    const double shape = 1 / width(at);
    const double scale = std::exp(place(at));
    fit.law = Distribution::weibull(shape, Seconds(scale));
    fit.shape = derived(shape, -square(shape) * width_gradient(at), covariance);
    const double mean = fit.law.mean().count();
    const Vector2d gradient = place_gradient(at) + boost::math::digamma(1 + width(at), Policy()) *
                                                       width_gradient(at);  // of its logarithm
    fit.mean = derived(mean, mean * gradient, covariance);
    return fit;
  }
};

class Lognormal final : public LogLocation {
 public:
  Lognormal(const Durations& seen, const LogSpread& spread)
      : LogLocation(normal, seen, spread, true) {}

  [[nodiscard]] Vector2d start() const override { return {0, 1}; }

  [[nodiscard]] Fit result(const Vector2d& at, const Matrix2d& covariance) const override {
    Fit fit;
    const double sigma = width(at);
    const double median = std::exp(place(at));
    fit.law = Distribution::lognormal(Seconds(median), sigma);
    fit.shape = derived(sigma, width_gradient(at), covariance);
    fit.median = derived(median, median * place_gradient(at), covariance);
    const double mean = std::exp(place(at) + square(sigma) / 2);
    fit.mean = derived(mean, mean * (place_gradient(at) + sigma * width_gradient(at)), covariance);
    return fit;
  }
};

}  // namespace

std::unique_ptr<Family> exponential_family(const Durations& seen) {
  return std::make_unique<Exponential>(seen, LogSpread(seen));
}

std::unique_ptr<Family> weibull_family(const Durations& seen) {
  return std::make_unique<Weibull>(seen, LogSpread(seen));
}

std::unique_ptr<Family> lognormal_family(const Durations& seen) {
  return std::make_unique<Lognormal>(seen, LogSpread(seen));
}

}  // namespace ausfall::fitting
