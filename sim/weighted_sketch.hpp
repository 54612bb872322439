// A distribution of durations that were counted with weights, and how uncertain that leaves it.
//
// 1. What belongs together, the values that grew from one independent look, has a sum of weights, T.
//    Of any question to the distribution that gives a value x the number g(x), (sum w g)^2 is at most
//    T sum w g^2 (Cauchy and Schwarz). So with T w beside each w a variance is never too small, and it
//    is exact where a look gives one value. Looks come at random moments, so variances add up.
// 2. A sum that grows can be told as moves: a weight leaves one value for another. How many are above
//    x is then uncertain by the moves across x, wherever x lies.
// 3. Of a quantile at p, the number of equal values that would know the share below it as well takes
//    the place of the number of values (as in sim/interval.hpp). Above it, the next of the heaviest
//    looks may lie, for all that one can tell: what light looks alone say of a tail is not better known
//    than that.
// 4. Values lie in a Sketch's buckets, so a quantile is off by its relative error at most, which
//    intervals contain. The sum of all values is exact.
#pragma once

#include <boost/container/flat_map.hpp>

#include "sim/estimate.hpp"
#include "sim/sketch.hpp"
#include "sim/time.hpp"

namespace ausfall {

class WeightedSketch {
 public:
  /// Each has the same weight, `bursts` of them are as good as one. `sign` is 1 to add, -1 to take
  /// away. REQUIRES: bursts >= 1.
  void add(const Sketch& sketch, double bursts, double sign = 1);
  /// `together`: the sum of the weights of its look. REQUIRES: value >= 0, 0 < weight <= together.
  void add(Duration value, double weight, double together);
  /// Of values that are counted elsewhere, so much moves. `together` is the largest weight that its look
  /// moves across one value. REQUIRES: 0 <= from <= to.
  void move(Duration from, Duration to, double weight, double together);
  void merge(const WeightedSketch& other);
  /// The values that were added from a sketch, with these bursts, were moved before; undoes it. REQUIRES:
  /// `moves` has no values of its own.
  void take_back(const WeightedSketch& moves, double bursts);

  [[nodiscard]] bool empty() const { return counts_.empty(); }
  [[nodiscard]] double weight() const { return weight_; }
  [[nodiscard]] Seconds mean() const;  ///< REQUIRES: weight() > 0

  /// Unbounded above where the mean is not known to be as good as normal, as in sim/interval.hpp, and
  /// with moves. In seconds. REQUIRES: weight() > 0, 0 < confidence < 1.
  [[nodiscard]] Estimate mean_interval(double confidence) const;
  /// In seconds. REQUIRES: weight() > 0, 0 < p < 1, 0 < confidence < 1.
  [[nodiscard]] Estimate quantile_interval(double p, double confidence) const;

  bool operator==(const WeightedSketch&) const = default;

 private:
  struct Count {
    double weight = 0;
    double squares = 0;  // of looks: T w
    double cubes = 0;    // T^2 w
    double across = 0;   // of moves: T w that arrives, less what leaves
    Count& operator+=(const Count& other);
    bool operator==(const Count&) const = default;
  };
  void add(Sketch::Bucket bucket, const Count& count) { counts_[bucket] += count; }

  boost::container::flat_map<Sketch::Bucket, Count> counts_;
  double weight_ = 0;
  double seconds_ = 0;
  double from_sketches_ = 0;  // values
  double heaviest_ = 0;       // square of a look of these
  bool moved_ = false;
};

}  // namespace ausfall
