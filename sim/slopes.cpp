#include "sim/slopes.hpp"

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "sim/balance.hpp"
#include "sim/restarting.hpp"

namespace ausfall {
namespace {

using State = Rates::State;
using Vector = std::vector<double>;

/// Solves the balance of the times for `wanted`; small chains by sparse elimination.
class Biases {
 public:
  Biases(const Rates& rates, const SolveOptions& options) : balance_(rates), options_(options) {
    constexpr std::size_t eliminated_max = 20'000;  // states
    if (rates.states() > 1 && rates.states() <= eliminated_max) eliminate();
  }

  std::optional<Vector> solve(const Vector& wanted) {
    constexpr double precise = 1e-10;  // of what is wanted
    const std::size_t n = wanted.size();
    if (n == 1) return Vector{0};
    if (eliminated_) {
      const Eigen::VectorXd right =
          Eigen::Map<const Eigen::VectorXd>(wanted.data() + 1, static_cast<Eigen::Index>(n - 1));
      const Eigen::VectorXd solved = lu_.solve(right);
      Vector h(n, 0);
      std::copy(solved.begin(), solved.end(), h.begin() + 1);
      return h;
    }
    Vector h(n, 0);
    const Vector ones(n, 1);
    double most = 0;
    for (const double each : wanted) most = std::max(most, std::abs(each));
    const Iterated iterated = iterate(
        balance_.times, wanted, h, {.weight = ones, .relative = false}, precise * most, options_);
    if (iterated.error > precise * most) return {};
    return h;
  }

 private:
  void eliminate() {
    const Equations& times = balance_.times;
    const auto n = static_cast<Eigen::Index>(times.states());
    std::vector<Eigen::Triplet<double>> entries;
    for (State s = 1; s < times.states(); ++s) {
      entries.emplace_back(s - 1, s - 1, times.leaves(s));
      const auto columns = times.columns(s);
      const auto rates = times.rates(s);
      for (std::size_t k = 0; k < columns.size(); ++k) {
        if (columns[k] > 0) entries.emplace_back(s - 1, columns[k] - 1, -rates[k]);
      }
    }
    Eigen::SparseMatrix<double> matrix(n - 1, n - 1);
    matrix.setFromTriplets(entries.begin(), entries.end());
    lu_.compute(matrix);
    eliminated_ = lu_.info() == Eigen::Success;
  }

  Balance balance_;
  const SolveOptions& options_;
  Eigen::SparseLU<Eigen::SparseMatrix<double>> lu_;
  bool eliminated_ = false;
};

void add(Vector& by_clock, ClockId clock, double change) {
  if (clock.index() >= by_clock.size()) by_clock.resize(clock.index() + 1, 0);
  by_clock[clock.index()] += change;
}

/// What a state contributes to the measure, less the measure: right sides of the biases.
Vector less_mean(Vector f, double mean) {
  for (double& each : f) each -= mean;
  return f;
}

}  // namespace

std::optional<Slopes> slopes(const Chain& chain, const SteadyState& steady, const StateSet& set,
                             const SolveOptions& options) {
  const Vector& p = steady.probability;
  const bool one_class =
      steady.classes == 1 && chain.states() > 1 && std::find(p.begin(), p.end(), 0.0) == p.end();
  if (!one_class) return {};
  assert(!chain.parts.empty());

  Vector inside(chain.states(), 0);
  Vector entering(chain.states(), 0);
  for (State s = 0; s < chain.states(); ++s) {
    if (set[s]) {
      inside[s] = 1;
      continue;
    }
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      if (set[chain.target[t]]) entering[s] += chain.rate[t];
    }
  }
  Biases biases(chain, options);
  const auto of_probability = biases.solve(less_mean(inside, expected(p, inside)));
  const auto of_entries = biases.solve(less_mean(entering, expected(p, entering)));
  if (!of_probability || !of_entries) return {};

  Slopes result;
  for (const Chain::Part& part : chain.parts) {
    const double flow = p[part.source] * part.rate;
    const auto difference = [&](const Vector& h) { return h[part.target] - h[part.source]; };
    const bool enters = !set[part.source] && set[part.target];
    add(result.probability, part.clock, flow * difference(*of_probability));
    add(result.entries, part.clock, flow * (difference(*of_entries) + (enters ? 1 : 0)));
  }
  return result;
}

std::optional<Vector> slopes_of_time_to(const Chain& chain, const StateSet& set,
                                        const SolveOptions& options) {
  std::optional<std::vector<State>> members = passed_before(chain, set);
  if (!members) return {};
  if (members->empty()) return Vector{};
  assert(!chain.parts.empty());

  const Restarting passage(chain, std::move(*members), options);
  const Vector& p = passage.probability();
  const Vector leaving = passage.leaving_rates();
  const double frequency = expected(p, leaving);
  const auto h = Biases(passage.rates(), options).solve(less_mean(leaving, frequency));
  if (!h) return {};
  const double h_at_start = passage.expected_at_start(*h);
  const double mean = passage.begun_inside() / frequency;

  Vector result;
  for (const Chain::Part& part : chain.parts) {
    const State source = passage.place_of(part.source);
    const State target = passage.place_of(part.target);
    if (source == no_state) continue;
    const double then = target == no_state ? 1 + h_at_start : (*h)[target];
    add(result, part.clock, -mean / frequency * p[source] * part.rate * (then - (*h)[source]));
  }
  return result;
}

}  // namespace ausfall
