#include "sim/fitting.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sim/fit_test.hpp"
#include "sim/gamma_family.hpp"
#include "sim/likelihood.hpp"
#include "sim/log_families.hpp"

namespace ausfall {
namespace {

using fitting::Family;

constexpr double infinity = std::numeric_limits<double>::infinity();

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
  switch (kind) {
    case LawKind::exponential:
      return fitting::exponential_family(seen);
    case LawKind::weibull:
      return fitting::weibull_family(seen);
    case LawKind::lognormal:
      return fitting::lognormal_family(seen);
    case LawKind::gamma:
      return fitting::gamma_family(seen);
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
  const fitting::Maximum maximum = fitting::maximum_of(*family);
  Fit fit;
  try {
    fit = family->result(maximum.at, maximum.covariance);
  } catch (const std::invalid_argument&) {
    fitting::give_up();  // a shape beyond what a distribution can hold
  }
  fit.kind = kind;
  fit.log_likelihood = maximum.value;
  fit.aic = 2 * family->parameters() - 2 * maximum.value;
  if (seen.ended() >= test_size_min) fit.test = fitting::tested(*family, maximum, fit, seen);
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
      return -fitting::normal_survival(std::log(time / fit.median.value) / fit.shape->value).value;
    case LawKind::gamma: {
      const double shape = fit.shape->value;
      return -fitting::log_incomplete_gamma(fitting::Side::beyond, shape,
                                            std::log(time * shape / mean))
                  .value;
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
  for (const fitting::Watched& one : fitting::watched(seen)) {
    const double hazard = cumulative_hazard(fit, one.time);
    std::size_t bin = 0;
    for (; one.time > bins[bin].to; ++bin) bins[bin].expected += hazards[bin + 1] - hazards[bin];
    bins[bin].expected += std::max(0.0, hazard - hazards[bin]);
    if (one.ended) ++bins[bin].seen;
  }
  return bins;
}

}  // namespace ausfall
