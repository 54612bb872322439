// The balance equations of a chain too large to be eliminated, with state 0 left out: what flows
// into a state leaves it again.
//
//   visits:  x_s leaves_s - sum over r of x_r rate_rs = b_s      (how often states are visited)
//   times:   h_s leaves_s - sum over r of rate_sr h_r = b_s      (how long until state 0)
//
// 1. Solved by Gauss-Seidel sweeps from state 0 on. States are numbered breadth first from good
//    health, so one sweep carries what happens near it along all failures, or all repairs, to the
//    farthest states; and a sum of what is not negative is all that is ever taken, so rare states
//    become as precise in themselves as others. Where the sweeps converge too slowly, some digits
//    come from BiCGSTAB (van der Vorst, SIAM Journal on Scientific and Statistical Computing 13,
//    1992) on the equations as a symmetric sweep leaves them, at the price of one pass over the
//    rates (Eisenstat, "Efficient implementation of a class of preconditioned conjugate gradient
//    methods", the same, 2, 1981).
// 2. They end with a proved error, not with a small change.
// 3. Sums are taken in one order: the same bytes everywhere.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "sim/chain.hpp"

namespace ausfall {

/// The equations of the visits, or of the times: each state's row has the states that its value
/// depends on, and the rates.
class Equations {
 public:
  using State = Rates::State;
  using Vector = std::vector<double>;

  /// `x` is by state; that of state 0 is taken for 0. REQUIRES: columns in ascending order.
  Equations(std::vector<std::size_t> row, std::vector<State> column, std::vector<double> rate,
            std::vector<double> leaves);

  [[nodiscard]] std::size_t states() const { return leaves_.size(); }
  [[nodiscard]] double leaves(State s) const { return leaves_[s]; }
  [[nodiscard]] std::size_t terms(State s) const { return row_[s + 1] - row_[s]; }
  [[nodiscard]] double inflow(const Vector& x, State s) const {
    return sum(row_[s], row_[s + 1], x);
  }
  [[nodiscard]] std::span<const State> columns(State s) const {
    return std::span(column_).subspan(row_[s], terms(s));
  }
  [[nodiscard]] std::span<const double> rates(State s) const {
    return std::span(rate_).subspan(row_[s], terms(s));
  }

  /// Computes each state's value anew from those of the others, in ascending order. Values that are
  /// not negative stay so.
  void sweep(const Vector& b, Vector& x) const;
  /// The same in descending order.
  void sweep_back(const Vector& b, Vector& x) const;
  /// Solves in place the equations that are left when each state depends only on those before it
  /// (lower), or only on those after it (upper).
  void solve_lower(Vector& x) const;
  void solve_upper(Vector& x) const;
  /// b less the left side; 0 for state 0.
  void residual(const Vector& b, const Vector& x, Vector& r) const;

 private:
  [[nodiscard]] double sum(std::size_t from, std::size_t to, const Vector& x) const {
    double total = 0;
    for (std::size_t t = from; t < to; ++t) total += rate_[t] * x[column_[t]];
    return total;
  }

  std::vector<std::size_t> row_;
  std::vector<std::size_t> middle_;  // where the states after it begin
  std::vector<State> column_;
  std::vector<double> rate_;
  std::vector<double> leaves_;
};

struct Balance {
  explicit Balance(const Rates& rates);
  Equations visits;
  Equations times;
};

struct Iterated {
  std::size_t iterations = 0;  ///< sweeps, and each of BiCGSTAB for two
  bool by_sweeps = true;       ///< by nothing else
  double error = 0;            ///< what is left of it
};

/// The error of x: the sum of what is left of each state's balance, times the state's weight. If
/// `relative`, divided by the sum of x, and 1 for state 0.
struct Error {
  std::span<const double> weight;
  bool relative = false;
  [[nodiscard]] double operator()(const std::vector<double>& x, const std::vector<double>& r) const;
};

/// Improves x until the error is as wanted, or no progress is made. Throws SolveInterrupted.
Iterated iterate(const Equations& equations, const std::vector<double>& b, std::vector<double>& x,
                 const Error& error, double wanted, const SolveOptions& options);

/// For each state an upper bound of its mean time to state 0; none when no bound could be proved.
///
/// Such equations are monotone: if some h makes every left side of the times at least d > 0, the
/// true times are at most h / d. So h need not be a precise solution to prove a bound. It begins as
/// the number of steps to state 0, each taken to last long enough, and is improved by sweeps.
/// Throws SolveInterrupted.
std::optional<std::vector<double>> times_at_most(const Balance& balance,
                                                 const SolveOptions& options);

}  // namespace ausfall
