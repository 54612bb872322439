// Laws from observed durations, by maximum likelihood.
//
// 1. A duration may be known exactly, or only to be longer than something (it had not ended when
//    the watch did) or shorter (a record in whole minutes holds zeros). Each kind enters the
//    likelihood as what it says: a density, a survival probability, a probability.
// 2. Standard errors come from the observed information at the maximum, and those of what is
//    derived from the parameters (the mean, the median) by the delta method.
// 3. The test of fit knows that the parameters were fitted to the same data, and how the data were
//    cut off: Bagdonavičius and Nikulin, "Chi-squared goodness-of-fit test for right censored
//    data", International Journal of Applied Mathematics and Statistics 24 (2011) 30-50.
// 4. Nothing is NaN: where there is no maximum, NoFit says why.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sim/distribution.hpp"

namespace ausfall {

/// What was seen of a random duration. Everything is in seconds and above 0; the order does not
/// matter.
struct Durations {
  std::vector<double> exact;
  std::vector<double> longer_than;   ///< censored on the right
  std::vector<double> shorter_than;  ///< censored on the left

  /// Those that came to an end.
  [[nodiscard]] std::size_t ended() const { return exact.size() + shorter_than.size(); }
  [[nodiscard]] std::size_t size() const { return ended() + longer_than.size(); }
};

enum class LawKind : std::uint8_t { exponential, weibull, lognormal, gamma };
inline constexpr std::array all_law_kinds{LawKind::exponential, LawKind::weibull,
                                          LawKind::lognormal, LawKind::gamma};
/// As the language of scenarios calls it.
std::string_view name_of(LawKind kind);

struct FittedValue {
  double value = 0;
  double standard_error = 0;
};

/// How many of the durations fall between boundaries that the law makes equally filled, against how
/// many should.
struct TestOfFit {
  double statistic = 0;  ///< chi-squared with so many degrees of freedom, if the law is right
  int degrees = 0;
  double p = 0;  ///< the probability of a statistic like this one or larger
};

struct Fit {
  LawKind kind = LawKind::exponential;
  Distribution law;
  FittedValue mean;                  ///< seconds
  FittedValue median;                ///< seconds; of the lognormal alone
  std::optional<FittedValue> shape;  ///< of Weibull and gamma; sigma of the lognormal
  double log_likelihood = 0;         ///< of durations in seconds
  double aic = 0;                    ///< Akaike: twice the parameters less twice log_likelihood
  std::optional<TestOfFit> test;     ///< with at least `test_size_min` ended durations
};

inline constexpr std::size_t test_size_min = 20;

/// There is no maximum of the likelihood; the text tells a person why.
class NoFit : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The law of this kind under which what was seen is most likely. Throws NoFit: an exponential
/// needs one duration that ended, the others two different ones.
Fit fit(LawKind kind, const Durations& seen);

/// So many were seen between two times, and the law expects so many, given when the others were cut
/// off. The first bin begins at 0, and the last has no end.
struct FitBin {
  double from = 0;  ///< seconds
  double to = 0;    ///< seconds; of the last bin infinity
  std::size_t seen = 0;
  double expected = 0;
};

/// REQUIRES: boundaries ascending and above 0, at least one.
std::vector<FitBin> binned(const Fit& fit, const Durations& seen,
                           const std::vector<double>& boundaries);

}  // namespace ausfall
