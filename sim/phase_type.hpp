// Phase-type distributions: a time made of exponential stages, so that a clock of any law can run
// in a Markov chain, exactly where the law is made of such stages, otherwise nearly.
//
// 1. Stages are passed in order: a stage ends after an exponential time and either the next begins
//    or the clock rings.
// 2. A fit keeps the mean exactly. It keeps the variance too wherever the number of stages allows;
//    otherwise it is as near as that many stages come.
// 3. A stage that always leads to the next, or a start that always is at the first stage, says so
//    with exactly 1.
#pragma once

#include <optional>
#include <vector>

#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace ausfall {

struct PhaseType {
  struct Stage {
    double rate = 0;    ///< at which it ends, per second
    double onward = 0;  ///< probability that the next stage begins then; otherwise the clock rings
  };
  std::vector<Stage> stages;
  std::vector<double> first;  ///< probability that the time begins with this stage, by stage

  [[nodiscard]] Seconds mean() const;
  /// In seconds squared.
  [[nodiscard]] double variance() const;
  /// The time always begins with the first stage, so that a clock there is as good as new.
  [[nodiscard]] bool begins_at_first() const { return first.front() == 1.0; }
};

/// The exponential. REQUIRES: mean > 0.
PhaseType one_stage(Seconds mean);

/// A phase-type time of this mean and squared coefficient of variation, in at most `stages_max`
/// stages:
///
/// - cv2 <= 1/stages_max: an Erlang of that many stages. No phase-type law of so many stages varies
///   less (Aldous and Shepp, "The least variable phase type distribution is Erlang", Stochastic
///   Models 3, 1987).
/// - 1/stages_max < cv2 < 1: a mixture of Erlangs of k - 1 and k stages of one rate (Tijms,
///   "Stochastic Models", 1994).
/// - cv2 = 1: the exponential.
/// - cv2 > 1: a hyperexponential of two branches, each bringing half of the mean (Whitt,
///   "Approximating a point process by a renewal process, I", Operations Research 30, 1982).
///
/// One stage alone is always the exponential. REQUIRES: mean > 0, cv2 >= 0, stages_max >= 1.
PhaseType fit_moments(Seconds mean, double cv2, int stages_max);

/// The same for the moments of a distribution. REQUIRES: its mean is positive, stages_max >= 1.
PhaseType fit(const Distribution& distribution, int stages_max);

/// The law itself, where it is made of exponential stages: an exponential, an Erlang of at most
/// `exact_stages_max` stages, a hyperexponential. Nothing where it is another.
///
/// A hyperexponential begins with its fastest branch, for all: of rate l, an exponential of rate
/// m < l is one of rate l, after which, with probability 1 - m/l, one of rate m follows. So nothing is
/// chosen when the time begins, which would double the states that a chain can begin in with each
/// such clock.
std::optional<PhaseType> exact_stages(const Distribution& distribution);
inline constexpr int exact_stages_max = 1000;

}  // namespace ausfall
