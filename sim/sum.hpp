// A sum of many terms that loses no digit.
#pragma once

#include <cmath>

namespace ausfall {

/// It carries what rounding took from it (Neumaier, "Rundungsfehleranalyse einiger Verfahren zur
/// Summation endlicher Summen", Zeitschrift fuer Angewandte Mathematik und Mechanik 54, 1974).
class Sum {
 public:
  Sum& operator+=(double term) {
    const double sum = sum_ + term;
    lost_ += std::abs(sum_) >= std::abs(term) ? (sum_ - sum) + term : (term - sum) + sum_;
    sum_ = sum;
    return *this;
  }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

}  // namespace ausfall
