// Whether a fitted law fits what was seen: the test, and the bins in which it looks.
#pragma once

#include <vector>

#include "sim/likelihood.hpp"

namespace ausfall::fitting {

/// What was seen, as far as the test and the bins need it: when each was last watched, and whether
/// it had ended.
struct Watched {
  double time = 0;
  bool ended = false;
};

/// Of what is only known to be shorter, half of that.
std::vector<Watched> watched(const Durations& seen);

/// What was seen less what is expected, bin by bin, with its covariance: that of the counts, less
/// what the parameters were free to explain. Bagdonavicius and Nikulin estimate the covariance from
/// the counts that were seen; here it comes from those that are expected, which are never near 0.
TestOfFit tested(const Family& family, const Maximum& maximum, const Fit& fit,
                 const Durations& seen);

}  // namespace ausfall::fitting
