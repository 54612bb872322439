// The distributions of the language: how long until a clock rings.
//
// 1. A value: cheap to copy, equal when it is the same law however it was written (a gamma of shape
//    1 is an exponential). Tables (hyperexponential, empirical) are shared and const.
// 2. Every law has a mean, a variance, a quantile and a sampler; the sampler's law is the
//    quantile's (tests compare them).
// 3. A law with a hazard can be cut at any age: what is left is a time of its own law.
// 4. Results are the same bytes on every machine: the exponential comes from Boost.Random, not from
//    the standard library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/random.hpp"
#include "sim/time.hpp"
#include "sim/trials.hpp"

namespace ausfall {

/// A non-negative random time. Parameters are checked by the factories: each REQUIRES what it says
/// and throws std::invalid_argument with a sentence for a person otherwise. Infinite and NaN
/// parameters are always refused.
class Distribution {
 public:
  /// Always 0.
  Distribution() : law_(Constant{Duration(0)}) {}

  /// It happens after exactly this time; `never` means that it does not happen (its mean is
  /// infinite). REQUIRES: value >= 0.
  static Distribution constant(Duration value);
  /// REQUIRES: mean > 0 (a mean of 0 is the constant 0).
  static Distribution exponential(Seconds mean);
  /// REQUIRES: shape in its range, scale > 0. Mean = scale * Gamma(1 + 1/shape).
  static constexpr double weibull_shape_min = 0.1;
  static constexpr double weibull_shape_max = 1000;
  static Distribution weibull(double shape, Seconds scale);
  static Distribution weibull_with_mean(double shape, Seconds mean);
  /// The logarithm of the time in seconds is normal. REQUIRES: median > 0, sigma > 0.
  static Distribution lognormal(Seconds median, double sigma);
  /// REQUIRES: mean > 0, cv > 0 (the coefficient of variation: standard deviation over mean).
  static Distribution lognormal_with_mean(Seconds mean, double cv);
  /// REQUIRES: shape in its range, mean > 0.
  static constexpr double gamma_shape_min = 0.01;
  static constexpr double gamma_shape_max = 1'000'000;
  static Distribution gamma(double shape, Seconds mean);
  /// The sum of k exponentials. REQUIRES: k >= 1, mean > 0 (of the sum).
  static Distribution erlang(int k, Seconds mean);
  /// REQUIRES: 0 <= min <= max < never.
  static Distribution uniform(Duration min, Duration max);
  /// REQUIRES: 0 <= min <= mode <= max < never.
  static Distribution triangular(Duration min, Duration mode, Duration max);
  struct Branch {
    double weight = 0;  ///< > 0; weights are normalised to sum to 1
    Seconds mean{0};    ///< > 0
    bool operator==(const Branch&) const = default;
  };
  /// An exponential chosen by weight. REQUIRES: at least one branch.
  static Distribution hyperexponential(std::vector<Branch> branches);
  /// One of the observed values, each as likely. REQUIRES: at least one value, none negative, none
  /// `never`.
  static Distribution empirical(std::vector<Duration> values);

  /// Trials, one every `interval`, the first of them anywhere in the first interval: the time of
  /// the trial that ends what `trials` waits for, and `delay` more. REQUIRES: interval > 0,
  /// delay >= 0.
  static Distribution at_trial(Trials trials, Duration interval, Duration delay);
  /// The same, with the first trial after exactly one interval.
  static Distribution at_regular_trial(Trials trials, Duration interval, Duration delay);

  [[nodiscard]] Seconds mean() const;
  /// In seconds squared.
  [[nodiscard]] double variance() const;
  /// The time by which the clock has rung with probability p. REQUIRES: 0 <= p < 1.
  [[nodiscard]] Seconds quantile(double p) const;
  [[nodiscard]] Duration sample(Draw& draw) const {
    if (const auto* law = std::get_if<Constant>(&law_)) return law->value;
    return sample_by_chance(draw);
  }
  /// The same, from a draw that is made if there is something to draw.
  [[nodiscard]] Duration sample(ReplicationKey key, Stream stream, std::uint64_t number) const {
    if (const auto* law = std::get_if<Constant>(&law_)) return law->value;
    Draw draw(key, stream, number);
    return sample_by_chance(draw);
  }

  // What is left of a time that has lasted so long. REQUIRES: has_hazard(), age >= 0.

  /// It may end at any moment of a span: not a constant, nor observed values, nor a run of trials.
  [[nodiscard]] bool has_hazard() const;
  /// The rate, a second, at which it ends at this age; infinite where the density is.
  [[nodiscard]] double hazard(Seconds age) const;
  /// The hazard's integral from 0 to this age: -ln of the probability to last longer.
  [[nodiscard]] double cumulative_hazard(Seconds age) const;
  /// How much longer it lasts.
  [[nodiscard]] Duration sample_remaining(Duration age, Draw& draw) const;

  [[nodiscard]] bool is_zero() const {  ///< the constant 0
    const auto* law = std::get_if<Constant>(&law_);
    return law != nullptr && law->value == Duration(0);
  }
  [[nodiscard]] bool is_never() const {  ///< it does not happen
    const auto* law = std::get_if<Constant>(&law_);
    return law != nullptr && law->value == never;
  }
  [[nodiscard]] bool is_constant() const { return std::holds_alternative<Constant>(law_); }
  [[nodiscard]] bool is_exponential() const;
  /// A few of many times make much of their sum: its coefficient of variation is above 1.2. False of a
  /// law without a hazard.
  [[nodiscard]] bool heavy_tailed() const;
  /// How many exponentials of one mean it is the sum of; nothing where it is no such sum. One is an
  /// exponential.
  [[nodiscard]] std::optional<double> equal_stages() const;
  /// The exponentials of which one is chosen, from the shortest mean to the longest; none where it is
  /// no hyperexponential.
  [[nodiscard]] std::span<const Branch> branches() const;

  /// For people: "exponential with mean 1000 h", "constant 4 min".
  [[nodiscard]] std::string describe() const;

  bool operator==(const Distribution&) const = default;

 private:
  struct Constant {
    Duration value;
    bool operator==(const Constant&) const = default;
  };
  struct Exponential {
    double mean;
    bool operator==(const Exponential&) const = default;
  };
  struct Weibull {
    double shape, scale;
    bool operator==(const Weibull&) const = default;
  };
  struct Lognormal {
    double mu, sigma;
    bool operator==(const Lognormal&) const = default;
  };
  struct Gamma {
    double shape, scale;
    bool operator==(const Gamma&) const = default;
  };
  struct Uniform {
    Duration min, max;
    bool operator==(const Uniform&) const = default;
  };
  struct Triangular {
    Duration min, mode, max;
    bool operator==(const Triangular&) const = default;
  };
  struct Hyperexponential {
    std::shared_ptr<const std::vector<Branch>> branches;
    bool operator==(const Hyperexponential&) const;
  };
  struct Empirical {
    std::shared_ptr<const std::vector<Duration>> values;  // sorted
    bool operator==(const Empirical&) const;
  };
  /// Behind a pointer, so that a distribution stays small: most are exponentials and constants.
  struct Rhythm {
    Trials trials;
    Duration interval, delay;
    bool any_phase;
    bool operator==(const Rhythm&) const = default;
    /// The time at a place of the law of how many.
    [[nodiscard]] double at(const Trials::Place& place) const;
  };
  struct AtTrial {
    std::shared_ptr<const Rhythm> rhythm;
    bool operator==(const AtTrial&) const;
  };
  using Law = std::variant<Constant, Exponential, Weibull, Lognormal, Gamma, Uniform, Triangular,
                           Hyperexponential, Empirical, AtTrial>;
  explicit Distribution(Law law) : law_(std::move(law)) {}
  [[nodiscard]] Duration sample_by_chance(Draw& draw) const;

  Law law_;
};

}  // namespace ausfall
