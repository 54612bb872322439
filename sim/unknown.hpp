// What is known of a number that is not known exactly: a time that somebody gave as a range, or
// that few observations tell of.
//
// 1. An unknown is a continuous law of the number itself, not of what happens by chance: a mean time
//    to failure between 1 y and 5 y, of which an exponential is made only once it has been settled
//    on. It is given by its quantiles, which rise strictly.
// 2. Draws of several numbers are a Latin hypercube in blocks: of the draws of one block, each of as
//    many equal parts of (0, 1) holds one, for every number, in an order of its own. So few draws
//    cover every range evenly (McKay, Beckman and Conover, Technometrics 21, 1979), and more can be
//    added, block by block.
// 3. A draw is a function of the seed, the name of the number and the draw's number. A number meets
//    the same values whatever else is not known, and under the same name in other scenarios.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "sim/random.hpp"
#include "sim/time.hpp"

namespace ausfall {

/// Each factory throws std::invalid_argument with a sentence for a person where a requirement is
/// not met.
class Unknown {
 public:
  /// Lognormal, with 90 % of its probability between the two and 5 % on either side: its median is
  /// their geometric mean. REQUIRES: 0 < low < high < infinity.
  static Unknown between(Seconds low, Seconds high);

  /// The mean time between events that come at random moments, of which so many were seen in so
  /// long. The rate has the gamma law that Jeffreys's prior for Poisson numbers leaves: shape
  /// events + 1/2, so that it can be used with no event at all.
  ///
  /// Source: Atwood et al., "Handbook of Parameter Estimation for Probabilistic Risk Assessment",
  /// NUREG/CR-6823 (2003), chapter 6.2. REQUIRES: events >= 0, time > 0.
  static Unknown of_events(double events, Seconds time);

  /// The mean of an exponential, of which these values were seen. The rate has the gamma law that
  /// Jeffreys's prior leaves where the number of observations was given: shape n, over their sum.
  ///
  /// Source: as of_events. REQUIRES: at least one value, none negative, not all 0.
  static Unknown of_exponential_mean(std::span<const Seconds> values);

  /// A time of which some measurements scatter around it by a lognormal: its logarithm has Student's
  /// t law around the mean logarithm, which is what Jeffreys's prior for location and scale leaves
  /// (Box and Tiao, "Bayesian Inference in Statistical Analysis", 1973, chapter 2).
  ///
  /// REQUIRES: at least two values, all above 0, not all equal.
  static Unknown of_measurements(std::span<const Seconds> values);

  /// The value below which it lies with probability p. REQUIRES: 0 < p < 1.
  [[nodiscard]] Seconds quantile(double p) const;

  bool operator==(const Unknown&) const = default;

 private:
  struct Lognormal {
    double mu, sigma;
    bool operator==(const Lognormal&) const = default;
  };
  /// Of total / G, with G from a gamma law.
  struct InverseGamma {
    double shape, total;
    bool operator==(const InverseGamma&) const = default;
  };
  struct LogStudent {
    double mu, scale, freedom;
    bool operator==(const LogStudent&) const = default;
  };
  using Law = std::variant<Lognormal, InverseGamma, LogStudent>;
  explicit Unknown(Law law) : law_(law) {}

  Law law_;
};

/// A range that holds nine of ten, as `between` is written: its lower end is this quantile.
inline constexpr double range_low = 0.05;
inline constexpr double range_high = 0.95;

/// Where each draw lies: quantile levels in (0, 1), uniform over the draws.
class LatinHypercube {
 public:
  /// REQUIRES: block >= 1.
  LatinHypercube(std::uint64_t seed, std::uint64_t block);

  /// Of the number with this name.
  [[nodiscard]] double level(std::string_view name, std::uint64_t draw) const;

 private:
  std::uint64_t seed_;
  std::uint64_t block_;
};

}  // namespace ausfall
