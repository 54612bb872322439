#include "sim/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/tools/roots.hpp>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace ausfall {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

double square(double x) { return x * x; }

double unit_exponential(Draw& draw) { return boost::random::exponential_distribution<>()(draw); }

// ---- laws that take more than a line ------------------------------------------------------------

/// Relative to a width of 1. Source: inversion of the two parabolas that make the distribution
/// function.
double triangular_quantile(double p, double mode) {
  return p < mode ? std::sqrt(p * mode) : 1 - std::sqrt((1 - p) * (1 - mode));
}

double survival(const std::vector<Distribution::Branch>& branches, double time) {
  double sum = 0;
  for (const auto& branch : branches) sum += branch.weight * std::exp(-time / branch.mean.count());
  return sum;
}

/// Lies between the quantiles of the fastest and of the slowest branch.
double hyperexponential_quantile(const std::vector<Distribution::Branch>& branches, double p) {
  const double reach = -std::log1p(-p);
  const double low = reach * branches.front().mean.count();
  const double high = reach * branches.back().mean.count();
  if (low >= high) return low;
  const auto excess = [&](double time) { return survival(branches, time) - (1 - p); };
  if (excess(low) <= 0) return low;
  if (excess(high) >= 0) return high;
  std::uintmax_t iterations = 200;
  const auto [left, right] = boost::math::tools::toms748_solve(
      excess, low, high, boost::math::tools::eps_tolerance<double>(52), iterations);
  return std::midpoint(left, right);
}

const Distribution::Branch& drawn(const std::vector<Distribution::Branch>& branches, Draw& draw) {
  double left = draw.uniform();
  for (const auto& branch : branches) {
    if (left < branch.weight) return branch;
    left -= branch.weight;
  }
  return branches.back();
}

/// The smallest of the values that at least a share p of them do not exceed.
Duration empirical_quantile(const std::vector<Duration>& sorted, double p) {
  const auto count = static_cast<double>(sorted.size());
  const auto rank = static_cast<std::size_t>(std::ceil(p * count));
  return sorted[std::min(rank == 0 ? 0 : rank - 1, sorted.size() - 1)];
}

double mean_of(const std::vector<Duration>& values) {
  double sum = 0;
  for (const Duration value : values) sum += seconds_in(value);
  return sum / static_cast<double>(values.size());
}

}  // namespace

// ---- laws that are shared -----------------------------------------------------------------------

bool Distribution::AtTrial::operator==(const AtTrial& other) const {
  return rhythm == other.rhythm || *rhythm == *other.rhythm;
}

double Distribution::Rhythm::at(const Trials::Place& place) const {
  // The number of trials tells the time up to one interval: that between the start and the first
  // trial, which `within` says.
  const double trial = any_phase ? place.trial - 1 + place.within : place.trial;
  return seconds_in(delay) + seconds_in(interval) * trial;
}

bool Distribution::Hyperexponential::operator==(const Hyperexponential& other) const {
  return branches == other.branches || *branches == *other.branches;
}

bool Distribution::Empirical::operator==(const Empirical& other) const {
  return values == other.values || *values == *other.values;
}

// ---- moments ------------------------------------------------------------------------------------

// Source of the closed forms: Johnson, Kotz, Balakrishnan, "Continuous Univariate Distributions",
// 2nd edition (1994).

Seconds Distribution::mean() const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return Seconds(std::visit(
      Overloaded{
          [](const Constant& law) { return law.value == never ? infinity : seconds_in(law.value); },
          [](const Exponential& law) { return law.mean; },
          [](const Weibull& law) { return law.scale * std::tgamma(1 + 1 / law.shape); },
          [](const Lognormal& law) { return std::exp(law.mu + square(law.sigma) / 2); },
          [](const Gamma& law) { return law.shape * law.scale; },
          [](const Uniform& law) { return (seconds_in(law.min) + seconds_in(law.max)) / 2; },
          [](const Triangular& law) {
            return (seconds_in(law.min) + seconds_in(law.mode) + seconds_in(law.max)) / 3;
          },
          [](const Hyperexponential& law) {
            double sum = 0;
            for (const Branch& branch : *law.branches) sum += branch.weight * branch.mean.count();
            return sum;
          },
          [](const Empirical& law) { return mean_of(*law.values); },
          [](const AtTrial& law) {
            const Rhythm& it = *law.rhythm;
            return seconds_in(it.delay) +
                   seconds_in(it.interval) * (it.trials.mean() - (it.any_phase ? 0.5 : 0));
          },
      },
      law_));
}

double Distribution::variance() const {
  return std::visit(
      Overloaded{
          [](const Constant&) { return 0.0; },
          [](const Exponential& law) { return square(law.mean); },
          [](const Weibull& law) {
            const double first = std::tgamma(1 + 1 / law.shape);
            const double second = std::tgamma(1 + 2 / law.shape);
            return square(law.scale) * (second - square(first));
          },
          [](const Lognormal& law) {
            const double variance = square(law.sigma);
            return std::expm1(variance) * std::exp(2 * law.mu + variance);
          },
          [](const Gamma& law) { return law.shape * square(law.scale); },
          [](const Uniform& law) { return square(seconds_in(law.max - law.min)) / 12; },
          [](const Triangular& law) {
            const double width = seconds_in(law.max - law.min);
            const double mode = seconds_in(law.mode - law.min);
            return (square(width) - width * mode + square(mode)) / 18;
          },
          [this](const Hyperexponential& law) {
            double sum = 0;  // the mean's variance within the branches and between them
            for (const Branch& branch : *law.branches) {
              sum += branch.weight *
                     (square(branch.mean.count()) + square((branch.mean - mean()).count()));
            }
            return sum;
          },
          [](const Empirical& law) {
            const double mean = mean_of(*law.values);
            double sum = 0;
            for (const Duration value : *law.values) sum += square(seconds_in(value) - mean);
            return sum / static_cast<double>(law.values->size());
          },
          [](const AtTrial& law) {
            const Rhythm& it = *law.rhythm;
            return square(seconds_in(it.interval)) *
                   (it.trials.variance() + (it.any_phase ? 1.0 / 12 : 0));
          },
      },
      law_);
}

// ---- quantiles and samples ----------------------------------------------------------------------

Seconds Distribution::quantile(double p) const {
  assert(p >= 0 && p < 1);
  return Seconds(std::visit(
      Overloaded{
          [this](const Constant&) { return mean().count(); },
          [p](const Exponential& law) { return -law.mean * std::log1p(-p); },
          [p](const Weibull& law) { return law.scale * std::pow(-std::log1p(-p), 1 / law.shape); },
          [p](const Lognormal& law) {
            if (p == 0) return 0.0;
            return std::exp(law.mu + law.sigma * boost::math::quantile(boost::math::normal(), p));
          },
          [p](const Gamma& law) {
            return boost::math::quantile(boost::math::gamma_distribution<>(law.shape, law.scale),
                                         p);
          },
          [p](const Uniform& law) {
            return seconds_in(law.min) + p * seconds_in(law.max - law.min);
          },
          [p](const Triangular& law) {
            const double width = seconds_in(law.max - law.min);
            const double mode = seconds_in(law.mode - law.min) / width;
            return seconds_in(law.min) + width * triangular_quantile(p, mode);
          },
          [p](const Hyperexponential& law) { return hyperexponential_quantile(*law.branches, p); },
          [p](const Empirical& law) { return seconds_in(empirical_quantile(*law.values, p)); },
          [p](const AtTrial& law) { return law.rhythm->at(law.rhythm->trials.quantile(p)); },
      },
      law_));
}

Duration Distribution::sample_by_chance(Draw& draw) const {
  // The laws that nearly every clock has, before the table of all of them.
  if (const auto* law = std::get_if<Exponential>(&law_)) {
    return nearest_tick(Seconds(law->mean * unit_exponential(draw)));
  }
  if (const auto* law = std::get_if<Uniform>(&law_)) {
    const double width = seconds_in(law->max - law->min);
    return std::min(law->max, after(law->min, nearest_tick(Seconds(draw.uniform() * width))));
  }
  return std::visit(
      Overloaded{
          [&](const Weibull& law) {
            return nearest_tick(
                Seconds(law.scale * std::pow(unit_exponential(draw), 1 / law.shape)));
          },
          [&](const Lognormal& law) {
            const double normal = boost::random::normal_distribution<>()(draw);
            return nearest_tick(Seconds(std::exp(law.mu + law.sigma * normal)));
          },
          [&](const Gamma& law) {
            return nearest_tick(
                Seconds(boost::random::gamma_distribution<>(law.shape, law.scale)(draw)));
          },
          [&](const Triangular& law) {
            const double width = seconds_in(law.max - law.min);
            const double mode = seconds_in(law.mode - law.min) / width;
            const double offset = width * triangular_quantile(draw.uniform(), mode);
            return std::min(law.max, after(law.min, nearest_tick(Seconds(offset))));
          },
          [&](const Hyperexponential& law) {
            const double mean = drawn(*law.branches, draw).mean.count();
            return nearest_tick(Seconds(mean * unit_exponential(draw)));
          },
          [&](const Empirical& law) { return empirical_quantile(*law.values, draw.uniform()); },
          [&](const AtTrial& law) {
            return nearest_tick(
                Seconds(law.rhythm->at(law.rhythm->trials.quantile(draw.uniform()))));
          },
          [](const auto&) -> Duration {
            assert(false && "sampled above");
            return never;
          },
      },
      law_);
}

// ---- what is left at an age --------------------------------------------------------------------

namespace {

using boost::math::gamma_distribution;
using boost::math::lognormal_distribution;

/// Of a gamma. Boost.Math overflows on its way to 1 where the shape is large and the time small: of a
/// shape of 100 a tenth of the mean is not reached with a probability of 1e-61. Where the shape is larger
/// still it sums up thousands of terms to say 1: forty standard deviations below the mean, the rest is
/// less than exp(-800) by Chernoff's bound, which is no number.
double survival(double shape, double scale, double time) {
  constexpr double narrow = 100;
  if (shape >= narrow && time < scale * shape / 10) return 1;
  if (time < scale * (shape - 40 * std::sqrt(shape))) return 1;
  return cdf(complement(gamma_distribution<>(shape, scale), time));
}

constexpr double forever = std::numeric_limits<double>::infinity();

/// -ln of a probability to last longer, and so the age at which it is this much.
double lasting(double cumulative_hazard) { return std::exp(-cumulative_hazard); }

/// Relative to the slowest branch, so that nothing underflows at a great age.
double branch_left(const Distribution::Branch& branch, Seconds slowest, double age) {
  return branch.weight * std::exp(-age * (1 / branch.mean.count() - 1 / slowest.count()));
}

/// Relative to a width of 1.
double triangular_survival(double place, double mode) {
  if (place <= 0) return 1;
  if (place >= 1) return 0;
  return place < mode ? 1 - square(place) / mode : square(1 - place) / (1 - mode);
}

double triangular_density(double place, double mode) {
  if (place <= 0 || place >= 1) return 0;
  return place < mode ? 2 * place / mode : 2 * (1 - place) / (1 - mode);
}

double ratio(double density, double survival) { return survival > 0 ? density / survival : 0; }

}  // namespace

bool Distribution::has_hazard() const {
  return !(std::holds_alternative<Constant>(law_) || std::holds_alternative<Empirical>(law_) ||
           std::holds_alternative<AtTrial>(law_));
}

bool Distribution::heavy_tailed() const {
  // From a coefficient of variation of 1.2 on: of Weibull's law where Gamma(1 + 2/k) is more than 2.44
  // times the square of Gamma(1 + 1/k).
  constexpr double weibull_shape = 0.837;
  constexpr double squared_cv = 1.44;
  return std::visit(
      Overloaded{
          [](const Weibull& law) { return law.shape < weibull_shape; },
          [](const Lognormal& law) { return std::expm1(law.sigma * law.sigma) > squared_cv; },
          [](const Gamma& law) { return 1 / law.shape > squared_cv; },
          [this](const Hyperexponential&) {
            const double mean = this->mean().count();
            return variance() > squared_cv * mean * mean;
          },
          [](const auto&) { return false; },
      },
      law_);
}

double Distribution::hazard(Seconds age) const {
  assert(has_hazard() && age >= Seconds(0));
  const double t = age.count();
  return std::visit(Overloaded{
                        [](const Exponential& law) { return 1 / law.mean; },
                        [t](const Weibull& law) {
                          return law.shape / law.scale * std::pow(t / law.scale, law.shape - 1);
                        },
                        [t](const Lognormal& law) {
                          if (t <= 0) return 0.0;
                          const lognormal_distribution<> it(law.mu, law.sigma);
                          return ratio(pdf(it, t), cdf(complement(it, t)));
                        },
                        [t](const Gamma& law) {
                          if (t <= 0) return law.shape < 1 ? forever : 0.0;
                          const gamma_distribution<> it(law.shape, law.scale);
                          return ratio(pdf(it, t), survival(law.shape, law.scale, t));
                        },
                        [t](const Uniform& law) {
                          const double left = seconds_in(law.max) - t;
                          return t < seconds_in(law.min) || left <= 0 ? 0.0 : 1 / left;
                        },
                        [t](const Triangular& law) {
                          const double width = seconds_in(law.max - law.min);
                          const double mode = seconds_in(law.mode - law.min) / width;
                          const double place = (t - seconds_in(law.min)) / width;
                          return ratio(triangular_density(place, mode) / width,
                                       triangular_survival(place, mode));
                        },
                        [t](const Hyperexponential& law) {
                          double density = 0;
                          double survival = 0;
                          for (const Branch& branch : *law.branches) {
                            const double left = branch_left(branch, law.branches->back().mean, t);
                            density += left / branch.mean.count();
                            survival += left;
                          }
                          return density / survival;
                        },
                        [](const auto&) { return 0.0; },
                    },
                    law_);
}

double Distribution::cumulative_hazard(Seconds age) const {
  assert(has_hazard() && age >= Seconds(0));
  const double t = age.count();
  return std::visit(
      Overloaded{
          [t](const Exponential& law) { return t / law.mean; },
          [t](const Weibull& law) { return std::pow(t / law.scale, law.shape); },
          [t](const Lognormal& law) {
            if (t <= 0) return 0.0;
            return -std::log(cdf(complement(lognormal_distribution<>(law.mu, law.sigma), t)));
          },
          [t](const Gamma& law) { return -std::log(survival(law.shape, law.scale, t)); },
          [t](const Uniform& law) {
            const double width = seconds_in(law.max - law.min);
            const double place = std::clamp((t - seconds_in(law.min)) / width, 0.0, 1.0);
            return -std::log1p(-place);
          },
          [t](const Triangular& law) {
            const double width = seconds_in(law.max - law.min);
            const double mode = seconds_in(law.mode - law.min) / width;
            return -std::log(triangular_survival((t - seconds_in(law.min)) / width, mode));
          },
          [t](const Hyperexponential& law) {
            double survival = 0;
            for (const Branch& branch : *law.branches)
              survival += branch_left(branch, law.branches->back().mean, t);
            return t / law.branches->back().mean.count() - std::log(survival);
          },
          [](const auto&) { return 0.0; },
      },
      law_);
}

Duration Distribution::sample_remaining(Duration age, Draw& draw) const {
  if (is_exponential()) return sample(draw);
  const double t = seconds_in(age);
  // The age at which the cumulative hazard has grown by an exponential of mean 1.
  const auto until = [&](double end) { return nearest_tick(Seconds(std::max(end - t, 0.0))); };
  const double reached = cumulative_hazard(age) + unit_exponential(draw);
  return std::visit(
      Overloaded{
          [&](const Weibull& law) { return until(law.scale * std::pow(reached, 1 / law.shape)); },
          [&](const Lognormal& law) {
            const lognormal_distribution<> it(law.mu, law.sigma);
            return until(boost::math::quantile(complement(it, lasting(reached))));
          },
          [&](const Gamma& law) {
            const gamma_distribution<> it(law.shape, law.scale);
            return until(boost::math::quantile(complement(it, lasting(reached))));
          },
          [&](const Uniform& law) {
            return until(seconds_in(law.max) - seconds_in(law.max - law.min) * lasting(reached));
          },
          [&](const Triangular& law) {
            const double width = seconds_in(law.max - law.min);
            const double mode = seconds_in(law.mode - law.min) / width;
            return until(seconds_in(law.min) +
                         width * triangular_quantile(-std::expm1(-reached), mode));
          },
          [&](const Hyperexponential& law) {
            double survival = 0;
            for (const Branch& branch : *law.branches)
              survival += branch_left(branch, law.branches->back().mean, t);
            double left = draw.uniform() * survival;
            Seconds mean = law.branches->back().mean;
            for (const Branch& branch : *law.branches) {
              left -= branch_left(branch, law.branches->back().mean, t);
              if (left > 0) continue;
              mean = branch.mean;
              break;
            }
            return nearest_tick(mean * unit_exponential(draw));
          },
          [](const auto&) -> Duration {
            assert(false && "it has no hazard");
            return never;
          },
      },
      law_);
}

// ---- for people ---------------------------------------------------------------------------------

bool Distribution::is_exponential() const { return std::holds_alternative<Exponential>(law_); }

std::optional<double> Distribution::equal_stages() const {
  if (is_exponential()) return 1;
  const auto* law = std::get_if<Gamma>(&law_);
  if (law == nullptr || law->shape != std::floor(law->shape)) return std::nullopt;
  return law->shape;
}

std::span<const Distribution::Branch> Distribution::branches() const {
  const auto* law = std::get_if<Hyperexponential>(&law_);
  if (law == nullptr) return {};
  return *law->branches;
}

std::string Distribution::describe() const {
  const auto in_time = [](double seconds) { return in_words(Seconds(seconds)); };
  return std::visit(
      Overloaded{
          [](const Constant& law) {
            return law.value == never ? "never" : "constant " + in_words(law.value);
          },
          [&](const Exponential& law) { return "exponential with mean " + in_time(law.mean); },
          [&](const Weibull& law) {
            return fmt::format("Weibull with shape {:.6g} and scale {} (mean {})", law.shape,
                               in_time(law.scale), in_words(mean()));
          },
          [&](const Lognormal& law) {
            return fmt::format("lognormal with median {} and sigma {:.6g} (mean {})",
                               in_time(std::exp(law.mu)), law.sigma, in_words(mean()));
          },
          [&](const Gamma& law) {
            return fmt::format("gamma with shape {:.6g} and mean {}", law.shape, in_words(mean()));
          },
          [](const Uniform& law) {
            return fmt::format("uniform from {} to {}", in_words(law.min), in_words(law.max));
          },
          [](const Triangular& law) {
            return fmt::format("triangular from {} to {} with mode {}", in_words(law.min),
                               in_words(law.max), in_words(law.mode));
          },
          [&](const Hyperexponential& law) {
            return fmt::format("hyperexponential of {} branches with mean {}", law.branches->size(),
                               in_words(mean()));
          },
          [&](const Empirical& law) {
            return fmt::format("empirical of {} values with mean {}", law.values->size(),
                               in_words(mean()));
          },
          [&](const AtTrial& law) {
            return fmt::format(
                "a run of {} trials, one every {}, each with probability {:.6g} "
                "(mean {})",
                law.rhythm->trials.length(), in_words(law.rhythm->interval),
                law.rhythm->trials.probability(), in_words(mean()));
          },
      },
      law_);
}

}  // namespace ausfall
