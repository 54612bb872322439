// Laws of which the logarithm has a place and a width: exponential, Weibull, lognormal.
#pragma once

#include <memory>

#include "sim/likelihood.hpp"

namespace ausfall::fitting {

// REQUIRES: what was seen is as fit() needs it, and outlives the family.
std::unique_ptr<Family> exponential_family(const Durations& seen);
std::unique_ptr<Family> weibull_family(const Durations& seen);
std::unique_ptr<Family> lognormal_family(const Durations& seen);

/// The logarithm of the probability that a standard normal is above z.
Terms normal_survival(double z);

}  // namespace ausfall::fitting
