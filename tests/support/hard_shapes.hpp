// Scenarios on which intervals are easily wrong, each with an independent truth, and what many
// seeds give of them.
//
// 1. What is hard: downtime of which most comes in few of many outages, so that a run may not have
//    met it; redundancy that is seldom overcome; branches of small probability; repairs with heavy
//    tails; inputs that are not known.
// 2. The truth is the Markov chain's where there is one, and otherwise a closed form, with its
//    derivation where the shape stands.
// 3. A study is a function of shape, plan and seeds. Seeds are run side by side, which changes
//    nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/estimate.hpp"
#include "studies/method.hpp"

namespace ausfall::test {

/// Of the first service, over the measured span.
struct Truth {
  double unavailability = 0;
  std::optional<double> outages_per_year{};
  std::optional<double> served{};
  std::optional<double> outage_by_horizon{};
};

struct HardShape {
  std::string name;
  std::string text;  ///< without replications, and without variants
  std::uint64_t replications = 100;
  std::string worse;             ///< a merge patch by which it is down longer, if seldom
  std::optional<Truth> known{};  ///< none: the chain's
  /// Unavailability with what is not known at its median, which `check` takes; none: as without.
  std::optional<double> known_at_medians{};
  std::optional<double> known_worse{};  ///< unavailability with the patch; none: the chain's
};

const std::vector<HardShape>& hard_shapes();
/// Those whose names match one of the patterns, in which `*` stands for anything.
std::vector<HardShape> hard_shapes(const std::vector<std::string>& patterns);

Truth truth_of(const HardShape& shape);
/// Of the unavailability: how much larger it is with the patch.
double worse_by(const HardShape& shape);

// ---- studies ------------------------------------------------------------------------------------

/// What is asked of a shape.
struct Study {
  std::uint64_t seeds = 100;
  std::uint64_t first_seed = 1;
  std::optional<studies::Method> method{};  ///< none: what a run does that is not told
  std::optional<double> precision{};        ///< otherwise as many replications as the shape says
  double more = 1;                          ///< times as many replications as the shape says
  bool plain_too = true;                    ///< for what the half-width is measured by
  unsigned threads = 0;                     ///< 0: as many as there are processors
};

/// What estimates of one measure were worth.
struct Worth {
  std::uint64_t seeds = 0;
  std::uint64_t covered = 0;
  std::uint64_t low = 0;  ///< of those that did not: the interval lies below the truth
  Moments errors;         ///< estimate over truth, less 1
  Moments half_widths;    ///< over the truth

  void add(const Estimate& estimate, double truth);
  [[nodiscard]] double coverage() const;
  [[nodiscard]] double bias() const { return errors.mean(); }
  [[nodiscard]] double bias_error() const;  ///< its standard error
};

struct RunsFound {
  Truth truth;
  Worth unavailability;
  Worth outages_per_year;  ///< no seeds where no truth is at hand; likewise these
  Worth served;
  Worth outage_by_horizon;
  Worth trusted;                ///< unavailability, of runs that are trusted and do not warn
  Worth plain;                  ///< unavailability by the plain method
  std::uint64_t warned = 0;     ///< runs with a warning
  std::uint64_t untrusted = 0;  ///< runs that call themselves not trusted
  Moments replications;
  Moments milliseconds;

  /// Of the mean half-widths. None without plain runs.
  [[nodiscard]] std::optional<double> half_width_by_plain() const;
};

RunsFound study(const HardShape& shape, const Study& plan);

/// `check`, of bounds at 0.8, 1.25, 0.5 and 2 times the truth, each with a confidence of 99 %.
struct ChecksFound {
  std::uint64_t seeds = 0;
  std::uint64_t false_verdicts = 0;  ///< seeds with any
  std::uint64_t decided_near = 0;    ///< of two a seed: 0.8 and 1.25
  std::uint64_t decided_far = 0;     ///< of two a seed: 0.5 and 2
  Moments replications;
};

/// So many replications at most are so many times those of the shape.
inline constexpr double check_budget_factor = 8;

ChecksFound study_checks(const HardShape& shape, const Study& plan,
                         double budget_factor = check_budget_factor);

/// `compare`, with the worse variant as the second.
struct ComparisonsFound {
  double difference = 0;  ///< exact
  Worth worth;            ///< of the difference
  std::uint64_t right = 0;
  std::uint64_t wrong = 0;
  std::uint64_t warned = 0;  ///< comparisons with a warning of the whole or of a variant
};

ComparisonsFound study_comparisons(const HardShape& shape, const Study& plan);

}  // namespace ausfall::test
