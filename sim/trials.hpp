// How many independent trials until so many in a row have come out: the law behind whatever happens
// after a run of losses.
//
// Source: W. Feller, "An Introduction to Probability Theory and Its Applications", volume 1, 3rd
// edition (1968), chapter XIII.7. The law is kept as the chain of the present run's length, whose
// powers answer for any number of trials at once. Sums are taken in one order, so that a sample is
// the same bytes everywhere.
#pragma once

#include <vector>

namespace ausfall {

/// The number of trials, at least 1. A value.
class Trials {
 public:
  /// Until the first run of `length` is complete. REQUIRES: 1 <= length <= 256, 0 < probability < 1,
  /// and probability^length >= 1e-18.
  static Trials until_run(int length, double probability);

  /// After a long time without a complete run everything comes out from now on: how many trials it
  /// takes until the run is complete, which may have begun before. REQUIRES: 1 <= length <= 256,
  /// 0 <= probability < 1.
  static Trials until_run_is_over(int length, double probability);

  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double variance() const { return variance_; }

  struct Place {
    double trial;   ///< with so many trials,
    double within;  ///< and this share of the probability of exactly that many, in [0, 1)
  };
  /// Where the distribution function reaches p. REQUIRES: 0 <= p < 1.
  [[nodiscard]] Place quantile(double p) const;

  [[nodiscard]] int length() const { return length_; }
  [[nodiscard]] double probability() const { return probability_; }
  bool operator==(const Trials& other) const {
    return length_ == other.length_ && probability_ == other.probability_ &&
           is_rest_ == other.is_rest_;
  }

 private:
  Trials(int length, double probability, bool is_rest)
      : length_(length), probability_(probability), is_rest_(is_rest) {}
  void find_moments();
  void find_powers();

  int length_;
  double probability_;
  bool is_rest_;
  /// What so many trials do to the length of the present run.
  struct Power {
    std::vector<double> moves;  // by rows: from one length to another, no run complete
    std::vector<double> done;   // from each length: the probability that one is
  };
  [[nodiscard]] Power twice(const Power& power) const;

  std::vector<double> start_;  // how long the present run is, by its length
  std::vector<Power> powers_;  // for 1, 2, 4, ... trials
  double mean_ = 0;
  double variance_ = 0;
};

}  // namespace ausfall
