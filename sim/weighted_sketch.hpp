// A distribution of durations that were counted with weights, and how uncertain that leaves it.
//
// 1. A look is one independent observation; the values that grew from it depend on one another. T
//    is the sum of their weights w. A sum over values of w g(x), for any function g, is at most as
//    uncertain as T sum of w g(x)^2 says, since (sum of w g)^2 is never above it (Cauchy and
//    Schwarz). So T w is kept beside each w: no variance comes out too small, and it is exact where
//    a look gives one value. Looks come at random moments, so their variances add up.
// 2. A value that grows is counted as a move: its weight leaves the old value for the new one. The
//    weight above x is then uncertain by the moves across x.
// 3. The interval of a quantile at p is that of sim/interval.hpp, with the effective number of
//    values: of so many equal ones, the share below the quantile would be as uncertain. Its upper
//    end allows for one more look as heavy as the heaviest, which could lie above the quantile:
//    many light looks alone do not prove a tail.
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
  /// All values of the sketch, each of weight 1. They come in bursts, so `bursts` of them tell as
  /// much as one independent value. `sign` is 1 to add, -1 to take away. REQUIRES: bursts >= 1.
  void add(const Sketch& sketch, double bursts, double sign = 1);
  /// `together`: the sum of the weights of its look. REQUIRES: value >= 0, 0 < weight <= together.
  void add(Duration value, double weight, double together);
  /// A weight leaves the value `from`, which was counted by another `add`, for `to`. `together` is
  /// the largest weight that its look moves across any one value. REQUIRES: 0 <= from <= to.
  void move(Duration from, Duration to, double weight, double together);
  void merge(const WeightedSketch& other);
  /// Takes moves out of values that were added from a sketch, with these bursts, after the moves
  /// had been made. REQUIRES: `moves` has moves only.
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
