// A family of laws, and which of them makes what was seen most likely.
//
// A family has two parameters that suit the search for the maximum, not people; it tells its
// likelihood with all derivatives, so Newton's method finds the maximum in a few steps.
#pragma once

#include <Eigen/Core>
#include <boost/math/policies/policy.hpp>

#include "sim/fitting.hpp"

namespace ausfall::fitting {

using Eigen::Matrix2d;
using Eigen::Vector2d;

/// Double precision is enough, and several times as fast as what Boost.Math does by default.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

inline double square(double x) { return x * x; }

/// A function with its derivatives.
struct Terms {
  double value = 0;
  double first = 0;
  double second = 0;
};

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

/// By Newton's method with steps that are halved until they lead upwards. Throws NoFit.
Maximum maximum_of(const Family& family);

/// There is no maximum at a shape that is a number: throws NoFit.
[[noreturn]] void give_up();

/// A value that follows from the parameters, by its gradient.
FittedValue derived(double value, const Vector2d& gradient, const Matrix2d& covariance);

}  // namespace ausfall::fitting
