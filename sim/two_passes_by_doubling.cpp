#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "sim/two_passes.hpp"
#include "sim/uniformised.hpp"

namespace ausfall::two_passes {
namespace {

using Column = Eigen::VectorXd;
using Row = Eigen::RowVectorXd;

/// What is more than from state 0.
DenseMatrix less_first_row(const DenseMatrix& m) { return m.rowwise() - Row(m.row(0)); }
Column less_first(const Column& v) { return v.array() - v(0); }

/// Of one question, the integral over r of v(h - r) p(r), v being a column and p a row, in seconds
/// (and of the integral of v, where that is asked): by the state entered, less that of state 0, and
/// by the state left.
struct Meeting {
  DenseMatrix met;
  Column integral;  ///< of v until h
};

/// From a step h of about one jump on:
/// met(2h) = P(h) met(h) + met(h) P(h), and, where it is integrated, integral(h) spent(h) besides.
class Doubled {
 public:
  Doubled(const Chain& chain, double time, const std::vector<Question>& questions,
          const SolveOptions& options)
      : chain_(chain), questions_(questions), options_(options) {
    const Uniformised jumps(chain);
    const int doublings = doublings_for(jumps.rate() * time);
    begin(jumps, Poisson(std::ldexp(jumps.rate() * time, -doublings), cut_off));
    for (int i = 0; i < doublings; ++i) {
      look_up(options_);
      twice();
    }
  }

  [[nodiscard]] Passes result() const {
    const Row at = initial() * p_;
    std::vector<Vector> by_clock(questions_.size(), Vector(clocks_of(chain_), 0));
    for (std::size_t k = 0; k < questions_.size(); ++k) {
      const DenseMatrix& met = meetings_[k].met;
      for (const Chain::Part& part : chain_.parts) {
        by_clock[k][part.clock.index()] +=
            part.rate * (met(part.target, part.source) - met(part.source, part.source));
      }
    }
    return {std::move(by_clock), {at.begin(), at.end()}, {spent_.begin(), spent_.end()}};
  }

 private:
  [[nodiscard]] Row initial() const {
    const Vector x = initial_of(chain_);
    return Eigen::Map<const Row>(x.data(), static_cast<Eigen::Index>(x.size()));
  }

  /// The first step, as the sum over its jumps that the other way of solving is for all of them.
  void begin(const Uniformised& jumps, const Poisson& weights) {
    const DenseMatrix jump = jumps.matrix();
    p_ = after_jumps(jump, weights, options_);
    std::vector<Row> x = {initial()};
    for (std::size_t n = 0; n < weights.last(); ++n) x.emplace_back(x.back() * jump);
    spent_ = Row::Zero(jump.cols());
    for (std::size_t n = 0; n <= weights.last(); ++n) {
      spent_ += weights.beyond(n) / jumps.rate() * x[n];
    }
    for (const Question& question : questions_) {
      const Column f = Eigen::Map<const Column>(question.f.data(), jump.rows());
      DenseMatrix met = DenseMatrix::Zero(jump.rows(), jump.cols());
      Column ahead = Column::Zero(jump.rows());
      for (std::size_t n = weights.last(); n-- > 0;) {
        const double weight =
            question.integrated ? weights.beyond(n + 1) / jumps.rate() : weights.at(n + 1);
        ahead = less_first(weight * f + jump * ahead);
        met += ahead / jumps.rate() * x[n];
      }
      Column integral = Column::Zero(jump.rows());
      for (std::size_t n = weights.last() + 1; n-- > 0;) {
        integral = less_first(weights.beyond(n) / jumps.rate() * f + jump * integral);
      }
      meetings_.push_back({std::move(met), std::move(integral)});
    }
  }

  void twice() {
    const DenseMatrix differences = less_first_row(p_);
    for (std::size_t k = 0; k < questions_.size(); ++k) {
      auto& [met, integral] = meetings_[k];
      DenseMatrix longer = differences * met;
      longer.noalias() += met * p_;
      if (questions_[k].integrated) longer.noalias() += integral * spent_;
      integral += (differences * integral).eval();
      met.swap(longer);
    }
    spent_ += (spent_ * p_).eval();
    p_ = (p_ * p_).eval();
    restore_rows(p_);
  }

  const Chain& chain_;
  const std::vector<Question>& questions_;
  const SolveOptions& options_;
  DenseMatrix p_;
  Row spent_;
  std::vector<Meeting> meetings_;
};

}  // namespace

Passes Doubling::passes(const Chain& chain, double time, const std::vector<Question>& questions,
                        const SolveOptions& options) {
  return Doubled(chain, time, questions, options).result();
}

double Doubling::work(const Chain& chain, double mean_jumps, std::size_t questions) {
  constexpr double begin = 45;  // matrix products
  const auto n = static_cast<double>(chain.states());
  const double each = 1 + 2 * static_cast<double>(questions);
  // They are in cache, four at a time.
  return n * n * n * (begin + each * doublings_for(mean_jumps)) / 4;
}

}  // namespace ausfall::two_passes
