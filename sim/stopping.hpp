// When a simulation may stop that looks at its own results.
//
// Whoever looks at an interval again and again, and stops when it is narrow, reports too little: of
// totals with long tails, a run that has not met a long outage yet believes in a small mean and a
// small scatter at once, and stops; one that has goes on until it is diluted. (Law, Kelton and
// Koenig, "Relative width sequential confidence intervals for the mean", Communications in
// Statistics B 10, 1981; Singham and Schruben, "Finite-sample performance of absolute precision
// stopping rules", INFORMS Journal on Computing 24, 2012. That it becomes right in the limit, Glynn
// and Whitt, Annals of Applied Probability 2, 1992, helps nobody who stops early.) So:
//
// A. A relative precision (PrecisionRule): what says when to stop is not what is reported.
//    1. A pilot runs, each look half as long again as the one before, until every total is known to
//       within four times the precision, but at least 4 and at most 25 %.
//    2. From the pilot follows how many replications N it takes, with a margin for what the pilot
//       does not know of the scatter. The pilot is then thrown away.
//    3. N fresh replications are run. Their number is fixed before the first of them, so they are a
//       sample like any other: mean and intervals are what they are at a fixed length. (Two
//       stages: Stein, Annals of Mathematical Statistics 16, 1945; his reuse the pilot's mean, since
//       of normal values mean and variance are independent. Those of outages are not.)
//    4. Should they not do (one run in seven at most of exponential outages, nearly half of them
//       where tails are long), there are more looks, at as many replications as it then seems to
//       take. The first look has four fifths of the error that the confidence leaves, the k-th after
//       it 1/5 2^-k of it: together all of it, so the interval covers whichever look is the last
//       (Bonferroni).
//    5. Where N and the pilot are more than the most that is allowed, nothing is thrown away: as many
//       as are allowed are run, and that number is fixed, too.
// B. A verdict against a bound (VerdictLooks): at look k of K, each twice as long as the one before,
//    intervals have the confidence 1 - e_k, and the e_k add up to the error that is allowed: half of
//    it is for the last look, where it tells most, the rest for the others in equal parts. So all
//    intervals of all looks hold at once, and whoever stops as soon as one lies on one side of the
//    bound is wrong with at most that probability, however often was looked.
//
// What A gives, for outages at random moments, exponential or lognormal with the coefficient of
// variation v, one in two replications (500 runs each): bias of the mean, coverage of the 95 %
// interval, and replications, with the pilot; and the same of the rule that stops on the raw interval.
//
//   precision            5 %                     15 %                     30 %
//   exponential   +0.0 % 97.0   9128       -0.3 % 97.2   1418       +0.7 % 97.2    682
//     raw         +0.0 % 95.6   7248       -0.2 % 96.8    932       +1.6 % 95.2    244
//   v = 1.5       -0.1 % 97.2  21488       -0.3 % 97.8   2945       -1.6 % 96.8   1256
//     raw         -0.0 % 95.2  11718       -0.5 % 94.8   1436       -0.8 % 95.6    361
//   v = 3         -0.3 % 97.4  81259       -0.8 % 97.2  11194       -1.6 % 95.2   4907
//     raw         -0.3 % 96.2  35916       -1.1 % 94.0   4140       -3.7 % 92.4    907
//
// What bias is left comes from the runs that had to go on. tests/analytic/stopping_test.cpp measures
// whole scenarios of seven shapes, check_test.cpp beside it what B gives.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/estimate.hpp"
#include "sim/replicate.hpp"

namespace ausfall {

/// After how many replications a run is looked at: the first time after `first`, each further one
/// after `growth` times as many, in whole batches, the last after `last`. REQUIRES: 1 <= first <=
/// last, growth > 1.
std::vector<std::uint64_t> checkpoints(std::uint64_t first, std::uint64_t last, double growth);

/// What a look at totals has found.
struct Precision {
  double half_width = 0;    ///< relative, of the least known; infinite where nothing was seen
  double replications = 0;  ///< after which all are likely (nine in ten) to be known well enough

  /// Of all together. Begin with an empty one.
  void add(const Precision& other);
};

/// Of one total, of which `interval` is known, and that is to be known to `wanted`.
Precision precision_of(const Jumps& total, const Estimate& interval, double wanted);

/// Of something of which nothing is known but its interval after so many replications: a weighted
/// estimate. The margin allows for what the interval itself does not know of the scatter.
Precision precision_of(const Estimate& interval, std::uint64_t replications, double wanted,
                       double margin = 1.5);

class PrecisionRule {
 public:
  /// REQUIRES: wanted > 0, 1 <= min <= max.
  PrecisionRule(double wanted, std::uint64_t min, std::uint64_t max)
      : PrecisionRule(wanted, min, max, min) {}
  /// `pilot`: after how many replications it is looked at first. `min` is for those that count.
  /// REQUIRES: also 1 <= pilot <= min.
  PrecisionRule(double wanted, std::uint64_t min, std::uint64_t max, std::uint64_t pilot);

  struct Stage {
    Replications range;
    bool afresh = false;  ///< what was seen before is thrown away
  };
  /// What to run next; nothing when it is over.
  [[nodiscard]] std::optional<Stage> next() const;
  /// The confidence of the intervals to be looked at after that stage, which are also those to be
  /// reported if it is the last. REQUIRES: it is not over, 0 < confidence < 1.
  [[nodiscard]] double confidence(double confidence) const;
  /// After the stage. REQUIRES: it is not over.
  void looked(const Precision& found);

  /// The precision was reached, at the last look.
  [[nodiscard]] bool reached() const { return reached_; }
  /// Replications that were thrown away.
  [[nodiscard]] std::uint64_t pilot() const { return first_; }

 private:
  enum class Phase { pilot, counting, all, over };

  void end_pilot(const Precision& found);
  void go_on(const Precision& found);

  double wanted_;
  std::uint64_t min_;
  std::uint64_t max_;
  std::vector<std::uint64_t> points_;  // of the pilot
  Phase phase_ = Phase::pilot;
  std::size_t point_ = 0;     // of the pilot, to be reached next
  std::uint64_t done_ = 0;    // the last of what was run
  std::uint64_t first_ = 0;   // of those that count
  std::uint64_t target_ = 0;  // where the stage ends
  int looks_ = 0;             // at those that count
  bool reached_ = false;
};

/// The looks of a test that goes on until it has a verdict, and what each may err.
class VerdictLooks {
 public:
  /// REQUIRES: 1 <= first <= last.
  VerdictLooks(std::uint64_t first, std::uint64_t last);

  [[nodiscard]] const std::vector<std::uint64_t>& points() const { return points_; }
  /// Of the intervals at a look, so that those of all looks hold at once with `confidence`.
  [[nodiscard]] double confidence(std::size_t look, double confidence) const;

 private:
  std::vector<std::uint64_t> points_;
};

}  // namespace ausfall
