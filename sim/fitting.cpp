#include "sim/fitting.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cassert>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <numeric>
#include <string>

namespace ausfall {

namespace {

using Eigen::Matrix2d;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;

/// Double precision is enough, and several times as fast as what Boost.Math does by default.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

constexpr double infinity = std::numeric_limits<double>::infinity();
const double log_root_two_pi = 0.5 * std::log(2 * M_PI);

double square(double x) { return x * x; }

/// A function with its derivatives.
struct Terms {
  double value = 0;
  double first = 0;
  double second = 0;
};

// ---- a likelihood and its maximum ---------------------------------------------------------------

/// The logarithm of a likelihood at some place, with gradient and Hessian.
struct Likelihood {
  double value = 0;
  Vector2d gradient = Vector2d::Zero();
  Matrix2d hessian = Matrix2d::Zero();

  void add(double value_more, const Vector2d& first, const Matrix2d& second) {
    value += value_more;
    gradient += first;
    hessian += second;
  }
};

/// A time that a clock's hazard has run up, and how that changes with the parameters.
struct Hazard {
  double cumulative = 0;
  Vector2d gradient = Vector2d::Zero();
};

/// A family of laws in two parameters that suit the search for the maximum, not people.
class Family {
 public:
  Family() = default;
  Family(const Family&) = delete;
  Family& operator=(const Family&) = delete;
  virtual ~Family() = default;

  [[nodiscard]] virtual Vector2d start() const = 0;
  [[nodiscard]] virtual bool allowed(const Vector2d& at) const = 0;
  [[nodiscard]] virtual Likelihood likelihood(const Vector2d& at) const = 0;
  [[nodiscard]] virtual Hazard hazard(const Vector2d& at, double time) const = 0;
  /// How many of the parameters are free; the second of one is held where it starts.
  [[nodiscard]] virtual int parameters() const { return 2; }
  /// In terms that people use. REQUIRES: `covariance` is that of the parameters.
  [[nodiscard]] virtual Fit result(const Vector2d& at, const Matrix2d& covariance) const = 0;
};

struct Maximum {
  Vector2d at;
  double value = 0;
  Matrix2d covariance;
};

[[noreturn]] void give_up() {
  throw NoFit("the likelihood has no maximum at any shape that is a number");
}

/// The direction to go, and how much is to be gained there, twice. Where the likelihood is not
/// concave it is bent until it is (Levenberg).
Vector2d ascent(const Likelihood& here, int parameters) {
  if (parameters == 1) return {here.gradient[0] / std::abs(here.hessian(0, 0)), 0};
  Matrix2d curvature = -here.hessian;
  double bend = 0;
  while (!(curvature(0, 0) > 0 && curvature.determinant() > 0)) {
    const double scale = curvature.cwiseAbs().maxCoeff();
    if (!std::isfinite(scale) || !(scale > 0)) give_up();
    bend = bend == 0 ? 1e-3 * scale : 10 * bend;
    curvature = -here.hessian + bend * Matrix2d::Identity();
  }
  return curvature.inverse() * here.gradient;
}

/// The inverse of the observed information.
Matrix2d covariance_at(const Likelihood& maximum, int parameters) {
  Matrix2d covariance = Matrix2d::Zero();
  const Matrix2d information = -maximum.hessian;
  if (parameters == 1) {
    covariance(0, 0) = 1 / information(0, 0);
  } else {
    if (!(information(0, 0) > 0 && information.determinant() > 0)) give_up();
    covariance = information.inverse();
  }
  if (!covariance.allFinite()) give_up();
  return covariance;
}

/// By Newton's method with steps that are halved until they lead upwards.
Maximum maximum_of(const Family& family) {
  constexpr int steps_max = 200;
  constexpr int halvings_max = 60;
  Vector2d at = family.start();
  Likelihood here = family.likelihood(at);
  for (int steps = 0; steps < steps_max; ++steps) {
    Vector2d step = ascent(here, family.parameters());
    const double gain = step.dot(here.gradient);
    if (!std::isfinite(gain)) give_up();
    bool higher = false;
    for (int halvings = 0; halvings < halvings_max && !higher; ++halvings, step /= 2) {
      const Vector2d next = at + step;
      if (!family.allowed(next)) continue;
      const Likelihood there = family.likelihood(next);
      // So close to the maximum, its value no longer tells where it is higher; Newton's step does.
      const double noise = 1e-13 * (std::abs(here.value) + 1);
      if (!std::isfinite(there.value) || there.value < here.value - (gain < noise ? noise : 0))
        continue;
      at = next;
      here = there;
      higher = true;
    }
    if (gain < 1e-18 || (!higher && gain < 1e-9))
      return {at, here.value, covariance_at(here, family.parameters())};
    if (!higher) break;
  }
  give_up();
}

FittedValue derived(double value, const Vector2d& gradient, const Matrix2d& covariance) {
  return {value, std::sqrt(std::max(0.0, gradient.dot(covariance * gradient)))};
}

// ---- laws of which the logarithm has a place and a width ----------------------------------------

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
Terms normal_survival(double z) {
  const double mills = inverse_mills(z);
  const double value = z > 25 ? -z * z / 2 - log_root_two_pi - std::log(mills)
                              : std::log(0.5 * std::erfc(z / M_SQRT2));
  return {value, -mills, -mills * (mills - z)};
}
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

// ---- gamma --------------------------------------------------------------------------------------

enum class Side : bool { beyond, reached };

/// The logarithm of the (upper or lower) regularised incomplete gamma function at x = exp(log_x),
/// with derivatives to log_x.
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

// ---- the test of fit ----------------------------------------------------------------------------

/// What was seen, as far as the test and the bins need it: when each was last watched, and whether
/// it had ended.
struct Watched {
  double time = 0;
  bool ended = false;
};

/// Of what is only known to be shorter, half of that.
std::vector<Watched> watched(const Durations& seen) {
  std::vector<Watched> all;
  all.reserve(seen.size());
  for (const double time : seen.exact) all.push_back({time, true});
  for (const double time : seen.longer_than) all.push_back({time, false});
  for (const double time : seen.shorter_than) all.push_back({time / 2, true});
  std::ranges::sort(all, {}, &Watched::time);
  return all;
}

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

/// What was seen less what is expected, bin by bin, with its covariance: that of the counts, less
/// what the parameters were free to explain. Bagdonavicius and Nikulin estimate the covariance from
/// the counts that were seen; here it comes from those that are expected, which are never near 0.
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

// ---- all together -------------------------------------------------------------------------------

void check(LawKind kind, const Durations& seen) {
  for (const auto* times : {&seen.exact, &seen.longer_than, &seen.shorter_than})
    for (const double time : *times) assert(time > 0 && std::isfinite(time));
  if (seen.ended() == 0) throw NoFit("none of them came to an end");
  if (seen.exact.empty() && seen.longer_than.empty())
    throw NoFit("all of them were too short to be measured");
  if (kind == LawKind::exponential) return;
  if (seen.exact.empty()) throw NoFit("none of them is known exactly");
  const auto [least, most] = std::ranges::minmax(seen.exact);
  if (least == most && seen.shorter_than.empty())
    throw NoFit(seen.exact.size() == 1 ? "one value has no shape" : "all values are equal");
}

std::unique_ptr<Family> family_of(LawKind kind, const Durations& seen) {
  const LogSpread spread(seen);
  switch (kind) {
    case LawKind::exponential:
      return std::make_unique<Exponential>(seen, spread);
    case LawKind::weibull:
      return std::make_unique<Weibull>(seen, spread);
    case LawKind::lognormal:
      return std::make_unique<Lognormal>(seen, spread);
    case LawKind::gamma:
      return std::make_unique<Gamma>(seen);
  }
  assert(false);
  return nullptr;
}

}  // namespace

std::string_view name_of(LawKind kind) {
  constexpr std::array<std::string_view, 4> names{"exponential", "weibull", "lognormal", "gamma"};
  return names.at(static_cast<std::size_t>(kind));
}

Fit fit(LawKind kind, const Durations& seen) {
  check(kind, seen);
  const std::unique_ptr<Family> family = family_of(kind, seen);
  const Maximum maximum = maximum_of(*family);
  Fit fit;
  try {
    fit = family->result(maximum.at, maximum.covariance);
  } catch (const std::invalid_argument&) {
    give_up();  // a shape beyond what a distribution can hold
  }
  fit.kind = kind;
  fit.log_likelihood = maximum.value;
  fit.aic = 2 * family->parameters() - 2 * maximum.value;
  if (seen.ended() >= test_size_min) fit.test = tested(*family, maximum, fit, seen);
  return fit;
}

namespace {

/// The hazard that the fitted law runs up by a time.
double cumulative_hazard(const Fit& fit, double time) {
  const double mean = fit.mean.value;
  switch (fit.kind) {
    case LawKind::exponential:
      return time / mean;
    case LawKind::weibull: {
      const double shape = fit.shape->value;
      return std::pow(time / mean * std::tgamma(1 + 1 / shape), shape);
    }
    case LawKind::lognormal:
      return -normal_survival(std::log(time / fit.median.value) / fit.shape->value).value;
    case LawKind::gamma: {
      const double shape = fit.shape->value;
      return -log_incomplete_gamma(Side::beyond, shape, std::log(time * shape / mean)).value;
    }
  }
  assert(false);
  return 0;
}

}  // namespace

std::vector<FitBin> binned(const Fit& fit, const Durations& seen,
                           const std::vector<double>& boundaries) {
  assert(!boundaries.empty() && boundaries.front() > 0 && std::ranges::is_sorted(boundaries));
  std::vector<FitBin> bins;
  std::vector<double> hazards;  // where each bin begins
  for (std::size_t i = 0; i <= boundaries.size(); ++i) {
    const double from = i == 0 ? 0 : boundaries[i - 1];
    bins.push_back({from, i < boundaries.size() ? boundaries[i] : infinity});
    hazards.push_back(i == 0 ? 0 : cumulative_hazard(fit, from));
  }
  for (const Watched& one : watched(seen)) {
    const double hazard = cumulative_hazard(fit, one.time);
    std::size_t bin = 0;
    for (; one.time > bins[bin].to; ++bin) bins[bin].expected += hazards[bin + 1] - hazards[bin];
    bins[bin].expected += std::max(0.0, hazard - hazards[bin]);
    if (one.ended) ++bins[bin].seen;
  }
  return bins;
}

}  // namespace ausfall
