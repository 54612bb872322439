#include "sim/likelihood.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace ausfall::fitting {

void give_up() { throw NoFit("the likelihood has no maximum at any shape that is a number"); }

namespace {

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

}  // namespace

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

}  // namespace ausfall::fitting
