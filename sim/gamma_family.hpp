// The gamma as a family of laws.
#pragma once

#include <memory>

#include "sim/likelihood.hpp"

namespace ausfall::fitting {

/// REQUIRES: what was seen is as fit() needs it, and outlives the family.
std::unique_ptr<Family> gamma_family(const Durations& seen);

enum class Side : bool { beyond, reached };

/// The logarithm of the (upper or lower) regularised incomplete gamma function at x = exp(log_x),
/// with derivatives to log_x.
Terms log_incomplete_gamma(Side side, double shape, double log_x);

}  // namespace ausfall::fitting
